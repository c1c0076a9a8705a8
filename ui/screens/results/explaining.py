"""The sheet that explains a figure: formula, what went in, interval, source, caveat."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from reviewer_audit.i18n import _, translated
from reviewer_audit.stats.explained import HEADINGS
from ui import theme
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.screens.results import subjects
from ui.widgets.blocks import Page
from ui.widgets.buttons import Button
from ui.widgets.cards import rule

if TYPE_CHECKING:
    from reviewer_audit.stats.explained import Explained
    from ui.screens.results.subjects import Choice, Subject

KEY = "I"
WIDE = 430
SHADE = 14
Provider = Callable[[], "Subject | None"]


class ExplainSheet(QWidget):
    """Lies over the right side of the figures until Esc, with a soft shade at its edge."""

    left = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("explain")
        self._card = QFrame()
        self._card.setObjectName("explain:card")
        self._card.setProperty("kind", "card")
        self._over = over
        self._choices: tuple[Choice, ...] = ()
        self._split = 0  # figures of the subject, before every measure there is
        self._before: QWidget | None = None
        self.about = PlainLabel("explain:about", role="muted", elide=True)
        self.about.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.close_button = Button("explain:close", _("Close"), self.left.emit, key="Esc")
        theme.restyle(self.close_button, compact="true")
        self.figures = chooser("explain:figures", _("Figure to explain"))
        self.figures.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.figures.setMaxVisibleItems(24)
        self.figures.currentIndexChanged.connect(self._show_at)
        self._text = ""
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 10, 0)
        self._lines.setSpacing(3)
        inside = QWidget()
        inside.setLayout(self._lines)
        self.page = Page("explain:page", inside, label=_("Explanation"))
        self.copy_button = Button("explain:copy", _("Copy"), self.copy, picture="copy")
        theme.restyle(self.copy_button, compact="true")
        self._lay_out()
        self._plain = PlainLabel("explain:plain", wrap=True)
        self._parts = {
            translated(heading): (
                PlainLabel(f"explain:{key}:title", translated(heading), role="small"),
                PlainLabel(f"explain:{key}", wrap=True),
            )
            for key, heading in HEADINGS.items()
        }
        self._fill()
        over.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SHADE, 0, 0, 0)
        outer.addWidget(self._card)
        body = QVBoxLayout(self._card)
        body.setContentsMargins(20, 14, 12, 14)
        body.setSpacing(10)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.about, stretch=1)
        head.addWidget(self.close_button)
        foot.addStretch(1)
        foot.addWidget(self.copy_button)
        for row in (head, foot):
            row.setContentsMargins(0, 0, 8, 0)
        choice = QHBoxLayout()
        choice.setContentsMargins(0, 0, 8, 0)
        choice.addWidget(self.figures)
        body.addLayout(head)
        body.addLayout(choice)
        body.addWidget(self.page, stretch=1)
        body.addWidget(rule())
        body.addLayout(foot)

    def _fill(self) -> None:
        self._lines.addWidget(self._plain)
        for title, text in self._parts.values():
            title.setContentsMargins(0, theme.px(8), 0, 0)  # goes with the heading
            self._lines.addWidget(title)
            self._lines.addWidget(text)
        self._lines.addStretch(1)
        answer_title, answer = self._parts[translated(HEADINGS["answer"])]
        answer_title.hide()
        answer.say("", "heading")
        answer.setContentsMargins(0, theme.px(6), 0, 0)

    @property
    def text(self) -> str:
        """All that is said, as plain text."""
        return self._text

    def show_subject(self, subject: "Subject") -> None:
        """Explain a figure; others of the same slice, and every measure, can be chosen."""
        self._before = self.window().focusWidget() if not self.isVisible() else self._before
        rest = subjects.everything()
        self._choices = (*subject.choices, *rest)
        self._split = len(subject.choices)
        self.about.put(subject.title)
        self.figures.blockSignals(True)  # noqa: FBT003 - Qt's
        self.figures.clear()
        self.figures.addItems([one.title for one in subject.choices])
        self.figures.insertSeparator(len(subject.choices))
        self.figures.addItems([one.title for one in rest])
        self.figures.setCurrentIndex(subject.at)
        self.figures.blockSignals(False)  # noqa: FBT003 - Qt's
        self._show_at(subject.at)
        self._place()
        self.show()
        self.raise_()
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def sink(self) -> None:
        """Go away; what was in hand before is in hand again."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy(self) -> None:
        """Put the explanation on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        edge = QRectF(0, 8, SHADE + 10, self.height() - 16)
        fading = QLinearGradient(edge.topLeft(), edge.topRight())
        for at, alpha in ((0.0, 0.0), (1.0, 0.16)):
            dark = QColor("black")
            dark.setAlphaF(alpha)
            fading.setColorAt(at, dark)
        QPainter(self).fillRect(edge, fading)

    def _place(self) -> None:
        room = self._over.rect()
        wide = min(theme.px(WIDE) + SHADE, room.width())
        left = room.left() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else None
        self.setGeometry(room.right() - wide + 1 if left is None else left, 0, wide, room.height())

    def _show_at(self, at: int) -> None:
        if at < 0 or at == self._split:  # the line between both lists
            return
        place = at if at < self._split else at - 1
        self._put(self._choices[place].explain())

    def _put(self, said: "Explained") -> None:
        self._text = said.text()
        self._plain.put(said.about.plain)
        there = dict(said.parts())
        for heading, (title, label) in self._parts.items():
            text = there.get(heading, "")
            label.put(text)
            label.setVisible(bool(text))
            title.setVisible(bool(text) and heading != translated(HEADINGS["answer"]))
        self.page.verticalScrollBar().setValue(0)
        self.page.setAccessibleDescription(self._text)
        self.setAccessibleName(f"{self.about.full}: {said.title}")


class Explainer(QObject):
    """Knows which part of the screen is about what, and opens the sheet for it."""

    wanted = Signal(object)  # Subject

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._providers: dict[QWidget, Provider] = {}

    def over(self, widget: QWidget, provider: Provider) -> None:
        """Say what a widget, and all in it, is about."""
        self._providers[widget] = provider

    def button(self, name: str, widget: QWidget, provider: Provider) -> Button:
        """Return a small button that explains a widget, which is registered too."""
        self.over(widget, provider)
        made = Button(name, "", lambda: self._tell(provider), kind="quiet", picture="info")
        theme.restyle(made, compact="true")
        made.setFixedWidth(theme.px(34))
        made.setAccessibleName(_("Explain ({key})").format(key=KEY))
        made.setToolTip(_("Explain the figures ({key})").format(key=KEY))
        return made

    def at(self, widget: QWidget | None) -> "Subject | None":
        """Return what the widget in hand is about, or what it lies in."""
        while widget is not None:
            provider = self._providers.get(widget)
            found = provider() if provider is not None else None
            if found is not None:
                return found
            widget = widget.parentWidget()
        return None

    def _tell(self, provider: Provider) -> None:
        found = provider()
        if found is not None:
            self.wanted.emit(found)
