"""Drawn decisions that the vendor's files contradict themselves: which answer counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewer_audit.domain.policy import Policy
from reviewer_audit.reports import words
from reviewer_audit.services import policies
from reviewer_audit.services.analysis import revealed_round
from reviewer_audit.services.errorlist import titles
from reviewer_audit.services.projects import Project
from reviewer_audit.store import conflicts as stored
from reviewer_audit.store import decisions, items

MOST = 1_000  # pairs brought; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One decision the files give two answers to; the first to arrive counts."""

    decision: int
    item: str
    decision_id: str
    counts: str  # the answer that counts
    also: str  # the one that contradicts it
    decided: tuple[str, str]  # when


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    """The contradictions among the drawn decisions of a round; ``lines`` are the first."""

    total: int
    lines: tuple[Conflict, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the count and the pairs."""
        names = Conflict.__slots__
        return {
            "total": self.total,
            "decisions": [
                {name: getattr(line, name) for name in names} | {"decided": list(line.decided)}
                for line in self.lines
            ],
        }


def conflicts(store: Project, round_id: int | None = None, *, most: int = MOST) -> Conflicts:
    """Return the drawn decisions of a revealed round that another row contradicts.

    Raises:
        StillBlindError: the round is still graded.
    """
    one = revealed_round(store, round_id)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        pairs = stored.of_round(tx, one.id)
        shown = pairs[:most]
        ids = sorted({number for pair in shown for number in pair})
        rows = {row["id"]: row for row in decisions.table(tx, ids)} if ids else {}
        names = items.names_of(tx, {row["item_id"] for row in rows.values()})
    return Conflicts(
        total=len(pairs),
        lines=tuple(_line(policy, rows[a], rows[b], names) for a, b in shown),
    )


def _line(
    policy: Policy, first: Mapping[str, Any], second: Mapping[str, Any], names: Mapping[int, str]
) -> Conflict:
    return Conflict(
        decision=int(first["id"]),
        item=names[first["item_id"]],
        decision_id=str(first["decision_id"]),
        counts=_answer(policy, first),
        also=_answer(policy, second),
        decided=(str(first["decided_at"]), str(second["decided_at"])),
    )


def _answer(policy: Policy, row: Mapping[str, Any]) -> str:
    known = {action.key: action.title for action in policy.actions}
    action = str(row["action"] or "")
    parts = (titles(policy, row["labels"]), known.get(action, action))
    return words.DOT.join(part for part in parts if part)
