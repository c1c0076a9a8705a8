"""No file may take the application down, hang it or make it read what it should not."""

import contextlib
import io
import os
import random
import signal
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from reviewer_audit import intake
from reviewer_audit.errors import IntakeError
from reviewer_audit.intake import sandbox, worker
from reviewer_audit.intake.formats import Request
from tests.bench import workbook

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
SHEET = "xl/worksheets/sheet1.xml"


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


TABLE = (
    f'<row r="1">{cell("A1", "item_id")}{cell("B1", "label")}</row>'
    f'<row r="2">{cell("A2", "A1")}{cell("B2", "spam")}</row>'
)


@pytest.fixture
def hostile(tmp_path):
    """Write a small workbook with some parts replaced or added."""

    def write(parts=None, *, sheet=None, name="week.xlsx"):
        base = workbook.write(tmp_path / "base.xlsx", 3)
        path = tmp_path / name
        changed = {SHEET: sheet} if sheet is not None else {}
        changed |= parts or {}
        with zipfile.ZipFile(base) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                if part not in changed:
                    new.writestr(part, old.read(part))
            for part, text in changed.items():
                new.writestr(part, text)
        return path

    return write


def refused(path, **options):
    """Return the refusal of a file; the next file must still be readable."""
    start = time.monotonic()
    with pytest.raises(IntakeError) as caught:
        intake.read(path, **options)
    assert time.monotonic() - start < 30
    assert "\n" not in str(caught.value)
    assert "Nothing was imported." in caught.value.hint
    return caught.value.code


def sheet_of(rows):
    return f"{HEAD}<sheetData>{rows}</sheetData></worksheet>"


def test_that_the_builder_makes_readable_workbooks(hostile):
    assert len(intake.read(hostile())) == 3
    assert intake.read(hostile(sheet=sheet_of(TABLE))).column("item_id") == ["A1"]


def test_that_a_zip_bomb_is_refused_before_any_parser_sees_it(hostile, monkeypatch):
    monkeypatch.setattr(sandbox.Reader, "read", lambda *_: pytest.fail("a parser saw it"))
    assert refused(hostile({"xl/sharedStrings.xml": b"a" * (40 << 20)})) == "intake.inflates"


def test_that_a_workbook_of_thousands_of_parts_is_refused(hostile):
    assert refused(hostile({f"x/{n}": b"" for n in range(5_100)})) == "intake.too_many_parts"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/evil.xml", "xl\\evil.xml", "C:/evil.xml"])
def test_that_parts_with_names_that_leave_the_zip_are_refused(hostile, name):
    assert refused(hostile({name: b"x"})) == "intake.unsafe_part"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]>"
)
READS_A_FILE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("prologue", [LAUGHS, READS_A_FILE])
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_that_entities_are_refused_wherever_they_stand(hostile, prologue, part):
    assert refused(hostile({part: prologue + sheet_of(TABLE)})) == "intake.entities"
    wide = (prologue + sheet_of(TABLE)).replace("?>", ' encoding="utf-16"?>').encode("utf-16")
    assert refused(hostile({part: wide})) == "intake.entities"


def test_that_entities_declared_far_down_expand_to_nothing(hostile):
    padded = f"<!--{'x' * 5_000}-->".join(('<?xml version="1.0"?>', READS_A_FILE[21:]))
    rows = TABLE.replace("spam", "&f;")
    try:
        table = intake.read(hostile(sheet=padded + sheet_of(rows)))
    except IntakeError:
        return
    secret = Path("/etc/hostname")
    hostname = secret.read_text().strip() if secret.exists() else "?"
    assert all(text is None or hostname not in text for text in table.column("label"))


def test_that_a_stray_cell_far_away_is_left_out_and_told(hostile):
    far = f'{TABLE}<row r="1048576">{cell("XFD1048576", "x")}</row>'
    table = intake.read(hostile(sheet=sheet_of(far)))
    assert table.column("item_id") == ["A1"]
    assert table.header == ("item_id", "label")
    assert [p.row_number for p in table.problems if p.code == "far_cells_left_out"] == [1_048_576]


def test_that_empty_styled_cells_far_away_are_nothing(hostile):
    far = f'{TABLE}<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    table = intake.read(hostile(sheet=sheet_of(far)))
    assert table.column("item_id") == ["A1"]


@pytest.mark.parametrize("place", ["A999999999", "ZZZZ3", "XFE1"])
def test_that_cells_beyond_any_sheet_are_refused(hostile, place):
    row = "".join(filter(str.isdigit, place))
    code = refused(hostile(sheet=sheet_of(f'{TABLE}<row r="{row}">{cell(place, "x")}</row>')))
    assert code in {"intake.far_cell", "intake.damaged", "intake.reader_died"}


