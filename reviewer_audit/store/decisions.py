"""What the vendor decided: in bulk, coded, and never read by the grading path."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import PersonId
from reviewer_audit.store.clock import now
from reviewer_audit.store.project import note_topic
from reviewer_audit.store.sqlite import bulk_insert, inserted_id
from reviewer_audit.store.tables.decisions import (
    CODED,
    batch,
    control_total,
    quarantine,
    term,
    vendor_decision,
)


@dataclass(frozen=True, slots=True)
class Same:
    """A column with one value in all rows: written into the statement, not bound row by row."""

    value: int | Literal[""] | None

    @property
    def sql(self) -> str:
        """The value as SQL."""
        if self.value is None:
            return "NULL"
        return str(self.value) or "''"


def add_batch(tx: Connection, *, by: PersonId, **facts: Any) -> int:
    """Write down one import: file, digest, mapping and counts."""
    for name in ("asked", "mapping", "problems"):
        facts[name] = json.dumps(facts[name], sort_keys=True)
    result = tx.execute(insert(batch).values(by=by, at=now(), **facts))
    return inserted_id(result)


def batches(tx: Connection) -> list[dict[str, Any]]:
    """Return all imports, oldest first."""
    rows = tx.execute(select(batch).order_by(batch.c.id)).mappings()
    return [
        dict(row) | {name: json.loads(row[name]) for name in ("asked", "mapping", "problems")}
        for row in rows
    ]


def add_quarantine(tx: Connection, batch_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Keep rows that cannot be used: (sheet, row number, code, column, cells)."""
    note_topic(tx, Topic.DECISIONS)
    bulk_insert(
        tx,
        "INSERT INTO quarantine (batch_id, sheet, row_number, code, column_name, body) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (batch_id, sheet, row_number, code, column, json.dumps(cells, ensure_ascii=False))
            for sheet, row_number, code, column, cells in rows
        ],
    )


def quarantined(tx: Connection, batch_id: int | None = None) -> list[dict[str, Any]]:
    """Return the rows that could not be used, of one import or of all."""
    chosen = select(quarantine, batch.c.file_name).join(batch).order_by(quarantine.c.id)
    if batch_id is not None:
        chosen = chosen.where(quarantine.c.batch_id == batch_id)
    rows = tx.execute(chosen).mappings()
    return [dict(row) | {"body": json.loads(row["body"])} for row in rows]


def waiting(tx: Connection) -> list[dict[str, Any]]:
    """Return the rows that could not be used and still are not.

    Left out: repeats of known decisions, rows of a file that was brought in again, and rows
    whose decision id has arrived since.
    """
    last = {batch["file_sha256"]: batch for batch in batches(tx)}
    columns = {batch["id"]: batch["mapping"].get("decision_id", "") for batch in last.values()}
    rows = [
        row
        for row in quarantined(tx)
        if row["batch_id"] in columns and row["code"] != "duplicate_decision"
    ]
    named = {k: str(row["body"].get(columns[row["batch_id"]]) or "") for k, row in enumerate(rows)}
    wanted = sorted({name for name in named.values() if name})
    arrived: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = vendor_decision.c.decision_id.in_(wanted[start : start + 500])
        arrived.update(tx.scalars(select(vendor_decision.c.decision_id).where(some)))
    return [row for k, row in enumerate(rows) if named[k] not in arrived]


def count_quarantined(tx: Connection) -> int:
    """Return how many rows could not be used, repeats of known decisions apart."""
    others = quarantine.c.code != "duplicate_decision"
    return tx.scalar(select(func.count()).select_from(quarantine).where(others)) or 0


def count_items(tx: Connection) -> int:
    """Return how many items decisions were made on: gold from elsewhere is none of them."""
    return tx.scalar(select(func.count(vendor_decision.c.item_id.distinct()))) or 0


def term_ids(tx: Connection, texts: Iterable[str]) -> dict[str, int]:
    """Return the number of every text, new ones added."""
    known = {row.text: row.id for row in tx.execute(select(term))}
    new = sorted(set(texts) - set(known))
    first = max(known.values(), default=0) + 1
    rows = [(number, text) for number, text in enumerate(new, start=first)]
    bulk_insert(tx, "INSERT INTO term (id, text) VALUES (?, ?)", rows)
    return known | {text: number for number, text in rows}


def terms(tx: Connection) -> dict[int, str]:
    """Return the text of every number."""
    return {row.id: row.text for row in tx.execute(select(term))}


def next_id(tx: Connection) -> int:
    """Return the first number that no decision has."""
    return (tx.scalar(select(func.max(vendor_decision.c.id))) or 0) + 1


def compact(columns: Mapping[str, Sequence[Any] | Same]) -> dict[str, Sequence[Any] | Same]:
    """Find the columns that say the same number, nothing or the empty text in every row."""
    found = dict(columns)
    for name, column in columns.items():
        if isinstance(column, list) and column:
            first = column[0]
            plain = first is None or first == "" or type(first) is int
            if plain and column.count(first) == len(column):
                found[name] = Same(first)
    return found


def add(tx: Connection, columns: Mapping[str, Sequence[Any] | Same], start: int, end: int) -> None:
    """Add decisions given by column, from one row to another."""
    note_topic(tx, Topic.DECISIONS)
    fixed = {name: column for name, column in columns.items() if isinstance(column, Same)}
    bound = [column[start:end] for column in columns.values() if not isinstance(column, Same)]
    values = ", ".join(fixed[name].sql if name in fixed else "?" for name in columns)
    sql = f"INSERT INTO vendor_decision ({', '.join(columns)}) VALUES ({values})"  # noqa: S608
    bulk_insert(tx, sql, zip(*bound, strict=True))


