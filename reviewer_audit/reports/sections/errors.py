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
            e.vendor_labels,
            e.vendor_action,
            e.final_labels,
            e.final_action,
            words.outcome_word(e.outcome),
            e.severity,
            Word(text="Critical", tone=Tone.BAD) if e.critical else None,
            e.cause,
            "yes" if e.charged else "no",
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
                Column(title="Vendor answer"),
                Column(title="Vendor action"),
                Column(title="Final answer"),
                Column(title="Final action"),
                Column(title="Error", kind=CellKind.WORD),
                Column(title="Severity"),
                Column(title="Critical", kind=CellKind.WORD),
                Column(title="Root cause"),
                Column(title="Charged"),
                Column(title="Clause", wide=True),
                Column(title="Rationale", wide=True),
            ),
            rows=tuple(row(e) for e in errors),
            filters=tuple((("decision", str(e.decision)),) for e in errors),
            empty="No errors were found.",
        ),
    )


SECTION = SectionKind(key="errors", title="Errors", blocks=_blocks)
