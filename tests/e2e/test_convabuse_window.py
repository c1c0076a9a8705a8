"""Some of the real answers go the whole way in the window: packs, returns, review, disputes, close.

Three people sit at windows of their own; nothing but files goes between them. Every count is made
a second time from the raw files.
"""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from PySide6.QtWidgets import QDialog

from reviewer_audit.services import analysis, closing, projects, rounds
from tests.apart import sits
from tests.e2e.people import People, reply, write
from tests.e2e.test_convabuse_chain import AUDITORS, FINE, VENDORS, Raw
from tests.e2e.window import CTRL, KEYS, Keyboard
from ui.screens.grading import keyboard as desk_keys

EACH = 3  # items: graded alike by both, differently, by the first alone, by the second alone


class Few(Raw):
    """The raw files, cut down to a few items."""

    def __init__(self, folder):
        super().__init__(folder)
        first, second = (set(self.of(name)) for name in AUDITORS)
        texts = self.texts()
        alone = {text for text in texts.values() if list(texts.values()).count(text) == 1}
        groups = (
            set(self.both.index) - set(self.split.index),
            set(self.split.index),
            first - second,
            second - first,
        )
        chosen = {
            item
            for group in groups
            for item in sorted(one for one in group if texts[one] in alone)[:EACH]
        }
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
    """Give the window of somebody, with their own keys, until they leave it."""
    here = []

    def leave():
        while here:
            keys, keys_of = here.pop()
            keys.close()
            keys_of.__exit__(None, None, None)

    def sit(name, path=None):
        leave()
        keys_of = sits(people.folder / name / "keys")
        keys_of.__enter__()
        keys = Keyboard(people.path(name, "x").parent)
        here.append((keys, keys_of))
        if path is not None:
            keys.press(KEYS.Key_O, CTRL)
            keys.give_file(path)
            keys.settle()
        return keys

    yield sit
    leave()


def sheet(keys, name):
    """Return a form that lies over the window."""
    keys.wait(lambda: any(one.isVisible() for one in keys.window.findChildren(QDialog, name)), name)
    return next(one for one in keys.window.findChildren(QDialog, name) if one.isVisible())


def seal(keys, people, project):
    """Hand a pack out to each auditor; their public keys came as files."""
    keys.visit("sample")
    for at, name in enumerate(AUDITORS):
        public = people.path("lead", f"{name}.auditkey")
        public.write_text(people.at(name, "key")["key"], encoding="utf-8")
        keys.tab_to(f"sample:handout{at}:seal")
        keys.press(KEYS.Key_Return)
        form = sheet(keys, "seal")
        assert form.who == name
        keys.settle()
        form.read_key(str(public))
        keys.settle()
        form.seal(str(people.path("lead", f"{name}.auditpack")))
        keys.settle()
        keys.come_back()
    keys.picture("c1-sealed")


def grade(keys, people, raw, name):
    """Open a pack, answer what this auditor answered, and write the return."""
    pack = people.sent(people.path("lead", f"{name}.auditpack"), name)
    keys.window.take(pack)  # as a double click does
    form = sheet(keys, "packopen")
    keys.wait(lambda: form.go_on.isEnabled() and form._seen is not None)
    keys.press(KEYS.Key_Return, CTRL)
    keys.wait(lambda: keys.session.has_project and keys.window.front == "grade")
    keys.come_back()
    said = {raw.texts()[item]: label for item, label in raw.of(name).items()}
    for _item in raw.texts():
        keys.wait(lambda: keys.desk.item is not None)
        item = keys.desk.item
        label = said.get((item.content, *item.context.values()))
        keys.grade({None: "u2", FINE: "1"}.get(label, "2"))
    back = people.path(name, f"{name}.auditreturn")
    keys.press(KEYS.Key_R, CTRL)
    keys.give_file(back)
    keys.wait(back.exists)
    return people.sent(back, "lead")


def merge(keys, returns):
    keys.visit("sample")
    for path in returns:
        keys.tab_to("sample:bringback")
        keys.press(KEYS.Key_Return)
        keys.give_file(path)
        keys.press(KEYS.Key_Return, CTRL)
        keys.settle()
    keys.picture("c2-merged")
    keys.visit("results")
    keys.find_action("reveal")
    keys.press(KEYS.Key_Tab)
    keys.press(KEYS.Key_Return)
    keys.wait(lambda: keys.page.vm.results is not None)
    keys.settle()


