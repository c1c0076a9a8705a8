"""What a report holds: its sections, all or some of them, and the contract period it is part of."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from reviewer_audit.errors import RoundError
from reviewer_audit.i18n import _
from reviewer_audit.reports.sections import ALWAYS
from ui.safe import PlainLabel, caption
from ui.widgets.sheet import Sheet, add, field, form

ABREAST = 2


Take = Callable[[tuple[str, ...], tuple[str, str]], object]
"""Takes the keys of sections, none for all, and the first and last day of a period, or ""."""


class Parts(Sheet):
    """A box for each section of the document on show, and two days."""

    def __init__(
        self,
        parent: QWidget | None,
        sections: Sequence[tuple[str, str]],
        chosen: Sequence[str],
        period: tuple[str, str],
        take: Take,
    ) -> None:
        super().__init__(
            parent,
            "reports:parts",
            _("Sections and period"),
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
        self.days = (
            field("reports:parts:since", _("First day of the contract period")),
            field("reports:parts:until", _("Last day of the contract period")),
        )
        lines = form()
        for line, day, example in zip(self.days, period, ("2026-07-01", "2026-09-30"), strict=True):
            line.setText(day)
            line.setPlaceholderText(example)
        add(lines, _("Period from"), self.days[0])
        add(lines, _("to"), self.days[1])
        self.body.addLayout(lines)
        about = _("With a period, a section judges the targets over all its revealed rounds.")
        self.body.addWidget(PlainLabel("reports:parts:about", about, role="small", wrap=True))
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
            period = self.days[0].text().strip(), self.days[1].text().strip()
            try:
                for day in filter(None, period):
                    date.fromisoformat(day)
            except ValueError:
                self.refuse(RoundError(_("That is not a day."), _("Write it as 2026-07-01.")))
                return
            on = tuple(key for key, box in self.boxes.items() if box.isChecked())
            self._take(() if len(on) == len(self.boxes) else on, period)
            self.close()
