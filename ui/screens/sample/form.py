"""The form of a plan: how many, which, who grades them."""

from math import exp, log
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _
from reviewer_audit.reports import words as figures
from reviewer_audit.services.planning import Ground, Wish
from ui import theme
from ui.safe import PlainLabel, shown, tip
from ui.screens.sample import words
from ui.screens.sample.besides import BesidesField
from ui.screens.sample.chips import Chips
from ui.screens.sample.fields import beside, box, field, group, line, segments, spin
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.wording import is_day

if TYPE_CHECKING:
    from collections.abc import Sequence

METHODS = (
    ("all", _("All"), _("Every decision is graded.")),
    ("simple", _("Random"), _("Every decision has the same chance.")),
    (
        "stratified",
        _("Stratified"),
        _("Every stratum is drawn by itself, so none is left to chance."),
    ),
    ("reviewer", _("Per reviewer"), _("So many of each reviewer, whatever they decided in all.")),
)
ALLOCATIONS = (
    ("proportional", _("Proportional"), _("Each stratum gives its share of the whole.")),
    ("equal", _("Equal"), _("Each stratum gives as many, as far as it has them.")),
    ("neyman", _("Neyman"), _("More where earlier rounds found that errors vary most.")),
)
STEPS = 1_000  # of the slider, which goes by ratios: fine where few are drawn
LARGE = 1_000_000


