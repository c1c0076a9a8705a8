"""What a file holds and what it seems to mean, before anything is imported."""

from pathlib import Path
from typing import Any

from reviewer_audit.domain.intake import Guess, RawTable, grouped

EXAMPLES = 3
PREVIEW = 80


def described(path: Path | str, table: RawTable, guesses: tuple[Guess, ...]) -> dict[str, Any]:
    """Return the object that ``inspect --json`` prints."""
    return {
        "file": str(path),
        "sha256": table.sha256,
        "encoding": table.encoding,
        "sheets": [
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "rows": sheet.rows,
                "columns": sheet.columns,
                "header_row": sheet.header_row or None,
                "read": sheet.used,
            }
            for sheet in table.sheets
        ],
        "columns": [
            {
                "name": guess.column,
                "role": guess.role.value,
                "confidence": guess.confidence,
                "reason": guess.reason,
                **_cells(table.column(guess.column)),
            }
            for guess in guesses
        ],
        "problems": grouped(table.problems),
    }


def _cells(column: list[str | None]) -> dict[str, Any]:
    different = dict.fromkeys(column)
    different.pop(None, None)
    examples = [text[:PREVIEW] for text, _ in zip(different, range(EXAMPLES), strict=False) if text]
    return {"distinct": len(different), "blank": column.count(None), "examples": examples}
