"""Labels one by one: precision, recall and F1 of each, their averages, and what sums them up.

Everything is about the primary label and weighed back to the frame. A label that was never called
has no precision, one that is never right has no recall: undefined, not 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports.data import AuditData, Bool, Float64, Int64
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats import classification
from reviewer_audit.stats.accuracy import FEW_REVIEWERS, NOTES, estimates
from reviewer_audit.stats.classification import Judged, judged
from reviewer_audit.stats.coding import Codes, code_type
from reviewer_audit.stats.design import (
    BATCH,
    FEW_CLUSTERS,
    OTHER_REVIEWERS,
    Grouping,
    Sample,
    shares,
)
from reviewer_audit.stats.design_kappa import design_kappa
from reviewer_audit.stats.estimators import Linearised
from reviewer_audit.stats.measure import Estimate

NEVER_CALLED = N_("The vendor never gave this label.")
NEVER_TRUE = N_("The label is never the final answer.")
NEITHER = N_("The label was neither given nor the final answer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelScores:
    """How one label was used."""

    label: str
    title: str
    violating: bool
    called: int  # decisions in which the vendor gave it
    support: int  # decisions whose final answer it is
    precision: Estimate
    recall: Estimate
    f1: Estimate

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "label": self.label,
            "title": self.title,
            "violating": self.violating,
            "called": self.called,
            "support": self.support,
            "precision": self.precision.as_json(),
            "recall": self.recall.as_json(),
            "f1": self.f1.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Averages:
    """Mean scores over labels, and the labels that could not enter for want of support."""

    precision: Estimate
    recall: Estimate
    f1: Estimate
    included: tuple[str, ...]
    excluded: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "precision": self.precision.as_json(),
            "recall": self.recall.as_json(),
            "f1": self.f1.as_json(),
            "included": list(self.included),
            "excluded": list(self.excluded),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """A round as a classifier is judged.

    ``rates`` has false_positive_rate, false_discovery_rate, false_negative_rate,
    false_omission_rate and specificity: violating or not, each with its own denominator.
    """

    n: int
    weighted: bool
    labels: tuple[LabelScores, ...]
    macro: Averages
    micro: Averages
    by_support: Averages
    mcc: Estimate
    kappa: Estimate
    balanced_accuracy: Estimate
    rates: Mapping[str, Estimate]

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "n": self.n,
            "weighted": self.weighted,
            "labels": [line.as_json() for line in self.labels],
            "macro": self.macro.as_json(),
            "micro": self.micro.as_json(),
            "by_support": self.by_support.as_json(),
            "mcc": self.mcc.as_json(),
            "kappa": self.kappa.as_json(),
            "balanced_accuracy": self.balanced_accuracy.as_json(),
            "rates": {key: e.as_json() for key, e in self.rates.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCodes:
    """The primary label of every answer as a code; declared labels first, in policy order."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    violating: Bool  # (q,)
    code: Int64  # (answers,)


def label_codes(data: AuditData) -> LabelCodes:
    """Code the primary labels; one that the policy does not know is violating and comes last."""
    declared = {label.key: label for label in data.policy.labels}
    found = [answer.labels[0] if answer.labels else "" for answer in data.answers]
    keys = (*declared, *sorted(set(found) - declared.keys()))
    index = {key: code for code, key in enumerate(keys)}
    return LabelCodes(
        keys=keys,
        titles=tuple(declared[k].title if k in declared else k for k in keys),
        violating=np.array([k not in declared or declared[k].is_violation for k in keys], bool),
        code=np.array([index[key] for key in found], np.int64),
    )


def design_of(sample: Sample) -> dict[str, Any]:
    """Return weight, stratum, cluster and sampled share of the decisions that count.

    What :func:`reviewer_audit.stats.estimators.linear` takes; equal weights are one simple draw.
    """
    rows = sample.counted
    psu = None if sample.cluster is None else sample.cluster[rows]
    if sample.equal:
        seen = float(rows.sum()) / max(float(sample.population.sum()), 1.0)
        fraction = [min(seen, 1.0)] if sample.estimand == BATCH else None
        return {"weight": None, "stratum": None, "psu": psu, "fraction": fraction}
    return {
        "weight": sample.weight[rows],
        "stratum": sample.stratum[rows],
        "psu": psu,
        "fraction": sample.fraction if sample.estimand == BATCH else None,
    }


