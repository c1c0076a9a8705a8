"""Decisions that another row of the files contradicts."""

from sqlalchemy import Connection, select

from reviewer_audit.store.tables.decisions import vendor_decision
from reviewer_audit.store.tables.samples import sample


def of_round(tx: Connection, round_id: int) -> list[tuple[int, int]]:
    """Return (drawn decision, decision that contradicts it), in order of arrival."""
    other = vendor_decision.c
    rows = tx.execute(
        select(other.conflict_of, other.id)
        .join(sample, sample.c.decision_id == other.conflict_of)
        .where(sample.c.round_id == round_id, other.conflict_of.is_not(None))
        .order_by(other.conflict_of, other.id)
    )
    return [(int(first), int(second)) for first, second in rows]
