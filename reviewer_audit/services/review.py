"""What is to be looked at again in a revealed round, in which order, and how far it is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from typing import Any

from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.domain.verdicts import INVALID, Reason, Stage
from reviewer_audit.i18n import _
from reviewer_audit.reports.data import PENDING, Answer, AuditData
from reviewer_audit.reports.outcomes import Outcomes, outcomes
from reviewer_audit.services import policies
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import Gathered, Records, gathered, read
from reviewer_audit.services.projects import Project
from reviewer_audit.store import items, verdicts
from reviewer_audit.store.project import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an item is: why it is looked at, how often it must be, how often it was."""

    item_id: int
    reason: Reason
    needed: int  # looks of different people that end with the same answer
    looks: int
    graders: frozenset[str]
    deciders: frozenset[str]

    @property
    def done(self) -> bool:
        """Whether enough people have settled it."""
        return self.looks >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A revealed round as it was graded and as it stands, with what is to be looked at."""

    one: Round
    policy: Policy
    graded: Gathered
    now: Gathered
    outcome_graded: Outcomes
    outcome_now: Outcomes
    standings: Mapping[int, Standing]
    controls: frozenset[int]
    agreements: tuple[int, ...]  # items on which every decision is as the auditors say
    grades: Mapping[int, Sequence[Any]]  # item -> newest grades
    verdicts: Mapping[int, Sequence[Any]]  # item -> verdicts, oldest first

    @property
    def data(self) -> AuditData:
        """The round as it stands."""
        return self.now.data


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the queue. What it says gives no vendor decision away."""

    item_id: int
    name: str
    severity: str
    votes: int
    answers: int  # different answers among the votes
    reason: Reason  # not to be shown before the vendor's answer is
    needed: int
    looks: int
    own: bool  # who asks has graded it
    mine: bool  # who asks has settled it
    unanimous: bool  # may be settled together with others

    @property
    def done(self) -> bool:
        """Whether enough people have settled it."""
        return self.looks >= self.needed


def require_reviewable(one: Round) -> None:
    """Refuse what needs a round that is revealed and not closed."""
    from reviewer_audit.errors import ClosedError

    rounds_service.require_revealed(one)
    if one.state is RoundState.CLOSED:
        message = _("{title} is closed.").format(title=one.title)
        raise ClosedError(message, _("Nothing was changed."))


def survey(store: Project, one: Round, records: Records | None = None) -> Survey:
    """Read a revealed round, unless it was read already, and say what is to be looked at in it."""
    rounds_service.require_revealed(one)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        return survey_in(tx, one, policy, records)


def survey_in(tx: Tx, one: Round, policy: Policy, records: Records | None = None) -> Survey:
    """Read a revealed round inside a transaction."""
    records = records or read(tx, one)
    graded = gathered(records, policy, stage=Stage.GRADED)
    now = gathered(records, policy) if records.verdicts else graded
    given = records.of_items
    settled = _by_item(records.verdicts)
    controls = frozenset(verdicts.controls(tx, one.id))
    before = outcomes(graded.data)
    after = outcomes(now.data) if now is not graded else before
    ids = graded.data.item_ids.tolist()

    def of(mask: Any) -> set[int]:
        return {ids[k] for k in set(graded.data.item[mask].tolist())}

    pending = {number for number, f in zip(ids, graded.data.final, strict=True) if f == PENDING}
    wrong, critical = of(before.wrong), of(after.critical)
    counted = of(before.counted)
    standings = {}
    for number in ids:
        reason = (
            Reason.CRITICAL
            if number in critical
            else Reason.PENDING
            if number in pending
            else Reason.DIFFERENCE
            if number in wrong
            else Reason.CONTROL
            if number in controls
            else None
        )
        if reason is not None:
            rows = settled.get(number, [])
            standings[number] = Standing(
                item_id=number,
                reason=reason,
                needed=2 if reason is Reason.CRITICAL else 1,
                looks=looks(rows, policy),
                graders=frozenset(row.auditor_id for row in given.get(number, [])),
                deciders=frozenset(row.decided_by for row in rows),
            )
    return Survey(
        one=one,
        policy=policy,
        graded=graded,
        now=now,
        outcome_graded=before,
        outcome_now=after,
        standings=standings,
        controls=controls,
        agreements=tuple(sorted(counted - wrong)),
        grades=given,
        verdicts=settled,
    )


