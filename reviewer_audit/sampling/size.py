"""How many decisions an audit needs, and what that many can show."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, isfinite, sqrt

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.passing import chance_of_wrong_verdict
from reviewer_audit.stats import hypergeometric
from reviewer_audit.stats.intervals import quantile, wilson

LARGEST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePlan:
    """The numbers of a planned audit.

    ``size`` counts decisions to draw, ``effective`` those of a simple draw that can all be judged
    and say as much; ``interval_size`` is what keeps the interval itself within the margin asked
    for. The other numbers are those of ``effective`` decisions.
    """

    size: int
    effective: int
    interval_size: int | None
    margin: float
    confidence: float
    design: str
    errors_allowed: tuple[tuple[int, int], ...]
    power: float | None
    chance_of_wrong_verdict: float | None


def _share(name: str, value: float) -> None:
    if not (isfinite(value) and 0 < value < 1):
        message = _("The {name} {value:g} is not a share between 0 and 1.").format(
            name=name, value=value
        )
        raise SampleError(message)


def cochran(
    margin: float, expected: float = 0.5, confidence: float = 0.95, population: int | None = None
) -> float:
    """Return the textbook size for a margin, not rounded (Cochran 1977)."""
    z = quantile(confidence)
    size = z * z * expected * (1 - expected) / (margin * margin)
    return size / (1 + (size - 1) / population) if population else size


def cochran_size(
    margin: float,
    expected: float = 0.5,
    confidence: float = 0.95,
    population: int | None = None,
    *,
    deff: float = 1.0,
    gradable: float = 1.0,
) -> int:
    """Return the textbook size in whole decisions, rounded up once, at the very end.

    ``deff`` is the design effect, ``gradable`` the share of drawn decisions that can be judged.
    """
    size = cochran(margin, expected, confidence, population) * deff / gradable
    return ceil(round(size, 9))


def half_width(
    size: int, expected: float, confidence: float = 0.95, population: int | None = None
) -> float:
    """Return how far the interval is expected to reach to either side."""
    effective = _effective(size, population)
    if not isfinite(effective):
        return 0.0
    low, high = wilson(expected * effective, effective, confidence)
    return float(high - low) / 2


def _effective(size: int, population: int | None) -> float:
    if population is None:
        return float(size)
    return size * (population - 1) / (population - size) if size < population else float("inf")


def size_for_margin(
    margin: float, expected: float = 0.5, confidence: float = 0.95, population: int | None = None
) -> int:
    """Return the fewest decisions for a margin.

    The textbook size promises too much near 1, where the score interval is wider: the larger of
    the two is the answer. With a population it is the margin about exactly these decisions.
    """
    _share("margin", margin)
    _share("confidence", confidence)
    size = ceil(round(cochran(margin, expected, confidence, population), 9))
    top = population or LARGEST
    low, high = max(1, min(size, top)), top
    if half_width(low, expected, confidence, population) <= margin:
        return low
    while low < high:
        middle = (low + high) // 2
        if half_width(middle, expected, confidence, population) <= margin:
            high = middle
        else:
            low = middle + 1
    return low


def zero_failure_size(defects: float, confidence: float = 0.95) -> int:
    """Return the fewest decisions that, all right, show that fewer than ``defects`` are wrong."""
    return demonstration_size(defects, 0, confidence)


def demonstration_size(
    defects: float, errors: int, confidence: float = 0.95, population: int | None = None
) -> int:
    """Return the fewest decisions that show it even with so many errors among them.

    With a population it is about exactly its decisions (hypergeometric): the first number of
    errors that would be too many, ``defects`` of them rounded up, must be this unlikely to show so
    few. A population too small to show it with errors among those seen is taken whole. These are
    the audit standards' tables, which count the limit itself as too many; a verdict, for which
    such a batch meets its target, needs a few decisions less.
    """
    from scipy.special import bdtr

    _share(_("share of errors"), defects)
    risk = 1 - confidence
    low, high = errors, max(1, errors + 1)
    if population is not None:
        bad = ceil(population * Fraction(str(round(defects, 12))))

        def unlikely(size: int) -> bool:
            whole = size >= population
            return whole or bool(hypergeometric.at_most(errors, size, bad, population) <= risk)

    else:

        def unlikely(size: int) -> bool:
            return bool(bdtr(errors, size, defects) <= risk)

    while not unlikely(high):
        low, high = high, high * 2
        if high > LARGEST:
            message = _("No audit of a practical size can show this.")
            raise SampleError(message, _("Choose a lower target or a lower confidence."))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if unlikely(middle) else (middle, high)
    return high if population is None else min(high, population)


def tolerated_errors(
    target: float, upto: int, confidence: float = 0.95, population: int | None = None
) -> tuple[tuple[int, int], ...]:
    """Return (errors, fewest decisions) pairs with which a target is still shown to be met.

    Of a population only those numbers of errors that leave the target in reach.
    """
    room = 1 - Fraction(str(target))
    most = upto if population is None else min(upto, ceil(population * room) - 1)
    return tuple(
        (k, demonstration_size(float(room), k, confidence, population)) for k in range(most + 1)
    )


def attribute_size(tolerable: Fraction, expected: Fraction, risk: float) -> int:
    """Return the size of an attribute test that allows for errors at an expected rate (AICPA)."""
    from scipy.special import bdtr

    for size in range(1, 100_000):
        if bdtr(ceil(size * expected), size, float(tolerable)) <= risk:
            return size
    message = _("The expected errors are too close to the tolerable ones.")
    raise SampleError(message)


def size_to_tell_apart(
    first: float, second: float, chance: float = 0.8, confidence: float = 0.95
) -> int:
    """Return how many decisions of each of two vendors tell their rates apart.

    Two-sided test of two independent shares (Fleiss, Levin & Paik 2003, formula 4.14, without
    continuity correction).
    """
    _share(_("rate"), first)
    _share(_("rate to compare with"), second)
    if first == second:
        message = _("No audit tells {first:g} from {second:g}.").format(first=first, second=second)
        raise SampleError(message, _("Choose another rate to compare with."))
    mean = (first + second) / 2
    spread = first * (1 - first) + second * (1 - second)
    apart = quantile(confidence) * sqrt(2 * mean * (1 - mean))
    return ceil(((apart + quantile(chance, sides=1) * sqrt(spread)) / (first - second)) ** 2)


def chance_to_tell_apart(size: int, first: float, second: float, confidence: float = 0.95) -> float:
    """Return the power of that test with so many decisions of each vendor."""
    from scipy.special import ndtr

    mean = (first + second) / 2
    spread = first * (1 - first) + second * (1 - second)
    apart = quantile(confidence) * sqrt(2 * mean * (1 - mean))
    return float(ndtr((abs(first - second) * sqrt(size) - apart) / sqrt(spread)))


def plan(
    *,
    target: float = 0.95,
    margin: float | None = None,
    population: int | None = None,
    chance: float = 0.8,
    versus: float | None = None,
    errors_allowed: int | None = None,
    confidence: float = 0.95,
    sure: float | None = None,
    size: int | None = None,
    deff: float = 1.0,
    gradable: float = 1.0,
) -> SizePlan:
    """Return what an audit needs: the largest of the sizes that were asked for.

    The size for a margin is the textbook one (Cochran 1977); ``margin`` of the answer is the
    expected reach of the score interval, which is a little wider near 1: ``interval_size``
    keeps the interval itself within.

    Args:
        target: the rate to be shown.
        margin: how far the interval may reach to either side; 0.02 where nothing is asked for.
        population: decisions in the frame; everything then is about exactly these.
        chance: of telling ``versus`` from the target.
        versus: the rate of another vendor, to be told from the target; the size is for each.
        errors_allowed: how many errors the sample may hold and still show the target.
        confidence: of the interval (two sides) and of the verdict (one side).
        sure: the confidence of each verdict, where several looks share the risk.
        size: a size to look at, instead of any of these.
        deff: design effect: how many times as many decisions the design takes as a simple draw.
        gradable: share of the drawn decisions that can be judged.
    """
    for name, value in (("target", target), ("confidence", confidence), ("power", chance)):
        _share(name, value)
    _check(population, size, deff, gradable)
    sizes: list[float] = []
    if versus is not None:
        sizes.append(size_to_tell_apart(target, versus, chance, confidence))
    sure = confidence if sure is None else sure
    upto = 5 if errors_allowed is None else errors_allowed
    allowed = tolerated_errors(target, upto, sure, population)
    if errors_allowed is not None:
        if len(allowed) <= errors_allowed:
            message = _(
                "{errors_allowed} errors in {population} decisions already miss the target."
            ).format(errors_allowed=errors_allowed, population=population)
            raise SampleError(message, _("Allow fewer errors."))
        sizes.append(allowed[-1][1])
    inside = None
    if margin is not None or not (sizes or size):
        wanted = 0.02 if margin is None else margin
        _share("margin", wanted)
        sizes.append(cochran(wanted, target, confidence, population))
        inside = size_for_margin(wanted, target, confidence, population)
    raised = deff / gradable
    chosen = size or ceil(round(max(sizes) * raised, 9))
    if population is not None:
        chosen = min(chosen, population)
    effective = max(1, floor(round(chosen / raised, 9)))
    return SizePlan(
        size=chosen,
        effective=effective,
        interval_size=(
            None if inside is None else min(ceil(round(inside * raised, 9)), population or LARGEST)
        ),
        margin=half_width(effective, target, confidence, population),
        confidence=confidence,
        design="simple random" if population is None else f"simple random of {population}",
        errors_allowed=allowed,
        power=(
            None if versus is None else chance_to_tell_apart(effective, target, versus, confidence)
        ),
        chance_of_wrong_verdict=chance_of_wrong_verdict(effective, target, sure, population),
    )


def _check(population: int | None, size: int | None, deff: float, gradable: float) -> None:
    if population is not None and population < 1:
        message = _("The population holds no decision.")
        raise SampleError(message)
    if size is not None and size < 1:
        message = _("A sample of {size} decisions says nothing.").format(size=size)
        raise SampleError(message)
    if not (isfinite(deff) and deff > 0):
        message = _("The design effect {deff:g} lies above 0.").format(deff=deff)
        raise SampleError(message)
    if not 0 < gradable <= 1:
        message = _(
            "The share that can be judged, {gradable:g}, lies above 0 and is at most 1."
        ).format(gradable=gradable)
        raise SampleError(message)
