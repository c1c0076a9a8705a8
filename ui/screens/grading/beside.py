"""What lies beside the items on the desk: the person's own grades, and answers of the lead."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.services import bulletin_desk, grading, own_grades
from ui.deskkeys import desk_keys
from ui.screens.grading.keys import Command
from ui.screens.grading.news import NewsSheet
from ui.screens.grading.own import OwnGrades
from ui.screens.grading.picker import GoTo
from ui.widgets.cards import Banner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.viewmodel import GradingViewModel
    from ui.session import Session


class Beside(QObject):
    """Brings up what was asked for and takes it away again; going to an item is the desk's."""

    closed = Signal()
    followed = Signal(object)  # precedents by label

    def __init__(self, session: "Session", desk: "QWidget", vm: "GradingViewModel") -> None:
        super().__init__(desk)
        self._session, self._vm = session, vm
        self.go_to = GoTo(desk)
        self.own = OwnGrades(desk)
        self.news = NewsSheet(desk)
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
        self.own.use(policy)
        self.news.use(policy)
        self.look()

    def commands(self) -> "Mapping[Command, Callable[[], object]]":
        """Return what the keys bring up."""
        return {
            Command.GO_TO: self._ask_where,
            Command.OWN: self._ask_own,
            Command.BULLETINS: self._ask_news,
        }

    def look(self) -> None:
        """See whether an answer of the lead waits to be read, and what precedents there are."""
        self._fetch(bulletin_desk.unread, self._tell)
        session = self._session
        if session.has_project:
            read = partial(grading.precedents_for, session.store, session.person)
            session.jobs.start(read, done=self.followed.emit, failed=self._vm.unreadable)

    @Slot(object)
    def _follow(self, topics: Topic) -> None:
        if topics & (Topic.POLICY | Topic.PEOPLE):
            self.banner.hide()
            self.look()

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
        if round_id is not None:
            read = partial(look, session.store, session.person, round_id=round_id)
            session.jobs.start(read, done=told, failed=self._vm.unreadable)
