"""Adjudicated answers go the whole way in the window, every difference of the file disputed.

The vendor, one auditor, an arbitrator and a second person sit apart; nothing but files goes
between them. Every count is made a second time from the raw files.
"""

import pandas as pd
import pytest

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.services import analysis, closing, policies, projects, rounds
from tests.e2e import window_chain
from tests.e2e.people import People
from ui.screens.grading import keyboard as desk_keys

FINE, AUDITOR, VENDOR = "1_full_compliance", "annotator_2", "Vendor One"
ALIKE = 30  # items on which both answer alike, as many as are looked at again; of the others, all


class Raw:
    """Items of the raw files, with both answers and the adjudicated one."""

    def __init__(self, folder):
        read = {"dtype": str, "keep_default_na": False}
        vendor = pd.read_csv(folder / "vendor_decisions.csv", **read)
        rows = vendor
        for name in ("auditor_grades", "gold"):
            rows = rows.merge(pd.read_csv(folder / f"{name}.csv", **read), on="content_id")
        alone = rows[~rows.duplicated(["completion", "prompt"], keep=False)]  # told by their text
        said = ["vendor_decision", "audit_decision", "adjudicated_label"]
        turn = alone.sort_values("content_id").groupby(said).cumcount()
        rows = alone.assign(turn=turn).sort_values(["turn", "content_id"])  # of each kind, one
        differ = rows["vendor_decision"] != rows["audit_decision"]
        self.rows = pd.concat([rows[~differ].head(ALIKE), rows[differ]])
        self.decisions = self.rows[vendor.columns]
        self.differ = self.rows[self.rows["vendor_decision"] != self.rows["audit_decision"]]

    def strokes(self, keys):
        """Return what the auditor presses at what they read of each item; keys are by label."""
        columns = (self.rows["completion"], self.rows["prompt"], self.rows["audit_decision"])
        return {(text, asked): keys[label] for text, asked, label in zip(*columns, strict=True)}

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


def wrong_alike(raw):
    """Return on how many items both answered alike and the adjudication says otherwise."""
    alike = raw.rows.drop(raw.differ.index)
    return int((alike["audit_decision"] != alike["adjudicated_label"]).sum())


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
    """Look at the control of agreements, without which the round cannot be closed."""
    keys.page.show_section("score")
    assert not keys.find("review:close").isEnabled()
    assert keys.page.vm.board.standing.in_the_way == (f"{ALIKE} agreements are to be checked",)
    keys.sit("Sam")
    gold = raw.answers("adjudicated_label")
    seen = window_chain.review(keys, {item: digits[label] for item, label in gold.items()})
    assert set(seen) == set(raw.rows["content_id"]) - set(raw.differ["content_id"])


@pytest.mark.slow
def test_that_adjudicated_answers_go_from_a_pack_to_a_closed_round_in_the_window(people, raw, sit):
    project = window_chain.drawn(people, raw.decisions, "vendor_decision", FINE, [AUDITOR])
    keys = sit("lead", project)
    keys.sit("Lea")
    digits = label_keys(project)
    window_chain.seal(keys, people, [AUDITOR])
    keys.picture("x1-sealed")
    back = window_chain.grade(sit(AUDITOR), people, AUDITOR, raw.strokes(digits))
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
    look(keys, raw, digits)
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
    assert graded == (ALIKE, ALIKE + len(raw.differ))
    assert [(one.numerator, one.n) for one in stages] == [graded, graded, final]
    assert (found["state"], found["provisional"]) == ("closed", False)
    overall = found["overall"]["accuracy"]
    assert (overall["numerator"], overall["n"]) == final
    differ, gold = raw.differ, raw.differ["adjudicated_label"]
    with_vendor = int((differ["vendor_decision"] == gold).sum())
    with_auditor = int((differ["audit_decision"] == gold).sum())
    told = done.disputes
    assert (told.raised, told.accepted, told.partial, told.rejected, told.open) == (
        len(differ), with_vendor, len(differ) - with_vendor - with_auditor, with_auditor, 0,
    )  # fmt: skip
    assert final == (ALIKE - wrong_alike(raw) + with_vendor, graded[1])
    assert (len(differ), with_vendor, with_auditor) == (81, 63, 13)
    assert (told.agreed, told.silent, told.waiting) == (ALIKE, 0, 0)
    wrong = wrong_alike(raw)
    control = done.control
    assert (control.population, control.looked, control.wrong) == (ALIKE, ALIKE, wrong)
