"""What an average hides, as blocks: critical errors, the baseline, erring auditors, labels."""

from collections.abc import Sequence
from dataclasses import replace

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import panels_auditors, words
from reviewer_audit.reports.classified import Averages, LabelScores
from reviewer_audit.reports.further import Further
from reviewer_audit.reports.gates import Gates
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Figure,
    Paragraph,
    Style,
    Tone,
)
from reviewer_audit.reports.sensitivity import Sensitivity, possible
from reviewer_audit.stats.measure import Estimate

TITLES = {  # the question that each group of blocks answers
    "gate": N_("What does the average hide?"),
    "err": N_("Would the answer stand if auditors erred?"),
    "labels": N_("How well is each label used?"),
}
_HEADS = {"failed": N_("Critical gate failed."), "clear": N_("Critical gate passed.")}
_TONES = {"failed": Tone.BAD, "clear": Tone.GOOD}
_CASES = {
    "any": "",
    "same_action": N_("same action"),
    "one_step": N_("one step"),
    "further": N_("further off"),
}


def gate(further: Further) -> list[Block]:
    """Return the critical-error gate, the baseline, strictness, and where raw rates mislead."""
    found, strict = further.gates, further.strict.vendor.sentence
    critical = found.critical
    lead = " ".join((translated(_HEADS.get(critical.status, "")), critical.sentence)).strip()
    blocks: list[Block] = [
        Paragraph(
            text=lead,
            style=Style.LEAD,
            tone=_TONES.get(critical.status, Tone.NEUTRAL),
            filter=tuple(("decision", str(error.decision)) for error in critical.errors),
        )
    ]
    if found.baseline.accuracy.value is not None:
        blocks.append(Paragraph(text=_baseline(found)))
    if strict:
        blocks.append(Paragraph(text=strict))
    blocks += [Paragraph(text=text, style=Style.WARNING) for text in found.misleading]
    if any(line.decisions for line in found.severity.penalties):
        blocks.append(_penalties(found))
    return blocks


def _baseline(found: Gates) -> str:
    base = found.baseline
    text = _("Never acting would be right in {accuracy}.").format(
        accuracy=words.rate(base.accuracy)
    )
    if base.difference.value is not None:
        away = words.points(base.difference)
        text += _(" The vendor's accuracy lies {away} points from there.").format(away=away)
    if base.skill.value is not None and base.skill.value >= 0:
        text += _(" It avoids {skill} of the errors of never acting.").format(
            skill=_part(base.skill)
        )
    elif base.skill.value is not None:
        text += _(" It makes more errors than never acting would.")
    return text


def _part(e: Estimate) -> str:
    """Write a share that may lie below nothing, with its interval."""
    span = ""
    if e.low is not None and e.high is not None:
        span = _(" ({low} to {high})").format(low=words.percent(e.low), high=words.percent(e.high))
    return f"{words.share(e)}{span}"


def _penalties(found: Gates) -> DataTable:
    lines = [line for line in found.severity.penalties if line.decisions]
    far = any(translated(_CASES.get(line.case, line.case)) for line in lines)
    return DataTable(
        key="penalties",
        title=_("What errors cost in severity-weighted accuracy: {accuracy}").format(
            accuracy=words.rate(found.severity.accuracy)
        ),
        columns=(
            Column(title=_("Error"), wide=True),
            *([Column(title=_("How far"))] if far else []),
            Column(title=_("Penalty"), kind=CellKind.NUMBER),
            Column(title=_("Decisions"), kind=CellKind.INTEGER),
            Column(title=_("Takes off"), kind=CellKind.SHARE),
        ),
        rows=tuple(
            (
                words.outcome_title(line.outcome),
                *([translated(_CASES.get(line.case, line.case))] if far else []),
                float(line.penalty),
                line.decisions,
                float(line.lost),
            )
            for line in lines
        ),
        filters=tuple((("outcome", line.outcome),) for line in lines),
    )


