"""A form that lies over the window until it is done or left: heading, fields, buttons."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from reviewer_audit.text import reveal
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner

FRAME = 40  # what a desktop puts around a window, above and below
LEAST = 80  # height of what scrolls
GAP = 4  # from what scrolls to its bar


class _Area(QScrollArea):
    """Asks for the height it is told to have; Qt's own asks for that of what is inside."""

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSizeHint(self) -> QSize:
        return self.minimumSize()


class _Inside(QWidget):
    """Asks for the height of its lines at its width; Qt's own counts them at the least width."""

    def minimumSizeHint(self) -> QSize:
        hint, rows = super().minimumSizeHint(), self.layout()
        return hint if rows is None else QSize(hint.width(), _height(rows, self.width()))


class Sheet(QDialog):
    """Opened, never run. Esc leaves it; Ctrl+Enter does what its primary button does."""

    def __init__(self, parent: QWidget | None, name: str, title: str, note: str = "") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(reveal(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(theme.px(560))
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 20)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # see fit
        outer.setSpacing(10)
        self.heading = PlainLabel(f"{name}:title", title, role="heading", wrap=True)
        self.note = PlainLabel(f"{name}:note", note, role="muted", wrap=True)
        self.note.setVisible(bool(note))
        self.banner = Banner(f"{name}:banner")
        self._inside = _Inside()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(10)
        self._inside.installEventFilter(self)
        self._area = _Area()
        self._area.setObjectName(f"{name}:area")
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._inside)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        for part in (self.heading, self.note, self.banner):
            outer.addWidget(part)
        outer.addSpacing(4)
        outer.addWidget(self._area, stretch=1)
        outer.addSpacing(8)
        outer.addLayout(self._buttons)

    def button(
        self, key: str, text: str, run: Callable[[], object], *, kind: str = "secondary"
    ) -> Button:
        """Add a button at the foot; the primary one is pressed by Ctrl+Enter, too."""
        shown = {"primary": "Ctrl+Enter"}.get(kind, "")
        made = Button(f"{self.objectName()}:{key}", text, run, kind=kind, key=shown)
        if kind == "primary":
            from PySide6.QtGui import QKeySequence, QShortcut

            for keys in ("Ctrl+Return", "Ctrl+Enter"):
                QShortcut(QKeySequence(keys), self, made.click)
        self._buttons.addWidget(made)
        return made

    def cancel_button(self) -> Button:
        """Add the button that leaves."""
        made = Button(f"{self.objectName()}:cancel", _("Cancel"), self.close, key="Esc")
        self._buttons.addWidget(made)
        return made

    def say(self, title: str, note: str = "") -> None:
        """Change the heading and the line below it."""
        self.heading.put(title)
        self.note.put(note)
        self.note.setVisible(bool(note))

    def refuse(self, error: BaseException) -> None:
        """Say what happened, what is safe and what to do."""
        if not isinstance(error, AuditError):
            raise error
        self.banner.show_text(error.message, error.hint, tone="bad", closable=False)
        self.fit()

    def fit(self) -> None:
        """Take the height that what is on show needs: Qt counts lines of the narrowest sheet.

        On a screen that is lower than that, what stands between heading and buttons scrolls.
        """
        self._outer.activate()
        bar = self._area.verticalScrollBar().sizeHint().width()
        self._area.setMinimumWidth(self.body.totalMinimumSize().width() + bar)
        wide = max(self.width(), self.minimumWidth(), self._outer.totalMinimumSize().width())
        edges = self._outer.contentsMargins()
        needed = _height(self.body, wide - edges.left() - edges.right())
        rest = _height(self._outer, wide) - self._area.minimumHeight()
        over = rest + needed + FRAME - self.screen().availableGeometry().height()
        high = needed if over <= 0 else max(needed - over, theme.px(LEAST))
        self._area.setMinimumHeight(high)
        beside = bar + GAP if over > 0 else 0
        turned = self.isRightToLeft()
        self.body.setContentsMargins(beside if turned else 0, 0, 0 if turned else beside, 0)
        self.setMinimumHeight(rest + high)
        self.resize(wide, rest + high)

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()
        return done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.fit()  # a field came or went
        return super().eventFilter(watched, event)


def _height(rows: QLayout, wide: int) -> int:
    """Return the height of a layout at a width."""
    tall = rows.totalHeightForWidth(wide) if rows.hasHeightForWidth() else -1
    return tall if tall > 0 else rows.totalSizeHint().height()


def form() -> QFormLayout:
    """Return an empty form in which fields take the width there is."""
    made = QFormLayout()
    made.setHorizontalSpacing(16)
    made.setVerticalSpacing(10)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return made


def field(name: str, label: str, *, secret: bool = False) -> QLineEdit:
    """Return a line to type in; a secret one shows dots."""
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(label)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def add(rows: QFormLayout, text: str, *controls: QWidget) -> QWidget:
    """Add controls side by side under a label; returns what holds them, to show or hide."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for at, control in enumerate(controls):
        row.addWidget(control, stretch=0 if at else 1)
    label = PlainLabel(f"{controls[0].objectName()}:label", text, role="muted")
    label.setMinimumSize(theme.px(84), theme.px(34))
    label.setBuddy(controls[0])
    rows.addRow(label, box)
    return box
