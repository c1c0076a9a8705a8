"""Link items that are nearly the same when they are handed out.

They lie next to each other on the desk and are one cluster in the numbers; each is graded by
itself, and no grade is ever copied.
"""

from collections.abc import Collection

from reviewer_audit.domain.rounds import AssignmentKind, Round
from reviewer_audit.sampling import nearness
from reviewer_audit.store import near, rounds
from reviewer_audit.store.project import Tx


def link(tx: Tx, one: Round, wanted: Collection[int], *, more: bool) -> dict[int, int]:
    """Write down the clusters of a round's items; returns the cluster of every item in one.

    Args:
        tx: the transaction of the draw.
        one: the round.
        wanted: the items newly drawn.
        more: whether they come to those drawn before, whose clusters stay.
    """
    if not more:
        near.forget(tx, one.id)
    before = {
        row.item_id for row in rounds.assignments(tx, one.id) if row.kind == AssignmentKind.AUDIT
    }
    ids = {*wanted, *(before if more else ())}
    texts = near.texts(tx, ids, digests=len(ids) > nearness.COMPARED)
    found = nearness.clusters(texts)
    near.put(tx, one.id, found)
    return near.of_round(tx, one.id)
