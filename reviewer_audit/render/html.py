"""Write a report as one HTML file: no script, nothing from elsewhere, ready to print."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.assets import resource
from reviewer_audit.render.document import Source, document
from reviewer_audit.render.files import replacing

if TYPE_CHECKING:
    from reviewer_audit.reports.model import Report

_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")  # and Hebrew


def write_html(report: "Report", path: Path, source: Source) -> None:
    """Write a report as one self-contained file.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    text = page(report, source)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def page(report: "Report", source: Source) -> str:
    """Return the text of the file: every string is escaped, pictures are elements of our own."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = resource("templates/report.html").parent
    made = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined,
        keep_trailing_newline=True,
    )  # fmt: skip
    made.filters["ours"] = Markup  # the style sheet, and pictures, whose texts svg.py escapes
    made.filters["soft"] = lambda text: Markup("_<wbr>").join(text.split("_"))
    style = (folder / "report.css").read_text(encoding="utf-8")
    body = document(report, source)
    if body["direction"] == "rtl":
        body = _led(body)
        style += (folder / "report-rtl.css").read_text(encoding="utf-8")
    return made.get_template("report.html").render(**body, style=style)


def _led(value: Any) -> Any:
    """Return texts that hold Arabic led by a mark of its direction: some begin with a name."""
    match value:
        case str() if _ARABIC.search(value) and not value.startswith("<svg"):
            return f"\u200f{value}"
        case list():
            return [_led(one) for one in value]
        case dict():
            return {key: _led(one) for key, one in value.items()}
        case _:
            return value
