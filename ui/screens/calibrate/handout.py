"""Hand a participant's items out: in a pack sealed to their key or a passphrase, or a workbook."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_audit.domain.packs import PACK_SUFFIX, WORKBOOK_SUFFIX
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.sheet import Sheet, add, field, form

if TYPE_CHECKING:
    from reviewer_audit.domain.calibration import Participant, Turn
    from reviewer_audit.services.handout import KeyFile
    from reviewer_audit.services.packing import Packed
    from reviewer_audit.services.projects import Project
    from ui.session import Session

PACK, BOOK = "pack", "book"


class HandVotes(Sheet):
    """Asks how somebody votes elsewhere; shows a passphrase that was made up before it closes."""

    handed = Signal(str, str)  # what was done, and what to know of it
    book_asked = Signal(object)  # Path

    def __init__(
        self,
        parent: QWidget | None,
        session: "Session",
        session_id: int,
        who: "Participant",
        turn: "Turn",
    ) -> None:
        super().__init__(
            parent,
            "calibrate:hand",
            _("Votes of {who} from elsewhere").format(who=who.name),
            _("The items and the policy alone: nobody's answer, and not why an item was chosen."),
        )
        self._session, self._id, self._who, self._turn = session, session_id, who, turn
        self._key: KeyFile | None = None
        self._known = ""  # the fingerprint of the key that the project knows them by
        self._busy = False
        self.how = SegmentedControl(
            "calibrate:hand:how",
            [(PACK, _("Sealed pack")), (BOOK, _("Workbook"))],
            label=_("Hand out"),
        )
        self.key = field("calibrate:hand:key", _("Their public key"))
        self.key.setReadOnly(True)
        self.key.setPlaceholderText(_("the file they sent you, .auditkey"))
        self.choose = Button("calibrate:hand:choose", _("Choose…"), self._choose_key)
        self.without = field("calibrate:hand:without", _("Columns to leave out"))
        self.without.setPlaceholderText(_("columns that give answers away, with commas"))
        self.said = PlainLabel("calibrate:hand:said", role="muted", wrap=True)
        self.passphrase = PlainLabel("calibrate:hand:passphrase", role="heading")
        self.passphrase.setFont(theme.font("heading", tabular=True, bold=True))
        self.passphrase.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.passphrase.hide()
        self._lay_out()
        self.cancel = self.cancel_button()
        self.go_on = self.button("go", _("Seal and save…"), self._go, kind="primary")
        self.how.changed.connect(self._show_stage)
        self._show_stage()
        session.jobs.start(_known_key, session.store, who.person_id, done=self._take_known)

    # -- building

    def _lay_out(self) -> None:
        rows = form()
        add(rows, _("Hand out"), self.how)
        self._fields = QWidget()
        inside = form()
        inside.setContentsMargins(0, 0, 0, 0)
        add(inside, _("Key file"), self.key, self.choose)
        add(inside, _("Leave out"), self.without)
        self._fields.setLayout(inside)
        self._asked = QWidget()
        self._asked.setLayout(rows)
        rows.setContentsMargins(0, 0, 0, 0)
        for part in (self._asked, self._fields, self.passphrase, self.said):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _show_stage(self) -> None:
        sealed = self.how.current == PACK
        self._fields.setVisible(sealed)
        self.go_on.say(_("Seal and save…") if sealed else _("Save…"))
        self.go_on.setEnabled(not self._busy)
        self.said.put(self._note() if sealed else _in_a_workbook().format(who=self._who.name))
        self.fit()

    def _note(self) -> str:
        if self._key is not None:
            said = _("Compare by voice with {who}: {letters}")
            return said.format(who=self._who.name, letters=self._key.fingerprint)
        if self._known:
            said = _("Sealed to the key they are known by: {letters}")
            return said.format(letters=self._known)
        return _(
            "Without their key a passphrase is made up, and shown to you once. They open the "
            "pack, vote and send back a signed file; it comes in by: Bring votes."
        )

    # -- the key

    def _take_known(self, letters: str) -> None:
        self._known = letters
        if letters:
            self.key.setPlaceholderText(_("known from before; choose a file to replace it"))
        self._show_stage()

    def _choose_key(self) -> None:
        dialog = QFileDialog(self, _("Choose their public key"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Public keys (*.auditkey *.txt)"), _("All files (*)")])
        dialog.fileSelected.connect(self.read_key)
        dialog.open()

    def read_key(self, name: str) -> None:
        """Take the key in a file."""
        from reviewer_audit.services import handout

        self.key.setText(Path(name).name)
        self._session.jobs.start(
            handout.key_in, Path(name), done=self._take_key, failed=self._no_key
        )

    def _take_key(self, key: "KeyFile") -> None:
        self._key = key
        self.banner.hide()
        self._show_stage()

    def _no_key(self, error: BaseException) -> None:
        self._key = None
        self.key.clear()
        self._show_stage()
        self.refuse(error)

    # -- the file

    def _go(self) -> None:
        if not self.go_on.isEnabled():
            return
        sealed = self.how.current == PACK
        end = PACK_SUFFIX if sealed else WORKBOOK_SUFFIX
        title = _("Pack for {who}") if sealed else _("Voting workbook for {who}")
        dialog = QFileDialog(self, title.format(who=self._who.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(end[1:])
        dialog.setNameFilters([_("Packs (*.auditpack)") if sealed else _("Workbooks (*.xlsx)")])
        name = "".join(c for c in self._who.name if c.isalnum() or c in " -_").strip()
        dialog.selectFile(f"{name or _('votes')}{end}")
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, name: str) -> None:
        """Write the file, of the kind that was chosen."""
        path = Path(name)
        if self.how.current == BOOK:
            self.book_asked.emit(path)
            self.close()
            return
        from reviewer_audit.services import calibration_packs

        self._busy = True
        self._show_stage()
        without = tuple(filter(None, (part.strip() for part in self.without.text().split(","))))
        work = partial(
            calibration_packs.pack,
            self._session.store,
            self._who,
            path,
            by=self._session.person,
            session_id=self._id,
            turn=self._turn,
            to=self._key.text if self._key is not None else "",
            without=without,
        )
        title = _("Sealing {file}").format(file=path.name)
        self._session.jobs.start(work, title=title, done=self._sealed, failed=self._refused)

    def _sealed(self, done: "Packed") -> None:
        many = ngettext("{n} item is in {file}", "{n} items are in {file}", done.items)
        text = many.format(n=figures.count(done.items), file=done.file.name)
        leaks = ", ".join(leak.column for leak in done.leaks if leak.sent)
        known = _("For {who} alone; it comes back by: Bring votes.").format(who=done.auditor)
        warned = _("These tell much of the vendor's answers: {columns}. Leave them out.")
        hint = " ".join(filter(None, (known, warned.format(columns=leaks) if leaks else "")))
        self.handed.emit(text, hint)
        if not done.passphrase:
            self.close()
            return
        self._asked.hide()
        self._fields.hide()
        self.go_on.hide()
        self.cancel.say(_("Close"))
        self.say(_("The passphrase of this pack"), text)
        self.passphrase.put(done.passphrase)
        self.passphrase.show()
        self.passphrase.setFocus()
        tell = _("Tell it to {who} by another way than the pack goes; it is kept nowhere.")
        self.said.put(tell.format(who=done.auditor))
        self.fit()

    def _refused(self, error: BaseException) -> None:
        self._busy = False
        self._show_stage()
        self.refuse(error)


def _in_a_workbook() -> str:
    return _(
        "For somebody without this program: a spreadsheet with lists to choose from. Whoever has "
        "it can read the items and vote as {who}. Send it to nobody else."
    )


def _known_key(store: "Project", person_id: str) -> str:
    from reviewer_audit.services import calibration_packs

    return calibration_packs.known_key(store, person_id)
