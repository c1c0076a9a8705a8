"""Gather a revealed round from the project as the arrays that every number starts from."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from reviewer_audit.domain.policy import Match, Policy
from reviewer_audit.domain.rounds import Round
from reviewer_audit.domain.verdicts import INVALID, Origin, Stage
from reviewer_audit.reports.data import (
    CANNOT_JUDGE,
    PENDING,
    TECHNICAL,
    UNGRADED,
    Answer,
    AuditData,
    Coded,
    Int32,
    Int64,
)
from reviewer_audit.store import decisions, grades, near, people, rounds, samples, verdicts
from reviewer_audit.store.project import Tx
from reviewer_audit.store.tables.decisions import SLICES

Columns = Mapping[str, Sequence[Any]]


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


@dataclass(frozen=True, kw_only=True)
class Records:
    """The rows of a round: read once, and the arrays of every stage are made of them."""

    one: Round
    drawn: Columns  # of its decisions, in the order of their numbers
    given: Sequence[Any]  # the last grade before reveal of every assignment
    verdicts: Sequence[Any]  # oldest first
    names: Mapping[int, str]  # term -> text
    strata: Sequence[tuple[Mapping[str, str], int, int]]
    people: Mapping[str, str]  # id -> name
    details: Mapping[str, Any]
    top_ups: Sequence[int]  # decisions of each draw that went on down the list
    near: Mapping[int, int] = field(default_factory=dict)  # item -> the first one it is near to

    @property
    def looks(self) -> int:
        """How many looks the plan has: 2 where a top-up was planned before the draw."""
        return int(self.details["plan"].get("looks", 1))

    @cached_property
    def item_ids(self) -> Int64:
        """The items, in the order of their numbers."""
        return np.unique(self._item_id)

    @cached_property
    def item(self) -> Int32:
        """The place of each decision's item."""
        return np.searchsorted(self.item_ids, self._item_id).astype(np.int32)

    @cached_property
    def cluster(self) -> Int32:
        """The cluster of each item; empty where no two items are nearly the same."""
        if not self.near:
            return np.empty(0, np.int32)
        first = [self.near.get(number, number) for number in self.item_ids.tolist()]
        _, codes = np.unique(np.array(first, np.int64), return_inverse=True)
        return codes.astype(np.int32)

    @cached_property
    def row_of(self) -> Mapping[int, int]:
        """The place of each decision."""
        return {int(number): k for k, number in enumerate(self.drawn["id"])}

    @cached_property
    def slices(self) -> Mapping[str, Coded]:
        """Every mapped role as codes."""
        return _slices(self.drawn, self.names)

    @cached_property
    def answered(self) -> Sequence[Any]:
        """The grades that somebody gave: all but what was skipped."""
        return [row for row in self.given if row.kind != "skipped"]

    @cached_property
    def of_items(self) -> Mapping[int, Sequence[Any]]:
        """The grades that somebody gave, by item."""
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self.answered:
            found[row.item_id].append(row)
        return dict(found)

    @cached_property
    def grades(self) -> Columns:
        """The grades of items of the sample that somebody gave, in columns."""
        placed = set(self.item_ids.tolist())
        return _columns([row for row in self.answered if row.item_id in placed])

    @cached_property
    def _item_id(self) -> Int64:
        return np.array(self.drawn["item_id"], np.int64)

    def settled(self, stage: Stage) -> dict[int, Any]:
        """Return the last verdict of every item that has one at a stage."""
        if stage is Stage.GRADED:
            return {}
        rows = self.verdicts
        if stage is Stage.ADJUDICATED:
            rows = [row for row in rows if row.origin != Origin.RULED]
        return {row.item_id: row for row in rows}


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


def read(tx: Tx, one: Round) -> Records:
    """Read all that numbers need in one short transaction."""
    return Records(
        one=one,
        drawn=_columns(decisions.of_round(tx, one.id)),
        given=grades.newest_revisions(tx, one.id),
        verdicts=verdicts.every(tx, one.id),
        names=decisions.terms(tx),
        strata=samples.strata(tx, one.id),
        people={person.id: person.name for person in people.everyone(tx)},
        details=rounds.details(tx, one.id),
        top_ups=samples.top_ups(tx, one.id),
        near=near.of_round(tx, one.id),
    )


def gather(
    tx: Tx,
    one: Round,
    policy: Policy,
    *,
    match: Match | None = None,
    estimand: str = "process",
    confidence: float = 0.95,
) -> Gathered:
    """Read a round and return it as it stands."""
    records = read(tx, one)
    return gathered(records, policy, match=match, estimand=estimand, confidence=confidence)


