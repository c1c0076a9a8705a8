"""What changed between periods and since the round before, and how far vendors lie apart."""

from reviewer_audit.i18n import N_, translated
from reviewer_audit.reports import panels_compare
from reviewer_audit.reports.model import Block, Figure, Paragraph, Style
from reviewer_audit.reports.sections.scope import Scope, SectionKind

WHICH = N_(
    "Compared are the last two periods with at least 30 decisions that count, else the last two "
    "that hold any."
)


def _blocks(scope: Scope) -> tuple[Block, ...]:
    course = scope.results.course
    if course is None:
        return ()
    blocks: list[Block] = []
    if course.change is not None:
        blocks += panels_compare.blocks(course.change)
        blocks.append(Paragraph(text=translated(WHICH), style=Style.NOTE))
    if course.since is not None:
        blocks += panels_compare.blocks(course.since)
    if course.vendors and not scope.vendor:
        blocks += [
            Figure(chart=panels_compare.differences_chart(course.vendors)),
            panels_compare.differences_table(course.vendors),
        ]
    return tuple(blocks)


SECTION = SectionKind(key="comparison", title=N_("Differences"), blocks=_blocks)
