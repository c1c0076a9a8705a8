"""What an average hides: critical errors, the baseline, auditors who err, labels one by one."""

from reviewer_audit.reports import panels_auditors, words
from reviewer_audit.reports.classified import Classified
from reviewer_audit.reports.further import Further
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    Column,
    DataTable,
    Figure,
    Paragraph,
    Style,
)
from reviewer_audit.reports.sections.scope import Scope, SectionKind
from reviewer_audit.stats.measure import Estimate


def _blocks(scope: Scope) -> tuple[Block, ...]:
    further = scope.results.further
    if further is None or not scope.results.graded_decisions:
        return ()
    sensitivity = further.sensitivity
    said = (sensitivity.sentence, further.strict.vendor.sentence, further.auditors.sentence)
    blocks: list[Block] = [Paragraph(text=further.gates.critical.sentence, style=Style.LEAD)]
    blocks += [Paragraph(text=text, style=Style.WARNING) for text in further.gates.misleading]
    blocks += [Paragraph(text=text) for text in said if text]
    figures = _figures(further)
    blocks += [
        DataTable(
            key="checks",
            columns=(Column(title="Figure"), Column(title="Value", kind=CellKind.ESTIMATE)),
            rows=figures,
        ),
        *(
            Paragraph(text=f"{name}: {estimate.note}", style=Style.NOTE)
            for name, estimate in figures
            if estimate.value is None
        ),
        _labels(further.classified),
    ]
    chart = panels_auditors.what_if(sensitivity.overall)
    if chart.marks:
        blocks.append(Figure(chart=chart))
        blocks.append(Paragraph(text=chart.note, style=Style.NOTE))
    return tuple(blocks)


def _figures(further: Further) -> tuple[tuple[str, Estimate], ...]:
    gates, sensitivity = further.gates, further.sensitivity
    return (
        ("Never to act would be right in", gates.baseline.accuracy),
        ("Severity-weighted accuracy", gates.severity.accuracy),
        ("F1, mean over labels", further.classified.macro.f1),
        ("Two auditors of one item agree", sensitivity.agreement),
        ("A vendor without any error would measure", sensitivity.ceiling),
        ("Found violating", sensitivity.violating_rate),
        ("Violating, auditors' errors allowed for", sensitivity.adjusted_rate),
    )


def _labels(found: Classified) -> DataTable:
    used = [line for line in found.labels if line.called or line.support]
    estimate = CellKind.ESTIMATE
    return DataTable(
        key="labels",
        columns=(
            Column(title="Label", wide=True),
            Column(title="Decided", kind=CellKind.INTEGER),
            Column(title="Right", kind=CellKind.INTEGER),
            Column(title=words.score_title("precision"), kind=estimate, brief=True),
            Column(title=words.score_title("recall"), kind=estimate, brief=True),
            Column(title="F1", kind=estimate, brief=True),
        ),
        rows=tuple(
            (line.title, line.called, line.support, line.precision, line.recall, line.f1)
            for line in used
        ),
    )


SECTION = SectionKind(key="checks", title="Checks", blocks=_blocks)
