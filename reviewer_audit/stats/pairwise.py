"""Every pair of raters by itself: who agrees with whom, and where the disagreement sits.

Units that both judged count (pairwise deletion); each pair is what it would be if nobody else had
judged. Light's kappa is the mean of these.
"""

from collections.abc import Callable
from dataclasses import replace

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample
from reviewer_audit.stats.cohen import cohen_kappa
from reviewer_audit.stats.measure import Estimate

LEAST = 2


def between(given: Sample, first: int, second: int) -> Sample:
    """Return the judgments of two raters alone."""
    return replace(given, named=given.named.two(first, second), raters=2)


def pairwise(
    given: Sample, measure: Callable[[Sample], Estimate] = cohen_kappa
) -> dict[tuple[int, int], Estimate]:
    """Return a coefficient for each pair of raters, the lower number first.

    Args:
        given: The judgments; where raters are anonymous there are no pairs.
        measure: What is computed, Cohen's kappa (1960) unless said otherwise.

    Returns:
        One estimate a pair; null with ``too_few_units`` where fewer than two units are shared.
    """
    if given.anonymous:
        return {}
    found = {}
    for first in range(given.raters):
        for second in range(first + 1, given.raters):
            one = between(given, first, second)
            found[first, second] = measure(one) if one.units >= LEAST else _too_few(one)
    return found


def _too_few(one: Sample) -> Estimate:
    note = _("Units that both judged: {units}; at least {least} are needed.").format(
        units=one.units, least=LEAST
    )
    return one.undefined("too_few_units", note)
