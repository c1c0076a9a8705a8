"""The report of a trend: what changed, whether it is more than chance, and what may be compared."""

from dataclasses import replace

from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports import actions, panels_compare, panels_periods, words
from reviewer_audit.reports.editions import called
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
from reviewer_audit.reports.trend_method import method

PROVISIONAL = N_("Provisional: some audits are not closed")
LIMITS = (
    N_(
        "Each audit is judged by the policy it was graded by. Where two of them measure another "
        "thing, no line, limit or difference joins them."
    ),
    N_(
        "An interval says how far chance in the draw could have moved a figure. A change from one "
        "audit to the next may come from other content, other auditors or other rules as well as "
        "from other work."
    ),
    N_("With fewer than 20 audits the limits of a control chart are rough."),
    N_(
        "Provisional figures can still move: disputes and late answers count until a round is "
        "closed."
    ),
)


def trend_report(found: Trend) -> Report:
    """Return the report of several audits side by side."""
    sections = (
        ("trend", _("Trend"), _trend(found)),
        ("targets", _("Targets"), _targets(found)),
        ("changes", _("What changed"), _changes(found)),
        ("policies", _("Policies"), _policies(found)),
        ("actions", _("Corrective actions"), _actions(found)),
        ("method", _("Method"), method(found)),
    )
    n = len(found.points)
    if found.every == "audit":
        audits = ngettext("{n} audit", "{n} audits", n).format(n=words.count(n))
    else:
        audits = ngettext("{n} period", "{n} periods", n).format(n=words.count(n))
    k = len(found.sources)
    files = ngettext("{n} file", "{n} files", k).format(n=words.count(k))
    first, last = found.points[0].first_day, max(point.last_day for point in found.points)
    return Report(
        title=found.vendor or _("Trend of audits"),
        subtitle=words.DOT.join(
            (
                _("{audits} from {files}").format(audits=audits, files=files),
                _("{first} to {last}").format(first=first, last=last),
                _("{edition} edition").format(edition=called(found.edition)),
            )
        ),
        sections=tuple(
            Section(key=key, title=title, blocks=tuple(blocks))
            for key, title, blocks in sections
            if blocks
        ),
        edition=found.edition,
        vendor=found.vendor,
        stamp=translated(PROVISIONAL) if found.provisional else "",
        facts=(
            (
                _("Audits") if found.every == "audit" else _("Periods"),
                words.count(len(found.points)),
            ),
            (_("Decisions that count"), words.count(sum(p.accuracy.n for p in found.points))),
            (
                _("Intervals"),
                words.DOT.join(
                    (
                        words.target_percent(found.confidence),
                        translated(words.ESTIMANDS[found.estimand]),
                    )
                ),
            ),
        ),
        limits=tuple(translated(one) for one in LIMITS),
    )


def _unit(found: Trend) -> str:
    return _("Audit") if found.every == "audit" else _("Period")


def lead(found: Trend) -> str:
    """Return the sentence to remember."""
    last = found.points[-1]
    said = _("{name}: {accuracy} of the decisions are right.").format(
        name=last.name, accuracy=words.rate(last.accuracy)
    )
    if last.apart:
        why = _("It cannot be compared with an audit before: {why}.").format(why=last.apart)
        return f"{said} {why}"
    if not found.shifts:
        return f"{said} {_('It cannot be compared with an audit before.')}"
    return f"{said} {panels_compare.sentence(found.shifts[-1])}"


def _trend(found: Trend) -> list[Block]:
    newly = [
        (point, line) for point in found.points[-1:] for line in point.targets if line.newly_below
    ]
    blocks: list[Block] = [
        Paragraph(text=lead(found), style=Style.LEAD, tone=Tone.BAD if newly else Tone.NEUTRAL)
    ]
    blocks += [
        Paragraph(
            text=_("Newly below target: {place}. {sentence}").format(
                place=_place(line), sentence=line.judged.sentence
            )
        )
        for _point, line in newly
    ]
    if found.provisional:
        names = _(", ").join(p.name for p in found.points if p.found.provisional)
        blocks.append(
            Paragraph(text=_("Provisional: {names}.").format(names=names), style=Style.WARNING)
        )
    blocks += _charts(found)
    if not found.charts:
        text = _("No two audits in a row may be compared: there is no control chart.")
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
        title=_("Audit by audit") if found.every == "audit" else _("Period by period"),
        columns=(
            Column(title=_unit(found)),
            Column(title=_("Until")),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title=_("Accuracy"), kind=estimate, brief=True),
            *((Column(title=_("Limits"), kind=CellKind.WORD),) if out else ()),
            Column(title=_("Met in a row"), kind=CellKind.INTEGER),
            Column(title=_("Figures"), kind=CellKind.WORD),
            Column(title=_("Target"), kind=CellKind.WORD, wide=True),
        ),
        rows=tuple(_audit(point, found, out) for point in found.points),
        muted=frozenset(k for k, p in enumerate(found.points) if p.accuracy.n < words.SMALL),
        note=_("Until: the last day of its decisions. Final: every round of it is closed.")
        + (" " + _("Limits: outside the control limits of its chart.") if out else ""),
    )


