"""What surrounds the desk: its header, the sheet that covers it, and what an empty desk says."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.safe import PlainLabel
from ui.screens.grading.states import Empty
from ui.widgets.buttons import Button
from ui.widgets.progress import Meter

if TYPE_CHECKING:
    from reviewer_audit.domain.grading import DeskState
    from ui.screens.grading.states import Sitting

MINUTE_MS = 60_000
SEND_KEY = "Ctrl+R"
METER, SHORT_METER, NARROW = 240, 80, 640


class DeskHeader(QWidget):
    """How far the person is, and what is hidden from everybody who grades."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("deskHeader")
        self.setMinimumHeight(theme.px(36))
        self.title = PlainLabel("title", _("Grade"), role="title")
        self.meter = Meter("meter", _("Items done"))
        self.meter.setFixedWidth(theme.px(METER))
        self.count = PlainLabel("count", role="muted")
        self.count.setFont(theme.font("body", tabular=True))
        self.hidden = PlainLabel("hiddenUntil", role="muted", elide=True)
        self.hidden.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        row.addWidget(self.title)
        row.addSpacing(theme.px(16))
        row.addWidget(self.meter)
        row.addWidget(self.count)
        row.addWidget(self.hidden, stretch=1)
        self.send = Button("desk:send", _("Write the return file"), key=SEND_KEY)
        self.send.hide()
        row.addWidget(self.send)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width() - self.meter.width() + theme.px(SHORT_METER), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme.px(NARROW)
        self.meter.setFixedWidth(theme.px(SHORT_METER if narrow else METER))

    def show_kind(self, *, pack: bool, due: str = "") -> None:
        """Say what is hidden; in a project of a pack nothing is, since nothing of it is there."""
        day = _("Due {day}").format(day=due) if due else ""
        hidden = _("Hidden until the round is revealed: vendor, reviewer, decision, queue")
        self.hidden.put(day if pack else hidden)
        self.send.setVisible(pack)

    def show_state(self, state: "DeskState | None") -> None:
        """Show how far it is; nothing where there is no work."""
        self.meter.setVisible(state is not None)
        self.count.setVisible(state is not None)
        if state is not None:
            done = state.total - state.left
            self.meter.put(done, max(state.total, 1))
            self.count.put(_("{done} of {total}").format(done=done, total=state.total))


class Cover(QWidget):
    """Lies over everything when somebody comes by who should not see it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("cover")
        rows = QVBoxLayout(self)
        rows.setSpacing(theme.px(8))
        rows.addStretch(2)
        for label in (
            PlainLabel("cover:title", _("Covered"), role="title"),
            PlainLabel("cover:hint", _("F9 uncovers it. Nothing is lost."), role="muted"),
        ):
            rows.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(3)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("bg"))


def empty_words(
    why: Empty, state: "DeskState | None", sitting: "Sitting", *, pack: bool = False
) -> tuple[str, str, str]:
    """Return title, text and button of an empty desk, in a project of a pack or another one."""
    match why:
        case Empty.LOADING:
            return _("One moment …"), "", ""
        case Empty.NO_PROJECT:
            return (
                _("No audit is open"),
                _("Open an audit, or the pack you were sent, and your items appear here."),
                "",
            )
        case Empty.NOTHING_ASSIGNED:
            return (
                _("Nothing to grade"),
                _("You have no items in a round that is being graded. The lead hands them out."),
                _("Look again"),
            )
        case Empty.ALL_DONE if pack:
            return (
                _("All done. Thank you."),
                done_words(state, sitting, pack=True),
                _("Write the return file"),
            )
        case Empty.ALL_DONE:
            return _("All done. Thank you."), done_words(state, sitting), _("Look at the last one")


def done_words(state: "DeskState | None", sitting: "Sitting", *, pack: bool = False) -> str:
    """Sum up the person's own work calmly; nothing in it is about the vendor."""
    lines: list[str] = []
    if state is not None:
        parts = [
            ngettext("{n} item answered", "{n} items answered", state.graded).format(n=state.graded)
        ]
        if state.cannot_judge:
            parts.append(_("{n} could not be judged").format(n=state.cannot_judge))
        if state.skipped:
            parts.append(_("{n} skipped").format(n=state.skipped))
        lines.append(_("In this round: {parts}.").format(parts=_(", ").join(parts)))
    now = sitting.answered + sitting.cannot_judge + sitting.skipped
    if now or sitting.revised:
        minutes = max(1, round(sitting.worked_ms / MINUTE_MS))
        parts = [ngettext("{n} item", "{n} items", now).format(n=now)] if now else []
        if sitting.revised:
            parts.append(_("{n} revised").format(n=sitting.revised))
        parts.append(_("about {n} min at the desk").format(n=minutes))
        lines.append(_("In this sitting: {parts}.").format(parts=_(", ").join(parts)))
    lines.append(
        _("Everything is saved on this machine. Write the return file and send it to the lead.")
        if pack
        else _("Everything is saved. You can still go back and revise until the lead locks it.")
    )
    return "\n".join(lines)
