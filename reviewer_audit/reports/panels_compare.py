"""Two groups beside each other as blocks: both accuracies, the difference, and where it is from."""

from collections.abc import Callable, Sequence
from math import ceil, floor

from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.mixshift import AUDIT, ROUND, MixShift
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    ChartKind,
    ChartSpec,
    Column,
    DataTable,
    Figure,
    Filter,
    Mark,
    Paragraph,
    Style,
    Tone,
    Unit,
)
from reviewer_audit.reports.panels_periods import days_of
from reviewer_audit.stats.measure import Estimate

_IN_TIME = ("day", "week", "month", ROUND, AUDIT)
_APART = (ROUND, AUDIT)  # no filter of one round leads to them
_FAR = 10.0  # points; wider axes end at multiples of five
_MANY = N_("Of twenty such intervals one leaves out no difference by chance alone.")


def sentence(shift: MixShift) -> str:
    """Return which of two groups is right more often, or that chance may explain it."""
    groups = shift.groups
    e = groups.difference
    one, other = title_of(groups.role, groups.one), title_of(groups.role, groups.other)
    if e.value is None:
        return _("{one} and {other} cannot be compared. {note}").format(
            one=one, other=other, note=e.note
        )
    said = _("{e} points, n{nbsp}{n}").format(
        e=words.points(e), nbsp=words.NBSP, n=words.count(e.n)
    )
    low, high = e.low, e.high
    if low is None or high is None or low <= 0 <= high:
        return _("{one} and {other} differ no more than chance explains: {said}.").format(
            one=one, other=other, said=said
        )
    if groups.role in _IN_TIME:
        text = (
            _("Accuracy rose from {one} to {other}: {said}.")
            if low > 0
            else _("Accuracy fell from {one} to {other}: {said}.")
        )
        return text.format(one=one, other=other, said=said)
    text = (
        _("{other} is right more often than {one}: {said}.")
        if low > 0
        else _("{other} is right less often than {one}: {said}.")
    )
    return text.format(one=one, other=other, said=said)


def split_sentence(shift: MixShift) -> str:
    """Return how much of a difference comes from the work itself and how much from other work."""
    if not shift.lines:
        return ""
    over = words.inside(words.role_title(shift.over))
    rate, mix, both = (words.points(e) for e in (shift.rate, shift.weight, shift.interaction))
    return _(
        "Split by {over}: {rate} points from better or worse work within "
        "each {over}, {mix} from another mix, {both} from both at once."
    ).format(over=over, rate=rate, mix=mix, both=both)


def title_of(role: str, name: str) -> str:
    """Return what a group is called."""
    return _("Round {name}").format(name=name) if role == ROUND else words.value_title(name)


def blocks(shift: MixShift) -> list[Block]:
    """Return everything about one comparison, the answer first."""
    found: list[Block] = [Paragraph(text=sentence(shift), style=Style.LEAD)]
    split = split_sentence(shift)
    if split:
        found.append(Paragraph(text=split))
    found.append(groups_table(shift))
    chart = parts_chart(shift)
    if chart.marks:
        found.append(Figure(chart=chart))
    if shift.lines:
        found.append(slices_table(shift))
    return found


def groups_table(shift: MixShift) -> DataTable:
    """Return both groups with their accuracy, then the difference in points."""
    groups = shift.groups
    role = groups.role
    note = (
        _("Difference: {method}.").format(method=method_text(groups.difference.method))
        if groups.difference.method
        else ""
    )
    if groups.shared_items:
        note += ngettext(
            " On the {shared_items} item that both decided the difference is "
            "{same_items} points ({method}).",
            " On the {shared_items} items that both decided the difference is "
            "{same_items} points ({method}).",
            groups.shared_items,
        ).format(
            shared_items=words.count(groups.shared_items),
            same_items=words.points(groups.same_items),
            method=method_text(groups.same_items.method),
        )
    return DataTable(
        key=f"groups_{role}",
        title=_("Both accuracies"),
        note=note.strip(),
        columns=(
            Column(title=words.role_title(role), wide=True),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title=_("Accuracy"), kind=CellKind.ESTIMATE, brief=True),
        ),
        rows=tuple(
            (title_of(role, name), e.n, e)
            for name, e in ((groups.one, groups.first), (groups.other, groups.second))
        ),
        filters=tuple(_where(role, name) for name in (groups.one, groups.other)),
        muted=frozenset(
            k for k, e in enumerate((groups.first, groups.second)) if e.n < words.SMALL
        ),
    )


def parts_chart(shift: MixShift) -> ChartSpec:
    """Return the difference and its parts around nothing, each with its interval."""
    groups = shift.groups
    rows: list[tuple[str, Estimate, int]] = [(_("Difference"), groups.difference, 0)]
    if shift.lines:
        rows += [
            (_("from the work itself"), shift.rate, 1),
            (_("from another mix"), shift.weight, 1),
            (_("from both at once"), shift.interaction, 1),
        ]
    if groups.shared_items >= words.SMALL:  # fewer would stretch the axis
        rows.append((_("On the same items"), groups.same_items, 0))
    one, other = title_of(groups.role, groups.one), title_of(groups.role, groups.other)
    title = _("How far does {other} lie from {one}, in points?").format(other=other, one=one)
    return _around_nothing(f"difference_{groups.role}", title, rows)