def settle(found: Estimate, sample: Sample, note: str = "") -> Estimate:
    """Adapt a linearised estimate: a census has no error, few reviewers no interval."""
    if sample.unsampled:
        reason = "stratum_unsampled"
        return Estimate.undefined(
            reason, translated(NOTES[reason]), n=found.n, confidence=found.confidence
        )
    if found.value is None:
        return replace(found, note=note) if note and found.reason == "zero_denominator" else found
    if sample.census:
        flags = tuple(flag for flag in found.flags if flag != "degenerate_ci")
        at = found.value
        return replace(found, low=at, high=at, se=0.0, method="census", note="", flags=flags)
    if sample.estimand == OTHER_REVIEWERS and sample.cluster is not None:
        reviewers = len(np.unique(sample.cluster[sample.counted]))
        if reviewers < FEW_CLUSTERS:
            flags = (*found.flags, "few_clusters")
            return replace(found, low=None, high=None, se=None, note=FEW_REVIEWERS, flags=flags)
    return found


def with_t(got: Linearised, n: int, confidence: float, method: str) -> Estimate:
    """Return a linearised difference with its t interval."""
    from scipy.special import stdtrit

    if got.df <= 0 or got.se <= 0:
        note = _("No spread was seen: no interval.")
        return Estimate(
            value=got.value, n=n, confidence=confidence, note=note, flags=("degenerate_ci",)
        )
    half = float(stdtrit(got.df, (1 + confidence) / 2)) * got.se
    return Estimate(
        value=got.value,
        n=n,
        low=max(-1.0, got.value - half),
        high=min(1.0, got.value + half),
        confidence=confidence,
        method=f"{method}, t with {got.df} df",
        se=got.se,
        df=float(got.df),
    )


Share = Callable[[Bool | Float64, Bool, str], Estimate]


def share_of(ready: Prepared) -> Share:
    """Return a function that gives hits among a domain as SCORES do, with its own note."""
    whole = Grouping(ready.sample, None, 1)
    confidence = ready.data.confidence

    def share(hit: Bool | Float64, domain: Bool, note: str) -> Estimate:
        found = shares(whole, hit, domain, confidence=confidence)
        out = estimates(found, whole, confidence=confidence, context=ready.context)[0]
        return replace(out, note=note) if out.reason == "zero_denominator" else out

    return share


def f1_of(of_union: Estimate) -> Estimate:
    """Return F1 = 2 J / (1 + J) of J = TP / (TP + FP + FN), both ends carried over."""
    if of_union.value is None:
        return of_union

    def carried(j: float | None) -> float | None:
        return None if j is None else 2 * j / (1 + j)

    slope = 2 / (1 + of_union.value) ** 2
    return replace(
        of_union,
        value=carried(of_union.value),
        numerator=None,
        low=carried(of_union.low),
        high=carried(of_union.high),
        se=None if of_union.se is None else slope * of_union.se,
        method=f"F1 by TP / (TP + FP + FN); {of_union.method}",
    )


def label_scores(
    data: AuditData, ready: Prepared, mask: Bool | None = None
) -> tuple[LabelScores, ...]:
    """Return how every label was used, in the whole round or in the decisions of a mask.

    What lies outside the mask stays in the design with the value 0 (statistics.md 1.3).
    """
    codes, counted = label_codes(data), ready.outcomes.counted
    called, true = _called_and_true(data, codes, counted)
    inside = counted if mask is None else counted & mask
    share = share_of(ready)
    return tuple(_label(share, codes, k, called, true, inside) for k in range(len(codes.keys)))


def _called_and_true(data: AuditData, codes: LabelCodes, counted: Bool) -> tuple[Int64, Int64]:
    if not data.n:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    final = np.where(counted, data.final_of_decision, 0)
    return codes.code[data.vendor], codes.code[final]


