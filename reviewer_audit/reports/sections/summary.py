"""What somebody reads who reads one page."""

from reviewer_audit.i18n import N_, _, ngettext
from reviewer_audit.reports import charts, words
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Style,
    Tone,
)
from reviewer_audit.reports.results import AuditResults, Scores
from reviewer_audit.reports.sections.scope import Scope, SectionKind

TILES = (
    "accuracy",
    "charged_accuracy",
    "over_enforcement",
    "under_enforcement",
    "critical_errors",
)


def tiles(results: AuditResults) -> KeyFigures:
    """Return the tiles of the results screen and of the first page."""
    return KeyFigures(figures=tuple(_tile(results, key) for key in TILES))


def headline(results: AuditResults) -> str:
    """Return the sentence to remember."""
    if results.findings:
        return results.findings[0].text
    return nothing_stands_out(results)


def nothing_stands_out(results: AuditResults) -> str:
    """Return what is said where no slice differs from the others."""
    if not results.overall.counted:
        return _("Nothing can be said yet: no decision has a final answer.")
    slices = sum(
        len(values) for role, values in results.by.items() if "reviewer" not in role.split("+")
    )
    if slices < 2:  # noqa: PLR2004 - nothing to compare
        return _("Nothing stands out: there is only one slice to look at.")
    return _(
        "Nothing stands out: none of {slices} slices differs from the "
        "others by more than chance explains."
    ).format(slices=words.count(slices))


def _tile(results: AuditResults, key: str) -> KeyFigure:
    scores = results.overall
    e = scores[key]
    metric, verdict = words.verdict_of(scores, key) or (key, None)
    word = words.verdict_word(verdict, metric)
    return KeyFigure(
        key=key,
        title=words.score_title(key),
        estimate=e,
        text=words.share(e),
        range=words.range_and_n(e),
        note=_note(results, key),
        verdict=word,
        filter=_FILTERS.get(key, ()),
    )


_FILTERS = {
    "over_enforcement": (("outcome", "over_enforced"),),
    "under_enforcement": (("outcome", "under_enforced"),),
    "critical_errors": (("critical", "yes"),),
}


def _note(results: AuditResults, key: str) -> str:
    scores = results.overall
    match key:
        case "accuracy":
            wrong = scores.counted - scores.outcomes.get("correct", 0)
            return _("{wrong} of {counted} decisions are wrong").format(
                wrong=words.count(wrong), counted=words.count(scores.counted)
            )
        case "charged_accuracy":
            spared = sum(not error.charged for error in results.errors)
            if not spared:
                return _("every error is charged")
            many = ngettext("{n} error not charged", "{n} errors not charged", spared)
            return many.format(n=words.count(spared))
        case "over_enforcement":
            return _of("false_positive_rate", scores, _("harmless"))
        case "under_enforcement":
            return _of("false_negative_rate", scores, _("violating"))
        case _:
            n = scores[key].numerator
            return "" if n is None else _("{n} found").format(n=words.count(n))


def _of(key: str, scores: Scores, kind: str) -> str:
    e = scores[key]
    if e.value is None:
        return _("no {kind} items").format(kind=kind)
    ends = words.interval(e)
    return _("{e} of {n} decisions on {kind} items").format(
        e=f"{words.share(e)} ({ends})" if ends else words.share(e), n=words.count(e.n), kind=kind
    )


def _blocks(scope: Scope) -> tuple[Block, ...]:
    results = scope.results
    blocks: list[Block] = [
        Paragraph(
            text=headline(results),
            style=Style.LEAD,
            tone=Tone.BAD if results.findings else Tone.NEUTRAL,
        )
    ]
    if results.findings:
        blocks.append(Paragraph(text=results.findings[0].detail))
        blocks += [
            Paragraph(
                text=_("Finding {k}: {text} {detail}").format(
                    k=k, text=f.text, detail=f.detail[:1].upper() + f.detail[1:]
                )
            )
            for k, f in enumerate(results.findings[1:], start=2)
        ]
        blocks += _where_to_look(results)
    blocks.append(tiles(results))
    blocks += [
        Paragraph(text=text)
        for text in (
            words.verdict_sentence(results.overall.verdict),
            words.left_out_sentence(results.left_out),
            words.bounds_sentence(results.overall),
        )
        if text
    ]
    blocks += _charts(scope)
    blocks += _tables(scope)
    blocks.append(
        DataTable(
            key="sign_off",
            title=_("Sign-off"),
            columns=tuple(
                Column(title=t) for t in (_("Role"), _("Name"), _("Date"), _("Signature"))
            ),
            rows=((_("Audit lead"), "", "", ""), (_("Vendor"), "", "", "")),
        )
    )
    return tuple(blocks)


def _where_to_look(results: AuditResults) -> list[Block]:
    """Say where the decisions behind the findings stand in the same document."""
    listed = {error.decision for error in results.errors} - {0}
    notes = []
    if any(listed.intersection(f.decisions) for f in results.findings):
        notes.append(_("Errors: those behind a finding carry its number, 1 for the first."))
    for k, f in enumerate(results.findings, start=1):
        if f.items:
            more = len(f.decisions) - len(f.items)
            rest = _(" and {more} more").format(more=words.count(more)) if more > 0 else ""
            notes.append(
                _("Items of finding {k}: {items}{rest}.").format(
                    k=k, items=", ".join(f.items), rest=rest
                )
            )
    return [Paragraph(text=text, style=Style.NOTE) for text in notes]


def _charts(scope: Scope) -> list[Block]:
    results = scope.results
    if scope.vendor:
        role = next((r for r in ("queue", "language", "market") if results.by.get(r)), "")
        first = charts.by_role(results, role) if role else None
    else:
        first = charts.forest(results)
    drawn: list[Block] = []
    if first and first.marks:
        drawn.append(Figure(chart=first))
    drawn.append(Figure(chart=charts.outcomes(results)))
    return drawn


def _tables(scope: Scope) -> list[Block]:
    results = scope.results
    vendors = results.by.get("vendor", {})
    if scope.vendor or not vendors:
        return []
    rows: list[tuple[Cell, ...]] = []
    for vendor, scores in vendors.items():
        rows.append(
            (
                words.value_title(vendor),
                scores.counted,
                scores["accuracy"],
                words.verdict_word(scores.verdict),
                scores["over_enforcement"],
                scores["under_enforcement"],
            )
        )
    estimate = CellKind.ESTIMATE
    return [
        DataTable(
            key="vendors",
            title=_("Vendors"),
            columns=(
                Column(title=_("Vendor")),
                Column(title="n", kind=CellKind.INTEGER),
                Column(title=_("Accuracy"), kind=estimate, brief=True),
                Column(title=_("Verdict"), kind=CellKind.WORD),
                Column(title=_("Over-enforced"), kind=estimate, brief=True),
                Column(title=_("Missed"), kind=estimate, brief=True),
            ),
            rows=tuple(rows),
            filters=tuple((("vendor", vendor),) for vendor in vendors),
            muted=frozenset(i for i, s in enumerate(vendors.values()) if s.counted < words.SMALL),
        )
    ]


SECTION = SectionKind(key="summary", title=N_("Summary"), blocks=_blocks)
