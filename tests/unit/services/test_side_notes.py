"""What a plan lets auditors see beside an item: the version then, and where it stands. Blind."""

import random
import shutil
import sqlite3
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.beside import is_address
from reviewer_audit.domain.grading import Grade
from reviewer_audit.domain.packs import ORIGINAL, VERSION
from reviewer_audit.errors import GradeError, PackError, SampleError
from reviewer_audit.packs import keys, packfile, sealing
from reviewer_audit.render.grading_workbook import POLICY, STANDS, THEN
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    grading,
    handout,
    intake,
    leaks,
    packing,
    policies,
    projects,
    returning,
    rounds,
    sampling,
    verifying,
    wrapping,
)
from reviewer_audit.store.migrations import m0015_originals_sealed
from tests.apart import Apart
from tests.spreadsheets import rows_of, titles_of

N = 24
OLD, NEW = "2026-08-03", "2026-09-07"  # days of decisions


@pytest.fixture
def apart(store, make, tmp_path):
    """Twelve items decided under version 1 and twelve under version 2, each with an address."""
    lead = projects.seat(store, "Lea")
    labels = tuple(
        replace(label, definition="New words.") if label.key == "spam" else label
        for label in make.POLICY.labels
    )
    second = replace(make.POLICY, version="2", effective_from=date(2026, 9, 1), labels=labels)
    policies.add_version(store, second, by=lead)
    given = make.rows(
        [(f"item-{k:05d}", "spam") for k in range(N)],
        decided_at=[f"{OLD if k % 2 else NEW}T11:22:33Z" for k in range(N)],
        context=[{"page": f"https://example.org/p/{k:03d}"} for k in range(N)],
    )
    path = tmp_path / "with-page.csv"
    intake.load(store, make.result(given), by=lead, file_name=path.name, sha256="s")
    with store.write("test", by=lead) as tx:
        mapping = '{"item_id": "item", "context": ["page"]}'
        tx.exec_driver_sql("update batch set mapping = ?", (mapping,))
    return Apart(store, tmp_path)


def draw(apart, **planned):
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7", **planned)
    return sampling.draw_sample(apart.store, plan, by=apart.lead)


def desk(store, name="Ann"):
    person = projects.seat(store, name)
    round_id = grading.current_round(store, person)
    return person, round_id, grading.desk(store, person, round_id=round_id, limit=N)


def opened(apart, pack):
    with apart.at("Ann"):
        return packfile.read(sealing.unseal(pack.file.read_bytes(), keys.every()))


def test_that_nothing_stands_beside_an_item_unless_the_plan_says_so(apart):
    draw(apart)
    _ann, round_id, items = desk(apart.store)
    assert {(item.decided_under, item.original) for item in items} == {("", "")}
    assert grading.other_versions(apart.store, round_id) == {}
    assert grading.other_versions(apart.store, round_id + 7) == {}, "of another project, as it was"
    inside = opened(apart, apart.pack("Ann"))
    assert not inside.versions
    assert {(item.version, item.original) for item in inside.items} == {("", "")}


def test_that_an_item_tells_the_version_of_its_day_and_never_the_day(apart):
    draw(apart, versions_shown=True)
    _ann, round_id, items = desk(apart.store)
    assert {item.decided_under for item in items} == {"1", "2"}
    odd = {int(item.content[-5:]) % 2: item.decided_under for item in items}
    assert odd == {1: "1", 0: "2"}
    assert not any("2026-0" in str(item) for item in items)
    assert set(grading.other_versions(apart.store, round_id)) == {"1"}
    inside = opened(apart, apart.pack("Ann"))
    assert len(inside.versions) == 1
    assert "Spam &" in inside.versions[0]
    assert "R1" not in inside.versions[0], "stripped as the round's own rules are"
    assert OLD.encode() not in inside.versions[0].encode() + str(inside.items).encode()


