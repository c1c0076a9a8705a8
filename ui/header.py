"""The head of a screen: its title, one line of state, its one primary action."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.safe import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.actions import Action
    from ui.widgets.buttons import Button


GAP = 12


class Header(QWidget):
    """Shows what the screen in front says of itself; buttons without room take a second line."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._row, self._second = QHBoxLayout(), QHBoxLayout()
        self._second.addStretch(1)
        for row in (self._row, self._second):
            row.setSpacing(GAP)
            self._lines.addLayout(row)
        self.title = PlainLabel("header:title", role="title")
        self.state = PlainLabel("header:state", role="muted", elide=True)
        self.state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self.title)
        self._row.addSpacing(8)
        self._row.addWidget(self.state, stretch=1)
        self._buttons: list[Button] = []
        self._shown: tuple[tuple[str, str, bool], ...] = ()
        self._guest: QWidget | None = None
        self.setMinimumHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def tell(self, screen: QWidget, title: str) -> None:
        """Ask a screen what it says of itself."""
        self.title.put(str(getattr(screen, "title", "") or title))
        line = getattr(screen, "state_line", None)
        self.state.put(str(line()) if callable(line) else "")
        self._seat(getattr(screen, "header_widget", None))
        self._offer(getattr(screen, "commands", None) or ())
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(max(self._said(), self._asked()), hint.height())

    def _said(self) -> int:
        """Return the width of title, state and guest at their least."""
        least = [self.title.minimumSizeHint().width(), self.state.minimumSizeHint().width()]
        if self._guest is not None:
            least.append(self._guest.minimumSizeHint().width())
        return sum(least) + GAP * (len(least) - 1) + 8 + GAP

    def _asked(self) -> int:
        """Return the width of the buttons."""
        widths = [one.sizeHint().width() for one in self._buttons]
        return sum(widths) + GAP * max(0, len(widths) - 1)

    def _share_out(self) -> None:
        """Put the buttons where there is room for them."""
        fits = self._said() + GAP + self._asked() <= self.width()
        row, other = (self._row, self._second) if fits else (self._second, self._row)
        for one in self._buttons:
            if other.indexOf(one) >= 0:
                other.removeWidget(one)
            if row.indexOf(one) < 0:
                row.addWidget(one)
        self._lines.setSpacing(0 if fits or not self._buttons else 6)

    def _seat(self, guest: QWidget | None) -> None:
        if guest is self._guest:
            return
        if self._guest is not None:
            self._row.removeWidget(self._guest)
            self._guest.hide()
        self._guest = guest
        if guest is not None:
            self._row.insertWidget(3, guest)
            guest.show()

    def _offer(self, actions: "Sequence[Action]") -> None:
        placed = [one for one in actions if one.place == "secondary"]
        placed += [one for one in actions if one.place == "primary"]
        wanted = tuple((one.key, one.title, one.enabled()) for one in placed)
        if wanted == self._shown and all(b.parent() is not None for b in self._buttons):
            return
        self._shown = wanted
        for old in self._buttons:
            (self._row if self._row.indexOf(old) >= 0 else self._second).removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        if placed:
            from ui.widgets.buttons import Button
        for one in placed:
            name = f"header:{one.key}"
            button = Button(name, one.title, one.run, kind=one.place, key=one.keys)
            button.setEnabled(one.enabled())
            self._row.addWidget(button)
            self._buttons.append(button)
