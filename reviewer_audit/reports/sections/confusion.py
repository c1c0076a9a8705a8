"""What was decided against what was right."""

from reviewer_audit.i18n import N_, _
from reviewer_audit.reports import charts, words
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    Column,
    DataTable,
    Figure,
    Paragraph,
    Style,
)
from reviewer_audit.reports.panels_checks import label_table
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_MOST = 15


def _blocks(scope: Scope) -> tuple[Block, ...]:
    table = scope.results.confusion
    if not any(sum(row) for row in table.matrix):
        return (
            Paragraph(text=_("No decision of this report has a final answer to compare with.")),
        )
    wrong = sorted(
        (
            (n, i, j)
            for i, row in enumerate(table.matrix)
            for j, n in enumerate(row)
            if i != j and n
        ),
        reverse=True,
    )
    total = sum(n for n, _i, _j in wrong)
    used = [k for k, row in enumerate(table.matrix) if sum(row)]
    blocks: list[Block] = [
        Paragraph(
            text=_(
                "Counts of decisions by primary label. Blue cells on the diagonal agree; red ones "
                "do not, and a darker one is more frequent."
            ),
            style=Style.NOTE,
        ),
        Figure(chart=charts.confusion(table)),
        DataTable(
            key="row_shares",
            title=_("Of the decisions with this answer, how many should have been ..."),
            columns=(
                Column(title=_("Decided")),
                *(Column(title=title, kind=CellKind.SHARE) for title in table.titles),
                Column(title="n", kind=CellKind.INTEGER),
            ),
            rows=tuple(
                (
                    table.titles[k],
                    *(n / sum(table.matrix[k]) for n in table.matrix[k]),
                    sum(table.matrix[k]),
                )
                for k in used
            ),
        ),
        DataTable(
            key="frequent_confusions",
            title=_("Most frequent confusions"),
            columns=(
                Column(title=_("Decided")),
                Column(title=_("Right")),
                Column(title=_("Decisions"), kind=CellKind.INTEGER),
                Column(title=_("Of all of them"), kind=CellKind.SHARE),
            ),
            rows=tuple(
                (table.titles[i], table.titles[j], n, n / total) for n, i, j in wrong[:_MOST]
            ),
            filters=tuple(
                (("vendor_label", table.labels[i]), ("final_label", table.labels[j]))
                for _n, i, j in wrong[:_MOST]
            ),
            note=_("{left} more errors of {n} other kinds").format(
                left=words.count(sum(n for n, _i, _j in wrong[_MOST:])), n=len(wrong) - _MOST
            )
            if len(wrong) > _MOST
            else "",
            empty=_("No label was confused with another."),
        ),
    ]
    if scope.results.labels:
        blocks.append(label_table(scope.results.labels))
    if scope.results.method.weighted and table.weighted_matrix:
        blocks.append(
            DataTable(
                key="weighted_confusion",
                title=_("Weighted to the frame the sample was drawn from"),
                columns=(
                    Column(title=_("Decided")),
                    *(Column(title=title, kind=CellKind.NUMBER) for title in table.titles),
                ),
                rows=tuple(
                    (title, *row)
                    for title, row in zip(table.titles, table.weighted_matrix, strict=True)
                ),
            )
        )
    return tuple(blocks)


SECTION = SectionKind(key="confusion", title=N_("Confusion"), blocks=_blocks)
