"""The leak check finds what predicts the decision, and is quiet where nothing does."""

import random

import numpy as np
import pytest

from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import leaks, projects, sampling
from tests.apart import Apart

N = 300
LABELS = ("ok", "spam", "threat")
NOUNS = [
    "garden",
    "river",
    "window",
    "letter",
    "music",
    "winter",
    "bread",
    "market",
    "story",
    "mountain",
]
WORDS = frozenset({"removed", "approved", "rejected", "spam"})


def table(seed, n=N):
    """Make items of which nothing tells the decision, and the decisions."""
    rng = random.Random(seed)
    answers = rng.choices(LABELS, (6, 3, 1), k=n)
    rows = [
        {
            "external_id": f"{rng.randrange(10**9):09d}",
            "content": " ".join(rng.choices(NOUNS, k=rng.randint(4, 30))),
            "content_kind": rng.choice(("text", "comment")),
            "language": rng.choice(("en", "de", "es")),
            "context": {
                "market": rng.choice("abcd"),
                "likes": str(rng.randrange(5000)),
                "url": f"https://example.org/{rng.choice('xyz')}/{rng.randrange(10**6)}",
            },
        }
        for _ in range(n)
    ]
    return rows, answers


def plant(name, rows, answers, rng):  # noqa: C901 - one case a leak
    """Let one thing tell the decision in four of five items."""
    order = sorted(range(len(rows)), key=lambda k: answers[k])
    for row, said in zip(rows, answers, strict=True):
        if rng.random() < 0.2:
            said = rng.choice(LABELS)  # noqa: PLW2901
        match name:
            case "queue":
                row["context"]["queue"] = f"queue of {said}"
            case "path in the url":
                row["context"]["url"] = f"https://example.org/{said}/{rng.randrange(10**6)}"
            case "id prefix":
                row["external_id"] = {"ok": "K", "spam": "S", "threat": "T"}[said] + row[
                    "external_id"
                ]
            case "handling time":
                seconds = {"ok": 20, "spam": 60, "threat": 200}[said] * rng.uniform(0.8, 1.2)
                row["context"]["handled"] = f"{seconds:.1f}"
            case "decision word in the text":
                row["content"] += {"ok": " approved", "spam": " removed", "threat": ""}[said]
            case "length of a note":
                row["context"]["note"] = "x" * LABELS.index(said)
            case "language":
                row["language"] = {"ok": "en", "spam": "de", "threat": "es"}[said]
            case "id range":
                row["external_id"] = f"{LABELS.index(said)}{row['external_id']}"
            case "first word":
                row["content"] = {"ok": "hi ", "spam": "notice ", "threat": "alert "}[said] + row[
                    "content"
                ]
    if name == "sorted order":
        rows[:], answers[:] = [rows[k] for k in order], [answers[k] for k in order]


PLANTED = {
    "queue": "queue",
    "path in the url": "url",
    "id prefix": "item_id",
    "handling time": "handled",
    "decision word in the text": "content",
    "length of a note": "note",
    "language": "language",
    "id range": "item_id",
    "first word": "content",
    "sorted order": "row order",
}


@pytest.mark.parametrize(("name", "column"), PLANTED.items(), ids=PLANTED)
def test_that_a_planted_leak_is_found_and_nothing_else(name, column):
    rows, answers = table(7)
    plant(name, rows, answers, random.Random(3))
    (leak,) = leaks.found_in(rows, [answers], WORDS)
    assert leak.column == column
    assert leak.strength > 0.2
    assert leak.p <= 0.001
    assert leak.sent == (column not in {"item_id", "row order"})
    assert leaks.found_in(rows, [answers], WORDS, left_out=frozenset({column})) == ()


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("n", [30, 300])
def test_that_the_check_is_quiet_where_nothing_predicts(seed, n):
    rows, answers = table(seed, n)
    assert leaks.found_in(rows, [answers, answers], WORDS) == ()


def test_that_too_few_items_or_one_answer_tell_nothing():
    rows, answers = table(1, 10)
    plant("queue", rows, answers, random.Random(3))
    assert leaks.found_in(rows, [answers], WORDS) == ()
    rows, _answers = table(1)
    assert leaks.found_in(rows, [["ok"] * N], WORDS) == ()


def test_that_a_column_that_tells_all_has_strength_one_and_noise_none():
    rng = np.random.default_rng(1)
    target = rng.integers(0, 3, 2000)
    assert leaks.uncertainty_gone(target, target) == pytest.approx(1, abs=0.01)
    assert leaks.uncertainty_gone(rng.integers(0, 9, 2000), target) == 0
    noisy = np.where(rng.random(2000) < 0.5, target, rng.integers(0, 3, 2000))
    # p of each cell 2/3 and 1/6 twice: 1 - H(2/3, 1/6, 1/6) / ln 3
    wanted = 1 + (2 / 3 * np.log(2 / 3) + 1 / 3 * np.log(1 / 6)) / np.log(3)
    assert leaks.uncertainty_gone(noisy, target) == pytest.approx(wanted, abs=0.03)


def test_that_the_chance_of_noise_is_spread_evenly():
    rng = np.random.default_rng(2)
    chances = [leaks.chance_of(rng.integers(0, 4, 60), rng.integers(0, 2, 60)) for _ in range(60)]
    assert 0.35 < np.mean(chances) < 0.65
    assert min(chances) >= 1 / 1000


def test_that_three_decisions_on_one_item_are_one_item(store, make, tmp_path):
    rng = random.Random(4)
    items = [(f"{rng.randrange(10**9):09d}", rng.choice(("ok", "spam"))) for _ in range(60)]
    context = [{"title": f"title {k * 7 % 60}"} for k in range(60) for _again in range(3)]
    rows = make.rows(
        [item for item in items for _again in range(3)],
        context=context,
        identity=[str(k) for k in range(180)],
    )
    lead = projects.seat(store, "Lea")
    make.load(store, rows, by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=lead)
    assert Apart(store, tmp_path).pack("Ann").leaks == ()


def test_that_pack_tells_leaks_by_column_and_no_decision(store, make, tmp_path):
    answers = ["spam", "ok"] * 30
    context = [
        {"path": f"/{'out' if said == 'spam' else 'in'}/{k}"} for k, said in enumerate(answers)
    ]
    rows = make.rows(
        [(f"{k * 37 % 61:03d}", said) for k, said in enumerate(answers)], context=context
    )
    lead = projects.seat(store, "Lea")
    make.load(store, rows, by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=lead)
    told = Apart(store, tmp_path).pack("Ann").as_json()["leaks"]
    assert {leak["column"] for leak in told} >= {"path"}
    assert all(set(leak) == {"column", "strength", "p", "sent"} for leak in told)
    assert "spam" not in str(told)
    assert not [x for x in Apart(store, tmp_path).pack("Ann", without=("path",)).leaks
                if x.column == "path"]  # fmt: skip


def test_that_a_text_with_brackets_like_an_address_is_no_link():
    from reviewer_audit.services.leaks import _link

    assert _link("http://[a]/b") == ""
    assert _link("//[b/c") == ""
    assert _link("http://example.invalid/one/two") == "example.invalid/one"
