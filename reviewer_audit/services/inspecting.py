"""Look at a file without a project."""

from pathlib import Path
from typing import Any


def make_ready() -> None:
    """Start what reads files; said before somebody chooses one, the file is there sooner."""
    from reviewer_audit.intake import sandbox

    sandbox.make_ready()


def inspect(path: Path, **options: Any) -> dict[str, Any]:
    """Return sheets, columns with suggested roles, and problems of a file."""
    from reviewer_audit import intake

    return intake.inspect(path, **options)
