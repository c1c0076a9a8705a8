"""Inputs that hold next to nothing, and what every answer to them must be."""

import json
from dataclasses import fields, is_dataclass
from math import isfinite

import numpy as np
import pytest

from reviewer_audit.stats.coding import Codes
from reviewer_audit.stats.measure import Estimate

NO = 255  # no answer, in the tables below


def codes(rows, q):
    values = np.array(rows, np.uint8).reshape(len(rows), -1)
    return Codes(np.where(values == NO, q, values).astype(np.uint8), q)


DEGENERATE = {
    "no rater": Codes(np.empty((0, 4), np.uint8), 2),
    "no unit": Codes(np.empty((2, 0), np.uint8), 2),
    "no unit, three raters": Codes(np.empty((3, 0), np.uint8), 5),
    "all missing": codes([[NO] * 5, [NO] * 5], 3),
    "one rater": codes([[0, 1, 1, 0]], 2),
    "one unit, agreed": codes([[1], [1]], 2),
    "one unit, not agreed": codes([[0], [1]], 2),
    "one unit of many": codes([[0, NO, 1], [1, 0, NO]], 2),
    "nobody shares a unit": codes([[0, 1, NO, NO], [NO, NO, 1, 0]], 2),
    "a rater without an answer": codes([[0, 1, 1], [0, 1, 0], [NO, NO, NO]], 2),
    "one declared category": codes([[0, 0, 0], [0, 0, 0]], 1),
    "one of two used": codes([[1] * 6, [1] * 6], 2),
    "one of five used, three raters": codes([[4] * 6] * 3, 5),
    "all agree": codes([[0, 1, 0, 1, 1], [0, 1, 0, 1, 1]], 2),
    "all agree, gaps": codes([[0, 1, 0, NO], [0, 1, NO, 1], [NO, 1, 0, 1]], 2),
    "always the other": codes([[0, 1, 0, 1], [1, 0, 1, 0]], 2),
    "one never says it": codes([[0, 0, 0, 0], [0, 1, 1, 0]], 2),
    "three always apart": codes([[0, 1], [1, 2], [2, 0]], 3),
    "200 categories, two units": codes([[0, 199], [199, 0]], 200),
}
OPTIONS = {
    "plain": {},
    "ordinal": {"level": "ordinal"},
    "interval": {"level": "interval"},
    "ratio": {"level": "ratio"},
    "anonymous": {"anonymous": True},
    "analytic": {"interval": "analytic"},
    "bootstrap": {"interval": "bootstrap"},
}
DRAWS = 20


def told(one, where):
    """Fail on an estimate without value and reason, or outside its interval."""
    assert (one.value is None) == bool(one.reason and one.note), where
    assert (one.low is None) == (one.high is None), where
    if one.low is not None:
        assert one.low - 1e-12 <= one.value <= one.high + 1e-12, where
    json.dumps(one.as_json(), allow_nan=False)


def sound(value, where=""):
    """Fail on NaN anywhere in what a measure returns."""
    if isinstance(value, Estimate):
        told(value, where)
    if isinstance(value, float):
        assert isfinite(value), where
    elif is_dataclass(value):
        for field in fields(value):
            sound(getattr(value, field.name), f"{where}.{field.name}")
    elif isinstance(value, dict):
        for key, one in value.items():
            sound(one, f"{where}[{key}]")
    elif isinstance(value, (list, tuple)):
        for k, one in enumerate(value):
            sound(one, f"{where}[{k}]")
    elif isinstance(value, np.ndarray):
        assert np.isfinite(value).all(), where


each_input = pytest.mark.parametrize("given", DEGENERATE.values(), ids=DEGENERATE.keys())
