"""Our own icons, drawn in the colour of the moment."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from reviewer_audit.assets import resource
from ui import theme
from ui.safe import turned


def icon(name: str, tone: str = "text", size: int = 16) -> QIcon:
    """Return an icon in the colour of a token or tone, with the gap between it and a text."""
    side, ratio = theme.px(size), 2.0
    drawn = pixmap(name, theme.color(tone).name(), side, ratio)
    room = icon_size(size).width()
    wide = QPixmap(round(room * ratio), round(side * ratio))
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(QRect(room - side if turned() else 0, 0, side, side), drawn)
    painter.end()
    return QIcon(wide)


def icon_size(size: int = 16) -> QSize:
    """Return the size that ``icon`` wants on a button."""
    return QSize(theme.px(size + 6), theme.px(size))


@lru_cache(maxsize=256)
def pixmap(name: str, color: str, size: int, ratio: float = 2.0) -> QPixmap:
    """Return a picture of an icon, sharp on dense screens too."""
    from PySide6.QtSvg import QSvgRenderer  # not needed for the first window

    drawing = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    drawing = drawing.replace("currentColor", color)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing.encode())).render(
        painter, QRectF(0, 0, size * ratio, size * ratio)
    )
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class Picture(QWidget):
    """An icon by itself, in the colour of a token or tone."""

    def __init__(self, name: str, tone: str = "muted", size: int = 20) -> None:
        super().__init__()
        self._picture, self._tone, self._size = name, tone, size
        self.setFixedSize(theme.px(size), theme.px(size))

    def put(self, name: str, tone: str) -> None:
        """Show another icon."""
        self._picture, self._tone = name, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        drawn = pixmap(self._picture, theme.color(self._tone).name(), self.width())
        QPainter(self).drawPixmap(QRect(0, 0, self.width(), self.height()), drawn)
