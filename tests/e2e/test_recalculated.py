"""Scorecards opened and recalculated by LibreOffice, figure by figure against ``stats --json``."""

import math
import shutil

import openpyxl
import pytest

from reviewer_audit.reports.results import SCORE_KEYS
from tests.conftest import SHARED
from tests.e2e.audits import NAMES, WEIGHTED, build
from tests.e2e.test_scorecard import agrees, same, table
from tests.spreadsheets import by_libreoffice

pytestmark = pytest.mark.slow

TITLES = {"Vendor": "vendor", "Reviewer": "reviewer", "Queue": "queue", "Language": "language",
          "Market": "market", "Vendor and queue": "vendor+queue"}  # fmt: skip
BESIDE = "Check data"


@pytest.fixture(scope="module", params=(*NAMES, WEIGHTED))
def recalculated(request, cli, tmp_path_factory):
    """Every scorecard of an audit as it was written and as LibreOffice saved it, and the stats."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice absent: soffice")
    if request.param != "sample" and not SHARED.is_dir():
        pytest.skip(f"shared data absent: {SHARED.name}")
    folder = tmp_path_factory.mktemp(request.param)
    project, by = build(cli, request.param, folder, SHARED)
    written = cli.json(
        "report", project, "--out", folder / "r", "--per", "vendor", "--reviewers", "names"
    )
    stats = cli.json("stats", project, "--by", by)
    books = {}
    for file in written["files"]:
        path = folder / "r" / file["path"].rpartition("/")[2]
        saved = by_libreoffice(path, folder)
        books[file["vendor"]] = (
            openpyxl.load_workbook(path),
            openpyxl.load_workbook(saved, data_only=True),
        )
    return books, stats


def cells(book):
    return (cell for sheet in book for row in sheet.iter_rows() for cell in row)


def close(a, b):
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-13)


def test_that_no_cell_is_an_error(recalculated):
    books, _stats = recalculated
    for _, saved in books.values():
        wrong = [c for c in cells(saved) if c.data_type == "e" or str(c.value).startswith("Err:")]
        assert not wrong


def test_that_every_text_and_number_comes_back_as_it_was_written(recalculated):
    books, _stats = recalculated
    for written, saved in books.values():
        assert written.sheetnames == saved.sheetnames
        for cell in cells(written):
            again = saved[cell.parent.title][cell.coordinate]
            if cell.data_type == "n" and cell.value is not None:
                assert close(again.value, cell.value), cell
            elif cell.data_type == "s":
                assert again.value == cell.value, cell


def test_that_every_check_gives_its_figure(recalculated):
    books, _stats = recalculated
    for written, saved in books.values():
        checks = [cell for cell in cells(written) if cell.data_type == "f"]
        assert checks
        for cell in checks:
            sheet = saved[cell.parent.title]
            found = sheet[cell.coordinate].value
            assert close(found, sheet.cell(cell.row, _figure_of(cell)).value), cell


def _figure_of(check):
    """The column of the figure that a check gives again."""
    if check.parent.title == BESIDE:
        return 2
    above = (check.parent.cell(row, check.column) for row in range(check.row, 0, -1))
    head = next(cell for cell in above if cell.value == "Check")
    whole = check.parent.cell(head.row, head.column - 2).value == "Numerator"
    return check.column - (5 if whole else 4)  # value, low, high, (numerator,) n, check


def test_that_every_weighted_score_has_a_check_that_is_a_formula(recalculated):
    books, stats = recalculated
    written, saved = books[None]
    rows = {row["Key"]: row for row in table(written["KPI detail"], "Key")}
    for key in SCORE_KEYS:
        if stats["overall"][key]["value"] is not None:
            assert str(rows[key]["Check"]).startswith("="), key
    for line in saved[BESIDE].iter_rows(min_row=4, values_only=True):
        assert line[1] is None or close(line[1], line[2])


def test_that_every_measure_is_the_one_of_stats(recalculated):
    books, stats = recalculated
    for vendor, (_, saved) in books.items():
        scores = stats["by"]["vendor"][vendor] if vendor else stats["overall"]
        rows = {row["Key"]: row for row in table(saved["KPI detail"], "Key")}
        assert set(SCORE_KEYS) <= set(rows)
        for key in SCORE_KEYS:
            row, e = rows[key], scores[key]
            for title, field in (("Value", "value"), ("Low", "low"), ("High", "high")):
                if vendor is None or field == "value":  # a vendor's own file counts its own draw
                    assert same(row[title], e[field]), (vendor, key, field)
            assert row["n"] == e["n"], (vendor, key)


def test_that_every_slice_is_the_one_of_stats(recalculated):
    books, stats = recalculated
    _, saved = books[None]
    found = dict.fromkeys(stats["by"], 0)
    for row in table(saved["Breakdowns"], "By"):
        role = TITLES.get(row["By"])
        if role not in found:
            continue
        name = row["Value"].replace(" · ", " + ") if "+" in role else row["Value"]
        agrees(row, stats["by"][role][name], f"{role} {name}")
        found[role] += 1
    for role, values in stats["by"].items():
        few = sum(s["accuracy"]["n"] < 30 for s in values.values()) if role == "reviewer" else 0
        assert found[role] == len(values) - few, role


def test_that_the_confusion_is_the_one_of_stats(recalculated):
    books, stats = recalculated
    _, saved = books[None]
    labels, matrix = stats["confusion"]["labels"], stats["confusion"]["matrix"]
    size = len(labels)
    rows = list(saved["Confusion"].iter_rows(values_only=True))
    blocks = [
        [list(row[1 : size + 1]) for row in rows[k : k + size]]
        for k in range(len(rows) - size + 1)
        if all(isinstance(c, int) for row in rows[k : k + size] for c in row[1 : size + 1])
    ]
    assert matrix in blocks
