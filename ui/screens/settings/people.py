"""Who works on the audit, what each can take on, and who sits at this machine."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Availability, Person, Role
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.models.records import Column, number
from ui.safe import SILENT
from ui.screens.settings.rosterform import RosterForm
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card, Columns
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.services.projects import Project
    from reviewer_audit.services.roster import Changed, RosterLine

ROWS = 8  # people in sight; more scroll


class PeoplePage(QWidget):
    """The people of the open audit: a table, and for leads a form for whoever is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._chosen = ""  # the id of a person
        self.banner = Banner("settings:people:banner")
        card = Card("settings:people", _("People of this audit"))
        self.table = Table(
            "settings:peopletable",
            self._columns(),
            label=_("People of this audit"),
            empty=_("Nobody is on this audit yet."),
            framed=False,
        )
        self.table.opened.connect(lambda line: session.sit(line.person))
        self.table.chosen.connect(self._choose)
        card.add(self.table)
        card.add(self._adding())
        self.form = RosterForm(session)
        self.form.hide()
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        for part in (self.banner, card, self.form):
            body.addWidget(part)
        body.addStretch(1)
        session.changed.connect(self._refresh)
        self._refresh(~Topic.NOTHING)

    def arrive(self, what: object) -> None:
        """Show somebody by name, or be ready for somebody new."""
        if what:
            self._chosen = str(what)
            self._mark()
        else:
            self.new_name.setFocus()

    def _columns(self) -> list[Column[Any]]:
        return [
            Column(_("Name"), lambda line: line.person.name),
            Column(_("Works as"), self._works, tone=self._here),
            Column(_("Languages"), partial(_listed, "languages"), width=20),
            Column(_("Queues"), partial(_listed, "queues"), width=24, stretch=True),
            number(
                _("Hours"),
                lambda line: line.known.hours if line.known else None,
                lambda hours: "" if hours is None else f"{hours:g}",
            ),
            Column(_("Away"), _away, width=22),
        ]

    def _adding(self) -> Columns:
        self.new_name = QLineEdit()
        self.new_name.setObjectName("settings:newname")
        self.new_name.setPlaceholderText(_("Name of somebody new"))
        self.new_name.setAccessibleName(_("Name of somebody new"))
        self.new_name.setAccessibleDescription(SILENT)  # else the placeholder is read once more
        self.new_name.returnPressed.connect(partial(self._add_person, Role.AUDITOR))
        self.add_auditor = Button(
            "settings:addauditor", _("Add auditor"), partial(self._add_person, Role.AUDITOR)
        )
        self.add_lead = Button(
            "settings:addlead", _("Add lead"), partial(self._add_person, Role.LEAD)
        )
        self.sheet = Button("settings:sheet", _("From a sheet…"), self._choose_sheet)
        self.sit = Button("settings:sit", _("Sit here"), self._sit, key="Enter")
        both = Columns("settings:people:adding", threshold=620)
        for widgets in (
            (self.new_name, self.add_auditor, self.add_lead),
            (self.sheet, self.sit),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget)
            both.add(row, stretch=1 if self.new_name in widgets else 0)
        both.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return both

    # -- what is on show

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if topics & (Topic.PEOPLE | Topic.PROJECT | Topic.DECISIONS):
            session = self._session
            session.jobs.start(_read, session.store, session.person, done=self._show)

    def _show(
        self, found: "tuple[tuple[RosterLine, ...], tuple[str, ...], tuple[str, ...]]"
    ) -> None:
        lines, languages, queues = found
        self.table.put(list(lines))
        shown = min(max(len(lines), 1), ROWS)
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(row * shown + theme.px(48))
        self.form.offer(languages, queues)
        self.sheet.setVisible(self._is_lead)
        self._mark()

    def _mark(self) -> None:
        """Put the cursor on whoever was chosen, at first on who sits here."""
        wanted = self._chosen or str(self._session.person.id)
        rows = self.table.records.rows
        at = next(
            (k for k, one in enumerate(rows) if wanted in {one.person.id, one.person.name}), 0
        )
        if rows:
            self.table.setCurrentIndex(self.table.records.index(at, 0))
            self._choose(rows[at])

    @property
    def _is_lead(self) -> bool:
        return self._session.person.role is Role.LEAD

    @Slot(object)
    def _choose(self, line: "RosterLine | None") -> None:
        if line is None:
            return
        self._chosen = str(line.person.id)
        self.form.setVisible(self._is_lead)
        if self._is_lead:
            self.form.put(line)
        else:  # nothing that a lead saw stays behind
            self.form.forget()
            self.banner.show_text("")
            self.banner.hide()

    # -- what a person does

    def _add_person(self, role: Role) -> None:
        name = self.new_name.text().strip()
        if not name:
            self.new_name.setFocus()
            return
        from reviewer_audit.services.projects import seat

        self.new_name.clear()
        session = self._session

        def added(one: Person) -> None:
            self._chosen = str(one.id)
            self._refresh(Topic.PEOPLE)

        session.jobs.start(seat, session.store, name, role, done=added)

    def _choose_sheet(self) -> None:
        dialog = QFileDialog(self.window(), _("People from a sheet"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Sheets (*.xlsx *.xls *.ods *.csv *.tsv)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.bring(Path(name)))
        dialog.open()

    def bring(self, path: Path) -> None:
        """Take people over from a sheet."""
        session = self._session
        session.jobs.start(
            partial(_bring, session.store, path, by=session.person),
            title=path.name,
            done=self._brought,
            failed=self._fail,
        )

    def _brought(self, done: "Changed") -> None:
        unknown = _("Nothing brought in so far has: {words}").format(
            words=_(", ").join(done.unknown)
        )
        self.banner.show_text(
            _("Known now: {names}").format(names=_(", ").join(done.people)),
            unknown if done.unknown else "",
            tone="caution" if done.unknown else "good",
        )

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.banner.show_text(error.message, error.hint, tone="bad")

    def _sit(self) -> None:
        if self.table.current is not None:
            self._session.sit(self.table.current.person)

    def _works(self, line: "RosterLine") -> str:
        role = _("Lead") if line.person.role is Role.LEAD else _("Auditor")
        return _("{role}, here").format(role=role) if self._here(line) else role

    def _here(self, line: "RosterLine") -> str:
        """The tone of who sits here."""
        return "accent" if line.person.id == self._session.person.id else ""


def _read(
    store: "Project", by: Person
) -> "tuple[tuple[RosterLine, ...], tuple[str, ...], tuple[str, ...]]":
    from reviewer_audit.services import roster

    return (
        roster.lines(store, by=by),
        roster.values(store, "language"),
        roster.values(store, "queue"),
    )


def _bring(store: "Project", path: Path, *, by: Person) -> "Changed":
    from reviewer_audit.services import roster

    return roster.change(store, roster.from_sheet(path), by=by)


def _listed(field: str, line: "RosterLine") -> str:
    return _(", ").join(getattr(line.known or Availability(), field)) or _("any")


def _away(line: "RosterLine") -> str:
    from reviewer_audit.services import roster

    return roster.away_text(line.known.away) if line.known else ""
