"""What a plan would draw and what that could show: counted, nothing is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.people import Traits, tidy
from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.assign import doubled
from reviewer_audit.sampling.draw import Frame, Stratum, wanted
from reviewer_audit.sampling.passing import Passing, chance_of_wrong_verdict, if_true, sweep
from reviewer_audit.sampling.plan import Allocation, Method, SamplePlan
from reviewer_audit.sampling.size import tolerated_errors, zero_failure_size
from reviewer_audit.services import assigning, sampling
from reviewer_audit.services.assigning import Crew, Uncovered
from reviewer_audit.services.planning import Codes, Ground, Wish, plan_for
from reviewer_audit.services.projects import Project
from reviewer_audit.stats.intervals import wilson
from reviewer_audit.stats.verdict import critical_counts, each_verdict

__all__ = ["Outlook", "Passing", "SliceLine", "half_width", "look"]

Floats = NDArray[np.float64]
PROOFS = 5  # errors with which the size for showing the target is told
EVEN = 0.99  # share of the sample that is left where decisions weigh almost the same


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceLine:
    """What one slice would give; ``sampled`` is an expectation where the draw is not by it."""

    cell: tuple[str, ...]
    population: int
    sampled: float
    margin: float | None  # half the width of its interval at the target


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """What a plan would draw and what that could show."""

    wish: Wish
    ground: Ground
    sampled: int
    population: int
    items: float
    items_exact: bool
    strata: tuple[Stratum, ...]
    without: int  # strata that get none
    weighted: bool  # some decisions stand for many more than others
    margin: float  # of the rate of decisions like these
    margin_here: float  # of the rate of exactly these decisions
    chance_of_wrong_verdict: float
    errors_allowed: int  # -1: not even without an error
    zero_errors_size: int
    speaks_for: int  # decisions of a simple draw that would say as much; 0: nothing can be said
    passing: tuple[Passing, ...]  # how often it would lead to which verdict, by what may be true
    proofs: tuple[tuple[int, int], ...]  # (errors, fewest decisions) that show the target
    graded_twice: int
    load: tuple[int, int]  # fewest and most items of an auditor
    is_even: bool  # everybody named can take everything and has as much time
    uncovered: tuple[Uncovered, ...]  # decisions that nobody named can take
    slices: tuple[SliceLine, ...]
    slices_by: str
    slices_exact: bool


def look(store: Project, ground: Ground, wish: Wish, by: str = "") -> Outlook:
    """Say what a plan would draw, and what that could show.

    Args:
        store: asked only where Neyman's allocation needs the errors of earlier rounds.
        ground: what can be drawn from.
        wish: the plan.
        by: the role to show the draw by; the strata where none is named.

    Raises:
        SampleError: the plan asks for what the frame cannot give.
    """
    plan = plan_for(wish)
    cells, index = _crossed(ground, plan.roles)
    sizes = np.bincount(index, minlength=len(cells)).astype(np.int64)
    if not ground.population:
        message = _("There is no decision to draw from.")
        raise SampleError(message, _("Nothing was drawn. Bring in decisions first."))
    spread = _spread(store, ground, plan, cells)
    counts = wanted(plan, sizes, plan.size, np.zeros(len(cells), np.int64), spread)
    rates = counts / np.maximum(sizes, 1)
    items, items_exact = _items(ground, rates[index])
    twice = doubled(round(items), plan.overlap) if plan.auditors else 0
    effective = _effective(sizes, counts)
    whole = max(1, round(effective)) if effective else 0
    sure = each_verdict(ground.confidence, plan.looks)
    allowed = _errors_allowed(int(counts.sum()), whole, ground.target, sure)
    strata = tuple(
        Stratum(
            cell=dict(zip(plan.roles, cell, strict=True)),
            population=int(sizes[h]),
            sampled=int(counts[h]),
        )
        for h, cell in enumerate(cells)
    )
    crew = _crew(store, ground, plan)
    slices, exact = _slices(ground, plan, by, index, strata)
    return Outlook(
        wish=wish,
        ground=ground,
        sampled=int(counts.sum()),
        population=ground.population,
        items=items,
        items_exact=items_exact,
        strata=strata,
        without=int((counts == 0).sum()),
        weighted=effective < EVEN * counts.sum(),
        margin=half_width(effective, ground),
        margin_here=half_width(_effective(sizes, counts, here=True), ground),
        chance_of_wrong_verdict=(
            chance_of_wrong_verdict(whole, ground.target, sure) if whole else 0.0
        ),
        errors_allowed=allowed,
        zero_errors_size=zero_failure_size(round(1 - ground.target, 9), sure),
        speaks_for=whole,
        passing=_passing(whole, ground.target, sure),
        proofs=_proofs(ground.target, sure),
        graded_twice=twice,
        load=_loads(round(items) + twice, len(plan.auditors)),
        is_even=crew is None or crew.is_alike,
        uncovered=_uncovered(ground, crew) if crew is not None else (),
        slices=slices,
        slices_by=by,
        slices_exact=exact,
    )


@lru_cache(maxsize=64)
def _passing(whole: int, target: float, confidence: float) -> tuple[Passing, ...]:
    return if_true(sweep(target), whole, target, confidence) if whole else ()


@lru_cache(maxsize=8)
def _proofs(target: float, confidence: float) -> tuple[tuple[int, int], ...]:
    return tolerated_errors(target, PROOFS, confidence)


def half_width(effective: float, ground: Ground) -> float:
    """Return how far the interval is expected to reach to either side, at the target."""
    if not effective:
        return 1.0
    if not isfinite(effective):
        return 0.0
    low, high = wilson(ground.target * effective, effective, ground.confidence)
    return float(high - low) / 2


def _crossed(ground: Ground, roles: Sequence[str]) -> tuple[list[tuple[str, ...]], Codes]:
    """Return the cells of crossed roles in the order of a draw, and each decision's cell."""
    missing = [role for role in roles if not ground.has(role)]
    if missing and ground.population:
        message = _("No decision here has a value for {missing}.").format(
            missing=", ".join(missing)
        )
        raise SampleError(message, _("Nothing was drawn. Choose by what else to share the draw."))
    index = np.zeros(ground.population, np.int64)
    for role in roles if ground.population else ():
        index = index * len(ground.values[role]) + ground.codes[role]
    found, place = np.unique(index, return_inverse=True)
    cells = []
    for code in found.tolist():
        cell, rest = [], code
        for role in reversed(roles):
            rest, at = divmod(rest, len(ground.values[role]))
            cell.append(ground.values[role][at])
        cells.append(tuple(reversed(cell)))
    return cells, place.astype(np.int32)


