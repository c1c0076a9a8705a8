"""Further charts as data: people and vendors in a funnel, causes by weight."""

from collections import Counter
from collections.abc import Iterable, Sequence

from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.charts import ERRORS
from reviewer_audit.reports.model import (
    CellKind,
    ChartKind,
    ChartSpec,
    Column,
    Curve,
    DataTable,
    Filter,
    Mark,
    Tone,
    Unit,
)
from reviewer_audit.reports.people import Limit, People, PeopleLine
from reviewer_audit.reports.results import AuditResults, ErrorLine

MOST_ITEMS = 5_000  # decisions that a filter names one by one
MOST_BARS = 14
NAMED = 12  # lines whose names have room in a funnel
_ROOM = 0.015
_MANY_KINDS = 5  # beyond, they are not few
_BARE = 25  # decisions below which limits tell nothing and only stretch the axis


def funnel(people: People) -> ChartSpec:
    """Return everybody of a role at their number of decisions, between the limits."""
    kind = _limits_kind(people)
    spread = _design_effect(people)
    marks = tuple(_point(line, people) for line in sorted(people.lines, key=lambda one: one.n))
    curves = tuple(
        _curve(limit, spread, high=high)
        for limit in people.limits
        if limit.kind == kind
        for high in (False, True)
    )
    target = "" if people.target is None else _target_words(people)
    return ChartSpec(
        key=f"funnel_{people.role}",
        kind=ChartKind.FUNNEL,
        title=_funnel_title(people),
        marks=marks,
        target=people.target,
        target_text=target,
        curves=curves,
        low=_floor(people, curves),
        high=1.0,
        named=not people.persons and len(marks) <= NAMED,
        note=_funnel_note(people, kind),
    )


def _limits_kind(people: People) -> str:
    spread = people.overdispersion
    return "additive" if spread is not None and spread.real else "exact"


def _target_words(people: People) -> str:
    if people.target is None:
        return ""
    if people.target_source == "declared":
        return _("target {target}").format(target=words.target_percent(people.target))
    return _("all together {target}").format(target=words.percent(people.target))


def _funnel_title(people: People) -> str:
    role = words.inside(words.role_title(people.role))
    if people.persons:
        many = {"reviewer": _("Reviewers"), "auditor": _("Auditors")}
        who = many.get(people.role, f"{role.capitalize()}s")
        spread = people.overdispersion
        if spread is not None and spread.real:
            return _("{who} differ from each other by more than chance").format(who=who)
        return _("{who} differ no more than chance explains").format(who=who)
    out = [line.name for line in people.lines if line.outside == "below"]
    if out:
        return ngettext(
            "{out} lies below what chance explains",
            "{out} lie below what chance explains",
            len(out),
        ).format(out=words.first_of(out))
    return _("No {role} lies below what chance explains").format(role=role)


def _funnel_note(people: People, kind: str) -> str:
    parts = []
    if kind == "additive":
        parts.append(_("limits allow for how much they differ from each other anyway"))
    small = sum(line.small for line in people.lines)
    if small:
        parts.append(_("hollow: fewer than {small} decisions").format(small=words.SMALL))
    if people.persons:
        parts.append(_("persons get no verdict and no rank"))
    parts.append(people.note.rstrip("."))
    text = words.DOT.join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _point(line: PeopleLine, people: People) -> Mark:
    tones = {"below": Tone.BAD, "above": Tone.GOOD}
    e = line.accuracy
    return Mark(
        label=words.value_title(line.name),
        value=e.value,
        low=e.low,
        high=e.high,
        n=line.n,
        text=words.share(e),
        tone=Tone.NEUTRAL if people.persons else tones.get(line.outside, Tone.NEUTRAL),
        muted=line.small,
        filter=((people.role, line.name),),
    )


def _design_effect(people: People) -> float:
    """Return how many decisions say as much as one of a simple draw, over all lines."""
    independent = sum(line.n_eff for line in people.lines)
    return max(1.0, sum(line.n for line in people.lines) / independent) if independent else 1.0


