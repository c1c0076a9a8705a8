"""An interval that was asked for: used where the sample allows it, else refused with the reason."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_audit.reports import words
from reviewer_audit.reports.scores import score, score_all
from reviewer_audit.stats.interval_choice import CHOICES
from reviewer_audit.stats.intervals import METHODS

spec = importlib.util.spec_from_file_location("audits", Path(__file__).with_name("audits.py"))
audits = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audits)
POLICY, audit, mixed, target = audits.POLICY, audits.audit, audits.mixed, audits.target

PROMISE = replace(POLICY, targets=(target(0.9),))
STRATA = {"strata": [0] * 40 + [1] * 20, "population": [900, 100]}


@pytest.mark.parametrize("choice", sorted(CHOICES))
def test_that_the_interval_asked_for_is_the_one_computed_and_named(choice):
    usual = score(mixed(190, 10, policy=PROMISE))
    found = score(mixed(190, 10, policy=PROMISE, interval=choice))
    low, high = METHODS[choice.replace("-", "_")](190, 200, 0.95)
    accuracy = found["accuracy"]
    assert (accuracy.low, accuracy.high) == (float(low), float(high))
    assert accuracy.method == f"{CHOICES[choice]}; process; match primary"
    assert accuracy.value == usual["accuracy"].value
    assert found.verdict == usual.verdict  # it keeps its own bound


def test_that_slices_have_it_too_and_what_is_undefined_stays_so():
    data = mixed(38, 2, slices={"queue": ["a"] * 20 + ["b"] * 20}, interval="clopper-pearson")
    lines = score_all(data, [("queue",)])["queue"]
    low, _high = METHODS["clopper_pearson"](20, 20, 0.95)
    assert lines["a"]["accuracy"].low == float(low)
    assert lines["a"]["recall"].value is None


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (STRATA, "decisions weigh differently"),
        (
            {"items": [k // 2 for k in range(60)]},
            "several decisions are about one item, or items nearly the same",
        ),
        ({"estimand": "batch"}, "exactly the decisions of this batch are in question"),
        (
            {
                "estimand": "other_reviewers",
                "slices": {"reviewer": [f"r{k % 12}" for k in range(60)]},
            },
            "reviewers are the clusters",
        ),
    ],
)
def test_that_a_design_that_does_not_allow_it_says_so(more, reason):
    pairs = [("ok", "ok")] * 54 + [("spam", "ok")] * 6
    usual, found = score(audit(pairs, **more)), score(audit(pairs, interval="jeffreys", **more))
    for key in ("accuracy", "over_enforcement"):
        assert (found[key].low, found[key].high) == (usual[key].low, usual[key].high)
        said = f"; Jeffreys was asked for and not used: {reason}"
        assert found[key].method == usual[key].method + said


def test_that_exact_bounds_and_weighted_means_stay_what_they_are():
    found = score(mixed(95, 5, interval="jeffreys"))
    assert found["critical_errors"].method.startswith("Clopper-Pearson; ")
    assert "always have the exact interval" in found["critical_errors"].method
    assert "is no share of decisions" in found["severity_weighted_accuracy"].method
    same = score(mixed(95, 5, interval="clopper-pearson"))["critical_errors"]
    assert "not used" not in same.method


def test_that_the_width_is_judged_by_the_interval_that_is_shown():
    assert "wide_interval" in score(mixed(16, 12, interval="wilson"))["accuracy"].flags
    assert "wide_interval" not in score(mixed(16, 0, interval="wilson"))["accuracy"].flags


def test_that_an_interval_beyond_the_whole_is_shown_up_to_the_whole():
    found = score(mixed(40, 0, interval="agresti-coull"))["accuracy"]
    assert found.high > 1
    assert words.interval(found).endswith(f"100{words.NBSP}%")
