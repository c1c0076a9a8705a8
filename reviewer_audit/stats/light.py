"""Light's kappa (1971): the mean of Cohen's kappa over all pairs of raters."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, estimate, over
from reviewer_audit.stats.chance import BeyondChance
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.conger import OWN_SHARES
from reviewer_audit.stats.measure import Estimate, Measure
from reviewer_audit.stats.patterns import Patterns

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Light:
    """The mean over pairs of raters who share ``least`` units and have a kappa."""

    least: int = 2

    def pairs(self, patterns: Patterns) -> list[tuple[NDArray[np.bool_], Patterns]]:
        """Return, for each pair of raters, the patterns both are in and these two alone."""
        raters, found = patterns.values.shape[1], []
        for first in range(raters):
            for second in range(first + 1, raters):
                values = patterns.values[:, [first, second]]
                kept = np.asarray((values < patterns.q).all(axis=1), np.bool_)
                if kept.any() and int(patterns.units[kept].sum()) >= self.least:
                    found.append((kept, _two(patterns, values, kept)))
        return found

    def fraction(self, patterns: Patterns, masses: Floats) -> tuple[Floats, Floats]:
        """Return the mean kappa, and 1 where any pair has one."""
        total, count = np.zeros(len(masses)), np.zeros(len(masses))
        for kept, both in self.pairs(patterns):
            top, bottom = _kappa(patterns.q).fraction(both, masses[:, kept])
            seen = (masses[:, kept].sum(axis=1) > 0) & (bottom > _NOTHING)
            total += np.divide(top, bottom, out=np.zeros(len(masses)), where=seen)
            count += seen
        return total / np.maximum(count, 1.0), (count > 0).astype(np.float64)

    def influence(self, patterns: Patterns) -> Floats:
        """Return the influence of a unit of each pattern."""
        moved, count = np.zeros(len(patterns)), 0
        whole = float(patterns.mass.sum())
        for kept, both in self.pairs(patterns):
            statistic = _kappa(patterns.q)
            if statistic.fraction(both, both.mass[None])[1][0] > _NOTHING:
                moved[kept] += statistic.influence(both) * (whole / float(both.mass.sum()))
                count += 1
        return np.asarray(moved / max(count, 1))

    def left_out(self, patterns: Patterns) -> int:
        """Return how many pairs have no kappa."""
        raters = patterns.values.shape[1]
        statistic = _kappa(patterns.q)
        have = sum(
            float(statistic.fraction(both, both.mass[None])[1][0]) > _NOTHING
            for _, both in self.pairs(patterns)
        )
        return int(raters * (raters - 1) // 2 - have)


def _kappa(q: int) -> BeyondChance:
    return BeyondChance(chance=OWN_SHARES, weights=np.eye(q))


def _two(patterns: Patterns, values: NDArray[np.generic], kept: NDArray[np.bool_]) -> Patterns:
    return Patterns(
        values=np.asarray(values[kept], patterns.values.dtype),
        q=patterns.q,
        units=patterns.units[kept],
        mass=patterns.mass[kept],
        moment=patterns.moment[kept],
    )


def light_kappa(given: Sample) -> Estimate:
    """Return the mean pairwise kappa; pairs without one of their own are left out and counted."""
    if given.anonymous:
        return given.not_applicable(_("Light's kappa needs to know who gave which answer."))
    statistic = Light(least=min(2, max(given.units, 1)))
    found = estimate(given, statistic, patterns=given.named, drawn=given.named_posterior)
    left = statistic.left_out(given.named) if found.value is not None else 0
    if not left:
        return found
    note = _("Pairs of raters without a kappa of their own, left out: {left}.").format(left=left)
    return replace(
        found,
        note=" ".join(filter(None, (found.note, note))),
        flags=(*found.flags, "pairs_left_out"),
    )


MEASURE = Measure(
    key="light_kappa",
    title="Light's kappa",
    unit="coefficient",
    needs="raters",
    compute=over(light_kappa),
)