def _curve(limit: Limit, design_effect: float, *, high: bool) -> Curve:
    """Return a limit over the decisions that count; it is computed over independent ones."""
    outer = limit.confidence > 0.99  # noqa: PLR2004 - 95 % is the inner one
    return Curve(
        name=f"{100 * limit.confidence:.4g}{words.NBSP}%",
        points=tuple(
            (design_effect * n, value)
            for n, value in zip(limit.n, limit.high if high else limit.low, strict=True)
        ),
        role="outer" if outer else "inner",
    )


def _floor(people: People, curves: Iterable[Curve]) -> float:
    """Return where the axis begins: below every point, and limits of more than a handful."""
    values = [line.accuracy.value for line in people.lines if line.accuracy.value is not None]
    bare = max(_BARE, min((line.n for line in people.lines), default=0) / 2)
    values += [v for curve in curves for n, v in curve.points if v is not None and n >= bare]
    values += [people.target] if people.target is not None else []
    low = min(values, default=0.0) - _ROOM
    return max(0.0, int(low * 20) / 20)


def people_table(people: People) -> DataTable:
    """Return what stands behind the funnel, in order of name."""
    lines = sorted(people.lines, key=lambda one: one.name)
    estimate = CellKind.ESTIMATE
    drawn = any(line.shrunken.value is not None for line in lines)
    columns = [
        Column(title=words.role_title(people.role), wide=True),
        Column(title="n", kind=CellKind.INTEGER),
        Column(title=_("Accuracy"), kind=estimate, brief=True),
        *([Column(title=_("Drawn towards all"), kind=estimate, brief=True)] if drawn else []),
        *(Column(title=title) for title in _limit_titles(people)),
    ]
    if not people.persons:
        columns.append(Column(title=_("Outside")))
    return DataTable(
        key=f"funnel_{people.role}",
        columns=tuple(columns),
        rows=tuple(
            (
                words.value_title(line.name),
                line.n,
                line.accuracy,
                *((line.shrunken,) if drawn else ()),
                *_between(line),
                *(() if people.persons else (outside(line.outside),)),
            )
            for line in lines
        ),
        filters=tuple(((people.role, line.name),) for line in lines),
        muted=frozenset(k for k, line in enumerate(lines) if line.small),
        empty=people.note,
    )


def _limit_titles(people: People) -> tuple[str, str]:
    if _limits_kind(people) == "additive":  # wider than chance, as in the picture
        return _("Limits, 95 %"), _("Limits, 99.8 %")
    return _("Chance gives, 95 %"), _("Chance gives, 99.8 %")


def outside(side: str) -> str:
    """Return on which side of its limits a figure lies; "" within them."""
    return {"below": _("below the limits"), "above": _("above the limits")}.get(side, "")


def _between(line: PeopleLine) -> tuple[str, str]:
    said = {
        level: f"{100 * low:.1f}{words.DASH}{words.percent(high)}"
        for level, low, high in line.limits
    }
    inner, outer = (said.get(level, "") for level in (0.95, 0.998))
    return inner, outer


def pareto(results: AuditResults, by: str = "outcome") -> ChartSpec:
    """Return which few kinds make most of the errors, the most frequent first.

    Args:
        results: of a round.
        by: outcome, cause (root cause) or pair (decided against right).
    """
    counted = _errors_by(results, by)
    total = sum(n for _name, n, _filter, _tone in counted)
    shown, rest = counted[:MOST_BARS], counted[MOST_BARS:]
    marks, running, points = [], 0, []
    for at, (name, n, where, tone) in enumerate(shown):
        running += n
        points.append((float(at), float(running)))
        part = _("{n}{dot}sum {running}").format(
            n=words.percent(n / total, 0), dot=words.DOT, running=words.percent(running / total, 0)
        )
        marks.append(
            Mark(
                label=name,
                value=float(n),
                text=f"{words.count(n)}{words.DOT}{part}",
                tone=tone,
                filter=where,
            )
        )
    curve = Curve(name="together", points=tuple(points), role="running")
    left = sum(n for _name, n, _filter, _tone in rest)
    return ChartSpec(
        key=f"pareto_{by}",
        kind=ChartKind.BARS,
        title=_pareto_title(by, [(mark.label, int(mark.value or 0)) for mark in marks], total),
        marks=tuple(marks),
        unit=Unit.COUNT,
        low=0.0,
        high=float(max(total, 1)),
        curves=(curve,) if len(points) > 1 else (),
        note=_("{left} more errors of {n} other kinds").format(left=words.count(left), n=len(rest))
        if rest
        else "",
    )


