"""A report as plain data for pages: what the HTML and the PDF template fill in.

Everything is text, numbers and lists; no template computes anything, and none ever sees an
object of ours. So both show the same words, and content cannot become markup.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any, assert_never

from reviewer_audit.i18n import RIGHT_TO_LEFT, _, translated
from reviewer_audit.render import page_words
from reviewer_audit.render.page_runs import is_short, runs_of, said_once
from reviewer_audit.render.page_text import clean
from reviewer_audit.render.svg import alternative, drawn
from reviewer_audit.reports import words
from reviewer_audit.reports.editions import called
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    ChartSpec,
    Column,
    DataTable,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Section,
    Tone,
    Word,
)
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.text import ordered

ROOMY, PAGE = 112.0, 134.0  # characters across a page held upright, in two sizes of letters
PAGE_TURNED = 240.0  # across one held sideways, in the smallest
PAGE_BRIEF = 152.0  # across one held upright, where a table would leave its page for a turned one
_WIDTHS = {
    CellKind.INTEGER: 7.0,
    CellKind.SHARE: 8.0,
    CellKind.NUMBER: 8.0,
    CellKind.ESTIMATE: 14.0,
    CellKind.COEFFICIENT: 14.0,
}
_NARROWEST, _WIDEST, _HALF, _LONG = 6.0, 18.0, 24.0, 30.0
_PAD = 3.0
_LOOKED_AT = 400  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a report was computed from: what a third party needs to find it again."""

    project: str
    round_title: str
    journal_head: str  # SHA-256 of the project's journal when the figures were computed
    written: str  # the day, as 2026-09-18
    program: str  # name and version


def document(report: Report, source: Source) -> dict[str, Any]:
    """Return all that a template needs; every string is clean, pictures are SVG of our own."""
    edition = _("{edition} edition").format(edition=clean(called(report.edition), 40))
    names = _Names()
    body = {
        "language": report.language,
        "direction": "rtl" if report.language in RIGHT_TO_LEFT else "ltr",
        "words": page_words.fixed(),
        "title": clean(report.title, 200),
        "subtitle": clean(report.subtitle, 300),
        "edition": edition,
        "edition_lead": edition[:1].upper() + edition[1:],
        "stamp": clean(report.stamp, 120),
        "confidentiality": page_words.confidentiality(report.edition),
        "warning": translated(page_words.WARNING),
        "program": clean(source.program, 80),
        "brief": report.brief,
        "facts": [[clean(name, 80), clean(value, 300)] for name, value in report.facts],
        "sections": [
            {
                "id": names.new(section.key),
                "title": clean(section.title, 120),
                "short": is_short(section),
                "runs": runs_of(_blocks(section, names, brief=report.brief)),
            }
            for section in report.sections
        ],
        "closing": [
            _block(block, names)
            for section in report.sections
            for block in section.blocks
            if _is_closing(block)
        ],
        "limits": [
            clean(limit, 600) for limit in report.limits or map(translated, page_words.LIMITS)
        ],
        "source": [
            [_("Project"), clean(source.project, 200)],
            [_("Round"), clean(source.round_title, 200)],
            [_("Journal head"), clean(source.journal_head, 200)],
            [_("Written"), clean(source.written, 40)],
            [_("Program"), clean(source.program, 80)],
        ],
    }
    turned: dict[str, Any] = _in_order(body) if report.language in RIGHT_TO_LEFT else body
    return turned


def _in_order(value: Any) -> Any:
    """Return all texts with the marks that keep figures and names in place among Arabic."""
    match value:
        case str() if not value.startswith("<svg"):
            return ordered(value)
        case list():
            return [_in_order(one) for one in value]
        case dict():
            return {key: one if key == "id" else _in_order(one) for key, one in value.items()}
        case _:
            return value


def _blocks(section: Section, names: "_Names", *, brief: bool) -> list[dict[str, Any]]:
    kept = [
        block
        for block in said_once(section.blocks)
        if not (_is_closing(block) or _says_nothing(block))
    ]
    blocks = [_block(block, names) for block in kept]
    for block in blocks:
        if brief and block.get("turned") and sum(block["widths"]) <= PAGE_BRIEF:
            block["turned"] = False
    return blocks


