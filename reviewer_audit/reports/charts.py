"""The charts of an audit as data: the window paints them, files draw them."""

from collections.abc import Mapping, Sequence

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports import words
from reviewer_audit.reports.model import ChartKind, ChartSpec, Filter, Mark, Tone, Unit
from reviewer_audit.reports.results import AuditResults, Confusion, Scores

PERSONS = frozenset({"reviewer", "author", "auditor"})  # no rank, no mark, no verdict
HIGHER_IS_BETTER = frozenset(
    {
        "accuracy",
        "label_accuracy",
        "charged_accuracy",
        "precision",
        "recall",
        "severity_weighted_accuracy",
    }
)
ERRORS = ("over_enforced", "under_enforced", "wrong_policy", "wrong_action", "wrong_escalation")
MOST_ROWS = 14
_NAMED = 3  # vendors that a title names, one by one


def pairs(role: str, value: str) -> Filter:
    """Return the filter of a slice; crossed roles (``vendor+queue``) give one pair each."""
    roles = role.split("+")
    if len(roles) == 1:
        return ((role, value),)
    parts = value.split(" + ")
    if len(parts) != len(roles):  # a name that holds the separator itself
        parts = [" + ".join(parts[: 1 - len(roles)]), *parts[1 - len(roles) :]]
    return tuple(zip(roles, parts, strict=True))


def slice_title(results: AuditResults, where: Filter) -> str:
    """Return the name of a slice; labels are called by their titles."""
    titles = dict(zip(results.confusion.labels, results.confusion.titles, strict=True))
    return words.DOT.join(
        words.value_title(titles.get(value, value) if role == "label" else value)
        for role, value in where
    )


def crossed(results: AuditResults, role: str, other: str) -> Mapping[str, Mapping[str, Scores]]:
    """Return the cells of two crossed roles, by the value of the first, then of the second."""
    cells: dict[str, dict[str, Scores]] = {}
    for key in (f"{role}+{other}", f"{other}+{role}"):
        for value, scores in results.by.get(key, {}).items():
            found = dict(pairs(key, value))
            if role in found and other in found:
                cells.setdefault(found[role], {})[found[other]] = scores
        if cells:
            break
    return cells


def target_of(results: AuditResults) -> float | None:
    """Return the accuracy target that was declared, of the whole or of any vendor."""
    scores = [results.overall, *results.by.get("vendor", {}).values()]
    return next((s.verdict.target for s in scores if s.verdict), None)


def forest(results: AuditResults) -> ChartSpec:
    """Accuracy of each vendor against the target, with the queues of those that stand out."""
    cells = crossed(results, "vendor", "queue")
    named = _named_vendors(results)
    marks: list[Mark] = []
    rest = results.overall["accuracy"].value
    for vendor, scores in _best_first(results.by.get("vendor", {})):
        marks.append(_mark(words.value_title(vendor), scores, (("vendor", vendor),), rest=rest))
        if vendor in named or len(results.by.get("vendor", {})) == 1:
            marks += [
                _mark(
                    words.DOT.join((words.value_title(vendor), words.value_title(queue))),
                    inner,
                    (("vendor", vendor), ("queue", queue)),
                    1,
                    rest=rest,
                )
                for queue, inner in _best_first(cells.get(vendor, {}))
            ]
    if not marks:
        marks.append(_mark(_("All decisions"), results.overall, ()))
    return _interval(results, "forest", _forest_title(results, named), marks)


def by_role(
    results: AuditResults, role: str, score: str = "accuracy", *, most: int = MOST_ROWS
) -> ChartSpec:
    """One score by the values of a role (or of crossed roles), at most so many rows."""
    slices = results.by.get(role, {})
    person = role in PERSONS
    ordered = sorted(slices.items()) if person else _best_first(slices, score)
    marks = [
        _mark(
            slice_title(results, pairs(role, name)),
            scores,
            pairs(role, name),
            score=score,
            rest=results.overall[score].value,
            person=person,
        )
        for name, scores in ordered
    ]
    title = _role_title(role, score, marks, person=person)
    return _interval(
        results,
        f"by_{role}_{score}",
        title,
        marks,
        score,
        most=most,
    )


