"""The window for the projector: large, without names, its content hidden until a key is held."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.text import reveal
from ui import theme
from ui.safe import PlainLabel, TextPane, ordered, turned
from ui.screens.calibrate.running import STEPS, Running, clock
from ui.screens.calibrate.slides import Bar, slide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.services.calibration_board import Agenda
    from ui.media.part import MediaPart

LOW = 30  # seconds left from which the clock warns
SMALLEST = 18  # pixels of the smallest type, whatever the size of the window
FINEST = 14  # of many clauses, all of which are read aloud


class Presenter(QWidget):
    """Shows where the meeting is. Keys move it, as they do on the lead's page."""

    gone = Signal()

    def __init__(self, running: Running, media: "MediaPart", parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("presenter")
        self.setProperty("kind", "presenter")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(reveal(_("Calibration: for the projector")))
        self.setMinimumSize(640, 400)
        self.resize(1280, 720)
        self._running = running
        self.where = PlainLabel("presenter:where", role="muted")
        self.trail = PlainLabel("presenter:trail", role="muted", elide=True)
        self.trail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.time = PlainLabel("presenter:time", role="muted")
        self.title = PlainLabel("presenter:title", role="title", wrap=True)
        self.lines = PlainLabel("presenter:lines", wrap=True, content=True)
        self.bars = Bars("presenter:bars")
        self.content = TextPane("presenter:content", label=_("Content"), big=True)
        self.content.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.media = media
        self._pictured: int | None = None  # whose pictures are shown
        self.keys = PlainLabel(
            "presenter:keys",
            _("← → step · ↑ ↓ item · hold Space: content · T clock · F full screen"),
            role="muted",
        )
        self._lay_out()
        self._bind()
        running.moved.connect(self.follow)
        running.bared.connect(self._bare)
        running.ticked.connect(self._tick)
        self.follow()
        self._tick(running.left)

    @Slot()
    def follow(self) -> None:
        """Show the step that is on."""
        run = self._running
        item, policy = run.item, run.policy
        if item is None or policy is None:
            self.title.put(_("Nothing to show"))
            return
        step, name = STEPS[run.step]
        on = slide(step, item, policy)
        where = _("Item {n} of {all}").format(n=run.at + 1, all=len(run.agenda))
        self.where.put(" · ".join(filter(None, (where, item.line.facts.severity))))
        self.trail.put("   ".join(f"[ {n} ]" if n == name else n for _key, n in STEPS))
        self.title.say(on.title, "title" if on.tone == "text" else on.tone)
        lines = (*filter(None, (on.hidden,)), *on.lines)
        self.lines.put("\n\n".join(lines))
        self.lines.setVisible(bool(lines))
        self.bars.put(on.bars)
        self.bars.setVisible(bool(on.bars))
        self._bare(on=run.is_bare)
        self._size()

    # -- building

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(24)
        head.addWidget(self.where)
        head.addWidget(self.trail, stretch=1)
        head.addWidget(self.time)
        said = QWidget()
        middle = self._said = QVBoxLayout(said)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(28)
        middle.addStretch(1)
        middle.addWidget(self.title)
        middle.addWidget(self.lines)
        middle.addWidget(self.bars)
        middle.addStretch(2)
        self.stage = QStackedWidget()
        self.stage.addWidget(said)
        bare = QWidget()
        shown = QVBoxLayout(bare)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.addWidget(self.media, stretch=3)
        shown.addWidget(self.content, stretch=1)
        self.stage.addWidget(bare)
        body = self._body = QVBoxLayout(self)
        body.setContentsMargins(56, 32, 56, 28)
        body.setSpacing(20)
        body.addLayout(head)
        body.addWidget(self.stage, stretch=1)
        body.addWidget(self.keys)

    def _bind(self) -> None:
        run = self._running
        keys: dict[str, Any] = {
            "Left" if turned() else "Right": run.forward,
            "PgDown": run.forward,  # as pointers for slides send
            "Right" if turned() else "Left": run.back,
            "PgUp": run.back,
            "Down": partial(run.jump, 1),
            "Up": partial(run.jump, -1),
            "T": run.toggle_clock,
            "F": self.fill,
            "F11": self.fill,
            "Escape": self.leave,
        }
        keys |= self.media.keys
        for key, do in keys.items():
            made = QShortcut(QKeySequence(key), self)
            made.setAutoRepeat(False)
            made.activated.connect(do)

    @Slot()
    def fill(self) -> None:
        """Fill the screen, or no longer."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    @Slot()
    def leave(self) -> None:
        """Leave the full screen, then the window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.close()

    # -- what it hears

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._running.bare(on=True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._running.bare(on=False)
            return
        super().keyReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self._running.bare(on=False)  # the key may be let go where nobody hears it
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._running.stop()
        self.gone.emit()

    @Slot(bool)
    def _bare(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        item = self._running.item
        self.content.put(whole(item) if on and item is not None else "")
        if item is not None and item.item_id != self._pictured:
            self._pictured = item.item_id
            self.media.show_media(item.media)
            self.media.setVisible(bool(item.media))
        self.stage.setCurrentIndex(1 if on else 0)
        self.media.look(on)

    @Slot(int)
    def _tick(self, left: int) -> None:
        self.time.say(clock(left), "bad" if left <= LOW and self._running.runs else "muted")
        self.time.setAccessibleName(_("Time left: {time}").format(time=clock(left)))
        self._size()

    def _size(self) -> None:
        """Set the type as large as the window allows: it is read from the far end of a room."""
        step = max(SMALLEST, self.height() // 40)
        for label, times, bold in (
            (self.where, 1.0, True),
            (self.trail, 0.9, False),
            (self.time, 1.6, True),
            (self.title, 2.2, True),
            (self.keys, 0.8, False),
        ):
            _set_type(label, round(step * times), bold=bold)
        _set_type(self.lines, self._fitting(round(step * 1.5)), bold=False)
        _set_type(self.content, round(step * 1.6), bold=False)
        self.bars.type_size = round(step * 1.4)
        self.bars.updateGeometry()

    def _fitting(self, most: int) -> int:
        """Return the size of type in which all lines are in sight, the largest one."""
        wide, room = self._stage_room()
        made = QFont(self.lines.font())
        for size in range(most, FINEST, -1):
            made.setPixelSize(size)
            flags = int(Qt.TextFlag.TextWordWrap)
            if (
                QFontMetrics(made).boundingRect(0, 0, wide, 1, flags, self.lines.full).height()
                <= room
            ):
                return size
        return FINEST

    def _stage_room(self) -> tuple[int, int]:
        """Return the width for the lines, and the height that title and bars leave them."""
        edges = self._body.contentsMargins()
        wide = self.width() - edges.left() - edges.right()
        taken = [self.time.sizeHint().height(), self.keys.sizeHint().height()]
        taken += [edges.top(), edges.bottom(), 2 * self._body.spacing()]
        taken += [self.title.heightForWidth(wide), 2 * self._said.spacing()]
        taken.append(self.bars.minimumHeight() if self.bars.isVisibleTo(self) else 0)
        return wide, self.height() - sum(taken)


def whole(item: "Agenda") -> str:
    """Return the content of an item with its context below."""
    lines = [f"{name}: {value}" for name, value in item.context.items() if value]
    return "\n\n".join((item.content, *lines))


class Bars(QWidget):
    """How many gave each answer, as wide bars with the number at their end."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.type_size = SMALLEST
        self._bars: Sequence[Bar] = ()

    def put(self, bars: "Sequence[Bar]") -> None:
        """Show these bars."""
        self._bars = bars
        self.setAccessibleName(", ".join(f"{bar.label}: {bar.votes}" for bar in bars))
        self.setMinimumHeight(self._row() * len(bars))
        self.update()

    def _row(self) -> int:
        return round(self.type_size * 2.2)

    def updateGeometry(self) -> None:
        self.setMinimumHeight(self._row() * len(self._bars))
        super().updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        made = QFont(self.font())
        made.setPixelSize(self.type_size)
        painter.setFont(made)
        strong = QFont(made)
        strong.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(strong)
        names = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0)
        left = min(names + 2 * self.type_size, self.width() // 2)
        most = max((bar.votes for bar in self._bars), default=1)
        room = self.width() - left - self.type_size * 3
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for at, bar in enumerate(self._bars):
            top = at * self._row()
            row = self._placed(QRectF(0, top, left - self.type_size, self._row()))
            cut = metrics.elidedText(
                ordered(reveal(bar.label)), Qt.TextElideMode.ElideRight, round(row.width())
            )
            painter.setPen(theme.color("text"))
            painter.setFont(strong if bar.lit else made)  # not by its colour alone
            painter.drawText(row, side, cut)
            wide = room * bar.votes / most
            shape = QRectF(left, top + self._row() * 0.2, max(wide, 4), self._row() * 0.6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("caution" if bar.lit else "accent"))
            painter.drawRoundedRect(self._placed(shape), 6, 6)
            painter.setPen(theme.color("text"))
            behind = QRectF(shape.right() + self.type_size * 0.5, top, 200, self._row())
            painter.drawText(self._placed(behind), side, str(bar.votes))
        painter.end()

    def _placed(self, box: QRectF) -> QRectF:
        """Return where a box stands: mirrored in a window from right to left."""
        left = self.width() - box.right() if turned() else box.left()
        return QRectF(left, box.top(), box.width(), box.height())


def _set_type(widget: QWidget, pixels: int, *, bold: bool) -> None:
    """Set a size of type over what the stylesheet of the window says for the role."""
    weight = "600" if bold else "400"
    wanted = f"font-size: {pixels}px; font-weight: {weight};"
    if widget.styleSheet() != wanted:
        widget.setStyleSheet(wanted)
