"""Which sections a report holds: all of them, or some; method and what is left out always stay."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports.sections import ALWAYS
from ui.safe import caption
from ui.widgets.sheet import Sheet

ABREAST = 2


class Parts(Sheet):
    """A box for each section of the document on show."""

    def __init__(
        self,
        parent: QWidget | None,
        sections: Sequence[tuple[str, str]],
        chosen: Sequence[str],
        take: Callable[[tuple[str, ...]], object],
    ) -> None:
        super().__init__(
            parent,
            "reports:parts",
            _("Sections of the report"),
            _("Method, edition and dictionary stay: the numbers rest on them."),
        )
        self._take = take
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        rows = -(-len(sections) // ABREAST)
        for at, (key, title) in enumerate(sections):
            box = self.boxes[key] = QCheckBox(caption(title))
            box.setObjectName(f"reports:parts:{key}")
            box.setChecked(not chosen or key in chosen or key in ALWAYS)
            box.setEnabled(key not in ALWAYS)
            box.toggled.connect(self._check)
            grid.addWidget(box, at % rows, at // rows)
        self.body.addLayout(grid)
        self.button("all", _("All sections"), self._every)
        self.cancel_button()
        self.use = self.button("use", _("Use these"), self._done, kind="primary")
        self._check()

    def _every(self) -> None:
        for box in self.boxes.values():
            box.setChecked(True)

    def _check(self) -> None:
        own = [key for key, box in self.boxes.items() if box.isChecked() and key not in ALWAYS]
        self.use.setEnabled(bool(own))

    def _done(self) -> None:
        """Hand over the sections, none where all of them are in."""
        if self.use.isEnabled():
            on = tuple(key for key, box in self.boxes.items() if box.isChecked())
            self._take(() if len(on) == len(self.boxes) else on)
            self.close()
