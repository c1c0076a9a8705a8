"""The head of a screen: its title, one line of state, its one primary action."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.safe import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.actions import Action
    from ui.widgets.buttons import Button


class Header(QWidget):
    """Shows what the screen in front says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
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
            self._row.removeWidget(old)
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
