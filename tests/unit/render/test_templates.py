"""A customer's own workbook is filled, and nothing else about it changes."""

import re
import warnings
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Alignment

from reviewer_audit.errors import OutputError
from reviewer_audit.render.template_starter import write_starter
from reviewer_audit.reports.build import scope_of
from reviewer_audit.reports.template import NAMES, Filling
from reviewer_audit.reports.template_tables import TABLES, field_of, filling
from tests.spreadsheets import by_libreoffice
from tests.unit.render import templates
from tests.unit.render.hostile import PAYLOADS
from tests.unit.render.templates import look, queues, write
from tests.unit.reports import made


@pytest.fixture(scope="module")
def results():
    return made.results(errors=made.errors(40))


@pytest.fixture
def rich(tmp_path):
    return templates.rich(tmp_path / "ours.xlsx")


def filled_with(results, **more):
    return filling(scope_of(results, **more), ("2026-09-07", "2026-09-13"))


def test_that_named_cells_hold_the_figures_and_keep_their_looks(rich, results):
    sheet = templates.cells_of(write(rich, filled_with(results, vendor="Northgate")))
    own = results.by["vendor"]["Northgate"]["accuracy"]
    assert sheet["A1"].value == "Northgate"
    assert sheet["A1"].font.name == "Georgia"
    assert sheet["A1"].quotePrefix
    assert sheet["A2"].value == "Provisional until the round is closed"
    found = [sheet[at].value for at in ("B3", "C3", "D3", "E3")]
    assert found == [own.value, own.low, own.high, own.n]
    assert sheet["B3"].number_format == "0.00%"
    assert sheet["B3"].fill.start_color.rgb.endswith("FFEE99")


def test_that_a_table_takes_the_rows_there_are_and_its_rules_follow(rich):
    out = write(rich, queues(7))
    sheet = templates.cells_of(out)
    assert sheet.tables["ra_slices_queue"].ref == "A10:F17"
    assert [sheet.cell(row, 1).value for row in range(11, 18)] == [f"Queue {k}" for k in range(7)]
    assert {sheet.cell(row, 2).number_format for row in range(11, 18)} == {"0.0%"}
    fills = [sheet.cell(row, 2).fill.start_color.rgb[-6:] for row in range(11, 15)]
    assert fills == ["DDEEFF", "FFFFFF", "DDEEFF", "FFFFFF"]
    own = "=ra_slices_queue[[#This Row],[Accuracy n]]-1"
    assert [sheet.cell(row, 6).value for row in (11, 17)] == [own, own]
    assert sheet["H1"].value == "=SUM(B11:B17)"
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["B11:B17"]
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == [
        "G11:G12",
        "B11:B17",
    ]
    assert sheet.print_area == "'Card'!$A$1:$G$17"
    parts = templates.parts_of(out)
    chart = parts["xl/charts/chart1.xml"].decode()
    assert re.findall(r"<f>(.*?)</f>", chart) == [
        "'Card'!B10",
        "'Card'!$A$11:$A$17",
        "'Card'!$B$11:$B$17",
    ]
    sparkline = parts["xl/worksheets/sheet1.xml"].decode()
    assert "<xm:f>Card!B11:B17</xm:f><xm:sqref>H2</xm:sqref>" in sparkline


@pytest.mark.parametrize("apart", [False, True])
def test_that_a_table_with_fewer_rows_leaves_none_behind(rich, apart):
    if apart:
        templates.shared(rich)
    out = write(rich, queues(1))
    sheet = templates.cells_of(out)
    assert sheet.tables["ra_slices_queue"].ref == "A10:F11"
    assert [cell.value for cell in sheet[12]] == [None] * len(sheet[12])
    assert sheet["C10"].value == "Accuracy low"
    assert "last time" not in b"".join(templates.parts_of(out).values()).decode("utf-8", "replace")


def test_that_a_table_without_rows_says_so(rich):
    sheet = templates.cells_of(write(rich, queues(0)))
    assert [cell.value for cell in sheet[11]][:3] == ["none", None, None]
    empty = Filling(figures={}, tables={})
    sheet = templates.cells_of(write(rich, empty))
    assert sheet["A11"].value == "not in this edition"
    assert sheet["B3"].value == "n/a"


