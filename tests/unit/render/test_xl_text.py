"""The gate between text and a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_audit.render.xl_text import CUT, LIMIT, header_text, plain, sheet_name, units, xl_text


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("\ud83d\ude00", "\U0001f600"),
        ("bell\x07", "bell\u2407"),
        ("nul\x00", "nul\u2400"),
        ("del\x7f", "del\u2421"),
        ("two\r\nlines", "two\nlines"),
        ("tab\tstays", "tab\tstays"),
        ("lone\rreturn", "lone\u240dreturn"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x000d_ _X000D_", "_x005F_x000d_ _X000D_"),
        ("=1+1", "=1+1"),
    ],
)
def test_that_a_cell_holds_text_that_every_reader_can_open(given_text, stored):
    assert xl_text(given_text) == stored


@pytest.mark.parametrize("text", ["x" * 40_000, "\U0001f600" * 20_000, "_x000D_" * 6_000])
def test_that_a_cut_is_marked_and_never_exceeds_what_a_cell_holds(text):
    stored = xl_text(text)
    assert stored.endswith(CUT)
    assert units(stored) <= LIMIT
    assert units(stored) > LIMIT - 400


def test_that_the_longest_text_that_fits_is_whole():
    assert xl_text("x" * LIMIT) == "x" * LIMIT


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=300))
def test_that_any_text_can_be_encoded(text):
    plain(text).encode("utf-8")
    assert units(xl_text(text)) <= LIMIT


def test_that_sheet_names_obey_excel():
    assert sheet_name("'[a]:b*c?d/e\\f'") == "a  b c d e f"
    assert len(sheet_name("long " * 20)) <= 31
    assert sheet_name("///") == "Sheet"


def test_that_a_page_header_reads_no_codes_from_content():
    assert header_text("A&B &P\n&D") == "A&&B &&P &&D"
