"""Before reveal: who still has how many items, and the way to end the blindness."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.icons import Picture
from ui.widgets.progress import Meter
from ui.wording import STATES

if TYPE_CHECKING:
    from ui.following import Stage

ENOUGH = 0.9  # share of the sample with a final answer, below which no verdict is given


class Confirmation(QFrame):
    """What reveal does, asked on the screen itself; Esc takes it away."""

    confirmed = Signal(bool)  # partial
    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reveal:confirm")
        self.setProperty("kind", "banner")
        self._partial = False
        body = QVBoxLayout(self)
        body.setContentsMargins(18, 14, 18, 14)
        body.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Picture("lock", "caution", 20), 0, Qt.AlignmentFlag.AlignTop)
        self.question = PlainLabel("reveal:question", role="heading", wrap=True)
        head.addWidget(self.question, stretch=1)
        body.addLayout(head)
        self.text = PlainLabel("reveal:text", wrap=True)
        self.partial = PlainLabel("reveal:partial", role="caution", wrap=True)
        body.addWidget(self.text)
        body.addWidget(self.partial)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.no = Button("reveal:no", _("Not yet"), self.declined.emit, key="Esc")
        self.yes = Button("reveal:yes", "", self._confirm, kind="primary")
        row.addWidget(self.no)
        row.addWidget(self.yes)
        body.addLayout(row)
        theme.restyle(self, tone="caution")
        self.hide()

    def ask(self, line: Any) -> None:
        """Ask, with the counts of this round; the careful answer has the focus."""
        self._partial = open_count(line) > 0
        self.question.put(_("Lock the grades, then open the vendor's decisions?"))
        self.text.put(
            _(
                "From then on nobody can change a grade of {title}, and the decisions of all "
                "{n} drawn are seen by whoever opens Results. This is written into the journal "
                "and cannot be taken back."
            ).format(title=line.round.title, n=words.count(line.sampled))
        )
        self.partial.setVisible(self._partial)
        if self._partial:
            self.partial.put(partial_words(line))
            many = open_count(line)
            said = ngettext("Reveal without {n} grade", "Reveal without {n} grades", many)
            self.yes.say(said.format(n=words.count(many)))
            self.yes.dress("danger")
        else:
            self.yes.say(_("Lock and reveal"))
            self.yes.dress("primary")
        self.setAccessibleName(f"{self.question.full} {self.text.full} {self.partial.full}")
        self.show()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirm(self) -> None:
        self.hide()
        self.confirmed.emit(self._partial)


class BlindPage(QWidget):
    """How far a round is that is still graded blind."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("results:blind")
        self.confirmation = Confirmation()
        self.card = Card("results:progress")
        self.badge = Badge("results:stage")
        self.card.head.addWidget(self.badge)
        self.promise = PlainLabel("results:promise", role="muted", wrap=True)
        self._rows: QWidget | None = None
        self._scroll = QScrollArea()
        self._scroll.setObjectName("results:people")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        promise = QHBoxLayout()
        promise.setContentsMargins(0, 0, 0, 8)
        promise.setSpacing(8)
        promise.addWidget(Picture("eye-off", "muted", 16))
        promise.addWidget(self.promise, stretch=1)
        self.card.body.addLayout(promise)
        self.card.add(self._scroll, stretch=1)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self.confirmation)
        body.addWidget(self.card, stretch=1)

    def put(self, stage: "Stage") -> None:
        """Show the counts of a round."""
        line = stage.line
        if line is None:
            return
        total = sum(one.assigned for one in line.progress)
        done = total - line.left
        left = line.left
        waiting = ngettext("{n} grade is still out", "{n} grades are still out", left)
        title = waiting.format(n=words.count(left)) if left else _("Every grade is in")
        if not total:
            title = _("Nobody has items yet")
        note = _("{title} · {done} of {all} given").format(
            title=line.round.title, done=words.count(done), all=words.count(total)
        )
        if line.due:
            note += " · " + _("due {day}").format(day=line.due)
        self.card.say(title, note)
        word, tone = STATES.get(stage.state, (stage.state, "neutral"))
        shape = "lock" if stage.state == "locked" else "eye-off"
        self.badge.put(word, tone, shape)
        self.promise.put(
            _(
                "Nobody sees a vendor decision of this round before every grade is locked. "
                "Nothing on this page tells what was decided."
            )
        )
        self._scroll.setWidget(_people(line))

    def ask(self, stage: "Stage") -> None:
        """Ask whether to reveal."""
        if stage.line is not None:
            self.confirmation.ask(stage.line)


def open_count(line: Any) -> int:
    """Return how many grades are missing: of items on desks, skipped or not, and on none."""
    return int(line.nobodys + sum(one.left + one.skipped for one in line.progress))


def partial_words(line: Any) -> str:
    """Name who still has items, and what revealing without them means."""
    waiting = [
        f"{one.person.name} {words.count(one.left + one.skipped)}"
        for one in line.progress
        if one.left + one.skipped
    ]
    if line.nobodys:
        waiting.append(_("nobody {n}").format(n=words.count(line.nobodys)))
    many = open_count(line)
    total = line.nobodys + sum(one.assigned for one in line.progress)
    text = ngettext(
        "{n} grade is missing ({who}).", "{n} grades are missing ({who}).", many
    ).format(n=words.count(many), who=_(", ").join(waiting))
    text += " " + _("They stay out of every score and are counted as not graded.")
    if total and (total - many) / total < ENOUGH:
        text += " " + _("With less than 90 % answered, no verdict on a target is given.")
    return text


def _people(line: Any) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 4, 8, 4)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(14)
    grid.setColumnStretch(1, 1)
    for at, one in enumerate(line.progress):
        name = f"results:person{at}"
        done = one.assigned - one.left
        meter = Meter(f"{name}:meter", _("Answered by {name}").format(name=one.person.name))
        meter.put(done, max(one.assigned, 1))
        parts = [_("{done} of {all}").format(done=words.count(done), all=words.count(one.assigned))]
        if one.cannot_judge:
            parts.append(_("{n} cannot judge").format(n=words.count(one.cannot_judge)))
        if one.skipped:
            parts.append(_("{n} skipped").format(n=words.count(one.skipped)))
        left = _("{n} left").format(n=words.count(one.left)) if one.left else _("done")
        grid.addWidget(PlainLabel(f"{name}:name", one.person.name, role="strong"), at, 0)
        grid.addWidget(meter, at, 1)
        grid.addWidget(PlainLabel(f"{name}:done", " · ".join(parts), role="muted"), at, 2)
        role = "muted" if one.left else "good"
        grid.addWidget(PlainLabel(f"{name}:left", left, role=role), at, 3)
    grid.setRowStretch(len(line.progress), 1)
    return box
