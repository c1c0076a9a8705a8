"""The people of a drawn round: how far each is, at which pace, and what nobody has."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui import theme
from ui.safe import PlainLabel
from ui.screens.sample import words
from ui.widgets.buttons import Button
from ui.widgets.progress import Meter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.services.assigning import Uncovered
    from reviewer_audit.services.board import Board, BoardLine


def rows(board: "Board", *, may: bool, give: Callable[[str], object]) -> QWidget:
    """Return a row per auditor; ``give`` is asked with a name, "" for what nobody has."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 4, 0, 4)
    column.setSpacing(10)
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    for at, line in enumerate(board.lines):
        _line(grid, at, line, may=may, give=give)
    column.addLayout(grid)
    if board.unassigned:
        column.addLayout(_unassigned(board.unassigned, may=may, give=give))
    return box


def _line(
    grid: QGridLayout, at: int, line: "BoardLine", *, may: bool, give: Callable[[str], object]
) -> None:
    name, one = f"sample:person{at}", line.hand_out
    done = one.assigned - one.left
    meter = Meter(f"{name}:meter", _("Answered by {name}").format(name=line.person.name))
    meter.put(done, max(one.assigned, 1))
    parts = [_("{done} of {all}").format(done=figures.count(done), all=figures.count(one.assigned))]
    if line.cannot_judge:
        parts.append(_("{n} cannot judge").format(n=figures.count(line.cannot_judge)))
    if line.skipped:
        parts.append(_("{n} skipped").format(n=figures.count(line.skipped)))
    left = _("{n} left").format(n=figures.count(one.left)) if one.left else _("done")
    who = PlainLabel(f"{name}:name", line.person.name, role="strong")
    who.setMaximumWidth(theme.px(160))
    grid.addWidget(who, 3 * at, 0)
    grid.addWidget(meter, 3 * at, 1)
    grid.addWidget(PlainLabel(f"{name}:done", " · ".join(parts), role="muted"), 3 * at, 2)
    tone = "good" if not one.left else "caution" if line.days_late else "muted"
    grid.addWidget(PlainLabel(f"{name}:left", left, role=tone), 3 * at, 3)
    below = QHBoxLayout()
    below.setSpacing(8)
    below.addWidget(
        PlainLabel(f"{name}:pace", pace_words(line), role="small", wrap=True), stretch=1
    )
    if line.days_late:
        late = ngettext("{n} day late", "{n} days late", line.days_late)
        text = late.format(n=figures.count(line.days_late))
        below.addWidget(PlainLabel(f"{name}:late", text, role="caution"))
    if one.left or line.skipped:
        button = Button(
            f"{name}:give", _("Pass on…"), partial(give, line.person.name), kind="quiet"
        )
        button.setAccessibleName(
            _("Pass on what {name} has not graded").format(name=line.person.name)
        )
        button.setEnabled(may)
        below.addWidget(button)
    grid.addLayout(below, 3 * at + 1, 0, 1, 4)
    grid.setRowMinimumHeight(3 * at + 2, theme.px(6))


def _unassigned(
    cells: "Sequence[Uncovered]", *, may: bool, give: Callable[[str], object]
) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    total = sum(cell.items for cell in cells)
    text = ngettext("Nobody has {n} drawn item", "Nobody has {n} drawn items", total)
    said = QVBoxLayout()
    said.setSpacing(1)
    title = text.format(n=figures.count(total))
    said.addWidget(PlainLabel("sample:nobody", title, role="caution", wrap=True))
    said.addWidget(PlainLabel("sample:nobody:what", words.cells(cells), role="small", wrap=True))
    row.addLayout(said, stretch=1)
    button = Button("sample:nobody:give", _("Hand out…"), partial(give, ""))
    button.setAccessibleName(_("Hand out what nobody has"))
    button.setEnabled(may)
    row.addWidget(button)
    return row


def pace_words(line: "BoardLine") -> str:
    """Say since when, at which pace and until when one auditor grades."""
    one, pace = line.hand_out, line.pace
    parts = []
    if one.packs:
        parts.append(_("pack {day}").format(day=words.day(one.sealed_at[:10])))
    if line.first_return_at:
        parts.append(_("first return {day}").format(day=words.day(line.first_return_at[:10])))
    elif line.first_answer_at:
        parts.append(_("began {day}").format(day=words.day(line.first_answer_at[:10])))
    else:
        parts.append(_("nothing known yet") if one.packs else _("not begun"))
    if pace is not None:
        days = ngettext("{n} in {days} day", "{n} in {days} days", pace.days)
        parts.append(days.format(n=figures.count(pace.items), days=figures.count(pace.days)))
    if line.finish is not None:
        parts.append(_("so done {day}").format(day=words.day(line.finish.isoformat())))
    if line.own_due:
        parts.append(_("due {day}").format(day=words.day(line.own_due)))
    if line.away_until is not None and one.left:
        until = words.day(line.away_until.isoformat())
        parts.append(_("away until {day}").format(day=until))
    return " · ".join(parts)
