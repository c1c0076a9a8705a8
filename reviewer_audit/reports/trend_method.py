"""How a trend was made: which files were read, what was left out, and what holds of the figures."""

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Style,
)
from reviewer_audit.reports.trend import Trend
from reviewer_audit.reports.trend_edition import leaves_out

_HOW = (
    N_(
        "An audit belongs to the period that holds the last day of its decisions; audits of one "
        "period are pooled as strata with their own frames."
    ),
    N_(
        "Items are told apart by their file: what was audited in two of them counts as apart, "
        "which makes an interval of a difference too wide, never too narrow."
    ),
    N_(
        "Limits: three standard errors around all audits of the chart together, by the effective "
        "number of decisions; Laney's where audits differ more than chance makes them."
    ),
    N_(
        "Nothing of this is written into the files read: no journal of theirs holds the seal of "
        "this report."
    ),
)


def method(found: Trend) -> list[Block]:
    """Return what a reader must know to repeat it."""
    known = any(one.file for one in found.sources)
    named = (Column(title=_("File"), kind=CellKind.ID),) if known else ()
    blocks: list[Block] = [
        DataTable(
            key="files",
            title=_("Files read"),
            columns=(
                *named,
                Column(title=_("Audit"), wide=True),
                Column(title=_("Revealed rounds"), kind=CellKind.INTEGER),
                Column(title=_("Journal head"), kind=CellKind.ID),
            ),
            rows=tuple(
                (*((one.file,) if named else ()), one.title, one.rounds, one.journal_head)
                for one in found.sources
            ),
            note=_("Read, never written to."),
        )
    ]
    if found.left_out:
        blocks.append(
            DataTable(
                key="left_out",
                title=_("Left out"),
                columns=(
                    *named,
                    Column(title=_("Round"), wide=True),
                    Column(title=_("Why"), wide=True),
                ),
                rows=tuple(line if named else line[1:] for line in found.left_out),
            )
        )
    notes = [
        *(translated(one) for one in _HOW),
        *(note for point in found.points for note in point.found.notes),
    ]
    kept_out = [_("Left out: {what}").format(what=text) for text in leaves_out(found.edition)]
    blocks += [Paragraph(text=text, style=Style.NOTE) for text in (*notes, *kept_out)]
    return blocks
