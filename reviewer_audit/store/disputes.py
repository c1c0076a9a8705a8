"""Releases to vendors, their replies and the rulings; all of it is added, never changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_audit.domain.disputes import Dispute, Release, Reply, Ruling
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store.clock import now, parse
from reviewer_audit.store.sqlite import inserted_id
from reviewer_audit.store.tables.disputes import (
    released_decision,
    ruling,
    vendor_release,
    vendor_reply,
    window_end,
)


def add_release(
    tx: Connection,
    round_id: RoundId,
    *,
    vendor: str,
    until: date,
    key: str,
    last_verdict: int,
    outcomes: Mapping[int, str],
    by: PersonId,
) -> int:
    """Write down what a vendor is shown: decision -> outcome as it stood."""
    number = inserted_id(
        tx.execute(
            insert(vendor_release).values(
                round_id=round_id,
                vendor=vendor,
                until=until.isoformat(),
                key=key,
                last_verdict=last_verdict,
                by=by,
                at=now(),
            )
        )
    )
    rows = [
        {"release_id": number, "decision_id": decision, "outcome": outcome}
        for decision, outcome in outcomes.items()
    ]
    if rows:
        tx.execute(insert(released_decision), rows)
    return number


def releases(tx: Connection, round_id: RoundId | None = None) -> list[Release]:
    """Return all releases, oldest first, of one round or of the project."""
    ends = {row.release_id: row.reason for row in tx.execute(select(window_end))}
    chosen = select(vendor_release).order_by(vendor_release.c.id)
    if round_id is not None:
        chosen = chosen.where(vendor_release.c.round_id == round_id)
    return [
        Release(
            id=row.id,
            round_id=RoundId(row.round_id),
            vendor=row.vendor,
            until=date.fromisoformat(row.until),
            key=row.key,
            last_verdict=row.last_verdict,
            released_at=_moment(row.at),
            ended=ends.get(row.id, ""),
        )
        for row in tx.execute(chosen)
    ]


def released(tx: Connection, release_id: int) -> dict[int, str]:
    """Return what a release showed: decision -> outcome as it stood."""
    mine = released_decision.c.release_id == release_id
    rows = tx.execute(select(released_decision).where(mine).order_by(released_decision.c.id))
    return {row.decision_id: row.outcome for row in rows}


def end_window(tx: Connection, release_id: int, reason: str, by: PersonId) -> None:
    """End a window before its date."""
    tx.execute(insert(window_end).values(release_id=release_id, reason=reason, by=by, at=now()))


def add_replies(tx: Connection, rows: Sequence[Mapping[str, Any]], *, source: str) -> None:
    """Append replies: release_id, decision_id, reply, clause, argument."""
    if rows:
        moment = now()
        tx.execute(insert(vendor_reply), [dict(row, source=source, at=moment) for row in rows])


def replies(tx: Connection, round_id: RoundId) -> dict[int, Dispute]:
    """Return the newest reply to every decision, with its ruling."""
    last = (
        select(func.max(vendor_reply.c.id))
        .join(vendor_release, vendor_release.c.id == vendor_reply.c.release_id)
        .where(vendor_release.c.round_id == round_id)
        .group_by(vendor_reply.c.decision_id)
    )
    rows = tx.execute(
        select(
            vendor_reply,
            ruling.c.ruling,
            ruling.c.rationale,
            ruling.c.own_reason,
            ruling.c.by.label("ruled_by"),
        )
        .outerjoin(ruling, ruling.c.reply_id == vendor_reply.c.id)
        .where(vendor_reply.c.id.in_(last))
        .order_by(vendor_reply.c.id)
    )
    return {row.decision_id: _dispute(row) for row in rows}


def add_ruling(
    tx: Connection,
    reply_id: int,
    given: Ruling,
    *,
    rationale: str,
    own_reason: str,
    verdict_id: int | None,
    by: PersonId,
) -> None:
    """Append what the arbitrator says of a dispute."""
    tx.execute(
        insert(ruling).values(
            reply_id=reply_id,
            ruling=given.value,
            rationale=rationale,
            own_reason=own_reason,
            verdict_id=verdict_id,
            by=by,
            at=now(),
        )
    )


def _dispute(row: Row[Any]) -> Dispute:
    return Dispute(
        id=row.id,
        release_id=row.release_id,
        decision_id=row.decision_id,
        reply=Reply(row.reply),
        clause=row.clause,
        argument=row.argument,
        replied_at=_moment(row.at),
        ruling=Ruling(row.ruling) if row.ruling else None,
        rationale=row.rationale or "",
        ruled_by=row.ruled_by or "",
        own_reason=row.own_reason or "",
    )


def _moment(text: str) -> datetime:
    return parse(text) or datetime.fromtimestamp(0, UTC)
