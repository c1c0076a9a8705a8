"""What this program is, under which licences, and what to name in a report of a fault."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui import theme
from ui.failures import versions
from ui.safe import TextPane
from ui.session import Session
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

    def __init__(self, _session: Session) -> None:
        super().__init__()
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
        body.addWidget(fault)


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
