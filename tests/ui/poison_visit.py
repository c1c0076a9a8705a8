"""Go everywhere in a window on a project, as a program of its own that can be watched.

    python -m tests.ui.poison_visit PROJECT NAME

Prints how many places were shown.
"""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from reviewer_audit.settings import AppSettings
from tests.ui.make_screens import settle
from tests.ui.walking import everywhere
from ui.gc_guard import GarbageCollector
from ui.main_window import MainWindow
from ui.session import Session
from ui.theme import Look, Theme


def main():
    """Show every place, painted."""
    path, name = sys.argv[1:]
    app = QApplication([sys.argv[0]])
    GarbageCollector(app)
    theme = Theme(app)
    theme.wear(Look.LIGHT)
    session = Session(settings=AppSettings(name=name))
    window = MainWindow(session, theme)
    window.resize(1280, 800)
    window.show()
    session.open(Path(path))
    settle(session)
    places = 0
    for _place, shown in everywhere(window, session, settle):
        shown.grab()
        places += 1
    window.close()
    session.close()
    print(places)


if __name__ == "__main__":
    main()
