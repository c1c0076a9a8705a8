"""The contract period that the round belongs to: its targets, judged over all of its rounds."""

from reviewer_audit.i18n import N_, _
from reviewer_audit.reports import words
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Style,
)
from reviewer_audit.reports.pooled import Pooled, PooledTarget
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _blocks(scope: Scope) -> tuple[Block, ...]:
    period = scope.results.contract
    if period is None:
        return ()
    return (
        Paragraph(text=_lead(period), style=Style.LEAD),
        Paragraph(
            text=_(
                "Every cell of every round is a stratum with its own frame; each decision is "
                "judged by the policy of its own round; Holm's steps share the risk among the "
                "targets."
            ),
            style=Style.NOTE,
        ),
        DataTable(
            key="period_targets",
            title=_("Targets over the period"),
            columns=(
                Column(title=_("Where")),
                Column(title=_("Measure")),
                Column(title=_("Verdict"), kind=CellKind.WORD),
                Column(title=_("Value"), kind=CellKind.ESTIMATE),
                Column(title=_("Target"), kind=CellKind.SHARE),
            ),
            rows=tuple(_target(one) for one in period.targets),
            empty=_("No target is declared: no verdict."),
        ),
        *(Paragraph(text=one.sentence, style=Style.NOTE) for one in period.targets),
        _rounds(period, alone=bool(scope.vendor)),
        *(
            Paragraph(
                text=_("Not in the period: {title}, {why}.").format(title=title, why=why),
                style=Style.NOTE,
            )
            for _number, title, why in period.left_out
        ),
        *(Paragraph(text=note, style=Style.NOTE) for note in period.notes),
    )


def _lead(period: Pooled) -> str:
    first = period.since or min(one.first_day for one in period.rounds)
    last = period.until or max(one.last_day for one in period.rounds)
    if period.provisional:
        text = _("{first} to {last}: accuracy {rate}; provisional until its rounds are closed.")
    else:
        text = _("{first} to {last}: accuracy {rate}.")
    return text.format(first=first, last=last, rate=words.rate(period.accuracy))


def _target(one: PooledTarget) -> tuple[Cell, ...]:
    charged = one.verdict.measure == "charged"
    return (
        ", ".join(one.place.values()) or _("All"),
        words.score_title("charged_accuracy" if charged else one.metric),
        words.verdict_word(one.verdict, one.metric),
        one.estimate,
        one.verdict.target,
    )


def _rounds(period: Pooled, *, alone: bool) -> DataTable:
    """List the rounds; what they hold of all vendors is in no vendor's report."""
    whole = CellKind.INTEGER
    columns = [
        (Column(title=_("Round")), [one.title for one in period.rounds]),
        (Column(title=_("First day")), [one.first_day for one in period.rounds]),
        (Column(title=_("Last day")), [one.last_day for one in period.rounds]),
        (Column(title=_("Policy")), [one.policy for one in period.rounds]),
    ]
    numbers: list[tuple[Column, list[Cell]]] = [
        (Column(title=_("In the frame"), kind=whole), [one.population for one in period.rounds]),
        (Column(title=_("Drawn"), kind=whole), [one.decisions for one in period.rounds]),
        (
            Column(title=_("Accuracy"), kind=CellKind.ESTIMATE),
            [one.accuracy for one in period.rounds],
        ),
    ]
    every: list[tuple[Column, list[Cell]]] = [(column, list(cells)) for column, cells in columns]
    every += [] if alone else numbers
    return DataTable(
        key="period_rounds",
        title=_("Rounds of the period"),
        columns=tuple(column for column, _cells in every),
        rows=tuple(zip(*(cells for _column, cells in every), strict=True)),
    )


SECTION = SectionKind(key="contract", title=N_("Contract period"), blocks=_blocks)
