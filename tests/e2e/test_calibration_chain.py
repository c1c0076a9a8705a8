"""A calibration session by packs: three folders, and nothing but files between them."""

import sqlite3
from contextlib import closing

import pytest

from tests.e2e.people import People
from tests.e2e.test_pack_chain import TRUTH, grades, project

__all__ = ["project"]
SIZE = 6


@pytest.fixture
def people(cli, tmp_path):
    return People(cli, tmp_path)


@pytest.fixture
def session(people, project):
    """A revealed round, and a session on six of its items whose baseline is frozen."""
    for name in ("Ann", "Bob"):
        sheet, _rows = grades(people, project, name, where="lead")
        people.at("lead", "grade", project, sheet, "--auditor", name)
    people.at("lead", "reveal", project, "--partial")
    told = people.at(
        "lead", "calibrate", "new", project, "--size", SIZE, "--client", "Cara",
        "--vendor-side", "Vera", "--expert", "Eve", "--seed", "7",
    )  # fmt: skip
    for name in told["item_names"]:
        right = TRUTH[int(name.rpartition("-")[2]) % 5]
        people.at("lead", "calibrate", "baseline", project, "--item", name, "--answer", right)
    people.at("lead", "calibrate", "baseline", project, "--seal")
    return told["item_names"]


def voted(people, project, name, label, *more):
    """Hand a pack out, open it there, answer all of it alike, and mail the return."""
    key = people.at(name, "key")["key"]
    pack = people.path("lead", f"{name}.auditpack")
    told = people.at(
        "lead", "calibrate", "pack", project, "--as", name, "--to", key, "--out", pack, *more
    )
    work = people.path(name, f"{pack.stem}-{len(more)}.audit")
    opened = people.at(name, "open", people.sent(pack, name), "--out", work)
    assert (opened["items"], opened["auditor"]) == (told["items"], name)
    desk = people.shown(work, name)
    assert len(desk) == told["items"]
    done = people.graded(work, name, [(handle, label(text)) for handle, (text, _c) in desk.items()])
    assert done["recorded"] == told["items"]
    file, told = people.sent_back(work, name, f"{name}.auditreturn")
    assert told["graded"] == len(desk)
    return file


def own_answer(text):
    return TRUTH[int(text.rpartition(" ")[2]) % 5]


def test_that_votes_of_three_folders_are_those_of_one_room(people, project, session):
    right = {name: TRUTH[int(name.rpartition("-")[2]) % 5] for name in session}
    cara = voted(people, project, "Cara", own_answer)
    vera = voted(people, project, "Vera", lambda _text: "spam")
    assert people.at("lead", "verify", vera, "--project", project)["whole"]
    refused = people.refusal("lead", "merge", project, vera)
    assert (refused.code, "calibrate vote" in refused.hint) == ("pack.votes", True)
    for file, name, new in ((cara, "Cara", SIZE), (vera, "Vera", SIZE), (cara, "Cara", 0)):
        told = people.at("lead", "calibrate", "vote", project, file)["sheet"]
        assert (told["participants"], told["recorded"]) == ({name: SIZE}, new)
    for name in session:
        people.at("lead", "calibrate", "rule", project, "--item", name, "--ruling", "uphold")
    refused = people.refusal("lead", "calibrate", "pack", project, "--as", "Vera",
                             "--out", people.path("lead", "x.auditpack"))  # fmt: skip
    assert refused.code == "calibration.state"
    people.at("lead", "calibrate", "leave", project, "--as", "Vera", "--reason", "had seen it")
    figures = people.at("lead", "calibrate", "show", project)["figures"]
    assert figures["baseline"]["all"]["n"] == SIZE, "Cara's alone"
    people.at("lead", "calibrate", "leave", project, "--as", "Vera", "--reason", "had not",
              "--back")  # fmt: skip
    figures = people.at("lead", "calibrate", "show", project)["figures"]
    same = SIZE + sum(label == "spam" for label in right.values())  # Cara all, Vera some
    assert (figures["baseline"]["all"]["numerator"], figures["baseline"]["all"]["n"]) == (
        same,
        2 * SIZE,
    )
    back = voted(people, project, "Vera", own_answer, "--again")
    assert people.at("lead", "calibrate", "vote", project, back)["sheet"]["recorded"] == SIZE
    figures = people.at("lead", "calibrate", "show", project)["figures"]
    after = {one["side"]: one["after"] for one in figures["participants"]}["vendor"]
    assert (after["numerator"], after["n"]) == (SIZE, SIZE)
    people.at("lead", "calibrate", "close", project)
    assert people.at("lead", "verify", project)["whole"]
    with closing(sqlite3.connect(project)) as db:
        (votes,) = db.execute("select count(*) from calibration_vote").fetchone()
    assert votes == 3 * SIZE
