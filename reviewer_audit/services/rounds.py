"""Rounds: begin one, find the one that is meant, end its blindness."""

from dataclasses import dataclass
from typing import Any

from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round, RoundId, RoundState
from reviewer_audit.errors import ClosedError, RoundError, StillBlindError
from reviewer_audit.i18n import _, speaking
from reviewer_audit.services.projects import Project, journal_head
from reviewer_audit.store import grades, packs, policies, rounds, samples
from reviewer_audit.store.clock import now
from reviewer_audit.store.project import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """What the end of blindness opened."""

    round_id: RoundId
    decisions: int
    graded_items: int
    open_assignments: int
    journal_head: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "round": self.round_id,
            "decisions": self.decisions,
            "graded_items": self.graded_items,
            "open_assignments": self.open_assignments,
            "journal_head": self.journal_head,
        }


def new(
    store: Project, *, by: Person, title: str = "", like: RoundId | None = None, due: str = ""
) -> Round:
    """Begin a round; ``like`` repeats design and people of an earlier one on the new batches."""
    with store.read() as tx:
        known = rounds.every(tx)
        policy = policies.newest(tx)
        plan: dict[str, Any] = {}
        frame: dict[str, Any] = {}
        if like is not None:
            old = rounds.details(tx, _require(known, like).id)
            plan = {k: v for k, v in old["plan"].items() if k != "seed"}
            frame = {"after": old["frame"].get("upto", 0)}
    if policy is None:
        message = _("The project has no policy to grade by.")
        raise RoundError(message, _("Add a policy first."))
    title = title or f"Round {len(known) + 1}"
    with store.write("round.new", by=by) as tx:
        round_id = rounds.add(tx, title=title, policy_version=policy.version, plan=plan, by=by.id)
        rounds.change(tx, round_id, frame=frame, due=due)
        tx.info["body"] |= {"round": round_id, "like": like}
        made = rounds.get(tx, round_id)
    if made is None:  # pragma: no cover - it was written in the same breath
        raise LookupError(round_id)
    return made


def every(store: Project) -> tuple[Round, ...]:
    """Return all rounds, oldest first."""
    with store.read() as tx:
        return rounds.every(tx)


@speaking("")
def resolve(store: Project, round_id: int | None = None) -> Round:
    """Return the round that is meant: the named one, the only open one, or the latest.

    Raises:
        RoundError: there is none of that number, none at all, or several are open.
    """
    known = every(store)
    if round_id is not None:
        return _require(known, round_id)
    still_open = [one for one in known if one.state.is_open]
    if len(still_open) > 1:
        names = ", ".join(f"{one.id} ({one.title})" for one in still_open)
        message = _("Several rounds are open: {names}.").format(names=names)
        raise RoundError(message, _("Name one with --round."), code="round.several")
    if still_open:
        return still_open[0]
    if known:
        return known[-1]
    message = _("The project has no round yet.")
    raise RoundError(message, _("Draw a sample first."), code="round.none")


@speaking("")
def require_revealed(one: Round) -> None:
    """Refuse to show decisions while the round is blind."""
    if one.state.is_open:
        message = _("{title} is still graded blind.").format(title=one.title)
        raise StillBlindError(message, _("Nothing was shown. Reveal the round first."))


def require_grading(one: Round) -> None:
    """Refuse to change a round that is no longer graded."""
    if one.state is RoundState.DRAFT:
        message = _("{title} has no sample yet.").format(title=one.title)
        raise RoundError(message, _("Nothing was changed. Draw one first."), code="round.draft")
    if one.state is not RoundState.GRADING:
        message = _("{title} was revealed; its grades are locked.").format(title=one.title)
        raise ClosedError(message, _("Nothing was changed."), code="round.closed")


def nobody_has(tx: Tx, one: Round) -> list[int]:
    """Return the drawn items of a round being graded that were to be handed out to no avail.

    Where nobody was named, grades come from sheets and assign what they grade.
    """
    if one.state is not RoundState.GRADING:
        return []
    named = rounds.details(tx, one.id)["plan"].get("auditors")
    return samples.on_no_desk(tx, one.id) if named else []


def unblind(store: Project, one: Round, *, by: Person) -> None:
    """Write down that somebody sees decisions of a round that is still graded blind."""
    with store.write("round.unblind", by=by, body={"round": one.id}) as tx:
        rounds.note_unblinded(tx, one.id, by.id)


def set_due(store: Project, one: Round, due: str, *, by: Person) -> None:
    """Say until when the round is to be graded."""
    with store.write("round.due", by=by, body={"round": one.id}) as tx:
        rounds.change(tx, one.id, due=due)


def reveal(
    store: Project, *, by: Person, round_id: int | None = None, partial: bool = False
) -> Revealed:
    """Lock the grades, then open the vendor's decisions.

    Raises:
        RoundError: items are still without an answer and ``partial`` was not said.
    """
    one = resolve(store, round_id)
    if one.state is not RoundState.LOCKED:
        require_grading(one)
    with store.read() as tx:
        still_open = packs.count_awaited(tx, one.id)
        nobodys = len(nobody_has(tx, one))
    if still_open and not partial:
        message = _("{still_open} assignments of {title} are still open.").format(
            still_open=still_open, title=one.title
        )
        raise RoundError(
            message, _("Nothing was revealed. Grade them, or say --partial."), code="round.open"
        )
    if nobodys and not partial:
        message = _("Nobody has {nobodys} of the drawn items of {title}.").format(
            nobodys=nobodys, title=one.title
        )
        hint = _("Nothing was revealed. Give them to somebody (reassign), or say --partial.")
        raise RoundError(message, hint, code="round.unassigned")
    with store.write("round.lock", by=by, body={"round": one.id}) as tx:
        rounds.change(tx, one.id, state=RoundState.LOCKED.value)
    with store.write("round.reveal", by=by) as tx:
        decisions = samples.count(tx, one.id)
        answered = {row.item_id for row in grades.newest_revisions(tx, one.id)}
        rounds.change(tx, one.id, state=RoundState.REVEALED.value, revealed_at=now())
        tx.info["body"] = {"round": one.id, "decisions": decisions, "open": still_open}
    return Revealed(
        round_id=one.id,
        decisions=decisions,
        graded_items=len(answered),
        open_assignments=still_open,
        journal_head=journal_head(store),
    )


def accept_partial(store: Project, one: Round, *, by: Person) -> None:
    """Allow a verdict in spite of a response under 90 %."""
    with store.write("round.accept_partial", by=by, body={"round": one.id}) as tx:
        rounds.change(tx, one.id, accept_partial=1)


def _require(known: tuple[Round, ...], round_id: int) -> Round:
    for one in known:
        if one.id == round_id:
            return one
    message = _("There is no round {round_id}.").format(round_id=round_id)
    raise RoundError(message, _("List them with: round list"), code="round.unknown")
