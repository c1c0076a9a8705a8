"""Draw a ChartSpec as one SVG picture: text stays text, and nothing points outside.

The title stands above the picture, where the page puts it; the picture carries a name and a
description for those who cannot see it.
"""

from dataclasses import dataclass
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

from reviewer_audit.i18n import _
from reviewer_audit.render import svg_kinds
from reviewer_audit.render.svg_canvas import FONTS, WIDTH, number, said, tick
from reviewer_audit.reports.model import ChartKind, ChartSpec

_MOST_TOLD = 24  # marks in a description


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An SVG element and its size in its own units."""

    text: str
    width: float
    height: float


def drawn(spec: ChartSpec, name: str) -> Picture:
    """Return a chart as an SVG element.

    Args:
        spec: What to draw.
        name: A name that no other picture of the page has: small letters, digits, hyphens.
    """
    match spec.kind:
        case ChartKind.INTERVAL:
            canvas = svg_kinds.interval(spec)
        case ChartKind.BARS:
            canvas = svg_kinds.bars(spec)
        case ChartKind.HEAT:
            canvas = svg_kinds.heat(spec)
        case ChartKind.LINE:
            canvas = svg_kinds.line(spec)
        case ChartKind.FUNNEL:
            canvas = svg_kinds.funnel(spec)
        case _:
            assert_never(spec.kind)
    wide, high = number(WIDTH), number(canvas.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" height="{high}" role="img" '
        f'aria-labelledby="{name}-t {name}-d" font-family={quoteattr(FONTS)}>'
        f'<title id="{name}-t">{escape(said(spec.title))}</title>'
        f'<desc id="{name}-d">{escape(said(alternative(spec)))}</desc>'
    )
    return Picture(text=head + "".join(canvas.shapes) + "</svg>", width=WIDTH, height=canvas.height)


def alternative(spec: ChartSpec) -> str:
    """Return what the picture shows in words, for those who cannot see it."""
    parts = [spec.title.rstrip(".") + "."]
    if spec.target is not None:
        shown = spec.target_text or tick(spec.unit, spec.target)
        line = _("dashed line: {target}").format(target=shown)
        parts.append(f"{line[:1].upper()}{line[1:]}.")
    told = []
    for k, mark in enumerate(spec.marks):
        if spec.kind is ChartKind.HEAT:
            row, column = divmod(k, len(spec.columns))
            if not mark.value:
                continue
            label = f"{spec.rows[row]} / {spec.columns[column]}"
        else:
            label = mark.label
        shown = _("n/a") if mark.value is None else tick(spec.unit, mark.value)
        told.append(f"{label}: {mark.text or shown}")
    rest = len(told) - _MOST_TOLD
    listed = "; ".join(told[:_MOST_TOLD])
    end = _("{listed}; and {n} more.").format(listed=listed, n=rest) if rest > 0 else f"{listed}."
    parts.append(end)
    return " ".join(parts)
