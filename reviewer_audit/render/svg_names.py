"""Names beside points: none over another, over a point or over a line."""

from collections.abc import Sequence

from reviewer_audit.render.svg_canvas import SMALL, WIDTH, Canvas, room

Box = tuple[float, float, float, float]  # left, top, right, bottom
_GAP = 9.0  # between a point and its name
_HIGH = 12.0  # of a line of text


def write_names(
    canvas: Canvas,
    names: Sequence[tuple[str, float, float]],
    filled: Sequence[Box],
) -> None:
    """Write each name where it is free of the others and of what is there already.

    A name that finds no such place stands right of its point all the same.

    Args:
        canvas: where to write.
        names: each with the place of its point.
        filled: where points, lines and other words stand.
    """
    taken = list(filled)
    for name, x, y in names:
        box = next(
            (
                side
                for side in _sides(x, y, room(name, SMALL))
                if side[0] >= 0
                and side[2] <= WIDTH
                and side[1] >= 0
                and side[3] <= canvas.height
                and not any(_meet(side, other) for other in taken)
            ),
            None,
        )
        if box is None:
            wide = room(name, SMALL)
            start = x + _GAP if x + _GAP + wide <= WIDTH else x - _GAP - wide
            box = (start, y - 5 - _HIGH, start + wide, y - 5)
        taken.append(box)
        at, anchor = _anchored(box, x)
        canvas.text(at, box[3] - 3, name, size=SMALL, anchor=anchor, clear=True)


def _anchored(box: Box, x: float) -> tuple[float, str]:
    """Return the end of the name that lies next to its point: how wide it is, is but guessed."""
    if box[0] >= x:
        return box[0], "start"
    return (box[2], "end") if box[2] <= x else (x, "middle")


def _sides(x: float, y: float, wide: float) -> Sequence[Box]:
    """Return the places around a point, the best first."""
    starts = (x + _GAP, x - _GAP - wide)
    levels = (y - 5, y + _HIGH / 2, y + _HIGH + 4)
    beside = [(start, low - _HIGH, start + wide, low) for low in levels for start in starts]
    middle = x - wide / 2
    return (
        *beside,
        (middle, y - _GAP - _HIGH, middle + wide, y - _GAP),
        (middle, y + _GAP, middle + wide, y + _GAP + _HIGH),
    )


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
