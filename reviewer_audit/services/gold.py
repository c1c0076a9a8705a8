"""The gold register: written by experts, signed by a second one, retired, and looked at by leads.

Nothing in it is ever changed: a sign-off and the end of an item are written down beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_audit.domain.gold import (
    GoldEvent,
    GoldId,
    GoldItem,
    GoldState,
)
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import GoldError
from reviewer_audit.i18n import _
from reviewer_audit.services import seeding
from reviewer_audit.services.handing import books_of
from reviewer_audit.services.projects import Project
from reviewer_audit.store import gold, items, people
from reviewer_audit.store.project import Tx

ENDED = frozenset({GoldState.RETIRED, GoldState.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldLine:
    """One line of the register, in the words of the policy and with the names of people."""

    item: GoldItem
    name: str  # what the item is called in the project
    content: str
    language: str
    titles: tuple[str, ...]
    action: str
    clause: str
    author: str
    signed_by: str
    state: GoldState
    changed: tuple[str, ...]  # labels whose clause is another one since it was signed

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        one = self.item
        return {
            "item": self.name,
            "state": self.state.value,
            "labels": list(one.answer.labels),
            "action": one.answer.action,
            "escalate": one.answer.escalate,
            "severity": one.answer.severity,
            "reasoning": one.reasoning,
            "clause": one.clause,
            "difficulty": one.difficulty.value if one.difficulty else "",
            "purpose": one.purpose.value,
            "policy_version": one.policy_version,
            "signed_version": one.signed_version,
            "author": self.author,
            "signed_by": self.signed_by,
            "source": one.source,
            "created_at": one.created_at.isoformat(),
            "ended_at": one.ended_at.isoformat() if one.ended_at else "",
            "ended_reason": one.ended_reason,
            "seeded": one.seeded,
            "graded": one.graded,
            "changed_clauses": list(self.changed),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The gold register as it stands under one version of the rule book."""

    policy_version: str
    lines: tuple[GoldLine, ...]

    def count(self, state: GoldState) -> int:
        """Return how many items are in a state."""
        return sum(line.state is state for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "policy_version": self.policy_version,
            "counts": {state.value: self.count(state) for state in GoldState},
            "items": [line.as_json() for line in self.lines],
        }


def register(store: Project, *, by: Person) -> Register:
    """Return the register under the policy in force, for leads and its experts alone.

    Raises:
        GoldError: the person is neither.
    """
    require_keeper(store, by, _("Nothing was shown."))
    books = books_of(store)
    policy = list(books.values())[-1]
    titles = {label.key: label.title for label in policy.labels}
    titles |= {action.key: action.title for action in policy.actions}
    with store.read() as tx:
        found = gold.every(tx)
        table = items.table(tx, sorted({one.item_id for one in found}))
        names: dict[str, str] = {person.id: person.name for person in people.everyone(tx)}
    lines = [
        GoldLine(
            item=one,
            name=table[one.item_id]["external_id"],
            content=table[one.item_id]["content"],
            language=table[one.item_id]["language"],
            titles=tuple(titles.get(key, key) for key in one.answer.labels),
            action=titles.get(one.answer.action, one.answer.action),
            clause=titles.get(one.clause, one.clause),
            author=names.get(one.author, ""),
            signed_by=names.get(one.signed_by, "") if one.signed_by else "",
            state=seeding.state_of(one, books, policy.version),
            changed=_changed(one, books, policy),
        )
        for one in found
    ]
    return Register(policy_version=policy.version, lines=tuple(lines))


def sign(store: Project, names: Sequence[str], *, by: Person) -> int:
    """Sign gold items as the second expert, under the policy in force; returns how many.

    No names stand for all that wait for this person: unsigned ones, and those whose clause has
    changed.

    Raises:
        GoldError: an item is no gold item that can be signed, or the person wrote it.
    """
    found = register(store, by=by)
    able = {
        line.name: line
        for line in found.lines
        if line.state in {GoldState.UNSIGNED, GoldState.REVALIDATE}
    }
    chosen = list(names) or [n for n, line in able.items() if line.item.author != by.id]
    for name in chosen:
        if name not in able:
            message = _("{name!r} is no gold item that waits for a signature.").format(name=name)
            raise GoldError(message, _("Nothing was signed. See: gold list."), code="gold.unknown")
        if able[name].item.author == by.id:
            message = _("{name} wrote the answer to {name2!r}; a second expert signs it.").format(
                name=by.name, name2=name
            )
            raise GoldError(message, _("Nothing was signed."), code="gold.own")
    with store.write("gold.sign", by=by) as tx:
        for name in chosen:
            sign_in(tx, able[name].item.id, by.id, found.policy_version, by)
        numbers = sorted(able[name].item.id for name in chosen)
        tx.info["body"] = {"gold": numbers, "policy": found.policy_version}
    return len(chosen)


def retire(
    store: Project, names: Sequence[str], reason: str, *, by: Person, wrong: bool = False
) -> int:
    """Take gold items out of use; returns how many.

    What was measured with them stands, unless the answer was ``wrong``: then it counts no more.

    Raises:
        GoldError: an item is not in use, or no reason is given.
    """
    found = register(store, by=by)
    able = {line.name: line for line in found.lines if line.state not in ENDED}
    if not reason.strip():
        message = _("Say why the gold item goes.")
        raise GoldError(message, _("Nothing was changed."), code="gold.reason")
    if unknown := [name for name in names if name not in able]:
        message = _("{unknown!r} is no gold item in use.").format(unknown=unknown[0])
        raise GoldError(message, _("Nothing was changed. See: gold list."), code="gold.unknown")
    kind = GoldEvent.WITHDRAWN if wrong else GoldEvent.RETIRED
    with store.write("gold.retire", by=by) as tx:
        for name in names:
            gold.add_event(
                tx,
                able[name].item.id,
                kind,
                who=by.id,
                policy_version=found.policy_version,
                by=by.id,
                reason=reason.strip(),
            )
        numbers = sorted(able[name].item.id for name in names)
        tx.info["body"] = {"gold": numbers, "wrong": wrong}
    return len(names)


def require_keeper(store: Project, by: Person, safe: str) -> None:
    """Refuse whoever might be measured by the register: no lead, and no expert who wrote in it."""
    if by.role is Role.LEAD:
        return
    with store.read() as tx:
        keeps = by.id in gold.keepers(tx)
    if not keeps:
        message = _("The gold register is for leads and its experts: auditors are measured by it.")
        raise GoldError(message, safe, code="gold.lead_only")


def sign_in(tx: Tx, gold_id: GoldId, who: PersonId, version: str, by: Person) -> None:
    """Write a signature down."""
    gold.add_event(tx, gold_id, GoldEvent.SIGNED, who=who, policy_version=version, by=by.id)


def _changed(one: GoldItem, books: Mapping[str, Policy], policy: Policy) -> tuple[str, ...]:
    held = one.signed_version
    if one.ended is not None or not held or held == policy.version:
        return ()
    return seeding.changed_clauses(one.answer, one.clause, books[held], policy)
