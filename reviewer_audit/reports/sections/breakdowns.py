"""The same scores by vendor, queue, language, market and whatever else was asked for."""

from reviewer_audit.i18n import N_, _
from reviewer_audit.reports import charts, words
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Figure,
    Filter,
    Paragraph,
    Style,
    Tone,
    Word,
)
from reviewer_audit.reports.results import Scores
from reviewer_audit.reports.sections.scope import Scope, SectionKind, roles_in_order

_CHARTS = 4
_ESTIMATE = CellKind.ESTIMATE


def _columns() -> tuple[Column, ...]:
    return (
        Column(title=_("By")),
        Column(title=_("Value")),
        Column(title=_("Accuracy"), kind=_ESTIMATE),
        Column(title=_("Charged accuracy"), kind=_ESTIMATE, brief=True),
        Column(title=_("Over-enforced"), kind=_ESTIMATE, brief=True),
        Column(title=_("Missed violations"), kind=_ESTIMATE, brief=True),
        Column(title=_("Left out"), kind=CellKind.INTEGER),
        Column(title=_("Remark"), kind=CellKind.WORD),
    )


def remark(scores: Scores, rest: float | None, *, person: bool) -> Word | None:
    """Return what stands beside a slice: its verdict, or that it differs from the rest."""
    if scores.counted < words.SMALL:
        return Word(text=_("Fewer than {small} decisions").format(small=words.SMALL))
    if person:
        return None
    verdict = words.verdict_word(scores.verdict)
    if verdict:
        return verdict
    value = scores["accuracy"].value
    if scores.mark != "different" or value is None or rest is None:
        return None
    if value < rest:
        return Word(text=_("Lower than the rest"), tone=Tone.BAD)
    return Word(text=_("Higher than the rest"), tone=Tone.GOOD)


def _blocks(scope: Scope) -> tuple[Block, ...]:
    results = scope.results
    rows: list[tuple[Cell, ...]] = []
    filters: list[Filter] = []
    muted: set[int] = set()
    rest = results.overall["accuracy"].value
    one = len(results.by.get("vendor", {})) == 1  # by vendor and queue is by queue then
    roles = [
        role
        for role in roles_in_order(results.by)
        if results.by[role] and not (one and role.startswith("vendor+"))
    ]
    for role in roles:
        person = any(part in charts.PERSONS for part in role.split("+"))
        for value in sorted(results.by[role]):
            scores = results.by[role][value]
            if scores.counted < words.SMALL:
                muted.add(len(rows))
            where = charts.pairs(role, value)
            filters.append(where)
            rows.append(
                (
                    words.role_title(role),
                    charts.slice_title(results, where),
                    scores["accuracy"],
                    scores["charged_accuracy"],
                    scores["over_enforcement"],
                    scores["under_enforcement"],
                    scores.decisions - scores.counted,
                    remark(scores, rest, person=person),
                )
            )
    drawn = [role for role in roles if not charts.PERSONS & set(role.split("+"))][:_CHARTS]
    return (
        Paragraph(
            text=_(
                "Slices carry intervals and, where they differ from the rest after "
                "correction for looking at many (Benjamini-Hochberg), a remark. "
                "Only declared targets get a verdict, and persons never do. Rows "
                "with fewer than {small} decisions are greyed."
            ).format(small=words.SMALL),
            style=Style.NOTE,
        ),
        DataTable(
            key="breakdowns",
            columns=_columns(),
            rows=tuple(rows),
            filters=tuple(filters),
            muted=frozenset(muted),
            empty=_("No role was mapped by which the decisions could be split."),
        ),
        *(
            Figure(chart=chart)
            for role in drawn
            if len((chart := charts.by_role(results, role)).marks) > 1
        ),
    )


SECTION = SectionKind(key="breakdowns", title=N_("Breakdowns"), blocks=_blocks)
