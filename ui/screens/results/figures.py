"""What the Results screen shows, made of the numbers of a round."""

from collections.abc import Mapping
from dataclasses import replace

from reviewer_audit.i18n import _
from reviewer_audit.reports import charts, words
from reviewer_audit.reports.model import (
    Cell,
    CellKind,
    ChartSpec,
    Column,
    DataTable,
    Filter,
    KeyFigure,
    Tone,
    Word,
)
from reviewer_audit.reports.results import Agreement, AuditResults, Scores, TargetVerdict
from reviewer_audit.reports.sections import summary
from reviewer_audit.reports.sections.breakdowns import remark
from reviewer_audit.reports.sections.scope import roles_in_order
from reviewer_audit.text import by_number

WRONG: Filter = tuple(("outcome", outcome) for outcome in charts.ERRORS)
SHOWN = ("accuracy", "over_enforcement", "under_enforcement", "charged_accuracy")
COEFFICIENTS = ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1")
LEFT_OUT: Mapping[str, str] = {  # reason -> outcome of the decisions
    "ungraded": "ungraded",
    "pending": "pending",
    "cannot_judge": "ungradable",
    "technical": "technical",
}


_REASONS = {
    "ungraded": _("that nobody graded"),
    "pending": _("not settled yet"),
    "cannot_judge": _("that cannot be judged"),
    "technical": _("invalid"),
}


def tiles(results: AuditResults) -> tuple[KeyFigure, ...]:
    """Return the four tiles: value, interval, n, verdict or its absence, and one line why."""
    made = {figure.key: figure for figure in summary.tiles(results).figures}
    return tuple(_tile(results, made[key]) for key in SHOWN)


def _tile(results: AuditResults, figure: KeyFigure) -> KeyFigure:
    _metric, verdict = words.verdict_of(results.overall, figure.key) or ("", None)
    badge = figure.verdict
    if badge is None and results.provisional:
        badge = Word(text=_("Provisional"), tone=Tone.CAUTION)
    notes = [why(verdict), figure.note]
    where = figure.filter
    if figure.key == "under_enforcement" and (critical := results.overall["critical_errors"]).n:
        found = int(critical.numerator or 0)
        notes.append(_("{n} critical").format(n=words.count(found)) if found else "")
    if figure.key == "accuracy":
        where = WRONG
    if figure.key == "charged_accuracy":
        spared = any(not error.charged for error in results.errors)
        where = (("charged", "no"),) if spared else WRONG
    if not _behind(results, figure.key):
        where = ()
    note = words.DOT.join(part for part in notes if part)
    return replace(figure, verdict=badge, note=note, filter=where)


def _behind(results: AuditResults, key: str) -> int:
    outcomes = results.overall.outcomes
    kinds = {"over_enforcement": ("over_enforced",), "under_enforcement": ("under_enforced",)}
    return sum(outcomes.get(kind, 0) for kind in kinds.get(key, charts.ERRORS))


def why(verdict: TargetVerdict | None) -> str:
    """Say in a few words what decided a verdict."""
    if verdict is None:
        return ""
    bound = ""
    if verdict.bound is not None:  # stricter than the interval where several are judged at once
        bound = _("{bound} ({sure} one-sided)").format(
            bound=words.percent(verdict.bound), sure=words.target_percent(verdict.confidence)
        )
    said = {
        "below": _("upper bound {bound} misses the target"),
        "meets": _("lower bound {bound} keeps the target"),
        "not_disproven": _("upper bound {bound} does not rule the target out"),
    }.get(verdict.status, "")
    if said and bound:
        return said.format(bound=bound)
    if verdict.reason:
        return words.reason_text(verdict.reason)
    more = (verdict.needed or {}).get("decisions")
    if more:
        return _("about {n} more decisions would settle it").format(n=words.count(more))
    return _("the target lies within the interval")


def forest(results: AuditResults) -> ChartSpec:
    """Return accuracy by vendor against the target, with the queues of those that stand out."""
    return charts.forest(results)


def confusion(results: AuditResults) -> ChartSpec:
    """Return the matrix without labels that nobody used; an empty cell opens nothing."""
    table = results.confusion
    used = [
        k for k, row in enumerate(table.matrix) if sum(row) or sum(line[k] for line in table.matrix)
    ]
    cut = replace(
        table,
        labels=tuple(table.labels[k] for k in used),
        titles=tuple(table.titles[k] for k in used),
        matrix=tuple(tuple(table.matrix[i][j] for j in used) for i in used),
        weighted_matrix=(),
    )
    spec = charts.confusion(cut)
    marks = tuple(mark if mark.value else replace(mark, filter=()) for mark in spec.marks)
    title = _("Decided (rows) against right (columns)")
    return replace(spec, title=title, marks=marks, row_title="", column_title="")


