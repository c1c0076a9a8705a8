"""The cells of one sheet's XML: found by row and column, filled, cleared and put in order."""

from reviewer_audit.render import xl_text
from reviewer_audit.render.cell_ranges import Area, letters
from reviewer_audit.render.package import Element, child, children, local, made

Value = str | int | float | None
NOT_THERE = "n/a"
WIDTH, LINE, HIGHEST = 8.43, 15.0, 409.0  # of a column in characters, of rows in points


class Styles:
    """The looks of cells; text gets one of its own, so that nobody turns it into a formula."""

    def __init__(self, root: Element) -> None:
        self._formats = child(root, "cellXfs")
        self._quoted: dict[str, str] = {}

    def wraps(self, style: str) -> bool:
        """Tell whether text of this look breaks into lines."""
        every = list(self._formats) if self._formats is not None else []
        look = every[int(style or 0)] if int(style or 0) < len(every) else None
        alignment = child(look, "alignment")
        return alignment is not None and alignment.get("wrapText") in {"1", "true"}

    def quoted(self, style: str) -> str:
        """Return the same look for a cell whose text stays text after F2 and Enter."""
        if self._formats is None:
            return style
        if style not in self._quoted:
            every = list(self._formats)
            index = int(style or 0)
            if index >= len(every):
                return style
            look = every[index]
            self._quoted[style] = style
            if look.get("quotePrefix") not in {"1", "true"}:
                copy = made(look, local(look), look.text, **{**look.attrib, "quotePrefix": "1"})
                copy.extend(list(look))
                self._formats.append(copy)
                self._formats.set("count", str(len(every) + 1))
                self._quoted[style] = str(len(every))
        return self._quoted[style]


