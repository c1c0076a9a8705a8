"""Cases: opened with a reason, added to, never changed, closed once what was done was looked at."""

import re
from datetime import date
from math import sqrt
from statistics import NormalDist

import pytest
from sqlalchemy import text

from reviewer_audit.domain.cases import CaseKind, CaseState
from reviewer_audit.errors import AuditError, CaseError, StillBlindError
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    adjudication,
    case_brief,
    case_files,
    cases,
    closing,
    projects,
    recording,
    review,
    rounds,
    sampling,
)
from tests.unit.services.reviewed import revealed, verdict

GIVEN = {
    "same": ("spam", "spam"), "wrong": ("spam", "ok"), "missed": ("ok", "threat"),
    "late": ("ok", "threat"),
}  # fmt: skip


@pytest.fixture
def world(store, make):
    lead, items = revealed(store, make, GIVEN)
    return store, lead, items


def opened(world, **asked):
    store, lead, _items = world
    asked = {"names": ["wrong"]} | asked
    return cases.open_case(store, "A title", "A reason", by=lead, **asked)


def code(call, *args, **asked):
    with pytest.raises(AuditError) as caught:
        call(*args, **asked)
    return caught.value.code


def second_round(world, make, right, wrong):
    """Another round of the vendor North in which so many decisions are right and wrong."""
    store, lead, _items = world
    names = [f"later-{k}" for k in range(right + wrong)]
    rows = make.rows(
        [(name, "spam") for name in names],
        slices={"vendor": ["North"] * len(names), "reviewer": ["r"] * len(names),
                "queue": ["q"] * len(names)},
    )  # fmt: skip
    make.load(store, rows, by=lead, name="later.csv")
    sampling.draw_sample(store, SamplePlan(method=Method.ALL, seed="1"), by=lead, title="Later")
    one = rounds.resolve(store)
    from reviewer_audit.domain.intake import GradeRows

    n = len(names)
    columns = {
        "external_id": names, "auditor": ["Ann"] * n, "kind": ["answer"] * n,
        "labels": [("spam",) if k < right else ("ok",) for k in range(n)],
        "row_number": list(range(2, n + 2)),
    }  # fmt: skip
    sheet = GradeRows(**{name: columns.get(name, [""] * n) for name in GradeRows.__slots__})
    recording.record_rows(store, sheet, by=lead, one=one, source="later")
    rounds.reveal(store, by=lead)
    return one.id


def wilson(x, n):
    z = NormalDist().inv_cdf(0.975)
    middle, half = x + z * z / 2, z * sqrt(x * (n - x) / n + z * z / 4)
    return (middle - half) / (n + z * z), (middle + half) / (n + z * z)


def newcombe(x1, n1, x2, n2):
    """The hybrid score interval of Newcombe (1998), method 10, by its formula."""
    (l1, u1), (l2, u2), p1, p2 = wilson(x1, n1), wilson(x2, n2), x1 / n1, x2 / n2
    return (
        p1 - p2 - sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2),
        p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2),
    )


# -- opening ----------------------------------------------------------------------------------


def test_that_a_case_is_about_an_item_or_a_slice_and_says_why(world):
    store, lead, _items = world
    one = cases.get(store, opened(world))
    assert (one.kind, one.state, len(one.items)) == (CaseKind.ITEM, CaseState.OPEN, 1)
    two = cases.get(store, opened(world, names=[], where={"vendor": "North"}))
    assert (two.kind, dict(two.where)) == (CaseKind.PATTERN, {"vendor": "North"})
    assert code(opened, world, names=[]) == "case.empty"
    assert code(opened, world, names=["nobody"]) == "case.unknown_item"
    assert code(opened, world, names=[], where={"reviewer": "r-North"}) == "case.role"
    for words in (("", "why"), ("title", " ")):
        assert code(cases.open_case, store, *words, by=lead, names=["same"]) == "case.empty"
    assert len(case_files.board(store)) == 2


def test_that_no_case_is_opened_while_its_round_is_graded_blind(store, make):
    make.fill(store, 3)
    lead = projects.seat(store, "Lea")
    with pytest.raises(StillBlindError):
        cases.open_case(store, "a", "b", by=lead, names=["item-00001"])


def test_that_a_critical_error_opens_its_case_once_two_people_confirmed_it(world):
    store, lead, items = world
    cases.open_all_critical(store, by=lead)
    assert case_files.board(store) == (), "not before: it would tell who settles the item"
    for name in ("Sam", "Noor"):
        who = projects.seat(store, name)
        adjudication.settle(store, verdict(items["missed"], "threat", who), by=who)
        cases.open_all_critical(store, by=lead)
        cases.open_all_critical(store, by=lead)
    (line,) = case_files.board(store)
    assert (line.case.kind, line.case.title) == (CaseKind.CRITICAL, "Critical error: missed")
    assert dict(line.case.where) == {"vendor": "North"}
    assert line.case.items == (items["missed"],)


