"""How often auditors err, by gold or by what was settled, and the shares behind their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from reviewer_audit.i18n import N_, translated
from reviewer_audit.reports.classified import label_codes, share_of
from reviewer_audit.reports.data import PENDING, AuditData, Bool, Float64
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats import imperfect
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.measure import Estimate

LEAST = 5  # items of each kind behind a sensitivity or specificity
UNGRADED = N_("no decision with a grade")
NO_GOLD = N_(
    "Nothing says how often auditors find what is violating: no gold "
    "items, and no double-graded items that are all settled."
)
TOO_FEW = (
    N_("Fewer than {n} answers to violating items tell how often auditors find one."),
    N_("Fewer than {n} answers to benign items tell how often auditors leave one alone."),
)
Counts = tuple[float, float]  # so many, out of so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """Sensitivity and specificity of the auditors, and what follows for a round.

    See :class:`reviewer_audit.reports.sensitivity.Sensitivity` for the fields.
    """

    sensitivity: Estimate
    specificity: Estimate
    violating_rate: Estimate
    adjusted_rate: Estimate
    side_accuracy: Estimate
    adjusted_accuracy: Estimate
    adjusted_by_vendor: Mapping[str, Estimate]
    known_from: str


def detection(ready: Prepared, gold: tuple[Counts, Counts] | None) -> Detection:
    """Measure the auditors by gold, or else by settled double grades, and adjust for their errors.

    Args:
        ready: the round.
        gold: how many violating gold items were found, out of how many, and likewise how many
            benign ones were left alone.
    """
    data = ready.data
    known, known_from = _measured(data, gold)
    flags = _first_answers(ready)
    rate, counted = _found_violating(ready, flags)
    side, flagged = _siding(ready, flags)
    vendors = data.column("vendor")
    by_vendor = {
        vendors.names[k]: _adjusted_accuracy(
            *_siding(ready, flags, vendors.codes == k), known, data.confidence
        )
        for k in np.unique(vendors.codes).tolist()
        if vendors.names[k]
    }
    return Detection(
        sensitivity=_known(known, 0, data.confidence),
        specificity=_known(known, 1, data.confidence),
        violating_rate=rate,
        adjusted_rate=_adjusted(rate, counted, known, data.confidence),
        side_accuracy=side,
        adjusted_accuracy=_adjusted_accuracy(side, flagged, known, data.confidence),
        adjusted_by_vendor=by_vendor,
        known_from=known_from,
    )


def _measured(
    data: AuditData, gold: tuple[Counts, Counts] | None
) -> tuple[tuple[Counts, Counts] | None, str]:
    """Return what tells how often auditors err, gold first, and where that is from."""
    if gold is not None and min(gold[0][1], gold[1][1]) >= LEAST:
        return gold, "gold"
    graded = _from_double_grades(data)
    if graded is not None or gold is None:
        return graded, "double_grades" if graded else ""
    return gold, "gold"


def _from_double_grades(data: AuditData) -> tuple[Counts, Counts] | None:
    """Return how often grades of settled double-graded items found violations and benign content.

    The settled answer stands for the truth; where both agree that is what they said. None where
    an item on which auditors differ is still pending: the rest would flatter them.
    """
    if not len(data.grades_item):
        return None
    chosen = _double_graded(data)
    final = data.final[data.grades_item[chosen]]
    if not len(final) or bool((final == PENDING).any()):
        return None
    codes = label_codes(data)
    settled = final >= 0
    said = codes.violating[codes.code[data.grades_answer[chosen]]][settled]
    true = codes.violating[codes.code[final[settled]]]
    return (int((said & true).sum()), int(true.sum())), (
        int((~said & ~true).sum()),
        int((~true).sum()),
    )


def _double_graded(data: AuditData) -> Bool:
    """Say of every grade whether its item has another one."""
    per_item = np.bincount(data.grades_item, minlength=data.m)
    return np.asarray(per_item[data.grades_item] > 1, np.bool_)


def _known(known: tuple[Counts, Counts] | None, side: int, confidence: float) -> Estimate:
    if known is None:
        return Estimate.undefined("no_gold", translated(NO_GOLD), confidence=confidence)
    hits, n = known[side]
    if n < LEAST:
        return Estimate.undefined(
            "no_gold", translated(TOO_FEW[side]).format(n=LEAST), n=round(n), confidence=confidence
        )
    return proportion(hits, n, confidence)


def _first_answers(ready: Prepared) -> tuple[Float64, Bool] | None:
    """Return the share of each decision's grades that found a violation, and where there is any."""
    data = ready.data
    if not len(data.grades_item):
        return None
    codes = label_codes(data)
    violating = codes.violating[codes.code[data.grades_answer]]
    grades = np.bincount(data.grades_item, minlength=data.m)
    flagged = np.bincount(data.grades_item, violating.astype(np.float64), minlength=data.m)
    part = np.divide(flagged, grades, out=np.zeros(data.m), where=grades > 0)[data.item]
    return part, ready.outcomes.counted & (grades[data.item] > 0)


def _found_violating(ready: Prepared, flags: tuple[Float64, Bool] | None) -> tuple[Estimate, float]:
    """Return the violating share as auditors first answered, and its effective size."""
    if flags is None:
        return _ungraded(ready), 0.0
    found = share_of(ready)(*flags, translated(UNGRADED))
    return found, found.n_eff or float(found.n)


def _siding(
    ready: Prepared, flags: tuple[Float64, Bool] | None, mask: Bool | None = None
) -> tuple[Estimate, float]:
    """Return how often first answers side with the vendor, and how often the vendor flags.

    Each decision counts with the share of its item's grades that are on the vendor's side;
    ``mask`` chooses decisions.
    """
    if flags is None:
        return _ungraded(ready), 0.0
    part, domain = flags
    domain = domain if mask is None else domain & mask
    codes = label_codes(ready.data)
    vendor = codes.violating[codes.code[ready.data.vendor]]
    share = share_of(ready)
    side = share(np.where(vendor, part, 1 - part), domain, translated(UNGRADED))
    return side, share(vendor, domain, translated(UNGRADED)).value or 0.0


def _ungraded(ready: Prepared) -> Estimate:
    return Estimate.undefined("no_data", translated(UNGRADED), confidence=ready.data.confidence)


def _adjusted(
    rate: Estimate, size: float, known: tuple[Counts, Counts] | None, confidence: float
) -> Estimate:
    """Return the violating share behind imperfect auditors (Lang & Reiczigel 2014)."""
    if rate.value is None:
        return rate
    for side in (0, 1):
        one = _known(known, side, confidence)
        if one.value is None:
            return replace(one, n=rate.n)
    if known is None:  # pragma: no cover - the loop above has returned
        raise ValueError(known)
    found = imperfect.adjusted((rate.value * size, size), *known, confidence)
    return replace(found, n=rate.n, n_eff=size)


def _adjusted_accuracy(
    side: Estimate, flagged: float, known: tuple[Counts, Counts] | None, confidence: float
) -> Estimate:
    """Return how often the vendor is truly right on violating or not (Rogan & Gladen 1978)."""
    if side.value is None:
        return side
    for k in (0, 1):
        one = _known(known, k, confidence)
        if one.value is None:
            return replace(one, n=side.n)
    if known is None:  # pragma: no cover - the loop above has returned
        raise ValueError(known)
    size = side.n_eff or float(side.n)
    found = imperfect.adjusted_accuracy((side.value * size, size), flagged, *known, confidence)
    return replace(found, n=side.n, n_eff=size)
