"""A row of choices that becomes a list where there is no room for the row."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QSizePolicy, QWidget

from ui.safe import PlainLabel, tells_whole
from ui.widgets.buttons import SegmentedControl

SPARE = 4  # pixels by which a line of words may be wider than its letters


class Parts(QWidget):
    """Chooses one of a few parts; looks like a SegmentedControl while that fits."""

    changed = Signal(str)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]], *, label: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}:parts")
        self._keys = [key for key, _title in choices]
        self.row = SegmentedControl(name, choices, label=label)
        self.list = QComboBox()
        self.list.setObjectName(f"{name}:list")
        self.list.setAccessibleName(label)
        tells_whole(self.list)
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


class Hinted(QWidget):
    """A row of choices with a hint behind it, or below it where it would be cut."""

    def __init__(self, name: str, parts: Parts) -> None:
        super().__init__()
        self.setObjectName(f"{name}:row")
        self._parts = parts
        self.hint = PlainLabel(name, role="muted", wrap=True)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(parts)
        self._row.addWidget(self.hint, stretch=1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.put("")

    def put(self, text: str) -> None:
        """Show another hint."""
        self.hint.put(text)
        self.hint.setVisible(bool(text))
        self._turn(self.width())

    def hasHeightForWidth(self) -> bool:
        """Say no: a page that scrolls would ask for all that is in it, not for its least height."""
        return False

    def sizeHint(self) -> QSize:
        """Ask for the lines there are; Qt's own counts them at the least width."""
        hint, high = super().sizeHint(), self._row.totalHeightForWidth(self.width())
        return QSize(hint.width(), high if high > 0 else hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn(event.size().width())
        self.updateGeometry()

    def _turn(self, wide: int) -> None:
        """Put the hint behind the choices where both fit into one line."""
        words = self.hint.fontMetrics().horizontalAdvance(self.hint.full)
        fits = self._parts.sizeHint().width() + self._row.spacing() + words + SPARE <= wide
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if fits else way.TopToBottom)
        side = Qt.AlignmentFlag.AlignRight if fits else Qt.AlignmentFlag.AlignLeft
        self.hint.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
