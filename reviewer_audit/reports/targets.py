"""The declared targets of a round and their verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reviewer_audit.domain.policy import LOWER_IS_BETTER, Target
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.records import Scores
from reviewer_audit.stats.accuracy import evidence
from reviewer_audit.stats.design import Grouping
from reviewer_audit.stats.measure import TargetVerdict
from reviewer_audit.stats.verdict import Evidence, Promise, judge

PERSONS = frozenset({"reviewer", "auditor", "author"})  # never get a verdict
Place = tuple[tuple[str, str], ...]  # role and value; empty: the whole programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One target at one place, judged."""

    target: Target
    place: Place
    verdict: TargetVerdict


def _places(ready: Prepared, target: Target) -> list[Place]:
    """Return where a target is judged: in the whole programme and for each vendor in it."""
    if target.slice:
        people = any(role in PERSONS for role, _ in target.slice)
        return [] if people else [tuple(target.slice)]
    names = ready.data.column("vendor").names
    present = np.unique(ready.data.column("vendor").codes).tolist()
    vendors = [names[code] for code in present if names[code]]
    if len(vendors) == len(present) == 1:  # the programme is that vendor: one claim, not two
        return [()]
    return [(), *((("vendor", name),) for name in vendors)]


def _evidence(ready: Prepared, metric: str, place: Place) -> Evidence:
    data = ready.data
    grouping = Grouping(ready.sample, None, 1)
    if place:
        inside = np.ones(data.n, np.bool_)
        for role, value in place:
            column = data.column(role)
            codes = [code for code, name in enumerate(column.names) if name == value]
            inside &= np.isin(column.codes, codes)
        grouping = Grouping(ready.sample, np.where(inside, 0, 1), 2)
    charged = metric == "charged_accuracy" or (
        metric == "accuracy" and bool((data.cause >= 0).any())
    )
    key = "charged_accuracy" if charged else metric
    return replace(
        evidence(ready.shares(key, grouping), grouping),
        measure="charged" if charged else "measured",
        accept_partial=data.accept_partial,
        look=data.look,
        looks=data.looks,
        provisional=data.provisional,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One target at one place with what the sample says about it."""

    target: Target
    place: Place
    evidence: Evidence


def claims(ready: Prepared) -> tuple[Claim, ...]:
    """Return every declared target at every place where it is judged."""
    return tuple(
        Claim(target=target, place=place, evidence=_evidence(ready, target.metric, place))
        for target in ready.data.policy.targets
        if target.metric in ready.recipes
        for place in _places(ready, target)
    )


def declared(ready: Prepared) -> tuple[Declared, ...]:
    """Judge every declared target; nothing else that is looked at changes a verdict."""
    return judged(ready, claims(ready))


def judged(ready: Prepared, family: Sequence[Claim]) -> tuple[Declared, ...]:
    """Judge a family of claims together; a lone vendor has the programme's verdict."""
    verdicts = judge(
        [
            (
                claim.evidence,
                Promise(
                    threshold=claim.target.threshold,
                    rule=claim.target.rule.value,
                    confidence=claim.target.confidence,
                    higher_is_better=claim.target.metric not in LOWER_IS_BETTER,
                ),
            )
            for claim in family
        ]
    )
    out = [
        Declared(target=claim.target, place=claim.place, verdict=verdict)
        for claim, verdict in zip(family, verdicts, strict=True)
    ]
    vendors = ready.data.column("vendor").names
    for line in list(out):
        if not line.place and not any(other.place and other.target == line.target for other in out):
            out += [replace(line, place=(("vendor", name),)) for name in vendors if name]
    return tuple(out)


def attach(scores: Scores, verdicts: Sequence[Declared], place: Place) -> Scores:
    """Return scores with the verdicts of their place."""
    here = {line.target.metric: line.verdict for line in verdicts if line.place == place}
    if not here:
        return scores
    first = here.get("accuracy") or next(iter(here.values()))
    return replace(scores, verdict=first, verdicts=here)
