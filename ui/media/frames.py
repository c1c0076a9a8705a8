"""Frames of a film as pictures with a shield, and a strip of them from all over the film."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from reviewer_audit.domain.media import Picture
from reviewer_audit.i18n import _
from ui import theme

STRIP = 6  # frames
LEAST = 16  # pixels
FRAME_SIDE = 960
SHIELD = 14


class FrameStrip(QWidget):
    """Frames from all over a film, as shielded as the film; one is chosen by ↑ ↓ or a click."""

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("media:strip")
        self.setAccessibleName(_("Frames of the film"))
        self.setFixedHeight(theme.px(56))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("scrolls", True)  # noqa: FBT003 - the keys that move go to it
        self._frames: list[Picture] = []
        self._at = -1
        self._open, self._grey = False, True

    def clear(self) -> None:
        """Show no frames."""
        self._frames, self._at = [], -1
        self.update()

    @Slot(object)
    def add(self, picture: Picture) -> None:
        """Show one more frame."""
        self._frames.append(picture)
        self._fit()
        self.update()

    def show_open(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Show them sharp, or blurred."""
        self._open = on
        self.update()

    def show_grey(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Show greys, or colours."""
        self._grey = on
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.px(56))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be no higher than the frames are."""
        if self._frames:
            one = self._frames[0]
            high = self.width() // STRIP * one.height // max(1, one.width)
            self.setFixedHeight(max(LEAST, min(theme.px(56), high)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = self.width() // STRIP
        keep = Qt.AspectRatioMode.KeepAspectRatio
        for place, one in enumerate(self._frames[:STRIP]):
            size = (one.width, one.height) if self._open else (one.shield_width, one.shield_height)
            body = one.pixels if self._open else one.shield
            image = QImage(body, *size, size[0] * 3, QImage.Format.Format_RGB888)
            if self._grey:
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            cell = QRect(place * width, 0, width - 4, self.height())
            shape = QSize(one.width, one.height).scaled(cell.size(), keep)
            fit = QRect(cell.topLeft(), shape)
            fit.moveCenter(cell.center())
            painter.drawImage(fit, image)
            if self.hasFocus() and place == max(self._at, 0):
                painter.setPen(QPen(theme.color("focus"), 2))
                painter.drawRect(fit.adjusted(1, 1, -2, -2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(int(event.position().x() * STRIP // max(1, self.width())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._choose(self._at + step)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._frames):
            self._at = place
            self.update()
            self.chosen.emit((place + 0.5) / STRIP)


def as_picture(image: QImage) -> Picture:
    """Return a frame as a picture with its shield."""
    keep = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    if max(image.width(), image.height()) > FRAME_SIDE:
        image = image.scaled(QSize(FRAME_SIDE, FRAME_SIDE), keep)
    few = image.scaled(QSize(SHIELD, SHIELD), keep, smooth)
    return Picture(
        width=image.width(),
        height=image.height(),
        pixels=_bytes(image),
        shield_width=few.width(),
        shield_height=few.height(),
        shield=_bytes(few),
        whole=True,
    )


def _bytes(image: QImage) -> bytes:
    """Return three bytes a pixel, the rows one after the other."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    raw, step, width = bytes(rgb.constBits()), rgb.bytesPerLine(), rgb.width() * 3
    if step == width:
        return raw[: width * rgb.height()]
    return b"".join(raw[y * step : y * step + width] for y in range(rgb.height()))
