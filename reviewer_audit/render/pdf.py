"""Write a report as a tagged PDF: content goes to the typesetter as data, never as markup."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.assets import resource
from reviewer_audit.render.document import Source, document
from reviewer_audit.render.files import replacing

if TYPE_CHECKING:
    from reviewer_audit.reports.model import Report

_RUN = re.compile(r"\S{14,}")
_LONG = 20  # characters that fit into any column
_STANDARD = "ua-1"  # PDF/UA: structure, language, alternative texts


def write_pdf(report: "Report", path: Path, source: Source) -> None:
    """Write a report as a PDF that screen readers can follow.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    made = pages(report, source)
    with replacing(path) as temporary:
        temporary.write_bytes(made)


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

    The standard wants a glyph for each character, and refuses some ligatures of Arabic; a report
    is still written where content holds a character that no font of this system has.
    """
    import typst

    set_pages: Any = typst.compile  # its stubs do not know of files by name
    try:
        made: bytes = set_pages(files, format="pdf", pdf_standards=_STANDARD)
    except typst.TypstError:
        made = set_pages(files, format="pdf")
    return made


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
