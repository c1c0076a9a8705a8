"""Which formats tables for other programs are written in, for whom, and where."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from reviewer_audit.i18n import _
from ui.safe import PlainLabel
from ui.screens.reports.tabling import USUAL, TableFormat
from ui.widgets.sheet import Sheet


class Tables(Sheet):
    """A box for each format; one whose library is missing says how to get it."""

    def __init__(
        self,
        parent: QWidget | None,
        formats: Sequence[TableFormat],
        vendor: str,
        take: Callable[[tuple[str, ...]], object],
    ) -> None:
        about = _("Every table behind the reports, in the edition on show.")
        if vendor:
            about += " " + _("Of {vendor} alone.").format(vendor=vendor)
        super().__init__(parent, "reports:tables", _("Tables for analysis"), about)
        self._take = take
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for at, one in enumerate(formats):
            box = self.boxes[one.key] = QCheckBox(one.title)
            box.setObjectName(f"reports:tables:{one.key}")
            box.setAccessibleDescription(one.note)
            box.setChecked(one.key in USUAL)
            box.setEnabled(one.available)
            box.toggled.connect(self._check)
            note = PlainLabel(f"reports:tables:{one.key}:note", one.note, role="small", wrap=True)
            grid.addWidget(box, at, 0)
            grid.addWidget(note, at, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.body.addWidget(
            PlainLabel(
                "reports:tables:book",
                _("DICTIONARY.md beside them says what each column means."),
                role="muted",
                wrap=True,
            )
        )
        self.cancel_button()
        self.use = self.button("use", _("Write tables"), self._done, kind="primary")
        self._check()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The formats that are asked for."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _check(self) -> None:
        self.use.setEnabled(bool(self.chosen))

    def _done(self) -> None:
        if self.use.isEnabled():
            self._take(self.chosen)
            self.close()
