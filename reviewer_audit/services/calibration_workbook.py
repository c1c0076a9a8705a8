"""Votes from elsewhere: a workbook for one participant, made as those that auditors grade in.

It holds items and policy, read by the blind connection. Its rows come back by their hidden
reference, which differs for each participant and turn; it is neither sealed nor signed.
"""

import hmac
from hashlib import sha256
from pathlib import Path

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.calibration import Participant, Record, Turn, Vote
from reviewer_audit.domain.intake import Problem, RawTable
from reviewer_audit.domain.packs import PackItem
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import CalibrationError, IntakeError
from reviewer_audit.i18n import _
from reviewer_audit.services import (
    calibration,
    calibration_leaving,
    calibration_packs,
    outgoing,
    policies,
    wrapping,
)
from reviewer_audit.services.packing import Packed
from reviewer_audit.services.projects import Project
from reviewer_audit.store import blind

NOT_OURS = "workbook.not_ours"
DIGITS = 20  # of a reference, hexadecimal


def hand_out(
    store: Project,
    participant: Participant,
    out: Path,
    *,
    by: Person,
    session_id: int | None = None,
    turn: Turn = Turn.BLIND,
    without: tuple[str, ...] = (),
) -> Packed:
    """Write a participant's workbook, without these context columns or ``language``.

    Raises:
        CalibrationError: it is not the time for these votes.
        OutputError: the file cannot be written; an old one stays as it was.
    """
    from reviewer_audit.render.files import replacing

    known = calibration.read(store, session_id)
    calibration_leaving.require_in(known, {participant.id})
    calibration.require_time(known.session, turn)
    if out.suffix.casefold() != ".xlsx":
        message = _("A voting workbook's name ends in .xlsx, not {suffix}.").format(
            suffix=out.suffix or "nothing"
        )
        raise CalibrationError(message, calibration.SAFE, code="calibration.name")
    policy = outgoing.to_grade_by(policies.of_version(store, known.session.policy_version))
    calibration.voted_on(known, turn)
    left_out = frozenset(without)
    found = calibration_packs.warnings(store, known.session.id, left_out=left_out)
    items = _items(store, known, participant.id, turn, left_out)
    made = outgoing.workbook(participant.name, "", policy, [item for _n, item in items])
    with replacing(out) as temporary:
        temporary.write_bytes(made.data)
    body = {"session": known.session.id, "items": len(items), "file": made.digest}
    with store.write("calibration.hand_out", by=by, body=body):
        pass  # the journal says what was handed over
    return Packed(
        file=out,
        pack="",
        auditor=participant.name,
        items=len(items),
        taken_back=0,
        kept=(),
        manifest_sha256=made.digest,
        leaks=found,
        fingerprint="",
        sealed_to="nothing",
    )


def votes_of(
    store: Project, known: Record, path: Path
) -> tuple[RawTable, list[Vote], list[Problem]] | None:
    """Return the votes of a workbook that came back, and trouble; None where it is not one.

    Raises:
        IntakeError: the file cannot be read, or lacks a column that was to be filled in.
    """
    from reviewer_audit.intake import grading_sheet
    from reviewer_audit.render.xl_text import plain

    if path.suffix.casefold() not in {".xlsx", ".xlsm", ".ods"}:
        return None
    try:
        table = grading_sheet.read(path)
    except IntakeError as error:
        if error.code == NOT_OURS:
            return None
        raise
    policy = policies.of_version(store, known.session.policy_version)
    reader = grading_sheet.Reader(policy)
    places: dict[str, tuple[int, int, Turn, str, str]] = {}
    for who in known.participants:  # also who was taken out: their workbook is known, and refused
        for turn in Turn:
            for at, (number, item) in enumerate(_items(store, known, who.id, turn), 1):
                content = names.bare(plain(names.shown(item.content)[0]))
                places[item.handle] = (who.id, number, turn, str(at), content)
    votes: dict[str, Vote] = {}
    trouble: list[Problem] = []
    for row in grading_sheet.rows(table, policy):
        place = places.get(row.handle)
        said = reader.entry(row, "")
        code = (
            "unknown_handle"
            if place is None
            else "moved_row"
            if place[3:] != (row.number, names.bare(row.content))
            else "duplicate_row"
            if row.handle in votes
            else said
            if isinstance(said, str)
            else ""
        )
        if code or place is None or isinstance(said, str):
            trouble.append(Problem(code=str(code), row_number=row.row_number))
            continue
        who_id, number, turn, _at, _content = place
        votes[row.handle] = Vote(
            item_id=number, participant_id=who_id, turn=turn, labels=said.labels, note=said.note
        )
    return table.table, list(votes.values()), trouble


def _items(
    store: Project,
    known: Record,
    participant: int,
    turn: Turn,
    without: frozenset[str] = frozenset(),
) -> list[tuple[int, PackItem]]:
    """Return the items of one workbook, in an order that is this participant's own."""
    wanted = [c.item_id for c in known.items if turn is Turn.BLIND or c.item_id in known.rulings]
    with store.read_blind() as tx:
        rows = blind.contents(tx, wanted)
    found = [
        (n, wrapping.item(_handle(known, participant, turn, n), without, **rows[n])) for n in wanted
    ]
    return sorted(found, key=lambda pair: pair[1].handle)


def _handle(known: Record, participant: int, turn: Turn, item: int) -> str:
    key = f"{known.session.seed}\x1f{known.session.salt}".encode()
    text = f"{known.session.id}\x1f{participant}\x1f{turn.value}\x1f{item}"
    return hmac.new(key, text.encode(), sha256).hexdigest()[:DIGITS]
