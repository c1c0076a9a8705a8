"""The report of a trend: what changed, whether it is more than chance, and what may be compared."""

from dataclasses import replace

from reviewer_audit.reports import actions, panels_compare, panels_periods, words
from reviewer_audit.reports.mixshift import MixShift
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Figure,
    Paragraph,
    Report,
    Section,
    Style,
    Tone,
    Word,
)
from reviewer_audit.reports.trend import Point, TargetLine, Trend

PROVISIONAL = "Provisional: some audits are not closed"
LIMITS = tuple(
    """\
Each audit is judged by the policy it was graded by. Where two of them measure another thing, no \
line, limit or difference joins them.
An interval says how far chance in the draw could have moved a figure. A change from one audit to \
the next may come from other content, other auditors or other rules as well as from other work.
With fewer than 20 audits the limits of a control chart are rough.
Provisional figures can still move: disputes and late answers count until a round is closed.\
""".splitlines()
)

_HOW = """\
An audit belongs to the period that holds the last day of its decisions; audits of one period are \
pooled as strata with their own frames.
Items are told apart by their file: what was audited in two of them counts as apart, which makes \
an interval of a difference too wide, never too narrow.
Limits: three standard errors around all audits of the chart together, by the effective number of \
decisions; Laney's where audits differ more than chance makes them.
Nothing of this is written into the files read: no journal of theirs holds the seal of this report.\
""".splitlines()


def trend_report(found: Trend) -> Report:
    """Return the report of several audits side by side."""
    sections = (
        ("trend", "Trend", _trend(found)),
        ("targets", "Targets", _targets(found)),
        ("changes", "What changed", _changes(found)),
        ("policies", "Policies", _policies(found)),
        ("actions", "Corrective actions", _actions(found)),
        ("method", "Method", _method(found)),
    )
    many = "" if len(found.points) == 1 else "s"
    audits = f"{words.count(len(found.points))} {_unit(found).lower()}{many}"
    files = f"{words.count(len(found.sources))} file{'' if len(found.sources) == 1 else 's'}"
    first, last = found.points[0].first_day, max(point.last_day for point in found.points)
    return Report(
        title=found.vendor or "Trend of audits",
        subtitle=words.DOT.join(
            (f"{audits} from {files}", f"{first} to {last}", "internal edition")
        ),
        sections=tuple(
            Section(key=key, title=title, blocks=tuple(blocks))
            for key, title, blocks in sections
            if blocks
        ),
        vendor=found.vendor,
        stamp=PROVISIONAL if found.provisional else "",
        facts=(
            (f"{_unit(found)}s", words.count(len(found.points))),
            ("Decisions that count", words.count(sum(p.accuracy.n for p in found.points))),
            (
                "Intervals",
                words.DOT.join(
                    (words.target_percent(found.confidence), words.ESTIMANDS[found.estimand])
                ),
            ),
        ),
        limits=LIMITS,
    )


def _unit(found: Trend) -> str:
    return "Audit" if found.every == "audit" else "Period"


def lead(found: Trend) -> str:
    """Return the sentence to remember."""
    last = found.points[-1]
    said = f"{last.name}: {words.rate(last.accuracy)} of the decisions are right"
    if not found.shifts or last.apart:
        why = f": {last.apart}" if last.apart else ""
        return f"{said}. It cannot be compared with an audit before{why}."
    return f"{said}. {panels_compare.sentence(found.shifts[-1])}"


def _trend(found: Trend) -> list[Block]:
    newly = [
        (point, line) for point in found.points[-1:] for line in point.targets if line.newly_below
    ]
    blocks: list[Block] = [
        Paragraph(text=lead(found), style=Style.LEAD, tone=Tone.BAD if newly else Tone.NEUTRAL)
    ]
    blocks += [
        Paragraph(text=f"Newly below target: {_place(line)}. {line.judged.sentence}")
        for _point, line in newly
    ]
    if found.provisional:
        names = ", ".join(p.name for p in found.points if p.found.provisional)
        blocks.append(Paragraph(text=f"Provisional: {names}.", style=Style.WARNING))
    blocks += _charts(found)
    if not found.charts:
        text = "No two audits in a row may be compared: there is no control chart."
        blocks.append(Paragraph(text=text, style=Style.NOTE))
    blocks.append(_audits(found))
    return [*blocks, *_vendors(found)]


