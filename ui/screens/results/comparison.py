"""Two groups of decisions, or two rounds, beside each other: chosen here, computed elsewhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports import panels_compare, words
from reviewer_audit.reports.comparing import OVER
from reviewer_audit.reports.mixshift import ROUND
from reviewer_audit.text import reveal
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.screens.results import subjects
from ui.widgets.blocks import Blocks
from ui.widgets.cards import Card
from ui.widgets.flow import Wrapping, together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reviewer_audit.reports.mixshift import MixShift
    from reviewer_audit.reports.results import AuditResults
    from ui.jobs import JobRunner
    from ui.screens.results.explaining import Explainer
    from ui.screens.results.subjects import Choice, Subject

IN_TIME = frozenset({"day", "week", "month", ROUND})
ROWS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two groups are compared, and by what their work may differ."""

    role: str
    one: str
    other: str
    over: str = ""


class ComparisonPage(QWidget):
    """Asks for two groups and shows how far they lie apart, and why."""

    opened = Signal(object, str)
    saved = Signal(object)
    asked = Signal(object)  # Asked

    def __init__(self, jobs: "JobRunner", explainer: "Explainer") -> None:
        super().__init__()
        self.setObjectName("results:compare")
        self._groups: Mapping[str, Sequence[str]] = {}
        self._rounds: dict[str, str] = {}
        self._shift: MixShift | None = None
        self._stale = False  # what is chosen is not what is on show
        self.role = chooser("results:compare:role", _("Compare by"))
        self.one = chooser("results:compare:one", _("Compared first"))
        self.other = chooser("results:compare:other", _("Compared with it"))
        self.over = chooser("results:compare:over", _("Split by"))
        self.choice = Card("results:compare:choice")
        self.card = Card("results:comparecard")
        self.card.head.addWidget(explainer.button("results:compare:explain", self.card, self.about))
        self.blocks = Blocks("results:compareblocks", jobs, rows=ROWS)
        self.blocks.opened.connect(self.opened)
        self.blocks.saved.connect(self.saved)
        self.card.add(self.blocks)
        self.nothing = Card(
            "results:nocompare",
            _("Nothing to compare"),
            note=_("The decisions have one vendor, one queue and one day alone."),
        )
        self._lay_out()
        self.role.activated.connect(self._offer)
        for box in (self.one, self.other, self.over):
            box.activated.connect(self._ask)

    def minimumSizeHint(self) -> QSize:
        # wrapped words ask for the height they would need in the narrowest column
        return QSize(super().minimumSizeHint().width(), 0)

    @property
    def shift(self) -> "MixShift | None":
        """The comparison on show."""
        return self._shift

    def rounds_are(self, rounds: "Sequence[tuple[int, str]]") -> None:
        """Hear which revealed rounds there are; two of them can be compared."""
        self._rounds = {str(number): title for number, title in rounds}

    def put(self, results: "AuditResults") -> None:
        """Offer the groups of a round, and keep what was chosen where it is still there."""
        course = results.course
        before = self._chosen()
        self._groups = dict(course.groups) if course is not None else {}
        if len(self._rounds) > 1:
            self._groups |= {ROUND: tuple(self._rounds)}
        none = not self._groups
        self.nothing.setVisible(none)
        self.choice.setVisible(not none)
        self.card.setVisible(False)
        self._shift = None
        if none:
            return
        _fill(self.role, [(role, words.role_title(role)) for role in self._groups])
        kept = before is not None and self._take(before)
        if not kept:
            self._take_role(next(iter(self._groups)))
        known = (*course.vendors, course.change, course.since) if course is not None else ()
        self._show_known([one for one in known if one is not None])

    def show_shift(self, shift: "MixShift") -> None:
        """Show a comparison that was asked for."""
        self._shift = shift
        self.card.setVisible(True)
        groups = shift.groups
        one, other = (
            panels_compare.title_of(groups.role, name) for name in (groups.one, groups.other)
        )
        self.card.say(_("{other} compared with {one}").format(one=one, other=other))
        self.blocks.put(panels_compare.blocks(shift))

    def about(self) -> "Subject | None":
        """Return the figures of the comparison."""
        if self._shift is None:
            return None
        return subjects.chosen(self.card.title.full, _choices(self._shift))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask()

    def _lay_out(self) -> None:
        row = Wrapping()
        words_between = (
            (_("Compare by"), self.role),
            (_("first"), self.one),
            (_("then"), self.other),
            (_("split by"), self.over),
        )
        for at, (word, box) in enumerate(words_between):
            said = PlainLabel(f"results:compare:word{at}", word, role="muted")
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(8)
            row.add(together(said, box))
        self.choice.add(row)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        for card in (self.choice, self.card, self.nothing):
            body.addWidget(card)
        body.addStretch(1)

    def _offer(self, _at: object = None) -> None:
        """Offer the groups of the role that was chosen."""
        self._take_role(str(self.role.currentData()))
        self._ask()

    def _take_role(self, role: str) -> None:
        names = self._groups[role]
        self.role.setCurrentIndex(self.role.findData(role))
        titled = [(name, self._title(role, name)) for name in names]
        _fill(self.one, titled)
        _fill(self.other, titled)
        last = len(names) - 1
        pair = (last - 1, last) if role in IN_TIME else (0, 1)
        self.one.setCurrentIndex(pair[0])
        self.other.setCurrentIndex(pair[1])
        by = [(over, words.role_title(over)) for over in self._overs(role)]
        _fill(self.over, [("", _("Automatic")), *by])

    def _overs(self, role: str) -> "Iterator[str]":
        return (over for over in OVER if over in self._groups and over != role)

    def _title(self, role: str, name: str) -> str:
        if role == ROUND:
            return f"{name} · {self._rounds[name]}"
        return words.value_title(name)

    def _take(self, asked: Asked) -> bool:
        """Choose what was chosen before; False where it is not there any more."""
        names = self._groups.get(asked.role, ())
        if asked.one not in names or asked.other not in names:
            return False
        self._take_role(asked.role)
        for box, name in ((self.one, asked.one), (self.other, asked.other)):
            box.setCurrentIndex(box.findData(name))
        self.over.setCurrentIndex(max(self.over.findData(asked.over), 0))
        return True

    def _chosen(self) -> Asked | None:
        if not self.role.count():
            return None
        boxes = (self.role, self.one, self.other, self.over)
        return Asked(*(str(box.currentData()) for box in boxes))

    def _show_known(self, known: "Sequence[MixShift]") -> None:
        """Show the comparison that was chosen where the results hold it; else ask for it."""
        asked = self._chosen()
        for shift in known:
            groups = shift.groups
            if asked == Asked(groups.role, groups.one, groups.other):
                self._stale = False
                self.show_shift(shift)
                return
        self._ask()

    def _ask(self, _at: object = None) -> None:
        """Ask for the comparison that is chosen, once somebody looks."""
        asked = self._chosen()
        if asked is None:
            return
        self._stale = not self.isVisible()
        if asked.one == asked.other:
            self._shift = None
            self.card.setVisible(False)
        elif not self._stale:
            self.asked.emit(asked)


def _fill(box: QComboBox, choices: "Sequence[tuple[str, str]]") -> None:
    box.clear()
    for key, title in choices:  # names come from files
        box.addItem(reveal(title), key)


def _choices(shift: "MixShift") -> "Iterator[Choice]":
    groups = shift.groups
    yield subjects.choice("difference", groups.difference)
    if groups.shared_items:
        yield subjects.choice("paired_difference", groups.same_items)
    if shift.lines:
        parts: tuple[tuple[str, Any], ...] = (
            (_("Mix shift: from the work itself"), shift.rate),
            (_("Mix shift: from another mix"), shift.weight),
            (_("Mix shift: from both at once"), shift.interaction),
        )
        for title, e in parts:
            yield subjects.choice("mix_shift", e, title=title)
    for name, e in ((groups.one, groups.first), (groups.other, groups.second)):
        title = _("Accuracy of {name}").format(name=panels_compare.title_of(groups.role, name))
        yield subjects.choice("accuracy", e, title=title)
