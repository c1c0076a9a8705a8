"""Words of the product in the user's language: one catalogue for core and window."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from reviewer_audit.assets import resource

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})

_ENGLISH = gettext.NullTranslations()
_translation: gettext.NullTranslations = _ENGLISH
_language = "en"
_spoken: ContextVar[str] = ContextVar("spoken", default="")  # of a file being written


def use(chosen: str, folder: Path) -> None:
    """Translate from now on; a language without a catalogue stays English.

    To be called before a module of the window is imported: many keep words as constants.
    """
    global _language, _translation  # noqa: PLW0603 - the one language of the process
    _language = chosen
    _translation = gettext.translation(
        "reviewer_audit", localedir=folder, languages=[chosen], fallback=True
    )


def language() -> str:
    """Return the language that words are in now."""
    return _spoken.get() or _language


def is_right_to_left() -> bool:
    """Tell whether words run from right to left now."""
    return language() in RIGHT_TO_LEFT


def choose(wanted: str, offered: list[str]) -> str:
    """Return the language asked for, else the first of the system's that there is, else English."""
    codes = [name.replace("_", "-").split("-")[0].lower() for name in (wanted, *offered)]
    return next((code for code in codes if code in LANGUAGES), "en")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Put words into a language for as long as this lasts, whatever the window speaks.

    Reports are made and written so. The code "" is the window's own language again: for what is
    told meanwhile to the person who writes, such as an error. A worker thread starts without it.

    Args:
        code: one of ``LANGUAGES``, or "".
    """
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


@contextmanager
def in_english() -> Iterator[None]:
    """Write a file whose language nobody chooses: English, so that all can read it."""
    with speaking("en"):
        yield


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return _ENGLISH
    return gettext.translation(
        "reviewer_audit", localedir=resource("locale"), languages=[code], fallback=True
    )


def _words() -> gettext.NullTranslations:
    code = _spoken.get()
    return _catalogue(code) if code else _translation


def _(message: str) -> str:
    """Return the message in the language that is spoken now."""
    return _words().gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of the message that fits the number."""
    return _words().ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 - what the whole world calls it
    """Mark a message that ``translated`` puts into words where it is shown."""
    return message


def translated(marked: str) -> str:
    """Return a message marked with ``N_`` in the language that is spoken now."""
    return _(marked) if marked else ""
