"""Make a report of an audit's numbers."""

from collections.abc import Collection
from dataclasses import replace

from reviewer_audit.i18n import _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.editions import EDITIONS, Call, called, edited
from reviewer_audit.reports.model import PROVISIONAL, Paragraph, Report, Section, Style
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.reports.sections import ALWAYS, SECTIONS
from reviewer_audit.reports.sections.scope import Scope, for_vendor


def build(
    results: AuditResults,
    *,
    vendor: str = "",
    edition: str = "internal",
    call: Call | None = None,
) -> Report:
    """Return the report of a round.

    Args:
        results: All numbers of the round.
        vendor: Report on this vendor's decisions alone; no other vendor's figures are in it.
        edition: For whom the report is, a key of ``EDITIONS``.
        call: What persons are called; by their names where it is None.

    Raises:
        KeyError: The round holds no decision of the vendor, or there is no such edition.
        ValueError: The edition is for one vendor and the round has several, or it names none.
    """
    scope = scope_of(results, vendor=vendor, edition=edition, call=call)
    chosen = EDITIONS[edition]
    return Report(
        title=vendor or results.project,
        subtitle=_subtitle(results, vendor, edition),
        sections=tuple(
            Section(key=kind.key, title=translated(kind.title), blocks=blocks)
            for kind in SECTIONS
            if chosen.holds(kind.key) and (blocks := kind.blocks(scope))
        ),
        edition=edition,
        vendor=vendor,
        stamp=translated(PROVISIONAL) if results.provisional else "",
        facts=_facts(scope.results),
    )


def extract(report: Report, keys: Collection[str]) -> Report:
    """Return a report with some of its sections, which says what it leaves out.

    Method, edition and dictionary stay whatever is asked for.

    Args:
        report: the whole of it.
        keys: of the sections to keep; none for all.
    """
    kept = {*keys, *ALWAYS}
    left_out = [section.title for section in report.sections if section.key not in kept]
    if not keys or not left_out:
        return report
    said = Paragraph(
        text=_("An extract: by choice it leaves out {left_out}.").format(
            left_out=_(", ").join(left_out)
        ),
        style=Style.WARNING,
    )
    return replace(
        report,
        subtitle=words.DOT.join((report.subtitle, _("extract"))),
        sections=tuple(
            replace(one, blocks=(said, *one.blocks)) if one.key == "edition" else one
            for one in report.sections
            if one.key in kept
        ),
    )


def scope_of(
    results: AuditResults,
    *,
    vendor: str = "",
    edition: str = "internal",
    call: Call | None = None,
) -> Scope:
    """Return what a report may say: the results cut down to vendor and edition; as `build`."""
    chosen = EDITIONS[edition]
    if chosen.one_vendor and not vendor and len(results.by.get("vendor", {})) > 1:
        message = f"the {edition} edition holds one vendor's decisions alone"
        raise ValueError(message)
    if vendor and not chosen.identified:
        message = f"the {edition} edition names no vendor"
        raise ValueError(message)
    own = edited(for_vendor(results, vendor) if vendor else results, chosen, call)
    return Scope(results=own, vendor=vendor, edition=edition, named=call is None)


def _subtitle(results: AuditResults, vendor: str, edition: str) -> str:
    parts = [
        _("Quality scorecard"),
        results.round_title,
        _("{edition} edition").format(edition=called(edition)),
    ]
    if vendor:
        parts.insert(1, results.project)
    return words.DOT.join(part for part in parts if part)


def _facts(results: AuditResults) -> tuple[tuple[str, str], ...]:
    method = results.method
    sample = _("{n} decisions").format(n=words.count(results.decisions))
    if method.population:
        share = results.decisions / method.population
        sample = _("{n} decisions of {population} ({share})").format(
            n=words.count(results.decisions),
            population=words.count(method.population),
            share=words.percent(min(share, 1.0)),
        )
    return (
        (_("Sample"), sample),
        (_("Count in the scores"), words.count(results.graded_decisions)),
        (_("Drawn"), method.method),
        (_("Policy"), method.policy),
        (_("Intervals"), words.target_percent(results.confidence)),
    )
