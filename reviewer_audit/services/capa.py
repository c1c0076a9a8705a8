"""The corrective actions of cases, with what later samples say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from reviewer_audit.domain.cases import Case
from reviewer_audit.domain.rounds import Round
from reviewer_audit.i18n import _
from reviewer_audit.reports.actions import ActionLine, Effect
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.mixshift import GroupDifference, slice_difference, values_of
from reviewer_audit.reports.trend import Audited, why_apart
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.cases import showed
from reviewer_audit.services.projects import Project
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.store import cases, people


def of_round(store: Project, one: Round) -> tuple[ActionLine, ...]:
    """Return the actions of cases of a round and of those before it, with the checks written down.

    A check from before an action was done shows nothing of it.
    """
    titles = {known.id: known.title for known in rounds_service.every(store)}
    return tuple(
        replace(line, effect=_checked(case, number, titles))
        for case, number, line in agreed(store, titles)
        if case.round_id <= one.id
    )


def agreed(store: Project, titles: Mapping[Any, str]) -> list[tuple[Case, int, ActionLine]]:
    """Return every corrective action with its case and its number there."""
    with store.read() as tx:
        known = cases.every(tx)
        names = {str(person.id): person.name for person in people.everyone(tx)}
    return [
        (
            case,
            action.number,
            ActionLine(
                source=titles.get(case.round_id, ""),
                case=case.id,
                where=case.where,
                text=action.text,
                owner=names.get(action.owner, ""),
                due=action.due,
                done=action.done_at.date().isoformat() if action.done_at else "",
                state=case.state.value,
            ),
        )
        for case in known
        for action in case.actions
    ]


def _checked(case: Case, number: int, titles: Mapping[Any, str]) -> Effect | None:
    """Return what the last check of a case showed after an action was done."""
    done = case.actions[number - 1].done_at
    checks = [one for one in case.checks if done is not None and one.at >= done]
    if not checks:
        return None
    told: Mapping[str, Any] = checks[-1].value
    return Effect(
        before=titles.get(case.round_id, ""),
        after=titles[told["round"]],
        first=_estimate(told["before"]),
        second=_estimate(told["after"]),
        difference=_estimate(told["difference"]),
        showed=str(told["showed"]),
    )


def _estimate(told: Mapping[str, Any]) -> Estimate:
    names = ("value", "numerator", "n", "low", "high", "confidence", "method", "note", "reason")
    return Estimate(**{name: told[name] for name in names if name in told})


def with_effects(
    lines: Sequence[tuple[Audited, ActionLine]], audits: Sequence[Audited]
) -> tuple[ActionLine, ...]:
    """Say of every action what the first audit of later decisions shows of its slice.

    Before: the audit in which the case was opened. Later: the first audit all of whose decisions
    were made after the day it was done, if it measures the same. The intervals have the usual
    confidence; better or worse is said only where the interval that holds for all actions together
    (Bonferroni) leaves out no difference.
    """
    later = [_later(one, line, audits) for one, line in lines]
    many = sum(isinstance(found, Audited) for found in later)
    out = []
    for (one, line), after in zip(lines, later, strict=True):
        if isinstance(after, str):
            out.append(replace(line, note=after))
            continue
        found = _compared(one, after, line.where)
        if found is None:
            none = _("No decision of it in {audit}").format(audit=after.title)
            out.append(replace(line, note=none))
            continue
        level = 1 - (1 - one.part.data.confidence) / many
        strict = _compared(one, after, line.where, level) if many > 1 else found
        effect = Effect(
            before=one.title,
            after=after.title,
            first=found.first,
            second=found.second,
            difference=found.difference,
            showed=showed(strict or found),
        )
        out.append(replace(line, effect=effect))
    return tuple(out)


def _later(one: Audited, line: ActionLine, audits: Sequence[Audited]) -> Audited | str:
    """Return the audit that can show an effect, or why there is none."""
    if not line.where:
        return _("The case names no slice")
    if not line.done:
        return _("Not done yet")
    after = [other for other in audits if other.part.first_day > line.done]
    if not after:
        return _("No audit of later decisions yet")
    first = min(after, key=lambda other: (other.part.last_day, other.title))
    why = why_apart(one.part.data, first.part.data)
    return _("Not compared: {why}").format(why=why) if why else first


def _compared(
    one: Audited, after: Audited, where: Mapping[str, str], confidence: float = 0.0
) -> GroupDifference | None:
    sides = [audited.part.data for audited in (one, after)]
    if confidence:
        sides = [replace(data, confidence=confidence) for data in sides]
    rows = _rows(sides[0], where), _rows(sides[1], where)
    if not all(mask.any() for mask in rows):
        return None
    return slice_difference(sides[0], sides[1], (one.title, after.title), rows)


def _rows(data: AuditData, where: Mapping[str, str]) -> Bool:
    mask = np.ones(data.n, np.bool_)
    for role, value in where.items():
        column = values_of(data, role)
        mask &= column.codes == (column.names.index(value) if value in column.names else -1)
    return mask
