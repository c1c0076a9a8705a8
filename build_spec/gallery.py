"""Pages of the sample's scorecard and reports as pictures, into docs/gallery (make gallery).

Needs LibreOffice (soffice) and poppler (pdftoppm, pdftotext), as a reader's machine has them.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "gallery"
PROGRAM = Path(sys.executable).with_name("reviewer-audit")
DENSITY, COLOURS = 66, 96  # dots per inch; colours of a palette, so that a page stays small
PAGES = (  # file, words that a page begins with, name, what it shows
    ("scorecard", "Sample audit", "scorecard-summary", "Scorecard (Excel): Summary"),
    ("scorecard", "Over time", "scorecard-over-time", "Scorecard (Excel): Over time"),
    ("internal", "Sample audit", "report-cover", "Audit report (PDF): cover and contents"),
    ("internal", "Summary", "report-summary", "Audit report: Summary"),
    ("internal", "Differences", "report-differences", "Audit report: Differences"),
    ("internal", "Checks", "report-checks", "Audit report: Checks"),
    ("regulator", "Indicators of accuracy", "report-regulator", "Regulator edition: Indicators"),
    ("feedback", "Feedback", "feedback", "Feedback for one reviewer"),
)


def run(*command: object) -> str:
    """Run a program and return what it printed."""
    words = [str(word) for word in command]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def documents(folder: Path) -> dict[str, Path]:
    """Write the sample's files and return them as PDF."""
    run(PROGRAM, "demo", "--out", folder)
    report = (PROGRAM, "report", folder / "sample.audit", "--out")
    run(*report, folder / "internal", "--formats", "xlsx,pdf", "--per", "reviewer")
    run(*report, folder / "regulator", "--formats", "pdf", "--edition", "regulator")
    (book,) = (folder / "internal").glob("scorecard-*.xlsx")
    run("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, book)
    return {
        "scorecard": folder / f"{book.stem}.pdf",
        "internal": next((folder / "internal").glob("report-*.pdf")),
        "regulator": next((folder / "regulator").glob("report-*.pdf")),
        "feedback": max((folder / "internal").glob("feedback-*.pdf"), key=_size),
    }


def _size(path: Path) -> int:
    return path.stat().st_size


def page_of(path: Path, beginning: str) -> int:
    """Return the first page on which a line is these words."""
    pages = run("pdftotext", "-layout", path, "-").split("\f")
    line = re.compile(rf"^\s*{re.escape(beginning)}\s*$", re.MULTILINE)
    return next(number for number, text in enumerate(pages, start=1) if line.search(text))


def picture(path: Path, page: int, out: Path) -> None:
    """Draw one page."""
    stem = out.with_suffix("")
    run("pdftoppm", "-r", DENSITY, "-f", page, "-l", page, "-singlefile", "-png", path, stem)
    with Image.open(out) as whole:
        small = whole.convert("P", palette=Image.Palette.ADAPTIVE, colors=COLOURS)
    small.save(out, optimize=True)


def main() -> None:
    """Make the pictures and the page that shows them."""
    OUT.mkdir(parents=True, exist_ok=True)
    lines = ["# What is handed over", "", "Made from the bundled sample by `make gallery`.", ""]
    with tempfile.TemporaryDirectory() as folder:
        found = documents(Path(folder))
        for kind, beginning, name, title in PAGES:
            picture(found[kind], page_of(found[kind], beginning), OUT / f"{name}.png")
            lines += [f"## {title}", "", f"![{title}](gallery/{name}.png)", ""]
    OUT.with_suffix(".md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
