"""Write a report as a tagged PDF: content goes to the typesetter as data, never as markup."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.assets import resource
from reviewer_audit.i18n import N_
from reviewer_audit.render.document import Source, document
from reviewer_audit.render.files import replacing

if TYPE_CHECKING:
    from reviewer_audit.reports.model import Report

_RUN = re.compile(r"\S{14,}")
_LONG = 20  # characters that fit into any column
_STANDARD = "ua-1"  # PDF/UA: structure, language, alternative texts
NOT_PROMISED = N_(
    "The PDF is tagged, but not PDF/UA: content holds letters that a screen reader may miss there. "
    "The HTML report has them all."
)
_PROMISED = b"pdfuaid:part"  # in the properties of a file that keeps it
_NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")  # as the typesetter spells what it cannot show
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"  # they need no glyph of their own
_TRIES = 3


def write_pdf(report: "Report", path: Path, source: Source) -> tuple[str, ...]:
    """Write a report as a PDF that screen readers can follow; returns what it does not keep.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    made = pages(report, source)
    with replacing(path) as temporary:
        temporary.write_bytes(made)
    return () if _PROMISED in made else (NOT_PROMISED,)


def pages(report: "Report", source: Source) -> bytes:
    """Return the PDF. The typesetter sees the template and one JSON text; no folder, no net."""
    body = document(report, source)
    _soften(body)
    files = {
        "main.typ": resource("templates/report.typ").read_bytes(),
        "report.json": json.dumps(body, ensure_ascii=False).encode(),
    }
    return _compiled(files)


def _compiled(files: dict[str, bytes]) -> bytes:
    """Set the pages by PDF/UA-1, or tagged without its promise where a text cannot keep it.

    The standard wants a glyph for each character: one that no font of this system has stands as
    its code, ``[U+0378]``, not as an empty box. It refuses some ligatures of Arabic, too; a
    report with those is still written.
    """
    import typst

    set_pages: Any = typst.compile  # its stubs do not know of files by name
    for _try in range(_TRIES):
        try:
            made: bytes = set_pages(files, format="pdf", pdf_standards=_STANDARD)
        except typst.TypstError as error:
            body = files["report.json"].decode()
            shown = _spelled(body, str(error.diagnostic))
            if shown == body:
                break
            files = files | {"report.json": shown.encode()}
        else:
            return made
    plain: bytes = set_pages(files, format="pdf")
    return plain


def _spelled(body: str, refused: str) -> str:
    """Return the texts with the codes of characters that the typesetter says no font has."""
    texts = {
        _CODE.sub(lambda code: chr(int(code[1], 16)), found) for found in _NO_GLYPH.findall(refused)
    }
    known = sorted(re.escape(one) for one in texts if not one.isascii())  # no key of the report's
    if not known:
        return body
    return re.sub("|".join(known), lambda found: "".join(map(_shown, found.group())), body)


def _shown(char: str) -> str:
    """Return the code of a character, after which a line may break; what is unseen stays so."""
    seen = not char.isascii() and char not in _UNSEEN
    return f"[U+{ord(char):04X}]\u200b" if seen else char


def _soften(body: dict[str, Any]) -> None:
    """Let long words of tables break, so that none is wider than its column."""
    for section in body["sections"]:
        for run in section["runs"]:
            for block in run["blocks"]:
                for row in block.get("rows", ()):
                    for cell in row["cells"]:
                        cell["text"] = _RUN.sub(_broken, cell["text"])
                for column in block.get("columns", ()):
                    column["title"] = _RUN.sub(_broken, column["title"])


def _broken(found: re.Match[str]) -> str:
    """Return a long word with places to break: after signs, or anywhere in what has none."""
    out: list[str] = []
    for part in re.split(r"(?<=[_./:-])", found.group()):
        pieces = part if len(part) > _LONG else [part]
        out += pieces
    return "\u200b".join(out)
