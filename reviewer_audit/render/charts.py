"""Draw a ChartSpec into a PNG or SVG file. Agg: no window is ever needed."""

from pathlib import Path
from typing import Any, assert_never

from reviewer_audit.render.files import replacing
from reviewer_audit.render.xl_text import plain
from reviewer_audit.reports.model import ChartKind, ChartSpec, Curve, Mark, Tone, Unit

COLOURS = {  # Okabe and Ito: told apart by everybody
    Tone.GOOD: "#009E73",
    Tone.CAUTION: "#E69F00",
    Tone.BAD: "#D55E00",
    Tone.NEUTRAL: "#0072B2",
}
SHAPES = {Tone.GOOD: "o", Tone.CAUTION: "s", Tone.BAD: "D", Tone.NEUTRAL: "o"}  # not colour alone
INK, MUTED, LINE, FAINT, TARGET = "#1B1F27", "#667085", "#E2E5EA", "#B8C0CC", "#2F5BEA"
_FONTS = [
    "Noto Sans", "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Devanagari",
    "Noto Sans Thai",
]  # fmt: skip
_WIDTH = 8.4  # inches
_CUT = 44


def draw(spec: ChartSpec, path: Path, *, dpi: int = 160) -> None:
    """Draw a chart; the ending of the path (.png or .svg) decides the format.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    import logging

    from matplotlib import font_manager, rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    known = {font.name for font in font_manager.fontManager.ttflist}
    settings: Any = {
        "font.family": [name for name in _FONTS if name in known] or ["sans-serif"],
        "font.size": 10.0,
        "axes.unicode_minus": True,
        "text.parse_math": False,  # content is text, never a formula
        "svg.fonttype": "path",
        "svg.hashsalt": "reviewer-audit",
    }
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with rc_context(settings):
        figure = Figure(figsize=(_WIDTH, _height(spec)), facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        _body(spec, axes)
        figure.suptitle(
            plain(spec.title), x=0.02, y=0.985, ha="left", va="top", fontsize=12,
            fontweight="bold", color=INK, wrap=True,
        )  # fmt: skip
        if spec.note:
            figure.text(0.02, 0.012, plain(spec.note), fontsize=9, color=MUTED)
        figure.subplots_adjust(
            left=_left(spec), right=0.86, top=1 - 0.62 / _height(spec) - _top(spec),
            bottom=0.5 / _height(spec),
        )  # fmt: skip
        kind = path.suffix.lower().lstrip(".") or "png"
        about: dict[str, Any] = {"Software": None} if kind == "png" else {"Date": None}
        with replacing(path) as temporary, temporary.open("wb") as file:
            figure.savefig(file, format=kind, dpi=dpi, metadata=about)


def _body(spec: ChartSpec, axes: Any) -> None:
    match spec.kind:
        case ChartKind.INTERVAL:
            _interval(spec, axes)
        case ChartKind.BARS:
            _bars(spec, axes)
        case ChartKind.HEAT:
            _heat(spec, axes)
        case ChartKind.LINE:
            _line(spec, axes)
        case ChartKind.FUNNEL:
            _funnel(spec, axes)
        case _:
            assert_never(spec.kind)


def _height(spec: ChartSpec) -> float:
    match spec.kind:
        case ChartKind.INTERVAL | ChartKind.BARS:
            return 1.4 + 0.36 * max(len(spec.marks), 1)
        case ChartKind.HEAT:
            return min(14.0, 1.7 + 0.5 * len(spec.rows))
        case ChartKind.LINE:
            return 4.2
        case ChartKind.FUNNEL:
            return 5.2
        case _:
            assert_never(spec.kind)


def _left(spec: ChartSpec) -> float:
    if spec.kind in {ChartKind.LINE, ChartKind.FUNNEL}:
        return 0.09
    names = spec.rows if spec.kind is ChartKind.HEAT else [_name(mark) for mark in spec.marks]
    longest = max((len(_short(name)) for name in names), default=0)
    n = 0.09 if spec.kind is ChartKind.INTERVAL else 0.0
    return float(min(0.55, 0.05 + n + longest * 0.0092))


def _top(spec: ChartSpec) -> float:
    return 0.55 / _height(spec) if spec.kind is ChartKind.HEAT else 0.0


def _short(text: str) -> str:
    whole = " ".join(plain(text).split())
    return whole if len(whole) <= _CUT else whole[: _CUT - 1] + "\u2026"


def _name(mark: Mark) -> str:
    return "    " * mark.indent + _short(mark.label)


def _colour(mark: Mark) -> str:
    return FAINT if mark.muted else COLOURS[mark.tone]


def _frame(axes: Any) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelcolor=MUTED, labelsize=9)


def _scale(spec: ChartSpec, axes: Any, *, upright: bool) -> None:
    """Set the value axis: ends, ticks in words, a faint grid and the target."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    low, high = spec.axis
    axis = axes.yaxis if upright else axes.xaxis
    if spec.kind is ChartKind.BARS and not spec.curves:
        high = low + (high - low) * 1.35  # room for the words at the end of the longest bar
    (axes.set_ylim if upright else axes.set_xlim)(low, high)
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=spec.unit is Unit.COUNT))
    axis.set_major_formatter(FuncFormatter(lambda value, _at: _tick(spec.unit, value)))
    axes.grid(visible=True, axis="y" if upright else "x", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    if spec.target is None:
        return
    (axes.axhline if upright else axes.axvline)(
        spec.target, color=TARGET, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1
    )
    at = (0.0, spec.target) if upright else (spec.target, 1.0)
    axes.annotate(
        plain(spec.target_text), at, xytext=(4 if upright else -3, 4),
        xycoords=("axes fraction", "data") if upright else ("data", "axes fraction"),
        textcoords="offset points", color=TARGET, fontsize=9, va="bottom",
        ha="left" if upright else "right",
    )  # fmt: skip


def _tick(unit: Unit, value: float) -> str:
    match unit:
        case Unit.SHARE:
            return f"{100 * value:.4g} %"
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.COEFFICIENT:
            return f"{value:.2f}"
        case Unit.POINTS:
            return f"{value:+g}" if value else "0"
        case _:
            assert_never(unit)


def _rows(spec: ChartSpec, axes: Any) -> None:
    """Name the rows and write each value at the end of its row."""
    axes.set_yticks(range(len(spec.marks)), [_name(mark) for mark in spec.marks])
    axes.set_ylim(max(len(spec.marks), 1) - 0.4, -0.6)
    axes.tick_params(axis="y", labelcolor=INK, labelsize=10, pad=62 if _has_n(spec) else 6)
    for row, mark in enumerate(spec.marks):
        if spec.kind is ChartKind.INTERVAL:
            axes.annotate(
                plain(mark.text), (1.0, row), xytext=(8, 0), va="center",
                xycoords=("axes fraction", "data"), textcoords="offset points", color=INK,
            )  # fmt: skip
        if mark.n is not None and _has_n(spec):
            axes.annotate(
                f"n {mark.n:,}", (0.0, row), xytext=(-6, 0), va="center", ha="right", fontsize=9,
                xycoords=("axes fraction", "data"), textcoords="offset points", color=MUTED,
            )  # fmt: skip


def _has_n(spec: ChartSpec) -> bool:
    return spec.kind is ChartKind.INTERVAL and any(mark.n is not None for mark in spec.marks)


def _interval(spec: ChartSpec, axes: Any) -> None:
    _frame(axes)
    _scale(spec, axes, upright=False)
    for row, mark in enumerate(spec.marks):
        if mark.value is None:
            continue
        colour = _colour(mark)
        if mark.low is not None and mark.high is not None:
            axes.plot([mark.low, mark.high], [row, row], color=colour, linewidth=2.6,
                      solid_capstyle="round", zorder=2)  # fmt: skip
        axes.plot([mark.value], [row], marker=SHAPES[mark.tone], color=colour, markersize=7.5,
                  markeredgecolor="white", zorder=3)  # fmt: skip
    _rows(spec, axes)


def _bars(spec: ChartSpec, axes: Any) -> None:
    _frame(axes)
    _scale(spec, axes, upright=False)
    for row, mark in enumerate(spec.marks):
        value = mark.value or 0.0
        axes.barh([row], [value], height=0.62, color=_colour(mark), zorder=2)
        axes.annotate(
            plain(mark.text) or _tick(spec.unit, value), (value, row), xytext=(5, 0), va="center",
            textcoords="offset points", color=INK, fontsize=9.5,
        )  # fmt: skip
    for curve in spec.curves:
        there = [(value, at) for at, value in curve.points if value is not None]
        axes.plot([value for value, _ in there], [at for _, at in there], color=INK, linewidth=1.2,
                  marker="o", markersize=4, markerfacecolor="white", zorder=4)  # fmt: skip
    _rows(spec, axes)


def _line(spec: ChartSpec, axes: Any) -> None:
    _frame(axes)
    _scale(spec, axes, upright=True)
    shown = [(at, mark, mark.value) for at, mark in enumerate(spec.marks) if mark.value is not None]
    places, values = [at for at, _, _ in shown], [value for _, _, value in shown]
    axes.plot(places, values, color=COLOURS[Tone.NEUTRAL], linewidth=1.6, zorder=2)
    for at, mark, value in shown:
        colour = _colour(mark)
        if mark.low is not None and mark.high is not None:
            axes.plot([at, at], [mark.low, mark.high], color=colour, linewidth=2.0, zorder=2)
        axes.plot([at], [value], marker=SHAPES[mark.tone], color=colour, markersize=7.5,
                  markeredgecolor="white", zorder=3)  # fmt: skip
        axes.annotate(plain(mark.text), (at, value), xytext=(7, 5), textcoords="offset points",
                      color=INK, fontsize=9)  # fmt: skip
    for curve in spec.curves:
        _steps(curve, axes)
    axes.set_xticks(range(len(spec.marks)), [_short(mark.label)[:16] for mark in spec.marks])
    axes.set_xlim(-0.5, max(len(spec.marks), 1) - 0.3)


def _steps(curve: Curve, axes: Any) -> None:
    """Draw a limit as steps around its marks, an average as a line."""
    nothing = float("nan")
    places = [at for at, _ in curve.points]
    values = [nothing if value is None else value for _, value in curve.points]
    look = _look(curve)
    if curve.role in {"outer", "lower", "inner"}:
        axes.step(places, values, where="mid", **look)
    else:
        axes.plot(places, values, **look)
    if values:
        axes.annotate(plain(curve.name), (places[-1], values[-1]), xytext=(4, 2), fontsize=8.5,
                      textcoords="offset points", color=MUTED)  # fmt: skip


def _look(curve: Curve) -> dict[str, Any]:
    if curve.role == "smooth":
        return {"color": COLOURS[Tone.BAD], "linewidth": 1.8, "zorder": 2}
    dashed = (0, (4, 3)) if curve.role in {"inner", "centre"} else "solid"
    return {"color": MUTED, "linewidth": 1.1, "linestyle": dashed, "zorder": 1}


def _funnel(spec: ChartSpec, axes: Any) -> None:
    """A point per mark between its limits; names where they were asked for."""
    _frame(axes)
    _scale(spec, axes, upright=True)
    most = max(map(_along, spec.marks), default=0) * 1.06 or 1.0
    for curve in spec.curves:
        there = [(n, value) for n, value in curve.points if value is not None and n <= most]
        axes.plot([n for n, _ in there], [value for _, value in there], **_look(curve))
        if there:
            axes.annotate(plain(curve.name), there[-1], xytext=(4, 0), va="center", fontsize=8.5,
                          textcoords="offset points", color=MUTED,
                          annotation_clip=True)  # fmt: skip
    for mark in spec.marks:
        if mark.value is None:
            continue
        axes.plot([_along(mark)], [mark.value], marker=SHAPES[mark.tone], color=_colour(mark),
                  markersize=7.5, markeredgecolor="white", zorder=3)  # fmt: skip
        if spec.named or mark.tone is not Tone.NEUTRAL:
            axes.annotate(_short(mark.label), (_along(mark), mark.value), xytext=(7, 5),
                          textcoords="offset points", color=INK, fontsize=9)  # fmt: skip
    axes.set_xlim(0, most)
    axes.set_xlabel(plain(spec.column_title) or "decisions that count", color=MUTED, fontsize=9)


def _along(mark: Mark) -> float:
    return mark.x if mark.x is not None else float(mark.n or 0)


def _heat(spec: ChartSpec, axes: Any) -> None:
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    _frame(axes)
    width = len(spec.columns)
    fields = []
    rights = [m.value or 0.0 for k, m in enumerate(spec.marks) if _right(spec, k, width)]
    wrongs = [m.value or 0.0 for k, m in enumerate(spec.marks) if not _right(spec, k, width)]
    most = {True: max(rights, default=0.0) or 1.0, False: max(wrongs, default=0.0) or 1.0}
    for k, mark in enumerate(spec.marks):
        row, column = divmod(k, width)
        right = _right(spec, k, width)
        part = (mark.value or 0.0) / most[right]
        ends = ("#DCE5FF", "#7C9BFF") if right else ("#FCF5F2", "#E08A6B")
        fields.append(
            Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, color=_between(*ends, part))
        )
        axes.text(column + 0.5, row + 0.5, plain(mark.text) or _tick(spec.unit, mark.value or 0.0),
                  ha="center", va="center", color=INK, fontsize=9.5)  # fmt: skip
    axes.add_collection(PatchCollection(fields, match_original=True))
    axes.set_xlim(0, max(width, 1))
    axes.set_ylim(max(len(spec.rows), 1), 0)
    axes.xaxis.tick_top()
    room = max(6, 84 // max(width, 1))
    axes.set_xticks([i + 0.5 for i in range(width)], [_wrapped(c, room) for c in spec.columns])
    axes.set_yticks([i + 0.5 for i in range(len(spec.rows))], [_short(r) for r in spec.rows])


def _right(spec: ChartSpec, k: int, width: int) -> bool:
    return spec.diagonal and k // width == k % width


def _wrapped(text: str, room: int) -> str:
    from textwrap import shorten, wrap

    lines = wrap(plain(text), room) or [""]
    if len(lines) > 1:
        lines = [lines[0], shorten(" ".join(lines[1:]), room, placeholder="\u2026")]
    return "\n".join(lines)


def _between(low: str, high: str, part: float) -> tuple[float, float, float]:
    def channels(colour: str) -> list[float]:
        return [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]

    mixed = [a + (b - a) * part for a, b in zip(channels(low), channels(high), strict=True)]
    return mixed[0], mixed[1], mixed[2]
