"""Tables of a project for other programs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reviewer_audit.domain.people import Person
from reviewer_audit.errors import StillBlindError
from reviewer_audit.reports.charts import PERSONS
from reviewer_audit.services import analysis, codes
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, gold, grades, items, journal, people, samples, verdicts
from reviewer_audit.store.tables.decisions import SLICES

Table = tuple[tuple[str, ...], list[tuple[Any, ...]]]

DECISION_COLUMNS = (
    "id", "decision_id", "item_id", "labels", "action", "escalated", "severity", "decided_at",
    "handling_seconds", *SLICES, "reason", "conflict_of", "file", "sheet", "row_number",
)  # fmt: skip


def export(
    store: Project,
    name: str,
    out: Path,
    *,
    by: Person,
    unblind: bool = False,
    round_id: int | None = None,
) -> int:
    """Write one table; returns how many rows it has.

    Raises:
        StillBlindError: the table tells decisions of a round that is graded blind.
        OutputError: the file cannot be written; the old one is as it was.
    """
    from reviewer_audit.render import tabular

    if name in BLIND_UNTIL_REVEALED:
        _require_sight(store, by, unblind=unblind)
    header, rows = TABLES[name](store, round_id)
    write = {
        ".csv": tabular.write_csv,
        ".jsonl": tabular.write_jsonl,
        ".parquet": tabular.write_parquet,
    }[out.suffix]
    write(out, header, rows)
    return len(rows)


def _require_sight(store: Project, by: Person, *, unblind: bool) -> None:
    blind = [one for one in rounds_service.every(store) if one.state.is_open]
    graded = [one for one in blind if one.state.value != "draft"]
    if graded and not unblind:
        message = f"{graded[0].title} is still graded blind."
        raise StillBlindError(message, "Nothing was written. --unblind does it, and is journalled.")
    for one in graded:
        rounds_service.unblind(store, one, by=by)


def _decisions(store: Project, _round: int | None) -> Table:
    with store.read() as tx:
        rows = decisions.table(tx)
        names = items.names_of(tx, {row["item_id"] for row in rows})
        files = {batch["id"]: batch["file_name"] for batch in decisions.batches(tx)}
    return DECISION_COLUMNS, [
        tuple(
            {
                **row,
                "item_id": names[row["item_id"]],
                "labels": "; ".join(row["labels"]),
                "file": files[row["batch_id"]],
            }[column]
            for column in DECISION_COLUMNS
        )
        for row in rows
    ]


def _items(store: Project, _round: int | None) -> Table:
    with store.read() as tx:
        hidden = gold.besides(tx)
        rows = [row for row in items.table(tx).values() if row["id"] not in hidden]
    header = ("item_id", "content", "content_kind", "language", "context")
    return header, [
        (
            row["external_id"],
            row["content"],
            row["content_kind"],
            row["language"],
            json.dumps(row["context"], ensure_ascii=False) if row["context"] else "",
        )
        for row in rows
    ]


def _grades(store: Project, round_id: int | None) -> Table:
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        rows = grades.every(tx, one.id)
        names = items.names_of(tx, {row.item_id for row in rows})
        who = {person.id: person.name for person in people.everyone(tx)}
    header = (
        "item_id", "auditor", "revision", "kind", "labels", "action", "escalate", "severity",
        "confidence", "reason", "note", "flagged", "query", "graded_at", "after_reveal",
    )  # fmt: skip
    return header, [
        (
            names[row.item_id],
            who.get(row.auditor_id, row.auditor_id),
            row.revision,
            row.kind,
            "; ".join(json.loads(row.labels)),
            row.action,
            None if row.escalate is None else bool(row.escalate),
            row.severity,
            row.confidence,
            row.reason,
            row.note,
            bool(row.flagged),
            row.query,
            row.graded_at,
            bool(row.after_reveal),
        )
        for row in rows
    ]


def _sample(store: Project, round_id: int | None) -> Table:
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        rows = samples.sampled(tx, one.id)
        names = items.names_of(tx, {row.item_id for row in rows})
        cells = [
            json.dumps(cell, ensure_ascii=False) for cell, _n, _s in samples.strata(tx, one.id)
        ]
    header = ("decision", "item_id", "stratum", "probability")
    return header, [
        (row.decision_id, names[row.item_id], cells[row.stratum], row.probability) for row in rows
    ]


def _verdicts(store: Project, round_id: int | None) -> Table:
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        rows = verdicts.newest(tx, one.id)
        names = items.names_of(tx, {row.item_id for row in rows})
    header = (
        "item_id", "labels", "action", "cause", "rationale", "clause", "precedent", "policy_gap",
        "origin", "decided_at",
    )  # fmt: skip
    return header, [
        (
            names[row.item_id],
            "; ".join(json.loads(row.labels)),
            row.action,
            row.cause,
            row.rationale,
            row.clause,
            row.precedent,
            None if row.policy_gap is None else bool(row.policy_gap),
            row.origin,
            row.decided_at,
        )
        for row in rows
    ]


def _estimates(store: Project, round_id: int | None) -> Table:
    found = analysis.results(store, round_id=round_id, full=True)
    header = (
        "role", "slice", "measure", "value", "numerator", "n", "low", "high", "confidence",
        "method", "se", "reason", "note",
    )  # fmt: skip
    families = {"": {"": found.overall}} | dict(found.by)
    return header, [
        (
            role,
            value,
            key,
            e.value,
            e.numerator,
            e.n,
            e.low,
            e.high,
            e.confidence,
            e.method,
            e.se,
            e.reason or "",
            e.note,
        )
        for role, lines in families.items()
        for value, scores in lines.items()
        for key, e in scores.estimates.items()
    ]


def _quarantine(store: Project, _round: int | None) -> Table:
    with store.read() as tx:
        rows = decisions.quarantined(tx)
    header = ("file", "sheet", "row_number", "code", "column", "cells")
    return header, [
        (
            row["file_name"],
            row["sheet"],
            row["row_number"],
            row["code"],
            row["column_name"],
            json.dumps(row["body"], ensure_ascii=False),
        )
        for row in rows
    ]


def _journal(store: Project, _round: int | None) -> Table:
    with store.read() as tx:
        rows = journal.entries(tx)
    header = ("seq", "at", "by", "action", "body", "prev", "hash")
    return header, [tuple(row[name] for name in header) for row in rows]


def _codes(store: Project, _round: int | None) -> Table:
    known = codes.of_project(store)
    with store.read() as tx:
        held = {role: decisions.value_counts(tx, role) for role in PERSONS & set(SLICES)}
    lines = []
    for role, names in held.items() if known.held else ():
        known.learn(role, names)
        lines += [(role, known(role, name), name) for name in names if name]
    return ("role", "code", "name"), sorted(lines)


TABLES: dict[str, Callable[[Project, int | None], Table]] = {
    "decisions": _decisions,
    "items": _items,
    "grades": _grades,
    "sample": _sample,
    "verdicts": _verdicts,
    "estimates": _estimates,
    "quarantine": _quarantine,
    "journal": _journal,
    "codes": _codes,
}
BLIND_UNTIL_REVEALED = frozenset({"decisions", "sample", "quarantine", "codes"})
