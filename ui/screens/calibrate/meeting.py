"""The meeting as the lead runs it: the items, the step on the projector, and the ruling."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.domain.calibration import Decision, Judgement
from reviewer_audit.i18n import _
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel, TextPane, turned
from ui.screens.calibrate.presenter import Bars, whole
from ui.screens.calibrate.running import STEPS, Running, clock
from ui.screens.calibrate.slides import DECISIONS, slide
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Columns
from ui.widgets.parts import Parts
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.calibration_board import Agenda, Board
    from ui.media.part import MediaPart

KEYS = _("← → step · hold Space: content · P projector · T clock · 1 2 3 ruling · Enter record")
WIDTH, LYING, PICTURE = 400, 300, 240
NARROW = 860  # below it the items lie below the talk
MOST = (1 << 24) - 1  # as Qt has it


class MeetingPage(QWidget):
    """Moves the projector and takes rulings down; every step has a key."""

    ruled = Signal(object)  # Judgement
    wanted = Signal()  # the projector's window

    def __init__(self, running: Running, media: "MediaPart") -> None:
        super().__init__()
        self.setObjectName("calibrate:meeting")
        self._running = running
        self._policy: Policy | None = None
        self._shown: object = None  # what the fields were filled from
        self._may = False
        self._silent = False
        self._rulings: dict[Decision, Button] = {}
        self._group = QButtonGroup(self)
        self.items = self._items()
        self.stage = Card("calibrate:stage", " ")
        self.trail = Parts("calibrate:steps", STEPS, label=_("Step"))
        self.time = Button("calibrate:clock", "", running.toggle_clock, key="T", picture="clock")
        self.open = Button(
            "calibrate:present", _("Projector"), self.wanted.emit, key="P", picture="play"
        )
        self.title = PlainLabel("calibrate:slide", role="heading", wrap=True)
        self.lines = PlainLabel("calibrate:lines", wrap=True, content=True)
        self.bars = Bars("calibrate:bars")
        self.bars.type_size = theme.px(13)
        self.content = TextPane("calibrate:content", label=_("Content"), big=True)
        self.content.setFixedHeight(theme.px(80))  # three lines
        self.content.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.media = media
        self.media.setFixedHeight(theme.px(PICTURE))
        self._pictured: int | None = None  # whose pictures are shown
        self.ruling = self._ruling()
        self._lay_out()
        self._bind()
        running.moved.connect(self.follow)
        running.bared.connect(self._bare)
        running.ticked.connect(self._tick)
        self._tick(running.left)

    def put(self, board: "Board", *, may_write: bool) -> None:
        """Show the agenda of a session."""
        self._may = may_write
        if board.policy is not None and board.policy != self._policy:
            self._policy = board.policy
            self._offer(board.policy)
        self._silent = True
        self.items.put(board.agenda, [a for a in board.agenda if a.line.facts.decision])
        self._silent = False
        self._running.put(board.agenda, board.policy)

    @Slot()
    def follow(self) -> None:
        """Show the item and the step that are on."""
        run = self._running
        item, policy = run.item, run.policy
        for card in (self.stage, self.ruling):
            card.setVisible(item is not None)
        if item is None or policy is None:
            return
        step, _name = STEPS[run.step]
        self.trail.choose(step)
        on = slide(step, item, policy)
        self.stage.say(" · ".join(filter(None, (item.name, item.line.facts.severity))))
        self.title.put(on.title)
        self.lines.put("\n".join(on.lines))
        self.lines.setVisible(bool(on.lines))
        self.bars.put(on.bars)
        self.bars.setVisible(bool(on.bars))
        if item.item_id != self._pictured:
            self._pictured = item.item_id
            self.media.show_media(item.media)
            self.media.setVisible(bool(item.media))
        self._bare(on=run.is_bare)
        self._mark()
        if (item.item_id, item.line.facts) != self._shown:
            self._fill(item)

    # -- what a person does

    @property
    def decision(self) -> Decision | None:
        """The ruling that is chosen."""
        return next((one for one, row in self._rulings.items() if row.isChecked()), None)

    def decide(self, decision: Decision | None) -> None:
        """Choose a ruling, or none."""
        self._group.setExclusive(False)
        for one, row in self._rulings.items():
            row.setChecked(one is decision)
        self._group.setExclusive(True)
        self._follow_decision()

    @Slot()
    def record(self) -> None:
        """Record the ruling and go on to what it says on the projector."""
        item = self._running.item
        if item is None or not self._may:
            return
        decision = self.decision
        if decision is None:
            self.said.say(_("Choose the ruling first: 1, 2 or 3."), "caution")
            return
        answer = str(self.answer.currentData() or "")
        if decision is Decision.CHANGE and not answer:
            self.said.say(_("Choose the right answer first."), "caution")
            self.answer.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.ruled.emit(
            Judgement(
                item_id=item.item_id,
                decision=decision,
                labels=(answer,) if decision is Decision.CHANGE else (),
                cause=str(self.cause.currentData() or ""),
                rationale=self.why.text().strip(),
                precedent=self.precedent.toPlainText().strip(),
            )
        )
        self.items.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the items lie below the talk where there is no room beside it."""
        narrow = event.size().width() < theme.px(NARROW)
        self.list.setMinimumWidth(0 if narrow else theme.px(WIDTH))
        self.list.setMaximumWidth(MOST if narrow else theme.px(WIDTH))
        self.list.setMinimumHeight(theme.px(LYING) if narrow else 0)
        self.list.setMaximumHeight(theme.px(LYING) if narrow else MOST)
        super().resizeEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._running.bare(on=False)  # the key may be let go where nobody hears it
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._running.bare(on=event.type() == QEvent.Type.KeyPress)
            return True
        return False

    # -- building

    def _items(self) -> Table:
        made = Table(
            "calibrate:agenda",
            (
                Column(_("Item"), lambda a: a.name, stretch=True, bold=True),
                Column(_("Severity"), lambda a: a.line.facts.severity),
                number(_("Off"), lambda a: a.line.distance[0], hint=_("Votes off the baseline")),
                Column("", _how_far, width=8, tone=_tone),
            ),
            label=_("Items, gravest and most disputed first"),
            framed=False,
        )
        made.setSelectionMode(Table.SelectionMode.SingleSelection)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # ids differ at their end
        made.chosen.connect(self._choose)
        made.installEventFilter(self)
        return made

    def _ruling(self) -> Card:
        card = Card("calibrate:ruling", _("Ruling"))
        rulings = QHBoxLayout()
        rulings.setSpacing(8)
        for at, one in enumerate(Decision, 1):
            name = f"calibrate:{one.value}"
            button = Button(name, DECISIONS[one], kind="row", key=str(at), key_first=True)
            button.setCheckable(True)
            theme.restyle(button, snug="true")
            button.clicked.connect(self._follow_decision)
            self._group.addButton(button)
            self._rulings[one] = button
            rulings.addWidget(button, stretch=1)
        self.answer, self.cause = QComboBox(), QComboBox()
        self.why, self.precedent = QLineEdit(), QPlainTextEdit()
        self.precedent.setTabChangesFocus(True)
        self.precedent.setFixedHeight(theme.px(48))
        self.precedent.setPlaceholderText(_("From now on: a rule that others can follow"))
        self.why.setPlaceholderText(_("Why"))
        self.said = PlainLabel("calibrate:said", role="muted", elide=True)
        self.keep = Button(
            "calibrate:record", _("Record the ruling"), self.record, kind="primary", key="⏎"
        )
        card.body.addLayout(rulings)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(_field("calibrate:answer", _("Right answer"), self.answer), 2)
        row.addLayout(_field("calibrate:cause", _("Root cause"), self.cause), 3)
        for box in (self.answer, self.cause):
            box.setMinimumContentsLength(8)
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
        card.body.addLayout(row)
        card.body.addLayout(_field("calibrate:why", _("Reason  N"), self.why))
        card.body.addLayout(_field("calibrate:precedent", _("Precedent  R"), self.precedent))
        foot = QHBoxLayout()
        foot.addWidget(self.said, stretch=1)
        foot.addWidget(self.keep)
        card.body.addLayout(foot)
        return card

    def _lay_out(self) -> None:
        order = _("Gravest and most disputed first: severity times votes off the baseline.")
        self.list = Card("calibrate:list", _("Items"), note=order, pad=14)
        self.list.add(self.items, stretch=1)
        self.stage.head.addWidget(self.time)
        self.stage.head.addWidget(self.open)
        for part in (self.title, self.lines, self.bars, self.media, self.content):
            self.stage.add(part)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.trail)
        right.addWidget(self.stage)
        right.addWidget(self.ruling)
        right.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.list)
        columns = Columns("calibrate:meeting:columns", threshold=NARROW, turned_over=True)
        columns.add(left, stretch=0)
        columns.add(right)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(columns)
        self.trail.changed.connect(self._step_to)

    def _bind(self) -> None:
        run = self._running
        keys: dict[str, Any] = {
            "Left" if turned() else "Right": run.forward,
            "PgDown": run.forward,
            "Right" if turned() else "Left": run.back,
            "PgUp": run.back,
            "T": run.toggle_clock,
            "P": self.wanted.emit,
            "1": partial(self.decide, Decision.UPHOLD),
            "2": partial(self.decide, Decision.CHANGE),
            "3": partial(self.decide, Decision.GAP),
            "N": partial(self.why.setFocus, Qt.FocusReason.ShortcutFocusReason),
            "R": partial(self.precedent.setFocus, Qt.FocusReason.ShortcutFocusReason),
            "Return": self.record,
            "Enter": self.record,
        }
        keys |= self.media.keys
        for key, do in keys.items():
            made = QShortcut(QKeySequence(key), self.items)
            made.setContext(Qt.ShortcutContext.WidgetShortcut)
            made.setAutoRepeat(False)
            made.activated.connect(do)
        for keys_ in ("Ctrl+Return", "Ctrl+Enter"):
            made = QShortcut(QKeySequence(keys_), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(self.record)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(partial(self.items.setFocus, Qt.FocusReason.OtherFocusReason))

    def _offer(self, policy: "Policy") -> None:
        self.answer.clear()
        self.answer.addItem(_("choose"), "")
        for label in policy.labels:
            self.answer.addItem(label.title, label.key)
        self.cause.clear()
        self.cause.addItem(_("none"), "")
        for cause in policy.root_causes:
            self.cause.addItem(f"{cause.key} {cause.title}", cause.key)

    # -- what is on show

    def _fill(self, item: "Agenda") -> None:
        facts = item.line.facts
        self._shown = (item.item_id, facts)
        self.decide(facts.decision)
        changed = facts.decision is Decision.CHANGE
        label = self._policy.labels[item.line.standard].key if self._policy and changed else ""
        self.answer.setCurrentIndex(max(0, self.answer.findData(label)))
        self.cause.setCurrentIndex(max(0, self.cause.findData(facts.cause)))
        self.why.setText(facts.rationale)
        self.precedent.setPlainText(facts.precedent)
        known = facts.decision is not None
        self.said.say(_("recorded") if known else "", "good" if known else "muted")
        self._follow_decision()
        self.keep.setEnabled(self._may)

    @Slot()
    def _follow_decision(self) -> None:
        self.answer.setEnabled(self.decision is Decision.CHANGE)

    def _mark(self) -> None:
        item = self._running.item
        rows = [a.item_id for a in self.items.records.rows]
        if item is not None and item.item_id in rows:
            self._silent = True
            self.items.setCurrentIndex(self.items.model().index(rows.index(item.item_id), 0))
            self._silent = False

    def _choose(self, item: "Agenda | None") -> None:
        if item is not None and not self._silent:
            self._running.go(item.item_id)

    @Slot(str)
    def _step_to(self, key: str) -> None:
        wanted = [one for one, _name in STEPS].index(key)
        while self._running.step < wanted:
            self._running.forward()
        while self._running.step > wanted:
            self._running.back()

    @Slot(bool)
    def _bare(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        item = self._running.item
        hidden = _("Hidden: hold Space to show it here and on the projector.")
        self.content.put(whole(item) if on and item is not None else hidden)
        self.media.look(on)

    @Slot(int)
    def _tick(self, left: int) -> None:
        self.time.say(clock(left))


def _field(name: str, label: str, widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    said = PlainLabel(f"{name}:label", label, role="muted")
    said.setBuddy(widget)
    column.addWidget(said)
    column.addWidget(widget)
    widget.setAccessibleName(label)
    widget.setObjectName(name)
    return column


def _how_far(item: "Agenda") -> str:
    decision = item.line.facts.decision
    words = {
        Decision.UPHOLD: _("upheld"),
        Decision.CHANGE: _("changed"),
        Decision.GAP: _("gap"),
    }
    return words[decision] if decision is not None else ""


def _tone(item: "Agenda") -> str:
    decision = item.line.facts.decision
    tones = {Decision.UPHOLD: "good", Decision.CHANGE: "accent", Decision.GAP: "caution"}
    return tones[decision] if decision is not None else "muted"
