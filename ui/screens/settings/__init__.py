"""The pages of Settings, from top to bottom. Add a page: one module here, one line in PAGES."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from reviewer_audit.i18n import _
from ui.screens import DESK, LEAD, PACK

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.session import Session


class SettingsPage(NamedTuple):
    """A page; its module is imported on the first visit.

    It is a QWidget made with the session. Like a screen it may have ``arrive(what)``: what
    comes after ``session.go("settings", (key, what))``. Pages that say anything of the
    vendor's decisions are for the lead's seat alone.
    """

    key: str
    title: str
    target: str  # "module:Class"
    seats: tuple[str, ...] = (LEAD,)
    needs_project: bool = True

    def build(self, session: "Session") -> "QWidget":
        """Import and make the page."""
        module, _colon, name = self.target.partition(":")
        page: QWidget = getattr(import_module(module), name)(session)
        return page


PAGES = (
    SettingsPage(
        key="appearance",
        title=_("Appearance"),
        target="ui.screens.settings.appearance:AppearancePage",
        seats=(LEAD, DESK, PACK),
        needs_project=False,
    ),
    SettingsPage(
        key="keys",
        title=_("Keys"),
        target="ui.screens.settings.keys:KeysPage",
        seats=(LEAD, DESK, PACK),
        needs_project=False,
    ),
    SettingsPage(
        key="care",
        title=_("Well-being"),
        target="ui.screens.settings.care:CarePage",
        seats=(LEAD, DESK, PACK),
        needs_project=False,
    ),
    SettingsPage(
        key="key",
        title=_("My key"),
        target="ui.screens.settings.key:KeyPage",
        seats=(LEAD, DESK, PACK),
        needs_project=False,
    ),
    SettingsPage(
        key="feedback",
        title=_("My feedback"),
        target="ui.screens.settings.feedback:FeedbackPage",
        seats=(LEAD, DESK, PACK),
    ),
    SettingsPage(
        key="people",
        title=_("People"),
        target="ui.screens.settings.people:PeoplePage",
        seats=(LEAD, DESK),
    ),
    SettingsPage(
        key="questions",
        title=_("Questions"),
        target="ui.screens.settings.questions:QuestionsPage",
    ),
    SettingsPage(
        key="gold",
        title=_("Gold"),
        target="ui.screens.settings.gold:GoldPage",
    ),
    SettingsPage(
        key="cases",
        title=_("Cases"),
        target="ui.screens.settings.cases:CasesPage",
    ),
    SettingsPage(
        key="signals",
        title=_("Signals"),
        target="ui.screens.settings.signals:SignalsPage",
    ),
    SettingsPage(
        key="journal",
        title=_("Journal"),
        target="ui.screens.settings.journal:JournalPage",
        seats=(LEAD, DESK, PACK),
    ),
    SettingsPage(
        key="about",
        title=_("About"),
        target="ui.screens.settings.about:AboutPage",
        seats=(LEAD, DESK, PACK),
        needs_project=False,
    ),
)
