"""For whom a report is and what it leaves out, said on its own page."""

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.model import Block, Column, DataTable, Paragraph, Style
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    edition = EDITIONS[scope.edition]
    return (
        Paragraph(
            text=_("{title} edition, for: {reader}").format(
                title=translated(edition.title), reader=translated(edition.reader)
            ),
            style=Style.LEAD,
        ),
        DataTable(
            key="left_out_of_edition",
            title=_("What this edition leaves out"),
            columns=(Column(title=_("Left out"), wide=True),),
            rows=tuple((text,) for text in edition.leaves_out(named=scope.named)),
        ),
        *(
            Paragraph(
                text=_(
                    "Rationales stand as they were written. Read them before handing this over."
                ),
                style=Style.NOTE,
            )
            for error in scope.results.errors[:1]
            if not edition.identified and error.rationale
        ),
    )


SECTION = SectionKind(key="edition", title=N_("This edition"), blocks=_blocks)
