"""Words of the product in the user's language: one catalogue for core and window."""

import gettext
from pathlib import Path

_translation: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str, folder: Path) -> None:
    """Translate from now on; a language without a catalogue stays English."""
    global _translation  # noqa: PLW0603 - the one language of the process
    _translation = gettext.translation(
        "reviewer_audit", localedir=folder, languages=[language], fallback=True
    )


def _(message: str) -> str:
    """Return the message in the user's language."""
    return _translation.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of the message that fits the number."""
    return _translation.ngettext(one, many, n)
