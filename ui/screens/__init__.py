"""The steps of an audit. Add a screen: one module here, one line in SCREENS."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from reviewer_audit.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.actions import Action
    from ui.session import Session

LEAD, DESK, PACK = "lead", "desk", "pack"  # PACK: the desk of a project made from a pack


class Page(Protocol):
    """What a screen may offer the window beside being a QWidget. All of it is optional.

    A screen has no outer margins: the window gives them. ``headline`` is a signal by which it
    asks the header to look again; ``own_header`` keeps the window's header away.
    """

    title: str
    own_header: bool
    header_widget: "QWidget"
    commands: "Sequence[Action]"  # place="primary" is the one button of the header

    def state_line(self) -> str:
        """Say in one line how things are."""

    def arrive(self, what: object) -> None:
        """Show what somebody asked for with ``session.go(key, what)``."""

    def seated(self, seat: str) -> None:
        """Hear which seat looks, before ``arrive`` and whenever it changes."""

    def shown(self) -> None:
        """Hear that the screen has come to the front."""


class Screen(NamedTuple):
    """A step in the rail; its module is imported on the first visit."""

    key: str
    title: str
    target: str  # "module:Class"
    picture: str  # of it in a folded rail
    state: Callable[[Any], str] | None = None  # Overview -> what the rail says beside the title
    seats: tuple[str, ...] = (LEAD,)
    needs_project: bool = True

    def build(self, session: "Session") -> "QWidget":
        """Import and make the screen."""
        module, _colon, name = self.target.partition(":")
        screen: QWidget = getattr(import_module(module), name)(session)
        return screen


def _rows(seen: Any) -> str:
    return f"{seen.decisions:,}" if seen.decisions else ""


def _version(seen: Any) -> str:
    version = str(seen.policy_version)
    return f"v{version}" if version[:1].isdigit() else version


def _sampled(seen: Any) -> str:
    return f"{seen.sampled:,}" if seen.sampled else ""


def _left(seen: Any) -> str:
    if seen.left_to_grade:
        return _("{n} left").format(n=f"{seen.left_to_grade:,}")
    left = seen.newest.left if seen.newest else 0
    if left and seen.newest.round.state == "grading":
        return _("{n} out").format(n=f"{left:,}")
    if seen.newest and seen.newest.round.state == "grading" and not seen.newest.progress:
        return _("not given out")
    return _("done") if seen.sampled else ""


def _to_review(seen: Any) -> str:
    return _("{n} left").format(n=f"{seen.to_review:,}") if seen.to_review else ""


def _asked(seen: Any) -> str:
    return _("{n} asked").format(n=f"{seen.asked:,}") if seen.asked else ""


def _stage(seen: Any) -> str:
    state = str(seen.newest.round.state) if seen.newest else ""
    return {
        "revealed": _("provisional"),
        "released": _("provisional"),
        "closed": _("closed"),
        "grading": _("blind"),
        "locked": _("locked"),
    }.get(state, "")


SCREENS = (
    Screen(
        key="home",
        title=_("Home"),
        target="ui.screens.home.screen:HomeScreen",
        picture="home",
        needs_project=False,
    ),
    Screen(
        key="data",
        title=_("Data"),
        target="ui.screens.intake.screen:IntakeScreen",
        picture="table",
        state=_rows,
    ),
    Screen(
        key="policy",
        title=_("Policy"),
        target="ui.screens.policy.screen:PolicyScreen",
        picture="book",
        state=_version,
        seats=(LEAD, DESK),
    ),
    Screen(
        key="sample",
        title=_("Sample"),
        target="ui.screens.sample.screen:SampleScreen",
        picture="dice",
        state=_sampled,
    ),
    Screen(
        key="grade",
        title=_("Grade"),
        target="ui.screens.grading.screen:GradingScreen",
        picture="pen",
        state=_left,
        seats=(LEAD, DESK, PACK),
    ),
    Screen(
        key="review",
        title=_("Review"),
        target="ui.screens.review.screen:ReviewScreen",
        picture="scale",
        state=_to_review,
    ),
    Screen(
        key="calibrate",
        title=_("Calibrate"),
        target="ui.screens.calibrate.screen:CalibrateScreen",
        picture="people",
    ),
    Screen(
        key="results",
        title=_("Results"),
        target="ui.screens.results.screen:ResultsScreen",
        picture="chart",
        state=_stage,
    ),
    Screen(
        key="reports",
        title=_("Reports"),
        target="ui.screens.reports.screen:ReportsScreen",
        picture="file",
    ),
    Screen(
        key="settings",
        title=_("Settings"),
        target="ui.screens.settings.screen:SettingsScreen",
        picture="gear",
        state=_asked,
        seats=(LEAD, PACK),
        needs_project=False,
    ),
)
