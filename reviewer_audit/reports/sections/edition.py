"""For whom a report is and what it leaves out, said on its own page."""

from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.model import Block, Column, DataTable, Paragraph, Style
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    edition = EDITIONS[scope.edition]
    return (
        Paragraph(text=f"{edition.title} edition, for: {edition.reader}", style=Style.LEAD),
        DataTable(
            key="left_out_of_edition",
            title="What this edition leaves out",
            columns=(Column(title="Left out", wide=True),),
            rows=tuple((text,) for text in edition.leaves_out(named=scope.named)),
        ),
        *(
            Paragraph(
                text="Rationales stand as they were written. Read them before handing this over.",
                style=Style.NOTE,
            )
            for error in scope.results.errors[:1]
            if not edition.identified and error.rationale
        ),
    )


SECTION = SectionKind(key="edition", title="This edition", blocks=_blocks)
