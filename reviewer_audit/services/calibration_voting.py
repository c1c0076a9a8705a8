"""Votes of a calibration session: what a participant sees, and what they said.

A ballot is read by the blind connection, on which SQLite refuses every table of answers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_audit.domain.calibration import (
    Ballot,
    Baseline,
    Participant,
    Record,
    Side,
    Turn,
    Vote,
)
from reviewer_audit.domain.intake import GradeRows, Problem, RawTable, grouped
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import CalibrationError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services import (
    calibration,
    calibration_leaving,
    calibration_returns,
    calibration_workbook,
    policies,
)
from reviewer_audit.services.intake import Asked
from reviewer_audit.services.projects import Project
from reviewer_audit.services.recording import checked_answers
from reviewer_audit.store import blind, items, media, people
from reviewer_audit.store import calibration as stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """What a sheet brought."""

    recorded: int
    unchanged: int
    by_name: dict[str, int]
    quarantined: int
    problems: tuple[dict[str, Any], ...]
    fingerprint: str = ""  # of the key that signed a return
    first_key: bool = False  # first seen with it: compare the fingerprint

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line."""
        signed = {"fingerprint": self.fingerprint, "first_key": self.first_key}
        return {
            "recorded": self.recorded,
            "unchanged": self.unchanged,
            "participants": self.by_name,
            "quarantined": self.quarantined,
            "problems": list(self.problems),
            **(signed if self.fingerprint else {}),
        }


def ballots(
    store: Project, known: Record, participant: int | None, turn: Turn = Turn.BLIND
) -> tuple[Ballot, ...]:
    """Return what somebody answers, in the order of the session; None: the baseline's author.

    After the rulings only items that were ruled are voted on again.
    """
    lines = [line for line in known.items if turn is Turn.BLIND or line.item_id in known.rulings]
    with store.read_blind() as tx:
        rows = blind.contents(tx, [line.item_id for line in lines])
        seen = media.of_items(tx, [line.item_id for line in lines])
    own: dict[int, tuple[str, ...]] = {}
    if participant is None:
        own = {number: base.labels for number, base in known.baseline.items()}
    else:
        votes = known.votes[turn]
        own = {item: vote.labels for (who, item), vote in votes.items() if who == participant}
    return tuple(
        Ballot(
            item_id=line.item_id,
            position=at,
            total=len(lines),
            own=own.get(line.item_id),
            media=seen.get(line.item_id, ()),
            **rows[line.item_id],
        )
        for at, line in enumerate(lines, 1)
    )


def cast(
    store: Project,
    given: Sequence[Vote],
    *,
    by: Person,
    session_id: int | None = None,
    source: str = "room",
) -> int:
    """Record votes; one that says what the person said before changes nothing.

    A later vote replaces an earlier one; who cannot judge says that. Nobody's vote is taken back
    alone: who should not have voted is taken out as a whole (``calibration_leaving``).

    Raises:
        CalibrationError: it is not the time for these votes, or they do not fit the session.
    """
    known = calibration.read(store, session_id)
    policy = policies.of_version(store, known.session.policy_version)
    calibration.require_items(known, [vote.item_id for vote in given])
    labels = {label.key for label in policy.labels}
    voters = {one.id for one in known.voters}
    calibration_leaving.require_in(known, (vote.participant_id for vote in given))
    for turn in {vote.turn for vote in given}:
        calibration.require_time(known.session, turn)
    for vote in given:
        if vote.participant_id not in voters:
            message = _("Only participants vote; the expert gives the baseline.")
            raise CalibrationError(message, calibration.SAFE, code="calibration.voter")
        if not set(vote.labels) <= labels:
            message = _("The policy does not know {labels}.").format(labels=", ".join(vote.labels))
            raise CalibrationError(message, calibration.SAFE, code="calibration.label")
        if vote.turn is Turn.AGAIN and vote.item_id not in known.rulings:
            message = _("This item has no ruling yet, so nobody votes on it again.")
            raise CalibrationError(message, calibration.SAFE, code="calibration.unruled")
    fresh = [v for v in given if known.votes[v.turn].get((v.participant_id, v.item_id)) != v]
    if not fresh:
        return 0
    body = {"session": known.session.id, "votes": len(fresh), "source": source}
    with store.write("calibration.vote", by=by, body=body) as tx:
        stored.add_votes(tx, known.session.id, fresh, source=source)
    return len(fresh)


