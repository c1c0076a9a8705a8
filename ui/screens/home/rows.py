"""The lines that Home is made of."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.settings import RecentAudit
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Pressable
from ui.widgets.icons import Picture
from ui.widgets.progress import Meter
from ui.wording import STATES, dated, grades_out

MANY = 3
MOST = 300  # the height of a list beside which another one needs room, too


class Row(Pressable):
    """A line that can be pressed; the one under the mouse or the focus is lit."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underMouse() and self.focusPolicy() != Qt.FocusPolicy.NoFocus:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sunken"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
            painter.end()
        super().paintEvent(event)


class RecentRow(Row):
    """An audit opened before."""

    def __init__(
        self,
        at: int,
        audit: RecentAudit,
        open_it: Callable[[str], object],
        forget: Callable[[str], object],
    ) -> None:
        super().__init__(f"home:recent{at}")
        path = Path(audit.path)
        there = path.exists()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 4, 7)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(1)
        title = audit.title or path.stem
        state = audit.state if there else _("The file is no longer there")
        words.addWidget(PlainLabel(f"{self.objectName()}:title", title, role="strong", elide=True))
        where = " · ".join(part for part in (state, str(path.parent)) if part)
        words.addWidget(PlainLabel(f"{self.objectName()}:state", where, role="small", elide=True))
        row.addWidget(Picture("scale" if there else "warning", "accent" if there else "caution"))
        row.addLayout(words, stretch=1)
        row.addWidget(PlainLabel(f"{self.objectName()}:when", _when(audit.opened_at), role="small"))
        drop = Button(
            f"{self.objectName()}:forget",
            "",
            lambda: forget(audit.path),
            kind="quiet",
            picture="cross",
        )
        drop.setAccessibleName(_("Take {title} off this list").format(title=title))
        drop.setFixedWidth(theme.px(34))
        row.addWidget(drop)
        self.set_pressable(there)
        self.setAccessibleName(f"{title}. {state}")
        self.pressed.connect(lambda: open_it(audit.path))


class RoundRow(Row):
    """A round of the open audit: its state, how far it is, who still has items, when it is due."""

    def __init__(self, line: Any, open_it: Callable[[Any], object]) -> None:
        name = f"home:round{line.round.id}"
        super().__init__(name)
        body = QVBoxLayout(self)
        body.setContentsMargins(10, 8, 10, 8)
        body.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(10)
        word, tone = STATES.get(str(line.round.state), (str(line.round.state), "neutral"))
        head.addWidget(PlainLabel(f"{name}:title", line.round.title, role="strong", elide=True), 1)
        if line.due:
            head.addWidget(PlainLabel(f"{name}:due", due_line(line.due), role=due_tone(line.due)))
        shape = {"good": "check", "caution": "clock", "accent": "eye-off"}.get(tone, "")
        head.addWidget(Badge(f"{name}:state", word, tone, shape))
        body.addLayout(head)
        total = sum(one.assigned for one in line.progress)
        meter = Meter(f"{name}:meter", _("Graded of {title}").format(title=line.round.title))
        meter.put(total - line.left, max(total, 1))
        body.addWidget(meter)
        body.addWidget(PlainLabel(f"{name}:line", round_line(line), role="small", elide=True))
        self.setAccessibleName(f"{line.round.title}. {word}. {round_line(line)}")
        self.set_pressable(True)
        self.pressed.connect(lambda: open_it(line))


def round_line(line: Any) -> str:
    """Say how many decisions were drawn and who still has items."""
    n = line.sampled
    parts = [
        ngettext("{n} decision drawn", "{n} decisions drawn", n).format(n=f"{n:,}")
        if n
        else _("Nothing drawn yet")
    ]
    waiting = sorted((one for one in line.progress if one.left), key=lambda one: -one.left)
    parts += [f"{one.person.name} {one.left:,}" for one in waiting[:MANY]]
    if len(waiting) > MANY:
        others = len(waiting) - MANY
        parts.append(ngettext("{n} other", "{n} others", others).format(n=others))
    if waiting:
        parts.insert(1, grades_out(line.left))
    elif n:
        parts.append(_("nobody has items left") if line.progress else _("nobody has items yet"))
    return " · ".join(parts)


def due_line(due: str, today: datetime | None = None) -> str:
    """Say when something is due."""
    left = _days_left(due, today)
    if left is None:
        return _("due {day}").format(day=due)
    if left < 0:
        return ngettext("{n} day late", "{n} days late", -left).format(n=-left)
    if left == 0:
        return _("due today")
    return ngettext("due tomorrow", "due in {n} days", left).format(n=left)


def due_tone(due: str, today: datetime | None = None) -> str:
    """Return the role of a due date: late ones stand out."""
    left = _days_left(due, today)
    if left is None or left > 1:
        return "small"
    return "bad" if left < 0 else "caution"


def scrolled(name: str, label: str, inner: QWidget, *, fits: bool = False) -> QScrollArea:
    """Return a widget that scrolls when it is too long; one that ``fits`` asks for no more."""
    area = Fitting() if fits else QScrollArea()
    area.setObjectName(name)
    area.setAccessibleName(label)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


class Fitting(QScrollArea):
    """As high as what is in it, up to a few rows; the rest scrolls."""

    def sizeHint(self) -> QSize:
        hint, inner = super().sizeHint(), self.widget()
        high = inner.sizeHint().height() if inner is not None else 0
        return QSize(hint.width(), min(high, theme.px(MOST)))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self.sizeHint().height(), theme.px(90)))


def replace_body(card: Card, inner: QWidget) -> None:
    """Put something else into a card."""
    while (item := card.body.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
    card.add(inner, stretch=1)


def _days_left(due: str, today: datetime | None) -> int | None:
    try:
        day = datetime.fromisoformat(due).date()
    except ValueError:
        return None
    return (day - (today or datetime.now(UTC)).date()).days


def _when(opened_at: str) -> str:
    try:
        at = datetime.fromisoformat(opened_at).astimezone()
    except ValueError:
        return ""
    now = datetime.now(UTC).astimezone()
    return at.strftime("%H:%M") if at.date() == now.date() else dated(at, "%d %b")


class DropTarget(Pressable):
    """A dashed place that says what may be dropped; pressed, it asks for a file."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName("home:drop")
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        body = QVBoxLayout(self)
        body.setContentsMargins(16, 18, 16, 18)
        body.setSpacing(4)
        middle = Qt.AlignmentFlag.AlignHCenter
        body.addWidget(Picture("download", "accent", 24), 0, middle)
        body.addWidget(PlainLabel("home:drop:title", title, role="strong"), 0, middle)
        body.addWidget(PlainLabel("home:drop:text", text, role="small"), 0, middle)
        self.set_pressable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("edge"), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()
