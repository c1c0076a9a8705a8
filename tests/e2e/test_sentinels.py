"""A word that stands in vendors' fields alone is looked for in all that leaves the lead's machine."""

import io
import re
import tempfile
import zipfile
import zlib
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from reviewer_audit.packs import keys, sealing
from reviewer_audit.services import projects, wrapping
from tests.apart import sits
from tests.e2e.people import People, write

WORD = "SENTINEL-7F3A"
ROLES = (
    "decision_id", "item_id", "vendor", "site", "team", "reviewer", "decided_at", "enqueued_at",
    "handling_seconds", "market", "queue", "reason", "notes", "escalated", "policy_version",
    "source", "author", "item_type", "due_at", "tenure", "vendor_qa", "appeal_outcome",
    "model_score", "reach", "severity",
)  # fmt: skip
PLAIN = {  # fields that cannot hold a word hold a number or a day that stands nowhere else
    "decided_at": "2031-07-19T04:53:21Z", "enqueued_at": "2031-07-18T04:53:21Z",
    "due_at": "2031-07-20T04:53:21Z", "handling_seconds": "987654.25", "model_score": "0.98765425",
    "reach": "987654321", "escalated": "yes", "severity": "S3", "vendor_qa": f"{WORD} pass",
}  # fmt: skip
TRACES = (WORD, "2031-07", "987654", "98765425")
ITEMS = 24


def decisions(path):
    """Write a sheet whose every field of the vendor's tells."""
    header = ["text", "label", *(f"{WORD} {role}" for role in ROLES)]
    rows = []
    for k in range(ITEMS):
        own = [
            PLAIN.get(role, f"{WORD} {role} {k if role.endswith('_id') else ''}") for role in ROLES
        ]
        rows.append([f"words of item {k}", f"{WORD} {'spam' if k % 3 else 'ok'}", *own])
    return write(path, [header, *rows])


def telling(folder, traces=TRACES):
    """Return the files below a folder that tell, by name or content, packed or not."""
    spelled = [one.encode(code) for one in traces for code in ("utf-8", "utf-16-le", "utf-16-be")]
    found = set()
    for path in folder.rglob("*"):
        told = unpacked(path.read_bytes()) if path.is_file() else b""
        if any(one in path.name for one in traces) or any(one in told for one in spelled):
            found.add(path)
    return found


