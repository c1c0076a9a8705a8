"""The planner: the form, and beside it what the plan would draw and could show."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports import words as figures
from reviewer_audit.services.planning import Ground, Wish
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel, tip
from ui.screens.sample import words
from ui.screens.sample.form import PlanForm
from ui.screens.sample.whatif import WhatIf
from ui.widgets.blocks import Page
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.cards import Card, Columns, Tile
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reviewer_audit.errors import AuditError
    from reviewer_audit.services.outlook import Outlook, SliceLine
    from ui.jobs import JobRunner

STRATA = ""
FEW = 0.10  # half an interval from which a slice can hardly be judged
TILES = ("interval", "wrong", "errors", "load")
WIDE = 860  # room for four tiles side by side
FORM = 430
FOLDS = 890  # room below which form and numbers stand one above the other, the table uncut


class PlannerPage(QWidget):
    """Every change is followed by the numbers it brings."""

    asked = Signal(object, str)  # Wish, the role to show the draw by
    again_asked = Signal(bool)
    bring_asked = Signal()
    altered = Signal()  # whether it can be drawn may have changed

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__()
        self.setObjectName("sample:planner")
        self._key: object = None
        self._ground: Ground | None = None
        self.outlook: Outlook | None = None
        self.form = PlanForm()
        self.lead = Card("sample:lead")
        self.promise = PlainLabel("sample:promise", role="heading", wrap=True)
        self.footing = PlainLabel("sample:footing", role="muted", wrap=True)
        self.warning = PlainLabel("sample:warning", role="caution", wrap=True)
        for label in (self.promise, self.footing, self.warning):
            self.lead.add(label)
        self.bring = Button("sample:bring", _("Bring in a file"), self.bring_asked.emit)
        self.bring.hide()
        self.lead.body.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignLeft)
        self.tiles = {key: Tile(f"sample:{key}") for key in TILES}
        self.by = QComboBox()
        self.by.setObjectName("sample:preview:by")
        self.by.setAccessibleName(_("Show the draw by"))
        self.preview = Card("sample:preview", _("What would be drawn"))
        self.switch = SegmentedControl(
            "sample:view",
            [("drawn", _("What would be drawn")), ("whatif", _("What if…"))],
            label=_("Show"),
        )
        self.whatif = WhatIf()
        self.table = Table("sample:preview:table", (), label=_("What would be drawn"), framed=False)
        self.take = TakeAway("sample:preview:take", jobs, table=self.table)
        self.take.about(_("What would be drawn"))
        self._lay_out()
        self.form.changed.connect(self.ask)
        self.form.again_changed.connect(self.again_asked)
        self.by.activated.connect(self.ask)
        self.switch.changed.connect(self._show_views)

    def can_draw(self) -> bool:
        """Whether the plan on show was looked at and can be drawn."""
        seen = self.outlook
        return (
            seen is not None
            and seen.ground is self._ground
            and seen.wish == self.form.wish()
            and not self.form.fault[0]
        )

    def survey(self, ground: Ground) -> None:
        """Show what can be drawn from; a plan begun is kept."""
        key = (None if ground.round is None else ground.round.id, ground.earlier_draws)
        self._ground = ground
        self.form.blockSignals(True)  # noqa: FBT003 - Qt's
        if key != self._key:
            self._key = key
            self.form.put(ground, ground.wish or first_wish(ground))
        else:
            form = self.form
            chosen = (form.roles.chosen, form.auditors.chosen, form.amount.value())
            form.fit(ground, *chosen)
        self.form.offer_margins(ground.margins)
        self.form.blockSignals(False)  # noqa: FBT003 - Qt's
        note = words.decisions(ground.population)
        if ground.audited_before:
            note += " · " + _("{n} audited before left out").format(
                n=figures.count(ground.audited_before)
            )
        title = _("Draw again") if ground.earlier_draws else _("Plan")
        if ground.round is not None and not ground.earlier_draws and ground.wish is not None:
            title = _("Plan, repeated from an earlier round")
        self.form.say(title, _("To draw from: {note}").format(note=note))
        self._offer(ground)
        there = ground.population > 0
        self.bring.setVisible(not there)
        for part in (self.sheet, *self.tiles.values(), self.preview):
            part.setVisible(there)
        if ground.population:
            self.ask()
            return
        self._key = None  # the plan is filled in again once there is something to plan
        self._blank()
        self._warn(
            _("No decision has come in that was not audited before.")
            if ground.decisions
            else _("No decision has come in since the earlier round."),
            _("The plan is kept. Bring in the next batch."),
            role="heading",
        )
        self.altered.emit()

    def forget(self) -> None:
        """Begin the next plan afresh."""
        self._key = None

    @Slot()
    def ask(self) -> None:
        """Ask for the numbers of the plan as it stands."""
        if self._ground is None or not self._ground.population:
            return
        title, hint = self.form.fault
        if title:
            self._warn(title, hint)
        self.altered.emit()
        self.asked.emit(self.form.wish(), str(self.by.currentData() or STRATA))

    def show_outlook(self, seen: "Outlook") -> None:
        """Show what the plan would draw and could show."""
        self.outlook = seen
        ground = seen.ground
        if self.form.fault[0]:
            self._warn(*self.form.fault)
        else:
            self.promise.say(words.promise(seen), "heading")
            self.footing.put(words.footing(seen))
            self.footing.show()
            self.warning.put(words.warnings(seen))
            self.warning.setVisible(bool(self.warning.full))
        target = words.target_line(ground)
        none = bool(seen.without)
        self.tiles["interval"].label.put(
            _("Expected {sure} interval").format(sure=figures.target_percent(ground.confidence))
        )
        self.tiles["interval"].put(
            _("None") if none else words.plus_minus(seen.margin),
            interval=target,
            note=_("{margin} for these {n} alone").format(
                margin=words.plus_minus(seen.margin_here), n=figures.count(seen.population)
            )
            if not none
            else "",
        )
        self.tiles["wrong"].label.put(_("Chance of a wrong verdict"))
        self.tiles["wrong"].put(
            _("n/a") if none else figures.percent(seen.chance_of_wrong_verdict),
            interval=words.target_words(ground),
        )
        value, note = words.errors(seen)
        self.tiles["errors"].label.put(_("Errors still allowed"))
        self.tiles["errors"].put(value, interval=note)
        value, note = words.load(seen)
        self.tiles["load"].label.put(_("To each auditor"))
        self.tiles["load"].put(value, interval=note, note=words.twice(seen))
        self._show_slices(seen)
        self.whatif.put(seen)
        self.altered.emit()

    def refuse(self, error: "AuditError") -> None:
        """Say why the plan cannot be drawn."""
        self._blank()
        self._warn(error.message, error.hint or _("Nothing was drawn. Change the plan."))
        self.altered.emit()

    def _blank(self) -> None:
        self.outlook = None
        for tile in self.tiles.values():
            tile.put("\N{EN DASH}")
        self.table.put([])

    # -- building

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._side = 0
        for tile in self.tiles.values():
            tile.setParent(self)
        tip(self.table, _("The interval is what each would have by itself."))
        self.by_label = PlainLabel("sample:preview:label", _("by"), role="muted")
        self.preview.head.insertWidget(0, self.switch)
        self.preview.head.addStretch(0)
        for part in (self.by_label, self.by, self.take):
            self.preview.head.addWidget(part)
        views = QHBoxLayout()
        views.setSpacing(20)
        views.addWidget(self.table, stretch=1)
        views.addWidget(self.whatif, stretch=1)
        self.preview.body.addLayout(views, stretch=1)
        self.preview.setMinimumHeight(theme.px(180))
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.lead)
        right.addLayout(self._grid)
        right.addWidget(self.preview, stretch=1)
        right.addStretch(0)
        self.lead.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        left = QVBoxLayout()
        self.sheet = Page("sample:form:scroll", self.form, label=_("Plan"))
        self.sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.addWidget(self.sheet)
        self.columns = Columns("sample:columns", FOLDS)
        self.columns.add(left, 0)
        self.columns.add(right, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.columns)
        self._arrange(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = max(theme.px(FORM), self.form.minimumSizeHint().width() + theme.px(14))
        self.sheet.setMinimumWidth(wide)
        alone = event.size().width() < theme.px(FOLDS)  # it stands above, and scrolls with the page
        self.sheet.setMinimumHeight(self.form.minimumSizeHint().height() if alone else 0)
        room = event.size().width() - wide
        self._arrange(4 if room > theme.px(WIDE) else 2)
        self._show_views()

    @Slot()
    def _show_views(self, _view: str = "") -> None:
        """Show table and what-if side by side where both have room, else the one chosen."""
        both = self._side > 2  # noqa: PLR2004 - as many tiles side by side
        drawn, asked = (
            both or self.switch.current == "drawn",
            both or self.switch.current != "drawn",
        )
        self.switch.setVisible(not both)
        self.preview.title.setVisible(both)
        self.whatif.heading.setVisible(both)
        self.whatif.setVisible(asked)
        for part in (self.table, self.by_label, self.by, self.take):
            part.setVisible(drawn)

    def _arrange(self, side: int) -> None:
        if side == self._side:
            return
        self._side = side
        while self._grid.count():
            self._grid.takeAt(0)
        for at, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, at // side, at % side)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < side else 0)

    def _offer(self, ground: Ground) -> None:
        chosen = self.by.currentData()
        offered = [(STRATA, _("Stratum")), *((r.role, words.role(r.role)) for r in ground.roles)]
        self.by.clear()
        for key, text in offered:
            self.by.addItem(text, key)
        at = self.by.findData(chosen)
        self.by.setCurrentIndex(max(at, 0))

    def _warn(self, message: str, hint: str, role: str = "bad") -> None:
        self.promise.say(message, role)
        self.footing.put(hint)
        self.footing.setVisible(bool(hint))
        self.warning.hide()

    def _show_slices(self, seen: "Outlook") -> None:
        by_strata = not seen.slices_by
        roles = seen.wish.by if seen.wish.method == "stratified" else ()
        if seen.wish.method == "reviewer":
            roles = ("reviewer",)
        names = roles if by_strata else (seen.slices_by,)
        titles = seen.ground.titles if set(names) & {"label", "action"} else {}
        title = " · ".join(words.role(role) for role in names) or _("Stratum")
        drawn = _("Drawn") if seen.slices_exact else _("Drawn, about")
        columns: list[Column[Any]] = [
            Column(title, lambda line: line.cell, _named(titles), stretch=True),
            number(drawn, lambda line: line.sampled, figures.count),
            number(_("Of"), lambda line: line.population),
            number(_("Interval"), lambda line: line.margin, _margin, tone=_tone),
        ]
        shown = [column.title for column in self.table.records.columns]
        if shown != [column.title for column in columns]:
            self.table.columns_are(columns)
        self.table.put(list(seen.slices))


def first_wish(ground: Ground) -> Wish:
    """Return where planning begins: enough for two points, every vendor in it, some overlap."""
    auditors = tuple(one.name for one in ground.people if str(one.role) == "auditor")
    sizes = dict(ground.margins)
    vendors = next((r.values for r in ground.roles if r.role == "vendor"), 0)
    return Wish(
        method="stratified" if vendors > 1 else "simple",
        size=min(sizes.get(0.02, ground.population), max(ground.population, 1)),
        by=("vendor",) if vendors > 1 else (),
        overlap=0.1 if len(auditors) > 1 else 0.0,
        auditors=auditors,
    )


def _named(titles: "Mapping[str, str]") -> "Callable[[Any], str]":
    return lambda cell: words.stratum(cell, titles) if any(cell) else _("All decisions")


def _margin(margin: float | None) -> str:
    return "\N{EN DASH}" if margin is None else words.plus_minus(margin)


def _tone(line: "SliceLine") -> str:
    return "caution" if line.margin is None or line.margin > FEW else ""
