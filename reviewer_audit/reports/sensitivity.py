"""Auditors err, too: what accuracy and verdict would be if they did, beside the measured ones.

If auditors err in a share e of cases, either way and whatever the vendor said, a measured share m
of right decisions stands for a true one of (m - e) / (1 - 2 e). A verdict on the true share
against a target T is one on the measured share against e + T (1 - 2 e).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reviewer_audit.domain.policy import Target
from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.detection import Counts, detection
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.targets import Claim, Declared, claims, judged
from reviewer_audit.stats import imperfect
from reviewer_audit.stats.accuracy import estimates, true_rate
from reviewer_audit.stats.design import Grouping
from reviewer_audit.stats.measure import Estimate, TargetVerdict

ERRORS = (0.01, 0.02, 0.05)
METRICS = frozenset({"accuracy", "label_accuracy", "charged_accuracy"})  # right or wrong, alike
UNDECIDED = frozenset({"partial_audit", "no_data", "few_clusters", "stratum_unsampled"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLevel:
    """What follows if auditors err in this share of cases."""

    error: float
    accuracy: Estimate
    verdict: TargetVerdict | None
    changed: bool  # the verdict is another than the measured one

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "error": self.error,
            "accuracy": self.accuracy.as_json(),
            "verdict": self.verdict.as_json() if self.verdict else None,
            "changed": self.changed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The sensitivity of the accuracy of one place; ``metric`` is what the verdict is about."""

    metric: str
    measured: Estimate
    verdict: TargetVerdict | None
    overturned_by: int | None  # auditor errors, all in one direction, that change the verdict
    levels: tuple[ErrorLevel, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "metric": self.metric,
            "measured": self.measured.as_json(),
            "verdict": self.verdict.as_json() if self.verdict else None,
            "overturned_by": self.overturned_by,
            "levels": [level.as_json() for level in self.levels],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Sensitivity to auditors who err.

    ``ceiling`` is what a perfect vendor would be measured at; ``violating_rate`` the violating
    share as auditors answered before anything was settled, ``adjusted_rate`` the true one behind
    it (Rogan & Gladen) where their sensitivity and specificity are known. ``side_accuracy`` is how
    often those answers side with the vendor on violating or not, ``adjusted_accuracy`` how often
    the vendor is truly right on that. ``known_from`` says what the auditors were measured by.
    """

    overall: Lines
    vendors: Mapping[str, Lines]
    agreement: Estimate
    ceiling: Estimate
    above_ceiling: bool
    auditor_sensitivity: Estimate
    auditor_specificity: Estimate
    violating_rate: Estimate
    adjusted_rate: Estimate
    side_accuracy: Estimate
    adjusted_accuracy: Estimate
    adjusted_by_vendor: Mapping[str, Estimate]
    known_from: str  # gold | double_grades | "" where nothing tells
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        names = ("agreement", "ceiling", "auditor_sensitivity", "auditor_specificity")
        rates = ("violating_rate", "adjusted_rate", "side_accuracy", "adjusted_accuracy")
        return {
            "overall": self.overall.as_json(),
            "vendors": {name: lines.as_json() for name, lines in self.vendors.items()},
            "above_ceiling": self.above_ceiling,
            "known_from": self.known_from,
            "adjusted_by_vendor": {k: one.as_json() for k, one in self.adjusted_by_vendor.items()},
            "sentence": self.sentence,
        } | {name: getattr(self, name).as_json() for name in (*names, *rates)}


def sensitivity(
    data: AuditData,
    ready: Prepared | None = None,
    *,
    gold: tuple[Counts, Counts] | None = None,
) -> Sensitivity:
    """Compute what follows if the auditors err.

    Args:
        data: the round.
        ready: the round prepared already, where it is.
        gold: how many violating gold items the auditors found, out of how many, and likewise how
            many benign ones; without gold the settled double-graded items stand in.
    """
    ready = ready or Prepared(data)
    family = claims(ready)
    measured = judged(ready, family)
    shifted = {error: _shifted(ready, family, error) for error in ERRORS}
    vendors = data.column("vendor")
    names = [vendors.names[k] for k in np.unique(vendors.codes).tolist() if vendors.names[k]]
    agreement = _agreement(data)
    ceiling = _ceiling(agreement)
    overall = _lines(ready, (), measured, shifted)
    behind = detection(ready, gold)
    above = _above(ready, ceiling)
    return Sensitivity(
        overall=overall,
        vendors={name: _lines(ready, (("vendor", name),), measured, shifted) for name in names},
        agreement=agreement,
        ceiling=ceiling,
        above_ceiling=above,
        auditor_sensitivity=behind.sensitivity,
        auditor_specificity=behind.specificity,
        violating_rate=behind.violating_rate,
        adjusted_rate=behind.adjusted_rate,
        side_accuracy=behind.side_accuracy,
        adjusted_accuracy=behind.adjusted_accuracy,
        adjusted_by_vendor=behind.adjusted_by_vendor,
        known_from=behind.known_from,
        sentence=_sentence(overall, ceiling, above=above),
    )


def _shifted(ready: Prepared, family: Sequence[Claim], error: float) -> tuple[Declared, ...]:
    """Judge the targets that the measured share has to meet if auditors err."""
    moved = [replace(claim, target=_moved(claim.target, error)) for claim in family]
    return judged(ready, moved)


def _moved(target: Target, error: float) -> Target:
    if target.metric not in METRICS:
        return target
    return replace(target, threshold=error + target.threshold * (1 - 2 * error))


def _lines(
    ready: Prepared,
    place: tuple[tuple[str, str], ...],
    measured: tuple[Declared, ...],
    shifted: Mapping[float, tuple[Declared, ...]],
) -> Lines:
    here = [k for k, line in enumerate(measured) if line.place == place]
    chosen = next((k for k in here if measured[k].target.metric in METRICS), None)
    verdict = None if chosen is None else measured[chosen].verdict
    metric = "accuracy" if chosen is None else measured[chosen].target.metric
    if verdict is not None and verdict.measure == "charged":
        metric = "charged_accuracy"
    estimate = _estimate(ready, metric, place)
    levels = []
    for error in ERRORS:
        told = None
        if chosen is not None and verdict is not None:
            told = _told(shifted[error][chosen].verdict, verdict, error)
        levels.append(
            ErrorLevel(
                error=error,
                accuracy=if_auditors_err(estimate, error),
                verdict=told,
                changed=told is not None and verdict is not None and told.status != verdict.status,
            )
        )
    return Lines(
        metric=metric,
        measured=estimate,
        verdict=verdict,
        overturned_by=verdict.overturned_by if verdict else None,
        levels=tuple(levels),
    )


def _told(found: TargetVerdict, measured: TargetVerdict, error: float) -> TargetVerdict:
    """Say a verdict against the shifted target as one about the true share."""
    bound = None if found.bound is None else min(1.0, max(0.0, _true(found.bound, error)))
    return replace(
        found,
        target=measured.target,
        bound=bound,
        bound_method=_("{bound_method}, if auditors err in {error:.0%}").format(
            bound_method=found.bound_method, error=error
        ),
    )


def _true(share: float, error: float) -> float:
    found = true_rate(share, 1 - error, 1 - error)
    if found is None:  # pragma: no cover - no level comes near one half
        raise ValueError(error)
    return found


def if_auditors_err(measured: Estimate, error: float) -> Estimate:
    """Return what an accuracy would truly be if auditors err in a share of cases, either way.

    Rogan & Gladen (1978) with Se = Sp = 1 - error taken as known: value and both ends are carried
    over. What leaves 0 to 1 is kept as it is and flagged; ends are clipped.
    """
    if measured.value is None:
        return measured
    value = _true(measured.value, error)
    low, high = (
        None if end is None else min(1.0, max(0.0, _true(end, error)))
        for end in (measured.low, measured.high)
    )
    return replace(
        measured,
        value=value,
        numerator=None,
        low=None if low is None else min(low, value),
        high=None if high is None else max(high, value),
        se=None if measured.se is None else measured.se / (1 - 2 * error),
        method=_("if auditors err in {error:.0%}: {method}").format(
            error=error, method=measured.method
        ),
        flags=measured.flags if 0 <= value <= 1 else (*measured.flags, "outside_range"),
    )


def possible(found: Estimate) -> Estimate:
    """Return an accuracy corrected for auditors' errors as readers may see it.

    A value beyond 0 or 1 is cut there, as is usual for this correction (Rogan & Gladen 1978); one
    whose whole interval lies beyond says that auditors did not err so often, and has no value.
    """
    if found.value is None or 0 <= found.value <= 1:
        return found
    end = min(1.0, max(0.0, found.value))
    inner = found.low if end else found.high
    if inner == end:
        note = _("Outside 0 and 1: the assumed errors do not fit what was measured.")
        return Estimate.undefined("outside_range", note, n=found.n, confidence=found.confidence)
    low = None if found.low is None else max(0.0, found.low)
    high = None if found.high is None else min(1.0, found.high)
    return replace(found, value=end, low=low, high=high)


def _estimate(ready: Prepared, metric: str, place: tuple[tuple[str, str], ...]) -> Estimate:
    data = ready.data
    grouping = Grouping(ready.sample, None, 1)
    if place:
        inside = np.ones(data.n, np.bool_)
        for role, value in place:
            column = data.column(role)
            inside &= np.array(column.names)[column.codes] == value
        if not inside.all():
            grouping = Grouping(ready.sample, np.where(inside, 0, 1), 2)
    found = ready.shares(metric, grouping)
    return estimates(found, grouping, confidence=data.confidence, context=ready.context)[0]


def _agreement(data: AuditData) -> Estimate:
    """Return how often two auditors gave the same primary label to an item."""
    from reviewer_audit.reports.auditing import grades_as_codes
    from reviewer_audit.stats.agreement import sample
    from reviewer_audit.stats.percent import percent_agreement

    codes, _items = grades_as_codes(data)
    return percent_agreement(sample(codes, confidence=data.confidence))


def _ceiling(agreement: Estimate) -> Estimate:
    """Return (1 + sqrt(2 a - 1)) / 2 of the agreement and of both its ends."""
    n, confidence = agreement.n, agreement.confidence
    if agreement.value is None:
        return agreement
    value = imperfect.ceiling(agreement.value)
    if value is None:
        note = _("Auditors agree less often than a coin: nothing follows for a vendor.")
        return Estimate.undefined("not_identifiable", note, n=n, confidence=confidence)
    low = None if agreement.low is None else imperfect.ceiling(agreement.low) or 0.5
    return Estimate(
        value=value,
        n=n,
        low=low,
        high=None if agreement.high is None else imperfect.ceiling(agreement.high),
        confidence=confidence,
        method=_("(1 + sqrt(2 a - 1)) / 2 of the agreement a: {method}").format(
            method=agreement.method
        ),
        flags=agreement.flags,
    )


def _above(ready: Prepared, ceiling: Estimate) -> bool:
    measured = _estimate(ready, "label_accuracy", ())
    if measured.value is None or ceiling.value is None:
        return False
    return measured.value > ceiling.value


def _status(verdict: TargetVerdict) -> str:
    return {
        "inconclusive": _("not enough evidence"),
        "meets": _("meets"),
        "not_disproven": _("not disproven"),
        "below": _("below"),
    }.get(verdict.status, verdict.status.replace("_", " "))


def _sentence(overall: Lines, ceiling: Estimate, *, above: bool) -> str:
    """Say in one sentence how far the verdict rests on the auditors."""
    changed = next((level for level in overall.levels if level.changed), None)
    verdict = overall.verdict
    if verdict is None:
        text = _("No target on accuracy is declared: there is no verdict that auditors could turn.")
    elif verdict.reason in UNDECIDED:
        why = words.reason_text(verdict.reason)
        text = _("There is no verdict yet that auditors could turn: {why}.").format(why=why)
    elif changed is not None and changed.verdict is not None:
        text = _(
            "If auditors err in {error} of cases, the verdict is “{verdict}” instead of "
            "“{verdict2}”."
        ).format(
            error=words.target_percent(changed.error),
            verdict=_status(changed.verdict),
            verdict2=_status(verdict),
        )
    else:
        most = words.target_percent(max(ERRORS))
        text = _("The verdict stands if auditors err in up to {most} of cases.").format(most=most)
    if above and ceiling.value is not None:
        text += _(
            " A perfect vendor would be measured at about {value}, because "
            "auditors agree no further; the measured label accuracy is above "
            "that."
        ).format(value=words.percent(ceiling.value))
    return text
