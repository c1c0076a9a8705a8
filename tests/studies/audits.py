"""Populations with known truth, and audits drawn from them: thousands side by side in one round.

Each audit is a slice (role ``audit``) with strata and reviewers of its own, so that the product
computes every one of them as it would alone, from the same columns it gathers from a project.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.reports.data import Answer, AuditData, Coded

POLICY = Policy(
    name="Study",
    version="1",
    effective_from=date(2026, 1, 1),
    labels=(
        Label(key="ok", title="No violation", is_violation=False),
        Label(key="spam", title="Spam"),
    ),
)
ANSWERS = (Answer(("ok",)), Answer(("spam",)))
REMOVED = 0.06  # share of decisions by which something was removed
FRAME = 100_000  # decisions in the frame of a stratified draw
BATCH_OF = 4  # a batch holds so many times the decisions drawn


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Decisions of many audits, audit after audit: whether each is right, and how it was drawn."""

    audits: int
    right: np.ndarray
    removed: np.ndarray
    cell: np.ndarray  # stratum of each decision within its audit
    population: np.ndarray  # decisions of the frame in each stratum of one audit
    reviewer: np.ndarray | None = None
    estimand: str = "process"

    @property
    def size(self):
        """Decisions of one audit."""
        return len(self.right) // self.audits


@dataclass(frozen=True, kw_only=True)
class Design:
    """A way to draw audits of a population."""

    key: str
    title: str
    draw: Callable[[np.random.Generator, float, int, int], Drawn]
    least: int = 0  # decisions from which it is studied


def _removed(rng, count):
    return rng.random(count) < REMOVED


def simple(rng, accuracy, n, audits):
    """Draw decisions at random from a process that never ends."""
    count = audits * n
    return Drawn(
        audits=audits,
        right=rng.random(count) < accuracy,
        removed=_removed(rng, count),
        cell=np.zeros(count, np.int64),
        population=np.array([FRAME]),
    )


def batch(rng, accuracy, n, audits):
    """Draw decisions at random from a batch four times as large, with as many errors as said."""
    frame = BATCH_OF * n
    wrong = round(frame * (1 - accuracy))
    found = rng.hypergeometric(wrong, frame - wrong, n, audits)
    right = np.arange(n)[None] >= found[:, None]
    return Drawn(
        audits=audits,
        right=right.ravel(),
        removed=_removed(rng, audits * n),
        cell=np.zeros(audits * n, np.int64),
        population=np.array([frame]),
        estimand="batch",
    )