def review(keys, raw):
    """Settle every item of the queue as the adjudicator's rule says."""
    keys.visit("review")
    seen = []
    while (case := keys.page.vm.case) is not None and case.entry.name not in seen:
        seen.append(case.entry.name)
        keys.page.queue.table.setFocus()
        keys.type("1" if raw.settled[case.entry.name] == FINE else "2")
        keys.press(KEYS.Key_Return)
        keys.settle()
    keys.picture("c3-reviewed")
    assert set(raw.split.index) <= set(seen)


def dispute(keys, people, raw):
    """Release to each vendor; it agrees or disputes row by row; bring the answers in."""
    keys.page.show_section("disputes")
    vendors = keys.page.disputes.vendors
    for at, vendor in enumerate(VENDORS):
        vendors.table.setCurrentIndex(vendors.table.model().index(at, 0))
        vendors.until.setText((datetime.now(UTC).date() + timedelta(days=7)).isoformat())
        book = people.path("lead", f"{vendor}.xlsx")
        vendors.release_to(book)
        keys.settle()
        theirs, mine = people.sent(book, vendor), raw.disputed(vendor)
        of = raw.decisions[raw.decisions["BPO"] == vendor]
        every = dict.fromkeys(zip(of["Content ID"], of["Agent"], strict=True), ("Agree", ""))
        no = dict.fromkeys(zip(mine["Content ID"], mine["Agent"], strict=True), ("Dispute", "no"))
        reply(theirs, every | no)
        keys.page.vm.bring(people.sent(theirs, "lead"))
        keys.settle()
    keys.picture("c4-disputed")


def arbitrate(keys, raw):
    """Rule on every dispute by what most people say: for the vendor, or for what was final."""
    keys.visit("review")
    keys.page.show_section("disputes")
    ruled = {}
    for _dispute in range(sum(len(raw.disputed(vendor)) for vendor in VENDORS)):
        item = keys.page.disputes.ruling._line.item
        ruled[item] = raw.panel[item]
        theirs = ruled[item] != raw.settled[item]
        keys.tab_to("review:accept" if theirs else "review:reject")
        keys.press(KEYS.Key_Space)
        keys.settle()
    keys.picture("c5-ruled")
    return ruled


def close(keys):
    keys.page.show_section("score")
    keys.settle()
    keys.tab_to("review:close")
    keys.press(KEYS.Key_Space)
    keys.settle()
    keys.picture("c6-closed")


@pytest.mark.slow
def test_that_real_answers_go_from_packs_to_a_closed_round_in_the_window(
    people, raw, sit, tmp_path
):
    project, policy = people.path("lead", "q.audit"), people.path("lead", "p.yaml")
    columns = list(raw.decisions.columns)
    rows = raw.decisions.itertuples(index=False)
    file = write(people.path("lead", "decisions.csv"), [columns, *rows])
    people.at("lead", "policy", "draft", file, "--column", "Decision", "--not-violating", FINE,
              "--out", policy)  # fmt: skip
    people.at("lead", "new", project, "--policy", policy, "--by", "Lea")
    people.at("lead", "import", project, file, "--by", "Lea")
    people.at("lead", "draw", project, "--all", "--auditors", ",".join(AUDITORS), "--overlap", 1,
              "--as", "Lea")  # fmt: skip
    store = projects.open_project(project)
    for name in ("Sam", "Noor"):
        projects.seat(store, name)
    store.close()

    keys = sit("lead", project)
    keys.sit("Lea")
    seal(keys, people, project)
    returns = [grade(sit(name), people, raw, name) for name in AUDITORS]
    keys = sit("lead", project)
    keys.sit("Lea")
    merge(keys, returns)
    keys.sit("Sam")
    review(keys, raw)
    dispute(keys, people, raw)
    keys.sit("Noor")
    ruled = arbitrate(keys, raw)
    keys.sit("Lea")
    keys.visit("review")
    close(keys)
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
