"""The decisions behind a figure: what a click on a tile, bar, cell or row opens."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reviewer_audit.errors import RoundError
from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.data import Answer, AuditData, Bool
from reviewer_audit.reports.model import Filter
from reviewer_audit.reports.outcomes import OUTCOMES, Outcomes, outcomes
from reviewer_audit.services import policies
from reviewer_audit.services.analysis import revealed_round
from reviewer_audit.services.errorlist import action_title, titles
from reviewer_audit.services.gathering import Gathered, Rationale, gather
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, items
from reviewer_audit.store.tables.decisions import SLICES

MOST = 5_000  # decisions brought with their content; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One drawn decision with its content, what was decided and what was right."""

    decision: int
    item: str
    decision_id: str
    decided_at: str
    slices: Mapping[str, str]
    content: str
    vendor_labels: str
    vendor_answer: str  # labels and action
    final_labels: str
    final_answer: str  # "" where there is none
    outcome: str
    critical: bool
    charged: bool  # an error that is charged to the vendor
    cause: str
    clause: str
    note: str
    votes: tuple[tuple[str, str], ...]  # auditor and answer, counting grades alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What a filter leads to; ``lines`` are the first of ``total``."""

    where: Filter
    total: int
    lines: tuple[DecisionLine, ...]


def gathered_round(store: Project, round_id: int | None = None) -> Gathered:
    """Read a revealed round once for several questions about it.

    Raises:
        StillBlindError: the round is still graded.
    """
    one = revealed_round(store, round_id)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        return gather(tx, one, policy)


def decisions_behind(
    store: Project,
    round_id: int | None,
    where: Filter,
    *,
    most: int = MOST,
    here: Gathered | None = None,
) -> Behind:
    """Return the drawn decisions of a revealed round that a filter names.

    Args:
        store: the project.
        round_id: which round; the one that is meant where none is named.
        where: pairs of a role, or of ``outcome``, ``vendor_label``, ``final_label``,
            ``critical``, ``charged`` or ``decision``, and a value. Several values of one key
            are alternatives; different keys must all fit. Empty: all drawn decisions.
        most: how many to bring; ``total`` counts all.
        here: what :func:`gathered_round` read, as long as nothing was written since.

    Raises:
        StillBlindError: the round is still graded.
        RoundError: a key is unknown.
    """
    gathered = here or gathered_round(store, round_id)
    data = gathered.data
    found = outcomes(data)
    ids = data.decision_id[_mask(data, found, where)].tolist()
    with store.read() as tx:
        rows = decisions.table(tx, ids[:most])
        contents = items.table(tx, sorted({row["item_id"] for row in rows}))
    votes = _votes(data, {gathered.row_of[number] for number in ids[:most]})
    return Behind(
        where=where,
        total=len(ids),
        lines=tuple(_line(gathered, found, row, contents[row["item_id"]], votes) for row in rows),
    )


def _mask(data: AuditData, found: Outcomes, where: Filter) -> Bool:
    wanted: dict[str, set[str]] = {}
    for key, value in where:
        wanted.setdefault(key, set()).add(value)
    mask = np.ones(data.n, bool)
    for key, values in wanted.items():
        mask &= _one_key(data, found, key, values)
    return mask


def _one_key(data: AuditData, found: Outcomes, key: str, values: set[str]) -> Bool:
    match key:
        case "outcome":
            codes = [code for code, outcome in enumerate(OUTCOMES) if outcome.value in values]
            mask = np.isin(found.code, codes)
        case "decision":
            mask = np.isin(data.decision_id, [int(value) for value in values])
        case "critical":
            mask = found.critical if "yes" in values else ~found.critical
        case "charged":
            mask = found.charged if "yes" in values else found.wrong & ~found.charged
        case "vendor_label":
            mask = _primary(data, values)[data.vendor]
        case "final_label":
            counted = found.counted
            mask = np.zeros(data.n, bool)
            mask[counted] = _primary(data, values)[data.final_of_decision[counted]]
        case _:
            mask = _in_slice(data, key, values)
    return mask


def _in_slice(data: AuditData, role: str, values: set[str]) -> Bool:
    if role not in {*SLICES, "label", "day"}:
        message = _("Decisions cannot be found by {role}.").format(role=role)
        raise RoundError(message, _("Nothing was shown."), code="stats.unknown_role")
    column = data.column(role)
    codes = [code for code, name in enumerate(column.names) if name in values]
    return np.isin(column.codes, codes)


def _primary(data: AuditData, values: set[str]) -> Bool:
    """Say of every answer whether its first label is among these."""
    return np.array([(a.labels[0] if a.labels else "") in values for a in data.answers], bool)


def _votes(data: AuditData, rows: set[int]) -> dict[int, list[tuple[str, str]]]:
    """Return what auditors answered, by the place of the item."""
    wanted = np.isin(data.grades_item, data.item[sorted(rows)])
    said: dict[int, list[tuple[str, str]]] = {}
    for item, who, answer in zip(
        data.grades_item[wanted].tolist(),
        data.grades_auditor[wanted].tolist(),
        data.grades_answer[wanted].tolist(),
        strict=True,
    ):
        words_of = _answer(data, data.answers[answer])
        said.setdefault(item, []).append((data.auditors[who], words_of))
    return said


def _answer(data: AuditData, answer: Answer) -> str:
    parts = (titles(data.policy, answer.labels), action_title(data.policy, answer))
    return words.DOT.join(part for part in parts if part)


def _line(
    gathered: Gathered,
    found: Outcomes,
    row: Mapping[str, object],
    content: Mapping[str, object],
    votes: Mapping[int, list[tuple[str, str]]],
) -> DecisionLine:
    data = gathered.data
    number = int(str(row["id"]))
    at = gathered.row_of[number]
    code, cause = int(data.final_of_decision[at]), int(data.cause[at])
    final = data.answers[code] if code >= 0 else None
    vendor = data.answers[int(data.vendor[at])]
    said = gathered.rationale.get(int(str(row["item_id"])), Rationale("", ""))
    return DecisionLine(
        decision=number,
        item=str(content["external_id"]),
        decision_id=str(row["decision_id"]),
        decided_at=str(row["decided_at"]),
        slices={role: str(row[role]) for role in SLICES if row[role]},
        content=str(content["content"]),
        vendor_labels=titles(data.policy, vendor.labels),
        vendor_answer=_answer(data, vendor),
        final_labels=titles(data.policy, final.labels) if final else "",
        final_answer=_answer(data, final) if final else "",
        outcome=OUTCOMES[int(found.code[at])].value,
        critical=bool(found.critical[at]),
        charged=bool(found.charged[at]),
        cause=data.policy.root_causes[cause].title if cause >= 0 else "",
        clause=_clause(data, final),
        note=said.note,
        votes=tuple(votes.get(int(data.item[at]), ())),
    )


def _clause(data: AuditData, final: Answer | None) -> str:
    keys = final.labels[:1] if final else ()
    label = next((one for one in data.policy.labels if one.key in keys), None)
    return f"{label.title}: {label.definition}".rstrip(": ") if label else ""