def batch_of_two(rng, accuracy, n, audits):
    """Draw half from what was removed and half from the rest of a batch, twenty times as large.

    Removals, of which two in five are seen, err three times as often.
    """
    frame = 5 * BATCH_OF * n
    removals = round(REMOVED * frame)
    population = np.array([frame - removals, removals])
    wrong = round(frame * (1 - accuracy))
    among = round(wrong * 3 * REMOVED / (1 + 2 * REMOVED))
    each = (n - n // 2, n // 2)
    found = [
        rng.hypergeometric(bad, whole - bad, part, audits)
        for bad, whole, part in zip((wrong - among, among), population, each, strict=True)
    ]
    right = [np.arange(part) >= k[:, None] for part, k in zip(each, found, strict=True)]
    cell = np.tile(np.repeat([0, 1], each), audits)
    return Drawn(
        audits=audits,
        right=np.concatenate(right, axis=1).ravel(),
        removed=cell == 1,
        cell=cell,
        population=population,
        estimand="batch",
    )


def strata(shares, errors):
    """Return a draw with as many decisions from every stratum, however small it is.

    ``shares`` are the strata's shares of the frame, ``errors`` how often each errs relative to
    the others.
    """
    share = np.asarray(shares, float) / np.sum(shares)
    relative = np.asarray(errors, float) / float(share @ errors)

    def draw(rng, accuracy, n, audits):
        h = len(share)
        each = np.full(h, n // h)
        each[: n - int(each.sum())] += 1
        cell = np.tile(np.repeat(np.arange(h), each), audits)
        wrong = (1 - accuracy) * relative
        count = audits * n
        return Drawn(
            audits=audits,
            right=rng.random(count) >= wrong[cell],
            removed=cell == 1 if h == len(ANSWERS) else _removed(rng, count),
            cell=cell,
            population=np.maximum(np.rint(FRAME * share), 1).astype(np.int64),
        )

    return draw


def reviewers(number, alike):
    """Return a draw of reviewers whose own accuracies are beta, so far alike (ICC) in a reviewer.

    Decisions fall on the drawn reviewers at random; the truth is about reviewers not drawn.
    """

    def draw(rng, accuracy, n, audits):
        both = 1 / alike - 1
        own = rng.beta(accuracy * both, (1 - accuracy) * both, (audits, number))
        who = rng.integers(0, number, audits * n)
        audit = np.repeat(np.arange(audits), n)
        return Drawn(
            audits=audits,
            right=rng.random(audits * n) < own[audit, who],
            removed=_removed(rng, audits * n),
            cell=np.zeros(audits * n, np.int64),
            population=np.array([FRAME]),
            reviewer=who,
            estimand="other_reviewers",
        )

    return draw


TEN, FORTY = np.arange(10), np.arange(40)
TWO_STRATA = strata([0.94, 0.06], [1.0, 3.0])
TEN_STRATA = strata(0.6**TEN, np.where(TEN % 2, 2.0, 0.5))
FORTY_STRATA = strata(0.9**FORTY, np.where(FORTY % 2, 2.0, 0.5))

DESIGNS = (
    Design(key="simple", title="Simple draw", draw=simple),
    Design(key="batch", title="Simple draw, this batch alone", draw=batch),
    Design(key="batch_two", title="2 strata, this batch alone", draw=batch_of_two),
    Design(key="two", title="2 strata, removals (6 %) are half of the draw", draw=TWO_STRATA),
    Design(key="ten", title="10 strata of falling size, drawn alike", draw=TEN_STRATA),
    Design(key="forty", title="40 strata of falling size, drawn alike", draw=FORTY_STRATA, least=200),
    Design(key="r20", title="20 reviewers, ICC .02", draw=reviewers(20, 0.02), least=200),
    Design(key="r40", title="40 reviewers, ICC .02", draw=reviewers(40, 0.02), least=200),
    Design(key="h20", title="20 reviewers, ICC .05", draw=reviewers(20, 0.05), least=200),
    Design(key="h40", title="40 reviewers, ICC .05", draw=reviewers(40, 0.05), least=200),
)  # fmt: skip
REVIEWERS_FEW = Design(key="few", title="7 reviewers, ICC .02", draw=reviewers(7, 0.02), least=200)


def audited(rng, drawn, *, errors=0.0, adjudicated=False, control=0.0):
    """Return the final answer of each decision, 1 for violating, as the audit arrives at it.

    Args:
        rng: where chance comes from.
        drawn: the decisions.
        errors: how often an auditor's answer is not the truth.
        adjudicated: a second person settles what differs from the vendor's answer, rightly.
        control: share of the agreements that is settled, too.
    """
    vendor = drawn.removed
    truth = vendor == drawn.right
    answer = truth ^ (rng.random(len(truth)) < errors)
    settled = np.zeros(len(truth), bool)
    if adjudicated:
        agree = answer == vendor
        settled = ~agree | (rng.random(len(truth)) < control)
    return np.where(settled, truth, answer)


def as_round(drawn, final, audits=None):
    """Return the audits, or the listed ones, as one revealed round."""
    kept = slice(None) if audits is None else np.isin(np.arange(drawn.audits), audits)
    n, h = drawn.size, len(drawn.population)
    number = np.repeat(np.arange(drawn.audits), n)
    if audits is not None:
        kept = kept[number]
    number = np.unique(number[kept], return_inverse=True)[1].astype(np.int64)
    count, rounds = len(number), int(number.max()) + 1
    cell = drawn.cell[kept]
    stratum = number * h + cell if h > 1 else np.zeros(count, np.int64)
    times = 1 if h > 1 else rounds
    population = np.tile(drawn.population, rounds if h > 1 else 1) * times
    sampled = np.bincount(stratum, minlength=len(population))
    slices = {"audit": Coded(number.astype(np.int32), tuple(map(str, range(rounds))))}
    if drawn.reviewer is not None:
        who = number * (int(drawn.reviewer.max()) + 1) + drawn.reviewer[kept]
        slices["reviewer"] = Coded(who.astype(np.int32), tuple(map(str, range(int(who.max()) + 1))))
    return AuditData(
        policy=POLICY,
        decision_id=np.arange(count),
        item=np.arange(count, dtype=np.int32),
        item_ids=np.arange(count),
        answers=ANSWERS,
        vendor=drawn.removed[kept].astype(np.int32),
        final=final[kept].astype(np.int32),
        cause=np.full(count, -1, np.int32),
        stratum=stratum.astype(np.int32),
        stratum_population=population,
        stratum_sampled=sampled,
        probability=(sampled / population)[stratum],
        slices=slices,
        estimand=drawn.estimand,
    )


def with_target(data, target):
    """Return the round with a declared target."""
    return replace(data, policy=replace(data.policy, targets=(target,)))
