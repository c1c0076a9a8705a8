"""What was agreed to mend, how far it is, and what later samples show."""

from reviewer_audit.i18n import N_, _
from reviewer_audit.reports import actions
from reviewer_audit.reports.model import Block
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    found = scope.results.actions
    if found is None:
        return ()
    none = _("No case has a corrective action.")
    if scope.vendor:
        none = _("No case about {vendor} has a corrective action.").format(vendor=scope.vendor)
    return tuple(actions.blocks(found, none))


SECTION = SectionKind(key="actions", title=N_("Corrective actions"), blocks=_blocks)
