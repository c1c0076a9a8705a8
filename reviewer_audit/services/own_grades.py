"""What somebody graded in a round, for their own eyes alone: of the grading path, and blind."""

from reviewer_audit.domain.desk import OwnGrade
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.services.projects import Project
from reviewer_audit.store import own_grades


def own(store: Project, auditor: Person, *, round_id: RoundId) -> tuple[OwnGrade, ...]:
    """Return the auditor's last answers of a round, in their own order."""
    with store.read_blind() as tx:
        return own_grades.last(tx, round_id, auditor.id)
