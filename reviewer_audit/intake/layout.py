"""Where the table is on a sheet: its header, its rows, and what stands around it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reviewer_audit.intake.formats import Column
from reviewer_audit.intake.synonyms import known

LOOKED_AT = 60  # rows from the top among which the header is looked for
TAIL = 40  # rows from the end among which footers are looked for
LONG_NAME = 120
KNOWN_ENOUGH = 4  # column names of the trade that make a row the header
MAX_REMARK = 2  # cells of a remark under the table
_VALUE = re.compile(r"[-+]?[\d\s.,:/%$€£T+-]*\d[\d\s.,:/%$€£TZ+-]*|TRUE|FALSE", re.IGNORECASE)
_FOOTER = re.compile(
    r"(grand\s+|sub-?\s*)?totals?\b|sum\b|average\b|end\s+of\b|generated\b|exported\b|printed\b"
    r"|reported?\s+by\b|source\s*:|notes?\s*:|page\s+\d|rows?\s*:|records?\s*:|row\s+count|count\s*:"
    r"|\*{2,}|-{3,}|={3,}|©|confidential\b|gesamt|summe\b|totale?s?\b|итого",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The table of a sheet: names, kept columns, and the rows that are data (from 0)."""

    header: int  # row of the header from 0, or -1
    names: tuple[str, ...]
    places: tuple[int, ...]
    rows: Sequence[int]
    skipped: int
    repeated: int  # rows that repeat the header
    footers: int = 0  # remarks and totals under or between the rows
    footer_row: int = -1


def find(columns: Sequence[Column], header_row: int | None) -> Layout | None:
    """Return where the table is; None on a sheet without cells or without that header row."""
    height = len(columns[0]) if columns else 0
    top = _first_filled(columns, height)
    if top is None or (header_row is not None and header_row > height):
        return None
    header = find_header(columns, height, top) if header_row is None else header_row - 1
    places = tuple(at for at, column in enumerate(columns) if _used(column, header))
    cells = [columns[at][header] if header >= 0 else None for at in places]
    names = unique_names(cells, places)
    rows, repeated, footers = _data_rows(columns, places, header, height)
    return Layout(
        header=header,
        names=names,
        places=places,
        rows=rows,
        skipped=height - len(rows) - (header >= 0),
        repeated=repeated,
        footers=len(footers),
        footer_row=min(footers, default=-1),
    )


def find_header(columns: Sequence[Column], height: int, top: int) -> int:
    """Return the row that most likely names the columns."""
    looked = range(top, min(height, top + LOOKED_AT))
    filled = {row: [c[row] for c in columns if (c[row] or "").strip()] for row in looked}
    widest = max(len(cells) for cells in filled.values())
    best, best_score = top, 0.0
    for row, cells in filled.items():
        texts = [cell for cell in cells if cell]
        if len(texts) * 2 < widest or (widest > 1 and len(texts) == 1):
            continue
        names = sum(1 for text in texts if not _VALUE.fullmatch(text) and len(text) <= LONG_NAME)
        different = len(set(texts))
        score = (names / len(texts)) * (different / len(texts)) * (len(texts) / widest) ** 0.5
        score += names / len(texts) * min(sum(map(known, texts)), KNOWN_ENOUGH) / 2
        if score > best_score + 0.2:
            best, best_score = row, score
    return best


def unique_names(cells: Iterable[str | None], places: Iterable[int]) -> tuple[str, ...]:
    """Return names for columns: trimmed, the blank ones by letter, repeated ones numbered."""
    names: list[str] = []
    taken: Counter[str] = Counter()
    for cell, place in zip(cells, places, strict=True):
        base = " ".join((cell or "").split()) or f"Column {letters(place)}"
        name = base
        while name in taken:
            taken[base] += 1
            name = f"{base} ({taken[base]})"
        taken[name] += 1
        names.append(name)
    return tuple(names)


