"""Start the window."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from reviewer_audit import __version__, i18n, settings
from reviewer_audit.assets import resource
from reviewer_audit.changes import Topic
from ui.application import Application
from ui.gc_guard import GarbageCollector
from ui.session import Session
from ui.theme import Look, Theme

if TYPE_CHECKING:
    from ui.failures import Failures
    from ui.main_window import MainWindow

STYLE = ("-style", "Fusion")  # setStyle would make all enums of QStyle before the first window
LOADED = Topic.PROJECT | Topic.DECISIONS


def main(argv: list[str] | None = None) -> int:
    """Run the application; ``--smoke`` tries a whole audit offscreen and ends.

    The frame is painted first. All that it can be painted without comes after it.
    """
    argv = sys.argv if argv is None else argv
    smoke = "--smoke" in argv
    if smoke:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or Application([*argv, *STYLE])
    if not isinstance(app, QApplication):
        raise TypeError(app)
    app.setApplicationName("Reviewer Audit")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("reviewer-audit")
    garbage = GarbageCollector(app)
    path = None if smoke else settings.settings_file()
    kept = settings.AppSettings(language="en") if path is None else settings.load(path)
    speak(app, kept.language)
    from ui.main_window import MainWindow  # not before: it keeps words as constants

    session = Session(parent=app, settings=kept, settings_path=path)
    looks = Theme(app)
    looks.wear(_look(kept.look), kept.text_percent)
    session.settings_changed.connect(lambda: _dress(looks, session))
    window = MainWindow(session, looks, begin=False)
    if smoke:
        from ui.smoke import run

        return run(session, window)
    failures: Failures | None = None

    def go_on() -> None:
        nonlocal failures
        failures = _watch(app, window)
        _set_icon(app)
        session.changed.connect(settle_when_loaded)
        window.begin()
        for given in (Path(word) for word in argv[1:] if not word.startswith("-")):
            window.take(given)
        if isinstance(app, Application):
            app.deliver_to(window.take)
        garbage.settle()

    def settle_when_loaded(topics: Topic) -> None:
        if topics & LOADED:
            garbage.settle()

    window.painted.connect(go_on, Qt.ConnectionType.QueuedConnection)
    window.show()
    code = app.exec()
    session.close()
    if failures is not None:
        failures.remove()
    return code


def speak(app: QApplication, wanted: str) -> str:
    """Turn the window to the language wanted, or to the system's; return which it is.

    Figures stay as they are in files (Western digits, decimal point), so that a figure on the
    screen can be found in a workbook.
    """
    language = i18n.choose(wanted, QLocale.system().uiLanguages())
    QLocale.setDefault(QLocale.c())
    if language in i18n.RIGHT_TO_LEFT:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    if language != "en":
        i18n.use(language, resource("locale"))
        words = QTranslator(app)  # of Qt's own dialogs and menus
        if words.load(
            f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            app.installTranslator(words)
    return language


def _set_icon(app: QApplication) -> None:
    from PySide6.QtGui import QIcon

    app.setWindowIcon(QIcon(str(resource("icons/app.svg"))))


def _watch(app: QApplication, window: "MainWindow") -> "Failures | None":
    """Install the log and the hooks; a home that cannot be written costs only these."""
    from reviewer_audit import log
    from ui.failures import Failures

    try:
        folder = log.state_folder()
        log.start(folder)
        failures = Failures(folder, app, lambda: window)
        failures.install()
    except OSError:
        return None
    return failures


def _look(name: str) -> Look:
    return Look(name) if name in set(Look) else Look.AUTO


def _dress(looks: Theme, session: Session) -> None:
    look, percent = _look(session.settings.look), session.settings.text_percent
    if (looks.look, looks.percent) != (look, percent):
        looks.wear(look, percent)
