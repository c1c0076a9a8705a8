"""A sample that was drawn: who has how much, the manifest, and how it goes on."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words as figures
from ui import theme
from ui.models.records import Column, number
from ui.safe import PlainLabel
from ui.screens.sample import words
from ui.screens.sample.board import rows
from ui.screens.sample.fields import spin
from ui.screens.sample.handout import HandOutCard, MergesCard
from ui.screens.sample.sheet import SheetCard
from ui.widgets.badge import Badge
from ui.widgets.blocks import Page
from ui.widgets.buttons import Button
from ui.widgets.cards import Card, Columns, rule
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway
from ui.wording import STATES, is_day

if TYPE_CHECKING:
    from reviewer_audit.services.board import Board
    from reviewer_audit.services.manifest import Manifest
    from ui.jobs import JobRunner

ROWS = 60  # of strata in sight
LONG = 60  # characters of a fact that stands in one line and is cut


class DrawnPage(QWidget):
    """The sample of one round."""

    more_asked = Signal(int)
    replace_asked = Signal()
    again_asked = Signal()
    like_asked = Signal()
    due_asked = Signal(str)
    give_asked = Signal(str)  # whose items; "" for those that nobody has

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__()
        self.setObjectName("sample:drawn")
        self._found: Manifest | None = None
        self.people = Card("sample:people", " ")
        self.badge = Badge("sample:stage")
        self.people.head.addWidget(self.badge)
        self._rows = QWidget()
        self.people.add(self._rows)
        self.due = QLineEdit()
        self.due_said = PlainLabel("sample:drawn:due:said", role="muted")
        self.hand_out = HandOutCard()
        self.merges = MergesCard()
        self.sheet = SheetCard()
        self.go_on = Card("sample:goon", _("Go on with this sample"))
        self.extra = spin("sample:extra", _("How many more"), 1, 1)
        self.more = Button("sample:more", _("Draw more"), self._more)
        self.replace = Button("sample:replace", _("Replace"), self.replace_asked.emit)
        self.again = Button("sample:redraw", _("Draw again…"), self.again_asked.emit)
        self.like = Button("sample:like", _("New round like this"), self.like_asked.emit)
        self.manifest = Card("sample:manifest", _("Manifest"))
        self.strata = Card("sample:stratacard", _("Strata"))
        self.table = Table("sample:strata:table", (), label=_("Strata"), framed=False)
        self.take = TakeAway("sample:strata:take", jobs, table=self.table)
        self.take.about(_("Strata"))
        self.register = Card("sample:register", _("Register of draws"))
        self._facts = QGridLayout()
        self._lines = QGridLayout()
        self._copied = ""
        self._said: dict[str, PlainLabel] = {}
        self._lay_out()

    @property
    def round_id(self) -> int | None:
        """The round on show."""
        return None if self._found is None else int(self._found.round.id)

    def put(self, found: "Manifest", *, read_only: bool) -> None:
        """Show a sample."""
        self._found = found
        self._show_people(found)
        self._show_go_on(found, may=found.is_grading and not read_only)
        self._show_facts(found)
        self._show_strata(found)
        self._show_register(found)
        may = found.is_grading and not read_only
        self.sheet.setVisible(may)
        self.sheet.people([one.person.name for one in found.progress])
        self.due.setEnabled(may)
        self.like.setEnabled(not read_only)
        if not self.due.hasFocus():
            self.due.setText(found.due)
        self._say_due()

    def put_board(self, board: "Board", *, read_only: bool) -> None:
        """Show how far everybody is and how the packs stand; no packs where nobody has items."""
        seen = board.hand_out
        fresh = rows(board, may=seen.is_grading and not read_only, give=self.give_asked.emit)
        self.people.swap(self._rows, fresh)
        self._rows = fresh
        here = bool(seen.people) and (seen.is_grading or seen.any_packs)
        self.hand_out.setVisible(here)
        self.hand_out.put(seen, may=not read_only)
        self.merges.put(seen, may=not read_only)

    # -- building

    def _lay_out(self) -> None:
        self.due.setObjectName("sample:drawn:due")
        self.due.setAccessibleName(_("Due date"))
        self.due.setPlaceholderText(_("YYYY-MM-DD"))
        self.due.setFixedWidth(theme.px(130))
        self.due.textChanged.connect(self._say_due)
        self.due.editingFinished.connect(self._set_due)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(PlainLabel("sample:drawn:due:label", _("Due"), role="muted"))
        row.addWidget(self.due)
        row.addWidget(self.due_said, stretch=1)
        self.people.add(rule())
        self.people.body.addLayout(row)
        self.extra.setFixedWidth(theme.px(96))
        self._offer("more", _("Draw more"), self.extra, self.more)
        self._offer("replace", _("Replace what nobody could judge"), self.replace)
        self._offer("again", _("Draw again"), self.again)
        self._offer("like", _("The same for the next batches"), self.like)
        self.copy = Button("sample:manifest:copy", "", self._copy, kind="quiet", picture="copy")
        self.copy.setAccessibleName(_("Copy the manifest"))
        self.copy.setFixedSize(theme.px(34), theme.px(28))
        self.manifest.head.addWidget(self.copy)
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnStretch(1, 1)
        self.manifest.body.addLayout(self._facts)
        self.strata.head.addWidget(self.take)
        self.strata.add(self.table)
        self._lines.setHorizontalSpacing(16)
        self._lines.setVerticalSpacing(6)
        self._lines.setColumnStretch(3, 1)
        self.register.body.addLayout(self._lines)
        self.hand_out.hide()
        self.merges.hide()
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (left, (self.people, self.hand_out, self.go_on, self.sheet)),
            (right, (self.manifest, self.merges, self.strata, self.register)),
        ):
            column.setSpacing(16)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        columns = Columns("sample:drawn:columns")
        columns.add(left, 10)
        columns.add(right, 11)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(Page("sample:drawn:scroll", columns, label=_("The sample")))

    def _offer(self, key: str, title: str, *controls: QWidget) -> None:
        box = QWidget()
        box.setObjectName(f"sample:offer:{key}")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        text = QVBoxLayout()
        text.setSpacing(1)
        text.addWidget(PlainLabel(f"sample:offer:{key}:title", title, role="strong", wrap=True))
        said = self._said[key] = PlainLabel(f"sample:offer:{key}:said", role="small", wrap=True)
        text.addWidget(said)
        row.addLayout(text, stretch=1)
        for control in controls:
            row.addWidget(control)
        self.go_on.add(box)
        setattr(self, f"_{key}_box", box)

    # -- parts

    def _show_people(self, found: "Manifest") -> None:
        left = sum(one.left for one in found.progress)
        total = sum(one.assigned for one in found.progress)
        if not total:
            title = _("Nobody has items yet")
            note = _("Grades from a sheet hand the items to whoever graded them.")
        else:
            out = ngettext("{n} grade is still out", "{n} grades are still out", left)
            title = out.format(n=figures.count(left)) if left else _("Every grade is in")
            note = _("{title} · {done} of {all} given").format(
                title=found.round.title, done=figures.count(total - left), all=figures.count(total)
            )
        self.people.say(title, note)
        word, tone = STATES.get(str(found.round.state), (str(found.round.state), "neutral"))
        shape = {"good": "check", "caution": "clock", "accent": "eye-off"}.get(tone, "")
        self.badge.put(word, tone, shape)

    def _show_go_on(self, found: "Manifest", *, may: bool) -> None:
        left = found.left_in_frame
        self.extra.setRange(1, max(left, 1))
        if self.extra.value() > left or self.extra.value() == 1:
            self.extra.setValue(max(1, min(left, 50)))
        self._box("more").setVisible(may)
        self._box("replace").setVisible(may)
        self._box("again").setVisible(may and not found.is_graded)
        for control in (self.extra, self.more):
            control.setEnabled(may and left > 0)
        self._said["more"].put(
            _("{n} are left. Goes on down the same list; every chance stays exact.").format(
                n=figures.count(left)
            )
            if left
            else _("Every decision is drawn.")
        )
        self.replace.setEnabled(may and found.waiting > 0 and left > 0)
        waiting = found.waiting
        self._said["replace"].put(
            ngettext(
                "{n} waits. The next one of its stratum is drawn; it stays on record.",
                "{n} wait. The next ones of their strata are drawn; they stay on record.",
                waiting,
            ).format(n=figures.count(waiting))
            if waiting
            else _("None waits.")
        )
        self._said["again"].put(
            _("Nobody has graded yet. This draw would be discarded but stays in the register.")
        )
        self._said["like"].put(_("Repeats design, targets and people on batches brought in since."))
        self.go_on.title.put(_("Go on with this sample") if may else _("The next round"))

    def _show_facts(self, found: "Manifest") -> None:
        _clear(self._facts)
        count = figures.count
        drawn = _("{n} of {all}").format(n=count(found.sampled), all=count(found.population))
        share = found.sampled / found.population if found.population else 0.0
        facts = [
            (_("Method"), found.method[:1].upper() + found.method[1:]),
            (_("Drawn"), f"{drawn} ({figures.percent(share)})"),
            (_("Items"), count(found.items)),
            (_("Graded by two"), count(found.double_graded)),
            *([(_("Gold besides"), count(found.gold))] if found.gold else []),
            *([(_("Second time"), count(found.repeats))] if found.repeats else []),
            (_("Audited before"), _("{n} left out").format(n=count(found.audited_before))),
            (_("Policy"), found.round.policy_version),
            (_("Seed"), found.seed),
            (_("Frame hash"), found.frame_sha256),
        ]
        if found.unblinded:
            facts.append((_("Saw decisions"), _(", ").join(found.unblinded)))
        for at, (key, value) in enumerate(facts):
            label = PlainLabel(f"sample:fact{at}:key", key, role="muted")
            long = len(value) > LONG
            shown = PlainLabel(f"sample:fact{at}", value, wrap=not long, elide=long)
            shown.setFont(theme.font("body", tabular=True))
            self._facts.addWidget(label, at, 0)
            self._facts.addWidget(shown, at, 1)
        self._copied = "\n".join(f"{key}: {value}" for key, value in facts)

    def _show_strata(self, found: "Manifest") -> None:
        many = len(found.strata)
        self.strata.setVisible((bool(found.strata_by) and many > 0) or bool(found.hidden))
        self.strata.say(
            ngettext("{n} stratum", "{n} strata", many).format(n=figures.count(many)),
            words.hidden(found) if found.hidden else "",
        )
        title = " · ".join(words.role(role) for role in found.strata_by)
        named = partial(words.stratum, titles=found.titles)
        columns: list[Column[Any]] = [
            Column(title, lambda line: tuple(line.cell.values()), named, stretch=True),
            number(_("Drawn"), lambda line: line.sampled),
            number(_("Of"), lambda line: line.population),
            number(_("Share"), _share, figures.percent),
        ]
        self.table.columns_are(columns)
        self.table.put(list(found.strata))
        self.table.setVisible(bool(found.strata_by))
        row = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(row * min(max(many, 1), ROWS) + theme.px(48))

    def _show_register(self, found: "Manifest") -> None:
        _clear(self._lines)
        gone = found.discarded
        note = ngettext("{n} draw was discarded.", "{n} draws were discarded.", gone)
        self.register.say(
            _("Register of draws"),
            note.format(n=gone) + " " + _("Every report says so.") if gone else "",
        )
        for at, line in enumerate(found.register):
            role = "muted" if line.discarded else "body"
            cells = (words.stamp(line.at), words.kind(line), words.decisions(line.sampled), line.by)
            for column, text in enumerate(cells):
                name = f"sample:register{at}:{column}"
                last = column == len(cells) - 1  # a name, and names may be long
                label = PlainLabel(name, text, role=role, elide=last)
                self._lines.addWidget(label, at, column)

    def _box(self, key: str) -> QWidget:
        box: QWidget = getattr(self, f"_{key}_box")
        return box

    # -- what a person does

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)

    def _more(self) -> None:
        self.more_asked.emit(self.extra.value())

    @Slot()
    def _say_due(self) -> None:
        day = self.due.text().strip()
        said, tone = words.due_line(day)
        wrong = bool(day) and not is_day(day)
        theme.restyle(self.due, wrong="true" if wrong else "false")
        if wrong:
            said, tone = _("Write it like 2026-09-21; the date before stands."), "bad"
        self.due_said.say(said or _("no date is set"), tone)

    @Slot()
    def _set_due(self) -> None:
        day = self.due.text().strip()
        if self._found is not None and day != self._found.due and (not day or is_day(day)):
            self.due_asked.emit(day)


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()


def _share(line: Any) -> float:
    return line.sampled / line.population if line.population else 0.0