def _audit(point: Point, found: Trend, out: dict[str, Word]) -> tuple[Cell, ...]:
    line = _main(point, found.vendor)
    verdict = words.verdict_word(line.judged.verdict, line.judged.metric) if line else None
    stamp = Word(text=_("Provisional"), tone=Tone.CAUTION) if point.found.provisional else None
    return (
        point.name,
        point.last_day,
        point.accuracy.n,
        point.accuracy,
        *((out.get(point.name),) if out else ()),
        line.in_a_row if line else None,
        stamp or Word(text=_("Final")),
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
                text=_("Below the limits") if low else _("Above the limits"),
                tone=Tone.BAD if low else Tone.GOOD,
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
            title=_("Accuracy of each vendor"),
            columns=(
                Column(title=_("Vendor")),
                Column(title=_unit(found)),
                Column(title="n", kind=CellKind.INTEGER),
                Column(title=_("Accuracy"), kind=CellKind.ESTIMATE, brief=True),
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
    where = words.DOT.join(line.judged.place.values()) or _("all decisions")
    return f"{words.score_title(line.judged.metric)}, {where}"


def _targets(found: Trend) -> list[Block]:
    rows = [(point, line) for point in found.points for line in point.targets]
    if not rows:
        return [Paragraph(text=_("No policy declares a target: there is no verdict."))]
    new = Word(text=_("Newly below"), tone=Tone.BAD)
    changed = any(line.changed for _point, line in rows)
    note = _("Each audit is judged by its own targets, Holm among them.")
    if changed:
        note += " " + _(
            "A target that changed is marked; those met in a row count each by its own target."
        )
    return [
        DataTable(
            key="targets",
            title=_("Declared targets, audit by audit"),
            columns=(
                Column(title=_unit(found)),
                Column(title=_("Measure")),
                Column(title=_("Where")),
                Column(title=_("Target"), kind=CellKind.SHARE),
                Column(title="n", kind=CellKind.INTEGER),
                Column(title=_("Value"), kind=CellKind.ESTIMATE, brief=True),
                Column(title=_("Verdict"), kind=CellKind.WORD),
                Column(title=_("Since the one before"), kind=CellKind.WORD),
                Column(title=_("Met in a row"), kind=CellKind.INTEGER),
            ),
            rows=tuple(
                (
                    point.name,
                    words.score_title(line.judged.metric),
                    words.DOT.join(line.judged.place.values()) or _("All decisions"),
                    line.judged.verdict.target,
                    line.judged.estimate.n,
                    line.judged.estimate,
                    words.verdict_word(line.judged.verdict, line.judged.metric),
                    new
                    if line.newly_below
                    else Word(text=_("Target changed"))
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
        return [Paragraph(text=_("No two audits in a row may be compared."))]
    blocks: list[Block] = panels_compare.blocks(found.shifts[-1])
    if len(found.shifts) > 1:
        blocks.append(panels_compare.differences_table(found.shifts))
        blocks.append(Paragraph(text=_all(found.shifts), style=Style.NOTE))
    return blocks


def _all(shifts: tuple[MixShift, ...]) -> str:
    return _(
        "{n} changes are looked at. Of twenty such intervals one leaves "
        "out no difference by chance alone: look at the control chart, too."
    ).format(n=words.count(len(shifts)))


def _policies(found: Trend) -> list[Block]:
    return [
        DataTable(
            key="policies",
            title=_("By what each audit was judged"),
            columns=(
                Column(title=_unit(found)),
                Column(title=_("Policy")),
                Column(title=_("Changed since the one before"), wide=True),
                Column(title=_("Compared with the one before"), wide=True),
            ),
            rows=tuple(
                (
                    point.name,
                    point.policy,
                    "; ".join(point.changes) or (_("Nothing before it") if not k else _("Nothing")),
                    _("No: {apart}").format(apart=point.apart)
                    if point.apart
                    else _("Yes")
                    if k
                    else _("Nothing before it"),
                )
                for k, point in enumerate(found.points)
            ),
            note=_(
                "Accuracy is compared where labels, their sides, the rule of "
                "matching and the facets compared are the same. Another wording or "
                "another target is marked, and compared."
            ),
        )
    ]


def _actions(found: Trend) -> list[Block]:
    return actions.blocks(found.actions, _("No case of these audits has a corrective action."))
