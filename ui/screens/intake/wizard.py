"""One page for one file: what it will do, its rows, its columns, its labels, its troubles."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.screens.intake.columns import Columns
from ui.screens.intake.notused import Line, NotUsed
from ui.screens.intake.options import Options
from ui.screens.intake.outcome import Outcome
from ui.screens.intake.preview import Preview
from ui.screens.intake.values import Values
from ui.screens.intake.words import trouble, where
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card, EmptyState
from ui.widgets.cards import Columns as TwoColumns
from ui.widgets.stack import Free, filling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.batches import BadRow
    from reviewer_audit.services.intake_review import Review
    from ui.screens.intake.viewmodel import Bringing
    from ui.session import Session

LOCKED = {"intake.needs_password", "intake.wrong_password"}


class Wizard(QWidget):
    """The file on its way in."""

    other_file = Signal()
    exported = Signal(str)

    def __init__(self, session: "Session", bringing: "Bringing") -> None:
        super().__init__()
        self.setObjectName("data:wizard")
        self._session = session
        self._bringing = bringing
        self._shown: Review | None = None
        self.banner = Banner("data:banner")
        self.blind = Banner("data:notblind")
        self.outcome = Outcome()
        self.preview = Preview(bringing)
        self.columns = Columns(bringing)
        self.labels = Values(bringing, "labels", _("What each label means"))
        self.acts = Values(bringing, "actions", _("What each action means"))
        self.options = Options(bringing)
        self.troubles = NotUsed("data:troubles", _("Problems, by cause"))
        self.troubles.wants_export.connect(self._export)
        self._pages = filling(self)
        self.waiting = EmptyState("data:waiting", "", picture="table")
        self.refused = EmptyState(
            "data:refused",
            "",
            "",
            _("Choose another file"),
            self.other_file.emit,
            picture="warning",
        )
        self.locked = _Locked(bringing)
        self._body = self._lay_out()
        for page in (self.waiting, self.refused, self.locked, self._body):
            self._pages.addWidget(page)
        bringing.changed.connect(self.show_state)

    def use_policy(self, policy: "Policy") -> None:
        """Offer the labels and actions of this policy."""
        self.labels.use([(one.key, one.title) for one in policy.labels])
        self.acts.use([(one.key, one.title) for one in policy.actions])
        self._shown = None
        self.show_state()

    def _lay_out(self) -> QWidget:
        page = Free()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addWidget(self.blind)
        outer.addWidget(self.banner)
        outer.addWidget(self.outcome)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(16)
        rows.addWidget(self.preview)
        pair = TwoColumns("data:pair")
        for share, cards in (
            (3, (self.columns, self.options)),
            (2, (self.labels, self.acts)),
        ):
            stack = QVBoxLayout()
            stack.setSpacing(16)
            for card in cards:
                stack.addWidget(card)
            stack.addStretch(1)
            pair.add(stack, share)
        rows.addWidget(pair)
        rows.addWidget(self.troubles)
        rows.addStretch(1)
        self.area = QScrollArea()
        self.area.setObjectName("data:page")
        self.area.setAccessibleName(_("The file"))
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        outer.addWidget(self.area, stretch=1)
        return page

    @Slot()
    def show_state(self) -> None:
        """Show how far the file is."""
        state = self._bringing
        self._warn()
        seen, error = state.review, state.trouble
        if seen is None and error is not None:
            if error.code in LOCKED:
                self.locked.say(error.message)
                self._pages.setCurrentWidget(self.locked)
                return
            self.refused.say(error.message, error.hint)
            self._pages.setCurrentWidget(self.refused)
            return
        if seen is None:
            name = state.path.name if state.path else ""
            self.waiting.say(
                _("Reading {file}").format(file=name),
                _("Sheets, header and columns are being found. Nothing is written."),
            )
            self._pages.setCurrentWidget(self.waiting)
            return
        self._pages.setCurrentWidget(self._body)
        if error is not None:
            self.banner.show_text(
                error.message,
                error.hint,
                tone="bad",
                action=_("Take it back"),
                run=self._take_back,
                closable=False,
            )
        else:
            self.banner.hide()
        self.outcome.show_review(seen, busy=state.busy)
        if seen is not self._shown:
            self._shown = seen
            self._show_review(seen)
        self.options.show_profiles()
        self.options.show_folder()

    def _show_review(self, seen: "Review") -> None:
        self.preview.show_review(seen)
        self.columns.show_review(seen)
        self.labels.show_values(seen.labels)
        self.acts.show_values(seen.actions)
        self.options.show_review(seen)
        lines = [
            Line(
                one.code,
                trouble(one.code, stops=one.stops),
                where(one),
                one.column,
                one.count,
                one.stops,
            )
            for one in seen.causes
        ]
        self.troubles.put(lines, partial(_examples, seen))
        self.troubles.setVisible(bool(lines))

    def _warn(self) -> None:
        rounds = ", ".join(self._bringing.grading)
        if not rounds:
            self.blind.hide()
            return
        self.blind.show_text(
            _("The importer who also grades is not blind."),
            _(
                "You have items in {rounds}, and this file may tell what was decided on them."
            ).format(rounds=rounds),
            tone="caution",
            closable=False,
        )

    def _take_back(self) -> None:
        seen = self._bringing.review
        if seen is not None:
            self._bringing.asked = seen.asked
            self._bringing.trouble = None
            self._shown = None
            self.show_state()
            self._bringing.changed.emit()

    def _export(self) -> None:
        seen = self._bringing.review
        if seen is not None:
            ask_where(self, seen.table.file_name, partial(self._write, seen))

    def _write(self, seen: "Review", name: str) -> None:
        from reviewer_audit.services.intake import export_quarantine

        out = Path(name)
        self._session.jobs.start(
            export_quarantine,
            seen.rejected,
            out,
            seen.table.file_name,
            title=_("Writing {file}").format(file=out.name),
            done=lambda _nothing: self.exported.emit(out.name),
        )


class _Locked(QWidget):
    """Asks for the password of a file."""

    def __init__(self, bringing: "Bringing") -> None:
        super().__init__()
        self._bringing = bringing
        self._card = Card("data:locked", _("This file is protected"))
        self.text = PlainLabel("data:locked:text", role="muted", wrap=True)
        self.password = QLineEdit()
        self.password.setObjectName("data:password")
        self.password.setAccessibleName(_("Password of the file"))
        self.password.setPlaceholderText(_("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.returnPressed.connect(self._try)
        self._card.setMaximumWidth(theme.px(520))
        self._card.add(self.text)
        row = QHBoxLayout()
        row.addWidget(self.password, 1)
        row.addWidget(Button("data:unlock", _("Open"), self._try, kind="primary"))
        self._card.body.addLayout(row)
        self._card.add(
            PlainLabel(
                "data:locked:note",
                _("The password is used for this reading and kept nowhere."),
                role="small",
                wrap=True,
            )
        )
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card, 4)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)

    def say(self, text: str) -> None:
        """Say why it is asked."""
        self.text.put(text)
        self.password.setFocus()

    def _try(self) -> None:
        self._bringing.trouble = None
        self._bringing.say(password=self.password.text())
        self.password.clear()


def ask_where(parent: QWidget, file_name: str, write: object) -> None:
    """Ask where the rows to send back are to lie."""
    dialog = QFileDialog(parent, _("Export rows to send back"))
    dialog.setObjectName("data:exportdialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([_("Workbook (*.xlsx)")])
    dialog.setDefaultSuffix("xlsx")
    dialog.selectFile(_("{name} rows not used.xlsx").format(name=Path(file_name).stem))
    dialog.fileSelected.connect(write)
    dialog.open()


def _examples(seen: "Review", line: Line) -> "Sequence[BadRow]":
    return seen.rejected_by.get((line.code, line.column), ()) if line.stops else ()
