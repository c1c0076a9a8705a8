"""One sheet while it is written: where the next row goes, how wide columns are, how it prints."""

from collections.abc import Sequence
from copy import copy
from math import ceil
from typing import Any, Protocol

from reviewer_audit.i18n import _, is_right_to_left
from reviewer_audit.render import xl_text
from reviewer_audit.render.xlsx_styles import PERCENT
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.text import is_turned

ROW = 15.0  # points
A4 = 9  # as the format numbers it
PAPER = {True: (530.0, 755.0), False: (775.0, 510.0)}  # upright or not: within the margins
MOST_POINTS = 400.0  # Excel allows 409
Number = int | float


class Rechecking(Protocol):
    """Writes elsewhere what a figure re-traces from; see ``xlsx_checks``."""

    def add(self, name: str, sheet: Any, at: str, e: Estimate) -> str:
        """Return the formula that shows the figure again, or nothing."""
        ...


class Page:
    """A sheet that is written from top to bottom.

    ``first`` is the first column in use, ``span`` how many columns a paragraph may take;
    ``checks`` re-traces the figures that their own row cannot.
    """

    def __init__(
        self, sheet: Any, *, first: int = 1, span: int = 8, checks: Rechecking | None = None
    ) -> None:
        self.sheet = sheet
        self.checks = checks
        self.first = first
        self.span = span
        self.row = 1
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._looks: dict[tuple[str, str, bool, bool], Any] = {}
        sheet.sheet_view.showGridLines = False
        sheet.sheet_view.zoomScale = 100

    @property
    def last(self) -> int:
        """The last column that a paragraph may take."""
        return self.first + self.span - 1

    def text(self, row: int, column: int, text: str, style: str, number_format: str = "") -> Any:
        """Write text, as text, in a named style."""
        cell = self.sheet.cell(row, column)
        turned = is_right_to_left() and is_turned(text)
        self._dress(cell, style, number_format, quoted=bool(text), turned=turned)
        if text:
            heads = "column" in style  # the head of a list is its name: as it is, mark for mark
            xl_text.put(cell, text if heads else xl_text.in_order(text))
        return cell

    def number(self, row: int, column: int, value: Number | None, style: str, form: str) -> Any:
        """Write a number in a named style; None leaves the cell empty."""
        cell = self.sheet.cell(row, column)
        self._dress(cell, style, form)
        if value is not None:
            cell.value = float(value) if isinstance(value, float) else int(value)
        return cell

    def formula(self, row: int, column: int, formula: str, style: str, form: str = PERCENT) -> None:
        """Write a formula of our own; nothing from content is ever part of it."""
        cell = self.sheet.cell(row, column)
        self._dress(cell, style, form)
        cell.value = formula

    def _dress(
        self, cell: Any, style: str, number_format: str, *, quoted: bool = False,
        turned: bool = False,
    ) -> None:  # fmt: skip
        """Give a cell its look; each look is looked up once, for lists have many cells."""
        key = style, number_format, quoted, turned
        known = self._looks.get(key)
        if known is not None:
            cell._style = known  # noqa: SLF001 - how openpyxl itself copies a look
            return
        cell.style = f"Audit {style}"
        if number_format:
            cell.number_format = number_format
        if quoted:
            cell.quotePrefix = True
        if turned:  # it may begin with a name in Latin letters
            made = copy(cell.alignment)
            made.readingOrder = 2
            cell.alignment = made
        self._looks[key] = copy(cell._style)  # noqa: SLF001 - as above

    def across(self, row: int, first: int, last: int, style: str, *, rows: int = 1) -> None:
        """Merge cells and give all of them the style, so that borders close."""
        for r in range(row, row + rows):
            for column in range(first, last + 1):
                self._dress(self.sheet.cell(r, column), style, "")
        if last > first or rows > 1:
            from openpyxl.utils import get_column_letter as letter

            end = f"{letter(last)}{row + rows - 1}"
            self.sheet.merged_cells.add(f"{letter(first)}{row}:{end}")

    def widen(self, column: int, width: float) -> None:
        """Make a column at least so many characters wide."""
        self._widths[column] = max(self._widths.get(column, 0.0), width)

    def width(self, first: int, last: int | None = None) -> float:
        """Return how many characters fit between two columns."""
        return sum(self._widths.get(c, 9.0) for c in range(first, (last or first) + 1))

    def height(self, row: int, points: float) -> None:
        """Make a row at least so many points high."""
        if points > self._heights.get(row, ROW):
            self._heights[row] = min(MOST_POINTS, points)

    def paragraph(self, text: str, style: str, *, size: float = 10.5, after: int = 0) -> None:
        """Write running text across the sheet, with the height that it needs."""
        self.across(self.row, self.first, self.last, style)
        self.text(self.row, self.first, text, style)
        n = lines(text, self.width(self.first, self.last) * 10.0 / size)
        self.height(self.row, n * size * 1.38 + 3)
        self.row += 1 + after

    def fits_one_page(self, *, upright: bool) -> bool:
        """Say whether one printed page can hold the sheet, a little smaller if need be."""
        return self.pages(upright=upright) <= (1.4 if upright else 1.3)

    def pages(self, *, upright: bool, more: float = 0.0) -> float:
        """Return how many printed pages the rows so far take, and so many points below them."""
        wide, high = PAPER[upright]
        scale = min(1.0, wide / max(self.points_wide, 1.0))
        return (self.points_high(1, self.row) + more) * scale / high

    @property
    def points_wide(self) -> float:
        """How wide the columns in use are on paper."""
        return self.width(1, self.last) * 5.55

    def points_high(self, first: int, last: int) -> float:
        """Return how high rows are together."""
        return sum(self._heights.get(r, ROW) for r in range(first, last + 1))

    def row_below(self, row: int, points: float) -> int:
        """Return the first row that lies so far below another."""
        while points > 0:
            points -= self._heights.get(row, ROW)
            row += 1
        return row

    def keep_whole(self, blocks: Sequence[tuple[int, int]], *, upright: bool) -> None:
        """Begin a new printed page before each block of rows that would else be cut by its end."""
        from openpyxl.worksheet.pagebreak import Break

        wide, high = PAPER[upright]
        room = high / min(1.0, wide / max(self.points_wide, 1.0)) * 0.98
        top = 1
        for first, last in blocks:
            cut = self.points_high(top, last) > room
            if cut and first > top and self.points_high(first, last) <= room:
                self.sheet.row_breaks.append(Break(id=first - 1))
                top = first
            while self.points_high(top, last) > room:  # a list over several pages
                top = max(top + 1, self.row_below(top, room) - 1)

    def finish(self) -> None:
        """Set the widths of columns and the heights of rows."""
        from openpyxl.utils import get_column_letter

        for column, width in self._widths.items():
            self.sheet.column_dimensions[get_column_letter(column)].width = width
        for row, points in self._heights.items():
            self.sheet.row_dimensions[row].height = points