def _says_nothing(block: Block) -> bool:
    """Whether a table is but its title."""
    return isinstance(block, DataTable) and not (block.rows or block.empty or block.note)


def _is_closing(block: Block) -> bool:
    """Whether a block ends the document: who signs, signs for all of it."""
    return isinstance(block, DataTable) and block.key == "sign_off"


class _Names:
    """Gives out names for places in a document, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, key: str) -> str:
        base = re.sub(r"[^a-z0-9]+", "-", key.lower())[:40].strip("-") or "part"
        name, n = base, 1
        while name in self._taken:
            n += 1
            name = f"{base}-{n}"
        self._taken.add(name)
        return name


def _block(block: Block, names: _Names) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {
                "kind": "paragraph",
                "style": str(block.style),
                "tone": str(block.tone),
                "text": clean(block.text),
            }
        case KeyFigures():
            return {"kind": "tiles", "tiles": [_tile(figure) for figure in block.figures]}
        case DataTable():
            return _table(block, names)
        case Figure():
            return _figure(block.chart, names)
        case _:
            assert_never(block)


def _tile(figure: KeyFigure) -> dict[str, Any]:
    verdict = figure.verdict
    return {
        "title": clean(figure.title, 80),
        "text": clean(figure.text, 40),
        "range": clean(figure.range, 120),
        "note": clean(figure.note, 160),
        "verdict": _cell_word(verdict) if verdict else None,
    }


def _cell_word(word: Word) -> dict[str, str]:
    return {"text": clean(word.text, 160), "tone": str(word.tone)}


def _figure(spec: ChartSpec, names: _Names) -> dict[str, Any]:
    name = names.new(f"chart-{spec.key}")
    picture = drawn(spec, name)
    return {
        "kind": "figure",
        "id": name,
        "title": clean(spec.title, 240),
        "note": clean(spec.note, 400),
        "alt": clean(alternative(spec), 900),
        "svg": picture.text,
        "width": picture.width,
        "height": picture.height,
    }


def _table(table: DataTable, names: _Names) -> dict[str, Any]:
    table = _without_empty(table)
    columns = [_column(column) for column in table.columns]
    widths = [_width(table, at) for at in range(len(columns))]
    shades = _shades(table)
    return {
        "kind": "table",
        "id": names.new(f"table-{table.key}"),
        "title": clean(table.title, 200),
        "note": clean(table.note),
        "empty": clean(table.empty, 400),
        "columns": columns,
        "widths": widths,
        "small": sum(widths) > ROOMY,
        "turned": sum(widths) > PAGE,
        "parts": _parts(widths, [column.wide for column in table.columns]),
        "rows": [
            {
                "muted": at in table.muted,
                "open": _is_open(row),
                "cells": [
                    _cell(value, column, row) | {"shade": shades.get((at, i), 0)}
                    for i, (value, column) in enumerate(zip(row, table.columns, strict=True))
                ],
            }
            for at, row in enumerate(table.rows)
        ],
    }


def _is_open(row: tuple[Cell, ...]) -> bool:
    """Whether a row waits for a pen, as that of a sign-off does."""
    return len(row) > 1 and all(value == "" for value in row[1:])


def _without_empty(table: DataTable) -> DataTable:
    """Return a table without the columns that say nothing in any row."""
    if not table.rows or all(map(_is_open, table.rows)):
        return table
    kept = [
        i
        for i in range(len(table.columns))
        if i == 0 or any(row[i] not in (None, "") for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[i] for i in kept),
        rows=tuple(tuple(row[i] for i in kept) for row in table.rows),
    )


def _column(column: Column) -> dict[str, Any]:
    number = column.kind in {CellKind.INTEGER, CellKind.SHARE, CellKind.NUMBER}
    both = column.kind in {CellKind.ESTIMATE, CellKind.COEFFICIENT}
    return {
        "title": clean(column.title, 120).replace(" %", f"{words.NBSP}%"),
        "end": number or both,
        "id": column.kind is CellKind.ID,
        "wide": column.wide,
    }


def _width(table: DataTable, at: int) -> float:
    """Return how many characters of small print a column needs to be read with ease."""
    column = table.columns[at]
    title = max((len(part) for part in column.title.split()), default=0)
    known = _WIDTHS.get(column.kind)
    if known is not None:
        return max(known, min(title, _WIDEST)) + _PAD
    texts = [_words(row[at]) for row in table.rows[:_LOOKED_AT]]
    longest = max((_room(text) for text in texts), default=0.0)
    word = max((_room(part) for text in texts for part in text.split()), default=0.0)
    if column.kind is CellKind.ID:  # digits are wider than most letters, and stand unbroken
        return max(_NARROWEST, min(title, _WIDEST), min(_HALF, 1.12 * word)) + _PAD
    if column.wide:
        return max(_NARROWEST, min(title, _WIDEST), min(_LONG, longest)) + _PAD
    half = min(_HALF, max(min(longest, 12.0), longest / 2))  # two lines are read with ease
    return max(_NARROWEST, min(title, _WIDEST), min(_WIDEST, word), half) + _PAD


def _room(text: str) -> float:
    cut = text[:80]
    return sum(1.9 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in cut)


def _parts(widths: list[float], wide: list[bool]) -> list[list[int]]:
    """Return which columns stand together where a table is too wide even for a turned page.

    Running text comes last, in a part of its own. The first column is repeated in each part,
    since it names the row.
    """
    if sum(widths) <= PAGE_TURNED:
        return [list(range(len(widths)))]
    parts: list[list[int]] = [[0]]
    taken = widths[0]
    running = False
    for at in sorted(range(1, len(widths)), key=wide.__getitem__):
        new = wide[at] and not running
        running = wide[at]
        if len(parts[-1]) > 1 and (new or taken + widths[at] > PAGE_TURNED):
            parts.append([0])
            taken = widths[0]
        parts[-1].append(at)
        taken += widths[at]
    return parts


def _shades(table: DataTable) -> dict[tuple[int, int], int]:
    """Return the depth of colour (1 to 4) of the cells of a table that is one matrix."""
    if not table.heat:
        return {}
    values = {
        (at, i): float(value)
        for at, row in enumerate(table.rows)
        for i, value in enumerate(row)
        if isinstance(value, int | float) and table.columns[i].kind is CellKind.INTEGER
    }
    most = max(values.values(), default=0.0)
    return {
        place: min(4, 1 + int(4 * value / most))
        for place, value in values.items()
        if most > 0 and value > 0
    }


def _words(value: Cell) -> str:
    if isinstance(value, Word):
        return value.text
    return value if isinstance(value, str) else ""


def _cell(value: Cell, column: Column, row: tuple[Cell, ...]) -> dict[str, Any]:
    """Return a cell: its text, what stands small below it, and its tone."""
    if isinstance(value, Estimate):
        return _estimate(value, column, told=value.note in row)
    if isinstance(value, Word):
        return _cell_word(value) | {"small": "", "word": True}
    tone = str(Tone.NEUTRAL)
    return {"text": _said(value, column.kind), "small": "", "tone": tone, "word": False}


def _said(value: str | float | None, kind: CellKind) -> str:
    if value is None:
        return "" if kind in {CellKind.TEXT, CellKind.ID, CellKind.WORD} else "\u2013"
    if isinstance(value, str):
        return clean(value)
    match kind:
        case CellKind.SHARE:
            return words.percent(value)
        case CellKind.NUMBER:
            return f"{value:,.1f}"
        case _:
            return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def _estimate(e: Estimate, column: Column, *, told: bool) -> dict[str, Any]:
    share = column.kind is not CellKind.COEFFICIENT
    tone = str(Tone.NEUTRAL)
    if e.value is None:
        why = "" if told else clean(e.note, 160)  # a column of the same row may say it
        return {"text": _("n/a"), "small": why, "tone": tone, "word": False}
    between = words.interval(e) if share else _between(e)
    n = "" if column.brief else f"n{words.NBSP}{words.count(e.n)}"
    return {
        "text": words.share(e) if share else f"{e.value:.2f}",
        "small": words.DOT.join(part for part in (between, n) if part),
        "tone": tone,
        "word": False,
    }


def _between(e: Estimate) -> str:
    if e.low is None or e.high is None:
        return ""
    return _("{low} to {high}").format(low=f"{e.low:.2f}", high=f"{e.high:.2f}")
