"""Write a report as one HTML file: no script, nothing from elsewhere, ready to print."""

from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_audit.assets import resource
from reviewer_audit.render.document import Source, document
from reviewer_audit.render.files import replacing

if TYPE_CHECKING:
    from reviewer_audit.reports.model import Report


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
        style += (folder / "report-rtl.css").read_text(encoding="utf-8")
    return made.get_template("report.html").render(**body, style=style)
