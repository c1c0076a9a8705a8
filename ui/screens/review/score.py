"""Score before and after, what still stands in the way, and the end of the round."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui.safe import PlainLabel
from ui.screens.review import words
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Columns, Tile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reviewer_audit.reports.course import StageScore
    from reviewer_audit.services.review_board import Board


FOLDS = 560  # room below which tiles and cards stand one above the other


class ScorePage(QWidget):
    """Accuracy at each stage, the control of agreements, and Close."""

    close_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("review:score")
        self.tiles = {
            key: Tile(f"review:stage:{key}", title) for key, title in words.STAGES.items()
        }
        row = _columns("review:stages", self.tiles.values())
        self.control = Card("review:control", _("Control of agreements"))
        self.control_said = PlainLabel("review:control:said", wrap=True)
        self.control.add(self.control_said)
        self.way = Card("review:way", _("Before the round can be closed"))
        self.in_the_way = PlainLabel("review:way:said", wrap=True)
        self.twice = PlainLabel("review:way:twice", role="muted", wrap=True)
        self.close_button = Button(
            "review:close", _("Close the round"), self.close_asked.emit, kind="primary"
        )
        self.way.add(self.in_the_way)
        self.way.add(self.twice)
        self.way.body.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)
        for card in (self.way, self.control):
            card.body.addStretch(1)
        below = _columns("review:below", (self.way, self.control))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(row)
        body.addWidget(below)
        body.addStretch(1)

    def put(self, board: "Board", *, may_write: bool) -> None:
        """Show how far a round is."""
        before: StageScore | None = None
        for stage in board.stages:
            self._stage(stage, before)
            before = stage
        self._tell_control(board)
        way = board.standing.in_the_way
        if board.is_closed:
            self.way.say(_("Closed"), _("What stands is final and no longer provisional."))
        else:
            self.way.say(_("Before the round can be closed"), "")
        nothing = _("Nothing stands in the way.")
        self.in_the_way.put(
            "" if board.is_closed else "\n".join(f"\u2022 {line}" for line in way) or nothing
        )
        self.in_the_way.setVisible(not board.is_closed)
        n = board.standing.acted_twice
        many = ngettext(
            "{n} verdict by somebody who had acted on the item before",
            "{n} verdicts by somebody who had acted on the item before",
            n,
        )
        self.twice.put(many.format(n=f"{n:,}"))
        self.twice.setVisible(bool(n))
        self.close_button.setVisible(not board.is_closed)
        self.close_button.setEnabled(may_write and not way)

    def _stage(self, stage: "StageScore", before: "StageScore | None") -> None:
        tile, one = self.tiles[stage.stage.value], stage.accuracy
        if one.value is None:
            tile.put("\u2013", note=one.note)
            return
        note = ""
        if before is not None and before.accuracy.value is not None:
            gap = round(100 * (one.value - before.accuracy.value), 2)
            note = _("{gap} points").format(gap=f"{gap:+.2f}") if gap else _("no change")
        if stage.charged.value is not None and stage.charged.value != one.value:
            charged = _("{share} charged to the vendor's side").format(
                share=figures.share(stage.charged)
            )
            note = " \u00b7 ".join(filter(None, (note, charged)))
        tile.put(figures.share(one), interval=figures.range_and_n(one), note=note)

    def _tell_control(self, board: "Board") -> None:
        found = board.standing.control
        if found is None:
            self.control_said.put(_("Not drawn."))
            return
        lines = [
            _("{drawn} of {all} agreements were drawn at random; {looked} are looked at.").format(
                drawn=f"{found.drawn:,}", all=f"{found.population:,}", looked=f"{found.looked:,}"
            )
        ]
        rate, accuracy = found.wrong_rate, found.accuracy
        if rate.value is not None:
            wrong = _("{wrong} of them were wrong: {rate}.")
            lines.append(wrong.format(wrong=f"{found.wrong:,}", rate=figures.rate(rate)))
            if accuracy.value is not None:
                carried = _("Carried into the estimate, accuracy is {rate}.")
                lines.append(carried.format(rate=figures.rate(accuracy)))
        self.control_said.put("\n".join(lines))


def _columns(name: str, widgets: "Iterable[QWidget]") -> Columns:
    made = Columns(name, threshold=FOLDS)
    for widget in widgets:
        column = QVBoxLayout()
        column.addWidget(widget)
        made.add(column)
    return made
