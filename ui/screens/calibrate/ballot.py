"""The voting window: the laptop goes round, and each sees items and policy, nothing else.

It is modal and gets ballots, the policy and a part that shows pictures; no board and no store.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _
from reviewer_audit.text import reveal
from ui import theme
from ui.deskkeys import own_labels
from ui.hotkeys import SHIFT, hotkeys
from ui.safe import PlainLabel, TextPane, turned
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card
from ui.widgets.icons import Picture
from ui.widgets.progress import Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from reviewer_audit.domain.calibration import Ballot
    from reviewer_audit.domain.policy import Policy
    from ui.media.part import MediaPart

CANNOT = ""  # the answer of who cannot judge
TAKEN = frozenset({"U", "B", "G", "Z"})  # keys of the ballot's own


class VotingWindow(QDialog):
    """Three pages: take the laptop, answer, hand it on."""

    answered = Signal(int, object)  # item, labels

    def __init__(
        self,
        parent: QWidget,
        who: str,
        ballots: "Sequence[Ballot]",
        policy: "Policy",
        media: "MediaPart",
        *,
        expert: bool = False,
        again: bool = False,
        keys: "Mapping[str, str] | None" = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("voting")
        self.setWindowTitle(reveal(_("Calibration")))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(parent.window().size())
        self._ballots, self._policy, self._expert = tuple(ballots), policy, expert
        self._said = {b.item_id: b.own for b in ballots if b.own is not None}
        self._at = next((k for k, b in enumerate(ballots) if b.own is None), 0)
        self._slots = hotkeys(policy, taken=TAKEN, own=own_labels(policy, keys or {}))
        self._scroll: QScrollArea
        self.media = media
        media.needs_other_room.connect(self._give_room)
        self._rows: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self.pages = QStackedWidget()
        self.before = self._before(who, again=again)
        self.after = self._after()
        self.banner = Banner("voting:banner")
        self.work = self._work()
        for page in (self.before, self.work, self.after):
            self.pages.addWidget(page)
        body = QVBoxLayout(self)
        body.setContentsMargins(28, 20, 28, 22)
        body.addWidget(self.pages)
        self._bind()

    # -- what a person does

    @Slot()
    def go(self) -> None:
        """Press what Enter means here: begin, give the answer, or end."""
        page = self.pages.currentWidget()
        if page is self.before:
            self.pages.setCurrentWidget(self.work)
            self._show()
        elif page is self.after:
            self.close()
        else:
            self.give()

    def choose(self, key: str) -> None:
        """Choose a label."""
        if key in self._rows and self.pages.currentWidget() is self.work:
            self._rows[key].setChecked(True)
            self._rows[key].setFocus(Qt.FocusReason.ShortcutFocusReason)  # so that it is read out
            self._follow()

    def move(self, by: int) -> None:  # type: ignore[override]
        """Choose the next or the one before."""
        keys = list(self._rows)
        at = keys.index(self.chosen) + by if self.chosen is not None else 0 if by > 0 else -1
        if self.pages.currentWidget() is self.work:
            self.choose(keys[at % len(keys)])

    @property
    def chosen(self) -> str | None:
        """The key of the label that is on; None where none is."""
        return next((key for key, row in self._rows.items() if row.isChecked()), None)

    @Slot()
    def give(self) -> None:
        """Give the answer and go on."""
        key = self.chosen
        if key is None:
            self.hint.say(_("Choose an answer first: its digit, or U."), "caution")
            return
        labels = () if key == CANNOT else (key,)
        item = self._ballots[self._at].item_id
        if self._said.get(item) != labels:
            self._said[item] = labels
            self.answered.emit(item, labels)
        if self._at + 1 < len(self._ballots):
            self._at += 1
            self._show()
        elif self._left():
            self._at = self._left()[0]
            self._show()
        else:
            self.pages.setCurrentWidget(self.after)

    @Slot()
    def back(self) -> None:
        """Go back to the item before; the answer there may be changed."""
        if self.pages.currentWidget() is self.after:
            self.pages.setCurrentWidget(self.work)
            self._show()
        elif self.pages.currentWidget() is self.work and self._at:
            self._at -= 1
            self._show()

    def unsaved(self, text: str, hint: str) -> None:
        """Say that an answer was not written, and go back to it."""
        self.banner.show_text(text, hint, tone="bad")
        self.pages.setCurrentWidget(self.work)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    # -- building

    def _before(self, who: str, *, again: bool) -> QWidget:
        if self._expert:
            title = _("Baseline: {who}").format(who=who)
            text = _(
                "Answer every item as the policy says. Nobody else may see this screen: the "
                "baseline is sealed before the first vote."
            )
        else:
            title = _("Hand the laptop to {who}").format(who=who)
            text = _(
                "Begin when you alone see the screen. You see items and policy, nothing else; "
                "your name is shown to nobody beside your answers."
            )
            if again:
                text = _("Vote again, knowing the rulings. ") + text
        return _notice("voting:before", title, text, _("Begin"), self.go, "eye-off")

    def _after(self) -> QWidget:
        text = _("Your answers are saved and hidden. Hand the laptop back.")
        return _notice("voting:after", _("Thank you"), text, _("Done"), self.go, "check")

    def _work(self) -> QWidget:
        self.count = PlainLabel("voting:count", role="strong")
        self.meter = Meter("voting:meter", _("How many items are answered"))
        self.content = TextPane("voting:content", label=_("Content"), big=True)
        self.context = PlainLabel("voting:context", role="muted", wrap=True, content=True)
        self.clause = TextPane("voting:clause", label=_("What the policy says"))
        self.clause.setFixedHeight(theme.px(110))
        for pane in (self.content, self.clause):
            pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hint = PlainLabel("voting:hint", role="muted", wrap=True)
        left = Card("voting:item", " ")
        left.add(self.media, stretch=2)
        left.add(self.content, stretch=1)
        left.add(self.context)
        self.item = left
        answers = self._answers()
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.count)
        head.addWidget(self.meter, stretch=1)
        foot = QHBoxLayout()
        foot.addWidget(self.hint, stretch=1)
        foot.addWidget(Button("voting:back", _("Item before"), self.back, key="⌫"))
        foot.addWidget(Button("voting:leave", _("Stop"), self.close, key="Esc"))
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(left, stretch=4)
        middle.addWidget(answers, stretch=5)
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addLayout(head)
        body.addWidget(self.banner)
        body.addLayout(middle, stretch=1)
        body.addLayout(foot)
        return page

    def _answers(self) -> Card:
        answers = Card("voting:answers", _("Your answer"))
        answers.setMaximumWidth(theme.px(400))  # large text leaves the content its share
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        slots = {key: slot for slot, key in self._slots.items()}
        for label in self._policy.labels:
            self._add(rows, label.key, label.title, slots.get(label.key, ""))
        if not self._expert:
            self._add(rows, CANNOT, _("Cannot judge"), "U")
        rows.addStretch(1)
        scroll = self._scroll = QScrollArea()
        scroll.setObjectName("voting:labels")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        answers.add(scroll, stretch=1)
        answers.add(self.clause)
        self.go_on = Button("voting:give", _("Give and go on"), self.give, kind="primary", key="⏎")
        answers.add(self.go_on)
        return answers

    def _add(self, rows: QVBoxLayout, key: str, title: str, digit: str) -> None:
        row = Button(
            f"voting:label:{key or 'cannot'}", title, kind="row", key=digit, key_first=True
        )
        row.setCheckable(True)
        theme.restyle(row, snug="true")
        row.clicked.connect(self._follow)
        self._group.addButton(row)
        self._rows[key] = row
        rows.addWidget(row)

    def _bind(self) -> None:
        keys: dict[str, Any] = {
            slot.replace(SHIFT, "Shift+"): partial(self.choose, key)
            for slot, key in self._slots.items()
        }
        keys |= {
            "U": partial(self.choose, CANNOT),
            "Return": self._enter,
            "Enter": self._enter,
            "Backspace": self.back,
            "Right" if turned() else "Left": self.back,
            "Up": partial(self.move, -1),
            "Down": partial(self.move, 1),
        }
        keys |= self.media.keys
        for key, run in keys.items():
            made = QShortcut(QKeySequence(key), self)
            made.setAutoRepeat(False)
            made.activated.connect(run)
        for row in (self, *self._rows.values()):
            row.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at a picture while Space is held; a row in hand would be pressed by it."""
        held = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if held and self.media.isVisible() and isinstance(event, QKeyEvent):
            if not event.isAutoRepeat():
                self.media.look(event.type() == QEvent.Type.KeyPress)
            return True
        if event.type() == QEvent.Type.WindowDeactivate:
            self.media.look(on=False)  # the key may be let go where nobody hears it
        return super().eventFilter(watched, event)

    @Slot()
    def _enter(self) -> None:
        """Press the button in hand where it is not the way on; else go on."""
        held = self.focusWidget()
        if isinstance(held, QAbstractButton) and held.objectName() in {
            "voting:back",
            "voting:leave",
        }:
            held.click()
        else:
            self.go()

    # -- what is on show

    def _left(self) -> list[int]:
        return [k for k, b in enumerate(self._ballots) if b.item_id not in self._said]

    def _show(self) -> None:
        ballot = self._ballots[self._at]
        self.count.put(_("Item {n} of {all}").format(n=ballot.position, all=len(self._ballots)))
        self.meter.put(len(self._ballots) - len(self._left()), len(self._ballots))
        kind = ballot.content_kind if ballot.content_kind != "text" else _("Content")
        self.item.say(" · ".join(filter(None, (kind, ballot.language))))
        self.content.put(ballot.content)
        self.content.setVisible(bool(ballot.content) or not ballot.media)
        self.media.show_media(ballot.media)
        self.media.setVisible(bool(ballot.media))
        lines = [f"{name}: {value}" for name, value in ballot.context.items() if value]
        self.context.put("\n".join(lines))
        self.context.setVisible(bool(lines))
        self._group.setExclusive(False)
        for row in self._rows.values():
            row.setChecked(False)
        self._group.setExclusive(True)
        said = self._said.get(ballot.item_id)
        if said is not None:
            self._rows[said[0] if said else CANNOT].setChecked(True)
        self.banner.hide()
        self._follow()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _give_room(self) -> None:
        """Keep what is said of a picture right below it."""
        self.media.setMaximumHeight(self.media.natural(max(self.content.width(), 1), self.height()))

    @Slot()
    def _follow(self) -> None:
        """Say what the policy says of the label that is on."""
        key = self.chosen
        if key is not None:
            self._scroll.ensureWidgetVisible(self._rows[key])
        label = next((one for one in self._policy.labels if one.key == key), None)
        parts = [label.definition, *(f"+ {e}" for e in label.examples[:3])] if label else []
        parts += [f"\u2212 {e}" for e in label.counter_examples[:3]] if label else []
        self.clause.put("\n".join(filter(None, parts)))
        self.hint.say(_("Its key or ↑ ↓: choose"), "muted")


def _notice(
    name: str, title: str, text: str, action: str, run: "Callable[[], object]", picture: str
) -> QWidget:
    """Return a page that says one thing, with one button."""
    page = QWidget()
    page.setObjectName(name)
    body = QVBoxLayout(page)
    body.setSpacing(12)
    body.addStretch(2)
    body.addWidget(Picture(picture, "accent", 40), 0, Qt.AlignmentFlag.AlignHCenter)
    for part, role in (("title", "title"), ("text", "muted")):
        label = PlainLabel(
            f"{name}:{part}", title if part == "title" else text, role=role, wrap=True
        )
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setMaximumWidth(theme.px(560))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(label, 4)
        row.addStretch(1)
        body.addLayout(row)
    body.addSpacing(10)
    button = Button(f"{name}:go", action, run, kind="primary", key="⏎")
    body.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
    body.addStretch(3)
    return page
