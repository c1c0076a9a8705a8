"""What one auditor graded in one round, for their own eyes: read on the blind connection."""

from sqlalchemy import Connection, func, select

from reviewer_audit.domain.desk import OwnGrade
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store.blind import as_grade
from reviewer_audit.store.grades import stands
from reviewer_audit.store.tables.grades import grade
from reviewer_audit.store.tables.items import item
from reviewer_audit.store.tables.rounds import assignment

OPENING = 160  # characters of an item that a list shows


def last(tx: Connection, round_id: RoundId, auditor: PersonId) -> tuple[OwnGrade, ...]:
    """Return the auditor's last answers, in their own order."""
    mine = (assignment.c.round_id == round_id) & (assignment.c.auditor_id == auditor)
    newest = (
        select(grade.c.assignment_id, func.max(grade.c.revision).label("revision"))
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .where(mine, stands())
        .group_by(grade.c.assignment_id)
        .subquery()
    )
    rows = tx.execute(
        select(
            grade,
            assignment.c.position,
            assignment.c.item_id,
            func.substr(item.c.content, 1, OPENING).label("opening"),
        )
        .join(
            newest,
            (newest.c.assignment_id == grade.c.assignment_id)
            & (newest.c.revision == grade.c.revision),
        )
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .join(item, item.c.id == assignment.c.item_id)
        .order_by(assignment.c.position)
    )
    return tuple(
        OwnGrade(
            position=row.position, item_id=row.item_id, opening=row.opening, grade=as_grade(row)
        )
        for row in rows
    )
