"""Files that belong to items, read in the child process: found, told apart, cleaned, judged.

The parent names files in one folder; nothing outside it is opened, wherever a path or a link
leads, and nothing is fetched. A file that cannot be used is a finding with a reason.
"""

import os
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from reviewer_audit.domain.media import MediaFault, MediaKind
from reviewer_audit.intake import picturing, recordings, stripping
from reviewer_audit.intake.formats import Message, Request
from reviewer_audit.intake.picturing import Refused

LARGEST_PICTURE = 32 << 20
LARGEST_RECORDING = 96 << 20
_STRIP = {"PNG": stripping.png, "WEBP": stripping.webp, "GIF": stripping.gif}


def gather(request: Request) -> Iterator[Message]:
    """Yield one message a file, in the order asked: "blob" with its bytes, or "fault"."""
    base = os.path.realpath(request.path)
    for name in request.files:
        try:
            yield ("blob", *as_blob(_bytes(base, name)))
        except Refused as refused:
            yield ("fault", refused.fault.value, refused.width, refused.height)


def _bytes(base: str, name: str) -> bytes:
    """Return a file of the folder: by its path there, else by its bare name."""
    tried = name.replace("\\", "/")
    remote = "://" in tried
    found = "" if remote else _inside(base, tried.lstrip("/"))
    bare = tried.split("?", 1)[0].rstrip("/").rpartition("/")[2]
    found = found or (_inside(base, bare) if bare else "")
    if not found:
        outside = not remote and os.path.exists(os.path.join(base, tried))  # noqa: PTH110, PTH118 - a hostile text is no path yet
        raise Refused(
            MediaFault.REMOTE if remote else MediaFault.OUTSIDE if outside else MediaFault.MISSING
        )
    try:
        with open(found, "rb") as file:  # noqa: PTH123 - as above
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST_RECORDING:
                raise Refused(MediaFault.TOO_LARGE)
            return file.read(LARGEST_RECORDING)
    except OSError as error:
        raise Refused(MediaFault.MISSING) from error


def _inside(base: str, name: str) -> str:
    """Return the true path of a file below the folder; empty where it is none, or elsewhere."""
    if not name or "\0" in name:
        return ""
    path = os.path.realpath(os.path.join(base, name))  # noqa: PTH118 - as above
    inside = path.startswith(base.rstrip(os.sep) + os.sep)
    return path if inside and os.path.isfile(path) else ""  # noqa: PTH113 - as above


def as_blob(data: bytes) -> tuple[Any, ...]:
    """Return digest, kind, format, width, height, frames and the cleaned bytes."""
    kind, form = recordings.kind_of(data)
    if kind:
        try:
            body = recordings.without_notes(data, form)
        except (stripping.Damaged, IndexError, ValueError) as error:
            raise Refused(MediaFault.DAMAGED) from error
        return sha256(body).hexdigest(), kind, form, 0, 0, 1, body
    if len(data) > LARGEST_PICTURE:
        raise Refused(MediaFault.TOO_LARGE)
    picture = picturing.opened(data)
    width, height = picture.size
    form = str(picture.format)
    try:
        body = _cleaned(data, form, picture)
    except (stripping.Damaged, IndexError, ValueError, LookupError) as error:
        raise Refused(MediaFault.DAMAGED, width, height) from error
    clean = picturing.opened(body)
    frames = picturing.checked(clean)
    if picturing.turns(clean):
        width, height = height, width
    kind = MediaKind.PICTURE.value
    return sha256(body).hexdigest(), kind, form.lower(), width, height, frames, body


def _cleaned(data: bytes, form: str, picture: Any) -> bytes:
    if form in _STRIP:
        return _STRIP[form](data)
    return stripping.jpeg(data, int(picture.getexif().get(picturing.ORIENTATION, 1) or 1))
