"""Write a report as an Excel workbook: one sheet per section, native charts, ready to print."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, assert_never

from reviewer_audit.i18n import N_, _, is_right_to_left, translated
from reviewer_audit.render import xl_text, xlsx_columns, xlsx_styles, xlsx_tables
from reviewer_audit.render import xlsx_parts as parts
from reviewer_audit.render.files import replacing
from reviewer_audit.render.xlsx_checks import CHECK_DATA, Checks
from reviewer_audit.render.xlsx_page import Page, set_up_print
from reviewer_audit.render.xlsx_parts import GRID
from reviewer_audit.reports.model import (
    ChartKind,
    DataTable,
    Figure,
    KeyFigures,
    Paragraph,
    Report,
    Section,
    Style,
)

CHART_DATA = N_("Chart data")
GRID_WIDTH = 9.4
SHORT = 45  # rows: under a longer table nobody would find a chart
NARROW = 620.0  # points
READABLE = 100.0  # characters: the least width that headings and sentences have
_SIZES = {Style.LEAD: 13.0, Style.BODY: 10.5, Style.NOTE: 9.5, Style.WARNING: 10.0}


def write_scorecard(report: Report, path: Path) -> None:
    """Write a report as a workbook.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    turned = is_right_to_left()
    xlsx_styles.register(workbook, right_to_left=turned)
    names = xl_text.sheet_names(
        (
            translated(CHART_DATA),
            translated(CHECK_DATA),
            *(section.title for section in report.sections),
        )
    )
    sheets = [workbook.create_sheet(name) for name in names[2:]]
    data = Page(workbook.create_sheet(names[0]))
    checks = Checks(workbook.create_sheet(names[1]))
    for column, width in enumerate((54, *[11] * 7), start=1):
        data.widen(column, width)
    data.paragraph(_("Figures behind the charts"), "sheet title", size=15)
    data.paragraph(
        _("Charts take their figures from here. Below this line nothing is printed."), "note"
    )
    data.row += 1
    nothing = data.row
    for sheet, section in zip(sheets, report.sections, strict=True):
        if section is report.sections[0]:
            _first_page(Page(sheet, first=2, span=GRID, checks=checks), report, section, data)
        else:
            _list_page(Page(sheet, checks=checks), report, section, data)
    if data.row > nothing:
        data.finish()
        set_up_print(data.sheet, report.title, report.stamp)
    else:
        workbook.remove(data.sheet)
    if checks.used:
        checks.finish()
        set_up_print(workbook[names[1]], report.title, report.stamp)
    else:
        workbook.remove(workbook[names[1]])
    for sheet in workbook.worksheets[len(sheets) :]:
        sheet.sheet_state = "hidden"  # nobody reads them on paper; Unhide shows them
    for sheet in workbook.worksheets if turned else ():
        sheet.sheet_view.rightToLeft = True
    save(workbook, path)


def save(workbook: Any, path: Path, *, title: str = "") -> None:
    """Write a workbook whole or not at all, its properties neutral."""
    about = workbook.properties
    about.creator = about.lastModifiedBy = "Reviewer Audit"
    about.title = title or _("Scorecard")
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with replacing(path) as temporary:
        workbook.save(temporary)


def _first_page(page: Page, report: Report, section: Section, data: Page) -> None:
    page.widen(1, 2.0)
    for column in range(page.first, page.last + 1):
        page.widen(column, GRID_WIDTH)
    parts.title_block(page, report)
    figures: list[Figure] = []
    for block in section.blocks:
        if figures and not isinstance(block, Figure):
            parts.abreast(page, figures, data)
            figures = []
        match block:
            case Paragraph():
                page.paragraph(block.text, str(block.style), size=_SIZES[block.style], after=0)
            case KeyFigures():
                page.row += 1
                parts.tiles(page, block)
            case DataTable():
                page.row += 1
                xlsx_tables.write(page, block, spans=_spans(block))
            case Figure() if block.chart.kind is ChartKind.HEAT:
                xlsx_tables.heat(page, block.chart)
            case Figure():
                figures.append(block)
            case _:
                assert_never(block)
    parts.abreast(page, figures, data)
    page.finish()
    from openpyxl.utils import get_column_letter as letter

    page.sheet.freeze_panes = "A3"
    area = f"A1:{letter(page.last)}{page.row}"
    one = page.fits_one_page(upright=True)
    set_up_print(page.sheet, report.title, report.stamp, area=area, upright=True, one_page=one)


