"""What lies beside the items on the desk: the person's own grades, and answers of the lead."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.services import bulletin_desk, grading, own_grades
from ui.deskkeys import desk_keys
from ui.screens.grading.keys import Command
from ui.screens.grading.news import NewsSheet
from ui.screens.grading.own import OwnGrades, said
from ui.screens.grading.picker import GoTo
from ui.widgets.cards import Banner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from reviewer_audit.domain.desk import Mate
    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.viewmodel import GradingViewModel
    from ui.session import Session


MOST = 3  # earlier answers told in one line


class Beside(QObject):
    """Brings up what was asked for and takes it away again; going to an item is the desk's."""

    closed = Signal()
    followed = Signal(object)  # precedents by label
    versions = Signal(object)  # other rule books that items were decided under
    alike = Signal(str)  # which items are nearly the same as the one shown
    said = Signal(str)  # what was asked for, in one line

    def __init__(self, session: "Session", desk: "QWidget", vm: "GradingViewModel") -> None:
        super().__init__(desk)
        self._session, self._vm = session, vm
        self.go_to = GoTo(desk)
        self.own = OwnGrades(desk)
        self.news = NewsSheet(desk)
        self._titles: dict[str, str] = {}
        self._linked = False  # whether any items of the round are nearly the same
        self._soon = QTimer(self)  # the item is painted first
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._find_mates)
        vm.shown.connect(lambda _item: self._soon.start(0))
        self.banner = Banner("desk:news")  # until what the lead answered has been read
        self.overlays = (self.go_to, self.own, self.news)
        for overlay in self.overlays:
            overlay.wanted.connect(vm.go_to)
            overlay.closed.connect(self.closed)
        self.news.read.connect(self._acknowledge)
        session.changed.connect(self._follow)
        session.settings_changed.connect(self.look)

    def use(self, policy: "Policy") -> None:
        """Say labels by this rule book, and see whether the lead answered."""
        self._titles = {label.key: label.title for label in policy.labels}
        self.own.use(policy)
        self.news.use(policy)
        self.look()

    def commands(self) -> "Mapping[Command, Callable[[], object]]":
        """Return what the keys bring up."""
        return {
            Command.GO_TO: self._ask_where,
            Command.OWN: self._ask_own,
            Command.BULLETINS: self._ask_news,
            Command.ALIKE: self._ask_mates,
        }

    @Slot()
    def _find_mates(self) -> None:
        """Find the own items that are nearly the same as the one shown."""
        if self._vm.item is None or not self._linked:
            return
        number = self._vm.item.assignment_id

        def told(mates: "Sequence[Mate]") -> None:
            if self._vm.item is not None and self._vm.item.assignment_id == number and mates:
                places = _(", ").join(str(mate.position) for mate in mates)
                many = ngettext(
                    "Nearly the same as item {places}", "Nearly the same as items {places}",
                    len(mates),
                )  # fmt: skip
                self.alike.emit(many.format(places=places))

        self._fetch(partial(grading.near, assignment=number), told)

    def _ask_mates(self) -> None:
        item = self._vm.item
        if item is not None:  # asked anew: one of them may just have been answered
            self._fetch(partial(grading.near, assignment=item.assignment_id), self._tell_mates)

    def _tell_mates(self, mates: "Sequence[Mate]") -> None:
        given = [mate for mate in mates if mate.grade is not None]
        if not given:
            self.said.emit(
                _("You have not answered an item that is nearly the same.")
                if mates
                else _("No item of yours is nearly the same.")
            )
            return
        words = _("item {position}: {answer}")
        self.said.emit(
            _("You said: {answers}").format(
                answers=" · ".join(
                    words.format(position=mate.position, answer=said(mate.grade, self._titles))
                    for mate in given[:MOST]
                    if mate.grade is not None
                )
            )
        )

    def look(self) -> None:
        """See whether an answer of the lead waits to be read, and what precedents there are."""
        self._fetch(bulletin_desk.unread, self._tell)
        self._fetch(grading.has_near, self._link)
        session, round_id = self._session, self._vm.round_id
        if session.has_project:
            read = partial(grading.precedents_for, session.store, session.person)
            session.jobs.start(read, done=self.followed.emit, failed=self._vm.unreadable)
        if session.has_project and round_id is not None:
            books = partial(grading.other_versions, session.store, round_id)
            session.jobs.start(books, done=self.versions.emit, failed=self._vm.unreadable)

    @Slot(object)
    def _follow(self, topics: Topic) -> None:
        if topics & (Topic.POLICY | Topic.PEOPLE):
            self.banner.hide()
            self.look()

    def _link(self, linked: bool) -> None:  # noqa: FBT001 - what a job brings
        self._linked = linked
        self._soon.start(0)

    def _tell(self, many: int) -> None:
        if not many:
            self.banner.hide()
            return
        text = ngettext("{n} new answer of the lead", "{n} new answers of the lead", many)
        key = desk_keys(self._session.settings.keys)["bulletins"]
        self.banner.show_text(
            text.format(n=many),
            _("It holds for everybody who grades this round."),
            action=_("Read  {key}").format(key=key),
            run=self._ask_news,
            closable=False,
        )

    def _ask_news(self) -> None:
        self._fetch(bulletin_desk.news, self.news.ask)

    def _acknowledge(self, number: int) -> None:
        session = self._session
        session.jobs.start(
            bulletin_desk.acknowledge,
            session.store,
            [number],
            by=session.person,
            failed=self._vm.unreadable,
        )

    def _ask_where(self) -> None:
        state = self._vm.state
        if state is not None:
            self.go_to.ask(self._vm.item.position if self._vm.item else 0, state.total)

    def _ask_own(self) -> None:
        self._fetch(own_grades.own, self.own.ask)

    def _fetch(self, look: Callable[..., Any], told: Callable[[Any], None]) -> None:
        session, round_id = self._session, self._vm.round_id
        if round_id is not None and session.has_project:
            read = partial(look, session.store, session.person, round_id=round_id)
            session.jobs.start(read, done=told, failed=self._vm.unreadable)
