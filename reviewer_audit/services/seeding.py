"""Put gold items among an auditor's other items, so that nobody can tell them apart.

What goes where: items that two experts stand for under the round's rules, that the round does not
draw from itself, that look like the auditor's other items, and that this auditor has never met.
Those seen least often go first.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reviewer_audit.domain.gold import GoldAnswer, GoldItem, GoldPurpose, GoldState, NotSeeded
from reviewer_audit.domain.people import Person, Role
from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.domain.rounds import Round
from reviewer_audit.sampling.plan import SamplePlan
from reviewer_audit.store import gold, items, roster
from reviewer_audit.store.gold import Seed
from reviewer_audit.store.project import Tx

Books = Mapping[str, Policy]  # the versions of the rule book
Look = tuple[str, str, tuple[str, ...]]  # kind of content, language, names of the context


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeding:
    """What became of the wish for gold on one desk; ``reasons`` counts items that could not go."""

    asked: int
    items: tuple[int, ...]
    reasons: Mapping[NotSeeded, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        left = {} if len(self.items) >= self.asked else self.reasons
        return {
            "asked": self.asked,
            "seeded": len(self.items),
            "not_seeded": {reason.value: n for reason, n in left.items()},
        }


def changed_clauses(answer: GoldAnswer, clause: str, was: Policy, now: Policy) -> tuple[str, ...]:
    """Return the labels and actions an answer rests on that say something else now.

    A benign answer that names no clause of a violation rests on all of them. Titles, keys on the
    desk and spellings may change; what is forbidden, how grave it is and what follows may not.
    """
    before = {label.key: label for label in was.labels}
    after = {label.key: label for label in now.labels}
    named = {*answer.labels, *([clause] if clause else [])}
    violations = {key for key, label in (before | after).items() if label.is_violation}
    rests_on = named if named & violations else named | violations
    changed = [key for key in sorted(rests_on) if _rule(before.get(key)) != _rule(after.get(key))]
    if answer.action and all(action.key != answer.action for action in now.actions):
        changed.append(answer.action)
    return tuple(changed)


def state_of(one: GoldItem, books: Books, version: str) -> GoldState:
    """Return whether a gold item may be used under a version of the rule book."""
    if one.ended is not None:
        return GoldState(one.ended.value)
    if one.signed_by is None:
        return GoldState.UNSIGNED
    held = one.signed_version
    if held != version and changed_clauses(one.answer, one.clause, books[held], books[version]):
        return GoldState.REVALIDATE
    return GoldState.READY


def standing(tx: Tx, books: Books, version: str) -> Mapping[GoldState, int]:
    """Count the gold items for rounds by their state under a version of the rule book."""
    known = gold.calibrated(tx)
    return Counter(
        state_of(one, books, version)
        for one in gold.every(tx)
        if one.purpose is GoldPurpose.MONITOR and one.item_id not in known
    )


def seed(
    tx: Tx,
    one: Round,
    books: Books,
    plan: SamplePlan,
    piles: Mapping[str, Sequence[int]],
    who: Mapping[str, Person],
    *,
    framed: Collection[int],
    more: bool,
) -> dict[str, Seeding]:
    """Choose gold for every desk and write down what goes where.

    Args:
        tx: the transaction of the draw.
        one: the round.
        books: all versions of the rule book.
        plan: how much gold is wished, and the seed of the draw.
        piles: the production items that every auditor is about to get.
        who: the auditors by name.
        framed: items that the round draws from, drawn or not.
        more: whether the round goes on: then a number is not asked for again, a share is.
    """
    wished = {name: asked(plan.gold, len(pile), more=more) for name, pile in piles.items()}
    if not any(wished.values()):
        return {}
    pool = _Pool(tx, one, books, frozenset(framed))
    chosen: dict[str, Seeding] = {}
    for name, pile in piles.items():
        able, reasons = pool.able(who[name], looks(tx, pile))
        able.sort(key=lambda item: (pool.uses[item.id], _mix(plan.seed, name, item.id)))
        mine = able[: wished[name]]
        pool.uses.update(item.id for item in mine)
        gold.add_seeds(tx, one.id, [Seed(g.item_id, who[name].id, g.id) for g in mine])
        chosen[name] = Seeding(
            asked=wished[name], items=tuple(g.item_id for g in mine), reasons=reasons
        )
    return chosen


def looks(tx: Tx, numbers: Collection[int]) -> set[Look]:
    """Return what can be seen of items without reading them."""
    return {_look(row) for row in items.table(tx, sorted(numbers)).values()}


class _Pool:
    """The register as one round may use it."""

    def __init__(self, tx: Tx, one: Round, books: Books, framed: frozenset[int]) -> None:
        self.register = gold.every(tx)
        numbers = {item.item_id for item in self.register}
        self.uses = Counter({item.id: item.seeded for item in self.register})
        self._look = {
            number: _look(row) for number, row in items.table(tx, sorted(numbers)).items()
        }
        self._known = gold.known_to(tx, numbers)
        self._keepers = gold.keepers(tx)
        self._trained = gold.calibrated(tx)
        self._traits = roster.traits(tx, numbers)
        self._takes = roster.every(tx)
        self._books, self._version, self._framed = books, one.policy_version, framed
        self._labels = books[one.policy_version].labels

    def able(
        self, auditor: Person, seen: Collection[Look]
    ) -> tuple[list[GoldItem], dict[NotSeeded, int]]:
        """Return what an auditor may get, and why the others may not."""
        able: list[GoldItem] = []
        reasons: Counter[NotSeeded] = Counter()
        for item in self.register:
            if item.ended is not None:
                continue
            reason = self._reason(item, auditor, seen)
            if reason is None:
                able.append(item)
            else:
                reasons[reason] += 1
        return able, dict(reasons)

    def _reason(self, item: GoldItem, auditor: Person, seen: Collection[Look]) -> NotSeeded | None:
        state = state_of(item, self._books, self._version)
        if state is not GoldState.READY:
            return NotSeeded(state.value)
        if item.purpose is not GoldPurpose.MONITOR or item.item_id in self._trained:
            return NotSeeded.OTHER_PURPOSE
        if item.item_id in self._framed:
            return NotSeeded.IN_FRAME
        knows_all = auditor.role is Role.LEAD or auditor.id in self._keepers
        if knows_all or (item.item_id, auditor.id) in self._known:
            return NotSeeded.SEEN
        alike = self._look[item.item_id] in seen and self._is_theirs(item, auditor)
        return None if alike else NotSeeded.STANDS_OUT

    def _is_theirs(self, item: GoldItem, auditor: Person) -> bool:
        """Whether the auditor takes items like this one; its answer counts as a topic."""
        known = self._takes.get(auditor.id)
        if known is None:
            return True
        traits = self._traits[item.item_id]
        labels = [label for label in self._labels if label.key in item.answer.labels]
        told = [name for label in labels for name in (label.key, label.title, label.family)]
        return known.takes(replace(traits, topics=(*traits.topics, *filter(None, told))))


def _rule(label: Label | None) -> tuple[object, ...]:
    if label is None:
        return ()
    return (
        label.definition,
        label.examples,
        label.counter_examples,
        label.is_violation,
        label.severity,
        label.critical,
        label.must_escalate,
    )


def asked(wish: float, pile: int, *, more: bool) -> int:
    """Return how many items a desk is to get besides: a number, or below 1 a share of its own.

    Where a round goes on, a number is not asked for again.
    """
    if wish >= 1:
        return 0 if more or not pile else int(wish)
    return int(wish * pile + 0.5)


def _look(row: Mapping[str, Any]) -> Look:
    return row["content_kind"], row["language"], tuple(sorted(row["context"]))


def _mix(*parts: object) -> bytes:
    return hashlib.sha256("\x1f".join(["gold", *map(str, parts)]).encode()).digest()
