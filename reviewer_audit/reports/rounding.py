"""Shares as digits: nearly 0 or 1 never reads as 0 or 1; an interval is rounded outwards."""

NBSP = "\u00a0"


def number(value: float, digits: int) -> str:
    """Return a share in per cent, without its sign; only 0 and 1 themselves read as 0 and 100."""
    least = 10.0**-digits
    if 0 < value < 1 and round(100 * value, digits) >= 100:  # noqa: PLR2004 - the whole
        return f">{NBSP}{100 - least:.{digits}f}"
    if 0 < value < 1 and round(100 * value, digits) <= 0:
        return f"<{NBSP}{least:.{digits}f}"
    if value in (0, 1):
        return f"{100 * value:.0f}"
    return f"{100 * value:.{digits}f}"


def end_of(value: float, digits: int, *, up: bool) -> str:
    """Return an end of an interval; one that is nearly 0 or 1 is rounded outwards."""
    text = number(min(max(value, 0), 1), digits)
    if text[0] not in "<>":
        return text
    least = 10.0**-digits
    inner = least if text[0] == "<" else 100 - least
    outer = 0.0 if text[0] == "<" else 100.0
    return f"{inner if up is (text[0] == '<') else outer:.{digits}f}"
