"""A starting policy from the labels found in a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reviewer_audit.progress import SILENT, Progress


def draft_policy(
    path: Path,
    column: str,
    out: Path,
    *,
    not_violating: Sequence[str] = (),
    sheets: Sequence[str] = (),
    encoding: str = "",
    header_row: int | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Write a policy whose labels are the values of a column.

    Raises:
        IntakeError: the file cannot be read or has no such column.
        PolicyError: a label named as not violating does not occur.
    """
    from reviewer_audit import intake, policies
    from reviewer_audit.intake import drafting
    from reviewer_audit.render.files import replacing

    table = intake.read(
        path, sheets=sheets, encoding=encoding, header_row=header_row, progress=progress
    )
    found = drafting.labels_found(table, column)
    counts = [(one.value, one.count) for one in found]
    policy = policies.draft(counts, not_violating, name=path.stem)
    with replacing(out) as partial:
        partial.write_text(policies.dumps(policy), encoding="utf-8")
    number = dict(counts)
    return {
        "out": str(out),
        "labels": [
            {
                "key": label.key,
                "count": number.get(label.key, 0),
                "is_violation": label.is_violation,
            }
            for label in policy.labels
        ],
    }
