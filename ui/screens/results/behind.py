"""The decisions behind a figure: a list, and beside it the one under the cursor in full."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QGridLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from ui import theme
from ui.models.records import Column
from ui.safe import PlainLabel, TextPane
from ui.widgets.badge import Badge
from ui.widgets.blocks import Page
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.table import Table
from ui.widgets.takeaway import TakeAway

if TYPE_CHECKING:
    from ui.jobs import JobRunner

WIDE = 1300  # from here on list and detail stand side by side
FROM = ("vendor", "site", "team", "queue", "language", "market")
FACTS = (  # key, what it is called
    ("from", _("From")),
    ("decided", _("Decided on")),
    ("votes", _("Auditors")),
    ("clause", _("Rule")),
    ("cause", _("Root cause")),
    ("note", _("Note")),
    ("reviewer", _("Reviewer")),
)


class DetailCard(Card):
    """One decision in full: the content as it is, what was decided, what was right."""

    def __init__(self) -> None:
        super().__init__("items:detail")
        self.badge = Badge("items:outcome")
        self.head.addWidget(self.badge)
        self.content = TextPane("items:content", label=_("Content"), big=True)
        self.content.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.content.setMinimumHeight(theme.px(72))
        self.vendor = PlainLabel("items:vendor", wrap=True)
        self.final = PlainLabel("items:final", wrap=True)
        self.more = Button("items:page", _("Next page of the content"), self._turn, kind="link")
        reading = QVBoxLayout()
        reading.addWidget(self.content, stretch=1)
        reading.addWidget(self.more)
        self._labels: dict[str, tuple[PlainLabel, PlainLabel]] = {}
        facts = Page("items:facts", self._facts(), label=_("What was decided"))
        facts.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._halves.setSpacing(16)
        self._halves.addLayout(reading, stretch=1)
        self._halves.addWidget(facts, stretch=1)
        self.body.addLayout(self._halves, stretch=1)
        self.put(None)

    def lie(self, *, flat: bool) -> None:
        """Set content and facts side by side, or one above the other."""
        way = QBoxLayout.Direction
        self._halves.setDirection(way.LeftToRight if flat else way.TopToBottom)

    def _facts(self) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        rows = (
            ("answer", _("Decided"), self.vendor),
            ("right", _("Right"), self.final),
            *((key, name, None) for key, name in FACTS),
        )
        for at, (key, name, value) in enumerate(rows):
            title = PlainLabel(f"items:{key}:name", name, role="muted")
            shown = value or PlainLabel(f"items:{key}:value", wrap=True, content=True)
            grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, at, 1, Qt.AlignmentFlag.AlignTop)
            self._labels[key] = (title, shown)
        grid.setRowStretch(len(rows), 1)
        return box

    def put(self, line: Any | None, *, names: bool = False) -> None:
        """Show a decision; the reviewer's name only where it was asked for."""
        self.setVisible(line is not None)
        if line is None:
            return
        word = words.outcome_word(line.outcome)
        self.say(line.item)
        text = word.text + (f" · {_('critical')}" if line.critical else "")
        self.badge.put(text, word.tone.value)
        self.content.put(line.content)
        self.more.setVisible(self.content.pages > 1)
        facts = {
            "answer": line.vendor_answer,
            "right": line.final_answer or words.outcome_title(line.outcome),
            "decided": line.decided_at.replace("T", " ").replace("Z", " UTC"),
            "votes": "\n".join(f"{who}: {answer}" for who, answer in line.votes),
            "clause": line.clause,
            "cause": _cause(line),
            "note": line.note,
            "from": words.DOT.join(line.slices[role] for role in FROM if line.slices.get(role)),
            "reviewer": line.slices.get("reviewer", "") if names else "",
        }
        for key, (title, shown) in self._labels.items():
            shown.put(facts[key])
            for label in (title, shown):
                label.setVisible(bool(facts[key]))

    def _turn(self) -> None:
        last = self.content.page >= self.content.pages
        self.content.turn(-self.content.pages if last else 1)


