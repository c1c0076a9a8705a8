"""Every published case of accuracy and sampling, within its tolerance."""

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
        "adapters_accuracy", HERE.with_name("adapters_accuracy.py")
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


accuracy = _adapters()


def cases():
    if not CASES.exists():
        return []
    every = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    return [case for case in every if case["kind"] in accuracy.ADAPTERS]


def compare(got, expected, tolerance, where, *, relative=False):
    if isinstance(expected, dict):
        for key, value in expected.items():
            compare(got[key], value, tolerance, f"{where}.{key}", relative=relative)
    elif isinstance(expected, list):
        assert len(got) == len(expected), where
        for place, value in enumerate(expected):
            compare(got[place], value, tolerance, f"{where}[{place}]", relative=relative)
    elif expected is None:
        assert got is None, where
    else:
        assert got == pytest.approx(expected, **{"rel" if relative else "abs": tolerance}), where


@pytest.mark.skipif(not CASES.exists(), reason=f"shared data is absent: {CASES.name}")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_that_the_published_case_is_reproduced(case):
    got = accuracy.ADAPTERS[case["kind"]](case["input"])
    left_out = accuracy.LEFT_OUT.get(case["id"], set())
    tolerance = case["tolerance"]
    for key, value in case["expected"].items():
        if key in left_out:
            continue
        allowed = (
            tolerance.get(key, tolerance["default"]) if isinstance(tolerance, dict) else tolerance
        )
        compare(got[key], value, allowed, key, relative=case.get("tolerance_relative", False))
