"""A judgement in a word: a shape, a word and a colour, never the colour alone."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.text import reveal
from ui import theme
from ui.safe import tip
from ui.widgets.icons import pixmap

ICON = {"good": "check", "bad": "cross", "caution": "unsure", "accent": "info", "neutral": "info"}
VERDICTS = {
    "meets": ("good", "check"),
    "not_disproven": ("neutral", "tilde"),
    "below": ("bad", "cross"),
    "inconclusive": ("caution", "unsure"),
    "provisional": ("caution", "clock"),
}


def verdict_word(status: str) -> str:
    """Return what the window says for a verdict's status."""
    return {
        "meets": _("Meets"),
        "not_disproven": _("Not disproven"),
        "below": _("Below"),
        "inconclusive": _("Not enough evidence"),
        "provisional": _("Provisional"),
    }.get(status, status)


class Badge(QWidget):
    """A small pill with an icon and a word."""

    def __init__(self, name: str, text: str = "", tone: str = "neutral", shape: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.put(text, tone, shape)

    @property
    def text(self) -> str:
        """The word it says."""
        return self._text

    def put(self, text: str, tone: str = "neutral", shape: str = "") -> None:
        """Say a word in a tone: good, caution, bad, accent or neutral."""
        self._text = reveal(text)
        self._tone = tone
        self._shape = shape or ICON.get(tone, "info")
        self.setAccessibleName(self._text)
        if self._text and self.parentWidget() is None:  # shown before it has a place: a window
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)  # noqa: FBT003 - Qt's
        else:
            self.setVisible(bool(self._text))
        self.updateGeometry()
        self.update()

    def verdict(self, status: str, text: str = "", why: str = "") -> None:
        """Say a verdict: meets, not_disproven, below, inconclusive or provisional."""
        tone, shape = VERDICTS.get(status, ("neutral", "info"))
        self.put(text or verdict_word(status), tone, shape)
        tip(self, why)

    def sizeHint(self) -> QSize:
        width = self._metrics().horizontalAdvance(self._text)
        return QSize(width + theme.px(14) + theme.px(22), theme.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.tokens()
        fore = colors.tone(self._tone) if self._tone != "neutral" else colors.text
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(
            theme.color(self._tone, 0.45) if colors.name == "contrast" else Qt.PenStyle.NoPen
        )
        painter.setBrush(theme.mix(colors.soft(self._tone), fore, 0.04))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        side = theme.px(12)
        top = (self.height() - side) // 2
        start = theme.px(8)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        at = self.width() - start - side if right_to_left else start
        painter.drawPixmap(QRect(at, top, side, side), pixmap(self._shape, fore, side))
        painter.setPen(QColor(fore))
        painter.setFont(theme.font("small", bold=True))
        text = self.rect().adjusted(start + side + theme.px(5), 0, -theme.px(8), 0)
        if right_to_left:
            text = self.rect().adjusted(theme.px(8), 0, -(start + side + theme.px(5)), 0)
        painter.drawText(
            text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._text
        )

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.font("small", bold=True))
