"""Who is stricter: the vendor against the final answers, and auditors against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.auditing import by_name, grades_as_codes
from reviewer_audit.reports.classified import (
    LabelCodes,
    design_of,
    label_codes,
    settle,
    with_t,
)
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats import attainable, compare, marginal
from reviewer_audit.stats.agreement import Options, Sample, estimate, nothing_to_compare, sample
from reviewer_audit.stats.balance import balance, largest_kappa
from reviewer_audit.stats.coding import Codes, code_type
from reviewer_audit.stats.cohen import cohen_kappa
from reviewer_audit.stats.estimators import ratio
from reviewer_audit.stats.light import light_kappa
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.percent import SameOn, percent_agreement

SMALL, DRAWS = 30, 1000  # draws for each pair of auditors
LEVELS = (0.90, 0.95, 0.97, 0.98, 0.99)  # agreement for which the attainable kappa is shown
KAPPA = 0.80
VENDOR, FINAL = "vendor", "final"
COUNTED = N_("Counted in the sample, not weighed to the frame.")
TOGETHER = N_("Decisions on one item are counted as if each stood alone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A test that two raters use the answers alike; p is None with a reason where undefined."""

    statistic: float | None
    df: int | None
    p: float | None
    n: int
    reason: str | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """How often a label given by one of two raters is given by the other too."""

    label: str
    title: str
    agreement: Estimate

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {"label": self.label, "title": self.title, "agreement": self.agreement.as_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """Two raters compared; ``strictness`` above 0 says that the first flags more often.

    ``table`` is [[both violating, first alone], [second alone, both not]]. ``agreement`` and
    ``kappa`` are about primary labels, ``violating_agreement`` and ``violating_kappa`` about
    violating or not. ``attainable`` says for an agreement on violating or not which kappa goes
    with it at this share of violations (errors even in both directions; None: cannot be), and
    ``agreement_for_080`` which agreement a kappa of .80 asks for; ``largest_kappa`` is the most
    that raters with these margins can reach. ``mark`` is "small" below 30 units.
    """

    first: str
    second: str
    units: int
    table: tuple[tuple[int, int], tuple[int, int]]
    strictness: Estimate
    mcnemar: Test
    bowker: Test
    stuart_maxwell: Test
    prevalence_index: float | None
    bias_index: float | None
    agreement: Estimate
    kappa: Estimate
    violating_agreement: Estimate
    violating_kappa: Estimate
    attainable: Mapping[float, float | None]
    agreement_for_080: float | None
    largest_kappa: float | None
    categories: tuple[Category, ...]
    mark: str
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        estimates = ("strictness", "agreement", "kappa", "violating_agreement", "violating_kappa")
        tests = ("mcnemar", "bowker", "stuart_maxwell")
        plain = ("first", "second", "units", "prevalence_index", "bias_index", "mark", "sentence")
        limits = ("agreement_for_080", "largest_kappa")
        return (
            {name: getattr(self, name) for name in (*plain, *limits)}
            | {name: getattr(self, name).as_json() for name in (*estimates, *tests)}
            | {
                "table": [list(row) for row in self.table],
                "attainable": {f"{level:.2f}": k for level, k in self.attainable.items()},
                "categories": [line.as_json() for line in self.categories],
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Strict:
    """The vendor against the final answers, every pair of auditors, and Light's mean kappa."""

    vendor: Bias
    auditors: tuple[Bias, ...]
    light: Estimate
    interval: str  # dirichlet | analytic | bootstrap

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        return {
            "vendor": self.vendor.as_json(),
            "auditors": [pair.as_json() for pair in self.auditors],
            "light": self.light.as_json(),
            "interval": self.interval,
        }


def strict(
    data: AuditData,
    ready: Prepared | None = None,
    *,
    interval: str = "dirichlet",
) -> Strict:
    """Say who is stricter: vendor against final answers, and auditors against each other.

    Args:
        data: the round.
        ready: the round prepared already, where it is.
        interval: of agreement and kappa: dirichlet, analytic (delta method) or bootstrap.
    """
    ready = ready or Prepared(data)
    codes = label_codes(data)
    values, _items = grades_as_codes(data)
    names = data.auditors
    pairs = []
    for one, other in combinations(by_name(names), 2):
        both = Codes(values.values[[one, other]], values.q)
        shared = (both.values < both.q).all(axis=0)
        if shared.any():
            both = Codes(both.values[:, shared], both.q)
            pairs.append(_auditors(both, (names[one], names[other]), codes, data, interval))
    everybody = sample(
        values,
        confidence=data.confidence,
        violating=codes.violating.tolist(),
        interval=interval,
    )
    return Strict(
        vendor=_vendor(ready, codes, interval),
        auditors=tuple(pairs),
        light=light_kappa(everybody),
        interval=interval,
    )


def _auditors(
    both: Codes, names: tuple[str, str], codes: LabelCodes, data: AuditData, interval: str
) -> Bias:
    options: Options = {"confidence": data.confidence, "interval": interval, "draws": DRAWS}
    sides = _sides(both, codes.violating)
    strictness = marginal.strictness(sample(sides, confidence=data.confidence))
    return _compared(both, names, codes, options, strictness=strictness)


def _vendor(ready: Prepared, codes: LabelCodes, interval: str) -> Bias:
    """Compare the vendor with the final answers, weighed by design where the sample asks for it."""
    data, rows = ready.data, ready.outcomes.counted
    stacked = np.stack([codes.code[data.vendor[rows]], codes.code[data.final_of_decision[rows]]])
    both = Codes(stacked.astype(code_type(len(codes.keys))), len(codes.keys))
    drawn = ready.sample
    options: Options = {"confidence": data.confidence, "interval": interval}
    notes = []
    if not drawn.equal:
        options["weights"] = drawn.weight[rows]
        notes.append(translated(COUNTED))
    if drawn.cluster is not None:
        options["clusters"] = drawn.cluster[rows]
        notes.append(translated(TOGETHER))
    if notes:
        strictness = _weighed(ready, rows)
    else:
        sides = _sides(both, codes.violating)
        strictness = marginal.strictness(sample(sides, confidence=data.confidence))
    return _compared(
        both,
        (VENDOR, FINAL),
        codes,
        options,
        strictness=settle(strictness, drawn),
        note=" ".join(notes),
    )


def _weighed(ready: Prepared, rows: Bool) -> Estimate:
    """Return how much more often the vendor flags: a paired difference by linearisation."""
    n, o, confidence = int(rows.sum()), ready.outcomes, ready.data.confidence
    if not n:
        note = _("There is no decision with a final answer.")
        return Estimate.undefined("no_data", note, confidence=confidence)
    more = o.vendor_violating[rows].astype(np.float64) - o.final_violating[rows]
    got = ratio(more, np.ones(n), **design_of(ready.sample))
    return with_t(got, n, confidence, _("paired difference, linearised"))


def _sides(both: Codes, violating: Bool) -> Codes:
    """Return the same judgments as violating (1) or not (0)."""
    side = np.append(violating.astype(np.uint8), 2).astype(np.uint8)
    return Codes(side[both.values], 2)


def _compared(
    both: Codes,
    names: tuple[str, str],
    codes: LabelCodes,
    options: Options,
    *,
    strictness: Estimate,
    note: str = "",
) -> Bias:
    confidence = options.get("confidence", 0.95)
    sides = _sides(both, codes.violating)
    given = sample(both, **options)
    halved: Options = {**options, "violating": [False, True]}
    halves = sample(sides, **halved)
    plain = sample(both, confidence=confidence)
    counts = marginal.table_of(plain) if both.units else np.zeros((both.q, both.q), np.int64)
    binary = _binary(sides)
    small = both.units < SMALL
    indices = balance(binary)
    return Bias(
        first=names[0],
        second=names[1],
        units=both.units,
        table=((int(binary[0, 0]), int(binary[0, 1])), (int(binary[1, 0]), int(binary[1, 1]))),
        strictness=strictness,
        mcnemar=_mcnemar(binary, note),
        bowker=_test(marginal.bowker(counts), note),
        stuart_maxwell=_test(marginal.stuart_maxwell(counts), note),
        prevalence_index=indices.prevalence_index if indices else None,
        bias_index=indices.bias_index if indices else None,
        agreement=percent_agreement(given),
        kappa=cohen_kappa(given),
        violating_agreement=percent_agreement(halves),
        violating_kappa=cohen_kappa(halves),
        attainable=_attainable(binary),
        agreement_for_080=_needed(binary),
        largest_kappa=largest_kappa(sample(sides, confidence=confidence)) if both.units else None,
        categories=_categories(given, codes),
        mark="small" if small else "",
        sentence=_sentence(names, strictness, small=small),
    )


def _binary(sides: Codes) -> NDArray[np.int64]:
    """Return [[both violating, first alone], [second alone, both not]]."""
    cell = (1 - sides.values[0].astype(np.int64)) * 2 + 1 - sides.values[1].astype(np.int64)
    return np.bincount(cell, minlength=4).reshape(2, 2)


def _mcnemar(binary: NDArray[np.int64], note: str) -> Test:
    """McNemar (1947) with the mid-P value; the statistic is (b - c)^2 / (b + c)."""
    b, c, n = int(binary[0, 1]), int(binary[1, 0]), int(binary.sum())
    if not n:
        return Test(statistic=None, df=None, p=None, n=0, reason="no_data", note=_("No unit."))
    found = compare.mcnemar(b, c)
    z = found["z"]
    told = _("mid-P, {b:,} against {c:,}").format(b=b, c=c) if b + c else _("They never differ.")
    return Test(
        statistic=None if z is None else z * z,
        df=None if z is None else 1,
        p=found["p_mid"],
        n=n,
        note=" ".join(filter(None, (told, note))),
    )


def _test(found: marginal.Homogeneity, note: str) -> Test:
    return Test(
        statistic=found.statistic,
        df=found.df,
        p=found.p,
        n=found.n,
        reason=found.reason,
        note=" ".join(filter(None, (found.note, note))),
    )


def _prevalence(binary: NDArray[np.int64]) -> float | None:
    n = int(binary.sum())
    if not n:
        return None
    return float(2 * binary[0, 0] + binary[0, 1] + binary[1, 0]) / (2 * n)


def _attainable(binary: NDArray[np.int64]) -> dict[float, float | None]:
    share = _prevalence(binary)
    return {level: None if share is None else attainable.kappa(share, level) for level in LEVELS}


def _needed(binary: NDArray[np.int64]) -> float | None:
    share = _prevalence(binary)
    if share is None or share in {0.0, 1.0}:
        return None
    return attainable.agreement_needed(share, KAPPA)


def _categories(given: Sample, codes: LabelCodes) -> tuple[Category, ...]:
    """Return specific agreement on each label: 2 n_kk / (n_k. + n_.k) (Cicchetti & Feinstein)."""
    missing = nothing_to_compare(given)
    patterns = given.patterns.only(given.patterns.paired)
    used = patterns.counts.T @ patterns.units if missing is None else np.zeros(given.q)
    out = []
    for k, (key, title) in enumerate(zip(codes.keys, codes.titles, strict=True)):
        if missing is not None:
            found = missing
        elif not used[k]:
            found = given.undefined("zero_denominator", _("Neither gave this label."))
        else:
            chosen = tuple(j == k for j in range(given.q))
            found = estimate(given, SameOn(chosen), needs_positives=False)
        out.append(Category(label=key, title=title, agreement=found))
    return tuple(out)


def _sentence(names: tuple[str, str], found: Estimate, *, small: bool) -> str:
    """Say who flags more often, where the interval leaves no doubt."""
    first, second = names
    if names == (VENDOR, FINAL):
        first, second = _("the vendor"), _("the final answers")
    if found.value is None:
        return _("Nothing can be said about who is stricter: {note}").format(note=found.note)
    if small:
        return _("Only {n:,} items were graded by both: too few to say who is stricter.").format(
            n=found.n
        )
    start = f"{first[:1].upper()}{first[1:]}"
    if found.low is None or found.high is None:
        return _("{start} and {second} flag equally often over {n:,} units.").format(
            start=start, second=second, n=found.n
        )
    span = _("{low} to {high} points, n\u00a0{n}").format(
        low=words.signed(found.low), high=words.signed(found.high), n=words.count(found.n)
    )
    if found.low > 0:
        return _("{start} flags more often than {second}: {value:+.1f} ({span}).").format(
            start=start, second=second, value=100 * found.value, span=span
        )
    if found.high < 0:
        return _("{start} flags less often than {second}: {value:+.1f} ({span}).").format(
            start=start, second=second, value=100 * found.value, span=span
        )
    return _("No lean of {first} against {second} is shown ({span}).").format(
        first=first, second=second, span=span
    )
