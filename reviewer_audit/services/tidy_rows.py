"""The rows of every table for other programs: of the project, or of a round's numbers."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from reviewer_audit import __version__
from reviewer_audit.domain.rounds import Round
from reviewer_audit.reports import tidy_results
from reviewer_audit.reports.charts import PERSONS
from reviewer_audit.reports.editions import Edition, edited
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.reports.sections.scope import for_vendor
from reviewer_audit.reports.tidy import Tidy, tidy
from reviewer_audit.reports.tidy_tables import SLICE_FIELDS
from reviewer_audit.reports.tidy_tables_more import KINDS
from reviewer_audit.services import analysis, codes, policies
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.drawn import drawn_decisions
from reviewer_audit.services.gathering import gathered
from reviewer_audit.services.projects import Project
from reviewer_audit.store import (
    decisions,
    disputes,
    gold,
    grades,
    items,
    journal,
    people,
    samples,
    verdicts,
)
from reviewer_audit.store.clock import stamp
from reviewer_audit.store.tables.decisions import SLICES

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]

DECISION_COLUMNS = (
    "id", "decision_id", "item_id", "labels", "action", "escalated", "severity", "decided_at",
    "handling_seconds", *SLICES, "reason", "conflict_of", "file", "sheet", "row_number",
)  # fmt: skip
DRAWN_ROLES = tuple(role for role in SLICE_FIELDS if role not in {"source", "tenure"})


class Source:
    """Where the tables of one export come from: a round, for a reader, of one vendor or of all."""

    def __init__(
        self,
        store: Project,
        round_id: int | None,
        *,
        edition: Edition | None = None,
        vendor: str = "",
        known: codes.Codes | None = None,
        found: AuditResults | None = None,
    ) -> None:
        """Take what decides the rows.

        Args:
            store: the project.
            round_id: which round; the one that is meant where none is named.
            edition: whose tables they are; None for the project's own data as it came.
            vendor: only what is about this vendor.
            known: what persons are called; by their names where it is None.
            found: the numbers of the round, full and with what is further, where they are known.
        """
        self.store, self._round_id = store, round_id
        self.edition, self.vendor, self.codes = edition, vendor, known
        self._found = found

    def table(self, key: str) -> Tidy:
        """Return one table with its rows."""
        inner = self.edition is None or self.edition.key == "internal"
        return tidy(KINDS[key], *ROWS[key](self), inner=inner)

    @cached_property
    def one(self) -> Round:
        """The round."""
        return rounds_service.resolve(self.store, self._round_id)

    @cached_property
    def found(self) -> AuditResults:
        """All its numbers, for nobody in particular."""
        if self._found is None:
            self._found = analysis.results(
                self.store, round_id=self.one.id, full=True, further=True
            )
        return self._found

    @cached_property
    def shown(self) -> AuditResults:
        """Its numbers as the reader may know them."""
        own = for_vendor(self.found, self.vendor) if self.vendor else self.found
        return own if self.edition is None else edited(own, self.edition, self.codes)

    @cached_property
    def drawn(self) -> Table:
        """The drawn decisions that the reader may see."""
        records = analysis.records_of(self.store, self.one.id)
        policy = policies.of_version(self.store, self.one.policy_version)
        data = gathered(records, policy, estimand=self.found.estimand).data
        chosen = np.ones(data.n, bool)
        if self.vendor:
            column = data.column("vendor")
            chosen = np.array([name == self.vendor for name in column.names])[column.codes]
        return drawn_decisions(self.store, Prepared(data), chosen, DRAWN_ROLES, self.called)

    @cached_property
    def own(self) -> Mapping[object, object] | None:
        """The vendor's drawn decisions: number -> item; None where all may be seen."""
        if not self.vendor:
            return None
        return {row[0]: row[2] for row in self.drawn[1]}

    def called(self, role: str, name: str) -> str:
        """Return what somebody is called here."""
        return self.codes(role, name) if self.codes and role in PERSONS and name else name

    def holds(self, decision: int) -> bool:
        """Tell whether a drawn decision may be seen."""
        return self.own is None or decision in self.own

    @cached_property
    def _own_items(self) -> frozenset[object]:
        return frozenset((self.own or {}).values())

    def shows(self, item: str) -> bool:
        """Tell whether an item may be seen: the vendor had one of the drawn decisions on it."""
        return self.own is None or item in self._own_items


def _decisions(source: Source) -> Table:
    with source.store.read() as tx:
        rows = decisions.table(tx)
        names = items.names_of(tx, {row["item_id"] for row in rows})
        files = {batch["id"]: batch["file_name"] for batch in decisions.batches(tx)}
    if source.vendor:
        rows = [row for row in rows if row["vendor"] == source.vendor]
    return DECISION_COLUMNS, [
        tuple(
            {
                **row,
                **{role: source.called(role, row[role]) for role in PERSONS & set(SLICES)},
                "item_id": names[row["item_id"]],
                "labels": "; ".join(row["labels"]),
                "file": files[row["batch_id"]],
            }[column]
            for column in DECISION_COLUMNS
        )
        for row in rows
    ]


