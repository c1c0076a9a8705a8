"""What was promised, what may be done, and why decisions go wrong."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from reviewer_audit.reports.words import target_percent
from ui import theme
from ui.models.records import Column, number
from ui.screens.policy.words import burden, promise, scope
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from reviewer_audit.domain.policy import Policy, Target


class Rules(QWidget):
    """Targets, actions and root causes of a version."""

    target_asked = Signal(object)  # Target to change
    target_unwanted = Signal(object)

    def __init__(self, *, targets: bool) -> None:
        super().__init__()
        self._shows_targets = targets
        self._edits = False
        self.targets = Table(
            "policy:targets",
            (
                Column(_("Promise"), promise, stretch=True, bold=True),
                Column(_("For"), scope),
                Column(_("Proof"), burden),
                number(_("Confidence"), lambda one: one.confidence, target_percent),
            ),
            label=_("Targets"),
            empty=_("The policy promises nothing, so no figure gets a verdict."),
        )
        self.scale = Table(
            "policy:actions",
            (
                number(_("Rank"), lambda one: one.rank),
                Column(_("Action"), lambda one: one.title, bold=True),
                Column(_("Also written"), lambda one: " · ".join(one.aliases), stretch=True),
            ),
            label=_("Actions, mildest first"),
            empty=_("The policy names no actions; only labels are compared."),
        )
        self.causes = Table(
            "policy:causes",
            (
                Column(_("Key"), lambda one: one.key),
                Column(_("Cause"), lambda one: one.title, stretch=True),
                Column(_("Group"), lambda one: one.group),
                Column(_("Remedy by"), lambda one: one.owner),
                Column(
                    _("Charged"),
                    lambda one: _("yes") if one.charged else _("no"),
                    tone=lambda one: "" if one.charged else "muted",
                ),
            ),
            label=_("Root causes"),
            empty=_("The policy names no root causes."),
        )
        self.targets.opened.connect(self._open)
        self.targets.installEventFilter(self)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        pair = QHBoxLayout()
        pair.setSpacing(16)
        self._cards = [
            self._card("targets", _("Targets"), self.targets),
            self._card("actions", _("Actions, mildest first"), self.scale),
            self._card("causes", _("Root causes"), self.causes),
        ]
        self._cards[0].setVisible(targets)
        body.addWidget(self._cards[0])
        pair.addWidget(self._cards[1], 5)
        pair.addWidget(self._cards[2], 8)
        body.addLayout(pair, 1)

    def put(self, policy: "Policy", *, edits: bool = False) -> None:
        """Show a version; promises of a draft can be opened and taken out."""
        self._edits = edits
        note = _("Enter changes a target, Delete takes it out.") if edits else ""
        self._cards[0].say(_("Targets"), note)
        self.targets.put(policy.targets if self._shows_targets else ())
        lines = min(max(len(policy.targets), 1), 4)
        self.targets.setFixedHeight(theme.px(34 * (lines + 1) + 6))
        self.scale.put(sorted(policy.actions, key=lambda one: one.rank))
        self.causes.put(policy.root_causes)
        same = [group for group in policy.equivalences if len(group) > 1]
        self._cards[1].say(_("Actions, mildest first"), _equal(same, policy))

    def _open(self, target: "Target") -> None:
        if self._edits:
            self.target_asked.emit(target)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            unwanted = self.targets.current
            if event.key() == Qt.Key.Key_Delete and self._edits and unwanted is not None:
                self.target_unwanted.emit(unwanted)
                return True
        return super().eventFilter(watched, event)

    @staticmethod
    def _card(key: str, title: str, table: Table) -> Card:
        card = Card(f"policy:{key}:card", title)
        table.setProperty("frame", "none")
        card.add(table, stretch=1)
        return card


def _equal(groups: "Sequence[Any]", policy: "Policy") -> str:
    if not groups:
        return ""
    titles = {one.key: one.title for one in policy.actions}
    told = "; ".join(" = ".join(titles.get(key, key) for key in group) for group in groups)
    return _("Count as the same: {groups}").format(groups=told)
