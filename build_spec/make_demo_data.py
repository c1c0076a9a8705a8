"""Make the sample audit of ``resources/demo``: invented, harmless, with a known truth.

Run from the root of the checkout: ``python -m build_spec.make_demo_data [DIR]``. The same seed
makes the same files, byte for byte.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from build_spec.demo.dice import Dice
from build_spec.demo.files import table, workbook
from build_spec.demo.setting import (
    ANSWER_COLUMNS,
    AUDITOR_NOTES,
    AUDITORS,
    BENIGN,
    BENIGN_WORD,
    CANNOT_JUDGE_SHARE,
    CODES,
    COLUMNS,
    CONTEXTS,
    DOUBLE_ITEMS,
    ERROR_RATE,
    GRADING,
    LABELS,
    LANGUAGES,
    MARKETS,
    PREVALENCE,
    QUEUES,
    REVIEWERS,
    SHIFTS,
    START,
    STRICT,
    STRICT_OTHER,
    STRICT_OVER,
    VENDOR_NOTES,
    VENDORS,
)
from build_spec.demo.writer import Writer
from reviewer_audit.domain.policy import CANNOT_JUDGE
from reviewer_audit.policies import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewer_audit.domain.policy import Label, Policy

ROOT = Path(__file__).resolve().parent.parent
SEED = 20260907
POLICY = load(ROOT / "resources" / "policies" / "sample.yaml")


@dataclass(slots=True, kw_only=True)
class Item:
    """A piece of content with its true label."""

    item_id: str
    vendor: str
    queue: str
    language: str
    market: str
    context: str
    content: str
    truth: str
    tempting: bool  # allowed, but looks as if it were not


@dataclass(slots=True, kw_only=True)
class Decision:
    """What the vendor made of it."""

    item: Item
    reviewer: str
    decided_at: datetime
    shift: str
    label: str = ""
    action: str = ""
    escalated: bool = False
    error: str = ""
    row: dict[str, object] = field(default_factory=dict)


def split(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Split a number by shares so that the parts add up."""
    parts = {name: int(total * share) for name, share in shares.items()}
    for name in list(shares)[: total - sum(parts.values())]:
        parts[name] += 1
    return parts