def test_that_one_version_for_all_is_not_told_item_by_item(apart):
    with apart.store.write("test", by=apart.lead) as tx:
        tx.exec_driver_sql("update vendor_decision set decided_at = ?", (f"{NEW}T00:00:00Z",))
    draw(apart, versions_shown=True)
    assert {item.decided_under for item in desk(apart.store)[2]} == {""}


def test_that_an_opened_pack_shows_the_same_beside_its_items(apart):
    draw(apart, versions_shown=True, original="page")
    here = {item.content: (item.decided_under, item.original) for item in desk(apart.store)[2]}
    work = projects.open_project(apart.open("Ann", apart.pack("Ann")))
    there = desk(work, returning.work_of(work).auditor.name)
    assert {i.content: (i.decided_under, i.original) for i in there[2]} == here
    assert grading.policy(work, there[1]).version == "2"
    assert grading.other_versions(work, there[1])["1"].label("spam").definition == ""
    work.close()


@pytest.mark.parametrize(
    "beside",
    [{"version": "9"}, {"original": "file:///etc/passwd"}, {"original": "https://x/" + "a" * 2000}],
)
def test_that_a_pack_whose_items_name_what_cannot_be_shown_is_refused_whole(
    apart, monkeypatch, tmp_path, beside
):
    draw(apart, versions_shown=True, original="page")
    made = wrapping.item
    with monkeypatch.context() as other:
        other.setattr(packing, "_versions", lambda *_args: [])
        other.setattr(
            wrapping, "item", lambda *args, **more: replace(made(*args, **more), **beside)
        )
        pack = apart.pack("Ann")
    out = tmp_path / "work.audit"
    with apart.at("Ann"), pytest.raises(PackError) as caught:
        returning.open_pack(pack.file, out)
    assert caught.value.code == "pack.malformed"
    assert not out.exists()


def test_that_a_pack_that_holds_a_rule_book_twice_is_refused_whole(apart, monkeypatch, tmp_path):
    draw(apart, versions_shown=True)
    books = packing._versions
    monkeypatch.setattr(packing, "_versions", lambda *args: 2 * books(*args))
    pack = apart.pack("Ann")
    with apart.at("Ann"), pytest.raises(PackError):
        returning.open_pack(pack.file, tmp_path / "work.audit")


def test_that_a_workbook_tells_the_same_beside_its_items_and_links_to_nothing(apart, tmp_path):
    draw(apart, versions_shown=True, original="page")
    here = {item.content: (item.decided_under, item.original) for item in desk(apart.store)[2]}
    out = tmp_path / "ann.xlsx"
    packing.pack(apart.store, "Ann", out, by=apart.lead)
    book = openpyxl.load_workbook(out)
    sheet = book[names.GRADING_SHEET]
    at = [titles_of(sheet)[title] - 1 for title in (names.CONTENT, THEN, STANDS)]
    rows = [[row[k] for k in at] for row in rows_of(sheet)]
    assert {content: (version, original) for content, version, original in rows} == here
    assert [name for name in book.sheetnames if name.startswith(POLICY)] == [POLICY, "Policy 1"]
    assert "version 1" in str(book["Policy 1"]["A1"].value)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"hyperlink" in part for part in parts.values())
    assert not any(OLD.encode() in part or NEW.encode() in part for part in parts.values())
    packing.pack(apart.store, "Ann", out, by=apart.lead, without=(VERSION, ORIGINAL))
    assert not {THEN, STANDS} & set(titles_of(openpyxl.load_workbook(out)[names.GRADING_SHEET]))


