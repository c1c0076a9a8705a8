"""How often a plan leads to which verdict: the verdict's own rule, followed over every count."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.stats import hypergeometric
from reviewer_audit.stats.verdict import at_least, at_most, critical_counts, nearest_counts

STEPS = 25  # of a curve, to the errors that the target leaves room for
AROUND = (2.0, 1.5, 1.2, 1.0, 0.8, 0.6, 0.4, 0.2)  # times the errors that a target leaves room for


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """The chances of each verdict if ``truth`` of the decisions are right."""

    truth: float
    meets: float
    below: float
    inconclusive: float


def around(target: float) -> tuple[float, ...]:
    """Return truths worth asking about: twice as many errors as the target allows, to a fifth."""
    return tuple(max(0.0, round(1 - times * (1 - target), 9)) for times in AROUND)


def sweep(target: float) -> tuple[float, ...]:
    """Return the truths of a curve, for 95 % from 85 % to 99 % by a fifth of a point.

    From three times the errors that the target leaves room for to a fifth of them; the target
    itself is one of them.
    """
    step = (1 - target) / STEPS
    truths = (round(target + at * step, 12) for at in range(-2 * STEPS, 4 * STEPS // 5 + 1))
    return tuple(truth for truth in truths if truth >= 0)


def if_true(
    truths: Iterable[float],
    size: int,
    target: float,
    confidence: float = 0.95,
    population: int | None = None,
) -> tuple[Passing, ...]:
    """Return how often a simple draw leads to each verdict, exactly.

    The rule is that of the verdict. Counts are binomial; with a population hypergeometric, its
    errors rounded to whole ones.

    Args:
        truths: shares of decisions that may really be right.
        size: decisions in the sample.
        target: the declared target.
        confidence: of the verdict, one side.
        population: decisions in the frame, where the verdict is about exactly these.

    Raises:
        SampleError: a truth is no share, or there is no sample.
    """
    if size < 1 or (population is not None and size > population):
        message = _("A sample of {size} cannot be drawn.").format(size=size)
        raise SampleError(message)
    meets, below = critical_counts(size, target, confidence, population)
    out = []
    for truth in truths:
        if not (isfinite(truth) and 0 <= truth <= 1):
            message = _("The truth {truth:g} is not a share between 0 and 1.").format(truth=truth)
            raise SampleError(message)
        if population is None:
            high, low = float(at_least(meets, size, truth)), float(at_most(below, size, truth))
        else:
            right = population - round(population * (1 - truth))
            high = float(hypergeometric.at_least(meets, size, right, population))
            low = float(hypergeometric.at_most(below, size, right, population))
        out.append(
            Passing(truth=truth, meets=high, below=low, inconclusive=max(0.0, 1 - high - low))
        )
    return tuple(out)


def chance_of_wrong_verdict(
    size: int, target: float, confidence: float = 0.95, population: int | None = None
) -> float:
    """Return the larger risk of a wrong Meets or a wrong Below, right at the target.

    A population holds whole errors: Meets is wrong from the first number of errors on that is
    more than the target leaves room for, Below up to the last that fits in.
    """
    meets, below = critical_counts(size, target, confidence, population)
    if population is None:
        return float(max(at_least(meets, size, target), at_most(below, size, target)))
    short, enough = nearest_counts(population, target)
    over = hypergeometric.at_least(meets, size, short, population)
    return float(max(over, hypergeometric.at_most(below, size, enough, population)))
