"""Tables of the calibration report: items, rulings, actions, votes. No content, no names."""

from collections.abc import Sequence

from reviewer_audit.domain.calibration import Decision, TaskKind
from reviewer_audit.reports import calibration_charts as charts
from reviewer_audit.reports import words
from reviewer_audit.reports.calibration import FLAGGED, Calibration, ItemLine
from reviewer_audit.reports.calibration_words import (
    DECISIONS,
    PURPOSES,
    STATES,
    SessionFacts,
    TaskFacts,
)
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Figure,
    Paragraph,
    Style,
)


def items(found: Calibration) -> tuple[Block, ...]:
    """Return the items: how the votes fell, and what was ruled."""
    return (
        Paragraph(
            text=f"An item is flagged where more than {100 * FLAGGED:.0f} % of the votes are off "
            "the commonest answer. Content is not quoted; find it by its name.",
            style=Style.NOTE,
        ),
        Figure(chart=charts.votes(found)),
        DataTable(
            key="items",
            columns=(
                Column(title="Item", kind=CellKind.ID),
                Column(title="Purpose"),
                Column(title="Votes", kind=CellKind.INTEGER),
                Column(title="Off the baseline", kind=CellKind.INTEGER),
                Column(title="Off the commonest", kind=CellKind.SHARE),
                Column(title="Flag"),
                Column(title="Baseline"),
                Column(title="Ruled"),
            ),
            rows=tuple(_item_row(found, one) for one in found.items),
        ),
    )


def _item_row(found: Calibration, one: ItemLine) -> tuple[Cell, ...]:
    labels = found.data.policy.labels
    off, n = one.distance
    ruled = "not yet"
    if one.facts.decision is Decision.GAP:
        ruled = "policy gap"
    elif one.facts.decision is not None:
        ruled = labels[one.standard].title
    return (
        one.facts.name,
        PURPOSES[one.facts.purpose],
        n,
        off,
        one.off,
        "flagged" if one.flagged else "",
        labels[one.baseline].title,
        ruled,
    )


def rulings(found: Calibration) -> tuple[Block, ...]:
    """Return the rulings with clause, cause and precedent."""
    titles = {label.key: label.title for label in found.data.policy.labels}
    causes = {cause.key: f"{cause.key} {cause.title}" for cause in found.data.policy.root_causes}
    rows = [one.facts for one in found.items if one.facts.decision is not None]
    return (
        DataTable(
            key="rulings",
            columns=(
                Column(title="Item", kind=CellKind.ID),
                Column(title="Ruling"),
                Column(title="Clause"),
                Column(title="Cause"),
                Column(title="Rationale", wide=True),
                Column(title="Precedent", wide=True),
            ),
            rows=tuple(
                (
                    f.name,
                    DECISIONS[f.decision] if f.decision else "",
                    titles.get(f.clause, f.clause),
                    causes.get(f.cause, f.cause),
                    f.rationale,
                    f.precedent,
                )
                for f in rows
            ),
            empty="Nothing has been ruled yet.",
        ),
    )


def actions(facts: SessionFacts) -> tuple[Block, ...]:
    """Return what is to be done, and what became of the session before."""
    clear = [t for t in facts.tasks if t.kind is TaskKind.CLARIFICATION]
    again: list[tuple[Cell, ...]] = [
        (str(t.number), round_, item) for t in clear for round_, item in t.again
    ]
    return (
        tasks_table("actions", "Actions and clarifications", facts.tasks),
        DataTable(
            key="again",
            title="Audited items to grade again",
            columns=(
                Column(title="Clarification", kind=CellKind.ID),
                Column(title="Round"),
                Column(title="Item", kind=CellKind.ID),
            ),
            rows=tuple(again),
            empty="No clarification touches an audited item.",
        ),
        tasks_table("earlier", "From the session before", facts.earlier),
    )


def tasks_table(key: str, title: str, tasks: Sequence[TaskFacts]) -> DataTable:
    """Return tasks with owner, date, state and age."""
    return DataTable(
        key=key,
        title=title,
        columns=(
            Column(title="No.", kind=CellKind.ID),
            Column(title="What", wide=True),
            Column(title="Clause"),
            Column(title="Owner"),
            Column(title="Due"),
            Column(title="State"),
            Column(title="Age in days", kind=CellKind.INTEGER),
            Column(title="To grade again", kind=CellKind.INTEGER),
        ),
        rows=tuple(
            (
                str(t.number),
                t.text,
                t.clause,
                t.owner,
                t.due,
                STATES[t.state],
                t.age,
                len(t.again),
            )
            for t in tasks
        ),
        empty="None.",
    )


def method(found: Calibration, facts: SessionFacts) -> tuple[Block, ...]:
    """Return how figures were made, the seal, and every vote."""
    labels = [label.title for label in found.data.policy.labels]
    q = found.data.q

    def said(code: int, *, judged: bool) -> str:
        return labels[code] if code < q else "cannot judge" if judged else ""

    rows: list[tuple[Cell, ...]] = []
    for k, who in enumerate(found.data.who):
        for at, item in enumerate(found.data.items):
            blind, again = int(found.data.blind[k, at]), int(found.data.again[k, at])
            rows.append(
                (
                    who,
                    item.name,
                    said(blind, judged=bool(found.data.judged[k, at])),
                    said(again, judged=False),
                )
            )
    whole = "the one that was frozen" if facts.whole else "NOT the one that was frozen"
    return (
        DataTable(
            key="method",
            columns=(Column(title="What"), Column(title="Value", wide=True)),
            rows=(
                ("Answers compared", "the primary label"),
                ("Intervals of shares", "votes on one item hang together"),
                ("Confidence", words.target_percent(found.data.confidence)),
                ("Seed of the set", facts.seed),
                ("Baseline", whole),
                ("Seal of the baseline (SHA-256)", facts.seal),
                ("Salt of the seal", facts.salt),
            ),
        ),
        DataTable(
            key="votes",
            title="All votes",
            columns=(
                Column(title="Participant"),
                Column(title="Item", kind=CellKind.ID),
                Column(title="Blind"),
                Column(title="After the rulings"),
            ),
            rows=tuple(rows),
        ),
    )
