"""Calibration sessions; all of it is added, never changed."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_audit.domain.calibration import (
    Baseline,
    Chosen,
    Decision,
    Judgement,
    Participant,
    Purpose,
    Record,
    Session,
    SessionId,
    SessionState,
    Side,
    Task,
    TaskKind,
    TaskState,
    Turn,
    Vote,
)
from reviewer_audit.domain.people import PersonId
from reviewer_audit.store import people
from reviewer_audit.store.clock import now, parse
from reviewer_audit.store.sqlite import inserted_id
from reviewer_audit.store.tables.calibration import (
    calibration_baseline,
    calibration_guest,
    calibration_item,
    calibration_participant,
    calibration_regrade,
    calibration_ruling,
    calibration_session,
    calibration_step,
    calibration_taken_out,
    calibration_task,
    calibration_task_state,
    calibration_vote,
)
from reviewer_audit.store.tables.project import person


def add_session(tx: Connection, *, by: PersonId, built: dict[str, object], **facts: str) -> int:
    """Begin a session: title, held_on, policy_version, seed."""
    row = {**facts, "built": json.dumps(built, sort_keys=True), "by": by, "at": now()}
    return inserted_id(tx.execute(insert(calibration_session).values(**row)))


def add_items(tx: Connection, session_id: int, chosen: Iterable[Chosen]) -> None:
    """Write down what a session is about."""
    rows = [
        {
            "session_id": session_id,
            "item_id": one.item_id,
            "round_id": one.round_id,
            "purpose": one.purpose.value,
            "position": one.position,
        }
        for one in chosen
    ]
    tx.execute(insert(calibration_item), rows)


def add_step(
    tx: Connection,
    session_id: int,
    state: SessionState,
    by: PersonId,
    *,
    salt: str = "",
    seal: str = "",
) -> None:
    """Move a session on."""
    row = {"session_id": session_id, "state": state.value, "salt": salt, "seal": seal}
    tx.execute(insert(calibration_step).values(**row, by=by, at=now()))


def find_or_add_person(tx: Connection, name: str) -> str:
    """Return the id of a person of the project, or of a guest, who is new where nobody has it."""
    known = people.find(tx, name)
    if known is not None:
        return known.id
    key = people.name_key(name)
    guest = calibration_guest
    found = tx.scalar(select(guest.c.id).where(guest.c.name_key == key))
    if found is None:
        found = str(uuid4())
        tx.execute(insert(guest).values(id=found, name=" ".join(name.split()), name_key=key))
    return str(found)


def add_participant(
    tx: Connection, session_id: int, person_id: str, side: Side, by: PersonId
) -> int:
    """Let somebody take part."""
    row = {"session_id": session_id, "person_id": person_id, "side": side.value}
    return inserted_id(tx.execute(insert(calibration_participant).values(**row, by=by, at=now())))


def add_taken_out(
    tx: Connection, session_id: int, participant: int, *, out: bool, reason: str, by: PersonId
) -> None:
    """Take a participant out of a session, or let them back in."""
    row = {"session_id": session_id, "participant_id": participant, "out": int(out)}
    tx.execute(insert(calibration_taken_out).values(**row, reason=reason, by=by, at=now()))


def participants(tx: Connection, session_id: int) -> tuple[Participant, ...]:
    """Return who takes part, in the order they came."""
    names: dict[str, str] = {
        row.id: row.name
        for table in (calibration_guest, person)
        for row in tx.execute(select(table))
    }
    mine = calibration_participant.c
    rows = tx.execute(
        select(calibration_participant).where(mine.session_id == session_id).order_by(mine.id)
    )
    out = {
        row.participant_id: row.out for row in _newest_last(tx, calibration_taken_out, session_id)
    }
    return tuple(
        Participant(
            id=row.id,
            person_id=row.person_id,
            name=names.get(row.person_id, ""),
            side=Side(row.side),
            is_out=bool(out.get(row.id, 0)),
        )
        for row in rows
    )


def add_baseline(tx: Connection, session_id: int, given: Sequence[Baseline], *, by: str) -> None:
    """Append the expert's answers."""
    moment = now()
    rows = [
        {
            "session_id": session_id,
            "item_id": one.item_id,
            "labels": json.dumps(one.labels),
            "rationale": one.rationale,
            "by": by,
            "at": moment,
        }
        for one in given
    ]
    if rows:
        tx.execute(insert(calibration_baseline), rows)


