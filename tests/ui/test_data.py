"""The Data screen: what a file will do is said first, and then it does just that."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from reviewer_audit import policies
from reviewer_audit.assets import resource
from reviewer_audit.services import batches, inspecting, intake, projects
from tests.ui.intake_drive import Driver

SAMPLE = resource("demo/vendor_decisions.xlsx")


@pytest.fixture
def book(tmp_path):
    """A project with the sample's policy."""
    rules = policies.load(resource("policies/sample.yaml"))
    store = projects.create_project(tmp_path / "s.audit", rules, by="Lea")
    yield store
    store.close()


@pytest.fixture
def data(book, qtbot):
    from ui.screens.intake.screen import IntakeScreen

    driver = Driver(book, qtbot, IntakeScreen)
    yield driver
    driver.close()


def held(store):
    return batches.held(store, projects.seat(store))


def sheet(folder, rows, name="small.csv"):
    path = folder / name
    lines = ["item_id,label,reviewer,vendor", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


ROWS = [("a1", "Spam", "r1", "V"), ("a2", "Approve", "r1", "V"), ("a3", "Dubious", "r2", "V")]


def test_that_an_empty_project_offers_one_thing_to_do(data):
    assert data.screen._pages.currentWidget().objectName() == "data:empty"
    assert data.find("data:empty:button").text() == "Bring in a file"
    assert data.screen.state_line() == "Nothing brought in yet"


def test_that_nothing_is_written_before_the_import_is_asked_for(data, book):
    data.screen.arrive(SAMPLE)
    data.settle()

    assert data.words("data:sentence") == "Importing adds 2,400 decisions on 2,250 items."
    assert "6 rows will not be used" in data.words("data:rest")
    assert held(book).decisions == 0
    assert held(book).batches == ()


def test_that_the_import_does_what_the_sentence_said(data, book):
    data.screen.arrive(SAMPLE)
    data.settle()

    data.run("import")

    after = held(book)
    assert (after.decisions, after.items, after.not_used) == (2_400, 2_250, 6)
    assert data.words("data:done:text") == "2,400 decisions of vendor_decisions.xlsx are in."
    assert data.screen._pages.currentWidget().objectName() == "data:held"


def test_that_an_unknown_value_mapped_by_keys_is_accepted(data, book):
    data.screen.arrive(SAMPLE)
    data.settle()

    data.choose("data:labels:Low quality", "Spam")

    assert data.words("data:sentence").startswith("Importing adds 2,401 decisions")
    data.run("import")
    assert held(book).decisions == 2_401
    assert [c.count for c in held(book).causes if c.code == "unknown_label"] == [1]


def test_that_the_same_file_again_offers_no_import(data, book):
    data.screen.arrive(SAMPLE)
    data.settle()
    data.run("import")

    data.screen.arrive(SAMPLE)
    data.settle()

    assert data.words("data:sentence").startswith("This file is in already.")
    assert not data.offers("import")


def test_that_a_value_mapped_later_brings_in_the_rows_it_kept_out(data, book, tmp_path):
    path = sheet(tmp_path, ROWS)
    data.screen.arrive(path)
    data.settle()
    data.run("import")
    assert held(book).decisions == 2

    data.screen.arrive(path)
    data.settle()
    data.choose("data:labels:Dubious", "Threat")
    assert data.words("data:sentence") == "Importing adds 1 decision on 3 items."
    data.run("import")

    assert held(book).decisions == 3


def test_that_a_column_can_be_taken_from_its_role_and_given_another(data, tmp_path):
    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()

    data.choose("data:role:label", "Not used")
    assert data.words("data:sentence") == "Nothing can be imported yet."
    assert data.words("data:rest") == "Say which column is: Label."
    assert not data.offers("import")

    data.choose("data:role:label", "Label")
    assert data.offers("import")


def test_that_a_role_that_only_one_column_can_have_leaves_the_other(data, tmp_path):
    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()

    data.choose("data:role:reviewer", "Vendor")

    assert data.find("data:role:vendor").currentText() == "Not used"
    assert data.screen.bringing.review.prepared.mapping.roles["vendor"] == ("reviewer",)


def test_that_the_header_row_can_be_changed_by_enter_on_a_row(data, tmp_path):
    path = tmp_path / "titled.csv"
    path.write_text("x,y\nitem_id,label\na1,Spam\na2,Approve\n", "utf-8")
    data.screen.arrive(path)
    data.settle()
    table = data.find("data:rows")
    wanted = 1 if data.find("data:header").value() == 2 else 2

    table.setCurrentIndex(table.records.index(wanted - 1, 0))
    data.press(table, Qt.Key.Key_Return)

    assert data.find("data:header").value() == wanted
    assert data.screen.bringing.review.table.sheets[0].header_row == wanted


def test_that_a_vendor_typed_for_rows_that_name_none_is_stored(data, book, tmp_path):
    path = tmp_path / "n.csv"
    path.write_text("item_id,label,reviewer\na1,Spam,r1\n", "utf-8")
    data.screen.arrive(path)
    data.settle()

    data.type(data.find("data:vendor", QLineEdit), "Northgate")
    data.run("import")

    assert held(book).values["vendor"] == ("Northgate",)


def test_that_an_ambiguous_date_is_named_and_its_order_can_be_chosen(data, tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(
        "item_id,label,reviewer,decided_at\na1,Spam,r1,03/04/2026\na2,Spam,r1,05/04/2026\n", "utf-8"
    )
    data.screen.arrive(path)
    data.settle()
    assert "“03/04/2026”" in data.words("data:dates:line")
    assert "the other way it is" in data.words("data:dates:line")

    data.choose("data:dates", "Month first")

    assert data.screen.bringing.review.checked.rows.decided_at[0] == "2026-03-04T00:00:00Z"


def test_that_a_saved_mapping_is_used_for_the_next_file_with_these_columns(data, book, tmp_path):
    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()
    data.choose("data:labels:Dubious", "Threat")
    data.type(data.find("data:profile:name", QLineEdit), "Vee")
    assert intake.profile_names(book) == ("Vee",)

    data.screen.arrive(sheet(tmp_path, [("b1", "Dubious", "r9", "V")], "next.csv"))
    data.settle()

    assert data.screen.bringing.review.asked.profile == "Vee"
    assert data.words("data:sentence") == "Importing adds 1 decision on 1 item."


def test_that_a_file_that_is_no_table_is_refused_in_words_with_one_button(data, book, tmp_path):
    path = tmp_path / "scan.xlsx"
    path.write_bytes(b"%PDF-1.4 nothing")
    data.screen.arrive(path)
    data.settle()

    assert data.words("data:refused:title") == "scan.xlsx is a PDF document, not a table."
    assert data.find("data:refused:button").text() == "Choose another file"
    data.run("leave")
    assert data.screen._pages.currentWidget().objectName() == "data:empty"


def test_that_a_change_that_cannot_be_read_can_be_taken_back(data, tmp_path):
    path = tmp_path / "z.csv"
    path.write_text("item_id,label,decided_at\na1,Spam,2026-04-03 10:00\n", "utf-8")
    data.screen.arrive(path)
    data.settle()

    data.find("data:zone").picked.emit("Nowhere/Else")
    data.settle()
    assert "no time zone" in data.words("data:sentence")
    assert not data.offers("import")

    data.find("data:zone").picked.emit("UTC")
    data.settle()
    assert data.offers("import")


def test_that_the_rows_not_used_are_written_for_the_sender(data, tmp_path):
    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()
    out = tmp_path / "back.xlsx"

    data.screen.wizard._write(data.screen.bringing.review, str(out))
    data.settle()

    back = inspecting.inspect(out)
    assert {"Reason", "Row", "label"} <= {one["name"] for one in back["columns"]}


def test_that_a_control_total_typed_shows_the_gap(data, book, tmp_path):
    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()
    data.run("import")
    sent = data.find("data:total:sent")
    sent.setFocus()
    sent.selectAll()

    data.type(sent, "5")

    [line] = held(book).totals
    assert (line.role, line.value, line.expected) == ("vendor", "V", 5)
    assert line.off < 0
    assert data.find("data:totals:state").text == "1 gap"


def test_that_cells_of_rows_not_used_are_hidden_while_a_round_is_graded(data, book, tmp_path, make):
    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()
    data.run("import")
    assert "Dubious" in data.find("data:unused:examples").records.as_tsv([0])

    from reviewer_audit.sampling.plan import Method, SamplePlan
    from reviewer_audit.services import sampling

    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(book, plan, by=projects.seat(book))
    data.settle()

    assert "Dubious" not in data.find("data:unused:examples").records.as_tsv([0])
    assert "graded blind" in data.words("data:unused:told")
    assert not data.find("data:unused:export").isEnabled()


def test_that_the_importer_who_also_grades_is_told_so(book, qtbot, tmp_path, make):
    from reviewer_audit.sampling.plan import Method, SamplePlan
    from reviewer_audit.services import sampling
    from ui.screens.intake.screen import IntakeScreen

    lea = projects.seat(book)
    intake.import_file(book, sheet(tmp_path, ROWS), by=lea)
    sampling.draw_sample(book, SamplePlan(method=Method.ALL, auditors=("Lea",), seed="7"), by=lea)
    data = Driver(book, qtbot, IntakeScreen)
    data.screen.arrive(sheet(tmp_path, ROWS, "again.csv"))
    data.settle()

    assert data.find("data:notblind").isVisible()
    assert data.words("data:notblind:text") == "The importer who also grades is not blind."
    data.close()


def test_that_closing_a_file_leaves_the_project_as_it_was(data, book, tmp_path):
    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()

    data.run("leave")

    assert held(book).batches == ()
    assert data.screen.bringing.review is None


def test_that_every_field_says_what_it_is_for(data, tmp_path):
    from PySide6.QtWidgets import QAbstractSpinBox, QComboBox

    data.screen.arrive(sheet(tmp_path, ROWS))
    data.settle()

    for kind in (QComboBox, QLineEdit, QAbstractSpinBox):
        for field in data.screen.findChildren(kind):
            own = field.objectName().startswith("qt_")
            assert own or field.accessibleName(), field.objectName()
