"""Plays a recording from memory by Qt's multimedia, which only the extra ``media`` brings."""

from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QUrl, Signal, Slot

from ui.media.frames import STRIP, as_picture


class Engine(QObject):
    """One recording: stopped and silent at first, its frames handed over as pictures."""

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
        if self._left:  # the strip is left as it is: what was asked for is the film
            self._left = []
            self.seek(0)
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
            if not self._left:
                self.seek(0)  # a film begins where it begins
            self._next_of_strip()
