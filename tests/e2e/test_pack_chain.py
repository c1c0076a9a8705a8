"""Three folders, nothing but files between them: the same result as if all had sat at one machine."""

import csv
import json

import pytest

from tests.e2e.people import People, write

ITEMS = 40
TRUTH = ("ok", "spam", "ok", "threat", "spam")


def said(name, k):
    """Return what somebody answers about item k: the vendor errs in 1 of 7, auditors in 1 of 11."""
    slip = {"vendor": 7, "Ann": 11, "Bob": 13}[name]
    right = TRUTH[k % 5]
    return right if (k + 1) % slip else ("ok" if right != "ok" else "spam")


@pytest.fixture
def people(cli, tmp_path):
    return People(cli, tmp_path)


@pytest.fixture
def project(people):
    rows = [
        (f"post-{k:03d}", f"words of {k}", said("vendor", k), "V", f"r{k % 3}")
        for k in range(ITEMS)
    ]
    header = ("item_id", "content", "label", "vendor", "reviewer")
    sheet = write(people.path("lead", "decisions.csv"), [header, *rows])
    policy, path = people.path("lead", "p.yaml"), people.path("lead", "q.audit")
    people.at(
        "lead",
        "policy",
        "draft",
        sheet,
        "--column",
        "label",
        "--not-violating",
        "ok",
        "--out",
        policy,
    )
    people.at("lead", "new", path, "--policy", policy)
    people.at("lead", "import", path, sheet)
    people.at(
        "lead", "draw", path, "--all", "--auditors", "Ann,Bob", "--overlap", "0.25", "--seed", "s"
    )
    return path


def grades(people, work, name, *, where=None, only=slice(None)):
    """Grade what lies on a desk away from the lead, as answers to its own handles."""
    where = where or name
    listed = people.path(where, f"items-{name}.csv")
    people.at(where, "export", work, "--table", "items", "--out", listed)
    with listed.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))[only]
    answers = [(r["item_id"], said(name, int(r["content"].split()[-1]))) for r in rows]
    return write(people.path(where, f"grades-{name}.csv"), [("item_id", "label"), *answers]), rows


def test_that_three_folders_give_what_one_machine_gives(people, project, tmp_path):
    key = {name: people.at(name, "key")["key"] for name in ("Ann", "Bob")}
    twin = people.path("lead", "twin.audit")
    twin.write_bytes(project.read_bytes())
    returns = []
    for name in ("Ann", "Bob"):
        pack = people.path("lead", f"{name}.auditpack")
        told = people.at(
            "lead", "pack", project, "--auditor", name, "--to", key[name], "--out", pack
        )
        assert told["items"] == 25
        assert len(told["manifest_sha256"]) == 64
        work = people.path(name, "work.audit")
        opened = people.at(name, "open", people.sent(pack, name), "--out", work)
        assert opened["project_fingerprint"] == told["project_fingerprint"]
        sheet, rows = grades(people, work, name)
        people.at(name, "grade", work, sheet, "--auditor", name)
        back = people.path(name, f"{name}.auditreturn")
        assert people.at(name, "return", work, "--out", back)["left"] == 0
        returns.append(people.sent(back, "lead"))
        known = [
            (f"post-{int(r['content'].split()[-1]):03d}", said(name, int(r["content"].split()[-1])))
            for r in rows
        ]
        direct = write(people.path("lead", f"{name}.csv"), [("item_id", "label"), *known])
        people.at("lead", "grade", twin, direct, "--auditor", name)
    before = project.read_bytes()
    foreseen = people.at("lead", "merge", project, *returns, "--dry-run")
    assert not foreseen["applied"]
    assert project.read_bytes() == before
    merged = people.at("lead", "merge", project, *reversed(returns))
    assert [(f["auditor"], f["new"], f["refused"]) for f in merged["files"]] == [
        ("Bob", 25, []),
        ("Ann", 25, []),
    ]
    assert people.at("lead", "merge", project, *returns)["merge_id"] is None
    for one in (project, twin):
        assert people.at("lead", "reveal", one)["open_assignments"] == 0
    apart, together = (
        people.at("lead", "stats", one, "--by", "reviewer") for one in (project, twin)
    )
    assert apart["overall"]["accuracy"]["n"] > 30
    for part in ("overall", "by", "confusion", "agreement", "left_out", "auditors"):
        assert json.dumps(apart[part], sort_keys=True) == json.dumps(
            together[part], sort_keys=True
        ), part


