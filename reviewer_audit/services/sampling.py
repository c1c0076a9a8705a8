"""Draw a sample and hand it out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field, replace
from secrets import token_hex
from typing import Any

from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import AssignmentKind, Round, RoundId, RoundState
from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.sampling.allocation import shrunk_spread
from reviewer_audit.sampling.draw import Drawn, Frame, Stratum, draw, more
from reviewer_audit.sampling.plan import Allocation, Method, SamplePlan
from reviewer_audit.services import history, side_notes
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.assigning import Uncovered
from reviewer_audit.services.drawable import require_roles, round_to_draw
from reviewer_audit.services.handing import HandedOut, books_of, hand_out, require_gold
from reviewer_audit.services.projects import Project
from reviewer_audit.services.seeding import Seeding
from reviewer_audit.store import decisions, gold, repeats, rounds, samples
from reviewer_audit.store import side_notes as kept_notes
from reviewer_audit.store.project import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSummary:
    """What was drawn and who grades it."""

    round_id: int
    population: int
    sampled: int
    items: int
    seed: str
    strata: tuple[Stratum, ...]
    assignments: Mapping[str, int]
    double_graded: int
    frame_sha256: str
    audited_before: int
    looks: int = 1
    gold: Mapping[str, Seeding] = field(default_factory=dict)  # by auditor; for the lead alone
    repeats: Mapping[str, int] = field(default_factory=dict)  # by auditor; for the lead alone
    uncovered: tuple[Uncovered, ...] = ()  # drawn, and nobody named can take them
    single: int = 0  # of the overlap, that only one person can take

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "round": self.round_id,
            "population": self.population,
            "sampled": self.sampled,
            "items": self.items,
            "seed": self.seed,
            "strata": [
                {"cell": dict(s.cell), "population": s.population, "sampled": s.sampled}
                for s in self.strata
            ],
            "assignments": dict(self.assignments),
            "double_graded": self.double_graded,
            "frame_sha256": self.frame_sha256,
            "audited_before": self.audited_before,
            "looks": self.looks,
            **(
                {"gold": {name: one.as_json() for name, one in self.gold.items()}}
                if self.gold
                else {}
            ),
            **({"repeats": dict(self.repeats)} if self.repeats else {}),
            **({"uncovered": [one.as_json() for one in self.uncovered]} if self.uncovered else {}),
            **({"overlap_missing": self.single} if self.single else {}),
        }


@dataclass(frozen=True, slots=True)
class Framed:
    """The decisions of a round's frame: parallel lists and what left it."""

    frame: Frame
    ids: list[int]
    item_ids: list[int]
    audited_before: int


def plan_of(details: Mapping[str, Any]) -> SamplePlan | None:
    """Return the stored plan of a round; None where nothing was planned."""
    plan = dict(details["plan"])
    if not plan:
        return None
    plan["method"] = Method(plan.get("method", Method.SIMPLE))
    plan["allocation"] = Allocation(plan.get("allocation", Allocation.PROPORTIONAL))
    for name in ("by", "auditors"):
        plan[name] = tuple(plan.get(name, ()))
    return SamplePlan(**plan)


def repeated_plan(
    store: Project, round_id: int | None, *, seed: str = "", looks: int = 1
) -> SamplePlan:
    """Return the design that a round made "like" another one repeats, or with more looks."""
    drafts = [r for r in rounds_service.every(store) if r.state is RoundState.DRAFT]
    one = drafts[-1] if round_id is None and drafts else rounds_service.resolve(store, round_id)
    with store.read() as tx:
        plan = plan_of(rounds.details(tx, one.id))
    if plan is None or one.state is not RoundState.DRAFT:
        message = _("Nobody said how many decisions to draw.")
        raise SampleError(message, _("Nothing was drawn. Say --size, --all or --more."))
    return replace(plan, seed=seed, looks=max(looks, plan.looks))


def preview(
    store: Project, plan: SamplePlan, *, round_id: int | None = None, again: bool = False
) -> tuple[int, tuple[Stratum, ...], int]:
    """Return population, what each stratum would give, and how many were audited before.

    Nothing is drawn: the counts do not depend on the seed.
    """
    with store.read() as tx:
        framed = frame_of(tx, plan, bounds_of(tx, round_id), again=again, before=round_id)
        one = None if round_id is None else rounds.get(tx, RoundId(round_id))
        spread = spread_of(tx, plan, framed.frame)
    if plan.gold:
        require_gold(store, "" if one is None else one.policy_version)
    trial = draw(framed.frame, replace(plan, seed=plan.seed or "preview"), spread=spread)
    return trial.population, trial.strata, framed.audited_before


