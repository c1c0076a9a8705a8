"""The frame: the rail of this seat, the head of the screen in front, and what flows between."""

import time
from base64 import b64decode, b64encode
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Person, Role
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.header import Header
from ui.holding import DropTarget, paced, put_away, scrolling
from ui.rail import Rail
from ui.screens import DESK, LEAD, PACK, SCREENS
from ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QScrollArea

    from reviewer_audit.domain.rounds import Round
    from reviewer_audit.services.projects import Project
    from ui.actions import Actions
    from ui.palette import CommandPalette, KeyOverlay
    from ui.widgets.cards import Banner
    from ui.widgets.progress import ProgressStrip


class MainWindow(DropTarget):
    """Builds a screen on the first visit.

    With ``begin=False`` the frame stands alone until ``begin`` is called, which is to wait for
    ``painted``: so the frame is seen before anything else is imported and built.
    """

    painted = Signal()  # for the first time

    def __init__(
        self, session: Session, looks: theme.Theme | None = None, *, begin: bool = True
    ) -> None:
        super().__init__()
        self.setObjectName("screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(_("Reviewer Audit"))
        self.setMinimumSize(900, 600)
        self._session = session
        self._visited: dict[str, QWidget] = {}
        self._holders: dict[str, QScrollArea] = {}
        self._front = ""
        self._seen: Any = None
        self._is_work = False
        self._asking = self._ask_again = False
        self._ask_soon = paced(self, self._ask)
        self._was_painted = False
        self._pending: tuple[str, object] | None = None
        self.rail = Rail(SCREENS)
        self.header = Header()
        self.stack = self.lit = QStackedWidget()
        self._right = self._lay_out()
        self._connect(looks)
        self.rail.allow(self.seat, has_project=session.has_project)
        self._restore()
        if begin:
            self.begin()

    def begin(self) -> None:
        """Add what the frame has beside screens, and show Home where nothing else is shown."""
        self._seat_rail()
        self.rail.visited.connect(self.visit)  # not before: the first focus moves to a step
        self._right.insertWidget(1, self.banner)
        self._right.addWidget(self.strip)
        if not self._front:
            self.visit("home")

    @cached_property
    def actions_here(self) -> "Actions":
        """What can be done now, by name and by key."""
        from ui.actions import Actions
        from ui.commands import of_window

        actions = Actions(self)
        actions.put("window", of_window(self))
        return actions

    @cached_property
    def banner(self) -> "Banner":
        """What is to be known whatever screen is in front."""
        from ui.widgets.cards import Banner

        return Banner("banner")

    @cached_property
    def strip(self) -> "ProgressStrip":
        """How far long work is."""
        from ui.widgets.progress import ProgressStrip

        return ProgressStrip(self._session.jobs, self._session.work)

    @cached_property
    def palette_overlay(self) -> "CommandPalette":
        """The command palette, made when it is first asked for."""
        from ui.palette import CommandPalette

        return CommandPalette(self, self.actions_here.all)

    @cached_property
    def key_overlay(self) -> "KeyOverlay":
        """The keys of the moment, made when they are first asked for."""
        from ui.palette import KeyOverlay

        return KeyOverlay(self, self.actions_here.all)

    def find_action(self) -> None:
        """Bring up the command palette."""
        self.palette_overlay.ask()

    def show_keys(self) -> None:
        """Bring up the keys of the moment."""
        self.key_overlay.ask()

    @Slot(str)
    def visit(self, key: str, what: object = None) -> None:
        """Show a screen, and tell it what somebody wants to see there."""
        screen = next((one for one in SCREENS if one.key == key), None)
        if screen is None or (screen.needs_project and not self._session.has_project):
            return
        waits = screen.needs_project or (key == "settings" and what and self._session.has_project)
        if waits and self._seen is None:
            self._pending = (key, what)  # the rail is not there yet
            return
        if not self.rail.offers(key) and key != "settings":
            return
        if key not in self._visited:
            page = screen.build(self._session)
            self._visited[key] = page
            self._holders[key] = scrolling(page)
            self.stack.addWidget(self._holders[key])
            headline = getattr(page, "headline", None)
            if headline is not None:
                headline.connect(self._tell_header)
        self._front = key
        page = self._visited[key]
        self.stack.setCurrentWidget(self._holders[key])
        self.rail.mark(key)
        self._tell_seat(page)
        self._tell_header()
        if what is not None and hasattr(page, "arrive"):
            page.arrive(what)
        if hasattr(page, "shown"):
            page.shown()

    def take(self, *paths: Path) -> None:
        """Open what was chosen, dropped, or named when the program started."""
        from ui.opening import take

        try:
            take(self, self._session, paths, offers=self.rail.offers, front=self._front)
        except AuditError as error:
            self._tell_failure(error)

    @property
    def front(self) -> str:
        """The key of the screen in front."""
        return self._front

    @property
    def seat(self) -> str:
        """Which rail this seat sees: the lead's, the desk's, or that of a pack's desk."""
        if self._seen is None or not self._session.has_project:
            return LEAD if self._session.person.role is Role.LEAD else DESK
        if self._is_work:
            return PACK
        leads = bool(getattr(self._seen, "is_lead_seat", True))
        forced = self._session.unblinded and self._session.person.role is Role.LEAD
        return LEAD if leads or forced else DESK

    def _lay_out(self) -> QVBoxLayout:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        right = QVBoxLayout()
        right.setContentsMargins(28, 20, 28, 22)
        right.setSpacing(16)
        right.addWidget(self.header)
        right.addWidget(self.stack, stretch=1)
        row.addLayout(right, stretch=1)
        return right

    def _connect(self, looks: theme.Theme | None) -> None:
        session = self._session
        session.changed.connect(self._refresh)
        session.seat_changed.connect(self._reseat)
        session.failed.connect(self._tell_failure)
        session.wanted.connect(self.visit)
        session.committed.connect(self._tell_saved)
        if looks is not None:
            looks.changed.connect(self.rail.resize_for_text)

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if topics == ~Topic.NOTHING:  # another project: every screen starts afresh
            self._seen, self._is_work = None, False
            self.banner.hide()
            self._forget_screens()
        if topics in {Topic.GRADES, Topic.VERDICTS} and self._seen is not None:
            self._ask_soon()  # counting a large round takes longer than keeping an answer
        else:
            self._ask()

    def _ask(self) -> None:
        self._ask_again = self._asking  # what is on its way may have been counted before
        if self._session.has_project and not self._asking:
            from ui.opening import see

            self._asking = True
            self._session.jobs.start(
                see,
                self._session.store,
                self._session.person,
                done=self._show_overview,
                failed=self._overview_failed,
            )

    def _show_overview(self, found: Any) -> None:
        from ui.wording import audit_line, rail_line

        self._asking = False
        seen = found.overview
        if seen.person.id != self._session.person.id:
            self._refresh(Topic.PEOPLE)
            return
        self._seen, self._is_work = seen, found.is_work
        self._seat_rail()
        self.rail.tell(seen)
        self.rail.title.put(seen.title)
        self.rail.line.put(rail_line(seen, self.seat))
        self.setWindowTitle(f"{seen.title} · {_('Reviewer Audit')}")
        self._session.remember(seen.title, audit_line(seen))
        if getattr(seen, "read_only", False):
            self.banner.show_text(
                _("This audit is open for reading only."),
                _(
                    "What you see is up to date; nothing can be changed here. Open elsewhere: {who}"
                ).format(who=getattr(seen, "owner", "") or _("nobody says where")),
                tone="caution",
            )
        self._tell_header()
        if self._ask_again:
            self._ask()
        pending, self._pending = self._pending, None
        if pending is not None:
            self.visit(*pending)

    def _overview_failed(self, error: BaseException) -> None:
        self._asking = False
        self._tell_failure(error)
        if self._ask_again:
            self._ask()

    def _tell_seat(self, page: QWidget) -> None:
        if hasattr(page, "seated"):  # not known yet: what every seat may see
            known = self._seen is not None or not self._session.has_project
            page.seated(self.seat if known else PACK)

    def _seat_rail(self) -> None:
        session = self._session
        for page in tuple(self._visited.values()):  # one may go elsewhere
            self._tell_seat(page)
        self.rail.allow(self.seat, has_project=session.has_project)
        people = getattr(self._seen, "people", ()) if session.has_project else ()
        more: list[tuple[str, Callable[[], object]]] = [
            (_("Add or change people…"), partial(self.visit, "settings", "people"))
        ]
        if self.seat == PACK:
            more = []
        elif self.may_take_lead_seat():
            more.insert(0, (_("Take the lead's seat…"), self.ask_for_lead_seat))
        self.rail.seat_menu(session.person, people, session.sit, more)
        if self._front and not self.rail.offers(self._front) and self._front != "settings":
            self.visit("grade" if self.seat == DESK else self.rail.first())
        else:
            self.rail.mark(self._front)

    @Slot(object)
    def _reseat(self, _person: Person) -> None:
        self._forget_screens()

    def _forget_screens(self) -> None:
        put_away(self, but="notice")  # a form of theirs would write into what is open now
        for key in [key for key in self._visited if key not in {"home", "settings"}]:
            del self._visited[key]
            holder = self._holders.pop(key)
            self.stack.removeWidget(holder)
            holder.deleteLater()
        if self._front and self._front not in self._visited:
            self._front = ""
            self.visit("grade" if self.seat == DESK else self.rail.first())

    @Slot()
    def _tell_header(self) -> None:
        page = self._visited.get(self._front)
        if page is None:
            return
        self.header.setVisible(not getattr(page, "own_header", False))
        title = next((one.title for one in SCREENS if one.key == self._front), "")
        self.header.tell(page, title)
        self.actions_here.put("screen", getattr(page, "commands", None) or ())

    @Slot()
    def _tell_saved(self) -> None:
        self.rail.saved.put(_("Saved · {time}").format(time=time.strftime("%H:%M")))

    @Slot(object)
    def _tell_failure(self, error: BaseException) -> None:
        from ui.safe import tell_error

        tell_error(self, error)

    def may_take_lead_seat(self) -> bool:
        """Whether a lead sits at the desk."""
        leads = self._session.person.role is Role.LEAD
        return self._session.has_project and self.seat == DESK and leads

    def ask_for_lead_seat(self) -> None:
        """Ask before the lead's screens end this person's blindness."""
        from ui.safe import ask

        ask(
            self,
            _("Leave the desk for the lead's seat?"),
            _("The lead's screens may say what the vendor decided. You still have items to grade."),
            hint=_("Your later grades of this round will count as not blind, and say so."),
            yes=_("Take the lead's seat"),
            run=self._take_lead_seat,
        )

    def _take_lead_seat(self) -> None:
        """Write the loss of blindness down before anything is shown."""
        session = self._session
        rounds = [
            line.round
            for line in self._seen.rounds
            if any(one.left and one.person.id == session.person.id for one in line.progress)
        ]
        session.jobs.start(
            _unblind,
            session.store,
            rounds,
            session.person,
            done=lambda _nothing: session.take_lead_seat(),
        )

    def choose_file(self) -> None:
        """Ask for an audit or a pack to open."""
        from ui.opening import choose

        choose(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.resize_for_text()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?" and not event.isAutoRepeat():
            self.show_keys()
        else:
            super().keyPressEvent(event)

    def _restore(self) -> None:
        self.resize(1280, 800)
        self.restoreGeometry(QByteArray(b64decode(self._session.settings.geometry)))

    def closeEvent(self, event: QCloseEvent) -> None:
        put_away(self)
        try:
            self._session.prefer(geometry=b64encode(self.saveGeometry().data()).decode())
        finally:
            event.accept()


def _unblind(store: "Project", rounds: "list[Round]", by: Person) -> None:
    from reviewer_audit.services.rounds import unblind

    for one in rounds:
        unblind(store, one, by=by)
