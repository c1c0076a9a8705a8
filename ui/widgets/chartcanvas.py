"""What the painters of charts share: a canvas that writes safe text, and the points."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from reviewer_audit.reports.model import ChartKind, ChartSpec, Mark, Tone
from reviewer_audit.text import reveal
from ui import theme
from ui.safe import held
from ui.theme import Tokens, px

AS_DRAWN = Qt.AlignmentFlag.AlignAbsolute  # Arabic would else be set at the other end
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | AS_DRAWN
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | AS_DRAWN
MIDDLE = Qt.AlignmentFlag.AlignCenter
FEW = 4.5  # contrast
MANY = 8  # rows of a matrix that still have room to spare
HIGHEST = 68  # a row; higher ones would stand too far apart
UNLIMITED = 16_777_215  # what Qt takes for no limit


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where to paint, what, and in which colours."""

    painter: QPainter
    spec: ChartSpec
    box: QRectF
    hot: int  # the mark under the mouse, -1: none
    at: int = -1  # the mark that the keys have reached

    @property
    def colors(self) -> Tokens:
        """The palette that is on."""
        return theme.tokens()

    def text(self, box: QRectF, flags: Qt.AlignmentFlag, text: str, color: str) -> None:
        """Write one line, cut in its middle where it does not fit: names differ at their ends."""
        metrics = QFontMetricsF(self.painter.font())
        cut = metrics.elidedText(held(reveal(text)), Qt.TextElideMode.ElideMiddle, box.width())
        self.painter.setPen(QColor(color))
        self.painter.drawText(box, flags, cut)

    def width(self, text: str) -> float:
        """Return how wide a text is in the font in use."""
        return QFontMetricsF(self.painter.font()).horizontalAdvance(reveal(text))

    def tone(self, mark: Mark) -> QColor:
        """Return the colour of a mark."""
        if mark.muted:
            return QColor(self.colors.muted)
        if mark.tone is Tone.NEUTRAL:
            return QColor(self.colors.series[0])
        return QColor(self.colors.tone(mark.tone.value))

    def lit(self, row: QRectF, at: int) -> None:
        """Light the row under the mouse."""
        if at == self.hot:
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(QColor(self.colors.sunken))
            self.painter.drawRoundedRect(row.adjusted(-4, 1, 4, -1), 6, 6)


def wanted_height(spec: ChartSpec) -> tuple[int, int]:
    """Return the least and the usual height of a chart."""
    match spec.kind:
        case ChartKind.HEAT:
            rows = len(spec.rows)
            least = 70 + 26 * rows if rows <= MANY else 150 + 20 * rows
            return px(least), px(100 + 46 * rows)
        case ChartKind.LINE:
            return px(150), px(240)
        case ChartKind.FUNNEL:
            return px(240), px(420)
        case _:
            rows = max(len(spec.marks), 1)
            return px(52 + 24 * rows), px(60 + 38 * rows)


def tallest(spec: ChartSpec) -> int:
    """Return the height above which a chart leaves room empty."""
    if spec.kind in {ChartKind.HEAT, ChartKind.LINE, ChartKind.FUNNEL}:
        return UNLIMITED
    return px(54 + HIGHEST * max(len(spec.marks), 1))


def curve_pen(canvas: Canvas, role: str) -> QPen:
    """Return how a limit, an average or a running sum is drawn."""
    colors = canvas.colors
    match role:
        case "smooth":
            return QPen(QColor(colors.series[1]), px(2))
        case "running":
            return QPen(QColor(colors.text), 1.4)
        case "centre":
            return QPen(QColor(colors.muted), 1, Qt.PenStyle.DashLine)
        case "inner":
            return QPen(QColor(colors.muted), 1.2, Qt.PenStyle.DashLine)
        case _:
            return QPen(QColor(colors.muted), 1.4)


def point(canvas: Canvas, at: QPointF, mark: Mark, color: QColor) -> None:
    """Draw a point whose shape says what its colour says."""
    painter, r = canvas.painter, px(5)
    surface = QColor(canvas.colors.surface)
    painter.setPen(QPen(surface, 1.5))
    painter.setBrush(color)
    if mark.tone is Tone.BAD:
        r = px(6)
        painter.drawPolygon(
            QPolygonF(
                [at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r), at - QPointF(r, 0)]
            )
        )
        return
    if mark.tone is Tone.CAUTION or mark.muted:
        painter.setPen(QPen(color, 2))
        painter.setBrush(surface)
        r -= 1
    painter.drawEllipse(at, r, r)
