"""Reports of a round: which files, in which formats, and none of them half written."""

import hashlib

import pytest

from reviewer_audit.errors import OutputError
from reviewer_audit.services import analysis, demo, projects, reporting
from reviewer_audit.services.reporting import Format


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audited")
    demo.run(folder)
    store = projects.open_project(folder / "sample.audit")
    yield store, analysis.results(store, full=True)
    store.close()


def write(audited, out, **more):
    store, found = audited
    return reporting.write_scorecards(
        store, out, by=projects.seat(store, ""), results=found, **more
    )


def test_that_a_workbook_alone_is_written_unless_asked_otherwise(audited, tmp_path):
    (one,) = write(audited, tmp_path)
    assert one.kind == "xlsx"
    assert one.path.name == "scorecard-Sample-audit-Week-37.xlsx"


def test_that_each_format_is_one_file_named_in_the_result_with_its_hash(audited, tmp_path):
    written = write(audited, tmp_path, formats=[Format.PDF, Format.HTML])
    assert [one.as_json()["kind"] for one in written] == ["html", "pdf"]
    assert sorted(tmp_path.iterdir()) == sorted(one.path for one in written)
    for one in written:
        assert one.sha256 == hashlib.sha256(one.path.read_bytes()).hexdigest()
    head = audited[1].method.journal_head
    assert head in written[0].path.read_text(encoding="utf-8")


def test_that_what_is_planned_is_what_is_written(audited, tmp_path):
    formats = [Format.XLSX, Format.HTML]
    planned = reporting.planned(audited[1], per="vendor", formats=formats)
    written = write(audited, tmp_path, per="vendor", formats=formats)
    assert [(one.vendor, one.path.name) for one in written] == list(planned)
    assert len(planned) == 8


def test_that_a_page_for_one_vendor_names_no_other(audited, tmp_path):
    written = write(audited, tmp_path, per="vendor", formats=[Format.HTML])
    text = next(o for o in written if o.vendor == "Northgate").path.read_text(encoding="utf-8")
    assert "Northgate" in text
    assert "Riverline" not in text
    assert "Southbank" not in text


@pytest.mark.parametrize("kind", list(Format))
def test_that_a_failed_export_leaves_the_earlier_file_byte_identical(
    audited, tmp_path, monkeypatch, kind
):
    (earlier,) = write(audited, tmp_path, formats=[kind])
    before = earlier.path.read_bytes()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError):
        write(audited, tmp_path, formats=[kind])
    monkeypatch.undo()
    assert earlier.path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [earlier.path]


def test_that_a_stop_between_two_files_leaves_whole_files_alone(audited, tmp_path):
    class StopError(Exception):
        pass

    class StopsAtSecond:
        def step(self, done, total, text=""):
            if done:
                raise StopError

    with pytest.raises(StopError):
        write(audited, tmp_path, formats=[Format.HTML, Format.PDF], progress=StopsAtSecond())
    (one,) = tmp_path.iterdir()
    assert one.read_text(encoding="utf-8").endswith("</html>\n")
