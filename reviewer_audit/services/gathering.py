"""Gather a revealed round from the project as the arrays that every number starts from."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reviewer_audit.domain.policy import Match, Policy
from reviewer_audit.domain.rounds import Round
from reviewer_audit.domain.verdicts import Stage
from reviewer_audit.reports.data import (
    CANNOT_JUDGE,
    PENDING,
    TECHNICAL,
    UNGRADED,
    Answer,
    AuditData,
    Coded,
)
from reviewer_audit.store import decisions, grades, people, rounds, samples, verdicts
from reviewer_audit.store.project import Tx
from reviewer_audit.store.tables.decisions import SLICES

INVALID = frozenset({"O1", "X1"})  # causes that say the item itself could not be judged


@dataclass(frozen=True, slots=True)
class Rationale:
    """What a person said about an item, for the list of errors."""

    note: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A round as arrays, and the words beside them that no statistic needs."""

    data: AuditData
    rationale: Mapping[int, Rationale]  # by item id
    row_of: Mapping[int, int]  # decision id -> position


class _Answers:
    """Distinct answers, each once."""

    def __init__(self, policy: Policy) -> None:
        self._index: dict[Answer, int] = {}
        self._same = {key: group[0] for group in policy.equivalences for key in group}

    def code(self, answer: Answer) -> int:
        """Return the number of an answer."""
        return self._index.setdefault(answer, len(self._index))

    def key(self, answer: Answer, match: Match) -> tuple[object, ...]:
        """Return what makes two grades the same answer."""
        labels: object = answer.labels[:1] if match is Match.PRIMARY else frozenset(answer.labels)
        return labels, self._same.get(answer.action, answer.action), bool(answer.escalate)

    @property
    def all(self) -> tuple[Answer, ...]:
        """All answers by number."""
        return tuple(self._index)


def gather(
    tx: Tx,
    one: Round,
    policy: Policy,
    *,
    match: Match | None = None,
    estimand: str = "process",
    confidence: float = 0.95,
    stage: Stage = Stage.FINAL,
) -> Gathered:
    """Read all that numbers need in one short transaction.

    ``stage`` gives the round as it was graded, or as it stood without the rulings of disputes.
    """
    match = match or policy.match
    rows = decisions.of_round(tx, one.id)
    names = decisions.terms(tx)
    answers = _Answers(policy)
    item_ids = sorted({row.item_id for row in rows})
    place = {number: k for k, number in enumerate(item_ids)}
    vendor = _vendor_answers(rows, names, answers)
    given = grades.newest_revisions(tx, one.id)
    settled = {row.item_id: row for row in verdicts.newest(tx, one.id, stage=stage)}
    final, counting = _finals(given, settled, place, answers, match)
    causes = {cause.key: k for k, cause in enumerate(policy.root_causes)}
    item_cause = {number: causes.get(row.cause, -1) for number, row in settled.items()}
    strata = samples.strata(tx, one.id)
    auditors = {p.id: p.name for p in people.everyone(tx)}
    who = {number: k for k, number in enumerate(sorted({r.auditor_id for r, _a in counting}))}
    details = rounds.details(tx, one.id)
    data = AuditData(
        policy=policy,
        decision_id=np.array([row.id for row in rows], np.int64),
        item=np.array([place[row.item_id] for row in rows], np.int32),
        item_ids=np.array(item_ids, np.int64),
        answers=answers.all,
        vendor=np.array(vendor, np.int32),
        final=np.array(final, np.int32),
        cause=np.array([item_cause.get(row.item_id, -1) for row in rows], np.int32),
        stratum=np.array([row.stratum for row in rows], np.int32),
        stratum_population=np.array([n for _cell, n, _taken in strata], np.int64),
        stratum_sampled=np.array([taken for _cell, _n, taken in strata], np.int64),
        probability=np.array([row.probability for row in rows], np.float64),
        slices=_slices(rows, names),
        grades_item=np.array([place[row.item_id] for row, _a in counting], np.int32),
        grades_auditor=np.array([who[row.auditor_id] for row, _a in counting], np.int32),
        grades_answer=np.array([code for _row, code in counting], np.int32),
        auditors=tuple(auditors.get(number, "") for number in who),
        estimand=estimand,
        match=match,
        confidence=confidence,
        provisional=one.state.value != "closed",
        accept_partial=bool(details["accept_partial"]),
    )
    notes = _rationales(given, settled)
    return Gathered(
        data=data,
        rationale=notes,
        row_of={int(row.id): k for k, row in enumerate(rows)},
    )


