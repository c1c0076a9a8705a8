"""What people and their programs do to a workbook between sending and getting it back."""

import random
import re
import shutil
import subprocess
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.utils import get_column_letter as letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SAVED = "2030-01-02T03:04:05Z"


def titles_of(sheet):
    """Return the place of every title."""
    return {cell.value: cell.column for cell in sheet[1]}


def put(cell, value):
    """Type a value as text, as cells formatted as text take it; None empties the cell."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def fill(path, name, by, answers, *, change=None, out=None):
    """Fill a sheet in: the text in column ``by`` -> {title: value}; then let ``change`` loose."""
    book = openpyxl.load_workbook(path)
    sheet = book[name]
    titles = titles_of(sheet)
    for row in range(2, sheet.max_row + 1):
        for title, value in answers.get(sheet.cell(row, titles[by]).value, {}).items():
            put(sheet.cell(row, titles[title]), value)
    if change is not None:
        change(book, sheet)
    book.save(out or path)
    return out or path


def rows_of(sheet):
    """Return the cells of all rows below the titles."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def put_rows(sheet, rows):
    """Write rows below the titles in place of those there."""
    for number in range(2, max(sheet.max_row, len(rows) + 1) + 1):
        row = rows[number - 2] if number - 2 < len(rows) else []
        for place in range(1, sheet.max_column + 1):
            put(sheet.cell(number, place), row[place - 1] if place <= len(row) else None)


def sort_rows(_book, sheet):
    """Sort whole rows from last to first."""
    put_rows(sheet, rows_of(sheet)[::-1])


def filter_rows(_book, sheet):
    """Filter: every second row is hidden."""
    for row in range(2, sheet.max_row + 1, 2):
        sheet.row_dimensions[row].hidden = True


def insert_columns(_book, sheet):
    """Put a column of one's own before each of the first five."""
    for place in (5, 4, 3, 2, 1):
        sheet.insert_cols(place)
        put(sheet.cell(1, place), f"Mine {place}")
        put(sheet.cell(2, place), "x")


def move_columns(_book, sheet):
    """Turn the order of the columns round."""
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            put(sheet.cell(number, place), value)
    sheet.column_dimensions["A"].hidden = False


def write_around(book, sheet):
    """Write a remark above and below, rename the sheet, add another before it."""
    sheet.insert_rows(1, 2)
    put(sheet.cell(1, 1), "Checked by the floor, second shift")
    put(sheet.cell(sheet.max_row + 3, 1), "Total: see above")
    sheet.title = "Returned"
    book.security.lockStructure = False
    put(book.create_sheet("Notes to self", 0).cell(1, 1), "buy milk")


def leave_blank_rows(_book, sheet):
    """Put blank rows between the others."""
    for row in range(sheet.max_row, 2, -1):
        sheet.insert_rows(row)


def recolour(_book, sheet):
    """Throw formats, widths and locks away."""
    from openpyxl.styles import Font, PatternFill, Protection

    sheet.protection.disable()
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = "General"
            cell.quotePrefix = False
            cell.font = Font(bold=True, color="FF0000")
            cell.fill = PatternFill("solid", start_color="FFFF00")
            cell.protection = Protection(locked=False)


HARMLESS = {
    "sorted": sort_rows,
    "filtered": filter_rows,
    "columns inserted": insert_columns,
    "columns moved": move_columns,
    "written around": write_around,
    "blank rows": leave_blank_rows,
    "recoloured": recolour,
}


