"""Several audits beside each other: each with its numbers, and what changed from one to the next.

Every audit is judged by the policy that it was graded by. Where two of them measure another thing
(other labels, another rule of matching, actions in one alone), neither a line, a chart nor a
difference joins them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from reviewer_audit.domain.policy import Policy
from reviewer_audit.i18n import _
from reviewer_audit.reports.actions import ActionLine
from reviewer_audit.reports.comparing import usual_over
from reviewer_audit.reports.cuts import AUDIT, Cut
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.mixshift import AUDIT as OF_AUDITS
from reviewer_audit.reports.mixshift import MixShift, prepared_shift
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.reports.periods import Period as Line
from reviewer_audit.reports.periods import Periods, followed
from reviewer_audit.reports.pooled import Part, Period, Pooled, PooledRound, PooledTarget, pooled
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.stats.design import OTHER_REVIEWERS, PROCESS
from reviewer_audit.stats.measure import Estimate

MET = frozenset({"meets", "not_disproven"})

Told = Callable[[Policy, Policy], tuple[str, ...]]
"""What changed between two policies, in sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A project file that was read."""

    file: str
    title: str
    journal_head: str
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """A revealed round of one of the files; ``title`` tells it apart from all others."""

    source: Source
    title: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A declared target at a place: judged, and held against the audits before.

    ``newly_below``: below now and not in the audit before. ``in_a_row``: how many audits met it
    one after the other up to here; as the contract says, "not disproven" holds where the burden
    of proof is the auditor's.
    """

    judged: PooledTarget
    newly_below: bool
    in_a_row: int
    changed: bool  # the threshold is another one than in the audit before

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return self.judged.as_json() | {
            "newly_below": self.newly_below,
            "met_in_a_row": self.in_a_row,
            "target_changed": self.changed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One audit, or the audits of one period, pooled; ``stretch`` counts what may be compared."""

    name: str
    found: Pooled
    accuracy: Estimate
    files: tuple[str, ...]
    vendors: Mapping[str, Estimate]
    targets: tuple[TargetLine, ...]
    stretch: int
    whole: bool  # of all vendors
    apart: str = ""  # why it is not compared with the one before
    changes: tuple[str, ...] = ()  # of the policy since the one before

    @property
    def first_day(self) -> str:
        """The first day of its decisions."""
        return min(one.first_day for one in self.found.rounds)

    @property
    def last_day(self) -> str:
        """The last day of its decisions."""
        return max(one.last_day for one in self.found.rounds)

    @property
    def policy(self) -> str:
        """The policies it was judged by."""
        return ", ".join(dict.fromkeys(one.policy for one in self.found.rounds))

    @property
    def state(self) -> str:
        """Whether its numbers are final."""
        return "provisional" if self.found.provisional else "final"

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "name": self.name,
            "from": self.first_day,
            "to": self.last_day,
            "files": list(self.files),
            "rounds": [self._round(one) for one in self.found.rounds],
            "provisional": self.found.provisional,
            "policy": self.policy,
            "policy_changes": list(self.changes),
            "stretch": self.stretch,
            "not_compared": self.apart or None,
            "accuracy": self.accuracy.as_json(),
            "vendors": {name: e.as_json() for name, e in self.vendors.items()},
            "targets": [line.as_json() for line in self.targets],
        }

    def _round(self, one: PooledRound) -> dict[str, Any]:
        """Return a round; how much of it there is only where that tells of no other vendor."""
        counts = ("population", "decisions", "graded_decisions") if self.whole else ()
        return {name: getattr(one, name) for name in ("title", "state", "policy", *counts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Audits in order of time. ``charts`` has one of each stretch of two audits and more."""

    every: str
    vendor: str
    estimand: str
    confidence: float
    sources: tuple[Source, ...]
    points: tuple[Point, ...]
    charts: tuple[Periods, ...]
    shifts: tuple[MixShift, ...]  # from each to the next, where they may be compared
    actions: tuple[ActionLine, ...]
    left_out: tuple[tuple[str, str, str], ...]  # file, round, why
    edition: str = "internal"

    @property
    def provisional(self) -> bool:
        """Whether any of it may still change."""
        return any(point.found.provisional for point in self.points)

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``trend --json``."""
        return {
            "by": self.every,
            "vendor": self.vendor or None,
            "edition": self.edition,
            "estimand": self.estimand,
            "confidence": self.confidence,
            "provisional": self.provisional,
            "files": [
                {"file": one.file, "title": one.title, "journal_head": one.journal_head,
                 "rounds": one.rounds}
                for one in self.sources
            ],
            "audits": [point.as_json() for point in self.points],
            "charts": [chart.as_json() for chart in self.charts],
            "changes": [shift.as_json() for shift in self.shifts],
            "actions": [line.as_json() for line in self.actions],
            "left_out": [
                {"file": file, "round": title, "reason": why} for file, title, why in self.left_out
            ],
        }  # fmt: skip


def why_apart(one: AuditData, other: AuditData) -> str:
    """Say why the accuracy of two audits is not the same measure; empty where it is."""
    labels = [{label.key: label.is_violation for label in d.policy.labels} for d in (one, other)]
    if labels[0] != labels[1]:
        added, gone = sorted(labels[1].keys() - labels[0]), sorted(labels[0].keys() - labels[1])
        parts = [
            f"{word} {', '.join(keys)}"
            for word, keys in ((_("new:"), added), (_("gone:"), gone))
            if keys
        ]
        return _("other labels ({which})").format(
            which="; ".join(parts) or _("a label changed sides")
        )
    if one.match is not other.match:
        return _("labels match otherwise ({first}, then {then})").format(
            first=one.match.value, then=other.match.value
        )
    skipped = [set(outcomes(d).skipped_facets) for d in (one, other)]
    if skipped[0] != skipped[1]:
        names = ", ".join(sorted(skipped[0] ^ skipped[1]))
        return _("{names} compared in one of them alone").format(names=names)
    if one.policy.equivalences != other.policy.equivalences and "action" not in skipped[0]:
        return _("other actions count as the same")
    return ""


def trend(
    audits: Sequence[Audited],
    *,
    told: Told,
    every: str = AUDIT,
    vendor: str = "",
    over: str = "",
    actions: tuple[ActionLine, ...] = (),
    left_out: Sequence[tuple[str, str, str]] = (),
) -> Trend:
    """Put revealed rounds of several projects beside each other.

    An audit belongs to the period that holds the last day of its decisions; audits of one period
    are pooled as strata, as for a contract period, and their declared targets judged together
    (Holm). Charts: see :func:`reviewer_audit.reports.periods.periods`; changes: Kitagawa (1955)
    with intervals by MOVER (Zou & Donner 2008).

    Args:
        audits: the rounds; items of different projects have different ids.
        told: says what changed between two policies.
        every: ``audit``, a unit of time, or a number of days; see ``reports.cuts``.
        vendor: its decisions alone; no figure of another one is in the trend.
        over: the role to split changes by; the first that can differ where none is named.
        actions: corrective actions, with what later audits say of them.
        left_out: file, round and why it could not enter.
    """
    ordered = sorted(audits, key=lambda one: (one.part.last_day, one.part.first_day, one.title))
    stretches = _stretches(ordered)
    cut = Cut(every, min(one.part.first_day for one in ordered))
    cells: dict[tuple[int, str], list[Audited]] = {}
    for one, stretch in zip(ordered, stretches, strict=True):
        name = one.title if every == AUDIT else cut.name(one.part.last_day)
        cells.setdefault((stretch, name), []).append(one)
    ready = []
    for held in cells.values():
        look, looks = _looks(held)
        ready.append(Period([one.part for one in held], look=look, looks=looks))
    points = _points(cells, ready, vendor, told)
    rows = [_rows(one.data, vendor) for one in ready]
    shifts = []
    for (k, before), (j, now) in pairwise(enumerate(points)):
        if before.stretch == now.stretch:
            both = rows[k], rows[j]
            split = over or usual_over(ready[j].data, OF_AUDITS, rows[j])
            sides = _of_process(ready[k]), _of_process(ready[j])
            names = before.name, now.name
            shifts.append(prepared_shift(OF_AUDITS, sides, names, both, split))
    last = ready[-1].data
    return Trend(
        every=every,
        vendor=vendor,
        estimand=last.estimand,
        confidence=last.confidence,
        sources=tuple(dict.fromkeys(one.source for one in audits)),
        points=tuple(points),
        charts=_charts(points, every),
        shifts=tuple(shifts),
        actions=actions,
        left_out=tuple(left_out),
    )


def _of_process(ready: Period) -> Prepared:
    """Return a period as its own decisions: audits are no sample of reviewers to differ by."""
    if ready.data.estimand != OTHER_REVIEWERS:
        return ready
    return Prepared(replace(ready.data, estimand=PROCESS))


def _stretches(ordered: Sequence[Audited]) -> list[int]:
    """Number the runs of audits that may be compared."""
    out = [1]
    for before, now in pairwise(ordered):
        out.append(out[-1] + bool(why_apart(before.part.data, now.part.data)))
    return out


def _looks(held: Sequence[Audited]) -> tuple[int, int]:
    """Return which look at a period it is, and how many were planned, as ``period`` counts them."""
    looks = max(one.part.data.looks for one in held)
    return min(looks, max(len(held), *(one.part.data.look for one in held))), looks


def _rows(data: AuditData, vendor: str) -> Bool:
    column = data.column("vendor")
    if not vendor:
        return np.ones(data.n, np.bool_)
    return np.asarray([name == vendor for name in column.names], np.bool_)[column.codes]


def _points(
    cells: Mapping[tuple[int, str], Sequence[Audited]],
    ready: Sequence[Period],
    vendor: str,
    told: Told,
) -> list[Point]:
    points: list[Point] = []
    place = {"vendor": vendor} if vendor else None
    for ((stretch, name), held), period in zip(cells.items(), ready, strict=True):
        look, looks = _looks(held)
        found = pooled([one.part for one in held], look=look, looks=looks)
        lines = [line for line in found.targets if place is None or line.place == place]
        before = points[-1] if points else None
        last = list(cells.values())[len(points) - 1][-1].part.data if before else None
        first = held[0].part.data
        points.append(
            Point(
                name=name,
                found=found,
                accuracy=period.estimate("accuracy", (("vendor", vendor),))
                if vendor
                else found.accuracy,
                files=tuple(dict.fromkeys(one.source.file for one in held)),
                vendors={} if vendor else found.vendors,
                targets=tuple(_target(line, points) for line in lines),
                stretch=stretch,
                whole=not vendor,
                apart=why_apart(last, first)
                if last and before and before.stretch != stretch
                else "",
                changes=told(_own(last.policy, vendor), _own(first.policy, vendor)) if last else (),
            )
        )
    return points


def _own(policy: Policy, vendor: str) -> Policy:
    """Return a policy without what is asked of other vendors, where a trend is of one."""
    if not vendor:
        return policy
    mine = tuple(one for one in policy.targets if dict(one.slice).get("vendor", vendor) == vendor)
    return replace(policy, targets=mine)


def _target(line: PooledTarget, points: Sequence[Point]) -> TargetLine:
    """Hold a target against the same one in the audits before."""
    before = next(
        (
            other
            for point in reversed(points[-1:])
            for other in point.targets
            if (other.judged.metric, other.judged.place) == (line.metric, line.place)
        ),
        None,
    )
    status = line.verdict.status
    return TargetLine(
        judged=line,
        newly_below=status == "below"
        and before is not None
        and before.judged.verdict.status != "below",
        in_a_row=(before.in_a_row if before else 0) + 1 if status in MET else 0,
        changed=before is not None and before.judged.verdict.target != line.verdict.target,
    )


def _charts(points: Sequence[Point], every: str) -> tuple[Periods, ...]:
    """Draw a control chart of each stretch with two audits and more."""
    out = []
    for number in dict.fromkeys(point.stretch for point in points):
        held = [point for point in points if point.stretch == number]
        sizes = np.array([_size(point.accuracy) for point in held])
        hits = np.array([point.accuracy.value or 0.0 for point in held]) * sizes
        lines = tuple(
            Line(name=p.name, start=p.first_day, n=p.accuracy.n, accuracy=p.accuracy) for p in held
        )
        weighted = any(
            size < point.accuracy.n - 1e-9 for size, point in zip(sizes, held, strict=True)
        )
        chart = followed(lines, np.minimum(hits, sizes), sizes, every, weighted=weighted, undated=0)
        if chart.p_chart is not None:
            out.append(chart)
    return tuple(out)


def _size(e: Estimate) -> float:
    """Return how many decisions of a simple draw say as much."""
    if e.value is None:
        return 0.0
    return float(e.n if e.n_eff is None else min(e.n_eff, e.n))
