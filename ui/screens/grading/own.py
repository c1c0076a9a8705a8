"""The person's own grades of the round, to look through and go back to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from reviewer_audit.domain.desk import OwnGrade, OwnKind
from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.safe import PlainLabel, shown
from ui.screens.grading.answer import reason_words
from ui.screens.grading.choices import Choice, ChoiceList
from ui.screens.grading.keys import Command, Stroke
from ui.screens.grading.picker import PAD, in_sight, lift
from ui.widgets.buttons import SearchField, SegmentedControl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer_audit.domain.policy import Policy

MOST = 500  # rows in sight; more words narrow them
KINDS = tuple(OwnKind)


class OwnGrades(QFrame):
    """A list over the desk: words and kinds narrow it, Enter goes to the item."""

    wanted = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("own")
        lift(self)
        self._grades: tuple[OwnGrade, ...] = ()
        self._titles: dict[str, str] = {}
        self.title = PlainLabel("own:title", _("My grades"), role="heading")
        self.kinds = SegmentedControl("own:kinds", kind_words(), label=_("Kind"))
        self.field = SearchField("own:search", _("Label, note or words of the item"))
        self.rows = ChoiceList("own:rows", _("My grades"))
        self.rows.key_room = 52
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.count = PlainLabel("own:count", role="muted", wrap=True)
        hint = _("↑ ↓ moves · Enter goes there · PgUp PgDn changes the kind · Esc closes")
        body = QVBoxLayout(self)
        body.setContentsMargins(PAD, PAD - 2, PAD, PAD)
        body.setSpacing(theme.px(10))
        for widget in (self.title, self.field, self.kinds, self.count):
            body.addWidget(widget)
        body.addWidget(self.rows, stretch=1)
        body.addWidget(PlainLabel("own:hint", hint, role="small", wrap=True))
        self.field.wanted.connect(self._show_rows)
        self.kinds.changed.connect(self._show_rows)
        self.rows.chosen.connect(self._go)

    def use(self, policy: "Policy") -> None:
        """Say labels by this rule book."""
        self._titles = {label.key: label.title for label in policy.labels}

    def ask(self, grades: Sequence[OwnGrade]) -> None:
        """Come up with these grades."""
        self._grades = tuple(grades)
        self.field.clear()
        self.kinds.choose(OwnKind.ALL)
        self.place()
        self._show_rows()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Lie over the middle of the desk."""
        room = in_sight(self)
        wide, high = min(theme.px(820), room.width()), min(theme.px(560), room.height())
        self.setGeometry(room.center().x() - wide // 2, room.top(), wide, high)
        self.rows.limit(max(high - theme.px(220), 90))
        fits = self.kinds.sizeHint().width() <= wide - 2 * PAD
        self.kinds.setVisible(fits)  # else the line below says which it is

    def press(self, stroke: Stroke) -> bool:
        """Take what moves and chooses; the rest is typed."""
        match stroke.command:
            case Command.LEAVE:
                self.leave()
            case Command.UP:
                self.rows.move_cursor(-1)
            case Command.DOWN:
                self.rows.move_cursor(1)
            case Command.PAGE_UP:
                self._turn(-1)
            case Command.PAGE_DOWN:
                self._turn(1)
            case Command.SUBMIT | Command.SUBMIT_ANYWHERE:
                self._go(self.rows.cursor_key())
            case _:
                return False
        return True

    def leave(self) -> None:
        """Go away."""
        self.hide()
        self.closed.emit()

    def _turn(self, step: int) -> None:
        at = (KINDS.index(OwnKind(self.kinds.current)) + step) % len(KINDS)
        self.kinds.choose(KINDS[at])
        self._show_rows()

    def _go(self, key: str) -> None:
        if key:
            self.leave()
            self.wanted.emit(int(key))

    @Slot()
    def _show_rows(self) -> None:
        kind = OwnKind(self.kinds.current)
        words = self.field.text().casefold().split()
        found = [one for one in self._grades if one.fits(kind) and self._has(one, words)]
        rows = [row_of(one, self._titles) for one in found[:MOST]]
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
        text = f"{said(one.grade, self._titles)} {one.grade.note} {one.opening}".casefold()
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