_KINDS = {  # one, several
    "outcome": (N_("kind of error"), N_("kinds of error")),
    "cause": (N_("root cause"), N_("root causes")),
    "pair": (N_("pair of labels"), N_("pairs of labels")),
}


def _pareto_title(by: str, bars: Sequence[tuple[str, int]], total: int) -> str:
    if not total:
        return _("No errors found")
    running = 0
    for k, (_name, n) in enumerate(bars, start=1):
        running += n
        if k > _MANY_KINDS:
            break
        if running >= 0.8 * total and len(bars) > 1:
            what = translated(_KINDS[by][0 if k == 1 else 1])
            return ngettext(
                "{n} {what} makes {share} of {total} errors",
                "{n} {what} make {share} of {total} errors",
                k,
            ).format(
                n=k, what=what, share=words.percent(running / total, 0), total=words.count(total)
            )
    name, n = bars[0]
    return _("{name}: {n} of {total} errors").format(
        name=name, n=words.count(n), total=words.count(total)
    )


Bar = tuple[str, int, Filter, Tone]


def _errors_by(results: AuditResults, by: str) -> list[Bar]:
    """Return name, count and filter of every kind that occurs, most frequent first."""
    if by == "outcome":
        counts = results.overall.outcomes
        found: list[Bar] = [
            (
                words.outcome_title(key),
                counts[key],
                (("outcome", key),),
                words.OUTCOME_TONES.get(key, Tone.NEUTRAL),
            )
            for key in ERRORS
            if counts.get(key)
        ]
    elif by == "pair":
        found = _pairs_of(results)
    else:
        found = _causes_of(results.errors)
    return sorted(found, key=lambda bar: (-bar[1], bar[0]))


def _pairs_of(results: AuditResults) -> list[Bar]:
    table = results.confusion
    return [
        (
            f"{table.titles[i]} \u2192 {table.titles[j]}",
            n,
            (("vendor_label", table.labels[i]), ("final_label", table.labels[j])),
            Tone.NEUTRAL,
        )
        for i, row in enumerate(table.matrix)
        for j, n in enumerate(row)
        if n and i != j
    ]


def _causes_of(errors: Sequence[ErrorLine]) -> list[Bar]:
    ids: dict[str, list[int]] = {}
    for error in errors:
        ids.setdefault(error.cause, []).append(error.decision)
    counts = Counter({cause: len(found) for cause, found in ids.items()})
    return [
        (
            cause or _("No cause given"),
            n,
            tuple(("decision", str(one)) for one in ids[cause][:MOST_ITEMS]),
            Tone.NEUTRAL,
        )
        for cause, n in counts.items()
    ]


def pareto_table(spec: ChartSpec) -> DataTable:
    """Return the bars of a Pareto as a table."""
    running, rows = 0.0, []
    total = sum(mark.value or 0.0 for mark in spec.marks)
    for mark in spec.marks:
        running += mark.value or 0.0
        rows.append(
            (mark.label, int(mark.value or 0), (mark.value or 0.0) / total, running / total)
        )
    return DataTable(
        key=spec.key,
        columns=(
            Column(title="", wide=True),
            Column(title=_("Errors"), kind=CellKind.INTEGER),
            Column(title=_("Share"), kind=CellKind.SHARE),
            Column(title=_("Together"), kind=CellKind.SHARE),
        ),
        rows=tuple(rows),
        filters=tuple(mark.filter for mark in spec.marks),
        empty=_("No errors found."),
    )