def _charts(found: Trend) -> list[Block]:
    """Return a chart of each stretch, with the policies it was judged by where there are more."""
    out: list[Block] = []
    policies = {point.name: point.policy for point in found.points}
    for k, chart in enumerate(found.charts):
        spec = panels_periods.control(chart)
        if spec is None:
            continue
        if len(found.charts) > 1:
            judged = ", ".join(dict.fromkeys(policies[line.name] for line in chart.lines))
            title = f"{spec.title}: {judged}"
            spec = replace(spec, key=f"{spec.key}_{k}", title=title)
        out.append(Figure(chart=replace(spec, note="")))
        out.append(Paragraph(text=spec.note, style=Style.NOTE))  # a workbook shows no other
    return out


def _audits(found: Trend) -> DataTable:
    estimate = CellKind.ESTIMATE
    out = _outside(found)
    return DataTable(
        key="audits",
        title=f"{_unit(found)} by {_unit(found).lower()}",
        columns=(
            Column(title=_unit(found)),
            Column(title="Until"),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title="Accuracy", kind=estimate, brief=True),
            *((Column(title="Limits", kind=CellKind.WORD),) if out else ()),
            Column(title="Met in a row", kind=CellKind.INTEGER),
            Column(title="Figures", kind=CellKind.WORD),
            Column(title="Target", kind=CellKind.WORD, wide=True),
        ),
        rows=tuple(_audit(point, found, out) for point in found.points),
        muted=frozenset(k for k, p in enumerate(found.points) if p.accuracy.n < words.SMALL),
        note="Until: the last day of its decisions. Final: every round of it is closed."
        + (" Limits: outside the control limits of its chart." if out else ""),
    )


def _audit(point: Point, found: Trend, out: dict[str, Word]) -> tuple[Cell, ...]:
    line = _main(point, found.vendor)
    verdict = words.verdict_word(line.judged.verdict, line.judged.metric) if line else None
    stamp = Word(text="Provisional", tone=Tone.CAUTION) if point.found.provisional else None
    return (
        point.name,
        point.last_day,
        point.accuracy.n,
        point.accuracy,
        *((out.get(point.name),) if out else ()),
        line.in_a_row if line else None,
        stamp or Word(text="Final"),
        verdict,
    )


def _outside(found: Trend) -> dict[str, Word]:
    """Return the audits outside the limits of the chart that is to be read."""
    out: dict[str, Word] = {}
    for chart in found.charts:
        read = chart.laney if chart.recommended == "laney" else chart.p_chart
        for number in read.signals if read is not None else ():
            line = chart.lines[number - 1]
            low = read is not None and (line.accuracy.value or 0.0) < (read.center or 0.0)
            out[line.name] = Word(
                text="Below" if low else "Above", tone=Tone.BAD if low else Tone.GOOD
            )
    return out


def _main(point: Point, vendor: str) -> TargetLine | None:
    """Return the target of the whole, or of the one vendor: that of accuracy first."""
    place = {"vendor": vendor} if vendor else {}
    here = [line for line in point.targets if line.judged.place == place]
    first = [line for line in here if "accuracy" in line.judged.metric]
    return next(iter(first or here), None)


def _vendors(found: Trend) -> list[Block]:
    """Return each vendor's accuracy, audit by audit, where no declared target says it."""
    names = sorted({name for point in found.points for name in point.vendors})
    judged = any(line.judged.place for point in found.points for line in point.targets)
    if len(names) < 2 or judged:  # noqa: PLR2004 - the whole says it
        return []
    return [
        DataTable(
            key="vendors",
            title="Accuracy of each vendor",
            columns=(
                Column(title="Vendor"),
                Column(title=_unit(found)),
                Column(title="n", kind=CellKind.INTEGER),
                Column(title="Accuracy", kind=CellKind.ESTIMATE, brief=True),
            ),
            rows=tuple(
                (name, point.name, point.vendors[name].n, point.vendors[name])
                for name in names
                for point in found.points
                if name in point.vendors
            ),
        )
    ]


def _place(line: TargetLine) -> str:
    where = words.DOT.join(line.judged.place.values()) or "all decisions"
    return f"{words.score_title(line.judged.metric)}, {where}"


