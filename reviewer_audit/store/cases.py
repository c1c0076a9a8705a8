"""Cases: opened, and added to; never changed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from reviewer_audit.domain.cases import Case, CaseEvent, CaseId, CaseKind, Happened
from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import PersonId
from reviewer_audit.store.clock import now, parse
from reviewer_audit.store.sqlite import inserted_id
from reviewer_audit.store.tables.cases import case_event, case_file


def add(
    tx: Connection,
    round_id: int,
    kind: CaseKind,
    *,
    title: str,
    reason: str,
    where: Mapping[str, str],
    by: PersonId,
    origin: str = "",
) -> CaseId:
    """Open a case; ``origin`` names what opened it, so that it is opened once."""
    result = tx.execute(
        insert(case_file).values(
            round_id=round_id,
            kind=kind.value,
            title=title,
            reason=reason,
            slice=json.dumps(dict(where), sort_keys=True),
            origin=origin,
            by=by,
            at=now(),
        )
    )
    return CaseId(inserted_id(result))


def add_event(
    tx: Connection,
    case_id: CaseId,
    kind: CaseEvent,
    *,
    by: PersonId,
    text: str = "",
    value: Mapping[str, Any] | None = None,
    item_id: int | None = None,
) -> None:
    """Write down what happened to a case."""
    tx.execute(
        insert(case_event).values(
            case_id=case_id,
            kind=kind.value,
            item_id=item_id,
            text=text,
            value=json.dumps(dict(value or {}), sort_keys=True),
            by=by,
            at=now(),
        )
    )


def every(tx: Connection) -> tuple[Case, ...]:
    """Return all cases with their events, in the order they were opened."""
    events: dict[int, list[Row[Any]]] = {}
    for row in tx.execute(select(case_event).order_by(case_event.c.id)):
        events.setdefault(row.case_id, []).append(row)
    rows = tx.execute(select(case_file).order_by(case_file.c.id))
    return tuple(_case(row, events.get(row.id, ())) for row in rows)


def origins(tx: Connection) -> set[str]:
    """Return what has opened a case by itself already."""
    return set(tx.scalars(select(case_file.c.origin).where(case_file.c.origin != "")))


def _case(row: Row[Any], events: Sequence[Row[Any]]) -> Case:
    opened = parse(row.at)
    if opened is None:  # pragma: no cover - the column is never empty
        raise ValueError(row.id)
    return Case(
        id=CaseId(row.id),
        round_id=row.round_id,
        kind=CaseKind(row.kind),
        title=row.title,
        reason=row.reason,
        where=json.loads(row.slice),
        by=PersonId(row.by),
        at=opened,
        events=tuple(_event(one) for one in events),
    )


def _event(row: Row[Any]) -> Happened:
    at = parse(row.at)
    if at is None:  # pragma: no cover - the column is never empty
        raise ValueError(row.id)
    return Happened(
        kind=CaseEvent(row.kind),
        text=row.text,
        value=json.loads(row.value),
        by=PersonId(row.by),
        at=at,
        item_id=None if row.item_id is None else ItemId(row.item_id),
    )
