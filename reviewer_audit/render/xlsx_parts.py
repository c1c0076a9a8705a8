"""The pieces of a sheet that are no tables: title block, tiles, and where charts stand."""

from functools import cache
from typing import Any

from reviewer_audit.render import xl_text, xlsx_charts, xlsx_styles
from reviewer_audit.render.svg import alternative
from reviewer_audit.render.xlsx_page import ROW, Page, lines
from reviewer_audit.reports.model import Figure, KeyFigure, KeyFigures, Report

GRID = 15  # columns of the first page: five tiles of three
DEFAULT_WIDTH = 9.1  # of a column nobody set
CENTIMETRES = 0.195  # of one character of column width
POINTS = 28.35  # of a centimetre
ALONE = 18.0  # centimetres: the most that a chart without another beside it is wide
MOST_WORDS = 2_000  # characters of an alternative text
PAGE_SHAPE = 0.66  # how high a printed page held sideways is to its width


def title_block(page: Page, report: Report) -> None:
    """Write what stands on top of the first page."""
    page.across(page.row, page.first, page.last, "title")
    page.text(page.row, page.first, report.title, "title")
    page.height(page.row, 32)
    page.row += 1
    page.across(page.row, page.first, page.last, "subtitle")
    page.text(page.row, page.first, report.subtitle, "subtitle")
    page.height(page.row, 18)
    page.row += 2
    wide = page.span // max(len(report.facts), 1)
    for i, (name, value) in enumerate(report.facts):
        first = page.first + i * wide
        last = page.last if i == len(report.facts) - 1 else first + wide - 1
        page.across(page.row, first, last, "fact name")
        page.text(page.row, first, name, "fact name")
        page.across(page.row + 1, first, last, "fact")
        page.text(page.row + 1, first, value, "fact")
        page.height(page.row + 1, lines(value, page.width(first, last) - 1) * 13.5 + 3)
    page.row += 3 if report.facts else 0
    if report.stamp:
        page.across(page.row, page.first, page.last, "stamp")
        page.text(page.row, page.first, report.stamp, "stamp")
        page.height(page.row, 20)
        page.row += 2


def tiles(page: Page, block: KeyFigures) -> None:
    """Write a row of tiles, five abreast."""
    each = GRID // 5
    for i, figure in enumerate(block.figures):
        if i and i % 5 == 0:
            page.row += 6
        first = page.first + (i % 5) * each
        _tile(page, figure, first, first + each - 1)
    page.row += 6


def _tile(page: Page, figure: KeyFigure, first: int, last: int) -> None:
    word = figure.verdict
    pill = f"pill {word.tone}" if word else "tile"
    for i, (text, style, points) in enumerate(
        (
            (figure.title, "tile title", 22.0),
            (figure.text, "tile value", 32.0),
            (figure.range, "tile range", 17.0),
            (word.text if word else "", pill, 19.0),
            (figure.note, "tile note", 30.0),
        )
    ):
        row = page.row + i
        page.across(row, first, last, style)
        page.height(row, points)
        share = "%" in figure.text  # coefficients and points stand as they are written
        if style == "tile value" and share and figure.estimate.value is not None:
            digits = xlsx_styles.PERCENT if "." in figure.text else "0%"
            page.number(row, first, figure.estimate.value, style, digits)
        else:
            page.text(row, first, text, style)


def abreast(page: Page, figures: list[Figure], data: Page) -> None:
    """Set charts into the flow of the sheet, two abreast."""
    first_page = page.first > 1
    total = min(38.0, page.width(page.first, page.last) * CENTIMETRES)
    for i in range(0, len(figures), 2):
        two = figures[i : i + 2]
        heights = [xlsx_charts.height_of(figure.chart) for figure in two]
        highest = max(heights)
        widths = [total / 2, total / 2] if len(two) > 1 else [min(total, ALONE)]
        if first_page:  # the first chart carries the message; both end at the same line
            heights = [highest] * len(two)
            widths = [total] if len(two) == 1 else [total * 0.6, total * 0.4]
        page.row += 1
        left = 0.0
        for figure, width, height in zip(two, widths, heights, strict=False):
            chart = xlsx_charts.draw(figure.chart, data, width=width - 0.3, height=height)
            _anchor(page, chart, figure, left)
            left += width
        page.row = page.row_below(page.row, highest * POINTS) + 1


