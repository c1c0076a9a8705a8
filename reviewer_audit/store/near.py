"""Which items of a round are nearly the same; of the blind side: only what items say counts."""

from collections.abc import Collection, Mapping
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from reviewer_audit.domain.grading import AssignmentId
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store.tables.desk import near_item
from reviewer_audit.store.tables.items import item
from reviewer_audit.store.tables.rounds import assignment

MATES = 6  # on either side


def texts(tx: Connection, ids: Collection[int], *, digests: bool = False) -> dict[int, str]:
    """Return what is compared of items: content, and the context that gives it its sense.

    ``digests`` gives their SHA-256 instead: enough to tell equal ones, and little to hold.
    """
    wanted = sorted(ids)
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        some = item.c.id.in_(wanted[start : start + 500])
        for row in tx.execute(select(item.c.id, item.c.content, item.c.context).where(some)):
            text = f"{row.content}\n{row.context}"
            found[row.id] = sha256(text.encode()).hexdigest() if digests else text
    return found


def put(tx: Connection, round_id: RoundId, clusters: Mapping[int, int]) -> None:
    """Write down clusters, item -> first item; those known keep theirs."""
    known = of_round(tx, round_id)
    rows = [
        {"round_id": round_id, "item_id": number, "cluster": cluster}
        for number, cluster in clusters.items()
        if number not in known
    ]
    if rows:
        tx.execute(insert(near_item), rows)


def of_round(tx: Connection, round_id: RoundId) -> dict[int, int]:
    """Return the cluster of every item of a round that is in one."""
    rows = tx.execute(
        select(near_item.c.item_id, near_item.c.cluster).where(near_item.c.round_id == round_id)
    )
    return {row.item_id: row.cluster for row in rows}


def has_any(tx: Connection, round_id: RoundId) -> bool:
    """Tell whether any items of a round are nearly the same."""
    mine = select(near_item.c.id).where(near_item.c.round_id == round_id).limit(1)
    return tx.scalar(mine) is not None


def forget(tx: Connection, round_id: RoundId) -> None:
    """Take back what a draw had found that is drawn anew."""
    tx.execute(delete(near_item).where(near_item.c.round_id == round_id))


def mates(
    tx: Connection, round_id: RoundId, auditor: PersonId, number: AssignmentId
) -> list[tuple[int, AssignmentId]]:
    """Return the auditor's other items of the same cluster: position and assignment.

    The closest on either side are enough; a cluster may be the whole round.
    """
    mine = tx.execute(
        select(assignment.c.position, near_item.c.cluster)
        .join(near_item, near_item.c.item_id == assignment.c.item_id)
        .where(near_item.c.round_id == round_id, assignment.c.id == number)
    ).first()
    if mine is None:
        return []
    others = (
        select(assignment.c.position, assignment.c.id)
        .join(near_item, near_item.c.item_id == assignment.c.item_id)
        .where(
            near_item.c.round_id == round_id,
            near_item.c.cluster == mine.cluster,
            assignment.c.round_id == round_id,
            assignment.c.auditor_id == auditor,
        )
        .limit(MATES)
    )
    at = assignment.c.position
    before = tx.execute(others.where(at < mine.position).order_by(at.desc())).all()
    after = tx.execute(others.where(at > mine.position).order_by(at)).all()
    rows = [*reversed(before), *after]
    return [(row.position, AssignmentId(row.id)) for row in rows]
