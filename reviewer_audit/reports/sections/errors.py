"""One row per error, with clause and rationale."""

from collections.abc import Callable

from reviewer_audit.i18n import N_, _, ngettext
from reviewer_audit.reports import words
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Style,
    Tone,
    Word,
)
from reviewer_audit.reports.results import ErrorLine
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_ROLES = ("vendor", "queue", "language", "market", "reviewer")


def _answer(labels: str, action: str) -> str:
    return words.DOT.join(part for part in (labels, action) if part)


def _cause(e: ErrorLine) -> str:
    return e.cause if e.charged else _("{cause} (not charged)").format(cause=e.cause or _("Cause"))


def _blocks(scope: Scope) -> tuple[Block, ...]:
    errors = scope.results.errors
    roles = [
        role
        for role in _ROLES
        if any(e.slices.get(role) for e in errors) and not (role == "vendor" and scope.vendor)
    ]

    known: list[tuple[Column, Callable[[ErrorLine], Cell]]] = [
        (Column(title=_("Item"), kind=CellKind.ID), lambda e: e.item),
        (Column(title=_("Decision"), kind=CellKind.ID), lambda e: e.decision_id),
        (Column(title=_("Decided at")), lambda e: e.decided_at),
    ]
    columns: list[tuple[Column, Callable[[ErrorLine], Cell]]] = [
        *((column, take) for column, take in known if any(take(e) for e in errors)),
        *((Column(title=words.role_title(role)), _slice(role)) for role in roles),
        (Column(title=_("Vendor decision")), lambda e: _answer(e.vendor_labels, e.vendor_action)),
        (Column(title=_("Final decision")), lambda e: _answer(e.final_labels, e.final_action)),
        (Column(title=_("Error"), kind=CellKind.WORD), lambda e: words.outcome_word(e.outcome)),
        (Column(title=_("Severity")), lambda e: e.severity),
    ]
    if any(e.critical for e in errors):
        critical = Word(text=_("Critical"), tone=Tone.BAD)
        columns.append(
            (
                Column(title=_("Critical"), kind=CellKind.WORD),
                lambda e: critical if e.critical else None,
            )
        )
    of = _findings(scope)
    if of:
        columns.append((Column(title=_("Finding")), lambda e: of.get(e.decision, "")))
    if any(e.cause for e in errors):
        columns.append((Column(title=_("Root cause")), _cause))
    columns += [
        (Column(title=_("Clause"), wide=True), lambda e: e.clause),
        (Column(title=_("Rationale"), wide=True), lambda e: e.rationale),
    ]
    return (
        Paragraph(
            text=ngettext(
                "{n} error among {decisions} decisions that count.",
                "{n} errors among {decisions} decisions that count.",
                len(errors),
            ).format(
                n=words.count(len(errors)),
                decisions=words.count(scope.results.graded_decisions),
            ),
            style=Style.NOTE,
        ),
        DataTable(
            key="errors",
            columns=tuple(column for column, _take in columns),
            rows=tuple(tuple(take(e) for _column, take in columns) for e in errors),
            filters=tuple((("decision", str(e.decision)),) for e in errors),
            empty=_("No errors were found."),
        ),
    )


def _findings(scope: Scope) -> dict[int, str]:
    """Return the numbers of the findings behind which an error stands: "1", "1, 3"."""
    found: dict[int, list[str]] = {}
    listed = {e.decision for e in scope.results.errors} - {0}
    for k, finding in enumerate(scope.results.findings, start=1):
        for decision in listed.intersection(finding.decisions):
            found.setdefault(decision, []).append(str(k))
    return {decision: ", ".join(numbers) for decision, numbers in found.items()}


def _slice(role: str) -> Callable[[ErrorLine], Cell]:
    return lambda e: e.slices.get(role, "")


SECTION = SectionKind(key="errors", title=N_("Errors"), blocks=_blocks)
