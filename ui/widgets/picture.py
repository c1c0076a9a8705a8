"""A picture behind a shield: blurred and grey until somebody asks to see it, never by hovering.

The blur is made of a dozen pixels a side, computed where the picture was decoded, so nothing
sharper exists here before it is asked for. What was asked for goes back under the shield by itself.
"""

from enum import Enum, auto

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from reviewer_audit.domain.media import Picture
from reviewer_audit.i18n import _
from ui import theme

BACK_MS = 20_000  # then what was uncovered is covered again
LEAST_REGION = 8  # pixels; less is a click
SOFT = 8  # how many times the few pixels are smoothed over before they fill the view
_PAN = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


class Shield(Enum):
    """How much of a picture is in sight."""

    EMPTY = auto()  # there is none, or not yet
    COVERED = auto()
    REGION = auto()
    OPEN = auto()


class ShieldedPicture(QAbstractScrollArea):
    """Shows one picture, fit into the view or one pixel for one, under a shield.

    ``shield_changed`` tells whenever more or less is in sight.
    """

    shield_changed = Signal()
    whole_wanted = Signal()  # one pixel for one, and only a smaller copy is here

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("scrolls", True)  # noqa: FBT003 - the keys that move go to it
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.blurs = True
        self.is_grey = True
        self.fits = True
        self._held = False
        self._given: Picture | None = None
        self._clear: QImage | None = None
        self._words = ""
        self._drag: QPoint | None = None
        self._region = QRectF()  # in the picture's own measure, 0 to 1
        self._soft = QPixmap()
        self._soft_of: object = None
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(BACK_MS)
        self._back.timeout.connect(self.cover)
        self.wait()

    # -- what is shown

    def wait(self) -> None:
        """Show nothing yet."""
        self._take(None, "")

    def put(self, picture: Picture) -> None:
        """Show a picture, under its shield."""
        self._take(picture, "")

    def sharpen(self, picture: Picture) -> None:
        """Put another copy, or the next frame, in place of this one; the shield stays as it is."""
        first = self._given is None
        self._given, self._clear, self._soft_of = picture, None, None
        self._measure()
        if first:
            self.shield_changed.emit()

    def say(self, words: str) -> None:
        """Say why there is no picture."""
        self._take(None, words)

    @property
    def speaks(self) -> bool:
        """Whether a sentence stands here in place of a picture."""
        return bool(self._words)

    def words_height(self, width: int) -> int:
        """Return the height that the sentence needs at a width."""
        inner = QRect(0, 0, max(40, width - 2 * theme.px(16)), 10_000)
        wrap = int(Qt.TextFlag.TextWordWrap)
        lines = QFontMetrics(theme.font()).boundingRect(inner, wrap, self._words)
        return lines.height() + 2 * theme.px(12)

    def _take(self, picture: Picture | None, words: str) -> None:
        self._given, self._words, self._clear = picture, words, None
        self.setAccessibleName(words or _("Picture"))
        self._soft_of = None
        self.fits = True
        self.cover()
        self._measure()

    # -- the shield

    @property
    def state(self) -> Shield:
        """How much is in sight."""
        if self._given is None:
            return Shield.EMPTY
        if self._held or not self.blurs:
            return Shield.OPEN
        return Shield.COVERED if self._region.isEmpty() else Shield.REGION

    def hold(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Look for as long as something is held down."""
        if on != self._held:
            self._held = on
            self._told()

    def set_blur(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Take the blur away for a while, or put it back."""
        self.blurs, self._region = on, QRectF()
        self._wind()
        self._told()

    def set_grey(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Show greys in place of colours, or the colours."""
        self.is_grey = on
        self._clear = None
        self._soft_of = None
        self._told()

    def cover(self) -> None:
        """Put everything back under the shield, if this person wants one."""
        self._held, self._drag, self._region = False, None, QRectF()
        if self.keeps_blur:
            self.blurs = True
        self._back.stop()
        self._told()

    keeps_blur = True  # off for who has switched the shield off in the settings

    def _wind(self) -> None:
        if self.keeps_blur and (not self.blurs or not self._region.isEmpty()):
            self._back.start()
        else:
            self._back.stop()

    def _told(self) -> None:
        self.viewport().update()
        self.shield_changed.emit()

    # -- size

    def toggle_zoom(self) -> None:
        """Fit the picture into the view, or show one pixel for one."""
        if self._given is None:
            return
        self.fits = not self.fits
        if not self.fits and not self._given.whole:
            self.whole_wanted.emit()
        self._measure()

    def _measure(self) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        size, view = self._full_size(), self.viewport().size()
        if self._words:
            size = QSize(0, self.words_height(view.width()))
        for bar, length, part in (
            (across, size.width(), view.width()),
            (down, size.height(), view.height()),
        ):
            bar.setRange(0, max(0, length - part) if self._words or not self.fits else 0)
            bar.setPageStep(max(1, part))
            bar.setSingleStep(theme.px(40))
        self.viewport().update()

    def _full_size(self) -> QSize:
        given = self._given
        ratio = self.devicePixelRatioF()
        return QSize(round(given.width / ratio), round(given.height / ratio)) if given else QSize()

    def _target(self) -> QRect:
        """Return where in the view the picture lies."""
        view, size = self.viewport().rect(), self._full_size()
        if self.fits:
            if size.width() > view.width() or size.height() > view.height():
                size.scale(view.size(), Qt.AspectRatioMode.KeepAspectRatio)
            return QRect(QPoint(0, 0), size)
        corner = QPoint(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        return QRect(corner, size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._given is None:
            self._paint_words(painter)
        else:
            self._paint_picture(painter, self._target())
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -2, -2))

    def _paint_words(self, painter: QPainter) -> None:
        view = self.viewport().rect()
        painter.fillRect(view, theme.color("sunken"))
        painter.setFont(theme.font())
        painter.setPen(theme.color("text" if self._words else "muted"))
        inner = view.adjusted(theme.px(16), 0, -theme.px(16), 0)
        inner.setHeight(max(view.height(), self.words_height(view.width())))
        inner.translate(0, -self.verticalScrollBar().value())
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(inner, flags, self._words or _("One moment …"))

    def _paint_picture(self, painter: QPainter, target: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        state = self.state
        if state is not Shield.OPEN:
            painter.drawPixmap(target, self._softened(target.size()))
        if state is Shield.OPEN:
            painter.drawImage(target, self._sharp())
        elif state is Shield.REGION:
            painter.setClipRect(self._in_view(target))
            painter.drawImage(target, self._sharp())
            painter.setClipping(False)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRect(self._in_view(target))

    def _in_view(self, target: QRect) -> QRect:
        return QRectF(
            target.x() + self._region.x() * target.width(),
            target.y() + self._region.y() * target.height(),
            self._region.width() * target.width(),
            self._region.height() * target.height(),
        ).toRect()

    def _sharp(self) -> QImage:
        """Return the picture as it is; made when somebody first looks."""
        given = self._given
        if self._clear is None and given is not None:
            raw = QImage(
                given.pixels,
                given.width,
                given.height,
                given.width * 3,
                QImage.Format.Format_RGB888,
            )
            kind = QImage.Format.Format_Grayscale8 if self.is_grey else QImage.Format.Format_RGB32
            self._clear = raw.convertToFormat(kind)
        return self._clear or QImage()

    def _softened(self, size: QSize) -> QPixmap:
        """Return the blurred picture: a few pixels, smoothed over twice."""
        given = self._given
        wanted = (size, self.is_grey)
        if self._soft_of != wanted and given is not None and not size.isEmpty():
            few = QImage(
                given.shield,
                given.shield_width,
                given.shield_height,
                given.shield_width * 3,
                QImage.Format.Format_RGB888,
            )
            kind = QImage.Format.Format_Grayscale8 if self.is_grey else QImage.Format.Format_RGB32
            smooth = Qt.TransformationMode.SmoothTransformation
            more = few.convertToFormat(kind).scaled(few.size() * SOFT, mode=smooth)
            aspect = Qt.AspectRatioMode.IgnoreAspectRatio
            self._soft = QPixmap.fromImage(more.scaled(size, aspect, smooth))
            self._soft_of = wanted
        return self._soft

    # -- hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._given is not None and event.button() == Qt.MouseButton.LeftButton:
            self._drag = event.position().toPoint()
            self._region = QRectF()
            self._told()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return  # nothing is ever shown for pointing at it
        target = self._target()
        box = QRect(self._drag, event.position().toPoint()).normalized() & target
        if max(box.width(), box.height()) >= LEAST_REGION and not target.isEmpty():
            corner = QPointF(box.topLeft() - target.topLeft())
            self._region = QRectF(
                corner.x() / target.width(),
                corner.y() / target.height(),
                box.width() / target.width(),
                box.height() / target.height(),
            )
            self._told()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._drag = None
        self._wind()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.hold(on=True)
            return
        step = _PAN.get(Qt.Key(event.key()))
        if step is None or (self.fits and not self._words):
            super().keyPressEvent(event)
            return
        for bar, by in ((self.horizontalScrollBar(), step[0]), (self.verticalScrollBar(), step[1])):
            bar.setValue(bar.value() + by * bar.singleStep())

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.hold(on=False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.hold(on=False)  # the key is let go where nobody tells us

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.hold(on=False)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
