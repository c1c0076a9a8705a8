"""Pictures in the child process: what a header says, and the pixels, in a size fit for a screen.

The file is hostile. Its format is told by its first bytes and must be one of four; width and
height are read before anything is decoded, and more than ``MOST_PIXELS`` never are.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.media import MediaFault, too_many
from reviewer_audit.intake.formats import Message, Request

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
ORIENTATION = 274  # Exif 2.3
SHIELD = 14  # pixels along the longer side of what a blurred picture is made of
CHECK_SIDE = 64
MEMORY_BYTES = 2 << 30  # of address space: 80 million pixels twice, and the libraries


class Refused(Exception):  # noqa: N818 - a verdict, told to the parent as data
    """A picture that is not decoded, and why."""

    def __init__(self, fault: MediaFault, width: int = 0, height: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.width, self.height = fault, width, height


def decode(request: Request) -> Iterator[Message]:
    """Yield one frame of a picture, no longer than ``side`` (0: whole), and its shield."""
    _poor_in_memory()
    try:
        yield ("picture", *_decoded(request.data, request.frame, request.side))
    except Refused as refused:
        yield ("fault", refused.fault.value, refused.width, refused.height)


def opened(data: bytes) -> "Image":
    """Return a picture of which only the header was read; Refused where it is none of ours."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit is ours, below
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise Refused(MediaFault.FORMAT) from error
    except Exception as error:  # a decoder may raise anything
        raise Refused(MediaFault.DAMAGED) from error
    if too_many(*picture.size):
        raise Refused(MediaFault.TOO_MANY_PIXELS, *picture.size)
    return picture


def checked(picture: "Image") -> int:
    """Return how many frames a picture has, its first one decoded to see that it can be."""
    try:
        frames = int(getattr(picture, "n_frames", 1))
        picture.seek(0)
        picture.draft("RGB", (CHECK_SIDE, CHECK_SIDE))
        picture.load()
    except Exception as error:  # a decoder may raise anything
        raise Refused(MediaFault.DAMAGED, *picture.size) from error
    return frames


def turns(picture: "Image") -> bool:
    """Return whether a picture lies on its side: it is shown as high as it is wide."""
    return picture.getexif().get(ORIENTATION) in {5, 6, 7, 8}


def _decoded(data: bytes, frame: int, side: int) -> tuple[Any, ...]:
    from PIL import Image

    picture = opened(data)
    size = picture.size
    try:
        if frame:
            picture.seek(frame)
        if side and max(size) > 2 * side:
            picture.draft("RGB", (side, side))  # a JPEG is decoded smaller at once
        turned = _upright(picture)
        if side and max(turned.size) > side:
            turned.thumbnail((side, side), Image.Resampling.BILINEAR)
        shield = turned.resize(_tiny(*turned.size), Image.Resampling.BOX)
        pixels = (*turned.size, turned.tobytes(), *shield.size, shield.tobytes())
    except Exception as error:  # a decoder may raise anything
        raise Refused(MediaFault.DAMAGED, *size) from error
    whole = max(turned.size) == max(size)
    return (*pixels, whole)


def _upright(picture: "Image") -> "Image":
    """Return it with the side up that its maker meant, on white where it is transparent."""
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(picture)
    if turned.mode in {"RGBA", "LA", "PA", "P"} or "transparency" in turned.info:
        clear = turned.convert("RGBA")
        turned = Image.new("RGB", clear.size, "white")
        turned.paste(clear, mask=clear.getchannel("A"))
    return turned.convert("RGB")


def _tiny(width: int, height: int) -> tuple[int, int]:
    longer = max(width, height)
    return max(1, width * SHIELD // longer), max(1, height * SHIELD // longer)


def _poor_in_memory() -> None:
    """Take less memory than readers of workbooks may; Windows holds us by the job object."""
    import sys

    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(MEMORY_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
