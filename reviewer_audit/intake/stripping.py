"""Pictures without what cameras and programs wrote into them: place, owner, thumbnail, history.

Runs in the child process that reads. The pixels are copied as they are, never decoded here. What
is kept is on a short list of parts; whatever else a file holds, also behind its end, is left out.
"""

import struct

_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"acTL", b"fcTL", b"fdAT"}
)
_WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_VP8X_SAYS_MORE = 0x20 | 0x08 | 0x04  # a colour profile, Exif, XMP
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_SCAN_GOES_ON = frozenset({0x00, *range(0xD0, 0xD8)})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_APPS = frozenset({*range(0xE0, 0xF0), 0xFE})
_SOS, _EOI, _APP0, _APP14, _FILL = 0xDA, 0xD9, 0xE0, 0xEE, 0xFF


class Damaged(Exception):  # noqa: N818 - it says what the file is
    """A file that is not as its format asks."""


def png(data: bytes) -> bytes:
    """Return a PNG with the chunks that bear on its pixels alone."""
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            break
        if name in _PNG_KEPT:
            out.append(data[at:end])
        if name == b"IEND":
            return b"".join(out)
        at = end
    raise Damaged


def jpeg(data: bytes, orientation: int = 1) -> bytes:
    """Return a JPEG without its comments and application segments, its orientation kept."""
    out, at = [data[:2], _oriented(orientation)], 2
    while at + 4 <= len(data):
        if data[at] != _FILL:
            raise Damaged
        marker = data[at + 1]
        if marker == _FILL:
            at += 1
        elif marker == _EOI:
            return b"".join((*out, data[at : at + 2]))
        elif marker in _ALONE:
            out.append(data[at : at + 2])
            at += 2
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            end = at + 2 + length
            body = data[at:end]
            if marker not in _APPS or _needed(marker, body):
                out.append(_without_thumbnail(body) if marker == _APP0 else body)
            at = end
            if marker == _SOS:
                at = _scan_end(data, end)
                out.append(data[end:at])
    if data[at : at + 2] == b"\xff\xd9":
        return b"".join((*out, b"\xff\xd9"))
    raise Damaged


def webp(data: bytes) -> bytes:
    """Return a WebP without profile, Exif, XMP and unknown chunks."""
    out, at = [], 12
    end_of_file = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    while at + 8 <= end_of_file:
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        if end > end_of_file + 1:
            raise Damaged
        chunk = data[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_VP8X_SAYS_MORE]) + chunk[9:]
        if name in _WEBP_KEPT:
            out.append(chunk)
        at = end
    body = b"".join(out)
    if not body:
        raise Damaged
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def gif(data: bytes) -> bytes:
    """Return a GIF without comments and the notes of programs."""
    try:
        return _gif(data)
    except IndexError as error:
        raise Damaged from error


def _gif(data: bytes) -> bytes:
    at = 13 + _colours(data[10])
    out = [data[:at]]
    while True:
        kind = data[at]
        if kind == 0x3B:  # noqa: PLR2004 - the trailer
            return b"".join((*out, b";"))
        if kind == 0x21:  # noqa: PLR2004 - an extension
            end = _blocks_end(data, at + 2)
            label, program = data[at + 1], data[at + 3 : at + 14]
            if label == 0xF9 or (label == 0xFF and program in _GIF_LOOPS):  # noqa: PLR2004
                out.append(data[at:end])
        elif kind == 0x2C:  # noqa: PLR2004 - a picture
            end = _blocks_end(data, at + 10 + _colours(data[at + 9]) + 1)
            out.append(data[at:end])
        else:
            raise Damaged
        at = end


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1


def _needed(marker: int, segment: bytes) -> bool:
    return (marker == _APP0 and segment[4:9] == b"JFIF\0") or (
        marker == _APP14 and segment[4:9] == b"Adobe"
    )


def _without_thumbnail(jfif: bytes) -> bytes:
    return jfif[:2] + struct.pack(">H", 16) + jfif[4:16] + b"\0\0"


def _scan_end(data: bytes, at: int) -> int:
    """Return where the coded pixels end: at the next marker that is not part of them."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Damaged
        if data[at + 1] not in _SCAN_GOES_ON:
            return at
        at += 2


def _oriented(orientation: int) -> bytes:
    """Return the smallest Exif segment that says which side is up; none where it is as it lies."""
    if not 1 < orientation <= 8:  # noqa: PLR2004 - the eight ways of Exif 2.3, tag 274
        return b""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 274, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
