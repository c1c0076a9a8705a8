"""Merging returns is idempotent, commutative and associative: what counts depends on no order."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer_audit.services import projects, verifying
from tests.apart import Apart

ITEMS = 6
LABELS = ("ok", "spam", "threat", "cannot_judge")
# of a round of two auditors with overlap: openings of packs, and how each was graded between
# returns; a minute may be the same in two openings, so answers of two openings may tie
HISTORIES = (
    ("Ann", [(2, "ok", 0), (4, "spam", 5), (1, "threat", 5)]),
    ("Ann", [(3, "spam", 0), (4, "ok", 5)]),
    ("Bob", [(4, "cannot_judge", 3), (2, "ok", 9)]),
)


@pytest.fixture(scope="module")
def world():
    """Make a project as it was before any return, and seven returns of three openings."""
    from tests.conftest import POLICY, fill

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = projects.create_project(folder / "p.audit", POLICY, by="Lea")
        fill(store, ITEMS, auditors=("Ann", "Bob"), overlap=0.5)
        apart = Apart(store, folder)
        works = [(who, apart.open(who, apart.pack(who)), steps) for who, steps in HISTORIES]
        files = []
        for who, work, steps in works:
            for count, label, minutes in steps:
                apart.grade(work, count, label=label, minutes=minutes)
                files.append(apart.give_back(who, work))
        store.close()
        yield apart, folder, (folder / "p.audit").read_bytes(), files


def merged(world, groups):
    """Merge groups of files, one merge a group, into a fresh copy; return what counts."""
    apart, folder, fresh, files = world
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "p.audit"
        path.write_bytes(fresh)
        apart.store = projects.open_project(path)
        try:
            for group in groups:
                if group:
                    apart.merge(*(files[k] for k in group))
            assert verifying.project(apart.store).whole
            return apart.digest()
        finally:
            apart.store.close()


some = st.lists(st.integers(0, sum(len(steps) for _who, steps in HISTORIES) - 1), max_size=9)
relaxed = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(files=some, seed=st.integers(0, 999))
def test_that_order_and_repetition_do_not_matter(world, files, seed):
    shuffled = random.Random(seed).sample(files * 2, len(files) * 2)
    assert merged(world, [files]) == merged(world, [[k] for k in shuffled])


@relaxed
@given(files=some, cut=st.integers(0, 9))
def test_that_grouping_does_not_matter(world, files, cut):
    assert merged(world, [files[:cut], files[cut:]]) == merged(world, [files])


def test_that_the_digest_would_notice(world):
    digests = {merged(world, [[k]]) for k in range(7)} | {merged(world, [])}
    assert len(digests) == 8
