"""Shares as digits: nearly 0 or 1 never reads as 0 or 1 where a few more decimals tell."""

NBSP = "\u00a0"
_FINEST = 3  # decimals of a per cent; beyond, a share is told to lie under or over them


def number(value: float, digits: int) -> str:
    """Return a share in per cent, without its sign; only 0 and 1 themselves read as 0 and 100.

    A share that its decimals would round to 0 or 100 takes as many more as it needs.
    """
    if value in (0, 1):
        return f"{100 * value:.0f}"
    if not 0 < value < 1:
        return f"{100 * value:.{digits}f}"
    for decimals in range(digits, _FINEST + 1):
        text = f"{100 * value:.{decimals}f}"
        if float(text) not in (0, 100):
            return text
    least = 10.0**-_FINEST
    near_all = value > 0.5  # noqa: PLR2004 - the half
    return f">{NBSP}{100 - least}" if near_all else f"<{NBSP}{least}"


def end_of(value: float, digits: int, *, up: bool) -> str:
    """Return an end of an interval; one nearer to 0 or 1 than decimals tell is rounded outwards."""
    text = number(min(max(value, 0), 1), digits)
    if text[0] not in "<>":
        return text
    inner = text[2:]
    outer = "0" if text[0] == "<" else "100"
    return inner if up is (text[0] == "<") else outer
