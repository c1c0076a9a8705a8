"""Tables of the calibration report: items, rulings, actions, votes. No content, no names."""

from collections.abc import Sequence

from reviewer_audit.domain.calibration import Decision, TaskKind
from reviewer_audit.i18n import _, translated
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
            text=_(
                "An item is flagged where more than {flagged:.0f} % of the votes "
                "are off the commonest answer. Content is not quoted; find it by "
                "its name."
            ).format(flagged=100 * FLAGGED),
            style=Style.NOTE,
        ),
        Figure(chart=charts.votes(found)),
        DataTable(
            key="items",
            columns=(
                Column(title=_("Item"), kind=CellKind.ID),
                Column(title=_("Purpose")),
                Column(title=_("Votes"), kind=CellKind.INTEGER),
                Column(title=_("Off the baseline"), kind=CellKind.INTEGER),
                Column(title=_("Off the commonest"), kind=CellKind.SHARE),
                Column(title=_("Flag")),
                Column(title=_("Baseline")),
                Column(title=_("Ruled")),
            ),
            rows=tuple(_item_row(found, one) for one in found.items),
        ),
    )


def _item_row(found: Calibration, one: ItemLine) -> tuple[Cell, ...]:
    labels = found.data.policy.labels
    off, n = one.distance
    ruled = _("not yet")
    if one.facts.decision is Decision.GAP:
        ruled = _("policy gap")
    elif one.facts.decision is not None:
        ruled = labels[one.standard].title
    return (
        one.facts.name,
        translated(PURPOSES[one.facts.purpose]),
        n,
        off,
        one.off,
        words.inside(_("Flagged")) if one.flagged else "",
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
                Column(title=_("Item"), kind=CellKind.ID),
                Column(title=_("Ruling")),
                Column(title=_("Clause")),
                Column(title=_("Cause")),
                Column(title=_("Rationale"), wide=True),
                Column(title=_("Precedent"), wide=True),
            ),
            rows=tuple(
                (
                    f.name,
                    translated(DECISIONS[f.decision]) if f.decision else "",
                    titles.get(f.clause, f.clause),
                    causes.get(f.cause, f.cause),
                    f.rationale,
                    f.precedent,
                )
                for f in rows
            ),
            empty=_("Nothing has been ruled yet."),
        ),
    )


def actions(facts: SessionFacts) -> tuple[Block, ...]:
    """Return what is to be done, and what became of the session before."""
    clear = [t for t in facts.tasks if t.kind is TaskKind.CLARIFICATION]
    again: list[tuple[Cell, ...]] = [
        (str(t.number), round_, item) for t in clear for round_, item in t.again
    ]
    return (
        tasks_table("actions", _("Actions and clarifications"), facts.tasks),
        DataTable(
            key="again",
            title=_("Audited items to grade again"),
            columns=(
                Column(title=_("Clarification"), kind=CellKind.ID),
                Column(title=_("Round")),
                Column(title=_("Item"), kind=CellKind.ID),
            ),
            rows=tuple(again),
            empty=_("No clarification touches an audited item."),
        ),
        tasks_table("earlier", _("From the session before"), facts.earlier),
    )


def tasks_table(key: str, title: str, tasks: Sequence[TaskFacts]) -> DataTable:
    """Return tasks with owner, date, state and age."""
    return DataTable(
        key=key,
        title=title,
        columns=(
            Column(title=_("No."), kind=CellKind.ID),
            Column(title=_("What"), wide=True),
            Column(title=_("Clause")),
            Column(title=_("Owner")),
            Column(title=_("Due")),
            Column(title=_("State")),
            Column(title=_("Age in days"), kind=CellKind.INTEGER),
            Column(title=_("To grade again"), kind=CellKind.INTEGER),
        ),
        rows=tuple(
            (
                str(t.number),
                t.text,
                t.clause,
                t.owner,
                t.until,
                translated(STATES[t.state]),
                t.age,
                len(t.again),
            )
            for t in tasks
        ),
        empty=_("None."),
    )


def method(found: Calibration, facts: SessionFacts) -> tuple[Block, ...]:
    """Return how figures were made, the seal, and every vote."""
    labels = [label.title for label in found.data.policy.labels]
    q = found.data.q

    def said(code: int, *, judged: bool) -> str:
        return labels[code] if code < q else _("cannot judge") if judged else ""

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
    whole = _("the one that was frozen") if facts.whole else _("NOT the one that was frozen")
    return (
        DataTable(
            key="method",
            columns=(Column(title=_("What")), Column(title=_("Value"), wide=True)),
            rows=(
                (_("Answers compared"), _("the primary label")),
                (_("Intervals of shares"), _("votes on one item hang together")),
                (_("Confidence"), words.target_percent(found.data.confidence)),
                (_("Seed of the set"), facts.seed),
                (_("Baseline"), whole),
                (_("Seal of the baseline (SHA-256)"), facts.seal),
                (_("Salt of the seal"), facts.salt),
            ),
        ),
        DataTable(
            key="votes",
            title=_("All votes"),
            columns=(
                Column(title=_("Participant")),
                Column(title=_("Item"), kind=CellKind.ID),
                Column(title=_("Blind")),
                Column(title=_("After the rulings")),
            ),
            rows=tuple(rows),
        ),
    )
