"""What one reviewer gets back: where the final answer differed, and why.

For learning, never for a verdict: persons are not judged, and a rate from few decisions is not
given at all.
"""

from collections.abc import Sequence

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.editions import Call
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    Column,
    DataTable,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Section,
    Style,
)
from reviewer_audit.reports.results import AuditResults, ErrorLine, Scores

LIMIT = N_(
    "The final answer comes from blind grading and, where people "
    "differed, from adjudication; it can be wrong, too, and can still "
    "change while it is provisional."
)
_KEYS = ("accuracy", "over_enforcement", "under_enforcement")


def reviewers(results: AuditResults) -> tuple[tuple[str, str], ...]:
    """Return vendor ("" where none is known) and name of every reviewer with a final answer."""
    return tuple(
        (vendor, name)
        for vendor, own in _parts(results)
        for name, scores in sorted(own.by.get("reviewer", {}).items())
        if name and scores.counted
    )


def feedback(results: AuditResults, vendor: str, reviewer: str, call: Call | None = None) -> Report:
    """Return the report for one reviewer: their own decisions alone.

    Args:
        results: of the round, with every vendor's own.
        vendor: the reviewer's.
        reviewer: the name in the decisions.
        call: what persons are called; by their names where it is None.

    Raises:
        KeyError: no decision of this reviewer counts.
    """
    own = dict(_parts(results))[vendor]
    scores = own.by["reviewer"][reviewer]
    mine = [
        e
        for e in results.errors
        if e.slices.get("reviewer") == reviewer and e.slices.get("vendor", "") == vendor
    ]
    return Report(
        title=call("reviewer", reviewer) if call else reviewer,
        subtitle=words.DOT.join(
            part for part in (_("Feedback"), vendor, results.project, results.round_title) if part
        ),
        sections=(
            Section(key="feedback", title=_("Feedback"), blocks=_summary(scores, len(mine))),
            Section(key="errors", title=_("Where it differs"), blocks=(_table(mine),)),
        ),
        edition="feedback",
        brief=True,
        limits=(translated(LIMIT),),
        vendor=vendor,
        stamp=_("Provisional until the round is closed") if results.provisional else "",
        facts=((_("Policy"), results.method.policy), (_("Round"), results.round_title)),
    )


def _parts(results: AuditResults) -> tuple[tuple[str, AuditResults], ...]:
    """Return the vendors with their own results; the whole where no vendor is known."""
    vendors = results.extra.get("vendors", {})
    return tuple(vendors.items()) or (("", results),)


def _table(mine: Sequence[ErrorLine]) -> DataTable:
    return DataTable(
        key="errors",
        columns=(
            Column(title=_("Item"), kind=CellKind.ID),
            Column(title=_("Your answer")),
            Column(title=_("Final answer")),
            Column(title=_("Difference"), kind=CellKind.WORD),
            Column(title=_("Clause"), wide=True),
            Column(title=_("Why"), wide=True),
        ),
        rows=tuple(
            (
                e.item,
                words.DOT.join(part for part in (e.vendor_labels, e.vendor_action) if part),
                words.DOT.join(part for part in (e.final_labels, e.final_action) if part),
                words.outcome_word(e.outcome),
                e.clause,
                e.rationale,
            )
            for e in mine
        ),
        filters=tuple((("decision", str(e.decision)),) for e in mine),
        empty=_("The final answer is yours throughout."),
    )


def _summary(scores: Scores, differ: int) -> tuple[Block, ...]:
    count = words.count(scores.counted)
    blocks: list[Block] = [
        Paragraph(
            text=_(
                "The final answer differs from yours in {differ} of {count} "
                "decisions that were looked at."
            ).format(differ=words.count(differ), count=count),
            style=Style.LEAD,
        )
    ]
    if scores.counted < words.SMALL:
        blocks.append(
            Paragraph(
                text=_(
                    "Fewer than {small} decisions say little about a rate, so none is given."
                ).format(small=words.SMALL),
                style=Style.NOTE,
            )
        )
    else:
        blocks.append(KeyFigures(figures=tuple(_figure(scores, key) for key in _KEYS)))
    blocks.append(
        Paragraph(
            text=_(
                "Nobody is ranked or judged by this. Read clause and rationale, "
                "and ask where you see it otherwise."
            ),
            style=Style.NOTE,
        )
    )
    return tuple(blocks)


def _figure(scores: Scores, key: str) -> KeyFigure:
    e = scores[key]
    return KeyFigure(
        key=key,
        title=words.score_title(key),
        estimate=e,
        text=words.share(e),
        range=words.range_and_n(e),
    )
