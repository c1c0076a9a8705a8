"""Vendors, teams and reviewers beside each other, between the limits that chance gives."""

from reviewer_audit.i18n import N_, _
from reviewer_audit.reports import panels
from reviewer_audit.reports.model import Block, Figure, Paragraph, Style
from reviewer_audit.reports.people import People
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    further = scope.results.further
    if further is None:
        return ()
    blocks: list[Block] = []
    for people in further.people.values():
        blocks += _of(people)
    return tuple(blocks)


def _of(people: People) -> list[Block]:
    if not people.lines:
        return []
    chart = panels.funnel(people)
    blocks: list[Block] = []
    if len(people.lines) > 1:
        blocks.append(Figure(chart=chart))
    else:
        alone = _("There is but one: nothing to lie beside.")
        blocks.append(Paragraph(text=alone, style=Style.NOTE))
    if chart.note:
        blocks.append(Paragraph(text=chart.note, style=Style.NOTE))
    return [*blocks, panels.people_table(people)]


SECTION = SectionKind(key="people", title=N_("Funnel"), blocks=_blocks)
