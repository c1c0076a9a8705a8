"""Every adjudicated answer goes the whole way in the window, every difference disputed.

The vendor, one auditor, an arbitrator and a second person sit apart; nothing but files goes
between them. Every count is made a second time from the raw files.
"""

from math import ceil

import pandas as pd
import pytest

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.services import analysis, closing, policies, projects, rounds
from tests.e2e import window_chain
from tests.e2e.people import People
from ui.screens.grading import keyboard as desk_keys

FINE, AUDITOR, VENDOR = "1_full_compliance", "annotator_2", "Vendor One"


class Raw:
    """The raw files: both answers to every item and the adjudicated one."""

    def __init__(self, folder):
        read = {"dtype": str, "keep_default_na": False}
        self.decisions = pd.read_csv(folder / "vendor_decisions.csv", **read)
        self.rows = self.decisions
        for name in ("auditor_grades", "gold"):
            more = pd.read_csv(folder / f"{name}.csv", **read)
            self.rows = self.rows.merge(more, on="content_id", validate="one_to_one")
        alike = self.rows["vendor_decision"] == self.rows["audit_decision"]
        self.alike, self.differ = self.rows[alike], self.rows[~alike]

    def answers(self, column):
        """Return the answers of a column by item."""
        return dict(zip(self.rows["content_id"], self.rows[column], strict=True))

    def right(self, column):
        """Return how many of the vendor's decisions are right by a column, and of how many."""
        return int((self.rows["vendor_decision"] == self.rows[column]).sum()), len(self.rows)


@pytest.fixture
def raw(shared):
    return Raw(shared / "data/audits/xstest")


@pytest.fixture
def people(cli, tmp_path, monkeypatch):
    monkeypatch.setattr(desk_keys, "GUARD_MS", 0)
    return People(cli, tmp_path)


@pytest.fixture
def sit(qapp, people):
    with window_chain.seats(people) as sit:
        yield sit


def label_keys(project):
    """Return the digit of each label on the desk: they stand in the order of the policy."""
    store = projects.open_project(project)
    keys = {one.key: str(at) for at, one in enumerate(policies.newest(store).labels, start=1)}
    store.close()
    return keys


def dispute(keys, people, raw):
    """The vendor disputes every difference, and agrees with the rest row by row."""
    every = dict.fromkeys(raw.rows["content_id"], ("Agree", ""))
    no = dict.fromkeys(raw.differ["content_id"], ("Dispute", "see the rule"))
    window_chain.dispute(keys, people, VENDOR, every | no)


def arbitrate(keys, raw):
    """Rule on every dispute as the adjudication says; where it is neither, give its label."""
    theirs, audit = raw.answers("vendor_decision"), raw.answers("audit_decision")
    rulings = {}
    for item, label in raw.answers("adjudicated_label").items():
        if label == theirs[item]:
            rulings[item] = (Ruling.ACCEPTED, "")
        elif label == audit[item]:
            rulings[item] = (Ruling.REJECTED, "")
        else:
            rulings[item] = (Ruling.PARTIAL, label)
    ruled = window_chain.arbitrate(keys, len(raw.differ), rulings)
    assert sorted(ruled) == sorted(raw.differ["content_id"])


def look(keys, raw, digits):
    """Look at the control of agreements, without which the round cannot be closed; return it."""
    n = max(30, ceil(0.05 * len(raw.alike)))
    keys.page.show_section("score")
    assert not keys.find("review:close").isEnabled()
    assert keys.page.vm.board.standing.in_the_way == (f"{n} agreements are to be checked",)
    keys.sit("Sam")
    gold = raw.answers("adjudicated_label")
    seen = window_chain.review(keys, {item: digits[label] for item, label in gold.items()})
    assert len(set(seen)) == n
    return raw.alike[raw.alike["content_id"].isin(seen)]


@pytest.mark.slow
def test_that_adjudicated_answers_go_from_a_pack_to_a_closed_round_in_the_window(people, raw, sit):
    project = window_chain.drawn(people, raw.decisions, "vendor_decision", FINE, [AUDITOR])
    keys = sit("lead", project)
    keys.sit("Lea")
    digits = label_keys(project)
    window_chain.seal(keys, people, [AUDITOR])
    keys.picture("x1-sealed")
    strokes = {item: digits[label] for item, label in raw.answers("audit_decision").items()}
    back = window_chain.grade(sit(AUDITOR), people, AUDITOR, project, strokes)
    keys = sit("lead", project)
    keys.sit("Lea")
    window_chain.merge(keys, [back])
    keys.picture("x2-merged")
    window_chain.reveal(keys)
    keys.visit("review")
    dispute(keys, people, raw)
    keys.picture("x3-disputed")
    keys.sit("Noor")
    arbitrate(keys, raw)
    keys.picture("x4-ruled")
    looked = look(keys, raw, digits)
    keys.picture("x5-looked")
    keys.sit("Lea")
    window_chain.close(keys)
    keys.picture("x6-closed")
    sit("nobody")

    store = projects.open_project(project)
    stages = [stage.accuracy for stage in closing.stages(store, rounds.resolve(store))]
    found = analysis.as_json(analysis.results(store))
    done = closing.standing(store)
    store.close()
    graded, final = raw.right("audit_decision"), raw.right("adjudicated_label")
    assert [(one.numerator, one.n) for one in stages] == [graded, graded, final]
    assert [round(k / n, 4) for k, n in (graded, final)] == [0.9640, 0.9920]
    assert (found["state"], found["provisional"]) == ("closed", False)
    overall = found["overall"]["accuracy"]
    assert (overall["numerator"], overall["n"]) == final
    differ, gold = raw.differ, raw.differ["adjudicated_label"]
    with_vendor = int((differ["vendor_decision"] == gold).sum())
    with_auditor = int((differ["audit_decision"] == gold).sum())
    neither = len(differ) - with_vendor - with_auditor
    told = done.disputes
    assert (told.raised, told.accepted, told.rejected, told.partial, told.open) == (
        len(differ), with_vendor, with_auditor, neither, 0,
    )  # fmt: skip
    assert (len(differ), with_vendor, with_auditor, neither) == (81, 63, 13, 5)
    assert (told.agreed, told.silent, told.waiting) == (len(raw.alike), 0, 0)
    wrong = int((looked["audit_decision"] != looked["adjudicated_label"]).sum())
    control = done.control
    assert (control.population, control.looked, control.wrong) == (
        len(raw.alike), len(looked), wrong,
    )  # fmt: skip