def _spans(table: DataTable) -> list[int]:
    every = xlsx_columns.fields(table)
    spans = [2 if field.text else 1 for field in every]
    for i, field in enumerate(every):  # first where a word of the heading would be cut
        longest = max(map(len, field.title.replace("-", " ").split()), default=0)
        if sum(spans) < GRID and longest * 1.05 + 1.0 > spans[i] * GRID_WIDTH:
            spans[i] += 1
    texts = [i for i, field in enumerate(every) if field.text] or [0]
    for extra in range(GRID - sum(spans)):
        spans[texts[-1 - extra % len(texts)]] += 1
    return spans


def _fit_columns(page: Page, section: Section) -> bool:
    """Make the columns fit all that the sheet will hold; return whether tables share them."""
    tables = [block for block in section.blocks if isinstance(block, DataTable)]
    maps = [
        block.chart
        for block in section.blocks
        if isinstance(block, Figure) and block.chart.kind is ChartKind.HEAT
    ]
    widest = max((len(xlsx_columns.fields(table)) for table in tables), default=0)
    page.span = max(7, widest, *(len(spec.columns) + 1 for spec in maps), 0)
    for table in tables:
        xlsx_columns.fit(page, table, shared=len(tables) > 1)
    for spec in maps:
        page.widen(1, min(34.0, max((len(name) for name in spec.rows), default=0) * 1.1 + 4))
        for column in range(2, len(spec.columns) + 2):
            page.widen(column, 11.0)
    for column in range(page.first, page.last + 1):
        page.widen(column, 8.5)
    while page.width(page.first, page.last) < READABLE:
        page.span += 1
        page.widen(page.last, 8.5)
    return len(tables) > 1


def _list_page(page: Page, report: Report, section: Section, data: Page) -> None:
    shared = _fit_columns(page, section)
    single = not shared and not any(
        isinstance(b, Figure) and b.chart.kind is ChartKind.HEAT for b in section.blocks
    )
    page.text(1, page.first, section.title, "sheet title")
    page.height(1, 26)
    about = " \u00b7 ".join(p for p in (report.title, report.subtitle, report.stamp) if p)
    page.text(2, page.first, about, "subtitle")
    page.row = 4
    header, figures, whole = _write(page, section, shared=shared)
    pages = page.pages(upright=page.points_wide <= NARROW)
    under = bool(figures) and (shared or _has_room_below(page, figures))
    if under:
        for at in range(0, len(figures), 2):
            top = page.row
            parts.abreast(page, figures[at : at + 2], data)
            whole.append((top, page.row - 2))
        figures = []
    page.finish()
    area = parts.beside(page, figures, data, header)
    if header:
        page.sheet.freeze_panes = page.sheet.cell(header + 1, page.first + 1)
    upright = page.points_wide <= NARROW and not page.fits_one_page(upright=False)
    one_page = not figures and page.fits_one_page(upright=upright)
    if not one_page:
        page.keep_whole(whole, upright=upright)
    set_up_print(
        page.sheet,
        report.title,
        report.stamp,
        repeat=header if single and not (under and pages <= 1) else None,
        area=area,
        upright=upright,
        one_page=one_page,
    )


def _has_room_below(page: Page, figures: list[Figure]) -> bool:
    """Say whether charts stand well under a list: found there, and under no repeated titles.

    They do under a list of one page, which repeats none, or where its second page holds them too.
    """
    upright = page.points_wide <= NARROW
    high = parts.points_abreast(figures)
    return page.row <= SHORT and (
        page.pages(upright=upright) <= 1 or page.pages(upright=upright, more=high) <= 2  # noqa: PLR2004
    )


def _write(
    page: Page, section: Section, *, shared: bool
) -> tuple[int, list[Figure], list[tuple[int, int]]]:
    """Write all but charts; return the first header, the charts, and what print keeps whole."""
    header, said = 0, 0
    figures: list[Figure] = []
    whole: list[tuple[int, int]] = []
    for block in section.blocks:
        top = page.row
        if isinstance(block, Paragraph):
            page.paragraph(block.text, str(block.style), size=_SIZES[block.style])
            said = said or top  # it stays with what follows
            continue
        place = None
        match block:
            case DataTable():
                place = xlsx_tables.write(page, block, shared=shared)
                _filter(page, block, place)
            case Figure() if block.chart.kind is ChartKind.HEAT:
                place = xlsx_tables.heat(page, block.chart)
            case Figure():
                figures.append(block)
            case KeyFigures():
                parts.tiles(page, block)
            case _:
                assert_never(block)
        if page.row > top:
            whole.append((said or top, page.row - 2))
            said = 0
        header = header or (place.header if place else 0)
    return header, figures, whole


def _filter(page: Page, table: DataTable, place: xlsx_tables.Place) -> None:
    from openpyxl.utils import get_column_letter as letter

    if xlsx_columns.is_filtered(table) and page.sheet.auto_filter.ref is None:
        page.sheet.auto_filter.ref = (
            f"{letter(page.first)}{place.header}:{letter(place.right)}{place.last}"
        )
