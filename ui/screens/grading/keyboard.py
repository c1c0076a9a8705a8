"""Takes every key press on the desk and decides whose it is.

Three rules: what is typed into a field triggers nothing; a held key grades
nothing; just after the item has changed, no key answers it.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from ui.screens.grading.keys import USUAL, Command, Stroke, understand

if TYPE_CHECKING:
    from ui.screens.grading.choices import ChoiceList
    from ui.screens.grading.overlay import Overlay
    from ui.screens.grading.picker import Picker

GUARD_MS = 150
SURPRISE_MS = 600

_IN_FIELDS = frozenset({Command.SUBMIT_ANYWHERE, Command.LEAVE, Command.COVER, Command.GO_TO})
_IN_SEARCH = frozenset({Command.UP, Command.DOWN, Command.SUBMIT})
_ANSWERS = frozenset(
    {Command.SUBMIT, Command.SUBMIT_ANYWHERE, Command.SKIP, Command.FURTHER, Command.CANNOT_JUDGE}
)
_HOLDS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_SCROLLS = frozenset({Command.UP, Command.DOWN, Command.PAGE_UP, Command.PAGE_DOWN})


class Keyboard(QObject):
    """Filters the keys of the desk's widgets; what it does not take goes its usual way."""

    touched = Signal()

    def __init__(
        self,
        desk: QWidget,
        *,
        does: Mapping[Command, Callable[[], object]],
        chooses: Callable[[str], bool],
        is_covered: Callable[[], bool],
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._does = does
        self._chooses = chooses
        self._is_covered = is_covered
        self._guard = QElapsedTimer()
        self._guard_ms = 0
        self._until_quiet = False
        self._tab = False
        self.keys = USUAL
        self.labels: ChoiceList | None = None
        self.picker: Picker | None = None
        self.overlays: tuple[Overlay, ...] = ()
        self.search: QWidget | None = None
        self.look: Callable[[bool], object] = lambda _on: None

    def watch(self) -> None:
        """Take the keys of the desk and of everything on it that can have the focus."""
        self._desk.installEventFilter(self)
        for widget in self._desk.findChildren(QWidget):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                widget.installEventFilter(self)

    def guard(self) -> None:
        """The item has changed: let a doubled key pass without effect."""
        self._start_guard(GUARD_MS, until_quiet=False)

    def startle(self) -> None:
        """The item has changed by itself: take no key until the hands have paused."""
        self._start_guard(SURPRISE_MS, until_quiet=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _HOLDS and self._hold(watched, event):
            return True
        if kind == QEvent.Type.KeyPress:
            press = cast("QKeyEvent", event)
            self._tab = press.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
            return self._press(watched, press)
        if kind == QEvent.Type.FocusIn and self._tab and watched is self.labels and self.labels:
            self.labels.show_cursor()  # only who came by Tab needs to see where the focus is
        if kind == QEvent.Type.ShortcutOverride:
            return self._claim(cast("QKeyEvent", event))
        if kind in {QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}:
            self.touched.emit()
        return False

    def _hold(self, watched: QObject, event: QEvent) -> bool:
        """Look while Space is held; on a button, in a field and under a cover it is another key."""
        press = cast("QKeyEvent", event)
        focus = self._desk.focusWidget()
        if press.key() != Qt.Key.Key_Space or watched not in {focus, self._desk}:
            return False
        if isinstance(focus, QPushButton) or self._field() is not None or self._elsewhere(focus):
            return False
        if not press.isAutoRepeat():
            self.touched.emit()
            self.look(press.type() == QEvent.Type.KeyPress)
        return True

    def _elsewhere(self, focus: QWidget | None) -> bool:
        over = any(_is_on(one, focus) for one in self.overlays)
        picks = self.picker is not None and self.picker.is_open
        return self._is_covered() or picks or over

    def _start_guard(self, ms: int, *, until_quiet: bool) -> None:
        self._guard_ms, self._until_quiet = ms, until_quiet
        self._guard.start()

    def _claim(self, event: QKeyEvent) -> bool:
        """Say that a key is ours before a shortcut of the window takes it."""
        stroke = understand(event, self.keys)
        if stroke is None or self._field() is not None:
            return False
        if stroke.command in self._does or stroke.slot:
            event.accept()
            return True
        return False

    def _press(self, watched: QObject, event: QKeyEvent) -> bool:
        focus = self._desk.focusWidget()
        if watched not in {focus, self._desk}:
            return False  # on its way up from the widget that had it first
        self.touched.emit()
        stroke = understand(event, self.keys)
        if self._is_covered():
            if stroke is not None and stroke.command is Command.COVER:
                self._does[Command.COVER]()
            return True
        if stroke is None:
            return False
        if self.picker is not None and self.picker.is_open:
            if stroke.command is Command.COVER:
                self._does[Command.COVER]()
            else:
                self.picker.press(stroke)
            return True
        return self._beside_or_desk(stroke, focus)

    def _beside_or_desk(self, stroke: Stroke, focus: QWidget | None) -> bool:
        for overlay in self.overlays:
            if _is_on(overlay, focus):
                return overlay.press(stroke)
        field = self._field()
        if field is not None:
            return self._in_field(field, stroke)
        return self._on_desk(stroke, focus)

    def _in_field(self, field: QWidget, stroke: Stroke) -> bool:
        ours = _IN_FIELDS | _IN_SEARCH if field is self.search else _IN_FIELDS
        if stroke.command not in ours:
            return False
        return self._do(stroke)

    def _on_desk(self, stroke: Stroke, focus: QWidget | None) -> bool:
        if stroke.command is Command.SUBMIT and isinstance(focus, QPushButton):
            return False
        reads = isinstance(focus, QPlainTextEdit) or bool(focus and focus.property("scrolls"))
        if reads and stroke.command in _SCROLLS:
            return False
        return self._do(stroke)

    def _do(self, stroke: Stroke) -> bool:
        answers = bool(stroke.slot) or stroke.command in _ANSWERS
        if self._holds() and (answers or self._until_quiet) and stroke.command != Command.COVER:
            return True
        return self._run(stroke)

    def _run(self, stroke: Stroke) -> bool:
        if stroke.slot:
            return self._chooses(stroke.slot)
        if stroke.command is None:
            return True  # a held key
        act = self._does.get(stroke.command)
        if act is not None:
            act()
        return act is not None

    def _holds(self) -> bool:
        held = self._guard.isValid() and self._guard.elapsed() < self._guard_ms
        if held and self._until_quiet:
            self._guard.start()
        if not held:
            self._until_quiet = False
        return held

    def _field(self) -> QWidget | None:
        focus = self._desk.focusWidget()
        if isinstance(focus, QPlainTextEdit) and focus.isReadOnly():
            return None
        return focus if isinstance(focus, QLineEdit | QPlainTextEdit) else None


def _is_on(overlay: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and (focus is overlay or overlay.isAncestorOf(focus))
