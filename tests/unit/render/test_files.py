"""A file for a user is replaced whole or stays as it was."""

import errno
from pathlib import Path

import pytest

from reviewer_audit.errors import OutputError
from reviewer_audit.render import charts as chart_files
from reviewer_audit.render.files import replacing
from reviewer_audit.render.tabular import write_csv, write_jsonl, write_parquet
from reviewer_audit.render.xlsx import write_scorecard
from reviewer_audit.render.xlsx_lists import write_tables
from reviewer_audit.reports import charts
from reviewer_audit.reports.build import build
from tests.unit.reports import made

WRITERS = {
    "scorecard.xlsx": lambda path: write_scorecard(build(made.results()), path),
    "tables.xlsx": lambda path: write_tables(path, [("Rows", ["a"], [["b"]])]),
    "rows.csv": lambda path: write_csv(path, ["a"], [["b"]]),
    "rows.jsonl": lambda path: write_jsonl(path, ["a"], [["b"]]),
    "rows.parquet": lambda path: write_parquet(path, ["a"], [["b"]]),
    "chart.png": lambda path: chart_files.draw(charts.outcomes(made.results()), path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_that_a_full_disk_keeps_the_old_file_and_leaves_nothing_behind(tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.write_bytes(b"the old report")

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="disk is full") as caught:
        WRITERS[name](path)
    assert "old file is unchanged" in caught.value.hint
    assert path.read_bytes() == b"the old report"
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", WRITERS)
def test_that_a_file_open_elsewhere_is_refused_in_words(tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.write_bytes(b"the old report")

    def locked(_self, _target):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(OutputError, match="open in another program"):
        WRITERS[name](path)
    assert path.read_bytes() == b"the old report"
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", WRITERS)
def test_that_a_missing_folder_is_refused_in_words(tmp_path, name):
    with pytest.raises(OutputError, match="folder does not exist") as caught:
        WRITERS[name](tmp_path / "gone" / name)
    assert "Nothing was written" in caught.value.hint


def test_that_a_failure_half_way_through_the_rows_keeps_the_old_file(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("old")

    def rows():
        yield ["a"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_csv(path, ["a"], rows())
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["rows.csv"]


def test_that_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o600)
    with replacing(path) as temporary:
        temporary.write_text("new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
