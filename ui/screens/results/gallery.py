"""What can be drawn of a round: each picture with its table and explanation, or why it is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from reviewer_audit.i18n import _
from reviewer_audit.reports import (
    charts,
    panels,
    panels_auditors,
    panels_periods,
    panels_time,
    words,
)
from reviewer_audit.reports.model import CellKind, ChartSpec, Column, DataTable
from ui.screens.results import figures, subjects
from ui.screens.results.subjects import Subject

if TYPE_CHECKING:
    from reviewer_audit.reports.results import AuditResults

MOST_ROWS = 60
GALLERY = (
    ("slices", _("Slices")),
    ("people", _("Funnel")),
    ("periods", _("Over time")),
    ("causes", _("Causes")),
    ("labels", _("Labels")),
    ("pairs", _("Auditors")),
    ("speed", _("Speed")),
)
_CAUSES = (
    ("outcome", _("Kind of error")),
    ("cause", _("Root cause")),
    ("pair", _("Decided, right")),
)
_PAIRS = (
    ("agreement", _("Agreement")),
    ("kappa", _("Kappa")),
    ("strictness", _("Who flags more")),
)
_CONTROLS = (
    ("", _("As advised")),
    ("p_chart", _("p-chart")),
    ("laney", _("Laney p'")),
    ("ewma", _("EWMA")),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with the table behind it; ``about`` explains a mark (-1: the whole).

    ``empty`` says why there is nothing to draw.
    """

    title: str
    spec: ChartSpec | None
    table: DataTable | None
    about: Callable[[int], Subject | None]
    empty: str = ""


def further(results: "AuditResults") -> Any:
    """Return the further numbers of a round; None where they were not computed."""
    return getattr(results, "further", None)


def pictures_of(results: "AuditResults", kind: str) -> tuple[tuple[str, str], ...]:
    """Return by what a picture can be drawn: key and title."""
    if kind == "slices":
        return tuple((role, words.role_title(role)) for role in figures.roles(results))
    if kind == "people":
        found: Mapping[str, Any] = getattr(further(results), "people", None) or {}
        return tuple((role, words.role_title(role)) for role in found)
    if kind == "periods":
        there = getattr(further(results), "periods", None)
        return _CONTROLS if there is not None and there.p_chart is not None else ()
    return {"causes": _CAUSES, "pairs": _PAIRS}.get(kind, ())


def slices(results: "AuditResults", role: str) -> Picture:
    """Return the forest plot of a role."""
    title = _("Accuracy by slice")
    if not role:
        why = _("The files name no vendor, queue, language or reviewer to compare.")
        return Picture(title, None, None, lambda _at: None, why)
    spec = charts.by_role(results, role, most=MOST_ROWS)
    table = replace(figures.slices(results, role), note=figures.slice_note(results, role))
    return Picture(title, spec, table, lambda at: subjects.of_mark(results, spec, at, "accuracy"))


def people(results: "AuditResults", role: str) -> Picture:
    """Return the funnel of a role."""
    title = _("Who differs more than chance explains?")
    found = (getattr(further(results), "people", None) or {}).get(role)
    if found is None or not found.lines:
        note = getattr(found, "note", "") or _(
            "The files name no reviewer, team or vendor, or the numbers were not computed."
        )
        return Picture(title, None, None, lambda _at: None, note)
    spec = panels.funnel(found)
    by_name = {line.name: line for line in found.lines}

    def about(at: int) -> Subject | None:
        if not 0 <= at < len(spec.marks):
            at = len(spec.marks) - 1
        return subjects.of_person(found, by_name[spec.marks[at].filter[0][1]])

    return Picture(title, spec, panels.people_table(found), about)


def causes(results: "AuditResults", by: str) -> Picture:
    """Return the Pareto of errors."""
    spec = panels.pareto(results, by or "outcome")

    def about(at: int) -> Subject | None:
        whole = subjects.of_mark(results, spec, at, "accuracy")
        first = subjects.choice("pareto", None)
        if whole is None:
            return Subject(spec.title, (first,))
        return Subject(whole.title, (first, *whole.choices), whole.at + 1 if at >= 0 else 0)

    why = _("No decision that counts was wrong.")
    return Picture(
        _("Which few kinds make most errors?"), spec, panels.pareto_table(spec), about, why
    )


