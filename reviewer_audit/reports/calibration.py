"""What a calibration session shows, as numbers: agreement, distance to the baseline, sides.

Answers are compared by their primary label. Items are what was drawn, participants are who they
are: every interval of a share takes the votes on one item as hanging together. A session's
numbers are about the session alone; no score of a round reads this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.calibration import Decision, Purpose, Side
from reviewer_audit.domain.policy import Policy
from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports.classified import with_t
from reviewer_audit.stats import marginal, panel
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.agreement import Options, sample
from reviewer_audit.stats.coding import Codes, code_type
from reviewer_audit.stats.design import Grouping, prepare, shares
from reviewer_audit.stats.estimators import linear
from reviewer_audit.stats.fleiss import fleiss_kappa
from reviewer_audit.stats.gwet import gwet_ac1
from reviewer_audit.stats.intervals import proportion
from reviewer_audit.stats.krippendorff import krippendorff_alpha
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.percent import percent_agreement

FLAGGED = 0.10  # share of votes off the commonest answer from which an item is flagged
CLUSTERED = "votes on one item together"
SHOWN = {
    "percent_agreement": percent_agreement,
    "krippendorff_alpha": krippendorff_alpha,
    "gwet_ac1": gwet_ac1,
    "fleiss_kappa": fleiss_kappa,
}
NO_AGAIN = N_("Nobody has voted again.")

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What is known of one item beside the votes."""

    name: str
    purpose: Purpose
    severity: str  # the gravest that was voted; the baseline's would give it away
    decision: Decision | None = None
    cause: str = ""
    clause: str = ""
    rationale: str = ""
    precedent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationData:
    """A session as codes: a label is its place in the policy, q is no answer.

    ``standard`` is the ruling where there is one, else the baseline, and -1 after a policy gap.
    ``judged`` says where somebody voted at all, if only that it cannot be judged.
    """

    policy: Policy
    items: tuple[ItemFacts, ...]
    who: tuple[str, ...]  # pseudonyms
    sides: tuple[Side, ...]
    baseline: Int  # (m,)
    standard: Int  # (m,)
    blind: Int  # (p, m)
    again: Int  # (p, m)
    judged: Bool  # (p, m), blind
    confidence: float = 0.95

    @property
    def q(self) -> int:
        """How many labels there are; the code of no answer."""
        return len(self.policy.labels)

    @property
    def violating(self) -> tuple[bool, ...]:
        """Which labels are violations."""
        return tuple(label.is_violation for label in self.policy.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """One participant: how much, how near the baseline, how strict. Never a rank."""

    name: str
    side: Side
    votes: int
    cannot: int
    agreement: Estimate  # with the baseline, blind
    strictness: Estimate  # flags more often than the baseline by so much
    after: Estimate  # with what was ruled, voted again


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item: its votes, how far they spread, and what became of it."""

    facts: ItemFacts
    votes: tuple[int, ...]  # by label, blind
    cannot: int
    off: float | None  # share of the votes off the commonest answer
    flagged: bool
    baseline: int
    standard: int
    distance: tuple[int, int]  # votes off the baseline, votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Agreement on one question, blind and after."""

    key: str
    title: str
    blind: Mapping[str, Estimate]
    after: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two participants."""

    first: str
    second: str
    agreement: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Every number of a session."""

    data: CalibrationData
    participants: tuple[Turnout, ...]
    items: tuple[ItemLine, ...]
    facets: tuple[Facet, ...]  # label, then violating or not
    reading: str
    by_label: Mapping[str, Estimate]  # agreement on items whose baseline is this label
    pairs: tuple[Pair, ...]
    all_baseline: Estimate
    side: Mapping[Side, Estimate]
    delta: Estimate  # client minus vendor, agreement with the baseline
    before: Estimate  # distance to what was ruled, on votes given twice
    after: Estimate
    change: Estimate
    answered: tuple[int, int]  # ballots answered, ballots
    rulings: Mapping[Decision, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``calibrate show --json``."""
        labels = [label.key for label in self.data.policy.labels]
        return {
            "items": len(self.items),
            "participants": [
                {
                    "name": one.name,
                    "side": one.side.value,
                    "votes": one.votes,
                    "cannot_judge": one.cannot,
                    "agreement": one.agreement.as_json(),
                    "strictness": one.strictness.as_json(),
                    "after": one.after.as_json(),
                }
                for one in self.participants
            ],
            "participation": {"answered": self.answered[0], "ballots": self.answered[1]},
            "agreement": {
                one.key: {
                    "blind": {k: e.as_json() for k, e in one.blind.items()},
                    "after": {k: e.as_json() for k, e in one.after.items()},
                }
                for one in self.facets
            },
            "reading": self.reading,
            "by_label": {k: e.as_json() for k, e in self.by_label.items()},
            "baseline": {
                "all": self.all_baseline.as_json(),
                **{side.value: e.as_json() for side, e in self.side.items()},
                "client_minus_vendor": self.delta.as_json(),
            },
            "distance": {
                "before": self.before.as_json(),
                "after": self.after.as_json(),
                "change": self.change.as_json(),
            },
            "by_item": [
                {
                    "item": one.facts.name,
                    "purpose": one.facts.purpose.value,
                    "votes": dict(zip(labels, one.votes, strict=True)),
                    "cannot_judge": one.cannot,
                    "off_commonest": one.off,
                    "flagged": one.flagged,
                    "baseline": labels[one.baseline],
                    "off_baseline": one.distance[0],
                    "ruling": one.facts.decision.value if one.facts.decision else None,
                    "standard": labels[one.standard] if one.standard >= 0 else None,
                }
                for one in self.items
            ],
            "rulings": {decision.value: n for decision, n in self.rulings.items()},
        }


def measure(data: CalibrationData) -> Calibration:
    """Compute every number of a session."""
    right, voted = data.blind == data.baseline, data.blind != data.q
    options: Options = {"confidence": data.confidence, "violating": data.violating}
    codes = _codes(data.blind, data.q)
    labels, reading = panel.described(codes, **options)
    twice = voted & (data.again != data.q) & (data.standard >= 0)
    facets = (
        Facet(
            key="label",
            title=_("Label"),
            blind={key: labels[key] for key in SHOWN},
            after=_coefficients(_codes(data.again, data.q), options),
        ),
        Facet(
            key="violating",
            title=_("Violating or not"),
            blind=_violating(data, data.blind),
            after=_violating(data, data.again),
        ),
    )
    ruled = [facts.decision for facts in data.items]
    together, delta = nearness(data)
    return Calibration(
        data=data,
        participants=tuple(_turnout(data, k) for k in range(len(data.who))),
        items=tuple(_line(data, k) for k in range(len(data.items))),
        facets=facets,
        reading=reading,
        by_label=_by_label(data),
        pairs=tuple(_pair(data, a, b) for a, b in combinations(range(len(data.who)), 2)),
        all_baseline=together,
        side={side: _share(data, right, _of(data, side)) for side in _SIDES},
        delta=delta,
        before=_share(data, data.blind != data.standard, twice, translated(NO_AGAIN)),
        after=_share(data, data.again != data.standard, twice, translated(NO_AGAIN)),
        change=_change(data, twice),
        answered=(int(data.judged.sum()), data.judged.size),
        rulings={decision: ruled.count(decision) for decision in Decision},
    )


def nearness(data: CalibrationData) -> tuple[Estimate, Estimate]:
    """Return how near all came to the baseline, and the client's side less the vendor's."""
    return _share(data, data.blind == data.baseline, data.blind != data.q), _delta(data)


_SIDES = (Side.CLIENT, Side.VENDOR)


def _codes(values: Int, q: int) -> Codes:
    return Codes(values.astype(code_type(q)), q)


def _violating(data: CalibrationData, values: Int) -> dict[str, Estimate]:
    """Return the coefficients of answers as harmless (0), violating (1) or none (2)."""
    fold = np.array([*(int(v) for v in data.violating), 2])
    options: Options = {"confidence": data.confidence, "violating": (False, True)}
    return _coefficients(_codes(fold[values], 2), options)


def _coefficients(codes: Codes, options: Options) -> dict[str, Estimate]:
    """Return the coefficients that are shown; the others need not be computed."""
    given = sample(codes, **options)
    return {key: compute(given) for key, compute in SHOWN.items()}


def _of(data: CalibrationData, side: Side) -> Bool:
    mine = np.array([one is side for one in data.sides], np.bool_)
    return np.asarray((data.blind != data.q) & mine[:, None])


def _share(data: CalibrationData, hit: Bool, counted: Bool, note: str = "") -> Estimate:
    """Return hits among votes, votes on one item hanging together."""
    rows, columns = np.nonzero(counted)
    n = len(rows)
    if not n:
        note = note or _("Nobody has voted.")
        return Estimate.undefined("no_data", note, confidence=data.confidence)
    drawn = prepare(
        stratum=np.zeros(n, np.int64),
        population=np.array([n]),
        probability=np.ones(n),
        counted=np.ones(n, np.bool_),
        cluster=columns,
    )
    whole = Grouping(drawn, None, 1)
    found = shares(whole, hit[rows, columns], np.ones(n, np.bool_), confidence=data.confidence)
    return estimates(found, whole, confidence=data.confidence, context=CLUSTERED)[0]


def _delta(data: CalibrationData) -> Estimate:
    """Return how much nearer to the baseline the client's side is than the vendor's."""
    masks = [_of(data, side) for side in _SIDES]
    sizes = [int(mask.sum()) for mask in masks]
    n = sum(sizes)
    if not all(sizes):
        note = _("One of the sides has no vote.")
        return Estimate.undefined("no_data", note, n=n, confidence=data.confidence)
    hit = np.asarray(data.blind == data.baseline, np.float64)
    means = [float(hit[mask].mean()) for mask in masks]
    moved = np.zeros(hit.shape)
    for mask, mean, size, sign in zip(masks, means, sizes, (1, -1), strict=True):
        moved[mask] = sign * (hit[mask] - mean) / size
    there = masks[0] | masks[1]
    got = linear(means[0] - means[1], moved[there], psu=np.nonzero(there)[1])
    return with_t(got, n, data.confidence, f"difference, {CLUSTERED}")


def _change(data: CalibrationData, twice: Bool) -> Estimate:
    """Return how much nearer votes came to what was ruled: distance after minus before."""
    n = int(twice.sum())
    if not n:
        return Estimate.undefined("no_data", translated(NO_AGAIN), confidence=data.confidence)
    moved = np.asarray(data.again != data.standard, np.float64) - (data.blind != data.standard)
    mean = float(moved[twice].mean())
    got = linear(mean, (moved[twice] - mean) / n, psu=np.nonzero(twice)[1])
    return with_t(got, n, data.confidence, f"paired difference, {CLUSTERED}")


def _turnout(data: CalibrationData, k: int) -> Turnout:
    voted = data.blind[k] != data.q
    again = (data.again[k] != data.q) & (data.standard >= 0)
    both = np.stack([data.blind[k], np.where(voted, data.baseline, data.q)])
    options: Options = {"confidence": data.confidence, "violating": data.violating}
    return Turnout(
        name=data.who[k],
        side=data.sides[k],
        votes=int(data.judged[k].sum()),
        cannot=int((data.judged[k] & ~voted).sum()),
        agreement=_plain(data, (data.blind[k] == data.baseline)[voted], _("Has not voted.")),
        strictness=marginal.strictness(sample(_codes(both, data.q), **options)),
        after=_plain(data, (data.again[k] == data.standard)[again], _("Has not voted again.")),
    )


def _plain(data: CalibrationData, hit: Bool, note: str) -> Estimate:
    if not len(hit):
        return Estimate.undefined("no_data", note, confidence=data.confidence)
    return proportion(float(hit.sum()), len(hit), data.confidence)


def _pair(data: CalibrationData, a: int, b: int) -> Pair:
    two = _codes(data.blind[[a, b]], data.q)
    options: Options = {"confidence": data.confidence, "interval": "analytic"}  # Wilson, of two
    found = percent_agreement(sample(two, **options))
    return Pair(first=data.who[a], second=data.who[b], agreement=found)


def _by_label(data: CalibrationData) -> dict[str, Estimate]:
    found = {}
    for code, label in enumerate(data.policy.labels):
        mine = data.baseline == code
        if mine.any():
            codes = _codes(data.blind[:, mine], data.q)
            found[label.key] = percent_agreement(sample(codes, confidence=data.confidence))
    return found


def _line(data: CalibrationData, k: int) -> ItemLine:
    column = data.blind[:, k]
    votes = np.bincount(column[column != data.q], minlength=data.q)
    n = int(votes.sum())
    off = 1 - float(votes.max()) / n if n else None
    return ItemLine(
        facts=data.items[k],
        votes=tuple(int(v) for v in votes),
        cannot=int((data.judged[:, k] & (column == data.q)).sum()),
        off=off,
        flagged=off is not None and off > FLAGGED,
        baseline=int(data.baseline[k]),
        standard=int(data.standard[k]),
        distance=(n - int(votes[data.baseline[k]]), n),
    )
