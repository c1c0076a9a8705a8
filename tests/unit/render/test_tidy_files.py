"""Tables for other programs in every format: hostile text stays text, and nothing is cut unsaid."""

import csv
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from importlib.util import find_spec

import pytest

from reviewer_audit.render import tidy_files, tidy_page
from reviewer_audit.render.tidy_stats import MARK, MOST_BYTES
from reviewer_audit.reports.tidy import Field, Kind, TableKind, tidy
from reviewer_audit.reports.tidy_tables_more import KINDS
from tests.unit.render.test_exports import PAYLOADS

KIND = TableKind(
    key="odd",
    row="One row for each oddity.",
    fields=(
        Field(name="id", meaning="Its id."),
        Field(name="said", meaning="What it says."),
        Field(name="n", kind=Kind.INTEGER, meaning="How many.", unit="oddities"),
        Field(name="share", kind=Kind.NUMBER, meaning="How much."),
        Field(name="yes", kind=Kind.BOOLEAN, meaning="Whether."),
        Field(name="by", kind=Kind.TIME, meaning="By when."),
    ),
)
HEADER = ("id", "said", "n", "share", "yes", "by")
FORMATS = [
    kind
    for kind in ("csv", "raw-csv", "jsonl", "parquet", "sqlite", "sav", "xpt", "hyper")
    if tidy_files.available(kind)
]
STATISTICS = [kind for kind in ("sav", "xpt") if kind in FORMATS]
WHOLE = ("000123", "12345678901234567890")


def odd():
    texts = [*PAYLOADS.values(), "blanks at the end  ", "\u00e9" * 20_000, ""]
    rows = [
        (WHOLE[k % 2], text, k, 0.1 + k / 3, k % 2 == 0, "2026-09-07T06:04:30.250Z")
        for k, text in enumerate(texts)
    ]
    return tidy(KIND, HEADER, [*rows, (None,) * 6])


def written(folder, table, kinds=FORMATS):
    folder.mkdir(exist_ok=True)
    return tidy_files.write_all(folder, [table], kinds, about={"project": "=1+1 | <b>[x](y)"})


def storable(text):
    return None if text in (None, "") else text.replace("\ud800", "\ufffd")


def test_that_hostile_text_comes_out_of_typed_formats_verbatim(tmp_path):
    from pyarrow import parquet

    table = odd()
    done = written(tmp_path, table)
    wanted = [storable(row[1]) for row in table.rows]
    assert [
        row["said"] for row in parquet.read_table(tmp_path / "odd.parquet").to_pylist()
    ] == wanted
    lines = (tmp_path / "odd.jsonl").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert [json.loads(line)["said"] for line in lines] == wanted
    with closing(sqlite3.connect(tmp_path / "tables.sqlite")) as base:
        assert [said for (said,) in base.execute("SELECT said FROM odd")] == wanted
        assert [n for (n,) in base.execute("SELECT DISTINCT id FROM odd ORDER BY id")] == [
            None,
            *WHOLE,
        ]
        assert base.execute("SELECT SUM(share) FROM odd").fetchone()[0] == pytest.approx(
            sum(row[3] for row in table.rows if row[3] is not None), rel=1e-15
        )
    with (tmp_path / "odd.raw.csv").open(encoding="utf-8", newline="") as f:
        assert [row["said"] or None for row in csv.DictReader(f)] == wanted
    assert all((tmp_path / name).exists() for name in done.names)


@pytest.mark.skipif("hyper" not in FORMATS, reason="pantab is not there")
def test_that_hostile_text_comes_out_of_a_tableau_extract_verbatim(tmp_path):
    import pantab

    table = odd()
    written(tmp_path, table, ["hyper"])
    frames = pantab.frames_from_hyper(tmp_path / "tables.hyper", return_type="pyarrow")
    (frame,) = (frame for name, frame in frames.items() if name[-1] == "odd")
    wanted = [storable(row[1]) for row in table.rows]
    assert sorted(frame["said"].to_pylist(), key=str) == sorted(wanted, key=str)


def test_that_hostile_names_go_through_the_views_as_they_are(tmp_path):
    """A vendor of each payload: the views count each as itself, and their text never runs."""
    names = [text for text in PAYLOADS.values() if text]
    kind = KINDS["outcomes"]
    header = tuple(one.name for one in kind.fields)

    def row(k, name):
        held = {"decision": k, "vendor": name, "outcome": "correct", "counted": True, "weight": 1.0}
        return tuple(held.get(one) for one in header)

    rows = [row(k, name) for k, name in enumerate(names)]
    written(tmp_path, tidy(kind, header, rows), ["sqlite"])
    with closing(sqlite3.connect(tmp_path / "tables.sqlite")) as base:
        for view in ("outcome_counts", "accuracy_recomputed"):
            seen = {name for (name,) in base.execute(f"SELECT vendor FROM {view}")} - {None}
            assert seen == {storable(name) for name in names}


