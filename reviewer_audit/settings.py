"""What the user of this machine prefers, kept in one small file of theirs."""

import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

APP = "reviewer-audit"
RECENT = 10
_FOLDERS = {
    "win32": ("LOCALAPPDATA", "AppData/Local"),
    "darwin": ("XDG_CONFIG_HOME", "Library/Application Support"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentAudit:
    """A project opened before, with what was known of it then."""

    path: str
    title: str = ""
    state: str = ""
    opened_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings:
    """Preferences; a file that is damaged or newer costs only what cannot be read."""

    look: str = "auto"
    text_percent: int = 100
    language: str = ""
    name: str = ""  # who usually sits here
    geometry: str = ""  # of the window, base64
    quick_submit: bool = False
    break_minutes: int = 50  # 0: no reminder
    shield_media: bool = True
    lock_minutes: int = 10  # of silence, until the desk is covered; 0: never
    mask_words: bool = False
    mask_file: str = ""  # words to mask, one a line, chosen by who sits here
    exposure: dict[str, list[int]] = field(default_factory=dict)  # day -> graded, severe ones
    recent: tuple[RecentAudit, ...] = ()
    seats: dict[str, str] = field(default_factory=dict)  # project path -> id of who sat there
    keys: dict[str, str] = field(default_factory=dict)  # of the desk, where they were moved

    def opened(self, audit: RecentAudit) -> Self:
        """Return settings in which this audit is the newest of the recent ones."""
        others = [one for one in self.recent if one.path != audit.path]
        return replace(self, recent=(audit, *others)[:RECENT])

    def forgotten(self, path: str) -> Self:
        """Return settings that know nothing of a project."""
        return replace(
            self,
            recent=tuple(one for one in self.recent if one.path != path),
            seats={k: v for k, v in self.seats.items() if k != path},
        )


def settings_file() -> Path:
    """Return where the preferences of this user are, by the custom of the platform.

    The first window waits for this, hence no library; a test compares it with platformdirs.
    """
    variable, usual = _FOLDERS.get(sys.platform, ("XDG_CONFIG_HOME", ".config"))
    given = Path(os.environ.get(variable, "").strip())
    folder = given if given.is_absolute() else Path.home() / usual
    return folder / APP / "settings.json"


def load(path: Path | None = None) -> AppSettings:
    """Read the preferences; what is missing or wrong is as on the first day."""
    try:
        text = (path or settings_file()).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return AppSettings()
    import json

    try:
        raw = json.loads(text)
    except ValueError:
        return AppSettings()
    if not isinstance(raw, dict):
        return AppSettings()
    fresh = AppSettings()
    known: dict[str, Any] = {}
    for one in fields(AppSettings):
        value, usual = raw.get(one.name), getattr(fresh, one.name)
        if one.name == "recent":
            known["recent"] = _recent(value)
        elif type(value) is type(usual):
            known[one.name] = value
    for name in ("seats", "keys"):
        known[name] = {k: v for k, v in known.get(name, {}).items() if isinstance(v, str)}
    known["exposure"] = {
        day: pair
        for day, pair in known.get("exposure", {}).items()
        if isinstance(pair, list) and [type(n) for n in pair] == [int, int]
    }
    return AppSettings(**known)


def save(settings: AppSettings, path: Path | None = None) -> None:
    """Write the preferences whole or not at all, readable by this user alone."""
    import json
    import tempfile

    target = path or settings_file()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".settings-")  # made 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(settings), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _recent(value: object) -> tuple[RecentAudit, ...]:
    names = {one.name for one in fields(RecentAudit)}
    audits = []
    for one in value if isinstance(value, list) else []:
        if isinstance(one, dict) and isinstance(one.get("path"), str):
            kept = {k: v for k, v in one.items() if k in names and isinstance(v, str)}
            audits.append(RecentAudit(**kept))
    return tuple(audits[:RECENT])