def _vendor_answers(rows: Sequence[Any], names: Mapping[int, str], answers: _Answers) -> list[int]:
    known: dict[tuple[int, int, int | None], int] = {}
    codes = []
    for row in rows:
        key = (row.labels, row.action, row.escalated)
        if key not in known:
            known[key] = answers.code(
                Answer(
                    labels=tuple(json.loads(names[row.labels] or "[]")),
                    action=names[row.action],
                    escalate=None if row.escalated is None else bool(row.escalated),
                )
            )
        codes.append(known[key])
    return codes


def _finals(
    given: Sequence[Any],
    settled: Mapping[int, Any],
    place: Mapping[int, int],
    answers: _Answers,
    match: Match,
) -> tuple[list[int], list[tuple[Any, int]]]:
    """Return the final answer of every item, and the counting grades with their answer."""
    by_item: dict[int, list[int]] = {}
    counting: list[tuple[Any, int]] = []
    known: dict[tuple[str, str, int | None], int] = {}  # an answer is read once, not grade by grade
    for row in given:
        if row.item_id not in place or row.kind == "skipped":
            continue
        votes = by_item.setdefault(row.item_id, [])
        if row.kind == "answer":
            key = (row.labels, row.action, row.escalate)
            if key not in known:
                escalate = None if row.escalate is None else bool(row.escalate)
                answer = Answer(tuple(json.loads(row.labels)), row.action, escalate)
                known[key] = answers.code(answer)
            counting.append((row, known[key]))
            votes.append(known[key])
    same = [answers.key(answer, match) for answer in answers.all]
    final = [UNGRADED] * len(place)
    for number, votes in by_item.items():
        final[place[number]] = _majority(votes, same)
    for number, row in settled.items():
        if number in place:
            final[place[number]] = _verdict(row, answers)
    return final, counting


def _majority(votes: list[int], same: Sequence[tuple[object, ...]]) -> int:
    """Return the answer of more than half of the counting grades."""
    if not votes:
        return CANNOT_JUDGE
    if votes.count(votes[0]) == len(votes):
        return votes[0]
    keys = [same[vote] for vote in votes]
    best, most = Counter(keys).most_common(1)[0]
    if 2 * most <= len(votes):
        return PENDING
    return votes[keys.index(best)]


def _verdict(row: Any, answers: _Answers) -> int:
    if row.cause in INVALID:
        return TECHNICAL
    labels = tuple(json.loads(row.labels))
    if not labels:
        return CANNOT_JUDGE
    escalate = None if row.escalate is None else bool(row.escalate)
    return answers.code(Answer(labels, row.action, escalate))


def _slices(rows: Sequence[Any], names: Mapping[int, str]) -> dict[str, Coded]:
    """Code every mapped role; ``label`` is the vendor's primary label, ``day`` its date."""
    found: dict[str, Coded] = {}
    if not rows:
        return found
    columns = dict(zip(rows[0]._fields, zip(*rows, strict=True), strict=True))
    for role in SLICES:
        numbers, codes = np.unique(np.array(columns[role], np.int64), return_inverse=True)
        texts = tuple(names[int(number)] for number in numbers)
        if any(texts):
            found[role] = _sorted(codes, texts)
    if any(columns["decided_at"]):
        found["day"] = Coded.of([at[:10] for at in columns["decided_at"]])
    numbers, codes = np.unique(np.array(columns["labels"], np.int64), return_inverse=True)
    firsts = [(json.loads(names[int(number)] or "[]") or [""])[0] for number in numbers]
    found["label"] = Coded.of([firsts[code] for code in codes.tolist()])
    return found


def _sorted(codes: np.ndarray[Any, Any], texts: tuple[str, ...]) -> Coded:
    order = sorted(range(len(texts)), key=lambda k: texts[k])
    rank = np.empty(len(texts), np.int32)
    rank[order] = np.arange(len(texts), dtype=np.int32)
    return Coded(rank[codes].astype(np.int32), tuple(texts[k] for k in order))


def _rationales(given: Sequence[Any], settled: Mapping[int, Any]) -> dict[int, Rationale]:
    notes: dict[int, Rationale] = {}
    for row in given:
        if row.note and row.item_id not in notes:
            notes[row.item_id] = Rationale(row.note, "")
    for number, row in settled.items():
        notes[number] = Rationale(row.rationale, row.cause)
    return notes