def draw_sample(
    store: Project,
    plan: SamplePlan,
    *,
    by: Person,
    round_id: int | None = None,
    title: str = "",
    again: bool = False,
    progress: Progress = SILENT,
) -> DrawSummary:
    """Draw into a new round, or into one that nobody has graded in yet.

    Drawing again into the same round discards its earlier draw, which stays in the register.

    Raises:
        SampleError: the plan asks for what the frame cannot give.
        ClosedError: the round has grades already.
    """
    require_roles(plan)
    side_notes.require_column(store, plan)
    books = books_of(store)
    _rehearse(store, plan, round_id, again=again)
    one = round_to_draw(store, round_id, title, by)
    if not plan.seed:
        plan = replace(plan, seed=token_hex(8))
    seed = {"round": one.id, "seed": plan.seed} | ({"looks": 2} if plan.looks > 1 else {})
    with store.write("draw.seed", by=by, body=seed):
        pass  # the seed is on record before anything is drawn with it
    progress.step(0, 3, _("Drawing"))
    with store.write("draw", by=by) as tx:
        bounds = bounds_of(tx, one.id)
        framed = frame_of(tx, plan, bounds, again=again, before=one.id)
        drawn = draw(framed.frame, plan, spread=spread_of(tx, plan, framed.frame))
        progress.step(1, 3, _("Handing out"))
        gold.forget_seeds(tx, one.id)
        kept_notes.forget(tx, one.id)
        samples.forget_sample(tx, one.id)
        repeats.forget(tx, one.id)
        _keep(tx, one, by, plan, framed, drawn, kind="draw")
        every = set(framed.item_ids)
        given = hand_out(tx, one, plan, _items(framed, drawn), books, framed=every, more=False)
        rounds.change(
            tx,
            one.id,
            state=RoundState.GRADING.value,
            plan=_as_json(plan),
            frame=bounds | {"again": again, "audited_before": framed.audited_before},
        )
        tx.info["body"] = {"round": one.id, "sampled": drawn.sampled, "frame": drawn.frame_sha256}
        return _summary(tx, one, plan, framed, drawn, given)


def draw_more(
    store: Project, extra: int, *, by: Person, round_id: int | None = None
) -> DrawSummary:
    """Go on down the same list by so many decisions; earlier ones stay."""
    return _continue(store, by=by, round_id=round_id, extra=extra)


def replace_cannot_judge(store: Project, *, by: Person, round_id: int | None = None) -> DrawSummary:
    """Draw the next decision of the same stratum for each one that nobody could judge.

    The original stays in the sample and is counted as left out; an item that was replaced
    already is not replaced again.
    """
    return _continue(store, by=by, round_id=round_id, extra=None)


def _continue(
    store: Project, *, by: Person, round_id: int | None, extra: int | None
) -> DrawSummary:
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_grading(one)
    kind = "more" if extra is not None else "replace"
    books = books_of(store)
    with store.write(f"draw.{kind}", by=by) as tx:
        details = rounds.details(tx, one.id)
        plan = plan_of(details)
        if plan is None:  # pragma: no cover - a round that grades has a plan
            raise LookupError(one.id)
        framed = frame_of(
            tx, plan, details["frame"], again=details["frame"].get("again", False), before=one.id
        )
        before = samples.strata(tx, one.id)
        earlier = {tuple(cell.values()): taken for cell, _population, taken in before}
        if extra is None:
            wanted = _missing(tx, one, earlier, before)
            drawn = draw(framed.frame, plan, earlier=wanted, size=sum(wanted.values()))
            tx.info["body"]["replaced"] = drawn.sampled - sum(earlier.values())
        else:
            drawn = more(framed.frame, plan, earlier, extra)
        known = {row.decision_id for row in samples.sampled(tx, one.id)}
        _keep(tx, one, by, plan, framed, drawn, kind=kind, known=known)
        fresh = _items(framed, drawn) - {row.item_id for row in rounds.assignments(tx, one.id)}
        every = set(framed.item_ids)
        given = hand_out(tx, one, plan, fresh, books, framed=every, more=True)
        tx.info["body"] |= {"round": one.id, "sampled": drawn.sampled}
        return _summary(tx, one, plan, framed, drawn, given)


def waiting(
    tx: Tx, one: Round, strata: Sequence[tuple[dict[str, str], int, int]]
) -> Counter[tuple[str, ...]]:
    """Return how many decisions of each stratum nobody could judge and nothing has replaced."""
    states: dict[int, set[str]] = {}
    for row in rounds.assignments(tx, one.id):
        states.setdefault(row.item_id, set()).add(row.state)
    lost = {item for item, found in states.items() if found == {"cannot_judge"}}
    cells = [tuple(cell.values()) for cell, _population, _taken in strata]
    left = Counter(cells[row.stratum] for row in samples.sampled(tx, one.id) if row.item_id in lost)
    for register in samples.draws(tx, one.id):
        if register["kind"] == "replace":
            left.subtract({tuple(cell): n for cell, n in register["plan"]["cells"]})
    return left


def _missing(
    tx: Tx,
    one: Round,
    earlier: Mapping[tuple[str, ...], int],
    strata: Sequence[tuple[dict[str, str], int, int]],
) -> dict[tuple[str, ...], int]:
    """Return how many each stratum needs so that what nobody could judge is replaced once."""
    lost = waiting(tx, one, strata)
    if not any(n > 0 for n in lost.values()):
        message = _("No item waits for a replacement.")
        raise SampleError(message, _("Nothing was drawn."))
    sizes = {tuple(cell.values()): population for cell, population, _taken in strata}
    return {cell: min(sizes[cell], taken + max(0, lost[cell])) for cell, taken in earlier.items()}


