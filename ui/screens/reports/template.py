"""The card of a template: choose one, see what is filled, what stays, and decide on the rest."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.models.records import Column
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.sheet import Sheet
from ui.widgets.table import Table

if TYPE_CHECKING:
    from ui.screens.reports.filling import Foreseen


class TemplateCard(Card):
    """Says in order: what forbids it, what does not follow, what is warned of, what is filled."""

    accepted = Signal(bool)

    def __init__(self) -> None:
        super().__init__(
            "reports:template",
            _("Your own workbook"),
            note=_("Its named cells and tables are filled; all else in it stays as it is."),
        )
        self.choose = Button("reports:template:choose", _("Choose a workbook…"), picture="file")
        self.drop = Button("reports:template:drop", _("Use ours"), kind="quiet")
        self.starter = Button("reports:template:starter", _("Make a new one…"), kind="quiet")
        self.list = Button("reports:template:list", _("What is filled…"), self._show, kind="quiet")
        self.file = PlainLabel("reports:template:name", role="strong", elide=True)
        self.summary = PlainLabel("reports:template:summary", role="small", wrap=True)
        self.errors = PlainLabel("reports:template:errors", role="bad", wrap=True)
        self.heading = PlainLabel(
            "reports:template:before", _("Know this before it is filled"), role="strong"
        )
        self.losses = PlainLabel("reports:template:losses", role="small", wrap=True)
        self.accept = QCheckBox(_("Fill it all the same"))
        self.accept.setObjectName("reports:template:accept")
        self.warnings = PlainLabel("reports:template:warnings", role="small", wrap=True)
        self._seen: Foreseen | None = None
        self.add(self.file)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.choose, self.starter, self.list, self.drop):
            row.addWidget(button)
        row.addStretch(1)
        for widget in (self.summary, self.errors, self.warnings, self.heading, self.losses):
            self.add(widget)
        self.add(self.accept)
        self.body.addLayout(row)
        self.accept.toggled.connect(self.accepted)
        self.put("", None)

    def put(self, name: str, seen: "Foreseen | None") -> None:
        """Show what filling a template would do; no name: none is chosen; None: it is read."""
        self._seen = seen
        self.file.put(name)
        self.file.setVisible(bool(name))
        self.choose.setVisible(not name)
        self.starter.setVisible(not name)
        self.drop.setVisible(bool(name))
        self.list.setVisible(seen is not None)
        errors, losses, warnings = (
            seen.said(what) if seen else () for what in ("errors", "losses", "warnings")
        )
        summary = _("One moment") if name else ""
        if seen is not None:
            summary = _summary(seen)
        self.accept.blockSignals(True)  # noqa: FBT003 - Qt's
        self.accept.setChecked(False)
        self.accept.blockSignals(False)  # noqa: FBT003 - Qt's
        for label, text in (
            (self.summary, summary),
            (self.errors, _points(errors)),
            (self.losses, _points(losses)),
            (self.warnings, _points(warnings)),
        ):
            label.put(text)
            label.setVisible(bool(text))
        self.heading.setVisible(bool(losses))
        self.accept.setVisible(bool(losses) and not errors)

    def _show(self) -> None:
        if self._seen is not None:
            Filled(self.window(), self._seen).open()


class Filled(Sheet):
    """Every name in a template, where it is, and what comes there."""

    def __init__(self, parent: QWidget | None, seen: "Foreseen") -> None:
        first = seen.each[0].look
        super().__init__(
            parent,
            "reports:filled",
            _("What is filled in {name}").format(name=seen.source.name),
            _("Stays as it is: {what}.").format(what=first.kept),
        )
        table = Table(
            "reports:filled:table",
            [
                Column(_("Name"), lambda one: one.name, bold=True, width=30),
                Column(_("Sheet"), lambda one: one.sheet, width=14),
                Column(_("Cells"), lambda one: one.at, width=10),
                Column(_("What comes there"), _comes, stretch=True),
            ],
            label=_("What is filled"),
        )
        table.put(first.fills)
        self.setMinimumWidth(theme.px(920))
        table.setMinimumHeight(theme.px(360))
        self.body.addWidget(table)
        self.button("close", _("Close"), self.close, kind="primary")


def _comes(one: Any) -> str:
    if not one.held:
        return _("not in this edition")
    if one.rows is None:
        return str(one.what)
    many = ngettext("{n} row: {what}", "{n} rows: {what}", one.rows)
    return many.format(n=one.rows, what=one.what)


def _summary(seen: "Foreseen") -> str:
    fills = seen.each[0].look.fills
    cells = sum(one.rows is None for one in fills)
    tables = len(fills) - cells
    parts = (
        ngettext("{n} cell", "{n} cells", cells).format(n=cells),
        ngettext("{n} table", "{n} tables", tables).format(n=tables),
    )
    return _("Filled: {what}. Stays: {kept}.").format(
        what=", ".join(parts), kept=seen.each[0].look.kept
    )


def _points(lines: tuple[str, ...]) -> str:
    return "\n".join(f"\u2022 {text}" for text in lines)
