"""What the window itself can do, whatever screen is in front."""

from functools import partial
from typing import TYPE_CHECKING, Protocol

from reviewer_audit.i18n import _
from ui.actions import Action
from ui.screens import SCREENS

if TYPE_CHECKING:
    from ui.rail import Rail


class Frame(Protocol):
    """What the frame of the window can do."""

    rail: "Rail"

    def find_action(self) -> None:
        """Bring up the command palette."""

    def show_keys(self) -> None:
        """Bring up the keys of the moment."""

    def visit(self, key: str, what: object = None) -> None:
        """Show a screen."""

    def choose_file(self) -> None:
        """Ask for an audit or a pack to open."""

    def ask_for_lead_seat(self) -> None:
        """Ask before the lead's screens end a person's blindness."""

    def may_take_lead_seat(self) -> bool:
        """Whether a lead sits at the desk."""
        ...


def of_window(window: Frame) -> tuple[Action, ...]:
    """Return the actions of the frame."""
    here, going = _("Window"), _("Go to")
    return (
        Action(
            key="palette",
            title=_("Find an action"),
            group=here,
            shortcut="Ctrl+K",
            run=window.find_action,
        ),
        Action(
            key="keys",
            title=_("Show the keys"),
            group=here,
            shortcut="F1",
            shown_key="F1  ?",
            run=window.show_keys,
        ),
        Action(
            key="open",
            title=_("Open an audit or a pack"),
            group=here,
            shortcut="Ctrl+O",
            run=window.choose_file,
        ),
        Action(
            key="new",
            title=_("New audit"),
            group=here,
            shortcut="Ctrl+N",
            run=partial(window.visit, "home", "new"),
            enabled=partial(window.rail.offers, "home"),
        ),
        Action(
            key="settings",
            title=_("Settings"),
            group=here,
            shortcut="Ctrl+,",
            run=partial(window.visit, "settings"),
        ),
        Action(
            key="lead",
            title=_("Take the lead's seat"),
            group=here,
            run=window.ask_for_lead_seat,
            enabled=window.may_take_lead_seat,
        ),
        *(
            Action(
                key=f"go:{screen.key}",
                title=screen.title,
                group=going,
                shortcut=f"Ctrl+{at}",
                run=partial(window.visit, screen.key),
                enabled=partial(window.rail.offers, screen.key),
            )
            for at, screen in enumerate(SCREENS, start=1)
            if screen.key != "settings"
        ),
    )
