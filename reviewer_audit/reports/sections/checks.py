"""What an average hides: critical errors, the baseline, auditors who err, labels one by one."""

from reviewer_audit.i18n import N_
from reviewer_audit.reports import panels_checks
from reviewer_audit.reports.model import Block
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    further = scope.results.further
    if further is None or not scope.results.graded_decisions:
        return ()
    return (
        *panels_checks.gate(further),
        *panels_checks.err(further),
        *panels_checks.labels(further),
    )


SECTION = SectionKind(key="checks", title=N_("Checks"), blocks=_blocks)