def test_that_permuting_the_decisions_changes_no_byte_of_a_pack_with_side_notes(apart, tmp_path):
    draw(apart, versions_shown=True, original="page")
    apart.pack("Ann")
    path, original = apart.store.path, tmp_path / "original.audit"
    projects.save_copy(apart.store, original)
    apart.store.close()
    seen = set()
    for seed in range(3):
        shutil.copy(original, path)
        with sqlite3.connect(path) as db:
            spam = db.execute("select id from term where text like '[%spam%'").fetchone()[0]
            other = db.execute(
                "insert into term (id, text) values ((select max(id) + 1 from term), '[\"ok\"]')"
                " returning id"
            ).fetchone()[0]
            dealt = random.Random(seed).choices([spam, other], k=N)
            for number, term in enumerate(dealt, start=1):
                db.execute(
                    "update vendor_decision set labels = ?, vendor = ?, queue = ?, reason = ?"
                    " where id = ?",
                    (term, term, term, "r" * seed, number),
                )
        db.close()
        apart.store = projects.open_project(path)
        pack = apart.pack("Ann", passphrase="fixed")
        seen.add((pack.manifest_sha256, len(pack.file.read_bytes())))
        apart.store.close()
    assert len(seen) == 1
    apart.store = projects.open_project(path)


@pytest.mark.parametrize(("planned", "column"), [
    ({"versions_shown": True}, VERSION), ({"original": "page"}, ORIGINAL),
])  # fmt: skip
def test_that_the_check_measures_what_stands_beside_items_and_a_pack_can_leave_it(
    apart, make, planned, column
):
    lead = apart.lead
    n = 120
    told = make.rows(
        [(f"more-{k:05d}", "spam" if k % 2 else "ok") for k in range(n)],
        decided_at=[f"{OLD if k % 2 else NEW}T00:00:00Z" for k in range(n)],
        context=[
            {"page": f"https://example.org/{'gone' if k % 2 else 'up'}/{k:03d}"} for k in range(n)
        ],
    )
    make.load(apart.store, told, by=lead)
    draw(apart, **planned)
    one = rounds.resolve(apart.store)
    assert column in {leak.column for leak in leaks.check(apart.store, one) if leak.sent}
    assert column not in {
        leak.column for leak in leaks.check(apart.store, one, left_out=frozenset({column}))
    }
    inside = opened(apart, apart.pack("Ann", without=(column,)))
    assert {(item.version, item.original) for item in inside.items} == {("", "")}


def test_that_gold_would_be_known_and_is_refused_beside_such_notes():
    for notes in ({"versions_shown": True}, {"original": "page"}):
        with pytest.raises(SampleError, match="Gold items would be known"):
            SamplePlan(method=Method.ALL, auditors=("Ann",), gold=2, **notes)


def test_that_a_column_nobody_imported_is_refused_before_anything_is_drawn(apart):
    before = apart.store.path.read_bytes()
    with pytest.raises(SampleError, match="no_such") as caught:
        draw(apart, original="no_such")
    assert "page" in caught.value.hint
    assert apart.store.path.read_bytes() == before


@pytest.mark.parametrize(("text", "is_one"), [
    ("https://example.org/p?x=1#y", True), ("http://127.0.0.1:8/x", True),
    ("file:///etc/passwd", False), ("javascript:alert(1)", False), ("example.org/x", False),
    ("https:///x", False), ("https://a b", False), ("https://example.org/\u202etxt", False),
    ("https://example.org\\@evil", False), ("https://x/" + "a" * 3000, False), ("", False),
    ("https://[::1", False), ("ftp://example.org/x", False), ("https://x\n/y", False),
])  # fmt: skip
def test_that_only_addresses_of_the_web_are_opened(text, is_one):
    assert is_address(text) is is_one


def test_that_an_original_is_journalled_and_counted_before_it_is_opened(apart):
    draw(apart, original="page")
    ann, _round, items = desk(apart.store)
    for _twice in range(2):
        address = grading.open_original(apart.store, items[0].assignment_id, by=ann)
        assert address == items[0].original
    with apart.store.read() as tx:
        rows = tx.exec_driver_sql("select action, body from journal order by seq desc limit 1")
        (action, body) = rows.one()
    assert action == "grade.original"
    assert "example" not in body, "ids alone"
    assert handout.state(apart.store, 1).people[0].originals == 1, "items, not clicks"
    bob = projects.seat(apart.store, "Bob")
    with pytest.raises(GradeError):
        grading.open_original(apart.store, items[0].assignment_id, by=bob)


