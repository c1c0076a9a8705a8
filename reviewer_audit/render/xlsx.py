"""Write a report as an Excel workbook: one sheet per section, native charts, ready to print."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, assert_never

from reviewer_audit.render import xl_text, xlsx_charts, xlsx_styles, xlsx_tables
from reviewer_audit.render.files import replacing
from reviewer_audit.render.xlsx_page import ROW, Page, lines, set_up_print
from reviewer_audit.reports.model import (
    ChartKind,
    DataTable,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Section,
    Style,
)

GRID = 15  # columns of the first page: five tiles of three
GRID_WIDTH = 9.4
CENTIMETRES = 0.195  # of one character of column width
_SIZES = {Style.LEAD: 13.0, Style.BODY: 10.5, Style.NOTE: 9.5, Style.WARNING: 10.0}


def write_scorecard(report: Report, path: Path) -> None:
    """Write a report as a workbook.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    xlsx_styles.register(workbook)
    sheets = [workbook.create_sheet(xl_text.sheet_name(s.title)) for s in report.sections]
    data = Page(workbook.create_sheet("Chart data"))
    data.paragraph("Figures behind the charts", "sheet title", size=15, after=1)
    for column, width in enumerate((44, *[11] * 7), start=1):
        data.widen(column, width)
    for sheet, section in zip(sheets, report.sections, strict=True):
        if section is report.sections[0]:
            _first_page(Page(sheet, first=2, span=GRID), report, section, data)
        else:
            _list_page(Page(sheet), report, section, data)
    data.finish()
    set_up_print(data.sheet, report.title, report.stamp, repeat=None)
    _save(workbook, path)


