"""Who audits the auditors: what can be said of each without taking their own work for the truth.

Persons never get a verdict and no rank; below 30 units a line is marked "small".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.auditing import all_grades_as_codes, by_name
from reviewer_audit.reports.classified import f1_of, label_codes
from reviewer_audit.reports.data import PENDING, AuditData, Int64
from reviewer_audit.reports.gold import NO_GOLD, GoldReport
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.repeats import RepeatReport
from reviewer_audit.stats import intra, marginal
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.coding import Codes, code_type
from reviewer_audit.stats.cohen import cohen_kappa
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.latent import SEED, Latent, dawid_skene
from reviewer_audit.stats.measure import Estimate

SMALL = 30
DRAWS = 100  # of the latent model
NO_REPEATS = N_("No item was given to this auditor twice.")
NO_PARTNER = N_("No item of this auditor was graded by another one too.")

KEYS = (
    "agreement",
    "specific_agreement",
    "kappa",
    "strictness",
    "anchoring",
    "latent_accuracy",
    "consistency",
    "repeat_kappa",
    "gold_accuracy",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorQuality:
    """One auditor.

    ``agreement`` with partners on items that others graded too; ``specific_agreement`` on
    violations alone; ``strictness`` above 0: flags more often than the final answers of
    double-graded items; ``anchoring``: of the answers that differed from the vendor's at reveal,
    how many were revised toward it afterwards; ``latent_accuracy`` by Dawid & Skene;
    ``consistency`` with oneself on repeats.
    """

    name: str
    graded: int
    double_graded: int
    agreement: Estimate
    specific_agreement: Estimate
    kappa: Estimate
    strictness: Estimate
    anchoring: Estimate
    latent_accuracy: Estimate
    consistency: Estimate
    repeat_kappa: Estimate
    gold_accuracy: Estimate
    mark: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        counts = {
            "name": self.name,
            "graded": self.graded,
            "double_graded": self.double_graded,
            "mark": self.mark,
        }
        return counts | {key: getattr(self, key).as_json() for key in KEYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorsQuality:
    """All auditors of a round; ``consistency`` is pooled over them, ``gold`` None without any."""

    lines: tuple[AuditorQuality, ...]
    double_graded: int
    repeats: int
    consistency: Estimate
    flags: tuple[str, ...]  # of the latent model
    sentence: str
    gold: GoldReport | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        gold = {} if self.gold is None else {"gold": self.gold.overall.as_json()}
        return gold | {
            "auditors": [line.as_json() for line in self.lines],
            "double_graded": self.double_graded,
            "repeats": self.repeats,
            "consistency": self.consistency.as_json(),
            "flags": list(self.flags),
            "sentence": self.sentence,
        }


def auditors(
    data: AuditData,
    ready: Prepared | None = None,
    *,
    anchoring: Mapping[str, tuple[int, int]] | None = None,
    gold: GoldReport | None = None,
    repeats: RepeatReport | None = None,
) -> AuditorsQuality:
    """Say of each auditor what their own and others' answers tell, and those to gold.

    Args:
        data: the round.
        ready: unused; every report of a round is called alike.
        anchoring: by name, how many answers were revised toward the vendor's after reveal, out of
            how many that differed from it at reveal.
        gold: what the auditors said of items whose answer was known.
        repeats: what they said of items that they got twice.
    """
    del ready
    grades = _Grades(data)
    fitted = dawid_skene(grades.codes)
    latent = _latent(grades, fitted, data.confidence)
    lines = tuple(
        replace(
            _line(grades, k, data.auditors[k], latent[k], repeats, anchoring),
            gold_accuracy=_against_gold(data.auditors[k], gold, data.confidence),
        )
        for k in by_name(data.auditors)
    )
    double = int(grades.shared.sum())
    return AuditorsQuality(
        lines=lines,
        double_graded=double,
        repeats=repeats.repeats if repeats else 0,
        consistency=repeats.overall if repeats else intra.pooled([], data.confidence),
        flags=fitted.flags if isinstance(fitted, Latent) else (),
        sentence=_sentence(double, lines, gold, repeats),
        gold=gold,
    )


class _Grades:
    """The grade of every auditor on every item: auditors x items, q is missing."""

    def __init__(self, data: AuditData) -> None:
        self.data = data
        self.labels = label_codes(data)
        self.codes: Codes = all_grades_as_codes(data)
        self.q = self.codes.q
        self.given = self.codes.values < self.q
        self.shared = self.given.sum(axis=0) > 1
        self.side = np.append(self.labels.violating.astype(np.int64), 2)

    def pairs(self, k: int) -> tuple[Int64, Int64, Int64]:
        """Return own answer, a partner's answer and the item, for every pair of grades."""
        own, partner, item = [], [], []
        mine = self.given[k] & self.shared
        for other in range(len(self.given)):
            both = np.flatnonzero(mine & self.given[other]) if other != k else np.empty(0, np.int64)
            own.append(self.codes.values[k, both].astype(np.int64))
            partner.append(self.codes.values[other, both].astype(np.int64))
            item.append(both.astype(np.int64))
        return np.concatenate(own), np.concatenate(partner), np.concatenate(item)


