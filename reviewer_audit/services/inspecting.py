"""Look at a file without a project."""

from pathlib import Path
from typing import Any


def inspect(path: Path, **options: Any) -> dict[str, Any]:
    """Return sheets, columns with suggested roles, and problems of a file."""
    from reviewer_audit import intake

    return intake.inspect(path, **options)
