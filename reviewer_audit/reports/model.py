"""A report as data: what it says, not how it looks.

Screens paint it, ``render`` writes it to files. Every figure carries its denominator and its
interval, and every mark of a chart carries the filter of the decisions behind it.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil, floor

from reviewer_audit import i18n
from reviewer_audit.stats.measure import Estimate

PROVISIONAL = i18n.N_("Provisional until the round is closed")

Filter = tuple[tuple[str, str], ...]
"""Which decisions are meant: pairs of a role (``vendor``, ``queue``, ...) or of ``outcome``,
``vendor_label``, ``final_label`` or ``label`` and a value. Empty: all of them."""


class Tone(StrEnum):
    """How a figure is to be felt; a word or a shape always says it too."""

    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A judgement in words with its tone, such as a verdict."""

    text: str
    tone: Tone = Tone.NEUTRAL


class ChartKind(StrEnum):
    """The shapes a chart can take."""

    INTERVAL = "interval"  # one row per mark: a point with its interval, and a target line
    BARS = "bars"  # one horizontal bar per mark
    HEAT = "heat"  # a matrix: marks row by row, ``len(rows) * len(columns)`` of them
    LINE = "line"  # marks from left to right, each with its interval
    FUNNEL = "funnel"  # a point per mark, its n to the right and its value upwards


class Unit(StrEnum):
    """What the values of a chart are."""

    SHARE = "share"  # between 0 and 1, shown in per cent
    COUNT = "count"
    COEFFICIENT = "coefficient"  # shown with two decimals
    POINTS = "points"  # differences of shares in points, shown with their sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One row, bar, cell or point of a chart.

    ``text`` is the value in words as a label beside the mark; ``filter`` names the decisions
    behind it; ``indent`` sets a row under the one it belongs to; a muted mark is greyed
    because too few decisions stand behind it. ``x`` is its place along a funnel where that is
    not n.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    text: str = ""
    tone: Tone = Tone.NEUTRAL
    indent: int = 0
    muted: bool = False
    filter: Filter = ()
    x: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line through a chart beside its marks.

    ``points`` are (place, value): the place is the number of the mark (from 0) on lines and bars,
    and n on a funnel; None leaves a gap. ``role`` says how it is drawn: ``outer`` and ``inner``
    limits, the ``centre``, a ``smooth`` average, or the ``running`` sum of bars.
    """

    name: str
    points: tuple[tuple[float, float | None], ...]
    role: str = "outer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """A chart as data; its title is the question answered.

    ``rows`` and ``columns`` are the names along a heat map, whose marks come row by row; with
    ``diagonal`` the cells where both are the same are right and the others wrong.
    ``target`` is drawn as a line across. ``low`` and ``high`` are the ends of the value axis
    (None: from the marks, see ``axis``). ``curves`` are limits and averages across it;
    ``named`` writes the label of every mark beside its point on a funnel.
    """

    key: str
    kind: ChartKind
    title: str
    marks: tuple[Mark, ...]
    unit: Unit = Unit.SHARE
    target: float | None = None
    target_text: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    row_title: str = ""
    column_title: str = ""
    diagonal: bool = False
    low: float | None = None
    high: float | None = None
    note: str = ""
    curves: tuple[Curve, ...] = ()
    named: bool = False

    def __post_init__(self) -> None:
        if self.kind is ChartKind.HEAT and len(self.marks) != len(self.rows) * len(self.columns):
            message = "a heat map has one mark per cell"
            raise ValueError(message)

    @property
    def axis(self) -> tuple[float, float]:
        """The ends of the value axis: declared, or wide enough for all marks and the target."""
        seen = [self.target] if self.target is not None else []
        for mark in self.marks:
            seen += [v for v in (mark.value, mark.low, mark.high) if v is not None]
        if self.kind is ChartKind.BARS or not seen:
            seen.append(0.0)
        low, high = min(seen), max(seen)
        if self.unit is Unit.SHARE:
            low, high = max(0.0, _down(low)), min(1.0, _up(high))
        elif self.unit is Unit.COEFFICIENT:
            low, high = max(-1.0, _down(low)), min(1.0, _up(high))
        low = low if self.low is None else self.low
        high = high if self.high is None else self.high
        return low, high if high > low else low + 1.0


def _down(value: float) -> float:
    return floor(value * 10 + 1e-9) / 10


def _up(value: float) -> float:
    return ceil(value * 10 - 1e-9) / 10


class CellKind(StrEnum):
    """What a column of a table holds."""

    TEXT = "text"  # str
    ID = "id"  # str: kept digit by digit
    INTEGER = "integer"  # int
    SHARE = "share"  # float between 0 and 1
    NUMBER = "number"  # float
    ESTIMATE = "estimate"  # Estimate of a share: value, interval and n travel together
    COEFFICIENT = "coefficient"  # Estimate of a coefficient
    WORD = "word"  # Word


Cell = str | int | float | Estimate | Word | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One declared column; ``wide`` text wraps.

    A ``brief`` estimate shows value and interval alone: its n stands in the same row.
    """

    title: str
    kind: CellKind = CellKind.TEXT
    wide: bool = False
    brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """A table with declared columns.

    ``filters`` (empty, or one per row) name the decisions behind a row; ``muted`` rows are
    greyed; ``heat`` colours the columns that hold counts as one matrix.
    """

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    note: str = ""
    empty: str = ""  # the sentence that stands where there are no rows
    filters: tuple[Filter, ...] = ()
    muted: frozenset[int] = frozenset()
    heat: bool = False

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            message = f"table {self.key}: a row does not fit its columns"
            raise ValueError(message)


class Style(StrEnum):
    """What a paragraph is for."""

    LEAD = "lead"  # the sentence to remember
    BODY = "body"
    NOTE = "note"  # small print
    WARNING = "warning"  # must not be overlooked


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    text: str
    style: Style = Style.BODY
    tone: Tone = Tone.NEUTRAL
    filter: Filter = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One tile: what, how much, how sure, and the verdict where a target was declared.

    ``text`` is the value in words (``93.9 %``), ``range`` its interval and n, ``note`` the
    sentence below. ``estimate`` is the figure itself.
    """

    key: str
    title: str
    estimate: Estimate
    text: str
    range: str
    note: str = ""
    verdict: Word | None = None
    filter: Filter = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigures:
    """A row of tiles."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A chart in a report."""

    chart: ChartSpec


Block = Paragraph | KeyFigures | DataTable | Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of a report: one sheet of a workbook."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole report. ``facts`` stand in the title block: name and value."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    edition: str = "internal"
    vendor: str = ""
    stamp: str = ""  # such as "Provisional"; stands on every page
    facts: tuple[tuple[str, str], ...] = ()
    limits: tuple[str, ...] = ()  # how far figures can be trusted; empty: those of an audit
    brief: bool = False  # one page: no cover, no contents
    language: str = field(default_factory=i18n.language)  # of its words

    def section(self, key: str) -> Section:
        """Return a section by key; KeyError where the report has none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def charts(self) -> tuple[ChartSpec, ...]:
        """Return all charts in reading order."""
        return tuple(
            block.chart
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Figure)
        )
