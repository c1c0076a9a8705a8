"""Everyone's expected place among the others, or why there is no order."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.reports.data import Float64
from reviewer_audit.reports.scores import SMALL
from reviewer_audit.stats import shrinkage
from reviewer_audit.stats.measure import Estimate

DRAWS, SEED = 1000, 20
CELLS = 2_000_000  # numbers held at once by seeded draws


def places(hits: Float64, size: Float64, confidence: float) -> list[Estimate]:
    """Return everyone's expected place with its interval, by seeded draws of the posterior.

    Places are those of true shares drawn together (Goldstein & Spiegelhalter 1996).
    """
    there = np.flatnonzero(size >= SMALL).tolist()
    few = _("Fewer than {n} decisions: no place in an order.").format(n=SMALL)
    small = Estimate.undefined("small_n", few, confidence=confidence)
    out = [small] * len(size)
    prior = shrinkage.fit(hits, size)
    why = _unrankable(prior, there, confidence)
    if why is not None or isinstance(prior, Estimate):
        for k in there:
            out[k] = why or small
        return out
    rng = np.random.Generator(np.random.PCG64(SEED))
    draws = max(DRAWS // 5, min(4 * DRAWS, CELLS // len(there)))
    shares = rng.beta(
        prior.alpha + hits[there], prior.beta + (size - hits)[there], (draws, len(there))
    )
    order = shares.argsort(axis=1).argsort(axis=1) + 1
    tail = (1 - confidence) / 2
    ends = np.quantile(order, [tail, 1 - tail], axis=0, method="inverted_cdf")
    for k, mean, low, high in zip(
        there, order.mean(axis=0).tolist(), ends[0].tolist(), ends[1].tolist(), strict=True
    ):
        out[k] = Estimate(
            value=mean,
            n=len(there),
            low=float(low),
            high=float(high),
            confidence=confidence,
            method=f"expected place, {draws} posterior draws, seed {SEED}",
            note=_("1 is the lowest accuracy"),
        )
    return out


def _unrankable(
    prior: shrinkage.Beta | Estimate, there: Sequence[int], confidence: float
) -> Estimate | None:
    if isinstance(prior, Estimate):
        return replace(prior, confidence=confidence)
    if prior.pooled:
        note = _("They differ no more than chance allows: there is no order.")
        return Estimate.undefined("no_variation", note, n=len(there), confidence=confidence)
    if len(there) < 2:  # noqa: PLR2004
        note = _("Nobody else has {n} decisions.").format(n=SMALL)
        return Estimate.undefined("single_unit", note, n=len(there), confidence=confidence)
    return None
