"""Gold in a whole round: it measures auditors and changes nothing that is said of a vendor."""

import csv
import json
import zipfile
from io import BytesIO

import pytest

from reviewer_audit.domain.gold import GoldPurpose
from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.packs import keys, packfile, sealing
from reviewer_audit.reports.sections.scope import for_vendor
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    batches,
    export,
    gold,
    gold_adding,
    grading,
    manifest,
    merging,
    projects,
    recording,
    reporting,
    review,
    rounds,
    sampling,
)
from reviewer_audit.services.reporting import Format
from reviewer_audit.store import gold as gold_store
from reviewer_audit.store import items as items_store
from reviewer_audit.store import rounds as rounds_store
from tests.apart import Apart

N = 20
GOLD = 8
HEADER = "item id,text,label,reasoning,signed by,author\n"


def stock(store, tmp_path, n=GOLD):
    """Write signed gold items down: odd ones spam, even ones benign."""
    rows = [
        f"g{k},content of gold {k},{'spam' if k % 2 else 'ok'},by the rule,Noor,Sam"
        for k in range(n)
    ]
    path = tmp_path / "gold.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    gold_adding.from_sheet(store, path, by=projects.seat(store, "Lea"))


def begin(store, make, wish, *, overlap=0.25):
    lead = projects.seat(store, "Lea")
    labels = ["spam" if k % 3 == 0 else "ok" for k in range(N)]
    given = [(f"item-{k:05d}", labels[k]) for k in range(N)]
    make.load(store, make.rows(given), by=lead)
    plan = SamplePlan(
        method=Method.ALL, auditors=("Ann", "Bob"), overlap=overlap, seed="7", gold=wish
    )
    return lead, sampling.draw_sample(store, plan, by=lead)


def said(content, who):
    """What an auditor says, whatever lies beside it: Ann misses gold 1 and some production."""
    number = int(content.rsplit(" ", 1)[-1].removeprefix("item-"))
    if "gold" in content:
        label = "spam" if number % 2 else "ok"
        return "ok" if (who, number) == ("Ann", 1) else label
    label = "spam" if number % 3 == 0 else "ok"
    return "spam" if who == "Bob" and number % 7 == 1 else label


def answer_all(store, make, *, cannot=()):
    for name in ("Ann", "Bob"):
        person = make.person(store, name)
        for item in grading.desk(store, person, round_id=1, limit=999):
            given = Grade(assignment_id=item.assignment_id, labels=(said(item.content, name),))
            if item.content in cannot:
                given = Grade(assignment_id=item.assignment_id, kind=GradeKind.CANNOT_JUDGE)
            grading.answer(store, given, by=person)


def gold_of(store):
    """Return who has which gold, by the item's content."""
    with store.read() as tx:
        seeds = gold_store.seeds(tx, 1)
        table = items_store.table(tx, [seed.item_id for seed in seeds])
        names = {p.id: p.name for p in projects.everyone(store)}
    return {(names[seed.auditor], table[seed.item_id]["content"]) for seed in seeds}


def test_that_no_number_of_a_round_depends_on_gold(store, tmp_path, make):
    stock(store, tmp_path)
    for name in ("Ann", "Bob"):  # the same people, under the same numbers
        make.person(store, name)
    assert figures(store, tmp_path, make, 0.0) == figures(store, tmp_path, make, 4.0)


def figures(base, tmp_path, make, wish):
    """Run a round on a copy of a project and return all that is said of it but for auditors."""
    path = tmp_path / f"with-{wish}.audit"
    base.copy_to(path)
    store = projects.open_project(path)
    try:
        lead, _summary = begin(store, make, wish)
        answer_all(store, make)
        rounds.reveal(store, by=lead)
        found = analysis.results(store, by=("queue",), further=True)
        assert bool(found.further.auditors.gold) is bool(wish)
        entries = review.entries(store, review.survey(store, rounds.resolve(store)), by=lead)
        shown = manifest.manifest(store, 1)
    finally:
        store.close()
    numbers = analysis.as_json(found)
    auditors = {
        name: {key: value for key, value in line.items() if key != "gold"}
        for name, line in numbers.pop("auditors").items()
    }
    more = numbers.pop("further")
    quality, sensitivity = more.pop("auditor_quality"), more.pop("sensitivity")
    lines = [(line["name"], line["graded"], line["agreement"]) for line in quality["auditors"]]
    told = [numbers, auditors, more, sensitivity["overall"], sensitivity["vendors"], lines]
    return (
        json.dumps(told, sort_keys=True, default=str),
        (found.method.overlap_items, found.method.population, len(found.errors), len(entries)),
        (shown.population, shown.sampled, shown.items, shown.double_graded, shown.waiting),
    )