def test_that_a_wrong_dimension_hides_no_row(hostile):
    rows = "".join(
        f'<row r="{n}">{cell(f"A{n}", f"i{n}")}{cell(f"B{n}", "ok")}</row>' for n in range(3, 500)
    )
    small = f'{HEAD}<dimension ref="A1:B2"/><sheetData>{TABLE}{rows}</sheetData></worksheet>'
    assert len(intake.read(hostile(sheet=small))) == 498
    large = f'{HEAD}<dimension ref="A1:XFD1048576"/><sheetData>{TABLE}</sheetData></worksheet>'
    assert len(intake.read(hostile(sheet=large))) == 1


def test_that_a_reader_that_dies_leaves_the_application_alive(tmp_path):
    path = tmp_path / "week.csv"
    path.write_text("a,b\n1,2\n")
    reader = sandbox.take()
    request = Request(
        path=str(path), file_name=path.name, reader="tests.faults.hanging:die", seconds=30
    )
    with pytest.raises(IntakeError) as caught:
        list(reader.read(request))
    assert caught.value.code == "intake.reader_died"
    assert len(intake.read(path)) == 1


def test_that_a_reader_killed_while_it_reads_is_one_sentence(tmp_path):
    path = workbook.write(tmp_path / "week.xlsx", 20_000)
    reader = sandbox.Reader()
    request = Request(
        path=str(path), file_name=path.name, reader="reviewer_audit.intake.excel:read", seconds=60
    )

    class Killer:
        """Ends the child at the first sign that it is at work, however fast the machine is."""

        def step(self, *_how_far):
            os.kill(reader._process.pid, signal.SIGKILL)

    with pytest.raises(IntakeError, match="made its reader stop"):
        list(reader.read(request, Killer()))


def test_that_a_reader_that_hangs_is_stopped(tmp_path):
    reader = sandbox.Reader()
    request = Request(
        path=str(tmp_path / "x"), file_name="x", reader="tests.faults.hanging:read", seconds=1
    )
    process = reader._process
    with pytest.raises(IntakeError, match="longer than 1 seconds"):
        list(reader.read(request))
    assert not process.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits")
def test_that_a_reader_that_eats_memory_is_refused_not_served(tmp_path):
    reader = sandbox.Reader()
    request = Request(
        path=str(tmp_path / "x"), file_name="x", reader="tests.faults.hanging:eat", seconds=120
    )
    with pytest.raises(IntakeError) as caught:
        list(reader.read(request))
    assert caught.value.code in {"intake.memory", "intake.reader_died"}
    assert worker.MEMORY_BYTES <= 4 << 30


def test_that_a_message_with_anything_but_data_is_refused():
    import pickle

    class Evil:
        def __reduce__(self):
            return (os.getenv, ("PATH",))

    with pytest.raises(pickle.UnpicklingError):
        sandbox._DataOnly(io.BytesIO(pickle.dumps(("rows", Evil())))).load()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_that_a_file_cut_short_is_refused_or_read_never_more(hostile, tmp_path, share):
    whole = hostile().read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert refused(path) == "intake.damaged"


@pytest.mark.parametrize("seed", range(40))
def test_that_flipped_bits_never_do_more_than_be_refused(hostile, tmp_path, seed):
    rng = random.Random(seed)
    data = bytearray(hostile().read_bytes())
    for _ in range(rng.randrange(1, 30)):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path = tmp_path / "flipped.xlsx"
    path.write_bytes(data)
    with contextlib.suppress(IntakeError):  # anything else fails the test
        assert len(intake.read(path)) <= 3


def test_that_macros_and_links_are_named_as_ignored(hostile):
    table = intake.read(
        hostile({"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"})
    )
    assert {"macros_ignored", "links_ignored"} <= {problem.code for problem in table.problems}


def test_that_an_endless_field_is_refused(tmp_path):
    path = tmp_path / "week.csv"
    path.write_bytes(b'a,b\n1,"' + b"x" * 11_000_000)
    assert refused(path) == "intake.field_too_long"


def test_that_no_reader_is_left_behind_after_a_refusal(hostile):
    refused(hostile({"../x": b""}))
    refused(hostile(sheet="<broken"))
    assert len(sandbox._idle) <= 1


def test_that_a_far_cell_found_late_stops_the_child_and_the_sheet_is_read_sparsely(hostile):
    filler = "".join(
        f'<row r="{n}">{cell(f"A{n}", f"i{n}")}{cell(f"B{n}", "ok")}</row>' for n in range(3, 2_000)
    )
    far = f'<row r="900000">{cell("ZY900000", "x")}</row>'
    table = intake.read(hostile(sheet=sheet_of(f"{TABLE}{filler}{far}")))
    assert len(table) == 1_998
    assert "far_cells_left_out" in {problem.code for problem in table.problems}


def test_that_no_scan_is_left_running_after_a_refusal(hostile):
    refused(hostile({"xl/workbook.xml": "<broken"}))
    assert not [thread for thread in threading.enumerate() if thread.name == "extent-scan"]
