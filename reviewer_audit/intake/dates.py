"""Dates of a column: one order for the whole column, decided from all its values."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from reviewer_audit.intake.refusals import refuse

ORDERS = ("dmy", "mdy", "ymd")
ORDER_NAMES = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
_NUMERIC = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(\d{1,4})([./\-\s])(\d{1,2})\2(\d{1,4})"
    r"(?:[T,\s]\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?"
    r"\s*(Z|UTC|GMT|[+\-]\d{2}:?\d{2})?"
)
_ISO_COMPACT = re.compile(r"\d{8}(T?\d{6}Z?)?")
_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?"
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[\s\-.]+(?P<m1>[A-Za-z]{3,9})\.?"
    r"|(?P<m2>[A-Za-z]{3,9})\.?[\s\-]+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r",?[\s\-]+(?P<y>\d{4}|\d{2})"
    r"(?:,?\s+(?:at\s+)?(?P<H>\d{1,2})[:.](?P<M>\d{2})(?:[:.](?P<S>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<ap>[AaPp]\.?[Mm]\.?)?)?\s*(?P<z>Z|UTC|GMT|[+\-]\d{2}:?\d{2})?"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")  # days since 1900, as a sheet stores them
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_FIRST_SERIAL, _LAST_SERIAL = 25_569, 73_050  # 1970 to 2099
_MAX_MONTH = 12
_DAY, _CLOCK = "0000-00-00", "T00:00:00"
_CENTURY = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How the numeric dates of a column are read, and how sure that is."""

    name: str
    ambiguous: bool = False  # both readings were possible
    mixed: bool = False  # no reading fits all values


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by name; IntakeError where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        refuse("unknown_timezone", timezone=name)


def order_of(values: Iterable[str | None], asked: str = "") -> Order:
    """Decide how a column writes its dates; all its different values have a say."""
    if asked:
        if asked not in ORDERS:
            refuse("bad_date_order", order=asked)
        return Order(name=asked)
    pairs: Counter[tuple[int, int, int, str]] = Counter()
    for value in {v for v in values if v and v[4:5] != "-"}:  # a leading year decides
        match = _NUMERIC.fullmatch(value.strip())
        if match and len(match.group(1)) <= 2:  # noqa: PLR2004 - a day or a month
            first, mark, second, year = match.groups()[:4]
            pairs[int(first), int(second), _year(year), mark] += 1
    if not pairs:
        return Order(name="ymd")
    day_first = sum(count for (a, _, _, _), count in pairs.items() if a > _MAX_MONTH)
    month_first = sum(count for (_, b, _, _), count in pairs.items() if b > _MAX_MONTH)
    if day_first and month_first:
        return Order(name="dmy" if day_first >= month_first else "mdy", mixed=True)
    if day_first or month_first:
        return Order(name="dmy" if day_first else "mdy")
    if all(mark == "." for _, _, _, mark in pairs):
        return Order(name="dmy")  # nobody writes the month first between points
    return _by_span(pairs)


def _by_span(pairs: Iterable[tuple[int, int, int, str]]) -> Order:
    """Choose the reading under which the dates lie closest together: exports cover a period."""
    known = list(pairs)
    if all(a == b for a, b, _, _ in known):
        return Order(name="dmy")  # the same date either way
    spans = {}
    for name, flip in (("dmy", False), ("mdy", True)):
        days = [
            (year * 372 + (a if flip else b) * 31 + (b if flip else a)) for a, b, year, _ in known
        ]
        spans[name] = max(days) - min(days)
    best = "mdy" if spans["mdy"] < spans["dmy"] else "dmy"
    return Order(name=best, ambiguous=True)


