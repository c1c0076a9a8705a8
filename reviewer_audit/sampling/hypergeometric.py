"""Errors in a sample of a finite lot."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def hypergeometric_accept(sample: int, accept: int, population: int, defects: int) -> float:
    """Return the chance of at most ``accept`` defects in a sample of a finite lot."""
    from scipy.special import gammaln

    low, high = max(0, sample - (population - defects)), min(accept, defects, sample)
    if high < low:
        return 0.0

    def log_choose(n: float, k: Floats | int) -> Floats:
        out: Floats = gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n, k) + 1)
        return out

    k = np.arange(low, high + 1, dtype=np.float64)
    terms = log_choose(defects, k) + log_choose(population - defects, sample - k)
    return min(1.0, float(np.exp(terms - log_choose(population, sample)).sum()))
