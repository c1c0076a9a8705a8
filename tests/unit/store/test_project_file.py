"""What a project file promises: one owner, nothing half done, refusals in words."""

import shutil
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import text

from reviewer_audit.errors import StorageError
from reviewer_audit.services import grading, projects
from reviewer_audit.store import journal, migrations, project, sqlite
from reviewer_audit.store.project import ProjectStore


def test_that_every_pragma_is_in_force(store):
    with store.read() as tx:
        found = {
            name: tx.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete",
                         "recursive_triggers", "trusted_schema", "application_id")
        }  # fmt: skip
    assert found == {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "secure_delete": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "application_id": sqlite.APPLICATION_ID,
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a workbook", "is not an audit project"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "is not an audit project"),
    ],
)
def test_that_what_is_no_project_is_refused_and_left_alone(tmp_path, content, said):
    path = tmp_path / "x.audit"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=said):
        projects.open_project(path)
    assert path.read_bytes() == content
    assert {p.name for p in tmp_path.iterdir()} == {"x.audit"}


def test_that_a_missing_file_is_not_made(tmp_path):
    with pytest.raises(StorageError, match="cannot be opened"):
        projects.open_project(tmp_path / "typo.audit")
    assert list(tmp_path.iterdir()) == []


def test_that_a_newer_project_is_refused(store, tmp_path):
    with store.read():
        pass
    store.close()
    raw = sqlite3.connect(store.path)
    raw.execute("PRAGMA user_version = 999")
    raw.close()
    with pytest.raises(StorageError, match="newer version"):
        projects.open_project(store.path)


def test_that_a_damaged_project_is_refused(store, make):
    make.fill(store, 200)
    store.close()
    data = bytearray(store.path.read_bytes())
    data[4096 * 3 : 4096 * 8] = b"\xff" * 4096 * 5
    store.path.write_bytes(data)
    with pytest.raises(StorageError, match="damaged"):
        projects.open_project(store.path)
    assert store.path.read_bytes() == data


