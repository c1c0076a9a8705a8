"""How a round came to its numbers, for all of it and for each vendor."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reviewer_audit.domain.rounds import Round
from reviewer_audit.reports.comparing import groups, last_change, vendor_differences
from reviewer_audit.reports.course import Course
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.services import adjudication, agreement_control, closing, disputes, review
from reviewer_audit.services.gathering import Records
from reviewer_audit.services.projects import Project


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
    found = replace(found, now=replace(found.now, data=_as_asked(found.data, data)))
    stages = tuple(
        (stage, _as_asked(made, data)) for stage, made in closing.stage_data(found, records)
    )
    ready = Prepared(data)
    whole = Course(
        stages=closing.scored(stages),
        disputes=disputes.counts(store, one),
        acted_twice=adjudication.acted_twice(found),
        control=agreement_control.found_in(store, found),
        change=last_change(data, unit, ready),
        vendors=vendor_differences(data, ready),
        groups=groups(data, ready),
    )
    column = data.column("vendor")
    own = {
        name: replace(
            whole,
            stages=closing.scored(stages, vendor=name),
            disputes=disputes.counts(store, one, vendor=name),
            control=whole.control if column.names == (name,) else None,
            change=last_change(data, unit, ready, column.codes == column.names.index(name)),
            vendors=(),
            groups={},
        )
        for name in vendors
    }
    return whole, own


def _as_asked(made: AuditData, data: AuditData) -> AuditData:
    """Return an earlier stage under the same question as the numbers beside it."""
    return replace(made, match=data.match, estimand=data.estimand, confidence=data.confidence)
