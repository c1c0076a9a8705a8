"""Video and sound of an item: nothing plays by itself, the sound is off, every frame is shielded.

Playing needs the extra ``media`` (Qt's multimedia, which the usual installation leaves out). Where
it is not there, none of this is shown. The bytes come from the project and never touch the disk.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.domain.media import BlindMedia, MediaKind, Picture
from reviewer_audit.i18n import _
from ui import theme
from ui.media.engine import Engine
from ui.media.frames import FrameStrip
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.picture import Shield, ShieldedPicture

if TYPE_CHECKING:
    from ui.session import Session

FILM_SHAPE = 9 / 16
FILM_LEAST = 40  # pixels high, with frames below it
SECOND_MS = 1_000


def can_play() -> bool:
    """Return whether Qt's multimedia is installed; looking does not load it."""
    return find_spec("PySide6.QtMultimedia") is not None


class PlayerBox(QWidget):
    """Opens one recording when asked to, frame by frame or playing, without sound at first."""

    opened = Signal()  # it needs other room now
    broke = Signal()

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("media:player")
        self._session = session
        self._one: BlindMedia | None = None
        self._engine: Engine | None = None
        self.keeps_cover = True
        self.text = PlainLabel("media:player:text", wrap=True)
        self.view = ShieldedPicture("media:frame")
        self.strip = FrameStrip()
        self.play = Button("media:play", _("Open"), self.toggle)
        self.sound = Button("media:sound", _("Sound: off"), self._toggle_sound, kind="quiet")
        self.time = PlainLabel("media:time", role="muted")
        self.time.setFont(theme.font("body", tabular=True))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.play)
        row.addWidget(self.sound)
        row.addWidget(self.time)
        row.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(6))
        rows.addWidget(self.text)
        rows.addWidget(self.view, stretch=1)
        rows.addWidget(self.strip)
        rows.addLayout(row)
        self.strip.chosen.connect(self._seek)

    def show_one(self, one: BlindMedia) -> None:
        """Offer a recording; nothing of it is read yet."""
        self._one = one
        is_film = one.kind == MediaKind.VIDEO
        words = _("{what} It is opened when you ask, without sound, blurred and grey.")
        self.text.put(words.format(what=what(one)))
        self.text.show()
        self.play.say(_("Open, without sound"))
        self.sound.hide()
        self.time.put("")
        self.time.hide()
        self.view.setVisible(False)
        self.strip.setVisible(False)
        self.view.wait()
        self.strip.clear()
        self.setAccessibleName(_("Video") if is_film else _("Sound"))

    def drop(self) -> None:
        """Let go of the recording."""
        if self._engine is not None:
            self._engine.stop()
            self._engine.deleteLater()
            self._engine = None
        self._one = None

    @property
    def shows_film(self) -> bool:
        """Whether frames are there to be blurred."""
        return self._engine is not None and not self.view.isHidden() and not self.isHidden()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.shows_film:  # the film needs the room more than frames of it
            rest = self.play.sizeHint().height() + self.strip.height()
            self.strip.setVisible(self.height() > rest + theme.px(FILM_LEAST))

    def natural(self, width: int) -> int:
        """Return the height it needs at a width."""
        row = self.play.sizeHint().height() + theme.px(6)
        if self.shows_film:
            return round(width * FILM_SHAPE) + self.strip.height() + row + theme.px(12)
        words = QRect(0, 0, width - theme.px(12), 10_000)
        wrap = int(Qt.TextFlag.TextWordWrap)
        lines = QFontMetrics(theme.font()).boundingRect(words, wrap, self.text.full).height()
        shown = lines + theme.px(12) if not self.text.isHidden() else 0
        return shown + row

    def hold(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Look for as long as the key is held."""
        self.view.hold(on)
        self.strip.show_open(self.view.state is Shield.OPEN)

    def set_open(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Take the blur away for a while, or put it back."""
        self.view.keeps_blur = self.keeps_cover
        self.view.set_blur(not on)
        self.strip.show_open(on)

    def set_grey(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Show greys in place of colours, or the colours."""
        self.view.set_grey(on)
        self.strip.show_grey(on)

    def cover(self) -> None:
        """Stop, and put everything back under the shield."""
        if self._engine is not None:
            self._engine.pause()
        self.view.cover()
        self.strip.show_open(self.view.state is Shield.OPEN)

    def toggle(self) -> None:
        """Open the recording, then play it or stop."""
        if self._engine is not None:
            self._engine.toggle()
        elif self._one is not None:
            from reviewer_audit.services import pictures

            wanted = self._one  # the button stays as it is: a disabled one loses the focus
            self._session.jobs.start(
                pictures.body,
                self._session.store,
                wanted.sha256,
                done=lambda data: self._open(wanted, data),
            )

    def _open(self, wanted: BlindMedia, data: bytes) -> None:
        if not shiboken6.isValid(self) or wanted != self._one or self._engine is not None:
            return
        is_film = wanted.kind == MediaKind.VIDEO
        engine = self._engine = Engine(data, film=is_film, parent=self)
        engine.framed.connect(self._framed)
        engine.stripped.connect(self._stripped)
        engine.told.connect(self._told)
        engine.broke.connect(self._broke)
        self.text.setVisible(False)
        self.view.setVisible(is_film)
        self.strip.setVisible(is_film)
        self.sound.setVisible(True)
        self.time.show()
        engine.begin()
        self._told()
        self.opened.emit()

    def _toggle_sound(self) -> None:
        if self._engine is not None:
            self._engine.mute(not self._engine.is_muted)
            self._told()

    def _seek(self, share: float) -> None:
        if self._engine is not None:
            self._engine.seek(share)

    @Slot(object)
    def _framed(self, picture: Picture) -> None:
        self.view.sharpen(picture)

    @Slot(object)
    def _stripped(self, picture: Picture) -> None:
        high = self.strip.height()
        self.strip.add(picture)
        if self.strip.height() != high:
            self.opened.emit()

    @Slot()
    def _told(self) -> None:
        engine = self._engine
        if engine is None:
            return
        self.play.say(_("Stop") if engine.is_playing else _("Play"))
        self.sound.say(_("Sound: off") if engine.is_muted else _("Sound: on"))
        self.time.put(f"{_clock(engine.position)} / {_clock(engine.duration)}")

    @Slot()
    def _broke(self) -> None:
        self.drop()
        self.broke.emit()


def what(one: BlindMedia) -> str:
    """Say what there is."""
    return _("A video.") if one.kind == MediaKind.VIDEO else _("A sound recording.")


def _clock(ms: int) -> str:
    minutes, seconds = divmod(ms // SECOND_MS, 60)
    return f"{minutes}:{seconds:02d}"