class World:
    """Everything that happened, in the order it is drawn."""

    def __init__(self, seed: int = SEED, policy: Policy = POLICY) -> None:
        self.dice = Dice(seed)
        self.policy = policy
        self.writer = Writer(self.dice)
        self.items: list[Item] = []
        self.decisions: list[Decision] = []
        doubles = split(DOUBLE_ITEMS, {v: n / 2400 for v, n in VENDORS.items()})
        for vendor, total in VENDORS.items():
            twice = split(doubles[vendor], QUEUES)
            for queue, number in split(total, QUEUES).items():
                self._cell(vendor, queue, number, twice[queue])
        self._err()
        self.decisions.sort(key=lambda d: (d.decided_at, d.item.item_id))

    def new_item(self, vendor: str, queue: str, truth: str) -> Item:
        """Write a piece of content of this kind."""
        language = self.dice.weighted(LANGUAGES)
        tempting = truth == BENIGN and queue == "Marketplace" and self.dice.chance(0.3)
        kind = (
            ("lookalike" if tempting else f"benign_{queue.lower()}") if truth == BENIGN else truth
        )
        item = Item(
            item_id=self._item_id(queue, len(self.items)),
            vendor=vendor,
            queue=queue,
            language=language,
            market=self.dice.pick(MARKETS[language]),
            context=self.dice.pick(CONTEXTS[queue]),
            content=self.writer.write(language, kind),
            truth=truth,
            tempting=tempting,
        )
        self.items.append(item)
        return item

    def decide(self, item: Item, not_by: str = "") -> Decision:
        """Let somebody of the vendor decide, rightly so far."""
        code, number = CODES[item.vendor], 0
        for language, count in REVIEWERS[item.vendor].items():
            if language == item.language:
                able = [f"{code}-{n:02}" for n in range(number + 1, number + count + 1)]
            number += count
        shift = self.dice.weighted({"Early": 45, "Late": 40, "Night": 15})
        minutes = self.dice.below(8 * 60 * 60) / 60
        days = self.dice.below(14)
        decision = Decision(
            item=item,
            reviewer=self.dice.pick([name for name in able if name != not_by]),
            decided_at=START + timedelta(days=days, hours=SHIFTS[shift], seconds=int(minutes * 60)),
            shift=shift,
        )
        self.settle(decision, item.truth)
        return decision

    def settle(self, decision: Decision, label: str) -> None:
        """Give a decision the label and what belongs to it."""
        rule = self.policy.label(label)
        decision.label, decision.action = label, rule.default_action
        decision.escalated = rule.must_escalate

    def _item_id(self, queue: str, number: int) -> str:
        match queue:
            case "Marketplace":
                return f"48213{700000000 + number * 7919:010}{self.dice.below(1000):03}"
            case "Messages":
                return f"9{self.dice.below(10**6):06}{number:010}"
            case "Comments":
                return f"{4000 + number * 13:09}"
            case "Profiles":
                return f"u{number:06}"
            case _:
                return f"R-{number:05}"

    def _cell(self, vendor: str, queue: str, number: int, twice: int) -> None:
        items = number - twice
        bad = round(items * PREVALENCE)
        truths = [self.dice.weighted(LABELS[queue]) for _ in range(bad)] + [BENIGN] * (items - bad)
        new = [self.new_item(vendor, queue, truth) for truth in self.dice.shuffled(truths)]
        first = [self.decide(item) for item in new]
        again = self.dice.shuffled(range(len(new)))[:twice]
        second = [self.decide(new[i], not_by=first[i].reviewer) for i in again]
        self.decisions += first + second

    def _err(self) -> None:
        for vendor, rate in ERROR_RATE.items():
            mine = [d for d in self.decisions if d.item.vendor == vendor]
            strict = [d for d in mine if (vendor, d.item.queue) == STRICT]
            rest = [d for d in mine if (vendor, d.item.queue) != STRICT]
            threats = [d for d in rest if d.item.truth == "threat"][:1]
            weights = [(d, 1 if d.item.truth == BENIGN else 2) for d in rest if d not in threats]
            chosen = self.dice.most(weights, round(rate * len(rest)) - len(threats))
            for decision in chosen:
                self._wrong(decision)
            for decision in threats:  # one critical error each, so that there is one to find
                self._miss(decision, escalation_only=vendor == "Northgate")
            fine = [(d, 3 if d.item.tempting else 1) for d in strict if d.item.truth == BENIGN]
            for decision in self.dice.most(fine, round(STRICT_OVER * len(strict))):
                label = self.dice.weighted({"counterfeit": 55, "misleading_listing": 45})
                decision.error = "over_enforced"
                self.settle(decision, label)
            bad = [(d, 1) for d in strict if d.item.truth != BENIGN]
            for decision in self.dice.most(bad, round(STRICT_OTHER * len(strict))):
                self._wrong(decision)

    def _wrong(self, decision: Decision) -> None:
        truth, queue = decision.item.truth, decision.item.queue
        others = {k: w for k, w in LABELS[queue].items() if k not in {truth, "threat"}}
        kind = "over_enforced"
        if truth != BENIGN:
            kind = self.dice.weighted(
                {
                    "under_enforced": 40,
                    "wrong_policy": 30,
                    "wrong_action": 24,
                    "wrong_escalation": 6,
                }
            )
        decision.error = kind
        match kind:
            case "over_enforced" | "wrong_policy":
                self.settle(decision, self.dice.weighted(others))
            case "under_enforced":
                self.settle(decision, BENIGN)
            case "wrong_action":
                wrong = [a.key for a in self.policy.actions[1:] if a.key != decision.action]
                decision.action = self.dice.pick(wrong)
            case _:
                decision.escalated = not decision.escalated

    def _miss(self, decision: Decision, *, escalation_only: bool) -> None:
        decision.error = "wrong_escalation" if escalation_only else "under_enforced"
        if escalation_only:
            decision.escalated = False
        else:
            self.settle(decision, BENIGN)


def rows(world: World) -> list[dict[str, object]]:
    """Return the vendors' export: 2,400 good rows and a few that nobody can use."""
    dice, made = world.dice, []
    faulty = [world.decide(world.new_item(v, q, t)) for v, q, t in (
        ("Northgate", "Comments", BENIGN), ("Southbank", "Reviews", "fake_reviews"),
        ("Riverline", "Messages", BENIGN), ("Southbank", "Marketplace", "spam"),
        ("Northgate", "Profiles", BENIGN), ("Riverline", "Reviews", BENIGN),
    )]  # fmt: skip
    every = sorted(world.decisions + faulty, key=lambda d: (d.decided_at, d.item.item_id))
    for number, decision in enumerate(every):
        decision.row = _row(world, decision, number)
        made.append(decision.row)
    unknown, unknown_too, blank, blank_too, nameless, undated = (d.row for d in faulty)
    unknown["Label"], unknown_too["Label"] = "Needs second look", "Low quality"
    for row in (blank, blank_too):
        row["Label"], row["Action"] = None, world.policy.action("remove").title
    nameless["Item ID"] = None
    undated["Decided at"] = "32.09.2026 10:15"
    world.items.remove(faulty[4].item)  # its row has no id to find it by
    for _ in range(2):
        at = dice.below(len(made) - 40)
        if made[at] not in (d.row for d in faulty):
            made.insert(at + 30, dict(made[at]))
    return made


