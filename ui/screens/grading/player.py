"""Video and sound of an item: nothing plays by itself, the sound is off, every frame is shielded.

Playing needs the extra ``media`` (Qt's multimedia, which the usual installation leaves out). Where
it is not there, the desk says so. The bytes come from the project and never touch the disk.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QObject,
    QRect,
    QSize,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_audit.domain.media import BlindMedia, MediaKind, Picture
from reviewer_audit.i18n import _
from ui import theme
from ui.safe import PlainLabel
from ui.widgets.buttons import Button
from ui.widgets.picture import Shield, ShieldedPicture

if TYPE_CHECKING:
    from ui.session import Session

FILM_SHAPE = 9 / 16
STRIP = 6  # frames
FRAME_SIDE = 960
SHIELD = 14
SECOND_MS = 1_000


def can_play() -> bool:
    """Return whether Qt's multimedia is installed; looking does not load it."""
    return find_spec("PySide6.QtMultimedia") is not None


class PlayerBox(QWidget):
    """Opens one recording when asked to, frame by frame or playing, without sound at first."""

    opened = Signal()  # it needs other room now

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("media:player")
        self._session = session
        self._one: BlindMedia | None = None
        self._engine: _Engine | None = None
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
        self.text.put(offer_words(one))
        self.text.show()
        self.play.setVisible(can_play())
        self.play.say(_("Open, without sound"))
        self.sound.hide()
        self.time.put("")
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

    def natural(self, width: int) -> int:
        """Return the height it needs at a width."""
        row = self.play.sizeHint().height() + theme.px(6)
        if self.shows_film:
            return round(width * FILM_SHAPE) + self.strip.height() + row + theme.px(12)
        words = QRect(0, 0, width - theme.px(12), 10_000)
        wrap = int(Qt.TextFlag.TextWordWrap)
        lines = QFontMetrics(theme.font()).boundingRect(words, wrap, self.text.full).height()
        shown = lines + theme.px(12) if not self.text.isHidden() else 0
        return shown + (row if can_play() else 0)

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

    def words(self) -> str:
        """Say what is in sight."""
        is_film = self._one is not None and self._one.kind == MediaKind.VIDEO
        return _("Hold Space to look") if is_film and self._engine is not None else ""

    def toggle(self) -> None:
        """Open the recording, then play it or stop."""
        if self._engine is not None:
            self._engine.toggle()
        elif self._one is not None and can_play():
            from reviewer_audit.services import pictures

            wanted = self._one
            self.play.setEnabled(False)
            self._session.jobs.start(
                pictures.body,
                self._session.store,
                wanted.sha256,
                done=lambda data: self._open(wanted, data),
            )

    def _open(self, wanted: BlindMedia, data: bytes) -> None:
        if not shiboken6.isValid(self) or wanted != self._one:
            return
        self.play.setEnabled(True)
        is_film = wanted.kind == MediaKind.VIDEO
        engine = self._engine = _Engine(data, film=is_film, parent=self)
        engine.framed.connect(self._framed)
        engine.stripped.connect(self.strip.add)
        engine.told.connect(self._told)
        engine.broke.connect(self._broke)
        self.text.setVisible(False)
        self.view.setVisible(is_film)
        self.strip.setVisible(is_film)
        self.sound.setVisible(True)
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
        self.text.put(_("This recording cannot be played here."))
        for widget in (self.view, self.strip, self.play, self.sound):
            widget.hide()
        self.text.show()
        self.opened.emit()


