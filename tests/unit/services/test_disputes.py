"""Release to one vendor, its workbook back, the arbitrator's ruling."""

import zipfile
from datetime import date

import openpyxl
import pytest

from reviewer_audit.domain.disputes import DISPUTE_COLUMNS, Ruling
from reviewer_audit.errors import IntakeError, ReviewError
from reviewer_audit.services import (
    adjudication,
    analysis,
    disputes,
    projects,
    releasing,
    review,
    rounds,
    ruling,
)
from reviewer_audit.services.intake import Asked
from tests.unit.services.reviewed import revealed, verdict

DAY, UNTIL = date(2030, 1, 1), date(2030, 1, 5)
TITLES = {title: place for place, title in enumerate(DISPUTE_COLUMNS, start=1)}
GIVEN = {f"n{k}" if k % 2 == 0 else f"s{k}": ("spam", "ok") for k in range(8)}


def reply(path, answers, change=None):
    """Fill a workbook in: item -> (reply, clause, argument)."""
    book = openpyxl.load_workbook(path)
    sheet = book["Decisions"]
    for row in range(2, sheet.max_row + 1):
        said = answers.get(sheet.cell(row, TITLES["Item"]).value)
        for title, value in zip(DISPUTE_COLUMNS[-3:], said or (), strict=False):
            cell = sheet.cell(row, TITLES[title])
            cell.value = value or None
            cell.data_type = "s" if value else "n"  # the cells are text: no formula is typed
    if change is not None:
        change(book, sheet)
    book.save(path)


@pytest.fixture
def north(store, make, tmp_path):
    """A round of two vendors with everything in dispute for North; returns store, lead, workbook."""
    lead, items = revealed(store, make, GIVEN)
    book = tmp_path / "north.xlsx"
    releasing.release(store, "North", UNTIL, book, by=lead, day=DAY)
    return store, lead, items, book


def bring(store, lead, book, day=DAY):
    return disputes.import_replies(store, book, by=lead, day=day)


def codes(done):
    return {p["code"]: p["count"] for p in done.problems}


def test_that_a_release_holds_that_vendors_decisions_alone(store, make, tmp_path):
    given = {"n0": ("spam", "ok"), "SENTINEL-s1": ("spam", "ok"), "n2": ("spam", "spam")}
    lead, _items = revealed(store, make, given, vendors=("North", "South-SENTINEL"),
                            contents=["c0", "SENTINEL text", "c2"])  # fmt: skip
    book = tmp_path / "north.xlsx"
    done = releasing.release(store, " north ", UNTIL, book, by=lead, day=DAY)
    assert (done.vendor, done.decisions, done.errors, done.unconfirmed) == ("North", 2, 1, 1)
    with zipfile.ZipFile(book) as parts:
        every = b"".join(parts.read(name) for name in parts.namelist())
    for secret in (b"SENTINEL", b"South", b"Ann", b"Lea"):
        assert secret not in every
    sheet = openpyxl.load_workbook(book)["Decisions"]
    assert {sheet.cell(row, TITLES["Item"]).value for row in (2, 3)} == {"n0", "n2"}
    assert rounds.resolve(store).state == "released"


def test_that_all_is_locked_but_the_answer_columns_which_have_drop_downs(north):
    _store, _lead, _items, path = north
    sheet = openpyxl.load_workbook(path)["Decisions"]
    assert sheet.protection.sheet
    locked = [sheet.cell(2, place).protection.locked for place in TITLES.values()]
    assert locked == [True] * 16 + [False] * 3
    assert sheet.column_dimensions["A"].hidden
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"Q2:Q5": "Lists!$A$1:$A$2", "R2:R5": "Lists!$B$1:$B$3"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\uff1d"])
def test_that_content_never_becomes_a_formula(store, make, tmp_path, start):
    evil = f"{start}HYPERLINK(1)"
    lead, _items = revealed(store, make, {"n0": ("spam", "ok")}, contents=[evil])
    path = tmp_path / "north.xlsx"
    releasing.release(store, "North", UNTIL, path, by=lead, day=DAY)
    cell = openpyxl.load_workbook(path)["Decisions"].cell(2, TITLES["Content"])
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_that_replies_are_matched_by_handle_however_the_sheet_was_sorted_and_cut(north):
    store, lead, _items, path = north

    def mix(_book, sheet):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), start=2):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place).value = value
        sheet.delete_rows(2)
        sheet.insert_cols(3)
        sheet.cell(1, 3).value = "Our notes"
        sheet.insert_rows(1)
        sheet.cell(1, 1).value = "Checked by the floor"
        sheet.title = "Returned"

    reply(
        path,
        {"n0": ("DISPUTE ", "Spam & scam", "it sells"), "n2": ("agree", "", "")},
        mix,
    )
    done = bring(store, lead, path)
    assert codes(done) == {}
    assert (done.counts.raised, done.counts.agreed, done.counts.waiting) == (1, 1, 2)
    (line,) = ruling.raised(store, by=lead)
    assert (line.item, line.dispute.clause, line.dispute.argument) == ("n0", "spam", "it sells")


