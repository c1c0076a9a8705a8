"""Make a report of an audit's numbers."""

from reviewer_audit.reports import words
from reviewer_audit.reports.model import Report, Section
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.reports.sections import SECTIONS
from reviewer_audit.reports.sections.scope import Scope, for_vendor


def build(results: AuditResults, *, vendor: str = "", edition: str = "internal") -> Report:
    """Return the report of a round.

    Args:
        results: All numbers of the round.
        vendor: Report on this vendor's decisions alone; no other vendor's figures are in it.
        edition: For whom the report is.

    Raises:
        KeyError: The round holds no decision of the vendor.
    """
    own = for_vendor(results, vendor) if vendor else results
    scope = Scope(results=own, vendor=vendor, edition=edition)
    return Report(
        title=vendor or results.project,
        subtitle=_subtitle(results, vendor, edition),
        sections=tuple(
            Section(key=kind.key, title=kind.title, blocks=blocks)
            for kind in SECTIONS
            if (blocks := kind.blocks(scope))
        ),
        edition=edition,
        vendor=vendor,
        stamp="Provisional until the round is closed" if results.provisional else "",
        facts=_facts(own),
    )


def _subtitle(results: AuditResults, vendor: str, edition: str) -> str:
    parts = ["Quality scorecard", results.round_title, f"{edition} edition"]
    if vendor:
        parts.insert(1, results.project)
    return words.DOT.join(part for part in parts if part)


def _facts(results: AuditResults) -> tuple[tuple[str, str], ...]:
    method = results.method
    sample = f"{words.count(results.decisions)} decisions"
    if method.population:
        share = results.decisions / method.population
        sample += f" of {words.count(method.population)} ({words.percent(min(share, 1.0))})"
    return (
        ("Sample", sample),
        ("Count in the scores", words.count(results.graded_decisions)),
        ("Drawn", method.method),
        ("Policy", method.policy),
        ("Intervals", words.target_percent(results.confidence)),
    )
