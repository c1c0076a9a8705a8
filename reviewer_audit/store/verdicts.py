"""Final answers settled by a person; a new one does not replace, it follows."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.domain.verdicts import Verdict
from reviewer_audit.store.clock import stamp
from reviewer_audit.store.tables.verdicts import verdict


def add(tx: Connection, round_id: RoundId, given: Sequence[Verdict]) -> None:
    """Append final answers."""
    rows = [
        {
            "round_id": round_id,
            "item_id": one.item_id,
            "labels": json.dumps(one.labels),
            "action": one.action,
            "escalate": None if one.escalate is None else int(one.escalate),
            "cause": one.cause,
            "rationale": one.rationale,
            "decided_by": one.decided_by,
            "decided_at": stamp(one.decided_at),
        }
        for one in given
    ]
    if rows:
        tx.execute(insert(verdict), rows)


def newest(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return the last verdict of every item that has one."""
    last = (
        select(func.max(verdict.c.id))
        .where(verdict.c.round_id == round_id)
        .group_by(verdict.c.item_id)
    )
    return list(tx.execute(select(verdict).where(verdict.c.id.in_(last))))
