"""Calibrate: a set by purpose, a frozen baseline, blind votes, a meeting, what follows."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.domain.calibration import SessionState, Turn
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.actions import Action
from ui.media.part import MediaPart
from ui.roundscreen import chooser
from ui.safe import ask
from ui.screens.calibrate import sheets
from ui.screens.calibrate.ballot import VotingWindow
from ui.screens.calibrate.meeting import KEYS, MeetingPage
from ui.screens.calibrate.outcome import OutcomePage
from ui.screens.calibrate.presenter import Presenter
from ui.screens.calibrate.running import Running
from ui.screens.calibrate.viewmodel import CalibrateViewModel
from ui.screens.calibrate.voting import VotingPage
from ui.widgets.blocks import Page
from ui.widgets.cards import Banner, EmptyState
from ui.widgets.parts import Hinted, Parts
from ui.widgets.stack import Stack

if TYPE_CHECKING:
    from reviewer_audit.domain.calibration import Participant
    from reviewer_audit.services.calibration_board import Board
    from ui.session import Session

SECTIONS = (
    ("votes", _("Set and votes")),
    ("meeting", _("Meeting")),
    ("outcome", _("Outcome")),
)


class CalibrateScreen(QWidget):
    """Three pages in the order of the work; the chooser of sessions is in the header."""

    title = _("Calibrate")
    headline = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("calibrate")
        self._session = session
        self._numbers: list[int] = []
        self._was: tuple[int, SessionState] | None = None
        self._window: VotingWindow | None = None
        self._voter: tuple[Participant | None, Turn] = (None, Turn.BLIND)
        self.presenter: Presenter | None = None
        self.vm = CalibrateViewModel(session, self)
        self.running = Running(self)
        self.banner = Banner("calibrate:banner")
        self.sessions = chooser("calibrate:session", _("Session"))
        self.sessions.setMaximumWidth(theme.px(240))
        self.sessions.activated.connect(lambda at: self.vm.choose(self._numbers[at]))
        self.empty = EmptyState("calibrate:empty", _("One moment"), picture="scale")
        self.empty.button.clicked.connect(self._go_on)
        self.votes, self.meeting = VotingPage(), MeetingPage(self.running, MediaPart(session))
        self.outcome = OutcomePage(session.jobs)
        self.work = self._work()
        self.pages = Stack()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.work)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self.banner)
        body.addWidget(self.pages, stretch=1)
        self._connect()

    # -- what the window asks

    def shown(self) -> None:
        """Hear that the screen has come to the front."""
        self.vm.wake(awake=True)

    def arrive(self, what: object) -> None:
        """Bring in the returns that were dropped here."""
        for path in what if isinstance(what, tuple) else ():
            self.vm.bring(path)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.vm.wake(awake=False)
        self.running.bare(on=False)
        if not (self.window().isVisible() or event.spontaneous()):
            self.running.stop()  # the whole window goes, not this screen alone
            if self.presenter is not None:
                self.presenter.close()

    def state_line(self) -> str:
        """Say in one line how far the session is."""
        return self.vm.state_line()

    @property
    def header_widget(self) -> QWidget | None:
        """The chooser of sessions, where there is something to choose."""
        return self.sessions if len(self._numbers) > 1 else None

    @property
    def commands(self) -> tuple[Action, ...]:
        """What the screen offers now."""
        board = self.vm.board
        if board is None or not board.revealed:
            return ()
        there = board.record is not None
        writes = not board.read_only

        def offer(key: str, title: str, run: Any, shown: str = "", place: str = "") -> Action:
            return Action(
                key=f"calibrate:{key}",
                title=title,
                group=self.title,
                run=run,
                shown_key=shown,
                place=place,
                enabled=lambda: writes,
            )

        place = "secondary" if there else ""
        found = [offer("new", _("New session…"), self.ask_new, place=place)]
        if there:
            found += [
                offer(
                    key, _("Calibrate: {part}").format(part=name), partial(self.show_section, key)
                )
                for key, name in SECTIONS
            ]
            found += [
                offer("hand", _("Hand the laptop to the next voter"), self.votes.hand_on, "Enter"),
                offer("project", _("Open the projector's window"), self.present, "P"),
                offer("action", _("Take up an action"), self.outcome.new.click),
                offer("report", _("Write the calibration report"), self.outcome.report.click),
            ]
        return tuple(found)

    # -- what a person does

    @Slot(str)
    def show_section(self, key: str) -> None:
        """Show one part of the work."""
        self.sections.choose(key)
        self.stack.setCurrentIndex([one for one, _name in SECTIONS].index(key))
        self.hint.put(KEYS if key == "meeting" else "")
        focus = {"votes": self.votes.table, "meeting": self.meeting.items}.get(key)
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def ask_new(self) -> None:
        """Ask what a new session is about."""
        clauses = self.vm.board.clauses if self.vm.board is not None else ()
        sheet = sheets.NewSession(self.window(), clauses)
        sheet.made.connect(lambda given: self.vm.new(**given))
        sheet.open()

    @Slot()
    def present(self) -> None:
        """Open the window for the projector, or bring it to the front."""
        if self.vm.board is None or not self.vm.board.agenda:
            return
        if self.presenter is None:
            self.presenter = Presenter(self.running, MediaPart(self._session), self)
            self.presenter.gone.connect(self._forget_presenter)
            here = self.window().screen()
            others = [one for one in QGuiApplication.screens() if one is not here]
            if others:  # the projector
                self.presenter.setGeometry(others[0].availableGeometry())
            self.presenter.show()
        self.presenter.raise_()
        self.presenter.activateWindow()

    # -- building

    def _work(self) -> QWidget:
        self.sections = Parts("calibrate:sections", SECTIONS, label=_("Calibrate"))
        self.hint = Hinted("calibrate:keys", self.sections)
        self.stack = Stack()
        self.stack.addWidget(self.votes)
        self.stack.addWidget(Page("calibrate:scroll:meeting", self.meeting, label=_("Meeting")))
        self.stack.addWidget(Page("calibrate:scroll:outcome", self.outcome, label=_("Outcome")))
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self.hint)
        body.addWidget(self.stack, stretch=1)
        return page

    def _connect(self) -> None:
        vm = self.vm
        vm.listed.connect(self._show)
        vm.handed.connect(self._hand)
        vm.told.connect(self._tell)
        vm.failed.connect(self._fail)
        self.sections.changed.connect(self.show_section)
        self.votes.answer_asked.connect(self._ask_ballots)
        self.votes.seal_asked.connect(self._ask_seal)
        self.votes.people_asked.connect(self._ask_people)
        self.votes.sheet_asked.connect(self._ask_sheet)
        self.votes.book_asked.connect(self._ask_book)
        self.votes.out_given.connect(vm.move_out)
        self.votes.begin_asked.connect(self._ask_begin)
        self.meeting.ruled.connect(vm.rule)
        self.meeting.wanted.connect(self.present)
        self.outcome.action_asked.connect(self._ask_action)
        self.outcome.moved.connect(vm.set_task)
        self.outcome.report_asked.connect(self._ask_report)
        self.outcome.close_asked.connect(vm.close)
        self.outcome.saved.connect(lambda path: self._tell(path.name, str(path.parent)))
        key = QShortcut(QKeySequence("B"), self.votes)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self._give_baseline)

    # -- what the view-model tells

    @Slot(object)
    def _show(self, board: "Board") -> None:
        self._list(board)
        record = board.record
        if record is None:
            self._say_empty(board)
            self.headline.emit()
            return
        may = self.vm.may_write
        self.votes.put(board, may_write=may)
        self.meeting.put(board, may_write=may)
        self.outcome.put(board, may_write=may)
        self.pages.setCurrentWidget(self.work)
        now = (int(record.session.id), record.session.state)
        if now != self._was:
            self._was = now
            starts = {SessionState.MEETING: "meeting", SessionState.CLOSED: "outcome"}
            self.show_section(starts.get(record.session.state, "votes"))
        self.headline.emit()

    def _list(self, board: "Board") -> None:
        self._numbers = [int(one.id) for one in reversed(board.sessions)]
        self.sessions.clear()
        self.sessions.addItems([one.title for one in reversed(board.sessions)])
        if board.record is not None:
            self.sessions.setCurrentIndex(self._numbers.index(int(board.record.session.id)))

    def _say_empty(self, board: "Board") -> None:
        if board.revealed:
            self.empty.say(
                _("No calibration session yet"),
                _(
                    "Several people answer the same items alone, then align: the policy becomes "
                    "clearer, and nobody is scored by it."
                ),
            )
            self.empty.button.say(_("New session…"))
        else:
            self.empty.say(
                _("Nothing to calibrate on yet"),
                _("Items come from a round that was drawn, graded blind and revealed."),
            )
            self.empty.button.say(_("Draw a sample"))
        self.empty.button.setVisible(not (board.revealed and board.read_only))
        self.pages.setCurrentWidget(self.empty)

    @Slot()
    def _go_on(self) -> None:
        board = self.vm.board
        if board is not None and board.revealed:
            self.ask_new()
        else:
            self._session.go("sample")

    @Slot(object, object)
    def _ask_ballots(self, who: "Participant | None", turn: Turn) -> None:
        self._voter = (who, turn)
        self.vm.ask_ballots(who.id if who is not None else None, turn)

    @Slot(object)
    def _hand(self, found: Any) -> None:
        who, turn = self._voter
        participant, _turn, ballots = found
        board = self.vm.board
        if board is None or board.policy is None or board.record is None or not ballots:
            return
        experts = _(", ").join(p.name for p in board.record.experts) or self._session.person.name
        window = VotingWindow(
            self,
            who.name if who is not None else experts,
            ballots,
            board.policy,
            MediaPart(self._session),
            expert=who is None,
            again=turn is Turn.AGAIN,
            keys=self._session.settings.keys,
        )
        if participant is None:
            window.answered.connect(self.vm.answer_baseline)
        else:
            window.answered.connect(partial(self.vm.vote, participant, turn))
        window.finished.connect(self._voted)  # Esc ends a form without closing it
        self.banner.hide()
        self._window = window
        self.vm.hold(on=True)
        self.empty.say(_("Somebody is voting"), _("What the lead sees comes back afterwards."))
        self.empty.button.hide()
        self.pages.setCurrentWidget(self.empty)  # some desktops show a form over its window
        window.setWindowState(Qt.WindowState.WindowMaximized)  # nothing of the lead's in sight
        window.open()

    @Slot()
    def _voted(self) -> None:
        self._window = None
        self.pages.setCurrentWidget(self.work)
        self.vm.hold(on=False)
        self.votes.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_seal(self) -> None:
        ask(
            self.window(),
            _("Freeze the baseline?"),
            _("It is sealed before the first vote and cannot be changed afterwards."),
            yes=_("Freeze it"),
            run=self.vm.seal,
        )

    def _ask_begin(self) -> None:
        ask(
            self.window(),
            _("Close the blind votes?"),
            _("Nobody can vote blind or join afterwards; the votes are shown without names."),
            yes=_("Close the votes"),
            run=self.vm.begin,
        )

    def _ask_people(self) -> None:
        sheet = sheets.AddPeople(self.window())
        sheet.given.connect(self.vm.join)
        sheet.open()

    def _ask_sheet(self, turn: Turn) -> None:
        marked = self.votes.table.current
        name = marked.name if marked is not None else ""
        sheets.choose_votes(self.window(), lambda file: self.vm.bring(Path(file), name, turn))

    def _ask_book(self, who: "Participant", turn: Turn) -> None:
        from ui.screens.calibrate import handing

        handing.ask(self, self._session, self.vm, who.name, turn)

    def _ask_action(self) -> None:
        if self.vm.board is None or self.vm.board.policy is None:
            return
        sheet = sheets.NewAction(self.window(), self.vm.board.policy)
        sheet.given.connect(lambda given: self.vm.take_up(given.pop("text"), **given))
        sheet.open()

    def _ask_report(self) -> None:
        sheet = sheets.WriteReport(self.window(), self._session.store.path.parent)
        sheet.given.connect(self.vm.write_report)
        sheet.open()

    @Slot()
    def _give_baseline(self) -> None:
        if self.votes.give.isVisible():
            self.votes.give.click()

    @Slot()
    def _forget_presenter(self) -> None:
        self.presenter = None

    @Slot(str, str)
    def _tell(self, text: str, hint: str) -> None:
        self.banner.show_text(text, hint, tone="good")

    @Slot(object)
    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        if self._window is not None:
            self._window.unsaved(error.message, error.hint)
        else:
            self.banner.show_text(error.message, error.hint, tone="bad")
        if self.vm.board is None:
            self.empty.say(error.message, error.hint)
        self.headline.emit()