def _spread(
    store: Project, ground: Ground, plan: SamplePlan, cells: Sequence[tuple[str, ...]]
) -> list[float] | None:
    if plan.allocation is not Allocation.NEYMAN or not plan.roles:
        return None
    if plan.roles not in ground.spreads:
        frame = Frame((), np.zeros(0, np.int32), tuple(cells))
        with store.read() as tx:
            ground.spreads[plan.roles] = sampling.spread_of(tx, plan, frame)
    return ground.spreads[plan.roles]


def _crew(store: Project, ground: Ground, plan: SamplePlan) -> Crew | None:
    if not plan.auditors:
        return None
    with store.read() as tx:
        return assigning.crew(tx, plan.auditors, due=ground.due)


def _uncovered(ground: Ground, crew: Crew) -> tuple[Uncovered, ...]:
    """Count the decisions that nobody named can take, by what their columns say.

    Topics declared in a column of context are looked at by the draw alone.
    """
    if crew.is_alike:
        return ()
    roles = [role for role in ("language", "queue", "item_type") if ground.has(role)]
    cells, index = _crossed(ground, roles)
    sizes = np.bincount(index, minlength=len(cells)).tolist()
    said = [dict(zip(roles, cell, strict=True)) for cell in cells]
    traits = [
        Traits(
            language=one.get("language", ""),
            queues=tidy([one.get("queue", "")]),
            topics=tidy([one.get("item_type", "")]),
        )
        for one in said
    ]
    return assigning.summed(
        (one, n) for one, n in zip(traits, sizes, strict=True) if not crew.able(one)
    )


def _items(ground: Ground, chance: Floats) -> tuple[float, bool]:
    """Return how many items a draw touches: decisions on the same item are graded once."""
    if ground.items == ground.population:
        return float(chance.sum()), True
    with np.errstate(divide="ignore"):
        missed = np.bincount(ground.item, np.log1p(-np.minimum(chance, 1.0)), ground.items)
    return float((1 - np.exp(missed)).sum()), bool((chance >= 1).all())


def _effective(sizes: NDArray[Any], counts: NDArray[Any], *, here: bool = False) -> float:
    """Return how large a simple draw would say as much; 0 where a cell gives none.

    ``here`` asks about exactly these decisions: what is drawn is then no longer uncertain.
    """
    if not len(sizes) or (counts == 0).any():
        return 0.0
    share = sizes / sizes.sum()
    loss = share * share / counts
    if here:
        loss = loss * (1 - counts / sizes) * sizes / np.maximum(sizes - 1, 1)
    total = float(loss.sum())
    return 1 / total if total > 0 else float("inf")


def _errors_allowed(sampled: int, whole: int, target: float, sure: float) -> int:
    if not whole:
        return -1
    meets, _below = critical_counts(whole, target, sure)
    spare = whole - int(meets)
    return spare if spare < 0 else int(spare * sampled / whole)


def _loads(total: int, auditors: int) -> tuple[int, int]:
    return (total // auditors, -(-total // auditors)) if auditors else (0, 0)


def _slices(
    ground: Ground, plan: SamplePlan, by: str, index: Codes, strata: Sequence[Stratum]
) -> tuple[tuple[SliceLine, ...], bool]:
    """Return the draw by its strata or by a role, expected where it is left to chance."""
    if not by or not ground.has(by):
        cells = (tuple(s.cell.values()) for s in strata)
        lines = zip(cells, strata, strict=True)
        return tuple(_slice(ground, c, s.population, s.sampled) for c, s in lines), True
    names = ground.values[by]
    both = np.bincount(
        index.astype(np.int64) * len(names) + ground.codes[by],
        minlength=len(strata) * len(names),
    ).reshape(len(strata), len(names))
    chances = np.array([s.sampled / max(s.population, 1) for s in strata])
    found = zip(names, both.sum(axis=0).tolist(), (chances @ both).tolist(), strict=True)
    exact = by in plan.roles or plan.method is Method.ALL
    return tuple(_slice(ground, (name,), n_all, n) for name, n_all, n in found), exact


def _slice(ground: Ground, cell: tuple[str, ...], population: int, sampled: float) -> SliceLine:
    margin = half_width(sampled, ground) if sampled >= 1 else None
    return SliceLine(cell=cell, population=population, sampled=sampled, margin=margin)
