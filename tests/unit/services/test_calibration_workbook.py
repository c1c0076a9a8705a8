"""Votes of a calibration session that go out in a workbook and come back."""

import openpyxl
from sqlalchemy import text

from reviewer_audit.domain.calibration import Side, Turn
from reviewer_audit.domain.grading import CANNOT_JUDGE_BECAUSE
from reviewer_audit.services import calibration, calibration_voting, calibration_workbook
from tests.unit.services.calibrated import PEOPLE, Refused, voted


def test_that_votes_come_back_in_the_workbook_that_was_handed_out(store, make, tmp_path):
    lead, base, _votes = voted(store, make)
    calibration.join(store, [("Late", Side.VENDOR)], by=lead)
    known = calibration.read(store)
    late, other = known.voters[-1], known.voters[0]
    books = [tmp_path / "late.xlsx", tmp_path / "other.xlsx"]
    for who, book in zip((late, other), books, strict=True):
        assert calibration_workbook.hand_out(store, who, book, by=lead).items == 15
    words, rows = read_book(books[0])
    for secret in (*(name for name, _side in PEOPLE), "North", make.SENTINEL, "item-0"):
        assert secret not in words.replace("content of item-0", "")
    handles = [row[0].value for row in rows]
    assert len(set(handles)) == 15
    assert not set(handles) & {row[0].value for row in read_book(books[1])[1]}

    workbook = openpyxl.load_workbook(books[0])
    sheet = workbook["Items"]
    head = [cell.value for cell in sheet[1]]
    label, reason = head.index("Label") + 1, head.index("Why it cannot be judged") + 1
    said = {}
    for k, row in enumerate(range(2, 17)):
        title = ("No violation", "Spam & scam", "Threat", "Cannot judge")[k % 4]
        sheet.cell(row, label).value = title
        if k % 4 == 3:
            sheet.cell(row, reason).value = next(iter(CANNOT_JUDGE_BECAUSE.values()))
        said[sheet.cell(row, head.index("Content") + 1).value] = ("ok", "spam", "threat", "")[k % 4]
    sheet.cell(16, label).value = "nonsense"
    content = head.index("Content") + 1
    sheet.cell(15, content).value = sheet.cell(16, content).value  # as a sort of one column does
    workbook.save(books[0])
    done = calibration_voting.cast_sheet(store, books[0], by=lead)
    assert (done.recorded, done.by_name) == (13, {"Late": 13})
    codes = {p["code"]: p["count"] for p in done.problems}
    assert codes == {"unknown_label": 1, "moved_row": 1}
    with store.read() as tx:
        content = dict(tx.execute(text("select id, content from item")).all())
    got = calibration.read(store).votes[Turn.BLIND]
    mine = {
        content[item]: (v.labels or ("",))[0] for (who, item), v in got.items() if who == late.id
    }
    assert all(said[name] == label for name, label in mine.items())
    assert len(mine) == 13
    again = calibration_voting.cast_sheet(store, books[0], by=lead)
    assert (again.recorded, again.unchanged) == (0, 13)

    fill_one(books[1])
    calibration.begin(store, by=lead)
    with Refused("calibration.state"):
        calibration_voting.cast_sheet(store, books[1], by=lead)
    with Refused("calibration.state"):
        calibration_workbook.hand_out(store, late, tmp_path / "x.xlsx", by=lead)
    with Refused("calibration.unruled"):
        calibration_workbook.hand_out(store, late, tmp_path / "x.xlsx", by=lead, turn=Turn.AGAIN)
    assert base


def read_book(path):
    """All text of a workbook, and the rows of its items."""
    workbook = openpyxl.load_workbook(path)
    words = [str(cell.value) for sheet in workbook for row in sheet for cell in row if cell.value]
    return "\n".join(words), list(workbook["Items"].iter_rows(min_row=2))


def fill_one(path):
    """Answer the first row of a workbook."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Items"]
    head = [cell.value for cell in sheet[1]]
    sheet.cell(2, head.index("Label") + 1).value = "Threat"
    workbook.save(path)
