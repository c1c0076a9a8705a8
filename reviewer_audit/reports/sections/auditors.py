"""How much each auditor did, and who audits them; final answers are mostly their own work."""

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import panels_auditors
from reviewer_audit.reports.model import Block, CellKind, Column, DataTable, Paragraph, Style
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_COUNTS = (N_("Assigned"), N_("Graded"), N_("Cannot judge"), N_("Skipped"), N_("Flagged"))


def _blocks(scope: Scope) -> tuple[Block, ...]:
    auditors, further = scope.results.auditors, scope.results.further
    if scope.vendor or not auditors:
        return ()
    return (
        Paragraph(
            text=_(
                "No accuracy and no verdict of an auditor by the final answers: "
                "these are mostly their own work."
            ),
            style=Style.NOTE,
        ),
        DataTable(
            key="auditors",
            columns=(
                Column(title=_("Auditor")),
                *(Column(title=translated(title), kind=CellKind.INTEGER) for title in _COUNTS),
                Column(title=_("Same as final answer"), kind=CellKind.ESTIMATE),
            ),
            rows=tuple(
                (
                    a.name,
                    a.assigned,
                    a.graded,
                    a.cannot_judge,
                    a.skipped,
                    a.flagged,
                    a.agrees_with_final,
                )
                for a in auditors
            ),
        ),
        *(panels_auditors.quality(further.auditors) if further else ()),
    )


SECTION = SectionKind(key="auditors", title=N_("Auditors"), blocks=_blocks)
