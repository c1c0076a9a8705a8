"""Forms that lie over the Calibrate screen: a new session, people, an action, a report."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.domain.calibration import Purpose, Side
from reviewer_audit.i18n import _
from reviewer_audit.text import reveal
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.sheet import Sheet, add, field, form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer_audit.domain.calibration import Participant
    from reviewer_audit.domain.policy import Policy

PURPOSES = {
    Purpose.CRITICAL: _("Critical"),
    Purpose.DISPUTED: _("Disputed"),
    Purpose.CLAUSE: _("New or changed clause"),
    Purpose.DISAGREEMENT: _("Disagreement"),
    Purpose.CONTROL: _("Clear controls"),
}
BRIEF = {
    Purpose.CRITICAL: _("Critical"),
    Purpose.DISPUTED: _("Disputed"),
    Purpose.CLAUSE: _("New clause"),
    Purpose.DISAGREEMENT: _("Disagreement"),
    Purpose.CONTROL: _("Controls"),
}
SIDES = {Side.CLIENT: _("Client"), Side.VENDOR: _("Vendor"), Side.EXPERT: _("Expert")}


def choose_votes(window: QWidget, run: "Callable[[str], None]") -> None:
    """Ask for a file of votes: a return, a workbook or a table."""
    dialog = QFileDialog(window, _("Votes from elsewhere"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    endings = "*.auditreturn *.xlsx *.xlsm *.ods *.csv *.tsv"
    dialog.setNameFilters([_("Votes ({endings})").format(endings=endings), _("All files (*)")])
    dialog.fileSelected.connect(run)
    dialog.open()


class NewSession(Sheet):
    """What the session is about and who takes part."""

    made = Signal(object)  # the arguments of ``calibration.new``

    def __init__(self, parent: QWidget | None, clauses: "Sequence[str]" = ()) -> None:
        super().__init__(
            parent,
            "calibrate:new",
            _("New calibration session"),
            _(
                "Items come from revealed rounds, none that somebody still grades. The set aims "
                "at 40 to 60 % violating and says what it could not reach."
            ),
        )
        self.title = field("calibrate:new:title", _("Title"))
        self.title.setPlaceholderText(_("such as October"))
        self.day = field("calibrate:new:day", _("Day"))
        self.day.setText(datetime.now(UTC).date().isoformat())
        self.size_ = field("calibrate:new:size", _("How many items"))
        self.size_.setText("15")
        self.size_.setFixedWidth(theme.px(64))
        self.vendor = field("calibrate:new:of", _("Items of this vendor alone"))
        self.vendor.setPlaceholderText(_("all vendors"))
        self.clauses = field("calibrate:new:clauses", _("New or changed clauses"))
        self.clauses.setPlaceholderText(
            ", ".join(clauses) or _("keys of labels; the newest policy changed none")
        )
        self.people = {side: field(f"calibrate:new:{side.value}", SIDES[side]) for side in Side}
        rows = form()
        add(rows, _("Title"), self.title)
        add(rows, _("Day, items"), self.day, self.size_)
        for side, line in self.people.items():
            hint = _("gives the baseline, does not vote") if side is Side.EXPERT else ""
            line.setPlaceholderText(hint or _("names, with commas"))
            add(rows, SIDES[side], line)
        add(rows, _("Items of"), self.vendor)
        add(rows, _("Clauses"), self.clauses)
        self.body.addLayout(rows)
        self.body.addWidget(
            PlainLabel("calibrate:new:why", _("Items by purpose; empty: shared out"), role="muted")
        )
        self.body.addLayout(self._purposes())
        self.cancel_button()
        self.button("make", _("Choose the items"), self._give, kind="primary")
        self.title.setFocus()
        self.fit()

    def _purposes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.purposes = {}
        for purpose, title in BRIEF.items():
            line = self.purposes[purpose] = field(
                f"calibrate:new:{purpose.value}", PURPOSES[purpose]
            )
            line.setPlaceholderText(_("auto"))
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(PlainLabel(f"{line.objectName()}:label", title, role="small"))
            column.addWidget(line)
            row.addLayout(column)
        return row

    def _give(self) -> None:
        people = [
            (name, side) for side, line in self.people.items() for name in names_in(line.text())
        ]
        numbers = {p: line.text().strip() for p, line in self.purposes.items()}
        numbers = {p: text for p, text in numbers.items() if text}
        size = self.size_.text().strip()
        if not all(text.isdecimal() for text in (size, *numbers.values())):
            self.banner.show_text(_("How many items is a whole number."), tone="bad")
            self.fit()
            return
        self.made.emit(
            {
                "title": self.title.text().strip(),
                "held_on": self.day.text().strip(),
                "size": int(size),
                "wishes": {p: int(text) for p, text in numbers.items()},
                "vendor": self.vendor.text().strip(),
                "clauses": names_in(self.clauses.text()),
                "people": people,
            }
        )
        self.close()


class AddPeople(Sheet):
    """More people for one side."""

    given = Signal(object, object)  # names, Side

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "calibrate:people", _("Add people"))
        self.names = field("calibrate:people:names", _("Names"))
        self.names.setPlaceholderText(_("names, with commas"))
        self.side = QComboBox()
        self.side.setObjectName("calibrate:people:side")
        self.side.setAccessibleName(_("Side"))
        for side, title in SIDES.items():
            self.side.addItem(title, side)
        rows = form()
        add(rows, _("Side"), self.side)
        add(rows, _("Names"), self.names)
        self.body.addLayout(rows)
        self.cancel_button()
        self.button("add", _("Add"), self._give, kind="primary")
        self.names.setFocus()
        self.fit()

    def _give(self) -> None:
        self.given.emit(names_in(self.names.text()), Side(self.side.currentData()))
        self.close()


class TakeOut(Sheet):
    """Takes a participant out of the session, or lets them back in; a reason is required."""

    given = Signal(object, str)  # Participant, reason

    def __init__(self, parent: QWidget | None, who: "Participant") -> None:
        title = _("Let {name} back in") if who.is_out else _("Take {name} out")
        note = (
            _("What they said before counts again.")
            if who.is_out
            else _("What they said stays written and counts no more; what they send is refused.")
        )
        super().__init__(parent, "calibrate:takeout", title.format(name=who.name), note)
        self._who = who
        self.reason = field("calibrate:takeout:reason", _("Reason, required"))
        self.reason.textChanged.connect(self._may_give)
        rows = form()
        add(rows, _("Reason"), self.reason)
        self.body.addLayout(rows)
        self.cancel_button()
        text = _("Let back in") if who.is_out else _("Take out")
        self.go_on = self.button("go", text, self._give, kind="primary")
        self._may_give()
        self.reason.setFocus()
        self.fit()

    def _may_give(self) -> None:
        self.go_on.setEnabled(bool(self.reason.text().strip()))

    def _give(self) -> None:
        self.given.emit(self._who, self.reason.text().strip())
        self.close()


class NewAction(Sheet):
    """An action, or with a clause a clarification of the policy."""

    given = Signal(object)  # text, owner, due, clause

    def __init__(self, parent: QWidget | None, policy: "Policy") -> None:
        super().__init__(
            parent,
            "calibrate:action",
            _("New action"),
            _("With a clause it is a clarification: the audited items it touches are listed."),
        )
        self.text = QPlainTextEdit()
        self.text.setObjectName("calibrate:action:text")
        self.text.setAccessibleName(_("What is to be done"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(64))
        self.owner = field("calibrate:action:owner", _("Owner"))
        self.due = field("calibrate:action:due", _("Due"))
        self.due.setPlaceholderText("2026-10-31")
        self.clause = QComboBox()
        self.clause.setObjectName("calibrate:action:clause")
        self.clause.setAccessibleName(_("Clause to clarify"))
        self.clause.addItem(_("none: an action"), "")
        for label in policy.labels:
            self.clause.addItem(reveal(label.title), label.key)
        rows = form()
        add(rows, _("What"), self.text)
        add(rows, _("Clause"), self.clause)
        add(rows, _("Owner"), self.owner)
        add(rows, _("Due"), self.due)
        self.body.addLayout(rows)
        self.cancel_button()
        self.button("add", _("Take it up"), self._give, kind="primary")
        self.text.setFocus()
        self.fit()

    def _give(self) -> None:
        self.given.emit(
            {
                "text": self.text.toPlainText().strip(),
                "owner": self.owner.text().strip(),
                "due": self.due.text().strip(),
                "clause": str(self.clause.currentData() or ""),
            }
        )
        self.close()


class WriteReport(Sheet):
    """Where the report goes, and as what."""

    given = Signal(object, object)  # Path, formats

    def __init__(self, parent: QWidget | None, folder: Path) -> None:
        super().__init__(
            parent,
            "calibrate:report",
            _("Write the calibration report"),
            _("Pseudonyms, no ranks, no content. A file there is replaced once the new is whole."),
        )
        self.folder = field("calibrate:report:folder", _("Folder"))
        self.folder.setText(str(folder))
        choose = Button("calibrate:report:choose", _("Choose…"), self._choose, picture="folder")
        self.kinds = {}
        for kind, title in (("xlsx", _("Workbook")), ("html", _("Web page")), ("pdf", _("PDF"))):
            box = self.kinds[kind] = QCheckBox(title)
            box.setObjectName(f"calibrate:report:{kind}")
            box.setChecked(kind != "html")
        rows = form()
        add(rows, _("Folder"), self.folder, choose)
        add(rows, _("Formats"), *self.kinds.values())
        self.body.addLayout(rows)
        self.cancel_button()
        self.button("write", _("Write"), self._give, kind="primary")
        self.fit()

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Folder for the report"), self.folder.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def _give(self) -> None:
        kinds = [kind for kind, box in self.kinds.items() if box.isChecked()]
        if kinds and self.folder.text().strip():
            self.given.emit(Path(self.folder.text().strip()).expanduser(), kinds)
            self.close()


def names_in(text: str) -> list[str]:
    """Return the names of a line."""
    return [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]
