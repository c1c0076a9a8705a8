"""The form that ends a vendor's dispute window before its date; a reason is required."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from reviewer_audit.i18n import _, ngettext
from ui.widgets import sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from reviewer_audit.services.review_board import VendorLine


class EndWindow(sheet.Sheet):
    """Says what ending means for this vendor, and asks why."""

    given = Signal(str, str)  # vendor, reason

    def __init__(self, parent: "QWidget", line: "VendorLine") -> None:
        n = line.counts.waiting
        many = ngettext(
            "{n} decision is not answered yet and will count as accepted.",
            "{n} decisions are not answered yet and will count as accepted.",
            n,
        )
        name = line.vendor or _("the vendor")
        super().__init__(
            parent,
            "review:ending",
            _("End the window of {vendor} early").format(vendor=name),
            many.format(n=f"{n:,}"),
        )
        self._vendor = line.vendor
        self.reason = sheet.field("review:ending:reason", _("Reason, required"))
        self.reason.setPlaceholderText(_("such as the mail in which it says that it has no more"))
        self.reason.textChanged.connect(self._may_give)
        rows = sheet.form()
        sheet.add(rows, _("Reason"), self.reason)
        self.body.addLayout(rows)
        self.cancel_button()
        self.end = self.button("end", _("End the window"), self._give, kind="primary")
        self._may_give()
        self.reason.setFocus()
        self.fit()

    @Slot()
    def _may_give(self) -> None:
        self.end.setEnabled(bool(self.reason.text().strip()))

    @Slot()
    def _give(self) -> None:
        self.given.emit(self._vendor, self.reason.text().strip())
        self.close()
