"""Give on what somebody has not graded, or what nobody has."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui.safe import PlainLabel
from ui.screens.sample import words
from ui.screens.sample.chips import Chips
from ui.widgets.sheet import Sheet, add, field, form

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.board import Board
    from reviewer_audit.services.projects import Project
    from reviewer_audit.services.reassigning import Reassigned
    from ui.session import Session

NOBODY = ""


class GiveOn(Sheet):
    """Asks whose items go to whom; they are shared by who can take them and has time."""

    given = Signal(object)  # Reassigned

    def __init__(
        self, parent: QWidget | None, session: "Session", board: "Board", source: str
    ) -> None:
        super().__init__(
            parent,
            "give",
            _("Give items to others"),
            _("Who can take an item, and how much each has time for, is said in Settings, People."),
        )
        self._session, self._round = session, int(board.round.id)
        self._people: tuple[str, ...] = ()
        self._busy = False
        self.source = QComboBox()
        self.source.setObjectName("give:from")
        self.source.setAccessibleName(_("Whose items"))
        for line in board.lines:
            if waiting := line.hand_out.left + line.skipped:
                left = _("{n} not graded").format(n=figures.count(waiting))
                self.source.addItem(f"{line.person.name} · {left}", line.person.name)
        nobody = sum(cell.items for cell in board.unassigned)
        if nobody:
            many = ngettext("{n} item that nobody has", "{n} items that nobody has", nobody)
            self.source.addItem(many.format(n=figures.count(nobody)), NOBODY)
        self.source.setCurrentIndex(max(self.source.findData(source), 0))
        self.to = Chips("give:to", _("Give to"))
        self.new_name = field("give:new", _("Add somebody by name, then Enter"))
        self.new_name.setPlaceholderText(_("Add a name, then Enter"))
        self.said = PlainLabel("give:said", role="muted", wrap=True)
        rows = form()
        add(rows, _("From"), self.source)
        add(rows, _("To"), self.to)
        add(rows, "", self.new_name)
        self.body.addLayout(rows)
        self.body.addWidget(self.said)
        self.cancel = self.cancel_button()
        self.go_on = self.button("go", _("Give them on"), self.give, kind="primary")
        self.source.currentIndexChanged.connect(self._offer)
        self.to.changed.connect(self._show_stage)
        self.new_name.returnPressed.connect(self._add)
        session.jobs.start(_names, session.store, done=self._take_names)
        self._show_stage()

    @property
    def who(self) -> str:
        """Whose items; "" for those that nobody has."""
        return str(self.source.currentData() or NOBODY)

    def give(self) -> None:
        """Give them on."""
        if not self.go_on.isEnabled():
            return
        from reviewer_audit.services import reassigning

        self._busy = True
        self.banner.hide()
        self._show_stage()
        work = partial(
            reassigning.reassign,
            self._session.store,
            self.to.chosen,
            by=self._session.person,
            source=self.who,
            round_id=self._round,
        )
        self._session.jobs.start(work, done=self._given, failed=self._refused)

    def _take_names(self, people: "tuple[Person, ...]") -> None:
        self._people = tuple(one.name for one in people)
        self._offer()

    def _offer(self) -> None:
        choices = [(name, name, "") for name in self._people if name != self.who]
        self.to.put(choices, [name for name in self.to.chosen if name != self.who])
        self._show_stage()

    def _add(self) -> None:
        name = " ".join(self.new_name.text().split())
        if name and name != self.who:
            self.new_name.clear()
            self._people = (*self._people, name)
            self.to.add(name, name)
            self.fit()

    def _show_stage(self) -> None:
        stays = _("What is graded stays. If {who} sends more of it after all, both grades count.")
        drawn = _("They were drawn, and nobody could take them.")
        self.said.put(stays.format(who=self.who) if self.who else drawn)
        there = self.source.count() > 0
        self.go_on.setEnabled(there and bool(self.to.chosen) and not self._busy)
        self.fit()

    def _given(self, done: "Reassigned") -> None:
        self.given.emit(done)
        self.close()

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        self._show_stage()
        self.refuse(error)


def given_words(done: "Reassigned") -> tuple[str, str]:
    """Say who got how many, and what stays."""
    who = _(", ").join(f"{name} {figures.count(n)}" for name, n in done.given.items() if n)
    text = _("Given on: {who}.").format(who=who)
    parts = [_("Seal a new pack for whoever grades elsewhere.")]
    if done.dropped:
        many = ngettext(
            "{n} more was taken back: the others have it already.",
            "{n} more were taken back: the others have them already.",
            done.dropped,
        )
        parts.append(many.format(n=figures.count(done.dropped)))
    if done.kept:
        stays = _("Nobody chosen takes: {what}. That stays where it was.")
        parts.append(stays.format(what=words.cells(done.kept)))
    return text, " ".join(parts)


def _names(store: "Project") -> "tuple[Person, ...]":
    from reviewer_audit.services import projects

    return projects.everyone(store)