def test_that_the_same_file_again_changes_nothing_and_another_answer_follows(north):
    store, lead, _items, path = north
    reply(path, {"n0": ("Dispute", "", "no")})
    assert bring(store, lead, path).new == 1
    before = store.path.read_bytes()
    again = bring(store, lead, path)
    assert (again.new, again.changed, again.known) == (0, 0, 1)
    assert store.path.read_bytes() == before
    reply(path, {"n0": ("Agree", "", "")})
    done = bring(store, lead, path)
    assert (done.changed, done.counts.raised, done.counts.agreed) == (1, 0, 1)


def test_that_trouble_with_a_row_is_listed_and_the_others_are_read(north):
    store, lead, _items, path = north

    def spoil(_book, sheet):
        sheet.cell(5, 1).value = "aaaaaaaaaaaaaaaaaaaa"
        sheet.append([sheet.cell(2, 1).value, "n0", *[""] * 14, "Agree", "", ""])

    reply(
        path,
        {
            "n0": ("Dispute", "", "why"),
            "n2": ("perhaps", "", ""),
            "n4": ("Dispute", "", ""),
            "n6": ("Agree", "", ""),
        },
        spoil,
    )
    done = bring(store, lead, path)
    assert codes(done) == {
        "duplicate_row": 2, "unknown_answer": 1, "argument_missing": 1, "unknown_handle": 1,
    }  # fmt: skip
    assert done.counts.raised == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("", "", "an argument alone"), "answer_missing"),
        (("Dispute", "No such clause", "why"), "unknown_clause"),
    ],
)
def test_that_half_an_answer_is_refused(north, said, code):
    store, lead, _items, path = north
    reply(path, {"n0": said})
    assert codes(bring(store, lead, path)) == {code: 1}


def test_that_a_row_whose_handle_was_left_behind_by_a_sort_is_refused(north):
    store, lead, _items, path = north

    def shift(_book, sheet):
        first, second = (sheet.cell(row, 2).value for row in (2, 3))
        sheet.cell(2, 2).value, sheet.cell(3, 2).value = second, first

    reply(path, {"n0": ("Agree", "", ""), "n2": ("Dispute", "", "why")}, shift)
    assert codes(bring(store, lead, path)) == {"moved_row": 2}


def test_that_a_file_without_our_columns_is_refused_whole(north, tmp_path):
    store, lead, _items, _path = north
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(IntakeError) as caught:
        bring(store, lead, other)
    assert caught.value.code == "dispute.not_ours"


def test_that_a_reply_after_the_date_comes_too_late_and_silence_is_acceptance(north):
    store, lead, _items, path = north
    reply(path, {"n0": ("Dispute", "", "why")})
    late = bring(store, lead, path, day=date(2030, 1, 6))
    assert codes(late) == {"window_closed": 1}
    assert (late.counts.silent, late.counts.waiting) == (4, 0)
    assert bring(store, lead, path, day=UNTIL).new == 1


def test_that_a_past_date_and_an_unknown_vendor_release_nothing(north, tmp_path):
    store, lead, _items, _path = north
    before = store.path.read_bytes()
    out = tmp_path / "x.xlsx"
    for vendor, until in (("North", date(2029, 12, 31)), ("Nobody", UNTIL)):
        with pytest.raises(ReviewError):
            releasing.release(store, vendor, until, out, by=lead, day=DAY)
    assert store.path.read_bytes() == before
    assert not out.exists()