def outcomes(results: AuditResults) -> ChartSpec:
    """Which kind of error is most frequent."""
    counts = results.overall.outcomes
    counted = results.overall.counted
    marks = tuple(
        Mark(
            label=words.outcome_title(outcome),
            value=float(counts.get(outcome, 0)),
            n=counted,
            text=_count_text(counts.get(outcome, 0), counted),
            tone=words.OUTCOME_TONES.get(outcome, Tone.NEUTRAL),
            filter=(("outcome", outcome),),
        )
        for outcome in sorted(ERRORS, key=lambda name: -counts.get(name, 0))
    )
    total = sum(int(mark.value or 0) for mark in marks)
    if total:
        most = [mark.label for mark in marks if mark.value == marks[0].value]
        said = (
            _("{label}: {value} of {total} errors")
            if len(most) == 1
            else _("{label}: {value} each of {total} errors")
        )
        title = said.format(
            label=_(", ").join(most),
            value=words.count(marks[0].value or 0),
            total=words.count(total),
        )
    else:
        title = _("No errors found")
    return ChartSpec(
        key="outcomes", kind=ChartKind.BARS, title=title, marks=marks, unit=Unit.COUNT, low=0.0
    )


def confusion(table: Confusion) -> ChartSpec:
    """What was decided against what was right."""
    marks = tuple(
        Mark(
            label=f"{table.titles[i]} \u2192 {table.titles[j]}",
            value=float(n),
            n=sum(row),
            text=words.count(n),
            tone=Tone.GOOD if i == j else (Tone.BAD if n else Tone.NEUTRAL),
            filter=(("vendor_label", table.labels[i]), ("final_label", table.labels[j])),
        )
        for i, row in enumerate(table.matrix)
        for j, n in enumerate(row)
    )
    return ChartSpec(
        key="confusion",
        kind=ChartKind.HEAT,
        title=_("What was decided (rows) against what was right (columns)"),
        marks=marks,
        unit=Unit.COUNT,
        rows=table.titles,
        columns=table.titles,
        row_title=_("Decided"),
        column_title=_("Right"),
        diagonal=True,
    )


def agreement(results: AuditResults) -> ChartSpec:
    """How far auditors agree with each other and with the vendor, beyond chance."""
    keys = ("percent_agreement", "cohen_kappa", "krippendorff_alpha", "gwet_ac1")
    marks = []
    for title, pairing in (
        (_("Auditors with each other"), results.auditor_auditor),
        (_("Vendor with auditors"), results.vendor_auditor),
    ):
        for key in keys:
            e = pairing.coefficients.get(key)
            if e is not None and e.value is not None:
                label = f"{title}: {words.score_title(key)}"
                marks.append(
                    Mark(
                        label=label, value=e.value, low=e.low, high=e.high, n=e.n,
                        text=f"{e.value:.2f}",
                    )
                )  # fmt: skip
    return ChartSpec(
        key="agreement",
        kind=ChartKind.INTERVAL,
        title=_("How far do people agree, and how much of it is more than chance?"),
        marks=tuple(marks),
        unit=Unit.COEFFICIENT,
    )


def _named_vendors(results: AuditResults) -> set[str]:
    found = {f.slice["vendor"] for f in results.findings if "vendor" in f.slice and not f.error}
    below = {
        vendor
        for vendor, s in results.by.get("vendor", {}).items()
        if s.verdict and s.verdict.status == "below"
    }
    return found | below


