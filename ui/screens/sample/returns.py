"""Returns before they are taken in: what each would bring, and why one is refused."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext, translated
from reviewer_audit.reports import words as figures
from reviewer_audit.services.reasons import in_words
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel, caption
from ui.screens.sample import words
from ui.widgets.blocks import Page
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table

if TYPE_CHECKING:
    from reviewer_audit.services.merging import Checked, FileTally, Merged

MOST = 12  # refusals told in full
ROWS = 14  # files in sight; more scroll
MOST_ROWS = 30  # rows set aside told one by one


class ReturnsPage(QWidget):
    """A dry run: nothing is taken in before the lead says so."""

    left_out = Signal(object)  # the paths that remain
    vouched = Signal()  # who sent a workbook was said, or taken back

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sample:returns")
        self.paths: tuple[Path, ...] = ()
        self._bad: frozenset[int] = frozenset()
        self.fresh = 0
        self.card = Card("sample:returns:card", " ")
        self.table = Table("sample:returns:table", _columns(), label=_("Returns"), framed=False)
        self.card.add(self.table)
        self.refusals = Card("sample:refusals", _("Refused"))
        self._lines = QWidget()
        self.refusals.add(self._lines)
        self.leave = Button("sample:leaveout", _("Go on without these"), self._leave_out)
        row = QHBoxLayout()
        row.addWidget(self.leave)
        row.addStretch(1)
        self.refusals.body.addLayout(row)
        self.voices = Card("sample:voices", _("Compare by voice before you take them in"))
        self._letters = QWidget()
        self.voices.add(self._letters)
        self.unsigned = Card("sample:unsigned", " ")
        self._boxes: dict[str, QCheckBox] = {}  # by auditor
        self._senders = QWidget()
        self.unsigned.add(self._senders)
        self.aside = Card("sample:aside", " ")
        self._aside = QWidget()
        self.aside.add(self._aside)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(16)
        for card in (self.card, self.refusals, self.unsigned, self.voices, self.aside):
            rows.addWidget(card)
        rows.addStretch(1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(Page("sample:returns:scroll", inside, label=_("Returns")))

    @property
    def may_apply(self) -> bool:
        """Whether no file is refused, something would change, and who sent workbooks is known."""
        known = len(self.senders) == len(self._boxes)
        return bool(self.paths) and not self._bad and self.fresh > 0 and known

    @property
    def senders(self) -> tuple[str, ...]:
        """Who is known to have sent a workbook."""
        return tuple(who for who, box in self._boxes.items() if box.isChecked())

    def put(self, paths: Sequence[Path], checked: "Checked") -> None:
        """Show what would happen."""
        self.paths = tuple(paths)
        tallies = list(checked.tallies)
        errors = iter(checked.refusals)
        refused = [(k, next(errors, None)) for k, one in enumerate(tallies) if not one.auditor]
        self._bad = frozenset(k for k, _error in refused)
        good = [one for k, one in enumerate(tallies) if k not in self._bad]
        self.fresh = sum(one.new + one.revised + one.late for one in good)
        self.card.say(*_summary(self.fresh, len(self._bad), len(tallies)))
        self.table.put(tallies)
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(row * min(max(len(tallies), 1), ROWS) + theme.px(48))
        self._tell_refusals([(tallies[k], error) for k, error in refused], len(good))
        self._tell_letters([one for one in good if one.first_key])
        self._ask_senders([one for one in good if not one.signed])
        self._tell_rows(good)

    def _tell_refusals(self, refused: Sequence[tuple["FileTally", Any]], good: int) -> None:
        self.refusals.setVisible(bool(refused))
        self.leave.setVisible(good > 0)
        fresh, rows = _stack()
        for at, (tally, error) in enumerate(refused[:MOST]):
            text = error.message if error is not None else tally.file
            hint = error.hint if error is not None else ""
            rows.addWidget(PlainLabel(f"sample:refused{at}", text, role="strong", wrap=True))
            rows.addWidget(PlainLabel(f"sample:refused{at}:hint", hint, role="muted", wrap=True))
        many = len(refused)
        self.refusals.say(
            ngettext("{n} file is refused", "{n} files are refused", many).format(n=many),
            _("Nothing was changed. While a file is refused, none is taken in."),
        )
        self.refusals.swap(self._lines, fresh)
        self._lines = fresh

    def _tell_letters(self, first: Sequence["FileTally"]) -> None:
        self.voices.setVisible(bool(first))
        fresh, rows = _stack()
        for at, tally in enumerate(first):
            line = _("{who} signs with {letters}").format(
                who=tally.auditor, letters=tally.fingerprint
            )
            rows.addWidget(PlainLabel(f"sample:voice{at}", line, role="strong", wrap=True))
        self.voices.say(
            _("Compare by voice before you take them in"),
            _("New keys: from now on nothing else signs for these people."),
        )
        self.voices.swap(self._letters, fresh)
        self._letters = fresh

    def _ask_senders(self, books: Sequence["FileTally"]) -> None:
        self.unsigned.setVisible(bool(books))
        fresh, rows = _stack()
        whose: dict[str, list[str]] = {}
        for tally in books:
            whose.setdefault(tally.auditor, []).append(tally.file)
        self._boxes = {}
        for at, (who, files) in enumerate(whose.items()):
            text = _("{who} sent {files}").format(who=who, files=words.names(files))
            box = QCheckBox(caption(text))
            box.setObjectName(f"sample:sender{at}")
            box.setAccessibleName(text)
            box.toggled.connect(self.vouched)
            rows.addWidget(box)
            self._boxes[who] = box
        self.unsigned.say(
            _("Signed by nobody: say who sent them"),
            _("Whoever has a workbook can answer in it. Tick what you know to be true."),
        )
        self.unsigned.swap(self._senders, fresh)
        self._senders = fresh

    def _tell_rows(self, good: Sequence["FileTally"]) -> None:
        told = [(one.file, row, code) for one in good for row, code in one.set_aside]
        self.aside.setVisible(bool(told))
        fresh, rows = _stack()
        for at, (file, row, code) in enumerate(told[:MOST_ROWS]):
            line = _("{file}, row {row}: {why}").format(
                file=file, row=row, why=translated(in_words(code))
            )
            rows.addWidget(PlainLabel(f"sample:aside{at}", line, wrap=True))
        if len(told) > MOST_ROWS:
            more = _("… and {n} more").format(n=figures.count(len(told) - MOST_ROWS))
            rows.addWidget(PlainLabel("sample:aside:more", more, role="muted"))
        many = ngettext("{n} row is set aside", "{n} rows are set aside", len(told))
        self.aside.say(
            many.format(n=figures.count(len(told))),
            _("Nothing is guessed: they are not taken in. Once mended, the file can come again."),
        )
        self.aside.swap(self._aside, fresh)
        self._aside = fresh

    def _leave_out(self) -> None:
        self.left_out.emit(tuple(path for k, path in enumerate(self.paths) if k not in self._bad))


def _summary(fresh: int, bad: int, files: int) -> tuple[str, str]:
    many = ngettext("{n} file", "{n} files", files).format(n=figures.count(files))
    grades = ngettext("{n} answer", "{n} answers", fresh).format(n=figures.count(fresh))
    if bad and not fresh:
        return _("Nothing can be taken in"), many
    if not fresh:
        return _("Nothing is new"), _("{many}; every answer in them is there already.").format(
            many=many
        )
    if bad:
        return _("Nothing is taken in yet"), _(
            "{grades} in {many}: they can come in once what is refused is left out."
        ).format(grades=grades, many=many)
    return _("{grades} would be taken in").format(grades=grades), _(
        "{many}. Nothing is changed yet; a copy of the audit is saved before."
    ).format(many=many)


def merged_words(merged: "Merged") -> tuple[str, str]:
    """Say what was taken in."""
    fresh = sum(one.new + one.revised + one.late for one in merged.files)
    grades = ngettext("{n} answer is in", "{n} answers are in", fresh)
    who = dict.fromkeys(one.auditor for one in merged.files)
    text = _("{grades}, from {who}.").format(
        grades=grades.format(n=figures.count(fresh)), who=words.names(tuple(who))
    )
    if merged.backup is None:
        return text, ""
    return text, _("The audit as it was before: {file}").format(file=merged.backup.name)


def _columns() -> list[Column[Any]]:
    return [
        Column(_("File"), lambda one: one.file, stretch=True),
        Column(_("Auditor"), lambda one: one.auditor or "-"),
        number(_("New"), lambda one: one.new if one.auditor else None),
        number(_("Revised"), lambda one: one.revised if one.auditor else None),
        number(_("There already"), lambda one: one.known if one.auditor else None),
        number(_("Late"), lambda one: one.late if one.auditor else None),
        Column(_("Check"), _says, tone=_tone),
    ]


def _says(tally: "FileTally") -> str:
    if not tally.auditor:
        return _("refused")
    n = len(tally.set_aside)
    many = ngettext("{n} row set aside", "{n} rows set aside", n).format(n=figures.count(n))
    return many if n else _("fits")


def _tone(tally: "FileTally") -> str:
    if not tally.auditor:
        return "bad"
    return "caution" if tally.set_aside else "good"


def _stack() -> tuple[QWidget, QVBoxLayout]:
    box = QWidget()
    rows = QVBoxLayout(box)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(4)
    return box, rows
