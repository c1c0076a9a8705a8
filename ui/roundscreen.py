"""What screens share that show one round: a banner above pages, and the chooser of rounds."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.safe import tells_whole
from ui.widgets.cards import Banner, EmptyState
from ui.widgets.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.following import Following, Stage
    from ui.session import Session


class RoundScreen(QWidget):
    """Says what its view-model says; ``empty`` stands in while there is nothing to show."""

    headline = Signal()
    vm: "Following"

    def __init__(self, name: str, session: "Session", *, picture: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._session = session
        self._round_ids: list[int] = []
        self._next: Callable[[], object] | None = None
        self.banner = Banner(f"{name}:banner")
        self.pages = Stack()
        self.empty = EmptyState(f"{name}:empty", "", picture=picture)
        self.empty.button.clicked.connect(self._go_on)
        self.pages.addWidget(self.empty)
        self.rounds = chooser(f"{name}:round", _("Round"))
        self.rounds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rounds.setMaximumWidth(theme.px(240))
        self.rounds.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.rounds.activated.connect(self._choose_at)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self.banner)
        body.addWidget(self.pages, stretch=1)

    # -- what the window asks

    def shown(self) -> None:
        """Hear that the screen has come to the front."""
        self.vm.wake(awake=True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.vm.wake(awake=False)

    @property
    def header_widget(self) -> QWidget | None:
        """The chooser of rounds, where there is something to choose."""
        return self.rounds if len(self._round_ids) > 1 else None

    # -- what is on show

    def _list_rounds(self, stage: "Stage", *more: tuple[int, str]) -> None:
        """Offer the rounds, newest first, then what else there is to choose."""
        choices = [(int(line.round.id), line.round.title) for line in reversed(stage.lines)]
        choices += more
        self._round_ids = [one for one, _title in choices]
        self.rounds.clear()
        self.rounds.addItems([title for _one, title in choices])
        if stage.line is not None:
            self.rounds.setCurrentIndex(self._round_ids.index(int(stage.line.round.id)))

    @Slot(int)
    def _choose_at(self, at: int) -> None:
        self._choose_round(self._round_ids[at])

    def _choose_round(self, round_id: Any) -> None:
        self._session.show_round(round_id)

    def _say(
        self, title: str, text: str, action: str = "", run: "Callable[[], object] | None" = None
    ) -> None:
        """Say on the empty page why there is nothing, and what to do about it."""
        self.empty.say(title, text)
        self.empty.button.say(action)
        self.empty.button.setVisible(bool(action))
        self._next = run
        self.pages.setCurrentWidget(self.empty)

    @Slot()
    def _go_on(self) -> None:
        if self._next is not None:
            self._next()

    @Slot(object)
    def _tell_saved(self, path: "Path") -> None:
        self.banner.show_text(
            _("Saved {name}").format(name=path.name), str(path.parent), tone="good"
        )

    @Slot(object)
    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.banner.show_text(error.message, error.hint, tone="bad")
        self._stand_in(error)
        self.headline.emit()

    def _stand_in(self, error: AuditError) -> None:
        """Say the error on the page, too, where it leaves nothing to show."""


def chooser(name: str, label: str) -> QComboBox:
    """Return a list to choose from, with a name."""
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(label)
    tells_whole(made)
    return made
