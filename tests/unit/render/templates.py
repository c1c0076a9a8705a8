"""A customer's workbook as people make them: styles, rules, pictures, and what openpyxl cannot write."""

import re
import struct
import warnings
import zipfile
import zlib
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableColumn, TableFormula

from reviewer_audit.render.template import Template
from reviewer_audit.render.template_fill import fill
from reviewer_audit.reports.template import Filling

SPARKLINE = (
    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup>'
    "<x14:sparklines><x14:sparkline><xm:f>Card!B11:B12</xm:f><xm:sqref>H2</xm:sqref>"
    "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
TEXT_BOX = (
    "<oneCellAnchor><from><col>8</col><colOff>0</colOff><row>1</row><rowOff>0</rowOff></from>"
    '<ext cx="900000" cy="300000"/><sp macro="" textlink=""><nvSpPr><cNvPr id="9" name="Our motto"/>'
    '<cNvSpPr txBox="1"/></nvSpPr><spPr/></sp><clientData/></oneCellAnchor></wsDr>'
)


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + b"\x2f\x5b\xea" * 8 for _row in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )  # fmt: skip


def named(book, name, place):
    book.defined_names[name] = DefinedName(name, attr_text=place)


def rich(path, change=None):
    """A template with everything on it that filling must not lose; ``change(book)`` before saving."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Card"
    sheet.column_dimensions["A"].width = 31.5
    sheet["A1"].font = Font(name="Georgia", size=18, bold=True)
    sheet["A1"] = "vendor of last time"
    sheet["B3"].number_format = "0.00%"
    sheet["B3"].fill = PatternFill("solid", start_color="FFEE99")
    sheet["C3"], sheet["D3"], sheet["E3"] = 0.1, 0.2, 7
    sheet["F3"] = "=B3*100"
    for name, cell in (
        ("ra_vendor", "$A$1"), ("ra_stamp", "$A$2"), ("RA_Accuracy", "$B$3"),
        ("ra_accuracy_low", "$C$3"), ("ra_accuracy_high", "$D$3"), ("ra_accuracy_n", "$E$3"),
    ):  # fmt: skip
        named(book, name, f"Card!{cell}")
    titles = ("Name", "Accuracy", "Accuracy low", "Accuracy high", "Accuracy n", "Errors seen")
    for column, title in enumerate(titles, start=1):
        sheet.cell(10, column, title).font = Font(italic=True)
    for row in (11, 12):
        sheet.cell(row, 1, f"queue of last time {row}")
        sheet.cell(row, 2, 0.5).number_format = "0.0%"
        sheet.cell(row, 2).fill = PatternFill(
            "solid", start_color="DDEEFF" if row == 11 else "FFFFFF"
        )
        sheet.cell(row, 6, "=ra_slices_queue[[#This Row],[Accuracy n]]-1")
    table = Table(displayName="ra_slices_queue", ref="A10:F12")
    table._initialise_columns()
    for column, title in zip(table.tableColumns, titles, strict=True):
        column.name = title
    assert isinstance(table.tableColumns[-1], TableColumn)
    table.tableColumns[-1].calculatedColumnFormula = TableFormula(
        attr_text="ra_slices_queue[[#This Row],[Accuracy n]]-1"
    )
    sheet.add_table(table)
    sheet["H1"] = "=SUM(B11:B12)"
    sheet.conditional_formatting.add(
        "B11:B12",
        DataBarRule(start_type="num", start_value=0, end_type="num", end_value=1, color="638EC6"),
    )
    rule = DataValidation(type="list", formula1='"yes,no"')
    rule.add("G11:G12")
    whole = DataValidation(type="decimal", operator="lessThan", formula1="2")
    whole.add("B11:B12")
    sheet.add_data_validation(rule)
    sheet.add_data_validation(whole)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=10, max_row=12), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=11, max_row=12))
    sheet.add_chart(chart, "J2")
    sheet.add_image(Image(BytesIO(picture())), "J30")
    sheet["G1"].comment = Comment("Mind the interval.", "Us")
    sheet.freeze_panes = "B11"
    sheet.print_area = "A1:G12"
    sheet.print_title_rows = "10:10"
    sheet.page_setup.orientation = "landscape"
    sheet.oddFooter.center.text = "Confidential"
    sheet.merge_cells("A5:D5")
    other = book.create_sheet("Notes")
    other["A1"] = "Nothing here is filled."
    if change is not None:
        change(book)
    book.save(path)
    rewrite(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda t: t.replace(
                "</worksheet>", SPARKLINE + "</worksheet>"
            ),
            "xl/drawings/drawing1.xml": lambda t: t.replace("</wsDr>", TEXT_BOX),
        },
    )
    return path


def rewrite(path, edits, more=None):
    """Change parts of a workbook as text, and put further ones in."""
    with zipfile.ZipFile(path) as old:
        parts = {one.filename: old.read(one) for one in old.infolist()}
    for name, edit in edits.items():
        parts[name] = edit(parts[name].decode()).encode()
    parts |= more or {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def parts_of(path):
    with zipfile.ZipFile(path) as book:
        return {one.filename: book.read(one) for one in book.infolist()}


def prefixed(path):
    """Write the main namespace with a prefix, as some programs do."""

    def edit(text):
        text = re.sub(r"<(/?)(?=[a-zA-Z])(?![\w]+:)", r"<\1x:", text.partition("?>")[2] or text)
        return text.replace(' xmlns="', ' xmlns:x="', 1)

    main = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/tables/table1.xml")
    return rewrite(path, dict.fromkeys(main, edit))


def shared(path):
    """Keep the texts of the first sheet apart, as Excel does."""
    held = []

    def keep(found):
        held.append(found[3])
        look = found[2] or ""
        return f'<c r="{found[1]}"{look} t="s"><v>{len(held) - 1}</v></c>'

    pattern = r'<c r="(\w+)"( s="\d+")? t="inlineStr"><is><t>(.*?)</t></is></c>'
    rewrite(path, {"xl/worksheets/sheet1.xml": lambda t: re.sub(pattern, keep, t)})
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    link = (
        '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    )
    return rewrite(
        path,
        {
            "xl/_rels/workbook.xml.rels": lambda t: t.replace(
                "</Relationships>",
                f'{link}sharedStrings" Target="sharedStrings.xml" Id="rId9"/></Relationships>',
            ),
            "[Content_Types].xml": lambda t: t.replace(
                "</Types>",
                f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>',
            ),
        },
        {"xl/sharedStrings.xml": (
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + "".join(f"<si><t>{text}</t></si>" for text in held) + "</sst>"
        ).encode()},
    )  # fmt: skip


def cells_of(path, sheet="Card"):
    """Read a sheet back; of the extensions openpyxl says that it knows none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_workbook(path)[sheet]


def look(path, values, **more):
    return Template(path.read_bytes(), path.name).look(values, **more)


def write(path, values):
    out = path.with_name("filled.xlsx")
    fill(Template(path.read_bytes(), path.name), values, out)
    return out


def queues(count):
    """Figures for a table of so many queues."""
    rows = [
        {"name": f"Queue {k}", "accuracy": 0.9, "accuracy_low": 0.8, "accuracy_high": 0.95,
         "accuracy_n": 100 + k} for k in range(count)
    ]  # fmt: skip
    return Filling(
        figures={"ra_vendor": "Northgate", "ra_accuracy": 0.9},
        tables={"ra_slices_queue": tuple(rows)},
    )
