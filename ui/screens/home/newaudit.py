"""The form for a new audit: what it is called, where it lies, which rules it starts from."""

import getpass
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel, caption
from ui.screens.home import beginning
from ui.screens.home.beginning import FoundLabels, Wish
from ui.screens.home.rows import scrolled
from ui.session import Session
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.cards import Banner, Card

if TYPE_CHECKING:
    from reviewer_audit.services.projects import Project

GENERAL, FILE, DRAFT = "general", "file", "draft"


class NewAudit(QWidget):
    """Asks for little, and makes the project in the worker."""

    closed = Signal()

    def __init__(self, session: Session, workbook: Path | None = None) -> None:
        super().__init__()
        self.setObjectName("newaudit")
        self._session = session
        self._workbook = workbook
        self._policy_file: Path | None = None
        self._found: FoundLabels | None = None
        self._boxes: dict[str, QCheckBox] = {}
        self._folder = Path.home()
        self._card = Card(
            "newaudit:card",
            _("New audit"),
            note=_("From {file}").format(file=workbook.name) if workbook else "",
        )
        self.name = _field("newaudit:name", _("What the audit is called"))
        self.name.setPlaceholderText(_("such as Marketplace, week 37"))
        self.place = _field("newaudit:place", _("Where the file lies"))
        self.place.setReadOnly(True)
        self.person = _field("newaudit:person", _("Your name"))
        self.source = SegmentedControl(
            "newaudit:source",
            [
                (GENERAL, _("General policy")),
                (FILE, _("A policy file…")),
                (DRAFT, _("Labels of my workbook")),
            ],
            label=_("Rules to begin with"),
        )
        self.hint = PlainLabel("newaudit:hint", role="muted", wrap=True)
        self.banner = Banner("newaudit:banner")
        self._labels = QVBoxLayout()
        self._lay_out()
        self.name.textChanged.connect(self._show_place)
        self.source.changed.connect(self._choose_source)

    def start(self) -> None:
        """Fill in what is known, and wait for the title."""
        from platformdirs import user_documents_path

        self._folder = user_documents_path()
        known = self._session.settings.name or self._session.person.name
        self.person.setText(known or _system_user())
        if self._workbook is not None:
            self.name.setText(_title_of(self._workbook))
            self.source.choose(DRAFT)
            self._choose_source(DRAFT)
        else:
            self._choose_source(GENERAL)
        self.name.setFocus()
        self.name.selectAll()
        self._show_place()

    def minimumSizeHint(self) -> QSize:
        """Ask for the lines there are; a form counts each field below its name, too."""
        hint, layout = super().minimumSizeHint(), self.layout()
        if layout is None or self.width() < hint.width():
            return hint
        return QSize(hint.width(), min(hint.height(), layout.totalHeightForWidth(self.width())))

    def _lay_out(self) -> None:
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = self._column = QVBoxLayout()
        column.addWidget(self._card)
        column.addStretch(1)
        outer.addLayout(column, stretch=3)
        outer.addStretch(1)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.place, stretch=1)
        where.addWidget(Button("newaudit:choose", _("Choose…"), self._choose_place))
        for text, field in (
            (_("Title"), self.name),
            (_("File"), where),
            (_("Your name"), self.person),
            (_("Policy"), self.source),
        ):
            label = PlainLabel(f"newaudit:{text}:label", text, role="muted")
            label.setMinimumHeight(theme.px(34))
            if isinstance(field, QWidget):
                label.setBuddy(field)
            form.addRow(label, field)
        self._card.add(self.banner)
        form.addRow("", self.hint)
        self._card.body.addLayout(form, stretch=1)
        holder = QWidget()
        holder.setLayout(self._labels)
        self._labels.setContentsMargins(0, 0, 8, 0)
        self._labels.setSpacing(2)
        self._area = scrolled("newaudit:labels", _("Labels found"), holder)
        form.addRow("", self._area)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Button("newaudit:cancel", _("Cancel"), self.closed.emit))
        self.make = Button("newaudit:make", _("Make the audit"), self._make, kind="primary")
        row.addWidget(self.make)
        self._card.body.addLayout(row)

    # -- where it lies ------------------------------------------------------------------------

    def path(self) -> Path:
        """Return where the file will lie."""
        words = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", self.name.text()).split()
        stem = " ".join(words).strip(".")
        return self._folder / f"{stem or _('New audit')}.audit"

    @Slot()
    def _show_place(self) -> None:
        self.place.setText(str(self.path()))
        self.make.setEnabled(bool(self.name.text().strip()))

    def _choose_place(self) -> None:
        dialog = QFileDialog(self, _("Choose a folder"), str(self._folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._put_into)
        dialog.open()

    def _put_into(self, folder: str) -> None:
        self._folder = Path(folder)
        self._show_place()

    # -- rules --------------------------------------------------------------------------------

    @Slot(str)
    def _choose_source(self, source: str) -> None:
        self._clear_labels()
        self._found = None
        self.banner.hide()
        if source == GENERAL:
            self.hint.put(
                _("Labels with severity, actions and root causes to begin with; edit them later.")
            )
        elif source == FILE:
            self.hint.put(_("A rule book as YAML or workbook."))
            self._ask_for(_("A policy file"), "*.yaml *.yml *.xlsx", self._take_policy)
        elif self._workbook is None:
            self.hint.put(_("The labels are read from the vendor's workbook."))
            self._ask_for(
                _("The vendor's workbook"),
                "*.xlsx *.xlsm *.xlsb *.xls *.ods *.csv *.tsv *.txt *.parquet",
                self._take_workbook,
            )
        else:
            self._take_workbook(str(self._workbook))

    def _ask_for(self, title: str, kinds: str, taken: object) -> None:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{title} ({kinds})"])
        dialog.fileSelected.connect(taken)
        dialog.rejected.connect(partial(self._back_to, GENERAL))
        dialog.open()

    def _back_to(self, source: str) -> None:
        self.source.choose(source)
        self._choose_source(source)

    def _take_policy(self, name: str) -> None:
        self._policy_file = Path(name)
        self.hint.put(_("Rules from {file}").format(file=self._policy_file.name))

    def _take_workbook(self, name: str) -> None:
        self._workbook = Path(name)
        self.hint.put(_("Reading {file} …").format(file=self._workbook.name))
        self._session.work.start(
            beginning.read_labels,
            self._workbook,
            title=_("Reading the workbook"),
            done=self._show_labels,
            failed=self._not_read,
            cancelled=partial(self._back_to, GENERAL),
        )

    def _show_labels(self, found: FoundLabels) -> None:
        self._found = found
        self.hint.put(
            _("Found in column “{column}”. Tick the labels that are no violation.").format(
                column=found.column
            )
        )
        for at, (value, count) in enumerate(found.values):
            box = QCheckBox(caption(f"{value}   {count:,}"))
            box.setObjectName(f"newaudit:label{at}")
            box.setAccessibleName(_("{label} is no violation").format(label=value))
            box.setChecked(value in found.harmless)
            self._boxes[value] = box
            self._labels.addWidget(box)
        self._labels.addStretch(1)
        self._list_labels(on=True)

    def _list_labels(self, *, on: bool) -> None:
        """Give the list of labels the height of the window; without one the form is short."""
        self._area.setVisible(on)
        self._column.setStretch(0, int(on))
        self._column.setStretch(1, int(not on))

    def _not_read(self, error: BaseException) -> None:
        self._back_to(GENERAL)
        self._say(error)

    def _clear_labels(self) -> None:
        self._boxes = {}
        self._list_labels(on=False)
        while (item := self._labels.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()

    # -- making it ----------------------------------------------------------------------------

    def _make(self) -> None:
        wish = Wish(
            path=self.path(),
            title=self.name.text().strip(),
            name=self.person.text().strip(),
            policy_file=self._policy_file if self.source.current == FILE else None,
            found=self._found if self.source.current == DRAFT else None,
            harmless=tuple(value for value, box in self._boxes.items() if box.isChecked()),
        )
        self.make.setEnabled(False)
        self._session.prefer(name=wish.name)
        self._session.jobs.start(
            beginning.create,
            wish,
            title=_("Making the audit"),
            done=self._made,
            failed=self._not_made,
        )

    def _made(self, store: "Project") -> None:
        self._session.adopt(store, then=self._go_on)

    def _go_on(self) -> None:
        self._session.go("data", self._workbook)

    def _not_made(self, error: BaseException) -> None:
        self.make.setEnabled(True)
        self._say(error)

    def _say(self, error: BaseException) -> None:
        from reviewer_audit.errors import AuditError

        if not isinstance(error, AuditError):
            raise error
        self.banner.show_text(error.message, error.hint, tone="bad")


def _field(name: str, label: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(label)
    return made


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _title_of(workbook: Path) -> str:
    words = re.sub(r"[_\s]+", " ", workbook.stem).strip()
    return words[:1].upper() + words[1:]
