"""How often auditors go over to the vendor's answer once they have seen it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reviewer_audit.services.gathering import Records
from reviewer_audit.services.rounds import require_revealed
from reviewer_audit.store import grades
from reviewer_audit.store.project import Tx


def anchoring(tx: Tx, records: Records) -> dict[str, tuple[int, int]]:
    """Return, by auditor's name, answers revised toward the vendor and those that differed.

    An answer differs where the last revision before reveal has another primary label than every
    decision on the item; it is revised toward the vendor where the last revision after reveal has
    the label of one of them. Cannot-judge and skipped answers do not count, nor do late returns,
    which were graded blind.

    Raises:
        StillBlindError: the round is still graded.
    """
    require_revealed(records.one)
    drawn, names = records.drawn, records.names
    first = {number: _primary(names[number]) for number in set(drawn["labels"])}
    vendor: dict[int, set[str]] = {}
    for item, number in zip(drawn["item_id"], drawn["labels"], strict=True):
        vendor.setdefault(item, set()).add(first[number])
    after = {row.assignment_id: row for row in grades.revised_after_reveal(tx, records.one.id)}
    return _counted(records.given, after, vendor, records.people)


def _counted(
    before: Sequence[Any],
    after: Mapping[int, Any],
    vendor: Mapping[int, set[str]],
    who: Mapping[str, str],
) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    labels: dict[str, str] = {}  # each text is read once
    for row in before:
        name = who.get(row.auditor_id, "")
        toward, differed = counts.get(name, (0, 0))
        said = vendor.get(row.item_id)
        if row.labels not in labels:
            labels[row.labels] = _primary(row.labels)
        if said and row.kind == "answer" and labels[row.labels] not in said:
            later = after.get(row.assignment_id)
            moved = later is not None and later.kind == "answer" and _primary(later.labels) in said
            toward, differed = toward + moved, differed + 1
        counts[name] = (toward, differed)
    return counts


def _primary(labels: str) -> str:
    found = json.loads(labels or "[]")
    return str(found[0]) if found else ""
