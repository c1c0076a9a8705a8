"""A contract period: its rounds pooled as strata, and the declared targets judged over all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviewer_audit.stats.measure import Estimate, TargetVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledRound:
    """One round of a period: a stratum with its own frame."""

    round_id: int
    title: str
    state: str
    policy: str
    first_day: str
    last_day: str
    population: int
    decisions: int
    graded_decisions: int
    accuracy: Estimate
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``period --json``."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "accuracy": self.accuracy.as_json()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledTarget:
    """One declared target at one place, over the period; an empty place is the whole programme."""

    metric: str
    place: Mapping[str, str]
    estimate: Estimate
    verdict: TargetVerdict
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``period --json``."""
        return {
            "metric": self.metric,
            "place": dict(self.place),
            "estimate": self.estimate.as_json(),
            "verdict": self.verdict.as_json(),
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A contract period.

    ``accuracy`` and ``vendors`` are estimates alone; verdicts are in ``targets``, which share the
    risk by Holm. ``left_out`` are rounds of the period that could not enter, with the reason;
    ``notes`` what a reader must know, such as a round of another policy version.
    """

    since: str
    until: str
    estimand: str
    confidence: float
    provisional: bool
    look: int
    looks: int
    rounds: tuple[PooledRound, ...]
    left_out: tuple[tuple[int, str, str], ...]  # round, title, why
    accuracy: Estimate
    vendors: Mapping[str, Estimate]
    targets: tuple[PooledTarget, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``period --json``."""
        return {
            "from": self.since,
            "to": self.until,
            "estimand": self.estimand,
            "confidence": self.confidence,
            "provisional": self.provisional,
            "look": self.look,
            "looks": self.looks,
            "rounds": [one.as_json() for one in self.rounds],
            "left_out": [
                {"round": number, "title": title, "reason": why}
                for number, title, why in self.left_out
            ],
            "accuracy": self.accuracy.as_json(),
            "vendors": {name: e.as_json() for name, e in self.vendors.items()},
            "targets": [line.as_json() for line in self.targets],
            "notes": list(self.notes),
        }
