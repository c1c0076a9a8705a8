"""Fetches pictures for the desk before they are wanted: bytes from the project, pixels from apart.

The worker that touches the project only reads bytes; decoding runs beside it, so that no grade
waits for a picture. What was decoded is kept for a few items and forgotten with the project.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal

from reviewer_audit.changes import Topic
from reviewer_audit.domain.media import BlindMedia, MediaFault, MediaKind, Picture

if TYPE_CHECKING:
    from ui.session import Session

SIDE = 1_600  # pixels: what a view is wide on most desks
KEPT = 12
WHOLE = 0
Wanted = tuple[str, int, int]  # digest, frame, longest side


class Fetcher(QObject):
    """Gives pictures that are here at once, and tells when others have come."""

    come = Signal(object, object)  # Wanted, Picture | BlindMedia

    def __init__(self, session: "Session", parent: QObject) -> None:
        super().__init__(parent)
        from reviewer_audit.services.pictures import Decoder

        self._session = session
        self._decoder = Decoder()
        self._kept: OrderedDict[Wanted, Picture | BlindMedia] = OrderedDict()
        self._asked: set[Wanted] = set()
        session.changed.connect(self._follow)
        decoder = self._decoder
        self.destroyed.connect(lambda: decoder.close())  # noqa: PLW0108 - it brings an object

    def get(self, wanted: Wanted) -> Picture | BlindMedia | None:
        """Return a picture that is here; else fetch it, and ``come`` tells."""
        found = self._kept.get(wanted)
        if found is not None:
            self._kept.move_to_end(wanted)
        elif wanted not in self._asked and self._session.has_project:
            from reviewer_audit.services import pictures

            self._asked.add(wanted)
            self._session.jobs.start(
                pictures.body,
                self._session.store,
                wanted[0],
                done=lambda data: self._decode(wanted, data),
                failed=lambda _error: self._take(wanted, _DAMAGED),
            )
        return found

    def ahead(self, some: Iterable[BlindMedia]) -> None:
        """Fetch the pictures of items that come next."""
        for one in some:
            if one.sha256 and one.kind == MediaKind.PICTURE:
                self.get((one.sha256, 0, SIDE))

    def _decode(self, wanted: Wanted, data: bytes) -> None:
        if not shiboken6.isValid(self):
            return
        self._session.work.start(
            self._decoder.decode,
            data,
            frame=wanted[1],
            side=wanted[2],
            done=lambda found: self._take(wanted, found),
            failed=lambda _error: self._take(wanted, _DAMAGED),
        )

    def _take(self, wanted: Wanted, found: Picture | BlindMedia) -> None:
        if not shiboken6.isValid(self):
            return
        self._asked.discard(wanted)
        self._kept[wanted] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.come.emit(wanted, found)

    def _follow(self, topics: Topic) -> None:
        if topics & Topic.PROJECT:
            self._kept.clear()


_DAMAGED = BlindMedia(fault=MediaFault.DAMAGED.value)
