"""From counted judgments to an estimate: what all measures of agreement have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Protocol, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement_intervals import MOST_PATTERNS, Posterior, posterior
from reviewer_audit.stats.coding import Codes, Floats
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.patterns import Patterns, tally

DRAWS, SEED = 2000, 20
TOO_FEW, LITTLE, WIDE = 5, 30, 0.30
FEW_DISAGREEMENTS = 10
LEVELS = ("nominal", "ordinal", "interval", "ratio")
INTERVALS = ("dirichlet", "bootstrap", "analytic")
_NOTHING = 1e-12


class Options(TypedDict, total=False):
    """What may be said about judgments besides the codes.

    ``level`` is the level of measurement; ``scores`` the values of the categories for interval and
    ratio (default 1, 2, 3 ...). ``ordered`` says that the order of the categories means something
    (default: wherever the level is not nominal). ``violating`` tells which categories are
    violations. ``weights`` are design weights of the units; units of one of the ``clusters`` are
    not independent. ``interval`` is ``dirichlet`` (default), ``bootstrap`` (percentiles over units
    or clusters drawn anew) or ``analytic`` (t on the delta-method standard error).
    """

    level: str
    confidence: float
    anonymous: bool
    draws: int
    seed: int
    clusters: ArrayLike | None
    weights: ArrayLike | None
    violating: Sequence[bool] | None
    scores: Sequence[float] | None
    ordered: bool | None
    interval: str


class Statistic(Protocol):
    """A coefficient as a fraction of what histograms hold, and its influence function."""

    def fraction(self, patterns: Patterns, masses: Floats) -> tuple[Floats, Floats]:
        """Return numerator and denominator for each histogram (one a row)."""

    def influence(self, patterns: Patterns) -> Floats:
        """Return how far a unit of each pattern moves the coefficient, times n."""


@dataclass(frozen=True, kw_only=True)  # no slots: what is derived is kept
class Sample:
    """Counted judgments with all that the measures ask about them."""

    named: Patterns
    raters: int
    level: str = "nominal"
    ordered: bool = False
    scores: Floats = field(default_factory=lambda: np.empty(0))
    confidence: float = 0.95
    anonymous: bool = False
    draws: int = DRAWS
    seed: int = SEED
    violating: tuple[bool, ...] | None = None
    interval: str = "dirichlet"

    @property
    def q(self) -> int:
        """Return the number of declared categories."""
        return self.named.q

    @cached_property
    def patterns(self) -> Patterns:
        """Return the patterns for measures that do not ask who gave which answer."""
        if self.anonymous or len(self.named) > MOST_PATTERNS:
            return self.named.anonymous()
        return self.named

    @cached_property
    def posterior(self) -> Posterior | None:
        """Return drawn histograms over :attr:`patterns`; None where the interval needs none."""
        if self.interval == "analytic":
            return None
        again = self.interval == "bootstrap"
        return posterior(self.patterns, draws=self.draws, seed=self.seed, bootstrap=again)

    @property
    def named_posterior(self) -> Posterior | None:
        """Return drawn histograms that still know the raters, where there are any."""
        return self.posterior if self.patterns is self.named else None

    @cached_property
    def units(self) -> int:
        """Return the number of units with two ratings or more: what agreement rests on."""
        return int(self.patterns.units[self.patterns.paired].sum())

    @cached_property
    def disagreements(self) -> int:
        """Return the number of units whose raters do not all agree."""
        agree = self.patterns.agreement(np.eye(self.q))
        return int(self.patterns.units[self.patterns.paired & (agree < 1)].sum())

    @cached_property
    def flagged(self) -> int | None:
        """Return the number of those units that anyone found violating; None where unknown."""
        if self.violating is None:
            return None
        positive = self.patterns.per_rating(np.array(self.violating, np.float64))
        return int(self.patterns.units[self.patterns.paired & (positive > 0)].sum())

    def undefined(self, reason: str, note: str) -> Estimate:
        """Say that there is no value."""
        return Estimate.undefined(reason, note, n=self.units, confidence=self.confidence)

    def not_applicable(self, note: str) -> Estimate:
        """Say that the design does not allow a measure."""
        return self.undefined("not_applicable", note)


def sample(codes: Codes, **options: Unpack[Options]) -> Sample:
    """Count judgments for the measures.

    Raises:
        ValueError: an option does not fit the codes.
    """
    level, interval = options.get("level", "nominal"), options.get("interval", "dirichlet")
    if level not in LEVELS:
        message = f"the level of measurement is one of {', '.join(LEVELS)}"
        raise ValueError(message)
    if interval not in INTERVALS:
        message = f"the interval is one of {', '.join(INTERVALS)}"
        raise ValueError(message)
    ordered = options.get("ordered")
    given = options.get("scores")
    scores = np.arange(1.0, codes.q + 1) if given is None else np.asarray(given, np.float64)
    violating = options.get("violating")
    for listed in (scores, violating):
        if listed is not None and len(listed) != codes.q:
            message = f"one score and one mark for each of the {codes.q} categories"
            raise ValueError(message)
    return Sample(
        named=tally(codes, weights=options.get("weights"), clusters=options.get("clusters")),
        raters=codes.raters,
        level=level,
        ordered=level != "nominal" if ordered is None else ordered,
        scores=scores,
        confidence=options.get("confidence", 0.95),
        anonymous=options.get("anonymous", False),
        draws=options.get("draws", DRAWS),
        seed=options.get("seed", SEED),
        violating=None if violating is None else tuple(map(bool, violating)),
        interval=interval,
    )


def over(measure: Callable[[Sample], Estimate]) -> Callable[..., Estimate]:
    """Return the measure as a function of codes and options."""

    def compute(codes: Codes, **options: Unpack[Options]) -> Estimate:
        return measure(sample(codes, **options))

    return compute


def estimate(
    given: Sample,
    statistic: Statistic,
    *,
    patterns: Patterns | None = None,
    drawn: Posterior | None = None,
    freed: int = 1,
    label: str = "",
    needs_positives: bool = True,
) -> Estimate:
    """Compute a coefficient with its standard error and its interval, or say why not.

    Args:
        given: The judgments.
        statistic: The coefficient.
        patterns: Where the measure looks at other patterns than ``given.patterns``.
        drawn: The drawn histograms that go with them.
        freed: 1 where the variance is divided by n - 1, 0 where by n.
        label: What ``method`` says of the coefficient, such as its weights.
        needs_positives: With hardly any unit flagged there is no interval.
    """
    if patterns is None:
        patterns, drawn = given.patterns, given.posterior
    if (missing := nothing_to_compare(given)) is not None:
        return missing
    top, bottom = statistic.fraction(patterns, patterns.mass[None])
    if bottom[0] <= _NOTHING:
        if given.q == 1:
            note = _("Chance explains all agreement: only one category is declared.")
        else:
            note = _("Chance explains all agreement: all answers are the same.")
        return given.undefined("no_variation", note)
    value = float(top[0] / bottom[0])
    if given.units == 1:
        return Estimate(
            value=value,
            n=1,
            confidence=given.confidence,
            method=label,
            note=_("One unit only: no standard error and no interval."),
            flags=("single_unit", "low_information"),
        )
    se = patterns.standard_error(statistic.influence(patterns), freed=freed)
    flags, note = [], ""
    low: float | None
    high: float | None
    if needs_positives and given.flagged is not None and given.flagged < TOO_FEW:
        low, high, how = None, None, ""
        flags.append("too_few_positives")
        note = _("Fewer than {n} units were found violating by anyone: no interval.").format(
            n=TOO_FEW
        )
    elif drawn is not None:
        low, high = _quantiles(statistic, drawn, value, given.confidence)
        how = drawn.method
    else:
        low, high, how = _student(value, se, patterns, given.confidence)
    return Estimate(
        value=value,
        n=given.units,
        low=low,
        high=high,
        confidence=given.confidence,
        method=", ".join(filter(None, (label, how))),
        note=note,
        se=se,
        flags=(*flags, *information(given, low, high, beyond_chance=needs_positives)),
    )


def nothing_to_compare(given: Sample) -> Estimate | None:
    """Say why there is no agreement at all to speak of, if so."""
    if given.patterns.n == 0:
        return given.undefined("no_data", _("No unit was judged."))
    if given.units == 0:
        return given.undefined("no_pairs", _("No unit was judged twice."))
    return None


def information(
    given: Sample, low: float | None, high: float | None, *, beyond_chance: bool = False
) -> tuple[str, ...]:
    """Return the flags that say how little a figure rests on.

    Over more patterns of answers than two raters have in two categories, a coefficient that takes
    chance off covers too seldom where hardly anyone disagreed, however short its interval.
    """
    flags = []
    few = given.disagreements < FEW_DISAGREEMENTS
    if few:
        flags.append("degenerate_ci")
    wide = low is not None and high is not None and high - low >= WIDE
    thin = few and beyond_chance and max(given.q, given.raters) > 2  # noqa: PLR2004
    if given.units < LITTLE or wide or thin:
        flags.append("low_information")
    return tuple(flags)


def _quantiles(
    statistic: Statistic, drawn: Posterior, value: float, confidence: float
) -> tuple[float, float]:
    """Return the quantiles over the drawn histograms, extended to contain the estimate."""
    top, bottom = statistic.fraction(drawn.patterns, drawn.masses)
    defined = bottom > _NOTHING
    if not defined.any():
        return value, value
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(top[defined] / bottom[defined], tails)
    return min(float(low), value), max(float(high), value)


def _student(
    value: float, se: float | None, patterns: Patterns, confidence: float
) -> tuple[float | None, float | None, str]:
    """Return the t interval, for histograms too large to be drawn."""
    if se is None:
        return None, None, ""
    df = (patterns.cells.clusters if patterns.cells else patterns.n) - 1
    half = _t(df, (1 + confidence) / 2) * se
    return max(value - half, -1.0), min(value + half, 1.0), f"delta method, t with {df} df"


@lru_cache(maxsize=256)
def _t(df: int, p: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, p))
