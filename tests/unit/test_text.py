"""Names in the order people expect."""

from reviewer_audit import text


def test_that_numbered_names_come_by_their_number():
    names = ["Vendor 10", "Vendor 2", "North", "Vendor 1", "North 1", "Vendor ²"]
    assert sorted(names, key=text.by_number) == [
        "North", "North 1", "Vendor 1", "Vendor 2", "Vendor 10", "Vendor ²",
    ]  # fmt: skip