class Reader:
    """Reads the dates of one column in one order and one time zone; each text once."""

    def __init__(self, order: str, timezone: str) -> None:
        self._order = order
        self._zone = zone_of(timezone)
        self._utc = str(self._zone) in {"UTC", "Etc/UTC", "GMT"}
        self._read: dict[str | None, str | None] = {}

    def column(self, cells: Iterable[str | None]) -> list[str | None]:
        """Return ISO 8601 texts with Z; empty where blank, None where no date can be read."""
        cells = list(cells)
        if self._utc and (plain := _plain(cells)) is not None:
            return plain
        read = self._read
        for cell in set(cells).difference(read):
            read[cell] = self._one(cell) if cell else ""
        return list(map(read.__getitem__, cells))

    def _one(self, cell: str) -> str | None:
        text = cell.strip()
        if not text:
            return ""
        try:
            moment = self._parsed(text)
            if moment is None:
                return None
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC if self._utc else self._zone)
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        precise = "milliseconds" if moment.microsecond else "seconds"
        return moment.replace(tzinfo=None).isoformat(timespec=precise) + "Z"

    def _parsed(self, text: str) -> datetime | None:
        if text[:4].isdigit() and text[4:5] == "-":
            try:
                return datetime.fromisoformat(text)
            except ValueError:
                pass
        match = _NUMERIC.fullmatch(text)
        if match:
            return self._numeric(match)
        match = _NAMED.fullmatch(text)
        if match:
            return _named(match)
        return _stamp(text)

    def _numeric(self, match: re.Match[str]) -> datetime:
        first, _, second, third, hour, minute, second_of, half, zone = match.groups()
        if len(first) > 2:  # noqa: PLR2004 - a year leads
            year, month, day = int(first), int(second), int(third)
        elif self._order == "mdy":
            month, day, year = int(first), int(second), _year(third)
        elif self._order == "ymd" and len(third) <= 2:  # noqa: PLR2004
            year, month, day = _year(first), int(second), int(third)
        else:
            day, month, year = int(first), int(second), _year(third)
        return _moment(year, month, day, (hour, minute, second_of), half, zone)


def _stamp(text: str) -> datetime | None:
    """Read seconds since 1970, days since 1900 as sheets keep them, and dates without marks."""
    if _EPOCH.fullmatch(text):
        stamp = float(text)
        return datetime.fromtimestamp(stamp / 1000 if stamp > 1e11 else stamp, tz=UTC)  # noqa: PLR2004
    if _ISO_COMPACT.fullmatch(text):
        return datetime.fromisoformat(text)
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) < _LAST_SERIAL:
        moment = _SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))
        return moment.replace(tzinfo=None)
    return parsedate_to_datetime(text) if "," in text else None


def _plain(cells: list[str | None]) -> list[str | None] | None:
    """Return moments and days as workbooks give them, the usual case; None where one is not so."""
    filled = list(filter(None, cells))
    days = [cell for cell in filled if len(cell) == len(_DAY)]
    moments = [cell for cell in filled if len(cell) != len(_DAY)]
    if not _shaped(days, _DAY) or not _shaped(moments, _DAY + _CLOCK):
        return None
    try:
        for _moment_of in map(datetime.fromisoformat, filled):
            pass
    except ValueError:
        return None
    if not days and len(filled) == len(cells):
        return [f"{cell}Z" for cell in moments]
    ends = {0: "", len(_DAY): _CLOCK + "Z", len(_DAY + _CLOCK): "Z"}
    return [cell + ends[len(cell)] if cell else "" for cell in cells]


def _shaped(texts: list[str], shape: str) -> bool:
    """Tell whether all texts have the marks of a shape, looked at place by place over all texts."""
    together = "".join(texts)
    return not texts or (
        set(map(len, texts)) == {len(shape)}
        and all(
            set(together[place :: len(shape)]) == {mark}
            for place, mark in enumerate(shape)
            if mark != "0"
        )
    )


def _named(match: re.Match[str]) -> datetime | None:
    month = _MONTHS.get((match["m1"] or match["m2"])[:3].lower())
    if month is None:
        return None
    day = int(match["d1"] or match["d2"])
    clock = (match["H"], match["M"], match["S"])
    return _moment(_year(match["y"]), month, day, clock, match["ap"], match["z"])


def _moment(
    year: int,
    month: int,
    day: int,
    clock: tuple[str | None, str | None, str | None],
    half: str | None,
    zone: str | None,
) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    if half:
        if not 1 <= hour <= _MAX_MONTH:
            message = "twelve-hour clock"
            raise ValueError(message)
        hour = hour % _MAX_MONTH + (12 if half[0] in "pP" else 0)
    moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - zone comes next
    if zone is None:
        return moment
    if zone in {"Z", "UTC", "GMT"}:
        return moment.replace(tzinfo=UTC)
    return datetime.fromisoformat(f"{moment.isoformat()}{zone[:3]}:{zone[-2:]}")


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 - written out
        return year
    return year + (1900 if year >= _CENTURY else 2000)
