"""The public key of who sits at this machine: its fingerprint, and the file for a lead."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.cards import Banner, Card

if TYPE_CHECKING:
    from ui.session import Session


class KeyCard(Card):
    """Shows nothing before it is asked: a key is made when it is first needed."""

    def __init__(self, session: "Session") -> None:
        super().__init__(
            "mykey",
            _("My key"),
            note=_(
                "A lead seals packs to your public key, so that you alone can open them, and "
                "knows your returns by it. Send the file; read the letters to the lead by voice."
            ),
        )
        self._session = session
        self._text = ""
        self.banner = Banner("mykey:banner")
        self.fingerprint = PlainLabel("mykey:fingerprint", role="heading")
        self.fingerprint.setFont(theme.font("heading", tabular=True, bold=True))
        self.fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.show_key = Button("mykey:show", _("Show my key"), self.ask, picture="lock")
        self.save = Button("mykey:save", _("Save the key file…"), self._choose, picture="download")
        self.copy = Button("mykey:copy", _("Copy the key"), self._copy, picture="copy")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.show_key, self.save, self.copy):
            row.addWidget(button)
        row.addStretch(1)
        self.add(self.fingerprint)
        self.add(self.banner)
        self.body.addLayout(row)
        self._tell("", "")

    def ask(self) -> None:
        """Show the key; it is made now where there is none yet."""
        self._session.work.start(_read, done=self._show, failed=self._fail)

    def write(self, path: Path) -> None:
        """Save the public half as a file for the lead."""
        self._session.work.start(
            _save, path, title=path.name, done=lambda _print: self._saved(path), failed=self._fail
        )

    def _show(self, found: tuple[str, str]) -> None:
        self._tell(*found)
        self.save.setFocus()

    def _tell(self, text: str, fingerprint: str) -> None:
        self._text = text
        self.fingerprint.put(fingerprint)
        self.fingerprint.setAccessibleName(
            _("Fingerprint of my key: {letters}").format(letters=fingerprint)
        )
        self.fingerprint.setVisible(bool(text))
        self.show_key.setVisible(not text)
        self.save.setVisible(bool(text))
        self.copy.setVisible(bool(text))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self.banner.show_text(_("Copied. It may be sent openly."), tone="good")

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), _("Save the key file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("auditkey")
        dialog.setNameFilters([_("Public keys (*.auditkey)")])
        name = "".join(c for c in self._session.person.name if c.isalnum() or c in " -_").strip()
        dialog.selectFile(f"{name or _('My key')}.auditkey")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.open()

    def _saved(self, path: Path) -> None:
        self.banner.show_text(
            _("Saved {name}").format(name=path.name),
            _("It holds the public half alone: send it to the lead."),
            tone="good",
        )

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AuditError):
            raise error
        self.banner.show_text(error.message, error.hint, tone="bad")


def _read() -> tuple[str, str]:
    from reviewer_audit.services import wrapping

    return wrapping.public_key()


def _save(path: Path) -> str:
    from reviewer_audit.services import handout

    return handout.save_key(path)
