"""A file becomes a RawTable: prescan, child process, layout of each sheet, one table."""

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

from reviewer_audit.domain.intake import Problem, RawTable, SheetInfo
from reviewer_audit.intake import layout, sandbox
from reviewer_audit.intake.arriving import Arrived, Sheet, received
from reviewer_audit.intake.formats import HEAD_BYTES, Format, Request
from reviewer_audit.intake.layout import Layout
from reviewer_audit.intake.prescan import Findings, prescan
from reviewer_audit.intake.refusals import refuse
from reviewer_audit.progress import SILENT, Progress

ZIP_MAGIC = b"PK\x03\x04"
HEAD_ROWS = 60  # kept as they stand, for people to look at
ABOVE_HEADER = 8
_KNOWN = (  # what else people pick by mistake
    (b"\x1f\x8b", "compressed", ""),
    (b"BZh", "compressed", ""),
    (b"7z\xbc\xaf", "compressed", ""),
    (b"\xfd7zXZ", "compressed", ""),
    (b"Rar!", "compressed", ""),
    (b"%PDF", "not_a_table", "a PDF document"),
    (b"\x89PNG", "not_a_table", "a picture"),
    (b"\xff\xd8\xff", "not_a_table", "a picture"),
    (b"GIF8", "not_a_table", "a picture"),
    (b"{\\rtf", "not_a_table", "a text document"),
    (b"SQLite format 3", "not_a_table", "a database"),
)
_BOOK_PARTS = ("workbook.xml", "workbook.bin", "content.xml")


def read(
    path: Path | str,
    *,
    formats: Sequence[Format],
    sheets: Sequence[str] = (),
    encoding: str = "",
    header_row: int | None = None,
    separator: str = "",
    password: str = "",
    measure_hidden: bool = False,
    progress: Progress = SILENT,
) -> RawTable:
    """Return the table of a file; raises IntakeError with one sentence where there is none.

    ``header_row`` counts from 1; 0 says that the table has no header.
    """
    path = Path(path)
    name = path.name
    size, head = _looked_at(path)
    form = next(form for form in formats if form.matches(head))
    request = Request(
        path=str(path.resolve()),
        file_name=name,
        reader=form.reader,
        sheets=tuple(sheets),
        encoding=encoding,
        separator=separator,
        password=password,
        measure_hidden=measure_hidden,
        seconds=sandbox.allowed_seconds(size),
    )
    reader = sandbox.take()  # it starts while we look at the file
    try:
        findings = prescan(path, name) if head.startswith(ZIP_MAGIC) else Findings()
        if head.startswith(ZIP_MAGIC) and not any(p.endswith(_BOOK_PARTS) for p in findings.parts):
            refuse("not_a_table", file=name, what=_kind_of_zip(findings))
        arrived = received(reader, request, findings, progress)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    finally:
        sandbox.give_back(reader, size)
    arrived.problems += _ignored(findings)
    return _table(name, sha256, arrived, asked=bool(sheets), header_row=header_row)


def _looked_at(path: Path) -> tuple[int, bytes]:
    """Return size and first bytes of a file that is worth reading."""
    name = path.name
    try:
        if path.is_dir():
            refuse("not_a_table", file=name, what="a folder")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        refuse("missing", file=path)
    except OSError as error:
        refuse("unreadable", file=name, why=error.strerror)
    if not head:
        refuse("empty", file=name)
    for magic, code, what in _KNOWN:
        if head.startswith(magic):
            refuse(code, file=name, what=what)
    return size, head


def _kind_of_zip(findings: Findings) -> str:
    if any(part.startswith("word/") for part in findings.parts):
        return "a text document"
    if any(part.startswith("ppt/") for part in findings.parts):
        return "a presentation"
    return "an archive or a damaged workbook"


def _ignored(findings: Findings) -> list[Problem]:
    problems = []
    if findings.macros:
        problems.append(Problem(code="macros_ignored"))
    if findings.links:
        problems.append(Problem(code="links_ignored"))
    return problems


