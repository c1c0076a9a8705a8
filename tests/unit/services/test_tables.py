"""Tables for other programs: whole, typed, described, and for their reader alone."""

import csv
import json
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from reviewer_audit.errors import OutputError, RoundError, StillBlindError
from reviewer_audit.progress import Cancelled
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.tidy_tables_more import KINDS
from reviewer_audit.services import analysis, demo, export, projects, rounds
from reviewer_audit.services.export import Format

VENDOR = "Riverline"
needs_pyreadstat = pytest.mark.skipif(
    find_spec("pyreadstat") is None, reason="needs pyreadstat: pip install reviewer-audit[sas]"
)
needs_pantab = pytest.mark.skipif(
    find_spec("pantab") is None, reason="needs pantab: pip install reviewer-audit[tableau]"
)
BUILT_IN = [Format.CSV, Format.RAW_CSV, Format.JSONL, Format.PARQUET, Format.SQLITE]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    demo.run(folder)
    store = projects.open_project(folder / "sample.audit")
    lead = projects.seat(store, "")
    found = analysis.results(store, full=True, further=True)
    out = folder / "out"
    written = export.export_all(store, out, by=lead, formats=BUILT_IN, results=found)
    yield SimpleNamespace(
        store=store, lead=lead, found=found, out=out, written=written, folder=folder,
        stats=json.loads(json.dumps(analysis.as_json(found))),
    )  # fmt: skip
    store.close()


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def number(text):
    return float(text) if text not in (None, "") else None


def assert_as_stats(rows, stats):
    """Compare the estimates of a table, as numbers, with what ``stats --json`` says."""
    seen = {(row["role"] or "", row["slice"] or "", row["measure"]): row for row in rows}
    assert len(seen) == len(rows)
    told = {("", ""): stats["overall"]} | {
        (role, name): scores for role, lines in stats["by"].items() for name, scores in lines.items()
        if "reviewer" not in role
    }  # fmt: skip
    assert any("reviewer" in key[0] for key in seen), "they stand under codes"
    seen = {key: row for key, row in seen.items() if "reviewer" not in key[0]}
    assert {key[:2] for key in seen} == set(told)
    compared = 0
    for (role, name, measure), row in seen.items():
        e = told[role, name][measure]
        for field in ("value", "numerator", "n", "low", "high", "se"):
            assert number(row[field]) == e.get(field), (role, name, measure, field)
            compared += 1
    assert compared > 1000


def test_that_every_format_holds_the_numbers_of_stats(made):
    import pandas as pd
    from pyarrow import parquet

    stats, out = made.stats, made.out
    assert_as_stats(rows_of(out / "estimates.csv"), stats)
    raw = pd.read_csv(out / "estimates.raw.csv", dtype=str, keep_default_na=False)
    assert_as_stats(raw.to_dict("records"), stats)
    lines = (out / "estimates.jsonl").read_text(encoding="utf-8").splitlines()
    assert_as_stats([json.loads(line) for line in lines], stats)
    assert_as_stats(parquet.read_table(out / "estimates.parquet").to_pylist(), stats)
    with closing(sqlite3.connect(out / "tables.sqlite")) as base:
        base.row_factory = sqlite3.Row
        assert_as_stats([dict(row) for row in base.execute("SELECT * FROM estimates")], stats)


def test_that_counts_and_sums_are_those_of_stats(made):
    stats = made.stats
    outcomes = rows_of(made.out / "outcomes.csv")
    assert len(outcomes) == stats["decisions"] == len(rows_of(made.out / "sample.csv"))
    assert sum(row["counted"] == "true" for row in outcomes) == stats["graded_decisions"]
    whole = next(row for row in rows_of(made.out / "slices.csv") if not row["role"])
    for key, n in stats["overall"]["outcomes"].items():
        assert sum(row["outcome"] == key for row in outcomes) == n == int(whole[key])
    cells = rows_of(made.out / "confusion.csv")
    assert sum(int(row["decisions"]) for row in cells) == sum(
        map(sum, stats["confusion"]["matrix"])
    )
    assert {int(row["decision"]) for row in rows_of(made.out / "finding_decisions.csv")} == {
        one for finding in stats["findings"] for one in finding["items"]
    }
    alphas = {row["pairing"]: number(row["value"]) for row in rows_of(made.out / "agreement.csv")
              if row["coefficient"] == "krippendorff_alpha"}  # fmt: skip
    assert alphas == {
        name: stats["agreement"][name]["krippendorff_alpha"]["value"] for name in alphas
    }
    assert len(alphas) == 2