def test_that_a_row_of_totals_moves_with_the_table(tmp_path):
    def change(book):
        sheet = book["Card"]
        sheet["E13"] = "=SUBTOTAL(109,ra_slices_queue[Accuracy n])"
        table = sheet.tables["ra_slices_queue"]
        table.ref, table.totalsRowCount = "A10:F13", 1
        sheet["H2"] = "=E13"

    path = templates.rich(tmp_path / "totals.xlsx", change)
    for rows, at in ((5, 16), (1, 12), (2, 13)):
        sheet = templates.cells_of(write(path, queues(rows)))
        assert sheet.cell(at, 5).value == "=SUBTOTAL(109,ra_slices_queue[Accuracy n])"
        assert sheet.tables["ra_slices_queue"].ref == f"A10:F{at}"
        assert sheet["H2"].value == f"=E{at}"
        assert [sheet.cell(row, 5).value for row in range(at + 1, 20)] == [None] * (19 - at)


def test_that_rows_are_as_high_as_their_wrapped_text_unless_somebody_set_them(tmp_path):
    def change(book):
        for row in (11, 12):
            book["Card"].cell(row, 1).alignment = Alignment(wrap_text=True)
        book["Card"].row_dimensions[12].height = 22

    path = templates.rich(tmp_path / "wrap.xlsx", change)
    rows = [{"name": "word " * 40}, {"name": "word " * 40}, {"name": "short"}]
    out = write(path, Filling(figures={}, tables={"ra_slices_queue": tuple(rows)}))
    heights = templates.cells_of(out).row_dimensions
    assert heights[11].height > 60
    assert heights[12].height == 22
    assert heights[13].height is None


def test_that_a_column_with_formulas_of_its_own_is_filled_down(tmp_path):
    def change(book):
        book["Card"]["F11"] = "=E11*$H$9"
        book["Card"].tables["ra_slices_queue"].tableColumns[-1].calculatedColumnFormula = None

    path = templates.rich(tmp_path / "own.xlsx", change)
    assert look(path, queues(4)).warnings == ()
    sheet = templates.cells_of(write(path, queues(4)))
    assert [sheet.cell(row, 6).value for row in range(11, 15)] == [
        f"=E{row}*$H$9" for row in range(11, 15)
    ]


def test_that_what_nobody_fills_keeps_every_byte(rich, results):
    before = templates.parts_of(rich)
    after = templates.parts_of(write(rich, filled_with(results)))
    assert after.keys() == before.keys()
    same = {name for name in before if before[name] == after[name]}
    assert before.keys() - same <= {
        "[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml",
        "xl/tables/table1.xml", "xl/charts/chart1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    assert {"xl/media/image1.png", "xl/drawings/drawing1.xml", "xl/theme/theme1.xml"} <= same
    assert b"Our motto" in after["xl/drawings/drawing1.xml"]
    kept = after["xl/worksheets/sheet1.xml"].decode()
    old = before["xl/worksheets/sheet1.xml"].decode()
    for name in ("cols", "pageSetup", "headerFooter", "sheetViews", "mergeCells", "drawing"):
        (own,) = re.findall(rf"<{name}\b.*?(?:</{name}>|/>)", old)[:1]
        assert own.replace(" />", "/>") in kept.replace(" />", "/>"), name


def test_that_old_values_of_formulas_and_charts_do_not_stay(rich):
    templates.rewrite(
        rich,
        {
            "xl/worksheets/sheet1.xml": lambda t: t.replace(
                "<f>B3*100</f><v />", "<f>B3*100</f><v>93</v>"
            ).replace("<f>B3*100</f><v></v>", "<f>B3*100</f><v>93</v>"),
            "xl/charts/chart1.xml": lambda t: t.replace(
                "</f></numRef>",
                "</f><numCache><ptCount val='1'/><pt idx='0'><v>0.5</v></pt></numCache></numRef>",
            ),
        },
    )
    assert b"<v>93</v>" in templates.parts_of(rich)["xl/worksheets/sheet1.xml"]
    after = templates.parts_of(write(rich, queues(2)))
    assert b"<f>B3*100</f></c>" in after["xl/worksheets/sheet1.xml"]
    assert b"numCache" not in after["xl/charts/chart1.xml"]
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
def test_that_no_text_becomes_a_formula_or_breaks_the_file(rich, text):
    formulas = ("=1+1", "+1", "-1", "@x", '=HYPERLINK("http://x.invalid")', "{=1}", "_x0041_")
    for payload in (text, *formulas):
        rows = ({"name": payload},)
        out = write(rich, Filling(figures={"ra_vendor": payload}, tables={"ra_slices_queue": rows}))
        with zipfile.ZipFile(out) as book:
            xml = book.read("xl/worksheets/sheet1.xml").decode()
        assert xml.count("<f>") == 3  # the template's own
        assert "hyperlink" not in xml
        cell = templates.cells_of(out)["A1"]
        assert cell.data_type in {"s", "inlineStr", "n"}
        if (
            payload
            and not any(ord(c) < 32 or ord(c) > 0xFFF for c in payload)
            and len(payload) < 99
        ):
            assert cell.quotePrefix
            assert cell.value == payload.replace("_x0041_", "_x005F_x0041_")


@pytest.mark.parametrize("edition", ["vendor-safe", "training", "regulator"])
def test_that_an_edition_fills_nothing_it_must_not_hold(tmp_path, results, edition):
    path = tmp_path / "every.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row, name in enumerate(NAMES, start=1):
        templates.named(book, name, f"Sheet!$A${row}")
    for place, table in enumerate(TABLES.values()):
        own = book.create_sheet(f"T{place}")
        for column, field in enumerate(table.fields, start=1):
            own.cell(1, column, field)
        end = openpyxl.utils.get_column_letter(len(table.fields))
        own.add_table(openpyxl.worksheet.table.Table(displayName=table.name, ref=f"A1:{end}2"))
    book.save(path)
    vendor = "Southbank" if edition == "vendor-safe" else ""
    hidden = ["Northgate", "Riverline", "R-0", "Amira", "Jonas", "1234567890123456"]
    if edition != "vendor-safe":
        hidden += ["Southbank", "2026-09-"]
    else:
        hidden.remove("1234567890123456")  # its own decisions

    def call(role, name):
        return f"{role} {sum(map(ord, name))}"

    def all_parts(values):
        out = write(path, values)
        return "\n".join(
            part.decode("utf-8", "replace") for part in templates.parts_of(out).values()
        )

    internal = all_parts(filled_with(results))
    assert not [word for word in hidden[:3] if word not in internal]
    text = all_parts(filled_with(results, vendor=vendor, edition=edition, call=call))
    assert not [word for word in hidden if word in text]
    assert sheet.title == "Sheet"


def test_that_an_old_file_stays_where_writing_fails(rich, monkeypatch):
    out = write(rich, queues(2))
    before = out.read_bytes()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError):
        write(rich, queues(5))
    monkeypatch.undo()
    assert out.read_bytes() == before
    assert sorted(p.name for p in out.parent.iterdir()) == ["filled.xlsx", "ours.xlsx"]


