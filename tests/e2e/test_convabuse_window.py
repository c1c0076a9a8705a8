"""Some of the real answers go the whole way in the window: packs, returns, review, disputes, close.

Three people sit at windows of their own; nothing but files goes between them. Every count is made
a second time from the raw files.
"""

import pandas as pd
import pytest

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.services import analysis, closing, projects, rounds
from tests.e2e import window_chain
from tests.e2e.people import People
from tests.e2e.test_convabuse_chain import AUDITORS, FINE, VENDORS, Raw
from ui.screens.grading import keyboard as desk_keys

EACH = 12  # items: graded alike by both, by the first alone, by the second; and all they split on


class Few(Raw):
    """The raw files, cut down to a few items."""

    def __init__(self, folder):
        super().__init__(folder)
        first, second = (set(self.of(name)) for name in AUDITORS)
        groups = (
            set(self.both.index) - set(self.split.index),
            set(self.split.index),
            first - second,
            second - first,
        )
        chosen = {item for group in groups for item in sorted(group)[:EACH]}
        self.grades = self.grades[self.grades["Content ID"].isin(chosen)]
        self.decisions = self.decisions[self.decisions["Content ID"].isin(chosen)]
        self.split = self.split[self.split.index.isin(chosen)]
        self.both = self.both[self.both.index.isin(chosen)]
        for name in ("graded", "settled", "panel"):
            kept = {item: said for item, said in getattr(self, name).items() if item in chosen}
            setattr(self, name, kept)


@pytest.fixture
def raw(shared):
    return Few(shared / "data/audits/convabuse")


@pytest.fixture
def people(cli, tmp_path, monkeypatch):
    monkeypatch.setattr(desk_keys, "GUARD_MS", 0)
    return People(cli, tmp_path)


@pytest.fixture
def sit(qapp, people):
    with window_chain.seats(people) as sit:
        yield sit


def grade(keys, people, raw, project, name):
    """Answer what this auditor answered; nobody asked them about the rest."""
    said = raw.of(name)
    pressed = {None: "u2", FINE: "1"}
    strokes = {item: pressed.get(said.get(item), "2") for item in raw.texts()}
    return window_chain.grade(keys, people, name, project, strokes)


def review(keys, raw):
    """Settle every item of the queue as the adjudicator's rule says."""
    strokes = {item: "1" if label == FINE else "2" for item, label in raw.settled.items()}
    assert set(raw.split.index) <= set(window_chain.review(keys, strokes))


def dispute(keys, people, raw):
    """Each vendor disputes what is counted against it, and agrees with the rest row by row."""
    for vendor in VENDORS:
        of, mine = raw.decisions[raw.decisions["BPO"] == vendor], raw.disputed(vendor)
        every = dict.fromkeys(zip(of["Content ID"], of["Agent"], strict=True), ("Agree", ""))
        no = dict.fromkeys(zip(mine["Content ID"], mine["Agent"], strict=True), ("Dispute", "no"))
        window_chain.dispute(keys, people, vendor, every | no)


def arbitrate(keys, raw):
    """Rule on every dispute by what most people say: for the vendor, or for what was final."""
    rulings = {
        item: (Ruling.REJECTED if said == raw.settled[item] else Ruling.ACCEPTED, "")
        for item, said in raw.panel.items()
    }
    number = sum(len(raw.disputed(vendor)) for vendor in VENDORS)
    return {item: raw.panel[item] for item in window_chain.arbitrate(keys, number, rulings)}


@pytest.mark.slow
def test_that_real_answers_go_from_packs_to_a_closed_round_in_the_window(
    people, raw, sit, tmp_path
):
    project = window_chain.drawn(people, raw.decisions, "Decision", FINE, AUDITORS, "--overlap", 1)
    keys = sit("lead", project)
    keys.sit("Lea")
    window_chain.seal(keys, people, AUDITORS)
    keys.picture("c1-sealed")
    returns = [grade(sit(name), people, raw, project, name) for name in AUDITORS]
    keys = sit("lead", project)
    keys.sit("Lea")
    window_chain.merge(keys, returns)
    keys.picture("c2-merged")
    window_chain.reveal(keys)
    keys.sit("Sam")
    review(keys, raw)
    keys.picture("c3-reviewed")
    dispute(keys, people, raw)
    keys.picture("c4-disputed")
    keys.sit("Noor")
    ruled = arbitrate(keys, raw)
    keys.picture("c5-ruled")
    keys.sit("Lea")
    window_chain.close(keys)
    keys.picture("c6-closed")
    sit("nobody")

    store = projects.open_project(project)
    stages = [stage.accuracy for stage in closing.stages(store, rounds.resolve(store))]
    found = analysis.as_json(analysis.results(store))
    done = closing.standing(store)
    store.close()
    counted = [raw.accuracy(said) for said in (raw.graded, raw.settled, raw.settled | ruled)]
    assert [(one.numerator, one.n) for one in stages] == counted
    assert (found["state"], found["provisional"]) == ("closed", False)
    between = found["agreement"]["auditor_auditor"]
    assert (between["percent_agreement"]["numerator"], between["percent_agreement"]["n"]) == (
        EACH, 2 * EACH,
    )  # fmt: skip
    assert between["cohen_kappa"]["value"] == pytest.approx(raw.kappa(), abs=1e-12)
    raised = pd.concat([raw.disputed(vendor) for vendor in VENDORS])
    prevailed = int((raised["Decision"] == raised["Content ID"].map(ruled)).sum())
    assert len(set(counted)) == 3, "each step moved something"
    assert (done.disputes.raised, done.disputes.accepted, done.disputes.rejected) == (
        len(raised), prevailed, len(raised) - prevailed,
    )  # fmt: skip
    assert done.disputes.agreed == len(raw.joined(raw.settled)) - len(raised)
