"""What one person can take on: a form for leads, kept field by field."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.domain.people import Availability, Role
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.buttons import SegmentedControl
from ui.widgets.cards import Banner, Card, Columns
from ui.widgets.sheet import field

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit

    from reviewer_audit.services.roster import Changed, RosterLine
    from ui.session import Session

ROLES = ((Role.AUDITOR.value, _("Auditor")), (Role.LEAD.value, _("Lead")))
SHOWN = 12  # values named below a field


class RosterForm(Card):
    """Every field is kept as soon as it is left, or Enter is pressed in it."""

    def __init__(self, session: "Session") -> None:
        super().__init__("settings:roster", " ")
        self._session = session
        self._line: RosterLine | None = None
        self.banner = Banner("settings:roster:banner")
        self.add(self.banner)
        self.role = SegmentedControl("settings:roster:role", ROLES, label=_("Works as"))
        self.role.changed.connect(lambda key: self._keep(role=Role(key)))
        self._fields: dict[str, QLineEdit] = {}
        self._said: dict[str, PlainLabel] = {}
        fields = (
            ("languages", _("Languages"), _("any")),
            ("queues", _("Queues"), _("any")),
            ("hours", _("Hours a week"), _("not said: as long as the others")),
            ("away", _("Away"), _("2026-12-24..2027-01-03, 2027-02-01")),
            ("not_topics", _("Not given"), _("nothing")),
        )
        boxes = {key: self._field(key, title, hint) for key, title, hint in fields}
        boxes["role"] = _stack("settings:roster:role", _("Works as"), self.role)
        columns = Columns("settings:roster:columns", threshold=560)
        for keys in (("languages", "queues", "not_topics"), ("role", "hours", "away")):
            column = QVBoxLayout()
            column.setSpacing(14)
            for key in keys:
                column.addLayout(boxes[key])
            column.addStretch(1)
            columns.add(column)
        self.add(columns)
        self.say_below("away", _("Counts for a round that has a due date."))
        self.say_below(
            "not_topics",
            _(
                "Queues, item types or topics. Leads alone see this, here; no reason is asked "
                "for, and no pack, report, export or journal line holds it."
            ),
        )

    def _field(self, key: str, title: str, hint: str) -> QVBoxLayout:
        name = f"settings:roster:{key}"
        made = self._fields[key] = field(name, title)
        made.setPlaceholderText(hint)
        made.setMaxLength(2000)
        made.editingFinished.connect(partial(self._leave, key))
        said = self._said[key] = PlainLabel(f"{name}:said", role="small", wrap=True)
        said.hide()
        return _stack(name, title, made, said)

    def put(self, line: "RosterLine") -> None:
        """Show a person; a field in which somebody types keeps what was typed."""
        same = self._line is not None and self._line.person.id == line.person.id
        self._line = line
        if not same:
            self.banner.hide()
        self.say(
            _("What {name} can take on").format(name=line.person.name),
            _("A field that is left empty limits nothing. The next draw heeds it.")
            + (
                " " + _("Key {letters}").format(letters=line.fingerprint)
                if line.fingerprint
                else ""
            ),
        )
        self.role.choose(line.person.role.value)
        for key, text in _texts(line.known or Availability()).items():
            made = self._fields[key]
            if not (same and made.hasFocus()):
                made.setText(text)
                theme.restyle(made, wrong="false")

    def forget(self) -> None:
        """Empty every field, and what was said of them."""
        self._line = None
        for made in self._fields.values():
            made.clear()
            made.setModified(False)
        self.banner.show_text("")
        self.banner.hide()

    def offer(self, languages: Sequence[str], queues: Sequence[str]) -> None:
        """Say which languages and queues arrived."""
        for key, values in (("languages", languages), ("queues", queues)):
            more = _(" and {n} more").format(n=len(values) - SHOWN) if len(values) > SHOWN else ""
            text = _("This audit has: {values}").format(values=_(", ").join(values[:SHOWN]) + more)
            self.say_below(key, text if values else "")

    def say_below(self, key: str, text: str) -> None:
        """Put a line below a field."""
        self._said[key].put(text)
        self._said[key].setVisible(bool(text))

    def _leave(self, key: str) -> None:
        from reviewer_audit.services import roster

        made = self._fields[key]
        if self._line is None or not made.isModified():
            return
        made.setModified(False)
        read: dict[str, Callable[[str], Any]] = {"hours": roster.hours_of, "away": roster.away_of}
        try:
            value = read.get(key, roster.names_of)(made.text())
        except AuditError as error:
            self._refuse(key, error)
            return
        if value != getattr(self._line.known or Availability(), key):
            self._keep(key, **{key: value})

    def _keep(self, key: str = "", *, role: Role | None = None, **changes: Any) -> None:
        from reviewer_audit.services import roster

        if self._line is None:
            return
        session = self._session
        entry = roster.Entry(name=self._line.person.name, role=role, changes=changes)
        session.jobs.start(
            partial(roster.change, session.store, [entry], by=session.person),
            done=partial(self._kept, key),
            failed=partial(self._refuse, key),
        )

    def _kept(self, key: str, done: "Changed") -> None:
        self.banner.hide()
        if key:
            theme.restyle(self._fields[key], wrong="false")
        if done.unknown:
            self.banner.show_text(
                _("Kept. Nothing brought in so far has: {words}").format(
                    words=", ".join(done.unknown)
                ),
                _("It will count once something comes in that has it; or it is misspelt."),
                tone="caution",
            )

    def _refuse(self, key: str, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        if key:
            theme.restyle(self._fields[key], wrong="true")
        self.banner.show_text(error.message, error.hint, tone="bad")


def _stack(name: str, title: str, *controls: QWidget) -> QVBoxLayout:
    """Put a title above a control, and what is said of it below."""
    box = QVBoxLayout()
    box.setSpacing(4)
    label = PlainLabel(f"{name}:label", title, role="muted")
    label.setBuddy(controls[0])
    for widget in (label, *controls):
        box.addWidget(widget)
    return box


def _texts(known: Availability) -> dict[str, str]:
    from reviewer_audit.services import roster

    return {
        "languages": ", ".join(known.languages),
        "queues": ", ".join(known.queues),
        "hours": "" if known.hours is None else f"{known.hours:g}",
        "away": roster.away_text(known.away),
        "not_topics": ", ".join(known.not_topics),
    }
