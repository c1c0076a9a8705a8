"""From one auditor's grades to the final answers, with a vendor that disputes everything."""

from datetime import UTC, datetime, timedelta

import openpyxl
import pandas as pd
import pytest

FINE = "1_full_compliance"


@pytest.fixture
def xstest(cli, shared, tmp_path):
    """The audit with its auditor's grades, revealed; returns project, folder and the joined data."""
    folder, project = shared / "data/audits/xstest", tmp_path / "x.audit"
    policy = tmp_path / "policy.yaml"
    cli.json("policy", "draft", folder / "vendor_decisions.csv", "--column", "vendor_decision",
             "--out", policy, "--not-violating", FINE)  # fmt: skip
    cli.json("new", project, "--policy", policy)
    cli.json("import", project, folder / "vendor_decisions.csv")
    cli.json("draw", project, "--all")
    cli.json("grade", project, folder / "auditor_grades.csv", "--auditor", "annotator_2",
             "--map", "label=audit_decision")  # fmt: skip
    cli.json("reveal", project)
    read = {"dtype": str, "keep_default_na": False}
    joined = pd.read_csv(folder / "vendor_decisions.csv", **read)
    for name in ("auditor_grades", "gold"):
        joined = joined.merge(pd.read_csv(folder / f"{name}.csv", **read), on="content_id")
    return project, folder, joined


def reply(path, answers):
    """Fill a workbook in as a vendor does: item -> (reply, argument)."""
    book = openpyxl.load_workbook(path)
    sheet = book["Decisions"]
    titles = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        said = answers.get(sheet.cell(row, titles["Item"]).value)
        if said:
            sheet.cell(row, titles["Agree or dispute"]).value = said[0]
            sheet.cell(row, titles["Argument"]).value = said[1]
    book.save(path)


def test_that_xstest_moves_from_one_auditor_to_final_as_its_adjudication_says(
    cli, xstest, tmp_path
):
    project, folder, joined = xstest
    differ = joined["vendor_decision"] != joined["audit_decision"]
    to_vendor = differ & (joined["vendor_decision"] == joined["adjudicated_label"])
    to_auditor = differ & (joined["audit_decision"] == joined["adjudicated_label"])
    neither = differ & ~to_vendor & ~to_auditor
    assert (differ.sum(), to_vendor.sum(), to_auditor.sum(), neither.sum()) == (81, 63, 13, 5)
    assert cli.json("stats", project)["overall"]["accuracy"]["value"] == pytest.approx(0.9640)

    book = tmp_path / "northgate.xlsx"
    until = datetime.now(UTC).date() + timedelta(days=5)
    told = cli.json("release", project, "--vendor", "vendor one", "--until", until, "--out", book)
    assert (told["decisions"], told["errors"], told["unconfirmed"]) == (2250, 81, 81)
    assert told["vendor"] == "Vendor One"
    assert told["until"] == until.isoformat()
    disputed = dict.fromkeys(joined.loc[differ, "content_id"], ("Dispute", "see the rule"))
    reply(book, disputed)
    came = cli.json("disputes", "import", project, book)
    assert (came["raised"], came["open"], came["new"], came["problems"]) == (81, 81, 81, [])
    assert came["unanswered"] == 2250 - 81
    again = cli.json("disputes", "import", project, book)
    assert (again["new"], again["known"], again["raised"]) == (0, 81, 81)

    ruled = cli.json("disputes", "rule", project, folder / "gold.csv", "--by", "Noor",
                     "--map", "label=adjudicated_label")  # fmt: skip
    assert {k: ruled[k] for k in ("raised", "accepted", "partial", "rejected", "open")} == {
        "raised": 81, "accepted": 63, "partial": 5, "rejected": 13, "open": 0,
    }  # fmt: skip
    found = cli.json("stats", project)
    assert found["overall"]["accuracy"]["value"] == pytest.approx(0.9920)
    assert found["provisional"]

    before = cli.json("review", project)["stages"]
    assert [s["stage"] for s in before] == ["graded", "adjudicated", "final"]
    assert [round(s["accuracy"]["value"], 4) for s in before] == [0.964, 0.964, 0.992]

    refused = cli.refusal("close", project)
    assert refused.code == "round.unsettled"
    assert "109 agreements are to be checked" in str(refused)
    assert f"Vendor One may dispute until {until}" in str(refused)
    cli.json("verdicts", project, folder / "gold.csv", "--map", "label=adjudicated_label",
             "--by", "Sam")  # fmt: skip
    cli.json("disputes", "end", project, "--vendor", "Vendor One", "--reason", "by mail")
    done = cli.json("close", project)
    assert [s["accuracy"]["value"] for s in done["stages"]] == [
        pytest.approx(0.9640), pytest.approx(0.9920), pytest.approx(0.9920),
    ]  # fmt: skip
    assert done["disputes"]["silent"] == 2250 - 81
    assert (done["control"]["looked"], done["control"]["wrong"]) == (109, 0)
    final = cli.json("stats", project)
    assert (final["state"], final["provisional"]) == ("closed", False)
    assert final["overall"]["accuracy"]["value"] == pytest.approx(0.9920)
    for args in (("close",), ("verdicts", folder / "gold.csv"), ("disputes", "import", book)):
        command = [*args[:-1], project, args[-1]] if len(args) > 1 else [*args, project]
        assert cli.refusal(*command).code == "round.closed"