def _line(
    grades: _Grades,
    k: int,
    name: str,
    latent: Estimate,
    repeats: RepeatReport | None,
    anchoring: Mapping[str, tuple[int, int]] | None,
) -> AuditorQuality:
    confidence = grades.data.confidence
    double = int((grades.given[k] & grades.shared).sum())
    kept = _consistency(name, repeats, confidence)
    agreement, specific, kappa = _with_partners(grades, k)
    return AuditorQuality(
        name=name,
        graded=int(grades.given[k].sum()),
        double_graded=double,
        agreement=agreement,
        specific_agreement=specific,
        kappa=kappa,
        strictness=_strictness(grades, k),
        anchoring=_anchoring(name, anchoring, confidence),
        latent_accuracy=latent,
        consistency=kept.agreement,
        repeat_kappa=kept.kappa,
        gold_accuracy=Estimate.undefined("no_gold", NO_GOLD, confidence=confidence),
        mark="small" if double < SMALL else "",
    )


def _consistency(name: str, repeats: RepeatReport | None, confidence: float) -> intra.Consistency:
    if repeats is not None and name in repeats.auditors:
        return repeats.auditors[name]
    gone = Estimate.undefined("no_data", translated(NO_REPEATS), confidence=confidence)
    return intra.Consistency(agreement=gone, kappa=gone)


def _with_partners(grades: _Grades, k: int) -> tuple[Estimate, Estimate, Estimate]:
    """Return agreement with partners, that on violations alone, and kappa.

    Where an item has several partners each pair weighs its share, so that every item counts once.
    Specific agreement: 2 a / (2 a + b + c), ends by a / (a + b + c).
    """
    own, partner, item = grades.pairs(k)
    confidence = grades.data.confidence
    if not len(own):
        gone = Estimate.undefined("no_pairs", translated(NO_PARTNER), confidence=confidence)
        return gone, gone, gone
    weight = 1 / np.bincount(item)[item]
    items = float(weight.sum())
    agreement = proportion(float(weight[own == partner].sum()), items, confidence)
    mine, theirs = grades.side[own] == 1, grades.side[partner] == 1
    both, either = float(weight[mine & theirs].sum()), float(weight[mine | theirs].sum())
    specific = _nothing(confidence)
    if either:
        joint = proportion(both, either, confidence)
        specific = replace(
            f1_of(joint), method=f"2 J / (1 + J), J = a / (a + b + c); {joint.method}"
        )
    codes = Codes(np.stack([own, partner]).astype(code_type(grades.q)), grades.q)
    several = len(own) > len(np.unique(item))
    kappa = cohen_kappa(
        sample(
            codes,
            confidence=confidence,
            weights=weight if several else None,
            clusters=item if several else None,
            violating=grades.labels.violating.tolist(),
        )
    )
    return agreement, specific, kappa


def _nothing(confidence: float) -> Estimate:
    note = _("No unit was found violating by anyone.")
    return Estimate.undefined("zero_denominator", note, confidence=confidence)