def test_that_auditors_are_told_apart_by_their_gold(store, tmp_path, make):
    stock(store, tmp_path)
    lead, _summary = begin(store, make, 4.0)
    lost = min(content for who, content in gold_of(store) if who == "Bob")
    answer_all(store, make, cannot=(lost,))
    rounds.reveal(store, by=lead)
    found = analysis.results(store, further=True)
    lines = analysis.as_json(found)["auditors"]
    assert [lines[name]["gold"]["seeded"] for name in ("Ann", "Bob")] == [4, 4]
    assert lines["Bob"]["gold"]["cannot_judge"] == 1
    assert lines["Bob"]["gold"]["accuracy"]["n"] == 3
    missed = ("Ann", "content of gold 1") in gold_of(store)
    assert lines["Ann"]["gold"]["accuracy"]["numerator"] == (3 if missed else 4)
    assert found.further.auditors.gold.overall.graded == 7
    assert "label of gold items" in found.further.auditors.sentence
    gold.retire(store, [f"g{k}" for k in range(GOLD)], "all wrong", by=lead, wrong=True)
    again = analysis.results(store, further=True)
    assert again.further.auditors.gold is None  # what was wrong counts no more
    assert "gold" not in analysis.as_json(again)["auditors"]["Ann"]


def test_that_gold_retired_for_other_reasons_still_counts(store, tmp_path, make):
    stock(store, tmp_path)
    lead, _summary = begin(store, make, 4.0)
    answer_all(store, make)
    gold.retire(store, ["g0", "g1"], "seen too often", by=lead)
    rounds.reveal(store, by=lead)
    assert analysis.results(store, further=True).further.auditors.gold.overall.graded == 8


def test_that_a_vendors_pages_and_lines_know_nothing_of_gold(store, tmp_path, make):
    stock(store, tmp_path)
    lead, _summary = begin(store, make, 4.0)
    answer_all(store, make)
    rounds.reveal(store, by=lead)
    found = analysis.results(store, further=True, full=True)
    cut = for_vendor(found, next(iter(found.extra["vendors"])))
    assert cut.auditors == ()
    assert cut.further is None
    assert "gold" not in json.dumps(analysis.as_json(cut)).casefold()


def test_that_a_pack_with_gold_is_made_of_the_same_parts(store, tmp_path, make):
    stock(store, tmp_path)
    parts = []
    for wish in (0.0, 4.0):
        path = tmp_path / f"parts-{wish}.audit"
        store.copy_to(path)
        copy = projects.open_project(path)
        try:
            begin(copy, make, wish)
            apart = Apart(copy, tmp_path / str(wish))
            (tmp_path / str(wish)).mkdir()
            pack = apart.pack("Ann")
            with apart.at("Ann"):
                inner = sealing.unseal(pack.file.read_bytes(), keys.every())
        finally:
            copy.close()
        with zipfile.ZipFile(BytesIO(inner[4 + int.from_bytes(inner[:4], "big") :])) as archive:
            parts.append({
                one.filename: (one.date_time, one.compress_type, one.external_attr, one.extra)
                for one in archive.infolist()
            })  # fmt: skip
            (name,) = [one for one in archive.namelist() if "item" in one]
            lines = [json.loads(line) for line in archive.read(name).splitlines()]
        parts[-1]["columns"] = {tuple(sorted(line)) for line in lines}
    assert parts[0] == parts[1]
    assert len(parts[0]["columns"]) == 1


@pytest.fixture
def apart(store, tmp_path, make):
    stock(store, tmp_path)
    begin(store, make, 4.0)
    return Apart(store, tmp_path)


def test_that_a_pack_holds_gold_like_any_item_and_no_answer_to_it(apart, make):
    pack = apart.pack("Ann")
    with apart.at("Ann"):
        inner = sealing.unseal(pack.file.read_bytes(), keys.every())
    inside = packfile.read(inner)
    assert pack.items == len(inside.items) == 13 + 4
    places = [k for k, item in enumerate(inside.items) if "gold" in item.content]
    assert len(places) == 4
    assert not set(places) <= set(range(13, 17))
    assert {(i.content_kind, i.language, len(i.handle), len(i.context)) for i in inside.items} == {
        ("text", "", 32, 0)
    }
    text = inner.decode("utf-8", "replace")
    for word in ("by the rule", "Noor", "g1,", '"g1"', "monitor", "kind_of"):
        assert word not in text
    store = projects.open_project(apart.open("Ann", pack))
    try:
        with store.read() as tx:
            assert {row.kind for row in rounds_store.assignments(tx, 1)} == {"audit"}
            assert gold_store.every(tx) == ()
    finally:
        store.close()


