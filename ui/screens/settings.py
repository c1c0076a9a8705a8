"""How the window looks, who works on the audit, whether the project is whole, and what this is."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Person, Role
from reviewer_audit.i18n import _
from ui import theme
from ui.actions import Action
from ui.failures import versions
from ui.models.records import Column
from ui.safe import PlainLabel, TextPane
from ui.session import Session
from ui.theme import TEXT_PERCENTS, Look
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.cards import Card, Columns
from ui.widgets.keycard import KeyCard
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.services.projects import Project

LICENCES = (
    "Reviewer Audit is free software under the Apache License 2.0.\n"
    "\n"
    "It uses Qt and PySide6 under the GNU Lesser General Public License, version 3. Qt is a "
    "library of its own beside the program: you may replace it by another build of the same "
    "version, and you may study and change it. Qt's source is offered by The Qt Company at "
    "code.qt.io; the licence is at www.gnu.org/licenses/lgpl-3.0.\n"
    "\n"
    "It also uses, each under its own licence: SQLAlchemy (MIT), pandas, NumPy and SciPy (BSD), "
    "matplotlib (PSF-like), openpyxl (MIT), python-calamine (MIT), PyArrow (Apache 2.0), "
    "PyYAML (MIT), msgspec (BSD), Typer and Rich (MIT), platformdirs (MIT), filelock "
    "(Unlicense), defusedxml (PSF), msoffcrypto-tool (MIT), charset-normalizer (MIT), "
    "cryptography (Apache 2.0 or BSD).\n"
    "\n"
    "The program opens no connection to any network and sends nothing to anybody."
)
LOOKS = (
    (Look.AUTO, _("As the system")),
    (Look.LIGHT, _("Light")),
    (Look.DARK, _("Dark")),
    (Look.CONTRAST, _("High contrast")),
)


class SettingsScreen(QWidget):
    """Five cards: appearance, people, my key, the journal, about."""

    title = _("Settings")
    headline = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("settings")
        self._session = session
        self.commands = self._offer()
        self.key = KeyCard(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        columns = Columns("settings:columns", threshold=860)
        outer.addWidget(columns)
        for upper, lower in (
            (self._appearance(), self._journal()),
            (self._people(), self._about()),
        ):
            column = QVBoxLayout()
            column.setSpacing(16)
            column.addWidget(upper, stretch=3)
            if upper.objectName() == "settings:appearance":
                column.addWidget(self.key)
            column.addWidget(lower, stretch=4)
            columns.add(column)
        session.changed.connect(self._refresh)
        session.settings_changed.connect(self._show_settings)
        self._show_settings()
        self._refresh(Topic.PEOPLE)

    def state_line(self) -> str:
        """Say where settings are kept."""
        return _("Kept on this machine, for you alone")

    def arrive(self, what: object) -> None:
        """Go to the part somebody asked for."""
        if what == "people" and self.new_name.isEnabled():
            self.new_name.setFocus()
        elif what == "key":
            self.key.ask()

    # -- appearance ---------------------------------------------------------------------------

    def _appearance(self) -> Card:
        card = Card("settings:appearance", _("Appearance"))
        form = _form()
        self.look = SegmentedControl("settings:look", LOOKS, label=_("Colours"))
        self.look.changed.connect(lambda key: self._session.prefer(look=key))
        self.text_size = QComboBox()
        self.text_size.setObjectName("settings:size")
        self.text_size.setAccessibleName(_("Text size"))
        for percent in TEXT_PERCENTS:
            self.text_size.addItem(f"{percent} %", percent)
        self.text_size.activated.connect(
            lambda at: self._session.prefer(text_percent=self.text_size.itemData(at))
        )
        _add(form, _("Colours"), self.look)
        _add(form, _("Text size"), self.text_size)
        card.body.addLayout(form)
        card.add(
            PlainLabel(
                "settings:sample",
                _("The quick brown fox · 0123456789 · 93.9 % (92.8 to 94.8)"),
                role="content",
                wrap=True,
            )
        )
        card.body.addStretch(1)
        return card

    @Slot()
    def _show_settings(self) -> None:
        kept = self._session.settings
        self.look.choose(kept.look if kept.look in set(Look) else Look.AUTO)
        self.text_size.setCurrentIndex(max(self.text_size.findData(kept.text_percent), 0))

    def _resize(self, step: int) -> None:
        sizes = list(TEXT_PERCENTS)
        now = self._session.settings.text_percent
        at = sizes.index(now if now in sizes else 100)
        at = min(max(at + step, 0), len(sizes) - 1)
        self._session.prefer(text_percent=sizes[at])

    # -- people -------------------------------------------------------------------------------

    def _people(self) -> Card:
        card = self._people_card = Card("settings:people", _("People of this audit"))
        self.table = Table(
            "settings:peopletable",
            [
                Column("Name", lambda one: one.name, stretch=True),
                Column("Works as", _role),
                Column("Here", self._here, tone=lambda _one: "accent"),
            ],
            label=_("People of this audit"),
            empty=_("Open an audit to see who works on it."),
            framed=False,
        )
        self.table.opened.connect(self._session.sit)
        self.table.setMinimumHeight(theme.px(140))
        card.add(self.table, stretch=1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.new_name = QLineEdit()
        self.new_name.setObjectName("settings:newname")
        self.new_name.setPlaceholderText(_("Name of somebody new"))
        self.new_name.setAccessibleName(_("Name of somebody new"))
        self.new_name.returnPressed.connect(partial(self._add_person, Role.AUDITOR))
        self.add_auditor = Button(
            "settings:addauditor", _("Add auditor"), partial(self._add_person, Role.AUDITOR)
        )
        self.add_lead = Button(
            "settings:addlead", _("Add lead"), partial(self._add_person, Role.LEAD)
        )
        self.sit = Button("settings:sit", _("Sit here"), self._sit, key="Enter")
        for widget in (self.new_name, self.add_auditor, self.add_lead, self.sit):
            row.addWidget(widget)
        card.body.addLayout(row)
        return card

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        has = self._session.has_project
        for widget in (self.new_name, self.add_auditor, self.add_lead, self.sit, self.check):
            widget.setEnabled(has)
        if has and topics & (Topic.PEOPLE | Topic.PROJECT):
            from reviewer_audit.services.packdesk import is_work
            from reviewer_audit.services.projects import everyone

            jobs, store = self._session.jobs, self._session.store
            jobs.start(everyone, store, done=self.table.put)
            jobs.start(is_work, store, done=self._show_people)

    def _show_people(self, is_work: bool) -> None:  # noqa: FBT001 - a job's answer
        self._people_card.setVisible(not is_work)  # a pack is one auditor's alone

    def _add_person(self, role: Role) -> None:
        name = self.new_name.text().strip()
        if not name:
            self.new_name.setFocus()
            return
        from reviewer_audit.services.projects import seat

        self.new_name.clear()
        session = self._session
        session.jobs.start(
            seat, session.store, name, role, done=lambda _one: self._refresh(Topic.PEOPLE)
        )

    def _sit(self) -> None:
        if self.table.current is not None:
            self._session.sit(self.table.current)

    def _here(self, one: Person) -> str:
        return _("sits here") if one.id == self._session.person.id else ""

    # -- journal ------------------------------------------------------------------------------

    def _journal(self) -> Card:
        card = Card(
            "settings:journal",
            _("Journal"),
            note=_(
                "Every change is one sealed line after the last. Checking tells whether a line "
                "was altered, and gives the number to compare with a report."
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self.check = Button("settings:verify", _("Check the journal"), self._verify, picture="lock")
        self.whole = Badge("settings:whole")
        row.addWidget(self.check)
        row.addWidget(self.whole)
        row.addStretch(1)
        card.body.addLayout(row)
        self.head = PlainLabel("settings:head", role="muted", wrap=True)
        card.add(self.head)
        self.diagnostics = TextPane("settings:diagnostics", label=_("Versions"))
        self.diagnostics.put(_diagnostics())
        card.add(PlainLabel("settings:versions", _("For a report of a fault"), role="strong"))
        card.add(self.diagnostics, stretch=1)
        return card

    def _verify(self) -> None:
        session = self._session
        session.jobs.start(
            _check, session.store, title=_("Checking the journal"), done=self._show_verified
        )

    def _show_verified(self, found: tuple[int | None, str]) -> None:
        bad, head = found
        if bad is None:
            self.whole.put(_("Whole"), "good")
            self.head.put(_("Newest line: {head}").format(head=head))
        else:
            self.whole.put(_("Altered"), "bad")
            self.head.put(
                _(
                    "Line {n} does not fit the one before it. The file was left as it is: keep "
                    "it, and compare with a copy or a report."
                ).format(n=bad)
            )

    # -- about --------------------------------------------------------------------------------

    def _about(self) -> Card:
        card = Card("settings:about", _("About Reviewer Audit"))
        pane = TextPane("settings:licences", label=_("Licences"))
        pane.setPlainText(LICENCES)  # our own words: their addresses may stay whole
        pane.setMinimumHeight(theme.px(120))
        card.add(pane, stretch=1)
        return card

    def _offer(self) -> tuple[Action, ...]:
        group = self.title
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
        )


def _check(store: "Project") -> tuple[int | None, str]:
    from reviewer_audit.services import projects

    return projects.verify(store), projects.journal_head(store)


def _role(one: Person) -> str:
    return _("Lead") if one.role is Role.LEAD else _("Auditor")


def _diagnostics() -> str:
    from PySide6.QtGui import QGuiApplication

    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    lines = [
        versions(),
        f"Qt platform {QGuiApplication.platformName()}, style {theme.tokens().name}",
        f"Screen {size.width()} x {size.height()}, ratio {screen.devicePixelRatio():g}",
    ]
    return "\n".join(lines)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(10)
    return form


def _add(form: QFormLayout, text: str, field: Any) -> None:
    label = PlainLabel(f"settings:{text}", text, role="muted")
    label.setMinimumHeight(theme.px(36))
    label.setBuddy(field)
    form.addRow(label, field)
