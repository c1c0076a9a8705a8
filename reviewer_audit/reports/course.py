"""How a round came to its numbers: from first grades to final answers, and what changed since."""

from dataclasses import dataclass, field
from typing import Any

from reviewer_audit.domain.disputes import DisputeCounts
from reviewer_audit.domain.verdicts import Stage
from reviewer_audit.reports.comparing import Groups
from reviewer_audit.reports.controlled import AgreementControl
from reviewer_audit.reports.mixshift import MixShift
from reviewer_audit.stats.measure import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class StageScore:
    """The accuracy of a round, or of one vendor in it, at one stage."""

    stage: Stage
    accuracy: Estimate
    charged: Estimate

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "stage": self.stage.value,
            "accuracy": self.accuracy.as_json(),
            "charged_accuracy": self.charged.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The way of a round, or of one vendor's decisions in it.

    ``control`` is that of the whole round, None where it was not drawn or speaks of others too;
    ``acted_twice`` counts verdicts of people who had acted on the item before. ``change`` is
    between the last two periods, ``since`` from the round before to this one; ``vendors`` are the
    differences between vendors, empty for one vendor alone, as is ``groups``: what else can be
    compared.
    """

    stages: tuple[StageScore, ...]
    disputes: DisputeCounts
    acted_twice: int
    control: AgreementControl | None
    change: MixShift | None
    since: MixShift | None = None
    vendors: tuple[MixShift, ...] = ()
    groups: Groups = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what ``stats --json`` does not say under ``standing``."""
        return {
            "stages": [one.as_json() for one in self.stages],
            "change": self.change.as_json() if self.change else None,
            "since": self.since.as_json() if self.since else None,
            "vendor_differences": [one.as_json() for one in self.vendors],
            "groups": {role: list(names) for role, names in self.groups.items()},
        }
