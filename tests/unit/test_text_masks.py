"""Words of a list are masked where they stand, and nothing else."""

import pytest

from reviewer_audit.text import masker


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("a Badword here", "a B\u2022\u2022\u2022\u2022\u2022\u2022 here"),
        (
            "badwords stay, badword's not",
            "badwords stay, b\u2022\u2022\u2022\u2022\u2022\u2022's not",
        ),
        ("two  words", "two  words"),
        ("two words", "t\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022"),
        ("xكلمةx", "xك\u2022\u2022\u2022x"),
        ("(a+b)", "(a\u2022\u2022)"),
    ],
)
def test_that_words_of_the_list_keep_their_first_letter(text, masked):
    mask = masker(["badword", "two words", "كلمة", "a+b", " ", "x", ""])
    assert mask(text) == masked


def test_that_an_empty_list_masks_nothing():
    assert masker(["", " "])("as it is") == "as it is"
