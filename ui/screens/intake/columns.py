"""What each column means: a choice a column, with the reason of the guess and how sure it is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reviewer_audit.domain.intake import ColumnRole
from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from ui import theme
from ui.safe import PlainLabel
from ui.screens.intake.fields import Choice
from ui.screens.intake.words import ROLES, role_title
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

if TYPE_CHECKING:
    from reviewer_audit.services.intake_review import ColumnSeen, Review
    from ui.screens.intake.viewmodel import Bringing

FIRST = 40  # columns shown before somebody asks for the others
SURE, LIKELY = 0.85, 0.5
CHOICES = [(str(role), title) for role, title in ROLES.items()]


class Columns(Card):
    """The columns of the file, each with its meaning."""

    def __init__(self, bringing: "Bringing") -> None:
        super().__init__("data:columns", _("What each column means"))
        self._bringing = bringing
        self._names: tuple[str, ...] = ()
        self._all = False
        self._lines: dict[str, _Line] = {}
        self._holder = QWidget()
        self.more = Button("data:columns:more", "", self._show_all, kind="link")
        self.add(self._holder)
        self.add(self.more)
        self.body.addStretch(1)

    def show_review(self, review: "Review") -> None:
        """Show the columns of a file; lines that are there stay, and keep the focus."""
        names = tuple(one.name for one in review.columns)
        if names != self._names:
            self._names, self._all = names, False
            self._build(review)
        for one in review.columns:
            if one.name in self._lines:
                self._lines[one.name].show_column(one)
        used = sum(one.role is not ColumnRole.HIDDEN for one in review.columns)
        self.say(
            _("What each column means"),
            _(
                "{n} of {m} columns are used. The others stay hidden: nobody sees them, "
                "grading or not."
            ).format(n=used, m=len(names))
            if used < len(names)
            else "",
        )

    def _build(self, review: "Review") -> None:
        old, self._holder = self._holder, QWidget()
        self.swap(old, self._holder)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(2, 5)
        for at, text in enumerate((_("Column"), _("Means"), _("Why"))):
            grid.addWidget(PlainLabel(f"data:columns:head{at}", text, role="small"), 0, at)
        shown = review.columns if self._all else review.columns[:FIRST]
        self._lines = {}
        for at, one in enumerate(shown):
            self._lines[one.name] = _Line(grid, at, one, self._bringing)
        left = len(review.columns) - len(shown)
        self.more.say(_("Show {n} more columns").format(n=left))
        self.more.setVisible(left > 0)

    def _show_all(self) -> None:
        self._all = True
        review = self._bringing.review
        if review is not None:
            self._build(review)
            for one in review.columns:
                self._lines[one.name].show_column(one)


class _Line:
    """One column: name and examples, choice, reason, confidence."""

    def __init__(
        self, grid: QGridLayout, at: int, column: "ColumnSeen", bringing: "Bringing"
    ) -> None:
        name = f"data:column{at}"
        self.name = PlainLabel(f"{name}:name", column.name, role="strong", elide=True, content=True)
        self.examples = PlainLabel(f"{name}:examples", role="small", elide=True, content=True)
        self.role = Choice(
            f"data:role:{column.name}", _("Meaning of column {name}").format(name=column.name)
        )
        self.role.setFixedWidth(theme.px(150))
        self.why = PlainLabel(f"{name}:why", role="small", wrap=True)
        self.sure = Badge(f"{name}:sure")
        words = _stack(self.name, self.examples)
        grid.addWidget(words, at + 1, 0)
        grid.addWidget(self.role, at + 1, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.why, at + 1, 2, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.sure, at + 1, 3, Qt.AlignmentFlag.AlignVCenter)
        self.role.picked.connect(lambda role: bringing.set_role(column.name, role))
        examples = " · ".join(one[:80] for one in column.examples)
        blank = _("{n} blank").format(n=f"{column.blank:,}") if column.blank else ""
        self.examples.put(" · ".join(part for part in (examples, blank) if part) or _("empty"))

    def show_column(self, column: "ColumnSeen") -> None:
        """Show what a column counts as now."""
        self.role.offer(CHOICES, str(column.role))
        guess = column.guess
        if guess.role is not column.role:
            self.why.put(
                _("Your choice; the guess was {role}.").format(role=role_title(guess.role))
            )
            self.sure.put(_("Yours"), "accent", "person")
            return
        self.why.put(guess.reason)
        share = words.percent(guess.confidence, 0)
        if column.role is ColumnRole.HIDDEN:
            self.sure.put("", "neutral")
        elif guess.confidence >= SURE:
            self.sure.put(share, "good")
        else:
            self.sure.put(share, "caution" if guess.confidence >= LIKELY else "bad", "unsure")


def _stack(*widgets: QWidget) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 2, 0, 2)
    column.setSpacing(0)
    column.addStretch(1)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return box
