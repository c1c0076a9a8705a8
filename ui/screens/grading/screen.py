"""The screen on which an auditor grades: hands on the keyboard, nothing of the vendor in sight."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui import theme
from ui.actions import Action
from ui.screens.grading.asking import Asking
from ui.screens.grading.beside import Beside
from ui.screens.grading.care import Care
from ui.screens.grading.choosing import Choosing
from ui.screens.grading.clause import ClauseColumn
from ui.screens.grading.columns import NARROW, DeskColumns
from ui.screens.grading.content import ContentColumn
from ui.screens.grading.decision import DecisionColumn
from ui.screens.grading.keyboard import Keyboard
from ui.screens.grading.keys import Command, keymap, offers
from ui.screens.grading.original import Original
from ui.screens.grading.sending import Sending
from ui.screens.grading.states import Empty, Failure
from ui.screens.grading.surround import Cover, DeskHeader
from ui.screens.grading.viewmodel import GradingViewModel
from ui.widgets.cards import EmptyState
from ui.widgets.stack import Free, Stack

_ALWAYS = {Command.OWN, Command.BULLETINS}  # where a round is graded, item or not

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewer_audit.domain.grading import BlindItem
    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.answer import Answer
    from ui.session import Session


class GradingScreen(QWidget):
    """Shows one blind item, takes what is said about it, and shows the next."""

    own_header = True
    headline = Signal()

    def __init__(self, session: "Session", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._policy: Policy | None = None
        self.vm = GradingViewModel(session, parent=self)
        self._empty = Empty.LOADING
        self._own_keys: Mapping[str, str] | None = None
        self.header = DeskHeader()
        self.sending = Sending(session, self, self.header)
        self.content = ContentColumn(session)
        self.decision = DecisionColumn()
        self.asking = Asking(self.decision.picker, self.vm)
        self.clause = ClauseColumn()
        self.choosing = Choosing(session, self.vm, self.decision, self.clause)
        self.original = Original(session, self, self.vm)
        self.empty = EmptyState("empty", "", "", " ", self._after_empty, picture="check")
        self._stack = Stack()
        self.beside = Beside(session, self, self.vm)
        self.care = Care(session, self)
        self._build()
        self.cover = Cover(self)
        self._keys = Keyboard(
            self, does=self._commands(), chooses=self.choosing.slot, is_covered=self.cover.isVisible
        )
        self._keys.picker = self.decision.picker
        self._keys.overlays = self.beside.overlays
        self._keys.labels = self.decision.labels
        self._keys.search = self.decision.search
        self._keys.look = self.content.look
        self._connect()
        self._keys.watch()
        self._take_keys()
        self._show_empty(Empty.LOADING)
        self.vm.load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.vm.clock.resume()
        self.care.come()
        self._home()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.vm.clock.pause()
        self.care.go()
        self.vm.begin_commit()
        self.vm.drafts.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._rows.setSpacing(theme.px(8 if event.size().width() < theme.px(NARROW) else 16))
        super().resizeEvent(event)
        self.cover.setGeometry(self.rect())

    def shown(self) -> None:
        """Take the keys when the screen has come to the front."""
        self._home()

    # -- what the view-model tells

    @Slot(object)
    def _open(self, policy: "Policy") -> None:
        self._policy = policy
        self.asking.use(policy)
        self.beside.use(policy)
        self.care.use(policy)
        self.decision.use(policy, self._session.settings.keys)
        self.clause.use(policy)

    @Slot()
    def _take_keys(self) -> None:
        """Take the keys of who sits here, wherever they are shown."""
        own = self._session.settings.keys
        if own == self._own_keys:
            return
        self._own_keys = dict(own)
        keys = self._keys.keys = keymap(own)
        self.decision.show_keys(keys)
        self.clause.keys.show_keys(keys)
        self.content.show_keys(keys)
        if self._policy is not None:
            self.decision.use(self._policy, own)
        self._know_desk()

    @Slot(object)
    def _show(self, item: "BlindItem") -> None:
        self.choosing.forget()
        self._keys.guard()
        if self.decision.picker.is_open:
            self.decision.picker.leave()
        if self.decision.search_hits():
            self.decision.leave_search()
        self.decision.labels.set_cursor("")
        self.sending.sent = False
        self.decision.forget_caution()
        self.content.show_item(item)
        self.clause.show_version(item.decided_under)
        self.content.media.ahead(self.vm.ahead)
        self.decision.show_recorded(self.vm.recorded)
        if self._stack.currentIndex() != 0:
            self._stack.setCurrentIndex(0)
        self._home()

    @Slot(str)
    def _alike(self, words: str) -> None:
        key = self._keys.keys.key(Command.ALIKE)
        self.decision.show_recorded(self.vm.recorded, f"{words}  {key}")

    @Slot(object)
    def _answered(self, answer: "Answer") -> None:
        self.decision.show_answer(answer, applies=self.vm.sheet.applies)
        if not self.decision.labels.shows_cursor():
            self.clause.show_label(answer.labels[0] if answer.labels else "")

    @Slot(object)
    def _show_empty(self, why: Empty) -> None:
        self._empty = why
        self.header.show_state(self.vm.state)
        title, text, button = self.sending.words(why, self.vm.state, self.vm.sitting)
        self.empty.say(title, text)
        self.empty.button.say(button)
        self.empty.button.setVisible(bool(button))
        self._stack.setCurrentIndex(1)
        self._home()

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._keys.startle()
        self._home()
        self._tell("")
        self.decision.fail(failure)
        self.clause.give_way(on=True)
        if self.vm.item is None:
            self.empty.say(failure.title, f"{failure.what}\n{failure.safe}\n{failure.todo}")

    def _saving(self) -> None:
        self.sending.sent = False
        self._calm()
        self._tell(_("Saving …"))

    def _saved(self) -> None:
        self._calm()
        self._tell(_("✓ Saved"), "good")

    def _calm(self) -> None:
        self.decision.calm()
        self.clause.give_way(on=False)

    def _tell(self, words: str, role: str = "muted") -> None:
        self.decision.tell(words, role)

    def _know_desk(self) -> None:
        self.clause.tell_times(self.sending.work)
        self.commands = (*self.sending.offers(), *self._offers())
        self.headline.emit()
        if self._stack.currentIndex():
            self._show_empty(self._empty)

    # -- what the keys do

    def _commands(self) -> "Mapping[Command, Callable[[], object]]":
        vm, sheet = self.vm, self.vm.sheet
        return {
            Command.SUBMIT: self._enter,
            Command.SUBMIT_ANYWHERE: vm.submit,
            Command.SEARCH: self._search,
            Command.FURTHER: self.choosing.further,
            Command.PREVIOUS: vm.previous,
            Command.NEXT: vm.next,
            Command.UP: partial(self.choosing.move, -1),
            Command.DOWN: partial(self.choosing.move, 1),
            Command.UNDO: vm.undo,
            **self.beside.commands(),
            Command.NOTE: self._write_note,
            Command.FLAG: sheet.flag,
            Command.ASK: self._ask_lead,
            Command.ESCALATE: sheet.escalate,
            Command.ACTION: self.asking.action,
            Command.SEVERITY: self.asking.severity,
            Command.CONFIDENCE: sheet.cycle_confidence,
            Command.CANNOT_JUDGE: self.asking.reason,
            Command.SKIP: vm.skip,
            Command.HIDDEN: self._toggle_hidden,
            Command.MORE: self.content.turn,
            Command.TRANSLATION: self._toggle_translation,
            Command.ORIGINAL: self.original.ask,
            Command.BLUR: self.content.media.toggle_blur,
            Command.GREY: self.content.media.toggle_grey,
            Command.ZOOM: self.content.media.toggle_zoom,
            Command.FRAME: self.content.media.turn,
            Command.PAGE_UP: partial(self.content.page, -1),
            Command.PAGE_DOWN: partial(self.content.page, 1),
            Command.LEAVE: self._leave_field,
            Command.COVER: self._toggle_cover,
        }

    def _offers(self) -> "tuple[Action, ...]":
        """Return what the key overlay and the command palette list."""
        does = self._commands()
        return tuple(
            Action(
                key=f"grade:{command.name.lower()}",
                title=title,
                run=does[command],
                group=_("Grade"),
                shown_key=key,
                enabled=partial(self._may, command),
            )
            for command, key, title in offers(self._keys.keys)
            if command in does
        )

    def _may(self, command: Command) -> bool:
        if self.cover.isVisible():
            return command is Command.COVER
        return self.vm.item is not None or (command in _ALWAYS and self.vm.state is not None)

    def _enter(self) -> None:
        if self.vm.item is None:
            self._after_empty()
        elif not self.choosing.at_cursor() and not self.decision.search.hasFocus():
            self.vm.submit()

    def _search(self) -> None:
        self._enter_field(self.decision.search)
        self.decision.search.selectAll()

    def _enter_field(self, field: QWidget) -> None:
        if self.vm.item is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _write_note(self) -> None:
        self._enter_field(self.decision.note)
        self.decision.note.moveCursor(QTextCursor.MoveOperation.End)

    def _ask_lead(self) -> None:
        if self.vm.item is not None:
            self.decision.query.show()
            self._enter_field(self.decision.query)

    def _leave_field(self) -> None:
        self.choosing.forget()
        if self.decision.search.hasFocus() or self.decision.labels.shows_cursor():
            self.decision.leave_search()
        if not self.decision.query.text():
            self.decision.query.hide()
        self.vm.drafts.flush()
        self._tell("")
        self._home()

    def _home(self) -> None:
        if self._stack.currentIndex() and self.empty.button.isVisibleTo(self):
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.decision.labels.hasFocus():
            self.decision.labels.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle_hidden(self) -> None:
        self.content.set_hidden(not self.content.shows_hidden)

    def _toggle_translation(self) -> None:
        if not self.content.toggle_translation():
            self._tell(_("No translation came with this item."), "caution")

    def _toggle_cover(self) -> None:
        covered = not self.cover.isVisible()
        self.content.media.cover()
        self.cover.setVisible(covered)
        self.cover.raise_()
        (self.vm.clock.pause if covered else self.vm.clock.resume)()

    def _cover_up(self) -> None:
        if not self.cover.isVisible():
            self._toggle_cover()

    def _after_empty(self) -> None:
        if self._empty is Empty.ALL_DONE:
            sending = self.sending
            (sending.ask if sending.is_pack and not sending.sent else self.vm.previous)()
        else:
            self.vm.load()

    # -- building

    def _connect(self) -> None:
        vm, decision = self.vm, self.decision
        vm.opened.connect(self._open)
        vm.shown.connect(self._show)
        vm.emptied.connect(self._show_empty)
        vm.progressed.connect(self.header.show_state)
        vm.progressed.connect(decision.foot.show_state)
        vm.saving.connect(self._saving)
        vm.saved.connect(self._saved)
        vm.failed.connect(self._fail)
        vm.noticed.connect(partial(self._tell, role="caution"))
        vm.lacking.connect(self.asking.action)
        vm.sheet.changed.connect(self._answered)
        decision.label_chosen.connect(self.choosing.take)
        decision.label_added.connect(vm.sheet.add)
        decision.considered.connect(self.choosing.consider)
        decision.note_typed.connect(vm.note)
        decision.query_typed.connect(vm.sheet.query)
        details = decision.details
        details.action_wanted.connect(self.asking.action)
        details.severity_wanted.connect(self.asking.severity)
        details.escalate_wanted.connect(vm.sheet.escalate)
        details.confidence_chosen.connect(vm.sheet.confidence)
        for button, act in (
            (decision.flag, vm.sheet.flag),
            (decision.ask, self._ask_lead),
            (decision.cannot, self.asking.reason),
            (decision.skip, vm.skip),
            (decision.undo, vm.undo),
            (decision.submit, vm.submit),
        ):
            button.clicked.connect(lambda _on=False, act=act: act())
        self.content.hidden_toggled.connect(self._toggle_hidden)
        self.content.more_wanted.connect(self.content.turn)
        self.beside.closed.connect(self._home)
        self.content.original_wanted.connect(self.original.ask)
        self.original.said.connect(partial(self._tell, role="caution"))
        self.choosing.said.connect(self._tell)
        self.choosing.chosen.connect(self._home)
        self.beside.followed.connect(self.clause.know)
        self.beside.versions.connect(self.clause.know_versions)
        self.beside.alike.connect(self._alike)
        self.beside.said.connect(self.decision.revising.put)
        self._keys.touched.connect(vm.clock.touch)
        self.care.attend(self._keys, vm, self.content)
        self.care.away.connect(self._cover_up)
        self.sending.found.connect(self._know_desk)
        self._session.settings_changed.connect(self._take_keys)

    def _build(self) -> None:
        self._stack.addWidget(DeskColumns(self.content, self.decision, self.clause))
        self._stack.addWidget(self.empty)
        inside = Free()  # or the lines of a banner would let the columns ask for all they like
        whole, rows = QVBoxLayout(self), QVBoxLayout(inside)
        whole.addWidget(inside)
        self._rows = rows
        for one in (whole, rows):
            one.setContentsMargins(0, 0, 0, 0)  # the window gives them
        banners = (self.sending.banner, self.beside.banner, self.care.banner)
        for widget in (self.header, *banners):
            rows.addWidget(widget)
        for banner in banners:
            banner.closed.connect(self._home)
        rows.addWidget(self._stack, stretch=1)
