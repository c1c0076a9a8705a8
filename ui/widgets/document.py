"""A report as it will be written, sheet by sheet: the very document."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from reviewer_audit import i18n
from reviewer_audit.i18n import _
from ui.safe import PlainLabel, caption
from ui.widgets.badge import Badge
from ui.widgets.blocks import Blocks, Page

if TYPE_CHECKING:
    from reviewer_audit.reports.model import Report
    from ui.jobs import JobRunner

FACTS_ACROSS = 3


class Document(QFrame):
    """Title block, one tab for each sheet, and the sheet in front."""

    opened = Signal(object, str)
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__()
        self.setObjectName("reports:document")
        self.setProperty("kind", "card")
        self._report: Report | None = None
        self.title = PlainLabel("reports:title", role="title", wrap=True)
        self.subtitle = PlainLabel("reports:subtitle", role="muted", wrap=True)
        self.stamp = Badge("reports:stamp")
        self.facts = QWidget()
        self._facts = QGridLayout(self.facts)
        self._facts.setContentsMargins(0, 0, 0, 8)
        self._facts.setHorizontalSpacing(20)
        self._facts.setVerticalSpacing(2)
        self.tabs = QTabBar()
        self.tabs.setObjectName("reports:sheets")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.currentChanged.connect(self._turn)
        self.blocks = Blocks("reports:blocks", jobs)
        self.blocks.opened.connect(self.opened)
        self.blocks.saved.connect(self.saved)
        sheet = QWidget()
        inside = QVBoxLayout(sheet)
        inside.setContentsMargins(0, 8, 10, 8)
        inside.addWidget(self.facts)
        inside.addWidget(self.blocks, stretch=1)
        self.page = Page("reports:page", sheet, label=_("Sheet"))
        self._build()

    def _build(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(24, 18, 14, 14)
        body.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 10, 0)
        head.setSpacing(12)
        head.addWidget(self.title, stretch=1)
        head.addWidget(self.stamp, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(head)
        body.addWidget(self.subtitle)
        body.addSpacing(4)
        body.addWidget(self.tabs)
        body.addWidget(self.page, stretch=1)

    @property
    def sheet(self) -> str:
        """The key of the sheet in front."""
        report, at = self._report, self.tabs.currentIndex()
        return report.sections[at].key if report is not None and at >= 0 else ""

    def put(self, report: "Report") -> None:
        """Show a document; the sheet that was in front stays where it has one."""
        before = self.sheet
        self._report = report
        turned = report.language in i18n.RIGHT_TO_LEFT  # whatever the window speaks
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight
        )
        self.title.put(report.title)
        self.subtitle.put(report.subtitle)
        self.stamp.put(report.stamp, "caution", "clock")
        self._state_facts(report)
        self.tabs.blockSignals(True)  # noqa: FBT003 - Qt's
        while self.tabs.count():
            self.tabs.removeTab(0)
        keys = [section.key for section in report.sections]
        for section in report.sections:
            self.tabs.addTab(caption(section.title))
        at = keys.index(before) if before in keys else 0
        self.tabs.setCurrentIndex(at)
        self.tabs.blockSignals(False)  # noqa: FBT003 - Qt's
        self._turn(at)

    def _turn(self, at: int) -> None:
        if self._report is not None and 0 <= at < len(self._report.sections):
            section = self._report.sections[at]
            self.tabs.setAccessibleName(section.title)
            self.facts.setVisible(at == 0)
            self.blocks.put(section.blocks)
            self.page.verticalScrollBar().setValue(0)

    def _state_facts(self, report: "Report") -> None:
        while (item := self._facts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for at, (name, value) in enumerate(report.facts):
            row, column = divmod(at, FACTS_ACROSS)
            cell = QWidget()
            line = QVBoxLayout(cell)
            line.setContentsMargins(0, 0, 0, 4)
            line.setSpacing(0)
            line.addWidget(PlainLabel(f"reports:fact{at}:name", name, role="small"))
            line.addWidget(PlainLabel(f"reports:fact{at}", value, wrap=True))
            line.addStretch(1)
            self._facts.addWidget(cell, row, column)
        for column in range(FACTS_ACROSS):
            self._facts.setColumnStretch(column, 1)