def add_votes(tx: Connection, session_id: int, given: Sequence[Vote], *, source: str) -> None:
    """Append votes; of a participant the one given last for an item and turn counts."""
    moment = now()
    rows = [vote_row(session_id, one, source=source, at=moment) for one in given]
    if rows:
        tx.execute(insert(calibration_vote), rows)


def vote_row(session_id: int, one: Vote, *, source: str, at: str) -> dict[str, Any]:
    """Return a vote as it is written down."""
    return {
        "session_id": session_id,
        "item_id": one.item_id,
        "participant_id": one.participant_id,
        "turn": one.turn.value,
        "labels": json.dumps(one.labels),
        "note": one.note,
        "source": source,
        "at": at,
    }


def add_ruling(tx: Connection, session_id: int, given: Judgement, by: PersonId) -> int:
    """Append a ruling; the newest of an item counts."""
    return inserted_id(
        tx.execute(
            insert(calibration_ruling).values(
                session_id=session_id,
                item_id=given.item_id,
                decision=given.decision.value,
                labels=json.dumps(given.labels),
                cause=given.cause,
                clause=given.clause,
                rationale=given.rationale,
                precedent=given.precedent,
                by=by,
                at=now(),
            )
        )
    )


def add_task(
    tx: Connection,
    session_id: int,
    kind: TaskKind,
    *,
    again: Iterable[tuple[int, int]] = (),
    item_id: int | None = None,
    by: PersonId,
    **facts: str,
) -> int:
    """Append a task: text, owner, due, clause; ``again`` lists (round, item) to grade again."""
    row: dict[str, Any] = {"session_id": session_id, "item_id": item_id, "kind": kind.value}
    number = inserted_id(
        tx.execute(insert(calibration_task).values(**row, **facts, by=by, at=now()))
    )
    rows = [{"task_id": number, "round_id": r, "item_id": i} for r, i in again]
    if rows:
        tx.execute(insert(calibration_regrade), rows)
    return number


def set_task(tx: Connection, task_id: int, state: TaskState, by: PersonId) -> None:
    """Say how far a task is."""
    row = {"task_id": task_id, "state": state.value}
    tx.execute(insert(calibration_task_state).values(**row, by=by, at=now()))


def sessions(tx: Connection) -> tuple[Session, ...]:
    """Return all sessions, oldest first."""
    steps: dict[int, list[Any]] = {}
    for row in tx.execute(select(calibration_step).order_by(calibration_step.c.id)):
        steps.setdefault(row.session_id, []).append(row)
    every = tx.execute(select(calibration_session).order_by(calibration_session.c.id))
    return tuple(_session(row, steps.get(row.id, [])) for row in every)


def used_items(tx: Connection) -> set[int]:
    """Return the items of all sessions."""
    return set(tx.scalars(select(calibration_item.c.item_id)))


def items_of(tx: Connection, session_id: int) -> tuple[Chosen, ...]:
    """Return the items of a session by position."""
    mine = calibration_item.c
    rows = tx.execute(
        select(calibration_item).where(mine.session_id == session_id).order_by(mine.position)
    )
    return tuple(
        Chosen(
            item_id=row.item_id,
            round_id=row.round_id,
            purpose=Purpose(row.purpose),
            position=row.position,
        )
        for row in rows
    )