class PlanForm(Card):
    """Asks for a plan; ``changed`` says that it is another one now."""

    changed = Signal()
    again_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__("sample:form", _("Plan"))
        self._top = 1
        self._moving = False
        self.title_field = line("sample:title", _("Title of the round"))
        self.due = line("sample:due", _("Due date"))
        self.due.setPlaceholderText(_("YYYY-MM-DD"))
        self.due_said = PlainLabel("sample:due:said", _("Due"), role="small")
        self.method = segments("sample:method", METHODS, _("Method"))
        self.roles = Chips("sample:by", _("Stratify by"))
        self.allocation = segments("sample:allocation", ALLOCATIONS, _("Allocation"))
        self.minimum = spin("sample:minimum", _("Minimum per stratum"), 0, LARGE)
        self.per_reviewer = spin("sample:per_reviewer", _("Decisions of each reviewer"), 1, LARGE)
        self.amount = spin("sample:size", _("Decisions to draw"), 1, LARGE)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("sample:slider")
        self.slider.setAccessibleName(_("Decisions to draw"))
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self.auditors = Chips("sample:auditors", _("Auditors"))
        self.new_auditor = line("sample:auditor:new", _("Add an auditor by name, then Enter"))
        self.new_auditor.setPlaceholderText(_("Add a name, then Enter"))
        self.overlap = spin("sample:overlap", _("Share graded by two auditors"), 0, 100)
        self.overlap.setSuffix(f"{words.NBSP}%")
        self.gold = BesidesField(
            "sample:gold",
            _("Gold items for each auditor"),
            _("Items whose answer is known: they measure auditors and never the vendor."),
        )
        self.repeats = BesidesField(
            "sample:repeats",
            _("Own items that each auditor gets a second time"),
            _("Only the first answer counts; the second shows how consistent an auditor is."),
        )
        self.seed = line("sample:seed", _("Seed"))
        self.seed.setPlaceholderText(_("automatic"))
        self.looks = box("sample:looks", _("Plan one top-up"))
        tip(self.looks, _("Planned before the draw; each verdict takes .0294 of a risk of .05."))
        self.times = box("sample:times", _("Packs bring back the time on each item"))
        tip(self.times, _("Without it a return tells the total alone; the desk says which it is."))
        self.versions = box(
            "sample:versions", _("Auditors see the policy version an item was decided under")
        )
        tip(
            self.versions,
            _(
                "Grading stays with the round's own version. It hints at when an item was decided: "
                "the check for leaks says whether it tells the decision."
            ),
        )
        self.original = QComboBox()
        self.original.setObjectName("sample:original")
        self.original.setAccessibleName(_("Auditors may open the original"))
        tip(
            self.original,
            _(
                "The column with the address of each item. Its page may show the platform's "
                "decision; whoever opens one is asked first, and it is counted."
            ),
        )
        self.again = box("sample:again", _("May take decisions audited before"))
        self._people: dict[str, str] = {}
        self._lay_out()
        self._connect()

    # -- what is asked for

    def wish(self) -> Wish:
        """Return the plan as it stands."""
        return Wish(
            method=self.method.current,
            size=self.amount.value(),
            by=self.roles.chosen,
            allocation=self.allocation.current,
            minimum=self.minimum.value(),
            per_reviewer=self.per_reviewer.value(),
            overlap=self.overlap.value() / 100,
            auditors=self.auditors.chosen,
            seed=self.seed.text(),
            again=self.again.isChecked(),
            looks=2 if self.looks.isChecked() else 1,
            item_times=self.times.isChecked(),
            versions_shown=self.versions.isChecked(),
            original=str(self.original.currentData() or ""),
            gold=self.gold.wish,
            repeats=self.repeats.wish,
        )

    @property
    def due_day(self) -> str:
        """The due date as it is stored; "" for none."""
        return self.due.text().strip()

    @property
    def fault(self) -> tuple[str, str]:
        """What stands in a field that cannot be used, and what to do; "" where nothing does."""
        if self.due_day and not is_day(self.due_day):
            return (
                _("{text} is not a date.").format(text=self.due_day),
                _("Nothing was drawn. Write it like 2026-09-21, or leave it empty."),
            )
        return "", ""

    # -- what is put into it

    def put(self, ground: Ground, wish: Wish) -> None:
        """Show a plan for what can be drawn from."""
        self._moving = True
        self.title_field.setText(ground.title)
        self.due.setText(ground.due)
        self.method.choose(wish.method)
        self.allocation.choose(wish.allocation)
        self.minimum.setValue(wish.minimum)
        self.per_reviewer.setValue(wish.per_reviewer)
        self.overlap.setValue(round(100 * wish.overlap))
        self.gold.put(wish.gold)
        self.repeats.put(wish.repeats)
        self.seed.setText(wish.seed)
        self.again.setChecked(wish.again)
        self.looks.setChecked(wish.looks > 1)
        self.times.setChecked(wish.item_times)
        self.versions.setChecked(wish.versions_shown)
        self._offer_addresses(ground, wish.original)
        self._moving = False
        self.fit(ground, wish.by, wish.auditors, wish.size)

    def fit(
        self, ground: Ground, by: "Sequence[str]", auditors: "Sequence[str]", size: int
    ) -> None:
        """Offer what there is to draw from, and keep what was chosen as far as it is there."""
        self._moving = True
        self._top = max(ground.population, 1)
        self.amount.setMaximum(self._top)
        self.amount.setValue(min(max(size, 1), self._top))
        self.slider.setValue(self._step(self.amount.value()))
        count = figures.count
        self.roles.put(
            [(r.role, f"{words.role(r.role)} {count(r.values)}", "") for r in ground.roles],
            [role for role in by if ground.has(role)],
        )
        people = {one.name: one.name for one in ground.people}
        leads = {one.name for one in ground.people if str(one.role) == "lead"}
        people |= {name: name for name in auditors if name not in people}
        order = sorted(people, key=lambda name: (name in leads, name.casefold()))
        self.auditors.put(
            [
                (name, name, _("leads the audit; grades alone while items are open"))
                if name in leads
                else (name, name, "")
                for name in order
            ],
            auditors,
        )
        per_reviewer = self.method.findChild(QWidget, "sample:method:reviewer")
        if isinstance(per_reviewer, QWidget):
            per_reviewer.setEnabled(ground.has("reviewer"))
        self.versions.setVisible(ground.versions > 1 or self.versions.isChecked())
        self._offer_addresses(ground, str(self.original.currentData() or ""))
        earlier = ground.audited_before or ground.decisions
        shown = ground.audited_before > 0 or self.again.isChecked()
        self.again.setVisible(shown and bool(earlier))
        self.hidden.put(
            _("Label, action and severity are hidden while {title} is graded.").format(
                title=ground.hidden_by
            )
            if ground.hidden_by
            else ""
        )
        self.hidden.setVisible(bool(ground.hidden_by))
        self._moving = False
        self._show_fields()

    def _offer_addresses(self, ground: Ground, chosen: str) -> None:
        """Offer the columns that may hold addresses; off by itself."""
        self.original.clear()
        self.original.addItem(_("No original can be opened"), "")
        for column in dict.fromkeys((*ground.addresses, *filter(None, (chosen,)))):
            self.original.addItem(
                _("Auditors may open the address in “{column}”").format(column=shown(column)),
                column,
            )
        self.original.setCurrentIndex(max(self.original.findData(chosen), 0))
        self.original.setVisible(self.original.count() > 1)

    def offer_margins(self, found: "Sequence[tuple[float, int]]") -> None:
        """Offer the sizes that usual margins need."""
        for button, (margin, size) in zip(self._margins, found, strict=False):
            button.say(f"{words.plus_minus(margin)}: {figures.count(size)}")
            button.setProperty("decisions", size)  # "size" is Qt's own
            button.setAccessibleName(
                _("{n} decisions, for {margin}").format(n=size, margin=words.plus_minus(margin))
            )
        for at, button in enumerate(self._margins):
            button.setVisible(at < len(found))

    # -- building

    def _lay_out(self) -> None:
        self._strata = group(
            "sample:strata",
            field(_("Stratify by"), self.roles),
            beside(
                (field(_("Allocation"), self.allocation), 0),
                (field(_("Minimum each"), self.minimum), 1),
            ),
        )
        self._each = group("sample:each", field(_("Of each reviewer"), self.per_reviewer))
        slide = QHBoxLayout()
        slide.setSpacing(12)
        slide.addWidget(self.slider, stretch=1)
        self.amount.setFixedWidth(theme.px(104))
        slide.addWidget(self.amount)
        picks = QHBoxLayout()
        picks.setSpacing(10)
        self._margins = [Button(f"sample:margin{at}", "", kind="link") for at in range(3)]
        for button in self._margins:
            picks.addWidget(button)
        picks.addStretch(1)
        amount = QVBoxLayout()
        amount.setSpacing(0)
        amount.addLayout(slide)
        amount.addLayout(picks)
        self._amount_box = group("sample:amount", field(_("Decisions to draw"), amount))
        people = QVBoxLayout()
        people.setSpacing(6)
        people.addWidget(self.auditors)
        people.addWidget(self.new_auditor)
        self.hidden = PlainLabel("sample:hidden", role="small", wrap=True)
        self.body.setSpacing(6)
        for part in (
            beside(
                (field(_("Round"), self.title_field), 3),
                (field(self.due_said, self.due), 2),
            ),
            field(_("Method"), self.method),
            self._strata,
            self._each,
            self._amount_box,
            self.hidden,
            field(_("Auditors"), people),
            beside(
                (field(_("Graded by two"), self.overlap), 2),
                (field(_("Gold each"), self.gold), 2),
                (field(_("Twice each"), self.repeats), 2),
                (field(_("Seed"), self.seed), 4),
            ),
            self.looks,
            self.times,
            self.versions,
            self.original,
            self.again,
        ):
            if isinstance(part, QWidget):
                self.body.addWidget(part)
            else:
                self.body.addLayout(part)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.method.changed.connect(self._show_fields)
        self.allocation.changed.connect(self._tell)
        self.roles.changed.connect(self._tell)
        self.auditors.changed.connect(self._tell)
        besides = (self.gold, self.repeats)
        for number in (self.minimum, self.per_reviewer, self.overlap, *besides):
            number.valueChanged.connect(self._tell)
        self.amount.valueChanged.connect(self._size_changed)
        self.slider.valueChanged.connect(self._slid)
        self.seed.textChanged.connect(self._tell)
        self.title_field.textChanged.connect(self._tell)
        self.due.textChanged.connect(self._due_changed)
        self.new_auditor.returnPressed.connect(self._add_auditor)
        self.looks.toggled.connect(self._tell)
        self.times.toggled.connect(self._tell)
        self.versions.toggled.connect(self._tell)
        self.original.currentIndexChanged.connect(self._tell)
        self.again.toggled.connect(self._again_changed)
        for button in self._margins:
            button.clicked.connect(lambda _on=False, button=button: self._pick(button))

    # -- what a person does

    def _show_fields(self, _method: str = "") -> None:
        method = self.method.current
        self._strata.setVisible(method == "stratified")
        self._each.setVisible(method == "reviewer")
        self._amount_box.setVisible(method in {"simple", "stratified"})
        self.overlap.setEnabled(len(self.auditors.chosen) > 1)
        self._tell()

    def _tell(self, *_given: object) -> None:
        if not self._moving:
            self.overlap.setEnabled(len(self.auditors.chosen) > 1)
            self.changed.emit()

    def _size_changed(self, size: int) -> None:
        if not self._moving:
            self._moving = True
            self.slider.setValue(self._step(size))
            self._moving = False
            self._tell()

    def _slid(self, step: int) -> None:
        if not self._moving:
            self._moving = True
            self.amount.setValue(min(self._top, max(1, round(exp(step / STEPS * log(self._top))))))
            self._moving = False
            self._tell()

    def _step(self, size: int) -> int:
        return round(STEPS * log(max(size, 1)) / log(self._top)) if self._top > 1 else STEPS

    def _pick(self, button: Button) -> None:
        self.amount.setValue(int(button.property("decisions")))

    def _add_auditor(self) -> None:
        name = " ".join(self.new_auditor.text().split())
        if not name:
            return
        known = next((k for k in self.auditors.keys if k.casefold() == name.casefold()), name)
        self.auditors.add(known, known)
        self.new_auditor.clear()

    def _due_changed(self, _text: str) -> None:
        said, tone = words.due_line(self.due_day)
        wrong = bool(self.due_day) and not is_day(self.due_day)
        theme.restyle(self.due, wrong="true" if wrong else "false")
        known = tone if said else "muted"
        self.due_said.say(said or _("Due"), "small" if known == "muted" else known)
        tip(self.due, self.fault[1])
        self._tell()

    def _again_changed(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        if not self._moving:
            self.again_changed.emit(on)
