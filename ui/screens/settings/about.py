"""What this program is, under which licences, and what to name in a report of a fault."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.failures import versions
from ui.safe import TextPane
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Card

LICENCES = (
    "Reviewer Audit is free software under the Apache License 2.0.\n"
    "\n"
    "It uses Qt and PySide6 under the GNU Lesser General Public License, version 3. Qt is a "
    "library of its own beside the program: you may replace it by another build of the same "
    "version, and you may study and change it. Qt's source is offered by The Qt Company at "
    "code.qt.io; the licence is at www.gnu.org/licenses/lgpl-3.0.\n"
    "\n"
    "It also uses, each under its own licence: SQLAlchemy (MIT), pandas, NumPy and SciPy (BSD), "
    "matplotlib (PSF-like), openpyxl (MIT), python-calamine (MIT), PyArrow (Apache 2.0), "
    "PyYAML (MIT), msgspec (BSD), Typer and Rich (MIT), platformdirs (MIT), filelock "
    "(Unlicense), defusedxml (PSF), msoffcrypto-tool (MIT), charset-normalizer (MIT), "
    "cryptography (Apache 2.0 or BSD).\n"
    "\n"
    "The program opens no connection to any network and sends nothing to anybody."
)


class AboutPage(QWidget):
    """The licences, and the versions below them."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        card = Card("settings:about", _("About Reviewer Audit"))
        pane = TextPane("settings:licences", label=_("Licences"))
        pane.setPlainText(LICENCES)  # our own words: their addresses may stay whole
        pane.setMinimumHeight(theme.px(230))
        card.add(pane, stretch=1)
        fault = Card("settings:fault", _("For a report of a fault"))
        self.diagnostics = TextPane("settings:diagnostics", label=_("Versions"))
        self.diagnostics.put(_diagnostics())
        self.diagnostics.setFixedHeight(theme.px(90))
        fault.add(self.diagnostics)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(card, stretch=1)
        body.addWidget(self._double_click())
        body.addWidget(fault)
        session.jobs.start(_association, done=self._put)

    def _double_click(self) -> Card:
        self._card = Card("settings:double", _("Open by double click"))
        self.double = Button("settings:associate", " ", self._turn)
        self._card.head.addWidget(self.double)
        self._card.hide()
        return self._card

    def _put(self, on: bool | None) -> None:  # noqa: FBT001 - a job gives its result by place
        self._card.setVisible(on is not None)
        self._on = bool(on)
        self._card.say(
            _("Open by double click"),
            _("Audits and packs open with this program.")
            if on
            else _("Let audits and packs open with this program, for you alone."),
        )
        self.double.say(_("Take it back") if on else _("Let them open"))
        self.double.setEnabled(True)

    def _turn(self) -> None:
        self.double.setEnabled(False)
        self._session.jobs.start(_associate, not self._on, done=self._put, failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self._card.say(error.message, error.hint)
        self.double.setEnabled(True)


def _association() -> bool | None:
    """Return whether files open by double click; None where that is not ours to say."""
    from reviewer_audit.services import associating

    return associating.is_associated() if associating.can_associate() else None


def _associate(on: bool) -> bool | None:  # noqa: FBT001 - a job gives its arguments by place
    from reviewer_audit.services import associating

    if on:
        associating.associate()
    else:
        associating.dissociate()
    return _association()


def _diagnostics() -> str:
    from PySide6.QtGui import QGuiApplication

    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    lines = [
        versions(),
        f"Qt platform {QGuiApplication.platformName()}, style {theme.tokens().name}",
        f"Screen {size.width()} x {size.height()}, ratio {screen.devicePixelRatio():g}",
    ]
    return "\n".join(lines)
