"""Auditors against gold, as blocks: of all together, of each by name, and by right label."""

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports.gold import GoldQuality, GoldReport
from reviewer_audit.reports.model import Block, Cell, CellKind, Column, DataTable, Paragraph, Style

FEW = 30  # answers below which a line is greyed
NOTE = N_(
    "Missed: of the violations among them, called benign. Overcalled: of the benign ones, called a "
    "violation. Gold is chosen, not drawn, and never part of a vendor's numbers: the rates are of "
    "these items."
)


def blocks(found: GoldReport | None) -> list[Block]:
    """Return what auditors said of items whose right answer was known; nothing without gold."""
    if found is None:
        return []
    lines = [(_("All"), found.overall), *found.auditors.items()]
    estimate = CellKind.ESTIMATE
    table = DataTable(
        key="gold",
        title=_("Against gold: items whose right answer two experts had written down"),
        columns=(
            Column(title=_("Auditor"), wide=True),
            Column(title=_("Seeded"), kind=CellKind.INTEGER),
            Column(title=_("Answered"), kind=CellKind.INTEGER),
            Column(title=_("Cannot judge"), kind=CellKind.INTEGER),
            Column(title=_("Right label"), kind=estimate, brief=True),
            Column(title=_("All facets right"), kind=estimate, brief=True),
            Column(title=_("Missed"), kind=estimate),
            Column(title=_("Overcalled"), kind=estimate),
        ),
        rows=tuple(_row(name, line) for name, line in lines),
        muted=frozenset(k for k, (_name, line) in enumerate(lines) if line.graded < FEW),
    )
    if not found.overall.labels:
        return [table, Paragraph(text=translated(NOTE), style=Style.NOTE)]
    labels = DataTable(
        key="gold_labels",
        title=_("By the right label of the gold item"),
        columns=(
            Column(title=_("Label"), wide=True),
            Column(title=_("Answers"), kind=CellKind.INTEGER),
            Column(title=_("Right label"), kind=estimate, brief=True),
        ),
        rows=tuple(
            (found.titles.get(key, key), one.n, one) for key, one in found.overall.labels.items()
        ),
        muted=frozenset(k for k, one in enumerate(found.overall.labels.values()) if one.n < FEW),
    )
    return [table, labels, Paragraph(text=translated(NOTE), style=Style.NOTE)]


def _row(name: str, line: GoldQuality) -> tuple[Cell, ...]:
    counts = (line.seeded, line.graded, line.cannot_judge)
    return (name, *counts, line.accuracy, line.every_facet, line.missed, line.overcalled)
