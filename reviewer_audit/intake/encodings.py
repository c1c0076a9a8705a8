"""Which encoding a text file has. Child process only."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_audit.intake.refusals import give_up

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatches

SAMPLE = 1 << 18
PIECE = 1 << 22
FEW = 16  # characters beyond ASCII from which nothing can be told
_EAST_ASIAN = frozenset({"cp874", "cp932", "cp949", "gb18030", "big5"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# what offices of the world still save as; mac and DOS pages are only ever chosen by hand
_CANDIDATES = (
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "cp932",
    "cp949",
    "gb18030",
    "big5",
)
_BEYOND_ASCII = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_GOOD = re.compile("[^\x00-\x7f]")
_BROKEN = re.compile("[\udc80-\udcff]")
_MOSTLY = 0.02  # so few broken characters among the good ones: damaged utf-8, not another encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """An encoding, how sure it is, and what it makes of the file."""

    name: str
    guessed: bool = False
    preview: str = ""
    bad_bytes: int = 0


def chosen_encoding(path: Path, asked: str) -> Encoding:
    """Return the encoding asked for, or the one the bytes tell."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if asked:
        try:
            name = codecs.lookup(asked).name
            "".encode(name)
        except (LookupError, ValueError):
            give_up("unknown_encoding", encoding=asked)
        return Encoding(name="utf-8-sig" if name == "utf-8" else name)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name=name)
    wide = _wide(head)
    if wide:
        return Encoding(name=wide, guessed=True, preview=_preview(head, wide))
    good, bad = _utf8(path)
    if not bad:
        return Encoding(name="utf-8")
    if bad <= good * _MOSTLY:
        return Encoding(name="utf-8", bad_bytes=bad)
    return _by_letters(path, head)


def _wide(head: bytes) -> str:
    """Return utf-16 without a mark when every other byte is mostly NUL."""
    pairs = len(head) // 2
    if pairs < 2:  # noqa: PLR2004 - too short to tell
        return ""
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd * 10 > pairs * 4 and even * 10 < pairs:
        return "utf-16-le"
    if even * 10 > pairs * 4 and odd * 10 < pairs:
        return "utf-16-be"
    return ""


def _utf8(path: Path) -> tuple[int, int]:
    """Count characters beyond ASCII that are whole utf-8, and those that are broken."""
    if _decodes(path, "utf-8"):
        return 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            text = decoder.decode(piece, final=not piece)
            broken = len(_BROKEN.findall(text))
            bad += broken
            good += len(_GOOD.findall(text)) - broken
            if not piece:
                return good, bad


def _by_letters(path: Path, head: bytes) -> Encoding:
    """Guess an old one-byte or East Asian encoding by the letters it yields."""
    from charset_normalizer import from_bytes

    lines: list[bytes] = []
    with path.open("rb") as file:
        size = 0
        while size < SAMPLE and (piece := file.read(PIECE)):
            for line in _BEYOND_ASCII.findall(piece):
                lines.append(line)
                size += len(line)
                if size >= SAMPLE:
                    break
    sample = b"\n".join(lines)
    found = from_bytes(sample, cp_isolation=list(_CANDIDATES), enable_fallback=False)
    name = _likeliest(found, sum(byte > 0x7F for byte in sample))  # noqa: PLR2004 - ASCII ends
    if not _decodes(path, name):
        name = next((other for other in ("cp1252", "cp1256") if _decodes(path, other)), "latin-1")
    return Encoding(name=name, guessed=True, preview=_preview(lines[0] if lines else head, name))


def _likeliest(found: "CharsetMatches", beyond_ascii: int) -> str:
    """Return the best match, but cp1252 where it reads the same or nearly as well.

    Of a few accents nothing can be told, and cp1252 is what most offices save.
    """
    best = found.best()
    if best is None or (beyond_ascii < FEW and best.encoding in _EAST_ASIAN):
        return "cp1252"
    for match in found:
        near = match.chaos <= best.chaos + 0.01 and match.coherence >= best.coherence - 0.05
        if near and "cp1252" in match.could_be_from_charset:
            return "cp1252"
    return best.encoding


def _decodes(path: Path, name: str) -> bool:
    """Tell whether a whole file can be read in an encoding."""
    decoder = codecs.getincrementaldecoder(name)()
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _preview(line: bytes, name: str) -> str:
    """Return a few words of the file as the encoding reads them."""
    return f"{name}: {line[:400].decode(name, 'replace').strip()[:60]}"