def _row(world: World, decision: Decision, number: int) -> dict[str, object]:
    item, dice = decision.item, world.dice
    label: Label = world.policy.label(decision.label)
    score = dice.below(4500) + (5000 if item.truth != BENIGN or dice.chance(0.08) else 300)
    values = (
        f"{100001 + number:010}", item.item_id, item.content, item.context, item.language,
        item.market, item.queue, item.vendor, decision.reviewer, decision.shift,
        decision.decided_at.replace(tzinfo=None),
        BENIGN_WORD[item.vendor] if label.key == BENIGN else label.title,
        world.policy.action(decision.action).title, label.severity,
        "Yes" if decision.escalated else "No", 8 + dice.below(30) + len(item.content) // 4,
        score / 10000, dice.pick(VENDOR_NOTES), f"https://tickets.example.com/T-{20000 + number}",
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def answers(world: World) -> list[tuple[str, ...]]:
    """Return what each auditor would answer to each item."""
    dice = world.dice
    found: list[tuple[str, ...]] = []
    for place, (auditor, slips) in enumerate(AUDITORS.items()):
        order = dice.shuffled(range(len(world.items)))
        unsure = set(order[: round(CANNOT_JUDGE_SHARE * len(order))])
        wrong = set(order[len(unsure) :][: round(slips * len(order))])
        clock = GRADING + timedelta(minutes=20 * place)
        for index, item in enumerate(world.items):
            clock += timedelta(seconds=15 + dice.below(50))
            stamp = clock.strftime("%Y-%m-%dT%H:%M:%SZ")
            if index in unsure:
                note = "Cannot tell without the picture."
                found.append((item.item_id, auditor, CANNOT_JUDGE, "", "", "low", note, stamp))
                continue
            key = _slip(dice, item) if index in wrong else item.truth
            label = world.policy.label(key)
            sure = {"high": 78, "medium": 18, "low": 4}
            note = dice.pick(AUDITOR_NOTES.get(key, ("",))) if dice.chance(0.12) else ""
            action = world.policy.action(label.default_action).title
            confidence = dice.weighted({"medium": 60, "low": 40} if index in wrong else sure)
            found.append(
                (
                    item.item_id,
                    auditor,
                    label.title,
                    action,
                    label.severity,
                    confidence,
                    note,
                    stamp,
                )
            )
    return found


def _slip(dice: Dice, item: Item) -> str:
    others = {k: w for k, w in LABELS[item.queue].items() if k not in {item.truth, "threat"}}
    if item.truth != BENIGN and dice.chance(0.6):
        return BENIGN
    return dice.weighted(others)


def totals(made: Sequence[Mapping[str, object]]) -> list[tuple[str, str, str]]:
    """Return how many decisions each vendor says it made; one queue has sent three too few."""
    seen = {row["Decision ID"]: (row["Vendor"], row["Queue"]) for row in made}
    short = {("Riverline", "Messages"): 3}
    cells = list(seen.values())
    return [
        (vendor, queue, str(cells.count((vendor, queue)) + short.get((vendor, queue), 0)))
        for vendor in VENDORS
        for queue in QUEUES
    ]


def make() -> dict[str, bytes]:
    """Return every file by name."""
    world = World()
    made = rows(world)
    return {
        "vendor_decisions.xlsx": workbook(made),
        "auditor_answers.csv": table(ANSWER_COLUMNS, answers(world)),
        "truth.csv": table(("Item ID", "Label"), [(i.item_id, i.truth) for i in world.items]),
        "sample.control.csv": table(("Vendor", "Queue", "Decisions"), totals(made)),
    }


def main() -> None:
    """Write the files into the folder named, or into the resources."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "resources" / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in make().items():
        (folder / name).write_bytes(data)
        sys.stdout.write(f"{folder / name}: {len(data):,} bytes\n")


if __name__ == "__main__":
    main()
