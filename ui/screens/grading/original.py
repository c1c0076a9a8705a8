"""Opening the original of an item: only where the plan allows it, asked first, written down."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from reviewer_audit.i18n import _
from reviewer_audit.services import grading
from ui import outside
from ui.safe import ask

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewer_audit.domain.grading import BlindItem
    from ui.screens.grading.viewmodel import GradingViewModel
    from ui.session import Session


class Original(QObject):
    """Shows the whole address and asks; what is opened is in the journal before it is."""

    said = Signal(str)

    def __init__(self, session: "Session", desk: "QWidget", vm: "GradingViewModel") -> None:
        super().__init__(desk)
        self._session, self._desk, self._vm = session, desk, vm

    def ask(self) -> None:
        """Ask whether to open the original of the item on top."""
        item = self._vm.item
        if item is None:
            return
        if not item.original:
            self.said.emit(_("This round opens no original of this item."))
            return
        where = _(
            "Your browser would open a page of {host}. It may show what the platform decided, and "
            "its owner sees that somebody looks. That you opened it is written down and counted; "
            "the lead sees how often."
        ).format(host=outside.host_of(item.original))
        ask(
            self._desk.window(),
            _("Open the original?"),
            item.original,
            hint=where,
            yes=_("Open in the browser"),
            run=partial(self._open, item),
        )

    def _open(self, item: "BlindItem") -> None:
        session = self._session
        session.jobs.start(
            partial(grading.open_original, session.store, item.assignment_id, by=session.person),
            done=self._opened,
            failed=self._vm.unreadable,
        )

    def _opened(self, address: str) -> None:
        if outside.open_page(address):
            self.said.emit(_("The original was opened. That is written down."))
        else:
            self.said.emit(_("No browser took the address."))
