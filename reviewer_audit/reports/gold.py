"""Auditors against gold: items whose right answer two experts had written down before.

Never part of what is said of a vendor. Gold is chosen, not drawn: the rates are of these items.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from reviewer_audit.domain.policy import Match, Policy
from reviewer_audit.domain.verdicts import Outcome
from reviewer_audit.i18n import N_, translated
from reviewer_audit.reports.data import Answer, Bool, Int64
from reviewer_audit.reports.outcomes import compare, facts
from reviewer_audit.stats.estimators import cluster_share
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.measure import Estimate

NO_GOLD = N_("No gold items were graded.")
NO_SIDE = {
    "missed": N_("No gold item whose answer is a violation was graded."),
    "overcalled": N_("No gold item whose answer is benign was graded."),
}
SHARED = "items graded by several auditors count as clusters"
KEYS = ("accuracy", "every_facet", "missed", "overcalled")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldGrades:
    """The gold of one round, row by row: whose desk, the right answer, what was said.

    ``said`` is None where the auditor could not judge. Rows without an answer are not in it, but
    counted in ``seeded``.
    """

    policy: Policy
    match: Match
    auditors: tuple[str, ...]
    seeded: tuple[int, ...]  # by auditor
    auditor: Int64
    item: Int64
    truth: tuple[Answer, ...]
    said: tuple[Answer | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuality:
    """One auditor, or all of them, against gold.

    ``accuracy`` is about labels, by the rule the policy matches by; ``every_facet`` also about
    action and escalation where both sides name them. ``missed`` is the share of violating gold
    called benign (too lenient), ``overcalled`` that of benign gold called violating (too strict).
    ``labels`` is the accuracy on the gold of each right label.
    """

    seeded: int
    graded: int
    cannot_judge: int
    accuracy: Estimate
    every_facet: Estimate
    missed: Estimate
    overcalled: Estimate
    labels: Mapping[str, Estimate] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        counts = {"seeded": self.seeded, "graded": self.graded, "cannot_judge": self.cannot_judge}
        rates = {key: getattr(self, key).as_json() for key in KEYS}
        return counts | rates | {"labels": {k: one.as_json() for k, one in self.labels.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldReport:
    """The gold of a round: of all auditors together, and of each by name."""

    overall: GoldQuality
    auditors: Mapping[str, GoldQuality]
    titles: Mapping[str, str] = field(default_factory=dict)  # of labels

    @property
    def detection(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """How often violations were found and benign content left alone: (count, out of) twice.

        Counts are scaled to the number of answers that are worth as much as independent ones.
        """
        return _kept(self.overall.missed), _kept(self.overall.overcalled)


def gold_report(given: GoldGrades, confidence: float = 0.95) -> GoldReport | None:
    """Compare the gold grades of a round with what was right; None where nothing was seeded."""
    if not sum(given.seeded):
        return None
    judged = _Judged(given)
    everyone = np.ones(len(given.said), np.bool_)
    return GoldReport(
        overall=_quality(judged, everyone, sum(given.seeded), confidence),
        auditors={
            name: _quality(judged, given.auditor == k, given.seeded[k], confidence)
            for k, name in enumerate(given.auditors)
            if given.seeded[k]
        },
        titles={label.key: label.title for label in given.policy.labels},
    )


class _Judged:
    """Every gold grade compared once."""

    def __init__(self, given: GoldGrades) -> None:
        self.given = given
        pairs = [
            None if said is None else (facts(given.policy, said), facts(given.policy, true))
            for true, said in zip(given.truth, given.said, strict=True)
        ]
        found = [
            None if pair is None else compare(*pair, given.policy, given.match) for pair in pairs
        ]
        self.answered = np.array([pair is not None for pair in pairs], np.bool_)
        self.label = np.array([bool(one and one.labels_match) for one in found], np.bool_)
        self.right = np.array(
            [one is not None and one.outcome is Outcome.CORRECT for one in found], np.bool_
        )
        self.flagged = np.array([bool(pair and pair[0].violating) for pair in pairs], np.bool_)
        self.violating = np.array(
            [facts(given.policy, true).violating for true in given.truth], np.bool_
        )
        self.primary = np.array([true.labels[0] for true in given.truth], np.str_)

    def share(self, hit: Bool, domain: Bool, note: str, confidence: float) -> Estimate:
        """Return a share of answers, each auditor's own as independent, shared items as clusters.

        Where several auditors answered the same items, the binomial interval is taken at the
        effective size p (1 - p) / v of the ultimate-cluster variance v (Kish 1965, ch. 8), never
        above the answers there are, and at the number of items where all answers agree.
        """
        domain = domain & self.answered
        n = int(domain.sum())
        if not n:
            return Estimate.undefined("no_gold", note, confidence=confidence)
        hits = int((hit & domain).sum())
        items, unit = np.unique(self.given.item[domain], return_inverse=True)
        plain = proportion(hits, n, confidence)
        if len(items) == n:
            return plain
        found = cluster_share(np.bincount(unit, hit[domain]), np.bincount(unit))
        p = hits / n
        size = p * (1 - p) / found.se**2 if found.se > 0 else float(len(items))
        size = min(size, float(n))
        wide = proportion(p * size, size, confidence)
        return Estimate(
            value=p,
            numerator=hits,
            n=n,
            low=wide.low,
            high=wide.high,
            confidence=confidence,
            method=f"{wide.method}; {SHARED}",
            se=wide.se,
            n_eff=size,
        )


def _quality(judged: _Judged, mine: Bool, seeded: int, confidence: float) -> GoldQuality:
    def share(hit: Bool, domain: Bool, note: str = "") -> Estimate:
        return judged.share(hit, domain & mine, translated(note or NO_GOLD), confidence)

    titles = {label.key: k for k, label in enumerate(judged.given.policy.labels)}
    keys = sorted(
        set(judged.primary[mine & judged.answered].tolist()),
        key=lambda key: (titles.get(key, len(titles)), key),
    )
    return GoldQuality(
        seeded=seeded,
        graded=int((judged.answered & mine).sum()),
        cannot_judge=int((~judged.answered & mine).sum()),
        accuracy=share(judged.label, mine),
        every_facet=share(judged.right, mine),
        missed=share(~judged.flagged, judged.violating, NO_SIDE["missed"]),
        overcalled=share(judged.flagged, ~judged.violating, NO_SIDE["overcalled"]),
        labels={key: share(judged.label, judged.primary == key) for key in keys},
    )


def _kept(wrong: Estimate) -> tuple[float, float]:
    """Return how often it went right, out of how many, from the rate of what went wrong."""
    if wrong.value is None:
        return 0.0, 0.0
    size = wrong.n_eff or float(wrong.n)
    return (1 - wrong.value) * size, size
