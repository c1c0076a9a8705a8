"""How often auditors go over to the vendor's answer once they have seen it."""

import json
from collections.abc import Mapping
from typing import Any

from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, grades, people


def anchoring(store: Project, round_id: int | None = None) -> dict[str, tuple[int, int]]:
    """Return, by auditor's name, answers revised toward the vendor and those that differed.

    An answer differs where the last revision before reveal has another primary label than every
    decision on the item; it is revised toward the vendor where the last revision after reveal has
    the label of one of them. Cannot-judge and skipped answers do not count.

    Raises:
        StillBlindError: the round is still graded.
    """
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_revealed(one)
    with store.read() as tx:
        names = decisions.terms(tx)
        vendor: dict[int, set[str]] = {}
        for row in decisions.of_round(tx, one.id):
            vendor.setdefault(row.item_id, set()).add(_primary(names[row.labels]))
        given = grades.every(tx, one.id)
        who: dict[str, str] = {person.id: person.name for person in people.everyone(tx)}
    before: dict[int, Any] = {}
    after: dict[int, Any] = {}
    for row in sorted(given, key=lambda row: (row.assignment_id, row.revision)):
        if row.after_reveal and row.merge_id is not None:
            continue  # a late return: graded blind
        (after if row.after_reveal else before)[row.assignment_id] = row
    return _counted(before, after, vendor, who)


def _counted(
    before: Mapping[int, Any],
    after: Mapping[int, Any],
    vendor: Mapping[int, set[str]],
    who: Mapping[str, str],
) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for number, row in before.items():
        name = who.get(row.auditor_id, "")
        toward, differed = counts.get(name, (0, 0))
        said = vendor.get(row.item_id)
        if said and row.kind == "answer" and _primary(row.labels) not in said:
            later = after.get(number)
            moved = later is not None and later.kind == "answer" and _primary(later.labels) in said
            toward, differed = toward + moved, differed + 1
        counts[name] = (toward, differed)
    return counts


def _primary(labels: str) -> str:
    found = json.loads(labels or "[]")
    return str(found[0]) if found else ""
