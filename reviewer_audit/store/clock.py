"""Times as the project file holds them: ISO 8601 in UTC, ending in Z."""

from datetime import UTC, datetime


def now() -> str:
    """Return this moment."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """Return an aware time as text."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime | None:
    """Return the time of a text; None for an empty one."""
    return datetime.fromisoformat(text) if text else None
