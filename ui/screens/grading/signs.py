"""What the eye cannot see in a text: words of several scripts, characters that no font here has.

Looked for after the item is painted, on the page that is shown.
"""

from collections import Counter
from functools import cache
from unicodedata import category

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFontMetrics

from reviewer_audit.domain.scripts import mixed_words, script_name
from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.safe import PAGE, PlainLabel

MOST_KINDS = 400  # of characters asked for; a first question may load a font
_DRAWN = frozenset("LNPSM")  # categories of characters that leave a mark


class Signs(PlainLabel):
    """One line below the content; empty where there is nothing to say."""

    told = Signal()

    def __init__(self) -> None:
        super().__init__("signs", role="caution", wrap=True, content=True)
        self._text = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look)

    def look_at(self, text: str) -> None:
        """Look at a text once it is painted."""
        self._text = text[:PAGE]
        if self._text.isascii():
            self._later.stop()
            self._say("")
        else:
            self._later.start(0)

    def _look(self) -> None:
        self._say("\n".join(filter(None, (mixed_line(self._text), fontless_line(self._text)))))

    def _say(self, words: str) -> None:
        if words != self.full:
            self.put(words)
            self.told.emit()


def mixed_line(text: str) -> str:
    """Name words whose letters are of several scripts, and which letters are odd in them."""
    found = mixed_words(text)
    if not found:
        return ""
    words = [
        _("“{word}” ({letters})").format(
            word=one.word[:40],
            letters=", ".join(f"U+{ord(c):04X} {script_name(c)}" for c in one.odd[:3]),
        )
        for one in found
    ]
    told = ngettext(
        "Letters of several scripts in one word: {words}",
        "Letters of several scripts in words: {words}",
        len(words),
    )
    return told.format(words=_(", ").join(words))


def fontless_line(text: str) -> str:
    """Say how many characters no font of this machine has."""
    kinds = Counter(c for c in text if not c.isascii() and category(c)[0] in _DRAWN)
    size = theme.font("content").pixelSize()
    missing = [c for c in list(kinds)[:MOST_KINDS] if not _has_font(c, size)]
    if not missing:
        return ""
    many = sum(kinds[c] for c in missing)
    told = ngettext(
        "{n} character has no font on this machine: {signs}",
        "{n} characters have no font on this machine: {signs}",
        many,
    )
    signs = ", ".join(f"U+{ord(c):04X}" for c in missing[:3])
    return told.format(n=f"{many:,}", signs=signs + (", …" if len(missing) > 3 else ""))  # noqa: PLR2004 - as above


@cache
def _has_font(character: str, _size: int) -> bool:
    """Return whether the font, or one that stands in for it, has a character."""
    return QFontMetrics(theme.font("content")).inFontUcs4(ord(character))
