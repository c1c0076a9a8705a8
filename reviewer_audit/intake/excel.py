"""Workbooks: xlsx, xlsm, xlsb, xls and ods. The reading half runs in the child process."""

import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.intake.cells import Texts, transposed, without_nuls
from reviewer_audit.intake.formats import Format, Message, Request
from reviewer_audit.intake.refusals import give_up

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
BLOCK = 4096
MERGED_KEPT = 10_000
PROPERTIES = "docProps/core.xml"
SAVED = re.compile(rb"<dcterms:modified\b[^>]*>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\s*<")
_SUFFIX_KINDS = {".xlsx": "x", ".xlsm": "x", ".xlsb": "b", ".ods": "o", ".xls": "s"}

FORMAT = Format(
    name="workbook",
    suffixes=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    matches=lambda head: head.startswith((ZIP_MAGIC, OLE_MAGIC, *OLD_BIFF)),
    reader="reviewer_audit.intake.excel:read",
)


def read(request: Request) -> Iterator[Message]:
    """Tell the sheets of a workbook and the cells of those that were asked for."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    source: str | bytes = request.path
    with Path(request.path).open("rb") as file:
        head = file.read(len(OLE_MAGIC))
    if head == OLE_MAGIC:
        source = _decrypted(request) or source
    book = _open(request, source)
    if moment := _saved_at(source):
        yield ("saved", moment)
    sheets = book.sheets_metadata
    names = [sheet.name for sheet in sheets]
    for name in request.sheets:
        if name not in names:
            give_up("no_sheet", sheet=name, sheets=", ".join(map(repr, names)))
    for index, sheet in enumerate(sheets):
        hidden = sheet.visible != SheetVisibleEnum.Visible
        tabular = sheet.typ == SheetTypeEnum.WorkSheet
        wanted = tabular and (sheet.name in request.sheets if request.sheets else not hidden)
        yield ("sheet", index, sheet.name, hidden, wanted)
        if wanted:
            yield from _cells(book, source, index, sheet.name)
        elif tabular and request.measure_hidden:
            measured = book.get_sheet_by_index(index)
            if measured.start and measured.end:  # counted, not looked at; one row is the header
                (top, left), (bottom, right) = measured.start, measured.end
                yield ("size", index, bottom - top, right - left + 1)


def read_sparsely(request: Request) -> Iterator[Message]:
    """Tell the same of a workbook with a cell far away; slower, but it fits into memory."""
    from reviewer_audit.intake import sparse

    return sparse.read(request)


def _cells(
    book: "CalamineWorkbook", source: str | bytes, index: int, name: str
) -> Iterator[Message]:
    """Tell the cells of one sheet, block by block, as columns of text."""
    from reviewer_audit.intake.number_formats import zero_padded

    sheet = book.get_sheet_by_index(index)
    padded = zero_padded(source, name)
    texts = Texts()
    nuls, old = 0, not is_zip(source)  # XML cannot hold NULs
    rows = iter(sheet.iter_rows())
    first, total = 1, sheet.total_height
    while block := list(islice(rows, BLOCK)):
        columns = [texts.column(at, cells) for at, cells in enumerate(transposed(block))]
        if old:
            nuls += sum(map(without_nuls, columns))
        offset = sheet.start[1] if sheet.start else 0
        padded.apply(columns, first, offset)
        yield ("rows", index, first, texts.packed(columns))
        first += len(block)
        yield ("progress", first - 1, total)
    if nuls:
        yield ("problem", "nul_removed", "", 0, "", nuls)
    merged = sheet.merged_cell_ranges
    if merged:
        left = sheet.start[1] if sheet.start else 0
        ranges = [
            (top, first - left, bottom, last - left)
            for (top, first), (bottom, last) in merged[:MERGED_KEPT]
        ]
        yield ("merged", index, ranges)


def _open(request: Request, source: str | bytes) -> "CalamineWorkbook":
    """Open a workbook by what it holds; the ending of its name may lie."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    kind = _SUFFIX_KINDS.get(Path(request.file_name).suffix.lower())
    try:
        if isinstance(source, str) and kind is not None:
            try:
                return CalamineWorkbook.from_path(source)
            except PasswordError:
                raise
            except CalamineError:
                source = Path(source).read_bytes()  # the ending may be wrong: look inside
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        give_up("needs_password")
    except CalamineError as error:
        give_up("damaged", why=_short(error))


def _decrypted(request: Request) -> bytes | None:
    """Return the plain workbook of an encrypted one, or None where it is not encrypted."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    with Path(request.path).open("rb") as file:
        try:
            office: Any = msoffcrypto.OfficeFile(file)
            encrypted = office.is_encrypted()
        except FileFormatError:
            return None
        except Exception as error:  # noqa: BLE001 - the library raises whatever its parser does
            give_up("damaged", why=_short(error))
        if type(office).__module__.endswith(("doc97", "ppt97")):
            give_up("not_a_table", what="a text document or a presentation")
        if not encrypted:
            return None
        if not request.password:
            give_up("needs_password")
        plain = io.BytesIO()
        try:
            modern = type(office).__module__.endswith("ooxml")  # the old formats always verify
            verify = {"verify_password": True} if modern else {}
            office.load_key(password=request.password, **verify)
            office.decrypt(plain)
        except (InvalidKeyError, DecryptionError):
            give_up("wrong_password")
        except Exception:  # noqa: BLE001 - see above
            give_up("unsupported_encryption")
        return plain.getvalue()


def _saved_at(source: str | bytes) -> str:
    """Return when a workbook says that it was saved; "" where it does not say so in UTC."""
    import zipfile
    import zlib

    if not is_zip(source):
        return ""
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        with zipfile.ZipFile(file) as book, book.open(PROPERTIES) as part:
            found = SAVED.search(part.read(BLOCK))
    except (KeyError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return ""
    return found[1].decode() if found else ""


def is_zip(source: str | bytes) -> bool:
    """Tell whether a workbook is a zip of XML."""
    if isinstance(source, bytes):
        return source.startswith(ZIP_MAGIC)
    with Path(source).open("rb") as file:
        return file.read(len(ZIP_MAGIC)) == ZIP_MAGIC


def _short(error: BaseException) -> str:
    """Return what a library said, short enough for one sentence."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:120].rstrip(". ")
