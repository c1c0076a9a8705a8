"""How often auditors go over to the vendor's answer once they have seen it."""

import json
from collections.abc import Mapping

from reviewer_audit.services.gathering import Columns, Records
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
    given = records.grades
    who = [records.people.get(number, "") for number in given["auditor_id"]]
    counts = dict.fromkeys(who, (0, 0))
    for at in _apart(given, vendor):
        later = after.get(given["assignment_id"][at])
        said = vendor[given["item_id"][at]]
        moved = later is not None and later.kind == "answer" and _primary(later.labels) in said
        toward, differed = counts[who[at]]
        counts[who[at]] = (toward + moved, differed + 1)
    return counts


def _apart(given: Columns, vendor: Mapping[int, set[str]]) -> list[int]:
    """Return which grades have another primary label than every decision on their item."""
    labels = {text: _primary(text) for text in set(given["labels"])}
    rows = zip(given["item_id"], given["kind"], given["labels"], strict=True)
    return [
        at
        for at, (item, kind, text) in enumerate(rows)
        if kind == "answer" and labels[text] not in vendor[item]
    ]


def _primary(labels: str) -> str:
    found = json.loads(labels or "[]")
    return str(found[0]) if found else ""