def lines(text: str, width: float) -> int:
    """Return how many lines text takes in so many characters."""
    return sum(max(1, ceil(columns(part) * 0.94 / max(width, 1.0))) for part in text.split("\n"))


def columns(text: str) -> float:
    """Return how wide text is in digits of the same font; wide scripts count double."""
    if text.isascii():
        return float(len(text))
    return sum(1.9 if ord(c) >= 0x1100 else 1.0 for c in text)  # noqa: PLR2004 - Hangul and on


def retraced(estimate: Estimate) -> bool:
    """Say whether the value is plainly numerator / n, so that a formula can re-trace it."""
    return (
        estimate.value is not None
        and estimate.numerator is not None
        and estimate.n > 0
        and abs(estimate.numerator / estimate.n - estimate.value) < 1e-9  # noqa: PLR2004
    )


def end_of_interval(*, high: bool, of: str = "") -> str:
    """Return the heading of an end of an interval: of an estimate that is named, or alone.

    Alone it is no message of its own: there Low and High are degrees.
    """
    text = (_("{estimate} high") if high else _("{estimate} low")).format(estimate=of).strip()
    return text if of else text[:1].upper() + text[1:]


def set_up_print(
    sheet: Any,
    title: str,
    stamp: str,
    *,
    repeat: int | None = None,
    area: str = "",
    upright: bool = False,
    one_page: bool = False,
) -> None:
    """A4, fit to one page's width, titles repeated, page numbers."""
    sheet.page_setup.orientation = "portrait" if upright else "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if one_page else 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.45
    margins.top, margins.bottom = 0.55, 0.6
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = False
    if repeat:
        sheet.print_title_rows = f"{repeat}:{repeat}"
    if area:
        sheet.print_area = area
    sheet.HeaderFooter.scaleWithDoc = False
    footer = sheet.oddFooter
    footer.left.text = xl_text.header_text(title)
    footer.center.text = xl_text.header_text(stamp) or None
    footer.right.text = "&A \u00b7 &P / &N"
    for part in (footer.left, footer.center, footer.right):
        part.size = 8
