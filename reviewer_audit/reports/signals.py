"""What a lead may want to look into: improbable agreement, and answers faster than reading.

For the lead's case list alone. Nothing of this enters a report, an edition or ``stats``. Every
line says how often it would be seen with nothing amiss; none is a verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reviewer_audit.i18n import N_, _
from reviewer_audit.reports.data import Bool, Float64, Int64
from reviewer_audit.stats import copying, pace
from reviewer_audit.stats.compare import benjamini_hochberg, holm

LEVEL = 0.01  # adjusted chance under which a line is marked
FEWEST = 30  # timed answers of a person; fewer get no line
ALIKE = 10  # items that peers timed as well
LONG = 5  # answers; a shorter run is nothing to look at
_CLASSES = 5  # of item length, for the comparison with peers
_SHOWN = 50  # items named with a line

KINDS = {
    "same_wrong_answers": "the same wrong answers",
    "too_fast": "faster than reading",
    "fast_run": "same answer in a fast run",
    "faster_than_peers": "half the time of peers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Answers of one kind of people, in long form: auditors' grades or reviewers' decisions.

    ``answer`` codes the primary label, ``right`` what is known to be right independently (-1
    where nothing is), ``seconds`` is NaN where no time is known, ``order`` sorts each person's
    answers by time. ``timed_by`` says where the seconds come from, or why there are none.
    """

    group: str  # auditors | reviewers
    people: tuple[str, ...]
    person: Int64
    item: Int64
    answer: Int64
    right: Int64
    categories: int
    seconds: Float64
    characters: Int64
    kind: Int64
    order: Int64
    timed_by: str = ""
    missing: tuple[str, ...] = ()  # sentences: what could not be looked at, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing seen, and how often it is seen innocently.

    ``chance`` is the p-value; ``holm`` and ``bh`` adjust it for all lines of its kind;
    ``innocently`` is how often the most striking of as many innocent people or pairs is as
    unlikely. ``marked``: ``holm`` is under 1 %.
    """

    kind: str
    group: str
    people: tuple[str, ...]
    n: int
    observed: float
    expected: float | None
    chance: float
    text: str
    method: str
    items: tuple[str, ...] = ()
    z: float | None = None
    holm: float = 1.0
    bh: float = 1.0
    innocently: float = 1.0
    marked: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the line."""
        out = {name: getattr(self, name) for name in self.__slots__}
        return out | {"people": list(self.people), "items": list(self.items)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """All lines of a round, least likely first, and what could not be looked at."""

    round_id: int
    lines: tuple[Signal, ...]
    not_tested: tuple[str, ...]
    note: str = N_(
        "For the lead's case list alone. Each line is a reason to look, "
        "with the chance of seeing it although nothing is amiss; it is no "
        "verdict on anybody."
    )

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``signals --json``."""
        return {
            "round": self.round_id,
            "note": self.note,
            "level": LEVEL,
            "lines": [line.as_json() for line in self.lines],
            "not_tested": list(self.not_tested),
        }


def signals(round_id: int, works: Sequence[Work], names: Sequence[str]) -> Signals:
    """Look for copying and for haste among auditors and among reviewers.

    Args:
        round_id: of the round.
        works: the answers of each kind of people.
        names: of the items, by their number in the answers.
    """
    lines: list[Signal] = []
    missing: list[str] = []
    for work in works:
        missing += work.missing
        for family in (_copied(work, names), *_hasty(work, names)):
            lines += _adjusted(family)
        missing += _untested(work, lines)
    lines.sort(key=lambda line: (line.holm, line.chance, line.kind, line.people))
    return Signals(round_id=round_id, lines=tuple(lines), not_tested=tuple(missing))


def _adjusted(family: Sequence[Signal]) -> list[Signal]:
    """Adjust the chances of one kind of line for their number."""
    chances = [line.chance for line in family]
    pairs = zip(family, holm(chances).tolist(), benjamini_hochberg(chances).tolist(), strict=True)
    return [
        replace(
            line,
            holm=h,
            bh=q,
            innocently=copying.innocently(line.chance, len(family)),
            marked=h < LEVEL,
        )
        for line, h, q in pairs
    ]


def _untested(work: Work, lines: Sequence[Signal]) -> list[str]:
    seen = {line.kind for line in lines if line.group == work.group}
    out = []
    if "same_wrong_answers" not in seen:
        out.append(
            _(
                "{group}: no two share {fewest} items with an answer settled "
                "independently of them; copying cannot be told from being right."
            ).format(group=work.group, fewest=copying.FEWEST)
        )
    if "too_fast" not in seen and not np.isnan(work.seconds).all():
        out.append(
            _("{group}: nobody has {fewest} timed answers beside peers who do.").format(
                group=work.group, fewest=FEWEST
            )
        )
    return out


def _copied(work: Work, names: Sequence[str]) -> list[Signal]:
    given = copying.Judgments(
        unit=work.item,
        person=work.person,
        value=work.answer,
        right=work.right,
        categories=work.categories,
    )
    out = []
    for pair in copying.copying(given):
        people = work.people[pair.first], work.people[pair.second]
        out.append(
            Signal(
                kind="same_wrong_answers",
                group=work.group,
                people=people,
                n=pair.shared,
                observed=pair.same_wrong,
                expected=pair.expected,
                chance=pair.chance,
                z=pair.omega,
                text=(
                    _(
                        "{people} and {people2} gave the same wrong answer on {same_wrong} "
                        "of {shared} items; {expected:.1f} are expected of people who work "
                        "apart."
                    ).format(
                        people=people[0],
                        people2=people[1],
                        same_wrong=pair.same_wrong,
                        shared=pair.shared,
                        expected=pair.expected,
                    )
                ),
                method=_(
                    "generalized binomial test (van der Linden & Sotaridona 2006), tables of "
                    "confusion, chances raised {factor} times for misleading items"
                ).format(factor=f"{pair.factor:.2f}"),
                items=tuple(names[unit] for unit in pair.units[:_SHOWN]),
            )
        )
    return out


def _hasty(work: Work, names: Sequence[str]) -> tuple[list[Signal], list[Signal], list[Signal]]:
    """Return lines about reading time, fast runs and peers on the same items."""
    timed = np.flatnonzero(~np.isnan(work.seconds))
    timed = timed[np.lexsort((work.order[timed], work.person[timed]))]
    person, seconds = work.person[timed], work.seconds[timed]
    enough = np.flatnonzero(np.bincount(person, minlength=len(work.people)) >= FEWEST).tolist()
    fast = np.zeros(len(timed), np.bool_)
    for who in enough:
        mine = person == who
        fast[mine] = pace.too_fast(
            seconds[mine], work.characters[timed][mine], work.kind[timed][mine]
        )
    kept = np.isin(person, enough)
    timed, person, seconds, fast = timed[kept], person[kept], seconds[kept], fast[kept]
    if len(enough) < 2:  # noqa: PLR2004
        return [], [], []
    length = _length_class(work.characters[timed])
    found: tuple[list[Signal], list[Signal], list[Signal]] = ([], [], [])
    for who in enough:
        mine = person == who
        rows = timed[mine]
        chances = pace.peers_share(fast, length, person, who)
        found[0].append(_reading(work, names, who, rows, fast[mine], chances))
        quick = fast[mine] | (seconds[mine] < pace.HALF * float(np.median(seconds)))
        run = _run(work, names, who, rows, quick)
        if run is not None:
            found[1].append(run)
        ratios = pace.peer_ratios(seconds, work.item[timed], person, who)
        if len(ratios) >= ALIKE:
            found[2].append(_beside_peers(work, names, who, rows, ratios))
    return found


def _length_class(characters: Int64) -> Int64:
    """Return to which fifth by length each item belongs."""
    edges = np.unique(np.quantile(characters, np.linspace(0, 1, _CLASSES + 1)[1:-1]))
    return np.searchsorted(edges, characters, "right").astype(np.int64)


def _reading(
    work: Work,
    names: Sequence[str],
    who: int,
    rows: Int64,
    fast: Bool,
    chances: Float64,
) -> Signal:
    hits, n = int(fast.sum()), len(rows)
    expected = float(chances.sum())
    return Signal(
        kind="too_fast",
        group=work.group,
        people=(work.people[who],),
        n=n,
        observed=hits,
        expected=expected,
        chance=copying.at_least(hits, chances),
        z=copying.omega(hits, chances),
        text=(
            _(
                "{hits} of {n} answers of {people} came faster than the fastest "
                "usual reading ({words_per_minute:.0f} words a minute) or than the "
                "own work hardly ever does; {expected:.1f} at the pace of peers on "
                "items as long."
            ).format(
                hits=hits,
                n=n,
                people=work.people[who],
                words_per_minute=pace.WORDS_PER_MINUTE,
                expected=expected,
            )
        ),
        method=_("exact sum of unequal chances; {timed_by}").format(timed_by=work.timed_by),
        items=tuple(names[unit] for unit in work.item[rows[fast]][:_SHOWN].tolist()),
    )


def _run(work: Work, names: Sequence[str], who: int, rows: Int64, quick: Bool) -> Signal | None:
    """Return the longest run of one answer at speed: faster than reading or than half of usual."""
    answer = work.answer[rows]
    run = pace.longest_run(answer, quick)
    if run < LONG:
        return None
    return Signal(
        kind="fast_run",
        group=work.group,
        people=(work.people[who],),
        n=len(rows),
        observed=run,
        expected=None,
        chance=pace.run_chance(answer, quick, run),
        text=(
            _(
                "{people} gave the same answer {run} times in a row, each faster "
                "than reading or than half the usual time."
            ).format(people=work.people[who], run=run)
        ),
        method=_("{n} shuffles of the own answers, seed {seed}; {timed_by}").format(
            n=pace.SHUFFLES, seed=pace.SEED, timed_by=work.timed_by
        ),
        items=tuple(names[unit] for unit in work.item[rows[quick]][:_SHOWN].tolist()),
    )


def _beside_peers(
    work: Work, names: Sequence[str], who: int, rows: Int64, ratios: Float64
) -> Signal:
    middle = pace.quantile_of(ratios, 0.5)
    return Signal(
        kind="faster_than_peers",
        group=work.group,
        people=(work.people[who],),
        n=len(ratios),
        observed=float(middle.value or 0.0),
        expected=1.0,
        chance=pace.half_time_chance(ratios),
        z=pace.robust_z(ratios),
        text=(
            _("{people} takes {value:.2f} of the time of others on the same {n} items.").format(
                people=work.people[who], value=middle.value, n=len(ratios)
            )
        ),
        method=_("sign test against half the time of peers; {timed_by}").format(
            timed_by=work.timed_by
        ),
        items=tuple(names[unit] for unit in work.item[rows][:_SHOWN].tolist()),
    )


def words(found: Signals) -> list[str]:
    """Return the lines in words: the marked ones first, then how much else was looked at."""
    out = [found.note, ""]
    marked = [line for line in found.lines if line.marked]
    for k, line in enumerate(marked, start=1):
        odds = f"chance {line.chance:.2g}, after Holm {line.holm:.2g}"
        least = f"the least likely of {_family(found, line)} innocent ones: {line.innocently:.2g}"
        out += [f"{k}. {line.group}: {line.text}", f"   {odds}; {least}"]
    if not marked:
        out.append("Nothing stands out that chance does not explain.")
    out.append("")
    for group, kind in sorted({(line.group, line.kind) for line in found.lines}):
        family = [line for line in found.lines if (line.group, line.kind) == (group, kind)]
        out.append(
            f"{group}, {KINDS[kind]}: {len(family)} looked at, "
            f"{sum(line.marked for line in family)} marked, smallest chance "
            f"{min(line.chance for line in family):.2g}"
        )
    return [*out, *found.not_tested]


def _family(found: Signals, line: Signal) -> int:
    return sum((o.group, o.kind) == (line.group, line.kind) for o in found.lines)
