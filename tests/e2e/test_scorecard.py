"""The scorecard against ``stats --json``, cell by cell."""

import math

import openpyxl
import pytest

from reviewer_audit.reports.results import SCORE_KEYS
from tests.inert import CHECK


@pytest.fixture(scope="module")
def audited(cli, tmp_path_factory):
    out = tmp_path_factory.mktemp("card")
    cli.json("demo", "--out", out)
    files = cli.json("report", out / "sample.audit", "--out", out / "r", "--per", "vendor")["files"]
    stats = cli.json(
        "stats", out / "sample.audit", "--by", "vendor,queue,language,market,vendor+queue"
    )
    return files, stats


def table(sheet, first):
    """Yield the rows under the header whose first cell is given, as dictionaries."""
    rows = sheet.iter_rows(values_only=True)
    header = next(row for row in rows if row[0] == first)
    for row in rows:
        if row[0] is None:
            return
        yield dict(zip(header, row, strict=True))


def same(cell, value):
    if value is None:
        return cell is None or isinstance(cell, str)
    return isinstance(cell, int | float) and math.isclose(cell, value, rel_tol=1e-14, abs_tol=1e-15)


def agrees(row, scores, prefix=""):
    e = scores["accuracy"]
    assert same(row["Accuracy"], e["value"])
    assert same(row["Accuracy low"], e["low"])
    assert same(row["Accuracy high"], e["high"])
    assert (row["Numerator"], row["n"]) == (e["numerator"], e["n"])
    for title, key in (
        ("Charged accuracy", "charged_accuracy"),
        ("Over-enforced", "over_enforcement"),
        ("Missed violations", "under_enforcement"),
    ):
        for end, field in (("", "value"), (" low", "low"), (" high", "high")):
            assert same(row[f"{title}{end}"], scores[key][field]), (prefix, title, end)


def test_that_every_measure_of_the_workbook_is_the_one_of_stats(audited):
    files, stats = audited
    book = openpyxl.load_workbook(files[0]["path"])
    seen = set()
    for row in table(book["KPI detail"], "Key"):
        key = row["Key"]
        if key not in SCORE_KEYS:
            continue
        e = stats["overall"][key]
        assert same(row["Value"], e["value"]), key
        assert same(row["Low"], e["low"]), key
        assert same(row["High"], e["high"]), key
        assert same(row["Numerator"], e["numerator"]) or key == "severity_weighted_accuracy", key
        assert row["n"] == e["n"], key
        seen.add(key)
    assert seen == set(SCORE_KEYS)


def test_that_every_slice_of_the_workbook_is_the_one_of_stats(audited):
    files, stats = audited
    book = openpyxl.load_workbook(files[0]["path"])
    roles = {"Vendor": "vendor", "Queue": "queue", "Language": "language", "Market": "market",
             "Vendor and queue": "vendor+queue"}  # fmt: skip
    found = dict.fromkeys(roles.values(), 0)
    for row in table(book["Breakdowns"], "By"):
        role = roles.get(row["By"])
        if role:
            name = row["Value"].replace(" · ", " + ")
            agrees(row, stats["by"][role][name], f"{role} {name}")
            found[role] += 1
    assert found == {role: len(stats["by"][role]) for role in found}


def test_that_the_confusion_of_the_workbook_is_the_one_of_stats(audited):
    files, stats = audited
    sheet = openpyxl.load_workbook(files[0]["path"])["Confusion"]
    rows = list(sheet.iter_rows(values_only=True))
    size = len(stats["confusion"]["labels"])
    blocks = [
        [list(row[1 : size + 1]) for row in rows[k : k + size]]
        for k in range(len(rows) - size + 1)
        if all(isinstance(c, int) for row in rows[k : k + size] for c in row[1 : size + 1])
    ]
    assert stats["confusion"]["matrix"] in blocks


def test_that_a_vendor_s_scorecard_holds_its_numbers_and_no_other_vendor(audited):
    files, stats = audited
    vendors = set(stats["by"]["vendor"])
    assert {f["vendor"] for f in files} == {None, *vendors}
    for file in files[1:]:
        book = openpyxl.load_workbook(file["path"])
        (row,) = [r for r in table(book["KPI detail"], "Key") if r["Key"] == "accuracy"]
        e = stats["by"]["vendor"][file["vendor"]]["accuracy"]
        assert same(row["Value"], e["value"])
        assert (row["Numerator"], row["n"]) == (e["numerator"], e["n"])
        words = " ".join(
            str(cell) for sheet in book for line in sheet.iter_rows(values_only=True)
            for cell in line if cell is not None
        )  # fmt: skip
        assert not [v for v in vendors - {file["vendor"]} if v in words]


def test_that_no_cell_is_a_formula_but_our_checks(audited):
    files, _stats = audited
    for file in files:
        book = openpyxl.load_workbook(file["path"])
        for sheet in book:
            for line in sheet.iter_rows():
                for cell in line:
                    if cell.data_type == "f":
                        assert CHECK.fullmatch(cell.value[1:]), cell
