"""How the state of an audit is said in one line: in the rail, on Home, among recent audits."""

from datetime import date, datetime
from typing import Any

from reviewer_audit.i18n import N_, _, language, ngettext, translated

DESKS = ("desk", "pack")
STATES = {
    "draft": (_("Draft"), "neutral"),
    "grading": (_("Grading"), "accent"),
    "locked": (_("Locked"), "caution"),
    "revealed": (_("Revealed, provisional"), "caution"),
    "released": (_("Released, provisional"), "caution"),
    "closed": (_("Closed"), "good"),
}


MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def dated(at: date, pattern: str) -> str:
    """Write a day or a moment as strftime does, its names in the window's language."""
    names = {"%b": MONTHS[at.month - 1], "%a": DAYS[at.weekday()]}
    for sign, name in names.items():
        pattern = pattern.replace(sign, translated(name))
    pattern = pattern.replace(", ", _(", "))
    if language() == "de":
        pattern = pattern.replace("%d ", "%d. ")  # a German day is an ordinal
    return at.strftime(pattern)


def moment(at: str) -> str:
    """Write a moment of the journal by the clock of who reads it."""
    return dated(datetime.fromisoformat(at).astimezone(), "%d %b %Y, %H:%M").lstrip("0")


def is_day(text: str) -> bool:
    """Whether a text is a date as it is stored."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def rail_line(seen: Any, seat: str) -> str:
    """Say below the audit's name how much there is."""
    if seat in DESKS:
        return _("{n} left on your desk").format(n=f"{seen.left_to_grade:,}")
    parts = []
    if seen.decisions:
        many = ngettext("{n} decision", "{n} decisions", seen.decisions)
        parts.append(many.format(n=f"{seen.decisions:,}"))
    auditors = len(seen.newest.progress) if seen.newest else 0
    if auditors:
        parts.append(ngettext("{n} auditor", "{n} auditors", auditors).format(n=auditors))
    return " · ".join(parts) or _("No decisions yet")


def audit_line(seen: Any) -> str:
    """Say in a list of audits how far this one is."""
    newest = seen.newest
    if newest is None:
        many = ngettext("{n} decision", "{n} decisions", seen.decisions)
        return _("{count}, no round yet").format(count=many.format(n=f"{seen.decisions:,}"))
    stage = STATES.get(str(newest.round.state), (str(newest.round.state), ""))[0]
    waiting = grades_out(newest.left) if newest.left else ""
    return " · ".join(part for part in (newest.round.title, stage, waiting) if part)


def grades_out(n: int) -> str:
    """Say how many grades are still to be given: an item that two people grade has two."""
    return ngettext("{n} grade is still out", "{n} grades are still out", n).format(n=f"{n:,}")
