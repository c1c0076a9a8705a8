"""Exact tests of one share against a number."""

import numpy as np

from reviewer_audit.stats.verdict import at_least, at_most

_TIE = 1e-7  # two outcomes so alike in chance count as equally likely


def binomial_p(x: int, n: int, share: float, alternative: str = "two-sided") -> float | None:
    """Return the p-value of x out of n where the true share is given; None without decisions.

    Args:
        x: count.
        n: decisions.
        share: under the hypothesis.
        alternative: ``greater``, ``less``, or ``two-sided``: all outcomes no likelier than this
            one (Sterne 1954), as most programs do.
    """
    from scipy.special import gammaln, xlog1py, xlogy

    if n <= 0:
        return None
    if alternative in {"greater", "less"}:
        tail = at_least if alternative == "greater" else at_most
        return float(tail(x, n, share))
    if alternative not in {"two-sided", "two.sided"}:
        message = "the alternative is greater, less or two-sided"
        raise ValueError(message)
    k = np.arange(n + 1.0)
    choose = gammaln(n + 1.0) - gammaln(k + 1) - gammaln(n - k + 1)
    chance = np.exp(choose + xlogy(k, share) + xlog1py(n - k, -share))
    return min(1.0, float(chance[chance <= chance[x] * (1 + _TIE)].sum()))
