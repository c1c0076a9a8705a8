"""What is wrong with a window as it stands: text that is cut or covered, what has no name.

Looks at what is shown, not at what was asked for: sizes after layout, with the fonts in use.
"""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from ui.safe import plain_tip
from ui.widgets.buttons import Button

NEAR = 2  # pixels by which rounding may cut a descender's last line


def faults(window: QWidget) -> list[str]:
    """Return what a person would see as broken in what a window shows now."""
    shown = [one for one in window.findChildren(QWidget) if _seen(one, window)]
    found = [said for one in shown for said in (_cut(one), _hidden(one, window)) if said]
    found += [f"{_who(one)} has no name" for one in shown if _nameless(one)]
    found += _headings(shown)
    return found + list(_overlaps(window, shown))


def _seen(widget: QWidget, window: QWidget) -> bool:
    """Tell whether any of it is in sight: shown, inside, and its middle under no overlay."""
    if not widget.isVisibleTo(window) or widget.visibleRegion().isEmpty():
        return False
    top = window.childAt(widget.mapTo(window, widget.rect().center()))
    return top is None or top is widget or widget.isAncestorOf(top) or not _over(top, widget)


def _over(one: QWidget, other: QWidget) -> bool:
    """Tell whether one of two widgets belongs to something laid over the other on purpose.

    What is laid over stands outside the layout of its parent.
    """
    for a, b in ((one, other), (other, one)):
        branch = a
        while branch.parentWidget() is not None and not branch.parentWidget().isAncestorOf(b):
            branch = branch.parentWidget()
        parent = branch.parentWidget()
        if branch.isWindow() or (
            parent is not None and parent.layout() and parent.layout().indexOf(branch) < 0
        ):
            return True
    return False


def _cut(widget: QWidget) -> str:
    """Say how text does not fit its own widget."""
    text = _text(widget)
    if not text:
        return ""
    needed, given = _needed(widget, text), widget.contentsRect().size()
    wide, high = needed.width() - given.width(), needed.height() - given.height()
    if wide > NEAR or high > NEAR:
        return f"{_who(widget)} is cut by {max(wide, 0)} x {max(high, 0)} px: {text[:60]!r}"
    return ""


def _text(widget: QWidget) -> str:
    """Return the text a widget paints itself; "" where it elides and says the whole elsewhere."""
    if isinstance(widget, QLabel):
        elided = widget.text() != getattr(widget, "full", widget.text())
        whole = widget.accessibleName() == getattr(widget, "full", None)
        return "" if elided and whole else widget.text()
    if isinstance(widget, QComboBox):
        told = plain_tip(widget.currentText())
        return "" if widget.toolTip() == told else widget.currentText()
    if isinstance(widget, Button) and widget.is_cut:
        return "" if widget.toolTip() and widget.accessibleName() else widget.text()
    if isinstance(widget, (QPushButton, QCheckBox, QRadioButton)):
        return widget.text()
    return ""


def _needed(widget: QWidget, text: str) -> QSize:
    """Return the room a widget's text needs, its own inner margins and pictures included."""
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel):
        width = widget.contentsRect().width()
        if widget.wordWrap():
            box = metrics.boundingRect(
                QRect(0, 0, width, 100_000), int(Qt.TextFlag.TextWordWrap), text
            )
            return QSize(box.width(), min(box.height(), widget.heightForWidth(widget.width())))
        lines = text.split("\n")
        broad = max(map(metrics.horizontalAdvance, lines))
        return QSize(broad, metrics.height() * len(lines) - metrics.descent())
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            widget,
        )
        extra = widget.width() - field.width()
        return QSize(metrics.horizontalAdvance(text) + extra, metrics.ascent())
    shown = text.replace("&&", "&")
    hint = widget.sizeHint()
    bare = metrics.horizontalAdvance(shown)
    return QSize(min(hint.width(), max(bare, hint.width())), metrics.ascent())


def _hidden(widget: QWidget, window: QWidget) -> str:
    """Say where a text reaches out of something around it that cannot be scrolled."""
    if not _text(widget):
        return ""
    around = widget.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around.parentWidget(), QAbstractScrollArea):
            return ""
        at = QRect(widget.mapTo(around, QPoint()), widget.size())
        if not around.rect().adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(at):
            return f"{_who(widget)} reaches out of {_who(around)}: {_text(widget)[:60]!r}"
        around = around.parentWidget()
    return ""


def _nameless(widget: QWidget) -> bool:
    """Tell whether Tab reaches a widget that a screen reader cannot name."""
    reached = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    if not widget.isEnabled() or not reached:
        return False
    spoken = QAccessible.queryAccessibleInterface(widget)  # knows of buddies, too
    return not (spoken and spoken.text(QAccessible.Text.Name))


def _headings(shown: list[QWidget]) -> list[str]:
    """Say which headings of tables are cut."""
    found = []
    for view in shown:
        if not isinstance(view, QAbstractItemView) or not hasattr(view, "horizontalHeader"):
            continue
        header: QHeaderView = view.horizontalHeader()
        model = view.model()
        if model is None or not header.isVisible():
            continue
        for at in range(model.columnCount()):
            words = str(model.headerData(at, Qt.Orientation.Horizontal) or "")
            room = header.sectionSize(at)
            tip = model.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
            needs = header.fontMetrics().horizontalAdvance(words)
            if room and needs > room and not tip:
                found.append(f"heading {words!r} of {_who(view)} is cut by {needs - room} px")
    return found


def _overlaps(window: QWidget, shown: list[QWidget]) -> Iterator[str]:
    """Say which texts lie on each other."""
    texts = [
        (one, QRect(one.mapTo(window, QPoint()), one.size()).intersected(_clip(one, window)))
        for one in shown
        if _text(one) or isinstance(one, (QPlainTextEdit, QAbstractItemView))
    ]
    for (one, first), (other, second) in combinations(texts, 2):
        if one.isAncestorOf(other) or other.isAncestorOf(one) or _over(one, other):
            continue
        both = first.intersected(second)
        if both.width() > NEAR and both.height() > NEAR and one.window() is other.window():
            yield f"{_who(one)} and {_who(other)} overlap by {both.width()} x {both.height()} px"


def _clip(widget: QWidget, window: QWidget) -> QRect:
    """Return the part of the window in which a widget can be seen."""
    clip, around = window.rect(), widget.parentWidget()
    while around is not None and around is not window:
        clip = clip.intersected(QRect(around.mapTo(window, QPoint()), around.size()))
        around = around.parentWidget()
    return clip


def _who(widget: QWidget) -> str:
    names = []
    one: QWidget | None = widget
    while one is not None and len(names) < 3:
        if one.objectName() and not one.objectName().startswith("qt_"):
            names.append(one.objectName())
        one = one.parentWidget()
    return f"{type(widget).__name__} {' in '.join(names) or '?'}"