def looks(rows: Sequence[Any], policy: Policy) -> int:
    """Count the people who gave the answer that stands; acting twice with a reason counts."""
    if not rows:
        return 0
    same = [row for row in rows if same_answer(row, rows[-1], policy)]
    twice = sum(bool(row.own_reason) for row in same[1:])
    people_ = {row.decided_by for row in same if not row.own_reason or row is same[0]}
    return len(people_) + twice


def same_answer(a: Any, b: Any, policy: Policy) -> bool:
    """Say whether two verdicts settle an item alike; an action that one lacks is not compared."""
    if (a.cause in INVALID) != (b.cause in INVALID):
        return False
    if a.cause in INVALID:
        return True
    one, other = json.loads(a.labels), json.loads(b.labels)
    labels = one[:1] == other[:1] if policy.match == "primary" else set(one) == set(other)
    return labels and (not a.action or not b.action or a.action == b.action)


def queue(store: Project, *, by: Person, round_id: int | None = None) -> tuple[Entry, ...]:
    """Return what is to be looked at: gravest and most disputed first, controls in between."""
    one = rounds_service.resolve(store, round_id)
    return entries(store, survey(store, one), by=by)


def entries(store: Project, found: Survey, *, by: Person) -> tuple[Entry, ...]:
    """Return the queue of a round that was read already."""
    with store.read() as tx:
        names = items.names_of(tx, set(found.standings))
    apart = {number: _disagreement(found, number) for number in found.standings}
    quiet = {n for n, standing in found.standings.items() if standing.reason is Reason.CONTROL}
    lent = sorted(apart[number] for number in found.standings if number not in quiet) or [1.0]
    for number in quiet:  # or their place in the queue would tell what they are
        apart[number] = lent[int(_shuffled(number), 16) % len(lent)]
    order = sorted(apart, key=lambda n: (*_priority(found, n, apart[n]), _shuffled(n)))
    return tuple(entry_of(found, number, names[number], by) for number in order)


def _by_item(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def entry_of(found: Survey, number: int, name: str, by: Person) -> Entry:
    """Return the line of an item."""
    standing = found.standings.get(number)
    votes = found.grades.get(number, [])
    answers = {(row.labels, row.action) if row.kind == "answer" else row.kind for row in votes}
    severities = {label.key: label.severity for label in found.policy.labels}
    return Entry(
        item_id=number,
        name=name,
        severity=max((severities.get(k, "") for k in labels_voted(found, number)), default=""),
        votes=len(votes),
        answers=len(answers),
        reason=standing.reason if standing else Reason.DIFFERENCE,
        needed=standing.needed if standing else 1,
        looks=standing.looks if standing else looks(found.verdicts.get(number, ()), found.policy),
        own=any(row.auditor_id == by.id for row in votes),
        mine=any(v.decided_by == by.id for v in found.verdicts.get(number, ())),
        unanimous=bool(
            standing
            and standing.reason is Reason.DIFFERENCE
            and not standing.looks
            and len(votes) > 1
            and len(answers) == 1
        ),
    )


def labels_voted(found: Survey, number: int) -> tuple[str, ...]:
    """Return the labels that auditors gave to an item, each once."""
    every = [json.loads(row.labels) for row in found.grades.get(number, [])]
    return tuple(dict.fromkeys(label for labels in every for label in labels))


def _disagreement(found: Survey, number: int) -> float:
    """Return the share of pairs of answers, the vendor's among them, that differ."""
    data = found.graded.data
    answers: list[object] = [
        (tuple(json.loads(row.labels)), row.action) if row.kind == "answer" else row.kind
        for row in found.grades.get(number, [])
    ]
    place = int(data.item_ids.searchsorted(number))
    vendor: list[Answer] = [data.answers[int(code)] for code in data.vendor[data.item == place]]
    answers += [(answer.labels, answer.action) for answer in vendor]
    pairs = list(combinations(answers, 2))
    return sum(a != b for a, b in pairs) / len(pairs) if pairs else 0.0


def _priority(found: Survey, number: int, apart: float) -> tuple[bool, float]:
    """Return what sorts the queue: critical first, then severity times disagreement."""
    labels = {label.key: label for label in found.policy.labels}
    weights = found.policy.severity_weights
    heaviest = max(
        (weights.get(labels[k].severity, 1.0) for k in labels_voted(found, number) if k in labels),
        default=1.0,
    )
    return found.standings[number].reason is not Reason.CRITICAL, -heaviest * apart


def _shuffled(number: int) -> str:
    return sha256(f"place\x1f{number}".encode()).hexdigest()
