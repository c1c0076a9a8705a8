"""How long decisions take, beside how right they are."""

from reviewer_audit.i18n import N_
from reviewer_audit.reports import panels_time
from reviewer_audit.reports.model import Block, Figure
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    further = scope.results.further
    if further is None:
        return ()
    blocks = panels_time.blocks(further.efficiency)
    chart = panels_time.speed(further.efficiency)
    return tuple(blocks) if chart is None else (*blocks, Figure(chart=chart))


SECTION = SectionKind(key="time", title=N_("Time"), blocks=_blocks)
