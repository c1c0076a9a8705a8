"""Auditors err, too: what the measured rate says about the true one.

Sensitivity lines beside the measured rate, never in its place. For violating-or-not alone.
"""

from math import sqrt

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.stats.accuracy import true_rate
from reviewer_audit.stats.intervals import METHODS, quantile
from reviewer_audit.stats.measure import Estimate

_NOTE = N_("The auditors tell violating from benign no better than chance.")


def _flags(value: float) -> tuple[str, ...]:
    return () if 0 <= value <= 1 else ("outside_range",)


def rogan_gladen(
    x: float,
    n: float,
    sensitivity: float,
    specificity: float,
    confidence: float = 0.95,
    *,
    method: str = "wilson",
) -> Estimate:
    """Return the true rate behind x of n: (p + Sp - 1) / (Se + Sp - 1) (Rogan & Gladen 1978).

    Sensitivity and specificity are taken as known: the interval of the measured rate is carried
    over. A value outside 0 and 1 is kept and flagged; the display clips it.
    """
    if n <= 0:
        return Estimate.undefined("no_data", _("nothing to count"), confidence=confidence)
    value = true_rate(x / n, sensitivity, specificity)
    if value is None:
        return Estimate.undefined(
            "not_identifiable", translated(_NOTE), n=round(n), confidence=confidence
        )
    ends = METHODS[method](x, n, confidence)
    gain = sensitivity + specificity - 1
    low, high = ((float(end) + specificity - 1) / gain for end in ends)
    p = x / n
    return Estimate(
        value=value,
        n=round(n),
        low=low,
        high=high,
        confidence=confidence,
        method=f"Rogan-Gladen, {method}",
        se=sqrt(p * (1 - p) / n) / gain,
        flags=_flags(value),
    )


def adjusted(
    measured: tuple[float, float],
    sensitivity: tuple[float, float],
    specificity: tuple[float, float],
    confidence: float = 0.95,
) -> Estimate:
    """Return the true rate where the auditors were tested on gold items themselves.

    Each argument is (count, out of). Interval of Lang & Reiczigel (2014), which adds what is
    unknown of the auditors and holds with few gold items; point estimate of Rogan & Gladen.
    """
    (x, n), (a, n_a), (b, n_b) = measured, sensitivity, specificity
    if min(n, n_a, n_b) <= 0:
        note = _("A measured rate and gold items of both kinds are needed.")
        return Estimate.undefined("no_data", note, n=round(n), confidence=confidence)
    value = true_rate(x / n, a / n_a, b / n_b)
    z = quantile(confidence)
    size, p = n + z * z, (x + z * z / 2) / (n + z * z)
    size_a, se = n_a + 2, (a + 1) / (n_a + 2)
    size_b, sp = n_b + 2, (b + 1) / (n_b + 2)
    gain = se + sp - 1
    if value is None or gain <= 0:
        return Estimate.undefined(
            "not_identifiable", translated(_NOTE), n=round(n), confidence=confidence
        )
    centre = (p + sp - 1) / gain
    of_a, of_b = se * (1 - se) / size_a, sp * (1 - sp) / size_b
    shift = 2 * z * z * (centre * of_a - (1 - centre) * of_b)
    spread = sqrt(p * (1 - p) / size + centre**2 * of_a + (1 - centre) ** 2 * of_b) / gain
    low, high = centre + shift - z * spread, centre + shift + z * spread
    return Estimate(
        value=value,
        n=round(n),
        low=min(max(low, 0.0), value),
        high=max(min(high, 1.0), value),
        confidence=confidence,
        method="Rogan-Gladen, Lang & Reiczigel",
        se=spread,
        flags=_flags(value),
    )


def adjusted_accuracy(
    agreeing: tuple[float, float],
    flagged: float,
    sensitivity: tuple[float, float],
    specificity: tuple[float, float],
    confidence: float = 0.95,
) -> Estimate:
    """Return how often a vendor is truly right on violating or not, from auditors tested on gold.

    Rogan & Gladen (1978) on each side of the vendor's answer: of what it flagged (share w) and
    left alone (1 - w) the true rates add up to (m - w (1 - Sp) - (1 - w) (1 - Se)) / (Se + Sp - 1),
    m being how often auditors agree with it. Takes auditors' errors for independent of the
    vendor's answer. With Se = Sp = a it is (m + a - 1) / (2 a - 1). Interval: the delta method on
    counts enlarged as Lang & Reiczigel (2014) do, so that it holds with few gold items.

    Args:
        agreeing: answers on which auditor and vendor agree, out of how many.
        flagged: the share of them in which the vendor saw a violation.
        sensitivity: violating gold that auditors found, out of how many.
        specificity: benign gold that auditors left alone, out of how many.
        confidence: of the interval.
    """
    (x, n), (a, n_a), (b, n_b) = agreeing, sensitivity, specificity
    if min(n, n_a, n_b) <= 0:
        note = _("A measured rate and gold items of both kinds are needed.")
        return Estimate.undefined("no_data", note, n=round(n), confidence=confidence)

    def true(m: float, se: float, sp: float) -> float:
        return (m - flagged * (1 - sp) - (1 - flagged) * (1 - se)) / (se + sp - 1)

    z = quantile(confidence)
    size, m = n + z * z, (x + z * z / 2) / (n + z * z)
    size_a, se = n_a + 2, (a + 1) / (n_a + 2)
    size_b, sp = n_b + 2, (b + 1) / (n_b + 2)
    gain = se + sp - 1
    if gain <= 0 or a / n_a + b / n_b <= 1:
        return Estimate.undefined(
            "not_identifiable", translated(_NOTE), n=round(n), confidence=confidence
        )
    value, centre = true(x / n, a / n_a, b / n_b), true(m, se, sp)
    parts = (
        m * (1 - m) / size,
        (1 - flagged - centre) ** 2 * se * (1 - se) / size_a,
        (flagged - centre) ** 2 * sp * (1 - sp) / size_b,
    )
    spread = sqrt(sum(parts)) / gain
    return Estimate(
        value=value,
        n=round(n),
        low=min(max(centre - z * spread, 0.0), value),
        high=max(min(centre + z * spread, 1.0), value),
        confidence=confidence,
        method="Rogan-Gladen on both sides of the vendor's answer, delta method",
        se=spread,
        flags=_flags(value),
    )


def ceiling(agreement: float) -> float | None:
    """Return what a perfect vendor would be measured at: (1 + sqrt(2 a - 1)) / 2.

    Two auditors who err equally often and independently agree in a = e^2 + (1 - e)^2 of cases.
    None where they agree less than a coin.
    """
    return (1 + sqrt(2 * agreement - 1)) / 2 if agreement >= 0.5 else None  # noqa: PLR2004
