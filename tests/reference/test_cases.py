"""Every published case, every key that it expects, within its tolerance."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

HERE = Path(__file__)
SHARED = Path(os.environ.get("REVIEWER_AUDIT_SHARED", HERE.parents[2].parent / "shared"))
CASES = SHARED / "reference" / "statistics_cases.json"


def _adapters():
    spec = importlib.util.spec_from_file_location("adapters", HERE.with_name("adapters.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ADAPTERS


ADAPTERS = _adapters()
EVERY = json.loads(CASES.read_text(encoding="utf-8"))["cases"] if CASES.exists() else []
needs_cases = pytest.mark.skipif(not EVERY, reason=f"shared data is absent: {CASES.name}")


def compare(got, expected, tolerance, where, *, relative=False):
    if isinstance(expected, dict):
        for key, value in expected.items():
            compare(got[key], value, tolerance, f"{where}.{key}", relative=relative)
    elif isinstance(expected, list):
        assert len(got) == len(expected), where
        for place, value in enumerate(expected):
            compare(got[place], value, tolerance, f"{where}[{place}]", relative=relative)
    elif expected is None or isinstance(expected, str):
        assert got == expected, where
    else:
        assert got is not None, where
        assert got == pytest.approx(expected, **{"rel" if relative else "abs": tolerance}), where


@needs_cases
def test_that_every_kind_has_its_adapter():
    assert {case["kind"] for case in EVERY} <= set(ADAPTERS)


@needs_cases
@pytest.mark.parametrize("case", EVERY, ids=lambda case: case["id"])
def test_that_the_published_case_is_reproduced(case):
    got = ADAPTERS[case["kind"]](case["input"])
    assert set(case["expected"]) <= set(got)
    tolerance = case["tolerance"]
    for key, value in case["expected"].items():
        allowed = (
            tolerance.get(key, tolerance["default"]) if isinstance(tolerance, dict) else tolerance
        )
        compare(got[key], value, allowed, key, relative=case.get("tolerance_relative", False))


@needs_cases
@pytest.mark.parametrize(
    "case", [c for c in EVERY if "recomputed_extra" in c], ids=lambda case: case["id"]
)
def test_that_the_standard_error_is_right_where_units_have_one_rating(case):
    got = ADAPTERS[case["kind"]](case["input"])
    for name, expected in case["recomputed_extra"].items():
        assert got[name]["se_delta"] == pytest.approx(expected["se_delta"], abs=1e-8), name
