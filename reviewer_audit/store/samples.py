"""Draws, strata and the drawn decisions with their inclusion probabilities."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import AssignmentKind, RoundId
from reviewer_audit.store.clock import now
from reviewer_audit.store.project import note_topic
from reviewer_audit.store.sqlite import bulk_insert, inserted_id
from reviewer_audit.store.tables.decisions import vendor_decision
from reviewer_audit.store.tables.rounds import assignment
from reviewer_audit.store.tables.samples import draw, sample, stratum


def add_draw(
    tx: Connection,
    round_id: RoundId | None,
    *,
    by: PersonId,
    plan: Mapping[str, Any],
    population: int,
    sampled: int,
    frame_sha256: str,
    kind: str = "draw",
) -> int:
    """Write a draw into the register; nothing ever leaves it."""
    result = tx.execute(
        insert(draw).values(
            round_id=round_id,
            at=now(),
            by=by,
            plan=json.dumps(plan),
            population=population,
            sampled=sampled,
            frame_sha256=frame_sha256,
            kind=kind,
        )
    )
    return inserted_id(result)


def draws(tx: Connection, round_id: RoundId | None = None) -> list[dict[str, Any]]:
    """Return the register, of one round or of the project."""
    chosen = select(draw).order_by(draw.c.id)
    if round_id is not None:
        chosen = chosen.where(draw.c.round_id == round_id)
    rows = tx.execute(chosen).mappings()
    return [dict(row) | {"plan": json.loads(row["plan"])} for row in rows]


def top_ups(tx: Connection, round_id: RoundId) -> list[int]:
    """Return how many decisions each draw down the same list brought, since the sample began."""
    found: list[int] = []
    for one in draws(tx, round_id):
        if one["kind"] == "draw":
            found = []
        elif one["kind"] == "more":
            found.append(int(one["sampled"]))
    return found


def forget_sample(tx: Connection, round_id: RoundId) -> None:
    """Take a sample back before anybody graded; its draw stays in the register."""
    tx.execute(delete(assignment).where(assignment.c.round_id == round_id))
    tx.execute(delete(sample).where(sample.c.round_id == round_id))


def put_strata(
    tx: Connection, round_id: RoundId, cells: Sequence[tuple[Mapping[str, str], int, int]]
) -> None:
    """Write cell, population and sample size of every stratum, over the earlier ones."""
    tx.execute(delete(stratum).where(stratum.c.round_id == round_id))
    rows = [
        {
            "round_id": round_id,
            "position": position,
            "cell": json.dumps(dict(cell)),
            "population": population,
            "sampled": sampled,
        }
        for position, (cell, population, sampled) in enumerate(cells)
    ]
    if rows:
        tx.execute(insert(stratum), rows)


def strata(tx: Connection, round_id: RoundId) -> list[tuple[dict[str, str], int, int]]:
    """Return cell, population and sample size of every stratum, in order."""
    rows = tx.execute(
        select(stratum).where(stratum.c.round_id == round_id).order_by(stratum.c.position)
    )
    return [(json.loads(row.cell), row.population, row.sampled) for row in rows]


def put_sample(
    tx: Connection, round_id: RoundId, draw_id: int, rows: Sequence[tuple[int, int, float]]
) -> None:
    """Add drawn decisions: (decision id, stratum, inclusion probability)."""
    note_topic(tx, Topic.ROUNDS)
    bulk_insert(
        tx,
        "INSERT INTO sample (round_id, decision_id, draw_id, stratum, probability) "
        "VALUES (?, ?, ?, ?, ?)",
        [(round_id, decision, draw_id, cell, chance) for decision, cell, chance in rows],
    )


def set_probabilities(tx: Connection, round_id: RoundId, by_stratum: Sequence[float]) -> None:
    """Write the inclusion probability that a grown sample now has."""
    for position, chance in enumerate(by_stratum):
        mine = (sample.c.round_id == round_id) & (sample.c.stratum == position)
        tx.execute(update(sample).where(mine).values(probability=chance))


def sampled(tx: Connection, round_id: RoundId) -> list[Row[Any]]:
    """Return the drawn decisions of a round with their items."""
    return list(
        tx.execute(
            select(sample, vendor_decision.c.item_id)
            .join(vendor_decision, vendor_decision.c.id == sample.c.decision_id)
            .where(sample.c.round_id == round_id)
            .order_by(sample.c.decision_id)
        )
    )


def on_no_desk(tx: Connection, round_id: RoundId) -> list[int]:
    """Return the drawn items that nobody has to grade."""
    there = select(assignment.c.item_id).where(
        assignment.c.round_id == round_id, assignment.c.kind == AssignmentKind.AUDIT
    )
    drawn = (
        select(vendor_decision.c.item_id)
        .join(sample, sample.c.decision_id == vendor_decision.c.id)
        .where(sample.c.round_id == round_id, vendor_decision.c.item_id.not_in(there))
        .distinct()
        .order_by(vendor_decision.c.item_id)
    )
    return list(tx.scalars(drawn))


def drawn_before(tx: Connection, round_id: RoundId | None) -> set[int]:
    """Return the decisions of other rounds: they are not drawn again."""
    chosen = select(sample.c.decision_id).distinct()
    if round_id is not None:
        chosen = chosen.where(sample.c.round_id < round_id)
    return set(tx.scalars(chosen))


def count(tx: Connection, round_id: RoundId) -> int:
    """Return how many decisions were drawn."""
    mine = sample.c.round_id == round_id
    return tx.scalar(select(func.count()).select_from(sample).where(mine)) or 0
