"""Text files: csv, tsv and txt in any usual encoding and with any usual separator."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from reviewer_audit.intake.cells import Texts
from reviewer_audit.intake.encodings import NUL, chosen_encoding
from reviewer_audit.intake.formats import Format, Message, Request
from reviewer_audit.intake.refusals import ChildRefusal

FIELD_LIMIT = 10_000_000
BLOCK = 4096
SNIFFED_ROWS = 60
SNIFFED_CHARACTERS = 400_000
SEPARATORS = (",", ";", "\t", "|")
_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}
_SPAN = 50  # a field over more lines than this may be a quote that nobody closed

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
        start = file.read(SNIFFED_CHARACTERS)
        refuse_what_is_no_table(start, request.file_name)
        separator = separator_of(start, request.separator)
        file.seek(0)
        yield ("sheet", 0, "", False, True)
        yield from _rows(file, separator, size, raw)


def refuse_what_is_no_table(start: str, file_name: str) -> None:
    """Refuse text that is something else: a page, JSON, a program's output."""
    first = start.lstrip("\ufeff \t\r\n")[:200].lower()
    if not first.strip(NUL):
        raise ChildRefusal("empty")
    if first.startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<svg")):
        raise ChildRefusal("web_page")
    if first[0] in "{[" and file_name.lower().endswith((".json", ".jsonl", ".geojson")):
        raise ChildRefusal("not_a_table", what="JSON")
    if first.startswith(("%pdf", "{\\rtf")):
        raise ChildRefusal("not_a_table", what="a text document")
    controls = sum(1 for c in start[:4096] if c < " " and c not in "\t\n\r\f\v\x1a\x1c\x1d\x1e\x1f")
    if (controls - start[:4096].count(NUL)) * 20 > len(start[:4096]):
        raise ChildRefusal("not_a_table", what="a file of bytes")


def separator_of(start: str, asked: str) -> str:
    """Return the separator asked for, or the one that gives the most even table."""
    if asked:
        asked = _NAMED.get(asked.casefold(), asked)
        if len(asked) != 1 or asked in '"\r\n':
            raise ChildRefusal("bad_separator", separator=asked)
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
    return count / sum(widths.values()) + min(width, 30) / 100


def _rows(file: TextIO, separator: str, size: int, raw: io.BufferedReader) -> Iterator[Message]:
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=separator)
    texts = Texts()
    first, line, named = 1, 0, False
    try:
        while True:
            block: list[list[str]] = []
            for row in islice(reader, BLOCK):
                if reader.line_num - line > _SPAN:
                    yield ("problem", "long_field", "", first + len(block), "", 1)
                line = reader.line_num
                block.append(row)
            if not block:
                break
            if first == 1 and re.fullmatch(r"\ufeff?sep=.?", separator.join(block[0])):
                block[0] = []
                named = True
            if first == 1 and block[0]:
                block[0][0] = block[0][0].removeprefix("\ufeff")
            yield ("rows", 0, first, _columns(block, texts))
            first += len(block)
            yield ("progress", raw.tell(), size)
    except csv.Error as error:
        if "field larger" in str(error):
            raise ChildRefusal("field_too_long") from error
        raise ChildRefusal("damaged", why=str(error)) from error
    except UnicodeError as error:
        raise ChildRefusal("encoding", encoding=file.encoding) from error
    if lines.nuls:
        yield ("problem", "nul_removed", "", 0, "", lines.nuls)
    if named:
        yield ("problem", "separator_named", "", 1, separator, 1)


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