def gathered(
    records: Records,
    policy: Policy,
    *,
    match: Match | None = None,
    estimand: str = "process",
    confidence: float = 0.95,
    interval: str = "",
    stage: Stage = Stage.FINAL,
) -> Gathered:
    """Return a round that was read as arrays.

    ``stage`` gives it as it was graded, or as it stood without the rulings of disputes.
    """
    match = match or policy.match
    drawn, given = records.drawn, records.grades
    answers = _Answers(policy)
    vendor = _vendor_answers(drawn, records.names, answers)
    settled = records.settled(stage)
    answer = _grade_answers(given, answers)
    item = np.searchsorted(records.item_ids, np.array(given["item_id"], np.int64)).astype(np.int32)
    same = [answers.key(one, match) for one in answers.all]
    final = _finals(item, answer, same, len(records.item_ids))
    causes = {cause.key: k for k, cause in enumerate(policy.root_causes)}
    cause = np.full(len(final), -1, np.int32)
    place = {number: k for k, number in enumerate(records.item_ids.tolist())}
    for number, row in settled.items():
        if number in place:
            final[place[number]] = _verdict(row, answers)
            cause[place[number]] = causes.get(row.cause, -1)
    counting = answer >= 0
    graders, who = np.unique(np.array(given["auditor_id"], np.str_)[counting], return_inverse=True)
    data = AuditData(
        policy=policy,
        decision_id=np.array(drawn["id"], np.int64),
        item=records.item,
        item_ids=records.item_ids,
        answers=answers.all,
        vendor=np.array(vendor, np.int32),
        final=final,
        cause=cause[records.item],
        stratum=np.array(drawn["stratum"], np.int32),
        stratum_population=np.array([n for _cell, n, _taken in records.strata], np.int64),
        stratum_sampled=np.array([taken for _cell, _n, taken in records.strata], np.int64),
        probability=np.array(drawn["probability"], np.float64),
        slices=records.slices,
        near=records.cluster,
        grades_item=item[counting],
        grades_auditor=who.astype(np.int32),
        grades_answer=answer[counting],
        auditors=tuple(records.people.get(number, "") for number in graders.tolist()),
        estimand=estimand,
        match=match,
        confidence=confidence,
        interval=interval,
        provisional=records.one.state.value != "closed",
        accept_partial=bool(records.details["accept_partial"]),
        looks=records.looks,
        look=min(records.looks, 1 + len(records.top_ups)),
    )
    return Gathered(data=data, rationale=_rationales(records.given, settled), row_of=records.row_of)


def _columns(rows: Sequence[Any]) -> Columns:
    """Turn rows into columns; without a row every column is empty."""
    if not rows:
        return defaultdict(tuple)
    return dict(zip(rows[0]._fields, zip(*rows, strict=True), strict=True))


def _vendor_answers(drawn: Columns, names: Mapping[int, str], answers: _Answers) -> list[int]:
    known: dict[tuple[int, int, int | None], int] = {}
    codes = []
    for key in zip(drawn["labels"], drawn["action"], drawn["escalated"], strict=True):
        if key not in known:
            labels, action, escalated = key
            known[key] = answers.code(
                Answer(
                    labels=tuple(json.loads(names[labels] or "[]")),
                    action=names[action],
                    escalate=None if escalated is None else bool(escalated),
                )
            )
        codes.append(known[key])
    return codes


def _grade_answers(given: Columns, answers: _Answers) -> Int32:
    """Return the answer of every grade, -1 where nobody could judge; each is read once."""
    known: dict[tuple[str, str, int | None], int] = {}
    codes = []
    columns = (given[name] for name in ("kind", "labels", "action", "escalate"))
    for kind, labels, action, escalate in zip(*columns, strict=True):
        if kind != "answer":
            codes.append(-1)
            continue
        key = (labels, action, escalate)
        if key not in known:
            sent_on = None if escalate is None else bool(escalate)
            known[key] = answers.code(Answer(tuple(json.loads(labels)), action, sent_on))
        codes.append(known[key])
    return np.array(codes, np.int32)


def _finals(item: Int32, answer: Int32, same: Sequence[tuple[object, ...]], items: int) -> Int32:
    """Return the final answer that its grades give every item."""
    final = np.full(items, UNGRADED, np.int32)
    final[item] = CANNOT_JUDGE
    places, votes = item[answer >= 0], answer[answer >= 0]
    final[places] = votes
    apart = set(places[final[places] != votes].tolist())
    differing: dict[int, list[int]] = {}
    for place, vote in zip(places.tolist(), votes.tolist(), strict=True) if apart else ():
        if place in apart:
            differing.setdefault(place, []).append(vote)
    for place, given in differing.items():
        final[place] = _majority(given, same)
    return final


def _majority(votes: list[int], same: Sequence[tuple[object, ...]]) -> int:
    """Return the answer of more than half of the counting grades."""
    keys = [same[vote] for vote in votes]
    best, most = Counter(keys).most_common(1)[0]
    return votes[keys.index(best)] if 2 * most > len(votes) else PENDING


def _verdict(row: Any, answers: _Answers) -> int:
    if row.cause in INVALID:
        return TECHNICAL
    labels = tuple(json.loads(row.labels))
    if not labels:
        return CANNOT_JUDGE
    escalate = None if row.escalate is None else bool(row.escalate)
    return answers.code(Answer(labels, row.action, escalate))


def _slices(drawn: Columns, names: Mapping[int, str]) -> dict[str, Coded]:
    """Code every mapped role; ``label`` is the vendor's primary label, ``day`` its date."""
    found: dict[str, Coded] = {}
    if not drawn["id"]:
        return found
    for role in SLICES:
        numbers, codes = np.unique(np.array(drawn[role], np.int64), return_inverse=True)
        texts = tuple(names[int(number)] for number in numbers)
        if any(texts):
            found[role] = _sorted(codes, texts)
    if any(drawn["decided_at"]):
        found["day"] = Coded.of([at[:10] for at in drawn["decided_at"]])
    numbers, codes = np.unique(np.array(drawn["labels"], np.int64), return_inverse=True)
    first = Coded.of([(json.loads(names[int(n)] or "[]") or [""])[0] for n in numbers])
    found["label"] = Coded(first.codes[codes], first.names)
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
