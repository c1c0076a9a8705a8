"""What was agreed to mend, how far it is, and what later samples show."""

from reviewer_audit.reports import actions
from reviewer_audit.reports.model import Block
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    found = scope.results.actions
    if found is None:
        return ()
    whose = f" about {scope.vendor}" if scope.vendor else ""
    return tuple(actions.blocks(found, f"No case{whose} has a corrective action."))


SECTION = SectionKind(key="actions", title="Corrective actions", blocks=_blocks)
