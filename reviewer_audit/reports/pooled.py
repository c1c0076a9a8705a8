"""A contract period: its rounds pooled as strata, and the declared targets judged over all.

Every cell of every round stays a stratum with its own frame, so a round weighs what its frame
holds, however many of it were drawn. Each decision is judged by the policy of its own round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData, Coded
from reviewer_audit.reports.outcomes import Outcomes, outcomes
from reviewer_audit.reports.prepared import Prepared, recipes
from reviewer_audit.reports.targets import Declared, Place, declared
from reviewer_audit.stats.accuracy import estimates
from reviewer_audit.stats.design import FULL_RESPONSE, OTHER_REVIEWERS, Grouping, prepare
from reviewer_audit.stats.measure import Estimate, TargetVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledRound:
    """One round of a period: a stratum with its own frame."""

    round_id: int
    title: str
    state: str
    policy: str
    first_day: str
    last_day: str
    population: int
    decisions: int
    graded_decisions: int
    accuracy: Estimate
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``period --json``."""
        names = [name for name in self.__slots__ if name not in {"round_id", "accuracy"}]
        out = {"round": self.round_id} | {name: getattr(self, name) for name in names}
        return out | {"accuracy": self.accuracy.as_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledTarget:
    """One declared target at one place, over the period; an empty place is the whole programme."""

    metric: str
    place: Mapping[str, str]
    estimate: Estimate
    verdict: TargetVerdict
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``period --json``."""
        return {
            "metric": self.metric,
            "place": dict(self.place),
            "estimate": self.estimate.as_json(),
            "verdict": self.verdict.as_json(),
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A contract period.

    ``accuracy`` and ``vendors`` are estimates alone; verdicts are in ``targets``, which share the
    risk by Holm. ``left_out`` are rounds of the period that could not enter, with the reason;
    ``notes`` what a reader must know, such as a round of another policy version.
    """

    since: str
    until: str
    estimand: str
    confidence: float
    provisional: bool
    look: int
    looks: int
    rounds: tuple[PooledRound, ...]
    left_out: tuple[tuple[int, str, str], ...]  # round, title, why
    accuracy: Estimate
    vendors: Mapping[str, Estimate]
    targets: tuple[PooledTarget, ...]
    notes: tuple[str, ...]

    def of_vendor(self, vendor: str) -> "Pooled":
        """Return the period of one vendor: of the rounds, their names and days alone."""
        hidden = Estimate.undefined("not_told", _("It is of all vendors together."))
        mine = self.vendors.get(vendor, Estimate.undefined("no_data", _("No decision is theirs.")))
        return replace(
            self,
            accuracy=mine,
            vendors={vendor: mine},
            targets=tuple(one for one in self.targets if dict(one.place) == {"vendor": vendor}),
            rounds=tuple(
                replace(one, population=0, decisions=0, graded_decisions=0, accuracy=hidden)
                for one in self.rounds
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``period --json``."""
        return {
            "from": self.since,
            "to": self.until,
            "estimand": self.estimand,
            "confidence": self.confidence,
            "provisional": self.provisional,
            "look": self.look,
            "looks": self.looks,
            "rounds": [one.as_json() for one in self.rounds],
            "left_out": [
                {"round": number, "title": title, "reason": why}
                for number, title, why in self.left_out
            ],
            "accuracy": self.accuracy.as_json(),
            "vendors": {name: e.as_json() for name, e in self.vendors.items()},
            "targets": [line.as_json() for line in self.targets],
            "notes": list(self.notes),
        }

    def in_words(self) -> list[str]:
        """Return the period as lines of text, for the command line, which speaks English."""
        span = f"{self.since or 'the beginning'} to {self.until or 'the end'}"
        stamp = " (provisional)" if self.provisional else ""
        look = f", look {self.look} of {self.looks}" if self.looks > 1 else ""
        lines = [f"Contract period: {span}{stamp}{look}", ""]
        lines += [
            f"Round {one.round_id} {one.title}, {one.first_day} to {one.last_day}: "
            f"{words.count(one.graded_decisions)} of {words.count(one.decisions)} drawn decisions "
            f"count, of {words.count(one.population)}; accuracy {words.rate(one.accuracy)}"
            + (f"; {one.note}" if one.note else "")
            for one in self.rounds
        ]
        lines += [f"Left out: round {k} {title}: {why}" for k, title, why in self.left_out]
        lines += ["", f"Accuracy over the period: {words.rate(self.accuracy)}"]
        lines += [f"  {name}: {words.rate(e)}" for name, e in self.vendors.items()]
        lines += ["", *(line.sentence for line in self.targets)]
        if not self.targets:
            lines.append("No target is declared: no verdict.")
        return lines + (["", *self.notes] if self.notes else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A revealed round that enters a period."""

    round_id: int
    title: str
    state: str
    first_day: str
    last_day: str
    data: AuditData
    note: str = ""


class Period(Prepared):
    """The rounds of a period, prepared as one sample: what :class:`Prepared` is to one round."""

    def __init__(self, parts: Sequence[Part], *, look: int = 1, looks: int = 1) -> None:
        each = [outcomes(part.data) for part in parts]
        self.data = stacked([part.data for part in parts], look=look, looks=looks)
        self.outcomes = _joined(each)
        data, reviewers = self.data, self.data.estimand == OTHER_REVIEWERS
        # the same content audited in two rounds hangs together, so clusters go by item id
        cluster = data.column("reviewer").codes if reviewers else data.item_ids[data.item]
        self.sample = prepare(
            stratum=data.stratum,
            population=data.stratum_population,
            probability=data.probability,
            counted=self.outcomes.counted,
            cluster=cluster,
            estimand=data.estimand,
        )
        self.recipes = recipes(self.outcomes)

    def estimate(self, metric: str, place: Place = ()) -> Estimate:
        """Return a measure at a place."""
        data, grouping = self.data, Grouping(self.sample, None, 1)
        inside = np.ones(data.n, np.bool_)
        for role, value in place:
            column = data.column(role)
            inside &= np.array(column.names, dtype=object)[column.codes] == value
        if not inside.all():
            grouping = Grouping(self.sample, np.where(inside, 0, 1), 2)
        found, recipe = self.shares(metric, grouping), self.recipes[metric]
        return estimates(
            found,
            grouping,
            kind=recipe.kind,
            confidence=data.confidence,
            context=f"{self.context}; rounds pooled as strata",
        )[0]


def _joined(each: Sequence[Outcomes]) -> Outcomes:
    columns = {
        one.name: np.concatenate([getattr(o, one.name) for o in each])
        for one in fields(Outcomes)
        if one.name != "skipped_facets"
    }
    skipped = dict.fromkeys(name for o in each for name in o.skipped_facets)
    return Outcomes(**columns, skipped_facets=tuple(skipped))


def stacked(rounds: Sequence[AuditData], *, look: int = 1, looks: int = 1) -> AuditData:
    """Return the decisions of several rounds as one; strata, items and answers keep apart.

    Policy, match rule, estimand and confidence are those of the last round. Grades stay behind:
    nothing about auditors is pooled here. A round whose response is full needs no leave to be
    partial.
    """
    if not rounds:
        message = "a period has at least one round"
        raise ValueError(message)
    last = rounds[-1]
    strata = np.cumsum([0, *(len(d.stratum_population) for d in rounds)])
    items = np.cumsum([0, *(d.m for d in rounds)])
    answers = np.cumsum([0, *(len(d.answers) for d in rounds)])

    def moved(name: str, by: NDArray[np.int64]) -> NDArray[np.int32]:
        return np.concatenate([getattr(d, name) + b for d, b in zip(rounds, by, strict=False)])

    def joined(name: str) -> Any:
        return np.concatenate([getattr(d, name) for d in rounds])

    settled = [
        np.where(d.final >= 0, d.final + b, d.final) for d, b in zip(rounds, answers, strict=False)
    ]
    roles = dict.fromkeys(role for d in rounds for role in d.slices)
    return AuditData(
        policy=last.policy,
        decision_id=joined("decision_id"),
        item=moved("item", items).astype(np.int32),
        item_ids=joined("item_ids"),
        answers=tuple(answer for d in rounds for answer in d.answers),
        vendor=moved("vendor", answers).astype(np.int32),
        final=np.concatenate(settled).astype(np.int32),
        cause=joined("cause"),
        stratum=moved("stratum", strata).astype(np.int32),
        stratum_population=joined("stratum_population"),
        stratum_sampled=joined("stratum_sampled"),
        probability=joined("probability"),
        slices={role: _column([d.column(role) for d in rounds]) for role in roles},
        estimand=last.estimand,
        match=last.match,
        confidence=last.confidence,
        provisional=any(d.provisional for d in rounds),
        accept_partial=all(d.accept_partial or _full(d) for d in rounds),
        look=max([look, *(d.look for d in rounds)]),
        looks=max([looks, *(d.looks for d in rounds)]),
    )


def _full(data: AuditData) -> bool:
    return float((data.final_of_decision >= 0).mean()) >= FULL_RESPONSE if data.n else True


def _column(columns: Sequence[Coded]) -> Coded:
    names = tuple(sorted({name for column in columns for name in column.names}))
    index = {name: code for code, name in enumerate(names)}
    parts = [
        np.array([index[name] for name in column.names], np.int32)[column.codes]
        for column in columns
    ]
    return Coded(np.concatenate(parts), names)


def pooled(
    parts: Sequence[Part],
    *,
    since: str = "",
    until: str = "",
    look: int = 1,
    looks: int = 1,
    left_out: Sequence[tuple[int, str, str]] = (),
    notes: Sequence[str] = (),
) -> Pooled:
    """Judge the declared targets over the rounds of a period.

    The targets are those of the last round's policy, overall and for each vendor; Holm's steps
    share the risk among them (cli.md rule 9). With two looks planned each spends .0294 of a risk
    of .05 (Pocock 1977).

    Args:
        parts: the rounds, oldest first.
        since: first day of the period, where one was named.
        until: its last day.
        look: which look at the period this is.
        looks: looks planned beforehand: 2 where one top-up was.
        left_out: round, title and why it could not enter.
        notes: what else a reader must know.

    Raises:
        ValueError: there is no round.
    """
    period = Period(parts, look=look, looks=looks)
    data = period.data
    vendors = data.column("vendor")
    present = np.unique(vendors.codes).tolist() if data.n else []
    names = [vendors.names[code] for code in present if vendors.names[code]]
    return Pooled(
        since=since,
        until=until,
        estimand=data.estimand,
        confidence=data.confidence,
        provisional=data.provisional,
        look=data.look,
        looks=data.looks,
        rounds=tuple(_round(part) for part in parts),
        left_out=tuple(left_out),
        accuracy=period.estimate("accuracy"),
        vendors={name: period.estimate("accuracy", (("vendor", name),)) for name in names},
        targets=tuple(_target(period, line) for line in declared(period)),
        notes=(*_policies(parts), *notes),
    )


def _target(period: Period, line: Declared) -> PooledTarget:
    metric = line.target.metric
    counted = "charged_accuracy" if line.verdict.measure == "charged" else metric
    found = period.estimate(counted, line.place)
    where = ", ".join(value for _role, value in line.place) or _("All")
    word = words.verdict_word(line.verdict, metric)
    said = word.text if word else ""
    why = words.verdict_sentence(line.verdict, metric)
    rate = f"{words.score_title(counted)}, {where}: {words.rate(found)}"
    return PooledTarget(
        metric=metric,
        place=dict(line.place),
        estimate=found,
        verdict=line.verdict,
        sentence=f"{rate}. {said}. {why}".strip(),
    )


def _round(part: Part) -> PooledRound:
    data = part.data
    alone = Period([part])
    return PooledRound(
        round_id=part.round_id,
        title=part.title,
        state=part.state,
        policy=f"{data.policy.name} {data.policy.version}",
        first_day=part.first_day,
        last_day=part.last_day,
        population=data.population,
        decisions=data.n,
        graded_decisions=int(alone.outcomes.counted.sum()),
        accuracy=alone.estimate("accuracy"),
        note=part.note,
    )


def _policies(parts: Sequence[Part]) -> tuple[str, ...]:
    """Name the rounds of another policy version than the last one's."""
    last = parts[-1].data.policy
    out = []
    for part in parts:
        policy = part.data.policy
        if policy.version == last.version:
            continue
        if policy.targets == last.targets:
            text = _(
                "{title} (round {number}) was graded by policy version {version}; its decisions "
                "are judged by that version, the targets are those of version {last}."
            )
        else:
            text = _(
                "{title} (round {number}) was graded by policy version {version}, whose targets "
                "were others; its decisions are judged by that version, the targets are those of "
                "version {last}."
            )
        out.append(
            text.format(
                title=part.title, number=part.round_id, version=policy.version, last=last.version
            )
        )
    return tuple(out)
