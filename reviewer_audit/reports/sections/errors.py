"""One row per error, with clause and rationale."""

from reviewer_audit.reports import words
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Style,
    Tone,
    Word,
)
from reviewer_audit.reports.results import ErrorLine
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_ROLES = ("vendor", "queue", "language", "market", "reviewer")


def _answer(labels: str, action: str) -> str:
    return words.DOT.join(part for part in (labels, action) if part)


def _cause(e: ErrorLine) -> str:
    return e.cause if e.charged else f"{e.cause or 'Cause'} (not charged)"


def _blocks(scope: Scope) -> tuple[Block, ...]:
    errors = scope.results.errors
    roles = [
        role
        for role in _ROLES
        if any(e.slices.get(role) for e in errors) and not (role == "vendor" and scope.vendor)
    ]

    def row(e: ErrorLine) -> tuple[Cell, ...]:
        return (
            e.item,
            e.decision_id,
            e.decided_at,
            *(e.slices.get(role, "") for role in roles),
            _answer(e.vendor_labels, e.vendor_action),
            _answer(e.final_labels, e.final_action),
            words.outcome_word(e.outcome),
            e.severity,
            Word(text="Critical", tone=Tone.BAD) if e.critical else None,
            _cause(e),
            e.clause,
            e.rationale,
        )

    return (
        Paragraph(
            text=f"{words.count(len(errors))} errors among "
            f"{words.count(scope.results.graded_decisions)} decisions that count.",
            style=Style.NOTE,
        ),
        DataTable(
            key="errors",
            columns=(
                Column(title="Item", kind=CellKind.ID),
                Column(title="Decision", kind=CellKind.ID),
                Column(title="Decided at"),
                *(Column(title=words.role_title(role)) for role in roles),
                Column(title="Vendor decision"),
                Column(title="Final decision"),
                Column(title="Error", kind=CellKind.WORD),
                Column(title="Severity"),
                Column(title="Critical", kind=CellKind.WORD),
                Column(title="Root cause"),
                Column(title="Clause", wide=True),
                Column(title="Rationale", wide=True),
            ),
            rows=tuple(row(e) for e in errors),
            filters=tuple((("decision", str(e.decision)),) for e in errors),
            empty="No errors were found.",
        ),
    )


SECTION = SectionKind(key="errors", title="Errors", blocks=_blocks)
