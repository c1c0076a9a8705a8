"""What a violation needs besides its label: action, severity, escalation, confidence."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.domain.grading import Confidence
from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.screens.grading.answer import CONFIDENCES
from ui.screens.grading.clause import action_words, severity_words
from ui.screens.grading.keys import USUAL, Command, KeyMap
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.answer import Answer


class Details(QWidget):
    """Shown only while the answer is a violation."""

    action_wanted = Signal()
    severity_wanted = Signal()
    escalate_wanted = Signal()
    confidence_chosen = Signal(object)  # Confidence

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("details")
        self.action = Button("action", "", self.action_wanted.emit, kind="row", key="A")
        self.severity = Button("severity", "", self.severity_wanted.emit, kind="row", key="S")
        self.escalate = Button(
            "escalate", _("Escalate"), self.escalate_wanted.emit, kind="row", key="E"
        )
        self.escalate.setCheckable(True)
        self._degrees: dict[Confidence, Button] = {}
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        first = self._first = QGridLayout()
        first.setContentsMargins(0, 0, 0, 0)
        first.setHorizontalSpacing(theme.px(8))
        for at, button in enumerate((self.action, self.severity, self.escalate)):
            button.setMinimumWidth(60)
            button.setProperty("snug", "true")
            first.addWidget(button, 0, at)
            first.setColumnStretch(at, 1 if button is self.action else 0)
        rows.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(theme.px(8))
        self.title = PlainLabel("confidence:title", role="small")
        second.addWidget(self.title)
        for degree in CONFIDENCES:
            button = Button(
                f"confidence:{degree.value}",
                confidence_words(degree),
                partial(self.confidence_chosen.emit, degree),
                kind="row",
            )
            button.setCheckable(True)
            button.setAccessibleName(
                _("Confidence: {degree}").format(degree=confidence_words(degree))
            )
            self._degrees[degree] = button
            second.addWidget(button, stretch=1)
        rows.addLayout(second)
        self.show_keys(USUAL)

    def fold(self, *, on: bool) -> None:
        """Take less width and height, or as much as is comfortable."""
        for button in self._degrees.values():
            theme.restyle(button, snug="true" if on else "false")
        self._rows.setSpacing(theme.px(4 if on else 8))
        self._first.setHorizontalSpacing(theme.px(4 if on else 8))

    def show_keys(self, keys: KeyMap) -> None:
        """Say by which keys these are reached."""
        self.action.rekey(keys.key(Command.ACTION))
        self.severity.rekey(keys.key(Command.SEVERITY))
        self.escalate.rekey(keys.key(Command.ESCALATE))
        self.title.put(_("Confidence  {key}\noptional").format(key=keys.key(Command.CONFIDENCE)))

    def show_answer(self, answer: "Answer", policy: "Policy") -> None:
        """Show what is chosen."""
        self.action.say(action_words(answer.action, policy) or _("No action"))
        self.severity.say(severity_words(answer.severity) or _("Severity"))
        self.escalate.setChecked(answer.escalate)
        for degree, button in self._degrees.items():
            button.setChecked(answer.confidence is degree)


def confidence_words(degree: Confidence) -> str:
    """Return a degree of confidence in words."""
    text = {  # not "Low" and "High": those are the ends of an interval
        Confidence.LOW: _("low"),
        Confidence.MEDIUM: _("medium"),
        Confidence.HIGH: _("high"),
    }[degree]
    return text[:1].upper() + text[1:]
