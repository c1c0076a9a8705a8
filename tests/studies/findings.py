"""The study of findings: python -m tests.studies.findings [--audits 200] [--out FILE].

Audits without any effect must hardly ever name anything; audits with one of a known size must name
that slice, rule, auditor or drift, and first.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.reports.data import Answer, AuditData, Coded
from reviewer_audit.reports.findings import SHARES, findings
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.records import Scores
from reviewer_audit.reports.scores import measured
from reviewer_audit.stats.intervals import wilson

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

OUT = Path(__file__).parents[2] / "docs" / "findings-study.md"
STATED = 0.05  # audits without an effect that may name anything
POLICY = Policy(
    name="Study",
    version="1",
    effective_from=date(2026, 1, 1),
    labels=(
        Label(key="none", title="No violation", is_violation=False),
        Label(key="fraud", title="Fraud"),
        Label(key="spam", title="Spam"),
        Label(key="hate", title="Hate"),
        Label(key="drugs", title="Drugs"),
    ),
)
NONE, FRAUD, DRUGS = 0, 1, 4
ANSWERS = tuple(Answer((label.key,)) for label in POLICY.labels)
ROLES = {
    "vendor": ("Northgate", "Riverline", "Southbank"),
    "queue": ("Comments", "Listings", "Messages", "Profiles", "Reviews"),
    "language": ("ar", "de", "en", "es"),
    "market": ("DE", "EG", "GB", "US"),
}
TOLD = ("accuracy", "over_enforcement", "under_enforcement")
VIOLATING = 1 / 3
DAYS = tuple(f"2026-09-{day:02}" for day in range(1, 29))
AUDITORS = ("Ada", "Ben", "Cleo", "Dan", "Eve")
TWICE, SLIPS = 0.3, 0.05  # items graded by two; how often an auditor errs


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Wrong answers besides: so many more of a slice, a rule, an auditor; at the end of a drift.

    ``kind`` is over or under (of a slice), rule, auditor or drift.
    """

    where: tuple[tuple[str, str], ...]
    more: float
    kind: str = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Audits of one kind."""

    n: int
    accuracy: float
    effect: Effect | None = None


CELL = (("vendor", "Riverline"), ("queue", "Listings"))
EFFECTS = tuple(
    Effect(where=where, more=more, kind=kind)
    for where, kind, sizes in (
        (CELL, "over", (0.05, 0.10, 0.20)),
        (CELL, "under", (0.10, 0.20)),
        (CELL[:1], "over", (0.03, 0.06, 0.10)),
        ((("language", "ar"),), "under", (0.03, 0.06, 0.10)),
        ((("final_label", "hate"),), "rule", (0.10, 0.20)),
        ((("auditor", "Cleo"),), "auditor", (0.10, 0.20)),
        ((), "drift", (0.05, 0.10)),
        (CELL[:1], "drift", (0.10,)),
    )
    for more in sizes
)
NULL = tuple(Cell(n=n, accuracy=p) for n in (300, 1200, 4000) for p in (0.90, 0.95, 0.99))
PLANTED = tuple(Cell(n=n, accuracy=0.95, effect=e) for e in EFFECTS for n in (600, 1200, 4000))


def audit(cell: Cell, rng: np.random.Generator) -> AuditData:
    """Draw one audit: roles independent of each other, errors of three kinds, blind grades."""
    n, effect = cell.n, cell.effect or Effect(where=(), more=0.0, kind="")
    slices = {
        role: Coded(rng.integers(0, len(names), n).astype(np.int32), names)
        for role, names in (ROLES | {"day": DAYS}).items()
    }
    truth = np.where(rng.random(n) < VIOLATING, rng.integers(FRAUD, DRUGS + 1, n), NONE)
    wrong = (rng.random(n) < 1 - cell.accuracy) | (rng.random(n) < _more(effect, slices, truth))
    other = np.where(truth == DRUGS, FRAUD, truth + 1)  # right that it violates, wrong clause
    missed = (rng.random(n) < 2 / 3) | (effect.kind == "under")  # of errors on violating items
    answer = np.where(truth == NONE, FRAUD, np.where(missed, NONE, other))
    item, who, grade = _grades(effect, truth, rng)
    return AuditData(
        policy=POLICY,
        decision_id=np.arange(n),
        item=np.arange(n, dtype=np.int32),
        item_ids=np.arange(n),
        answers=ANSWERS,
        vendor=np.where(wrong, answer, truth).astype(np.int32),
        final=truth.astype(np.int32),
        cause=np.full(n, -1, np.int32),
        stratum=np.zeros(n, np.int32),
        stratum_population=np.array([10 * n]),
        stratum_sampled=np.array([n]),
        probability=np.full(n, 0.1),
        slices=slices,
        grades_item=item.astype(np.int32),
        grades_auditor=who.astype(np.int32),
        grades_answer=grade.astype(np.int32),
        auditors=AUDITORS,
    )


def _more(effect: Effect, slices: dict[str, Coded], truth: Ints) -> Floats:
    """Return the chance of each decision to be wrong besides."""
    inside = np.full(len(truth), effect.kind not in {"", "auditor"})
    for role, name in effect.where:
        if role == "final_label":
            inside &= truth == [label.key for label in POLICY.labels].index(name)
        elif role in ROLES:
            inside &= slices[role].codes == ROLES[role].index(name)
    if effect.kind == "drift":
        return np.asarray(inside * effect.more * slices["day"].codes / (len(DAYS) - 1))
    if effect.kind in {"over", "under"}:
        over = effect.kind == "over"
        inside &= (truth == NONE) == over
        share = 1 - VIOLATING if over else VIOLATING
        return np.asarray(inside * min(1.0, effect.more / share))
    return np.asarray(inside * effect.more)


def _grades(effect: Effect, truth: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Return item, auditor and answer of the blind grades of the items that two graded."""
    shared = np.flatnonzero(rng.random(len(truth)) < TWICE)
    first = rng.integers(0, len(AUDITORS), len(shared))
    second = (first + rng.integers(1, len(AUDITORS), len(shared))) % len(AUDITORS)
    item, who = np.tile(shared, 2), np.r_[first, second]
    chance = np.full(len(who), SLIPS)
    if effect.kind == "auditor":
        chance[who == AUDITORS.index(effect.where[0][1])] += effect.more
    slipped = rng.random(len(who)) < chance
    other = (truth[item] + rng.integers(1, len(ANSWERS), len(who))) % len(ANSWERS)
    return item, who, np.where(slipped, other, truth[item])


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the audits of a cell named, as shares of them."""

    anything: float
    first: float = 0.0  # the planted slice stands first
    named: float = 0.0  # it is named somewhere
    beside: float = 0.0  # a slice that shares nothing with it is named, too


def compared(data: AuditData) -> dict[str, dict[str, Scores]]:
    """Return what findings ask of the slices: three of fourteen scores."""
    roles = tuple(ROLES)
    families = [(role,) for role in roles] + [("vendor", role) for role in roles[1:]]
    ready = Prepared(data)
    lines = {key: measured(ready, key, families) for key in TOLD}
    return {
        family: {
            name: Scores(
                estimates={key: lines[key][family][name] for key in TOLD},
                decisions=e.n,
                counted=e.n,
                left_out={},
                counts={},
                outcomes={},
            )
            for name, e in of_family.items()
        }
        for family, of_family in lines["accuracy"].items()
    }


def named(cell: Cell, rng: np.random.Generator) -> list[tuple[str, set[tuple[str, str]]]]:
    """Return the kind and the place of all that one audit names."""
    data = audit(cell, rng)
    return [(one.kind, set(one.slice.items())) for one in findings(data, compared(data))]


def study(cell: Cell, audits: int, seed: int) -> Seen:
    """Run the audits of one cell."""
    rng = np.random.default_rng(np.random.PCG64([seed, cell.n]))
    places = [named(cell, rng) for _ in range(audits)]
    anything = sum(bool(found) for found in places) / audits
    if cell.effect is None:
        return Seen(anything=anything)
    kind = cell.effect.kind if cell.effect.kind in SHARES else "slice"
    planted = kind, set(cell.effect.where)
    same = [[one == planted for one in found] for found in places]
    apart = [any(one != planted and not one[1] & planted[1] for one in found) for found in places]
    return Seen(
        anything=anything,
        first=sum(found[:1] == [True] for found in same) / audits,
        named=sum(any(found) for found in same) / audits,
        beside=sum(apart) / audits,
    )


def percent(share: float, audits: int) -> str:
    """Say a share of the audits with its interval."""
    low, high = wilson(share * audits, audits)
    return f"{100 * share:.1f} % ({100 * float(low):.1f} to {100 * float(high):.1f})"


def page(null: dict[Cell, Seen], planted: dict[Cell, Seen], audits: int) -> str:
    """Lay the results out."""
    lines = [
        "# What findings name, and what they miss",
        "",
        f"Made by `make findings-study`: {audits} simulated audits a row, seeded. A simple draw by "
        "3 vendors, 5 queues, 4 languages, 4 markets and 28 days; a third of the items violates one "
        f"of 4 rules; {100 * TWICE:.0f} % are graded by two of 5 auditors, who err on "
        f"{100 * SLIPS:.0f} %. Intervals are 95 % (Wilson) over the audits.",
        "",
        "The risk of 5 % is shared. Slices have "
        f"{100 * STATED * SHARES['slice']:.1f} %: compared with the rest of the audit, vendors "
        "also within each queue, language and market, each for all errors, over-enforcement and "
        "missed violations, under one correction (Benjamini-Hochberg). Rules (Benjamini-Hochberg), "
        f"auditors (Holm) and drift (Holm) have {100 * STATED * SHARES['drift']:.1f} % each.",
        "",
        "## No effect at all",
        "",
        "Anything named is a false finding; at most 5 % of the audits may have one.",
        "",
        "| decisions | accuracy | audits that name something |",
        "| ---: | ---: | ---: |",
    ]
    lines += [
        f"| {c.n:,} | {100 * c.accuracy:.0f} % | {percent(s.anything, audits)} |"
        for c, s in null.items()
    ]
    whole = sum(s.anything for s in null.values()) / len(null)
    lines += [
        "",
        f"All rows: {percent(whole, audits * len(null))}.",
        "",
        "## One effect",
        "",
        "Accuracy is 95 % elsewhere. The planted slice has so many points more of wrong decisions "
        "of that kind; a rule likewise among the decisions it applies to; an auditor errs so many "
        "points more often; a drift begins at none and ends at so many. *First*: it is the first "
        "finding, exactly. *Named*: it is among the findings. *Beside*: something is named that "
        "shares no value with it.",
        "",
        "| planted in | kind | points | decisions | first | named | beside |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for c, s in planted.items():
        assert c.effect is not None
        where = " x ".join(role.removeprefix("final_") for role, _name in c.effect.where)
        where = where or "all decisions"
        kind = {"over": "over-enforced", "under": "missed"}.get(c.effect.kind, c.effect.kind)
        shares = " | ".join(percent(v, audits) for v in (s.first, s.named, s.beside))
        lines.append(f"| {where} | {kind} | {100 * c.effect.more:.0f} | {c.n:,} | {shares} |")
    lines += [
        "",
        "## How to read it",
        "",
        "What is not named is not thereby as good as the others: with few decisions only large "
        "differences can be told from chance. The rows above say how large.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the command line."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--audits", type=int, default=200)
    ask.add_argument("--out", type=Path, default=OUT)
    given = ask.parse_args()
    cells = (*NULL, *PLANTED)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        seen = pool.map(study, cells, repeat(given.audits), range(1, len(cells) + 1))
        done = dict(zip(cells, seen, strict=True))
    null = {cell: done[cell] for cell in NULL}
    planted = {cell: done[cell] for cell in PLANTED}
    text = page(null, planted, given.audits)
    given.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    whole = sum(seen.anything for seen in null.values()) / len(null)
    low, _high = wilson(whole * given.audits * len(null), given.audits * len(null))
    return int(float(low) > STATED)


if __name__ == "__main__":
    sys.exit(main())
