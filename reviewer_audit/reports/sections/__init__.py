"""The parts of a report, in reading order: one line each."""

from reviewer_audit.reports.sections import (
    agreement,
    auditors,
    breakdowns,
    checks,
    confusion,
    detail,
    dictionary,
    edition,
    errors,
    indicators,
    method,
    people,
    periods,
    summary,
)

SECTIONS = (
    indicators.SECTION,
    summary.SECTION,
    detail.SECTION,
    breakdowns.SECTION,
    people.SECTION,
    periods.SECTION,
    checks.SECTION,
    confusion.SECTION,
    agreement.SECTION,
    auditors.SECTION,
    errors.SECTION,
    method.SECTION,
    edition.SECTION,
    dictionary.SECTION,
)
