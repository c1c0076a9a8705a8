"""What a demanding reader asks beyond the scores: made on request, for it takes longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer_audit.reports.auditors import AuditorsQuality, auditors
from reviewer_audit.reports.classified import Classified, classified
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.gates import Gates, gates
from reviewer_audit.reports.gold import GoldReport
from reviewer_audit.reports.people import People, people
from reviewer_audit.reports.periods import Periods, periods
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.repeats import RepeatReport
from reviewer_audit.reports.sensitivity import Sensitivity, sensitivity
from reviewer_audit.reports.strict import Strict, strict
from reviewer_audit.reports.timing import Efficiency, Times, efficiency

ROLES = ("vendor", "team", "reviewer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Everything about a round that is not a score of a slice."""

    classified: Classified
    gates: Gates
    sensitivity: Sensitivity
    strict: Strict
    auditors: AuditorsQuality
    people: Mapping[str, People]  # role -> its lines
    periods: Periods
    efficiency: Efficiency

    def as_json(self) -> dict[str, Any]:
        """Return an object a part, by name."""
        parts = ("classified", "gates", "sensitivity", "strict", "periods", "efficiency")
        found = {name: getattr(self, name).as_json() for name in parts}
        return found | {
            "auditor_quality": self.auditors.as_json(),
            "people": {role: one.as_json() for role, one in self.people.items()},
        }


def further(
    data: AuditData,
    times: Times,
    decided_at: Sequence[str],
    *,
    cells: Sequence[Mapping[str, str]] = (),
    anchoring: Mapping[str, tuple[int, int]] | None = None,
    gold: GoldReport | None = None,
    repeats: RepeatReport | None = None,
) -> Further:
    """Compute all of it from one round.

    Args:
        data: a revealed round.
        times: of all decisions the round was drawn from.
        decided_at: ISO time of each drawn decision, "" where it is not known.
        cells: role and value of each stratum, in the order of ``stratum_population``.
        anchoring: see :func:`reviewer_audit.reports.auditors.auditors`.
        gold: what auditors said of seeded items; it tells of them, and never of a vendor.
        repeats: what they said of items they got twice.
    """
    ready = Prepared(data)
    return Further(
        classified=classified(data, ready),
        gates=gates(data, ready, cells=cells),
        sensitivity=sensitivity(data, ready, gold=gold.detection if gold else None),
        strict=strict(data, ready),
        auditors=auditors(data, ready, anchoring=anchoring, gold=gold, repeats=repeats),
        people={role: people(data, role) for role in ROLES if data.column(role).names != ("",)},
        periods=periods(data, decided_at),
        efficiency=efficiency(times, data, confidence=data.confidence),
    )