def cast_sheet(
    store: Project,
    path: Path,
    *,
    by: Person,
    session_id: int | None = None,
    participant: str = "",
    turn: Turn = Turn.BLIND,
    asked: Asked | None = None,
    progress: Progress = SILENT,
) -> Cast:
    """Record votes from a file: a signed return, a voting workbook, or a table of them.

    A return and a workbook say themselves whose votes they hold and for which turn; a table has
    columns for item, label and name.

    Raises:
        IntakeError: the file cannot be read, or nobody says whose votes these are.
        PackError: a return is refused, by its own reason.
        CalibrationError: it is not the time for these votes.
    """
    known = calibration.read(store, session_id)
    if calibration_returns.is_return(path):
        return _cast_return(store, known, path, by=by, participant=participant)
    back = calibration_workbook.votes_of(store, known, path)
    if back is not None:
        _require_theirs(known, {vote.participant_id for vote in back[1]}, participant)
        return _cast_workbook(store, known, back, by=by)
    calibration.require_time(known.session, turn)
    policy = policies.of_version(store, known.session.policy_version)
    table, checked = checked_answers(policy, path, asked, auditor=participant, progress=progress)
    who = {people.name_key(one.name): one for one in known.voters}
    rows, refused = _placed(store, known, checked.rows)
    votes: list[Vote] = []
    names: dict[str, int] = {}
    for k, number in rows:
        voter = who.get(people.name_key(checked.rows.auditor[k]))
        if voter is None:
            refused.append(_problem("unknown_participant", checked.rows, k))
            continue
        if turn is Turn.AGAIN and number not in known.rulings:
            refused.append(_problem("not_ruled", checked.rows, k))
            continue
        names[voter.name] = names.get(voter.name, 0) + 1
        votes.append(
            Vote(
                item_id=number,
                participant_id=voter.id,
                turn=turn,
                labels=checked.rows.labels[k],
                note=checked.rows.note[k],
            )
        )
    recorded = cast(store, votes, by=by, session_id=known.session.id, source=table.sha256)
    return Cast(
        recorded=recorded,
        unchanged=len(votes) - recorded,
        by_name=names,
        quarantined=len(checked.quarantined) + len(refused),
        problems=tuple(grouped([*table.problems, *checked.problems, *refused])),
    )


def _require_theirs(known: Record, voters: set[int], participant: str) -> None:
    """Refuse a file that says itself whose votes it holds, where somebody else is named."""
    others = [one.name for one in known.participants if one.id in voters]
    if not participant or not others or voters == {participant_named(known, participant).id}:
        return
    message = _("The file holds the votes of {others}, not of {name}.").format(
        others=", ".join(others), name=participant
    )
    raise CalibrationError(message, calibration.SAFE, code="calibration.other_voter")


def _cast_return(
    store: Project, known: Record, path: Path, *, by: Person, participant: str
) -> Cast:
    back = calibration_returns.judge(store, known, path)
    _require_theirs(known, {back.voter.id}, participant)
    recorded = calibration_returns.take_in(store, known, back, by=by)
    return Cast(
        recorded=recorded,
        unchanged=back.items - recorded,
        by_name={back.voter.name: back.items},
        quarantined=0,
        problems=(),
        fingerprint=back.fingerprint,
        first_key=bool(back.new_key),
    )


def _cast_workbook(
    store: Project,
    known: Record,
    back: tuple[RawTable, list[Vote], list[Problem]],
    *,
    by: Person,
) -> Cast:
    table, votes, trouble = back
    who = {one.id: one.name for one in known.participants}
    names = Counter(who[vote.participant_id] for vote in votes)
    recorded = cast(store, votes, by=by, session_id=known.session.id, source=table.sha256)
    return Cast(
        recorded=recorded,
        unchanged=len(votes) - recorded,
        by_name=dict(names),
        quarantined=len(trouble),
        problems=tuple(grouped(trouble)),
    )


def baseline_sheet(
    store: Project,
    path: Path,
    *,
    by: Person,
    session_id: int | None = None,
    asked: Asked | None = None,
    progress: Progress = SILENT,
) -> Cast:
    """Record the expert's answers from a file.

    Raises:
        IntakeError: the file cannot be read.
        CalibrationError: the baseline is frozen.
    """
    known = calibration.read(store, session_id)
    policy = policies.of_version(store, known.session.policy_version)
    table, checked = checked_answers(policy, path, asked, auditor=by.name, progress=progress)
    rows, refused = _placed(store, known, checked.rows)
    given = []
    for k, number in rows:
        if not checked.rows.labels[k]:
            refused.append(_problem("no_answer", checked.rows, k))
            continue
        given.append(
            Baseline(item_id=number, labels=checked.rows.labels[k], rationale=checked.rows.note[k])
        )
    fresh = [one for one in given if known.baseline.get(one.item_id) != one]
    calibration.set_baseline(store, fresh, by=by, session_id=known.session.id)
    return Cast(
        recorded=len(fresh),
        unchanged=len(given) - len(fresh),
        by_name={},
        quarantined=len(checked.quarantined) + len(refused),
        problems=tuple(grouped([*table.problems, *checked.problems, *refused])),
    )


def participant_named(known: Record, name: str) -> Participant:
    """Return who votes under a name.

    Raises:
        CalibrationError: nobody of that name votes.
    """
    for one in known.participants:
        if people.name_key(one.name) == people.name_key(name) and one.side is not Side.EXPERT:
            return one
    message = _("{name} does not vote in {title}.").format(name=name, title=known.session.title)
    raise CalibrationError(message, calibration.SAFE, code="calibration.voter")


def _placed(
    store: Project, known: Record, rows: GradeRows
) -> tuple[list[tuple[int, int]], list[Problem]]:
    """Return (row, item) of the rows about items of the session, and trouble with the others."""
    with store.read() as tx:
        numbers = items.ids_by_name(tx)
    mine = {line.item_id for line in known.items}
    found: list[tuple[int, int]] = []
    refused: list[Problem] = []
    for k, name in enumerate(rows.external_id):
        number = numbers.get(name)
        if number is None or number not in mine:
            code = "unknown_item" if number is None else "not_in_session"
            refused.append(_problem(code, rows, k))
        else:
            found.append((k, number))
    return found, refused


def _problem(code: str, rows: GradeRows, k: int) -> Problem:
    return Problem(code=code, row_number=rows.row_number[k], sheet=rows.sheet[k])
