"""Whatever content says, a workbook holds it as text: its parts are looked at one by one."""

import openpyxl
import pytest

from reviewer_audit.render.xl_text import label, plain, sheet_names, units
from reviewer_audit.render.xlsx import write_scorecard
from reviewer_audit.render.xlsx_lists import write_tables
from reviewer_audit.reports.model import ChartKind, ChartSpec, Figure, Mark, Report, Section
from tests.inert import assert_inert_workbook, texts_of
from tests.unit.render.hostile import EVERY, poisoned


@pytest.mark.parametrize("name", EVERY)
def test_that_hostile_text_is_text_in_every_cell_chart_name_and_footer(tmp_path, name):
    payload = EVERY[name]
    path = tmp_path / "card.xlsx"
    write_scorecard(poisoned(payload), path)
    assert_inert_workbook(path)
    if payload and len(payload) < 32_000:
        assert plain(payload) in texts_of(path)


@pytest.mark.parametrize("name", EVERY)
def test_that_hostile_text_is_text_in_a_list(tmp_path, name):
    payload = EVERY[name]
    path = tmp_path / "list.xlsx"
    write_tables(path, [(payload, (payload, "b"), [(payload, 1), (None, payload)])] * 2)
    assert_inert_workbook(path)
    if payload and len(payload) < 32_000:
        assert plain(payload) in texts_of(path)


def test_that_sheets_with_the_same_long_name_stay_apart(tmp_path):
    titles = ["A title of thirty-one characters", "A TITLE of thirty-one characters and more"]
    titles += ["x" * 31] * 12 + ["Chart data", "chart DATA", "\U0001f600" * 20, "\U0001f600" * 20]
    names = sheet_names(titles)
    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < units(name) <= 31 for name in names)
    path = tmp_path / "names.xlsx"
    bars = ChartSpec(key="k", kind=ChartKind.BARS, title="T", marks=(Mark(label="a", value=1),))
    sections = tuple(
        Section(key=str(k), title=title, blocks=(Figure(chart=bars),) * (k == 1))
        for k, title in enumerate(titles)
    )
    write_scorecard(Report(title="T", subtitle="S", sections=sections), path)
    assert_inert_workbook(path)
    found = openpyxl.load_workbook(path).sheetnames
    assert len(found) == len(titles) + 1
    assert found[-1] == "Chart data"


def test_that_a_chart_takes_no_more_text_than_it_can_show():
    assert label("a\x07b\n c") == "a\u2407b c"
    assert units(label("\U0001f600" * 20_000)) <= 255
    assert units(label("x" * 40_000)) <= 255
