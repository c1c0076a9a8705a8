"""Exact tests for counts: Fisher's for two shares, the binomial one against a fixed share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_TIE = 1 + 1e-7  # tables as likely as the one seen count as at least as extreme


def fisher(hits: int, n: int, other_hits: int, other_n: int) -> float | None:
    """Return the two-sided p of Fisher's exact test that two shares are the same.

    Args:
        hits: Successes in the first group, out of ``n``.
        n: Size of the first group.
        other_hits: Successes in the second group, out of ``other_n``.
        other_n: Size of the second group.

    Returns:
        The p value, or None where one of the groups is empty.
    """
    if n == 0 or other_n == 0:
        return None
    total = hits + other_hits
    x = np.arange(max(0, total - other_n), min(n, total) + 1)
    logs = (
        _log_choose(n, x)
        + _log_choose(other_n, total - x)
        - _log_choose(n + other_n, np.array([total]))
    )
    p = np.exp(logs)
    return float(min(1.0, p[p <= p[hits - x[0]] * _TIE].sum()))


def binomial_below(hits: int, n: int, share: float) -> float | None:
    """Return the chance of so few successes or fewer, if the true share were ``share``."""
    if n == 0:
        return None
    from scipy.special import xlog1py, xlogy

    x = np.arange(hits + 1)
    logs = _log_choose(n, x) + xlogy(x, share) + xlog1py(n - x, -share)
    return float(min(1.0, np.exp(logs).sum()))


def _log_choose(n: int, k: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    from scipy.special import gammaln

    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), dtype=np.float64)
