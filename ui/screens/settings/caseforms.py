"""The forms of a case: each has a few fields, says what is wrong, and goes once it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from reviewer_audit.errors import CaseError
from reviewer_audit.i18n import _
from ui.session import Session
from ui.widgets.sheet import Sheet, add, field, form

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field: a line to type in, or a list to choose from (value and what is shown)."""

    key: str
    label: str
    hint: str = ""
    given: str = ""
    choices: Sequence[tuple[str, str]] = ()


class CaseForm(Sheet):
    """Asks for a few things and writes them down in the background."""

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        name: str,
        title: str,
        entries: Sequence[Entry],
        *,
        verb: str,
        write: Callable[[Values], object],
        note: str = "",
    ) -> None:
        super().__init__(parent, name, title, note)
        self._session, self._write = session, write
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        rows = form()
        for one in entries:
            self.fields[one.key] = self._field(one)
            add(rows, one.label, self.fields[one.key])
        self.body.addLayout(rows)
        self.cancel_button()
        self.go = self.button("go", verb, self._go, kind="primary")

    def _field(self, one: Entry) -> QLineEdit | QComboBox:
        name = f"{self.objectName()}:{one.key}"
        if not one.choices:
            line = field(name, one.label)
            line.setPlaceholderText(one.hint)
            line.setText(one.given)
            return line
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(one.label)
        for value, shown in one.choices:
            box.addItem(shown, value)
        box.setCurrentIndex(max(0, box.findData(one.given)))
        return box

    def _go(self) -> None:
        given = {
            key: widget.text().strip()
            if isinstance(widget, QLineEdit)
            else str(widget.currentData() or "")
            for key, widget in self.fields.items()
        }
        self.go.setEnabled(False)
        self._session.jobs.start(
            self._write, given, title=self.windowTitle(), done=self._written, failed=self._refused
        )

    def _written(self, _done: object) -> None:
        self.close()

    def _refused(self, error: BaseException) -> None:
        self.go.setEnabled(True)
        self.refuse(error)


def slice_of(text: str) -> dict[str, str]:
    """Return the slice of "vendor=Northgate, queue=feed".

    Raises:
        CaseError: it is written otherwise.
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not sign or not value.strip() for _role, sign, value in pairs):
        message = _("A slice is written as vendor=Northgate, queue=feed.")
        raise CaseError(message, _("Nothing was written."), code="case.slice")
    return {role.strip(): value.strip() for role, _sign, value in pairs}


def names_of(text: str) -> list[str]:
    """Return items that were typed with commas between them."""
    return [name.strip() for name in text.split(",") if name.strip()]
