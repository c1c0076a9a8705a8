"""Hand out: for whom, sealed to what or as a workbook, and what gives the decision away.

Packs of rounds and of calibration sessions are handed out by the same form.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QVBoxLayout, QWidget

from reviewer_audit.domain.packs import ORIGINAL, PACK_SUFFIX, VERSION, WORKBOOK_SUFFIX
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui import theme
from ui.safe import PlainLabel, caption
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.cards import rule
from ui.widgets.sheet import Sheet, add, field, form
from ui.wording import is_day

if TYPE_CHECKING:
    from reviewer_audit.services.handout import KeyFile
    from reviewer_audit.services.leaks import Leak
    from reviewer_audit.services.packing import Packed
    from ui.errands import Errand
    from ui.session import Session

KEY, WORDS, BOOK = "key", "words", "book"
SHORTEST = 12  # characters of a passphrase
ID, ORDER, CONTENT = "item_id", "row order", "content"


class SealPack(Sheet):
    """Nothing is written before everything it needs is there and the leaks were read."""

    sealed = Signal(object)  # Packed

    def __init__(
        self, parent: QWidget | None, session: "Session", errand: "Errand", who: str
    ) -> None:
        super().__init__(
            parent,
            "seal",
            _("Seal a pack"),
            " ",
        )
        self._session, self._errand = session, errand
        self._key: KeyFile | None = None
        self._known = ""  # the fingerprint of the key the project knows them by
        self._checked = self._busy = False
        self.auditor = QComboBox()
        self.auditor.setObjectName("seal:auditor")
        self.auditor.setAccessibleName(errand.role)
        for one in errand.recipients:
            self.auditor.addItem(f"{one.name} · {one.waits}", one.name)
        self.auditor.setCurrentIndex(max(self.auditor.findData(who), 0))
        self.due = field("seal:due", _("Due date of this pack"))
        day = _("that of the round, {day}").format(day=errand.due)
        self.due.setPlaceholderText(day if errand.due else _("YYYY-MM-DD"))
        self.to = SegmentedControl(
            "seal:to",
            [
                (KEY, _("To their key")),
                (WORDS, _("By passphrase")),
                (BOOK, _("As a workbook")),
            ],
            label=_("Hand out"),
        )
        self.key = field("seal:key", _("Their public key"))
        self.key.setReadOnly(True)
        self.key.setPlaceholderText(_("the file they sent you, .auditkey"))
        self.choose = Button("seal:choose", _("Choose…"), self._choose_key)
        self.fingerprint = PlainLabel("seal:fingerprint", role="muted", wrap=True)
        self.first = field("seal:passphrase", _("Passphrase"), secret=True)
        self.again = field("seal:again", _("Passphrase again"), secret=True)
        self.typed = PlainLabel("seal:typed", role="muted", wrap=True)
        self.unsealed = PlainLabel("seal:unsealed", role="muted", wrap=True)
        self.original = PlainLabel(
            "seal:original",
            _(
                "The plan lets auditors open the original of an item. Its page may show what the "
                "platform decided, whatever the check below finds."
            ),
            role="caution",
            wrap=True,
        )
        self.original.setVisible(errand.shows_original)
        self.leaks_said = PlainLabel("seal:leaks", role="strong", wrap=True)
        self._leaks = QWidget()
        self._leaks_rows = QVBoxLayout(self._leaks)
        self._boxes: dict[str, QCheckBox] = {}
        self._lay_out()
        self.cancel = self.cancel_button()
        self.go_on = self.button("go", _("Seal and save…"), self._ask_where, kind="primary")
        self.auditor.currentIndexChanged.connect(self._choose_auditor)
        self.to.changed.connect(self._show_stage)
        self.due.textChanged.connect(self._show_stage)
        self.first.textChanged.connect(self._show_stage)
        self.again.textChanged.connect(self._show_stage)
        self._choose_auditor()
        self._check()

    @property
    def who(self) -> str:
        """Whose pack it is."""
        return str(self.auditor.currentData())

    # -- building

    def _lay_out(self) -> None:
        rows = form()
        add(rows, self._errand.role, self.auditor)
        if self._errand.due is not None:
            add(rows, _("Due"), self.due)
        add(rows, _("Hand out"), self.to)
        keyed = (add(rows, _("Key file"), self.key, self.choose), self.fingerprint)
        rows.addRow(self.fingerprint)
        first = add(rows, _("Passphrase"), self.first)
        worded = (first, add(rows, _("Again"), self.again), self.typed)
        rows.addRow(self.typed)
        self._rows, self._of = rows, {KEY: keyed, WORDS: worded}
        self.body.addLayout(rows)
        self.body.addWidget(self.unsealed)
        self.body.addWidget(rule())
        self.body.addWidget(self.original)
        self.body.addWidget(self.leaks_said)
        self._leaks_rows.setContentsMargins(0, 0, 0, 0)
        self._leaks_rows.setSpacing(6)
        self.body.addWidget(self._leaks)
        self.body.addStretch(1)

    def _show_stage(self) -> None:
        """Show what is asked for, and whether it can be sealed now."""
        to = self.to.current
        for way, shown in self._of.items():
            for one in shown:
                self._rows.setRowVisible(one, way == to)
        self.unsealed.setVisible(to == BOOK)
        self.say(_("Hand out a workbook") if to == BOOK else _("Seal a pack"), self._note(to))
        self.go_on.say(_("Save…") if to == BOOK else _("Seal and save…"))
        self.unsealed.put(
            _(
                "For somebody without this program: a spreadsheet with lists to choose from. "
                "Whoever has it can read the items and answer as {who}. Send it to nobody else, "
                "and be sure who sends it back."
            ).format(who=self.who)
        )
        first, again = self.first.text(), self.again.text()
        lacking, tone = "", "muted"
        if len(first.strip()) < SHORTEST:
            lacking = _("At least {n} characters: four words or more are easy to say.").format(
                n=SHORTEST
            )
        elif first != again:
            lacking = _("Type it once more, the same.")
            tone = "caution" if again and not first.startswith(again) else "muted"
        tell = _("Tell it to {who} by another way than the pack goes; it is kept nowhere.")
        if self._known:
            tell += " " + _("Their key {letters} must still sign what they return.").format(
                letters=self._known
            )
        self.typed.say(lacking or tell.format(who=self.who), tone)
        ready = {KEY: self._key is not None, WORDS: not lacking, BOOK: True}[to]
        day = self.due.text().strip()
        wrong = bool(day) and not is_day(day)
        theme.restyle(self.due, wrong="true" if wrong else "false")
        self.go_on.setEnabled(ready and self._checked and not (self._busy or wrong))
        self.fit()

    def _note(self, to: str) -> str:
        if to == BOOK:
            return _("Their items, the policy and nothing else, in a file that is not sealed.")
        if not self._errand.teaches:
            return _(
                "Their items, the policy and nothing else, in one file that nobody else can open."
            )
        return _(
            "Their items, the policy, and what rulings taught them, in one file that nobody else "
            "can open; nothing of the vendor's."
        )

    def _choose_auditor(self) -> None:
        self._key = None
        self.key.clear()
        recipients = self._errand.recipients
        known = next((one.fingerprint for one in recipients if one.name == self.who), "")
        self._known = known
        if known:
            from reviewer_audit.services.handout import KeyFile

            self._key = KeyFile(text="", fingerprint=known)  # the project knows the whole of it
            self.key.setPlaceholderText(_("known from before; choose a file to replace it"))
            self.fingerprint.put(_("Known as {letters}").format(letters=known))
        else:
            self.key.setPlaceholderText(_("the file they sent you, .auditkey"))
            self.fingerprint.put(_("They save it in Settings, My key, and send it to you."))
        self._show_stage()

    # -- the key

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
        said = _("Compare by voice with {who}: {letters}")
        if self._known and self._known != key.fingerprint:
            said = _("Another key than before. Compare by voice with {who}: {letters}")
        self.fingerprint.put(said.format(who=self.who, letters=key.fingerprint))
        self._show_stage()

    def _no_key(self, error: BaseException) -> None:
        self.key.clear()
        self._key = None
        self._show_stage()
        self.refuse(error)

    # -- the leaks

    def _check(self) -> None:
        self.leaks_said.say(_("Looking for what would give the decisions away …"), "muted")
        self._session.jobs.start(
            self._errand.warnings,
            self._session.store,
            done=self._show_leaks,
            failed=self._not_checked,
        )

    def _not_checked(self, error: BaseException) -> None:
        self.leaks_said.hide()
        self.refuse(error)

    def _show_leaks(self, found: tuple["Leak", ...]) -> None:
        self._checked = True
        sent = [leak for leak in found if leak.sent]
        if not sent:
            self.leaks_said.say(_("Nothing in the pack gives the vendor's decisions away."), "good")
        else:
            many = ngettext(
                "{n} thing in the pack gives the vendor's decisions away",
                "{n} things in the pack give the vendor's decisions away",
                len(sent),
            )
            self.leaks_said.say(many.format(n=len(sent)), "caution")
        for at, leak in enumerate(sorted(found, key=lambda leak: not leak.sent)):
            role = "body" if leak.sent else "muted"
            said = PlainLabel(f"seal:leak{at}", leak_words(leak), role=role, wrap=True)
            self._leaks_rows.addWidget(said)
            if leak.sent and leak.column != CONTENT:
                text = _("Leave “{column}” out of the pack").format(
                    column=column_words(leak.column)
                )
                box = QCheckBox(caption(text))
                box.setObjectName(f"seal:leave{at}")
                box.setAccessibleName(text)
                box.setChecked(True)
                self._boxes[leak.column] = box
                self._leaks_rows.addWidget(box)
        self._show_stage()

    # -- sealing

    def _ask_where(self) -> None:
        is_book = self.to.current == BOOK
        title = _("Save the workbook") if is_book else _("Save the pack")
        suffix = WORKBOOK_SUFFIX if is_book else PACK_SUFFIX
        kinds = _("Workbooks (*{suffix})") if is_book else _("Packs (*{suffix})")
        dialog = QFileDialog(self, title, str(self._session.store.path.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.setNameFilters([kinds.format(suffix=suffix)])
        name = "".join(c for c in self.who if c.isalnum() or c in " -_").strip()
        dialog.selectFile(f"{name or _('pack')}{suffix}")
        dialog.fileSelected.connect(self.seal)
        dialog.open()

    def seal(self, name: str) -> None:
        """Seal the pack into a file."""
        if not self.go_on.isEnabled():
            return
        to = self.to.current
        dated = {} if self._errand.due is None else {"due": self.due.text().strip()}
        self._busy = True
        self.banner.hide()
        self._show_stage()
        self._session.jobs.start(
            self._errand.seal,
            self._session.store,
            self.who,
            Path(name),
            self._session.person,
            to=self._key.text if to == KEY and self._key else "",
            passphrase=self.first.text() if to == WORDS else "",
            without=tuple(column for column, box in self._boxes.items() if box.isChecked()),
            **dated,
            title=_("Writing {file}").format(file=Path(name).name),
            done=self._sealed,
            failed=self._not_sealed,
            cancelled=self._stopped,
        )

    def _sealed(self, packed: "Packed") -> None:
        self.sealed.emit(packed)
        self.close()

    def _not_sealed(self, error: BaseException) -> None:
        self._busy = False
        self._show_stage()
        self.refuse(error)

    def _stopped(self) -> None:
        self._busy = False
        self._show_stage()


def leak_words(leak: "Leak") -> str:
    """Say what a leak is, how strong, and where it is bound for."""
    much = figures.percent(leak.strength)
    if leak.column == ID:
        return _(
            "The vendor's item ids remove {much} of the doubt about it. They are not in the pack."
        ).format(much=much)
    if leak.column == ORDER:
        return _(
            "The order of the rows removes {much} of the doubt about it. The pack is shuffled."
        ).format(much=much)
    if leak.column == CONTENT:
        return _(
            "Words in the content remove {much} of the doubt about it. They may be what the items "
            "are about; look whether a decision was left in the text."
        ).format(much=much)
    return _("Who reads “{column}” has {much} less doubt about the decision.").format(
        column=column_words(leak.column), much=much
    )


def column_words(column: str) -> str:
    """Return the name of a column; those that are ours are said in words."""
    ours = {VERSION: _("policy version in force"), ORIGINAL: _("address of the original")}
    return ours.get(column, column)


def sealed_words(packed: "Packed") -> tuple[str, str]:
    """Say that a pack was sealed, and what to tell the auditor."""
    many = ngettext("{n} item", "{n} items", packed.items).format(n=figures.count(packed.items))
    if packed.sealed_to == "nothing":
        text = _("{file} is written: {many} for {who}.").format(
            file=packed.file.name, many=many, who=packed.auditor
        )
        return text, _(
            "It is not sealed: send it to {who} alone. It comes back as a return."
        ).format(who=packed.auditor)
    text = _("{file} is sealed: {many} for {who}.").format(
        file=packed.file.name, many=many, who=packed.auditor
    )
    hint = _("Send it. When {who} opens it, compare these letters by voice: {letters}").format(
        who=packed.auditor, letters=packed.fingerprint
    )
    if packed.sealed_to == "passphrase":
        hint += " " + _("Tell the passphrase by another way.")
    return text, hint
