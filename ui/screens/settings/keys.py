"""The keys of the desk: where each is, and where this person wants it."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout

from reviewer_audit.changes import Topic
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui.deskkeys import DESK_KEYS, desk_keys, label_keys, label_name, refusal
from ui.keyplaces import typed_key
from ui.models.records import Column
from ui.screens.settings.looking import LookingPage
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.sheet import Sheet, add, form
from ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer_audit.domain.people import Person
    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.projects import Project


class KeyLine(NamedTuple):
    """One thing that has a key: by what name it is kept, what it does, its key, the usual one."""

    name: str
    title: str
    key: str
    usual: str


class KeysPage(LookingPage):
    """Shows all keys that may be moved; a change is kept at once, on this machine."""

    topics = Topic.PROJECT | Topic.POLICY | Topic.ROUNDS

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._policy: Policy | None = None
        card = Card(
            "settings:keys",
            _("Keys of the desk"),
            note=_(
                "The policy gives labels their keys; you may give each another one. Digits "
                "count by their place, with or without Shift, and on the numpad. Kept on this "
                "machine, for you alone."
            ),
        )
        self.quick = QCheckBox(_("A label with nothing left to fill in submits at once"))
        self.quick.setObjectName("settings:quick")
        self.quick.clicked.connect(lambda on: session.prefer(quick_submit=on))
        self.table = Table(
            "settings:keys:table",
            [
                Column(_("What it does"), lambda line: line.title, stretch=True),
                Column(_("Hotkey"), lambda line: line.key, tone=_tone),
                Column(_("Usually"), lambda line: line.usual),
            ],
            label=_("Keys of the desk"),
            framed=False,
        )
        self.table.opened.connect(self._ask)
        self.table.chosen.connect(self._choose)
        self.change = Button("settings:keys:change", _("Another key…"), self._change)
        self.usual = Button("settings:keys:usual", _("The usual key"), self._take_back)
        self.all_usual = Button("settings:keys:all", _("All as usual"), self._forget, kind="quiet")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.change, self.usual, self.all_usual):
            row.addWidget(button)
        row.addStretch(1)
        card.add(self.quick)
        card.add(self.table, stretch=1)
        card.body.addLayout(row)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(card, stretch=1)
        session.settings_changed.connect(self._show)
        self._show()

    def lines(self) -> list[KeyLine]:
        """Return what may be moved, labels first where an audit is open."""
        own = self._session.settings.keys
        policy = self._policy
        lines = []
        if policy is not None:
            now = {label: key for key, label in label_keys(policy, own).items()}
            usually = {label: key for key, label in label_keys(policy, {}).items()}
            lines = [
                KeyLine(
                    label_name(policy, label.key),
                    _("Label: {title}").format(title=label.title),
                    now.get(label.key, ""),
                    usually.get(label.key, ""),
                )
                for label in policy.labels
            ]
        keys = desk_keys(own)
        return [*lines, *(KeyLine(o.name, o.title, keys[o.name], o.usual) for o in DESK_KEYS)]

    def give(self, line: KeyLine, wanted: str) -> None:
        """Give something another key, and keep it.

        Raises:
            AuditError: the key is something else's.
        """
        own = dict(self._session.settings.keys)
        why = refusal(line.name, wanted, own, self._policy)
        if why:
            raise AuditError(why, _("Nothing was changed."), code="keys.taken")
        if wanted == line.usual:
            own.pop(line.name, None)
        else:
            own[line.name] = wanted
        self._session.prefer(keys=own)

    def _load(self) -> None:
        session = self._session
        session.jobs.start(_policy_of, session.store, session.person, done=self._take)

    def _take(self, policy: "Policy | None") -> None:
        self._policy = policy
        self._show()

    @Slot()
    def _show(self) -> None:
        own: Mapping[str, str] = self._session.settings.keys
        at = self.table.currentIndex().row()
        self.table.put(self.lines())
        if at >= 0:
            self.table.selectRow(at)
        self.quick.setChecked(self._session.settings.quick_submit)
        self.all_usual.setEnabled(bool(own))
        self._choose(self.table.current)

    @Slot(object)
    def _choose(self, line: KeyLine | None) -> None:
        self.change.setEnabled(line is not None)
        moved = line is not None and line.name in self._session.settings.keys
        self.usual.setEnabled(moved)

    def _change(self) -> None:
        if self.table.current is not None:
            self._ask(self.table.current)

    def _ask(self, line: KeyLine) -> None:
        NewKey(self, line).open()

    def _take_back(self) -> None:
        line = self.table.current
        if line is not None:
            own = {k: v for k, v in self._session.settings.keys.items() if k != line.name}
            self._session.prefer(keys=own)

    def _forget(self) -> None:
        self._session.prefer(keys={})


class NewKey(Sheet):
    """Waits for one key press, and says at once what speaks against it."""

    def __init__(self, page: KeysPage, line: KeyLine) -> None:
        super().__init__(
            page.window(), "newkey", line.title, _("Press the key that is to do this.")
        )
        self._page, self._line = page, line
        self.field = _Pressed(line.key)
        rows = form()
        add(rows, _("Hotkey"), self.field)
        self.body.addLayout(rows)
        self.cancel_button()
        self.button("go", _("Take this key"), self._go, kind="primary")
        self.field.setFocus()

    def _go(self) -> None:
        try:
            self._page.give(self._line, self.field.text())
        except AuditError as error:
            self.refuse(error)
        else:
            self.close()


class _Pressed(QLineEdit):
    """Shows the key that was pressed last; what moves the focus or leaves goes its usual way."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.setObjectName("newkey:key")
        self.setAccessibleName(_("Hotkey"))
        self.setReadOnly(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = typed_key(event)
        if typed and typed.isprintable() and not typed.isspace():
            self.setText(typed)
        else:
            super().keyPressEvent(event)


def _tone(line: KeyLine) -> str:
    return "accent" if line.key != line.usual else ""


def _policy_of(store: "Project", person: "Person") -> "Policy | None":
    """Return the rule book by which this person grades, else the newest."""
    from reviewer_audit.services import grading, policies

    round_id = grading.current_round(store, person)
    if round_id is not None:
        return grading.policy(store, round_id)
    versions = policies.versions(store)
    return versions[-1] if versions else None
