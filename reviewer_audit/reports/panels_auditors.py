"""Those who grade: how far each pair agrees, how well each does, and what if auditors erred."""

from collections.abc import Iterable, Sequence

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import panels_gold, words
from reviewer_audit.reports.auditors import AuditorQuality, AuditorsQuality
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    ChartKind,
    ChartSpec,
    Column,
    DataTable,
    Mark,
    Paragraph,
    Style,
    Tone,
    Unit,
)
from reviewer_audit.reports.sensitivity import Lines, possible
from reviewer_audit.reports.strict import Bias, Strict
from reviewer_audit.stats.measure import Estimate, TargetVerdict

FEW = 30  # items below which a pair is greyed
QUALITY_TITLE = N_("Who audits the auditors?")
QUALITY = {  # what is known of each auditor, and its title
    "agreement": N_("Agreement"),
    "specific_agreement": N_("On violations"),
    "kappa": N_("Kappa"),
    "strictness": N_("Flags more, points"),
    "anchoring": N_("Anchoring"),
    "latent_accuracy": N_("Latent accuracy"),
    "consistency": N_("With themselves"),
    "gold_accuracy": N_("Against gold"),
}


def auditor_pairs(strict: Strict, measure: str = "agreement") -> ChartSpec:
    """Return how far each pair of auditors agrees, as a matrix with the number of items.

    Args:
        strict: the pairs.
        measure: agreement, kappa or strictness (of the row against the column).
    """
    names = sorted({name for pair in strict.auditors for name in (pair.first, pair.second)})
    by = {(pair.first, pair.second): pair for pair in strict.auditors}
    marks = tuple(_cell(by, a, b, measure) for a in names for b in names)
    titles = {
        "agreement": _("How often does each pair of auditors agree?"),
        "kappa": _("How far does each pair of auditors agree beyond chance?"),
        "strictness": _("Who flags more often: row against column, in points"),
    }
    there = [abs(mark.value) for mark in marks if mark.value is not None]
    signed = measure == "strictness"
    return ChartSpec(
        key=f"auditors_{measure}",
        kind=ChartKind.HEAT,
        title=titles[measure],
        marks=marks,
        unit=Unit.SHARE if measure == "agreement" else Unit.COEFFICIENT,
        rows=tuple(names),
        columns=tuple(names),
        low=0.0 if signed else min([*there, 0.5]),
        high=max([*there, 0.1]) if signed else 1.0,
        note=_("Greyed: fewer than {few} items answered by both").format(few=FEW)
        if _any_small(marks)
        else "",
    )


def _any_small(marks: Iterable[Mark]) -> bool:
    return any(mark.muted for mark in marks)


def _cell(by: dict[tuple[str, str], Bias], a: str, b: str, measure: str) -> Mark:
    pair = by.get((a, b)) or by.get((b, a))
    label = f"{a} \u2192 {b}"
    if a == b or pair is None:
        return Mark(label=label, value=None, text="" if a == b else words.DASH)
    e: Estimate = getattr(pair, measure)
    if e.value is None:
        return Mark(label=label, value=None, n=e.n, text=words.DASH, muted=True)
    turned = measure == "strictness" and (a, b) not in by
    value = (-e.value if turned else e.value) + 0.0  # no "-0.0"
    texts = {
        "agreement": words.share(e),
        "kappa": f"{value:.2f}",
        "strictness": words.signed(value),
    }
    low, high = (e.low, e.high) if not turned else _turned(e)
    return Mark(
        label=label,
        value=value,
        low=low,
        high=high,
        n=e.n,
        text=texts[measure],
        muted=e.n < FEW,
    )


def _turned(e: Estimate) -> tuple[float | None, float | None]:
    return (None if e.high is None else -e.high), (None if e.low is None else -e.low)