class FrameStrip(QWidget):
    """Frames from all over a film, as shielded as the film; one is chosen by a click."""

    chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("media:strip")
        self.setAccessibleName(_("Frames of the film"))
        self.setFixedHeight(theme.px(56))
        self._frames: list[Picture] = []
        self._open, self._grey = False, True

    def clear(self) -> None:
        """Show no frames."""
        self._frames = []
        self.update()

    @Slot(object)
    def add(self, picture: Picture) -> None:
        """Show one more frame."""
        self._frames.append(picture)
        self.update()

    def show_open(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Show them sharp, or blurred."""
        self._open = on
        self.update()

    def show_grey(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Show greys, or colours."""
        self._grey = on
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = self.width() // STRIP
        for place, one in enumerate(self._frames[:STRIP]):
            size = (one.width, one.height) if self._open else (one.shield_width, one.shield_height)
            body = one.pixels if self._open else one.shield
            image = QImage(body, *size, size[0] * 3, QImage.Format.Format_RGB888)
            if self._grey:
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            painter.drawImage(QRect(place * width, 0, width - 4, self.height()), image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().x() * STRIP // max(1, self.width()))
        if place < len(self._frames):
            self.chosen.emit((place + 0.5) / STRIP)


class _Engine(QObject):
    """Plays from memory by Qt's multimedia; imported only when somebody opened a recording."""

    framed = Signal(object)  # Picture
    stripped = Signal(object)  # Picture
    told = Signal()
    broke = Signal()

    def __init__(self, data: bytes, *, film: bool, parent: QObject) -> None:
        super().__init__(parent)
        from PySide6 import QtMultimedia

        self._multimedia: Any = QtMultimedia
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._output = QtMultimedia.QAudioOutput(self)
        self._output.setMuted(True)
        self._player = QtMultimedia.QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._left = list(range(STRIP)) if film else []
        if film:
            self._sink = QtMultimedia.QVideoSink(self)
            self._player.setVideoSink(self._sink)
            self._sink.videoFrameChanged.connect(self._frame)
        self._player.positionChanged.connect(lambda _ms: self.told.emit())
        self._player.playbackStateChanged.connect(lambda _state: self.told.emit())
        self._player.durationChanged.connect(lambda _ms: self._next_of_strip())
        self._player.errorOccurred.connect(lambda *_what: self.broke.emit())

    @property
    def is_playing(self) -> bool:
        """Whether it plays now."""
        state = self._multimedia.QMediaPlayer.PlaybackState.PlayingState
        return bool(self._player.playbackState() == state)

    @property
    def is_muted(self) -> bool:
        """Whether its sound is off."""
        return bool(self._output.isMuted())

    @property
    def position(self) -> int:
        """Where it is, in milliseconds."""
        return int(self._player.position())

    @property
    def duration(self) -> int:
        """How long it is, in milliseconds."""
        return int(self._player.duration())

    def begin(self) -> None:
        """Read it and stop at its first frame."""
        self._player.setSourceDevice(self._buffer)
        self._player.pause()

    def toggle(self) -> None:
        """Play or stop."""
        self._left = []
        (self._player.pause if self.is_playing else self._player.play)()

    def pause(self) -> None:
        """Stop where it is."""
        self._player.pause()

    def stop(self) -> None:
        """Let go of everything."""
        self._player.stop()
        self._player.setSource(QUrl())

    def mute(self, on: bool) -> None:  # noqa: FBT001 - reads like Qt's setters
        """Put the sound off or on."""
        self._output.setMuted(on)

    def seek(self, share: float) -> None:
        """Go to a place, 0 to 1."""
        self._player.setPosition(int(share * self.duration))

    def _next_of_strip(self) -> None:
        if self._left and self.duration > 0:
            self.seek((self._left[0] + 0.5) / STRIP)

    @Slot(object)
    def _frame(self, frame: Any) -> None:
        image = frame.toImage()
        if image.isNull():
            return
        picture = as_picture(image)
        self.framed.emit(picture)
        near = self.duration / STRIP
        if self._left and self.duration and self.position >= self._left[0] * near:
            self._left.pop(0)
            self.stripped.emit(picture)
            self._next_of_strip()


def as_picture(image: QImage) -> Picture:
    """Return a frame as a picture with its shield."""
    keep = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    if max(image.width(), image.height()) > FRAME_SIDE:
        image = image.scaled(QSize(FRAME_SIDE, FRAME_SIDE), keep)
    few = image.scaled(QSize(SHIELD, SHIELD), keep, smooth)
    return Picture(
        width=image.width(),
        height=image.height(),
        pixels=_bytes(image),
        shield_width=few.width(),
        shield_height=few.height(),
        shield=_bytes(few),
        whole=True,
    )


def _bytes(image: QImage) -> bytes:
    """Return three bytes a pixel, the rows one after the other."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    raw, step, width = bytes(rgb.constBits()), rgb.bytesPerLine(), rgb.width() * 3
    if step == width:
        return raw[: width * rgb.height()]
    return b"".join(raw[y * step : y * step + width] for y in range(rgb.height()))


def offer_words(one: BlindMedia) -> str:
    """Say what there is, and whether it can be played here."""
    what = _("A video.") if one.kind == MediaKind.VIDEO else _("A sound recording.")
    if can_play():
        return _("{what} It is opened when you ask, without sound, blurred and grey.").format(
            what=what
        )
    missing = _(
        "{what} It cannot be played here: the extra reviewer-audit[media] is not installed on this "
        "machine. Ask who set it up. If it cannot be judged without it, say so: the content is "
        "missing."
    )
    return missing.format(what=what)


def _clock(ms: int) -> str:
    minutes, seconds = divmod(ms // SECOND_MS, 60)
    return f"{minutes}:{seconds:02d}"