def err(further: Further) -> list[Block]:
    """Return accuracy if auditors erred, the ceiling, and the rate adjusted for their errors."""
    found = further.sensitivity
    blocks: list[Block] = []
    if found.sentence:
        blocks.append(Paragraph(text=found.sentence, style=Style.LEAD))
    chart = panels_auditors.what_if(found.overall)
    if chart.marks:
        blocks.append(Figure(chart=replace(chart, title=_("Accuracy if auditors erred"))))
    if found.above_ceiling:
        text = _(
            "Accuracy is above what these auditors could measure of a vendor without any error."
        )
        blocks.append(Paragraph(text=text, style=Style.WARNING))
    blocks.append(_vendors(found))
    blocks += _known(
        "doubt",
        _("How far the auditors themselves can be trusted"),
        (
            (_("Two auditors of one item agree"), found.agreement),
            (_("A vendor without any error would measure"), found.ceiling),
            (_("Found violating"), found.violating_rate),
            (_("Violating, auditors' errors allowed for"), found.adjusted_rate),
            (_("First answers side with the vendor: violating or not"), found.side_accuracy),
            (
                _("The vendor is right on that, auditors' errors allowed for"),
                found.adjusted_accuracy,
            ),
        ),
    )
    known = [(name, e) for name, e in found.adjusted_by_vendor.items() if e.value is not None]
    if len(known) > 1:
        title = _("Each vendor right on violating or not, auditors' errors allowed for")
        blocks += _known("doubt_vendors", title, known)
    return blocks


def _known(key: str, title: str, figures: Sequence[tuple[str, Estimate]]) -> list[Block]:
    """Return the figures that have a value as a table, and why the others have none."""
    known = tuple((name, e) for name, e in figures if e.value is not None)
    table = DataTable(
        key=key,
        title=title,
        columns=(
            Column(title=_("Figure"), wide=True),
            Column(title=_("Value"), kind=CellKind.ESTIMATE),
        ),
        rows=known,
    )
    return [
        *([table] if known else []),
        *(
            Paragraph(text=f"{name}: {e.note}", style=Style.NOTE)
            for name, e in figures
            if e.value is None
        ),
    ]


def _vendors(found: Sensitivity) -> DataTable:
    named = [(_("All"), found.overall), *found.vendors.items()]
    errors = [level.error for level in found.overall.levels]
    estimate = CellKind.ESTIMATE
    shown = [[possible(level.accuracy) for level in lines.levels] for _name, lines in named]
    beyond = {
        words.target_percent(error): e.note
        for cells in shown
        for error, e in zip(errors, cells, strict=True)
        if e.reason == "outside_range"
    }
    return DataTable(
        key="if_auditors_err",
        title=_("By vendor, if auditors err in so many cases"),
        columns=(
            Column(title=_("Vendor"), wide=True),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title=_("As measured"), kind=estimate, brief=True),
            *(
                Column(title=words.target_percent(error), kind=estimate, brief=True)
                for error in errors
            ),
            Column(title=_("Overturned by")),
        ),
        rows=tuple(
            (
                words.value_title(name),
                lines.measured.n,
                lines.measured,
                *(None if e.reason == "outside_range" else e for e in cells),
                ""
                if lines.overturned_by is None
                else _("{overturned_by} wrong grades").format(overturned_by=lines.overturned_by),
            )
            for (name, lines), cells in zip(named, shown, strict=True)
        ),
        note=f"{_(', ').join(sorted(beyond))}: {next(iter(beyond.values()))}" if beyond else "",
    )


def labels(further: Further) -> list[Block]:
    """Return precision, recall and F1 of every label, their averages, and the correlations."""
    found = further.classified
    text = _("Matthews correlation {mcc}{dot}kappa with the final answer {kappa}").format(
        mcc=words.coefficient(found.mcc), dot=words.DOT, kappa=words.coefficient(found.kappa)
    )
    averages = ((_("Mean over labels"), found.macro), (_("By support"), found.by_support))
    return [Paragraph(text=text), label_table(found.labels, averages)]


def label_table(
    labels: Sequence[LabelScores], averages: Sequence[tuple[str, Averages]] = ()
) -> DataTable:
    """Return precision, recall and F1 of the labels that were given or right."""
    used = [line for line in labels if line.called or line.support]
    rows: list[tuple[Cell, ...]] = [
        (line.title, line.called, line.support, line.precision, line.recall, line.f1)
        for line in used
    ]
    rows += [(name, None, None, a.precision, a.recall, a.f1) for name, a in averages]
    estimate = CellKind.ESTIMATE
    return DataTable(
        key="labels",
        title=_("Precision, recall and F1 by label"),
        columns=(
            Column(title=_("Label"), wide=True),
            Column(title=_("Decided"), kind=CellKind.INTEGER),
            Column(title=_("Right"), kind=CellKind.INTEGER),
            Column(title=words.score_title("precision"), kind=estimate, brief=True),
            Column(title=words.score_title("recall"), kind=estimate, brief=True),
            Column(title="F1", kind=estimate, brief=True),
        ),
        rows=tuple(rows),
        filters=(*((("vendor_label", line.label),) for line in used), *((),) * len(averages)),
    )