def test_that_returned_gold_stays_gold(apart, make):
    merged = apart.merge(apart.returned("Ann"), apart.returned("Bob"))
    assert [file.new for file in merged.files] == [17, 16]
    assert merging.counting_digest(apart.store)
    assert sum(line.item.graded for line in gold.register(apart.store, by=apart.lead).lines) == 8
    rounds.reveal(apart.store, by=apart.lead)
    found = analysis.results(apart.store, further=True)
    assert found.graded_decisions == N
    assert found.further.auditors.gold.overall.graded == 8
    assert [(line.assigned, line.graded) for line in found.auditors] == [(13, 13), (12, 12)]


def test_that_gold_does_not_move_with_a_taken_back_pack_but_comes_home(apart, make):
    work = apart.open("Ann", apart.pack("Ann"))
    moved = apart.pack("Cyd", take_from="Ann")
    assert (moved.taken_back, moved.items) == (17, 13)
    with apart.at("Cyd"):
        inside = packfile.read(sealing.unseal(moved.file.read_bytes(), keys.every()))
    assert not any("gold" in item.content for item in inside.items)
    apart.grade(work)  # Ann graded after all
    apart.merge(apart.give_back("Ann", work))
    with apart.store.read() as tx:
        ann = [row for row in rounds_store.assignments(tx, 1) if row.kind == "gold"]
        assert len(ann) == 4 + 4  # hers again, and Bob's
    rounds.reveal(apart.store, by=apart.lead, partial=True)
    found = analysis.results(apart.store, further=True)
    assert found.further.auditors.gold.auditors["Ann"].graded == 4


def rows_of(pairs):
    n = len(pairs)
    columns = {
        "external_id": [p[0] for p in pairs],
        "auditor": [p[1] for p in pairs],
        "kind": ["answer"] * n,
        "labels": [("ok",)] * n,
        "row_number": list(range(2, n + 2)),
    }
    return GradeRows(**{name: columns.get(name, [""] * n) for name in GradeRows.__slots__})


def test_that_a_sheet_of_grades_holds_gold_of_its_own_auditor_alone(store, tmp_path, make):
    stock(store, tmp_path)
    lead, _summary = begin(store, make, 2.0)
    names = {content.rsplit(" ", 1)[-1]: who for who, content in gold_of(store)}
    ann = next(f"g{number}" for number, who in names.items() if who == "Ann")
    bob = next(f"g{number}" for number, who in names.items() if who == "Bob")
    rows = rows_of([(ann, "ann"), (bob, "Ann"), ("item-00001", "Ann"), (ann, "Zoe")])
    done = recording.record_rows(store, rows, by=lead, one=rounds.resolve(store), source="s")
    assert done.auditors["ann"].recorded == 1
    assert done.auditors["Ann"].recorded == 1
    assert {p["code"]: p["count"] for p in done.problems} == {"not_in_sample": 2}


def test_that_gold_for_certifying_is_kept_apart(store, tmp_path, make):
    path = tmp_path / "c.csv"
    path.write_text(HEADER + "c1,a text,ok,why,Noor,Sam\n", encoding="utf-8")
    lead = projects.seat(store, "Lea")
    gold_adding.from_sheet(store, path, by=lead, purpose=GoldPurpose.CERTIFY)
    (line,) = gold.register(store, by=lead).lines
    assert line.item.purpose is GoldPurpose.CERTIFY
    assert line.as_json()["state"] == "ready"


def test_that_no_export_holds_gold_or_what_came_twice(store, tmp_path, make):
    stock(store, tmp_path)
    lead = projects.seat(store, "Lea")
    make.load(store, make.rows([(f"item-{k:05d}", "ok") for k in range(N)]), by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann", "Bob"), seed="7", gold=4.0, repeats=3.0)
    sampling.draw_sample(store, plan, by=lead)
    answer_all(store, make)
    rounds.reveal(store, by=lead)
    names = {f"item-{k:05d}" for k in range(N)}
    for what in ("items", "grades", "sample"):
        out = tmp_path / f"{what}.csv"
        export.export(store, what, out, by=lead)
        with out.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["item_id"] for row in rows].count("item-00003") == 1
        assert {row["item_id"] for row in rows} == names
    held = batches.held(store, lead)
    assert (held.decisions, held.items) == (N, N)


def test_that_gold_stands_in_the_internal_report_alone(store, tmp_path, make):
    stock(store, tmp_path)
    lead, _summary = begin(store, make, 4.0)
    answer_all(store, make)
    rounds.reveal(store, by=lead)
    told = {}
    for edition in ("internal", "vendor-safe", "training", "regulator"):
        out = tmp_path / edition
        written = reporting.write_scorecards(
            store, out, by=lead, formats=(Format.HTML,), edition=edition
        )
        told[edition] = " ".join(one.path.read_text(encoding="utf-8") for one in written)
    assert "Against gold" in told["internal"]
    assert "By the right label of the gold item" in told["internal"]
    for edition in ("vendor-safe", "training", "regulator"):
        assert told[edition]
        assert "gold" not in told[edition].casefold(), edition
