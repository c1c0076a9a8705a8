"""The canvas of an SVG picture: shapes, scales and how wide text is."""

from dataclasses import dataclass, field
from math import floor, log10
from typing import assert_never
from xml.sax.saxutils import escape

from reviewer_audit.i18n import is_right_to_left
from reviewer_audit.render.charts import COLOURS
from reviewer_audit.render.xl_text import plain
from reviewer_audit.reports.model import Mark, Tone, Unit
from reviewer_audit.text import ordered

WIDTH = 680.0
SIZE, SMALL = 12.0, 10.5  # of letters
INK, MUTED, LINE, FAINT = "#1B1F27", "#667085", "#E2E5EA", "#B8C0CC"
BLUE, TARGET = "#2F5BEA", "#475069"
TONES = COLOURS | {Tone.NEUTRAL: BLUE}
FONTS = (
    "Libertinus Serif, Source Serif 4, Charter, Cambria, Noto Serif, Noto Sans, "
    "Noto Sans Arabic, Noto Sans Hebrew, Noto Sans CJK SC, Noto Sans Devanagari, Noto Sans Thai, "
    "serif"
)
_NARROW = set("iljtfr.,;:!'|()[] ")
_HIDDEN = dict.fromkeys((0x202A, 0x202B, 0x202C, 0x202D, 0x202E, *range(0x2066, 0x206A)))
_HIDDEN |= dict.fromkeys(range(0x80, 0xA0), "\ufffd")
_VOWELS = dict.fromkeys(range(0x064B, 0x0653))


@dataclass(slots=True)
class Canvas:
    """Collects the shapes of one picture; numbers are rounded, text is escaped."""

    height: float
    shapes: list[str] = field(default_factory=list)

    def line(
        self, ends: tuple[float, float, float, float], colour: str, *, wide: float = 1.0,
        dashed: bool = False, rounded: bool = False,
    ) -> None:  # fmt: skip
        """Draw a straight line from x, y to x, y."""
        x1, y1, x2, y2 = map(number, ends)
        more = ' stroke-dasharray="4 3"' if dashed else ""
        more += ' stroke-linecap="round"' if rounded else ""
        self.shapes.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" '
            f'stroke-width="{number(wide)}"{more}/>'
        )

    def path(self, points: list[tuple[float, float]], colour: str, *, wide: float = 1.2,
             dashed: bool = False) -> None:  # fmt: skip
        """Draw a line through points."""
        if points:
            along = " ".join(f"{number(x)},{number(y)}" for x, y in points)
            more = ' stroke-dasharray="4 3"' if dashed else ""
            self.shapes.append(
                f'<polyline points="{along}" fill="none" stroke="{colour}" '
                f'stroke-width="{number(wide)}" stroke-linejoin="round"{more}/>'
            )

    def box(self, at: tuple[float, float, float, float], colour: str, *, round_: float = 2) -> None:
        """Draw a filled box: x, y, width, height."""
        x, y, width, height = (number(max(v, 0.0)) for v in at)
        self.shapes.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{number(round_)}" '
            f'fill="{colour}"/>'
        )

    def point(self, x: float, y: float, mark: Mark, *, hollow: bool = False) -> None:
        """Draw a mark; its tone shows in shape as well as in colour."""
        colour = "#FFFFFF" if hollow else colour_of(mark)
        edge = 'stroke="#FFFFFF" stroke-width="1.2"'
        if hollow:
            edge = f'stroke="{colour_of(mark)}" stroke-width="1.6"'
        match mark.tone:
            case Tone.CAUTION:
                where = f'x="{number(x - 4.4)}" y="{number(y - 4.4)}" width="8.8" height="8.8"'
                self.shapes.append(f'<rect {where} fill="{colour}" {edge}/>')
            case Tone.BAD:
                ends = [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)]
                along = " ".join(f"{number(a)},{number(b)}" for a, b in ends)
                self.shapes.append(f'<polygon points="{along}" fill="{colour}" {edge}/>')
            case _:
                where = f'cx="{number(x)}" cy="{number(y)}" r="4.8"'
                self.shapes.append(f'<circle {where} fill="{colour}" {edge}/>')

    def text(self, x: float, y: float, text: str, *, colour: str = INK, size: float = SIZE,
             anchor: str = "start", turned: float = 0.0, clear: bool = False) -> None:  # fmt: skip
        """Write one line of text on its baseline; a clear one stands out from lines behind it."""
        more = f' transform="rotate({number(turned)} {number(x)} {number(y)})"' if turned else ""
        more += f' text-anchor="{anchor}"' if anchor != "start" else ""
        if clear:
            more += (
                ' stroke="#FFFFFF" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
            )
        self.shapes.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" '
            f'fill="{colour}"{more}>{escape(_in_order(said(text)))}</text>'
        )


def _in_order(text: str) -> str:
    """Return a text of an Arabic picture as it is read; the picture itself runs as all others.

    Without its vowel signs: a PDF could not tell them to a screen reader, and be no PDF/UA.
    """
    if not is_right_to_left() or text.isascii():
        return text
    return f"\u2067{ordered(text.translate(_VOWELS))}\u2069"


def said(text: str) -> str:
    """Return text as one line that any XML holds, without characters that steer direction."""
    return " ".join(plain(text[:2_000]).translate(_HIDDEN).split())


def colour_of(mark: Mark) -> str:
    """Return the colour of a mark."""
    return FAINT if mark.muted else TONES[mark.tone]


def room(text: str, size: float = SIZE) -> float:
    """Return about how wide text is, in units of the picture."""
    total = 0.0
    for char in text:
        if ord(char) >= 0x1100:  # noqa: PLR2004 - Hangul and on
            total += 1.0
        elif char in _NARROW:
            total += 0.3
        else:
            total += 0.72 if char.isupper() or char in "mw%" else 0.54
    arabic = any("\u0600" <= char <= "\u06ff" for char in text)  # its fonts draw figures wider
    return total * size * (1.25 if arabic else 1.0)


def fitted(text: str, wide: float, size: float = SIZE) -> str:
    """Return as much of a text as fits, with an ellipsis where something is missing."""
    whole = said(text)
    if room(whole, size) <= wide:
        return whole
    kept = whole[:200]
    while kept and room(kept, size) > wide - size * 0.9:
        kept = kept[:-1]
    return kept.rstrip() + "\u2026"


def tick(unit: Unit, value: float) -> str:
    """Return a value of an axis in words."""
    match unit:
        case Unit.SHARE:
            return f"{100 * value:.4g}\u00a0%"
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.COEFFICIENT:
            return f"{value:.2f}".replace("-", "\u2212")
        case Unit.POINTS:
            return f"{value:+g}".replace("-", "\u2212") if value else "0"
        case _:
            assert_never(unit)


def ticks(low: float, high: float, unit: Unit) -> list[float]:
    """Return about five round values between the ends of an axis."""
    raw = (high - low) / 5
    power = 10.0 ** floor(log10(raw))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= raw * 0.999)
    if unit is Unit.COUNT:
        step = max(1.0, round(step))
    first = floor(low / step + 1 - 1e-9) * step
    out = []
    while first <= high + step * 1e-6:
        out.append(round(first, 10))
        first += step
    return out


def number(value: float) -> str:
    """Return a number of the picture with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")