def _around_nothing(
    key: str, title: str, rows: Sequence[tuple[str, Estimate, int]], *, note: str = ""
) -> ChartSpec:
    """Return differences around nothing; an indented one is a part of the one above it."""
    shown = [(name, e, indent) for name, e, indent in rows if e.value is not None]
    ends = [100 * v for _name, e, _in in shown for v in (e.value, e.low, e.high) if v is not None]
    return ChartSpec(
        key=key,
        kind=ChartKind.INTERVAL,
        title=title,
        marks=tuple(
            Mark(
                label=name,
                value=_in_points(e.value),
                low=_in_points(e.low),
                high=_in_points(e.high),
                n=None if indent else e.n,
                text=words.points(e),
                tone=_tone(e),
                indent=indent,
            )
            for name, e, indent in shown
        ),
        unit=Unit.POINTS,
        target=0.0,
        target_text=_("no difference"),
        low=_outwards(min([*ends, 0.0]), max(ends, default=0.0), floor),
        high=_outwards(max([*ends, 0.0]), min(ends, default=0.0), ceil),
        note=note,
    )


def _outwards(end: float, other: float, whole: Callable[[float], int]) -> float:
    """Return a round end of the axis."""
    step = 5 if abs(end - other) > _FAR else 1
    return float(step * whole(end / step))


def _in_points(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _tone(e: Estimate) -> Tone:
    if e.low is None or e.high is None or e.low <= 0 <= e.high:
        return Tone.NEUTRAL
    return Tone.GOOD if e.low > 0 else Tone.BAD


def slices_table(shift: MixShift) -> DataTable:
    """Return what each slice contributes, in points; the columns add up to the difference."""
    groups, role = shift.groups, shift.groups.role
    one, other = title_of(role, groups.one), title_of(role, groups.other)
    estimate = CellKind.ESTIMATE
    return DataTable(
        key=f"mix_shift_{role}",
        title=_("Where the difference comes from, by {lower}: first {one}, then {other}").format(
            lower=words.inside(words.role_title(shift.over)), one=one, other=other
        ),
        columns=(
            Column(title=words.role_title(shift.over), wide=True),
            Column(title=_("Share first"), kind=CellKind.SHARE),
            Column(title=_("Share then"), kind=CellKind.SHARE),
            Column(title=_("Accuracy first"), kind=estimate),
            Column(title=_("Accuracy then"), kind=estimate),
            Column(title=_("Work")),
            Column(title=_("Mix")),
            Column(title=_("Both")),
        ),
        rows=tuple(
            (
                words.value_title(line.name),
                line.weight_one,
                line.weight_other,
                line.first,
                line.second,
                words.signed(line.rate_effect),
                words.signed(line.weight_effect),
                words.signed(line.interaction),
            )
            for line in shift.lines
        ),
        filters=tuple(
            ()
            if role in _APART
            else (*_where(role, groups.one), *_where(role, groups.other), (shift.over, line.name))
            for line in shift.lines
        ),
        note=_("In points; the columns add up to the difference. {note}").format(note=shift.note),
    )


def differences_chart(shifts: Sequence[MixShift]) -> ChartSpec:
    """Return several differences around nothing, each with its interval."""
    named = [
        (
            _("{other} against {one}").format(
                other=title_of(shift.groups.role, shift.groups.other),
                one=title_of(shift.groups.role, shift.groups.one),
            ),
            shift.groups.difference,
            0,
        )
        for shift in shifts
    ]
    role = words.inside(words.role_title(shifts[0].groups.role)) if shifts else ""
    title = _("How far does each {role} lie from the others, in points?").format(role=role)
    return _around_nothing(f"differences_{role}", title, named, note=translated(_MANY))


def differences_table(shifts: Sequence[MixShift]) -> DataTable:
    """Return several comparisons of one role, a line each, in points."""
    role = words.role_title(shifts[0].groups.role) if shifts else ""
    shared = any(shift.groups.shared_items for shift in shifts)
    split = any(shift.lines for shift in shifts)
    return DataTable(
        key="differences",
        title=_("Each {lower} against each other").format(lower=words.inside(role)),
        columns=(
            Column(title=role, wide=True),
            Column(title=_("Against")),
            Column(title="n", kind=CellKind.INTEGER),
            Column(title=_("Difference, points")),
            *([Column(title=_("On the same items"))] if shared else []),
            *([Column(title=name) for name in (_("Work"), _("Mix"), _("Both"))] if split else []),
        ),
        rows=tuple(
            (
                title_of(shift.groups.role, shift.groups.other),
                title_of(shift.groups.role, shift.groups.one),
                shift.groups.difference.n,
                words.points(shift.groups.difference),
                *((_paired(shift),) if shared else ()),
                *(
                    [words.points(e) for e in (shift.rate, shift.weight, shift.interaction)]
                    if split
                    else []
                ),
            )
            for shift in shifts
        ),
    )


def _paired(shift: MixShift) -> str:
    n = shift.groups.shared_items
    if not n:
        return ""
    return _(", ").join((words.points(shift.groups.same_items), f"n{words.NBSP}{words.count(n)}"))


def _where(role: str, name: str) -> Filter:
    """Return the filter of the decisions of a group; another round has none here."""
    if role in _APART:
        return ()
    if role in {"week", "month"}:
        return days_of(f"{name}-1" if role == "week" else f"{name}-01", role)
    return ((role, name),)
