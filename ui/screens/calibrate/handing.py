"""How a session's items are handed out to vote on elsewhere, by the form that packs have."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.packs import WORKBOOK_SUFFIX
from reviewer_audit.i18n import _
from reviewer_audit.reports import words as figures
from ui.errands import Errand, Recipient
from ui.sealing import SealPack, sealed_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from reviewer_audit.domain.calibration import Record, Turn
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.packing import Packed
    from reviewer_audit.services.projects import Project
    from ui.screens.calibrate.viewmodel import CalibrateViewModel
    from ui.session import Session


def errand(known: "Record", turn: "Turn", keys: "Mapping[str, str]") -> Errand:
    """Return what is handed out to those who vote; ``keys`` are fingerprints by person."""
    from reviewer_audit.services import calibration, calibration_packs

    items = len(calibration.voted_on(known, turn))
    left = {one.id: items - known.given(turn, one.id) for one in known.voters}
    number = known.session.id
    return Errand(
        role=_("Participant"),
        recipients=tuple(
            Recipient(
                name=one.name,
                waits=_("{n} to vote on").format(n=figures.count(left[one.id])),
                fingerprint=keys.get(one.person_id, ""),
            )
            for one in known.voters
        ),
        warnings=partial(calibration_packs.warnings, session_id=number),
        seal=partial(_seal, session_id=number, turn=turn),
    )


def ask(
    page: "QWidget", session: "Session", vm: "CalibrateViewModel", name: str, turn: "Turn"
) -> None:
    """Ask how somebody's items are handed out, and say what was written."""

    def show(keys: dict[str, str]) -> None:
        if vm.board is not None and vm.board.record is not None:
            given = errand(vm.board.record, turn, keys)
            sheet = SealPack(page.window(), session, given, name)
            sheet.sealed.connect(lambda packed: vm.told.emit(*sealed_words(packed)))
            sheet.open()

    vm.ask_keys(show)


def _seal(
    store: "Project",
    name: str,
    out: Path,
    by: "Person",
    *,
    session_id: int,
    turn: "Turn",
    to: str,
    passphrase: str,
    without: tuple[str, ...],
) -> "Packed":
    from reviewer_audit.services import (
        calibration,
        calibration_packs,
        calibration_voting,
        calibration_workbook,
    )

    who = calibration_voting.participant_named(calibration.read(store, session_id), name)
    about: Any = {"by": by, "session_id": session_id, "turn": turn, "without": without}
    if out.suffix.casefold() == WORKBOOK_SUFFIX:
        return calibration_workbook.hand_out(store, who, out, **about)
    return calibration_packs.pack(store, who, out, to=to, passphrase=passphrase, **about)
