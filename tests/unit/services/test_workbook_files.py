"""Files of grading workbooks: whose they are, many of them, and through other programs."""

import itertools
import json
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.errors import AuditError
from reviewer_audit.render.xl_text import plain
from reviewer_audit.services import merging, projects, rounds
from reviewer_audit.store import clock
from reviewer_audit.store import packs as packs_store
from reviewer_audit.store import rounds as rounds_store
from tests import spreadsheets as sheets
from tests.apart import Apart
from tests.unit.services.workbooks import (
    OK,
    SPAM,
    THREAT,
    A,
    C,
    E,
    L,
    N,
    R,
    S,
    aside,
    book,
    contents,
    counting,
    filled,
    refused,
    said,
)  # fmt: skip

ITEMS = 10


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.4)
    return Apart(store, tmp_path)


# -- files that cannot be believed ---------------------------------------------------------------


def drop_column(title):
    return lambda _book, sheet: sheet.delete_cols(sheets.titles_of(sheet)[title])


@pytest.mark.parametrize("title", [names.HANDLE, names.NUMBER, names.CONTENT, L, S, A, E, R, C, N])
def test_that_a_file_that_lacks_one_of_our_columns_is_refused(apart, title):
    path = filled(book(apart), {0: OK}, change=drop_column(title))
    assert refused(apart, path) == "workbook.not_ours"


def test_that_a_column_that_stands_twice_is_refused(apart):
    def twice(_book, sheet):
        sheet.cell(1, sheet.max_column + 1).value = " label"
        sheet.cell(2, sheet.max_column).value = SPAM

    path = filled(book(apart), {0: OK}, change=twice)
    assert refused(apart, path) == "workbook.column_twice"


def test_that_rows_of_another_s_workbook_are_refused(apart):
    mine, other = book(apart, "Ann"), book(apart, "Bob")
    theirs = sheets.rows_of(openpyxl.load_workbook(other)[names.GRADING_SHEET])
    path = filled(mine, {0: OK}, change=lambda _b, sheet: sheet.append(theirs[0]))
    assert refused(apart, path) == "workbook.mixed"


def test_that_only_the_person_it_was_handed_out_to_can_have_sent_it(apart):
    path = filled(book(apart, "Bob"), {0: OK})
    assert refused(apart, path, senders=("Ann",)) == "workbook.of_another"
    assert refused(apart, path, senders=("Nobody",)) == "workbook.of_another"
    merged = apart.merge(path, senders=("Ann", "bob"))
    assert merged.files[0].auditor == "Bob"
    with apart.store.read() as tx:
        (body,) = [row.body for row in journal(tx) if row.action == "pack.merge"]
    assert json.loads(body)["unsigned"][0]["sender_known"] is True


def journal(tx):
    from sqlalchemy import text

    return tx.execute(text("select * from journal")).all()


