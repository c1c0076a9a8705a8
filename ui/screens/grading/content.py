"""The left column: the content to be judged and the context that belongs to it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel, TextPane
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from reviewer_audit.domain.grading import BlindItem

PAD = 20
LEANS_BY = 1_000  # characters that decide where a text begins
INSET = 3  # from the edge of a pane to its text


class ContentColumn(QFrame):
    """Shows one item as plain text, as high as it needs, its context right below it."""

    hidden_toggled = Signal()
    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("contentCard")
        self.setProperty("kind", "card")
        self.shows_hidden = True
        self._context = ""
        self.number = PlainLabel("number", role="heading")
        self.kind = PlainLabel("kind", role="muted", elide=True)
        self.toggle = Button(
            "hidden", _("Hidden characters: on"), self.hidden_toggled.emit, kind="quiet", key="H"
        )
        self.content = TextPane("content", label=_("Content"), big=True)
        self.context = TextPane("context", label=_("Context"))
        self.context.setProperty("tone", "muted")
        for pane in (self.content, self.context):
            pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.more = Button("more", "", self.more_wanted.emit, kind="link")
        self.more.hide()
        self.heading = PlainLabel("contextHeading", _("Context"), role="heading")
        head = QHBoxLayout()
        head.setContentsMargins(INSET, 0, 0, 0)
        head.setSpacing(theme.px(12))
        head.addWidget(self.number)
        head.addWidget(self.kind, stretch=1)
        head.addWidget(self.toggle)
        self._body = _Body(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(PAD - INSET, theme.px(8), PAD - INSET, PAD)
        outer.setSpacing(theme.px(6))
        outer.addLayout(head)
        outer.addWidget(self._body, stretch=1)

    def show_item(self, item: "BlindItem") -> None:
        """Show another item."""
        self.number.put(_("Item {position}").format(position=item.position))
        self.kind.put(" · ".join(filter(None, (kind_words(item.content_kind), item.language))))
        _lean(self.content, item.content)
        self.content.put(item.content)
        words = context_words(item.context)
        if words != self._context:
            self._context = words
            _lean(self.context, words)
            self.context.put(words)
        self._body.has_context = bool(words)
        self._after_turn()

    def set_hidden(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Name hidden characters, or leave them out."""
        self.shows_hidden = on
        self.toggle.say(_("Hidden characters: on") if on else _("Hidden characters: off"))
        self.content.show_hidden(on)
        self.context.show_hidden(on)
        self._body.fit()

    def turn(self) -> None:
        """Show the next part of a long content; after the last comes the first."""
        pages = self.content.pages
        if pages > 1:
            self.content.turn(1 if self.content.page < pages else 1 - pages)
            self._after_turn()

    def page(self, pages: int) -> None:
        """Scroll the content by pages of what is in sight."""
        bar = self.content.verticalScrollBar()
        bar.setValue(bar.value() + pages * max(1, bar.pageStep() - 1))

    def _after_turn(self) -> None:
        page, pages = self.content.page, self.content.pages
        if pages > 1:
            words = _("Show more") if page < pages else _("Back to the beginning")
            part = _("part {page} of {pages}").format(page=page, pages=pages)
            self.more.say(f"{words} (.) · {part}")
        self._body.has_more = pages > 1
        self._body.fit()


class _Body(QWidget):
    """Gives content and context the height they need, and shares it out when there is too little.

    Set by hand: a layout would ask every pane for its size on every item.
    """

    def __init__(self, column: ContentColumn) -> None:
        super().__init__()
        self._column = column
        self.has_context = False
        self.has_more = False
        for widget in (column.content, column.more, column.heading, column.context):
            widget.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()  # only what is shown knows how its text breaks

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self.isVisible() and event.type() == QEvent.Type.StyleChange:
            self.fit()

    def fit(self) -> None:
        """Lay out anew."""
        column, width, room = self._column, self.width(), self.height()
        more = column.more.sizeHint().height() if self.has_more else 0
        heading = column.heading.sizeHint().height() + theme.px(20) if self.has_context else 0
        column.content.resize(width, max(column.content.height(), 1))
        column.context.resize(width, max(column.context.height(), 1))
        context = natural(column.context, room) if self.has_context else 0
        wanted = natural(column.content, room)
        left = room - more - heading
        tight = wanted + context > left
        if tight:
            context = min(context, max(left // 3, left - wanted))
            wanted = left - context
        _scrolls(column.content, on=tight)
        column.content.setGeometry(0, 0, width, wanted)
        more_width = min(width - INSET, column.more.sizeHint().width())
        column.more.setGeometry(INSET, wanted, more_width, more)
        top = wanted + more
        inset = width - 2 * INSET
        column.heading.setGeometry(INSET, top + theme.px(14), inset, heading - theme.px(20))
        column.context.setGeometry(0, top + heading, width, context)
        column.more.setVisible(self.has_more)
        column.heading.setVisible(self.has_context)
        column.context.setVisible(self.has_context)


def _lean(pane: TextPane, text: str) -> None:
    """Let text that runs to the left begin at the right; this kind of pane does not by itself."""
    turns = [bidirectional(c) for c in text[:LEANS_BY]]
    backwards = sum(turn in {"R", "AL"} for turn in turns) > turns.count("L")
    side = Qt.AlignmentFlag.AlignRight if backwards else Qt.AlignmentFlag.AlignLeft
    option = pane.document().defaultTextOption()
    if option.alignment() != side:
        option.setAlignment(side)
        pane.document().setDefaultTextOption(option)


def _scrolls(pane: TextPane, *, on: bool) -> None:
    """Let a bar come only where it is needed: it would take width, and break lines anew."""
    policy = Qt.ScrollBarPolicy
    wanted = policy.ScrollBarAsNeeded if on else policy.ScrollBarAlwaysOff
    if pane.verticalScrollBarPolicy() != wanted:
        pane.setVerticalScrollBarPolicy(wanted)


def natural(pane: TextPane, limit: int) -> int:
    """Return the height at which nothing of a pane has to be scrolled, or the limit."""
    document = pane.document()
    layout = document.documentLayout()
    height = 2.0 * document.documentMargin() + 2 * theme.px(4)
    block = document.begin()
    while block.isValid() and height < limit:
        height += layout.blockBoundingRect(block).height()
        block = block.next()
    return min(round(height) + 1, limit)


def kind_words(kind: str) -> str:
    """Return what kind of content it is, in words."""
    return {"text": _("Text"), "comment": _("Comment")}.get(kind, kind)


def context_words(context: Mapping[str, str]) -> str:
    """Return the context, one thing a line."""
    told = [(name, value) for name, value in context.items() if value]
    if len(told) == 1 and told[0][0].casefold() == "context":
        return told[0][1]  # the heading says so already
    return "\n".join(f"{name}: {value}" for name, value in told)
