"""The live counts of the rail and of Home. Grading does not import this: it counts decisions."""

from dataclasses import dataclass, replace

from reviewer_audit.domain.people import Person, Role
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import (
    bulletins,
    decisions,
    items,
    meta,
    people,
    policies,
    rounds,
    samples,
    verdicts,
)

COUNTED = 5_000  # decisions drawn: a tenth of a second; Review itself counts a larger round


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """One round as Home lists it."""

    round: Round
    sampled: int
    progress: tuple[rounds.AuditorProgress, ...]
    due: str
    unblinded: tuple[str, ...]
    nobodys: int  # drawn items that were to be handed out, and that nobody has

    @property
    def left(self) -> int:
        """Assignments without an answer."""
        return sum(line.left for line in self.progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How far the audit is, as far as this person may know."""

    title: str
    person: Person
    is_lead_seat: bool  # False: open assignments, so the rail shows Grade alone
    decisions: int
    items: int
    batches: int
    quarantined: int
    policy_name: str
    policy_version: str
    people: tuple[Person, ...]
    rounds: tuple[RoundLine, ...]  # oldest first
    sampled: int  # of the newest round
    left_to_grade: int  # on this person's desk
    graded: int  # by everybody, in the newest round
    read_only: bool
    owner: str
    to_review: int | None = None  # of the newest round; None: not counted, or not to be known
    asked: int = 0  # questions of auditors that wait for the lead, in the round that is graded

    @property
    def newest(self) -> RoundLine | None:
        """The round that work is on."""
        return self.rounds[-1] if self.rounds else None


def overview(store: Project, person: Person) -> Overview:
    """Count what rail and Home show to this person."""
    with store.read() as tx:
        lines = tuple(
            RoundLine(
                round=one,
                sampled=samples.count(tx, one.id),
                progress=rounds.progress(tx, one.id),
                due=rounds.details(tx, one.id)["due"],
                unblinded=rounds.unblinded_names(tx, one.id),
                nobodys=len(rounds_service.nobody_has(tx, one)),
            )
            for one in rounds.every(tx)
        )
        policy = policies.newest(tx)
        everyone = people.everyone(tx)
        counts = {
            "decisions": decisions.count(tx),
            "items": items.count(tx),
            "batches": len(decisions.batches(tx)),
            "quarantined": decisions.count_quarantined(tx),
        }
        title = meta.get(tx, "title", store.path.stem)
    mine = [
        line
        for one in lines
        if one.round.state is RoundState.GRADING
        for line in one.progress
        if line.person.id == person.id
    ]
    newest = lines[-1] if lines else None
    return Overview(
        title=title,
        person=person,
        is_lead_seat=person.role is Role.LEAD and not any(line.left for line in mine),
        policy_name=policy.name if policy else "",
        policy_version=policy.version if policy else "",
        people=everyone,
        rounds=lines,
        sampled=newest.sampled if newest else 0,
        left_to_grade=sum(line.left for line in mine),
        graded=sum(line.graded + line.cannot_judge for line in newest.progress) if newest else 0,
        read_only=store.read_only,
        owner=store.owner,
        **counts,
    )


def with_questions(store: Project, seen: Overview) -> Overview:
    """Add how many questions of auditors wait for an answer; for the lead's seat alone."""
    line = seen.newest
    if line is None or not seen.is_lead_seat or line.round.state is not RoundState.GRADING:
        return seen
    with store.read() as tx:
        return replace(seen, asked=bulletins.waiting(tx, line.round.id))


def with_review(store: Project, seen: Overview) -> Overview:
    """Add how many items of the newest round are still to be looked at.

    Nothing is said of a round that is graded blind or closed, nor to a seat without Review.
    """
    line = seen.newest
    if (
        line is None
        or not seen.is_lead_seat
        or line.round.state not in {RoundState.REVEALED, RoundState.RELEASED}
        or line.sampled > COUNTED
    ):
        return seen
    from reviewer_audit.services import agreement_control, review

    found = review.survey(store, line.round)
    left = sum(not standing.done for standing in found.standings.values())
    with store.read() as tx:
        drawn = verdicts.control_draw(tx, line.round.id)
    if drawn is None:  # the control is drawn when Review is first seen
        left += agreement_control.size_of(len(found.agreements))
    return replace(seen, to_review=left)
