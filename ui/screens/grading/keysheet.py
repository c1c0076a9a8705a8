"""The keys of the desk on one small sheet."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.safe import held, wrapped
from ui.screens.grading.keys import USUAL, KeyMap, hints

FLAGS = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class KeySheet(QWidget):
    """Paints the keys once and keeps the picture: it comes into sight with every item."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("keySheet")
        self._keys: tuple[tuple[str, str], ...] = ()
        self._look: object = None
        self._picture = QPixmap()
        self.show_keys(USUAL)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_keys(self, keys: KeyMap) -> None:
        """Show these keys."""
        self._keys = hints(keys)
        self._look = None
        self.setAccessibleName("; ".join(f"{key}: {words}" for key, words in self._keys))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words, bold = QFontMetrics(theme.font()), QFontMetrics(theme.font(bold=True))
        return sum(self._heights(width, words, bold))

    def sizeHint(self) -> QSize:
        return QSize(180, self.heightForWidth(max(self.width(), 180)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = (self.size(), theme.tokens().name, theme.px(100), self.devicePixelRatioF())
        if look != self._look:
            self._look = look
            self._picture = QPixmap(self.size() * self.devicePixelRatioF())
            self._picture.setDevicePixelRatio(self.devicePixelRatioF())
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            painter.setLayoutDirection(self.layoutDirection())
            self._draw(painter)
            painter.end()
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _draw(self, painter: QPainter) -> None:
        plain, strong = theme.font(), theme.font(bold=True)
        words, bold = QFontMetrics(plain), QFontMetrics(strong)
        key_width = self._key_width(bold)
        backwards = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top = 0
        rest = self.width() - key_width
        for (key, says), height in zip(
            self._keys, self._heights(self.width(), words, bold), strict=True
        ):
            painter.setFont(strong)
            painter.setPen(theme.color("text"))
            painter.drawText(
                QRect(rest if backwards else 0, top, key_width, height), FLAGS, held(key)
            )
            painter.setFont(plain)
            painter.setPen(theme.color("muted"))
            painter.drawText(
                QRect(0 if backwards else key_width, top, rest, height), FLAGS, wrapped(says)
            )
            top += height

    def _key_width(self, bold: QFontMetrics) -> int:
        return max(bold.horizontalAdvance(key) for key, _words in self._keys) + theme.px(12)

    def _heights(self, width: int, words: QFontMetrics, bold: QFontMetrics) -> list[int]:
        room = QRect(0, 0, max(width - self._key_width(bold), 40), 1_000)
        return [
            words.boundingRect(room, FLAGS, wrapped(says)).height() + theme.px(3)
            for _key, says in self._keys
        ]
