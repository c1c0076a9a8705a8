"""The catalogues of the window's languages: bring them up to date, or say what they lack.

Usage: python build_spec/translations.py          take the words of the code in, write .po and .mo
       python build_spec/translations.py check    name what is not translated, and end with 1
"""

from __future__ import annotations

import ast
import gettext
import string
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "resources" / "locale"
CODE = ("reviewer_audit", "ui")
DOMAIN = "reviewer_audit"
PLURALS = {  # those of gettext; each form with the only number it is for, if there is one
    "de": ("nplurals=2; plural=(n != 1);", (1, None)),
    "es": ("nplurals=2; plural=(n != 1);", (1, None)),
    "ar": (
        (
            "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
            "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
        ),
        (0, 1, 2, None, None, None),
    ),
}
ONE, MANY = "ngettext", frozenset({"_", "N_"})
NOBODYS = ('"Generated-By', '"Report-Msgid-Bugs-To', '"Last-Translator', '"Language-Team')
WHENEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a catalogue changes with its words, not with the day


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the code says, and where it says it in a way that nobody can translate."""

    found: dict[str | tuple[str, str], list[str]]  # message -> files
    wrong: list[str]


def code_files() -> Iterator[Path]:
    """Yield every module of the product."""
    for room in CODE:
        yield from sorted((ROOT / room).rglob("*.py"))


def words_of_code() -> Words:
    """Read the messages of all modules."""
    found: dict[str | tuple[str, str], list[str]] = {}
    wrong: list[str] = []
    for path in code_files():
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if "i18n" not in text or name == "reviewer_audit/i18n.py":
            continue
        for call in ast.walk(ast.parse(text)):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
                continue
            wanted = 2 if call.func.id == ONE else 1 if call.func.id in MANY else 0
            literals = [one.value for one in call.args[:wanted] if isinstance(one, ast.Constant)]
            said = [one for one in literals if isinstance(one, str) and one]
            if wanted and len(said) < wanted:
                wrong.append(f"{name}:{call.lineno}: {call.func.id}() wants a plain literal")
            elif wanted:
                message = said[0] if wanted == 1 else (said[0], said[1])
                files = found.setdefault(message, [])
                if name not in files:
                    files.append(name)
    for message in [one for one in found if isinstance(one, tuple) and one[0] in found]:
        found[message] += [one for one in found.pop(message[0]) if one not in found[message]]
    return Words(found=found, wrong=wrong)


def key_of(message: str | tuple[str, ...] | list[str]) -> str:
    """Return what gettext looks a message up by."""
    return message if isinstance(message, str) else message[0]


def several(text: object) -> tuple[str, ...]:
    """Return the forms of a message, of which most have one."""
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text or ""),)


def po_file(language: str) -> Path:
    """Return where a language's words are kept."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language; an empty one where there is none yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def brought_up_to_date(language: str, words: Words) -> Catalog:
    """Return a catalogue of exactly these words, with the translations that there are."""
    old = read(language)
    told = {key_of(one.id): one for one in old}
    fresh = Catalog(
        locale=language,
        domain=DOMAIN,
        project="Reviewer Audit",
        version="1",
        creation_date=WHENEVER,
        revision_date=WHENEVER,
        header_comment=old.header_comment if po_file(language).exists() else "",
        fuzzy=False,
    )
    rule, forms = PLURALS[language]
    fresh.mime_headers = [("Plural-Forms", rule)]
    for message, files in sorted(words.found.items(), key=lambda one: (one[1][0], key_of(one[0]))):
        had = told.get(key_of(message))
        text = had.string if had is not None and type(had.id) is type(message) else None
        if text is None:
            text = ("",) * len(forms) if isinstance(message, tuple) else ""
        comments = had.user_comments if had is not None else ()
        fresh.add(message, text, [(file, 0) for file in files], user_comments=comments)
    return fresh


def write(language: str, catalog: Catalog) -> None:
    """Write a catalogue, and beside it the form in which the program reads it."""
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False)
    lines = path.read_text(encoding="utf-8").splitlines()
    text = [line for line in lines if not line.startswith(NOBODYS)]
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def fields(text: str) -> list[str]:
    """Return the names in braces, in order."""
    return sorted(name for _t, name, _f, _c in string.Formatter().parse(text) if name is not None)


def faults_of(message: Message, language: str) -> Iterator[str]:
    """Say what is wrong with one translation."""
    ids, texts = several(message.id), several(message.string)
    only = PLURALS[language][1] if len(ids) > 1 else (None,)
    if len(texts) != len(only) or not all(texts):
        yield "is not translated" if len(ids) == 1 else f"wants {len(only)} forms"
        return
    if message.fuzzy:
        yield "is marked as fuzzy"
    for text, number in zip(texts, only, strict=True):
        try:
            names = fields(text)
        except ValueError:
            yield f"has braces that do not match: {text}"
            continue
        wanted = fields(ids[-1])
        bare = [name for name in wanted if name != "n"] if number is not None else wanted
        if names not in (wanted, bare):
            yield f"has {names} in braces instead of {wanted}"
        if text[0].isspace() != ids[-1][0].isspace():
            yield "differs in the space that it begins with"
        if text.endswith("…") != ids[-1].endswith("…"):
            yield "differs in the … at its end"


def faults_in(language: str, words: Words) -> Iterator[str]:
    """Say all that a language lacks."""
    catalog, files = read(language), cast("dict[object, list[str]]", words.found)
    kept = {one.id for one in catalog if one.id}
    for message in words.found:
        if message not in kept:
            yield f"{language}: not in the catalogue: {message!r} ({words.found[message][0]})"
    for gone in kept - words.found.keys():
        yield f"{language}: no longer in the code: {gone!r}"
    for gone in catalog.obsolete:
        yield f"{language}: obsolete: {gone!r}"
    for one in catalog:
        where = files.get(one.id, []) if one.id else []
        for fault in faults_of(one, language) if where else ():
            yield f"{language}: {one.id!r} {fault} ({where[0]})"
    if not compiled_alike(language, catalog):
        yield f"{language}: the .mo is not what the .po says: make translations"


def compiled_alike(language: str, catalog: Catalog) -> bool:
    """Return whether the .mo gives exactly what the .po says."""
    path = po_file(language).with_suffix(".mo")
    if not path.exists():
        return False
    with path.open("rb") as file:
        compiled = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    compiled.pop("", None)
    meant: dict[object, str] = {}
    for one in catalog:
        texts = several(one.string)
        if isinstance(one.id, tuple) and all(texts):
            meant |= {(one.id[0], at): text for at, text in enumerate(texts)}
        elif isinstance(one.id, str) and one.id and all(texts):
            meant[one.id] = texts[0]
    return compiled == meant


def faults() -> list[str]:
    """Return all that keeps the window from being wholly in each of its languages."""
    words = words_of_code()
    return [*words.wrong, *(one for language in PLURALS for one in faults_in(language, words))]


def main(argv: list[str]) -> int:
    """Bring the catalogues up to date, or check them."""
    if argv[1:] == ["check"]:
        found = faults()
        print("\n".join(found) or f"{len(PLURALS)} catalogues are complete")
        return 1 if found else 0
    words = words_of_code()
    for language in PLURALS:
        catalog = brought_up_to_date(language, words)
        write(language, catalog)
        missing = sum(1 for one in catalog if one.id and any(faults_of(one, language)))
        print(f"{language}: {len(words.found)} messages, {missing} to translate")
    print("\n".join(words.wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
