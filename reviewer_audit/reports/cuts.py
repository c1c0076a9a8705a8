"""Time cut into periods of any length: audits, units of the calendar, or so many days."""

from dataclasses import dataclass
from datetime import date, timedelta

from reviewer_audit.i18n import _
from reviewer_audit.reports.periods import UNITS, first_day, name_of, number_of

AUDIT = "audit"
NAMED = (AUDIT, *UNITS, "quarter", "year")
LONGEST = 3660  # days of a period


def is_cut(every: str) -> bool:
    """Tell whether time can be cut like this."""
    return every in NAMED or (every.isascii() and every.isdigit() and 1 <= int(every) <= LONGEST)


@dataclass(frozen=True, slots=True)
class Cut:
    """How time is cut; periods of so many days are counted from the day ``since``."""

    every: str
    since: str

    def name(self, day: str) -> str:
        """Return what the period of a day is called: 2026-W37, 2026-09, 2026-Q3, 2026 ..."""
        at = date.fromisoformat(day[:10])
        if self.every in UNITS:
            return name_of(first_day(number_of(at, self.every), self.every), self.every)
        if self.every == "quarter":
            return f"{at.year}-Q{(at.month + 2) // 3}"
        if self.every == "year":
            return str(at.year)
        length, begin = int(self.every), date.fromisoformat(self.since[:10])
        first = begin + timedelta(days=(at - begin).days // length * length)
        return _("{first} to {last}").format(first=first, last=first + timedelta(days=length - 1))
