"""What a sample would look like and what it could show, before anything is drawn.

The decisions are read once, as numbers for each value of each mapped role; every look at a
plan is then a matter of counting, fast enough to follow a slider.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.gold import GoldState
from reviewer_audit.domain.intake import SLICE_ROLES
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy, TargetRule
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.sampling.draw import Frame
from reviewer_audit.sampling.plan import Allocation, Method, SamplePlan
from reviewer_audit.sampling.size import size_for_margin
from reviewer_audit.services import policies, sampling, seeding, side_notes
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.handing import books_of
from reviewer_audit.services.projects import Project
from reviewer_audit.store import grades, people, rounds, samples

ANSWER_ROLES = ("label", "action", "severity")  # what the vendor decided
ROLES = (*(str(role) for role in SLICE_ROLES), "day", *ANSWER_ROLES)
MARGINS = (0.03, 0.02, 0.01)
TARGET, CONFIDENCE = 0.95, 0.95  # where the policy declares no target
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A plan as somebody asks for it: method is all, simple, stratified or reviewer."""

    method: str = "simple"
    size: int = 0
    by: tuple[str, ...] = ()
    allocation: str = "proportional"
    minimum: int = 0
    per_reviewer: int = 5
    overlap: float = 0.0
    auditors: tuple[str, ...] = ()
    seed: str = ""
    again: bool = False
    gold: float = 0.0  # items for every auditor, or below 1 a share of their items
    repeats: float = 0.0  # likewise, of their own items a second time
    looks: int = 1  # 2: one top-up is planned
    item_times: bool = False  # the time on each item comes back in returns, not its sum alone
    versions_shown: bool = False  # auditors see the policy version an item was decided under
    original: str = ""  # the column with the address that auditors may open


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role that the decisions have values of."""

    role: str
    values: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """What a round can be drawn from."""

    round: Round | None  # None: a round that is not begun yet
    wish: Wish | None  # the design that is stored with the round
    title: str
    due: str
    earlier_draws: int  # of this round
    population: int
    items: int
    decisions: int  # audited before or not
    audited_before: int
    roles: tuple[RoleLine, ...]
    hidden_by: str  # the round being graded whose decisions counts by label would tell of
    target: float
    confidence: float
    declared: bool  # whether the policy declares this target
    rule: str  # proven, or unless_disproven
    margins: tuple[tuple[float, int], ...]  # (half an interval, decisions it needs)
    people: tuple[Person, ...]
    titles: Mapping[str, str]  # of labels and actions, by key
    gold: Mapping[GoldState, int]  # items of the register that are for rounds, by state
    codes: Mapping[str, Codes]
    values: Mapping[str, tuple[str, ...]]
    item: Codes
    versions: int = 1  # of the rule book
    addresses: tuple[str, ...] = ()  # columns that may hold where an item stands
    spreads: dict[tuple[str, ...], list[float] | None] = field(default_factory=dict)

    def has(self, role: str) -> bool:
        """Whether decisions can be told apart by a role."""
        return role in self.codes


def survey(store: Project, round_id: int | None = None, *, again: bool | None = None) -> Ground:
    """Read what a round, or one that is not begun, can be drawn from.

    While another round is graded blind, what the vendor decided is not read: what is left of
    the decisions would tell the labels of those that were drawn.
    """
    policy = policies.newest(store)
    targets = [t for t in (policy.targets if policy else ()) if t.metric == "accuracy"]
    target = next((t for t in targets if not t.slice), None)
    with store.read() as tx:
        known = rounds.every(tx)
        one = next((r for r in known if r.id == round_id), None)
        blank: dict[str, Any] = {"frame": {}, "due": "", "plan": {}}
        details = rounds.details(tx, one.id) if one else blank
        stored = sampling.plan_of(details)
        if again is None:
            again = bool(details["frame"].get("again", False))
        blind = [r for r in known if r.id != round_id and _is_graded(r)]
        started = one is not None and bool(grades.sources(tx, one.id))
        hidden = one.title if started and one else blind[0].title if blind else ""
        roles = [role for role in ROLES if not (hidden and role in ANSWER_ROLES)]
        everything = SamplePlan(method=Method.STRATIFIED, size=1, by=tuple(roles))
        framed = sampling.frame_of(
            tx, everything, sampling.bounds_of(tx, round_id), again=again, before=round_id
        )
        everyone = people.everyone(tx)
        books = books_of(store)
        stock = seeding.standing(tx, books, one.policy_version if one else list(books)[-1])
        addresses = side_notes.columns(tx)
        earlier_draws = len(samples.draws(tx, one.id)) if one else 0
    codes, values = _by_role(framed.frame, roles)
    rate, sure = (target.threshold, target.confidence) if target else (TARGET, CONFIDENCE)
    sizes = [(margin, size_for_margin(margin, rate, sure)) for margin in MARGINS]
    number = np.unique(np.asarray(framed.item_ids, np.int64), return_inverse=True)[1]
    return Ground(
        round=one,
        wish=None if stored is None else wish_of(stored, again=again),
        title=one.title if one else next_title([r.title for r in known]),
        due=details["due"],
        earlier_draws=earlier_draws,
        population=len(framed.frame),
        items=int(number.max()) + 1 if len(number) else 0,
        decisions=len(framed.frame) + framed.audited_before,
        audited_before=framed.audited_before,
        roles=tuple(RoleLine(role=r, values=len(values[r])) for r in roles if r in codes),
        hidden_by=hidden,
        target=rate,
        confidence=sure,
        declared=target is not None,
        rule=str(target.rule if target else TargetRule.PROVEN),
        margins=tuple((m, n) for m, n in sizes if n < len(framed.frame)),
        people=everyone,
        titles=titles_of(policy) if policy else {},
        gold=stock,
        codes=codes,
        values=values,
        item=number.astype(np.int32),
        versions=len(books),
        addresses=addresses,
    )


def draw(
    store: Project,
    wish: Wish,
    *,
    by: Person,
    round_id: int | None = None,
    title: str = "",
    due: str = "",
    progress: Progress = SILENT,
) -> sampling.DrawSummary:
    """Draw as planned into a new round, or into one that nobody has graded in.

    A plan that the frame cannot give is refused before a round is begun.
    """
    plan = plan_for(wish)
    side_notes.require_column(store, plan)
    sampling.preview(store, plan, round_id=round_id, again=wish.again)
    if round_id is None:
        one = rounds_service.new(store, by=by, title=title.strip(), due=due)
    else:
        one = rounds_service.resolve(store, round_id)
        _describe(store, one, title=title.strip() or one.title, due=due, by=by)
    return sampling.draw_sample(
        store, plan, by=by, round_id=one.id, again=wish.again, progress=progress
    )


def plan_for(wish: Wish) -> SamplePlan:
    """Return the plan that is asked for; SampleError where it is none."""
    ways = {"all": Method.ALL, "stratified": Method.STRATIFIED}
    shared = wish.method in {"simple", "stratified"}
    auditors = tuple(dict.fromkeys(" ".join(name.split()) for name in wish.auditors))
    return SamplePlan(
        method=ways.get(wish.method, Method.SIMPLE),
        size=wish.size if shared else 0,
        by=wish.by if wish.method == "stratified" else (),
        allocation=Allocation(wish.allocation),
        minimum=wish.minimum if wish.method == "stratified" else 0,
        per_reviewer=wish.per_reviewer if wish.method == "reviewer" else 0,
        overlap=wish.overlap if len(auditors) > 1 else 0.0,
        seed=wish.seed.strip(),
        gold=wish.gold if auditors else 0.0,
        repeats=wish.repeats if auditors else 0.0,
        looks=wish.looks,
        item_times=wish.item_times,
        versions_shown=wish.versions_shown,
        original=wish.original.strip(),
        auditors=auditors,
    )


def wish_of(plan: SamplePlan, *, again: bool = False) -> Wish:
    """Return a stored plan as it was asked for; its seed is not asked for again."""
    return Wish(
        method="reviewer" if plan.per_reviewer else plan.method.value,
        size=plan.size,
        by=plan.by,
        allocation=plan.allocation.value,
        minimum=plan.minimum,
        per_reviewer=plan.per_reviewer or 5,
        overlap=plan.overlap,
        auditors=plan.auditors,
        again=again,
        gold=plan.gold,
        repeats=plan.repeats,
        looks=plan.looks,
        item_times=plan.item_times,
        versions_shown=plan.versions_shown,
        original=plan.original,
    )


def next_title(titles: Sequence[str]) -> str:
    """Return what the next round is called: Week 38 after Week 37."""
    found = re.fullmatch(r"(.*?)(\d+)", titles[-1]) if titles else None
    if found:
        return f"{found[1]}{int(found[2]) + 1:0{len(found[2])}d}"
    return f"Round {len(titles) + 1}"


def titles_of(policy: Policy) -> dict[str, str]:
    """Return what labels and actions are called, by key."""
    labels = {label.key: label.title for label in policy.labels}
    return labels | {action.key: action.title for action in policy.actions}


def _is_graded(one: Round) -> bool:
    return one.state in {RoundState.GRADING, RoundState.LOCKED}


def _by_role(
    frame: Frame, roles: Sequence[str]
) -> tuple[dict[str, Codes], dict[str, tuple[str, ...]]]:
    codes: dict[str, Codes] = {}
    values: dict[str, tuple[str, ...]] = {}
    for k, role in enumerate(roles):
        column = [cell[k] for cell in frame.cells]
        names = tuple(sorted(set(column)))
        if names in {(), ("",)} or not len(frame):
            continue
        number = {name: code for code, name in enumerate(names)}
        of_cell = np.fromiter((number[name] for name in column), np.int32, len(column))
        codes[role], values[role] = of_cell[frame.codes], names
    return codes, values


def _describe(store: Project, one: Round, *, title: str, due: str, by: Person) -> None:
    with store.read() as tx:
        before = rounds.details(tx, one.id)["due"]
    if title != one.title:
        with store.write("round.title", by=by, body={"round": one.id}) as tx:
            rounds.change(tx, one.id, title=title)
    if due != before:
        rounds_service.set_due(store, one, due, by=by)
