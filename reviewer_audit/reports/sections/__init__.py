"""The parts of a report, in reading order: one line each."""

from reviewer_audit.reports.sections import (
    actions,
    agreement,
    auditors,
    breakdowns,
    checks,
    comparison,
    confusion,
    contract,
    course,
    detail,
    dictionary,
    edition,
    errors,
    indicators,
    method,
    people,
    periods,
    summary,
    timing,
)

SECTIONS = (
    indicators.SECTION,
    summary.SECTION,
    detail.SECTION,
    contract.SECTION,
    breakdowns.SECTION,
    people.SECTION,
    periods.SECTION,
    comparison.SECTION,
    course.SECTION,
    actions.SECTION,
    checks.SECTION,
    confusion.SECTION,
    agreement.SECTION,
    auditors.SECTION,
    timing.SECTION,
    errors.SECTION,
    method.SECTION,
    edition.SECTION,
    dictionary.SECTION,
)

ALWAYS = frozenset({"method", "edition", "dictionary"})
"""What no choice takes out: how the numbers came about, what is missing, what words mean."""
