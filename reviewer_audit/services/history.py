"""What earlier rounds have shown, for planning the next one."""

from collections.abc import Sequence

from reviewer_audit import policies as rule_books
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.services.gathering import gather
from reviewer_audit.store import policies, rounds
from reviewer_audit.store.project import Tx


def errors_by_cell(tx: Tx, roles: Sequence[str]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Return wrong and audited decisions of every cell, over all revealed rounds."""
    counts: dict[tuple[str, ...], tuple[int, int]] = {}
    for one in rounds.every(tx):
        if one.state.is_open:
            continue
        policy = rule_books.decode(policies.of_version(tx, one.policy_version).body)
        data = gather(tx, one, policy).data
        found = outcomes(data)
        columns = [data.column(role) for role in roles]
        names = [[c.names[code] for code in c.codes.tolist()] for c in columns]
        flags = zip(found.counted.tolist(), found.wrong.tolist(), strict=True)
        for cell, (counted, wrong) in zip(zip(*names, strict=True), flags, strict=True):
            before = counts.get(cell, (0, 0))
            counts[cell] = (before[0] + wrong, before[1] + counted)
    return counts
