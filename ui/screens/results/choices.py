"""What a lead may choose of how the numbers are made: the interval, and what they weigh by."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from ui import theme
from ui.roundscreen import chooser
from ui.safe import PlainLabel, tip
from ui.widgets.cards import Card, Columns

if TYPE_CHECKING:
    from reviewer_audit.reports.results import AuditResults

INTERVALS = (
    ("", _("Usual (mid-P below 150, else Wilson)")),
    ("wilson", _("Wilson")),
    ("clopper-pearson", _("Clopper-Pearson")),
    ("agresti-coull", _("Agresti-Coull")),
    ("jeffreys", _("Jeffreys")),
    ("mid-p", _("mid-P")),
)
WEIGHED = ("vendor", "queue", "language", "market", "site", "team", "label")


class ChoicesCard(Card):
    """Asks for another interval or other weights, and says what came of it."""

    asked = Signal(str, str)  # interval, role to weigh by; "" for the usual

    def __init__(self) -> None:
        super().__init__("results:choices", _("How rates are made"))
        self.interval = chooser("results:interval", _("Interval of the rates"))
        for key, name in INTERVALS:
            self.interval.addItem(name, key)
        tip(self.interval, _("Verdicts keep their own one-sided exact bound."))
        self.weighed = chooser("results:poststratify", _("Weigh to the shares of the frame by"))
        tip(self.weighed, _("Post-stratification: each value counts by its share of the frame."))
        fields = Columns("results:choices:fields", threshold=640)
        fields.add(_field("results:interval:label", _("Interval"), self.interval))
        fields.add(_field("results:poststratify:label", _("Weigh to the frame by"), self.weighed))
        self.said = PlainLabel("results:choices:said", role="muted", wrap=True)
        self.add(fields)
        self.add(self.said)
        self.interval.activated.connect(self._ask)
        self.weighed.activated.connect(self._ask)

    def put(self, results: "AuditResults") -> None:
        """Offer the roles that a round can be weighed by, and say what the numbers rest on."""
        drawn_by = {role for line in results.method.strata for role in line.cell}
        roles = [role for role in WEIGHED if role in results.by and role not in drawn_by]
        chosen = results.poststrata.role if results.poststrata else ""
        self.weighed.clear()
        self.weighed.addItem(_("Nothing: as it was drawn"), "")
        for role in roles:
            self.weighed.addItem(words.role_title(role), role)
        self.weighed.setCurrentIndex(max(self.weighed.findData(chosen), 0))
        self.weighed.setEnabled(bool(roles))
        method = results.method
        weighed = results.poststrata.sentence if results.poststrata else ""
        said = " ".join(part for part in (method.interval, weighed, method.looks) if part)
        self.said.put(said)
        self.said.setVisible(bool(said))

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(str(self.interval.currentData()), str(self.weighed.currentData()))


def _field(name: str, text: str, field: QComboBox) -> QVBoxLayout:
    label = PlainLabel(name, text, role="muted")
    label.setBuddy(field)
    field.setMinimumWidth(theme.px(240))
    row = QHBoxLayout()
    row.addWidget(field)
    row.addStretch(1)
    column = QVBoxLayout()
    column.setSpacing(3)
    column.addWidget(label)
    column.addLayout(row)
    return column
