"""Reviewers, teams or vendors beside each other: who differs more than their numbers explain."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData, Float64
from reviewer_audit.reports.people_places import CELLS, DRAWS, SEED, places
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.scores import SMALL, slices
from reviewer_audit.reports.targets import PERSONS
from reviewer_audit.stats import funnel, shrinkage
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.design import OTHER_REVIEWERS, PROCESS, Grouping
from reviewer_audit.stats.measure import Estimate

MANY = 10  # lines from which limits may allow for the spread between them
RARE = 0.05  # below this chance, spread beyond sampling is taken as real
_CURVE = 60  # points along a limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One pair of funnel limits as a curve over the number of decisions.

    ``kind`` is ``exact`` (binomial), ``normal``, or ``additive`` (with the variance between lines).
    """

    confidence: float
    kind: str
    n: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the curve as lists."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How much lines differ beyond chance.

    ``phi`` is the mean squared z score on the arcsine scale, ``tau2`` the variance between lines
    there, ``chance`` how often chance alone makes phi as large.
    """

    phi: float
    tau2: float
    chance: float
    lines: int

    @property
    def real(self) -> bool:
        """Tell whether enough lines differ by more than chance explains.

        Of a few lines one that stands out would widen the limits that are to show it.
        """
        return self.lines >= MANY and self.tau2 > 0 and self.chance < RARE

    def as_json(self) -> dict[str, Any]:
        """Return all of it, and whether it is taken as real."""
        return asdict(self) | {"real": self.real}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleLine:
    """One reviewer, team or vendor.

    ``n_eff`` is the size of the simple draw that says as much; funnel and shrinking use it.
    ``rank`` is the expected place, 1 the lowest accuracy, with its interval. ``small``: fewer
    than 30 decisions; greyed, without rank or mark. ``outside`` is "", "below" or "above" the
    99.8 % limit; never of a person. ``limits`` are exact, or additive where the spread is real.
    """

    name: str
    n: int
    n_eff: float
    accuracy: Estimate
    shrunken: Estimate
    below_target: float | None
    rank: Estimate
    small: bool
    outside: str
    limits: tuple[tuple[float, float, float], ...]  # (confidence, low, high)
    flags: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the line."""
        return {
            "name": self.name,
            "n": self.n,
            "n_eff": self.n_eff,
            "accuracy": self.accuracy.as_json(),
            "shrunken": self.shrunken.as_json(),
            "below_target": self.below_target,
            "rank": self.rank.as_json(),
            "small": self.small,
            "outside": self.outside,
            "limits": [
                {"confidence": level, "low": low, "high": high} for level, low, high in self.limits
            ],
            "flags": list(self.flags),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """All lines of one role with the funnel they stand in.

    ``target_source`` is ``declared`` or ``pooled``. Where nothing can be said, ``lines`` is empty
    and ``reason`` and ``note`` say why.
    """

    role: str
    target: float | None
    target_source: str
    limits: tuple[Limit, ...]
    overdispersion: Spread | None
    lines: tuple[PeopleLine, ...]
    persons: bool
    reason: str | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``stats --json``."""
        spread = self.overdispersion
        return {
            "role": self.role,
            "target": self.target,
            "target_source": self.target_source,
            "limits": [limit.as_json() for limit in self.limits],
            "overdispersion": spread.as_json() if spread else None,
            "lines": [line.as_json() for line in self.lines],
            "persons": self.persons,
            "reason": self.reason,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """Named lines with decisions: estimates, and the simple draws that say as much."""

    names: tuple[str, ...]
    accuracy: tuple[Estimate, ...]
    hits: Float64
    size: Float64
    unnamed: int  # decisions that name nobody
    overall: float | None


def accuracy_of(data: AuditData, role: str) -> dict[str, Estimate]:
    """Return the accuracy of everybody named under a role, with its interval."""
    counted = _counted(data, role)
    return dict(zip(counted.names, counted.accuracy, strict=True))


def _counted(data: AuditData, role: str) -> _Counted:
    """Count each line; a line is never a sample of reviewers, so these are no clusters here."""
    data = replace(data, estimand=PROCESS) if data.estimand == OTHER_REVIEWERS else data
    codes, names = slices(data, (role,))
    ready = Prepared(data)
    grouping = Grouping(ready.sample, codes, len(names))
    shown = estimates(
        ready.shares("accuracy", grouping),
        grouping,
        confidence=data.confidence,
        context=ready.context,
    )
    basis = ready if data.estimand == PROCESS else Prepared(replace(data, estimand=PROCESS))
    inner = Grouping(basis.sample, codes, len(names))
    shares = basis.shares("accuracy", inner)
    size = np.where(shares.n > 0, np.minimum(shares.n_eff, shares.n), 0.0)
    hits = np.where(shares.n > 0, shares.value, 0.0) * size
    kept = [k for k, name in enumerate(names) if name and shares.n[k] > 0]
    return _Counted(
        names=tuple(names[k] for k in kept),
        accuracy=tuple(shown[k] for k in kept),
        hits=np.minimum(hits, size)[kept],
        size=size[kept],
        unnamed=int(sum(shares.n[k] for k, name in enumerate(names) if not name)),
        overall=_overall(basis),
    )


def _overall(ready: Prepared) -> float | None:
    whole = Grouping(ready.sample, None, 1)
    return estimates(ready.shares("accuracy", whole), whole)[0].value


def declared_target(data: AuditData) -> float | None:
    """Return the accuracy that the policy promises for the whole programme."""
    for target in data.policy.targets:
        if target.metric in {"accuracy", "charged_accuracy"} and not target.slice:
            return target.threshold
    return None


def people(data: AuditData, role: str = "reviewer") -> People:
    """Set everyone of a role against the target, as far as their numbers allow.

    Limits are exact binomial ones at the effective number of decisions (Spiegelhalter 2005) and,
    beside them, limits that allow for the variance between lines (additive, arcsine scale).
    Shrunken shares come from a beta distribution fitted to all lines (empirical Bayes).

    Args:
        data: a revealed round.
        role: ``reviewer``, ``vendor``, ``team`` or another role that slices the decisions.

    Returns:
        The lines by name; without lines and with a reason where nobody is named.
    """
    persons = role in PERSONS
    counted = _counted(data, role)
    promised = declared_target(data)
    source = "pooled" if promised is None else "declared"
    target = promised if promised is not None else _pooled(counted)
    if not counted.names or target is None:
        return People(
            role=role,
            target=promised,
            target_source=source,
            limits=(),
            overdispersion=None,
            lines=(),
            persons=persons,
            reason="no_data",
            note=_no_name(role),
        )
    spread = _spread(counted)
    return People(
        role=role,
        target=target,
        target_source=source,
        limits=_curves(target, counted.size, spread),
        overdispersion=spread,
        lines=_lines(data, counted, target, spread, persons=persons),
        persons=persons,
        note=_note(data, counted),
    )


def _nobody(n: int) -> str:
    return ngettext(
        "{n} decision names nobody and is left out.",
        "{n} decisions name nobody and are left out.",
        n,
    ).format(n=n)


def _no_name(role: str) -> str:
    title = words.inside(words.role_title(role))
    return _("No decision with a final answer names a {role}.").format(role=title)


def _pooled(counted: _Counted) -> float | None:
    if counted.overall is not None:
        return counted.overall
    total = float(counted.size.sum())
    return float(counted.hits.sum()) / total if total > 0 else None


def _note(data: AuditData, counted: _Counted) -> str:
    notes = []
    if (data.cause >= 0).any():
        notes.append(_("Measured accuracy: errors with an uncharged cause count as wrong here."))
    if counted.unnamed:
        notes.append(_nobody(counted.unnamed))
    return " ".join(notes)


def _spread(counted: _Counted) -> Spread | None:
    """Return the spread between lines and how often chance makes it as large, by seeded draws.

    The arcsine scale overstates spread where errors are few; the draws share that fault, so the
    chance does not.
    """
    found = funnel.overdispersion(counted.hits, counted.size)
    if found is None:
        return None
    lines = len(counted.size)
    whole = np.maximum(np.rint(counted.size), 1)
    rng = np.random.Generator(np.random.PCG64(SEED))
    draws = max(100, min(DRAWS, CELLS // lines))
    drawn = rng.binomial(whole.astype(np.int64), found.center, (draws, lines))
    pooled = drawn.sum(axis=1, keepdims=True) / whole.sum()
    z = 2 * np.sqrt(whole) * (np.arcsin(np.sqrt(drawn / whole)) - np.arcsin(np.sqrt(pooled)))
    ends = np.quantile(z, [0.1, 0.9], axis=1, keepdims=True)
    phi = (np.clip(z, ends[0], ends[1]) ** 2).mean(axis=1)
    chance = float((1 + (phi >= found.phi - 1e-12).sum()) / (draws + 1))
    return Spread(phi=found.phi, tau2=found.tau2, chance=chance, lines=lines)


def _curves(target: float, size: Float64, spread: Spread | None) -> tuple[Limit, ...]:
    """Return the limits from 1 decision to a little beyond the largest line."""
    most = max(float(size.max()), 2.0)
    n = np.unique(np.rint(np.geomspace(1, most * 1.1, _CURVE)))
    out = [
        _limit(level, kind, n, *limits(target, n, level))
        for kind, limits in (("exact", funnel.exact_limits), ("normal", funnel.normal_limits))
        for level in funnel.LEVELS
    ]
    if spread is not None:
        for level in funnel.LEVELS:
            low, high = funnel.additive_limits(target, n, spread.tau2, level)
            out.append(_limit(level, "additive", n, low, high))
    return tuple(out)


def _limit(level: float, kind: str, n: Float64, low: Float64, high: Float64) -> Limit:
    return Limit(
        confidence=level,
        kind=kind,
        n=tuple(n.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
    )


def _lines(
    data: AuditData, counted: _Counted, target: float, spread: Spread | None, *, persons: bool
) -> tuple[PeopleLine, ...]:
    size, hits = counted.size, counted.hits
    drawn = shrinkage.shrunken(hits, size, target=target, confidence=data.confidence)
    ranks = places(hits, size, data.confidence)
    whole = np.maximum(np.floor(size), 1)  # a binomial count has a whole size
    limits = {level: funnel.exact_limits(target, whole, level) for level in funnel.LEVELS}
    if spread is not None and spread.real:
        limits = {
            level: funnel.additive_limits(target, size, spread.tau2, level)
            for level in funnel.LEVELS
        }
    outer = limits[funnel.LEVELS[-1]]
    share = hits / size
    out = []
    for k, name in enumerate(counted.names):
        small = bool(size[k] < SMALL)
        mark = ""
        if not small and not persons:
            mark = "below" if share[k] < outer[0][k] else "above" if share[k] > outer[1][k] else ""
        out.append(
            PeopleLine(
                name=name,
                n=counted.accuracy[k].n,
                n_eff=float(size[k]),
                accuracy=counted.accuracy[k],
                shrunken=drawn[k].shrunken,
                below_target=None if small else drawn[k].below_target,
                rank=ranks[k],
                small=small,
                outside=mark,
                limits=tuple(
                    (level, float(limits[level][0][k]), float(limits[level][1][k]))
                    for level in funnel.LEVELS
                ),
                flags=counted.accuracy[k].flags,
            )
        )
    return tuple(out)
