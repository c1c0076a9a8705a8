"""The rule book: which answers there are, what they weigh, and what was promised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

SEVERITIES = ("S0", "S1", "S2", "S3", "S4")
CANNOT_JUDGE = "cannot_judge"  # reserved: no label may have this key
TARGET_METRICS = (  # what a target may promise
    "accuracy",
    "label_accuracy",
    "charged_accuracy",
    "severity_weighted_accuracy",
    "precision",
    "recall",
    "over_enforcement",
    "under_enforcement",
    "wrong_policy",
    "wrong_action",
    "wrong_escalation",
    "false_positive_rate",
    "false_negative_rate",
    "critical_errors",
)
LOWER_IS_BETTER = frozenset(TARGET_METRICS[6:])  # the threshold of these is a ceiling


class Match(StrEnum):
    """When two answers with several labels count as the same."""

    PRIMARY = "primary"
    ANY = "any"
    EXACT = "exact"


class TargetRule(StrEnum):
    """Who carries the burden of proof."""

    PROVEN = "proven"
    UNLESS_DISPROVEN = "unless_disproven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One possible answer; ``aliases`` are other spellings found in exports."""

    key: str
    title: str
    family: str = ""
    severity: str = "S0"
    is_violation: bool = True
    critical: bool = False
    must_escalate: bool = False
    default_action: str = ""
    hotkey: str = ""
    definition: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One rung of the ordered enforcement scale; rank 0 is no action."""

    key: str
    title: str
    rank: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCause:
    """Why a decision was wrong, who owns the remedy, and whether it is charged to the vendor."""

    key: str
    title: str
    group: str
    owner: str = ""
    charged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A declared promise.

    ``slice`` is empty for the whole programme and every vendor in it, or names a role and its
    value, such as ``(("vendor", "Riverline"),)``.
    """

    metric: str
    threshold: float
    rule: TargetRule = TargetRule.PROVEN
    confidence: float = 0.95
    slice: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of the rule book; the order of labels is their order on the desk.

    ``equivalences`` are groups of action keys that count as the same action.
    ``severity_weights`` maps S0-S4 to the weight of an item of that severity.
    """

    name: str
    version: str
    effective_from: date
    labels: tuple[Label, ...]
    actions: tuple[Action, ...] = ()
    root_causes: tuple[RootCause, ...] = ()
    targets: tuple[Target, ...] = ()
    equivalences: tuple[tuple[str, ...], ...] = ()
    match: Match = Match.PRIMARY
    severity_weights: Mapping[str, float] = field(
        default_factory=lambda: {"S0": 1.0, "S1": 1.0, "S2": 2.0, "S3": 4.0, "S4": 8.0}
    )
    penalties: Mapping[str, float] = field(default_factory=dict)  # outcome -> 0..1

    def label(self, key: str) -> Label:
        """Return a label by key; KeyError where there is none."""
        for label in self.labels:
            if label.key == key:
                return label
        raise KeyError(key)

    def action(self, key: str) -> Action:
        """Return an action by key; KeyError where there is none."""
        for action in self.actions:
            if action.key == key:
                return action
        raise KeyError(key)

    @property
    def no_violation(self) -> Label | None:
        """The first label that is not violating."""
        return next((label for label in self.labels if not label.is_violation), None)
