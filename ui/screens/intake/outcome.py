"""What the import will do, said before it does it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.screens.intake.words import promise
from ui.widgets.badge import Badge

if TYPE_CHECKING:
    from reviewer_audit.services.intake_review import Review

DASH = "\u2013"
NARROW = 760  # below it the numbers stand under the sentence
TONES = {"good": "check", "caution": "warning", "bad": "cross", "accent": "info"}


class Outcome(QFrame):
    """A sentence, a line below it, and the four numbers it comes from."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data:outcome")
        self.setProperty("kind", "card")
        row = self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(18, 12, 18, 14)
        row.setSpacing(24)
        words = QVBoxLayout()
        words.setSpacing(3)
        self.sentence = PlainLabel("data:sentence", role="heading", wrap=True)
        self.rest = PlainLabel("data:rest", role="muted", wrap=True)
        words.addWidget(self.sentence)
        words.addWidget(self.rest)
        row.addLayout(words, stretch=1)
        self.state = Badge("data:checking")
        told = QHBoxLayout()
        told.setSpacing(24)
        told.addWidget(self.state)
        figures = QGridLayout()
        figures.setHorizontalSpacing(26)
        figures.setVerticalSpacing(0)
        self._figures: dict[str, PlainLabel] = {}
        for at, (key, title) in enumerate(
            (
                ("accepted", _("Accepted")),
                ("unused", _("Not used")),
                ("repeats", _("Repeats")),
                ("conflicting", _("Conflicting")),
            )
        ):
            figure = PlainLabel(f"data:figure:{key}", DASH, role="title")
            figure.setFont(theme.font("title", tabular=True))
            figures.addWidget(figure, 0, at)
            figures.addWidget(PlainLabel(f"data:figure:{key}:title", title, role="small"), 1, at)
            self._figures[key] = figure
        self._box = QWidget()
        self._box.setLayout(figures)
        figures.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self._box)
        told.addStretch(0)
        row.addLayout(told)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < theme.px(NARROW)
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._row.setSpacing(12 if narrow else 24)
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(self._box.minimumSizeHint().width() + 36, hint.height())

    def show_review(self, review: "Review", *, busy: bool) -> None:
        """Say what importing would do; while it is looked at again, say that."""
        sentence, rest, tone = promise(review)
        self.sentence.put(sentence)
        self.rest.put(rest)
        self.setAccessibleName(f"{sentence} {rest}")
        if busy:
            self.state.put(_("Checking…"), "neutral", "clock")
        else:
            word = {"good": _("Ready"), "caution": _("Look first"), "bad": _("Not yet")}
            self.state.put(word.get(tone, _("Nothing to do")), tone, TONES[tone])
        counts = {
            "accepted": review.accepted,
            "unused": len(review.rejected),
            "repeats": review.repeats,
            "conflicting": review.conflicting,
        }
        for key, figure in self._figures.items():
            n = counts[key]
            figure.put(f"{n:,}" if review.checked is not None else DASH)
            figure.setEnabled(bool(n))
        self._box.setVisible(review.checked is not None)
