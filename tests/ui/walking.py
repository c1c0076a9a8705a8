"""Going everywhere in a window: all steps of the rail, all pages, all parts of a screen."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from ui.main_window import MainWindow
from ui.screens import SCREENS
from ui.screens.settings import PAGES
from ui.session import Session


def everywhere(
    window: MainWindow, session: Session, settle: Callable[[Session], object]
) -> Iterator[tuple[str, QWidget]]:
    """Yield each place's name with the window standing there, as the seat allows."""
    for screen in SCREENS:
        if not window.rail.offers(screen.key):
            continue
        window.visit(screen.key)
        settle(session)
        yield screen.key, window
        for action in parts(window, screen.key):
            action.run()
            settle(session)
            yield action.key, window
    for page in PAGES:
        if window.seat in page.seats and window.rail.offers("settings"):
            window.visit("settings", page.key)
            settle(session)
            yield f"settings:{page.key}", window
    for overlay in (window.palette_overlay, window.key_overlay):
        overlay.ask()
        settle(session)
        yield overlay.objectName(), window
        overlay.sink()


def parts(window: MainWindow, key: str) -> list:
    """Return the commands of a screen that show another part of it, not those that do something."""
    page = window._visited.get(key)
    if page is None:
        return []
    named = {f"{key}:{part}" for part in _sections(page)}
    return [one for one in getattr(page, "commands", ()) if one.key in named and one.enabled()]


def _sections(page: QWidget) -> list[str]:
    from importlib import import_module

    module = import_module(type(page).__module__)
    return [key for key, *_name in getattr(module, "SECTIONS", ())]