def pairs_table(strict: Strict) -> DataTable:
    """Return every pair of auditors, and the vendor against the final answers."""
    pairs = (strict.vendor, *strict.auditors)
    return DataTable(
        key="auditor_pairs",
        columns=(
            Column(title=_("First"), wide=True),
            Column(title=_("Second")),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title=_("Agreement"), kind=CellKind.ESTIMATE, brief=True),
            Column(title=_("Kappa"), kind=CellKind.COEFFICIENT),
            Column(title=_("First flags more, points")),
            Column(title="McNemar"),
        ),
        rows=tuple(
            (
                pair.first,
                pair.second,
                pair.units,
                pair.agreement,
                pair.kappa,
                words.points(pair.strictness),
                "" if pair.mcnemar.p is None else words.p_value(pair.mcnemar.p),
            )
            for pair in pairs
        ),
        muted=frozenset(k for k, pair in enumerate(pairs) if pair.mark == "small"),
        empty=_("No item was graded by two auditors."),
    )


def what_if(lines: Lines) -> ChartSpec:
    """Return accuracy as measured, and what it would be if auditors erred."""
    verdict = lines.verdict
    rows = [(_("As measured"), lines.measured, verdict)]
    rows += [
        (
            _("If {error:.3g} of 100 grades are wrong").format(error=100 * level.error),
            possible(level.accuracy),
            level.verdict,
        )
        for level in lines.levels
    ]
    changed = [level for level in lines.levels if level.changed]
    title = _("Would the answer stand if auditors erred?")
    if verdict is not None:
        first = f"{100 * changed[0].error:.3g}" if changed else ""
        title = (
            _("The verdict changes if {first} of 100 grades are wrong").format(first=first)
            if changed
            else _("The verdict stands even if 5 of 100 grades are wrong")
        )
    target = None if verdict is None else verdict.target
    return ChartSpec(
        key="what_if",
        kind=ChartKind.INTERVAL,
        title=title,
        marks=tuple(
            Mark(
                label=name,
                value=e.value,
                low=e.low,
                high=e.high,
                n=e.n,
                text=words.share(e),
                tone=_tone(found),
            )
            for name, e, found in rows
            if e.value is not None
        ),
        target=target,
        target_text=""
        if target is None
        else _("target {target}").format(target=words.target_percent(target)),
        note=_("Errors of auditors fall evenly on both sides and whatever the vendor said."),
    )


def _tone(verdict: TargetVerdict | None) -> Tone:
    status = "" if verdict is None else verdict.status
    return {"meets": Tone.GOOD, "below": Tone.BAD}.get(
        status, Tone.CAUTION if status else Tone.NEUTRAL
    )


def quality(found: AuditorsQuality) -> list[Block]:
    """Return what can be said of each auditor without taking their own work for the truth."""
    blocks: list[Block] = []
    if found.sentence:
        blocks.append(Paragraph(text=found.sentence, style=Style.LEAD))
    table = _quality_table(sorted(found.lines, key=lambda one: one.name))
    return [*blocks, table, *panels_gold.blocks(found.gold)]


def _quality_table(lines: Sequence[AuditorQuality]) -> DataTable:
    """Return a line for each auditor; what nobody has a value of is left out."""
    shown = [key for key in QUALITY if any(getattr(x, key).value is not None for x in lines)]
    return DataTable(
        key="auditor_quality",
        title=_("Each auditor, in order of name: no verdict and no rank"),
        note=_("Latent accuracy is that of a model in which nobody's answers are the truth.")
        if "latent_accuracy" in shown
        else "",
        columns=(
            Column(title=_("Auditor"), wide=True),
            Column(title=_("Graded"), kind=CellKind.INTEGER),
            Column(title=_("Twice"), kind=CellKind.INTEGER),
            *(Column(title=translated(QUALITY[key])) for key in shown),
        ),
        rows=tuple(
            (
                line.name,
                line.graded,
                line.double_graded,
                *(_figure(key, getattr(line, key)) for key in shown),
            )
            for line in lines
        ),
        muted=frozenset(k for k, line in enumerate(lines) if line.mark == "small"),
        empty=_("Nobody graded."),
    )


def _figure(key: str, e: Estimate) -> str:
    """Write value, interval and n."""
    if e.value is None:
        return "n/a"
    n = f"n{words.NBSP}{words.count(e.n)}"
    if key == "strictness":
        return _(", ").join((words.points(e), n))
    return words.coefficient(e) if key == "kappa" else words.rate(e)
