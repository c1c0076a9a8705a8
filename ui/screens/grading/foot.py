"""The foot of the desk: what went wrong, what else can be said of an item, and the way on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.screens.grading.failure import FailureBox
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from reviewer_audit.domain.grading import DeskState

WORDS = 180  # between the buttons, for what it says most


class Foot(QWidget):
    """Two lines below the answer; where the desk is folded one line, if that has room for all."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("deskFoot")
        self.folded = False
        self._tells_wide = False
        self.failure = FailureBox()
        self.flag = Button("flag", _("Flag"), kind="quiet", key="F")
        self.ask = Button("ask", _("Ask lead"), kind="quiet", key="Q")
        self.cannot = Button("cannot", _("Can't judge"), kind="quiet", key="U")
        self.skip = Button("skip", _("Skip"), kind="quiet", key="W")
        self.undo = Button("undo", _("Undo"), key="Ctrl+Z")
        self.status = PlainLabel("status", role="muted", wrap=True)
        self.submit = Button("submit", _("Submit and next"), kind="primary", key="⏎")
        self._tools, self._way_on = QHBoxLayout(), QHBoxLayout()
        self._tools.setSpacing(0)
        for button in (self.flag, self.ask, self.cannot, self.skip):
            self._tools.addWidget(button)
        self._tools.addStretch(1)
        self._way_on.setSpacing(theme.px(12))
        self._way_on.addWidget(self.undo)
        self._way_on.addWidget(self.status, stretch=1)
        self._way_on.addStretch()
        self._way_on.addWidget(self.submit)
        self._lines = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lines.addLayout(self._tools)
        self._lines.addLayout(self._way_on, stretch=1)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(self.failure)
        self._rows.addLayout(self._lines)
        for rows in (self._rows, self._lines):
            rows.setSpacing(theme.px(10))
        self.failure.hide()
        for one in self.findChildren(Button):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def fold(self, *, on: bool) -> None:
        """Stand below all columns, or in the card of the answer."""
        self.folded = on
        for button in (self.flag, self.ask, self.cannot, self.skip):
            theme.restyle(button, snug="true" if on else "false")
        for rows in (self._rows, self._lines):
            rows.setSpacing(theme.px(2 if on else 10))
        self._lie()

    def show_state(self, state: "DeskState") -> None:
        """Offer to go back to the last grade where there is one."""
        self.undo.setEnabled(state.left < state.total)

    def tell(self, words: str, role: str) -> bool:
        """Say how it went: between the buttons where it fits, else in a line of its own.

        Returns whether anything changed.
        """
        if words == self.status.full:
            return False
        wide = QFontMetrics(theme.font(bold=True)).horizontalAdvance(words) > self._between()
        if wide is not self._tells_wide:
            self._tells_wide = wide
            self._way_on.removeWidget(self.status)
            self._rows.removeWidget(self.status)
            if wide:
                self._rows.insertWidget(1, self.status)
            else:
                self._way_on.insertWidget(1, self.status, stretch=1)
        self.status.say(words, role)
        return True

    def height_of_words(self) -> int:
        """Return the height of what it says in a line of its own, with the gap below it."""
        if not self._tells_wide:
            return 0
        return self.status.heightForWidth(self.width()) + self._rows.spacing()

    def height_of_buttons(self) -> int:
        """Return the height of the buttons alone."""
        lines = [self.flag.sizeHint().height(), self.submit.sizeHint().height()]
        return max(lines) if self._is_one_line() else sum(lines) + self._lines.spacing()

    def hasHeightForWidth(self) -> bool:
        return False  # or the lines of a message would claim their height from the window

    def sizeHint(self) -> QSize:
        hint, rows = super().sizeHint(), self._rows
        lines = rows.totalHeightForWidth(self.width()) if rows.hasHeightForWidth() else 0
        return QSize(hint.width(), lines or hint.height())

    def minimumSizeHint(self) -> QSize:
        """Ask for the width of two lines: one line is for where there is more."""
        way_on = self.undo.sizeHint().width() + self.submit.sizeHint().width()
        width = max(self._tools.sizeHint().width(), way_on + self._way_on.spacing())
        return QSize(width, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lie()
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def _between(self) -> int:
        """Return the width there is between the buttons."""
        buttons = self.undo.sizeHint().width() + self.submit.sizeHint().width()
        if self._is_one_line():
            buttons += self._tools.sizeHint().width() + self._lines.spacing()
        return self.width() - buttons - 2 * self._way_on.spacing()

    def _is_one_line(self) -> bool:
        return self._lines.direction() is not QBoxLayout.Direction.TopToBottom

    def _lie(self) -> None:
        way = QBoxLayout.Direction
        needed = self._tools.sizeHint().width() + self._lines.spacing() + theme.px(WORDS)
        needed += self.undo.sizeHint().width() + self.submit.sizeHint().width()
        one = self.folded and needed + 2 * self._way_on.spacing() <= self.width()
        if one is not self._is_one_line():
            self._lines.setDirection(way.LeftToRight if one else way.TopToBottom)
