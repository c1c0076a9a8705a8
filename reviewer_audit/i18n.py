"""Words of the product in the user's language: one catalogue for core and window."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar"})

_ENGLISH = gettext.NullTranslations()
_translation: gettext.NullTranslations = _ENGLISH
_language = "en"
_writes: ContextVar[bool] = ContextVar("writes", default=False)


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
    return "en" if _writes.get() else _language


def choose(wanted: str, offered: list[str]) -> str:
    """Return the language asked for, else the first of the system's that there is, else English."""
    codes = [name.replace("_", "-").split("-")[0].lower() for name in (wanted, *offered)]
    return next((code for code in codes if code in LANGUAGES), "en")


@contextmanager
def in_english() -> Iterator[None]:
    """Write a file: its words are English whatever the window speaks, so that all can read it."""
    token = _writes.set(True)
    try:
        yield
    finally:
        _writes.reset(token)


def _(message: str) -> str:
    """Return the message in the user's language."""
    return message if _writes.get() else _translation.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of the message that fits the number."""
    return _ENGLISH.ngettext(one, many, n) if _writes.get() else _translation.ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 - what the whole world calls it
    """Mark a message that ``translated`` puts into words where it is shown."""
    return message


def translated(marked: str) -> str:
    """Return a message marked with ``N_`` in the user's language."""
    return _(marked) if marked else ""
