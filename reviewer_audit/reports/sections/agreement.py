"""How far people agree, and how much of it is more than chance."""

from reviewer_audit.i18n import N_, _
from reviewer_audit.reports import charts, words
from reviewer_audit.reports.methods import method_text
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
from reviewer_audit.reports.results import Agreement
from reviewer_audit.reports.sections.scope import Scope, SectionKind


def _columns() -> tuple[Column, ...]:
    return (
        Column(title=_("Pairing")),
        Column(title=_("Key"), kind=CellKind.ID),
        Column(title=_("Coefficient")),
        Column(title=_("Value"), kind=CellKind.COEFFICIENT),
        Column(title=_("Method"), wide=True),
        Column(title=_("Note"), wide=True),
    )


def _rows(title: str, pairing: Agreement) -> list[tuple[Cell, ...]]:
    known = any(e.value is not None for e in pairing.coefficients.values())
    if pairing.reading and not known:  # which says why there is none
        return []
    return [
        (title, key, words.score_title(key), e, method_text(e.method), e.note)
        for key, e in pairing.coefficients.items()
    ]


def _blocks(scope: Scope) -> tuple[Block, ...]:
    results = scope.results
    auditors = _("Auditors with each other")
    vendor = _("Vendor with auditors")
    readings = [
        Paragraph(text=f"{title}: {pairing.reading}")
        for title, pairing in (
            (auditors, results.auditor_auditor),
            (vendor, results.vendor_auditor),
        )
        if pairing.reading
    ]
    blocks: list[Block] = [
        *readings,
        DataTable(
            key="coefficients",
            columns=_columns(),
            rows=(
                *_rows(auditors, results.auditor_auditor),
                *_rows(vendor, results.vendor_auditor),
            ),
            empty=_("No item has two answers to compare."),
        ),
    ]
    chart = charts.agreement(results)
    if chart.marks:
        blocks.append(Figure(chart=chart))
    if scope.vendor:
        blocks.append(
            Paragraph(
                text=_(
                    "Agreement of auditors with each other is taken from all items of the "
                    "round that two of them graded."
                ),
                style=Style.NOTE,
            )
        )
    return tuple(blocks)


SECTION = SectionKind(key="agreement", title=N_("Agreement"), blocks=_blocks)
