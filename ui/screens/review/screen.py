"""Review: settle what differs by keyboard, hear the vendors, close the round."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.actions import Action
from ui.hotkeys import SHIFT
from ui.roundscreen import RoundScreen
from ui.screens.review.answer import CANNOT, AnswerCard
from ui.screens.review.disputes import DisputesPage
from ui.screens.review.queue import QueueCard
from ui.screens.review.score import ScorePage
from ui.screens.review.viewmodel import ReviewViewModel
from ui.screens.review.votes import ItemCard, VotesCard
from ui.widgets.blocks import Page
from ui.widgets.cards import Columns
from ui.widgets.parts import Hinted, Parts
from ui.widgets.stack import Stack

if TYPE_CHECKING:
    from ui.following import Stage
    from ui.session import Session

SECTIONS = (
    ("items", _("Adjudicate")),
    ("disputes", _("Disputes")),
    ("score", _("Score")),
)
KEYS = _(
    "1-9 answer \u00b7 Enter settle \u00b7 V vendor \u00b7 P gap \u00b7 E case \u00b7 J K move"
)
NARROW = 760  # below it the queue lies above the item


class ReviewScreen(RoundScreen):
    """The queue on the left, the item on the right; every step has a key."""

    title = _("Review")
    vm: ReviewViewModel

    def __init__(self, session: "Session") -> None:
        super().__init__("review", session, picture="scale")
        self.vm = ReviewViewModel(session, self)
        self._shown_item: int | None = None
        self._go_to: int | None = None
        self._label_keys: list[QShortcut] = []
        self.work = QWidget()
        self.queue, self.item, self.votes = QueueCard(), ItemCard(session), VotesCard()
        self.answer = AnswerCard()
        self.disputes, self.score = DisputesPage(), ScorePage()
        self._lay_out()
        self._say(_("One moment"), _("The rounds are being counted."))
        self._connect()
        self._bind()

    # -- what the window asks

    def state_line(self) -> str:
        """Say in one line how far the round is."""
        return self.vm.state_line()

    @property
    def commands(self) -> tuple[Action, ...]:
        """What the screen offers now."""
        ready = self.vm.board is not None

        def offer(key: str, title: str, run: Any, shown: str = "") -> Action:
            return Action(
                key=f"review:{key}",
                title=title,
                group=self.title,
                run=run,
                shown_key=shown,
                enabled=lambda: ready,
            )

        return (
            *(
                offer(key, _("Review: {part}").format(part=name), partial(self.show_section, key))
                for key, name in SECTIONS
            ),
            offer("settle", _("Settle the item and go on"), self.answer.give, "Enter"),
            offer("show", _("Show the vendor's answer"), self.ask_for_vendor, "V"),
            offer("gap", _("Mark a policy gap"), self.toggle_gap, "P"),
            offer("cause", _("Choose the root cause"), self._focus(self.answer.cause), "C"),
            offer("why", _("Write the rationale"), self._focus(self.answer.rationale), "N"),
            offer("next", _("Next item"), partial(self.queue.step, 1), "J"),
            offer("previous", _("Previous item"), partial(self.queue.step, -1), "K"),
            offer("agreed", _("Settle what all auditors agree on"), self.vm.settle_agreed, "A"),
            offer("escalate", _("Open a case about the item"), self.escalate, "E"),
        )

    # -- what a person does

    @Slot(str)
    def show_section(self, key: str) -> None:
        """Show one part of the work."""
        self.sections.choose(key)
        self.stack.setCurrentIndex([one for one, _name in SECTIONS].index(key))
        self.hint.put(KEYS if key == "items" else "")

    @Slot()
    def ask_for_vendor(self) -> None:
        """Write down the mark, then show what the vendor said."""
        case = self.vm.case
        if case is not None and case.said is None:
            self.vm.mark(
                policy_gap=self.votes.has_gap,
                invalid=str(self.answer.cause.currentData() or ""),
            )

    @Slot()
    def toggle_gap(self) -> None:
        """Mark or unmark a policy gap, as long as the vendor's answer is hidden."""
        if self.votes.gap is not None and self.vm.may_write:
            self.votes.gap.toggle()

    @Slot()
    def escalate(self) -> None:
        """Go to the cases, to open one about the item in front."""
        case, board = self.vm.case, self.vm.board
        if case is not None and board is not None:
            about = f"new {board.round_id} {case.entry.name}"
            self._session.go("settings", ("cases", about))

    @Slot()
    def leave(self) -> None:
        """Go back from a field to the queue."""
        if self.stack.currentIndex() == 0:
            self.queue.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < theme.px(NARROW)
        self.queue.lie(flat=narrow)
        self.answer.lie(narrow=narrow)
        if self.votes.is_narrow != narrow:
            self.votes.is_narrow = narrow
            if self.vm.case is not None and self.vm.board is not None:
                self.votes.put(self.vm.case, self.vm.board.policy)
        self.case_page.setMinimumHeight(theme.px(260) if narrow else 0)
        super().resizeEvent(event)

    # -- building

    def _lay_out(self) -> None:
        self.sections = Parts("review:sections", SECTIONS, label=_("Review"))
        self.hint = Hinted("review:hint", self.sections)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for card in (self.item, self.votes, self.answer):
            column.addWidget(card)
        column.addStretch(1)
        self.case_page = Page("review:case", right, label=_("The item"))
        self.case_page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.items = Columns("review:columns", threshold=NARROW)
        left = QVBoxLayout()
        left.addWidget(self.queue)
        self.items.add(left, stretch=0)
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(self.case_page, stretch=1)
        side.addWidget(self.answer.foot)
        self.items.add(side)
        self.stack = Stack()
        self.stack.addWidget(self.items)
        for part, name in ((self.disputes, _("Disputes")), (self.score, _("Score"))):
            self.stack.addWidget(Page(f"{part.objectName()}:scroll", part, label=name))
        body = QVBoxLayout(self.work)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self.hint)
        body.addWidget(self.stack, stretch=1)
        self.pages.addWidget(self.work)

    def _connect(self) -> None:
        vm = self.vm
        vm.staged.connect(self._stage)
        vm.listed.connect(self._show)
        self._session.settings_changed.connect(self._take_keys)
        vm.opened.connect(self._show_case)
        vm.settled.connect(self._go_after)
        vm.told.connect(self._tell)
        vm.failed.connect(self._fail)
        self.sections.changed.connect(self.show_section)
        self.queue.chosen.connect(vm.open)
        self.queue.agreed.connect(vm.settle_agreed)
        self.votes.asked.connect(self.ask_for_vendor)
        self.answer.settled.connect(lambda said: vm.settle(**said, policy_gap=self.votes.has_gap))
        self.disputes.vendors.release_asked.connect(vm.release)
        self.disputes.vendors.bring_asked.connect(vm.bring)
        self.disputes.vendors.end_asked.connect(vm.end_window)
        self.disputes.ruling.ruled.connect(lambda n, ruling, said: vm.rule(n, ruling, **said))
        self.score.close_asked.connect(vm.close)

    def _bind(self) -> None:
        """Listen to keys; typing in a field never reaches them."""
        keys: dict[str, Any] = {
            "U": partial(self.answer.choose, CANNOT),
            "Return": self._enter,
            "Enter": self._enter,
            "C": self._focus(self.answer.cause),
            "N": self._focus(self.answer.rationale),
            "P": self.toggle_gap,
            "V": self.ask_for_vendor,
            "J": partial(self.queue.step, 1),
            "K": partial(self.queue.step, -1),
            "A": self.vm.settle_agreed,
            "E": self.escalate,
        }
        for key, run in keys.items():
            self._bind_key(key, run)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave)

    @Slot()
    def _take_keys(self) -> None:
        """Take the keys that labels have now, by the policy and by who sits here."""
        before = self.answer.slots
        if self.vm.board is not None:
            self.answer.rules(self.vm.board.policy, self._session.settings.keys)
        if self.answer.slots is not before:
            self._bind_labels()

    def _bind_labels(self) -> None:
        """Listen to the keys of the labels that are on offer now."""
        for old in self._label_keys:
            old.setEnabled(False)
            old.deleteLater()
        self._label_keys = [
            self._bind_key(slot.replace(SHIFT, "Shift+"), partial(self.answer.choose, label))
            for slot, label in self.answer.slots.items()
        ]

    def _bind_key(self, key: str, run: Any) -> QShortcut:
        made = QShortcut(QKeySequence(key), self.items)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.setAutoRepeat(False)
        made.activated.connect(run)
        return made

    @Slot()
    def _enter(self) -> None:
        """Press the button in hand, else settle."""
        at = self.window().focusWidget()
        labels = {f"review:label:{key}" for key in self.answer.keys}
        if (
            isinstance(at, QAbstractButton)
            and not isinstance(at, QCheckBox)
            and at.objectName() not in labels
        ):
            at.click()
        elif isinstance(at, QComboBox) and at.view().isVisible():
            at.hidePopup()
        else:
            self.answer.give()

    def _focus(self, widget: QWidget) -> Any:
        return partial(widget.setFocus, Qt.FocusReason.ShortcutFocusReason)

    # -- what the view-model tells

    @Slot(object)
    def _stage(self, stage: "Stage") -> None:
        self._list_rounds(stage)
        if stage.line is None or stage.state == "draft":
            self._say(
                _("Nothing to review yet"),
                _("Items come here from a round that was drawn, graded blind and revealed."),
                _("Draw a sample"),
                partial(self._session.go, "sample"),
            )
        elif stage.is_blind:
            self._say(
                _("{title} is graded blind").format(title=stage.line.round.title),
                _("What differs is reviewed once the round is revealed."),
                _("See how far it is"),
                partial(self._session.go, "results"),
            )
        elif self.vm.board is None:
            self._say(_("One moment"), _("The queue is being put in order."))
        self.headline.emit()

    @Slot(object)
    def _show(self, board: Any) -> None:
        may = self.vm.may_write
        self._take_keys()
        self.disputes.put(board, may_write=may)
        self.score.put(board, may_write=may)
        self.queue.put(board)
        self.hint.put(KEYS if self.stack.currentIndex() == 0 else "")
        self.pages.setCurrentWidget(self.work)
        at = self._go_to or self.queue.current
        self._go_to = None
        if at is not None:
            self.queue.go(at)
            self.vm.open(at)
        for card in (self.item, self.votes, self.answer, self.answer.foot):
            card.setVisible(at is not None)
        self.headline.emit()

    @Slot(object)
    def _show_case(self, case: Any) -> None:
        board = self.vm.board
        if board is None:
            return
        again = case.entry.item_id == self._shown_item
        kept = self.answer.kept()
        self._shown_item = case.entry.item_id
        self.item.put(case)
        self.votes.put(case, board.policy)
        self.answer.put(case, may_write=self.vm.may_write)
        if again and not case.looks:
            self.answer.put_back(kept)
        else:
            self.case_page.verticalScrollBar().setValue(0)
            self.queue.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _go_after(self, item: int) -> None:
        self.banner.hide()
        following = self.vm.next_open(item)
        self._go_to = following.item_id if following else None
        if self._go_to is not None:
            self.vm.open(self._go_to)  # the queue is counted anew meanwhile

    @Slot(str, str)
    def _tell(self, text: str, hint: str) -> None:
        self.banner.show_text(text, hint, tone="good")

    def _stand_in(self, error: AuditError) -> None:
        if self.vm.board is None and self.vm.stage is not None and not self.vm.stage.is_blind:
            self._say(error.message, error.hint, _("Try again"), self.vm.load)
