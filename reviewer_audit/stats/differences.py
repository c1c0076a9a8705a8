"""The difference of two shares with an interval that never collapses, by every published name.

``compare.difference`` (Newcombe's hybrid score) is the default. Miettinen & Nurminen is what
regulators ask for; the others stand beside it for comparison.
"""

from collections.abc import Callable, Sequence
from math import acos, copysign, cos, inf, pi, sqrt

from reviewer_audit.i18n import _
from reviewer_audit.stats.compare import difference, mover, paired_difference
from reviewer_audit.stats.intervals import quantile, wilson_corrected
from reviewer_audit.stats.measure import Estimate

Ends = tuple[float, float] | None
_STEPS = 100


def newcombe_corrected(
    x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95
) -> Ends:
    """Hybrid score with continuity correction (Newcombe 1998, method 11)."""
    if n1 <= 0 or n2 <= 0:
        return None
    low, high = wilson_corrected([x1, x2], [n1, n2], confidence)
    return mover((x1 / n1, float(low[0]), float(high[0])), (x2 / n2, float(low[1]), float(high[1])))


def agresti_caffo(x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95) -> Ends:
    """Wald after one success and one failure more on each side (Agresti & Caffo 2000)."""
    if n1 <= 0 or n2 <= 0:
        return None
    p1, p2 = (x1 + 1) / (n1 + 2), (x2 + 1) / (n2 + 2)
    half = quantile(confidence) * sqrt(p1 * (1 - p1) / (n1 + 2) + p2 * (1 - p2) / (n2 + 2))
    return p1 - p2 - half, p1 - p2 + half


def wald(x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95) -> Ends:
    """The textbook interval, for comparison alone."""
    if n1 <= 0 or n2 <= 0:
        return None
    p1, p2 = x1 / n1, x2 / n2
    half = quantile(confidence) * sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    return p1 - p2 - half, p1 - p2 + half


def _restricted(x1: float, n1: float, x2: float, n2: float, gap: float) -> tuple[float, float]:
    """Return the likeliest two shares that are ``gap`` apart (Farrington & Manning 1990)."""
    n, x = n1 + n2, x1 + x2
    l2 = (n1 + 2 * n2) * gap - n - x
    l1 = (n2 * gap - n - 2 * x2) * gap + x
    l0 = x2 * gap * (1 - gap)
    q = (l2 / (3 * n)) ** 3 - l1 * l2 / (6 * n * n) + l0 / (2 * n)
    root = sqrt(max((l2 / (3 * n)) ** 2 - l1 / (3 * n), 0.0))
    p = copysign(root, q)
    angle = (pi + acos(min(1.0, max(-1.0, q / p**3)))) / 3 if p**3 else pi / 2
    second = min(1.0, max(0.0, 2 * p * cos(angle) - l2 / (3 * n)))
    return min(1.0, max(0.0, second + gap)), second


def _score(x1: float, n1: float, x2: float, n2: float, gap: float) -> float:
    """Return how many standard errors the difference lies above ``gap``."""
    first, second = _restricted(x1, n1, x2, n2, gap)
    variance = first * (1 - first) / n1 + second * (1 - second) / n2
    variance *= (n1 + n2) / (n1 + n2 - 1)
    apart = x1 / n1 - x2 / n2 - gap
    if variance <= 0:
        return 0.0 if apart == 0 else copysign(inf, apart)
    return apart / sqrt(variance)


def miettinen_nurminen(
    x1: float, n1: float, x2: float, n2: float, confidence: float = 0.95
) -> Ends:
    """Score interval: all differences the data do not contradict (Miettinen & Nurminen 1985)."""
    if n1 <= 0 or n2 <= 0:
        return None
    z, found = quantile(confidence), x1 / n1 - x2 / n2
    ends = []
    for side, far in ((1.0, -1.0), (-1.0, 1.0)):
        inside, outside = found, far
        if side * _score(x1, n1, x2, n2, far) <= z:
            ends.append(far)
            continue
        for _turn in range(_STEPS):
            middle = (inside + outside) / 2
            if side * _score(x1, n1, x2, n2, middle) <= z:
                inside = middle
            else:
                outside = middle
        ends.append((inside + outside) / 2)
    return ends[0], ends[1]


METHODS: dict[str, Callable[[float, float, float, float, float], Ends]] = {
    "newcombe": difference,
    "newcombe_cc": newcombe_corrected,
    "miettinen_nurminen": miettinen_nurminen,
    "agresti_caffo": agresti_caffo,
    "wald": wald,
}
_NAMES = {
    "newcombe": "hybrid score (Newcombe, method 10)",
    "newcombe_cc": "hybrid score with continuity correction (Newcombe, method 11)",
    "miettinen_nurminen": "score (Miettinen & Nurminen)",
    "agresti_caffo": "adjusted Wald (Agresti & Caffo)",
    "wald": "Wald",
}


def independent(
    x1: float,
    n1: float,
    x2: float,
    n2: float,
    confidence: float = 0.95,
    *,
    method: str = "newcombe",
) -> Estimate:
    """Return x1/n1 - x2/n2 of two samples that share no decision."""
    ends = METHODS[method](x1, n1, x2, n2, confidence)
    n = round(n1 + n2)
    if ends is None:
        note = _("One of the two has no decision.")
        return Estimate.undefined("no_data", note, n=n, confidence=confidence)
    return Estimate(
        value=x1 / n1 - x2 / n2,
        n=n,
        low=ends[0],
        high=ends[1],
        confidence=confidence,
        method=_NAMES[method],
    )


def paired(table: Sequence[Sequence[float]], confidence: float = 0.95) -> Estimate:
    """Return the difference of two shares on the same items: [[both, first], [second, none]]."""
    ends = paired_difference(table, confidence)
    (a, b), (c, d) = table
    n = a + b + c + d
    if ends is None:
        return Estimate.undefined("no_data", _("No item was judged twice."), confidence=confidence)
    return Estimate(
        value=(b - c) / n,
        n=round(n),
        low=ends[0],
        high=ends[1],
        confidence=confidence,
        method="paired hybrid score (Newcombe 1998c, method 10)",
    )
