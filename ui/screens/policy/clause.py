"""What the rule book says about one label."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui.safe import PlainLabel
from ui.screens.policy.words import TONES, action_title, severity
from ui.widgets.badge import Badge
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Label, Policy


class Clause(Card):
    """Definition, examples and counter-examples of the chosen label."""

    def __init__(self) -> None:
        super().__init__("policy:clause", _("Choose a label"))
        badges = QHBoxLayout()
        badges.setSpacing(6)
        self.badges = [Badge(f"policy:mark{at}") for at in range(4)]
        for badge in self.badges:
            badges.addWidget(badge)
        badges.addStretch(1)
        self.body.addLayout(badges)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 8, 0)
        column.setSpacing(6)
        self.parts: dict[str, tuple[PlainLabel, PlainLabel]] = {}
        for key, title in (
            ("definition", _("Definition")),
            ("examples", _("Examples")),
            ("counter_examples", _("Not this label")),
            ("action", _("Usual action")),
            ("aliases", _("Also written")),
            ("key", _("Key in files")),
        ):
            head = PlainLabel(f"policy:{key}:title", title, role="heading")
            text = PlainLabel(f"policy:{key}", wrap=True)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.parts[key] = (head, text)
            column.addWidget(head)
            column.addWidget(text)
            column.addSpacing(6)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("policy:clausepage")
        area.setAccessibleName(_("Clause"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.add(area, stretch=1)
        self.put(None, None)

    def put(self, label: "Label | None", policy: "Policy | None") -> None:
        """Show a label; None where a family is chosen."""
        if label is None or policy is None:
            self.say(_("Choose a label"), _("Its clause then stands here."))
            for badge in self.badges:
                badge.put("")
            self._texts({})
            return
        self.say(label.title, label.family if label.family != label.title else "")
        first, second, third, fourth = self.badges
        if label.is_violation:
            first.put(_("Violating"), "neutral")
            second.put(severity(label.severity), TONES.get(label.severity, "neutral"), "scale")
        else:
            first.put(_("Not a violation"), "good")
            second.put("")
        third.put(_("Critical") if label.critical else "", "bad", "warning")
        fourth.put(_("Always escalated") if label.must_escalate else "", "caution", "flag")
        self._texts(
            {
                "definition": label.definition or _("The policy gives no definition."),
                "examples": "\n".join(f"• {one}" for one in label.examples),
                "counter_examples": "\n".join(f"• {one}" for one in label.counter_examples),
                "action": action_title(label.default_action, policy),
                "aliases": " · ".join(label.aliases),
                "key": label.key,
            }
        )

    def _texts(self, texts: dict[str, str]) -> None:
        for key, (head, text) in self.parts.items():
            given = texts.get(key, "")
            text.put(given)
            head.setVisible(bool(given))
            text.setVisible(bool(given))