class BehindPage(QWidget):
    """Takes the place of the figures until Esc."""

    left = Signal()
    saved = Signal(object)

    def __init__(self, jobs: "JobRunner") -> None:
        super().__init__()
        self.setObjectName("results:behind")
        self._lines: tuple[Any, ...] = ()
        self.back = Button("items:back", _("Back"), self.left.emit, key="Esc")
        self.names = QCheckBox(_("Show reviewers"))
        self.names.setObjectName("items:names")
        self.names.toggled.connect(self._rename)
        self.card = Card("items")
        self.table = Table(
            "items:table",
            columns(),
            label=_("Decisions"),
            empty=_("No decision fits."),
            framed=False,
        )
        self.table.chosen.connect(self._show)
        self.take = TakeAway("items:take", jobs, table=self.table)
        self.take.saved.connect(self.saved)
        self.card.head.addWidget(self.names)
        self.card.head.addWidget(self.take)
        self.card.head.addWidget(self.back)
        self.card.add(self.table, stretch=1)
        self.detail = DetailCard()
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._pair.setContentsMargins(0, 0, 0, 0)
        self._pair.setSpacing(16)
        self._pair.addWidget(self.card, stretch=8)
        self._pair.addWidget(self.detail, stretch=5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= theme.px(WIDE)
        way = QBoxLayout.Direction
        self._pair.setDirection(way.LeftToRight if wide else way.TopToBottom)
        self.detail.lie(flat=not wide)

    @property
    def lines(self) -> tuple[Any, ...]:
        """The decisions on show."""
        return self._lines

    def put(self, behind: Any, said: str) -> None:
        """Show decisions, and what they stand for."""
        self._lines = behind.lines
        count = ngettext("{n} decision", "{n} decisions", behind.total)
        note = count.format(n=words.count(behind.total))
        if len(behind.lines) < behind.total:
            note += " · " + _("the first {n} are listed").format(n=words.count(len(behind.lines)))
        self.card.say(said or _("Decisions"), note)
        self.take.about(said or _("Decisions"))
        self.table.columns_are(columns(names=self.names.isChecked(), lines=behind.lines))
        self.table.put(behind.lines)
        if behind.lines:
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show(self.table.current)

    def _show(self, line: Any | None) -> None:
        self.detail.put(line, names=self.names.isChecked())

    def _rename(self, on: bool) -> None:  # noqa: FBT001 - Qt's
        at = self.table.currentIndex().row()
        self.table.columns_are(columns(names=on, lines=self._lines))
        self.table.put(self._lines)
        if at >= 0:
            self.table.selectRow(at)
        self._show(self.table.current)


def columns(*, names: bool = False, lines: tuple[Any, ...] = ()) -> list[Column[Any]]:
    """Return the columns of the list; reviewers are left out unless they are asked for."""
    made = [
        Column(_("Item"), lambda line: line.item, width=20),
        Column(_("Content"), lambda line: line.content, stretch=True),
        Column(_("Decided"), _decided, width=16),
        Column(_("Right"), _right, width=16),
        Column(
            _("Outcome"),
            lambda line: line.outcome,
            words.outcome_title,
            tone=_tone,
            width=16,
        ),
    ]
    if len({line.slices.get("queue") for line in lines}) > 1:
        made.append(Column(_("Queue"), lambda line: line.slices.get("queue", ""), width=14))
    if names:
        made.append(Column(_("Reviewer"), lambda line: line.slices.get("reviewer", ""), width=12))
    return made


def _decided(line: Any) -> str:
    """Return the labels, and the action where that is all that differs."""
    same = line.vendor_labels == line.final_labels and line.outcome != "correct"
    return str(line.vendor_answer if same else line.vendor_labels)


def _right(line: Any) -> str:
    if line.outcome == "correct":
        return _("the same")
    same = line.vendor_labels == line.final_labels
    return str(line.final_answer if same else line.final_labels)


def _tone(line: Any) -> str:
    tone = words.outcome_word(line.outcome).tone.value
    return "" if tone == "neutral" else tone


def _cause(line: Any) -> str:
    if not line.cause or line.charged:
        return str(line.cause)
    return _("{cause} (not charged)").format(cause=line.cause)
