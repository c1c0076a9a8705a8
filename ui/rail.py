"""The rail: the audit's name, its steps with their live state, who sits here."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QListWidgetItem, QPushButton, QVBoxLayout

from reviewer_audit.domain.people import Person, Role
from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel, caption, tip
from ui.screens import Screen
from ui.widgets.steps import KEY, STATE, StepList

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

WIDTH = 208
FOLDED = 64
NARROW = 900  # below it the screens need the room more than the words of the rail


class Rail(QFrame):
    """Where one can go, as this seat allows; nobody sits there before ``seat_menu`` says who."""

    visited = Signal(str)

    def __init__(self, screens: Sequence[Screen]) -> None:
        super().__init__()
        self.setObjectName("railFrame")
        self._screens = {screen.key: screen for screen in screens}
        self._sits = ""
        body = QVBoxLayout(self)
        body.setContentsMargins(12, 16, 12, 12)
        body.setSpacing(2)
        self.title = PlainLabel("rail:title", _("Reviewer Audit"), role="heading", elide=True)
        self.line = PlainLabel("rail:line", role="muted", elide=True)
        self.list = StepList("rail", label=_("Steps of the audit"))
        self.list.currentItemChanged.connect(self._visit)
        self.saved = PlainLabel("rail:saved", role="small", elide=True)
        self.seat = QPushButton()
        self.seat.setObjectName("rail:seat")
        self.seat.setProperty("kind", "seat")
        names = QVBoxLayout()
        names.setContentsMargins(4, 0, 0, 12)
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.line)
        self._body, self._names = body, names
        body.addLayout(names)
        body.addWidget(self.list, stretch=1)
        saved = QVBoxLayout()
        saved.setContentsMargins(4, 0, 0, 2)
        saved.addWidget(self.saved)
        body.addLayout(saved)
        body.addWidget(self.seat)
        self.resize_for_text()

    def resize_for_text(self) -> None:
        """Take the width that the text size needs; where that is too much, fold to pictures."""
        window = self.window()
        folded = window is not self and window.width() < theme.px(NARROW)
        if folded is not self.list.folded:
            self._fold(on=folded)
        self.setFixedWidth(theme.px(FOLDED if folded else WIDTH))
        if self._sits:
            self._name_seat()
            self._paint_icon()
        self.list.doItemsLayout()

    def _fold(self, *, on: bool) -> None:
        self.list.folded = on
        for words in (self.title, self.line, self.saved):
            words.setVisible(not on)
        self._names.setContentsMargins(4, 0, 0, 0 if on else 12)
        self._body.setContentsMargins(6 if on else 12, 16, 6 if on else 12, 12)
        theme.restyle(self.seat, snug="true" if on else "false")

    @cached_property
    def menu(self) -> "QMenu":
        """What the button of the seat opens."""
        from PySide6.QtWidgets import QMenu

        menu = QMenu(self.seat)
        self.seat.setMenu(menu)
        return menu

    def allow(self, seat: str, *, has_project: bool) -> None:
        """Show the steps of this seat."""
        usable = [
            screen
            for screen in self._screens.values()
            if (has_project or not screen.needs_project)
            and (seat in screen.seats or not has_project)
        ]
        if self.list.keys == [screen.key for screen in usable]:
            return
        current = self.list.current
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's
        self.list.clear()
        for screen in usable:
            self.list.add(screen.key, screen.title, screen.picture)
        self.list.mark(current)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's

    def offers(self, key: str) -> bool:
        """Whether the rail has this step now."""
        return self.list.step(key) is not None

    def first(self) -> str:
        """The first step of this seat."""
        return next(iter(self.list.keys), "")

    def mark(self, key: str) -> None:
        """Mark a step as the one that is on, silently."""
        self.list.mark(key)

    def tell(self, seen: Any) -> None:
        """Write the live state beside each step."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            screen = self._screens[item.data(KEY)]
            state = screen.state(seen) if screen.state is not None else ""
            item.setData(STATE, state)
            item.setText(f"{screen.title} · {state}" if state else screen.title)

    def seat_menu(
        self,
        person: Person,
        people: Sequence[Person],
        sit: Callable[[Person], object],
        more: Sequence[tuple[str, Callable[[], object]]],
    ) -> None:
        """Say who sits here, and who else may."""
        name = person.name or _("Nobody yet")
        role = _("lead") if person.role is Role.LEAD else _("auditor")
        self._sits = f"{name} · {role}" if person.name else name
        self._name_seat()
        self.seat.setAccessibleName(_("Who sits here: {name}").format(name=self._sits))
        self._paint_icon()
        self.menu.clear()
        for one in people:
            action = self.menu.addAction(caption(one.name))
            action.setCheckable(True)
            action.setChecked(one.id == person.id)
            action.triggered.connect(lambda _on=False, one=one: sit(one))
        if people:
            self.menu.addSeparator()
        for text, run in more:
            extra = self.menu.addAction(caption(text))
            extra.triggered.connect(lambda _on=False, run=run: run())

    def _name_seat(self) -> None:
        room = self.width() - 24 - theme.px(70)
        metrics = QFontMetrics(self.seat.font())
        text = metrics.elidedText(self._sits, Qt.TextElideMode.ElideRight, room)
        self.seat.setText("" if self.list.folded else caption(text))
        tip(self.seat, self._sits, repeats=True)

    def _paint_icon(self) -> None:
        from ui.widgets.icons import icon, icon_size

        self.seat.setIcon(icon("person", "muted"))
        self.seat.setIconSize(icon_size())

    def _visit(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.visited.emit(str(item.data(KEY)))