def _items(source: Source) -> Table:
    with source.store.read() as tx:
        hidden = gold.besides(tx)
        rows = [row for row in items.table(tx).values() if row["id"] not in hidden]
        if source.vendor:
            decided = decisions.table(tx)
            own = {row["item_id"] for row in decided if row["vendor"] == source.vendor}
            rows = [row for row in rows if row["id"] in own]
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


def _grades(source: Source) -> Table:
    with source.store.read() as tx:
        rows = grades.every(tx, source.one.id)
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
            row.escalate,
            row.severity,
            row.confidence,
            row.reason,
            row.note,
            row.flagged,
            row.query,
            row.graded_at,
            row.after_reveal,
        )
        for row in rows
        if source.shows(names[row.item_id])
    ]


def _sample(source: Source) -> Table:
    with source.store.read() as tx:
        rows = samples.sampled(tx, source.one.id)
        names = items.names_of(tx, {row.item_id for row in rows})
        cells = [
            json.dumps(cell, ensure_ascii=False)
            for cell, _n, _s in samples.strata(tx, source.one.id)
        ]
    header = ("decision", "item_id", "stratum", "probability")
    return header, [
        (row.decision_id, names[row.item_id], cells[row.stratum], row.probability)
        for row in rows
        if source.holds(row.decision_id)
    ]


def _verdicts(source: Source) -> Table:
    with source.store.read() as tx:
        rows = verdicts.newest(tx, source.one.id)
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
            row.policy_gap,
            row.origin,
            row.decided_at,
        )
        for row in rows
        if source.shows(names[row.item_id])
    ]


def _disputes(source: Source) -> Table:
    with source.store.read() as tx:
        said = disputes.replies(tx, source.one.id)
        rows = {row["id"]: row for row in decisions.table(tx, list(said))}
        names = items.names_of(tx, {row["item_id"] for row in rows.values()})
    header = (
        "decision", "decision_id", "item_id", "vendor", "reply", "clause", "argument",
        "replied_at", "ruling", "rationale",
    )  # fmt: skip
    return header, [
        (
            number,
            rows[number]["decision_id"],
            names[rows[number]["item_id"]],
            rows[number]["vendor"],
            one.reply.value,
            one.clause,
            one.argument,
            stamp(one.replied_at),
            one.ruling.value if one.ruling else None,
            one.rationale,
        )
        for number, one in said.items()
        if source.holds(number)
    ]


def _draws(source: Source) -> Table:
    with source.store.read() as tx:
        register = samples.draws(tx, source.one.id)
    header = ("number", "at", "kind", "seed", "population", "sampled", "frame_sha256")
    return header, [
        (
            k,
            d["at"],
            d["kind"],
            d["plan"].get("seed"),
            d["population"],
            d["sampled"],
            d["frame_sha256"],
        )
        for k, d in enumerate(register, 1)
    ]


def _facts(source: Source) -> Table:
    besides = {
        "program": f"Reviewer Audit {__version__}",
        "edition": source.edition.key if source.edition else "",
        "vendor": source.vendor,
    }
    return tidy_results.facts(source.shown, besides)


def _quarantine(source: Source) -> Table:
    with source.store.read() as tx:
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


def _journal(source: Source) -> Table:
    with source.store.read() as tx:
        rows = journal.entries(tx)
    header = ("seq", "at", "by", "action", "body", "prev", "hash")
    return header, [tuple(row[name] for name in header) for row in rows]


def _codes(source: Source) -> Table:
    known = codes.of_project(source.store)
    with source.store.read() as tx:
        held = {role: decisions.value_counts(tx, role) for role in PERSONS & set(SLICES)}
    lines: list[tuple[object, ...]] = []
    for role, names in held.items() if known.held else ():
        known.learn(role, names)
        lines += [(role, known(role, name), name) for name in sorted(names) if name]
    return ("role", "code", "name"), lines


def _of_results(make: Callable[[AuditResults], Table]) -> Callable[[Source], Table]:
    return lambda source: make(source.shown)


ROWS: Mapping[str, Callable[[Source], Table]] = {
    "facts": _facts,
    "decisions": _decisions,
    "items": _items,
    "draws": _draws,
    "sample": _sample,
    "grades": _grades,
    "verdicts": _verdicts,
    "disputes": _disputes,
    "outcomes": lambda source: source.drawn,
    "quarantine": _quarantine,
    "journal": _journal,
    "codes": _codes,
} | {
    name: _of_results(getattr(tidy_results, name))
    for name in (
        "strata", "errors", "estimates", "slices", "targets", "confusion", "labels", "agreement",
        "auditors", "periods", "findings", "finding_decisions", "sources",
    )
}  # fmt: skip
