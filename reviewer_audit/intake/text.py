"""Text files: csv, tsv and txt in any usual encoding and with any usual separator."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from reviewer_audit.intake.cells import NUL, Texts
from reviewer_audit.intake.encodings import chosen_encoding
from reviewer_audit.intake.formats import Format, Message, Request
from reviewer_audit.intake.refusals import give_up

FIELD_LIMIT = 10_000_000
BLOCK = 4096
SNIFFED_ROWS = 60
SAMPLE = 4096
SWALLOWED = 20  # lines in one cell from which it may hold whole rows
SOME = 3  # control characters that no text has by accident
_HARMLESS = "\0\t\n\r\f\v\x1a\x1c\x1d\x1e\x1f"
SNIFFED_CHARACTERS = 400_000
SEPARATORS = (",", ";", "\t", "|")
_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}

FORMAT = Format(
    name="text",
    suffixes=(".csv", ".tsv", ".txt"),
    matches=lambda _head: True,
    reader="reviewer_audit.intake.text:read",
)


class _Lines:
    """Lines of a text without NULs, which are counted."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.nuls = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._file)
        if NUL in line:
            self.nuls += line.count(NUL)
            line = line.replace(NUL, "")
        return line


def read(request: Request) -> Iterator[Message]:
    """Tell the cells of a text file."""
    csv.field_size_limit(FIELD_LIMIT)
    path = Path(request.path)
    size = path.stat().st_size
    choice = chosen_encoding(path, request.encoding)
    yield ("encoding", choice.name)
    if choice.guessed:
        yield ("problem", "encoding_guessed", "", 0, choice.preview, 1)
    if choice.bad_bytes:
        yield ("problem", "bad_bytes", "", 0, choice.name, choice.bad_bytes)
    with path.open("rb") as raw:
        errors = "replace" if choice.bad_bytes else "strict"
        file = io.TextIOWrapper(raw, encoding=choice.name, errors=errors, newline="")
        try:
            start = file.read(SNIFFED_CHARACTERS)
        except UnicodeError:
            give_up("encoding", encoding=request.encoding or choice.name)
        refuse_what_is_no_table(start, request.file_name)
        separator = separator_of(start, request.separator)
        file.seek(0)
        yield ("sheet", 0, "", False, True)
        yield from _rows(file, separator, size, raw)


def refuse_what_is_no_table(start: str, file_name: str) -> None:
    """Refuse text that is something else: a page, JSON, a program's output."""
    first = start.lstrip("\ufeff \t\r\n")[:200].lower()
    if not first.strip(NUL):
        give_up("empty")
    if first.startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<svg")):
        give_up("web_page")
    if first[0] in "{[" and file_name.lower().endswith((".json", ".jsonl", ".geojson")):
        give_up("not_a_table", what="JSON")
    if first.startswith(("%pdf", "{\\rtf")):
        give_up("not_a_table", what="a text document")
    sample = start[:SAMPLE]
    controls = sum(1 for c in sample if c < " " and c not in _HARMLESS)
    if controls >= SOME and (controls + sample.count(NUL)) * 20 > len(sample):
        give_up("not_a_table", what="a file of bytes")


def separator_of(start: str, asked: str) -> str:
    """Return the separator asked for, or the one that gives the most even table."""
    if asked:
        asked = _NAMED.get(asked.casefold(), asked)
        if len(asked) != 1 or asked in '"\r\n':
            give_up("bad_separator", separator=asked)
        return asked
    named = re.match(r"\ufeff?sep=(.)\r?\n", start)
    if named:
        return named.group(1)
    scored = [(_evenness(start, separator), separator) for separator in SEPARATORS]
    best = max(score for score, _ in scored)
    return next(separator for score, separator in scored if score == best) if best else ","


def _evenness(start: str, separator: str) -> float:
    """Return how evenly a separator cuts the first rows into columns."""
    lines = io.StringIO(start.replace(NUL, ""), newline="")
    try:
        rows = list(islice(csv.reader(lines, delimiter=separator), SNIFFED_ROWS))
    except csv.Error:
        return 0.0
    if len(start) >= SNIFFED_CHARACTERS and len(rows) > 1:
        rows.pop()  # cut off in the middle
    widths = Counter(len(row) for row in rows if any(row))
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0.0
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return count / sum(widths.values()) + min(width, 30) / 1000


def _rows(file: TextIO, separator: str, size: int, raw: io.BufferedReader) -> Iterator[Message]:
    """Tell the rows of a text, block by block."""
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=separator)
    texts = Texts()
    first, line = 1, 0
    try:
        while block := list(islice(reader, BLOCK)):
            if first == 1:
                _clean_first(block, separator)
            if reader.line_num - line > len(block) + SWALLOWED:
                for number, row in enumerate(block, first):
                    if any(_swallowed(cell, separator, len(row)) for cell in row):
                        yield ("problem", "quote_not_closed", "", number, "", 1)
            line = reader.line_num
            yield ("rows", 0, first, _columns(block, texts))
            first += len(block)
            yield ("progress", raw.tell(), size)
    except csv.Error as error:
        give_up("field_too_long" if "field larger" in str(error) else "damaged", why=str(error))
    except UnicodeError:
        give_up("encoding", encoding=file.encoding)
    if lines.nuls:
        yield ("problem", "nul_removed", "", 0, "", lines.nuls)


def _swallowed(cell: str, separator: str, width: int) -> bool:
    """Tell whether a cell holds whole rows: somebody opened a quote and did not close it."""
    lines = cell.split("\n")
    if len(lines) <= SWALLOWED:
        return False
    alike = Counter(line.count(separator) for line in lines[1:-1])
    marks, count = alike.most_common(1)[0]
    return marks >= max(1, width - 1) and count * 5 > len(lines) * 4


def _clean_first(block: list[list[str]], separator: str) -> None:
    """Take away the mark of the encoding, and the line by which some programs name a separator."""
    if block[0]:
        block[0][0] = block[0][0].removeprefix("\ufeff")
    if re.fullmatch(r"sep=.?", separator.join(block[0])):
        block[0] = []


def _columns(block: list[list[str]], texts: Texts) -> list[list[str | None]]:
    """Return rows, even ragged ones, as columns of text."""
    width = max(map(len, block))
    columns = []
    even = all(len(row) == width for row in block)
    for at in range(width):
        if even:
            cells = [row[at] for row in block]
        else:
            cells = [row[at] if at < len(row) else "" for row in block]
        columns.append(texts.column(at, cells))
    return columns
