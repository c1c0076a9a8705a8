"""Any number of a round explained: formula, what went in, method, source, caveat."""

from reviewer_audit.errors import RoundError
from reviewer_audit.i18n import _
from reviewer_audit.reports.further import Further
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.stats import explained as catalogue
from reviewer_audit.stats.explained import Explained
from reviewer_audit.stats.measure import Estimate


def require_known(key: str) -> None:
    """Raise RoundError where no such measure can be explained."""
    try:
        catalogue.explanation(key)
    except KeyError:
        message = _("There is no measure {key!r}.").format(key=key)
        known = ", ".join(catalogue.keys())
        raise RoundError(
            message, _("Measures: {known}.").format(known=known), code="stats.unknown_measure"
        ) from None


def explained(found: AuditResults, key: str) -> Explained:
    """Explain a measure with the figures of this round where it has some.

    Raises:
        RoundError: no such measure.
    """
    require_known(key)
    if key == "verdict" and found.overall.verdict is not None:
        return catalogue.explain_verdict(found.overall.verdict, found.overall["accuracy"])
    estimate = _figure(found, catalogue.ALIASES.get(key, key))
    counts = found.overall.counts if key in _BINARY else None
    return catalogue.explain(key, estimate, counts=counts)


_BINARY = frozenset({"false_positive_rate", "false_negative_rate", "precision", "recall"})


def _figure(found: AuditResults, key: str) -> Estimate | None:
    """Return the figure of the whole round; agreement is that of vendor and auditors."""
    for known in (found.overall.estimates, found.vendor_auditor.coefficients):
        if key in known:
            return known[key]
    if key == "agreement_control":
        control = found.course.control if found.course else None
        return control.accuracy if control else None
    return None if found.further is None else _further(found.further, key)


def _further(more: Further, key: str) -> Estimate | None:
    known = {
        "mcc": more.classified.mcc,
        "balanced_accuracy": more.classified.balanced_accuracy,
        "f1": more.classified.macro.f1,
        "strictness": more.strict.vendor.strictness,
        "light_kappa": more.strict.light,
        "rogan_gladen": more.sensitivity.adjusted_rate,
        "adjusted_accuracy": more.sensitivity.adjusted_accuracy,
        "ceiling": more.sensitivity.ceiling,
        "baseline": more.gates.baseline.accuracy,
        "handling_time": more.efficiency.overall["handling_median"],
        "throughput": more.efficiency.overall["per_day"],
        "turnaround": more.efficiency.overall["turnaround_median"],
        **more.classified.rates,
    }
    return known.get(key)
