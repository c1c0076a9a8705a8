"""The labels of a rule book by family."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from reviewer_audit.i18n import _
from reviewer_audit.text import defang, reveal
from ui import theme
from ui.deskkeys import label_keys
from ui.safe import held
from ui.screens.policy.words import TONES, action_title, marks, searched, severity

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from reviewer_audit.domain.policy import Label, Policy

KEY = Qt.ItemDataRole.UserRole + 1
TEXT = Qt.ItemDataRole.UserRole + 2
WIDTHS = (0, 98, 160, 138, 72)  # the first takes what is left


class LabelTree(QTreeView):
    """Families and their labels; arrows move, letters find, the search narrows."""

    chosen = Signal(str)  # key of the label, empty for a family

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("policy:tree")
        self.setAccessibleName(_("Labels by family"))
        self._policy: Policy | None = None
        self._model = QStandardItemModel(self)
        self._filter = _Filter(self)
        self._filter.setSourceModel(self._model)
        self.setModel(self._filter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(theme.px(14))
        self.setStyleSheet(
            f"QTreeView::item {{ border-radius: 0; padding: {theme.px(6)}px {theme.px(8)}px; }}"
        )
        self.selectionModel().currentChanged.connect(self._tell)

    def put(self, policy: "Policy") -> None:
        """Show the labels of a rule book."""
        kept = self.current
        self._policy = policy
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [_("Label"), _("Severity"), _("Violating"), _("Usual action"), _("Hotkey")]
        )
        families: dict[str, QStandardItem] = {}
        keys = {label: slot for slot, label in label_keys(policy, {}).items()}  # of every desk
        for label in policy.labels:
            family = label.family or _("Without family")
            if family not in families:
                families[family] = _family(family)
            families[family].appendRow(_row(label, policy, keys.get(label.key, "")))
        for item in families.values():  # filled: the filter leaves out a family without labels
            self._model.appendRow([item, *[_cell("") for _n in range(len(WIDTHS) - 1)]])
        self.expandAll()
        self._size()
        self.show_label(kept or (policy.labels[0].key if policy.labels else ""))

    @property
    def current(self) -> str:
        """The key of the label under the cursor."""
        index = self.currentIndex()
        return str(index.siblingAtColumn(0).data(KEY) or "") if index.isValid() else ""

    @property
    def count(self) -> int:
        """How many labels the search leaves."""
        rows = self._filter.rowCount()
        return sum(self._filter.rowCount(self._filter.index(at, 0)) for at in range(rows))

    def narrow(self, words: str) -> None:
        """Leave the labels in which every word occurs."""
        self._filter.narrow(words.casefold().split())
        self.expandAll()
        if not self.current:
            self._first()

    def show_label(self, key: str) -> None:
        """Move to a label."""
        for at in range(self._filter.rowCount()):
            family = self._filter.index(at, 0)
            for below in range(self._filter.rowCount(family)):
                index = self._filter.index(below, 0, family)
                if index.data(KEY) == key:
                    self.setCurrentIndex(index)
                    return
        self._first()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        policy = getattr(self, "_policy", None)
        if event.type() == QEvent.Type.PaletteChange and policy is not None:
            self.put(policy)  # colours stand in the cells

    def _first(self) -> None:
        family = self._filter.index(0, 0)
        if family.isValid():
            self.setCurrentIndex(self._filter.index(0, 0, family))

    def _size(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        metrics = QFontMetrics(theme.font("body", bold=True))
        for at, width in enumerate(WIDTHS[1:], start=1):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            # not by its item: PySide keeps what it returned beyond the end of the item itself, and
            # takes it for whatever Qt makes in the same place later
            words = self._model.headerData(at, Qt.Orientation.Horizontal)
            title = metrics.horizontalAdvance(str(words))
            self.setColumnWidth(at, max(theme.px(width), title + theme.px(24)))
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        """Give the titles what is left, and never too little to read them: then it scrolls."""
        left = self.viewport().width() - sum(map(self.columnWidth, range(1, len(WIDTHS))))
        self.setColumnWidth(0, max(left, theme.px(164)))

    def _tell(self, index: "QModelIndex", _before: "QModelIndex") -> None:
        self.chosen.emit(str(index.siblingAtColumn(0).data(KEY) or "") if index.isValid() else "")


class _Filter(QSortFilterProxyModel):
    def __init__(self, parent: LabelTree) -> None:
        super().__init__(parent)
        self._words: Sequence[str] = ()

    def narrow(self, words: Sequence[str]) -> None:
        self._words = words
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: "QModelIndex") -> bool:  # type: ignore[override]
        source = self.sourceModel()
        index = source.index(row, 0, parent)
        if not parent.isValid():
            return any(self.filterAcceptsRow(n, index) for n in range(source.rowCount(index)))
        text = str(index.data(TEXT) or "")
        return all(word in text for word in self._words)


def _row(label: "Label", policy: "Policy", key: str) -> list[QStandardItem]:
    title = _cell(label.title)
    title.setData(label.key, KEY)
    title.setData(searched(label), TEXT)
    told = marks(label)
    weight = _cell(severity(label.severity) if label.is_violation else "")
    if label.severity in TONES:
        weight.setForeground(theme.color(TONES[label.severity]))
    violating = _cell(_("yes") if label.is_violation else _("no"))
    if told:
        violating.setText(_("yes · {marks}").format(marks=told))
    act = _cell(action_title(label.default_action, policy) if label.default_action else "")
    return [title, weight, violating, act, _cell(key)]


def _family(name: str) -> QStandardItem:
    made = _cell(name)
    made.setFont(theme.font("body", bold=True))
    made.setForeground(theme.color("muted"))
    return made


def _cell(text: str) -> QStandardItem:
    made = QStandardItem(held(defang(reveal(text))))
    made.setEditable(False)
    return made