def write_tables(
    path: Path, sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[object]]]]
) -> None:
    """Write plain tables, every cell as text except whole numbers and floats.

    Args:
        path: Where to.
        sheets: Name, header and rows of each sheet.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    xlsx_styles.register(workbook)
    for name, header, rows in sheets:
        page = Page(workbook.create_sheet(xl_text.sheet_name(name)))
        for column, title in enumerate(header, start=1):
            page.text(1, column, title, "column")
            page.widen(column, min(60.0, max(10.0, len(title) * 1.15 + 3)))
        for row in rows:
            page.row += 1
            for column, value in enumerate(row, start=1):
                _plain(page, column, value)
        page.finish()
        page.sheet.freeze_panes = "A2"
        page.sheet.auto_filter.ref = page.sheet.dimensions
        set_up_print(page.sheet, name, "", repeat=1)
    _save(workbook, path)


def _plain(page: Page, column: int, value: object) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        page.number(page.row, column, value, "number", "General")
        return
    text = "" if value is None else str(value)
    page.text(page.row, column, text, "text", xlsx_styles.TEXT)
    page.widen(column, min(60.0, len(text[:60]) * 1.1 + 2))


def _save(workbook: Any, path: Path) -> None:
    about = workbook.properties
    about.creator = about.lastModifiedBy = "Reviewer Audit"
    about.title = "Scorecard"
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with replacing(path) as temporary:
        workbook.save(temporary)


def _title_block(page: Page, report: Report) -> None:
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


def _first_page(page: Page, report: Report, section: Section, data: Page) -> None:
    page.widen(1, 2.0)
    for column in range(page.first, page.last + 1):
        page.widen(column, GRID_WIDTH)
    _title_block(page, report)
    figures: list[Figure] = []
    for block in section.blocks:
        if figures and not isinstance(block, Figure):
            _abreast(page, figures, data)
            figures = []
        match block:
            case Paragraph():
                page.paragraph(block.text, str(block.style), size=_SIZES[block.style], after=0)
            case KeyFigures():
                page.row += 1
                _tiles(page, block)
            case DataTable():
                page.row += 1
                xlsx_tables.write(page, block, spans=_spans(block))
            case Figure():
                figures.append(block)
            case _:
                assert_never(block)
    _abreast(page, figures, data)
    page.finish()
    from openpyxl.utils import get_column_letter as letter

    page.sheet.freeze_panes = "A3"
    area = f"A1:{letter(page.last)}{page.row}"
    set_up_print(page.sheet, report.title, report.stamp, repeat=None, area=area)


def _spans(table: DataTable) -> list[int]:
    every = xlsx_tables.fields(table)
    spans = [2 if field.text else 1 for field in every]
    texts = [i for i, field in enumerate(every) if field.text] or [0]
    for extra in range(GRID - sum(spans)):
        spans[texts[-1 - extra % len(texts)]] += 1
    return spans


def _tiles(page: Page, block: KeyFigures) -> None:
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
        if style == "tile value" and figure.estimate.value is not None:
            digits = xlsx_styles.PERCENT if "." in figure.text else "0%"
            page.number(row, first, figure.estimate.value, style, digits)
        else:
            page.text(row, first, text, style)


def _abreast(page: Page, figures: list[Figure], data: Page) -> None:
    total = page.width(page.first, page.last) * CENTIMETRES
    for i in range(0, len(figures), 2):
        two = figures[i : i + 2]
        height = max(xlsx_charts.height_of(figure.chart) for figure in two)
        widths = [total] if len(two) == 1 else [total * 0.6, total * 0.4]
        columns = [page.first, page.first + round(GRID * 0.6)]
        page.row += 1
        for figure, width, column in zip(two, widths, columns, strict=False):
            chart = xlsx_charts.draw(figure.chart, data, width=width - 0.15, height=height)
            page.sheet.add_chart(chart, page.sheet.cell(page.row, column).coordinate)
        page.row += _rows(height) + 1


def _rows(height: float) -> int:
    return round(height * 28.35 / ROW) + 1


def _fit_columns(page: Page, section: Section) -> bool:
    """Make the columns fit all that the sheet will hold; return whether tables share them."""
    tables = [block for block in section.blocks if isinstance(block, DataTable)]
    maps = [
        block.chart
        for block in section.blocks
        if isinstance(block, Figure) and block.chart.kind is ChartKind.HEAT
    ]
    widest = max((len(xlsx_tables.fields(table)) for table in tables), default=0)
    page.span = max(7, widest, *(len(spec.columns) + 1 for spec in maps), 0)
    for table in tables:
        xlsx_tables.fit(page, table, shared=len(tables) > 1)
    for spec in maps:
        page.widen(1, min(34.0, max((len(name) for name in spec.rows), default=0) * 1.1 + 4))
        for column in range(2, len(spec.columns) + 2):
            page.widen(column, 11.0)
    for column in range(page.first, page.last + 1):
        page.widen(column, 8.5)
    return len(tables) > 1


def _list_page(page: Page, report: Report, section: Section, data: Page) -> None:
    shared = _fit_columns(page, section)
    page.text(1, page.first, section.title, "sheet title")
    page.height(1, 26)
    about = " \u00b7 ".join(p for p in (report.title, report.subtitle, report.stamp) if p)
    page.text(2, page.first, about, "subtitle")
    page.row = 4
    header = 0
    figures: list[Figure] = []
    for block in section.blocks:
        match block:
            case Paragraph():
                page.paragraph(block.text, str(block.style), size=_SIZES[block.style])
            case DataTable():
                place = xlsx_tables.write(page, block, shared=shared)
                header = header or place.header
                _filter(page, block, place)
            case Figure() if block.chart.kind is ChartKind.HEAT:
                place = xlsx_tables.heat(page, block.chart)
                header = header or place.header
            case Figure():
                figures.append(block)
            case KeyFigures():
                _tiles(page, block)
            case _:
                assert_never(block)
    page.finish()
    area = _beside(page, figures, data, header)
    if header:
        page.sheet.freeze_panes = page.sheet.cell(header + 1, page.first + 1)
    set_up_print(page.sheet, report.title, report.stamp, repeat=header or None, area=area)


def _filter(page: Page, table: DataTable, place: xlsx_tables.Place) -> None:
    from openpyxl.utils import get_column_letter as letter

    if xlsx_tables.is_filtered(table) and page.sheet.auto_filter.ref is None:
        page.sheet.auto_filter.ref = (
            f"{letter(page.first)}{place.header}:{letter(place.right)}{place.last}"
        )


def _beside(page: Page, figures: list[Figure], data: Page, header: int) -> str:
    """Set charts to the right of the tables; return the areas to print."""
    from openpyxl.utils import get_column_letter as letter

    tables = f"A1:{letter(page.last)}{max(page.row, header + 1)}"
    if not figures:
        return tables
    column, row, width = page.last + 2, max(header, 4), 17.0
    for figure in figures:
        height = xlsx_charts.height_of(figure.chart)
        chart = xlsx_charts.draw(figure.chart, data, width=width, height=height)
        page.sheet.add_chart(chart, page.sheet.cell(row, column).coordinate)
        row += _rows(height) + 2
    right = column + round(width / (8.43 * CENTIMETRES)) + 1
    return f"{tables},{letter(column)}{max(header, 4)}:{letter(right)}{row}"
