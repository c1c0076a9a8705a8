"""Before the meeting: the set, the frozen baseline, and who has voted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.domain.calibration import SessionState, Side, Turn
from reviewer_audit.i18n import _, ngettext
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.screens.calibrate.sheets import PURPOSES, SIDES, TakeOut
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Columns
from ui.widgets.flow import Wrapping
from ui.widgets.progress import Meter
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.domain.calibration import Participant, Record
    from reviewer_audit.services.calibration_board import Board


class VotingPage(QWidget):
    """Items on the left; baseline and participants on the right."""

    answer_asked = Signal(object, object)  # Participant | None for the baseline, Turn
    seal_asked = Signal()
    people_asked = Signal()
    sheet_asked = Signal(object)  # Turn
    book_asked = Signal(object, object)  # Participant, Turn
    out_given = Signal(object, str)  # Participant, reason
    begin_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("calibrate:voting")
        self._record: Record | None = None
        self._names: dict[int, str] = {}
        self._may_write = False
        self.items = self._items()
        self.baseline, self.people = self._baseline(), self._people()
        columns = Columns("calibrate:columns", threshold=800)
        left, right = QVBoxLayout(), QVBoxLayout()
        right.setSpacing(16)
        left.addWidget(self.items)
        right.addWidget(self.baseline)
        right.addWidget(self.people, stretch=1)
        columns.add(left)
        columns.add(right)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(columns)

    @property
    def turn(self) -> Turn:
        """Which votes are given now."""
        record = self._record
        meets = record is not None and record.session.state is SessionState.MEETING
        return Turn.AGAIN if meets else Turn.BLIND

    def put(self, board: "Board", *, may_write: bool) -> None:
        """Show how far a session is before its meeting."""
        from reviewer_audit.services import calibration_set

        record = board.record
        if record is None:
            return
        self._record = record
        self._names = dict(board.names)
        state = record.session.state
        built = record.session.built
        share = calibration_set.balance(built, self._names)
        missed = calibration_set.sentences(calibration_set.not_reached(built))
        self.items.say(_("The set"), f"{share} {missed}".strip())
        self.set_table.put(record.items)
        self._put_baseline(record, may_write=may_write)
        self._put_people(record, may_write=may_write)
        self.begin.setVisible(state in {SessionState.SETUP, SessionState.VOTING})
        self.begin.setEnabled(may_write and state is SessionState.VOTING)

    # -- building

    def _items(self) -> Card:
        card = Card("calibrate:set", _("The set"))
        self.set_table = Table(
            "calibrate:settable",
            (
                number("", lambda c: c.position, width=3),
                Column(
                    _("Item"), lambda c: self._names.get(c.item_id, ""), stretch=True, bold=True
                ),
                Column(_("Why"), lambda c: PURPOSES[c.purpose], width=20),
            ),
            label=_("Items of the session"),
            framed=False,
        )
        card.add(self.set_table, stretch=1)
        return card

    def _baseline(self) -> Card:
        card = Card("calibrate:baseline", _("Baseline"))
        self.sealed = Badge("calibrate:sealed")
        card.head.addWidget(self.sealed)
        self.meter = Meter("calibrate:baseline:meter", _("Items with a baseline"))
        self.seal_text = PlainLabel("calibrate:seal:text", role="muted", wrap=True)
        self.give = Button(
            "calibrate:baseline:give",
            _("Give the baseline"),
            lambda: self.answer_asked.emit(None, Turn.BLIND),
            key="B",
        )
        self.seal = Button("calibrate:baseline:seal", _("Freeze it"), self.seal_asked.emit)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.give)
        row.addWidget(self.seal)
        row.addStretch(1)
        card.add(self.meter)
        card.add(self.seal_text)
        card.body.addLayout(row)
        return card

    def _people(self) -> Card:
        card = Card("calibrate:people:card", _("Participants"))
        self.table = Table(
            "calibrate:participants",
            (
                Column(_("Name"), lambda p: p.name, stretch=True, bold=True),
                Column(_("Side"), lambda p: SIDES[p.side], width=14),
                Column(_("Blind"), lambda p: self._done(p, Turn.BLIND), width=8, tone=self._tone),
                Column(_("Again"), lambda p: self._done(p, Turn.AGAIN), width=8),
            ),
            label=_("Participants and how far they are"),
            empty=_("Nobody takes part yet."),
            framed=False,
        )
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.opened.connect(self.hand_to)
        self.table.chosen.connect(lambda _line: self._may_move())
        self.vote = Button("calibrate:vote", _("Hand the laptop over"), self.hand_on, key="⏎")
        self.sheet = Button(
            "calibrate:sheet", _("Bring votes…"), lambda: self.sheet_asked.emit(self.turn)
        )
        self.book = Button("calibrate:book", _("Hand out…"), self._ask_book, picture="download")
        self.add = Button(
            "calibrate:join", _("Add people…"), self.people_asked.emit, picture="plus"
        )
        self.out = Button("calibrate:out", _("Take out…"), self._ask_out)
        self.begin = Button(
            "calibrate:begin", _("Close the votes and meet"), self.begin_asked.emit, kind="primary"
        )
        card.add(self.table, stretch=1)
        card.add(Wrapping(self.vote, self.book, self.sheet))
        card.add(Wrapping(self.add, self.out, self.begin))
        return card

    # -- what a person does

    def hand_on(self) -> None:
        """Hand the laptop to who is marked, else to the next who has items left."""
        record = self._record
        if record is None:
            return
        marked = self.table.current
        left = [p for p in record.voters if record.given(self.turn, p.id) < self._wanted()]
        if marked is not None and marked in left:
            self.hand_to(marked)
        elif left:
            self.hand_to(left[0])

    def hand_to(self, who: "Participant | None") -> None:
        """Let somebody vote; the expert gives the baseline."""
        if who is None or not self.vote.isEnabled() or who.is_out:
            return
        if who.side is Side.EXPERT:
            if self.give.isEnabled():
                self.answer_asked.emit(None, Turn.BLIND)
        else:
            self.answer_asked.emit(who, self.turn)

    def _ask_book(self) -> None:
        record = self._record
        marked = self.table.current or (record.voters[0] if record and record.voters else None)
        if marked is not None and marked.side is not Side.EXPERT and not marked.is_out:
            self.book_asked.emit(marked, self.turn)

    def _ask_out(self) -> None:
        if self.table.current is not None:
            sheet = TakeOut(self.window(), self.table.current)
            sheet.given.connect(self.out_given)
            sheet.open()

    def _may_move(self) -> None:
        """Whoever votes can be taken out, and let back in."""
        marked: Participant | None = self.table.current
        able = marked is not None and marked.side is not Side.EXPERT
        self.out.setEnabled(self._may_write and able)
        back = marked is not None and marked.is_out
        self.out.say(_("Let back in…") if back else _("Take out…"))

    # -- what is on show

    def _put_baseline(self, record: "Record", *, may_write: bool) -> None:
        n, of = len(record.baseline), len(record.items)
        setup = record.session.state is SessionState.SETUP
        self.meter.put(n, of)
        self.meter.setVisible(setup)
        who = _(", ").join(p.name for p in record.experts) or _("the lead")
        many = ngettext("{n} of {all} item answered", "{n} of {all} items answered", of)
        self.baseline.say(
            _("Baseline"),
            _("By {who}.").format(who=who) + " " + many.format(n=n, all=of) + ".",
        )
        self.sealed.put(
            _("not frozen") if setup else _("frozen"),
            "caution" if setup else "good",
            "unsure" if setup else "lock",
        )
        text = _("Sealed as {seal}").format(seal=record.session.seal[:32])
        self.seal_text.put("" if setup else text)
        self.seal_text.setVisible(not setup)
        for button in (self.give, self.seal):
            button.setVisible(setup)
            button.setEnabled(may_write)
        self.seal.setEnabled(may_write and n == of)
        self.give.dress("primary" if n < of else "secondary")
        self.seal.dress("primary" if n == of else "secondary")

    def _put_people(self, record: "Record", *, may_write: bool) -> None:
        state = record.session.state
        voters = set(record.voters)
        self.table.put(record.participants, [p for p in record.participants if p not in voters])
        self._may_write = may_write
        self._may_move()
        votes = may_write and state in {SessionState.VOTING, SessionState.MEETING}
        ready = votes and (state is SessionState.VOTING or bool(record.rulings))
        self.vote.setEnabled(ready)
        self.sheet.setEnabled(ready)
        self.book.setEnabled(ready)
        self.add.setEnabled(may_write and state in {SessionState.SETUP, SessionState.VOTING})
        again = state is SessionState.MEETING
        self.vote.say(_("Hand over to vote again") if again else _("Hand the laptop over"))
        note = {
            SessionState.SETUP: _("Votes are given once the baseline is frozen."),
            SessionState.VOTING: _(
                "Each alone: on this machine one after the other, or elsewhere in a pack."
            ),
            SessionState.MEETING: _(
                "Blind votes are closed. Items that are ruled are voted again."
            ),
            SessionState.CLOSED: "",
        }[state]
        self.people.say(_("Participants"), note)

    def _wanted(self) -> int:
        record = self._record
        if record is None:
            return 0
        return len(record.items if self.turn is Turn.BLIND else record.rulings)

    def _done(self, who: "Participant", turn: Turn) -> str:
        record = self._record
        if record is None or who.side is Side.EXPERT:
            return ""
        if who.is_out:
            return _("out") if turn is Turn.BLIND else ""
        n = record.given(turn, who.id)
        return f"{n}/{len(record.items)}" if n or turn is Turn.BLIND else ""

    def _tone(self, who: "Participant") -> str:
        record = self._record
        whole = record is not None and record.given(Turn.BLIND, who.id) == len(record.items)
        return "good" if whole else "muted"
