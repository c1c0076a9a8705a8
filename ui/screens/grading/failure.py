"""Says that a grade could not be saved: what happened, what is safe, what to do."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui import theme
from ui.safe import PlainLabel

if TYPE_CHECKING:
    from ui.screens.grading.states import Failure


class FailureBox(QFrame):
    """Stays until the grade is saved, or the next one is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("failure")
        self.setProperty("kind", "banner")
        self.setProperty("tone", "bad")
        self.title = PlainLabel("failure:title", role="bad")
        self.what = PlainLabel("failure:what", wrap=True)
        self.safe = PlainLabel("failure:safe", wrap=True)
        self.todo = PlainLabel("failure:todo", role="strong", wrap=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        rows.setSpacing(theme.px(4))
        for label in (self.title, self.what, self.safe, self.todo):
            rows.addWidget(label)

    def put(self, failure: "Failure") -> None:
        """Say it."""
        self.title.put(failure.title)
        self.what.put(failure.what)
        self.safe.put(failure.safe)
        self.todo.put(failure.todo)
        self.setAccessibleName(f"{failure.title}. {failure.what} {failure.safe} {failure.todo}")
        self.show()
