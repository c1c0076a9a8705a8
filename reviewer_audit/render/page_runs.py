"""What of a report shares a page, and what is said but once on it."""

from collections.abc import Sequence
from typing import Any

from reviewer_audit.reports.model import Block, DataTable, Figure, Paragraph, Section

FEW_ROWS, FEW_BLOCKS = 4, 8  # a section with no more needs no page of its own
LOW = 0.6  # of its width: a picture no higher has room on a turned page


def said_once(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without paragraphs that say what stands below the picture before them."""
    return [
        block
        for before, block in zip((None, *blocks), blocks, strict=False)
        if not (
            isinstance(before, Figure)
            and isinstance(block, Paragraph)
            and block.text == before.chart.note
        )
    ]


def is_short(section: Section) -> bool:
    """Whether a section is too little for a page of its own: it goes on below the one before."""
    return len(section.blocks) <= FEW_BLOCKS and all(
        isinstance(block, Paragraph)
        or (isinstance(block, DataTable) and len(block.rows) <= FEW_ROWS)
        for block in section.blocks
    )


def runs_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks as stretches that share a page: held upright, or turned for wide tables.

    Text before a wide table goes with it, so that no page holds a heading alone.
    """
    runs: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    for block in blocks:
        if block["kind"] == "paragraph":
            waiting.append(block)
            continue
        turned = bool(block.get("turned"))
        if not runs or runs[-1]["turned"] is not turned:
            runs.append({"turned": turned, "blocks": []})
        runs[-1]["blocks"] += [*waiting, block]
        waiting = []
    if waiting and not runs:
        runs.append({"turned": False, "blocks": []})
    if waiting:
        runs[-1]["blocks"] += waiting
    return _rejoined(runs)


def _rejoined(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the stretches; one block alone stays on the turned page that the one before began."""
    joined: list[dict[str, Any]] = []
    for run in runs:
        alone = sum(block["kind"] != "paragraph" for block in run["blocks"]) <= 1
        if joined and joined[-1]["turned"] and (run["turned"] or (alone and _is_low(run))):
            joined[-1]["blocks"] += run["blocks"]
        else:
            joined.append(run)
    return joined


def _is_low(run: dict[str, Any]) -> bool:
    """Whether the pictures of a stretch have room on a turned page."""
    return all(
        block["height"] <= LOW * block["width"]
        for block in run["blocks"]
        if block["kind"] == "figure"
    )
