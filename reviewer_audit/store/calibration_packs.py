"""Packs of calibration sessions, and the answers to them that were taken in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_audit.domain.calibration import SessionId, Turn, Vote
from reviewer_audit.store.calibration import vote_row
from reviewer_audit.store.clock import now
from reviewer_audit.store.grades import merged_source
from reviewer_audit.store.tables.calibration import calibration_pack, calibration_vote


def get(tx: Connection, pack_id: str) -> Row[Any] | None:
    """Return a pack."""
    return tx.execute(select(calibration_pack).where(calibration_pack.c.id == pack_id)).first()


def next_serial(tx: Connection, session_id: SessionId, participant: int, turn: Turn) -> int:
    """Return the number of a participant's next pack for a turn, from 1."""
    mine = calibration_pack.c
    theirs = (mine.session_id == session_id) & (mine.participant_id == participant)
    chosen = select(func.max(mine.serial)).where(theirs, mine.turn == turn.value)
    return (tx.scalar(chosen) or 0) + 1


def add(tx: Connection, **facts: Any) -> None:
    """Write down a pack."""
    tx.execute(insert(calibration_pack).values(at=now(), **facts))


def seals(tx: Connection, participant: int) -> dict[tuple[str, int], str]:
    """Return the seals of the answers that came of somebody's packs, by opening and place."""
    mine = calibration_vote.c.participant_id == participant
    rows = [text.split(".") for text in tx.scalars(select(calibration_vote.c.source).where(mine))]
    return {(row[0], int(row[1])): row[2] for row in rows if len(row) == 3}  # noqa: PLR2004 - as merged_source


def add_votes(
    tx: Connection,
    session_id: SessionId,
    work: str,
    given: Sequence[tuple[int, str, str, Vote]],
) -> None:
    """Append votes of one opening: place in its chain, seal, when it was given, the vote."""
    rows = [
        vote_row(session_id, vote, source=merged_source(work, place, seal), at=at)
        for place, seal, at, vote in given
    ]
    tx.execute(insert(calibration_vote), rows)
