"""Points of a funnel in a scorecard: where they stand, and where their names do."""

import re
import zipfile

import openpyxl

from reviewer_audit.render.xlsx import write_scorecard
from reviewer_audit.reports.model import ChartKind, ChartSpec, Figure, Mark, Report, Section


def test_that_names_of_points_that_lie_close_stand_apart(tmp_path):
    marks = (("A", 1000, 0.90), ("B", 990, 0.901), ("C", 300, 0.95))
    spec = ChartSpec(
        key="f", kind=ChartKind.FUNNEL, title="By chance?", named=True, low=0.8, high=1.0,
        marks=tuple(Mark(label=name, value=value, n=n) for name, n, value in marks),
    )  # fmt: skip
    section = Section(key="s", title="Chart", blocks=(Figure(chart=spec),))
    write_scorecard(Report(title="T", subtitle="S", sections=(section,)), tmp_path / "f.xlsx")
    with zipfile.ZipFile(tmp_path / "f.xlsx") as z:
        xml = z.read("xl/charts/chart1.xml").decode()
    assert re.findall(r'dLblPos val="(\w)"', xml) == ["b", "t", "r"]


def test_that_points_with_a_place_of_their_own_are_drawn_at_it_and_not_at_their_n(tmp_path):
    marks = (("A", 40, 35.5), ("B", 31, 44.0))
    spec = ChartSpec(
        key="f", kind=ChartKind.FUNNEL, title="Quicker?", low=0.0, high=0.2,
        marks=tuple(Mark(label=name, value=0.1, n=n, x=x) for name, n, x in marks),
    )  # fmt: skip
    section = Section(key="s", title="Chart", blocks=(Figure(chart=spec),))
    write_scorecard(Report(title="T", subtitle="S", sections=(section,)), tmp_path / "f.xlsx")
    rows = {
        row[0].value: row
        for row in openpyxl.load_workbook(tmp_path / "f.xlsx")["Chart data"].iter_rows()
    }
    for name, n, x in marks:
        assert (rows[name][4].value, rows[name][5].value) == (n, x)
    with zipfile.ZipFile(tmp_path / "f.xlsx") as z:
        xml = z.read("xl/charts/chart1.xml").decode()
    (along,) = set(re.findall(r"<xVal><numRef><f>[^!]+!\$(\w+)\$", xml))
    assert along == "F", "the column of places"