def unpacked(data):
    """Return bytes, and what is compressed in them."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return data + b"".join(n.encode() + parts.read(n) for n in parts.namelist())
    if data.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
            try:
                data += zlib.decompress(stream)
            except zlib.error:
                continue
    return data


@pytest.fixture
def people(cli, tmp_path, monkeypatch):
    """Machines of their own, and temporary files where the test finds them."""
    folder = tmp_path / "machines"
    (folder / "temporary").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(folder / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return People(cli, folder)


def test_that_no_field_of_the_vendor_leaves_with_a_pack_or_comes_back(people, capfd):
    project, policy = people.path("lead", "q.audit"), people.path("lead", "p.yaml")
    sheet = decisions(people.path("lead", "decisions.csv"))
    people.at("lead", "policy", "draft", sheet, "--column", "label", "--not-violating",
              f"{WORD} ok", "--out", policy)  # fmt: skip
    rules = policy.read_text(encoding="utf-8").replace(f"{WORD} ", "")
    policy.write_text(rules, encoding="utf-8")
    people.at("lead", "new", project, "--policy", policy)
    maps = [part for role in ROLES for part in ("--map", f"{role}={WORD} {role}")]
    labels = [part for key in ("ok", "spam") for part in ("--label", f"{WORD} {key}={key}")]
    brought = people.at("lead", "import", project, sheet, "--map", "content=text",
                        "--map", "label=label", *maps, *labels)  # fmt: skip
    assert brought["accepted"] == ITEMS
    assert set(ROLES) <= set(brought["mapping"])
    people.at("lead", "draw", project, "--all", "--auditors", "Ann", "--by", "queue")
    assert telling(people.folder) == {sheet, project}, "the project holds the word, so it is found"

    work, named = people.handed_out(project, "Ann")
    said = [(handle, "ok") for handle in named]
    shown = people.shown(work, "Ann")
    assert {content for content, _context in shown.values()} == {
        f"words of item {k}" for k in range(ITEMS)
    }
    people.graded(work, "Ann", said)
    back, _told = people.sent_back(work, "Ann", "ann.auditreturn")
    with sits(people.folder / "Ann" / "keys"):
        pack = people.path("Ann", "Ann.auditpack").read_bytes()
        (people.path("Ann", "pack.opened")).write_bytes(sealing.unseal(pack, keys.every()))
    store = projects.open_project(project)
    identity = wrapping.project_secrets(store).identity
    store.close()
    people.path("Ann", "return.opened").write_bytes(sealing.unseal(back.read_bytes(), [identity]))
    assert b"words of item 7" in people.path("Ann", "pack.opened").read_bytes()
    book = people.path("lead", "ann.xlsx")
    people.at("lead", "pack", project, "--auditor", "Ann", "--out", book)
    assert b"words of item 7" in unpacked(book.read_bytes())
    people.at("lead", "merge", project, back)

    backups = set(people.path("lead", "x").parent.glob("*before-merge*"))
    assert len(backups) == 1
    assert telling(people.folder) == {sheet, project} | backups, "and nothing of Ann's, nor between"
    out, err = capfd.readouterr()
    assert not any(one in out + err for one in TRACES)


# -- one vendor and another -------------------------------------------------------------------


@pytest.fixture
def two_vendors(people):
    """A revealed round of two vendors; all of Southbank's rows hold the word."""
    rows = []
    for k in range(40):
        mine = k % 2 == 0
        word = "" if mine else f" {WORD}"
        rows.append([
            f"item-{k}{word.strip()}", f"words of {k}{word}", "spam" if k % 3 else "ok",
            "Northgate" if mine else f"Southbank{word}", f"rev{k % 4}{word}", f"queue {k % 4}{word}",
            f"market{word}", f"because{word}",
        ])  # fmt: skip
    header = ["item_id", "content", "label", "vendor", "reviewer", "queue", "market", "reason"]
    sheet = write(people.path("lead", "decisions.csv"), [header, *rows])
    project, policy = people.path("lead", "q.audit"), people.path("lead", "p.yaml")
    people.at("lead", "policy", "draft", sheet, "--column", "label", "--not-violating", "ok",
              "--out", policy)  # fmt: skip
    people.at("lead", "new", project, "--policy", policy)
    people.at("lead", "import", project, sheet)
    people.at("lead", "draw", project, "--all", "--auditors", "Ann")
    graded = write(people.path("lead", "grades.csv"),
                   [("item_id", "label", "notes"),
                    *((row[0], "spam" if k % 5 else "ok", f"note{' ' + WORD if k % 2 else ''}")
                      for k, row in enumerate(rows))])  # fmt: skip
    people.at("lead", "grade", project, graded, "--auditor", "Ann")
    people.at("lead", "reveal", project)
    return project, rows


def test_that_nothing_of_one_vendor_is_in_a_file_for_another(people, two_vendors):
    project, _rows = two_vendors
    folder, until = people.path("lead", "out"), datetime.now(UTC).date() + timedelta(days=5)
    book = people.path("lead", "northgate.xlsx")
    people.at("lead", "release", project, "--vendor", "Northgate", "--until", until, "--out", book)
    made = people.at("lead", "report", project, "--out", folder, "--per", "vendor",
                     "--formats", "xlsx,html,pdf")["files"]  # fmt: skip
    theirs = {
        folder / one["path"].rpartition("/")[2] for one in made if one["vendor"] == "Northgate"
    }
    assert len(theirs) == 3
    told = telling(people.path("lead", "x").parent, (WORD,))
    assert not told & {book, *theirs}
    assert {p for p in told if p.parent == folder}, "Southbank's own and the lead's do hold it"


def test_that_every_sheet_says_provisional_until_the_round_is_closed(people, two_vendors):
    project, rows = two_vendors
    before, after = people.path("lead", "before"), people.path("lead", "after")
    people.at("lead", "report", project, "--out", before)
    answers = [
        ("item_id", "label"),
        *((row[0], "spam" if k % 5 else "ok") for k, row in enumerate(rows)),
    ]
    settled = write(people.path("lead", "settled.csv"), answers)
    people.at("lead", "verdicts", project, settled, "--by", "Sam")
    people.at("lead", "close", project)
    people.at("lead", "report", project, "--out", after)
    for folder, says in ((before, True), (after, False)):
        (path,) = folder.glob("*.xlsx")
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                assert provisional(sheet) is says, (sheet.title, says)


def provisional(sheet):
    """Say whether a reader of a sheet, or of its print, learns that it is provisional."""
    head = [sheet.oddHeader, sheet.oddFooter]
    printed = [part.text or "" for one in head for part in (one.left, one.center, one.right)]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    return any("Provisional until the round is closed" in text for text in cells + printed)
