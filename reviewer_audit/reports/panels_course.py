"""From first grades to final answers, as blocks: stages, control, disputes, who acted twice."""

from reviewer_audit.domain.verdicts import Stage
from reviewer_audit.i18n import N_, _, ngettext, translated
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

TITLE = N_("What became of the first answers?")
STAGES = {
    Stage.GRADED: N_("As graded"),
    Stage.ADJUDICATED: N_("Before disputes"),
    Stage.FINAL: N_("As it stands"),
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
    lead = _("Accuracy stays as it was graded: {last}.").format(last=words.rate(last))
    if first.value is not None and values[0] != values[-1]:
        lead = (
            _("Accuracy rises from {first} as graded to {last}.")
            if values[-1] > first.value
            else _("Accuracy falls from {first} as graded to {last}.")
        ).format(first=words.rate(first), last=words.rate(last))
    estimate = CellKind.ESTIMATE
    return [
        Paragraph(text=lead, style=Style.LEAD),
        DataTable(
            key="stages",
            title=_("The same decisions at every stage"),
            columns=(
                Column(title=_("Stage"), wide=True),
                Column(title="n", kind=CellKind.INTEGER),
                Column(title=_("Accuracy"), kind=estimate, brief=True),
                Column(title=_("Charged accuracy"), kind=estimate, brief=True),
            ),
            rows=tuple(
                (translated(STAGES[stage.stage]), stage.accuracy.n, stage.accuracy, stage.charged)
                for stage in course.stages
            ),
            note=_(
                "Nothing is overwritten: each line is counted anew from what was known by then."
            ),
        ),
    ]


def _control(control: AgreementControl | None) -> list[Block]:
    if control is None:
        return []
    found: list[Block] = [Paragraph(text=_control_sentence(control))]
    if control.wrong_rate.value is None:
        return found
    carried = _("Accuracy with that carried into it")
    rows = [(_("Agreements that were wrong"), control.wrong_rate)]
    if control.accuracy.value is not None:
        rows.append((carried, control.accuracy))
    found.append(
        DataTable(
            key="control",
            title=_("Where vendor and auditors agreed"),
            columns=(
                Column(title=_("Figure"), wide=True),
                Column(title=_("Value"), kind=CellKind.ESTIMATE),
            ),
            rows=tuple(rows),
            note=_floor(control) if control.unlooked_share else "",
        )
    )
    return found


def _control_sentence(control: AgreementControl) -> str:
    drawn = _(
        "Of {population} items on which vendor and auditors agree, {drawn} "
        "were drawn for a second person (seed {seed}); {looked} were "
        "looked at"
    ).format(
        population=words.count(control.population),
        drawn=words.count(control.drawn),
        seed=control.seed,
        looked=words.count(control.looked),
    )
    if not control.looked:
        return f"{drawn}."
    text = _("{drawn}, {wrong} of them wrong.").format(
        drawn=drawn, wrong=words.count(control.wrong)
    )
    if control.not_judged:
        text += _(" {not_judged} more could not be judged.").format(
            not_judged=words.count(control.not_judged)
        )
    return text


def _floor(control: AgreementControl) -> str:
    share = words.percent(control.unlooked_share)
    text = _("Nobody looked a second time at the agreement on {share} of the decisions.").format(
        share=share
    )
    if control.floor is None:
        return text
    return _(
        "{text} Were these wrong as often as the interval allows, accuracy would be {floor}."
    ).format(text=text, floor=words.percent(control.floor))


def _disputes(course: Course) -> list[Block]:
    n = course.disputes
    if not n.released:
        return [
            Paragraph(text=_("Nothing was released to a vendor, so nothing could be disputed."))
        ]
    lead = _("{raised} of {released} released decisions were disputed.").format(
        raised=words.count(n.raised), released=words.count(n.released)
    )
    whole = CellKind.INTEGER
    return [
        Paragraph(text=lead),
        DataTable(
            key="disputes",
            title=_("How the disputes ended"),
            columns=tuple(
                Column(title=title, kind=whole)
                for title in (
                    _("Released"),
                    _("Agreed"),
                    _("Silent"),
                    _("Waiting"),
                    _("Disputed"),
                    _("Accepted"),
                    _("Partly"),
                    _("Rejected"),
                    _("open").capitalize(),
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
            note=_(
                "Silent by the date counts as agreed. Accepted: the vendor was "
                "right; partly: another answer, or a cause that is not the "
                "vendor's; rejected: the answer stands."
            ),
        ),
    ]


def _twice(n: int) -> str:
    if not n:
        return _("No verdict comes from somebody who had acted on the item before.")
    return ngettext(
        "{n} verdict comes from somebody who had acted on the item before. The reason of each is "
        "in the journal.",
        "{n} verdicts come from somebody who had acted on the item before. The reason of each is "
        "in the journal.",
        n,
    ).format(n=words.count(n))
