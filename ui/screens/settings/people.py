"""Who works on the audit, and who sits at this machine."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import Person, Role
from reviewer_audit.i18n import _
from ui import theme
from ui.models.records import Column
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table


class PeoplePage(QWidget):
    """The people of the open audit."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        card = Card("settings:people", _("People of this audit"))
        self.table = Table(
            "settings:peopletable",
            [
                Column("Name", lambda one: one.name, stretch=True),
                Column("Works as", _role),
                Column("Here", self._here, tone=lambda _one: "accent"),
            ],
            label=_("People of this audit"),
            empty=_("Nobody is on this audit yet."),
            framed=False,
        )
        self.table.opened.connect(session.sit)
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
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(card)
        session.changed.connect(self._refresh)
        self._refresh(Topic.PEOPLE)

    def arrive(self, _what: object) -> None:
        """Be ready for somebody new."""
        self.new_name.setFocus()

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if topics & (Topic.PEOPLE | Topic.PROJECT):
            from reviewer_audit.services.projects import everyone

            self._session.jobs.start(everyone, self._session.store, done=self.table.put)

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


def _role(one: Person) -> str:
    return _("Lead") if one.role is Role.LEAD else _("Auditor")
