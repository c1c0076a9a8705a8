"""The left column: the content to be judged, of whatever kind, and what belongs to it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from reviewer_audit.domain.beside import MACHINE, TRANSLATION, Thread, plain, thread_of
from reviewer_audit.i18n import _, ngettext
from ui import theme
from ui.media.part import MediaPart
from ui.safe import PlainLabel, TextPane
from ui.screens.grading.body import INSET, Body, Parts
from ui.screens.grading.keys import Command
from ui.screens.grading.signs import Signs
from ui.screens.grading.thread import ThreadView
from ui.widgets.buttons import Button

if TYPE_CHECKING:
    from reviewer_audit.domain.grading import BlindItem
    from ui.screens.grading.keys import KeyMap
    from ui.session import Session

PAD = 20


class ContentColumn(QFrame):
    """Shows one item: its pictures under their shield, its text plain, and what it stands among."""

    hidden_toggled = Signal()
    more_wanted = Signal()
    original_wanted = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("contentCard")
        self.setProperty("kind", "card")
        self._folded = False
        self.shows_hidden = True
        self.shows_translation = True
        self._item: BlindItem | None = None
        self._context = ""
        self._masked: Callable[[str], str] = str
        self.media = MediaPart(session)
        self.number = PlainLabel("number", role="heading")
        self.kind = PlainLabel("kind", role="muted", elide=True)
        self.toggle = Button(
            "hidden", _("Hidden characters: on"), self.hidden_toggled.emit, kind="quiet", key="H"
        )
        self.original = Button(
            "original", _("Original…"), self.original_wanted.emit, kind="quiet", key="O"
        )
        self.original.hide()
        self.content = TextPane("content", label=_("Content"), big=True)
        self.context = TextPane("context", label=_("Context"))
        self.context.setProperty("tone", "muted")
        self.translation = TextPane("translation", label=_("Translation"), big=True)
        self.translation_title = PlainLabel("translationTitle", role="heading", elide=True)
        self.talk = ThreadView()
        self.talk_title = PlainLabel("threadTitle", role="heading", elide=True)
        for pane in (self.content, self.context, self.translation):
            pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.more = Button("more", "", self.more_wanted.emit, kind="link")
        self.more.hide()
        self.signs = Signs()
        self.heading = PlainLabel("contextHeading", _("Context"), role="heading")
        head = QHBoxLayout()
        head.setContentsMargins(INSET, 0, 0, 0)
        head.setSpacing(0)  # quiet buttons bring their own room
        head.addWidget(self.number)
        head.addSpacing(theme.px(12))
        head.addWidget(self.kind, stretch=1)
        self._head, self._second = head, QHBoxLayout()
        self._second.addStretch(1)
        self._second.setSpacing(0)
        for button in (self.original, self.toggle):
            head.addWidget(button)
        self._body = Body(
            Parts(
                media=self.media,
                content=self.content,
                more=self.more,
                signs=self.signs,
                translation_title=self.translation_title,
                translation=self.translation,
                talk_title=self.talk_title,
                talk=self.talk,
                heading=self.heading,
                context=self.context,
            )
        )
        self.signs.told.connect(self._body.fit)
        outer = self._outer = QVBoxLayout(self)
        outer.addLayout(head)
        outer.addLayout(self._second)
        outer.addWidget(self._body, stretch=1)

    def fold(self, *, on: bool) -> None:
        """Leave less or more room around what is judged."""
        above, below = (theme.px(4), theme.px(4)) if on else (theme.px(8), PAD)
        self._outer.setContentsMargins(PAD - INSET, above, PAD - INSET, below)
        self._outer.setSpacing(theme.px(2 if on else 6))
        self._folded = on
        self._share_head()

    def _share_head(self) -> None:
        """Give the buttons a line of their own where both of them would widen a folded column."""
        below = self._folded and not self.original.isHidden()
        here, there = (self._second, self._head) if below else (self._head, self._second)
        if here.indexOf(self.toggle) < 0:
            for button in (self.original, self.toggle):
                there.removeWidget(button)
                here.addWidget(button)

    def show_item(self, item: "BlindItem") -> None:
        """Show another item."""
        self.number.put(_("Item {position}").format(position=item.position))
        self.kind.put(" · ".join(filter(None, (kind_words(kind_of(item)), item.language))))
        self._item = item
        self.original.setVisible(bool(item.original))
        self._share_head()
        beside = dict(item.context)
        self._body.has_translation = self._show_translation(beside)
        self._body.has_thread = self._show_thread(beside)
        self.media.show_media(item.media)
        self._body.has_media = bool(item.media)
        self._body.has_text = bool(item.content) or not item.media
        self.content.put(item.content)
        words = context_words(beside)
        if words != self._context:
            self._context = words
            self.context.put(words)
        self._body.has_context = bool(words)
        self._after_turn()
        for pane in (self.content, self.translation, self.context):
            pane.verticalScrollBar().setValue(0)  # a pane that comes back shows its last lines

    def _show_translation(self, beside: dict[str, str]) -> bool:
        """Take the translation out of what stands beside, and show it where it is wanted."""
        machine, other = beside.pop(MACHINE, ""), beside.pop(TRANSLATION, "")
        text = machine or other
        if text and self.shows_translation:
            self.translation_title.put(
                _("Translation by a machine") if machine else _("Translation, by whom is not known")
            )
            self.translation.put(text)
        return bool(text) and self.shows_translation

    def _show_thread(self, beside: dict[str, str]) -> bool:
        """Take the first conversation out of what stands beside, and show it."""
        found: Thread | None = None
        for name, value in beside.items():
            found = thread_of(value)
            if found is not None:
                del beside[name]
                break
        if found is None and self.talk.rows.total == 0:
            return False
        self.talk.put(found)
        if found is not None:
            self.talk_title.put(thread_words(found))
        return found is not None

    def toggle_translation(self) -> bool:
        """Show or leave out the translation; returns whether this item has one."""
        self.shows_translation = not self.shows_translation
        item = self._item
        has_one = item is not None and not {MACHINE, TRANSLATION}.isdisjoint(item.context)
        if item is not None:
            self._body.has_translation = self._show_translation(dict(item.context))
            self._body.fit()
        return has_one

    def show_keys(self, keys: "KeyMap") -> None:
        """Show the keys of who sits here."""
        media = self.media
        for button, command in (
            (self.toggle, Command.HIDDEN),
            (self.original, Command.ORIGINAL),
            (media.blur, Command.BLUR),
            (media.grey, Command.GREY),
            (media.zoom, Command.ZOOM),
            (media.next, Command.FRAME),
        ):
            button.rekey(keys.key(command))

    def set_hidden(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Name hidden characters, or leave them out."""
        self.shows_hidden = on
        self.toggle.say(_("Hidden characters: on") if on else _("Hidden characters: off"))
        self.content.show_hidden(on)
        self.context.show_hidden(on)
        self.translation.show_hidden(on)
        self.talk.show_hidden(on)
        self._body.fit()

    def mask_words(self, masked: Callable[[str], str]) -> None:
        """Write some words otherwise until they are looked at."""
        self._masked = masked
        self._write(masked)

    def look(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Lift shields and masks while somebody looks."""
        self.media.look(on)
        self._write(str if on else self._masked)

    def _write(self, masked: Callable[[str], str]) -> None:
        for pane in (self.content, self.context, self.translation, self.talk.rows):
            pane.mask_words(masked)

    def turn(self) -> None:
        """Show the next part of a long text; after the last comes the first."""
        pane = self._longest()
        if pane.pages > 1:
            pane.turn(1 if pane.page < pane.pages else 1 - pane.pages)
            self._after_turn()

    def _longest(self) -> TextPane:
        """Return the pane whose parts are gone through: the first that has several."""
        panes = (self.content, self.translation, self.context)
        on = (True, self._body.has_translation, self._body.has_context)
        several = (pane for pane, here in zip(panes, on, strict=True) if here and pane.pages > 1)
        return next(several, self.content)

    def page(self, pages: int) -> None:
        """Scroll the content by pages of what is in sight."""
        panes = (self.content, self.talk, self.media.view, self.context)
        for pane in panes:  # the first that has more than is in sight
            bar = pane.verticalScrollBar()
            if pane.isVisible() and bar.maximum() > bar.minimum():
                bar.setValue(bar.value() + pages * max(1, bar.pageStep() - 1))
                return

    def _after_turn(self) -> None:
        pane = self._longest()
        page, pages = pane.page, pane.pages
        if pages > 1:
            words = _("Show more") if page < pages else _("Back to the beginning")
            part = _("part {page} of {pages}").format(page=page, pages=pages)
            self.more.say(f"{words} (.) · {part}")
        self._body.has_more = pages > 1
        self._body.fit()
        self.signs.look_at(self.content.part)


def kind_of(item: "BlindItem") -> str:
    """Return what kind of content it is: by its column, else by what came with it."""
    if item.content_kind != "text" or not item.media:
        return item.content_kind
    return {"picture": "image"}.get(item.media[0].kind, item.media[0].kind)


def kind_words(kind: str) -> str:
    """Return what kind of content it is, in words."""
    known = {
        "text": _("Text"),
        "comment": _("Comment"),
        "image": _("Picture"),
        "video": _("Video"),
        "audio": _("Sound"),
        "link": _("Link"),
    }
    return known.get(kind, kind)


def thread_words(thread: Thread) -> str:
    """Return the heading of a conversation."""
    total = len(thread.messages) + thread.cut
    words = ngettext("Conversation, {n} message", "Conversation, {n} messages", total)
    parts = [words.format(n=f"{total:,}")]
    if thread.marked < 0:
        parts.append(_("which one is judged is not known"))
    if thread.cut:
        parts.append(_("{n} of them are not here").format(n=f"{thread.cut:,}"))
    return " · ".join(parts)


def context_words(context: Mapping[str, str]) -> str:
    """Return the context, one thing a line."""
    told = [(name, plain(value)) for name, value in context.items() if value]
    if len(told) == 1 and told[0][0].casefold() == "context":
        return told[0][1]  # the heading says so already
    return "\n".join(f"{name}: {value}" for name, value in told)
