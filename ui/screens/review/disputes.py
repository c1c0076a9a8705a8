"""Disputes: what each vendor was shown and said, and the arbitrator's ruling."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.domain.disputes import Ruling
from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.screens.review import words
from ui.screens.review.queue import field
from ui.screens.review.votes import FittingPane
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Columns
from ui.widgets.flow import Wrapping, together
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.review_board import Board, VendorLine
    from reviewer_audit.services.ruling import DisputeLine

DAYS = 7  # a week to answer, unless the lead says otherwise


class VendorsCard(Card):
    """One line per vendor, and what to do next for the one under the cursor."""

    release_asked = Signal(str, object, object)  # vendor, date, path
    bring_asked = Signal(object)  # path
    end_asked = Signal(str, str)  # vendor, reason

    def __init__(self) -> None:
        super().__init__(
            "review:vendors",
            _("Vendors"),
            note=_("Each gets a workbook of its own decisions; silence by the date is acceptance."),
        )
        self._able = self._may_write = False
        self.table = Table(
            "review:vendorTable",
            (
                Column(_("Vendor"), lambda v: v.vendor or _("(no name)"), stretch=True, bold=True),
                number(_("Decisions"), lambda v: v.decisions),
                Column(_("Window"), _window),
                number(_("Raised"), lambda v: v.counts.raised, tone=_quiet),
                number(_("Accepted"), lambda v: v.counts.accepted, tone=_quiet),
                number(_("Partly"), lambda v: v.counts.partial, tone=_quiet),
                number(_("Rejected"), lambda v: v.counts.rejected, tone=_quiet),
                number(_("open").capitalize(), lambda v: v.counts.open, tone=_quiet),
                number(_("Silent"), lambda v: v.counts.silent, tone=_quiet),
            ),
            label=_("Vendors"),
            framed=False,
        )
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.setFixedHeight(theme.px(148))
        self.add(self.table)
        self.until = QLineEdit((datetime.now(UTC).date() + timedelta(days=DAYS)).isoformat())
        self.until.setObjectName("review:until")
        self.until.setAccessibleName(_("Last day to dispute, as year-month-day"))
        self.until.setFixedWidth(theme.px(120))
        self.until.textChanged.connect(self._may_release)
        self.release = Button("review:release", _("Release\u2026"), self._ask_where)
        self.end = Button("review:end", _("End its window early\u2026"), self._ask_why)
        self.table.chosen.connect(lambda _line: self._may_end())
        self.bring = Button("review:bring", _("Bring replies in\u2026"), self._ask_what)
        until = PlainLabel("review:until:label", _("Disputes until"), role="muted")
        self.with_buttons(self.bring)
        self.add(Wrapping(together(until, self.until), self.release, self.end))

    def put(self, board: "Board", *, may_write: bool) -> None:
        """Show the vendors of a round."""
        at = max(0, self.table.currentIndex().row())
        self.table.put(board.vendors)
        self.table.setCurrentIndex(self.table.model().index(at, 0))
        self._able = may_write and bool(board.vendors)
        self._may_write = may_write
        self._may_release()
        self._may_end()
        released = any(line.until is not None for line in board.vendors)
        self.bring.setEnabled(may_write and released)

    def release_to(self, path: Path) -> None:
        """Ask for the workbook of the vendor under the cursor."""
        line: VendorLine | None = self.table.current
        if line is not None:
            self.release_asked.emit(line.vendor, date.fromisoformat(self.until.text()), path)

    def _may_release(self) -> None:
        try:
            date.fromisoformat(self.until.text())
        except ValueError:
            self.release.setEnabled(False)
        else:
            self.release.setEnabled(self._able)

    def _may_end(self) -> None:
        """A window can be ended while the vendor under the cursor may still reply."""
        line: VendorLine | None = self.table.current
        self.end.setEnabled(self._may_write and line is not None and line.counts.waiting > 0)

    def _ask_why(self) -> None:
        line: VendorLine | None = self.table.current
        if line is not None:
            from ui.screens.review.ending import EndWindow

            form = EndWindow(self.window(), line)
            form.given.connect(self.end_asked)
            form.open()

    def _ask_where(self) -> None:
        line: VendorLine | None = self.table.current
        if line is None:
            return
        dialog = QFileDialog(self.window(), _("Save the vendor's workbook"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.setNameFilters([_("Workbooks (*.xlsx)")])
        safe = "".join(c if c.isalnum() or c in " -_" else " " for c in line.vendor if line)
        dialog.selectFile(f"{safe.strip() or 'vendor'} - disputes.xlsx")
        dialog.fileSelected.connect(lambda name: self.release_to(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_what(self) -> None:
        dialog = QFileDialog(self.window(), _("A workbook that a vendor sent back"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Workbooks (*.xlsx *.xlsm *.ods *.csv)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.bring_asked.emit(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class RulingCard(Card):
    """One dispute: the argument, both answers, and the arbitrator's ruling."""

    ruled = Signal(int, object, object)  # decision, Ruling, what else was said

    def __init__(self) -> None:
        super().__init__("review:ruling", " ")
        self._line: DisputeLine | None = None
        self._policy: Policy | None = None
        self.badge = Badge("review:ruling:state")
        self.head.addWidget(self.badge)
        self.content = FittingPane("review:ruling:content", label=_("Content"))
        self.argument = PlainLabel("review:argument", wrap=True, content=True)
        self.answers = PlainLabel("review:answers", role="muted", wrap=True)
        self.third = QComboBox()
        self.rationale = QPlainTextEdit()
        self.rationale.setTabChangesFocus(True)
        self.rationale.setFixedHeight(theme.px(52))
        self.twice = QLineEdit()
        self._form = QWidget()
        for widget in (self.content, self.argument, self.answers):
            self.add(widget)
        self._lay_out()
        self.add(self._form)
        self.body.addStretch(1)

    def _lay_out(self) -> None:
        form = QVBoxLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        form.addLayout(field("review:third", _("Right, where it is neither answer"), self.third))
        form.addLayout(field("review:ruling:why", _("Rationale"), self.rationale))
        self._own = QWidget()
        own = field(
            "review:ruling:twice", _("You acted on this item before. Why again?"), self.twice
        )
        own.setContentsMargins(0, 0, 0, 0)
        self._own.setLayout(own)
        form.addWidget(self._own)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.buttons = {
            Ruling.ACCEPTED: Button("review:accept", _("Accept"), self._give(Ruling.ACCEPTED)),
            Ruling.PARTIAL: Button("review:partly", _("Accept partly"), self._give(Ruling.PARTIAL)),
            Ruling.REJECTED: Button("review:reject", _("Reject"), self._give(Ruling.REJECTED)),
        }
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        form.addLayout(row)
        self.third.currentIndexChanged.connect(self._tell_partly)

    def put(self, line: "DisputeLine | None", policy: "Policy", *, may_write: bool) -> None:
        """Show a dispute."""
        self._line, self._policy = line, policy
        self.setVisible(line is not None)
        if line is None:
            return
        by = f" \u00b7 {line.vendor}" if line.vendor else ""
        clause = words.labels(policy, (line.dispute.clause,)) if line.dispute.clause else ""
        relies = _("relies on {clause}").format(clause=clause) if clause else ""
        self.say(f"{line.item}{by}", relies)
        done = line.dispute.ruling
        tone = {"accepted": "good", "rejected": "neutral", "partial": "accent"}
        self.badge.put(
            words.RULINGS[done] if done else _("open").capitalize(),
            tone[done] if done else "caution",
        )
        self.content.put(line.content)
        self.argument.put(f"\u201c{line.dispute.argument}\u201d")
        final = line.final_answer
        said = [
            _("Vendor: {answer}").format(answer=words.answer(policy, line.vendor_answer)),
            _("Final answer: {answer}").format(
                answer=words.answer(policy, final) if final else _("none yet")
            ),
        ]
        if done and line.dispute.rationale:
            said.append(_("Ruled: {why}").format(why=line.dispute.rationale))
        self.answers.put("\n".join(said))
        self.third.clear()
        taken = {line.vendor_answer.labels[:1], final.labels[:1] if final else ()}
        self.third.addItem(_("choose one for a partial ruling"), "")
        for label in policy.labels:
            if (label.key,) not in taken:
                self.third.addItem(label.title, label.key)
        self.rationale.setPlainText("")
        self.twice.clear()
        self._own.setVisible(line.own)
        self._form.setVisible(done is None and may_write)
        self._tell_partly()

    def _tell_partly(self) -> None:
        self.buttons[Ruling.PARTIAL].setEnabled(bool(self.third.currentData()))

    def _give(self, ruling: Ruling) -> Any:
        def give() -> None:
            if self._line is None or self._policy is None:
                return
            third = str(self.third.currentData() or "") if ruling is Ruling.PARTIAL else ""
            known = {label.key: label for label in self._policy.labels}
            said = {
                "labels": (third,) if third else (),
                "action": known[third].default_action if third else "",
                "rationale": self.rationale.toPlainText().strip(),
                "own_reason": self.twice.text().strip(),
            }
            self.ruled.emit(self._line.dispute.decision_id, ruling, said)

        return give


