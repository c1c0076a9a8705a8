"""The item, and what was said of it: votes side by side, the vendor's hidden at first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from reviewer_audit.i18n import _
from ui import theme
from ui.media.part import MediaPart
from ui.safe import PlainLabel, TextPane
from ui.screens.review import words
from ui.widgets.badge import Badge
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.icons import Picture

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Policy
    from reviewer_audit.services.review_item import Case, Look, Said, Vote
    from ui.session import Session

ABREAST = 3  # boxes in a row
MOST_MEDIA = 360  # pixels that a picture is high


class FittingPane(TextPane):
    """A pane as high as its text needs, between one line and several."""

    MOST = 8  # lines

    def __init__(self, name: str, *, label: str, big: bool = False) -> None:
        super().__init__(name, label=label, big=big)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def put(self, content: str) -> None:
        super().put(content)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = max(1, min(self.MOST, round(self.document().size().height())))
        self.setFixedHeight(rows * self.fontMetrics().lineSpacing() + theme.px(10))


class ItemCard(Card):
    """What is to be judged: its pictures under their shield, plain text, its context below."""

    def __init__(self, session: "Session") -> None:
        super().__init__("review:item", " ")
        self.badge = Badge("review:severity")
        self.head.addWidget(self.badge)
        self.content = FittingPane("review:content", label=_("Content"), big=True)
        self.context = PlainLabel("review:context", role="muted", wrap=True, content=True)
        self.media = MediaPart(session)
        for button in (self.media.blur, self.media.grey, self.media.zoom, self.media.next):
            button.rekey("")  # these keys are the desk's
        self.media.needs_other_room.connect(self._fit_media)
        self.add(self.media)
        self.add(self.content)
        self.add(self.context)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_media()

    def _fit_media(self) -> None:
        """Give pictures the height they need, within bounds."""
        needs = self.media.natural(max(1, self.width() - theme.px(48)), theme.px(MOST_MEDIA))
        self.media.setFixedHeight(max(1, needs))

    def put(self, case: "Case") -> None:
        """Show an item."""
        kind = case.content_kind if case.content_kind != "text" else ""
        self.say(" \u00b7 ".join(filter(None, (case.entry.name, kind, case.language))))
        self.badge.put(case.entry.severity, "neutral", "flag")
        self.media.show_media(case.media)
        self.media.setVisible(bool(case.media))
        self._fit_media()
        self.content.put(case.content)
        self.content.setVisible(bool(case.content) or not case.media)
        lines = [f"{name}: {value}" for name, value in case.context.items() if value]
        self.context.put("\n".join(lines))
        self.context.setVisible(bool(lines))


class VotesCard(Card):
    """Auditors' answers by letter; the vendor's once the reader has marked the item."""

    asked = Signal()  # to see the vendor's answer

    def __init__(self) -> None:
        super().__init__("review:votes", _("Votes"))
        self.why = Badge("review:why")
        self.head.addWidget(self.why)
        self.is_narrow = False
        self.gap: QCheckBox | None = None  # while the vendor's answer is hidden
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self.body.addLayout(self._grid)
        self.precedents = PlainLabel("review:precedents", role="muted", wrap=True, content=True)
        self.add(self.precedents)

    def put(self, case: "Case", policy: "Policy") -> None:
        """Show what was said of an item."""
        self._clear()
        boxes = [_vote(k, vote, policy) for k, vote in enumerate(case.votes)]
        if case.said is None:
            boxes.append(self._hidden())
        else:
            boxes += [_vendor(said, policy) for said in case.said]
        boxes += [_look(k, look, policy) for k, look in enumerate(case.looks)]
        across = min(1 if self.is_narrow else ABREAST, len(boxes))
        for at, box in enumerate(boxes):
            self._grid.addWidget(box, at // across, at % across)
        for column in range(ABREAST):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        told = case.said is not None
        tone = {"critical": "bad", "pending": "caution", "control": "neutral"}
        self.why.put(
            words.WHY[case.entry.reason] if told else "", tone.get(case.entry.reason, "accent")
        )
        if case.mark is not None and case.mark.policy_gap:
            self.why.put(
                f"{words.WHY[case.entry.reason]} \u00b7 {_('policy gap marked')}", "caution"
            )
        named = _("Names are shown once you have settled the item.")
        self.say(_("Votes"), "" if case.looks else named)
        kept = [
            f"{_('Precedent')} \u00b7 {words.labels(policy, (key,))}: {text}"
            for key, text in case.precedents[:3]
        ]
        self.precedents.put("\n".join(kept))
        self.precedents.setVisible(bool(kept))

    def _hidden(self) -> QFrame:
        box, body = _box("review:hidden", _("Vendor"), "lock")
        said = _("Hidden until you have said whether the rule has a gap here.")
        body.addWidget(PlainLabel("review:hidden:said", said, role="muted", wrap=True))
        self.gap = QCheckBox(_("Policy gap  P"))
        self.gap.setObjectName("review:gap")
        self.gap.setAccessibleName(_("Policy gap: the rule does not settle this (P)"))
        show = Button("review:reveal", _("Show"), self.asked.emit, key="V")
        row = QHBoxLayout()
        row.addWidget(self.gap)
        row.addStretch(1)
        row.addWidget(show)
        body.addStretch(1)
        body.addLayout(row)
        return box

    @property
    def has_gap(self) -> bool:
        """Whether a policy gap is marked, before the vendor's answer is shown."""
        return self.gap is not None and self.gap.isChecked()

    def _clear(self) -> None:
        self.gap = None
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()


