"""Revealed rounds made by hand: each decision is (vendor's answer, final answer)."""

from datetime import date

import numpy as np

from reviewer_audit.domain.policy import Action, Label, Policy, RootCause, Target
from reviewer_audit.reports.data import Answer, AuditData, Coded

POLICY = Policy(
    name="Tiny",
    version="1",
    effective_from=date(2026, 1, 1),
    labels=(
        Label(key="ok", title="No violation", is_violation=False),
        Label(key="fine", title="Allowed, noted", is_violation=False),
        Label(key="spam", title="Spam", severity="S2"),
        Label(key="scam", title="Scam", severity="S2"),
        Label(key="threat", title="Threat", severity="S4", critical=True, must_escalate=True),
    ),
    actions=(
        Action(key="none", title="No action", rank=0),
        Action(key="warn", title="Warning", rank=1),
        Action(key="hide", title="Hide", rank=4),
        Action(key="delete", title="Delete", rank=5),
    ),
    root_causes=(
        RootCause(key="R1", title="Knowledge gap", group="Reviewer"),
        RootCause(key="P1", title="Ambiguous clause", group="Policy", charged=False),
    ),
    equivalences=(("hide", "delete"),),
)


def target(threshold=0.95, metric="accuracy", **more):
    return Target(metric=metric, threshold=threshold, **more)


def answer(value):
    """Read "spam", ("spam", "hide"), ("spam", "hide", True) or an Answer."""
    if isinstance(value, Answer):
        return value
    if isinstance(value, str):
        value = (value,)
    labels, *rest = value
    return Answer((labels,) if isinstance(labels, str) else tuple(labels), *rest)


def audit(pairs, *, items=None, strata=None, population=None, causes=None, policy=POLICY, **more):
    """Build a round; a final answer that is a number is one of the codes of data.py."""
    n = len(pairs)
    items = list(range(n)) if items is None else items
    answers, place = [], {}

    def code(value):
        if isinstance(value, int):
            return value
        one = answer(value)
        if one not in place:
            place[one] = len(answers)
            answers.append(one)
        return place[one]

    vendor = [code(given) for given, _ in pairs]
    final = np.zeros(max(items, default=-1) + 1, np.int32)
    for item, (_, right) in zip(items, pairs, strict=True):
        final[item] = code(right)
    strata = np.array([0] * n if strata is None else strata, np.int32)
    sampled = np.bincount(strata, minlength=len(population or [0]) if n else 0)
    population = np.array(sampled * 10 if population is None else population, np.int64)
    keys = [cause.key for cause in policy.root_causes]
    slices = {role: Coded.of(values) for role, values in more.pop("slices", {}).items()}
    return AuditData(
        policy=policy,
        decision_id=np.arange(n, dtype=np.int64),
        item=np.array(items, np.int32),
        item_ids=np.arange(len(final), dtype=np.int64),
        answers=tuple(answers),
        vendor=np.array(vendor, np.int32),
        final=final,
        cause=np.array([keys.index(c) if c else -1 for c in causes or [""] * n], np.int32),
        stratum=strata,
        stratum_population=population,
        stratum_sampled=sampled.astype(np.int64),
        probability=(sampled / np.maximum(population, 1))[strata] if n else np.empty(0),
        slices=slices,
        **more,
    )


def mixed(right, wrong, **more):
    """Build a round of so many right decisions and so many over-enforced ones."""
    return audit([("ok", "ok")] * right + [("spam", "ok")] * wrong, **more)
