"""Of many returns of workbooks the one saved last counts, row by row, however they are merged."""

import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer_audit.services import projects, verifying
from reviewer_audit.store import clock
from reviewer_audit.store import packs as packs_store
from tests import spreadsheets as sheets
from tests.apart import Apart
from tests.unit.services import workbooks

ITEMS, VERSIONS = 6, 4
CHOICES = (None, None, workbooks.OK, workbooks.SPAM, workbooks.THREAT, "perhaps")
KEYS = {workbooks.OK: "ok", workbooks.SPAM: "spam", workbooks.THREAT: "threat"}


@pytest.fixture(scope="module")
def world():
    """Make a project, and four versions of each of two workbooks, saved an hour apart."""
    from tests.conftest import POLICY, fill

    rng, patched = random.Random(5), pytest.MonkeyPatch()
    start = datetime.now(UTC) - timedelta(days=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = projects.create_project(folder / "p.audit", POLICY, by="Lea")
        fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
        apart = Apart(store, folder)
        patched.setattr(packs_store, "now", lambda: clock.stamp(start))
        blank = {who: workbooks.book(apart, who) for who in ("Ann", "Bob")}
        patched.undo()
        files, said = [], []
        for who, path in blank.items():
            items = workbooks.contents(path)
            for k in range(1, VERSIONS + 1):
                answers = {item: rng.choice(CHOICES) for item in items}
                out = workbooks.filled(path, answers, out=folder / f"{who}-{k}.xlsx")
                moment = (start + timedelta(hours=k)).strftime("%Y-%m-%dT%H:%M:%SZ")
                files.append(sheets.saved_at(out, moment))
                said.append((who, k, answers))
        store.close()
        yield apart, folder, (folder / "p.audit").read_bytes(), files, said


def merged(world, groups):
    """Merge groups of files into a fresh copy; return what counts of either auditor."""
    apart, folder, fresh, files, _said = world
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "p.audit"
        path.write_bytes(fresh)
        apart.store = projects.open_project(path)
        try:
            for group in groups:
                if group:
                    apart.merge(*(files[k] for k in group))
            assert verifying.project(apart.store).whole
            return {who: workbooks.said(apart, who) for who in ("Ann", "Bob")}
        finally:
            apart.store.close()


def expected(world, chosen):
    """Say the same without the product: the last answer of each row that is one."""
    counts = {"Ann": {}, "Bob": {}}
    for who, _k, answers in sorted(world[4][k] for k in set(chosen)):
        counts[who] |= {
            item: ("answer", KEYS[label]) for item, label in answers.items() if label in KEYS
        }
    return counts


some = st.lists(st.integers(0, 2 * VERSIONS - 1), max_size=6)
relaxed = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(chosen=some, seed=st.integers(0, 999))
def test_that_neither_order_nor_repetition_matters(world, chosen, seed):
    shuffled = random.Random(seed).sample(chosen * 2, len(chosen) * 2)
    assert merged(world, [[k] for k in shuffled]) == expected(world, chosen)


@relaxed
@given(chosen=some, cut=st.integers(0, 6))
def test_that_grouping_does_not_matter(world, chosen, cut):
    assert merged(world, [chosen[:cut], chosen[cut:]]) == expected(world, chosen)
