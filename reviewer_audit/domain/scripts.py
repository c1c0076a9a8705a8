"""Words whose letters belong to several scripts: the commonest way to write what only looks alike.

After Unicode Technical Standard #39, Unicode Security Mechanisms, section 5.1: a word is of one
script where the augmented sets of the scripts its characters are used in have one in common. The
sets are those of the Unicode character database as fontTools carries it.
"""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_ANY = frozenset({"Zyyy", "Zinh", "Zzzz"})  # common, inherited, unknown: of every script
_AUGMENTED = {
    "Hani": ("Hanb", "Jpan", "Kore"),
    "Hira": ("Jpan",),
    "Kana": ("Jpan",),
    "Hang": ("Kore",),
    "Bopo": ("Hanb",),
}


class MixedWord(NamedTuple):
    """A word of several scripts, and its characters that are not of the one most are of."""

    word: str
    odd: tuple[str, ...]


def mixed_words(text: str, most: int = 3) -> list[MixedWord]:
    """Return the first words of a text whose characters have no script in common."""
    if text.isascii():
        return []
    found: list[MixedWord] = []
    for word in dict.fromkeys(_WORD.findall(text)):
        if word.isascii() or _one_script(word):
            continue
        main = Counter(script for c in word for script in _scripts(c) - _ANY).most_common(1)[0][0]
        odd = dict.fromkeys(c for c in word if not _scripts(c) & {main, *_ANY})
        found.append(MixedWord(word, tuple(odd)))
        if len(found) == most:
            break
    return found


def script_name(character: str) -> str:
    """Return the English name of a character's script."""
    from fontTools import unicodedata

    return str(unicodedata.script_name(unicodedata.script(character))).replace("_", " ")


def _one_script(word: str) -> bool:
    common: frozenset[str] | None = None
    for c in word:
        scripts = _scripts(c)
        if scripts & _ANY:
            continue
        common = scripts if common is None else common & scripts
        if not common:
            return False
    return True


@cache
def _scripts(character: str) -> frozenset[str]:
    """Return the augmented set of scripts that a character is used in."""
    from fontTools import unicodedata

    used = set(unicodedata.script_extension(character))
    for script in tuple(used):
        used.update(_AUGMENTED.get(script, ()))
    return frozenset(used)
