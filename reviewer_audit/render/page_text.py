"""The one gate between text and a page: nothing that steers, nothing without end."""

from reviewer_audit.i18n import translated
from reviewer_audit.render.xl_text import CUT, plain

LONGEST = 1_200  # characters of one cell or paragraph: a page is read, not searched

_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)  # each with what closes it
_HIDDEN = {0x202D: 0xFFFD, 0x202E: 0xFFFD, 0x2028: 0x0A, 0x2029: 0x0A}
_HIDDEN |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def clean(text: str, longest: int = LONGEST) -> str:
    """Return text that can stand on a page: nothing invisible that steers, none too long.

    Control characters become pictures, overrides of the reading direction and lone surrogates
    U+FFFD; embeddings of a direction are closed, so that none reaches the text behind it.
    """
    whole = plain(text[: longest * 2]).translate(_HIDDEN)
    if len(whole) > longest:
        whole = whole[:longest].rstrip() + translated(CUT)
    return _closed(whole)


def _closed(text: str) -> str:
    closers: list[str] = []
    out = []
    for char in text:
        if char in _OPENS:
            closers.append(_OPENS[char])
        elif char in _OPENS.values():
            if not closers or closers[-1] != char:
                continue  # it closes nothing of this text
            closers.pop()
        out.append(char)
    return "".join([*out, *reversed(closers)])