def by_libreoffice(path, folder, kind="xlsx"):
    """Open a workbook in LibreOffice and save it again; the test is skipped where it is absent."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice absent: soffice")
    out = folder / f"saved-{kind}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", kind, "--outdir", out, path],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return out / f"{path.stem}.{kind}"


def by_excel(path, out, *, seed=0, cached=(), saved=SAVED):
    """Write a workbook's cells anew as Excel writes a file.

    Strings are shared and partly of several runs, numbers are numbers, empty cells keep their
    style, the parts stand in another order, and cells of the columns named ``cached`` are formulas
    with the text that they had.
    """
    book = openpyxl.load_workbook(path)
    rng = random.Random(seed)
    shared = {}
    parts = {}
    for number, sheet in enumerate(book.worksheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(sheet, shared, rng, cached)
    parts["xl/sharedStrings.xml"] = _strings(shared, rng)
    parts["xl/styles.xml"] = _styles()
    parts["xl/workbook.xml"] = _workbook(book)
    parts["xl/_rels/workbook.xml.rels"] = _links(len(book.worksheets))
    parts["_rels/.rels"] = _root_links()
    parts["docProps/core.xml"] = _core(saved)
    parts["docProps/app.xml"] = (
        f'<Properties xmlns="{RELS.replace("relationships", "extended-properties")}">'
        "<Application>Microsoft Excel</Application></Properties>"
    )
    names = list(parts)
    rng.shuffle(names)
    parts["[Content_Types].xml"] = _types(len(book.worksheets))
    names.insert(rng.randrange(len(names)), "[Content_Types].xml")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
            archive.writestr(name, head + parts[name])
    return out


def _sheet(sheet, shared, rng, cached):
    titles = {place: title for title, place in titles_of(sheet).items()}
    width = sheet.max_column
    hidden = [k for k in range(1, width + 1) if sheet.column_dimensions[letter(k)].hidden]
    cols = "".join(
        f'<col min="{k}" max="{k}" width="0" hidden="1" customWidth="1"/>' for k in hidden
    )
    rows = []
    for row in sheet.iter_rows():
        cells = "".join(_cell(cell, shared, rng, titles.get(cell.column) in cached) for cell in row)
        rows.append(
            f'<row r="{row[0].row}" spans="1:{width}" ht="30" customHeight="1"'
            f' x14ac:dyDescent="0.25">{cells}</row>'
        )
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELS}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' mc:Ignorable="x14ac xr" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/'
        '2009/9/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision">'
        f'<dimension ref="A1:{letter(width)}{sheet.max_row}"/><sheetViews><sheetView'
        ' workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"'
        f' x14ac:dyDescent="0.25"/>{f"<cols>{cols}</cols>" if cols else ""}'
        f'<sheetData>{"".join(rows)}</sheetData><pageMargins left="0.7" right="0.7" top="0.75"'
        ' bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
    )


def _cell(cell, shared, rng, is_formula):
    value, at = cell.value, f'r="{cell.coordinate}" s="{rng.randrange(2)}"'
    if value is None:
        return f"<c {at}/>"
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c {at}><v>{value}</v></c>"
    if is_formula and cell.row > 1:
        return f'<c {at} t="str"><f>TRIM(Z1)</f><v>{escape(value)}</v></c>'
    number = shared.setdefault(value, len(shared))
    return f'<c {at} t="s"><v>{number}</v></c>'


def _strings(shared, rng):
    entries = []
    for text in shared:
        whole = escape(text)
        if len(text) > 3 and rng.random() < 0.3 and "&" not in whole:
            cut = rng.randrange(1, len(whole))
            runs = (whole[:cut], whole[cut:])
            inside = "".join(
                f'<r><rPr><b/></rPr><t xml:space="preserve">{run}</t></r>' for run in runs
            )
            entries.append(f"<si>{inside}</si>")
        else:
            entries.append(f'<si><t xml:space="preserve">{whole}</t></si>')
    return (
        f'<sst xmlns="{MAIN}" count="{len(shared) * 2}" uniqueCount="{len(shared)}">'
        f"{''.join(entries)}</sst>"
    )


def _styles():
    return (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/>'
        '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
        '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        '</cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
        ' xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' quotePrefix="1" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )


def _workbook(book):
    states = {"visible": "", "hidden": ' state="hidden"'}
    sheets = "".join(
        f'<sheet name="{escape(sheet.title)}" sheetId="{k + 3}" r:id="rId{k}"'
        f"{states[sheet.sheet_state]}/>"
        for k, sheet in enumerate(book.worksheets, start=1)
    )
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><fileVersion appName="xl" lastEdited="7"'
        ' lowestEdited="7" rupBuild="22228"/><workbookPr defaultThemeVersion="166925"/>'
        f'<sheets>{sheets}</sheets><calcPr calcId="191029"/></workbook>'
    )


def _links(count):
    kinds = [(f"rId{k}", "worksheet", f"worksheets/sheet{k}.xml") for k in range(1, count + 1)]
    kinds += [("rId90", "styles", "styles.xml"), ("rId91", "sharedStrings", "sharedStrings.xml")]
    return _relations((name, f"{RELS}/{kind}", target) for name, kind, target in kinds)


def _root_links():
    core = f"{PACKAGE}/relationships/metadata/core-properties"
    return _relations(
        [
            ("rId3", f"{RELS}/extended-properties", "docProps/app.xml"),
            ("rId2", core, "docProps/core.xml"),
            ("rId1", f"{RELS}/officeDocument", "xl/workbook.xml"),
        ]
    )


def _relations(links):
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def _core(saved):
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>Ann</dc:creator>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{saved}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _types(count):
    over = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    over += [("/xl/sharedStrings.xml", "sharedStrings")]
    over += [(f"/xl/worksheets/sheet{k}.xml", "worksheet") for k in range(1, count + 1)]
    inside = "".join(
        f'<Override PartName="{part}" ContentType="{KIND}.{kind}+xml"/>' for part, kind in over
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        f' ContentType="application/xml"/>{inside}</Types>'
    )


def saved_at(path, moment):
    """Say in a workbook that it was saved at another moment; "" takes its properties away."""
    kept = {}
    with zipfile.ZipFile(path) as source:
        for name in source.namelist():
            kept[name] = source.read(name)
    if moment:
        stamped = rb"\g<1>" + moment.encode()
        kept["docProps/core.xml"] = re.sub(
            rb"(<dcterms:modified[^>]*>)[^<]*", stamped, kept["docProps/core.xml"]
        )
    else:
        del kept["docProps/core.xml"]
        for name in ("[Content_Types].xml", "_rels/.rels"):
            kept[name] = re.sub(rb"<[^<]*docProps/core\.xml[^<]*/>", b"", kept[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in kept.items():
            target.writestr(name, part)
    return path