def identities(tx: Connection) -> list[Row[Any]]:
    """Return identity, answer and id of every decision, to tell new ones from known ones."""
    v = vendor_decision.c
    return list(
        tx.execute(
            select(
                v.identity, v.id, v.labels, v.action, v.severity, v.escalated, v.conflict_of
            ).order_by(v.id)
        )
    )


def count(tx: Connection) -> int:
    """Return how many decisions the project holds, repeats with another answer apart."""
    kept = tx.scalar(select(func.coalesce(func.sum(batch.c.accepted), 0))) or 0
    apart = vendor_decision.c.conflict_of.is_not(None)
    return int(kept) - (
        tx.scalar(select(func.count()).select_from(vendor_decision).where(apart)) or 0
    )


def newest_id(tx: Connection) -> int:
    """Return the highest number of a decision, 0 where there is none."""
    return tx.scalar(select(func.max(vendor_decision.c.id))) or 0


def frame(
    tx: Connection, roles: Sequence[str], *, after: int = 0, upto: int | None = None
) -> tuple[list[int], list[str], list[int], list[tuple[str, ...]]]:
    """Return the decisions that can be drawn.

    Returns:
        ids, identities, item ids, and per decision the values of ``roles`` (``label`` is the
        vendor's primary label, ``day`` the date of the decision).
    """
    v = vendor_decision.c
    chosen = select(v.id, v.identity, v.item_id, *(_role_column(role) for role in roles)).where(
        v.id > after, v.conflict_of.is_(None)
    )
    if upto is not None:
        chosen = chosen.where(v.id <= upto)
    rows = tx.execute(chosen.order_by(v.id)).all()
    names = terms(tx) if roles else {}
    cells = [
        tuple(_role_text(role, row[3 + k], names) for k, role in enumerate(roles)) for row in rows
    ]
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], cells


def of_round(tx: Connection, round_id: int) -> list[Row[Any]]:
    """Return the drawn decisions of a round with all that numbers need, coded."""
    from reviewer_audit.store.tables.samples import sample

    v = vendor_decision.c
    return list(
        tx.execute(
            select(
                v.id,
                v.item_id,
                v.labels,
                v.action,
                v.escalated,
                v.severity,
                v.decided_at,
                v.handling_seconds,
                *(v[name] for name in CODED if name not in {"labels", "action", "severity"}),
                sample.c.stratum,
                sample.c.probability,
            )
            .join(sample, sample.c.decision_id == v.id)
            .where(sample.c.round_id == round_id)
            .order_by(v.id)
        )
    )


def with_extra(tx: Connection, role: str) -> list[Row[Any]]:
    """Return item, place and other cells of every decision that has a cell of this role."""
    v = vendor_decision.c
    return list(
        tx.execute(
            select(v.item_id, v.row_number, term.c.text.label("sheet"), v.extra)
            .join(term, term.c.id == v.sheet)
            .where(v.extra.contains(f'"{role}":', autoescape=True))
            .order_by(v.id)
        )
    )


def of_file(tx: Connection, sha256: str) -> list[Row[Any]]:
    """Return item and place of every decision that came with a file."""
    v = vendor_decision.c
    return list(
        tx.execute(
            select(v.item_id, v.row_number, term.c.text.label("sheet"))
            .join(term, term.c.id == v.sheet)
            .join(batch, batch.c.id == v.batch_id)
            .where(batch.c.file_sha256 == sha256)
            .order_by(v.id)
        )
    )


def table(tx: Connection, ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """Return decisions in words: for lists, exports and the error sheet."""
    names = terms(tx)
    chosen = select(vendor_decision).order_by(vendor_decision.c.id)
    found: list[dict[str, Any]] = []
    wanted = None if ids is None else list(ids)
    parts = [None] if wanted is None else [wanted[i : i + 500] for i in range(0, len(wanted), 500)]
    for part in parts:
        some = chosen if part is None else chosen.where(vendor_decision.c.id.in_(part))
        for row in tx.execute(some).mappings():
            words = {name: names[row[name]] for name in CODED}
            found.append(dict(row) | words | {"labels": tuple(json.loads(words["labels"] or "[]"))})
    return found


def value_counts(tx: Connection, role: str) -> dict[str, int]:
    """Return how many decisions have each value of a role."""
    column = _role_column(role)
    rows = tx.execute(
        select(column, func.count()).where(vendor_decision.c.conflict_of.is_(None)).group_by(column)
    ).all()
    names = terms(tx)
    counts: dict[str, int] = {}
    for code, n in rows:
        text = _role_text(role, code, names)
        counts[text] = counts.get(text, 0) + int(n)
    return counts


def put_control_totals(
    tx: Connection, totals: Sequence[tuple[str, str, int]], *, after_batch: int
) -> None:
    """Write down what the sender says was sent: (role, value, decisions)."""
    rows = [
        {"role": role, "value": value, "expected": expected, "after_batch": after_batch}
        for role, value, expected in totals
    ]
    if rows:
        tx.execute(insert(control_total), rows)


def control_totals(tx: Connection) -> list[tuple[str, str, int]]:
    """Return what the sender says was sent; the last word on a value stands."""
    rows = tx.execute(select(control_total).order_by(control_total.c.id))
    last: Mapping[tuple[str, str], int] = {(r.role, r.value): r.expected for r in rows}
    return [(role, value, expected) for (role, value), expected in last.items()]


def _role_column(role: str) -> Any:
    if role == "label":
        return vendor_decision.c.labels
    if role == "day":
        return func.substr(vendor_decision.c.decided_at, 1, 10)
    return vendor_decision.c[role]


def _role_text(role: str, value: Any, names: Mapping[int, str]) -> str:
    if role == "day":
        return str(value)
    text = names[value]
    if role == "label":
        labels = json.loads(text or "[]")
        return str(labels[0]) if labels else ""
    return text
