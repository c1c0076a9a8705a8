"""Pictures and recordings for tests, made on the spot: no file of others."""

import io
import struct
import zlib
from random import Random

from PIL import Image

SECRET = b"GPS-52.5200-13.4050"


def picture(form="PNG", size=(40, 30), colour=(200, 30, 30), **saved):
    """Return the bytes of a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **saved)
    return out.getvalue()


def noisy(form="PNG", size=(64, 48), seed=1, **saved):
    """Return a picture whose neighbouring pixels differ as much as they can."""
    pixels = Random(seed).randbytes(size[0] * size[1] * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", size, pixels).save(out, form, **saved)
    return out.getvalue()


def with_place(form="JPEG", orientation=1):
    """Return a picture that says where it was taken, in Exif and in a comment or text."""
    exif = Image.Exif()
    exif[274] = orientation
    exif[271] = SECRET.decode()
    saved = {"exif": exif}
    if form in {"JPEG", "GIF"}:
        saved["comment"] = SECRET
    if form == "PNG":
        from PIL.PngImagePlugin import PngInfo

        told = PngInfo()
        told.add_text("Location", SECRET.decode())
        saved["pnginfo"] = told
    return picture(form, **saved) + b"behind the end " + SECRET


def moving(frames=3):
    """Return a GIF of several frames, each of another grey."""
    some = [Image.new("L", (20, 20), 60 * k) for k in range(frames)]
    out = io.BytesIO()
    some[0].save(out, "GIF", save_all=True, append_images=some[1:], duration=100, loop=0)
    return out.getvalue()


def vast(side=30_000):
    """Return a PNG of a megabyte that says it has 900 million pixels, and does."""
    row = zlib.compress(bytes((1 + side * 3) * 100), 9)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))]
    parts += [(b"IDAT", row), (b"IEND", b"")]
    out = b"\x89PNG\r\n\x1a\n"
    for name, body in parts:
        out += struct.pack(">I", len(body)) + name + body
        out += struct.pack(">I", zlib.crc32(name + body))
    return out


def mp4():
    """Return the boxes of a film that names its place; there are no frames in it."""

    def box(name, body):
        return struct.pack(">I4s", 8 + len(body), name) + body

    notes = box(b"udta", box(b"\xa9xyz", SECRET))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + notes)
    return box(b"ftyp", b"isom\0\0\0\0isom") + moov + box(b"mdat", b"frames" * 10)


def wav(seconds=1):
    """Return silence whose notes name a place."""
    notes = b"INFOICMT" + struct.pack("<I", len(SECRET) + 1) + SECRET + b"\0"
    sound = bytes(8000 * seconds)
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    body += b"LIST" + struct.pack("<I", len(notes)) + notes
    body += b"data" + struct.pack("<I", len(sound)) + sound
    return b"RIFF" + struct.pack("<I", len(body)) + body


def film(frames=24, size=(160, 120), per_second=12):
    """Return a film that plays: a JPEG a frame, each of another grey, behind one another."""

    def box(name, *parts):
        body = b"".join(parts)
        return struct.pack(">I4s", 8 + len(body), name) + body

    def full(name, *parts, flags=0):
        return box(name, struct.pack(">I", flags), *parts)

    shots = [picture("JPEG", size, (k * 9 % 256,) * 3) for k in range(frames)]
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    wide, high = size
    times = struct.pack(">IIII", 0, 0, per_second, frames)
    movie = full(
        b"mvhd", times, struct.pack(">IH", 0x10000, 0x100), bytes(10), matrix, bytes(24),
        struct.pack(">I", 2),
    )  # fmt: skip
    track = full(
        b"tkhd", struct.pack(">IIIII", 0, 0, 1, 0, frames), bytes(16), matrix,
        struct.pack(">II", wide << 16, high << 16), flags=3,
    )  # fmt: skip
    entry = box(
        b"jpeg", bytes(6), struct.pack(">H", 1), bytes(16), struct.pack(">HH", wide, high),
        struct.pack(">II", 0x480000, 0x480000), bytes(4), struct.pack(">H", 1), bytes(32),
        struct.pack(">HH", 24, 0xFFFF),
    )  # fmt: skip
    head = box(b"ftyp", b"qt  ", bytes(4), b"qt  ")
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">III", 1, frames, 1)),
        full(b"stsc", struct.pack(">IIII", 1, 1, frames, 1)),
        full(b"stsz", struct.pack(">II", 0, frames), *(struct.pack(">I", len(s)) for s in shots)),
        full(b"stco", struct.pack(">II", 1, len(head) + 8)),
    )
    source = box(b"dinf", full(b"dref", struct.pack(">I", 1), full(b"url ", flags=1)))
    media = box(
        b"mdia",
        full(b"mdhd", times, struct.pack(">HH", 0x55C4, 0)),
        full(b"hdlr", bytes(4), b"vide", bytes(12), b"v\0"),
        box(b"minf", full(b"vmhd", bytes(8), flags=1), source, table),
    )
    notes = box(b"udta", box(b"\xa9xyz", SECRET))
    return head + box(b"mdat", *shots) + box(b"moov", movie, box(b"trak", track, media), notes)