def test_that_a_workbook_of_another_project_is_refused(apart, make, tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    other = projects.create_project(folder / "o.audit", make.POLICY, by="Lea")
    make.fill(other, ITEMS, auditors=("Ann",))
    path = filled(book(Apart(other, folder)), {0: OK})
    other.close()
    book(apart)
    assert refused(apart, path) == "workbook.not_issued"


def test_that_the_items_of_a_sealed_pack_are_not_taken_unsigned(apart, tmp_path):
    """Whoever opened a pack knows its handles; a workbook of them would go round the signature."""
    pack = apart.pack("Ann")
    with apart.store.read() as tx:
        held = packs_store.handles(tx, pack.pack)
    path = book(apart)
    filled(path, {0: OK}, change=lambda _b, s: [
        setattr(s.cell(row, 1), "value", handle) for row, handle in enumerate(held, start=2)
    ])  # fmt: skip
    assert refused(apart, path) == "workbook.not_issued"


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken"])
def test_that_what_cannot_be_read_is_refused_and_the_dry_run_goes_on(apart, data):
    good, bad = filled(book(apart), {0: OK}), apart.path(".xlsx")
    bad.write_bytes(data)
    checked = merging.check(apart.store, [bad, good])
    assert len(checked.refusals) == 1
    assert [t.new for t in checked.tallies] == [0, 1]
    refused(apart, good, bad)


def test_that_a_sheet_of_somebody_else_is_no_workbook_of_ours(apart):
    book(apart)
    path = apart.path(".xlsx")
    other = openpyxl.Workbook()
    other.active.append(["item_id", "label"])
    other.active.append(["item-00001", "spam"])
    other.save(path)
    assert refused(apart, path) == "workbook.not_ours"


# -- many returns --------------------------------------------------------------------------------


def test_that_the_same_workbook_again_changes_nothing(apart):
    path = filled(book(apart), {0: OK, 1: SPAM})
    apart.merge(path)
    before = apart.store.path.read_bytes()
    again = apart.merge(path, path)
    assert [(t.new, t.known) for t in again.files] == [(0, 2), (0, 2)]
    assert apart.store.path.read_bytes() == before


def later(minutes):
    moment = datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=minutes)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def long_ago(apart, monkeypatch):
    """Give a workbook that was handed out yesterday."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with monkeypatch.context() as patched:
        patched.setattr(packs_store, "now", lambda: clock.stamp(yesterday))
        return book(apart)


def test_that_of_two_returns_the_one_saved_last_counts_in_any_order(apart, long_ago):
    versions = []
    for k, label in enumerate((OK, SPAM, OK)):
        out = filled(long_ago, {0: label, 1: THREAT}, out=apart.path(".xlsx"))
        versions.append(sheets.saved_at(out, later(k)))
    seen = set()
    for order in itertools.permutations(range(3)):
        numbers = [apart.merge(versions[k]).merge_id for k in order]
        after = apart.digest()
        seen.add(tuple(sorted(said(apart).items())))
        for k in order:
            assert apart.merge(versions[k]).merge_id is None
        assert apart.digest() == after
        for number in filter(None, numbers):
            merging.withdraw(apart.store, number, by=apart.lead)
        assert said(apart) == {}
    assert len(seen) == 1
    assert {labels for _content, labels in seen.pop()} == {("answer", "ok"), ("answer", "threat")}


@pytest.mark.parametrize("moment", ["", "1980-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon"])
def test_that_a_file_that_does_not_know_when_it_was_saved_counts_from_its_merge(
    apart, long_ago, moment
):
    first = filled(long_ago, {0: OK}, out=apart.path(".xlsx"))
    second = filled(long_ago, {0: SPAM}, out=apart.path(".xlsx"))
    for path in (first, second):
        apart.merge(sheets.saved_at(path, moment))
    assert list(said(apart).values()) == [("answer", "spam")]
    apart.merge(first)
    assert list(said(apart).values()) == [("answer", "spam")]


def test_that_an_answer_changed_later_is_a_revision_and_can_be_withdrawn(apart, long_ago):
    path = sheets.saved_at(filled(long_ago, {0: OK}), later(0))
    apart.merge(path)
    second = apart.merge(sheets.saved_at(filled(path, {0: SPAM}), later(1)))
    assert (second.files[0].new, second.files[0].revised) == (0, 1)
    assert list(said(apart).values()) == [("answer", "spam")]
    merging.withdraw(apart.store, second.merge_id, by=apart.lead)
    assert list(said(apart).values()) == [("answer", "ok")]
    assert apart.merge(path).files[0].revised == 1


def test_that_a_return_after_reveal_is_kept_as_late(apart):
    path = filled(book(apart), {0: OK})
    rounds.reveal(apart.store, by=apart.lead, partial=True)
    merged = apart.merge(path)
    assert (merged.files[0].new, merged.files[0].late) == (0, 1)
    assert said(apart) == {}


def test_that_packs_and_workbooks_of_one_auditor_come_together(apart):
    sealed = apart.returned("Ann", 3, label="ok")
    path = filled(book(apart), dict.fromkeys(range(7), SPAM))
    merged = apart.merge(sealed, path)
    assert sum(t.new for t in merged.files) == 7
    assert sum(t.revised for t in merged.files) == 3
    with apart.store.read() as tx:
        (line,) = [one for one in rounds_store.progress(tx, 1) if one.person.name == "Ann"]
    assert line.graded == 7


# -- what goes out -------------------------------------------------------------------------------


def test_that_a_workbook_takes_neither_key_nor_passphrase(apart):
    for asked in ({"passphrase": "five green bottles"}, {"to": apart.key_of("Ann")}):
        with pytest.raises(AuditError) as caught:
            book(apart, **asked)
        assert caught.value.code == "pack.not_sealed"


def test_that_references_are_those_of_one_workbook_alone(apart):
    seen = set()
    for path in (book(apart, "Ann"), book(apart, "Bob"), book(apart, "Ann")):
        sheet = openpyxl.load_workbook(path)[names.GRADING_SHEET]
        seen |= {row[0] for row in sheets.rows_of(sheet)}
    assert len(seen) == 7 * 3


# -- through other programs ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cached", [(), (names.LABEL, names.NOTES)], ids=["typed", "formulas"])
def test_that_a_file_as_excel_writes_it_is_read_right(apart, seed, cached):
    path = book(apart)
    at = contents(path)
    filled(path, {0: {L: OK, N: "a < b & c"}, 1: {L: SPAM, S: "S3"}, 2: {L: THREAT, E: "Yes"}})
    merged = apart.merge(sheets.by_excel(path, apart.path(".xlsx"), seed=seed, cached=cached))
    assert aside(merged) == []
    assert said(apart) == {
        at[0]: ("answer", "ok"), at[1]: ("answer", "spam"), at[2]: ("answer", "threat"),
    }  # fmt: skip
    assert counting(apart)[at[0]].note == "a < b & c"


ODD = [
    "=1+1", "+44 20", "-", "@here", "'quoted", "\ttabbed", "two\nlines\r\nthree", "_x000D_ kept",
    "bell \x07 and \x00", "\u202egnp.exe", "שלום עולם", "مرحبا بالعالم", "你好", "👩\u200d👩\u200d👧",
    "1E5", "000123", "12345678901234567890", "TRUE", "1/2/2026", "#N/A", "  spaces  around  ",
    "half \ufffe a", "x" * 40_000, "_x005F_" * 4_000, "https://example.invalid/a?b=c", " ",
]  # fmt: skip


@pytest.fixture
def odd(store, make, tmp_path):
    make.fill(store, len(ODD), auditors=("Ann",), contents=ODD)
    return Apart(store, tmp_path)


def answered(apart):
    path = book(apart)
    notes = [f"{k}: {text[:300]}" for k, text in enumerate(ODD)]
    told = openpyxl.load_workbook(path)
    sheet = told[names.GRADING_SHEET]
    titles = sheets.titles_of(sheet)
    for row in range(2, sheet.max_row + 1):
        sheets.put(sheet.cell(row, titles[L]), (OK, SPAM, THREAT)[row % 3])
        sheets.put(sheet.cell(row, titles[N]), plain(notes[row - 2]).strip())
    told.save(path)
    return path


def test_that_content_of_every_kind_comes_back_to_its_item(odd):
    merged = odd.merge(answered(odd))
    assert merged.files[0].set_aside == ()
    assert merged.files[0].new == len(ODD)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_that_a_workbook_saved_by_libreoffice_is_read_right(odd, tmp_path, kind):
    path = answered(odd)
    merged = odd.merge(sheets.by_libreoffice(path, tmp_path, kind))
    assert aside(merged) == []
    assert merged.files[0].new == len(ODD)
    straight = odd.merge(path)
    assert straight.files[0].known == len(ODD), "the same answers, to the letter"
