"""Near-duplicates are found by text alone, the same way every time."""

import random

from reviewer_audit.sampling.nearness import clusters, together

LONG = (
    "the parcel you sent in march never came and the seller does not answer my letters, "
    "so i ask the platform to look into the matter and to give me my money back"
)


def test_that_equal_texts_are_near_whatever_their_case_and_spaces():
    assert clusters({3: "Buy  NOW", 1: "buy now", 2: "buy later"}) == {1: 1, 3: 1}


def test_that_a_long_text_with_a_word_changed_is_near_and_half_another_is_not():
    texts = {1: LONG, 2: LONG.replace("march", "april"), 3: LONG[:80] + LONG[:80][::-1]}
    assert clusters(texts) == {1: 1, 2: 1}


def test_that_a_word_changed_in_a_short_text_makes_another_text():
    texts = {1: "how do i kill a python process", 2: "how do i kill a person process"}
    assert clusters(texts) == {}


def test_that_a_cluster_is_a_star_and_no_chain():
    steps = ["x" * 9 * k + LONG[9 * k :] for k in range(9)]
    found = clusters(dict(enumerate(steps)))
    for number, first in found.items():
        assert abs(number - first) <= 3, found


def test_that_the_order_in_which_items_come_changes_nothing():
    rng = random.Random(3)
    texts = {k: LONG.replace("march", f"month {k % 7}") + f" {k % 5}" for k in range(60)}
    shuffled = list(texts)
    rng.shuffle(shuffled)
    assert clusters({k: texts[k] for k in shuffled}) == clusters(texts)


def test_that_empty_texts_and_lone_surrogates_are_no_trouble():
    assert clusters({1: "", 2: " ", 3: "\ud800" * 90, 4: "\ud800" * 90}) == {3: 3, 4: 3}


def test_that_a_cluster_lies_behind_its_first_item_and_the_rest_keeps_its_order():
    assert together([5, 1, 7, 2, 9, 3], {1: 1, 2: 1, 3: 1}) == [5, 1, 2, 3, 7, 9]
    assert together([4, 2, 9], {}) == [4, 2, 9]