def _rehearse(store: Project, plan: SamplePlan, round_id: int | None, *, again: bool) -> None:
    """Refuse what the frame cannot give before anything is written: the draw by another seed."""
    if round_id is None:
        drafts = [r.id for r in rounds_service.every(store) if r.state is RoundState.DRAFT]
        number = drafts[-1] if drafts else None
    else:
        number = rounds_service.resolve(store, round_id).id
    preview(store, replace(plan, seed="rehearsal"), round_id=number, again=again)


def bounds_of(tx: Tx, round_id: int | None) -> dict[str, Any]:
    """Return between which decisions a round draws: later batches do not enter its frame."""
    after = 0
    if round_id is not None:
        after = rounds.details(tx, RoundId(round_id))["frame"].get("after", 0)
    return {"after": after, "upto": decisions.newest_id(tx)}


def frame_of(
    tx: Tx, plan: SamplePlan, bounds: Mapping[str, Any], *, again: bool, before: int | None
) -> Framed:
    """Return the decisions a round may draw from, in the cells of the plan."""
    after, upto = bounds.get("after", 0), bounds.get("upto")
    ids, identities, item_ids, cells = decisions.frame(tx, plan.roles, after=after, upto=upto)
    earlier = (
        set[int]()
        if again
        else samples.drawn_before(tx, None if before is None else RoundId(before))
    )
    kept = [k for k, number in enumerate(ids) if number not in earlier]
    audited_before = len(ids) - len(kept)
    if audited_before:
        ids, item_ids = [ids[k] for k in kept], [item_ids[k] for k in kept]
        identities, cells = [identities[k] for k in kept], [cells[k] for k in kept]
    frame = Frame.of(identities, cells if plan.roles else None)
    return Framed(frame, ids, item_ids, audited_before)


def spread_of(tx: Tx, plan: SamplePlan, frame: Frame) -> list[float] | None:
    """Return how much errors spread in each cell, from earlier revealed rounds (for Neyman)."""
    if plan.allocation is not Allocation.NEYMAN or not plan.roles:
        return None
    counts = history.errors_by_cell(tx, plan.roles)
    wrong = [counts.get(cell, (0, 0))[0] for cell in frame.cells]
    audited = [counts.get(cell, (0, 0))[1] for cell in frame.cells]
    return [float(s) for s in shrunk_spread(wrong, audited)]


def _keep(
    tx: Tx,
    one: Round,
    by: Person,
    plan: SamplePlan,
    framed: Framed,
    drawn: Drawn,
    *,
    kind: str,
    known: AbstractSet[int] = frozenset(),
) -> None:
    rows = [
        (framed.ids[index], int(stratum), float(chance))
        for index, stratum, chance in zip(
            drawn.indices.tolist(), drawn.stratum, drawn.probability, strict=True
        )
    ]
    new = [row for row in rows if row[0] not in known]
    cells = [tuple(s.cell.values()) for s in drawn.strata]
    by_cell = Counter(cells[stratum] for _id, stratum, _chance in new)
    draw_id = samples.add_draw(
        tx,
        one.id,
        by=by.id,
        plan=_as_json(plan) | {"cells": [[list(c), n] for c, n in by_cell.items()]},
        population=drawn.population,
        sampled=len(new),
        frame_sha256=drawn.frame_sha256,
        kind=kind,
    )
    samples.put_sample(tx, one.id, draw_id, new)
    samples.put_strata(tx, one.id, [(s.cell, s.population, s.sampled) for s in drawn.strata])
    if known:
        chances = [s.sampled / s.population if s.population else 0.0 for s in drawn.strata]
        samples.set_probabilities(tx, one.id, chances)


def _summary(
    tx: Tx,
    one: Round,
    plan: SamplePlan,
    framed: Framed,
    drawn: Drawn,
    given: HandedOut,
) -> DrawSummary:
    per_item = Counter(
        row.item_id for row in rounds.assignments(tx, one.id) if row.kind == AssignmentKind.AUDIT
    )
    return DrawSummary(
        round_id=one.id,
        population=drawn.population,
        sampled=drawn.sampled,
        items=len(_items(framed, drawn)),
        seed=plan.seed,
        strata=drawn.strata,
        assignments=given.loads,
        double_graded=sum(n > 1 for n in per_item.values()),
        frame_sha256=drawn.frame_sha256,
        audited_before=framed.audited_before,
        looks=plan.looks,
        gold=given.gold,
        repeats=given.repeats,
        uncovered=given.uncovered,
        single=given.single,
    )


def _items(framed: Framed, drawn: Drawn) -> set[int]:
    return {framed.item_ids[k] for k in drawn.indices.tolist()}


def _as_json(plan: SamplePlan) -> dict[str, Any]:
    return asdict(plan) | {"by": list(plan.by), "auditors": list(plan.auditors)}
