"""Control totals: what the sender says was sent, against what arrived."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHBoxLayout

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.screens.intake.fields import Choice, Number, labelled
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.services.batches import Held, TotalLine
    from ui.session import Session

ROLES = (("vendor", _("Vendor")), ("queue", _("Queue")), ("day", _("Day")))
MOST = 100_000_000
KINDS = "*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt"


class Totals(Card):
    """A small form, a sheet instead of it, and the gaps."""

    def __init__(self, session: "Session") -> None:
        super().__init__("data:totals", _("Control totals"))
        self._session = session
        self._held: Held | None = None
        self.state = Badge("data:totals:state")
        self.head.addWidget(self.state)
        self.role = Choice("data:total:role", _("Total of"))
        self.value = Choice("data:total:value", _("Which one"), editable=True)
        self.sent = Number("data:total:sent", _("Decisions sent"), 0, MOST)
        self.add_button = Button("data:total:add", _("Add"), self._add)
        self.sheet = Button("data:total:sheet", _("From a sheet…"), self._choose, kind="quiet")
        self.lines = Table(
            "data:total:lines",
            (
                Column(_("Total of"), _name, stretch=True),
                number(_("Sent"), lambda one: one.expected),
                number(_("Arrived"), lambda one: one.arrived),
                Column(
                    _("Gap"),
                    lambda one: one.off,
                    _gap,
                    Qt.AlignmentFlag.AlignRight,
                    tone=lambda one: "bad" if one.off else "good",
                ),
            ),
            label=_("Control totals"),
            empty=_("Type what the sender says was sent; what is missing then stands here."),
        )
        self.lines.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.lines.setMinimumHeight(theme.px(120))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(labelled(_("Total of"), self.role, 124))
        row.addWidget(labelled(_("Which one"), self.value), 1)
        row.addWidget(labelled(_("Decisions sent"), self.sent, 104))
        row.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.add(self.lines, stretch=1)
        self.told = PlainLabel("data:total:told", role="small", wrap=True)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.sheet)
        self.body.addLayout(foot)
        self.role.offer(ROLES, "vendor")
        self.role.picked.connect(self._offer_values)
        line = self.sent.lineEdit()
        if line is not None:
            line.returnPressed.connect(self._add)

    def show_held(self, held: "Held") -> None:
        """Show totals against what arrived."""
        self._held = held
        self.lines.put(held.totals)
        off = [one for one in held.totals if one.off]
        if not held.totals:
            self.state.put("")
        elif off:
            words = ngettext("{n} gap", "{n} gaps", len(off)).format(n=len(off))
            self.state.put(words, "bad")
        else:
            self.state.put(_("All arrived"), "good")
        self.told.put(_("Gaps stand on every report."))
        self._offer_values(self.role.currentData() or "vendor")

    def _offer_values(self, role: str) -> None:
        values = self._held.values.get(role, ()) if self._held is not None else ()
        typed = self.value.currentText()
        current = typed if typed in values else values[0] if values else ""
        self.value.offer([(one, one) for one in values], current)

    def _add(self) -> None:
        value = self.value.currentText().strip()
        if value:
            total = (str(self.role.currentData()), value, self.sent.value())
            self._record([total], None)

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("A sheet of control totals"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Sheets ({kinds})").format(kinds=KINDS)])
        dialog.fileSelected.connect(lambda name: self._record([], Path(name)))
        dialog.open()

    def _record(self, totals: list[tuple[str, str, int]], sheet: Path | None) -> None:
        from reviewer_audit.services import controls

        self._session.jobs.start(
            controls.record,
            self._session.store,
            totals,
            sheet,
            by=self._session.person,
            failed=self._refused,
        )

    def _refused(self, error: BaseException) -> None:
        from reviewer_audit.errors import AuditError

        if not isinstance(error, AuditError):
            raise error
        self.told.say(f"{error.message} {error.hint}", "bad")


def _name(line: "TotalLine") -> str:
    return f"{dict(ROLES).get(line.role, line.role)} · {line.value}"


def _gap(off: int) -> str:
    return f"{off:+,}".replace("-", "\u2212") if off else "0"
