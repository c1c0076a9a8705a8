"""A sample that was drawn: what it was drawn from, how, and who grades it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewer_audit.domain.rounds import AssignmentKind, Round, RoundState
from reviewer_audit.sampling.draw import Stratum
from reviewer_audit.services import policies, sampling
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.method import in_words
from reviewer_audit.services.planning import ANSWER_ROLES, Wish, titles_of, wish_of
from reviewer_audit.services.projects import Project
from reviewer_audit.store import grades, people, rounds, samples


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawLine:
    """One line of the register: draw, more or replace."""

    kind: str
    at: str
    by: str
    sampled: int
    seed: str
    discarded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The sample of a round; while it is blind, without what the vendor decided."""

    round: Round
    wish: Wish
    method: str
    due: str
    population: int
    sampled: int
    items: int
    double_graded: int
    seed: str
    frame_sha256: str
    audited_before: int
    gold: int  # gold items on the desks besides, for the lead alone
    repeats: int  # items that lie on a desk a second time, likewise
    strata: tuple[Stratum, ...]
    strata_by: tuple[str, ...]
    hidden: tuple[str, ...]  # roles of the strata that are not shown before reveal
    register: tuple[DrawLine, ...]
    progress: tuple[rounds.AuditorProgress, ...]
    waiting: int  # decisions nobody could judge and nothing has replaced
    is_graded: bool  # somebody has graded: the sample is fixed but for more
    unblinded: tuple[str, ...]
    titles: Mapping[str, str]  # of the labels and actions that strata are named by

    @property
    def left_in_frame(self) -> int:
        """How many more decisions could be drawn."""
        return self.population - self.sampled

    @property
    def is_grading(self) -> bool:
        """Whether the round takes more decisions and grades."""
        return self.round.state is RoundState.GRADING

    @property
    def discarded(self) -> int:
        """How many draws of this round were discarded."""
        return sum(line.discarded for line in self.register)


def manifest(store: Project, round_id: int) -> Manifest | None:
    """Return the sample of a round; None where nothing was drawn."""
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        details = rounds.details(tx, one.id)
        plan = sampling.plan_of(details)
        drawn = samples.draws(tx, one.id)
        if plan is None or not drawn:
            return None
        strata = samples.strata(tx, one.id)
        rows = samples.sampled(tx, one.id)
        per_item: dict[int, int] = {}
        besides: Counter[str] = Counter()
        for row in rounds.assignments(tx, one.id):
            besides[row.kind] += 1
            if row.kind != AssignmentKind.AUDIT:
                continue
            per_item[row.item_id] = per_item.get(row.item_id, 0) + 1
        names = {one.id: one.name for one in people.everyone(tx)}
        waiting = sampling.waiting(tx, one, strata)
        progress = rounds.progress(tx, one.id)
        graded = bool(grades.sources(tx, one.id))
        unblinded = rounds.unblinded_names(tx, one.id)
    policy = policies.of_version(store, one.policy_version)
    hidden = tuple(r for r in plan.roles if r in ANSWER_ROLES) if one.state.is_open else ()
    newest = max(k for k, line in enumerate(drawn) if line["kind"] == "draw")
    return Manifest(
        round=one,
        wish=wish_of(plan, again=bool(details["frame"].get("again", False))),
        method=in_words(plan),
        due=details["due"],
        population=drawn[-1]["population"],
        sampled=len(rows),
        items=len({row.item_id for row in rows}),
        double_graded=sum(n > 1 for n in per_item.values()),
        seed=plan.seed,
        frame_sha256=drawn[-1]["frame_sha256"],
        audited_before=int(details["frame"].get("audited_before", 0)),
        gold=besides[AssignmentKind.GOLD],
        repeats=besides[AssignmentKind.REPEAT],
        strata=_without(strata, hidden),
        strata_by=tuple(role for role in plan.roles if role not in hidden),
        hidden=hidden,
        register=tuple(
            DrawLine(
                kind=line["kind"],
                at=line["at"],
                by=names.get(line["by"], ""),
                sampled=line["sampled"],
                seed=str(line["plan"].get("seed", "")),
                discarded=k < newest,
            )
            for k, line in enumerate(drawn)
        ),
        progress=progress,
        waiting=max(0, sum(n for n in waiting.values() if n > 0)),
        is_graded=graded,
        unblinded=unblinded,
        titles=titles_of(policy) if set(plan.roles) & set(ANSWER_ROLES) else {},
    )


def _without(
    strata: Sequence[tuple[dict[str, str], int, int]], hidden: Sequence[str]
) -> tuple[Stratum, ...]:
    """Add up the strata that differ only in what is hidden."""
    sums: dict[tuple[tuple[str, str], ...], tuple[int, int]] = {}
    for cell, population, taken in strata:
        key = tuple((role, value) for role, value in cell.items() if role not in hidden)
        before = sums.get(key, (0, 0))
        sums[key] = (before[0] + population, before[1] + taken)
    return tuple(
        Stratum(cell=dict(key), population=population, sampled=taken)
        for key, (population, taken) in sums.items()
    )
