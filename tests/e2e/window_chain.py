"""The steps of an audit in the window, from packs to a closed round.

Everybody sits at a window of their own; nothing but files goes between them.
"""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QDialog

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.services import projects
from tests.apart import sits
from tests.e2e.people import asked, reply, write
from tests.e2e.window import CTRL, KEYS, Keyboard

BUTTONS = {
    Ruling.ACCEPTED: "review:accept",
    Ruling.PARTIAL: "review:partly",
    Ruling.REJECTED: "review:reject",
}


@contextmanager
def seats(people):
    """Give the window of somebody, with their own keys, until somebody else sits down."""
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

    try:
        yield sit
    finally:
        leave()


def drawn(people, decisions, label, fine, auditors, *how):
    """Let the lead Lea draw everything from a table of decisions; Sam and Noor have seats too."""
    project, policy = people.path("lead", "q.audit"), people.path("lead", "p.yaml")
    rows = decisions.itertuples(index=False)
    file = write(people.path("lead", "decisions.csv"), [list(decisions.columns), *rows])
    people.at("lead", "policy", "draft", file, "--column", label, "--not-violating", fine,
              "--out", policy)  # fmt: skip
    people.at("lead", "new", project, "--policy", policy, "--by", "Lea")
    people.at("lead", "import", project, file, "--by", "Lea")
    people.at("lead", "draw", project, "--all", "--auditors", ",".join(auditors), *how,
              "--as", "Lea")  # fmt: skip
    store = projects.open_project(project)
    for name in ("Sam", "Noor"):
        projects.seat(store, name)
    store.close()
    return project


def sheet(keys, name):
    """Return a form that lies over the window."""
    keys.wait(lambda: any(one.isVisible() for one in keys.window.findChildren(QDialog, name)), name)
    return next(one for one in keys.window.findChildren(QDialog, name) if one.isVisible())


def seal(keys, people, auditors):
    """Hand a pack out to each auditor; their public keys came as files."""
    keys.visit("sample")
    for at, name in enumerate(auditors):
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


def grade(keys, people, name, project, strokes):
    """Open a pack, press what belongs to each item, and write the return.

    Which item is which is known from the lead's project: real items read alike.
    """
    pack = people.sent(people.path("lead", f"{name}.auditpack"), name)
    keys.window.take(pack)  # as a double click does
    form = sheet(keys, "packopen")
    keys.wait(lambda: form.go_on.isEnabled() and form._seen is not None)
    keys.press(KEYS.Key_Return, CTRL)
    keys.wait(lambda: keys.session.has_project and keys.window.front == "grade")
    keys.come_back()
    named = asked(project, keys.session.store.path)
    assert sorted(named.values()) == sorted(strokes)
    for _item in strokes:
        keys.wait(lambda: keys.desk.item is not None)
        keys.grade(strokes[named[keys.desk.item.assignment_id]])
    back = people.path(name, f"{name}.auditreturn")
    keys.press(KEYS.Key_R, CTRL)
    keys.give_file(back)
    keys.wait(back.exists)
    return people.sent(back, "lead")


def merge(keys, returns):
    """Bring the returns back in."""
    keys.visit("sample")
    for path in returns:
        keys.tab_to("sample:bringback")
        keys.press(KEYS.Key_Return)
        keys.give_file(path)
        keys.press(KEYS.Key_Return, CTRL)
        keys.settle()


def reveal(keys):
    """Reveal the round and wait for its results."""
    keys.visit("results")
    keys.find_action("reveal")
    keys.press(KEYS.Key_Tab)
    keys.press(KEYS.Key_Return)
    keys.wait(lambda: keys.page.vm.results is not None)
    keys.settle()


def review(keys, strokes):
    """Settle every item of the queue with its key; return the items in their order."""
    keys.visit("review")
    keys.page.show_section("items")
    seen = []
    while (case := keys.page.vm.case) is not None and case.entry.name not in seen:
        seen.append(case.entry.name)
        keys.page.queue.table.setFocus()
        keys.type(strokes[case.entry.name])
        keys.press(KEYS.Key_Return)
        keys.settle()
    return seen


def dispute(keys, people, vendor, said):
    """Release to a vendor; it answers in its workbook; bring the answers in."""
    keys.page.show_section("disputes")
    vendors = keys.page.disputes.vendors
    names = [line.vendor for line in vendors.table.records.rows]
    vendors.table.setCurrentIndex(vendors.table.model().index(names.index(vendor), 0))
    vendors.until.setText((datetime.now(UTC).date() + timedelta(days=7)).isoformat())
    book = people.path("lead", f"{vendor}.xlsx")
    vendors.release_to(book)
    keys.settle()
    theirs = people.sent(book, vendor)
    reply(theirs, said)
    keys.page.vm.bring(people.sent(theirs, "lead"))
    keys.settle()


def arbitrate(keys, number, rulings):
    """Rule on so many disputes: item -> what becomes of it, and the answer where it is neither."""
    keys.visit("review")
    keys.page.show_section("disputes")
    ruled = []
    for _dispute in range(number):
        item = keys.page.disputes.ruling._line.item
        ruled.append(item)
        ruling, third = rulings[item]
        if third:
            keys.pick("review:third", third)
        keys.tab_to(BUTTONS[ruling])
        keys.press(KEYS.Key_Space)
        keys.settle()
    return ruled


def close(keys):
    """Close the round from its score."""
    keys.visit("review")
    keys.page.show_section("score")
    keys.settle()
    keys.tab_to("review:close")
    keys.press(KEYS.Key_Space)
    keys.settle()
