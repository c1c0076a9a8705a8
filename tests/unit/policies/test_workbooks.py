"""Policies in workbooks: written as text, read as people leave them."""

from datetime import date

import pytest

from reviewer_audit.assets import resource
from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.errors import OutputError, PolicyError
from reviewer_audit.policies import load, write_workbook
from reviewer_audit.services import policies


def faults(path):
    with pytest.raises(PolicyError) as caught:
        load(path)
    assert caught.value.hint
    return caught.value.message.splitlines()[1:]


def test_that_no_cell_of_a_workbook_is_a_formula(tmp_path):
    from openpyxl import load_workbook

    label = Label(key="=1+1", title="=cmd()", definition="+1", examples=("@a", "-b"))
    policy = Policy(name="=n", version="1", effective_from=date(2026, 1, 1), labels=(label,))
    write_workbook(policy, tmp_path / "p.xlsx")
    book = load_workbook(tmp_path / "p.xlsx")
    cells = [c for sheet in book for row in sheet for c in row if c.value is not None]
    assert len(cells) > 10
    assert {cell.data_type for cell in cells} == {"s"}
    assert load(tmp_path / "p.xlsx") == policy


def test_that_what_people_type_into_a_workbook_is_understood(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "p.xlsx"
    write_workbook(load(resource("policies/sample.yaml")), path)
    book = load_workbook(path)
    facts = {row[0].value: row[1] for row in book["Policy"].iter_rows(min_row=2)}
    facts["version"].value = 7
    facts["effective_from"].value = date(2026, 5, 4)
    book["Actions"]["C2"].value = 0
    book["Labels"]["E2"].value = False
    book["Targets"]["B2"].value = "95,5 %"
    book.save(path)
    policy = load(path)
    assert (policy.version, policy.effective_from) == ("7", date(2026, 5, 4))
    assert policy.targets[0].threshold == pytest.approx(0.955)
    assert policy.actions[0].rank == 0
    assert policy.labels[0].is_violation is False


def test_that_faults_of_a_workbook_are_named_with_sheet_and_cell(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "p.xlsx"
    write_workbook(load(resource("policies/sample.yaml")), path)
    book = load_workbook(path)
    book["Labels"]["D3"].value = "S9"
    book["Labels"]["I3"].value = "0x"
    book["Labels"]["A4"].value = None
    book["Labels"]["N1"].value = "Colour"
    book["Targets"]["A2"].value = "speed"
    del book["Actions"]
    book["Targets"]["E2"].value = "Riverline"
    book.save(path)
    found = faults(path)
    for place, what in [
        ("sheet Labels, cell D3", "'S9'"),
        ("sheet Labels, cell I3", "'0x'"),
        ("sheet Labels, cell A4", "key is missing"),
        ("sheet Labels, cell N1", "unknown column 'Colour'"),
        ("sheet Targets, cell A2", "'speed'"),
        ("sheet Targets, cell E2", "role=value"),
        ("sheet Labels, row 2", "is no action"),
    ]:
        assert any(f.startswith(place) and what in f for f in found), (place, what, found)


def test_that_a_workbook_without_the_needed_sheets_is_refused(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Sheet"
    book.save(tmp_path / "p.xlsx")
    found = faults(tmp_path / "p.xlsx")
    assert "the workbook: there is no sheet 'Policy'" in found
    assert "the workbook: there is no sheet 'Labels'" in found


def test_that_a_workbook_that_cannot_be_written_leaves_the_old_one(tmp_path):

    policy = load(resource("policies/sample.yaml"))
    target = tmp_path / "taken.xlsx"
    target.mkdir()
    with pytest.raises(OutputError, match=r"taken\.xlsx cannot be written"):
        policies.export(policy, target)
    with pytest.raises(OutputError):
        policies.export(policy, tmp_path / "nowhere" / "p.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["taken.xlsx"]
