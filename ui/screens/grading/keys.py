"""Which key does what on the desk.

Keys are matched by the character they type, else by where they are on the
keyboard, so that the desk works under a Cyrillic, Arabic or French layout. The
row of digits counts unshifted whatever the layout prints there, and the numpad too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from reviewer_audit.i18n import _
from ui.deskkeys import DESK_KEYS, desk_keys
from ui.hotkeys import slot_of
from ui.keyplaces import character, typed_key
from ui.safe import along, turned

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class Command(Enum):
    """Something a key does."""

    SUBMIT = auto()
    SUBMIT_ANYWHERE = auto()
    SEARCH = auto()
    FURTHER = auto()
    PREVIOUS = auto()
    NEXT = auto()
    UP = auto()
    DOWN = auto()
    UNDO = auto()
    GO_TO = auto()
    NOTE = auto()
    FLAG = auto()
    ASK = auto()
    ESCALATE = auto()
    ACTION = auto()
    SEVERITY = auto()
    CONFIDENCE = auto()
    CANNOT_JUDGE = auto()
    SKIP = auto()
    OWN = auto()
    ALIKE = auto()
    BULLETINS = auto()
    HIDDEN = auto()
    MORE = auto()
    TRANSLATION = auto()
    ORIGINAL = auto()
    BLUR = auto()
    GREY = auto()
    ZOOM = auto()
    FRAME = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    LEAVE = auto()
    COVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A key press understood: a command, or a character that may choose a label."""

    command: Command | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class KeyMap:
    """Which character does what on the desk of the person who sits here."""

    commands: Mapping[str, Command]  # by character

    def key(self, command: Command) -> str:
        """Return the character of a command."""
        return next(key for key, one in self.commands.items() if one is command)


def keymap(own: Mapping[str, str]) -> KeyMap:
    """Return the usual keys with those that a person gave another place."""
    return KeyMap({key: Command[name.upper()] for name, key in desk_keys(own).items()})


USUAL = keymap({})

_PLAIN = {
    Qt.Key.Key_Return: Command.SUBMIT,
    Qt.Key.Key_Enter: Command.SUBMIT,
    Qt.Key.Key_Backspace: Command.PREVIOUS,
    Qt.Key.Key_Left: Command.PREVIOUS,
    Qt.Key.Key_Right: Command.NEXT,
    Qt.Key.Key_Up: Command.UP,
    Qt.Key.Key_Down: Command.DOWN,
    Qt.Key.Key_PageUp: Command.PAGE_UP,
    Qt.Key.Key_PageDown: Command.PAGE_DOWN,
    Qt.Key.Key_Escape: Command.LEAVE,
    Qt.Key.Key_F9: Command.COVER,
}
_CONTROL = {"Z": Command.UNDO, "G": Command.GO_TO}
_MAY_REPEAT = frozenset({Command.UP, Command.DOWN, Command.PAGE_UP, Command.PAGE_DOWN})


def understand(event: "QKeyEvent", keys: KeyMap = USUAL) -> Stroke | None:
    """Return what a key press means on the desk, or None if it is none of ours.

    Auto-repeat means nothing but scrolling and moving: a held key grades no items.
    """
    stroke = _understand(event, keys)
    if stroke is not None and event.isAutoRepeat() and stroke.command not in _MAY_REPEAT:
        return Stroke()
    return stroke


def _understand(event: "QKeyEvent", keys: KeyMap) -> Stroke | None:
    held = event.modifiers()
    if held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return None
    plain = _PLAIN.get(along(Qt.Key(event.key())))
    if held & Qt.KeyboardModifier.ControlModifier:
        command = _CONTROL.get(character(event, keys.commands))
        if plain is Command.SUBMIT:
            command = Command.SUBMIT_ANYWHERE
        return Stroke(command=command) if command else None
    return Stroke(command=plain) if plain is not None else _typed(event, keys)


def _typed(event: "QKeyEvent", keys: KeyMap) -> Stroke | None:
    typed = typed_key(event, keys.commands)
    if typed in keys.commands:
        return Stroke(command=keys.commands[typed])
    return Stroke(slot=typed) if slot_of(typed) == typed != "" else None


def offers(keys: KeyMap = USUAL) -> tuple[tuple[Command, str, str], ...]:
    """Return what the desk can do, with its key, for the key overlay and the palette."""
    movable = {
        one.name: (Command[one.name.upper()], keys.key(Command[one.name.upper()]), one.title)
        for one in DESK_KEYS
    }
    further = keys.key(Command.FURTHER)
    movable["further"] = (
        Command.FURTHER,
        _("{key} digit").format(key=further),
        _("Add a further label"),
    )
    at_the_end = (movable.pop("hidden"), movable.pop("more"))
    return (
        (Command.SUBMIT_ANYWHERE, "Enter, Ctrl+Enter", _("Submit and go on")),
        *movable.values(),
        (Command.PREVIOUS, f"{'→' if turned() else '←'} Backspace", _("Previous item")),
        (Command.NEXT, "←" if turned() else "→", _("Next item")),
        (Command.UNDO, "Ctrl+Z", _("Back to the last grade, to revise it")),
        (Command.GO_TO, "Ctrl+G", _("Go to an item")),
        *at_the_end,
        (Command.PAGE_DOWN, "PgUp PgDn", _("Scroll the content")),
        (Command.COVER, "F9", _("Cover the screen")),
    )


def hints(keys: KeyMap = USUAL) -> tuple[tuple[str, str], ...]:
    """Return the keys of the desk and what they do, as an overlay shows them."""
    key = keys.key

    def two(first: Command, second: Command) -> str:
        return f"{key(first)}  {key(second)}"

    return (
        ("1-9 0", _("label; Shift for 11-20")),
        ("Enter", _("submit, next")),
        (key(Command.SEARCH), _("search the policy")),
        (_("{key} digit").format(key=key(Command.FURTHER)), _("further label")),
        ("↑ ↓", _("move; Enter chooses")),
        (two(Command.ACTION, Command.SEVERITY), _("action, severity")),
        (two(Command.ESCALATE, Command.CONFIDENCE), _("escalate, confidence")),
        (two(Command.NOTE, Command.FLAG), _("note, flag")),
        (two(Command.ASK, Command.CANNOT_JUDGE), _("ask lead, can't judge")),
        (two(Command.OWN, Command.BULLETINS), _("my grades, lead's answers")),
        (key(Command.SKIP), _("skip, no reason asked")),
        ("→ ←" if turned() else "← →", _("previous, next")),
        ("Ctrl+Z", _("last grade again")),
        ("Ctrl+G", _("go to an item")),
        (key(Command.HIDDEN), _("hidden characters")),
        (two(Command.TRANSLATION, Command.ORIGINAL), _("translation, original")),
        (two(Command.ALIKE, Command.MORE), _("similar item, next part")),
        (two(Command.BLUR, Command.GREY), _("blur, grey; Space: look")),
        (two(Command.ZOOM, Command.FRAME), _("full size, next picture")),
        ("PgDn", _("scroll the content")),
        ("F9", _("cover the screen")),
    )