def _strictness(grades: _Grades, k: int) -> Estimate:
    """Return how much more often an auditor flags than the final answers of shared items say.

    Where auditors differ and nothing is settled yet, those items are missing and the note says so.
    """
    final = grades.data.final
    mine = grades.given[k] & grades.shared
    rows = np.flatnonzero(mine & (final >= 0))
    own = grades.side[grades.codes.values[k, rows].astype(np.int64)]
    settled = grades.side[grades.labels.code[final[rows]]]
    sides = Codes(np.stack([own, settled]).astype(np.uint8), 2)
    found = marginal.strictness(sample(sides, confidence=grades.data.confidence))
    pending = int((mine & (final == PENDING)).sum())
    if found.value is None or not pending:
        return found
    note = ngettext(
        "{n:,} item on which auditors differ is not settled and is missing here.",
        "{n:,} items on which auditors differ are not settled and are missing here.",
        pending,
    ).format(n=pending)
    return replace(found, note=note, flags=(*found.flags, "pending"))


def _anchoring(
    name: str, anchoring: Mapping[str, tuple[int, int]] | None, confidence: float
) -> Estimate:
    if anchoring is None:
        note = _("It was not counted what was revised after reveal.")
        return Estimate.undefined("not_applicable", note, confidence=confidence)
    toward, differed = anchoring.get(name, (0, 0))
    if not differed:
        note = _("No answer differed from the vendor's at reveal.")
        return Estimate.undefined("zero_denominator", note, confidence=confidence)
    return proportion(toward, differed, confidence)


def _against_gold(name: str, gold: GoldReport | None, confidence: float) -> Estimate:
    if gold is None or name not in gold.auditors:
        return Estimate.undefined("no_gold", NO_GOLD, confidence=confidence)
    return gold.auditors[name].accuracy


def _latent(grades: _Grades, fitted: Latent | Estimate, confidence: float) -> list[Estimate]:
    """Return how often each auditor says what the model takes for true (Dawid & Skene 1979).

    Interval: items drawn again, the model fitted again, percentiles.
    """
    many = grades.codes.raters
    if isinstance(fitted, Estimate):
        return [replace(fitted, confidence=confidence)] * many
    rng = np.random.Generator(np.random.PCG64(SEED))
    n = grades.codes.units
    drawn = []
    for _draw in range(DRAWS):
        values = grades.codes.values[:, rng.integers(0, n, n)]
        again = dawid_skene(Codes(values, grades.q), starts=1)
        if isinstance(again, Latent):
            drawn.append(again.accuracy)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(drawn, tails, axis=0)
    return [
        Estimate(
            value=float(value),
            n=int(grades.given[k].sum()),
            low=min(float(low[k]), float(value)),
            high=max(float(high[k]), float(value)),
            confidence=confidence,
            method=f"Dawid-Skene, bootstrap of items, {DRAWS} draws, PCG64 seed {SEED}",
            note=_("Of a model: nobody's answers were taken for the truth."),
            flags=("model_based", *fitted.flags),
        )
        for k, value in enumerate(fitted.accuracy)
    ]


def _sentence(
    double: int,
    lines: tuple[AuditorQuality, ...],
    gold: GoldReport | None,
    repeats: RepeatReport | None,
) -> str:
    return f"{_shared(double, lines)}{_of_gold(gold)}{_of_repeats(repeats)}"


def _of_gold(gold: GoldReport | None) -> str:
    if gold is None or gold.overall.accuracy.value is None:
        return ""
    return _(" They gave the label of gold items in {accuracy}.").format(
        accuracy=words.rate(gold.overall.accuracy)
    )


def _of_repeats(repeats: RepeatReport | None) -> str:
    if repeats is None:
        return ""
    return _(" Asked again, they gave the same label in {overall}.").format(
        overall=words.rate(repeats.overall)
    )


def _shared(double: int, lines: tuple[AuditorQuality, ...]) -> str:
    if not double:
        return _("No item was graded twice: nothing is known of how auditors differ.")
    small = sum(line.mark == "small" for line in lines)
    text = ngettext(
        "{n:,} item was graded by two or more auditors.",
        "{n:,} items were graded by two or more auditors.",
        double,
    ).format(n=double)
    if small:
        text += _(
            " {small} of {n} auditors share fewer than {least} items with "
            "others: too few to say much of them."
        ).format(small=small, n=len(lines), least=SMALL)
    return text