class Grid:
    """The rows and cells of a sheet."""

    def __init__(self, root: Element) -> None:
        self.root = root
        found = child(root, "sheetData")
        self._data = found if found is not None else made(root, "sheetData")
        self._rows: dict[int, Element] = {}
        self._cells: dict[int, dict[int, Element]] = {}
        self.released: set[int] = set()  # shared strings that a cell here no longer shows
        at = 0
        for row in children(self._data, "row"):
            at = int(row.get("r") or at + 1)
            self._rows[at] = row
            cells, column = self._cells.setdefault(at, {}), 0
            for cell in children(row, "c"):
                area = Area.of(cell.get("r", ""))
                column = area.left if area else column + 1
                cells[column] = cell

    def cell(self, row: int, column: int) -> Element | None:
        """Return a cell that is there."""
        return self._cells.get(row, {}).get(column)

    def holding(self, area: Area) -> str:
        """Return the address of the first cell with something in it, "" where all are empty."""
        for row in sorted(self._cells.keys() & set(range(area.top, area.bottom + 1))):
            for column, cell in sorted(self._cells[row].items()):
                if area.left <= column <= area.right and any(
                    local(one) in {"f", "is"} or one.text for one in cell
                ):
                    return f"{letters(column)}{row}"
        return ""

    def formula(self, row: int, column: int) -> str:
        """Return the formula of a cell that stands by itself, "" where there is none."""
        cell = self.cell(row, column)
        own = child(cell, "f") if cell is not None else None
        alone = own is not None and own.get("t", "normal") in {"normal", "shared"}
        return (own.text or "") if own is not None and alone else ""

    def style(self, row: int, column: int) -> str:
        """Return the look of a cell, or what its row or column gives it."""
        cell = self.cell(row, column)
        return cell.get("s", "") if cell is not None else ""

    def put(self, row: int, column: int, value: Value, style: str, styles: Styles) -> None:
        """Fill a cell: numbers as numbers, text as text that no program evaluates."""
        if value is None:
            value = NOT_THERE
        cell = self._emptied(row, column, style)
        if isinstance(value, str):
            if not value:
                return
            cell.set("t", "inlineStr")
            if look := styles.quoted(style):
                cell.set("s", look)
            inside = made(cell, "is")
            text = made(cell, "t", xl_text.xl_text(value))
            text.set("xml:space", "preserve")
            inside.append(text)
            cell.append(inside)
        else:
            cell.append(made(cell, "v", repr(value)))

    def put_formula(self, row: int, column: int, formula: str, style: str) -> None:
        """Put a formula of the customer's own into a cell."""
        cell = self._emptied(row, column, style)
        cell.append(made(cell, "f", formula))

    def move(self, row: int, to: int, left: int, right: int) -> None:
        """Move cells of one row to another."""
        taken = {c: self._cells.get(row, {}).pop(c) for c in range(left, right + 1)
                 if c in self._cells.get(row, {})}  # fmt: skip
        for column, cell in taken.items():
            self._row(to, like=row)
            self._cells[to][column] = cell

    def clear(self, area: Area) -> None:
        """Take cells out, look and all."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = self._cells.get(row, {}).pop(column, None)
                if cell is not None:
                    self._release(cell)

    def like(self, row: int, pattern: int) -> None:
        """Make a row as high as another one, and visible."""
        element = self._row(row, like=pattern)
        element.attrib.pop("hidden", None)

    def width(self, column: int) -> float:
        """Return how many characters of the usual size a column shows."""
        usual = child(self.root, "sheetFormatPr")
        width = float(usual.get("defaultColWidth", WIDTH)) if usual is not None else WIDTH
        for one in children(self.root, "cols", "col"):
            if int(one.get("min", "0")) <= column <= int(one.get("max", "0")):
                width = float(one.get("width", width))
        return width

    def fit(self, row: int, count: int) -> None:
        """Make a row as high as so many lines need, unless somebody set its height."""
        element = self._row(row)
        if element.get("customHeight") in {"1", "true"}:
            return
        usual = child(self.root, "sheetFormatPr")
        line = float(usual.get("defaultRowHeight", LINE)) if usual is not None else LINE
        element.attrib.pop("ht", None)
        if count > 1:
            element.set("ht", f"{min(line * count, HIGHEST):g}")

    def finish(self) -> None:
        """Put rows and cells in order and drop values that old formulas left."""
        for number, row in self._rows.items():
            cells = sorted(self._cells.get(number, {}).items())
            others = [one for one in row if local(one) != "c"]
            row[:] = [cell for _column, cell in cells] + others
            row.set("r", str(number))
            row.attrib.pop("spans", None)
            for column, cell in cells:
                cell.set("r", f"{letters(column)}{number}")
                if child(cell, "f") is not None:
                    for old in children(cell, "v"):
                        cell.remove(old)
                    cell.attrib.pop("t", None)
        self._data[:] = [row for _number, row in sorted(self._rows.items())]
        used = [(n, c) for n, cells in self._cells.items() for c in cells]
        dimension = child(self.root, "dimension")
        if dimension is not None and used:
            rows, columns = [n for n, _c in used], [c for _n, c in used]
            area = Area(min(columns), min(rows), max(columns), max(rows))
            dimension.set("ref", str(area))

    def _row(self, number: int, like: int = 0) -> Element:
        if number not in self._rows:
            row = made(self._data, "row", r=str(number))
            pattern = self._rows.get(like)
            for name in ("ht", "customHeight", "s", "customFormat"):
                if pattern is not None and name in pattern.attrib:
                    row.set(name, pattern.attrib[name])
            self._rows[number] = row
        self._cells.setdefault(number, {})
        return self._rows[number]

    def _emptied(self, row: int, column: int, style: str) -> Element:
        self._row(row)
        old = self._cells[row].get(column)
        if old is not None:
            self._release(old)
        cell = made(self._data, "c")
        if style:
            cell.set("s", style)
        self._cells[row][column] = cell
        return cell

    def _release(self, cell: Element) -> None:
        index = shared(cell)
        if index is not None:
            self.released.add(index)


def shared(cell: Element) -> int | None:
    """Return which of the shared strings a cell shows; None where it shows none."""
    if cell.get("t") != "s":
        return None
    value = child(cell, "v")
    text = (value.text or "") if value is not None else ""
    return int(text) if text.isdecimal() else None
