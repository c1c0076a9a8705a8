"""Video and sound without titles, places and names of devices; nothing is decoded here.

Runs in the child process that reads. Notes are overwritten where they lie, so that what points
into the file still fits.
"""

import struct

from reviewer_audit.intake.stripping import Damaged

_MOVING = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash"}
)
_PICTURES_TOO = frozenset({*_MOVING, b"qt  ", b"M4V ", b"M4VH", b"MSNV", b"3gp4", b"3gp5", b"3g2a"})
_SOUND = frozenset({b"M4A ", b"M4B "})
_NOTES = frozenset({b"udta", b"meta", b"uuid"})
_HOLDS = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf"})


def kind_of(data: bytes) -> tuple[str, str]:
    """Return kind and format by the first bytes; two empty texts where it is none of ours."""
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        if brand in _SOUND:
            return "audio", "m4a"
        return ("video", "mp4") if brand in _PICTURES_TOO else ("", "")
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio", "wav"
    layer_3 = data[:1] == b"\xff" and data[1:2] in {b"\xfa", b"\xfb", b"\xf2", b"\xf3", b"\xe3"}
    if data[:3] == b"ID3" or layer_3:
        return "audio", "mp3"
    return "", ""


def without_notes(data: bytes, form: str) -> bytes:
    """Return a recording whose notes are gone."""
    if form == "mp3":
        return _mp3(data)
    out = bytearray(data)
    if form == "wav":
        _blank_wav(out)
    else:
        _blank_boxes(out, 0, len(out), 0)
    return bytes(out)


def _mp3(data: bytes) -> bytes:
    """Cut ID3 tags off both ends (id3.org: ID3v2.4 section 3.1, ID3v1)."""
    if data[:3] == b"ID3" and len(data) >= 10:  # noqa: PLR2004 - a header of ten bytes
        a, b, c, d = data[6:10]
        data = data[10 + (a << 21 | b << 14 | c << 7 | d) + (10 if data[5] & 0x10 else 0) :]
    if data[-128:-125] == b"TAG":
        data = data[:-128]
    if not data:
        raise Damaged
    return data


def _blank_wav(out: bytearray) -> None:
    at = 12
    while at + 8 <= len(out):
        name, length = struct.unpack_from("<4sI", out, at)
        end = min(at + 8 + length, len(out))
        if name not in {b"fmt ", b"fact", b"data"}:
            out[at : at + 4] = b"JUNK"
            out[at + 8 : end] = bytes(end - at - 8)
        at = end + length % 2


def _blank_boxes(out: bytearray, at: int, until: int, depth: int) -> None:
    """Turn boxes of notes into free space of the same length (ISO/IEC 14496-12, 4.2 and 8.1.2)."""
    while at + 8 <= until:
        length, name = struct.unpack_from(">I4s", out, at)
        head = 8
        if length == 1 and at + 16 <= until:
            (length,) = struct.unpack_from(">Q", out, at + 8)
            head = 16
        end = until if length == 0 else at + length
        if end > until or end < at + head:
            raise Damaged
        if name in _NOTES:
            out[at + 4 : at + 8] = b"free"
            out[at + head : end] = bytes(end - at - head)
        elif name in _HOLDS and depth < 6:  # noqa: PLR2004 - deeper than any file of a camera
            _blank_boxes(out, at + head, end, depth + 1)
        at = end
