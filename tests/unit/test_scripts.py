"""What only looks alike is noticed; languages that mix scripts by themselves are not."""

import time

import pytest

from reviewer_audit.domain.scripts import mixed_words, script_name


@pytest.mark.parametrize(
    ("text", "word", "odd"),
    [
        ("pay with p\u0430ypal now", "p\u0430ypal", ("\u0430",)),  # Cyrillic a
        ("\u0410pple", "\u0410pple", ("\u0410",)),
        ("g\u03bfogle", "g\u03bfogle", ("\u03bf",)),  # Greek omicron
        ("\u043f\u0440\u0438\u0432eт", "\u043f\u0440\u0438\u0432eт", ("e",)),
    ],
)
def test_that_a_word_of_several_scripts_is_named_with_what_is_odd_in_it(text, word, odd):
    assert mixed_words(text) == [(word, odd)]


@pytest.mark.parametrize(
    "text",
    [
        "plain", "naïve Straße Ångström", "привет мир", "مرحبا بالعالم", "שלום", "漢字かなカナー", "한국漢字",
        "हिन्दी में", "ไทย", "10€ ½ ²", "e\u0301te\u0301", "😀👩\u200d👧", "Москва Moscow",
    ],
)  # fmt: skip
def test_that_words_of_one_language_are_no_finding(text):
    assert mixed_words(text) == []


def test_that_scripts_have_names():
    assert script_name("\u0430") == "Cyrillic"


def test_that_a_page_of_text_takes_no_time():
    text = "слово и p\u0430ypal " * 1_500
    mixed_words(text)
    begun = time.perf_counter()
    assert len(mixed_words(text)) == 1
    assert time.perf_counter() - begun < 0.1