def points_abreast(figures: list[Figure]) -> float:
    """Return how high charts are together, two abreast, with the rows between them."""
    heights = [xlsx_charts.height_of(figure.chart) for figure in figures]
    pairs = [max(heights[i : i + 2]) for i in range(0, len(heights), 2)]
    return sum(high * POINTS + 2 * ROW for high in pairs)


def beside(page: Page, figures: list[Figure], data: Page, header: int) -> str:
    """Set charts to the right of the tables, as a printed page holds them; return what to print."""
    from openpyxl.utils import get_column_letter as letter

    tables = f"A1:{letter(page.last)}{max(page.row, header + 1)}"
    if not figures:
        return tables
    left, top, width = page.last + 2, max(header, 4), 14.0
    step = round(width / (DEFAULT_WIDTH * CENTIMETRES)) + 1
    heights = [xlsx_charts.height_of(figure.chart) for figure in figures]
    many = _many_abreast(heights, width)
    row = top
    for i in range(0, len(figures), many):
        some = list(zip(figures[i : i + many], heights[i : i + many], strict=True))
        for k, (figure, height) in enumerate(some):
            chart = xlsx_charts.draw(figure.chart, data, width=width, height=height)
            _stand(page, chart, figure, (left + k * step, 0.0, row))
        row = page.row_below(row, max(height for _, height in some) * POINTS) + 1
    right = left + min(len(figures), many) * step - 1
    return f"{tables},{letter(left)}{top}:{letter(right)}{row}"


def _many_abreast(heights: list[float], width: float) -> int:
    """Return how many charts stand side by side, so that all are one printed page."""
    for many in range(2, len(heights)):
        rows = [max(heights[i : i + many]) + 1 for i in range(0, len(heights), many)]
        if sum(rows) <= PAGE_SHAPE * (many * (width + 1)):
            return many
    return max(2, len(heights))


def _anchor(page: Page, chart: Any, figure: Figure, left: float) -> None:
    """Set a chart at the page's row, so many centimetres from the first column."""
    column = page.first
    while (width := page.width(column) * CENTIMETRES) <= left:
        left -= width
        column += 1
    _stand(page, chart, figure, (column, left, page.row))


def _stand(page: Page, chart: Any, figure: Figure, at: tuple[int, float, int]) -> None:
    """Set a chart at a column, so many centimetres into it, and a row; with its words."""
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker
    from openpyxl.drawing.xdr import XDRPositiveSize2D
    from openpyxl.utils.units import cm_to_EMU

    column, into, row = at
    marker = AnchorMarker(col=column - 1, colOff=cm_to_EMU(into), row=row - 1)
    size = XDRPositiveSize2D(cm_to_EMU(chart.width), cm_to_EMU(chart.height))
    chart.anchor = _speaking()(_from=marker, ext=size)
    chart.anchor.words = xl_text.plain(alternative(figure.chart))[:MOST_WORDS]
    page.sheet.add_chart(chart)


@cache
def _speaking() -> Any:
    """Return the place of a chart that gives it an alternative text, which openpyxl does not."""
    from openpyxl.drawing.spreadsheet_drawing import OneCellAnchor

    class Speaking(OneCellAnchor):  # type: ignore[misc]
        __elements__ = OneCellAnchor.__elements__

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "graphicFrame" and value is not None:
                value.nvGraphicFramePr.cNvPr.descr = self.words
            super().__setattr__(name, value)

    return Speaking
