"""The page of the desk: what is judged, what is said of it, what the policy says."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme

if TYPE_CHECKING:
    from ui.screens.grading.clause import ClauseColumn
    from ui.screens.grading.content import ContentColumn
    from ui.screens.grading.decision import DecisionColumn

NARROW = 828  # below it three columns would not all be in sight
MOST = (1 << 24) - 1  # as Qt has it
GAP = 16


class DeskColumns(QWidget):
    """Three columns; where they have no room the clause lies below the content, if one is read."""

    def __init__(
        self, content: "ContentColumn", decision: "DecisionColumn", clause: "ClauseColumn"
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._content, self._decision, self._clause = content, decision, clause
        self.folded = False
        self._left = QVBoxLayout()
        self._left.addWidget(content, stretch=6)
        self._columns = QHBoxLayout()
        self._columns.addLayout(self._left, stretch=56)
        self._columns.addWidget(decision, stretch=60)
        self._columns.addWidget(clause, stretch=34)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addLayout(self._columns, stretch=1)
        self._fold(on=False)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the folded page needs: so it is given less, and folds."""
        hint = super().minimumSizeHint()
        widths = (one.minimumSizeHint().width() for one in (self._content, self._decision))
        folded = max(
            sum(widths) + self._columns.spacing(), self._decision.foot.minimumSizeHint().width()
        )
        return QSize(folded, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        folded = event.size().width() < theme.px(NARROW)
        if folded is not self.folded:
            self._fold(on=folded)
        super().resizeEvent(event)

    def _fold(self, *, on: bool) -> None:
        self.folded = on
        for rows in (self._left, self._columns, self._rows):
            rows.setSpacing(theme.px(GAP // 2 if on else GAP))
        decision, clause = self._decision, self._clause
        decision.setMaximumWidth(MOST if on else theme.px(560))
        decision.setMinimumWidth(0 if on else theme.px(396))
        clause.setMaximumWidth(MOST if on else theme.px(360))
        clause.setMinimumWidth(0 if on else theme.px(200))
        self._columns.setStretch(0, 46 if on else 56)
        if on:
            self._left.addWidget(clause, stretch=3)
            self._rows.addWidget(decision.foot)
        else:
            self._columns.addWidget(clause, stretch=34)
        self._content.fold(on=on)
        clause.fold(on=on)
        decision.fold(on=on)