class DisputesPage(QWidget):
    """Vendors above; below the disputes, and beside them the one under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("review:disputes")
        self._board: Board | None = None
        self._may_write = False
        self.vendors = VendorsCard()
        self.list = Card("review:disputeCard", _("Disputes"))
        self.table = Table(
            "review:disputeTable",
            (
                Column(_("Item"), lambda d: d.item, stretch=True, bold=True),
                Column(_("Vendor"), lambda d: d.vendor),
                Column(_("Ruling"), _ruling, tone=_tone),
            ),
            label=_("Disputes"),
            empty=_("No vendor has disputed anything yet."),
            framed=False,
        )
        self.table.setSelectionMode(Table.SelectionMode.SingleSelection)
        self.table.chosen.connect(self._choose)
        self.list.add(self.table, stretch=1)
        self.ruling = RulingCard()
        self._below = below = Columns("review:disputeColumns")
        for card, share in ((self.list, 2), (self.ruling, 3)):
            column = QVBoxLayout()
            column.addWidget(card)
            below.add(column, stretch=share)
        self.table.setMinimumHeight(theme.px(160))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self.vendors)
        body.addWidget(below, stretch=1)

    def put(self, board: "Board", *, may_write: bool) -> None:
        """Show the disputes of a round, the cursor on the first open one."""
        self._board, self._may_write = board, may_write
        self.vendors.put(board, may_write=may_write)
        rows = board.disputes
        self.table.put(rows, [line for line in rows if line.dispute.ruling is not None])
        waiting = sum(line.dispute.ruling is None for line in rows)
        note = ngettext("{n} open", "{n} open", waiting).format(n=f"{waiting:,}") if rows else ""
        self.list.say(_("Disputes"), note)
        if rows:
            self.table.setCurrentIndex(self.table.model().index(0, 0))
            self._choose(rows[0])
        else:
            self._choose(None)

    def _choose(self, line: "DisputeLine | None") -> None:
        if self._board is not None:
            self.ruling.put(line, self._board.policy, may_write=self._may_write)
            self._below.give(1, 3 if line is not None else 0)


def _window(line: "VendorLine") -> str:
    if line.until is None:
        return _("not released")
    return _("over") if line.over else _("until {day}").format(day=line.until.isoformat())


def _quiet(line: "VendorLine") -> str:
    """Nothing of a vendor that was shown nothing yet is a finding."""
    return "muted" if line.until is None else ""


def _ruling(line: "DisputeLine") -> str:
    done = line.dispute.ruling
    return words.RULINGS[done] if done else _("open")


def _tone(line: "DisputeLine") -> str:
    return "muted" if line.dispute.ruling else "caution"
