"""Everything the window can do, by name: for keys, the command palette and the key overlay."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a person can do.

    ``shortcut`` is bound by the window; ``shown_key`` is only shown (the screen listens
    itself). ``place`` is ``primary`` or ``secondary`` for buttons in the header of a screen.
    """

    key: str
    title: str
    run: Callable[[], object]
    group: str = ""
    shortcut: str = ""
    shown_key: str = ""
    place: str = ""
    enabled: Callable[[], bool] = _always

    @property
    def keys(self) -> str:
        """The key as a person reads it."""
        return self.shown_key or self.shortcut


class Actions(QObject):
    """The actions that are there now, in groups that come and go with their screens."""

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._groups: dict[str, tuple[Action, ...]] = {}
        self._shortcuts: dict[str, list[QShortcut]] = {}

    def put(self, owner: str, actions: Iterable[Action]) -> None:
        """Replace what one owner offers, keys included."""
        for old in self._shortcuts.pop(owner, []):
            old.setEnabled(False)
            old.deleteLater()
        offered = self._groups[owner] = tuple(actions)
        self._shortcuts[owner] = [self._bind(one) for one in offered if one.shortcut]
        self.changed.emit()

    def all(self) -> tuple[Action, ...]:
        """Return all actions, the newest owner's first."""
        return tuple(one for group in reversed(self._groups.values()) for one in group)

    def run(self, key: str) -> bool:
        """Do one by its key, if it is there and enabled."""
        for one in self.all():
            if one.key == key and one.enabled():
                one.run()
                return True
        return False

    def _bind(self, action: Action) -> QShortcut:
        made = QShortcut(QKeySequence(action.shortcut), self._window)
        made.setContext(Qt.ShortcutContext.WindowShortcut)
        made.setAutoRepeat(False)
        made.activated.connect(lambda: action.run() if action.enabled() else None)
        return made


def fuzzy(wanted: str, text: str) -> int | None:
    """Rate how well a text fits what was typed; None where it does not, higher is better.

    All letters must come in order; those at the start of a word and those in a row count
    more, and a short text wins over a long one.
    """
    wanted, low = wanted.casefold().replace(" ", ""), text.casefold()
    score, at, before = 0, 0, -2
    for letter in wanted:
        found = _best(low, letter, at)
        if found < 0:
            return None
        score += 8 if found == 0 or not low[found - 1].isalnum() else 1
        score += 6 if found == before + 1 else 0
        at, before = found + 1, found
    return score * 10 - len(text)


def _best(text: str, letter: str, start: int) -> int:
    """Find a letter, at once or else rather at the start of a word."""
    first = text.find(letter, start)
    if first in {-1, start}:
        return first
    found = first
    while found >= 0:
        if found == 0 or not text[found - 1].isalnum():
            return found
        found = text.find(letter, found + 1)
    return first


def matching(wanted: str, actions: Iterable[Action]) -> list[Action]:
    """Return the actions that fit, best first; all in their order where nothing was typed."""
    usable = [one for one in actions if one.enabled()]
    if not wanted.strip():
        return usable
    rated = [
        (score, -at, one)
        for at, one in enumerate(usable)
        if (score := fuzzy(wanted, f"{one.title} {one.group}")) is not None
    ]
    return [one for _score, _at, one in sorted(rated, key=lambda r: r[:2], reverse=True)]
