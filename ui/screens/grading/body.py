"""The parts of the content column, laid out by hand: each gets the height it needs.

Where there is too little they share it: what needs less than its share leaves the rest to the
others. A layout would ask every pane for its size on every item.
"""

from dataclasses import dataclass, fields

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.media.part import MediaPart
from ui.safe import PlainLabel, TextPane
from ui.screens.grading.signs import Signs
from ui.screens.grading.thread import ThreadView
from ui.widgets.buttons import Button

INSET = 3  # from the edge of a pane to its text
GAP = 14  # above a heading
BELOW = 6  # and below it
BESIDE = 620  # pixels from which original and translation stand side by side
MEDIA_SHARE = 0.55  # of the height, for a picture with other content
RIGID_SHARE = 0.8  # for why there is none, or the buttons of a film: they get no smaller
BELOW_MEDIA = 6
WEIGHTS = {"content": 3, "translation": 3, "thread": 4, "context": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What can be shown of an item, from top to bottom."""

    media: MediaPart
    content: TextPane
    more: Button
    signs: Signs
    translation_title: PlainLabel
    translation: TextPane
    talk_title: PlainLabel
    talk: ThreadView
    heading: PlainLabel
    context: TextPane


class Body(QWidget):
    """Gives the parts of an item the height they need."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self.has_text = True
        self.has_more = False
        self.has_translation = False
        self.has_thread = False
        self.has_context = False
        self.has_media = False
        for field in fields(parts):
            getattr(parts, field.name).setParent(self)
        parts.media.needs_other_room.connect(self.fit)

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
        parts, width, room = self._parts, self.width(), self.height()
        top = self._lay_media(width, room)
        beside = self.has_translation and width >= theme.px(BESIDE)
        half = (width - theme.px(16)) // 2 if beside else width
        self._break_lines(half, width)
        more = parts.more.sizeHint().height() if self.has_more else 0
        signs = self._signs_height(width)
        titles = {
            "translation": self._title(parts.translation_title, on=self.has_translation),
            "thread": self._title(parts.talk_title, on=self.has_thread),
            "context": self._title(parts.heading, on=self.has_context),
        }
        wanted = {
            "content": natural(parts.content, room) if self.has_text else 0,
            "translation": natural(parts.translation, room) if self.has_translation else 0,
            "thread": room if self.has_thread else 0,
            "context": natural(parts.context, room) if self.has_context else 0,
        }
        left = room - top - more - signs - sum(titles.values())
        if beside:
            left += titles["translation"]  # it stands in the line of the content
            wanted["content"] = max(
                wanted["content"], wanted["translation"] + titles["translation"]
            )
            wanted["translation"] = 0
        heights = shares(wanted, max(0, left))
        _scrolls(parts.content, on=heights["content"] < wanted["content"])
        text_top = top
        parts.content.setGeometry(0, top, half, heights["content"])
        top += heights["content"]
        parts.more.setGeometry(INSET, top, min(width - INSET, parts.more.sizeHint().width()), more)
        top += more
        parts.signs.setGeometry(INSET, top, width - 2 * INSET, signs)
        top += signs
        if beside:
            title = titles["translation"] - theme.px(GAP)
            parts.translation_title.setGeometry(width - half + INSET, text_top, half - INSET, title)
            parts.translation.setGeometry(
                width - half, text_top + title, half, heights["content"] - title
            )
        for name, label, pane in (
            ("translation", parts.translation_title, parts.translation),
            ("thread", parts.talk_title, parts.talk),
            ("context", parts.heading, parts.context),
        ):
            if name == "translation" and beside:
                continue
            line = max(0, titles[name] - theme.px(GAP + BELOW))
            label.setGeometry(INSET, top + theme.px(GAP), width - 2 * INSET, line)
            top += titles[name]
            pane.setGeometry(0, top, width, heights[name])
            top += heights[name]
        self._show_parts()

    def _lay_media(self, width: int, room: int) -> int:
        parts = self._parts
        if not self.has_media:
            return 0
        alone = not (self.has_text or self.has_thread or self.has_translation or self.has_context)
        rigid = parts.media.view.speaks or parts.media.player.shows_film
        share = RIGID_SHARE if rigid else MEDIA_SHARE
        most = room if alone else round(room * share)
        height = parts.media.natural(width - 2 * INSET, most)
        parts.media.setGeometry(0, 0, width, height)
        return height + theme.px(BELOW_MEDIA)

    def _break_lines(self, half: int, width: int) -> None:
        """Give panes their width, so that their lines break as they will."""
        parts = self._parts
        for pane, wide in (
            (parts.content, half),
            (parts.translation, half),
            (parts.context, width),
        ):
            pane.resize(wide, max(pane.height(), 1))

    def _signs_height(self, width: int) -> int:
        words = self._parts.signs.full
        if not words:
            return 0
        box = QRect(0, 0, width - 2 * INSET - theme.px(4), 10_000)
        wrap = int(Qt.TextFlag.TextWordWrap)
        metrics = QFontMetrics(theme.font(bold=True))
        return metrics.boundingRect(box, wrap, words).height() + theme.px(BELOW)

    def _title(self, label: QWidget, *, on: bool) -> int:
        return label.sizeHint().height() + theme.px(GAP + BELOW) if on else 0

    def _show_parts(self) -> None:
        parts = self._parts
        for on, widgets in (
            (self.has_media, (parts.media,)),
            (self.has_text, (parts.content,)),
            (self.has_more, (parts.more,)),
            (bool(parts.signs.full), (parts.signs,)),
            (self.has_translation, (parts.translation_title, parts.translation)),
            (self.has_thread, (parts.talk_title, parts.talk)),
            (self.has_context, (parts.heading, parts.context)),
        ):
            for widget in widgets:
                widget.setVisible(on)


def shares(wanted: dict[str, int], room: int) -> dict[str, int]:
    """Return how much each part gets: what it wants, or its weighted share of what is left."""
    given = dict.fromkeys(wanted, 0)
    open_ = {name for name, height in wanted.items() if height}
    while open_:
        weight = sum(WEIGHTS[name] for name in open_)
        modest = {name for name in open_ if wanted[name] <= room * WEIGHTS[name] // weight}
        for name in modest or open_:
            given[name] = wanted[name] if modest else room * WEIGHTS[name] // weight
        room -= sum(given[name] for name in modest)
        open_ = open_ - modest if modest else set()
    return given


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


def _scrolls(pane: TextPane, *, on: bool) -> None:
    """Let a bar come only where it is needed: it would take width, and break lines anew."""
    policy = Qt.ScrollBarPolicy
    wanted = policy.ScrollBarAsNeeded if on else policy.ScrollBarAlwaysOff
    if pane.verticalScrollBarPolicy() != wanted:
        pane.setVerticalScrollBarPolicy(wanted)