def _table(
    name: str, sha256: str, arrived: Arrived, *, asked: bool, header_row: int | None
) -> RawTable:
    """Put the sheets with the same header together."""
    problems = list(arrived.problems)
    layouts: dict[int, Layout] = {}
    for index, sheet in arrived.sheets.items():
        if sheet.wanted and sheet.columns:
            found = layout.find(sheet.columns, header_row)
            if found is not None:
                layouts[index] = found
                problems += _filled(sheet, found)
        elif not sheet.wanted and sheet.hidden:
            problems.append(Problem(code="hidden_sheet", sheet=sheet.name))
    if not layouts:
        if header_row is not None and any(sheet.columns for sheet in arrived.sheets.values()):
            refuse("header_row", file=name, row=header_row)
        refuse("no_rows", file=name)
    chosen = _same_header(arrived, layouts, asked=asked)
    for index in layouts:
        if index not in chosen:
            problems.append(Problem(code="sheet_not_read", sheet=arrived.sheets[index].name))
    for index in chosen:
        problems += _layout_problems(arrived.sheets[index], layouts[index])
    head_first, head = _head(arrived.sheets[chosen[0]], layouts[chosen[0]])
    infos = tuple(
        _info(sheet, layouts.get(index), used=index in chosen)
        for index, sheet in arrived.sheets.items()
    )
    return RawTable(
        file_name=name,
        sha256=sha256,
        encoding=arrived.encoding,
        sheets=infos,
        header=layouts[chosen[0]].names,
        columns=_joined(arrived, layouts, chosen),
        sheet_names=tuple(arrived.sheets[index].name for index in chosen),
        sheet_of_row=_sheet_of_row(len(layouts[index].rows) for index in chosen),
        row_numbers=_row_numbers([layouts[index].rows for index in chosen]),
        skipped_rows=sum(layouts[index].skipped for index in chosen),
        problems=tuple(problems),
        head=head,
        head_first=head_first,
        saved_at=arrived.saved_at,
    )


def _head(sheet: Sheet, found: Layout) -> tuple[int, tuple[tuple[str | None, ...], ...]]:
    """Return the first rows as they stand, from a little above the header, and where they begin."""
    first = max(found.header - ABOVE_HEADER, 0)
    columns = [sheet.columns[place][first : first + HEAD_ROWS] for place in found.places]
    tallest = max(map(len, columns), default=0)
    padded = [[*cells, *[None] * (tallest - len(cells))] for cells in columns]
    return first + 1, tuple(zip(*padded, strict=True))


def _filled(sheet: Sheet, found: Layout) -> list[Problem]:
    """Fill merged cells of the table itself; titles above it are none."""
    count = layout.fill_merged(sheet.columns, sheet.merged, found.header)
    return [Problem(code="merged_cells", sheet=sheet.name, count=count)] if count else []


def _same_header(arrived: Arrived, layouts: dict[int, Layout], *, asked: bool) -> list[int]:
    """Return the sheets that are one table: all that were asked for, or the largest group."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, found in layouts.items():
        groups.setdefault(tuple(sorted(found.names)), []).append(index)
    if asked and len(groups) > 1:
        names = ", ".join(f"“{arrived.sheets[index].name}”" for index in layouts)
        refuse("sheets_differ", sheets=names)
    return max(groups.values(), key=lambda group: sum(len(layouts[i].rows) for i in group))


def _layout_problems(sheet: Sheet, found: Layout) -> list[Problem]:
    problems = []
    if found.repeated:
        problems.append(Problem(code="repeated_header", sheet=sheet.name, count=found.repeated))
    if found.header >= 0:
        for place, name in zip(found.places, found.names, strict=True):
            cell = sheet.columns[place][found.header]
            if not cell:
                problems.append(Problem(code="unnamed_column", column=name, sheet=sheet.name))
            elif " ".join(cell.split()) != name:
                problems.append(Problem(code="repeated_name", column=name, sheet=sheet.name))
    if found.footer_row >= 0:
        problems.append(
            Problem(
                code="footer_skipped",
                sheet=sheet.name,
                row_number=found.footer_row + 1,
                count=found.footers,
            )
        )
    return problems


def _info(sheet: Sheet, found: Layout | None, *, used: bool) -> SheetInfo:
    if found is None:
        rows, columns = sheet.size
        return SheetInfo(
            name=sheet.name, hidden=sheet.hidden, rows=rows, columns=columns, used=False
        )
    return SheetInfo(
        name=sheet.name,
        hidden=sheet.hidden,
        rows=len(found.rows),
        columns=len(found.names),
        header_row=found.header + 1,
        used=used,
    )


def _joined(
    arrived: Arrived, layouts: dict[int, Layout], chosen: Sequence[int]
) -> tuple[list[str | None], ...]:
    """Return the data cells of all chosen sheets, column by column."""
    names = layouts[chosen[0]].names
    joined: list[list[str | None]] = [[] for _ in names]
    for index in chosen:
        found, sheet = layouts[index], arrived.sheets[index]
        place = dict(zip(found.names, found.places, strict=True))
        for at, name in enumerate(names):
            cells = sheet.columns[place[name]]
            rows = found.rows
            part = (
                cells[rows.start : rows.stop]
                if isinstance(rows, range)
                else [cells[row] for row in rows]
            )
            joined[at] = part if not joined[at] else joined[at] + part
        sheet.columns = []
    return tuple(joined)


def _sheet_of_row(lengths: Iterable[int]) -> Sequence[int]:
    out = array("H")
    for index, length in enumerate(lengths):
        out.extend(array("H", [index]) * length)
    return out


def _row_numbers(parts: Sequence[Sequence[int]]) -> Sequence[int]:
    """Return the source rows, from 1."""
    if len(parts) == 1 and isinstance(parts[0], range):
        return range(parts[0].start + 1, parts[0].stop + 1)
    return array("L", [row + 1 for rows in parts for row in rows])
