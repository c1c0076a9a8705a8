"""The versions of the rule book, and what changed between two of them."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit import policies
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports.words import spoken
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.widgets.cards import Card
from ui.widgets.table import Table
from ui.wording import dated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.policies import Change

TONES = {"added": "good", "removed": "bad", "changed": "caution"}
KINDS = {"added": _("Added"), "removed": _("Removed"), "changed": _("Changed")}


class Versions(QWidget):
    """Which rules held from when, and the difference of any two."""

    opened = Signal(str)  # a version to read

    def __init__(self, *, targets: bool) -> None:
        super().__init__()
        self._versions: Sequence[Policy] = ()
        self._draft: Policy | None = None
        self._targets = targets
        self.list = Table(
            "policy:versions",
            (
                Column(_("Version"), self._called, bold=True),
                Column(_("Name"), lambda one: one.name, stretch=True),
                Column(_("In force from"), lambda one: one.effective_from, _day),
                number(_("Labels"), lambda one: len(one.labels)),
                number(_("Targets"), lambda one: len(one.targets)),
            ),
            label=_("Versions"),
        )
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.opened.connect(lambda one: self.opened.emit(one.version))
        self.old = _choice("policy:diff:old", _("Earlier version"))
        self.new = _choice("policy:diff:new", _("Later version"))
        self.changes = Table(
            "policy:changes",
            (
                Column(_("Change"), _kind, tone=lambda one: TONES[str(one.kind)], bold=True),
                Column(_("What"), lambda one: spoken(one.what)),
                Column(_("Entry"), lambda one: one.key, width=24),
                Column(_("Field"), lambda one: spoken(one.field)),
                Column(_("Was"), lambda one: one.old, width=40),
                Column(_("Is"), lambda one: one.new, stretch=True),
            ),
            label=_("What changed"),
            empty=_("Nothing is different."),
        )
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        first = Card(
            "policy:versions:card",
            _("Versions"),
            note=_("A round keeps the version it was graded by. Enter on a version shows it."),
        )
        first.add(self.list)
        first.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        body.addWidget(first)
        self.card = Card("policy:diff", _("What changed"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel("policy:diff:from", _("from"), role="muted"))
        row.addWidget(self.old)
        row.addWidget(PlainLabel("policy:diff:to", _("to"), role="muted"))
        row.addWidget(self.new)
        self.card.head.addLayout(row)
        self.card.add(self.changes, stretch=1)
        body.addWidget(self.card, stretch=100)
        body.addStretch(1)
        self.old.activated.connect(self._compare)
        self.new.activated.connect(self._compare)

    def put(self, versions: "Sequence[Policy]", *, draft: "Policy | None" = None) -> None:
        """Show all versions, the one in force last; after it may come the draft of the next."""
        self._versions, self._draft = versions, draft
        self.list.put(list(reversed(versions)))
        shown = min(max(len(versions), 1), 6)
        self.list.setFixedHeight(theme.px(34 * (shown + 1) + 10))
        for box, at in ((self.old, len(versions) - 2), (self.new, len(versions) - 1)):
            box.clear()
            box.addItems([self._called(one) for one in versions])
            box.setCurrentIndex(max(at, 0))
            box.setEnabled(len(versions) > 1)
        self._compare()

    def _called(self, one: "Policy") -> str:
        if one is self._draft:
            return _("{version} (draft)").format(version=one.version)
        return one.version

    def _compare(self, _at: int = 0) -> None:
        if len(self._versions) < 2:  # noqa: PLR2004 - two are needed to compare
            self.changes.put(())
            self.changes.hide()
            self.card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self.card.say(_("What changed"), _("There is one version only; two can be compared."))
            return
        old, new = self._versions[self.old.currentIndex()], self._versions[self.new.currentIndex()]
        found = policies.diff(old, new)
        if not self._targets:
            found = [one for one in found if one.what != "target"]
        self.changes.put(found)
        self.changes.show()
        self.card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        n = len(found)
        self.card.say(
            _("What changed"),
            ngettext("{n} difference", "{n} differences", n).format(n=n) if n else "",
        )


def _choice(name: str, label: str) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(label)
    made.setMinimumWidth(theme.px(120))
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made


def _kind(change: "Change") -> str:
    return KINDS[str(change.kind)]


def _day(day: Any) -> str:
    return dated(day, "%d %b %Y").lstrip("0")