def test_that_no_cell_of_a_csv_file_runs_as_a_formula_and_a_raw_one_is_named_so(tmp_path):
    written(tmp_path, odd(), ["csv"])
    assert not list(tmp_path.glob("*.raw.csv"))
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as f:
            for row in csv.reader(f):
                for cell in row:
                    assert cell[:1] not in set("=+@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
                    assert not cell.startswith("-") or float(cell)


@pytest.mark.parametrize("kind", STATISTICS)
def test_that_what_statistics_programs_cannot_hold_is_cut_with_a_mark_and_told(tmp_path, kind):
    import pyreadstat

    table = odd()
    done = written(tmp_path, table, [kind])
    read = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_xport
    seen, about = read(tmp_path / f"odd.{kind}")
    long = 0
    for true, got in zip([row[1] for row in table.rows], seen["said"], strict=True):
        plain = (storable(true) or "").replace("\0", "\u2400").rstrip(" ")
        if len(plain.encode()) > MOST_BYTES:
            long += 1
            assert got.endswith(MARK)
            assert plain.startswith(got.removesuffix(MARK))
            assert len(got.encode()) <= MOST_BYTES
        else:
            assert (got or "") == plain
    assert long == 2
    (told,) = done.cut
    assert told.startswith("odd.said: 2 longer than")
    assert told.replace("*", "") in (tmp_path / "DICTIONARY.md").read_text(encoding="utf-8")
    assert set(seen["id"]) - {""} == set(WHOLE)
    assert about.column_names_to_labels["n"] == "How many [oddities]"
    assert list(seen.columns)[-1] == ("by_" if kind == "sav" else "by")


@pytest.mark.parametrize("kind", FORMATS)
def test_that_a_table_without_rows_and_one_without_values_can_be_written(tmp_path, kind):
    for name, rows in (("none", []), ("nothing", [(None,) * 6, ("",) * 6])):
        written(tmp_path / name, tidy(KIND, HEADER, rows), [kind])
        assert (tmp_path / name / "dictionary.csv").exists()
        if kind in STATISTICS:
            import pyreadstat

            read = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_xport
            seen, _about = read(tmp_path / name / f"odd.{kind}")
            assert seen.shape == (len(rows), 6)


def test_that_the_page_shows_names_from_outside_as_text(tmp_path):
    written(tmp_path, odd(), ["csv"])
    page = (tmp_path / "DICTIONARY.md").read_text(encoding="utf-8")
    assert r"- project: =1+1 \| \<b\>\[x\](y)" in page
    assert tidy_page._md("a\n# b") == r"a \# b"


def test_that_a_column_that_is_not_declared_is_refused():
    with pytest.raises(ValueError, match="not declared"):
        tidy(KIND, (*HEADER[:-1], "more"), [])


R_SCRIPT = """
options(digits = 17)
told <- function(name, d) {
  cat(name, nrow(d), sum(d$n, na.rm = TRUE), sprintf("%.15g", sum(d$share, na.rm = TRUE)),
      sum(as.numeric(d$yes), na.rm = TRUE), sort(unique(trimws(d$id[d$id != ""]))), "\\n")
}
told("haven-sav", haven::read_sav("odd.sav"))
told("haven-xpt", haven::read_xpt("odd.xpt"))
told("foreign-sav", suppressWarnings(foreign::read.spss(
  "odd.sav", to.data.frame = TRUE, use.value.labels = FALSE, stringsAsFactors = FALSE
)))
"""


def _in_r(*libraries):
    if shutil.which("Rscript") is None:
        return False
    asked = "; ".join(f"library({one})" for one in libraries)
    return not subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False).returncode


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pyreadstat") is None, reason="needs reviewer-audit[sas]")
def test_that_r_reads_the_same_counts_and_sums(tmp_path):
    if not _in_r("haven", "foreign"):
        pytest.skip("needs R with haven and foreign (Debian: r-cran-haven, r-cran-foreign)")
    table = odd()
    written(tmp_path, table, ["sav", "xpt"])
    (tmp_path / "read.R").write_text(R_SCRIPT)
    done = subprocess.run(
        ["Rscript", "read.R"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    rows = [row for row in table.rows if row[2] is not None]
    wanted = [
        str(len(table.rows)), str(sum(row[2] for row in rows)),
        f"{sum(row[3] for row in rows):.15g}", str(sum(row[4] for row in rows)), *WHOLE,
    ]  # fmt: skip
    seen = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in seen] == ["haven-sav", "haven-xpt", "foreign-sav"]
    for line in seen:
        assert line[1:] == wanted


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("tableauhyperapi") is None or "hyper" not in FORMATS,
    reason="needs reviewer-audit[tableau], and tableauhyperapi to read with",
)
def test_that_tableaus_own_library_reads_the_extract(tmp_path, monkeypatch):
    from tableauhyperapi import Connection, HyperProcess, Telemetry

    monkeypatch.chdir(tmp_path)  # the reader leaves a log where it stands
    table = odd()
    written(tmp_path / "out", table, ["hyper"])
    with (
        HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU) as server,
        Connection(server.endpoint, tmp_path / "out" / "tables.hyper") as base,
    ):
        n, total = base.execute_list_query('SELECT COUNT(*), SUM("n") FROM "public"."odd"')[0]
        said = {text for (text,) in base.execute_list_query('SELECT "said" FROM "public"."odd"')}
    assert n == len(table.rows)
    assert total == sum(row[2] for row in table.rows if row[2] is not None)
    assert said == {storable(row[1]) for row in table.rows}
