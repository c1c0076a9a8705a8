"""Pictures and recordings for the desk: bytes read blind, pixels from a child process.

Of the grading path: nothing here knows what a file was called, or who sent it.
"""

import threading
from typing import Any

from reviewer_audit.domain.media import MOST_PIXELS, BlindMedia, MediaFault, Picture
from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import _
from reviewer_audit.services.projects import Project
from reviewer_audit.store import media

_SECONDS = 20
_READER = "reviewer_audit.intake.picturing:decode"


def body(store: Project, sha256: str) -> bytes:
    """Return the bytes that a digest names; none where the project does not hold them."""
    with store.read_blind() as tx:
        return media.body(tx, sha256) or b""


class Decoder:
    """Decodes one picture after the other in a child process of its own, which it keeps warm."""

    def __init__(self) -> None:
        self._reader: Any = None
        self._lock = threading.Lock()

    def decode(self, data: bytes, *, frame: int = 0, side: int = 0) -> Picture | BlindMedia:
        """Return a frame no longer than ``side`` (0: whole), or why it cannot be shown."""
        from reviewer_audit.intake import sandbox
        from reviewer_audit.intake.formats import Request

        request = Request(
            path="", file_name="", reader=_READER, data=data, frame=frame, side=side,
            seconds=_SECONDS,
        )  # fmt: skip
        with self._lock:
            if self._reader is None or not self._reader.alive:
                self._reader = sandbox.take()
            try:
                (told,) = self._reader.read(request)
            except (IntakeError, ValueError):  # it died, took too long, or told nothing
                return BlindMedia(fault=MediaFault.DAMAGED.value)
        return _told(told)

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            if self._reader is not None:
                self._reader.stop()
                self._reader = None


def fault_words(one: BlindMedia) -> str:
    """Say why a picture or recording is not there; it can be judged as missing."""
    match one.fault:
        case MediaFault.TOO_MANY_PIXELS:
            most = f"{MOST_PIXELS // 1_000_000:,}"
            words = _(
                "The picture is {width} by {height} pixels; more than {most} million are never "
                "decoded."
            )
            return words.format(width=f"{one.width:,}", height=f"{one.height:,}", most=most)
        case MediaFault.DAMAGED:
            return _("The file is damaged.")
        case MediaFault.FORMAT:
            return _("The file is of no kind that is shown here.")
        case MediaFault.TOO_LARGE | MediaFault.FULL:
            return _("The file was too large to be brought in.")
        case MediaFault.REMOTE:
            return _("Only an address came with this item, and nothing is ever fetched.")
        case _:
            return _("The file did not come with this item.")


def _told(message: tuple[Any, ...]) -> Picture | BlindMedia:
    match message:
        case (
            "picture", int(wide), int(high), bytes(pixels),
            int(small), int(low), bytes(shield), bool(whole),
        ) if len(pixels) == wide * high * 3 and len(shield) == small * low * 3:  # fmt: skip
            return Picture(
                width=wide,
                height=high,
                pixels=pixels,
                shield_width=small,
                shield_height=low,
                shield=shield,
                whole=whole,
            )
        case ("fault", str(fault), int(wide), int(high)):
            return BlindMedia(fault=fault, width=wide, height=high)
    return BlindMedia(fault=MediaFault.DAMAGED.value)
