"""A word that stands in another vendor's fields, or an auditor's, is in no table for a vendor."""

import json

import pytest

from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.render import tidy_files
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import cases, export, projects, recording, rounds, sampling
from reviewer_audit.services.export import Format

WORD = "SENTINEL-7F3A"
OTHERS = f"{WORD}-SOUTH"  # what is South's alone
ITEMS = 24
KINDS = [kind for kind in Format if kind is not Format.HYPER and tidy_files.available(kind)]
PLAIN = [Format.CSV, Format.JSONL, Format.SQLITE]


@pytest.fixture
def told(store, make):
    """North's every second item; all that is South's, or an auditor's, holds the word."""
    lead = projects.seat(store, f"Lea {WORD}")
    north = [k % 2 == 0 for k in range(ITEMS)]
    own = ["" if mine else f" {OTHERS}" for mine in north]
    rows = make.rows(
        [(f"item-{k:02d}{own[k]}", "spam") for k in range(ITEMS)],
        slices={
            "vendor": ["North" if mine else f"South {OTHERS}" for mine in north],
            "reviewer": [f"person {k % 2} {WORD}" for k in range(ITEMS)],  # of both: a code
            "queue": [f"q{own[k]}" for k in range(ITEMS)],
            "team": [f"t{own[k]}" for k in range(ITEMS)],
            "language": [f"l{own[k]}" for k in range(ITEMS)],
        },
        decision_id=[f"d-{k}{own[k]}" for k in range(ITEMS)],
        content=[f"words {k} {WORD}" for k in range(ITEMS)],  # of both: no edition needs it
        context=[{"where": WORD}] * ITEMS,
    )
    rows.reason[:] = [f"because{one}" for one in own]
    make.load(store, rows, by=lead, name=f"{WORD}.csv")
    plan = SamplePlan(method=Method.ALL, seed="1", by=("vendor",))
    sampling.draw_sample(store, plan, by=lead)
    columns = {
        "external_id": [f"item-{k:02d}{own[k]}" for k in range(ITEMS)],
        "auditor": [f"Ann {WORD}"] * ITEMS,
        "kind": ["answer"] * ITEMS,
        "labels": [("ok" if k % 3 else "spam",) for k in range(ITEMS)],
        "row_number": list(range(2, ITEMS + 2)),
    }
    sheet = GradeRows(**{name: columns.get(name, [""] * ITEMS) for name in GradeRows.__slots__})
    recording.record_rows(store, sheet, by=lead, one=rounds.resolve(store), source="sheet")
    rounds.reveal(store, by=lead)
    cases.open_case(store, WORD, WORD, by=lead, names=["item-00"])
    return lead


def unpacked(folder):
    """Return the bytes of every file, and what is compressed in them."""
    from pyarrow import parquet

    for path in folder.iterdir():
        yield path.name, path.read_bytes()
        if path.suffix == ".parquet":
            yield path.name, json.dumps(parquet.read_table(path).to_pylist(), default=str).encode()


def telling(folder, word=WORD):
    spelled = [word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return {
        name
        for name, data in unpacked(folder)
        if word in name or any(one in data for one in spelled)
    }


@pytest.mark.parametrize("edition", ["vendor-safe", "regulator", "training"])
def test_that_no_table_tells_what_its_reader_may_not_know(store, told, tmp_path, edition):
    vendor = "North" if edition == "vendor-safe" else ""
    out = tmp_path / "out"
    done = export.export_all(
        store,
        out,
        by=told,
        formats=KINDS if vendor else PLAIN,
        edition=edition,
        vendor=vendor,
        named=True,
    )
    if edition == "vendor-safe":
        assert telling(out) == set()
        assert done.rows["decisions"] == done.rows["outcomes"] == ITEMS // 2
        assert done.rows["errors"]
        return
    # what the report of these editions may split by is in it, and nothing else
    allowed = {"training": {"estimates", "slices"}, "regulator": {"estimates", "slices"}}[edition]
    assert {name.split(".")[0] for name in telling(out)} <= allowed | {"tables"}


def test_that_the_leads_own_tables_of_one_vendor_tell_of_no_other(store, told, tmp_path):
    out = tmp_path / "out"
    done = export.export_all(store, out, by=told, formats=KINDS, vendor="North", named=True)
    assert telling(out, OTHERS) == set()
    assert "grades.csv" in telling(out)  # auditors, and the words of items of both, stay
    assert {"draws", "journal", "quarantine"} <= set(done.left_out)
    assert done.rows["items"] == done.rows["grades"] == ITEMS // 2
    everything = export.export_all(store, tmp_path / "all", by=told, formats=KINDS, named=True)
    assert everything.rows["grades"] == ITEMS
    found = {name.split(".")[0] for name in telling(tmp_path / "all", OTHERS)}
    assert {"items", "grades", "decisions", "tables"} <= found


def test_that_the_word_is_found_where_it_may_be(store, told, tmp_path):
    export.export_all(store, tmp_path / "out", by=told, formats=KINDS)
    names = telling(tmp_path / "out")
    assert {"decisions.csv", "items.csv", "grades.csv", "sources.csv", "tables.sqlite"} <= names
    assert {"decisions.parquet", "outcomes.jsonl"} <= names
