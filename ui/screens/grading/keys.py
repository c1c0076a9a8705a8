"""Which key does what on the desk.

Keys are matched by the character they type, else by where they are on the
keyboard, so that the desk works under a Cyrillic, Arabic or French layout. The
row of digits counts unshifted whatever the layout prints there, and the numpad too.
"""

import sys
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from reviewer_audit.i18n import _
from ui.hotkeys import DIGITS, SHIFT

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
    HIDDEN = auto()
    MORE = auto()
    PAGE_UP = auto()
    PAGE_DOWN = auto()
    LEAVE = auto()
    COVER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A key press understood: a command, or a character that may choose a label."""

    command: Command | None = None
    slot: str = ""


CHARACTERS = {
    "/": Command.SEARCH,
    "+": Command.FURTHER,
    ".": Command.MORE,
    "N": Command.NOTE,
    "F": Command.FLAG,
    "Q": Command.ASK,
    "E": Command.ESCALATE,
    "A": Command.ACTION,
    "S": Command.SEVERITY,
    "C": Command.CONFIDENCE,
    "U": Command.CANNOT_JUDGE,
    "W": Command.SKIP,
    "H": Command.HIDDEN,
}
RESERVED = frozenset({*CHARACTERS, "B", "G", "O", "T", "?"})  # with later keys of the desk

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

# Places on the keyboard: codes of PC set 1; X11 and Wayland count from 8; macOS has its own.
_PC = {
    **dict(enumerate(DIGITS, start=2)),
    **dict(zip(range(16, 26), "QWERTYUIOP", strict=True)),
    **dict(zip(range(30, 39), "ASDFGHJKL", strict=True)),
    **dict(zip(range(44, 51), "ZXCVBNM", strict=True)),
    13: "+",
    52: ".",
    53: "/",
}
_MAC = dict(
    zip(
        (
            18,
            19,
            20,
            21,
            23,
            22,
            26,
            28,
            25,
            29,
            12,
            13,
            14,
            32,
            0,
            1,
            3,
            5,
            4,
            6,
            8,
            45,
            24,
            47,
            44,
        ),
        "1234567890QWEUASFGHZCN+./",
        strict=True,
    )
)
_US_SHIFTED = dict(zip("!@#$%^&*()", DIGITS, strict=True))


def understand(event: "QKeyEvent") -> Stroke | None:
    """Return what a key press means on the desk, or None if it is none of ours.

    Auto-repeat means nothing but scrolling and moving: a held key grades no items.
    """
    stroke = _understand(event)
    if stroke is not None and event.isAutoRepeat() and stroke.command not in _MAY_REPEAT:
        return Stroke()
    return stroke


def _understand(event: "QKeyEvent") -> Stroke | None:
    held = event.modifiers()
    if held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return None
    plain = _PLAIN.get(Qt.Key(event.key()))
    if held & Qt.KeyboardModifier.ControlModifier:
        command = _CONTROL.get(character(event))
        if plain is Command.SUBMIT:
            command = Command.SUBMIT_ANYWHERE
        return Stroke(command=command) if command else None
    return Stroke(command=plain) if plain is not None else _typed(event)


def _typed(event: "QKeyEvent") -> Stroke | None:
    typed = character(event)
    if typed in CHARACTERS:
        return Stroke(command=CHARACTERS[typed])
    if len(typed) == 1 and typed in DIGITS:
        held = event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        keypad = bool(held & Qt.KeyboardModifier.KeypadModifier)
        return Stroke(slot=SHIFT + typed if shift and not keypad else typed)
    return Stroke(slot=typed) if len(typed) == 1 and typed.isalpha() else None


def character(event: "QKeyEvent") -> str:
    """Return the character of a key in upper case, else the one at its place."""
    key = event.key()
    typed = chr(key) if Qt.Key.Key_Space < key <= Qt.Key.Key_AsciiTilde else event.text().upper()
    if typed.isascii() and (typed.isalnum() or typed in CHARACTERS):
        return typed
    place = _place(event) or _US_SHIFTED.get(typed, "")
    if typed.isascii() and typed and place not in DIGITS:
        return typed  # a sign of a Latin layout says what it means, but for the row of digits
    return place or typed


def _place(event: "QKeyEvent") -> str:
    if sys.platform == "darwin":
        return _MAC.get(event.nativeVirtualKey(), "") if event.nativeScanCode() else ""
    code = event.nativeScanCode()
    return _PC.get(code - 8 if sys.platform.startswith("linux") else code, "")


def offers() -> tuple[tuple[Command, str, str], ...]:
    """Return what the desk can do, with its key, for the key overlay and the palette."""
    return (
        (Command.SUBMIT_ANYWHERE, "Enter, Ctrl+Enter", _("Submit and go on")),
        (Command.SEARCH, "/", _("Search the policy")),
        (Command.FURTHER, "+ digit", _("Add a further label")),
        (Command.ACTION, "A", _("Choose the action")),
        (Command.SEVERITY, "S", _("Choose the severity")),
        (Command.ESCALATE, "E", _("Escalate, or do not")),
        (Command.CONFIDENCE, "C", _("Next degree of confidence")),
        (Command.NOTE, "N", _("Write the rationale")),
        (Command.FLAG, "F", _("Flag the item")),
        (Command.ASK, "Q", _("Ask the lead")),
        (Command.CANNOT_JUDGE, "U", _("Say that it cannot be judged")),
        (Command.SKIP, "W", _("Skip it; no reason is asked")),
        (Command.PREVIOUS, "← Backspace", _("Previous item")),
        (Command.NEXT, "→", _("Next item")),
        (Command.UNDO, "Ctrl+Z", _("Back to the last grade, to revise it")),
        (Command.GO_TO, "Ctrl+G", _("Go to an item")),
        (Command.HIDDEN, "H", _("Show or leave out hidden characters")),
        (Command.MORE, ".", _("Next part of a long content")),
        (Command.PAGE_DOWN, "PgUp PgDn", _("Scroll the content")),
        (Command.COVER, "F9", _("Cover the screen")),
    )


def hints() -> tuple[tuple[str, str], ...]:
    """Return the keys of the desk and what they do, as an overlay shows them."""
    return (
        ("1-9 0", _("label; Shift for 11-20")),
        ("Enter", _("submit, next")),
        ("/", _("search the policy")),
        ("+ digit", _("further label")),
        ("↑ ↓", _("move; Enter chooses")),
        ("A  S", _("action, severity")),
        ("E  C", _("escalate, confidence")),
        ("N  F", _("note, flag")),
        ("Q  U", _("ask lead, can't judge")),
        ("W", _("skip, no reason asked")),
        ("← →", _("previous, next")),
        ("Ctrl+Z", _("last grade again")),
        ("Ctrl+G", _("go to an item")),
        ("H", _("hidden characters")),
        ("PgDn", _("scroll the content")),
        ("F9", _("cover the screen")),
    )