def _forest_title(results: AuditResults, named: set[str]) -> str:
    target = target_of(results)
    below = sorted(
        vendor
        for vendor, s in results.by.get("vendor", {}).items()
        if s.verdict and s.verdict.status == "below"
    )
    if target is not None and below:
        who = words.first_of(below) if len(below) > _NAMED else _(" and ").join(below)
        told = (f for f in results.findings if f.slice.get("vendor") in below and not f.error)
        most = next(told, None)
        where = most.slice.get("queue") if most else None
        tail = _(", most of all in {where}").format(where=where) if where else ""
        return ngettext(
            "{who} misses the target of {target}{tail}",
            "{who} miss the target of {target}{tail}",
            len(below),
        ).format(who=who, target=words.target_percent(target), tail=tail)
    if named and len(results.by.get("vendor", {})) > 1:
        return _("Accuracy by vendor: {named} stands out").format(
            named=_(" and ").join(sorted(named))
        )
    if target is not None:
        return _("No vendor is shown to miss the target of {target}").format(
            target=words.target_percent(target)
        )
    return _("Accuracy by vendor")


def _role_title(role: str, score: str, marks: Sequence[Mark], *, person: bool) -> str:
    name = _("{score} by {role}").format(
        score=words.score_title(score), role=words.inside(words.role_title(role))
    )
    if person:
        return _("{name}, in order of name").format(name=name)
    out = [mark.label for mark in reversed(marks) if mark.tone is Tone.BAD]  # the worst first
    out = out or [mark.label for mark in marks if mark.tone is Tone.GOOD]
    if len(marks) == 1:
        return name  # nothing stands out from itself
    if not out:
        return _("{name}: none stands out").format(name=name)
    return ngettext("{name}: {out} stands out", "{name}: {out} stand out", len(out)).format(
        name=name, out=words.first_of(out)
    )


def _best_first(slices: Mapping[str, Scores], score: str = "accuracy") -> list[tuple[str, Scores]]:
    def place(entry: tuple[str, Scores]) -> tuple[bool, float, str]:
        e = entry[1][score]
        return e.value is None or e.n < words.SMALL, -(e.value or 0.0), entry[0]

    return sorted(slices.items(), key=place)


def _mark(
    label: str,
    scores: Scores,
    where: Filter,
    indent: int = 0,
    *,
    score: str = "accuracy",
    rest: float | None = None,
    person: bool = False,
) -> Mark:
    e = scores[score]
    return Mark(
        label=label,
        value=e.value,
        low=e.low,
        high=e.high,
        n=e.n,
        text=words.share(e),
        tone=Tone.NEUTRAL if person else _tone(scores, score, rest),
        indent=indent,
        muted=e.n < words.SMALL,
        filter=where,
    )


def _tone(scores: Scores, score: str, rest: float | None) -> Tone:
    """A slice without verdict has a tone only where it stands out after correction."""
    verdict = words.verdict_word(scores.verdict) if score == "accuracy" else None
    if verdict is not None:
        return verdict.tone
    value = scores[score].value
    if scores.mark != "different" or value is None or rest is None:
        return Tone.NEUTRAL
    return Tone.GOOD if (value > rest) == (score in HIGHER_IS_BETTER) else Tone.BAD


def _interval(
    results: AuditResults,
    key: str,
    title: str,
    marks: list[Mark],
    score: str = "accuracy",
    *,
    most: int = MOST_ROWS,
) -> ChartSpec:
    target = target_of(results) if score == "accuracy" else None
    shown = [mark for mark in marks if mark.value is not None]
    rest = len(marks) - min(len(shown), most)
    inner = [mark for mark in shown if mark.indent]
    if len(shown) > most and inner:  # the lowest of what stands under a name
        lowest = sorted(inner, key=lambda mark: mark.value or 0.0)
        kept = lowest[: max(0, most - len(shown) + len(inner))]
        shown = [mark for mark in shown if not mark.indent or mark in kept]
    elif len(shown) > most:
        half = most // 2
        shown = shown[:half] + shown[-half:]
    return ChartSpec(
        key=key,
        kind=ChartKind.INTERVAL,
        title=title,
        marks=tuple(shown[:most]),
        target=target,
        target_text=""
        if target is None
        else _("target {target}").format(target=words.target_percent(target)),
        note=_("{rest} more in the table").format(rest=rest) if rest else "",
    )


def _count_text(n: int, of: int) -> str:
    if not of:
        return words.count(n)
    return _("{n} ({share} of {of})").format(
        n=words.count(n), share=words.percent(n / of), of=words.count(of)
    )
