"""Rows of a sheet become blind grades, or are set aside with a reason. A blank is no grade."""

from reviewer_audit.domain.intake import (
    ColumnMapping,
    GradeResult,
    GradeRows,
    RawTable,
)
from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.domain.policy import CANNOT_JUDGE, Policy
from reviewer_audit.intake import values
from reviewer_audit.intake.columns import Cells
from reviewer_audit.intake.labels import action_matcher, fold, is_cannot_judge, label_matcher
from reviewer_audit.intake.refusals import refuse
from reviewer_audit.progress import SILENT, Progress

ANSWER = "answer"
_CANNOT = (CANNOT_JUDGE,)


def validate_grades(
    table: RawTable,
    mapping: ColumnMapping,
    policy: Policy,
    *,
    auditor: str = "",
    progress: Progress = SILENT,
) -> GradeResult:
    """Return the grades of a sheet; ``auditor`` graded where no column says who did.

    A second grade of the same auditor for the same item in one sheet is ``duplicate_grade``.
    """
    cells = Cells(table, mapping)
    column = cells.need(R.LABEL)
    if not auditor and not mapping.column(R.AUDITOR):
        refuse("no_auditor")
    progress.step(0, 3)
    labels = _answers(cells, policy, column)
    blank = {row for row, keys in enumerate(labels) if keys == ()}
    external_id = cells.ids(R.ITEM_ID, "missing_item_id")
    named = cells.trimmed(R.AUDITOR)
    people = [auditor] * len(cells) if named is None else [name or auditor for name in named]
    for row in [at for at, name in enumerate(people) if not name]:
        cells.blame(row, "missing_auditor", mapping.column(R.AUDITOR))
    graded_at = cells.dates(R.GRADED_AT, quarantine=False)
    progress.step(1, 3)
    matcher = action_matcher(policy, mapping)
    actions = cells.parsed(R.ACTION, matcher.one, "unknown_action", "")
    severity = cells.parsed(R.SEVERITY, values.severity, "unknown_severity", "")
    sure = cells.parsed(R.CONFIDENCE, values.confidence, "unknown_confidence", "")
    notes = cells.verbatim(R.NOTES)
    for row in blank:
        cells.bad.pop(row, None)  # no grade, so nothing can be wrong with it
    seen: set[tuple[str, str]] = set()
    for row, (who, item) in enumerate(zip(people, external_id, strict=True)):
        if row in blank or row in cells.bad:
            continue
        key = (fold(who), item)
        if key in seen:
            cells.blame(row, "duplicate_grade", mapping.column(R.ITEM_ID))
        seen.add(key)
    quarantined = cells.quarantined()
    problems = (*table.problems, *cells.problems, *cells.bad_problems())
    for row in blank:
        cells.blame(row, "blank", column)
    keep = cells.kept()
    none = [""] * len(keep.rows)
    kept = keep(labels)
    progress.step(2, 3)
    rows = GradeRows(
        external_id=keep(external_id),
        auditor=keep(people),
        kind=[CANNOT_JUDGE if keys == _CANNOT else ANSWER for keys in kept],
        labels=[() if keys == _CANNOT or keys is None else keys for keys in kept],
        action=keep(actions) if actions is not None else none,
        severity=keep(severity) if severity is not None else none,
        confidence=keep(sure) if sure is not None else none,
        note=keep(notes) if notes is not None else none,
        graded_at=keep(graded_at) if graded_at is not None else none,
        sheet=[cells.sheet(row) for row in keep.rows],
        row_number=[table.row_numbers[row] for row in keep.rows],
    )
    progress.step(3, 3)
    return GradeResult(
        rows=rows,
        quarantined=quarantined,
        problems=problems,
        rows_read=len(table) - len(blank),
        skipped_rows=table.skipped_rows,
        blank=len(blank),
    )


def _answers(cells: Cells, policy: Policy, column: str) -> list[tuple[str, ...] | None]:
    """Return the label keys of each row: () is no grade, None an unknown value."""
    matcher = label_matcher(policy, cells.mapping)
    texts = cells.table.column(column)
    made: dict[str | None, tuple[str, ...] | None] = {None: ()}
    for value in set(texts):
        if value is not None:
            made[value] = _CANNOT if is_cannot_judge(value) else matcher.many(value)
    answers = [made[text] for text in texts]
    for row in [at for at, keys in enumerate(answers) if keys is None]:
        cells.blame(row, "unknown_label", column)
    return answers
