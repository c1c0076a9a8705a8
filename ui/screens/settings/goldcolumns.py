"""Which column of a sheet of gold holds what."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from reviewer_audit.text import reveal
from ui import theme
from ui.safe import PlainLabel, tells_whole
from ui.widgets.sheet import Sheet, field

if TYPE_CHECKING:
    from reviewer_audit.services.gold_adding import Columns

NEEDED = {
    "item_id": _("Item"),
    "label": _("Answer"),
    "reasoning": _("Reasoning"),
}
OTHERS = {
    "clause": _("Clause"),
    "content": _("Content"),
    "content_kind": _("Kind of content"),
    "language": _("Language"),
    "action": _("Action"),
    "severity": _("Severity"),
    "escalate": _("Escalate"),
    "difficulty": _("Difficulty"),
    "purpose": _("Purpose"),
    "author": _("Author"),
    "signed_by": _("Signed by"),
}


class GoldColumns(Sheet):
    """The likely columns are chosen; a role without a column is left empty."""

    chosen = Signal(object)  # ROLE=COLUMN, ...

    def __init__(self, parent: QWidget | None, name: str, found: "Columns") -> None:
        many = ngettext("{n} row in {name}", "{n} rows in {name}", found.rows)
        super().__init__(
            parent,
            "goldcolumns",
            _("Which column holds what?"),
            many.format(n=words.count(found.rows), name=name),
        )
        self.setMinimumWidth(theme.px(700))
        self._names = found.names
        self.choices: dict[str, QComboBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for at, (role, title) in enumerate((NEEDED | OTHERS).items()):
            choice = self.choices[role] = self._choice(role, title, found)
            label = PlainLabel(f"goldcolumns:{role}:label", title, role="muted")
            label.setBuddy(choice)
            row, side = divmod(at, 2)
            grid.addWidget(label, row, side * 2)
            grid.addWidget(choice, row, side * 2 + 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.context = field("goldcolumns:context", _("Columns shown beside the content"))
        self.context.setPlaceholderText(_("columns shown beside the content, with commas"))
        label = PlainLabel("goldcolumns:context:label", _("Context"), role="muted")
        label.setBuddy(self.context)
        grid.addWidget(label, grid.rowCount(), 0)
        grid.addWidget(self.context, grid.rowCount() - 1, 1, 1, 3)
        self.lacking = PlainLabel("goldcolumns:lacking", role="muted", wrap=True)
        self.body.addWidget(self.lacking)
        self.cancel_button()
        self.go_on = self.button("go", _("Add them"), self._go, kind="primary")
        self.context.textChanged.connect(self._show_stage)
        self._show_stage()

    def _choice(self, role: str, title: str, found: "Columns") -> QComboBox:
        choice = QComboBox()
        choice.setObjectName(f"goldcolumns:{role}")
        choice.setAccessibleName(title)
        choice.setMinimumContentsLength(12)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        tells_whole(choice)
        choice.addItem(_("none"), "")
        for column in found.names:
            choice.addItem(reveal(column), column)
        choice.setCurrentIndex(max(choice.findData(found.taken.get(role, "")), 0))
        choice.currentIndexChanged.connect(self._show_stage)
        return choice

    @property
    def _context(self) -> list[str]:
        return [part.strip() for part in self.context.text().split(",") if part.strip()]

    def _show_stage(self) -> None:
        picked = {role: str(choice.currentData()) for role, choice in self.choices.items()}
        missing = [title for role, title in NEEDED.items() if not picked[role]]
        named = [column for column in picked.values() if column]
        twice = sorted({column for column in named if named.count(column) > 1})
        strange = [name for name in self._context if name not in self._names]
        said = ""
        if missing:
            said = _("Still to choose: {roles}.").format(roles=", ".join(missing))
        elif twice:
            said = _("Chosen twice: {columns}.").format(columns=", ".join(map(reveal, twice)))
        elif strange:
            said = _("No such column: {columns}.").format(columns=", ".join(map(reveal, strange)))
        self.lacking.put(said)
        self.lacking.setVisible(bool(said))
        self.go_on.setEnabled(not said)
        self.fit()

    def _go(self) -> None:
        if not self.go_on.isEnabled():
            return
        maps = [
            f"{role}={choice.currentData()}"
            for role, choice in self.choices.items()
            if choice.currentData()
        ]
        self.chosen.emit((*maps, *(f"context={name}" for name in self._context)))
        self.close()
