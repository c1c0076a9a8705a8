"""What a key press types, whatever the layout: by its character, else by its place.

The row of digits counts unshifted whatever the layout prints there, and the numpad too.
"""

import sys
from collections.abc import Container
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from ui.deskkeys import SIGNS
from ui.hotkeys import DIGITS, SHIFT

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

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


def typed_key(event: "QKeyEvent", signs: Container[str] = SIGNS) -> str:
    """Return the key pressed as the desk names it: Shift is told before a digit of the row."""
    typed = character(event, signs)
    if len(typed) == 1 and typed in DIGITS:
        held = event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        keypad = bool(held & Qt.KeyboardModifier.KeypadModifier)
        return SHIFT + typed if shift and not keypad else typed
    return typed


def character(event: "QKeyEvent", signs: Container[str] = SIGNS) -> str:
    """Return the character of a key in upper case, else the one at its place."""
    key = event.key()
    typed = chr(key) if Qt.Key.Key_Space < key <= Qt.Key.Key_AsciiTilde else event.text().upper()
    if typed.isascii() and (typed.isalnum() or typed in signs):
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
