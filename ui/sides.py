"""Which way a text runs: most letters decide, as they do for whoever reads it."""

from unicodedata import bidirectional

LEANS_BY = 1_000  # characters that decide where a text begins


def leans_back(text: str) -> bool:
    """Return whether a text runs from right to left."""
    turns = [bidirectional(c) for c in text[:LEANS_BY]]
    return sum(turn in {"R", "AL"} for turn in turns) > turns.count("L")
