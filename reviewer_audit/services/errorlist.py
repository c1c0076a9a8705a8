"""The decisions that differ from the final answer, in words."""

from collections.abc import Sequence

from reviewer_audit.domain.policy import Policy
from reviewer_audit.reports.data import Answer
from reviewer_audit.reports.outcomes import OUTCOMES, outcomes
from reviewer_audit.reports.results import ErrorLine
from reviewer_audit.services.gathering import Gathered, Rationale
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, items
from reviewer_audit.store.tables.decisions import SLICES


def error_lines(store: Project, gathered: Gathered) -> tuple[ErrorLine, ...]:
    """Return one line per wrong decision, gravest label first."""
    data = gathered.data
    found = outcomes(data)
    wrong = data.decision_id[found.wrong].tolist()
    with store.read() as tx:
        rows = decisions.table(tx, wrong)
        names = items.names_of(tx, {row["item_id"] for row in rows})
    lines = []
    for row in rows:
        at = gathered.row_of[row["id"]]
        final = data.answers[int(data.final_of_decision[at])]
        cause = int(data.cause[at])
        said = gathered.rationale.get(row["item_id"], Rationale("", ""))
        vendor = data.answers[int(data.vendor[at])]
        lines.append(
            ErrorLine(
                decision=row["id"],
                item=names[row["item_id"]],
                decision_id=row["decision_id"],
                decided_at=row["decided_at"],
                slices={role: row[role] for role in SLICES if row[role]},
                vendor_labels=titles(data.policy, vendor.labels),
                vendor_action=action_title(data.policy, vendor),
                final_labels=titles(data.policy, final.labels),
                final_action=action_title(data.policy, final),
                outcome=OUTCOMES[int(found.code[at])].value,
                severity=_severity(data.policy, final.labels),
                critical=bool(found.critical[at]),
                cause=data.policy.root_causes[cause].title if cause >= 0 else "",
                charged=bool(found.charged[at]),
                clause=_clause(data.policy, final.labels),
                rationale=said.note,
            )
        )
    return tuple(
        sorted(lines, key=lambda line: (not line.critical, line.severity[::-1] != "", line.item))
    )


def titles(policy: Policy, keys: Sequence[str]) -> str:
    """Return labels in words, the primary one first."""
    known = {label.key: label.title for label in policy.labels}
    return "; ".join(known.get(key, key) for key in keys)


def action_title(policy: Policy, answer: Answer) -> str:
    """Return an action in words."""
    return next((a.title for a in policy.actions if a.key == answer.action), answer.action)


def _severity(policy: Policy, keys: Sequence[str]) -> str:
    return max((label.severity for label in policy.labels if label.key in keys), default="")


def _clause(policy: Policy, keys: Sequence[str]) -> str:
    found = [label for label in policy.labels if label.key in keys[:1]]
    return f"{found[0].title}: {found[0].definition}".rstrip(": ") if found else ""
