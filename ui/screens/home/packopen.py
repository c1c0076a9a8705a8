"""Open a pack: its passphrase where it has one, who signed it, and where the work file goes."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import rule
from ui.widgets.sheet import Sheet, add, field, form

if TYPE_CHECKING:
    from reviewer_audit.services.packdesk import PackSeen
    from reviewer_audit.services.projects import Project
    from ui.session import Session

LOCKED, WRONG = "pack.no_key_fits", "pack.wrong_passphrase"


class OpenPack(Sheet):
    """Reads a pack first and makes nothing; makes the work file when it is told to."""

    def __init__(self, parent: QWidget | None, session: "Session", pack: Path) -> None:
        super().__init__(parent, "packopen", _("Open a pack"), pack.name)
        self._session, self._pack = session, pack
        self._seen: PackSeen | None = None
        self._busy = False
        self._target = beside(pack)
        self.passphrase = field("packopen:passphrase", _("Passphrase of the pack"), secret=True)
        self.show_passphrase = Button("packopen:reveal", _("Show"), self._reveal)
        self.show_passphrase.setAccessibleName(_("Show what is typed"))
        self.place = field("packopen:place", _("Where the work file goes"))
        self.place.setReadOnly(True)
        self.choose = Button("packopen:choose", _("Choose…"), self._choose)
        self.who = PlainLabel("packopen:who", role="strong", wrap=True)
        self.signed = PlainLabel("packopen:signed", _("Signed by the key"), role="muted")
        self.fingerprint = PlainLabel("packopen:fingerprint", role="heading")
        self.fingerprint.setFont(theme.font("heading", tabular=True, bold=True))
        self.fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.known = Badge("packopen:known")
        self.trust = PlainLabel("packopen:trust", wrap=True)
        self.again = PlainLabel(
            "packopen:again",
            _(
                "You opened this pack before, and this is your work. Choose another place to "
                "start anew."
            ),
            role="muted",
            wrap=True,
        )
        self._ask_box = QWidget()
        self._seen_box = QWidget()
        self._lay_out()
        self.cancel_button()
        self.go_on = self.button("open", _("Open the pack"), self._go, kind="primary")
        self._show_stage()
        self._look()

    # -- building

    def _lay_out(self) -> None:
        asks = form()
        asks.setContentsMargins(0, 0, 0, 0)
        add(asks, _("Passphrase"), self.passphrase, self.show_passphrase)
        self._ask_box.setLayout(asks)
        self.passphrase.returnPressed.connect(self._go)
        self.passphrase.textChanged.connect(self._show_stage)
        seen = QVBoxLayout(self._seen_box)
        seen.setContentsMargins(0, 0, 0, 0)
        seen.setSpacing(6)
        seen.addWidget(self.who)
        seen.addSpacing(4)
        seen.addWidget(rule())
        seen.addSpacing(4)
        seen.addWidget(self.signed)
        seen.addWidget(self.fingerprint)
        seen.addWidget(self.known)
        seen.addWidget(self.trust)
        seen.addSpacing(4)
        seen.addWidget(rule())
        seen.addSpacing(4)
        where = form()
        where.setContentsMargins(0, 0, 0, 0)
        add(where, _("Work file"), self.place, self.choose)
        seen.addLayout(where)
        seen.addWidget(self.again)
        self.body.addWidget(self._ask_box)
        self.body.addWidget(self._seen_box)
        self.body.addStretch(1)
        self._ask_box.hide()

    def _show_stage(self) -> None:
        """Show what is known, and enable what can be done now."""
        self._seen_box.setVisible(self._seen is not None)
        asked = self._seen is not None or bool(self.passphrase.text())
        self.go_on.setEnabled(not self._busy and asked)
        self.go_on.say(
            _("Go on where you stopped")
            if self._goes_on
            else _("Start grading")
            if self._seen
            else _("Open the pack")
        )
        self.again.setVisible(self._goes_on)
        self.place.setText(str(self._target))
        self.fit()

    @property
    def _goes_on(self) -> bool:
        return self._seen is not None and self._seen.work == self._target

    # -- reading

    def _look(self) -> None:
        from reviewer_audit.services import packdesk

        self._busy = True
        self._show_stage()
        self._session.jobs.start(
            packdesk.look,
            self._pack,
            passphrase=self.passphrase.text(),
            title=_("Opening {file}").format(file=self._pack.name),
            done=self._looked,
            failed=self._not_looked,
            cancelled=self._stopped,
        )

    def _looked(self, seen: "PackSeen") -> None:
        self._busy, self._seen = False, seen
        self.banner.hide()
        self._ask_box.hide()
        many = ngettext("{n} item for {who}", "{n} items for {who}", seen.items)
        parts = [many.format(n=f"{seen.items:,}", who=seen.auditor)]
        if seen.is_calibration:
            parts.append(_("to vote on in a calibration session"))
        if seen.due:
            parts.append(_("due {day}").format(day=seen.due))
        self.who.put(_(", ").join(parts))
        self.fingerprint.put(seen.fingerprint)
        if seen.work is not None:
            self._target = seen.work
        if seen.known:
            self.known.put(_("Known here"), "good")
            self.trust.put(_("The same key as the packs of this audit you opened before."))
        else:
            self.known.put(_("New here"), "caution", "unsure")
            self.trust.put(
                _(
                    "The first pack of this audit here. Compare these letters with the lead by "
                    "voice. From now on only this key is accepted for this audit."
                )
            )
        self._show_stage()
        self.go_on.setFocus()

    def _not_looked(self, error: BaseException) -> None:
        self._busy = False
        code = str(getattr(error, "code", ""))
        if code in {LOCKED, WRONG}:
            first = self._ask_box.isHidden()
            self._ask_box.show()
            self.passphrase.setFocus()
            self.passphrase.selectAll()
            if first and code == LOCKED:
                self.say(
                    _("This pack needs a passphrase"),
                    _(
                        "{file} is sealed to none of your keys. The lead tells you its "
                        "passphrase by another way than the pack came."
                    ).format(file=self._pack.name),
                )
                self._show_stage()
                return
        self.refuse(error)
        self._show_stage()

    def _stopped(self) -> None:
        self._busy = False
        self._show_stage()

    # -- making the work file

    def _go(self) -> None:
        if self._busy or not self.go_on.isEnabled():
            return
        if self._seen is None:
            self._look()
            return
        session = self._session
        if session.has_project and session.store.path == self._target.resolve():
            session.go("grade")
            self.close()
            return
        self._busy = True
        self.banner.hide()
        self._show_stage()
        if self._goes_on:
            work, title = partial(reopen, self._target), _("Opening {file}")
        else:
            words = self.passphrase.text()
            work, title = partial(make, self._pack, self._target, words), _("Making {file}")
        session.jobs.start(
            work,
            title=title.format(file=self._target.name),
            done=self._made,
            failed=self._not_made,
            cancelled=self._stopped,
        )

    def _made(self, store: "Project") -> None:
        session = self._session
        session.adopt(store, then=lambda: session.go("grade"))
        self.close()

    def _not_made(self, error: BaseException) -> None:
        self._busy = False
        self.refuse(error)
        self._show_stage()

    # -- small things

    def _reveal(self) -> None:
        hidden = self.passphrase.echoMode() == QLineEdit.EchoMode.Password
        modes = QLineEdit.EchoMode
        self.passphrase.setEchoMode(modes.Normal if hidden else modes.Password)
        self.show_passphrase.say(_("Hide") if hidden else _("Show"))

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Where the work file goes"), str(self._target.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # none is ever written over
        dialog.setDefaultSuffix("audit")
        dialog.setNameFilters([_("Audits (*.audit)")])
        dialog.selectFile(self._target.name)
        dialog.fileSelected.connect(self.put_at)
        dialog.open()

    def put_at(self, name: str) -> None:
        """Let the work file lie there."""
        self._target = Path(name)
        self._show_stage()


def make(pack: Path, target: Path, passphrase: str) -> "Project":
    """Make the work file of a pack, and open it."""
    from reviewer_audit.services import projects, returning

    done = returning.open_pack(pack, target, passphrase=passphrase)
    return projects.open_project(done.file)


def reopen(work: Path) -> "Project":
    """Open what was made from a pack before."""
    from reviewer_audit.services import projects

    return projects.open_project(work)


def beside(pack: Path) -> Path:
    """Return a name beside the pack under which no file lies."""
    target, again = pack.with_suffix(".audit"), 1
    while target.exists():
        again += 1
        target = pack.with_name(f"{pack.stem} {again}.audit")
    return target