def test_that_closing_a_round_opens_a_case_for_every_critical_error(world):
    store, lead, items = world
    for name in ("Sam", "Noor"):
        who = projects.seat(store, name)
        for item, label in (
            ("missed", "threat"),
            ("late", "threat"),
            ("wrong", "ok"),
            ("same", "spam"),
        ):
            adjudication.settle(store, verdict(items[item], label, who), by=who)
    closing.close(store, by=lead)
    critical = closing.standing(store)
    assert critical.critical == 0
    assert {line.case.title for line in case_files.board(store)} == {
        "Critical error: missed", "Critical error: late",
    }  # fmt: skip


# -- what happens to it -----------------------------------------------------------------------


def test_that_the_state_follows_from_what_happened(world, make):
    store, lead, _items = world
    number = opened(world, where={"vendor": "North"})

    def state():
        return cases.get(store, number).state

    cases.note(store, number, "seen", by=lead)
    assert state() is CaseState.OPEN
    cases.assign(store, number, by=lead, owner="Noor", due="2026-10-31")
    assert state() is CaseState.INVESTIGATING
    cases.agree(store, number, "train", by=lead, owner="Sam", due="2026-11-15")
    assert state() is CaseState.ACTING
    assert code(cases.close, store, number, "well", by=lead) == "case.acting"
    cases.done(store, number, 1, by=lead, text="held")
    assert code(cases.done, store, number, 1, by=lead) == "case.action"
    assert state() is CaseState.CHECKING
    assert code(cases.close, store, number, "well", by=lead) == "case.unchecked"
    cases.check(store, number, by=lead, round_id=second_round(world, make, 5, 1))
    assert state() is CaseState.CHECKED
    cases.agree(store, number, "more", by=lead, owner="Sam", due="2026-12-15")
    assert state() is CaseState.ACTING
    cases.done(store, number, 2, by=lead)
    assert state() is CaseState.CHECKING, "a check before the last action shows nothing of it"
    cases.close(store, number, "well", by=lead, unchecked="the vendor has left")
    assert state() is CaseState.CLOSED
    assert code(cases.note, store, number, "late", by=lead) == "case.closed"
    cases.reopen(store, number, "again", by=lead)
    assert state() is CaseState.CHECKING
    told = [state for _at, state in cases.get(store, number).history]
    assert told == [
        CaseState.OPEN, CaseState.INVESTIGATING, CaseState.ACTING, CaseState.CHECKING,
        CaseState.CHECKED, CaseState.ACTING, CaseState.CHECKING, CaseState.CLOSED,
        CaseState.CHECKING,
    ]  # fmt: skip
    assert projects.verify(store) is None


def test_that_what_makes_no_sense_is_refused_and_writes_nothing(world):
    store, lead, _items = world
    number = opened(world)
    before = store.path.read_bytes()
    assert code(cases.note, store, 99, "x", by=lead) == "case.unknown"
    assert code(cases.note, store, number, "  ", by=lead) == "case.empty"
    assert code(cases.assign, store, number, by=lead, due="soon") == "case.day"
    assert code(cases.find_cause, store, number, "Z9", by=lead) == "case.cause"
    assert (
        code(cases.agree, store, number, "x", by=lead, owner=" ", due="2026-11-15") == "case.owner"
    )
    assert code(cases.add_items, store, number, ["nobody"], by=lead) == "case.unknown_item"
    assert code(cases.check, store, number, by=lead) == "case.slice"
    assert code(cases.check, store, number, by=lead, where={"vendor": "North"}) == "case.later"
    assert code(cases.reopen, store, number, "x", by=lead) == "case.open"
    assert store.path.read_bytes() == before


@pytest.mark.parametrize("table", ["case_file", "case_event"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET by = by", "DELETE FROM {0}",
                                  "INSERT OR REPLACE INTO {0} SELECT * FROM {0} LIMIT 1"])  # fmt: skip
def test_that_nothing_of_a_case_is_ever_changed(world, table, verb):
    opened(world)
    with pytest.raises(Exception, match="append-only"), world[0].read() as tx:
        tx.execute(text(verb.format(table)))


def test_that_a_day_that_has_passed_is_said_to_be_late(world):
    store, lead, _items = world
    number = opened(world)
    cases.assign(store, number, by=lead, due="2026-10-31")
    (line,) = case_files.board(store, day=date(2026, 10, 31))
    assert not line.late
    (line,) = case_files.board(store, day=date(2026, 11, 1))
    assert line.late
    cases.close(store, number, "done", by=lead)
    (line,) = case_files.board(store, day=date(2026, 11, 1))
    assert not line.late


# -- the file ---------------------------------------------------------------------------------