@pytest.mark.parametrize("sql", [
    "update original_opened set auditor_id = 'x'", "delete from original_opened",
    "insert into original_opened (round_id, item_id, auditor_id, at) values (1, 1, 'x', 'y')",
])  # fmt: skip
def test_that_who_opened_an_original_cannot_be_changed_unseen(apart, sql):
    draw(apart, original="page")
    ann, _round, items = desk(apart.store)
    grading.open_original(apart.store, items[0].assignment_id, by=ann)
    assert verifying.project(apart.store).whole
    with sqlite3.connect(apart.store.path) as db:
        for (name,) in db.execute("select name from sqlite_master where type = 'trigger'"):
            db.execute(f'drop trigger "{name}"')
        db.execute(sql)
    db.close()
    assert not verifying.project(apart.store).whole


def test_that_originals_opened_before_they_were_sealed_are_left_out(apart):
    draw(apart, original="page")
    ann, _round, items = desk(apart.store)
    older = "insert into original_opened (round_id, item_id, auditor_id, at) values (1, 1, 'x', '')"
    with sqlite3.connect(apart.store.path) as db:
        db.execute(older)
    db.close()
    assert not verifying.project(apart.store).whole
    with apart.store.write("test", by=ann) as tx:
        m0015_originals_sealed.upgrade(tx)
    assert verifying.project(apart.store).whole
    grading.open_original(apart.store, items[1].assignment_id, by=ann)
    assert verifying.project(apart.store).whole


def test_that_no_original_opens_where_the_plan_allows_none(apart):
    draw(apart)
    ann, _round, items = desk(apart.store)
    with pytest.raises(GradeError, match="no original"):
        grading.open_original(apart.store, items[0].assignment_id, by=ann)


def test_that_a_return_tells_which_originals_were_opened(apart):
    draw(apart, original="page")
    work = apart.open("Ann", apart.pack("Ann"))
    store = projects.open_project(work)
    me = returning.work_of(store).auditor
    item, _last = grading.item_at(store, me, round_id=1, position=3)
    grading.open_original(store, item.assignment_id, by=me)
    store.close()
    apart.grade(work)
    apart.merge(apart.give_back("Ann", work))
    assert handout.state(apart.store, 1).people[0].originals == 1


def test_that_the_method_says_what_stood_beside_items_and_how_often_originals_were_opened(
    apart, tmp_path
):
    draw(apart, versions_shown=True, original="page")
    ann, round_id, items = desk(apart.store)
    for item in items[:2]:
        grading.open_original(apart.store, item.assignment_id, by=ann)
    packing.pack(apart.store, "Ann", tmp_path / "ann.xlsx", by=apart.lead)
    for item in items:
        given = Grade(assignment_id=item.assignment_id, labels=("spam",))
        grading.answer(apart.store, given, by=ann)
    rounds.reveal(apart.store, by=apart.lead, round_id=round_id)
    version, opened, unknown = analysis.results(apart.store).method.beside
    assert "policy version" in version
    assert "2 originals were opened" in opened
    assert "workbooks is not known" in unknown


def test_that_the_method_is_silent_where_nothing_stood_beside_items(apart):
    draw(apart)
    ann, round_id, items = desk(apart.store)
    for item in items:
        given = Grade(assignment_id=item.assignment_id, labels=("spam",))
        grading.answer(apart.store, given, by=ann)
    rounds.reveal(apart.store, by=apart.lead, round_id=round_id)
    assert analysis.results(apart.store).method.beside == ()


def test_that_drawing_again_takes_back_what_was_allowed(apart):
    draw(apart, versions_shown=True, original="page")
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="8")
    sampling.draw_sample(apart.store, plan, by=apart.lead, round_id=1)
    assert {(i.decided_under, i.original) for i in desk(apart.store)[2]} == {("", "")}


def test_that_a_copy_shows_what_its_item_shows(apart):
    draw(apart, versions_shown=True, repeats=4)
    _ann, _round, items = desk(apart.store)
    assert all(item.decided_under for item in items)
    assert len(items) == N
