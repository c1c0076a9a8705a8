"""Name what a screen says that no catalogue can translate: words of ours outside every message.

    python tests/ui/untranslated.py PROJECT results,policy,sample

Each message stands between brackets, what the project holds is known; what is left over is
printed. A process of its own: modules of the window keep words as constants.
"""

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTextEdit,
    QWidget,
)  # fmt: skip

from reviewer_audit import i18n
from reviewer_audit.services import analysis, policies, projects
from reviewer_audit.settings import AppSettings
from tests.unit.services.spoken import OPEN, Marked, unmarked

ROWS = 40  # of a table that are looked at
KEYS = re.compile(r"\b(Ctrl|Shift|Alt|Enter|Esc|Space)\b(\+\S+)?|</?qt>")
DIGEST = re.compile(r"\b[0-9a-f]{12,}\b")
NAMES = {"SHA-256", "vendor_decisions.xlsx"}  # as they stand in any language
SHOWN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)


def said(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Yield all that is told to eyes, mice and screen readers."""
    for widget in [root, *root.findChildren(QWidget)]:
        texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        match widget:
            case QLabel() | QAbstractButton():
                texts += [widget.text(), str(getattr(widget, "full", ""))]
            case QLineEdit():
                texts.append(widget.placeholderText())
            case QTextEdit():
                texts.append(widget.toPlainText())
            case QComboBox():
                texts += [widget.itemText(at) for at in range(widget.count())]
            case QAbstractItemView():
                texts += cells(widget.model(), QModelIndex())
        yield from ((widget, text) for text in texts if text)


def cells(model: Any, parent: QModelIndex) -> Iterator[str]:
    """Yield headings, cells and their tooltips."""
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(model.rowCount(parent), ROWS)):
            index = model.index(row, column, parent)
            yield from (str(index.data(role) or "") for role in SHOWN)
            if not column:
                yield from cells(model, index)


def content(path: Path) -> re.Pattern[str]:
    """Return what the project holds, as a pattern: its names, values and rule books."""
    store = projects.open_project(path)
    found = analysis.results(store)
    known = {found.project, found.round_title, found.method.seed, *NAMES}
    known |= {part for by in found.by.values() for name in by for part in name.split(" + ")}
    known |= {projects.seat(store).name, *(line.name for line in found.auditors)}
    known |= {text for policy in policies.versions(store) for text in strings(policy)}
    store.close()
    longest = sorted(filter(None, known), key=len, reverse=True)
    return re.compile(r"(?<!\w)(" + "|".join(map(re.escape, longest)) + r")(?!\w)")


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a rule book."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from (text for one in fields(value) for text in strings(getattr(value, one.name)))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in strings(one))


def main() -> int:
    """Walk through the screens that are named, and print what is left."""
    path = Path(sys.argv[1])
    known = content(path)
    i18n._translation, i18n._language = Marked(), "es"
    app = QApplication(["untranslated"])
    from tests.ui.make_screens import settle
    from tests.ui.walking import parts
    from ui.gc_guard import GarbageCollector
    from ui.main_window import MainWindow
    from ui.session import Session
    from ui.theme import Look, Theme

    GarbageCollector(app)
    theme = Theme(app)
    theme.wear(Look.LIGHT)
    session = Session(settings=AppSettings())
    window = MainWindow(session, theme)
    window.show()
    session.open(path)
    settle(session)
    left: dict[str, str] = {}
    seen = 0
    for key in sys.argv[2].split(","):
        window.visit(key)
        settle(session)
        for part in (None, *parts(window, key)):
            if part is not None:
                part.run()
                settle(session)
            for widget, text in said(window._visited[key]):
                seen += OPEN in text
                rest = KEYS.sub(" ", known.sub(" ", DIGEST.sub(" ", unmarked(text))))
                if re.search(r"[^\W\d_]{2,}", rest):
                    place = widget.objectName()
                    left.setdefault(text, f"{place}: {text!r}, where {rest.strip()!r} is left")
    print(f"{seen} texts hold words of ours", *left.values(), sep="\n")
    window.close()
    session.close()
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
