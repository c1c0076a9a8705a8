"""Who was handed a pack, what came back, and which merges brought it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.domain.packs import WORKBOOK
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui.safe import PlainLabel
from ui.screens.sample import words
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, rule

if TYPE_CHECKING:
    from reviewer_audit.services.handout import AuditorLine, HandOut, MergeLine

SEAL_KEY, RETURNS_KEY = "Ctrl+H", "Ctrl+R"


class HandOutCard(Card):
    """One row per auditor; packs are sealed and returns brought in from here."""

    seal_asked = Signal(str)  # whose
    bring_asked = Signal()

    def __init__(self) -> None:
        super().__init__("sample:handout", _("Hand out to auditors elsewhere"))
        self._rows = QWidget()
        self.add(self._rows)
        self.seal = Button(
            "sample:seal",
            _("Hand out…"),
            partial(self.seal_asked.emit, ""),
            key=SEAL_KEY,
            picture="lock",
        )
        self.bring = Button(
            "sample:bringback",
            _("Bring in returns…"),
            self.bring_asked.emit,
            key=RETURNS_KEY,
            picture="download",
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.seal)
        row.addWidget(self.bring)
        row.addStretch(1)
        self.add(rule())
        self.body.addLayout(row)

    def put(self, seen: "HandOut", *, may: bool) -> None:
        """Show how the packs of a round stand."""
        out = sum(line.is_out for line in seen.people)
        note = _("Each gets a file with their items and nothing of the vendor's.")
        if seen.any_packs:
            many = ngettext("{n} pack is out", "{n} packs are out", out)
            note = many.format(n=figures.count(out)) if out else _("Every pack came back whole")
            note = _("{note}. Drop what comes back on the window.").format(note=note)
        self.say(_("Hand out to auditors elsewhere"), note)
        fresh = QWidget()
        rows = QVBoxLayout(fresh)
        rows.setContentsMargins(0, 4, 0, 4)
        rows.setSpacing(12)
        for at, line in enumerate(seen.people):
            rows.addLayout(self._row(at, line, may=may and seen.is_grading))
        self.swap(self._rows, fresh)
        self._rows = fresh
        self.bring.setEnabled(may and seen.any_packs)
        self.seal.setEnabled(may and seen.is_grading and any(one.assigned for one in seen.people))

    def _row(self, at: int, line: "AuditorLine", *, may: bool) -> QHBoxLayout:
        name = f"sample:handout{at}"
        row = QHBoxLayout()
        row.setSpacing(12)
        said = QVBoxLayout()
        said.setSpacing(1)
        said.addWidget(PlainLabel(f"{name}:name", line.person.name, role="strong", elide=True))
        said.addWidget(PlainLabel(f"{name}:said", standing(line), role="muted", wrap=True))
        said.addWidget(PlainLabel(f"{name}:sealed", sealed(line), role="muted", wrap=True))
        row.addLayout(said, stretch=1)
        text = _("Hand out again…") if line.packs else _("Hand out…")
        seal = Button(f"{name}:seal", text, partial(self.seal_asked.emit, line.person.name))
        seal.setAccessibleName(_("{text} for {name}").format(text=text, name=line.person.name))
        seal.setEnabled(may and line.assigned > 0)
        row.addWidget(seal)
        return row


class MergesCard(Card):
    """What was taken in, merge by merge; each can be withdrawn as a whole."""

    withdraw_asked = Signal(object)  # MergeLine

    def __init__(self) -> None:
        super().__init__("sample:merges", _("Returns taken in"))
        self._rows = QWidget()
        self.add(self._rows)

    def put(self, seen: "HandOut", *, may: bool) -> None:
        """Show the merges of a round, the newest first."""
        self.setVisible(bool(seen.merges))
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, line in enumerate(seen.merges):
            self._row(grid, at, line, may=may and seen.is_grading)
        self.swap(self._rows, fresh)
        self._rows = fresh

    def _row(self, grid: QGridLayout, at: int, line: "MergeLine", *, may: bool) -> None:
        name = f"sample:merge{at}"
        role = "muted" if line.withdrawn else "body"
        who = words.names(line.auditors)
        grid.addWidget(PlainLabel(f"{name}:at", words.stamp(line.at), role="muted"), at, 0)
        said = _("{who}: {counts}").format(who=who, counts=merge_words(line))
        grid.addWidget(PlainLabel(f"{name}:said", said, role=role, wrap=True), at, 1)
        if line.withdrawn:
            grid.addWidget(PlainLabel(f"{name}:gone", _("withdrawn"), role="muted"), at, 2)
            return
        button = Button(f"{name}:withdraw", _("Withdraw…"), partial(self.withdraw_asked.emit, line))
        button.setAccessibleName(
            _("Withdraw the returns of {who}, {at}").format(who=who, at=words.stamp(line.at))
        )
        button.setEnabled(may)
        grid.addWidget(button, at, 2)


def standing(line: "AuditorLine") -> str:
    """Say how much one auditor has, gave back and has still to grade."""
    count = figures.count
    parts = [_("{n} assigned").format(n=count(line.assigned))]
    if line.packs:
        parts.append(_("{n} returned").format(n=count(line.returned)))
    left = ngettext("{n} open", "{n} open", line.left).format(n=count(line.left))
    parts.append(left if line.left else _("none open"))
    if line.originals:
        looked = ngettext("{n} original looked at", "{n} originals looked at", line.originals)
        parts.append(looked.format(n=count(line.originals)))
    return " · ".join(parts)


def sealed(line: "AuditorLine") -> str:
    """Say when their newest pack was sealed, and to what."""
    if not line.packs:
        return _("no pack sealed")
    if line.sealed_to == WORKBOOK:
        return _("a workbook, not sealed, {at}").format(at=words.stamp(line.sealed_at))
    to = _("to their key") if line.sealed_to == "key" else _("to a passphrase")
    return _("sealed {at} {to}").format(at=words.stamp(line.sealed_at), to=to)


def merge_words(line: "MergeLine") -> str:
    """Say what one merge brought."""
    parts = [
        (line.new, _("{n} new")),
        (line.revised, _("{n} revised")),
        (line.late, _("{n} late, not counted")),
    ]
    return _(", ").join(text.format(n=figures.count(n)) for n, text in parts if n) or _(
        "nothing new"
    )