def test_that_two_auditors_can_share_the_lead_s_machine_with_nothing_but_the_contract(
    people, project
):
    returns = []
    for name in ("Ann", "Bob"):
        pack, work = (people.path("lead", f"{name}.{kind}") for kind in ("auditpack", "audit"))
        told = people.at("lead", "pack", project, "--auditor", name, "--out", pack)
        assert told["sealed_to"] == "passphrase"
        people.at("lead", "open", pack, "--out", work)
        sheet, _rows = grades(people, work, name, where="lead")
        people.at("lead", "grade", work, sheet, "--auditor", name)
        returns.append(people.path("lead", f"{name}.auditreturn"))
        people.at("lead", "return", work, "--out", returns[-1])
    merged = people.at("lead", "merge", project, *returns)
    assert [f["new"] for f in merged["files"]] == [25, 25]
    assert len({f["fingerprint"] for f in merged["files"]}) == 2, "one key a person"


def test_that_a_partial_return_a_handover_and_a_late_return_run_by_command(people, project):
    key = {name: people.at(name, "key")["key"] for name in ("Ann", "Bob", "Cleo")}
    pack, work = people.path("lead", "a.auditpack"), people.path("Ann", "work.audit")
    people.at("lead", "pack", project, "--auditor", "Ann", "--to", key["Ann"], "--out", pack)
    people.at("Ann", "open", people.sent(pack, "Ann"), "--out", work)
    sheet, _rows = grades(people, work, "Ann", only=slice(10))
    people.at("Ann", "grade", work, sheet, "--auditor", "Ann")
    early, late = (people.path("Ann", f"{k}.auditreturn") for k in (1, 2))
    people.at("Ann", "return", work, "--out", early)
    assert people.at("lead", "merge", project, early)["files"][0]["new"] == 10
    again = people.path("lead", "c.auditpack")
    told = people.at(
        "lead",
        "pack",
        project,
        "--auditor",
        "Cleo",
        "--take-from",
        "Ann",
        "--to",
        key["Cleo"],
        "--out",
        again,
    )
    assert (told["items"], told["taken_back"]) == (15, 15)
    assert (
        people.refusal("Bob", "open", again, "--out", people.path("Bob", "x.audit")).code
        == "pack.no_key_fits"
    )
    sheet, _rows = grades(people, work, "Ann")
    people.at("Ann", "grade", work, sheet, "--auditor", "Ann")
    people.at("Ann", "return", work, "--out", late)
    people.at("lead", "reveal", project, "--partial")
    file = people.at("lead", "merge", project, late)["files"][0]
    assert (file["new"], file["known"], file["late"]) == (0, 10, 15)


def test_that_a_merge_is_withdrawn_by_command(people, project, cli):
    pack, work, back = (
        people.path("lead", f"a.{kind}") for kind in ("auditpack", "audit", "auditreturn")
    )
    people.at("lead", "pack", project, "--auditor", "Ann", "--out", pack)
    people.at("lead", "open", pack, "--out", work)
    sheet, _rows = grades(people, work, "Ann", where="lead")
    people.at("lead", "grade", work, sheet, "--auditor", "Ann")
    people.at("lead", "return", work, "--out", back)
    number = people.at("lead", "merge", project, back)["merge_id"]
    assert people.at("lead", "merge", project, "--withdraw", number)["items"] == 25
    assert people.refusal("lead", "merge", project, "--withdraw", number).code == "merge.unknown"
    assert people.at("lead", "merge", project, back)["files"][0]["new"] == 25
    assert cli.text("merge", project, code=2)
    assert people.refusal("lead", "merge", project, project).code == "pack.not_a_pack"


def test_that_packs_and_returns_are_verified_by_command(people, project, cli):
    key = people.at("Ann", "key")["key"]
    pack, work = people.path("lead", "a.auditpack"), people.path("Ann", "work.audit")
    told = people.at("lead", "pack", project, "--auditor", "Ann", "--to", key, "--out", pack)
    there = people.sent(pack, "Ann")
    found = people.at("Ann", "verify", there)
    assert set(found) == {
        "file", "kind", "whole", "signed_by", "journal_head", "first_bad", "notes",
    }  # fmt: skip
    assert (found["kind"], found["whole"], found["first_bad"]) == ("pack", True, None)
    assert found["signed_by"]["fingerprint"] == told["project_fingerprint"]
    assert not found["signed_by"]["known"]
    people.at("Ann", "open", there, "--out", work)
    assert people.at("Ann", "verify", there)["signed_by"]["known"]
    held = people.at("lead", "verify", project, "--head", found["journal_head"])
    assert (held["kind"], held["whole"]) == ("project", True)
    sheet, _rows = grades(people, work, "Ann")
    people.at("Ann", "grade", work, sheet, "--auditor", "Ann")
    back = people.path("Ann", "a.auditreturn")
    people.at("Ann", "return", work, "--out", back)
    there = people.sent(back, "lead")
    found = people.at("lead", "verify", there, "--project", project)
    assert (found["kind"], found["signed_by"]["name"]) == ("return", "Ann")
    assert "From outside" in cli.text("verify", there, code=1)
    there.write_bytes(there.read_bytes()[:-1])
    assert "NOT whole" in cli.text("verify", there, "--project", project, code=1)
