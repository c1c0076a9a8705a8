"""How a round came to its numbers, for all of it and for each vendor."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from reviewer_audit.domain.rounds import Purpose, Round
from reviewer_audit.reports.comparing import (
    groups,
    last_change,
    usual_over,
    vendor_differences,
)
from reviewer_audit.reports.course import Course
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.mixshift import ROUND, MixShift, round_shift
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.services import (
    adjudication,
    agreement_control,
    closing,
    disputes,
    policies,
    review,
)
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import Records, gathered, read
from reviewer_audit.services.projects import Project
from reviewer_audit.services.review import Survey


def courses(
    store: Project,
    one: Round,
    records: Records,
    data: AuditData,
    *,
    unit: str,
    vendors: Iterable[str] = (),
) -> tuple[Course, Mapping[str, Course]]:
    """Return the course of a revealed round, and that of each vendor without any other's figure.

    Args:
        store: the project.
        one: the round.
        records: its rows, read already.
        data: the round as it stands, with the confidence and the estimand that were asked for.
        unit: of the periods: day, week or month.
        vendors: whose own course is wanted, too.
    """
    found = review.survey(store, one, records)
    known = closing.stage_data(found, records)
    asked = {id(then): _as_asked(then, data) for _stage, then in known}
    stages = tuple((stage, asked[id(then)]) for stage, then in known)
    found = replace(found, now=replace(found.now, data=asked[id(found.data)]))
    ready = Prepared(data)
    before = _before(store, one, data)
    whole = Course(
        stages=closing.scored(stages),
        disputes=disputes.counts(store, one),
        acted_twice=adjudication.acted_twice(found),
        control=agreement_control.found_in(store, found),
        change=last_change(data, unit, ready),
        since=_since(before, (one, data)),
        vendors=vendor_differences(data, ready),
        groups=groups(data, ready),
    )
    column = data.column("vendor")
    own = {
        name: replace(
            whole,
            stages=closing.scored(stages, vendor=name),
            disputes=disputes.counts(store, one, vendor=name),
            acted_twice=_twice(found, data, name),
            control=whole.control if column.names == (name,) else None,
            change=last_change(data, unit, ready, _of(data, name)),
            since=_since(before, (one, data), name),
            vendors=(),
            groups={},
        )
        for name in vendors
    }
    return whole, own


def _twice(found: Survey, data: AuditData, vendor: str) -> int:
    """Count the verdicts on a vendor's items by somebody who had acted on them before."""
    mine = set(data.item_ids[data.item[_of(data, vendor)]].tolist())
    rows = {item: given for item, given in found.verdicts.items() if item in mine}
    return adjudication.acted_twice(replace(found, verdicts=rows))


Read = tuple[Round, AuditData]


def _before(store: Project, one: Round, data: AuditData) -> Read | None:
    """Read the audit that was revealed last before a round, under the same question."""
    earlier = [
        known
        for known in rounds_service.every(store)
        if known.id < one.id and known.purpose is Purpose.AUDIT and not known.state.is_open
    ]
    if not earlier or one.purpose is not Purpose.AUDIT:
        return None
    last = earlier[-1]
    policy = policies.of_version(store, last.policy_version)
    with store.read() as tx:
        records = read(tx, last)
    match = None if data.match is data.policy.match else data.match  # else by its own policy
    found = gathered(
        records,
        policy,
        match=match,
        estimand=data.estimand,
        confidence=data.confidence,
        interval=data.interval,
    )
    return last, found.data


def _since(before: Read | None, now: Read, vendor: str = "") -> MixShift | None:
    """Compare a round, or one vendor in it, with the one before; None where nothing is known."""
    if before is None:
        return None
    (last, earlier), (one, data) = before, now
    rows = _of(earlier, vendor), _of(data, vendor)
    shift = round_shift(
        earlier,
        data,
        (str(last.id), str(one.id)),
        over=usual_over(data, ROUND, rows[1]),
        rows=rows,
    )
    return None if shift.groups.difference.value is None else shift


def _of(data: AuditData, vendor: str) -> Bool:
    """Return the decisions of a vendor; all of them where none is named."""
    if not vendor:
        return np.ones(data.n, bool)
    column = data.column("vendor")
    at = column.names.index(vendor) if vendor in column.names else -1
    return np.asarray(column.codes == at)


def _as_asked(made: AuditData, data: AuditData) -> AuditData:
    """Return an earlier stage under the same question as the numbers beside it."""
    return replace(
        made,
        match=data.match,
        estimand=data.estimand,
        confidence=data.confidence,
        interval=data.interval,
    )