def test_that_the_views_answer_and_recompute_accuracy(made):
    with closing(sqlite3.connect(made.out / "tables.sqlite")) as base:
        views = [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        assert len(views) == 5
        described = {n for (n,) in base.execute("SELECT DISTINCT table_name FROM dictionary")}
        tables = {n for (n,) in base.execute("SELECT name FROM sqlite_master")}
        assert described | {"dictionary"} == tables
        for view in views:
            held = base.execute(f"SELECT * FROM {view}")
            said = base.execute(
                "SELECT column_name FROM dictionary WHERE table_name = ? ORDER BY position", [view]
            )
            assert [d[0] for d in held.description] == [n for (n,) in said]
            assert held.fetchone() is not None
        again = {v or "": (n, hit, share) for v, n, hit, share in base.execute(
            "SELECT vendor, n, numerator, accuracy FROM accuracy_recomputed")}  # fmt: skip
        twice = base.execute("SELECT COUNT(DISTINCT item_id) FROM double_grades").fetchone()[0]
    told = {"": made.stats["overall"], **made.stats["by"]["vendor"]}
    assert set(again) == set(told)
    for name, (n, hit, share) in again.items():
        e = told[name]["accuracy"]
        assert (n, hit) == (e["n"], e["numerator"])
        assert share == pytest.approx(e["value"], rel=1e-12)
    assert twice == made.stats["further"]["auditor_quality"]["double_graded"]


def test_that_every_column_of_every_table_is_described(made):
    book = rows_of(made.out / "dictionary.csv")
    described = {}
    for row in book:
        described.setdefault(row["table_name"], []).append(row["column_name"])
        assert row["meaning"]
        assert row["type"] in {"text", "integer", "number", "boolean", "time"}
        assert row["missing"]
    page = (made.out / "DICTIONARY.md").read_text(encoding="utf-8")
    for name, n in made.written.rows.items():
        path = made.out / f"{name}.csv"
        with path.open(encoding="utf-8-sig", newline="") as f:
            assert next(csv.reader(f)) == described[name]
        assert len(rows_of(path)) == n
        assert f"\n### {name}\n" in page
    assert "codes" not in made.written.rows, "the key to the codes is kept apart"


def test_that_ids_stay_text_and_numbers_keep_every_digit(made):
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(made.out / "outcomes.parquet")
    kinds = {field.name: field.type for field in table.schema}
    assert kinds["item_id"] == kinds["decision_id"] == pa.string()
    assert kinds["weight"] == kinds["probability"] == pa.float64()
    assert kinds["counted"] == pa.bool_()
    assert kinds["decided_at"] == pa.timestamp("us", "UTC")
    assert table.schema.field("weight").metadata[b"description"]
    texts = [row["decided_at"] for row in rows_of(made.out / "outcomes.csv")]
    for text, moment in zip(texts, table["decided_at"].to_pylist(), strict=True):
        assert text.endswith("Z")
        assert moment.strftime("%Y-%m-%dT%H:%M:%S") == text.removesuffix("Z")[:19]
    exact = [json.loads(line)["weight"] for line in
             (made.out / "outcomes.jsonl").read_text(encoding="utf-8").splitlines()]  # fmt: skip
    assert exact == table["weight"].to_pylist()


@needs_pyreadstat
def test_that_sas_and_spss_read_the_same_table_with_its_labels(made, tmp_path):
    import pyreadstat
    from pyarrow import parquet

    export.export_all(
        made.store, tmp_path, by=made.lead, formats=[Format.SAV, Format.XPT], results=made.found
    )
    for name, n in made.written.rows.items():
        if name == "journal":
            continue  # it has grown by the export before
        true = parquet.read_table(made.out / f"{name}.parquet").to_pylist()
        for read, suffix in ((pyreadstat.read_sav, "sav"), (pyreadstat.read_xport, "xpt")):
            seen, about = read(tmp_path / f"{name}.{suffix}")
            assert len(seen) == n
            assert all(about.column_names_to_labels.values()), (name, suffix)
            columns = [one.removesuffix("_") if one == "by_" else one for one in seen.columns]
            assert columns == [one.name for one in KINDS[name].fields]
            for column, held in zip(columns, seen.columns, strict=True):
                for row, value in zip(true, seen[held].tolist(), strict=True):
                    assert same(row[column], value), (name, suffix, column)


def same(true, seen):
    if true is None or true == "":
        return seen in (None, "") or seen != seen  # noqa: PLR0124 - not a number
    if isinstance(true, str):
        return seen == true.rstrip(" ").replace("\0", "\u2400")
    if hasattr(true, "tzinfo"):
        return abs((true.replace(tzinfo=None) - seen).total_seconds()) < 1e-4
    return float(seen) == float(true)


@pytest.mark.slow
@needs_pantab
def test_that_tableau_reads_every_table(made, tmp_path):
    import pantab
    from pyarrow import parquet

    export.export_all(
        made.store, tmp_path, by=made.lead, formats=[Format.HYPER], results=made.found
    )
    frames = pantab.frames_from_hyper(tmp_path / "tables.hyper", return_type="pyarrow")
    assert {name[-1] for name in frames} == {*made.written.rows, "dictionary"}
    for name, frame in frames.items():
        if name[-1] not in {"dictionary", "journal"}:  # the journal has grown by now
            true = parquet.read_table(made.out / f"{name[-1]}.parquet")
            assert frame.column_names == true.column_names
            assert in_order(frame.to_pylist()) == in_order(true.to_pylist()), name
    left = {one.name for one in tmp_path.iterdir()}
    assert left == {"tables.hyper", "dictionary.csv", "DICTIONARY.md"}


def in_order(rows):
    """Sort rows: an extract keeps no order of its own."""
    return sorted((tuple(row.values()) for row in rows), key=repr)


@pytest.mark.parametrize(
    ("kind", "library"), [("sav", "pyreadstat"), ("xpt", "pyreadstat"), ("hyper", "pantab")]
)
def test_that_a_format_whose_library_is_not_there_is_refused_before_anything(
    made, tmp_path, monkeypatch, kind, library
):
    from reviewer_audit.render import tidy_files

    monkeypatch.setattr(tidy_files, "find_spec", lambda _name: None)
    with pytest.raises(OutputError, match=library) as refused:
        export.export_all(made.store, tmp_path / "out", by=made.lead, formats=[Format(kind)])
    assert "Install reviewer-audit[" in refused.value.hint
    with pytest.raises(OutputError, match=library):
        export.export(made.store, "grades", tmp_path / f"g.{kind}", by=made.lead)
    assert not list(tmp_path.iterdir())


def test_that_an_edition_holds_what_its_reader_may_see(made, tmp_path):
    others = set(made.found.by["vendor"]) - {VENDOR}
    people = {line.name for line in made.found.auditors} | set(made.found.by["reviewer"]) - {""}
    lines = rows_of(made.out / "decisions.csv")
    foreign = {row["decision_id"] for row in lines if row["vendor"] != VENDOR} - {""}
    assert foreign
    for edition in EDITIONS:
        out = tmp_path / edition
        vendor = VENDOR if EDITIONS[edition].one_vendor else ""
        done = export.export_all(
            made.store, out, by=made.lead, formats=BUILT_IN, edition=edition, vendor=vendor,
            results=made.found,
        )  # fmt: skip
        everything = b"\n".join(p.read_bytes() for p in out.iterdir() if p.suffix != ".parquet")
        text = everything.decode("utf-8", "replace")
        if edition == "internal":
            assert "items" in done.rows
            assert not [name for name in made.found.by["reviewer"] if name and name in text]
            assert "quarantine" not in done.rows, "its rows are as they came, names too"
            continue
        assert not [name for name in others | people if name in text], edition
        cells = {cell for p in out.glob("*.csv") for row in rows_of(p) for cell in row.values()}
        assert not cells & foreign
        assert not {"items", "grades", "auditors", "journal", "quarantine"} & set(done.rows)
        if not EDITIONS[edition].identified:
            assert VENDOR not in text
            assert not {"decisions", "outcomes", "targets", "findings"} & set(done.rows)
    from pyarrow import parquet

    for path in tmp_path.rglob("*.parquet"):
        if path.parent.name != "internal":
            told = json.dumps(parquet.read_table(path).to_pylist(), default=str)
            assert not [name for name in others | people if name in told], path


def test_that_names_of_reviewers_go_to_the_lead_alone_who_asks(made, tmp_path):
    export.export_all(
        made.store, tmp_path, by=made.lead, formats=[Format.CSV], named=True, results=made.found
    )
    assert (tmp_path / "quarantine.csv").exists()
    names = {row["reviewer"] for row in rows_of(tmp_path / "decisions.csv")}
    assert names == {name for name in made.found.by["reviewer"] if name} | (names & {""})
    coded = {row["reviewer"] for row in rows_of(made.out / "decisions.csv")} - {""}
    assert len(coded) == len(names - {""})
    assert not coded & names


def test_that_the_vendor_safe_edition_needs_a_vendor_of_the_round(made, tmp_path):
    for vendor in ("", "Nobody"):
        with pytest.raises(RoundError, match=r"vendor"):
            export.export_all(
                made.store, tmp_path / "o", by=made.lead, edition="vendor-safe", vendor=vendor,
                results=made.found,
            )  # fmt: skip
    with pytest.raises(RoundError, match=r"names no vendor.*Leave the vendor out"):
        export.export_all(
            made.store, tmp_path / "o", by=made.lead, edition="regulator", vendor=VENDOR,
            results=made.found,
        )  # fmt: skip
    assert not (tmp_path / "o").exists()


def test_that_nothing_is_written_while_a_round_grades(made, tmp_path):
    demo.run(tmp_path / "again")
    store = projects.open_project(tmp_path / "again" / "sample.audit")
    lead = projects.seat(store, "")
    from reviewer_audit.sampling.plan import Method, SamplePlan
    from reviewer_audit.services import sampling

    rounds.new(store, title="Next", by=lead)
    sampling.draw_sample(store, SamplePlan(method=Method.ALL, seed="1"), by=lead)
    for number in (None, 1):  # the new round, and the revealed one beside it
        with pytest.raises(StillBlindError):
            export.export_all(store, tmp_path / "out", by=lead, round_id=number)
    assert not (tmp_path / "out").exists()
    export.export_all(
        store, tmp_path / "out", by=lead, round_id=1, unblind=True, formats=[Format.CSV]
    )
    store.close()
    assert (tmp_path / "out" / "journal.csv").exists()


def test_that_an_export_is_journalled_with_the_hash_of_every_file(made):
    import hashlib

    entries = rows_of(made.out / "journal.csv")
    assert "tables.write" not in {row["action"] for row in entries}
    with made.store.read() as tx:
        from reviewer_audit.store import journal

        last = next(row for row in journal.entries(tx) if row["action"] == "tables.write")
    sums = {hashlib.sha256(p.read_bytes()).hexdigest() for p in made.out.iterdir()}
    assert set(json.loads(last["body"])["files"]) == sums


@pytest.mark.parametrize("at", [3, 20, 45])
def test_that_a_cancelled_export_leaves_every_old_file_and_nothing_else(made, tmp_path, at):
    old = {name: f"old {name}".encode() for name in ("decisions.csv", "DICTIONARY.md", "mine.txt")}
    for name, data in old.items():
        (tmp_path / name).write_bytes(data)

    class Stop:
        steps = 0

        def step(self, done, total=None, note=""):
            self.steps += 1
            if self.steps == at:
                raise Cancelled

    with pytest.raises(Cancelled):
        export.export_all(
            made.store, tmp_path, by=made.lead, formats=BUILT_IN, results=made.found,
            progress=Stop(),
        )  # fmt: skip
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == old


def test_that_one_file_that_cannot_be_replaced_keeps_all_of_them(made, tmp_path):
    (tmp_path / "decisions.csv").write_bytes(b"old")
    (tmp_path / "slices.csv").mkdir()
    with pytest.raises(OutputError, match=r"slices\.csv cannot be written: a folder"):
        export.export_all(
            made.store, tmp_path, by=made.lead, formats=[Format.CSV], results=made.found
        )
    assert (tmp_path / "decisions.csv").read_bytes() == b"old"
    assert {p.name for p in tmp_path.iterdir()} == {"decisions.csv", "slices.csv"}
