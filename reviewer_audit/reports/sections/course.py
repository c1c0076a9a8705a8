"""From first grades to final answers: stages, control of agreements, disputes, who acted twice."""

from reviewer_audit.i18n import N_
from reviewer_audit.reports import panels_course
from reviewer_audit.reports.model import Block
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    course = scope.results.course
    return () if course is None else tuple(panels_course.blocks(course))


SECTION = SectionKind(key="course", title=N_("Stages and disputes"), blocks=_blocks)