def _targets(found: Trend) -> list[Block]:
    rows = [(point, line) for point in found.points for line in point.targets]
    if not rows:
        return [Paragraph(text="No policy declares a target: there is no verdict.")]
    new = Word(text="Newly below", tone=Tone.BAD)
    changed = any(line.changed for _point, line in rows)
    note = "Each audit is judged by its own targets, Holm among them. "
    if changed:
        note += "A target that changed is marked; those met in a row count each by its own target."
    return [
        DataTable(
            key="targets",
            title="Declared targets, audit by audit",
            columns=(
                Column(title=_unit(found)),
                Column(title="Measure"),
                Column(title="Where"),
                Column(title="Target", kind=CellKind.SHARE),
                Column(title="n", kind=CellKind.INTEGER),
                Column(title="Value", kind=CellKind.ESTIMATE, brief=True),
                Column(title="Verdict", kind=CellKind.WORD),
                Column(title="Since the one before", kind=CellKind.WORD),
                Column(title="Met in a row", kind=CellKind.INTEGER),
            ),
            rows=tuple(
                (
                    point.name,
                    words.score_title(line.judged.metric),
                    words.DOT.join(line.judged.place.values()) or "All decisions",
                    line.judged.verdict.target,
                    line.judged.estimate.n,
                    line.judged.estimate,
                    words.verdict_word(line.judged.verdict, line.judged.metric),
                    new
                    if line.newly_below
                    else Word(text="Target changed")
                    if line.changed
                    else None,
                    line.in_a_row,
                )
                for point, line in rows
            ),
            note=note.strip(),
        )
    ]


def _changes(found: Trend) -> list[Block]:
    if not found.shifts:
        return [Paragraph(text="No two audits in a row may be compared.")]
    blocks: list[Block] = panels_compare.blocks(found.shifts[-1])
    if len(found.shifts) > 1:
        blocks.append(panels_compare.differences_table(found.shifts))
        blocks.append(Paragraph(text=_all(found.shifts), style=Style.NOTE))
    return blocks


def _all(shifts: tuple[MixShift, ...]) -> str:
    return (
        f"{words.count(len(shifts))} changes are looked at. Of twenty such intervals one leaves "
        "out no difference by chance alone: look at the control chart, too."
    )


def _policies(found: Trend) -> list[Block]:
    return [
        DataTable(
            key="policies",
            title="By what each audit was judged",
            columns=(
                Column(title=_unit(found)),
                Column(title="Policy"),
                Column(title="Changed since the one before", wide=True),
                Column(title="Compared with the one before", wide=True),
            ),
            rows=tuple(
                (
                    point.name,
                    point.policy,
                    "; ".join(point.changes) or ("First" if not k else "Nothing"),
                    f"No: {point.apart}" if point.apart else "Yes" if k else "First",
                )
                for k, point in enumerate(found.points)
            ),
            note="Accuracy is compared where labels, their sides, the rule of matching and the "
            "facets compared are the same. Another wording or another target is marked, and "
            "compared.",
        )
    ]


def _actions(found: Trend) -> list[Block]:
    return actions.blocks(found.actions, "No case of these audits has a corrective action.")


def _method(found: Trend) -> list[Block]:
    blocks: list[Block] = [
        DataTable(
            key="files",
            title="Files read",
            columns=(
                Column(title="File", kind=CellKind.ID),
                Column(title="Audit", wide=True),
                Column(title="Revealed rounds", kind=CellKind.INTEGER),
                Column(title="Journal head", kind=CellKind.ID),
            ),
            rows=tuple(
                (one.file, one.title, one.rounds, one.journal_head) for one in found.sources
            ),
            note="Read, never written to.",
        )
    ]
    if found.left_out:
        blocks.append(
            DataTable(
                key="left_out",
                title="Left out",
                columns=(
                    Column(title="File", kind=CellKind.ID),
                    Column(title="Round", wide=True),
                    Column(title="Why", wide=True),
                ),
                rows=found.left_out,
            )
        )
    notes = [*_HOW, *(note for point in found.points for note in point.found.notes)]
    blocks += [Paragraph(text=text, style=Style.NOTE) for text in notes]
    return blocks
