"""What a file says: every text in it, and a catalogue in which each word of ours is marked."""

import gettext
import html
import re
import zipfile

import openpyxl

OPEN, CLOSE = "\u27e6", "\u27e7"


class Marked(gettext.NullTranslations):
    """A language in which every message stands between brackets: what has none is no message."""

    def gettext(self, message):
        return f"{OPEN}{message}{CLOSE}" if message else message

    def ngettext(self, one, many, n):
        return f"{OPEN}{one if n == 1 else many}{CLOSE}"


def texts_of(path):
    """Return every text of a workbook (cells, names of sheets, charts, properties) or a page."""
    if path.suffix == ".html":
        page = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        page = re.sub(r"</?code[^>]*>|<wbr>", "", page)
        found = re.findall(r">([^<]+)<", page) + re.findall(r'aria-label="([^"]*)"', page)
        return [html.unescape(text).strip("\u200f\n") for text in found if text.strip()]
    workbook = openpyxl.load_workbook(path)
    found = [*workbook.sheetnames, workbook.properties.title]
    for sheet in workbook.worksheets:
        cells = (cell for row in sheet.iter_rows() for cell in row)
        found += [cell.value for cell in cells if isinstance(cell.value, str)]
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if "chart" in name or "drawing" in name:
                part = parts.read(name).decode()
                found += re.findall(r"<a:t>([^<]+)</a:t>", part)
                found += re.findall(r"<c:v>([^<]+)</c:v>", part)
                found += re.findall(r'descr="([^"]*)"', part)
    return [html.unescape(text) for text in found if text and not text.startswith("=")]


def unmarked(text):
    """Return what of a text is no message of ours."""
    before = ""
    while before != text:
        before, text = text, re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", " ", text)
    return re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*\u2026", " ", text)  # cut where a picture ends


def figures_of(path):
    """Return the numbers and formulas of a workbook, sheet by sheet; sheets by their place."""
    workbook = openpyxl.load_workbook(path)
    places = {name: f"sheet {at}" for at, name in enumerate(workbook.sheetnames)}

    def told(value):
        if isinstance(value, str):
            return re.sub(r"'([^']+)'!", lambda found: f"{places[found[1]]}!", value)
        return value

    return [
        [
            told(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float) or str(cell.value or "").startswith("=")
        ]
        for sheet in workbook.worksheets
    ]
