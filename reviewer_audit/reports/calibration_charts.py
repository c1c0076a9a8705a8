"""Charts of a calibration session; participants in no order, by pseudonym."""

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.calibration import Calibration
from reviewer_audit.reports.model import ChartKind, ChartSpec, Mark, Tone, Unit
from reviewer_audit.text import by_number


def participants(found: Calibration) -> ChartSpec:
    """Return how near each participant was to the baseline."""
    return ChartSpec(
        key="calibration_participants",
        kind=ChartKind.INTERVAL,
        title=_("How often did each participant give the baseline's answer?"),
        marks=tuple(
            Mark(
                label=p.name,
                value=p.agreement.value,
                low=p.agreement.low,
                high=p.agreement.high,
                n=p.agreement.n,
                text=words.share(p.agreement),
            )
            for p in found.participants
            if p.agreement.value is not None
        ),
        low=0.0,
        high=1.0,
        note=_("Blind votes. In no order; the intervals of a few items are wide."),
    )


def strictness(found: Calibration) -> ChartSpec:
    """Return who flags more or less often than the baseline."""
    marks = tuple(
        Mark(
            label=p.name,
            value=100 * p.strictness.value,
            low=None if p.strictness.low is None else 100 * p.strictness.low,
            high=None if p.strictness.high is None else 100 * p.strictness.high,
            n=p.strictness.n,
            text=words.points(p.strictness),
        )
        for p in found.participants
        if p.strictness.value is not None
    )
    ends = [abs(end) for mark in marks for end in (mark.low, mark.high) if end is not None]
    reach = min(100.0, max([*ends, 10.0]))
    return ChartSpec(
        key="calibration_strictness",
        kind=ChartKind.INTERVAL,
        title=_("Who flags more often than the baseline (right), who less (left)?"),
        marks=marks,
        unit=Unit.POINTS,
        target=0.0,
        target_text=words.inside(_("Baseline")),
        low=-reach,
        high=reach,
    )


def votes(found: Calibration) -> ChartSpec:
    """Return how the votes on each item fell, as a matrix."""
    titles = [label.title for label in found.data.policy.labels]
    columns = (*titles, _("Cannot judge"))
    marks = []
    for one in found.items:
        counts = (*one.votes, one.cannot)
        for k, n in enumerate(counts):
            base = k == one.baseline
            marks.append(
                Mark(
                    label=f"{one.facts.name} \u00b7 {columns[k]}",
                    value=float(n),
                    n=sum(counts),
                    text=f"{n} \u2713" if base else str(n) if n else "",
                    tone=Tone.GOOD if base else Tone.NEUTRAL,
                )
            )
    return ChartSpec(
        key="calibration_votes",
        kind=ChartKind.HEAT,
        title=_("How did the blind votes on each item fall?"),
        marks=tuple(marks),
        unit=Unit.COUNT,
        rows=tuple(one.facts.name for one in found.items),
        columns=columns,
        row_title=_("Item"),
        column_title=_("Vote"),
        note=_("✓ marks the baseline."),
    )


def pairs(found: Calibration) -> ChartSpec:
    """Return how often each pair of participants agreed, as a matrix."""
    names = sorted((p.name for p in found.participants), key=by_number)
    by = {frozenset((pair.first, pair.second)): pair.agreement for pair in found.pairs}
    marks = []
    for a in names:
        for b in names:
            e = by.get(frozenset((a, b)))
            if e is None or e.value is None:
                marks.append(Mark(label=f"{a} \u00b7 {b}", value=None, text=words.DASH))
            else:
                marks.append(
                    Mark(
                        label=f"{a} \u00b7 {b}",
                        value=e.value,
                        low=e.low,
                        high=e.high,
                        n=e.n,
                        text=words.share(e),
                    )
                )
    return ChartSpec(
        key="calibration_pairs",
        kind=ChartKind.HEAT,
        title=_("How often did each pair of participants agree?"),
        marks=tuple(marks),
        rows=tuple(names),
        columns=tuple(names),
        low=0.0,
        high=1.0,
    )
