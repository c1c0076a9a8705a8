"""Auditors without the application: a workbook each way, by command line alone."""

import openpyxl
import pandas as pd
import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.errors import PackError
from reviewer_audit.services import projects
from reviewer_audit.store import items, packs
from tests import spreadsheets as sheets

FINE = "1_full_compliance"


@pytest.fixture
def small(cli, tmp_path):
    """A round of 30 items, half of them Ann's."""
    rows = [("item_id", "content", "label", "vendor", "reviewer")]
    rows += [(f"i{k}", f"words of {k}", ("ok", "spam")[k % 2], "V", "r") for k in range(30)]
    pd.DataFrame(rows[1:], columns=rows[0]).to_csv(tmp_path / "d.csv", index=False)
    policy, project = tmp_path / "p.yaml", tmp_path / "q.audit"
    cli.json("policy", "draft", tmp_path / "d.csv", "--column", "label", "--not-violating", "ok",
             "--out", policy)  # fmt: skip
    cli.json("new", project, "--policy", policy)
    cli.json("import", project, tmp_path / "d.csv")
    cli.json("draw", project, "--all", "--auditors", "Ann,Bob", "--seed", "s")
    return project


def fill(path, label_of, by=names.CONTENT):
    """Choose a label for rows by another of their cells."""
    book = openpyxl.load_workbook(path)
    sheet = book[names.GRADING_SHEET]
    titles = sheets.titles_of(sheet)
    for row in range(2, sheet.max_row + 1):
        said = label_of(sheet.cell(row, titles[by]).value)
        sheets.put(sheet.cell(row, titles[names.LABEL]), said)
    book.save(path)
    return path


def test_that_a_workbook_goes_out_and_comes_back_by_command(cli, small, tmp_path):
    path = tmp_path / "ann.xlsx"
    told = cli.json("pack", small, "--auditor", "Ann", "--out", path)
    assert (told["auditor"], told["items"], told["sealed_to"]) == ("Ann", 15, "nothing")
    assert len(told["manifest_sha256"]) == 64
    refused = cli.refusal("pack", small, "--auditor", "Ann", "--out", path, "--to", "rak1-x")
    assert refused.code == "pack.not_sealed"
    fill(path, lambda text: "spam" if int(text.split()[-1]) % 2 else "spamm")
    before = small.read_bytes()
    dry = cli.json("merge", small, path, "--dry-run")
    assert small.read_bytes() == before
    (file,) = dry["files"]
    assert (file["auditor"], file["signed"], dry["applied"]) == ("Ann", False, False)
    assert file["new"] + file["refused"][0]["count"] == 15
    assert {row["code"] for row in file["rows"]} == {"unknown_label"}
    assert cli.refusal("merge", small, path, "--from", "Bob").code == "workbook.of_another"
    said = cli.text("merge", small, path)
    assert "ann.xlsx is signed by nobody: make sure that Ann sent it" in said
    assert "row " in said
    assert "This label is not in the policy." in said
    again = cli.json("merge", small, path, "--from", "Ann")
    assert (again["merge_id"], again["files"][0]["known"]) == (None, file["new"])
    gone = cli.json("merge", small, "--withdraw", 1)
    assert gone["items"] == file["new"]


def test_that_a_file_that_is_no_workbook_is_refused_by_command(cli, small, tmp_path):
    cli.json("pack", small, "--auditor", "Ann", "--out", tmp_path / "ann.xlsx")
    other = tmp_path / "other.xlsx"
    pd.DataFrame({"item_id": ["i1"], "label": ["spam"]}).to_excel(other, index=False)
    refused = cli.refusal("merge", small, other)
    assert isinstance(refused, PackError)
    assert refused.code == "workbook.not_ours"


@pytest.mark.slow
def test_that_a_real_audit_graded_in_a_workbook_gives_what_its_sheet_gives(cli, shared, tmp_path):
    """2,250 items out, through LibreOffice and back: the accuracy is that of the auditor's sheet."""
    folder, project = shared / "data/audits/xstest", tmp_path / "x.audit"
    policy, path = tmp_path / "policy.yaml", tmp_path / "auditor.xlsx"
    cli.json("policy", "draft", folder / "vendor_decisions.csv", "--column", "vendor_decision",
             "--out", policy, "--not-violating", FINE)  # fmt: skip
    cli.json("new", project, "--policy", policy)
    cli.json("import", project, folder / "vendor_decisions.csv")
    cli.json("draw", project, "--all", "--auditors", "Auditor")
    pack = cli.json("pack", project, "--auditor", "Auditor", "--out", path)
    assert pack["items"] == 2250
    told = pd.read_csv(folder / "auditor_grades.csv", dtype=str).set_index("content_id")
    known = told["audit_decision"].to_dict()
    store = projects.open_project(project)
    with store.read() as tx:
        held = packs.handles(tx, pack["pack"])
        external = items.names_of(tx, set(held.values()))
    store.close()
    fill(path, lambda handle: known[external[held[handle]]], by=names.HANDLE)
    done = cli.json("merge", project, sheets.by_libreoffice(path, tmp_path))
    assert [(f["new"], f["refused"]) for f in done["files"]] == [(2250, [])]
    cli.json("reveal", project)
    assert cli.json("stats", project)["overall"]["accuracy"]["value"] == pytest.approx(0.9640)