def test_that_a_second_opener_reads_only_and_is_told_who_has_it(store, make):
    make.fill(store, 2)
    code = (
        "import sys; from pathlib import Path; from reviewer_audit.services import projects;"
        "s = projects.open_project(Path(sys.argv[1]));"
        "print(s.read_only, ' on ' in s.owner);"
        "from reviewer_audit.errors import StorageError\n"
        "try:\n    projects.seat(s, 'Somebody new'); s.write('x', by=projects.seat(s, 'n')).__enter__()\n"
        "except StorageError as e: print(e)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[0] == "True True"
    assert "open elsewhere (" in done.stdout


def test_that_closing_gives_the_project_free_and_leaves_one_file(store):
    store.close()
    assert [p.name for p in store.path.parent.iterdir()] == ["p.audit"]
    again = projects.open_project(store.path)
    assert not again.read_only
    again.close()


def test_that_creating_never_touches_a_file_that_is_there(store, make):
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(StorageError, match="already a file"):
        projects.create_project(store.path, make.POLICY)
    assert store.path.read_bytes() == before


@pytest.mark.parametrize("table", ["journal", "grade", "verdict", "draw"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_that_history_cannot_be_rewritten(store, make, table, verb):
    make.fill(store, 2)
    ann = make.person(store, "Ann")
    round_id = grading.current_round(store, ann)
    (first, *_rest) = grading.desk(store, ann, round_id=round_id, limit=2)
    grading.answer(store, grading.Grade(assignment_id=first.assignment_id, labels=("ok",)), by=ann)
    with store.read() as tx:
        column = tx.exec_driver_sql(f"SELECT name FROM pragma_table_info('{table}')").first()[0]
        filled = tx.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
    if not filled:
        pytest.skip("no row to rewrite")
    with pytest.raises(Exception, match="append-only"), store.read() as tx:
        tx.execute(text(verb.format(table, column)))


def test_that_insert_or_replace_does_not_walk_past(store, make):
    make.fill(store, 1)
    with pytest.raises(Exception, match="append-only"), store.read() as tx:
        tx.execute(text("INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1"))


@pytest.mark.parametrize("column", ["at", "by", "action", "body", "prev", "hash"])
def test_that_a_changed_journal_row_is_named(store, make, column):
    make.fill(store, 2)
    store.close()
    raw = sqlite3.connect(store.path)
    raw.execute("DROP TRIGGER journal_no_update")
    raw.execute(f'UPDATE journal SET "{column}" = "{column}" || \' \' WHERE seq = 2')
    raw.commit()
    raw.close()
    again = projects.open_project(store.path)
    assert projects.verify(again) == 2
    again.close()


def test_that_a_row_taken_out_of_the_journal_is_noticed(store, make):
    make.fill(store, 2)
    store.close()
    raw = sqlite3.connect(store.path)
    raw.execute("DROP TRIGGER journal_no_delete")
    raw.execute("DELETE FROM journal WHERE seq = 3")
    raw.commit()
    raw.close()
    again = projects.open_project(store.path)
    assert projects.verify(again) == 3
    again.close()


def test_that_a_copy_is_whole_and_replaces_only_once_checked(store, make, tmp_path):
    make.fill(store, 20)
    target = tmp_path / "copy.audit"
    target.write_bytes(b"old")
    projects.save_copy(store, target)
    copy = ProjectStore(target)
    with copy.read() as there, store.read() as here:
        assert journal.head(there) == journal.head(here)
    copy.close()
    assert not list(tmp_path.glob("*.part"))


def test_that_a_full_disk_changes_nothing_and_says_so(store, make):
    with store.read() as tx:
        before = journal.head(tx)
        tx.exec_driver_sql("PRAGMA max_page_count = 60")
    with pytest.raises(StorageError, match="disk is full"):
        make.fill(store, 3000)
    with store.read() as tx:
        tx.exec_driver_sql("PRAGMA max_page_count = 1000000")
    with store.read() as tx:
        after = journal.head(tx)
        assert tx.exec_driver_sql("SELECT count(*) FROM vendor_decision").scalar() == 0
    assert after == before


def test_that_a_project_that_may_only_be_read_says_so(store, tmp_path, make):
    make.fill(store, 1)
    store.close()
    copy = tmp_path / "ro.audit"
    shutil.copy(store.path, copy)
    copy.chmod(0o444)
    opened = projects.open_project(copy)
    try:
        if opened.read_only:  # root may write whatever the mode says
            with pytest.raises(StorageError, match="only be read"), opened.write("x", by="p"):
                pass
    finally:
        opened.close()


def test_that_an_older_project_that_may_only_be_read_is_read_and_left_as_it_is(
    tmp_path, monkeypatch
):
    path = tmp_path / "old.audit"
    with monkeypatch.context() as older:
        for where in (migrations, project):
            older.setattr(where, "STEPS", migrations.STEPS[:12])
        ProjectStore(path, create=True).close()
    before, beside = path.read_bytes(), set(tmp_path.iterdir())
    monkeypatch.setattr(project.os, "access", lambda *_asked: False)
    for opened in (projects.open_project(path), ProjectStore(path, look=True)):
        with opened.read() as tx, opened.read_blind() as blind:
            assert tx.exec_driver_sql("SELECT count(*) FROM original_opened").scalar() == 0
            assert blind.exec_driver_sql("SELECT count(*) FROM side_note").scalar() == 0
        with pytest.raises(StorageError, match="only be read"), opened.write("x", by="p"):
            pass
        assert opened.path == path
        opened.close()
    assert path.read_bytes() == before
    assert set(tmp_path.iterdir()) == beside


def test_that_an_error_rolls_everything_back(store, make):
    lead = make.person(store, "Lea")
    with store.read() as tx:
        before = journal.head(tx)
    with pytest.raises(ZeroDivisionError), store.write("x", by=lead) as tx:
        tx.exec_driver_sql("INSERT INTO meta VALUES ('a', 'b')")
        raise ZeroDivisionError
    with store.read() as tx:
        assert journal.head(tx) == before
        assert tx.exec_driver_sql("SELECT count(*) FROM meta WHERE key = 'a'").scalar() == 0


@pytest.mark.parametrize("count", [0, 1, 16, 17, 8_200])
def test_that_bulk_rows_arrive_in_order_however_many(store, make, count):
    rows = [(f"item {n}", f"content {n}") for n in range(count)]
    sql = (
        "INSERT INTO item (external_id, content, content_kind, language, context) "
        "VALUES (?, ?, 'text', '', '')"
    )
    with store.write("test", by=make.person(store, "Lea")) as tx:
        sqlite.bulk_insert(tx, sql, iter(rows))
    with store.read() as tx:
        found = tx.exec_driver_sql("SELECT external_id, content FROM item ORDER BY id").all()
    assert [tuple(row) for row in found] == rows


def test_that_a_refused_bulk_row_takes_the_whole_transaction_back(store, make):
    def write(rows):
        with store.write("test", by=make.person(store, "Lea")) as tx:
            sqlite.bulk_insert(tx, "INSERT INTO term (id, text) VALUES (?, ?)", rows)

    write([(1, "kept")])
    with pytest.raises(sqlite3.IntegrityError):
        write([*((n, f"term {n}") for n in range(2, 40)), (40, "kept")])
    write([(2, "later")])
    with store.read() as tx:
        assert tx.exec_driver_sql("SELECT text FROM term").scalars().all() == ["kept", "later"]