def roles(results: AuditResults) -> tuple[str, ...]:
    """Return the roles one can look through: what compares nothing behind, persons last."""
    several = len(results.by.get("vendor", {})) > 1
    crossed = ("vendor+queue",) if several else ()  # a lone vendor's queues are the queues
    wanted = [
        role
        for role in roles_in_order(results.by)
        if results.by[role] and ("+" not in role or role in crossed)
    ]
    return tuple(sorted(wanted, key=lambda role: (is_person(role), len(results.by[role]) < 2)))  # noqa: PLR2004 - two can be compared


def is_person(role: str) -> bool:
    """Say whether the slices of a role are people: no verdict, no rank, no mark."""
    return any(part in charts.PERSONS for part in role.split("+"))


def slices(results: AuditResults, role: str) -> DataTable:
    """Return the scores by the values of a role."""
    by = results.by.get(role, {})
    rest = results.overall["accuracy"].value
    person = is_person(role)
    values = sorted(by, key=by_number)
    estimate = CellKind.ESTIMATE
    return DataTable(
        key=f"by_{role}",
        columns=(
            Column(title=words.role_title(role), wide=True),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title=_("Accuracy"), kind=estimate, brief=True),
            Column(title=_("Over-enforced"), kind=estimate, brief=True),
            Column(title=_("Missed violations"), kind=estimate, brief=True),
            Column(title=_("Left out"), kind=CellKind.INTEGER),
            Column(title=_("Remark"), kind=CellKind.WORD),
        ),
        rows=tuple(_row(role, value, by[value], rest, person=person) for value in values),
        filters=tuple(charts.pairs(role, value) for value in values),
        muted=frozenset(k for k, value in enumerate(values) if by[value].counted < words.SMALL),
    )


def _row(
    role: str, value: str, scores: Scores, rest: float | None, *, person: bool
) -> tuple[Cell, ...]:
    name = words.DOT.join(words.value_title(part) for _role, part in charts.pairs(role, value))
    return (
        name,
        scores.counted,
        scores["accuracy"],
        scores["over_enforcement"],
        scores["under_enforcement"],
        scores.decisions - scores.counted,
        remark(scores, rest, person=person),
    )


def slice_note(results: AuditResults, role: str) -> str:
    """Say how the table of a role is to be read."""
    small = _("Rows with fewer than {n} decisions are greyed.").format(n=words.SMALL)
    if is_person(role):
        return _("In order of name: persons get no verdict, no rank and no mark.") + " " + small
    many = sum(len(values) for family, values in results.by.items() if not is_person(family))
    return (
        _(
            "A remark says what differs from the rest after correction for looking at {n} slices."
        ).format(n=words.count(many))
        + " "
        + small
    )


def outcomes(results: AuditResults) -> DataTable:
    """Return how many decisions came out how."""
    counts = results.overall.outcomes
    counted = results.overall.counted
    order = ("correct", *charts.ERRORS)
    shown = [key for key in order if counts.get(key)] or ["correct"]
    keys = {
        "over_enforced": "over_enforcement",
        "under_enforced": "under_enforcement",
        "correct": "accuracy",
    }
    return DataTable(
        key="outcomes",
        columns=(
            Column(title=_("Outcome"), wide=True),
            Column(title=_("Decisions"), kind=CellKind.INTEGER),
            Column(title=_("Share"), kind=CellKind.ESTIMATE),
        ),
        rows=tuple(
            (
                words.outcome_title(key),
                counts.get(key, 0),
                results.overall[keys.get(key, key)],
            )
            for key in shown
        ),
        filters=tuple((("outcome", key),) for key in shown),
        note=_("Of {n} decisions that count.").format(n=words.count(counted)),
    )


def agreement(pairing: Agreement) -> DataTable:
    """Return the coefficients of one pairing; Fleiss where more than two people grade."""
    keys = list(COEFFICIENTS)
    cohen = pairing.coefficients.get("cohen_kappa")
    fleiss = pairing.coefficients.get("fleiss_kappa")
    if cohen is not None and cohen.value is None and fleiss is not None and fleiss.value:
        keys.insert(2, "fleiss_kappa")
    rows: list[tuple[Cell, ...]] = []
    for key in keys:
        e = pairing.coefficients.get(key)
        if e is None:
            continue
        span = (
            ""
            if e.low is None or e.high is None
            else _("{low} to {high}").format(low=f"{e.low:.2f}", high=f"{e.high:.2f}")
        )
        value = _("n/a") if e.value is None else f"{e.value:.2f}"
        rows.append((words.score_title(key), value, span or e.note, e.n))
    return DataTable(
        key="agreement",
        columns=(
            Column(title=_("Coefficient")),
            Column(title=_("Value")),
            Column(title=_("Interval"), wide=True),
            Column(title="n", kind=CellKind.INTEGER),
        ),
        rows=tuple(rows),
        empty=_("No item has two answers to compare."),
    )


def left_out(results: AuditResults) -> tuple[tuple[str, int, Filter], ...]:
    """Return why sampled decisions count in no score, how many, and where they are."""
    return tuple(
        (_REASONS[key], n, (("outcome", LEFT_OUT[key]),))
        for key in LEFT_OUT
        if (n := results.left_out.get(key, 0))
    )
