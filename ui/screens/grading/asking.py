"""One choice among a few, asked over the decision: action, severity, reason."""

from typing import TYPE_CHECKING

from reviewer_audit.domain.policy import SEVERITIES
from reviewer_audit.i18n import _
from ui.hotkeys import DIGITS
from ui.screens.grading.answer import reasons
from ui.screens.grading.choices import Choice
from ui.screens.grading.clause import severity_words

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from ui.screens.grading.picker import Picker
    from ui.screens.grading.viewmodel import GradingViewModel


class Asking:
    """Knows what there is to choose from, and whether it may be chosen now."""

    def __init__(self, picker: "Picker", vm: "GradingViewModel") -> None:
        self._picker, self._vm = picker, vm
        self._policy: Policy | None = None

    def use(self, policy: "Policy") -> None:
        """Ask by this rule book."""
        self._policy = policy

    def action(self) -> None:
        """Ask for the action."""
        policy = self._policy
        if policy is None or not self._may_pick():
            return
        ordered = sorted(policy.actions, key=lambda action: action.rank)
        rows = [
            Choice(key=action.key, title=action.title, hotkey=digit)
            for digit, action in zip(DIGITS, ordered, strict=False)
        ]
        sheet = self._vm.sheet
        self._picker.ask(_("Action"), rows, sheet.answer.action, sheet.action)

    def severity(self) -> None:
        """Ask for the severity."""
        if self._may_pick():
            rows = [
                Choice(key=key, title=severity_words(key), hotkey=key.removeprefix("S"))
                for key in SEVERITIES
            ]
            sheet = self._vm.sheet
            self._picker.ask(_("Severity"), rows, sheet.answer.severity, sheet.severity)

    def reason(self) -> None:
        """Ask why the item cannot be judged."""
        sheet = self._vm.sheet
        if self._vm.item is None or sheet.locked:
            return
        rows = [
            Choice(key=key, title=words, hotkey=digit)
            for digit, (key, words) in zip(DIGITS, reasons(), strict=False)
        ]
        title = _("Why can it not be judged?")
        self._picker.ask(title, rows, sheet.answer.reason, sheet.cannot_judge)

    def _may_pick(self) -> bool:
        sheet = self._vm.sheet
        if not sheet.applies and self._vm.item is not None:
            self._vm.noticed.emit(_("That applies to a violation: choose its label first."))
        return sheet.applies and not sheet.locked
