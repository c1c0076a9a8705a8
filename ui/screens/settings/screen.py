"""Settings: the list of pages at the left, and the page that is chosen beside it."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QListWidgetItem, QStackedWidget, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _
from ui import theme
from ui.actions import Action
from ui.roundscreen import chooser
from ui.screens import LEAD
from ui.screens.settings import PAGES, SettingsPage
from ui.session import Session
from ui.theme import TEXT_PERCENTS
from ui.widgets.blocks import Page
from ui.widgets.steps import StepList

WIDTH = 176
NARROW = 560  # room below which the list of pages folds into a field above them


class SettingsScreen(QWidget):
    """Builds a page on the first visit; the seat decides which there are."""

    title = _("Settings")
    headline = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._session = session
        self._seat = LEAD
        self._built: dict[str, QWidget] = {}
        self._holders: dict[str, Page] = {}
        self.list = StepList("settings:pages", label=_("Pages of the settings"))
        self.stack = QStackedWidget()
        self.picker = chooser("settings:pages:list", _("Pages of the settings"))
        self.picker.hide()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self.list)
        self._row.addWidget(self.picker)
        self._row.addWidget(self.stack, stretch=1)
        self.picker.activated.connect(lambda at: self.show_page(str(self.picker.itemData(at))))
        self.list.currentItemChanged.connect(self._choose)
        session.changed.connect(self._refresh)
        session.settings_changed.connect(self._resize_list)
        self._offer()

    # -- what the window asks

    def state_line(self) -> str:
        """Say where settings are kept."""
        return _(
            "Appearance, keys and well-being stay on this machine; the rest belongs to the audit"
        )

    def seated(self, seat: str) -> None:
        """Offer the pages of a seat; what another seat has seen goes away."""
        if seat != self._seat:
            self._seat = seat
            self._forget()
        self._offer()

    def arrive(self, what: object) -> None:
        """Go to the page somebody asked for, and tell it what to show there."""
        key, what = what if isinstance(what, tuple) else (what, "")
        if self.list.step(str(key)) is None:
            return
        self.show_page(str(key))
        arrive = getattr(self._built[str(key)], "arrive", None)
        if arrive is not None:
            arrive(what)

    @property
    def commands(self) -> tuple[Action, ...]:
        """Each page by name, and the size of the text by key."""
        group = self.title
        pages = tuple(
            Action(
                key=f"settings:{page.key}",
                title=_("Settings: {page}").format(page=page.title),
                group=group,
                run=partial(self.show_page, page.key),
            )
            for page in self._usable()
        )
        return (
            Action(
                key="bigger",
                title=_("Larger text"),
                group=group,
                shortcut="Ctrl++",
                run=partial(self._resize, 1),
            ),
            Action(
                key="smaller",
                title=_("Smaller text"),
                group=group,
                shortcut="Ctrl+-",
                run=partial(self._resize, -1),
            ),
            *pages,
        )

    # -- the pages

    def show_page(self, key: str) -> None:
        """Show a page; it is made now where it was not yet."""
        if key not in self._built:
            page = next(one for one in PAGES if one.key == key)
            made = self._built[key] = page.build(self._session)
            holder = Page(f"settings:{key}:page", made, label=page.title)
            holder.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
            self._holders[key] = holder
            self.stack.addWidget(holder)
        self.list.mark(key)
        self.picker.setCurrentIndex(self.picker.findData(key))
        self.stack.setCurrentWidget(self._holders[key])

    def page(self, key: str) -> QWidget:
        """Return a page that was visited."""
        return self._built[key]

    def _usable(self) -> tuple[SettingsPage, ...]:
        has = self._session.has_project
        return tuple(
            one for one in PAGES if (has or not one.needs_project) and self._seat in one.seats
        )

    def _offer(self) -> None:
        usable = self._usable()
        if self.list.keys == [one.key for one in usable]:
            return
        current = self.list.current
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's
        self.list.clear()
        self.picker.clear()
        for one in usable:
            self.list.add(one.key, one.title)
            self.picker.addItem(one.title, one.key)
        self.list.blockSignals(False)  # noqa: FBT003 - Qt's
        self.show_page(current if self.list.step(current) else usable[0].key)
        self.headline.emit()

    def _forget(self) -> None:
        """Make the pages of the audit anew when they are next visited."""
        for page in PAGES:
            if page.needs_project and page.key in self._built:
                del self._built[page.key]
                holder = self._holders.pop(page.key)
                self.stack.removeWidget(holder)
                holder.deleteLater()
        if self.list.current and self.list.current not in self._built:
            self.show_page(PAGES[0].key)

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if topics == ~Topic.NOTHING:  # another project
            self._forget()
            self._offer()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_page(self.list.current)

    # -- the size of the text

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize_list()

    @Slot()
    def _resize_list(self) -> None:
        narrow = self.width() < theme.px(NARROW)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self.list.setVisible(not narrow)
        self.picker.setVisible(narrow)
        self.list.setFixedWidth(min(theme.px(WIDTH), max(WIDTH, self.width() // 4)))
        self.list.doItemsLayout()

    def _resize(self, step: int) -> None:
        sizes = list(TEXT_PERCENTS)
        now = self._session.settings.text_percent
        at = sizes.index(now if now in sizes else 100)
        at = min(max(at + step, 0), len(sizes) - 1)
        self._session.prefer(text_percent=sizes[at])
