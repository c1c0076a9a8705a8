"""The journal of the audit: its last lines, whether it is whole, and whether a file is."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.changes import Topic
from reviewer_audit.i18n import _
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.session import Session
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table
from ui.wording import dated

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.projects import Project
    from reviewer_audit.services.verifying import Verified

SHOWN = 200


class JournalPage(QWidget):
    """Shows the newest lines; checks the chain, or a file, when asked."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(14)
        body.addWidget(self._checks())
        body.addWidget(self._files())
        body.addWidget(self._lines(), 1)
        session.changed.connect(self._refresh)
        self._refresh(Topic.PROJECT)

    def _checks(self) -> Card:
        card = Card(
            "settings:journal",
            _("Journal"),
            note=_(
                "Every change is one sealed line after the last. Checking tells whether a line "
                "was altered, and gives the number to compare with a report or a pack."
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self.check = Button("settings:verify", _("Check the journal"), self._verify, picture="lock")
        self.whole = Badge("settings:whole")
        self.whole.hide()
        row.addWidget(self.check)
        row.addWidget(self.whole)
        row.addStretch(1)
        card.body.addLayout(row)
        self.head = PlainLabel("settings:head", role="muted", wrap=True)
        self.head.hide()
        card.add(self.head)
        return card

    def _files(self) -> Card:
        card = Card(
            "settings:journalfile",
            _("A file of this audit"),
            note=_(
                "A pack, a return, a report or a vendor's workbook: is it whole, unaltered and of "
                "this audit, and whose is it?"
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        self.check_file = Button("settings:verifyfile", _("Check a file…"), self._choose)
        self.file_whole = Badge("settings:filewhole")
        self.file_whole.hide()
        row.addWidget(self.check_file)
        row.addWidget(self.file_whole)
        row.addStretch(1)
        card.body.addLayout(row)
        self.file_told = PlainLabel("settings:filetold", role="muted", wrap=True)
        self.file_told.hide()
        card.add(self.file_told)
        return card

    def _lines(self) -> Card:
        card = Card("settings:journallines", _("Newest lines"))
        self.export = Button("settings:journalexport", _("Export the journal…"), self._save)
        card.with_buttons(self.export)
        self.table = Table(
            "settings:journaltable",
            [
                number(_("Line"), lambda line: line.number),
                Column(_("When"), lambda line: line.at, _moment),
                Column(_("Who"), lambda line: line.who),
                Column(_("What"), lambda line: line.what, stretch=True),
                Column(_("Seal"), lambda line: line.seal, hint=_("The first letters of its seal")),
            ],
            label=_("Newest lines of the journal"),
            empty=_("Nothing was written yet."),
            framed=False,
        )
        self.table.setMinimumHeight(theme.px(240))
        card.add(self.table, stretch=1)
        return card

    @Slot(object)
    def _refresh(self, topics: Topic) -> None:
        if topics and self._session.has_project:
            self._session.jobs.start(_newest, self._session.store, done=self.table.put)

    # -- the chain

    def _verify(self) -> None:
        session = self._session
        session.jobs.start(
            _check, session.store, title=_("Checking the journal"), done=self._show_verified
        )

    def _show_verified(self, found: tuple[int | None, str]) -> None:
        bad, head = found
        self.whole.show()
        self.head.show()
        if bad is None:
            self.whole.put(_("Whole"), "good")
            self.head.put(_("Newest line: {head}").format(head=head))
        else:
            self.whole.put(_("Altered"), "bad")
            self.head.put(
                _(
                    "Line {n} does not fit the one before it, or an answer is not the one it keeps "
                    "the seal of. The file was left as it is: keep it, and compare with a copy."
                ).format(n=bad)
            )

    # -- a file

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), _("Check a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.look_at(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def look_at(self, path: Path) -> None:
        """Say whether a file is whole."""
        session = self._session
        session.jobs.start(
            _look,
            path,
            session.store,
            title=_("Checking {name}").format(name=path.name),
            done=self._show_file,
            failed=self._file_failed,
        )

    def _show_file(self, found: "Verified") -> None:
        word, tone = {
            True: (_("Whole"), "good"),
            False: (_("Refused"), "bad"),
            None: (_("Cannot be told"), "caution"),
        }[found.whole]
        self.file_whole.put(word, tone)
        self.file_whole.show()
        self.file_told.put("\n".join([Path(found.file).name, *_told(found)]))
        self.file_told.show()

    def _file_failed(self, error: BaseException) -> None:
        self.file_whole.put(_("Cannot be told"), "caution")
        self.file_whole.show()
        self.file_told.put(str(error))
        self.file_told.show()

    # -- all of it

    def _save(self) -> None:
        dialog = QFileDialog(self.window(), _("Export the journal"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Sheet (*.csv)"), _("Lines of JSON (*.jsonl)")])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(_("journal") + ".csv")
        dialog.fileSelected.connect(lambda name: self.save_as(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_as(self, path: Path) -> None:
        """Write the whole journal into a file."""
        session = self._session
        session.jobs.start(
            _export, session.store, path, session.person, title=_("Exporting the journal")
        )


def _told(found: "Verified") -> list[str]:
    words = [note for note in found.notes if note]
    signer = found.signed_by
    if signer is not None and signer.fingerprint:
        who = signer.name or (_("a key known here") if signer.known else _("a key not known here"))
        said = _("Signed by {fingerprint}: {who}")
        words.append(said.format(fingerprint=signer.fingerprint, who=who))
    if found.journal_head:
        words.append(_("Line of the journal it names: {head}").format(head=found.journal_head))
    return words


def _moment(at: str) -> str:
    try:
        return dated(datetime.fromisoformat(at).astimezone(), "%d %b %Y, %H:%M:%S")
    except ValueError:
        return at


def _newest(store: "Project") -> object:
    from reviewer_audit.services import journal

    return journal.newest(store, SHOWN)


def _check(store: "Project") -> tuple[int | None, str]:
    from reviewer_audit.services import verifying

    found = verifying.project(store)
    bad = found.first_bad
    return (None if bad is None else int(bad)), found.journal_head or ""


def _look(path: Path, store: "Project") -> "Verified":
    from reviewer_audit.services import verifying

    return verifying.verify(path, against=store)


def _export(store: "Project", out: Path, by: "Person") -> None:
    from reviewer_audit.services import export

    export.export(store, "journal", out, by=by)