def _label(
    share: Share, codes: LabelCodes, k: int, called: Int64, true: Int64, counted: Bool
) -> LabelScores:
    given, right = counted & (called == k), counted & (true == k)
    both, either = given & right, given | right
    return LabelScores(
        label=codes.keys[k],
        title=codes.titles[k],
        violating=bool(codes.violating[k]),
        called=int(given.sum()),
        support=int(right.sum()),
        precision=share(both, given, translated(NEVER_CALLED)),
        recall=share(both, right, translated(NEVER_TRUE)),
        f1=f1_of(share(both, either, translated(NEITHER))),
    )


def _averages(found: classification.Scores, keys: tuple[str, ...], sample: Sample) -> Averages:
    return Averages(
        precision=settle(found.precision, sample),
        recall=settle(found.recall, sample),
        f1=settle(found.f1, sample),
        included=tuple(keys[k] for k in found.labels),
        excluded=tuple(keys[k] for k in found.excluded),
    )


def _micro(share: Share, codes: LabelCodes, same: Bool, counted: Bool) -> Averages:
    """Return accuracy by label: with one label a decision all three averages are that."""
    one = share(same, counted, translated(NOTES["no_data"]))
    return Averages(precision=one, recall=one, f1=one, included=codes.keys, excluded=())


def _rates(share: Share, vendor: Bool, final: Bool, counted: Bool) -> dict[str, Estimate]:
    """Return four rates of wrong enforcement and specificity, each with its own denominator."""
    benign, left = counted & ~final, counted & ~vendor
    acted, bad = counted & vendor, counted & final
    return {
        "false_positive_rate": share(acted & benign, benign, _("No content is benign.")),
        "false_discovery_rate": share(acted & benign, acted, _("The vendor never acted.")),
        "false_negative_rate": share(left & bad, bad, _("No content is violating.")),
        "false_omission_rate": share(left & bad, left, _("The vendor always acted.")),
        "specificity": share(left & benign, benign, _("No content is benign.")),
    }


def classified(data: AuditData, ready: Prepared | None = None) -> Classified:
    """Judge the vendor's primary labels against the final ones, weighed by design.

    Shares have the interval of SCORES (statistics.md 1.4, 1.7); averages, Matthews' correlation
    and kappa the delta method over the design (see stats.classification, stats.design_kappa).
    """
    ready = ready or Prepared(data)
    sample, o = ready.sample, ready.outcomes
    codes, counted = label_codes(data), o.counted
    called, true = _called_and_true(data, codes, counted)
    share = share_of(ready)
    given = _judged(data, codes, called[counted], true[counted], sample)
    sides = judged(
        codes.violating[given.called].astype(np.int64),
        codes.violating[given.truth].astype(np.int64),
        2,
        confidence=data.confidence,
        **design_of(sample),
    )
    return Classified(
        n=int(counted.sum()),
        weighted=not sample.equal,
        labels=label_scores(data, ready),
        macro=_averages(classification.averaged(given), codes.keys, sample),
        micro=_micro(share, codes, called == true, counted),
        by_support=_averages(classification.averaged(given, by_support=True), codes.keys, sample),
        mcc=settle(classification.mcc(given), sample),
        kappa=_kappa(given, sample),
        balanced_accuracy=_balanced(sides, sample),
        rates=_rates(share, o.vendor_violating, o.final_violating, counted),
    )


def _judged(
    data: AuditData, codes: LabelCodes, called: Int64, true: Int64, sample: Sample
) -> Judged:
    return judged(called, true, len(codes.keys), confidence=data.confidence, **design_of(sample))


def _kappa(given: Judged, sample: Sample) -> Estimate:
    """Return Cohen's kappa of vendor and final answer in the frame."""
    kind = code_type(given.labels)
    both = Codes(np.stack([given.called, given.truth]).astype(kind), given.labels)
    design = design_of(sample)
    return settle(design_kappa(both, confidence=given.confidence, **design), sample)


def _balanced(sides: Judged, sample: Sample) -> Estimate:
    """Return the mean of recall on violating and on benign content; both kinds are needed."""
    found = classification.averaged(sides)
    if len(found.labels) < 2:  # noqa: PLR2004
        note = _("Violating and benign content are both needed.")
        reason = "zero_denominator" if len(sides.truth) else "no_data"
        undefined = Estimate.undefined(reason, note, confidence=sides.confidence)
        return settle(undefined, sample)
    return settle(found.recall, sample)
