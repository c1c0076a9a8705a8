"""ISO 2859-1:1999 single sampling, lot by lot: plan, severity, and how the scheme behaves.

The tables are computed from their structure, not stored cell by cell: along every diagonal of
code letter and acceptance quality limit (AQL) the acceptance number is the same, and a cell
without a plan points to the next one up or down its column, which changes letter *and* size.
Normal and tightened plans are also those of MIL-STD-105E. Reduced plans are not: the edition of
1999 closed the gap between acceptance and rejection number that MIL-STD-105E and the edition of
1989 leave. For a continuing series of lots; an isolated lot asks for ISO 2859-2.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.acceptance import accepted

LETTERS = "ABCDEFGHJKLMNPQRS"
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
AQLS = (
    *(0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0),
    *(6.5, 10.0, 15.0, 25.0, 40.0, 65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0),
)
SEVERITIES = ("normal", "tightened", "reduced")
_LOTS = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
_LEVELS = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
_ZERO = 14  # the diagonal of Ac 0: letter Q at 0.010, E at 1.0
_FIRST_LARGE = 5  # from letter F on the largest acceptance numbers are not used
# diagonal -> Ac; the last two only for letters up to E
_NORMAL = {14: 0, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21, 25: 30, 26: 44}
_TIGHTENED = {15: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18, 25: 27, 26: 41}
_REDUCED = {14: 0, 18: 1, 19: 2, 20: 3, 21: 5, 22: 6, 23: 8, 24: 10, 25: 14, 26: 21}
# Letters A and B are as small when reduced as A is otherwise, and have its normal plans there:
# letter -> first diagonal where that is so
_AS_NORMAL = {0: 17, 1: 22}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan of the tables; ``severity`` is normal, tightened or reduced."""

    letter: str
    size: int
    accept: int
    reject: int
    severity: str = "normal"

    def inspected(self, lot: int) -> int:
        """Return how many decisions are inspected: all, where the lot is no larger."""
        return min(self.size, lot)


def code_letter(lot: int, level: str = "II") -> str:
    """Return the code letter of a lot size and an inspection level (Table 1)."""
    if lot < 2:  # noqa: PLR2004
        message = _("A lot holds at least two decisions.")
        raise SampleError(message)
    if level not in _LEVELS:
        message = _("The inspection level is one of {levels}.").format(levels=", ".join(_LEVELS))
        raise SampleError(message)
    row = int(np.searchsorted(np.array(_LOTS), lot))
    return _LEVELS[level][row]


def _column(aql: float) -> int:
    for place, value in enumerate(AQLS):
        if abs(value - aql) < value * 1e-9:
            return place
    message = _("The AQL {aql:g} is not one of the standard's.").format(aql=aql)
    raise SampleError(
        message, _("Choose one of {aqls}.").format(aqls=", ".join(f"{value:g}" for value in AQLS))
    )


def _cell(row: int, column: int, severity: str) -> int | None:
    """Return the acceptance number of a cell; None where it is an arrow."""
    diagonal = row + column
    if diagonal > _ZERO + 10 and row >= _FIRST_LARGE:
        return None
    if severity == "tightened":
        if row == len(SIZES) - 1 and diagonal != 18:  # noqa: PLR2004
            return None  # letter S exists for one cell alone
        return _TIGHTENED.get(diagonal)
    if severity == "normal":
        return _NORMAL.get(diagonal) if row < len(SIZES) - 1 else None
    if row in _AS_NORMAL and diagonal >= _AS_NORMAL[row]:
        return _NORMAL.get(column)
    return _REDUCED.get(diagonal) if row < len(REDUCED_SIZES) else None


def plan(lot: int, aql: float, *, level: str = "II", severity: str = "normal") -> Plan:
    """Return the single sampling plan (Tables 2-A, 2-B, 2-C), arrows followed.

    Args:
        lot: decisions in the lot.
        aql: acceptance quality limit in errors per hundred decisions.
        level: inspection level, S-1 to S-4 or I to III.
        severity: normal, tightened or reduced.
    """
    if severity not in SEVERITIES:
        message = _("The severity is one of {severities}.").format(severities=", ".join(SEVERITIES))
        raise SampleError(message)
    return _resolved(LETTERS.index(code_letter(lot, level)), _column(aql), severity)