def record(tx: Connection, session: Session) -> Record:
    """Return all that is known of a session."""
    number = session.id
    votes: dict[Turn, dict[tuple[int, int], Vote]] = {turn: {} for turn in Turn}
    everyone = participants(tx, number)
    out = {one.id for one in everyone if one.is_out}
    for row in sorted(_newest_last(tx, calibration_vote, number), key=lambda row: row.at):
        if row.participant_id in out:
            continue
        turn = Turn(row.turn)
        votes[turn][row.participant_id, row.item_id] = Vote(
            item_id=row.item_id,
            participant_id=row.participant_id,
            turn=turn,
            labels=tuple(json.loads(row.labels)),
            note=row.note,
        )
    return Record(
        session=session,
        items=items_of(tx, number),
        participants=everyone,
        baseline={
            row.item_id: Baseline(
                item_id=row.item_id,
                labels=tuple(json.loads(row.labels)),
                rationale=row.rationale,
            )
            for row in _newest_last(tx, calibration_baseline, number)
        },
        votes=votes,
        rulings={
            row.item_id: Judgement(
                item_id=row.item_id,
                decision=Decision(row.decision),
                labels=tuple(json.loads(row.labels)),
                cause=row.cause,
                clause=row.clause,
                rationale=row.rationale,
                precedent=row.precedent,
                at=parse(row.at),
            )
            for row in _newest_last(tx, calibration_ruling, number)
        },
        tasks=tasks(tx, number),
    )


def precedents(tx: Connection, labels: Sequence[str]) -> list[tuple[str, str]]:
    """Return (clause, precedent) of rulings under these clauses that still stand, newest first."""
    mine = calibration_ruling.c
    last = select(func.max(mine.id)).group_by(mine.session_id, mine.item_id)
    rows = tx.execute(
        select(mine.clause, mine.precedent)
        .where(mine.id.in_(last), mine.precedent != "")
        .order_by(mine.id.desc())
    )
    return [(row.clause, row.precedent) for row in rows if row.clause in labels]


def last_rulings(tx: Connection) -> list[Row[Any]]:
    """Return the ruling that stands on every item of every session."""
    mine = calibration_ruling.c
    last = select(func.max(mine.id)).group_by(mine.session_id, mine.item_id)
    return list(tx.execute(select(calibration_ruling).where(mine.id.in_(last)).order_by(mine.id)))


def tasks(tx: Connection, session_id: int | None = None) -> tuple[Task, ...]:
    """Return the tasks of a session, or of all, oldest first."""
    again: dict[int, list[tuple[int, int]]] = {}
    for row in tx.execute(select(calibration_regrade).order_by(calibration_regrade.c.id)):
        again.setdefault(row.task_id, []).append((row.round_id, row.item_id))
    states = {
        row.task_id: row
        for row in tx.execute(select(calibration_task_state).order_by(calibration_task_state.c.id))
    }
    chosen = select(calibration_task).order_by(calibration_task.c.id)
    if session_id is not None:
        chosen = chosen.where(calibration_task.c.session_id == session_id)
    return tuple(
        _task(row, states.get(row.id), again.get(row.id, [])) for row in tx.execute(chosen)
    )


def _task(row: Row[Any], moved: Any, again: Sequence[tuple[int, int]]) -> Task:
    state = TaskState(moved.state) if moved is not None else TaskState.OPEN
    return Task(
        id=row.id,
        session_id=SessionId(row.session_id),
        kind=TaskKind(row.kind),
        text=row.text,
        owner=row.owner,
        due=row.due,
        item_id=row.item_id,
        clause=row.clause,
        state=state,
        opened_at=_moment(row.at),
        ended_at=parse(moved.at) if moved is not None and state is not TaskState.OPEN else None,
        again=tuple(again),
    )


def _newest_last(tx: Connection, table: Any, session_id: int) -> Sequence[Any]:
    mine = select(table).where(table.c.session_id == session_id).order_by(table.c.id)
    return tx.execute(mine).all()


def _session(row: Row[Any], steps: Sequence[Any]) -> Session:
    sealed = next((step for step in steps if step.seal), None)
    return Session(
        id=SessionId(row.id),
        title=row.title,
        held_on=row.held_on,
        policy_version=row.policy_version,
        seed=row.seed,
        state=SessionState(steps[-1].state) if steps else SessionState.SETUP,
        built=json.loads(row.built),
        created_by=row.by,
        created_at=_moment(row.at),
        salt=sealed.salt if sealed else "",
        seal=sealed.seal if sealed else "",
        sealed_at=parse(sealed.at) if sealed else None,
    )


def _moment(text: str) -> datetime:
    return parse(text) or datetime.fromtimestamp(0, UTC)