def test_that_the_arbitrator_neither_graded_nor_settled_the_item(north):
    store, lead, items, path = north
    adjudication.settle(store, verdict(items["n0"], "ok", lead), by=lead)
    reply(path, {"n0": ("Dispute", "", "why")})
    bring(store, lead, path)
    (line,) = ruling.raised(store, by=lead)
    number = line.dispute.decision_id
    for name in ("Lea", "Ann"):
        with pytest.raises(ReviewError) as caught:
            ruling.rule(store, number, Ruling.REJECTED, by=projects.seat(store, name))
        assert caught.value.code == "dispute.arbitrator"
    noor = projects.seat(store, "Noor")
    ruling.rule(store, number, Ruling.REJECTED, by=noor)
    with pytest.raises(ReviewError) as caught:
        ruling.rule(store, number, Ruling.ACCEPTED, by=noor)
    assert caught.value.code == "dispute.none"
    reply(path, {"n0": ("Agree", "", "")})
    assert codes(bring(store, lead, path)) == {"already_ruled": 1}


def test_that_each_ruling_has_its_effect_on_the_score(north):
    store, lead, items, path = north
    reply(path, dict.fromkeys(("n0", "n2", "n4", "n6"), ("Dispute", "", "why")))
    bring(store, lead, path)
    noor = projects.seat(store, "Noor")
    by_item = {line.item: line.dispute.decision_id for line in ruling.raised(store, by=noor)}
    assert analysis.results(store).overall["accuracy"].numerator == 0
    ruling.rule(store, by_item["n0"], Ruling.ACCEPTED, by=noor)
    ruling.rule(store, by_item["n2"], Ruling.REJECTED, by=noor)
    with pytest.raises(ReviewError):
        ruling.rule(store, by_item["n4"], Ruling.PARTIAL, by=noor)
    ruling.rule(store, by_item["n4"], Ruling.PARTIAL, by=noor, labels=("threat",))
    ruling.rule(store, by_item["n6"], Ruling.PARTIAL, by=noor, cause="P1")
    found = analysis.results(store).overall
    assert found["accuracy"].numerator == 1
    assert found["charged_accuracy"].numerator == 2
    counted = disputes.counts(store, rounds.resolve(store), day=DAY).as_json()
    assert {k: counted[k] for k in ("raised", "accepted", "partial", "rejected", "open")} == {
        "raised": 4, "accepted": 1, "partial": 2, "rejected": 1, "open": 0,
    }  # fmt: skip
    done = {e.name for e in review.queue(store, by=lead) if e.done}
    assert {"n0", "n2", "n4", "n6"} - done <= {"n4"}, "a ruling is a look by a second person"
    assert items["n0"]


def test_that_a_sheet_of_answers_rules_by_whom_it_agrees_with(north, tmp_path):
    store, lead, _items, path = north
    reply(path, dict.fromkeys(("n0", "n2", "n4"), ("Dispute", "", "why")))
    bring(store, lead, path)
    sheet = tmp_path / "rulings.csv"
    sheet.write_text("item_id,label\nn0,spam\nn2,ok\nn4,threat\nn6,spam\nzz,ok\n")
    noor = projects.seat(store, "Noor")
    done = ruling.rule_from_sheet(store, sheet, by=noor, asked=Asked())
    assert (done.counts.accepted, done.counts.rejected, done.counts.partial) == (1, 1, 1)
    assert (done.ruled, done.not_disputed) == (3, 1)
    assert [p["code"] for p in done.problems] == ["unknown_item"]


def test_that_a_window_ends_early_only_with_a_reason(north):
    store, lead, _items, _path = north
    with pytest.raises(ReviewError):
        disputes.end_window(store, "North", " ", by=lead)
    assert len(disputes.open_windows(store, rounds.resolve(store), day=DAY)) == 1
    disputes.end_window(store, "North", "they wrote so", by=lead)
    assert disputes.open_windows(store, rounds.resolve(store), day=DAY) == ()
