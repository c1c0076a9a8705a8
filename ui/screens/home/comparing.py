"""Several audits side by side: files chosen, read without a trace, and the report looked at."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.comparing import OVER
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.trend_edition import OFFERED
from reviewer_audit.text import reveal
from ui import outside
from ui.roundscreen import chooser
from ui.safe import PlainLabel
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card
from ui.widgets.document import Document
from ui.widgets.flow import Wrapping, together

if TYPE_CHECKING:
    from reviewer_audit.progress import Progress
    from reviewer_audit.reports.model import Report
    from reviewer_audit.reports.trend import Trend
    from reviewer_audit.services.reporting import Written

PERIODS = (
    ("audit", _("Audit by audit")),
    ("week", _("By week")),
    ("month", _("By month")),
    ("quarter", _("By quarter")),
    ("year", _("By year")),
)
KINDS = (("xlsx", _("Workbook")), ("html", _("Web page")), ("pdf", _("PDF")))


class CompareAudits(QWidget):
    """The trend of the files that were chosen: how it is cut, for whom, and where it is written."""

    closed = Signal()
    headline = Signal()

    def __init__(self, session: Session, paths: Sequence[Path]) -> None:
        super().__init__()
        self.setObjectName("compare")
        self._session = session
        self._paths = tuple(paths)
        self._folder = paths[0].parent
        self.trend: Trend | None = None
        self.every = chooser("compare:every", _("Points of the trend"))
        self.vendor = chooser("compare:vendor", _("Whose decisions"))
        self.over = chooser("compare:over", _("Split changes by"))
        self.edition = chooser("compare:edition", _("Edition"))
        self.write = Button("compare:write", _("Write…"), self._choose_folder, kind="primary")
        self.back = Button("compare:back", _("Back"), self.closed.emit)
        self.kinds = {kind: QCheckBox(title) for kind, title in KINDS}
        self.banner = Banner("compare:banner")
        self.waiting = PlainLabel("compare:waiting", _("Reading the audits …"), role="muted")
        self.document = Document(session.jobs)
        self.document.saved.connect(self._tell_saved)
        self._lay_out()
        self._offer()

    def start(self) -> None:
        """Read the files; they are never written to."""
        self._ask()
        self.back.setFocus()

    def state_line(self) -> str:
        """Say what is compared."""
        n = len(self._paths)
        return ngettext("{n} file compared", "{n} files compared", n).format(n=n)

    def _lay_out(self) -> None:
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(12)
        card = Card("compare:choice")
        row = Wrapping()
        for choice in (self.every, self.vendor, self.over, self.edition):
            row.add(choice)
            choice.activated.connect(self._ask)
        for kind, box in self.kinds.items():
            box.setObjectName(f"compare:kind:{kind}")
            box.setAccessibleDescription(_("Write the report in this format."))
            box.setChecked(kind != "html")
            box.toggled.connect(self._allow)
        row.add(together(*self.kinds.values()))
        row.add(together(self.write, self.back))
        card.add(row)
        body.addWidget(card)
        body.addWidget(self.banner)
        body.addWidget(self.waiting)
        body.addWidget(self.document, stretch=1)
        body.addStretch(0)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.document.hide()
        self._allow()

    def _offer(self) -> None:
        for key, title in PERIODS:
            self.every.addItem(title, key)
        self.vendor.addItem(_("All vendors"), "")
        self.over.addItem(_("Split by what differs"), "")
        for role in OVER:
            split = _("Split by {role}").format(role=words.inside(words.role_title(role)))
            self.over.addItem(split, role)
        for key in OFFERED:
            self.edition.addItem(translated(EDITIONS[key].title), key)
        self.edition.setEnabled(False)

    # -- reading ------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        self.banner.hide()
        self.write.setEnabled(False)
        vendor = str(self.vendor.currentData())
        self.edition.setEnabled(bool(vendor))  # a vendor's own edition is of one vendor
        if not vendor:
            self.edition.setCurrentIndex(0)
        self._session.jobs.start(
            read_trend,
            self._paths,
            every=str(self.every.currentData()),
            vendor=vendor,
            over=str(self.over.currentData()),
            edition=str(self.edition.currentData()),
            title=_("Reading audits"),
            done=self._show,
            failed=self._fail,
        )

    def _show(self, made: "tuple[Trend, Report]") -> None:
        self.trend, report = made
        self._offer_vendors(self.trend)
        self.waiting.hide()
        self.document.put(report)
        self.document.show()
        self._allow()
        self.headline.emit()

    def _offer_vendors(self, found: "Trend") -> None:
        """Offer the vendors of all files, once they are known."""
        if self.vendor.count() > 1 or found.vendor:
            return
        for name in sorted({name for point in found.points for name in point.vendors}):
            self.vendor.addItem(reveal(name), name)

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.waiting.hide()
        self.banner.show_text(error.message, error.hint, tone="bad", closable=False)
        self._allow()

    @Slot()
    def _allow(self) -> None:
        some = any(box.isChecked() for box in self.kinds.values())
        self.write.setEnabled(some and self.trend is not None)

    # -- writing ------------------------------------------------------------------------------

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, _("Folder for the report"), str(self._folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.write_into)
        dialog.open()

    @Slot(str)
    def write_into(self, folder: str) -> None:
        """Write what is on show into a folder."""
        if self.trend is None:
            return
        self._folder = Path(folder)
        self.write.setEnabled(False)
        self._session.jobs.start(
            written_trend,
            self.trend,
            self._folder,
            tuple(kind for kind, box in self.kinds.items() if box.isChecked()),
            title=_("Writing the trend"),
            done=self._tell_written,
            failed=self._fail,
            cancelled=self._allow,
        )

    def _tell_written(self, written: "tuple[Written, ...]") -> None:
        many = ngettext("{n} file written", "{n} files written", len(written))
        self.banner.show_text(
            many.format(n=len(written)),
            reveal(str(self._folder)),
            tone="good",
            action=_("Open folder"),
            run=partial(outside.open_folder, self._folder),
        )
        self._allow()

    @Slot(object)
    def _tell_saved(self, path: Any) -> None:
        self.banner.show_text(_("Saved"), reveal(str(path)), tone="good")


def read_trend(
    paths: Sequence[Path],
    *,
    every: str,
    vendor: str,
    over: str,
    edition: str,
    progress: "Progress",
) -> "tuple[Trend, Report]":
    """Read the audits and lay the report out."""
    from reviewer_audit.services import trending

    found = trending.trend_of(
        paths, every=every, vendor=vendor, over=over, edition=edition, progress=progress
    )
    return found, trending.report_of(found)


def written_trend(
    found: "Trend", folder: Path, kinds: Sequence[str], progress: "Progress"
) -> "tuple[Written, ...]":
    """Write the report in each format."""
    from reviewer_audit.services import trending
    from reviewer_audit.services.reporting import Format

    formats = [Format(kind) for kind in kinds]
    return trending.write_trend(found, folder, formats=formats, progress=progress)
