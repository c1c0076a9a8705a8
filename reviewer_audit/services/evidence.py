"""The evidence file of one vendor: all that a third party needs to recompute its score."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from reviewer_audit import __version__
from reviewer_audit.assets import resource
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import OutputError, RoundError
from reviewer_audit.i18n import _, in_english
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.services import analysis, policies
from reviewer_audit.services.codes import Codes
from reviewer_audit.services.codes import of_project as codes_of
from reviewer_audit.services.codes import written as codes_written
from reviewer_audit.services.drawn import drawn_decisions
from reviewer_audit.services.gathering import Records, gathered
from reviewer_audit.services.projects import Project
from reviewer_audit.services.reporting import make_folder
from reviewer_audit.store import decisions, disputes, grades, items, meta, samples, verdicts

Table = tuple[Sequence[str], Sequence[Sequence[object]]]

ROLES = ("site", "team", "reviewer", "language", "market", "queue", "item_type", "policy_version")
SUFFIX = ".zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One evidence file."""

    path: Path
    vendor: str
    decisions: int
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line."""
        return {
            "file": str(self.path),
            "vendor": self.vendor,
            "decisions": self.decisions,
            "sha256": self.sha256,
        }


@in_english()
def write_evidence(
    store: Project,
    vendor: str,
    out: Path,
    *,
    by: Person,
    round_id: int | None = None,
    estimand: str = "process",
) -> Written:
    """Write a vendor's evidence file; no other vendor's decision, name or figure is in it.

    Raises:
        StillBlindError: the round is still graded.
        RoundError: the round holds no decision of this vendor.
        OutputError: the file cannot be written; an old one is as it was.
    """
    from reviewer_audit.render.bundle import write_bundle
    from reviewer_audit.render.tabular import csv_bytes

    if out.suffix.casefold() != SUFFIX:
        message = _("An evidence file's name ends in {suffix}, not {suffix2}.").format(
            suffix=SUFFIX, suffix2=out.suffix or "nothing"
        )
        raise OutputError(message, _("Nothing was written."))
    records = analysis.records_of(store, round_id)
    found = analysis.results(
        store, round_id=records.one.id, estimand=estimand, full=True, records=records
    )
    own = found.extra["vendors"].get(vendor)
    if own is None:
        known = ", ".join(sorted(found.extra["vendors"])) or "none"
        message = _("The round holds no decision of a vendor {vendor}; it knows {known}.").format(
            vendor=vendor, known=known
        )
        raise RoundError(message, _("Nothing was written."))
    codes = codes_of(store)
    evidence = _Evidence(store, records, found, own, vendor, codes)
    tables = {
        "facts.csv": evidence.facts(),
        "frame.csv": evidence.frame(),
        "draws.csv": evidence.draws(),
        "strata.csv": evidence.strata(),
        "decisions.csv": evidence.decisions(),
        "grades.csv": evidence.grades(),
        "rulings.csv": evidence.rulings(),
        "estimates.csv": evidence.estimates(),
    }
    make_folder(out.parent)
    texts = {
        name: resource(f"evidence/{name}").read_bytes() for name in ("README.txt", "recompute.R")
    }
    write_bundle(out, texts | {name: csv_bytes(*table) for name, table in tables.items()})
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    if not store.read_only:
        body = {"round": found.round_id, "vendor": vendor, "files": [sha256]}
        with store.write("evidence.write", by=by, body=body) as tx:
            codes_written(codes, lambda key, value: meta.put(tx, key, value))
    drawn = len(tables["decisions.csv"][1])
    return Written(path=out, vendor=vendor, decisions=drawn, sha256=sha256)


class _Evidence:
    """The tables of one vendor; each method makes one."""

    def __init__(
        self,
        store: Project,
        records: Records,
        found: AuditResults,
        own: AuditResults,
        vendor: str,
        codes: Codes,
    ) -> None:
        self.store, self.records, self.found, self.own = store, records, found, own
        self.vendor, self.codes, self.one = vendor, codes, records.one
        policy = policies.of_version(store, records.one.policy_version)
        self.data: AuditData = gathered(records, policy, estimand=found.estimand).data
        self.ready = Prepared(self.data)

    @cached_property
    def mine(self) -> Bool:
        """The drawn decisions of this vendor."""
        column = self.data.column("vendor")
        return np.array([name == self.vendor for name in column.names])[column.codes]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """They, in words, in the order of the arrays."""
        with self.store.read() as tx:
            return decisions.table(tx, self.data.decision_id[self.mine].tolist())

    @cached_property
    def names(self) -> Mapping[int, str]:
        """What their items are called."""
        with self.store.read() as tx:
            return items.names_of(tx, {row["item_id"] for row in self.rows})

    def facts(self) -> Table:
        """What was measured, and how."""
        method, data = self.own.method, self.data
        shared = self.ready.sample.cluster is not None
        lines = {
            "project": self.found.project,
            "round": self.one.title,
            "state": self.found.state,
            "provisional": self.found.provisional,
            "vendor": self.vendor,
            "policy": method.policy,
            "estimand": self.found.estimand,
            "match": data.match.value,
            "confidence": self.found.confidence,
            "way_of_drawing": method.method,
            "equal_weights": self.ready.sample.equal,
            "shared_items": shared,
            "facets_not_compared": ", ".join(self.own.skipped_facets),
            "journal_head": method.journal_head,
            "program": f"Reviewer Audit {__version__}",
        }
        return ("fact", "value"), list(lines.items())

    def frame(self) -> Table:
        """What arrived of this vendor, what was reported, and what the sample was drawn from."""
        with self.store.read() as tx:
            arrived = decisions.value_counts(tx, "vendor").get(self.vendor, 0)
            told = decisions.control_totals(tx)
        totals = [n for role, value, n in told if (role, value) == ("vendor", self.vendor)]
        lines: list[tuple[str, object]] = [
            ("decisions imported, repeats left out", arrived),
            ("decisions drawn", int(self.mine.sum())),
            ("decisions that count", self.own.graded_decisions),
            *((f"left out: {why}", n) for why, n in self.own.left_out.items()),
            ("control total reported", totals[0] if totals else None),
        ]
        return ("what", "count"), lines

    def draws(self) -> Table:
        """The register of the round's draws."""
        with self.store.read() as tx:
            register = samples.draws(tx, self.one.id)
        header = ("number", "at", "kind", "seed", "frame_sha256")
        return header, [
            (k, d["at"], d["kind"], d["plan"].get("seed", ""), d["frame_sha256"])
            for k, d in enumerate(register, 1)
        ]

    def strata(self) -> Table:
        """Every stratum that a decision of the vendor lies in; all of them for equal weights."""
        sample = self.ready.sample
        used = set(self.data.stratum[self.mine].tolist())
        everything = sample.equal
        lines = [
            (
                h,
                json.dumps(self.records.strata[h][0], ensure_ascii=False) if h in used else "",
                int(sample.population[h]),
                int(sample.drawn[h]),
                int(sample.taken[h]),
            )
            for h in range(len(sample.population))
            if everything or h in used
        ]
        return ("stratum", "cell", "population", "drawn", "counted"), lines

    def decisions(self) -> Table:
        """One row per drawn decision: answers, outcome and weight."""
        roles = [r for r in ROLES if any(row.get(r) for row in self.rows)]
        return drawn_decisions(self.store, self.ready, self.mine, roles, self._called)

    def _called(self, role: str, name: str) -> str:
        return self.codes(role, name) if role == "reviewer" and name else name

    def grades(self) -> Table:
        """The grades that stand, revisions too, of the vendor's items."""
        with self.store.read() as tx:
            given = [row for row in grades.every(tx, self.one.id) if row.item_id in self.names]
        header = (
            "item_id", "auditor", "revision", "kind", "labels", "action", "reason", "note",
            "graded_at", "after_reveal",
        )  # fmt: skip
        return header, [
            (
                self.names[row.item_id],
                self.codes("auditor", row.auditor_id),
                row.revision,
                row.kind,
                "; ".join(json.loads(row.labels)),
                row.action,
                row.reason,
                row.note,
                row.graded_at,
                bool(row.after_reveal),
            )
            for row in given
        ]

    def rulings(self) -> Table:
        """What settled items, and what the vendor said to it."""
        with self.store.read() as tx:
            settled = [r for r in verdicts.every(tx, self.one.id) if r.item_id in self.names]
            said = disputes.replies(tx, self.one.id)
        header = (
            "what", "item_id", "decision_id", "labels", "action", "cause", "clause", "text",
            "ruling", "at",
        )  # fmt: skip
        lines: list[tuple[object, ...]] = [
            (
                row.origin,
                self.names[row.item_id],
                None,
                "; ".join(json.loads(row.labels)),
                row.action,
                row.cause,
                row.clause,
                row.rationale,
                None,
                row.decided_at,
            )
            for row in settled
        ]
        for row in self.rows:
            reply = said.get(row["id"])
            if reply is None:
                continue
            lines.append(
                (
                    reply.reply.value,
                    self.names[row["item_id"]],
                    row["decision_id"],
                    None,
                    None,
                    None,
                    reply.clause,
                    " / ".join(part for part in (reply.argument, reply.rationale) if part),
                    reply.ruling.value if reply.ruling else None,
                    reply.replied_at.isoformat(),
                )
            )
        return header, lines

    def estimates(self) -> Table:
        """Every rate of the vendor as the reports state it."""
        fields = (
            "value", "numerator", "n", "low", "high", "confidence", "method", "se", "n_eff",
            "reason", "note",
        )  # fmt: skip
        estimates = self.own.overall.estimates
        return ("measure", *fields), [
            (key, *(getattr(e, field) for field in fields)) for key, e in estimates.items()
        ]