def _box(name: str, title: str, picture: str) -> tuple[QFrame, QVBoxLayout]:
    box = QFrame()
    box.setObjectName(name)
    box.setProperty("kind", "sunken")
    body = QVBoxLayout(box)
    body.setContentsMargins(14, 12, 14, 12)
    body.setSpacing(4)
    head = QHBoxLayout()
    head.setSpacing(6)
    head.addWidget(Picture(picture, "muted", 14))
    head.addWidget(PlainLabel(f"{name}:who", title, role="muted", elide=True), stretch=1)
    body.addLayout(head)
    return box, body


def _answer(
    body: QVBoxLayout, name: str, policy: "Policy", keys: tuple[str, ...], action: str, more: str
) -> None:
    answer = words.labels(policy, keys)
    body.addWidget(PlainLabel(f"{name}:answer", answer, role="heading", wrap=True))
    line = " \u00b7 ".join(filter(None, (words.action(policy, action), more)))
    if line:
        body.addWidget(PlainLabel(f"{name}:more", line, role="muted", wrap=True))


def _note(body: QVBoxLayout, name: str, note: str) -> None:
    if note:
        body.addWidget(PlainLabel(f"{name}:note", note, wrap=True, content=True))
    body.addStretch(1)


def _vote(at: int, vote: "Vote", policy: "Policy") -> QFrame:
    name = f"review:vote{at}"
    title = _("Auditor {who}").format(who=vote.who) if len(vote.who) == 1 else vote.who
    box, body = _box(name, title, "person")
    more = [
        vote.severity,
        _("escalate") if vote.escalate else "",
        words.confidence(vote.confidence) if vote.confidence else "",
    ]
    _answer(body, name, policy, vote.labels, vote.action, " \u00b7 ".join(filter(None, more)))
    _note(body, name, vote.note)
    return box


def _vendor(said: "Said", policy: "Policy") -> QFrame:
    name = f"review:vendor{said.decision}"
    title = _("Vendor") + (f" \u00b7 {said.who}" if said.who else "")
    box, body = _box(name, title, "folder")
    _answer(body, name, policy, said.labels, said.action, _("escalated") if said.escalated else "")
    text, tone = words.OUTCOMES.get(said.outcome, (said.outcome, "neutral"))
    body.addWidget(Badge(f"{name}:outcome", text, tone))
    _note(body, name, said.reason)
    return box


def _look(at: int, look: "Look", policy: "Policy") -> QFrame:
    name = f"review:look{at}"
    box, body = _box(name, _("Settled by {who}").format(who=look.who), "scale")
    _answer(body, name, policy, look.labels, look.action, look.cause)
    _note(body, name, look.rationale)
    return box
