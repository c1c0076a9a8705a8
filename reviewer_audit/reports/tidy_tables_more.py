"""The tables for other programs that judge and compare, and what the project keeps besides."""

from collections.abc import Mapping

from reviewer_audit.reports import words
from reviewer_audit.reports.tidy import Field, Kind, TableKind
from reviewer_audit.reports.tidy_tables import (
    DECISION,
    DECISIONS,
    DISPUTES,
    DRAWS,
    ESTIMATES,
    FACTS,
    GRADES,
    ITEMS,
    NONE,
    OUTCOME,
    OUTCOMES,
    ROLE,
    SAMPLE,
    SLICE,
    SLICES,
    SOURCES,
    STRATA,
    VERDICTS,
    estimate_fields,
)

INT, NUM, BOOL, TIME = Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.TIME

TARGETS = TableKind(
    key="targets",
    row="One row for each declared target: whether it is met, and by which bound.",
    sections=("summary",),
    judged=True,
    fields=(
        ROLE,
        SLICE,
        Field(name="metric", meaning="What the target is about."),
        Field(
            name="status",
            meaning="The verdict.",
            codes={
                "meets": "the bound proves the target",
                "not_disproven": "the data do not rule it out, and the contract asks no more",
                "below": "the bound misses the target",
                "inconclusive": "not enough evidence",
            },
        ),
        Field(name="target", kind=NUM, meaning="The target.", unit="share"),
        Field(name="rule", meaning="proven or unless_disproven, as the policy declares."),
        Field(name="measure", meaning="charged or measured accuracy."),
        Field(name="bound", kind=NUM, meaning="The one-sided bound that decided.", unit="share"),
        Field(name="bound_method", meaning="How the bound was computed."),
        Field(name="confidence", kind=NUM, meaning="Confidence of the bound.", unit="share"),
        Field(name="look", kind=INT, meaning="Which look at the data, from 1."),
        Field(name="provisional", kind=BOOL, meaning="The round is not closed yet."),
        Field(
            name="overturned_by",
            kind=INT,
            meaning="Auditor errors that would change the verdict.",
            missing="None would, or it is not known.",
        ),
        Field(
            name="needed_decisions",
            kind=NUM,
            meaning="Further decisions for a verdict.",
            missing=NONE,
        ),
        Field(name="needed_chance", kind=NUM, meaning="With this chance.", missing=NONE),
        Field(name="reason", meaning="Why it is inconclusive.", codes=words.REASONS, missing=NONE),
    ),
)
CONFUSION = TableKind(
    key="confusion",
    row="One row for each pair of primary labels: the vendor's and the final one.",
    sections=("confusion",),
    fields=(
        Field(name="vendor_label", meaning="Primary label of the vendor, a key of the policy."),
        Field(name="final_label", meaning="Primary label of the final answer."),
        Field(name="decisions", kind=INT, meaning="Decisions with this pair.", unit="decisions"),
        Field(name="weighted", kind=NUM, meaning="The same, weighed to the frame."),
    ),
)
AGREEMENT = TableKind(
    key="agreement",
    row="One row for each coefficient of agreement of each pairing.",
    sections=("agreement",),
    fields=(
        Field(
            name="pairing",
            meaning="Who is compared.",
            codes={
                "vendor_auditor": "vendor with auditors",
                "auditor_auditor": "auditors with each other",
            },
        ),
        Field(name="units", kind=INT, meaning="Items with two answers."),
        Field(name="raters", kind=INT, meaning="People or parties compared."),
        Field(name="coefficient", meaning="Which coefficient.", codes=words.COEFFICIENTS),
        *estimate_fields("the coefficient"),
    ),
)
AUDITORS = TableKind(
    key="auditors",
    row="One row for each auditor of the round.",
    internal=True,
    fields=(
        Field(name="auditor", meaning="Name of the auditor."),
        Field(name="assigned", kind=INT, meaning="Items assigned."),
        Field(name="graded", kind=INT, meaning="Items answered."),
        Field(name="cannot_judge", kind=INT, meaning="Answered with cannot judge."),
        Field(name="skipped", kind=INT, meaning="Skipped."),
        Field(name="flagged", kind=INT, meaning="Flagged."),
        *estimate_fields("agreement with the final answer"),
    ),
)
LABELS = TableKind(
    key="labels",
    row="One row for each label and measure: precision, recall and F1.",
    sections=("checks",),
    fields=(
        Field(name="label", meaning="The label, a key of the policy."),
        Field(name="title", meaning="What it is called."),
        Field(name="violating", kind=BOOL, meaning="Whether it is a violation."),
        Field(name="called", kind=INT, meaning="Decisions in which the vendor gave it."),
        Field(name="support", kind=INT, meaning="Decisions whose final answer it is."),
        Field(name="measure", meaning="precision, recall or f1."),
        *estimate_fields(),
    ),
)
PERIODS = TableKind(
    key="periods",
    row="One row for each day, week or month in which decisions were made.",
    sections=("periods",),
    internal=True,
    fields=(
        Field(name="period", meaning="Name of the period."),
        Field(name="start", meaning="Its first day, ISO 8601."),
        *estimate_fields("accuracy"),
    ),
)
FINDINGS = TableKind(
    key="findings",
    row="One row for each thing that stands out.",
    sections=("summary",),
    judged=True,
    fields=(
        Field(name="finding", kind=INT, meaning="Number of the finding, from 1."),
        Field(name="text", meaning="What was found."),
        Field(name="detail", meaning="How sure it is."),
        Field(name="slice", meaning="Where, as JSON: role and value."),
        Field(name="error", meaning="The score that the rate is of; all: any error."),
        *estimate_fields("what was found"),
    ),
)
FINDING_DECISIONS = TableKind(
    key="finding_decisions",
    row="One row for each decision behind a finding.",
    internal=True,
    judged=True,
    fields=(
        Field(name="finding", kind=INT, meaning="Number of the finding."),
        DECISION,
    ),
)
ERRORS = TableKind(
    key="errors",
    row="One row for each decision that differs from the final answer, in words.",
    sections=("errors",),
    fields=(
        Field(
            name="decision",
            kind=INT,
            meaning="Number of the decision in this project.",
            missing="Not named in this edition.",
        ),
        Field(name="decision_id", meaning="Id of the decision, as text."),
        Field(name="item_id", meaning="Id of the item, as text."),
        OUTCOME,
        Field(name="vendor_labels", meaning="Labels of the vendor, in words."),
        Field(name="vendor_action", meaning="Action of the vendor, in words."),
        Field(name="final_labels", meaning="Labels of the final answer, in words."),
        Field(name="final_action", meaning="Action of the final answer, in words."),
        Field(name="severity", meaning="Severity of the final labels."),
        Field(name="critical", kind=BOOL, meaning="Whether it is a critical error."),
        Field(name="cause", meaning="Root cause, in words."),
        Field(name="charged", kind=BOOL, meaning="Whether it is charged to the vendor."),
        Field(name="clause", meaning="Clause of the policy."),
        Field(name="rationale", meaning="Why the final answer is what it is."),
    ),
)
QUARANTINE = TableKind(
    key="quarantine",
    row="One row for each row of a file that was set aside.",
    internal=True,
    shared=True,
    verbatim=True,
    fields=(
        Field(name="file", meaning="Name of the file."),
        Field(name="sheet", meaning="Sheet of the file."),
        Field(name="row_number", kind=INT, meaning="Row in the sheet."),
        Field(name="code", meaning="Why it was set aside."),
        Field(name="column", meaning="Column that is at fault."),
        Field(name="cells", meaning="The row as it came, as JSON."),
    ),
)
JOURNAL = TableKind(
    key="journal",
    row="One row for each entry of the journal.",
    internal=True,
    shared=True,
    fields=(
        Field(name="seq", kind=INT, meaning="Number of the entry."),
        Field(name="at", kind=TIME, meaning="When.", unit="UTC"),
        Field(name="by", meaning="Id of the person."),
        Field(name="action", meaning="What was done."),
        Field(name="body", meaning="With what, as JSON."),
        Field(name="prev", meaning="Hash of the entry before.", missing="It is the first."),
        Field(name="hash", meaning="SHA-256 of entry and hash before."),
    ),
)
CODES = TableKind(
    key="codes",
    row="One row for each person under a code: the key, kept apart.",
    internal=True,
    fields=(
        Field(name="role", meaning="What the person is."),
        Field(name="code", meaning="What they are called in reports."),
        Field(name="name", meaning="Who they are."),
    ),
)
KINDS: Mapping[str, TableKind] = {
    one.key: one
    for one in (
        FACTS, DECISIONS, ITEMS, DRAWS, STRATA, SAMPLE, GRADES, VERDICTS, DISPUTES, OUTCOMES,
        ERRORS, ESTIMATES, SLICES, TARGETS, CONFUSION, LABELS, AGREEMENT, AUDITORS, PERIODS,
        FINDINGS, FINDING_DECISIONS, SOURCES, QUARANTINE, JOURNAL, CODES,
    )
}  # fmt: skip
KEPT_APART = frozenset({"codes"})  # never with the tables whose codes it explains
