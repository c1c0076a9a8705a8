"""Choosing labels on the desk: by key, by the cursor, and one more beside the first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer_audit.i18n import _

if TYPE_CHECKING:
    from ui.screens.grading.clause import ClauseColumn
    from ui.screens.grading.decision import DecisionColumn
    from ui.screens.grading.viewmodel import GradingViewModel
    from ui.session import Session


class Choosing(QObject):
    """Puts labels into the answer; the first is the primary one."""

    chosen = Signal()  # by the cursor: the hands go home
    said = Signal(str)

    def __init__(
        self,
        session: "Session",
        vm: "GradingViewModel",
        decision: "DecisionColumn",
        clause: "ClauseColumn",
    ) -> None:
        super().__init__(decision)
        self._session, self._vm = session, vm
        self._decision, self._clause = decision, clause
        self._further = False

    def forget(self) -> None:
        """The next label is the first again."""
        self._further = False

    def slot(self, slot: str) -> bool:
        """Choose the label of a key; tells whether there is one."""
        key = self._decision.slots.get(slot, "")
        if not key or self._vm.item is None:
            return False
        self._decision.labels.set_cursor("")
        first = not self._further
        self._put(key)
        if first and self._session.settings.quick_submit and self._vm.sheet.is_complete:
            self._vm.submit()
        return True

    def at_cursor(self) -> bool:
        """Choose the label under the cursor, where that is what Enter means now."""
        cursor, decision = self._decision.labels.cursor_key(), self._decision
        if cursor and (decision.search_hits() or cursor not in self._vm.sheet.answer.labels):
            self.take(cursor)
            return True
        return False

    def take(self, key: str) -> None:
        """Choose a label that was found or pointed at."""
        self._decision.leave_search()
        self._put(key)
        self._clause.show_label(next(iter(self._vm.sheet.answer.labels), ""))
        self.chosen.emit()

    def further(self) -> None:
        """Let the next label come beside those chosen."""
        self._further = self._vm.item is not None
        if self._further:
            self.said.emit(_("+ further label: press its key"))

    def move(self, step: int) -> None:
        """Move the cursor over the labels."""
        if self._vm.item is not None:
            self._decision.labels.move_cursor(step)

    def consider(self, key: str) -> None:
        """Show the clause of the label under the cursor, else of the one chosen."""
        self._clause.show_label(key or next(iter(self._vm.sheet.answer.labels), ""))

    def _put(self, key: str) -> None:
        further, self._further = self._further, False
        (self._vm.sheet.add if further else self._vm.sheet.choose)(key)
        if further:
            self.said.emit("")
