"""Pictures, video and sound of an item, as an auditor sees them: no name, no path, no address."""

from dataclasses import dataclass
from enum import StrEnum


class MediaKind(StrEnum):
    """What can be looked at or heard."""

    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"


class MediaFault(StrEnum):
    """Why a file named for an item is not there to be looked at. It is kept and said."""

    MISSING = "missing"  # no such file in the folder
    REMOTE = "remote"  # an address; nothing is ever fetched
    OUTSIDE = "outside"  # a path that leads out of the folder
    FORMAT = "format"  # none of the formats allowed
    TOO_LARGE = "too_large"  # more bytes than one file may have
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    FULL = "full"  # more files, or more bytes in all, than a project may hold


LARGEST_SIDE = 20_000  # pixels
MOST_PIXELS = 80_000_000  # 320 MB once decoded; a telephone's camera makes 50 million


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindMedia:
    """One file that belongs to an item, or the reason why it cannot be shown.

    ``sha256`` names the bytes, what was in them about camera, place and program taken out; it is
    empty where there is a ``fault``. A refused picture's size in pixels is known all the same.
    """

    kind: str = MediaKind.PICTURE
    sha256: str = ""
    fault: str = ""
    width: int = 0
    height: int = 0
    frames: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """The bytes of one file and what a header says of them."""

    sha256: str
    kind: str
    format: str
    width: int
    height: int
    frames: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """A decoded picture, three bytes a pixel, row by row, and a tiny one to blur it by.

    ``whole`` says that it was not made smaller than the picture is.
    """

    width: int
    height: int
    pixels: bytes
    shield_width: int
    shield_height: int
    shield: bytes
    whole: bool


def too_many(width: int, height: int) -> bool:
    """Return whether a picture has more pixels than are ever decoded."""
    return max(width, height) > LARGEST_SIDE or width * height > MOST_PIXELS
