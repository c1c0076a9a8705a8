"""The rounds of a contract period, gathered and judged together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from reviewer_audit.domain.rounds import Purpose, Round
from reviewer_audit.errors import RoundError
from reviewer_audit.i18n import _, speaking
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.pooled import Part, Pooled, pooled
from reviewer_audit.services import policies
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import gather
from reviewer_audit.services.projects import Project
from reviewer_audit.store import rounds

LeftOut = tuple[int, str, str]


def period_verdicts(
    store: Project,
    round_ids: Sequence[int] = (),
    *,
    since: str = "",
    until: str = "",
    estimand: str = "process",
    confidence: float = 0.95,
    look: int = 0,
    looks: int = 0,
) -> Pooled:
    """Pool the revealed rounds of a period and judge its declared targets.

    A round belongs to the period that holds the last day of its drawn decisions; where no day of
    decision is mapped, the day the round was begun stands in. Rounds that are still graded and
    calibrations are left out and named.

    Args:
        store: the project.
        round_ids: exactly these rounds, whatever their days.
        since: first day of the period, ``2026-07-01``; without it from the beginning.
        until: last day of the period; without it to the end.
        estimand: process, batch or other_reviewers.
        confidence: of the intervals; each target has its own.
        look: which look at the period this is; 0: the second, where a top-up was planned and
            the period holds more than the round that planned it.
        looks: 2 where one top-up was planned before the period began; 0: as the rounds planned.

    Raises:
        RoundError: a date cannot be read, or the period has no revealed round.
        StillBlindError: a round that was named is still graded.
    """
    _require_days(since, until)
    known = rounds_service.every(store)
    named = [rounds_service.resolve(store, number) for number in dict.fromkeys(round_ids)]
    for one in named:
        rounds_service.require_revealed(one)
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    frames: list[tuple[Round, Mapping[str, Any]]] = []
    for one in sorted(named or known, key=lambda one: one.id):
        why = "" if named else _why_not(one, since, until)
        if why is None:
            continue
        if why:
            left_out.append((one.id, one.title, why))
            continue
        policy = policies.of_version(store, one.policy_version)
        with store.read() as tx:
            found = gather(tx, one, policy, estimand=estimand, confidence=confidence).data
            frame = rounds.details(tx, one.id)["frame"]
        part = part_of(one, found)
        if not named and not _within(part.last_day, since, until):
            if part.first_day <= (until or part.first_day) and part.last_day >= (since or ""):
                gone = _("its decisions go on until {day}, after the period").format(
                    day=part.last_day
                )
                left_out.append((one.id, one.title, gone))
            continue
        parts.append(_straddling(part, since))
        frames.append((one, frame))
    if not parts:
        raise _nothing(since, until, left_out)
    looks = looks or max(part.data.looks for part in parts)
    return pooled(
        parts,
        since=since,
        until=until,
        look=look or min(looks, max(len(parts), *(part.data.look for part in parts))),
        looks=looks,
        left_out=left_out,
        notes=_overlaps(frames),
    )


@speaking("")
def _require_days(since: str, until: str) -> None:
    for day in filter(None, (since, until)):
        try:
            date.fromisoformat(day)
        except ValueError as error:
            message = _("{day} is not a day.").format(day=day)
            raise RoundError(message, _("Write 2026-07-01."), code="period.day") from error
    if since and until and since > until:
        message = _("The period ends on {until}, before it begins on {since}.").format(
            until=until, since=since
        )
        raise RoundError(message, _("Nothing was computed."), code="period.day")


def _why_not(one: Round, since: str, until: str) -> str | None:
    """Return why a round cannot enter; empty: it may; None: it is none of the period's."""
    begun = one.created_at.date().isoformat()
    if one.purpose is Purpose.CALIBRATION:
        return _("a calibration") if _within(begun, since, until) else None
    if one.state.is_open:
        return _("still graded blind") if _within(begun, since, until) else None
    return ""


def _within(day: str, since: str, until: str) -> bool:
    return (not since or day >= since) and (not until or day <= until)


def part_of(one: Round, data: AuditData) -> Part:
    """Return a revealed round as a part of a period, with the days of its decisions."""
    days = sorted(name for name in data.column("day").names if name)
    begun = one.created_at.date().isoformat()
    return Part(
        round_id=one.id,
        title=one.title,
        state=one.state.value,
        first_day=days[0] if days else begun,
        last_day=days[-1] if days else begun,
        data=data,
    )


def _straddling(part: Part, since: str) -> Part:
    if not since or part.first_day >= since:
        return part

    text = _("some of its decisions are from before the period ({day})")
    return replace(part, note=text.format(day=part.first_day))


def _overlaps(frames: Sequence[tuple[Round, Mapping[str, Any]]]) -> tuple[str, ...]:
    """Name pairs of rounds that drew from the same decisions."""
    out = []
    for k, (one, frame) in enumerate(frames):
        for other, later in frames[k + 1 :]:
            after, upto = int(later.get("after", 0)), int(frame.get("upto", 0) or 0)
            if after < upto:
                text = _(
                    "{one} (round {number}) and {other} (round {later}) drew from overlapping "
                    "frames: decisions in both weigh twice."
                )
                out.append(
                    text.format(one=one.title, number=one.id, other=other.title, later=other.id)
                )
    return tuple(out)


@speaking("")
def _nothing(since: str, until: str, left_out: Sequence[LeftOut]) -> RoundError:
    if since and until:
        message = _("No revealed round from {since} to {until}.").format(since=since, until=until)
    elif since:
        message = _("No revealed round from {since} on.").format(since=since)
    elif until:
        message = _("No revealed round until {until}.").format(until=until)
    else:
        message = _("No revealed round in the project.")
    named = "; ".join(
        _("round {number} ({title}): {why}").format(number=number, title=title, why=why)
        for number, title, why in left_out
    )
    hint = named or _("List them with: round list")
    return RoundError(message, hint, code="period.none")
