"""The drawn decisions of a round in words, with both answers, outcome and weight."""

from collections.abc import Callable, Sequence

import numpy as np

from reviewer_audit.reports.data import Bool
from reviewer_audit.reports.outcomes import OUTCOMES
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, items

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]


def drawn_decisions(
    store: Project,
    ready: Prepared,
    chosen: Bool,
    roles: Sequence[str],
    called: Callable[[str, str], str],
) -> Table:
    """Return one row for each drawn decision that is chosen.

    Args:
        store: the project.
        ready: the numbers of the round.
        chosen: which of its decisions.
        roles: the columns by which decisions can be sliced.
        called: what somebody of a role is called.
    """
    data, o, weight = ready.data, ready.outcomes, ready.sample.weight
    with store.read() as tx:
        rows = decisions.table(tx, data.decision_id[chosen].tolist())
        names = items.names_of(tx, {row["item_id"] for row in rows})
    header = (
        "decision", "decision_id", "item_id", "decided_at", *roles, "vendor_labels",
        "vendor_action", "final_labels", "final_action", "outcome", "counted", "labels_match",
        "vendor_violating", "final_violating", "critical", "charged", "penalty",
        "severity_weight", "stratum", "probability", "weight",
    )  # fmt: skip
    lines: list[tuple[object, ...]] = []
    for row, at in zip(rows, np.flatnonzero(chosen).tolist(), strict=True):
        code = int(data.final_of_decision[at])
        final = data.answers[code] if code >= 0 else None
        lines.append(
            (
                row["id"],
                row["decision_id"],
                names[row["item_id"]],
                row["decided_at"],
                *(called(role, row[role]) for role in roles),
                "; ".join(row["labels"]),
                row["action"],
                "; ".join(final.labels) if final else "",
                final.action if final else "",
                OUTCOMES[int(o.code[at])].value,
                bool(o.counted[at]),
                bool(o.labels_match[at]),
                bool(o.vendor_violating[at]),
                bool(o.final_violating[at]),
                bool(o.critical[at]),
                bool(o.charged[at]),
                float(o.penalty[at]),
                float(o.weight[at]),
                int(data.stratum[at]),
                float(data.probability[at]),
                float(weight[at]),
            )
        )
    return header, lines