def test_that_a_workbook_with_prefixed_names_is_filled(rich):
    templates.prefixed(rich)
    sheet = templates.cells_of(write(rich, queues(4)))
    assert sheet["A1"].value == "Northgate"
    assert sheet["A14"].value == "Queue 3"


def test_that_excels_own_templates_become_workbooks(rich):
    kind = "spreadsheetml.sheet.main+xml"
    templates.rewrite(
        rich,
        {
            "[Content_Types].xml": lambda t: t.replace(
                kind, kind.replace("sheet.main", "template.main")
            )
        },
    )
    types = templates.parts_of(write(rich, queues(2)))["[Content_Types].xml"].decode()
    assert kind in types
    assert "template" not in types


def test_that_headings_are_read_as_people_write_them():
    assert field_of("Accuracy low") == field_of(" accuracy_LOW ") == "accuracy_low"


def test_that_every_table_gives_the_fields_it_declares(results):
    for call in (None, lambda role, name: f"{role} {len(name)}"):
        found = filled_with(results, call=call)
        assert found.figures.keys() == NAMES.keys()
        for name, rows in found.tables.items():
            for row in rows:
                assert row.keys() == TABLES[name].fields.keys(), name


def test_that_the_starter_is_filled_without_a_word(tmp_path, results):
    write_starter(tmp_path / "starter.xlsx")
    seen = look(tmp_path / "starter.xlsx", filled_with(results), provisional=True)
    assert (seen.errors, seen.losses, seen.warnings) == ((), (), ())
    book = openpyxl.load_workbook(write(tmp_path / "starter.xlsx", filled_with(results)))
    assert book["Errors"].tables["ra_errors"].ref == "A3:J43"
    assert book["Scorecard"]["B11"].value == results.overall["accuracy"].value


@pytest.mark.slow
def test_that_libreoffice_opens_and_computes_a_filled_file(rich, results):
    out = write(rich, filled_with(results, vendor="Northgate"))
    saved = by_libreoffice(out, out.parent)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        sheet = openpyxl.load_workbook(saved, data_only=True)["Card"]
    own = results.by["vendor"]["Northgate"]["accuracy"]
    assert sheet["F3"].value == pytest.approx(own.value * 100)
    assert sheet["H1"].value > 0
    assert sheet["F11"].value == sheet["E11"].value - 1
    every = [cell.value for row in sheet.iter_rows() for cell in row]
    assert not [v for v in every if isinstance(v, str) and v.startswith("#")]
