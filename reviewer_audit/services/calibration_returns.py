"""Votes that come back signed: whose they are, of which session, unaltered, and what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer_audit.domain.calibration import Participant, Record, Turn, Vote
from reviewer_audit.domain.grading import GradeKind
from reviewer_audit.domain.packs import RETURN_SUFFIX, Refusal, Returned
from reviewer_audit.domain.people import Person, PersonId
from reviewer_audit.packs import keys
from reviewer_audit.packs.refusals import refusal
from reviewer_audit.services import (
    calibration,
    calibration_leaving,
    calibration_packs,
    judging,
    policies,
    wrapping,
)
from reviewer_audit.services.projects import Project
from reviewer_audit.services.returning import is_pack
from reviewer_audit.store import calibration_packs as stored
from reviewer_audit.store import packs


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesBack:
    """A return that may be taken in.

    ``fresh`` are the new votes, each with its place in the chain, its seal and when it was given.
    """

    returned: Returned
    voter: Participant
    turn: Turn
    items: int  # that it answers
    fresh: Sequence[tuple[int, str, str, Vote]]
    fingerprint: str
    new_key: str


def is_return(path: Path) -> bool:
    """Return whether a file is, or should be, a signed return and not a sheet."""
    return path.suffix.casefold() == RETURN_SUFFIX or is_pack(path)


def judge(store: Project, known: Record, path: Path) -> VotesBack:
    """Return a file as votes to be taken in; nothing is written.

    An item left out or skipped is no vote, and takes none back.

    Raises:
        PackError: it is refused, by its own reason.
        CalibrationError: it brings something new, and it is not the time for these votes.
    """
    own = wrapping.project_secrets(store)
    returned = judging.read_return(own, path)
    given, file = returned.manifest, returned.file
    with store.read() as tx:
        issued = stored.get(tx, given.pack)
        is_audit = packs.get(tx, given.pack) is not None
        known_keys = packs.keys(tx)
        before = {} if issued is None else stored.seals(tx, issued.participant_id)
    if given.project != own.project:
        raise refusal(Refusal.OTHER_PROJECT, file)
    if issued is None:
        raise refusal(Refusal.GRADES if is_audit else Refusal.UNKNOWN_PACK, file)
    if issued.manifest_sha256 != given.pack_sha256:
        raise refusal(Refusal.OTHER_PACK, file)
    if issued.session_id != known.session.id:
        raise refusal(Refusal.OTHER_SESSION, file)
    calibration_leaving.require_in(known, {issued.participant_id})
    voter = next(one for one in known.voters if one.id == issued.participant_id)
    if voter.person_id != given.auditor_id:
        raise refusal(Refusal.OTHER_PERSON, file)
    new_key = judging.new_key(returned, PersonId(voter.person_id), issued.sealed_to, known_keys)
    turn = Turn(issued.turn)
    handles = calibration_packs.handles(own, known, voter.id, turn)
    judging.require_answers(
        returned, handles, policies.of_version(store, known.session.policy_version)
    )
    mine = {place: seal for (work, place), seal in before.items() if work == given.work}
    if any(returned.seals[k - 1] != seal for k, seal in mine.items() if k <= given.entries):
        raise refusal(Refusal.FORKED, file)
    votes = _votes(returned, voter.id, turn, handles)
    fresh = [vote for vote in votes if vote[0] not in mine]
    if fresh:
        calibration.require_time(known.session, turn)
    return VotesBack(
        returned=returned,
        voter=voter,
        turn=turn,
        items=len({vote.item_id for *_place, vote in votes}),
        fresh=fresh,
        fingerprint=keys.public_from(given.auditor_key).fingerprint,
        new_key=new_key,
    )


def take_in(store: Project, known: Record, back: VotesBack, *, by: Person) -> int:
    """Record the votes of a judged return; returns how many items they answer anew."""
    if not back.fresh:
        return 0
    given = back.returned.manifest
    body = {
        "session": known.session.id,
        "votes": len(back.fresh),
        "source": back.returned.sha256,
        "pack": given.pack,
        "head": given.head,
    }
    with store.write("calibration.vote", by=by, body=body) as tx:
        if back.new_key:
            packs.add_key(tx, PersonId(back.voter.person_id), back.new_key)
        stored.add_votes(tx, known.session.id, given.work, back.fresh)
    return len({vote.item_id for *_place, vote in back.fresh})


def _votes(
    returned: Returned, participant: int, turn: Turn, handles: Mapping[str, int]
) -> list[tuple[int, str, str, Vote]]:
    return [
        (
            place,
            seal,
            entry.graded_at,
            Vote(
                item_id=handles[entry.handle],
                participant_id=participant,
                turn=turn,
                labels=entry.labels if entry.kind == GradeKind.ANSWER else (),
                note=entry.note,
            ),
        )
        for place, (entry, seal) in enumerate(zip(returned.entries, returned.seals, strict=True), 1)
        if entry.kind != GradeKind.SKIPPED
    ]