def letters(place: int) -> str:
    """Return the letters by which a spreadsheet names a column (from 0)."""
    out, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def fill_merged(
    columns: Sequence[Column], ranges: Iterable[tuple[int, int, int, int]], header: int
) -> int:
    """Give every cell of a merged range below the header the text that the range shows."""
    count = 0
    for top, left, bottom, right in ranges:
        if top <= header or not 0 <= left < len(columns) or top >= len(columns[left]):
            continue
        text = columns[left][top]
        count += text is not None
        for column in columns[left : right + 1]:
            for row in range(top, min(bottom + 1, len(column))):
                column[row] = text
    return count


def _first_filled(columns: Sequence[Column], height: int) -> int | None:
    tops = (
        next((row for row in range(height) if (column[row] or "").strip()), None)
        for column in columns
    )
    return min((top for top in tops if top is not None), default=None)


def _used(column: Column, header: int) -> bool:
    """Tell whether a column has a name, or cells under where a name would be."""
    if header >= 0 and column[header]:
        return True
    return column.count(None) - column[: header + 1].count(None) < len(column) - header - 1


def _data_rows(
    columns: Sequence[Column], places: Sequence[int], header: int, height: int
) -> tuple[Sequence[int], int, set[int]]:
    """Return the rows that are data, how many repeated the header, and the footers."""
    used = [columns[at] for at in places]
    start = header + 1
    blank = _blank_rows(used, start)
    typical = _typical_width(used, start, height, blank)
    end, drop = _footers(used, start, height, blank, typical)
    footers = drop | {row for row in range(end, height) if row not in blank}
    repeated = 0
    if header >= 0 and used and len(used) > 1:
        name = used[0][header]
        if name and not _VALUE.fullmatch(name) and name in used[0][start:end]:
            names = [column[header] for column in used]
            for row in range(start, end):
                if used[0][row] == name and [column[row] for column in used] == names:
                    drop.add(row)
                    repeated += 1
    drop |= blank
    if not drop:
        return range(start, end), repeated, footers
    return [row for row in range(start, end) if row not in drop], repeated, footers


def _blank_rows(columns: Sequence[Column], start: int) -> set[int]:
    ordered = sorted(columns, key=lambda column: column.count(None))
    blank: set[int] | None = None
    for column in ordered:
        if None not in column and not any(map(str.isspace, column)):  # type: ignore[arg-type]
            return set()  # the usual case: a column without a gap
        if blank is None:
            blank = {
                row
                for row, cell in enumerate(column[start:], start)
                if cell is None or cell.isspace()
            }
        else:
            blank = {row for row in blank if not (column[row] or "").strip()}
        if not blank:
            break
    return blank or set()


def _typical_width(columns: Sequence[Column], start: int, height: int, blank: set[int]) -> int:
    rows = [row for row in range(start, min(height, start + LOOKED_AT)) if row not in blank]
    widths = sorted(sum(1 for column in columns if column[row]) for row in rows)
    return widths[len(widths) // 2] if widths else 0


def _footers(
    columns: Sequence[Column], start: int, height: int, blank: set[int], typical: int
) -> tuple[int, set[int]]:
    """Return where the data ends, and the totals that stand between blank rows before that."""
    end = height
    floor = max(start, height - len(blank) - TAIL)
    for row in range(height - 1, floor - 1, -1):
        if row in blank:
            end = row
            continue
        cells = _texts(columns, row)
        if _is_footer(cells, typical):
            end = row
        elif len(cells) > MAX_REMARK or len(cells) * 2 >= typical:
            break  # data; what hangs below it without a blank row between is data too
    drop = {
        row
        for gap in blank
        for row in (gap - 1, gap + 1)
        if start <= row < end and row not in blank and _is_footer(_texts(columns, row), typical)
    }
    return end, drop


def _texts(columns: Sequence[Column], row: int) -> list[str]:
    return [text for column in columns if (text := (column[row] or "").strip())]


def _is_footer(cells: Sequence[str], typical: int) -> bool:
    """Tell whether a row is a total or a remark: its first words say so, and little else stands."""
    if not cells or not _FOOTER.match(cells[0]):
        return False
    others = cells[1:]
    return len(cells) * 2 <= max(typical, 2) or all(_VALUE.fullmatch(text) for text in others)
