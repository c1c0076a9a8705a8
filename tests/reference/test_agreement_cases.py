"""Every published case of agreement, within its tolerance."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

HERE = Path(__file__)
SHARED = Path(os.environ.get("REVIEWER_AUDIT_SHARED", HERE.parents[2].parent / "shared"))
CASES = SHARED / "reference" / "statistics_cases.json"


def _adapters():
    spec = importlib.util.spec_from_file_location(
        "adapters_agreement", HERE.with_name("adapters_agreement.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


agreement = _adapters()


def cases():
    if not CASES.exists():
        return []
    every = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return [case for case in every if case["kind"] in agreement.ADAPTERS]


def compare(got, expected, tolerance, where):
    if isinstance(expected, dict):
        for key, value in expected.items():
            compare(got[key], value, tolerance, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(got) == len(expected), where
        for place, value in enumerate(expected):
            compare(got[place], value, tolerance, f"{where}[{place}]")
    elif expected is None:
        assert got is None, where
    else:
        assert got == pytest.approx(expected, abs=tolerance), where


@pytest.mark.skipif(not CASES.exists(), reason=f"shared data is absent: {CASES.name}")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_that_the_published_case_is_reproduced(case):
    got = agreement.ADAPTERS[case["kind"]](case["input"])
    left_out = agreement.LEFT_OUT.get(case["id"], set())
    tolerance = case["tolerance"]
    for key, value in case["expected"].items():
        if key in left_out:
            continue
        allowed = (
            tolerance.get(key, tolerance["default"]) if isinstance(tolerance, dict) else tolerance
        )
        compare(got[key], value, allowed, key)


@pytest.mark.skipif(not CASES.exists(), reason=f"shared data is absent: {CASES.name}")
@pytest.mark.parametrize(
    "case", [c for c in cases() if "recomputed_extra" in c], ids=lambda case: case["id"]
)
def test_that_the_standard_error_is_right_where_units_have_one_rating(case):
    got = agreement.ADAPTERS[case["kind"]](case["input"])
    for name, expected in case["recomputed_extra"].items():
        if "se_delta" in got[name]:
            assert got[name]["se_delta"] == pytest.approx(expected["se_delta"], abs=1e-8), name
