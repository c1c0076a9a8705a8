"""From one auditor's sealed pack to the final answers, with a vendor that disputes everything."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from tests.e2e.people import People, reply

FINE, AUDITOR = "1_full_compliance", "annotator_2"


@pytest.fixture
def xstest(cli, shared, tmp_path):
    """The audit graded from a sealed pack, returned, merged and revealed: people, project, data."""
    folder, people = shared / "data/audits/xstest", People(cli, tmp_path)
    project, policy = people.path("lead", "x.audit"), people.path("lead", "policy.yaml")
    read = {"dtype": str, "keep_default_na": False}
    joined = pd.read_csv(folder / "vendor_decisions.csv", **read)
    for name in ("auditor_grades", "gold"):
        joined = joined.merge(pd.read_csv(folder / f"{name}.csv", **read), on="content_id")
    people.at("lead", "policy", "draft", folder / "vendor_decisions.csv", "--column",
              "vendor_decision", "--out", policy, "--not-violating", FINE)  # fmt: skip
    people.at("lead", "new", project, "--policy", policy)
    people.at("lead", "import", project, folder / "vendor_decisions.csv")
    people.at("lead", "draw", project, "--all", "--auditors", AUDITOR)
    work, named = people.handed_out(project, AUDITOR)
    said = dict(zip(joined["content_id"], joined["audit_decision"], strict=True))
    assert set(named.values()) == set(said)
    graded = people.graded(work, AUDITOR, [(handle, said[item]) for handle, item in named.items()])
    assert graded["recorded"] == len(said)
    back, told = people.sent_back(work, AUDITOR, "grades.auditreturn")
    assert told["left"] == 0
    assert people.at("lead", "merge", project, back)["files"][0]["new"] == len(said)
    people.at("lead", "reveal", project)
    return people, project, folder, joined


def test_that_xstest_moves_from_one_auditor_to_final_as_its_adjudication_says(cli, xstest):
    people, project, folder, joined = xstest
    differ = joined["vendor_decision"] != joined["audit_decision"]
    to_vendor = differ & (joined["vendor_decision"] == joined["adjudicated_label"])
    to_auditor = differ & (joined["audit_decision"] == joined["adjudicated_label"])
    neither = differ & ~to_vendor & ~to_auditor
    assert (differ.sum(), to_vendor.sum(), to_auditor.sum(), neither.sum()) == (81, 63, 13, 5)
    assert cli.json("stats", project)["overall"]["accuracy"]["value"] == pytest.approx(0.9640)

    book = people.path("lead", "released.xlsx")
    until = datetime.now(UTC).date() + timedelta(days=5)
    told = cli.json("release", project, "--vendor", "vendor one", "--until", until, "--out", book)
    assert (told["decisions"], told["errors"], told["unconfirmed"]) == (2250, 81, 81)
    assert told["vendor"] == "Vendor One"
    assert told["until"] == until.isoformat()
    disputed = dict.fromkeys(joined.loc[differ, "content_id"], ("Dispute", "see the rule"))
    theirs = people.sent(book, "vendor")
    reply(theirs, disputed)
    book = people.sent(theirs, "lead")
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
