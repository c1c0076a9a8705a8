"""The planner: the form, and beside it what the plan would draw and could show."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports import words as figures
from reviewer_audit.services.planning import Ground, Wish
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.screens.sample import words
from ui.screens.sample.form import PlanForm
from ui.widgets.blocks import Page
from ui.widgets.cards import Card, Columns, Tile
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway

if TYPE_CHECKING:
    from reviewer_audit.errors import AuditError
    from reviewer_audit.services.outlook import Outlook, SliceLine
    from ui.jobs import JobRunner

STRATA = ""
FEW = 0.10  # half an interval from which a slice can hardly be judged
TILES = ("interval", "wrong", "errors", "load")
WIDE = 860  # room for four tiles side by side
FORM = 420


class PlannerPage(QWidget):
    """Every change is followed by the numbers it brings."""

    asked = Signal(object, str)  # Wish, the role to show the draw by
    again_asked = Signal(bool)
    altered = Signal()  # whether it can be drawn may have changed

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__()
        self.setObjectName("sample:planner")
        self._key: object = None
        self._ground: Ground | None = None
        self.outlook: Outlook | None = None
        self.form = PlanForm()
        self.lead = Card("sample:lead", " ")
        self.lead.title.setWordWrap(True)
        self.warning = PlainLabel("sample:warning", role="caution", wrap=True)
        self.lead.add(self.warning)
        self.tiles = {key: Tile(f"sample:{key}") for key in TILES}
        self.by = QComboBox()
        self.by.setObjectName("sample:preview:by")
        self.by.setAccessibleName(_("Show the draw by"))
        self.preview = Card("sample:preview", _("What would be drawn"))
        self.table = Table("sample:preview:table", (), label=_("What would be drawn"), framed=False)
        self.take = TakeAway("sample:preview:take", jobs, table=self.table)
        self.take.about(_("What would be drawn"))
        self._lay_out()
        self.form.changed.connect(self.ask)
        self.form.again_changed.connect(self.again_asked)
        self.by.activated.connect(self.ask)

    def can_draw(self) -> bool:
        """Whether the plan on show was looked at and can be drawn."""
        seen = self.outlook
        return seen is not None and seen.wish == self.form.wish() and not self.form.fault[0]

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
        self.ask()

    def forget(self) -> None:
        """Begin the next plan afresh."""
        self._key = None

    @Slot()
    def ask(self) -> None:
        """Ask for the numbers of the plan as it stands."""
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
            self.lead.title.say(words.promise(seen), "heading")
            self.lead.note.put(words.footing(seen))
            self.lead.note.show()
            self.warning.put(words.warnings(seen))
            self.warning.setVisible(bool(self.warning.full))
        target = words.target_line(ground)
        none = bool(seen.without)
        self.tiles["interval"].label.put(_("Expected interval"))
        self.tiles["interval"].put(
            _("None") if none else words.plus_minus(seen.margin),
            interval=target,
            note=_("{margin} about exactly these {n}").format(
                margin=words.plus_minus(seen.margin_here), n=figures.count(seen.population)
            )
            if not none
            else "",
        )
        self.tiles["wrong"].label.put(_("Chance of a wrong verdict"))
        self.tiles["wrong"].put(
            _("n/a") if none else figures.percent(seen.chance_of_wrong_verdict),
            interval=_("if the true rate lies right at the target"),
        )
        value, note = words.errors(seen)
        self.tiles["errors"].label.put(_("Errors still allowed"))
        self.tiles["errors"].put(value, interval=note)
        value, note = words.load(seen)
        self.tiles["load"].label.put(_("To each auditor"))
        self.tiles["load"].put(value, interval=note, note=words.twice(seen))
        self._show_slices(seen)
        self.altered.emit()

    def refuse(self, error: "AuditError") -> None:
        """Say why the plan cannot be drawn."""
        self.outlook = None
        self._warn(error.message, error.hint or _("Nothing was drawn. Change the plan."))
        for tile in self.tiles.values():
            tile.put("\N{EN DASH}")
        self.table.put([])
        self.altered.emit()

    # -- building

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._side = 0
        for tile in self.tiles.values():
            tile.setParent(self)
        self.preview.head.addWidget(PlainLabel("sample:preview:label", _("by"), role="muted"))
        self.preview.head.addWidget(self.by)
        self.preview.head.addWidget(self.take)
        self.preview.add(self.table, stretch=1)
        self.preview.setMinimumHeight(theme.px(220))
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.lead)
        right.addLayout(self._grid)
        right.addWidget(self.preview, stretch=1)
        left = QVBoxLayout()
        self.sheet = Page("sample:form:scroll", self.form, label=_("Plan"))
        self.sheet.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left.addWidget(self.sheet)
        self.columns = Columns("sample:columns")
        self.columns.add(left, 0)
        self.columns.add(right, 1)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.columns)
        self._arrange(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sheet.setMinimumWidth(theme.px(FORM))
        room = event.size().width() - theme.px(FORM)
        self._arrange(4 if room > theme.px(WIDE) else 2)

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

    def _warn(self, message: str, hint: str) -> None:
        self.lead.title.say(message, "bad")
        self.lead.note.put(hint)
        self.lead.note.setVisible(bool(hint))
        self.warning.hide()

    def _show_slices(self, seen: "Outlook") -> None:
        by_strata = not seen.slices_by
        roles = seen.wish.by if seen.wish.method == "stratified" else ()
        if seen.wish.method == "reviewer":
            roles = ("reviewer",)
        names = roles if by_strata else (seen.slices_by,)
        columns = [
            Column[Any](words.role(role), _part(at), figures.value_title, stretch=at == 0)
            for at, role in enumerate(names)
        ] or [Column[Any](_("Stratum"), lambda _line: _("All decisions"), stretch=True)]
        drawn = _("Drawn") if seen.slices_exact else _("Drawn, about")
        columns += [
            number(_("To draw from"), lambda line: line.population),
            number(drawn, lambda line: line.sampled, figures.count),
            number(_("Share"), _share, _percent),
            number(_("Interval"), lambda line: line.margin, _margin, tone=_tone),
        ]
        shown = [column.title for column in self.table.records.columns]
        if shown != [column.title for column in columns]:
            self.table.columns_are(columns)
        self.table.put(list(seen.slices))
        many = len(seen.slices)
        note = ""
        if many > 1:
            note = _("The interval is what each would have by itself.")
        self.preview.say(_("What would be drawn"), note)


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


def _part(at: int) -> Any:
    return lambda line: line.cell[at]


def _share(line: "SliceLine") -> float | None:
    return line.sampled / line.population if line.population else None


def _percent(share: float | None) -> str:
    return "" if share is None else figures.percent(share)


def _margin(margin: float | None) -> str:
    return "\N{EN DASH}" if margin is None else words.plus_minus(margin)


def _tone(line: "SliceLine") -> str:
    return "caution" if line.margin is None or line.margin > FEW else ""
