"""Pictures and recordings of an item: under a shield, and what can be done to it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.domain.media import BlindMedia, MediaKind, Picture
from reviewer_audit.i18n import _
from ui import theme
from ui.media.fetching import SIDE, WHOLE, Fetcher
from ui.media.player import PlayerBox, can_play, what
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.picture import Shield, ShieldedPicture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer_audit.domain.grading import BlindItem
    from ui.media.fetching import Wanted
    from ui.session import Session

LEAST = 80
LOW = 150
MOST_FRAMES = 500  # of a moving picture, one key press each


class MediaPart(QWidget):
    """Shows what belongs to an item. Nothing of it is in sight before somebody asks."""

    needs_other_room = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("media")
        self._session = session
        self._all: Sequence[BlindMedia] = ()
        self._at = 0
        self._frame = 0
        self._shields = False  # whether something is here that can be blurred
        self.fetcher = Fetcher(session, self)
        self.view = ShieldedPicture("media:picture")
        self.player = PlayerBox(session)
        self.hint = PlainLabel("media:hint", role="small", elide=True)
        self.blur = Button("media:blur", _("Blur"), self.toggle_blur, kind="quiet", key="B")
        self.grey = Button("media:grey", _("Grey"), self.toggle_grey, kind="quiet", key="G")
        self.zoom = Button("media:zoom", _("1:1"), self.toggle_zoom, kind="quiet", key="Z")
        self.next = Button("media:next", _("Next"), self.turn, kind="quiet", key=",")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)  # the buttons bring their own room, and a narrow desk has none to give
        for button in (self.blur, self.grey, self.zoom, self.next):
            row.addWidget(button)
        row.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(3, theme.px(2), 3, theme.px(8))
        rows.setSpacing(theme.px(4))
        rows.addWidget(self.view, stretch=1)
        rows.addWidget(self.player, stretch=1)
        rows.addWidget(self.hint)
        rows.addLayout(row)
        self.fetcher.come.connect(self._came)
        for view in (self.view, self.player.view):
            view.shield_changed.connect(self._tell)
        self.view.whole_wanted.connect(self._want_whole)
        self.player.opened.connect(self._offer)
        self.player.broke.connect(self._break)
        session.settings_changed.connect(self._take_settings)
        self._take_settings()
        self.hide()

    @property
    def here(self) -> BlindMedia | None:
        """What is shown of the item's pictures and recordings."""
        return self._all[self._at] if self._all else None

    def natural(self, width: int, most: int) -> int:
        """Return the height it needs at a width: that of its picture, a film's, or a sentence's."""
        one, parts = self.here, 0
        if one is None:
            return 0
        for widget in (self.hint, self.blur):
            parts += (widget.sizeHint().height() + theme.px(4)) if not widget.isHidden() else 0
        parts += theme.px(12)
        if self.view.speaks:
            return min(most, self.view.words_height(width) + parts)
        if one.kind == MediaKind.PICTURE and not self.view.fits:
            return most
        if one.kind == MediaKind.PICTURE:
            high = one.height * min(1.0, width / max(1, one.width))
            return min(most, max(theme.px(LEAST), round(high)) + parts)
        return min(most, self.player.natural(width) + parts)

    def show_media(self, several: "Sequence[BlindMedia]") -> None:
        """Show what belongs to another item, all of it under its shield."""
        self._all, self._at = several, 0
        if self._all:
            self._show()
        else:
            self.view.wait()
            self.player.drop()

    def ahead(self, items: "Sequence[BlindItem]") -> None:
        """Fetch what the next items will show."""
        self.fetcher.ahead(one for item in items for one in item.media[:1])

    @property
    def keys(self) -> "dict[str, Callable[[], None]]":
        """What the keys on its buttons do, for a window that binds them itself."""
        return {"B": self.toggle_blur, "G": self.toggle_grey, "Z": self.toggle_zoom, ",": self.turn}

    # -- what the keys do

    def look(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Look for as long as the key is held."""
        self.view.hold(on and not self.view.isHidden())
        self.player.hold(on and not self.player.isHidden())

    def cover(self) -> None:
        """Put everything back under the shield."""
        self.view.cover()
        self.player.cover()

    def toggle_blur(self) -> None:
        """Take the blur away for a while, or put it back."""
        self.view.set_blur(not self.view.blurs)
        self.player.set_open(not self.view.blurs)

    def toggle_grey(self) -> None:
        """Show colours, or greys in their place."""
        self.view.set_grey(not self.view.is_grey)
        self.player.set_grey(self.view.is_grey)

    def toggle_zoom(self) -> None:
        """Fit the picture into the view, or show one pixel for one."""
        self.view.toggle_zoom()
        self._tell()
        self.needs_other_room.emit()

    def turn(self) -> None:
        """Go on to the next frame of a moving picture, then to the next picture or recording."""
        one = self.here
        if one is None:
            return
        if self._frame + 1 < min(one.frames, MOST_FRAMES):
            self._frame += 1
            self._want()
        elif len(self._all) > 1 or one.frames > 1:
            self._at = (self._at + 1) % len(self._all)
            self._show()

    # -- showing

    def _show(self) -> None:
        self._frame = 0
        one = self.here
        recorded = one is not None and not one.fault and one.kind != MediaKind.PICTURE
        plays = recorded and can_play()
        self.view.setVisible(not plays)
        self.player.setVisible(plays)
        self.player.drop()
        if one is None or plays:
            self.view.wait()
            if one is not None:
                self.player.show_one(one)
        elif one.fault:
            self.view.say(missing_words(one))
        elif recorded:
            self.view.say(unplayable_words(one))
        else:
            self._want()
        self._offer()

    @Slot()
    def _break(self) -> None:
        """Say that a recording turned out to be none that can be played."""
        self.player.hide()
        self.view.show()
        self.view.say(f"{_('This recording cannot be played here.')}\n{todo()}")
        self._offer()

    @Slot()
    def _offer(self) -> None:
        """Show the buttons of what can be done to what is here."""
        one = self.here
        whole = one is not None and not one.fault
        picture = whole and one is not None and one.kind == MediaKind.PICTURE
        self._shields = bool(picture) or self.player.shows_film
        self._spare()
        self.zoom.setVisible(bool(picture))
        self.next.setVisible(len(self._all) > 1 or (one is not None and one.frames > 1))
        self._tell()
        self.needs_other_room.emit()

    def _spare(self) -> None:
        """Leave a film the room of what its keys do as well, where there is little."""
        low = self.player.shows_film and self.height() < theme.px(LOW)
        for part in (self.blur, self.grey, self.hint):
            part.setVisible(self._shields and not low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spare()

    def _want(self) -> None:
        one = self.here
        if one is None:
            return
        found = self.fetcher.get((one.sha256, self._frame, SIDE))
        if found is None:
            self.view.wait()
        else:
            self._put(found)

    def _want_whole(self) -> None:
        one = self.here
        found = None if one is None else self.fetcher.get((one.sha256, self._frame, WHOLE))
        if isinstance(found, Picture):
            self.view.sharpen(found)

    @Slot(object, object)
    def _came(self, wanted: "Wanted", found: Picture | BlindMedia) -> None:
        one = self.here
        if one is None or wanted[:2] != (one.sha256, self._frame):
            return
        if wanted[2] == SIDE:
            self._put(found)
        elif isinstance(found, Picture) and not self.view.fits:
            self.view.sharpen(found)

    def _put(self, found: Picture | BlindMedia) -> None:
        if isinstance(found, Picture):
            self.view.put(found)
        else:
            self.view.say(missing_words(found))
            self.needs_other_room.emit()
        self._tell()

    def _tell(self) -> None:
        one = self.here
        if one is None or one.fault:
            self.hint.put("")
            return
        parts = []
        if len(self._all) > 1:
            parts.append(_("{n} of {total}").format(n=self._at + 1, total=len(self._all)))
        if one.frames > 1:
            words = _("moves, frame {n} of {total}")
            parts.append(words.format(n=self._frame + 1, total=one.frames))
        parts.append(state_words(self.player.view if self.player.shows_film else self.view))
        self.hint.put(" · ".join(filter(None, parts)))
        self.zoom.say(_("1:1") if self.view.fits else _("Fit"))

    @Slot()
    def _take_settings(self) -> None:
        wanted = self._session.settings.shield_media
        if self.view.keeps_blur != wanted or not self.isVisible():
            self.view.keeps_blur = wanted
            self.view.set_grey(wanted)
            self.view.set_blur(wanted)
            self.player.set_grey(wanted)
            self.player.keeps_cover = wanted

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.cover()


def state_words(view: ShieldedPicture) -> str:
    """Say how much is in sight, and how to see more."""
    match view.state:
        case Shield.EMPTY:
            return ""
        case Shield.OPEN:
            return _("In grey") if view.is_grey else ""
        case Shield.REGION:
            return _("A part is uncovered for a moment")
    return _("Hold Space to look, or draw a box") if view.blurs else ""


def missing_words(one: BlindMedia) -> str:
    """Say why there is nothing to look at, and what to do."""
    from reviewer_audit.services.pictures import fault_words

    return f"{fault_words(one)}\n{todo()}"


def unplayable_words(one: BlindMedia) -> str:
    """Say that a recording is here, and what is not."""
    words = _(
        "{what} It cannot be played here: the extra reviewer-audit[media] is not installed on this "
        "machine. Ask who set it up."
    )
    return f"{words.format(what=what(one))}\n{todo()}"


def todo() -> str:
    """Say what to do without a picture or recording."""
    return _("If it cannot be judged without it, say that it cannot be judged.")