def _resolved(row: int, column: int, severity: str) -> Plan:
    there = [r for r in range(len(SIZES)) if _cell(r, column, severity) is not None]
    if not there:
        message = _("The standard has no plan for this AQL and severity.")
        raise SampleError(message)
    # the arrow right after Ac 0 points back up to it, unless inspection is tightened
    zero = _ZERO + (severity == "tightened")
    up = row + column == zero + 1 and severity != "tightened"
    above = [r for r in there if r < row]
    below = [r for r in there if r > row]
    if row in there:
        chosen = row
    elif (up and above) or not below:
        chosen = above[-1]
    else:
        chosen = below[0]
    accept = _cell(chosen, column, severity) or 0
    sizes = REDUCED_SIZES if severity == "reduced" else SIZES
    return Plan(
        letter=LETTERS[chosen],
        size=sizes[chosen],
        accept=accept,
        reject=accept + 1,
        severity=severity,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a series of lots stands between two lots (clause 9.3).

    ``recent`` are the last four results on the same severity, newest last; ``score`` counts
    towards reduced inspection, ``rejected`` the lots lost while tightened.
    """

    severity: str = "normal"
    recent: tuple[bool, ...] = ()
    score: int = 0
    rejected: int = 0
    stopped: bool = False


_REDUCE_AT, _STOP_AT, _WINDOW, _LOST = 30, 5, 5, 2


def step(state: State, errors: int, plans: dict[str, Plan], *, tighter: Plan | None) -> State:
    """Return the state after one more lot.

    Normal to tightened: 2 of 5 or fewer consecutive lots not accepted. Tightened to normal: 5
    consecutive lots accepted; 5 lots not accepted while tightened stop inspection. Normal to
    reduced: a switching score of 30 (3 a lot that would have passed one AQL step tighter, where
    Ac is 2 or more; 2 a lot accepted with Ac 0 or 1; otherwise back to 0). Reduced to normal:
    a lot not accepted. What the standard leaves to people, whether production is steady and
    whether reduced inspection is wanted, is not asked here.

    Args:
        state: before the lot.
        errors: found in its sample.
        plans: by severity.
        tighter: the normal plan one AQL step tighter; None where there is none.
    """
    now = plans[state.severity]
    if state.stopped:
        return state
    if state.severity == "reduced":
        return state if errors <= now.accept else State()
    recent = (*state.recent, errors <= now.accept)[-_WINDOW:]
    if state.severity == "tightened":
        return _tightened(state, recent)
    if recent.count(False) >= _LOST:
        return State(severity="tightened")
    points = _points(errors, now, tighter)
    score = state.score + points if points else 0
    if score >= _REDUCE_AT:
        return State(severity="reduced")
    return replace(state, recent=recent, score=score)


def _tightened(state: State, recent: tuple[bool, ...]) -> State:
    lost = state.rejected + (not recent[-1])
    if lost < _STOP_AT and len(recent) == _WINDOW and all(recent):
        return State()
    return replace(state, recent=recent, rejected=lost, stopped=lost >= _STOP_AT)


def _points(errors: int, now: Plan, tighter: Plan | None) -> int:
    if now.accept <= 1:
        return 2 if errors <= now.accept else 0
    return 3 if tighter is not None and errors <= tighter.accept else 0


def severities(lot: int, aql: float, *, level: str = "II") -> tuple[dict[str, Plan], Plan | None]:
    """Return the plans of all severities, and the normal plan one AQL step tighter."""
    every = {name: plan(lot, aql, level=level, severity=name) for name in SEVERITIES}
    column = _column(aql)
    row = LETTERS.index(every["normal"].letter)
    cell = _cell(row, column - 1, "normal") if column else None
    if cell is None:
        return every, None
    return every, replace(every["normal"], accept=cell, reject=cell + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How a series of lots of one quality fares: shares of lots over ``lots`` of them."""

    rate: float
    accepted: float
    inspected: float
    shares: dict[str, float]
    stopped: float


def scheme(
    rates: Sequence[float], lot: int, aql: float, *, level: str = "II", lots: int = 100
) -> tuple[Scheme, ...]:
    """Return the behaviour of plans *and* switching, exactly, over a series of lots.

    The states form a Markov chain; every outcome of a lot is followed with its binomial chance.
    Lots after a stop are not inspected and not counted.

    Args:
        rates: share of errors of the process.
        lot: decisions in each lot.
        aql: acceptance quality limit.
        level: inspection level.
        lots: length of the series, begun normally.
    """
    plans, tighter = severities(lot, aql, level=level)
    seen = {name: replace(one, size=one.inspected(lot)) for name, one in plans.items()}
    return tuple(_followed(rate, seen, tighter, lots) for rate in rates)


def _outcomes(rate: float, now: Plan, tighter: Plan | None) -> list[tuple[int, float]]:
    """Return a count for each range of errors that is treated alike, with its chance."""
    edges = {now.accept}
    if tighter is not None and now.severity == "normal":
        edges.add(tighter.accept)
    below, out = 0.0, []
    for edge in sorted(edges):
        upto = float(accepted([rate], now.size, edge)[0])
        out.append((edge, upto - below))
        below = upto
    return [*out, (now.reject, 1 - below)]


def _followed(rate: float, plans: dict[str, Plan], tighter: Plan | None, lots: int) -> Scheme:
    chances = {name: _outcomes(rate, now, tighter) for name, now in plans.items()}
    mass: dict[State, float] = {State(): 1.0}
    passed = inspected = seen = 0.0
    shares = dict.fromkeys(SEVERITIES, 0.0)
    for _lot in range(lots):
        after: dict[State, float] = {}
        for state, weight in mass.items():
            if state.stopped:
                after[state] = after.get(state, 0.0) + weight
                continue
            now = plans[state.severity]
            seen += weight
            shares[state.severity] += weight
            inspected += weight * now.size
            for errors, chance in chances[state.severity]:
                passed += weight * chance * (errors < now.reject)
                new = step(state, errors, plans, tighter=tighter)
                after[new] = after.get(new, 0.0) + weight * chance
        mass = after
    return Scheme(
        rate=rate,
        accepted=passed / seen,
        inspected=inspected / seen,
        shares={name: share / seen for name, share in shares.items()},
        stopped=sum(weight for state, weight in mass.items() if state.stopped),
    )
