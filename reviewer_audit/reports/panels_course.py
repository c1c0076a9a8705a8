"""From first grades to final answers, as blocks: stages, control, disputes, who acted twice."""

from reviewer_audit.domain.verdicts import Stage
from reviewer_audit.reports import words
from reviewer_audit.reports.controlled import AgreementControl
from reviewer_audit.reports.course import Course
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Style,
)

TITLE = "What became of the first answers?"
STAGES = {
    Stage.GRADED: "As graded",
    Stage.ADJUDICATED: "Before disputes",
    Stage.FINAL: "As it stands",
}


def blocks(course: Course) -> list[Block]:
    """Return the stages, what the control of agreements found, the disputes, who acted twice."""
    return [
        *_stages(course),
        *_control(course.control),
        *_disputes(course),
        Paragraph(text=_twice(course.acted_twice)),
    ]


def _stages(course: Course) -> list[Block]:
    values = [stage.accuracy.value for stage in course.stages]
    if not values or values[-1] is None:
        return []
    first, last = course.stages[0].accuracy, course.stages[-1].accuracy
    lead = f"Accuracy stays as it was graded: {words.rate(last)}."
    if first.value is not None and values[0] != values[-1]:
        way = "rises" if values[-1] > first.value else "falls"
        lead = f"Accuracy {way} from {words.rate(first)} as graded to {words.rate(last)}."
    estimate = CellKind.ESTIMATE
    return [
        Paragraph(text=lead, style=Style.LEAD),
        DataTable(
            key="stages",
            title="The same decisions at every stage",
            columns=(
                Column(title="Stage", wide=True),
                Column(title="n", kind=CellKind.INTEGER),
                Column(title="Accuracy", kind=estimate, brief=True),
                Column(title="Charged accuracy", kind=estimate, brief=True),
            ),
            rows=tuple(
                (STAGES[stage.stage], stage.accuracy.n, stage.accuracy, stage.charged)
                for stage in course.stages
            ),
            note="Nothing is overwritten: each line is counted anew from what was known by then.",
        ),
    ]


def _control(control: AgreementControl | None) -> list[Block]:
    if control is None:
        return []
    found: list[Block] = [Paragraph(text=_control_sentence(control))]
    if control.wrong_rate.value is None:
        return found
    carried = "Accuracy with that carried into it"
    rows = [("Agreements that were wrong", control.wrong_rate)]
    if control.accuracy.value is not None:
        rows.append((carried, control.accuracy))
    found.append(
        DataTable(
            key="control",
            title="Where vendor and auditors agreed",
            columns=(
                Column(title="Figure", wide=True),
                Column(title="Value", kind=CellKind.ESTIMATE),
            ),
            rows=tuple(rows),
            note=_floor(control),
        )
    )
    return found


def _control_sentence(control: AgreementControl) -> str:
    drawn = (
        f"Of {words.count(control.population)} items on which vendor and auditors agree, "
        f"{words.count(control.drawn)} were drawn for a second person (seed {control.seed}); "
        f"{words.count(control.looked)} were looked at"
    )
    if not control.looked:
        return f"{drawn}."
    text = f"{drawn}, {words.count(control.wrong)} of them wrong."
    if control.not_judged:
        text += f" {words.count(control.not_judged)} more could not be judged."
    return text


def _floor(control: AgreementControl) -> str:
    share = words.percent(control.unlooked_share)
    text = f"Nobody looked a second time at the agreement on {share} of the decisions."
    if control.floor is None:
        return text
    return (
        f"{text} Were these wrong as often as the interval allows, accuracy would be "
        f"{words.percent(control.floor)}."
    )


def _disputes(course: Course) -> list[Block]:
    n = course.disputes
    if not n.released:
        return [Paragraph(text="Nothing was released to a vendor, so nothing could be disputed.")]
    lead = f"{words.count(n.raised)} of {words.count(n.released)} released decisions were disputed."
    whole = CellKind.INTEGER
    return [
        Paragraph(text=lead),
        DataTable(
            key="disputes",
            title="How the disputes ended",
            columns=tuple(
                Column(title=title, kind=whole)
                for title in (
                    "Released",
                    "Agreed",
                    "Silent",
                    "Waiting",
                    "Disputed",
                    "Accepted",
                    "Partly",
                    "Rejected",
                    "Open",
                )
            ),
            rows=(
                (
                    n.released,
                    n.agreed,
                    n.silent,
                    n.waiting,
                    n.raised,
                    n.accepted,
                    n.partial,
                    n.rejected,
                    n.open,
                ),
            ),
            note="Silent by the date counts as agreed. Accepted: the vendor was right; partly: "
            "another answer, or a cause that is not the vendor's; rejected: the answer stands.",
        ),
    ]


def _twice(n: int) -> str:
    if not n:
        return "No verdict comes from somebody who had acted on the item before."
    times = "1 verdict comes" if n == 1 else f"{words.count(n)} verdicts come"
    return (
        f"{times} from somebody who had acted on the item before. The reason of each is in the "
        "journal."
    )
