"""Rows become decisions, or are set aside with a reason. Blank is missing, never "no violation"."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from reviewer_audit.domain.intake import (
    EXTRA_ROLES,
    SEPARATOR,
    SLICE_ROLES,
    ColumnMapping,
    DecisionRows,
    IntakeResult,
    RawTable,
)
from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.domain.policy import Policy
from reviewer_audit.intake import values
from reviewer_audit.intake.columns import Cells
from reviewer_audit.intake.grades import validate_grades
from reviewer_audit.intake.labels import action_matcher, fold, label_matcher
from reviewer_audit.progress import SILENT, Progress

__all__ = ["validate_decisions", "validate_grades"]

STAGES = 6
_DATED = frozenset({R.DUE_AT, R.ENQUEUED_AT})
_KINDS = {
    "text": "text",
    "txt": "text",
    "image": "image",
    "photo": "image",
    "picture": "image",
    "video": "video",
    "audio": "audio",
    "voice": "audio",
    "link": "link",
    "url": "link",
}


def validate_decisions(
    table: RawTable, mapping: ColumnMapping, policy: Policy, *, progress: Progress = SILENT
) -> IntakeResult:
    """Return the decisions of a table, and the rows that cannot be used with their reasons.

    Repeated and conflicting decisions stay in: the store tells them by ``identity`` and answer,
    within the file as against the project.
    """
    cells = Cells(table, mapping)
    cells.need(R.LABEL)
    progress.step(0, STAGES)
    external_id = cells.ids(R.ITEM_ID, "missing_item_id")
    decision_id = cells.trimmed(R.DECISION_ID)
    if decision_id is not None:
        cells.lost_digits(decision_id, mapping.column(R.DECISION_ID))
    progress.step(1, STAGES)
    action, idle = _actions(cells, policy)
    labels = _labels(cells, policy, action, idle)
    progress.step(2, STAGES)
    decided_at = cells.dates(R.DECIDED_AT, quarantine=True) or [""] * len(cells)
    progress.step(3, STAGES)
    slices = _slices(cells)
    identity = _identity(cells, decision_id, external_id, slices, decided_at)
    content = cells.verbatim(R.CONTENT) or [""] * len(cells)
    progress.step(4, STAGES)
    unit = values.unit_of(mapping.column(R.HANDLING_SECONDS))
    keep = cells.kept()
    blank = [""] * len(keep.rows)
    nothing: list[None] = [None] * len(keep.rows)
    severity = cells.parsed(R.SEVERITY, values.severity, "unknown_severity", "")
    escalated = cells.parsed(R.ESCALATED, values.yes_or_no, "bad_flag", None)
    handling = cells.parsed(
        R.HANDLING_SECONDS, lambda text: values.seconds(text, unit), "bad_number", None
    )
    kinds = cells.parsed(R.CONTENT_KIND, lambda text: _KINDS.get(fold(text), "text"), "", "text")
    reason = cells.verbatim(R.REASON)
    extra = _extra(cells)
    progress.step(5, STAGES)
    sheets = list(table.sheet_names)
    rows = DecisionRows(
        identity=keep(identity),
        decision_id=keep(decision_id) if decision_id is not None else blank,
        external_id=keep(external_id),
        content=keep(content),
        content_kind=keep(kinds) if kinds is not None else ["text"] * len(keep.rows),
        labels=keep(labels),
        action=keep(action),
        severity=keep(severity) if severity is not None else blank,
        escalated=keep(escalated) if escalated is not None else list(nothing),
        decided_at=keep(decided_at),
        handling_seconds=keep(handling) if handling is not None else list(nothing),
        reason=keep(reason) if reason is not None else blank,
        slices={role: keep(column) for role, column in slices.items()},
        extra={role: keep(column) for role, column in extra.items()},
        context=keep(_context(cells)),
        sheet=[sheets[at] for at in keep(table.sheet_of_row)],
        row_number=keep(table.row_numbers),
    )
    items = _check_content(cells, rows, keep.rows)
    progress.step(STAGES, STAGES)
    return IntakeResult(
        rows=rows,
        quarantined=cells.quarantined(),
        problems=(*table.problems, *cells.problems, *cells.bad_problems()),
        rows_read=len(table),
        skipped_rows=table.skipped_rows,
        items=items,
        label_counts=_label_counts(cells),
    )


def _label_counts(cells: Cells) -> Counter[str]:
    counts: Counter[str] = Counter()
    for column in cells.mapping.roles.get(R.LABEL, ()):
        counts.update(cells.table.column(column))  # type: ignore[arg-type]
    counts.pop(None, None)  # type: ignore[call-overload]
    return counts


def _actions(cells: Cells, policy: Policy) -> tuple[list[str], frozenset[str]]:
    """Return the action keys, and those that mean that nothing was done."""
    matcher = action_matcher(policy, cells.mapping)
    ranks = {action.key: action.rank for action in policy.actions}

    def heaviest(text: str) -> str | None:
        keys = matcher.many(text)
        return max(keys, key=lambda key: ranks.get(key, 0)) if keys else None

    idle = frozenset(key for key, rank in ranks.items() if rank == 0)
    action = cells.parsed(R.ACTION, heaviest, "unknown_action", "")
    return action if action is not None else [""] * len(cells), idle


def _labels(
    cells: Cells, policy: Policy, action: Sequence[str], idle: frozenset[str]
) -> list[tuple[str, ...]]:
    """Return the label keys; unknown and missing ones quarantine their rows."""
    matcher = label_matcher(policy, cells.mapping)
    columns = cells.mapping.roles[R.LABEL]
    parts = []
    for name in columns:
        column = cells.table.column(name)
        made = {value: () if value is None else matcher.many(value) for value in set(column)}
        unknown = {value for value, keys in made.items() if keys is None}
        if unknown:
            for row in [at for at, cell in enumerate(column) if cell in unknown]:
                cells.blame(row, "unknown_label", name)
        parts.append([made[cell] or () for cell in column])
    labels = parts[0]
    if len(parts) > 1:  # the first column holds the primary label
        labels = [
            tuple(dict.fromkeys(chain.from_iterable(row))) for row in zip(*parts, strict=True)
        ]
    if () in labels:
        clean = policy.no_violation
        for row in [at for at, keys in enumerate(labels) if not keys]:
            if row in cells.bad:
                continue
            if clean is not None and action[row] in idle:
                labels[row] = (clean.key,)
            else:
                cells.blame(row, "missing_label", columns[0])
    return labels


def _identity(
    cells: Cells,
    decision_id: Sequence[str] | None,
    external_id: Sequence[str],
    slices: dict[str, list[str]],
    decided_at: Sequence[str],
) -> list[str]:
    """Return what tells each decision: its id, else who judged what when, else its place."""
    table = cells.table
    reviewer = slices.get(R.REVIEWER)
    if decision_id is not None and "" not in decision_id:
        return list(decision_id)
    out: list[str]
    if reviewer is not None:
        vendor = slices.get(R.VENDOR) or [""] * len(cells)
        parts = zip(vendor, external_id, reviewer, decided_at, strict=True)
        out = list(map(SEPARATOR.join, parts))
        nobody = [row for row, name in enumerate(reviewer) if not name] if "" in reviewer else []
    else:
        out = [""] * len(cells)
        nobody = list(range(len(cells)))
    for row in nobody:
        out[row] = SEPARATOR.join((table.sha256, cells.sheet(row), str(table.row_numbers[row])))
    if decision_id is not None:
        out = [own or other for own, other in zip(decision_id, out, strict=True)]
    return out


def _slices(cells: Cells) -> dict[str, list[str]]:
    """Return the mapped roles by which results are cut."""
    out = {}
    for role in SLICE_ROLES:
        column = cells.trimmed(role)
        if column is not None:
            out[role.value] = column
    default = cells.mapping.vendor
    if default:
        named = out.get(R.VENDOR)
        out[R.VENDOR.value] = (
            [default] * len(cells) if named is None else [name or default for name in named]
        )
    return out


def _extra(cells: Cells) -> dict[str, list[str]]:
    """Return the other mapped roles, dates as ISO and all else verbatim."""
    out = {}
    for role in EXTRA_ROLES:
        columns = cells.mapping.roles.get(role, ())
        if role in _DATED:
            column = cells.dates(role, quarantine=False)
        elif len(columns) > 1:
            several = [cells.table.column(name) for name in columns]
            column = ["\n".join(filter(None, texts)) for texts in zip(*several, strict=True)]
        else:
            column = cells.verbatim(role)
        if column is not None:
            out[role.value] = column
    return out


def _context(cells: Cells) -> list[dict[str, str]]:
    """Return the texts that go with each item, by column."""
    names = cells.mapping.roles.get(R.CONTEXT, ())
    if not names:
        return [{}] * len(cells)
    columns = [cells.table.column(name) for name in names]
    return [
        {name: text for name, text in zip(names, texts, strict=True) if text}
        for texts in zip(*columns, strict=True)
    ]


def _check_content(cells: Cells, rows: DecisionRows, kept: Sequence[int]) -> int:
    """Note items whose content differs between rows, or is missing; return how many items."""
    # the first content of an item stands, so it is the last to be entered
    first = dict(zip(reversed(rows.external_id), reversed(rows.content), strict=True))
    column = cells.mapping.column(R.CONTENT)
    if column:
        stands = list(map(first.__getitem__, rows.external_id))
        if stands != rows.content:
            pairs = enumerate(zip(stands, rows.content, strict=True))
            differs = [kept[at] for at, (one, other) in pairs if one != other]
            cells.note("content_differs", column, differs)
        if "" in first.values():
            empty = [kept[at] for at, text in enumerate(rows.content) if not text]
            cells.note("missing_content", column, empty)
    return len(first)
