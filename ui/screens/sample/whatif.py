"""What if so many are truly right? How often the plan on the form would say what."""

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel, tip
from ui.screens.sample import words
from ui.theme import px

if TYPE_CHECKING:
    from reviewer_audit.services.outlook import Outlook, Passing

KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -5,
    Qt.Key.Key_PageUp: 5,
    Qt.Key.Key_Home: -10_000,
    Qt.Key.Key_End: 10_000,
}
FIRST = 1.2  # times the errors that the target leaves room for: what is asked about at first
TICK = 0.05  # of the width at the least between two marked truths
ROOM = 0.14  # of the height that a band needs at its widest to hold its name


class Bands(QWidget):
    """Three bands, from what may be true to how often which verdict is given.

    The arrow keys, or a click, ask about another truth; Ctrl+C copies all of them.
    """

    asked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("What the plan would say, by how many are truly right"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(px(96))
        self.setMaximumHeight(px(420))
        tip(self, _("A click or the arrow keys ask about another rate; Ctrl+C copies them all."))
        self._chances: tuple[Passing, ...] = ()
        self._names = ("", "", "")
        self._target = 0.0
        self.at = 0

    def put(
        self, chances: "tuple[Passing, ...]", target: float, names: tuple[str, str, str]
    ) -> None:
        """Show the chances; ``names`` are those of Below, what lies between, and Meets."""
        fresh = len(chances) != len(self._chances) or target != self._target
        self._chances, self._target, self._names = chances, target, names
        if fresh:
            self.at = self._nearest(1 - FIRST * (1 - target))
        self.update()

    @property
    def current(self) -> "Passing | None":
        """What is asked about."""
        return self._chances[self.at] if self._chances else None

    def say(self, sentence: str) -> None:
        """Tell a screen reader what is asked about."""
        self.setAccessibleDescription(sentence)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )

    def sizeHint(self) -> QSize:
        return QSize(px(300), px(104))

    # -- hands

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = KEYS.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif step is not None and self._chances:
            self._go(self.at + step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event)  # only while a button is held

    def copy(self) -> None:
        """Put all chances on the clipboard as a table."""
        below, between, meets = self._names
        lines = [f"{_('Truly right')}\t{meets}\t{below}\t{between}"]
        lines += [
            f"{one.truth:.6g}\t{one.meets:.6g}\t{one.below:.6g}\t{one.inconclusive:.6g}"
            for one in self._chances
        ]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _point(self, event: QMouseEvent) -> None:
        plot = self._plot()
        if self._chances and plot.width() > 0:
            share = (event.position().x() - plot.left()) / plot.width()
            self._go(round(share * (len(self._chances) - 1)))

    def _go(self, at: int) -> None:
        at = min(max(at, 0), len(self._chances) - 1)
        if at != self.at:
            self.at = at
            self.update()
            self.asked.emit(at)

    # -- the picture

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(px(46), px(8), -px(22), -px(26))

    def _x(self, at: float) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * at / max(len(self._chances) - 1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._chances:
            self._paint_bands(painter)
            self._paint_scales(painter)
            self._paint_truth(painter)
            self._paint_names(painter)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_bands(self, painter: QPainter) -> None:
        colors, plot = theme.tokens(), self._plot()
        below = [one.below for one in self._chances]
        upto = [1 - one.meets for one in self._chances]
        floor, top = [0.0] * len(below), [1.0] * len(below)
        painter.setPen(Qt.PenStyle.NoPen)
        for low, high, tone in zip(
            (floor, below, upto), (below, upto, top), _grounds(), strict=True
        ):
            painter.setBrush(tone)
            painter.drawPolygon(QPolygonF([*self._line(high), *reversed(self._line(low))]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for edge, name in ((below, colors.bad), (upto, colors.good)):
            painter.setPen(QPen(QColor(name), 2))
            path = QPainterPath()
            path.addPolygon(QPolygonF(self._line(edge)))
            painter.drawPath(path)
        painter.setPen(QPen(QColor(colors.edge), 1))
        painter.drawRect(plot)

    def _paint_names(self, painter: QPainter) -> None:
        colors = theme.tokens()
        below = [one.below for one in self._chances]
        upto = [1 - one.meets for one in self._chances]
        floor, top = [0.0] * len(below), [1.0] * len(below)
        painter.setFont(theme.font("small", bold=True))
        for low, high, name, ground in zip(
            (floor, below, upto), (below, upto, top), self._names, _grounds(), strict=True
        ):
            self._name_band(painter, (low, high), name, (QColor(colors.text), ground))

    def _line(self, heights: list[float]) -> list[QPointF]:
        plot = self._plot()
        return [
            QPointF(self._x(at), plot.bottom() - share * plot.height())
            for at, share in enumerate(heights)
        ]

    def _name_band(
        self,
        painter: QPainter,
        band: tuple[list[float], list[float]],
        name: str,
        tones: tuple[QColor, QColor],
    ) -> None:
        """Write a name where its band has room, on more lines if need be; else leave it out."""
        plot, metrics = self._plot(), QFontMetricsF(painter.font())
        for lines in _folded(name):
            wide = max(map(metrics.horizontalAdvance, lines)) + px(8)
            tall = metrics.height() * len(lines)
            place = self._room(band, wide / 2, max(tall / plot.height(), ROOM))
            if place is None:
                continue
            box = QRectF(0, 0, wide, tall)
            box.moveCenter(place)
            painter.fillRect(box, tones[1])
            painter.setPen(tones[0])
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))
            return

    def _room(
        self, band: tuple[list[float], list[float]], half: float, tall: float
    ) -> QPointF | None:
        """Return the middle of the places where so wide and tall a box fits; None without any."""
        (low, high), plot = band, self._plot()
        reach = max(1, ceil(half / (plot.width() / max(len(low) - 1, 1))))
        found = []
        for at in range(reach, len(low) - reach):
            under = max(low[at - reach : at + reach + 1])
            over = min(high[at - reach : at + reach + 1])
            if over - under >= tall:
                found.append((at, over - under, (under + over) / 2))
        if not found:
            return None
        most = max(room for _at, room, _middle in found)
        wide = [one for one in found if one[1] >= most * 0.95]
        at, _spare, middle = wide[len(wide) // 2]
        return QPointF(self._x(at), plot.bottom() - middle * plot.height())

    def _paint_scales(self, painter: QPainter) -> None:
        colors, plot = theme.tokens(), self._plot()
        painter.setFont(theme.font("small", tabular=True))
        painter.setPen(QColor(colors.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for share in (0.0, 0.5, 1.0):
            y = plot.bottom() - share * plot.height()
            box = QRectF(0, y - px(9), plot.left() - px(6), px(18))
            painter.drawText(box, right, words.plain_percent(share))
        target_at = self._nearest(self._target)
        painter.setPen(QPen(QColor(colors.accent), 1.4, Qt.PenStyle.DashLine))
        x = self._x(target_at)
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        text = _("target {rate}").format(rate=words.plain_percent(self._target))
        taken = [self._write_below(painter, x, text, colors.accent)]
        last = len(self._chances) - 1
        every = next((n for n in (5, 10, 25) if n / max(last, 1) >= TICK), 25)
        for at in range(target_at % every, last + 1, every):
            x = self._x(at)
            painter.setPen(QPen(QColor(colors.edge), 1))
            painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + px(4)))
            text = words.plain_percent(self._chances[at].truth)
            half = QFontMetricsF(painter.font()).horizontalAdvance(text) / 2 + px(3)
            if all(x + half < low or x - half > high for low, high in taken):
                taken.append(self._write_below(painter, x, text, colors.muted))

    def _write_below(
        self, painter: QPainter, x: float, text: str, color: str
    ) -> tuple[float, float]:
        """Write a word under the axis; return from where to where it reaches."""
        half = QFontMetricsF(painter.font()).horizontalAdvance(text) / 2 + px(3)
        box = QRectF(x - half, self._plot().bottom() + px(5), 2 * half, px(18))
        painter.setPen(QColor(color))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return box.left(), box.right()

    def _nearest(self, truth: float) -> int:
        gaps = [abs(one.truth - truth) for one in self._chances]
        return gaps.index(min(gaps)) if gaps else 0

    def _paint_truth(self, painter: QPainter) -> None:
        colors, plot, x = theme.tokens(), self._plot(), self._x(self.at)
        painter.setPen(QPen(QColor(colors.text), 2))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.setBrush(QColor(colors.text))
        painter.drawEllipse(QPointF(x, plot.bottom()), px(4), px(4))


def _folded(name: str) -> list[list[str]]:
    """Return a name on one line, on two, and word by word."""
    parts = name.split()
    half = -(-len(parts) // 2)
    return [[name], [" ".join(parts[:half]), " ".join(parts[half:])], parts][: len(parts)]


def _grounds() -> tuple[QColor, QColor, QColor]:
    colors = theme.tokens()
    return (
        theme.mix(colors.surface, colors.bad, 0.16),
        QColor(colors.sunken),
        theme.mix(colors.surface, colors.good, 0.16),
    )


class WhatIf(QWidget):
    """The bands, the sentence for one truth, and the sizes that would show the target."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sample:whatif")
        self._seen: Outlook | None = None
        self.heading = PlainLabel("sample:whatif:title", _("What if…"), role="heading")
        self.sentence = PlainLabel("sample:whatif:sentence", wrap=True)
        self.bands = Bands("sample:whatif:bands")
        self.proofs = PlainLabel("sample:whatif:proofs", role="muted", wrap=True)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        body.addWidget(self.heading)
        body.addWidget(self.sentence)
        body.addWidget(self.bands, stretch=1)
        body.addWidget(self.proofs)
        body.addStretch(0)
        self.bands.asked.connect(self._tell)

    def put(self, seen: "Outlook") -> None:
        """Show what a plan would say."""
        self._seen = seen
        self.bands.put(seen.passing, seen.ground.target, words.verdicts(seen.ground))
        self.bands.setVisible(bool(seen.passing))
        self.proofs.put(words.proofs(seen))
        self._tell()

    def _tell(self, _at: int = 0) -> None:
        if self._seen is None:
            return
        sentence = words.what_if(self._seen, self.bands.current)
        self.sentence.put(sentence)
        self.bands.say(sentence)
