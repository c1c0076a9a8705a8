"""The person's own grades of the round, to look through and go back to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.domain.desk import OwnGrade, OwnKind
from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.safe import PlainLabel, shown
from ui.screens.grading.answer import reason_words
from ui.screens.grading.choices import Choice
from ui.screens.grading.keys import Command
from ui.screens.grading.overlay import PAD, GradesSheet
from ui.widgets.buttons import SearchField, SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 500  # rows in sight; more words narrow them
KINDS = tuple(OwnKind)


class OwnGrades(GradesSheet):
    """A list over the desk: words and kinds narrow it, Enter goes to the item."""

    wide = 820

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "own", _("My grades"))
        self._grades: tuple[OwnGrade, ...] = ()
        self.title = PlainLabel("own:title", _("My grades"), role="heading")
        self.kinds = SegmentedControl("own:kinds", kind_words(), label=_("Kind"))
        self.field = SearchField("own:search", _("Label, note or words of the item"))
        self.count = PlainLabel("own:count", role="muted", wrap=True)
        hint = _("↑ ↓ moves · Enter goes there · PgUp PgDn changes the kind · Esc closes")
        body = QVBoxLayout(self)
        body.setContentsMargins(PAD, PAD - 2, PAD, PAD)
        body.setSpacing(theme.px(10))
        for widget in (self.title, self.field, self.kinds, self.count):
            body.addWidget(widget)
        body.addWidget(self.rows)
        body.addStretch(1)  # few rows leave their room below them
        body.addWidget(PlainLabel("own:hint", hint, role="small", wrap=True))
        self.field.wanted.connect(self._show_rows)
        self.kinds.changed.connect(self._show_rows)
        self.acts = {
            **self.acts,
            Command.SUBMIT_ANYWHERE: lambda: self.go(self.rows.cursor_key()),
        }

    def ask(self, grades: Sequence[OwnGrade]) -> None:
        """Come up with these grades."""
        self._grades = tuple(grades)
        self.field.clear()
        self.kinds.choose(OwnKind.ALL)
        self.place()
        self._show_rows()
        self.come(self.field)

    def place(self) -> None:
        """Lie over the middle of the desk."""
        super().place()
        self.rows.limit(max(self.height() - theme.px(220), 90))
        fits = self.kinds.sizeHint().width() <= self.width() - 2 * PAD
        self.kinds.setVisible(fits)  # else the line below says which it is

    def turn(self, step: int) -> None:
        """Change the kind."""
        at = (KINDS.index(OwnKind(self.kinds.current)) + step) % len(KINDS)
        self.kinds.choose(KINDS[at])
        self._show_rows()

    @Slot()
    def _show_rows(self) -> None:
        kind = OwnKind(self.kinds.current)
        words = self.field.text().casefold().split()
        found = [one for one in self._grades if one.fits(kind) and self._has(one, words)]
        rows = [row_of(one, self.titles) for one in found[:MOST]]
        self.rows.show_choices(rows)
        self.rows.set_cursor(rows[0].key if rows else "")
        many = len(found)
        text = ngettext("{n} grade", "{n} grades", many).format(n=f"{many:,}")
        if many > MOST:
            text = _("{grades}; the first {most} are shown").format(grades=text, most=MOST)
        if self.kinds.isHidden():
            text = f"{dict(kind_words())[kind]} · {text}"
        self.count.put(text if self._grades else _("Nothing has been graded yet."))

    def _has(self, one: OwnGrade, words: Sequence[str]) -> bool:
        text = f"{said(one.grade, self.titles)} {one.grade.note} {one.opening}".casefold()
        return all(word in text for word in words)


def said(grade: Grade, titles: "Mapping[str, str]") -> str:
    """Return in words what was answered."""
    if grade.kind is GradeKind.SKIPPED:
        return _("Skipped")
    if grade.kind is GradeKind.CANNOT_JUDGE:
        return _("Cannot be judged: {why}").format(why=reason_words(grade.reason))
    return " + ".join(titles.get(key, key) for key in grade.labels)


def row_of(one: OwnGrade, titles: "Mapping[str, str]") -> Choice:
    """Return a grade as a row that goes to its item."""
    grade = one.grade
    skipped = grade.kind is GradeKind.SKIPPED  # nobody has to read again what they left
    marks = (
        ("⚑", grade.flagged),
        (_("note"), bool(grade.note)),
        (_("asked"), bool(grade.query)),
        (_("unsure"), one.fits(OwnKind.UNSURE)),
        (_("revised"), grade.revision > 1),
    )
    words = said(grade, titles)
    return Choice(
        key=str(one.position),
        title=words if skipped else f"{words}  ·  {shown(one.opening)}",
        hotkey=str(one.position),
        aside=" · ".join(mark for mark, on in marks if on),
    )


def kind_words() -> tuple[tuple[str, str], ...]:
    """Return each kind and how it is called."""
    return (
        (OwnKind.ALL, _("All")),
        (OwnKind.FLAGGED, _("Flagged")),
        (OwnKind.NOTED, _("Noted")),
        (OwnKind.ASKED, _("Asked")),
        (OwnKind.UNSURE, _("Unsure")),
        (OwnKind.CANNOT_JUDGE, _("Can't judge")),
        (OwnKind.SKIPPED, _("Skipped")),
    )
