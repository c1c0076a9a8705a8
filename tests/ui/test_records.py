"""The one table model."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from reviewer_audit.reports.model import CellKind, DataTable, Tone, Word
from reviewer_audit.reports.model import Column as ReportColumn
from reviewer_audit.stats.measure import Estimate
from ui import theme
from ui.models.records import Column, RecordsModel, cell_for_clipboard, number
from ui.widgets.table import Table

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
DOWN = Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Row:
    id: int
    content: str = ""
    share: float | None = None


def rows(n):
    return [Row(i, f"content {i}") for i in range(1, n + 1)]


COLUMNS = [number("id", lambda r: r.id), Column("content", lambda r: r.content, stretch=True)]


def test_records_model_keeps_the_rules_of_qt(qtbot):
    model = RecordsModel(COLUMNS)
    tester = QAbstractItemModelTester(model, FATAL)
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(model)
    QAbstractItemModelTester(proxy, FATAL)
    model.show(rows(50))
    model.sort(0, DOWN)
    model.show(rows(3))
    assert model.index(2, 0).data() == "3"
    assert model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "id: 3"
    model.restyle([Column("", lambda _r: "")])
    model.show(rows(1))
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == ""
    model.restyle(COLUMNS[:1])
    assert (model.columnCount(), model.rowCount()) == (1, 0)
    assert tester.model() is model


def test_that_sorting_keeps_the_selected_record_selected(qtbot):
    table = Table("t", COLUMNS)
    qtbot.addWidget(table)
    QAbstractItemModelTester(table.records, FATAL)
    table.put(rows(50))
    table.sort_by(0)
    table.selectRow(3)
    table.sort_by(0)
    (chosen,) = table.selectionModel().selectedRows()
    assert (chosen.row(), chosen.data()) == (46, "4")
    assert table.current == rows(4)[3]


def test_that_what_is_missing_comes_last_in_either_order():
    model = RecordsModel([Column("share", lambda r: r.share, str)])
    given = [Row(1, share=0.5), Row(2, share=None), Row(3, share=0.9)]
    for order, ids in ((Qt.SortOrder.AscendingOrder, [1, 3, 2]), (DOWN, [3, 1, 2])):
        model.show(given)
        model.sort(0, order)
        assert [row.id for row in model.rows] == ids


def test_that_mixed_values_are_sorted_all_the_same():
    model = RecordsModel([Column("any", lambda r: r.content or r.id)])
    model.show([Row(2, "b"), Row(10), Row(1, "a")])
    model.sort(0)
    assert [row.id for row in model.rows] == [10, 1, 2]


def test_that_the_header_says_how_the_table_is_sorted():
    model = RecordsModel(COLUMNS)
    model.show(rows(3))
    model.sort(1, DOWN)
    titles = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(2)]
    assert titles == ["id", "content ↓"]


def test_that_the_order_asked_for_outlives_new_rows(qtbot):
    table = Table("t", COLUMNS)
    qtbot.addWidget(table)
    table.sort_by(0, DOWN)
    table.put(rows(5))
    assert [row.id for row in table.records.rows] == [5, 4, 3, 2, 1]


def test_that_a_cell_shows_one_safe_line_and_keeps_the_whole_for_readers():
    model = RecordsModel(COLUMNS)
    model.show([Row(1, "see https://a.b\u202e\n" + "x" * 5000)])
    index = model.index(0, 1)
    assert index.data() == "see hxxps://a[.]b[U+202E]…"
    assert len(index.data(Qt.ItemDataRole.AccessibleTextRole)) > 3000
    assert index.data(Qt.ItemDataRole.ToolTipRole).startswith("<qt>see hxxps")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\uff1d1", "'\uff1d1"),
        ("\tx", " x"), ("a\tb\nc", "a b c"), (-0.5, "-0.5"), (12, "12"), (None, ""),
        ("plain", "plain"), ("\x00=1", "[U+0000]=1"),
    ],
)  # fmt: skip
def test_that_no_copied_text_can_become_a_formula(value, cell):
    assert cell_for_clipboard(value) == cell


def test_that_copy_brings_marked_rows_with_header(qtbot):
    table = Table("t", COLUMNS)
    qtbot.addWidget(table)
    table.put([Row(1, "=cmd()"), Row(2, "fine")])
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "id\tcontent\n1\t'=cmd()\n"
    table.copy(everything=True)
    assert QGuiApplication.clipboard().text().count("\n") == 3


def test_that_enter_opens_the_row_under_the_cursor(qtbot):
    table = Table("t", COLUMNS)
    qtbot.addWidget(table)
    table.put(rows(3))
    table.selectRow(1)
    with qtbot.waitSignal(table.opened) as told:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert told.args == [rows(2)[1]]


def test_that_100_000_rows_sort_and_show_without_a_pause(qtbot):
    table = Table("t", COLUMNS)
    qtbot.addWidget(table)
    table.put([Row(i, f"c{i % 997}") for i in range(100_000)])
    table.resize(600, 400)
    table.sort_by(1)
    assert table.records.rows[0].content == "c0"
    assert not table.grab().isNull()


def test_that_a_table_of_a_report_sorts_by_figure_and_opens_its_decisions(qtbot):
    def rate(value, n):
        return Estimate(value=value, n=n, low=value - 0.02, high=value + 0.02)

    shown = DataTable(
        key="vendors",
        columns=(
            ReportColumn(title="Vendor"),
            ReportColumn(title="Accuracy", kind=CellKind.ESTIMATE),
            ReportColumn(title="Verdict", kind=CellKind.WORD),
        ),
        rows=(
            ("B", rate(0.9, 1200), Word(text="Below", tone=Tone.BAD)),
            ("A", rate(0.97, 800), Word(text="Meets", tone=Tone.GOOD)),
            ("C", Estimate.undefined("no_data", "nothing graded"), None),
        ),
        filters=((("vendor", "B"),), (("vendor", "A"),), ()),
        muted=frozenset({2}),
    )
    table = Table("t", [])
    qtbot.addWidget(table)
    table.show_table(shown)
    model = table.records
    assert "n\u00a01,200" in model.index(0, 1).data()
    assert model.index(0, 2).data(Qt.ItemDataRole.ForegroundRole) == theme.color("bad")
    assert model.index(2, 0).data(Qt.ItemDataRole.ForegroundRole) == theme.color("muted")
    table.sort_by(1, DOWN)
    assert [row.cells[0] for row in model.rows] == ["A", "B", "C"]
    assert model.rows[0].filter == (("vendor", "A"),)
