"""The cases of the audit: what was escalated, what is done about it, and did it get better?"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _
from ui import theme
from ui.models.records import Column, number
from ui.screens.settings import casework
from ui.screens.settings.caseforms import CaseForm, Entry, Values
from ui.screens.settings.casework import Choices
from ui.screens.settings.looking import LookingPage
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table
from ui.wording import moment

if TYPE_CHECKING:
    from reviewer_audit.services.case_files import CaseFile, CaseItem, CaseLine

NEW = "new "


class CasesPage(LookingPage):
    """A list of cases, and below it the one that is chosen."""

    topics = Topic.CASES | Topic.ROUNDS | Topic.VERDICTS

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rounds: Choices = ()
        self._causes: Choices = ()
        self.shown: CaseFile | None = None
        self._within, self._about = "", ""  # the round and item that a new case is to be about
        self._wanted = 0  # the case to show once the list has come
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self._list())
        self.card = self._detail()
        self.card.hide()
        body.addWidget(self.card, 1)
        body.addStretch(1)

    def arrive(self, what: object) -> None:
        """Show the case of this number, or open one about an item ("new 2 4711")."""
        if isinstance(what, str) and what.startswith(NEW):
            self._within, _space, self._about = what.removeprefix(NEW).partition(" ")
            if self._rounds:
                self._ask_new()
        elif isinstance(what, str) and what.isdecimal():
            self._wanted = int(what)  # the list may still be on its way
            self._show(self._wanted)

    def _list(self) -> Card:
        card = Card(
            "settings:cases",
            _("Cases"),
            note=_(
                "What somebody escalated, and every critical error that two people confirmed. "
                "A case stays open until what was done has been looked at in a later sample."
            ),
        )
        self.new = Button("cases:new", _("New case…"), self._ask_new, kind="primary")
        self.new.setEnabled(False)  # until it is known which rounds there are
        card.head.addWidget(self.new)
        self.table = Table(
            "cases:table",
            [
                number(_("No."), lambda line: line.case.id),
                Column(_("State"), _state, tone=_tone),
                Column(_("Case"), lambda line: line.case.title, stretch=True),
                Column(_("Owner"), lambda line: line.owner),
                Column(_("Due"), _due, tone=lambda line: "bad" if line.late else ""),
                number(_("Items"), lambda line: line.items),
                number(_("To do"), lambda line: line.open_actions),
            ],
            label=_("Cases"),
            empty=_("No case is open. New case opens one about an item or a slice."),
            framed=False,
        )
        self.table.setFixedHeight(theme.px(180))
        self.table.chosen.connect(self._choose)
        card.add(self.table)
        return card

    def _detail(self) -> Card:
        card = Card("cases:case", " ", note=" ")
        rows = (
            (
                ("item", _("Item…"), self._ask_item),
                ("note", _("Note…"), self._ask_note),
                ("owner", _("Owner and day…"), self._ask_owner),
                ("cause", _("Root cause…"), self._ask_cause),
            ),
            (
                ("action", _("Corrective action…"), self._ask_action),
                ("done", _("Done…"), self._ask_done),
                ("check", _("Later sample…"), self._ask_check),
                ("brief", _("One-page brief…"), self._ask_brief),
                ("close", _("Close…"), self._ask_close),
            ),
        )
        self.buttons: dict[str, Button] = {}
        for row in rows:
            line = QHBoxLayout()
            line.setSpacing(8)
            for key, text, run in row:
                self.buttons[key] = Button(f"cases:{key}", text, run)
                line.addWidget(self.buttons[key])
            line.addStretch(1)
            card.body.addLayout(line)
        self.items = Table(
            "cases:items",
            [
                Column(_("Item"), lambda item: item.name),
                Column(_("Decided"), _decided, stretch=True),
                Column(_("Final answer"), lambda item: item.final),
            ],
            label=_("Items of the case"),
            empty=_("The case is about a slice; no item was added."),
            framed=False,
        )
        self.timeline = Table(
            "cases:timeline",
            [
                Column(_("When"), lambda one: one.at, moment),
                Column(_("Who"), lambda one: one.who),
                Column(_("What"), lambda one: one.what, stretch=True),
            ],
            label=_("Timeline of the case"),
            framed=False,
        )
        self.items.setFixedHeight(theme.px(140))
        self.timeline.setMinimumHeight(theme.px(240))
        card.add(self.items)
        card.add(self.timeline, stretch=1)
        return card

    # -- what is shown

    def _load(self) -> None:
        session = self._session
        session.jobs.start(casework.board, session.store, session.person, done=self._take)

    def _take(self, found: tuple[Sequence["CaseLine"], Choices, Choices]) -> None:
        lines, self._rounds, self._causes = found
        self.new.setEnabled(bool(self._rounds) and not self._session.store.read_only)
        chosen = self._wanted or (self.shown.line.case.id if self.shown else 0)
        self._wanted = 0
        self.table.put(lines)
        if lines:
            self._show(chosen or lines[0].case.id)
        if self._about and self.new.isEnabled():
            self._ask_new()

    def _choose(self, line: "CaseLine | None") -> None:
        if line is not None and (self.shown is None or line.case.id != self.shown.line.case.id):
            self._show(line.case.id)

    def _show(self, case: int) -> None:
        self._session.jobs.start(casework.file_of, self._session.store, case, done=self._put)

    def _put(self, found: "CaseFile") -> None:
        from reviewer_audit.domain.cases import CaseState

        self.shown = found
        one = found.line.case
        closed = found.line.state is CaseState.CLOSED
        self.card.say(_("Case {n}: {title}").format(n=one.id, title=one.title), _facts(found))
        for key, button in self.buttons.items():
            button.setEnabled(key in {"brief", "close"} or not closed)
        self.buttons["done"].setEnabled(found.line.open_actions > 0 and not closed)
        self.buttons["close"].say(_("Open again…") if closed else _("Close…"))
        self.items.put(found.items)
        self.timeline.put(found.timeline[::-1])
        self.card.show()

    # -- what is asked for

    def _form(self, key: str, title: str, entries: Sequence[Entry], verb: str, **more: str) -> None:
        session, case = self._session, self.shown.line.case.id if self.shown else 0
        store, by = session.store, session.person

        def write(given: Values) -> None:
            self._wanted = casework.write(key, store, case, by, given) or case

        CaseForm(
            self.window(),
            session,
            f"caseform:{key}",
            title,
            entries,
            verb=verb,
            write=write,
            **more,
        ).open()

    def _ask_new(self) -> None:
        within = self._within or self._rounds[-1][0]
        entries = (
            Entry(key="title", label=_("Title")),
            Entry(key="reason", label=_("Reason"), hint=_("Why it is opened")),
            Entry(key="round", label=_("Round"), choices=self._rounds, given=within),
            Entry(
                key="items",
                label=_("Items"),
                hint=_("Ids, with commas between them"),
                given=self._about,
            ),
            Entry(key="where", label=_("Slice"), hint="vendor=Northgate, queue=feed"),
        )
        self._within, self._about = "", ""
        note = _("About items, about a slice of the decisions, or both.")
        self._form("new", _("New case"), entries, _("Open the case"), note=note)

    def _ask_item(self) -> None:
        entries = (Entry(key="items", label=_("Items"), hint=_("Ids, with commas between them")),)
        self._form("item", _("Items of the case"), entries, _("Add"))

    def _ask_note(self) -> None:
        kinds = (("finding", _("A finding")), ("note", _("A note")))
        entries = (
            Entry(key="kind", label=_("What it is"), choices=kinds),
            Entry(key="text", label=_("Text")),
        )
        self._form("note", _("Write down"), entries, _("Add"))

    def _ask_owner(self) -> None:
        line = self.shown.line if self.shown else None
        entries = (
            Entry(key="owner", label=_("Owner"), given=line.owner if line else ""),
            Entry(key="due", label=_("Due"), hint="2026-10-31", given=line.due if line else ""),
        )
        self._form("owner", _("Who looks into it, until when"), entries, _("Set"))

    def _ask_cause(self) -> None:
        entries = (
            Entry(
                key="cause",
                label=_("Root cause"),
                choices=self._causes or (("", _("The policy names none")),),
            ),
            Entry(key="text", label=_("Why")),
        )
        self._form("cause", _("Root cause"), entries, _("Set"))

    def _ask_action(self) -> None:
        entries = (
            Entry(key="text", label=_("What is to be done")),
            Entry(key="owner", label=_("Who does it")),
            Entry(key="due", label=_("Until"), hint="2026-10-31"),
        )
        self._form("action", _("Corrective action"), entries, _("Agree"))

    def _ask_done(self) -> None:
        actions = self.shown.actions if self.shown else ()
        waiting = [(str(a.number), a.text) for a, _owner in actions if a.done_at is None]
        entries = (
            Entry(key="number", label=_("Action"), choices=waiting),
            Entry(key="text", label=_("What was done")),
        )
        self._form("done", _("A corrective action is done"), entries, _("Done"))

    def _ask_check(self) -> None:
        where = self.shown.line.case.where if self.shown else {}
        told = ", ".join(f"{role}={value}" for role, value in where.items())
        entries = (
            Entry(key="round", label=_("Later round"), choices=self._rounds,
                  given=self._rounds[-1][0]),
            Entry(key="where", label=_("Slice"), hint="vendor=Northgate", given=told),
        )  # fmt: skip
        note = _(
            "Compares how many decisions of the slice were right in the round of the case and in "
            "the later one. What it shows is kept."
        )
        self._form("check", _("Did it get better?"), entries, _("Look"), note=note)

    def _ask_close(self) -> None:
        from reviewer_audit.domain.cases import CaseState

        if self.shown is not None and self.shown.line.state is CaseState.CLOSED:
            entries: tuple[Entry, ...] = (Entry(key="text", label=_("Why")),)
            self._form("reopen", _("Open the case again"), entries, _("Open again"))
            return
        entries = (
            Entry(key="text", label=_("What came of it")),
            Entry(key="unchecked", label=_("Not checked"),
                  hint=_("Why no later sample was looked at, if none was")),
        )  # fmt: skip
        self._form("close", _("Close the case"), entries, _("Close the case"))

    def _ask_brief(self) -> None:
        case = self.shown.line.case.id if self.shown else 0
        dialog = QFileDialog(self.window(), _("Save the one-page brief"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("PDF (*.pdf)"), _("Web page (*.html)")])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"case-{case}.pdf")
        dialog.fileSelected.connect(lambda name: self.write_brief(case, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_brief(self, case: int, path: Path) -> None:
        """Write the page about a case."""
        session = self._session
        session.jobs.start(casework.brief, session.store, case, path, title=_("Writing the brief"))


def _state(line: "CaseLine") -> str:
    return {
        "open": _("open").capitalize(),
        "investigating": _("Looked into"),
        "acting": _("Being mended"),
        "checking": _("To be checked"),
        "checked": _("Checked"),
        "closed": _("Closed"),
    }[line.state.value]


def _due(line: "CaseLine") -> str:
    return _("{day}, late").format(day=line.due) if line.late else line.due


def _tone(line: "CaseLine") -> str:
    return {"open": "bad", "checked": "good", "closed": "muted"}.get(line.state.value, "caution")


def _decided(item: "CaseItem") -> str:
    if item.decisions is None:
        return _("shown once the item is settled and graded nowhere")
    return "; ".join(f"{said.who}: {said.what} ({said.outcome})" for said in item.decisions)


def _facts(found: "CaseFile") -> str:
    line, one = found.line, found.line.case
    about = ", ".join(f"{role} {value}" for role, value in one.where.items())
    parts = [
        one.reason,
        _("Owner: {name}").format(name=line.owner) if line.owner else _("Nobody owns it yet"),
        _("Due {day}").format(day=line.due) + (_(" (late)") if line.late else "")
        if line.due
        else "",
        _("Root cause: {cause}").format(cause=found.cause) if found.cause else "",
        _("About {where}").format(where=about) if about else "",
        _("Like case {n} ({shares})").format(n=found.similar[0][0].case.id,
                                             shares=found.similar[0][1]) if found.similar else "",
        _("Outcome: {text}").format(text=found.outcome) if found.outcome else "",
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)
