"""When and how fast: decisions of a frame, grades of a round, length of items. In bulk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store.tables.decisions import vendor_decision
from reviewer_audit.store.tables.items import item
from reviewer_audit.store.tables.samples import sample


def of_frame(
    tx: Connection, roles: Sequence[str], *, after: int = 0, upto: int | None = None
) -> list[Row[Any]]:
    """Return (decided_at, handling_seconds, extra, then the code of each role) of a frame."""
    v = vendor_decision.c
    chosen = select(v.decided_at, v.handling_seconds, v.extra, *(v[role] for role in roles))
    chosen = chosen.where(v.id > after, v.conflict_of.is_(None))
    if upto is not None:
        chosen = chosen.where(v.id <= upto)
    return list(tx.execute(chosen.order_by(v.id)))


def lengths(tx: Connection, round_id: RoundId) -> dict[int, tuple[int, str]]:
    """Return how many characters each drawn item has, and of what kind it is."""
    v = vendor_decision.c
    items = (
        select(v.item_id)
        .join(sample, sample.c.decision_id == v.id)
        .where(sample.c.round_id == round_id)
    )
    chosen = select(item.c.id, func.length(item.c.content), item.c.content_kind)
    rows = tx.execute(chosen.where(item.c.id.in_(items)))
    return {row[0]: (int(row[1] or 0), row[2]) for row in rows}
