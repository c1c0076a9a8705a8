"""The answer sheet that lies before the auditor: it takes what is said about one item."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer_audit.domain.grading import Confidence, GradeKind
from reviewer_audit.domain.policy import SEVERITIES, Policy
from reviewer_audit.i18n import _
from ui.screens.grading import answer as rules
from ui.screens.grading.answer import EMPTY, Answer

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Label


class AnswerSheet(QObject):
    """Holds the answer in the making and says when it has changed.

    While it is locked (an answer waits for the one before it to be saved) it
    takes nothing.
    """

    changed = Signal(object)  # Answer
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._policy: Policy | None = None
        self._labels: dict[str, Label] = {}
        self.answer: Answer = EMPTY
        self.locked = True

    @property
    def applies(self) -> bool:
        """Tell whether action, severity, escalation and confidence have a meaning now."""
        return self._policy is not None and rules.applies(self.answer, self._policy)

    @property
    def lacks_action(self) -> bool:
        """Tell whether a violation still needs one of the policy's actions."""
        return (
            self.applies and not self.answer.action and bool(self._policy and self._policy.actions)
        )

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is left to fill in: what a label brings was brought."""
        return not (self.lacks_action or rules.missing(self.answer))

    def use(self, policy: Policy) -> None:
        """Answer by this rule book."""
        self._policy = policy
        self._labels = {label.key: label for label in policy.labels}

    def lay(self, answer: Answer) -> None:
        """Put an answer down, as it was left."""
        self.answer = answer
        self.changed.emit(answer)

    def choose(self, key: str) -> None:
        """Make a label the primary one."""
        if key in self._labels:
            self._take(rules.choose(self.answer, self._labels[key]))

    def add(self, key: str) -> None:
        """Add a further label, or take it away again."""
        if key in self._labels and self._policy is not None:
            before = self.answer
            self._take(rules.add(before, self._labels[key], self._policy))
            if self.answer == before and not self.locked:
                self.refused.emit(
                    _("It is the primary label already.")
                    if key in before.labels
                    else _("This label stands alone: it cannot be a further one.")
                )

    def escalate(self) -> None:
        """Escalate, or do not."""
        self._when_it_applies(lambda answer: replace(answer, escalate=not answer.escalate))

    def cycle_confidence(self) -> None:
        """Go to the next degree of confidence."""
        self._when_it_applies(rules.next_confidence)

    def confidence(self, value: Confidence) -> None:
        """Choose a degree of confidence; the same again takes it back."""
        self._when_it_applies(
            lambda answer: replace(answer, confidence=None if answer.confidence is value else value)
        )

    def action(self, key: str) -> None:
        """Choose another action than the label brought."""
        self._when_it_applies(lambda answer: replace(answer, action=key))

    def severity(self, value: str) -> None:
        """Choose another severity than the label brought."""
        if value in SEVERITIES:
            self._when_it_applies(lambda answer: replace(answer, severity=value))

    def cannot_judge(self, reason: str) -> None:
        """Say that it cannot be judged; the same reason again takes it back."""
        answer = self.answer
        if answer.kind is GradeKind.CANNOT_JUDGE and answer.reason == reason:
            self._take(replace(answer, kind=GradeKind.ANSWER, reason=""))
        else:
            self._take(rules.cannot_judge(answer, reason))

    def flag(self) -> None:
        """Flag the item, or do not."""
        self._take(replace(self.answer, flagged=not self.answer.flagged))

    def note(self, text: str) -> None:
        """Take the rationale as it is being typed."""
        self._take(replace(self.answer, note=text))

    def query(self, text: str) -> None:
        """Take the question to the lead as it is being typed."""
        self._take(replace(self.answer, query=text))

    def _when_it_applies(self, change: Callable[[Answer], Answer]) -> None:
        if self.applies:
            self._take(change(self.answer))
        elif not self.locked:
            self.refused.emit(_("That applies to a violation: choose its label first."))

    def _take(self, answer: Answer) -> None:
        if self.locked or answer == self.answer:
            return
        self.answer = answer
        self.changed.emit(answer)
