"""Who judges and who only clicks: model-based, beside adjudicated truth, never for it.

MACE (Hovy, Berg-Kirkpatrick, Vaswani & Hovy 2013, "Learning whom to trust with MACE", NAACL-HLT):
an item has one true label, each label as likely as any other. A grader knows it with probability
theta, the grader's competence, and then says so; otherwise the answer is drawn from xi, a habit of
this grader that has nothing to do with the item. So P(grader g says l | k is true) is
theta_g [k = l] + (1 - theta_g) xi_g(l). Dawid & Skene's model is the better one where graders
confuse particular labels; this one has far fewer parameters and cannot swap labels.

That each label is as likely as any other is a strong word where one of them is rare. With 5 % of
items violating, three graders who are right in 97, 95 and 90 % come out at 0.16, 0.21 and 0.29:
far too low, and in the wrong order; Dawid & Skene find all three. So uneven answers are marked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.stats.coding import Codes, Floats
from reviewer_audit.stats.latent import Counts, counted, expect, not_identifiable, per_unit
from reviewer_audit.stats.measure import Estimate

SMOOTHING, STARTS, SEED = 0.1, 10, 20
UNEVEN = 0.7  # share of one label among all answers
TOO_LOW = N_(
    "One label makes more than 70 % of the answers. The model takes "
    "all labels for equally likely and comes out too low here, even in "
    "the wrong order."
)
_TOLERANCE, _ROUGHLY, _STEPS = 1e-9, 1e-7, 5000  # of the model, of a draw for its intervals


@dataclass(frozen=True, kw_only=True)  # no slots: what is derived is kept
class Mace:
    """The fitted model.

    ``competence[g]`` is how often grader g knows (theta), ``habit[g][l]`` how often g says l when
    not (xi); both NaN for a grader without an answer. ``answers[g]`` counts the answers of g.
    ``truth[p][k]`` is how likely k is true of an item with pattern p.
    """

    codes: Codes
    competence: Floats
    habit: Floats
    answers: Floats
    truth: Floats
    loglik: float
    steps: int
    n: int
    flags: tuple[str, ...] = ()

    @cached_property
    def posterior(self) -> Floats:
        """Return how likely each label is true of each item: items x labels, NaN: unjudged."""
        return per_unit(self.codes, self.truth)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    competence: Floats
    habit: Floats
    truth: Floats
    loglik: float
    reached: float
    steps: int
    settled: bool


def _says(competence: Floats, habit: Floats) -> Floats:
    """Return the chance of each answer: true label x grader x answer."""
    known = competence[:, None] * np.eye(habit.shape[1])[:, None]
    return np.asarray(known + (1 - competence)[:, None] * habit)


def _maximise(
    together: Floats, competence: Floats, habit: Floats, smoothing: float
) -> tuple[Floats, Floats]:
    """Return competence and habit from the expected answers: true label x grader x answer.

    Only an answer that is the true label can have been known; it was with probability
    theta / (theta + (1 - theta) xi).
    """
    right = np.einsum("kgk->gk", together)
    guessed = (1 - competence)[:, None] * habit
    total = competence[:, None] + guessed
    known = right * np.divide(competence[:, None], total, out=np.zeros_like(total), where=total > 0)
    blind = together.sum(axis=0) - known
    knows, guesses = known.sum(axis=1), blind.sum(axis=1)
    whole = knows + guesses + 2 * smoothing
    theta = np.divide(knows + smoothing, whole, out=np.full_like(whole, 0.5), where=whole > 0)
    q = habit.shape[1]
    rest = (guesses + q * smoothing)[:, None]
    xi = np.divide(blind + smoothing, rest, out=np.full_like(habit, 1 / q), where=rest > 0)
    return theta, xi


def _climb(
    counts: Counts,
    begun: tuple[Floats, Floats],
    units: Floats,
    smoothing: float,
    *,
    tolerance: float = _TOLERANCE,
) -> _Run:
    """Alternate both steps until the (penalised) log likelihood stands still."""
    competence, habit = begun
    even = np.full(counts.q, 1 / counts.q)
    last, steps, settled = -np.inf, 0, False
    truth, each = expect(counts, even, _says(competence, habit))
    reached = loglik = float(units @ each)
    while not settled and steps < _STEPS:
        steps += 1
        weighted = truth * units[:, None]
        together = (weighted.T @ counts.answers).reshape(counts.q, counts.graders, counts.q)
        competence, habit = _maximise(together, competence, habit, smoothing)
        truth, each = expect(counts, even, _says(competence, habit))
        last, reached = reached, float(units @ each)
        loglik = reached
        if smoothing:
            prior = np.log(competence) + np.log1p(-competence) + np.log(habit).sum(axis=1)
            reached += smoothing * float(prior.sum())
        settled = steps > 1 and reached - last < tolerance * max(1.0, abs(reached))
    return _Run(
        competence=competence,
        habit=habit,
        truth=truth,
        loglik=loglik,
        reached=reached,
        steps=steps,
        settled=settled,
    )


def _begin(counts: Counts, rng: np.random.Generator | None) -> tuple[Floats, Floats]:
    """Return where a climb starts: even chances, or at random."""
    graders, q = counts.graders, counts.q
    if rng is None:
        return np.full(graders, 0.5), np.full((graders, q), 1 / q)
    return rng.random(graders), rng.dirichlet(np.ones(q), graders)


def _graders(codes: Codes, graders: Sequence[int] | None) -> tuple[int, ...]:
    who = tuple(range(codes.raters)) if graders is None else tuple(graders)
    if len(who) != codes.raters:
        message = f"one grader for each of the {codes.raters} rows"
        raise ValueError(message)
    return who


def mace(
    codes: Codes,
    *,
    graders: Sequence[int] | None = None,
    smoothing: float = SMOOTHING,
    starts: int = STARTS,
    seed: int = SEED,
) -> Mace | Estimate:
    """Fit the model by EM on the distinct patterns of answers (Hovy et al. 2013).

    Args:
        codes: the answers, one row per rater and occasion.
        graders: who gave each row, from 0; each row another where absent. A grader may answer
            an item several times.
        smoothing: added to every expected count before it is divided, as in the paper; 0 is the
            plain likelihood.
        starts: climbs, the first from even chances and the others at random; the best is kept.
        seed: of the random starts (PCG64).

    Returns:
        The model; an undefined estimate where the answers cannot tell who knows: no answers, one
        label, fewer than three graders an item on average, graders who share no item.

    Raises:
        ValueError: not one grader for each row of the codes.
    """
    who = _graders(codes, graders)
    if not codes.raters or not (codes.values < codes.q).any():
        return Estimate.undefined("no_data", _("No unit was judged."))
    counts = counted(codes, who)
    n = round(float(counts.units.sum()))
    if note := not_identifiable(counts):
        return Estimate.undefined("not_identifiable", note, n=n)
    rng = np.random.Generator(np.random.PCG64(seed))
    best = _climb(counts, _begin(counts, None), counts.units, smoothing)
    for _turn in range(starts - 1):
        run = _climb(counts, _begin(counts, rng), counts.units, smoothing)
        if run.reached > best.reached + 1e-6:
            best = run
    answers = (counts.units @ counts.answers).reshape(counts.graders, counts.q).sum(axis=1)
    silent = answers == 0
    return Mace(
        codes=codes,
        competence=np.where(silent, np.nan, best.competence),
        habit=np.where(silent[:, None], np.nan, best.habit),
        answers=answers,
        truth=best.truth,
        loglik=best.loglik,
        steps=best.steps,
        n=n,
        flags=() if best.settled else ("not_converged",),
    )


def competences(
    codes: Codes,
    *,
    graders: Sequence[int] | None = None,
    smoothing: float = SMOOTHING,
    draws: int = 200,
    seed: int = SEED,
    confidence: float = 0.95,
) -> tuple[Estimate, ...]:
    """Return the competence of each grader with an interval; ``n`` is the answers it rests on.

    The patterns are drawn anew (Dirichlet weights, the Bayesian bootstrap of Rubin 1981) and the
    model climbs again from where it stood. Undefined for a grader without an answer, and for all
    where the model is.

    Raises:
        ValueError: not one grader for each row of the codes.
    """
    who = _graders(codes, graders)
    fitted = mace(codes, graders=who, smoothing=smoothing, seed=seed)
    if isinstance(fitted, Estimate):
        return (fitted,) * (max(who, default=-1) + 1)
    counts = counted(codes, who)
    silent = fitted.answers == 0
    begun = (
        np.where(silent, 0.5, fitted.competence),
        np.where(silent[:, None], 1 / codes.q, fitted.habit),
    )
    rng = np.random.Generator(np.random.PCG64(seed))
    found = np.empty((draws, counts.graders))
    for k in range(draws):
        units = rng.standard_gamma(counts.units)
        units *= fitted.n / units.sum()
        found[k] = _climb(counts, begun, units, smoothing, tolerance=_ROUGHLY).competence
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = np.quantile(found, tails, axis=0)
    given = (counts.units @ counts.answers).reshape(counts.graders, counts.q).sum(axis=0)
    uneven = float(given.max() / given.sum()) > UNEVEN
    method = f"MACE, Bayesian bootstrap, {draws} draws, PCG64 seed {seed}"
    out = []
    for value, n, a, b in zip(fitted.competence, fitted.answers, low, high, strict=True):
        if n == 0:
            note = _("This grader gave no answer.")
            out.append(Estimate.undefined("no_data", note, confidence=confidence))
            continue
        out.append(
            Estimate(
                value=float(value),
                n=round(float(n)),
                low=min(float(a), float(value)),
                high=max(float(b), float(value)),
                confidence=confidence,
                method=method,
                note=translated(TOO_LOW) if uneven else "",
                flags=("model_based", *(("uneven_labels",) if uneven else ()), *fitted.flags),
            )
        )
    return tuple(out)
