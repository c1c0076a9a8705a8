"""Whether a file that was handed over holds only what we put there: read as parts, not as we read."""

import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree as ET

import pytest

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
AT, SPAN = r"[A-Z]{1,3}\d+", r"[D-F]\d+:[D-F]\d+"
SUM = rf"SUMPRODUCT\({SPAN},{SPAN}\)"
SHEET = r"'(?:[^'!\[\]]|''){1,31}'"  # of the same workbook
CHECK = re.compile(rf"{AT}/{AT}|{SHEET}!{AT}|{SUM}/{SUM}")  # the only formulas there are
AREA = r"'?[^'!]{1,31}'?!\$[A-Z]{1,3}\$\d+(?::\$[A-Z]{1,3}\$\d+)?"
ROWS = r"'?[^'!]{1,31}'?!\$\d+:\$\d+"
PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml"
    r"|xl/(workbook|styles|sharedStrings)\.xml|xl/theme/theme1\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?"
    r"|xl/drawings/(_rels/)?drawing\d+\.xml(\.rels)?|xl/charts/chart\d+\.xml"
)
OURS = {"Reviewer Audit"}  # who made it


def assert_inert_workbook(path):
    """See that no formula, name, link, part, code or property came from content."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert all(PARTS.fullmatch(name) for name in parts), sorted(parts)
    trees = {name: ET.fromstring(body) for name, body in parts.items()}
    for name, tree in trees.items():
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert not tags & {"hyperlinks", "hyperlink", "externalData", "oleObjects", "ddeLink"}, name
        if name.endswith(".rels"):
            assert all(one.get("TargetMode") != "External" for one in tree), name
        if name.startswith("xl/worksheets/sheet"):
            _assert_inert_sheet(tree)
        if name.startswith("xl/charts/"):
            areas = [one.text for one in tree.iter(f"{CHART}f")]
            assert all(re.fullmatch(AREA, area) for area in areas), areas
    _assert_inert_names(trees["xl/workbook.xml"])
    core = {one.tag.rpartition("}")[2]: one.text for one in trees["docProps/core.xml"]}
    assert {core["creator"], core["lastModifiedBy"]} == OURS
    assert set(core) == {"creator", "lastModifiedBy", "title", "created", "modified"}


def _assert_inert_sheet(tree):
    assert all(CHECK.fullmatch(one.text) for one in tree.iter(f"{MAIN}f"))
    assert not [one for one in tree.iter(f"{MAIN}c") if one.get("t") == "e"]
    for one in tree.iter(f"{MAIN}oddFooter"):
        codes = re.findall(r"&(?!&)(?:\"[^\"]*\"|\d+|.)", one.text.replace("&&", ""))
        assert sorted(set(codes)) == sorted({"&L", "&C", "&R", "&8", "&A", "&P", "&N"} & set(codes))
        assert codes.count("&P") == codes.count("&A") == 1


def _assert_inert_names(tree):
    titles = [one.get("name") for one in tree.iter(f"{MAIN}sheet")]
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert len(title.encode("utf-16-le")) <= 62
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", title)
    for one in tree.iter(f"{MAIN}definedName"):
        assert one.get("name").startswith("_xlnm.")
        for place in re.split(r",(?=')", one.text):
            assert re.fullmatch(rf"{AREA}|{ROWS}", place.replace("''", "")), one.text


def texts_of(path):
    """Return every text of a workbook's cells as a program that knows the format reads it."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return {_unescaped(cell.value) for cell in cells if cell.data_type == "s"}


def _unescaped(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def assert_inert_pdf(body, folder):
    """See that a PDF runs nothing, opens nothing and points at nothing outside."""
    for part in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/AA", b"/GoToR",
                 b"/SubmitForm", b"/RichMedia"):  # fmt: skip
        assert not re.search(re.escape(part) + rb"\b", structure(body)), part
    path = folder / "inert.pdf"
    path.write_bytes(body)
    assert not _said("pdfinfo", "-js", path).replace("Syntax Error", "").strip()
    links = _said("pdfinfo", "-url", path).splitlines()[1:]
    assert not [line for line in links if "://" in line or "mailto" in line]


def structure(body):
    """Return a PDF without its packed streams, in which any letters can stand by chance."""
    kept = re.sub(rb"\bstream\r?\n.*?\bendstream\b", b"", body, flags=re.DOTALL)
    assert b"/ObjStm" not in kept, "objects would be hidden in streams"
    assert kept.count(b"/Page") > 1
    return kept


def words_of(body, folder):
    """Return the text of a PDF in the order in which it was set, without its spaces."""
    path = folder / "words.pdf"
    path.write_bytes(body)
    return squeezed(_said("pdftotext", "-raw", path, "-"))


def squeezed(text):
    """Return text without spaces, breaks and the marks where a long word may break."""
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def _said(program, *args):
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not here: apt-get install poppler-utils")
    return subprocess.run([found, *args], capture_output=True, check=True).stdout.decode()
