"""The parts of a report, in reading order: one line each."""

from reviewer_audit.reports.sections import (
    agreement,
    auditors,
    breakdowns,
    checks,
    confusion,
    detail,
    dictionary,
    errors,
    method,
    people,
    periods,
    summary,
)

SECTIONS = (
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
    dictionary.SECTION,
)
