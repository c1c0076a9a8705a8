"""The study of findings runs, and what it counts is what was planted."""

from dataclasses import replace

import numpy as np
import pytest

from reviewer_audit.reports.findings import findings
from tests.studies.findings import CELL, EFFECTS, Cell, Effect, audit, compared, named, page, study

LARGE = Effect(where=CELL, more=0.3)


def test_that_a_large_effect_is_named_first_and_nothing_beside_it():
    seen = study(Cell(n=4000, accuracy=0.95, effect=LARGE), audits=5, seed=1)
    assert (seen.first, seen.named, seen.anything) == (1.0, 1.0, 1.0)
    assert seen.beside <= 0.2


def test_that_where_nothing_is_planted_next_to_nothing_is_named():
    rng = np.random.default_rng(7)
    assert sum(bool(named(Cell(n=600, accuracy=0.95), rng)) for _ in range(40)) <= 6  # 5 %: 2


def test_that_accuracy_alone_finds_what_all_scores_find():
    data = audit(Cell(n=1200, accuracy=0.95, effect=LARGE), np.random.default_rng(3))
    assert findings(data, compared(data)) == findings(data, {})


def test_that_the_page_says_every_row():
    null, planted = Cell(n=300, accuracy=0.9), Cell(n=600, accuracy=0.95, effect=LARGE)
    text = page({null: study(null, 2, 1)}, {planted: study(planted, 2, 1)}, 2)
    assert "| 300 | 90 % |" in text
    assert "| vendor x queue | over-enforced | 30 | 600 |" in text


@pytest.mark.parametrize("kind", ["rule", "auditor", "drift"])
def test_that_a_rule_an_auditor_and_a_drift_are_found_where_they_are_planted(kind):
    effect = next(one for one in reversed(EFFECTS) if one.kind == kind)
    seen = study(Cell(n=4000, accuracy=0.95, effect=replace(effect, more=0.25)), audits=4, seed=2)
    assert seen.named == 1.0
