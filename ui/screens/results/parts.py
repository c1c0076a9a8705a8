"""A row of choices that becomes a list where there is no room for the row."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from ui.roundscreen import chooser
from ui.widgets.buttons import SegmentedControl


class Parts(QWidget):
    """Chooses one of a few parts; looks like a SegmentedControl while that fits."""

    changed = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], *, label: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}:parts")
        self._keys = [key for key, _title in choices]
        self.row = SegmentedControl(name, choices, label=label)
        self.list = chooser(f"{name}:list", label)
        self.list.addItems([title for _key, title in choices])
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.list.setSizeAdjustPolicy(policy)
        self.list.setMinimumContentsLength(max(8, *(len(title) for _key, title in choices)))
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.row)
        body.addWidget(self.list)
        body.addStretch(1)
        self.list.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.row.changed.connect(self._take)
        self.list.activated.connect(lambda at: self._take(self._keys[at]))

    @property
    def current(self) -> str:
        """The key of the choice that is on."""
        return self.row.current

    def choose(self, key: str) -> None:
        """Turn a choice on, silently."""
        self.row.choose(key)
        self.list.setCurrentIndex(self._keys.index(key))

    def sizeHint(self) -> QSize:
        return QSize(self.row.sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.list.minimumSizeHint().width(), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.row.sizeHint().width() <= event.size().width()
        if fits == self.row.isHidden():
            self.row.setVisible(fits)
            self.list.setVisible(not fits)

    def _height(self) -> int:
        return max(self.row.sizeHint().height(), self.list.sizeHint().height())

    def _take(self, key: str) -> None:
        self.choose(key)
        self.changed.emit(key)