def test_that_the_file_gathers_decisions_grades_verdicts_and_a_timeline(world):
    store, lead, items = world
    number = opened(world, names=["wrong", "same"])
    sam = projects.seat(store, "Sam")
    adjudication.settle(store, verdict(items["wrong"], "ok", sam, rationale="plain speech"), by=sam)
    adjudication.settle(store, verdict(items["same"], "spam", sam), by=sam)
    cases.find_cause(store, number, "R1", by=lead, text="never trained")
    cases.note(store, number, "read as optional", by=lead, finding=True)
    found = case_files.case_file(store, number)
    same, wrong = sorted(found.items, key=lambda item: item.name)
    assert (wrong.final, wrong.verdicts[0].note) == ("No violation", "plain speech")
    (said,) = wrong.decisions
    assert (said.who, said.what, said.outcome) == (
        "South · r-South",
        "Spam & scam",
        "Over-enforced",
    )
    assert [g.who for g in wrong.grades] == ["Ann"]
    assert same.decisions[0].outcome == "Correct"
    assert (found.cause, found.charged) == ("Knowledge gap", True)
    what = [moment.what for moment in found.timeline]
    assert "Finding: read as optional" in what
    assert "Root cause: Knowledge gap: never trained" in what
    assert any(one.startswith("Settled wrong") for one in what)
    assert [m.at for m in found.timeline] == sorted(m.at for m in found.timeline)
    assert found.as_json()["evidence"][0]["item"] in {"same", "wrong"}


def test_that_decisions_of_an_item_that_is_not_settled_stay_closed(world):
    store, _lead, _items = world
    number = opened(world, names=["wrong"])
    (item,) = case_files.case_file(store, number).items
    assert (item.decisions, item.grades) == (None, ())
    assert "r-South" not in str(case_files.case_file(store, number).as_json())


def test_that_decisions_stay_closed_while_the_item_is_graded_blind_again(world, make):
    store, lead, _items = world
    number = opened(world, names=["same"])
    assert case_files.case_file(store, number).items[0].decisions
    plan = SamplePlan(method=Method.ALL, auditors=("Zoe",), seed="2")
    sampling.draw_sample(store, plan, by=lead, again=True)
    (item,) = case_files.case_file(store, number).items
    assert (item.decisions, item.grades, item.verdicts) == (None, (), ())


def test_that_cases_that_share_cause_slice_or_items_are_named(world):
    store, lead, _items = world
    first = opened(world, where={"vendor": "North"})
    second = opened(world, names=["same"], where={"vendor": "North"})
    third = opened(world, names=["late"])
    for number in (first, third):
        cases.find_cause(store, number, "P1", by=lead)
    found = case_files.case_file(store, first)
    assert [(line.case.id, shares) for line, shares in found.similar] == [
        (third, "cause"), (second, "vendor North"),
    ]  # fmt: skip
    assert found.charged is False


# -- did it get better ------------------------------------------------------------------------


def test_that_a_check_is_the_difference_of_two_samples_with_its_interval(world, make):
    store, lead, _items = world
    number = opened(world, where={"vendor": "North"})
    later = second_round(world, make, 38, 2)
    found = cases.check(store, number, by=lead, round_id=later)
    before = review.survey(store, rounds.resolve(store, 1))
    north = before.data.column("vendor")
    mine = north.codes == north.names.index("North")
    right = int((before.outcome_now.counted & ~before.outcome_now.wrong & mine).sum())
    n = int((before.outcome_now.counted & mine).sum())
    assert (found.first.numerator, found.first.n) == (right, n)
    assert (found.second.numerator, found.second.n) == (38, 40)
    low, high = newcombe(38, 40, right, n)
    assert found.difference.value == pytest.approx(38 / 40 - right / n)
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high))
    (told,) = case_files.case_file(store, number).checks
    assert told["difference"]["low"] == pytest.approx(low)
    assert told["showed"] == cases.showed(found) == ("better" if low > 0 else "not_shown")
    assert told["provisional"]
    strange = {"vendor": "Nobody"}
    assert (
        code(cases.check, store, number, by=lead, round_id=later, where=strange)
        == "case.no_decision"
    )


# -- the page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_that_the_brief_is_one_page_without_content(world, make, tmp_path, suffix):
    store, lead, items = world
    number = opened(world, names=["wrong"], where={"vendor": "North"})
    sam = projects.seat(store, "Sam")
    adjudication.settle(store, verdict(items["wrong"], "ok", sam), by=sam)
    cases.assign(store, number, by=lead, owner="Noor", due="2026-10-31")
    cases.agree(store, number, "Train the night shift", by=lead, owner="Sam", due="2026-11-15")
    cases.done(store, number, 1, by=lead)
    cases.check(store, number, by=lead, round_id=second_round(world, make, 38, 2))
    out = tmp_path / f"case{suffix}"
    assert case_brief.write_brief(store, number, out) == ()
    if suffix == ".pdf":
        assert len(re.findall(rb"/Type\s*/Page\b", out.read_bytes())) == 1
        return
    told = out.read_text(encoding="utf-8")
    for words in ("A reason", "Train the night shift", "Noor", "95.0", "In the later sample"):
        assert words in told, words
    for words in ("content of", "r-South"):
        assert words not in told, words


def test_that_a_brief_of_another_kind_is_refused(world, tmp_path):
    store = world[0]
    number = opened(world)
    with pytest.raises(CaseError):
        case_brief.write_brief(store, number, tmp_path / "case.docx")
    assert not list(tmp_path.glob("case.*"))