def labels(results: "AuditResults", _by: str) -> Picture:
    """Return the whole matrix of decided against right."""
    spec = figures.confusion(results)
    table = _matrix(spec) if spec.rows else None

    def about(at: int) -> Subject | None:
        key = "accuracy" if at < 0 or at % (len(spec.columns) + 1) == 0 else "label_accuracy"
        return subjects.of_scores(_("All decisions"), results.overall, key)

    why = _("No decision has a final answer yet.")
    return Picture(spec.title, spec, table, about, why)


def _matrix(spec: ChartSpec) -> DataTable:
    wide = len(spec.columns)
    kind = CellKind.INTEGER
    return DataTable(
        key="confusion",
        columns=(
            Column(title=_("Decided, right"), wide=True),
            *(Column(title=name, kind=kind) for name in spec.columns),
        ),
        rows=tuple(
            (name, *(int(m.value or 0) for m in spec.marks[at * wide : (at + 1) * wide]))
            for at, name in enumerate(spec.rows)
        ),
        heat=True,
    )


def pairs(results: "AuditResults", measure: str) -> Picture:
    """Return how far each pair of auditors agrees."""
    title = _("How far do auditors agree with each other?")
    found = getattr(further(results), "strict", None)
    if found is None or not found.auditors:
        why = _(
            "No two auditors graded the same item. Draw the next sample with an overlap to see "
            "how far they agree."
        )
        return Picture(title, None, None, lambda _at: None, why)
    spec = panels_auditors.auditor_pairs(found, measure or "agreement")
    key = {"kappa": "cohen_kappa", "strictness": "strictness"}.get(measure, "percent_agreement")

    def about(at: int) -> Subject | None:
        row, column = divmod(max(at, 0), len(spec.columns))
        return subjects.of_pairs(found.auditors, (spec.rows[row], spec.columns[column]), key)

    return Picture(title, spec, panels_auditors.pairs_table(found), about)


def periods(results: "AuditResults", which: str) -> Picture:
    """Return the control chart over the periods of the round."""
    title = _("Is the change over time more than chance?")
    found = getattr(further(results), "periods", None)
    why = _("The files give no day of decision, or all decisions fall into one period.")
    spec = None if found is None else panels_periods.control(found, which)
    if found is None or spec is None:
        note = getattr(found, "note", "") or why
        return Picture(title, None, None, lambda _at: None, note)
    key = which or found.recommended

    def about(at: int) -> Subject | None:
        inside = 0 <= at < len(found.lines)
        name = found.lines[at].name if inside else found.unit
        chart = getattr(found, key)
        made = [subjects.of_control(key, chart, at)]
        if inside:
            made.append(subjects.choice("accuracy", found.lines[at].accuracy))
        made += [subjects.choice(other, None) for other in ("p_chart", "laney", "ewma")]
        return subjects.chosen(name, made, key)

    return Picture(title, spec, panels_periods.periods_table(found, which), about)


def speed(results: "AuditResults", _by: str) -> Picture:
    """Return accuracy against handling time."""
    title = _("Do those who are quicker make more errors?")
    found = getattr(further(results), "efficiency", None)
    spec = None if found is None else panels_time.speed(found)
    if found is None or spec is None:
        why = " ".join(getattr(found, "absent", {}).values())
        why = why or _("The files give no handling time, or name no reviewer.")
        return Picture(title, None, None, lambda _at: None, why)
    points = {one.name: one for one in found.speed_quality}

    def about(at: int) -> Subject | None:
        if not 0 <= at < len(spec.marks):
            return subjects.chosen(
                _("All decisions"),
                [subjects.choice("handling_time", found.overall["handling_median"])],
            )
        one = points[spec.marks[at].filter[0][1]]
        made = [
            subjects.choice("handling_time", one.handling_median),
            subjects.choice("accuracy", one.accuracy),
        ]
        return subjects.chosen(words.value_title(one.name), made)

    return Picture(title, spec, panels_time.speed_table(found), about)


MAKERS: Mapping[str, Callable[["AuditResults", str], Picture]] = {
    "slices": slices,
    "people": people,
    "periods": periods,
    "causes": causes,
    "labels": labels,
    "pairs": pairs,
    "speed": speed,
}
