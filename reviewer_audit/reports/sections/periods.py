"""Accuracy over time, with the limits that chance gives."""

from reviewer_audit.i18n import N_
from reviewer_audit.reports import panels_periods
from reviewer_audit.reports.model import Block, Figure, Paragraph, Style
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    further = scope.results.further
    if further is None:
        return ()
    chart = panels_periods.control(further.periods)
    if chart is None:
        return ()
    blocks: list[Block] = [Figure(chart=chart)]
    if chart.note:
        blocks.append(Paragraph(text=chart.note, style=Style.NOTE))
    return (*blocks, panels_periods.periods_table(further.periods))


SECTION = SectionKind(key="periods", title=N_("Over time"), blocks=_blocks)
