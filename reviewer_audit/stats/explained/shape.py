"""What an explanation holds, and what it says once the counts of an estimate are filled in."""

from dataclasses import dataclass
from typing import Any

from reviewer_audit.i18n import N_, translated

HEADINGS = {
    "answer": N_("This figure"),
    "counts": N_("What went in"),
    "formula": N_("Formula"),
    "interval": N_("Interval"),
    "assumptions": N_("Assumes"),
    "caveat": N_("Mind"),
    "remarks": N_("Here"),
    "source": N_("Source"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a measure is: in plain words, as a formula, and where it comes from.

    ``hits`` and ``base`` name what is counted out of what ("183 right of 200 decisions that
    count"); a measure without such a pair leaves both empty. ``unit`` is "share",
    "coefficient", "difference", "p-value", "duration", "verdict" or "limits".
    """

    key: str
    title: str
    unit: str
    plain: str
    formula: str
    goes_in: str
    interval: str
    assumptions: str
    source: str
    caveat: str
    hits: str = ""
    base: str = ""

    def as_json(self) -> dict[str, str]:
        """Return everything but the two nouns."""
        names = (name for name in self.__slots__ if name not in {"hits", "base"})
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An explanation with the numbers of one estimate in it."""

    about: Explanation
    answer: str  # value, interval and n in words
    counts: tuple[str, ...]  # what went in, counted
    interval: str  # how this very interval was made, and its source
    remarks: tuple[str, ...] = ()  # notes, reasons and warnings of this estimate

    @property
    def title(self) -> str:
        """What the measure is called."""
        return self.about.title

    def parts(self) -> tuple[tuple[str, str], ...]:
        """Return heading and text, in reading order; parts with nothing to say are left out."""
        about = self.about
        said = {
            "answer": self.answer,
            "counts": "\n".join(self.counts) or about.goes_in,
            "formula": about.formula,
            "interval": self.interval or about.interval,
            "assumptions": about.assumptions,
            "caveat": about.caveat,
            "remarks": "\n".join(self.remarks),
            "source": about.source,
        }
        return tuple((translated(HEADINGS[key]), text) for key, text in said.items() if text)

    def text(self) -> str:
        """Return the whole as plain text, for a terminal or the clipboard."""
        blocks = [f"{self.title}\n{self.about.plain}"]
        blocks += [f"{heading}\n{_indented(said)}" for heading, said in self.parts()]
        return "\n\n".join(blocks) + "\n"

    def as_json(self) -> dict[str, Any]:
        """Return the explanation and what was filled in."""
        return self.about.as_json() | {
            "answer": self.answer,
            "counts": list(self.counts),
            "interval_here": self.interval,
            "remarks": list(self.remarks),
        }


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
