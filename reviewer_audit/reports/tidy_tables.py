"""Every table for other programs, column by column: the data dictionary."""

from collections.abc import Mapping

from reviewer_audit.reports import words
from reviewer_audit.reports.records import LEFT_OUT_KEYS
from reviewer_audit.reports.tidy import NOT_GIVEN, Field, Kind, TableKind

INT, NUM, BOOL, TIME = Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.TIME
NONE = "It has none."
DECISION = Field(
    name="decision",
    kind=INT,
    meaning="Number of the decision in this project; decisions.id is the same.",
)
ITEM = Field(name="item_id", meaning="Id of the item as it came, as text.")
OUTCOME = Field(
    name="outcome",
    meaning="Comparison of the decision with the final answer.",
    codes=words.OUTCOMES,
)
SLICE_FIELDS: Mapping[str, Field] = {
    "vendor": Field(name="vendor", meaning="Vendor that decided."),
    "site": Field(name="site", meaning="Site of the vendor."),
    "team": Field(name="team", meaning="Team that decided."),
    "reviewer": Field(name="reviewer", meaning="Who decided.", person="reviewer"),
    "language": Field(name="language", meaning="Language of the item."),
    "market": Field(name="market", meaning="Market or country."),
    "queue": Field(name="queue", meaning="Queue the item was in."),
    "policy_version": Field(name="policy_version", meaning="Version of the policy applied."),
    "source": Field(name="source", meaning="How the item was found."),
    "item_type": Field(name="item_type", meaning="Kind of item."),
    "tenure": Field(name="tenure", meaning="How long the reviewer has been at it."),
}
_LABELS = "keys of the policy; the first is the primary one, the others follow after '; '"
_CELL = "the cell of the draw as JSON: role and value"


def _labels(name: str, of: str, missing: str = NOT_GIVEN) -> Field:
    return Field(name=name, meaning=f"Labels {of}: {_LABELS}.", missing=missing)


def estimate_fields(of: str = "the measure") -> tuple[Field, ...]:
    """Return the columns of an estimate, in the order of ``tidy_results.estimate_cells``."""
    undefined = "Undefined; reason and note say why."
    return (
        Field(
            name="value",
            kind=NUM,
            meaning=f"Estimate of {of}; a share lies between 0 and 1.",
            unit="share or coefficient",
            missing=undefined,
        ),
        Field(
            name="numerator",
            kind=NUM,
            meaning="Units that count towards the value, unweighted.",
            missing="The measure has none, such as kappa.",
        ),
        Field(name="n", kind=INT, meaning="Units behind the value: its denominator, unweighted."),
        Field(name="low", kind=NUM, meaning="Lower end of the interval.", missing=undefined),
        Field(name="high", kind=NUM, meaning="Upper end of the interval.", missing=undefined),
        Field(name="confidence", kind=NUM, meaning="Confidence of the interval.", unit="share"),
        Field(name="method", meaning="How value and interval were computed."),
        Field(name="se", kind=NUM, meaning="Standard error.", missing="The method has none."),
        Field(name="reason", meaning="Code of why there is no value.", missing="There is one."),
        Field(name="note", meaning="Why there is no value, or what to mind.", missing=NONE),
        Field(name="n_eff", kind=NUM, meaning="Effective size.", missing="The method has none."),
        Field(name="flags", meaning="Warnings, after '; '.", codes=words.FLAGS, missing=NONE),
    )


ROLE = Field(
    name="role",
    meaning="By what the figure is split: a column of decisions, or two with '+'.",
    missing="It is about the whole round, or the vendor that the export is about.",
)
SLICE = Field(
    name="slice",
    meaning="The value of the role; values of crossed roles stand with ' + ' between.",
    missing="The whole (role is empty), or decisions for which the value was not given.",
)

DECISIONS = TableKind(
    key="decisions",
    row="One row for each decision that was imported.",
    fields=(
        Field(name="id", kind=INT, meaning="Number of the decision in this project."),
        Field(name="decision_id", meaning="Id of the decision as it came, as text."),
        ITEM,
        _labels("labels", "that the vendor gave"),
        Field(name="action", meaning="Action of the vendor, a key of the policy."),
        Field(name="escalated", kind=BOOL, meaning="Whether the vendor escalated the item."),
        Field(name="severity", meaning="Severity the vendor gave."),
        Field(name="decided_at", kind=TIME, meaning="When the vendor decided.", unit="UTC"),
        Field(name="handling_seconds", kind=NUM, meaning="Time spent on it.", unit="seconds"),
        *SLICE_FIELDS.values(),
        Field(name="reason", meaning="What the vendor wrote to it."),
        Field(
            name="conflict_of",
            kind=INT,
            meaning="The first decision of the same identity, which this one contradicts.",
            missing="It contradicts none.",
            internal=True,
        ),
        Field(name="file", meaning="Name of the file it came in.", internal=True),
        Field(name="sheet", meaning="Sheet of that file.", internal=True),
        Field(name="row_number", kind=INT, meaning="Row in that sheet.", internal=True),
    ),
)
ITEMS = TableKind(
    key="items",
    row="One row for each item that was decided on.",
    internal=True,
    fields=(
        ITEM,
        Field(name="content", meaning="The content itself, as it came."),
        Field(name="content_kind", meaning="What the content is, such as text."),
        Field(name="language", meaning="Language of the content."),
        Field(name="context", meaning="What was shown beside it, as JSON.", missing="Nothing."),
    ),
)
SAMPLE = TableKind(
    key="sample",
    row="One row for each decision that was drawn.",
    fields=(
        DECISION,
        ITEM,
        Field(name="stratum", meaning=f"Stratum: {_CELL}."),
        Field(name="probability", kind=NUM, meaning="Chance of being drawn.", unit="share"),
    ),
)
OUTCOMES = TableKind(
    key="outcomes",
    row="One row for each drawn decision: both answers, the outcome and its weight. The rates of "
    "'estimates' are weighted shares of the rows with counted true.",
    fields=(
        DECISION,
        Field(name="decision_id", meaning="Id of the decision as it came, as text."),
        ITEM,
        Field(name="decided_at", kind=TIME, meaning="When the vendor decided.", unit="UTC"),
        *(one for role, one in SLICE_FIELDS.items() if role not in {"source", "tenure"}),
        _labels("vendor_labels", "that the vendor gave"),
        Field(name="vendor_action", meaning="Action of the vendor, a key of the policy."),
        _labels("final_labels", "of the final answer", "There is no final answer."),
        Field(name="final_action", meaning="Action of the final answer, a key of the policy."),
        OUTCOME,
        Field(name="counted", kind=BOOL, meaning="Whether it counts in the scores."),
        Field(name="labels_match", kind=BOOL, meaning="Whether the labels match."),
        Field(name="vendor_violating", kind=BOOL, meaning="The vendor called the item violating."),
        Field(name="final_violating", kind=BOOL, meaning="The final answer is violating."),
        Field(name="critical", kind=BOOL, meaning="Whether it is a critical error."),
        Field(name="charged", kind=BOOL, meaning="Whether an error is charged to the vendor."),
        Field(
            name="penalty", kind=NUM, meaning="Harm of the error, for severity-weighted accuracy."
        ),
        Field(name="severity_weight", kind=NUM, meaning="Harm at stake, for the same."),
        Field(name="stratum", kind=INT, meaning="Number of the stratum, from 0."),
        Field(name="probability", kind=NUM, meaning="Chance of being drawn.", unit="share"),
        Field(
            name="weight",
            kind=NUM,
            meaning="Decisions of the frame it stands for, after non-response.",
            unit="decisions",
        ),
    ),
)
GRADES = TableKind(
    key="grades",
    row="One row for each answer of an auditor, revisions too.",
    internal=True,
    fields=(
        ITEM,
        Field(name="auditor", meaning="Name of the auditor."),
        Field(name="revision", kind=INT, meaning="Number of the answer, from 1; the last holds."),
        Field(name="kind", meaning="Kind of answer, such as answer, cannot_judge or skip."),
        _labels("labels", "that the auditor gave"),
        Field(name="action", meaning="Action of the auditor, a key of the policy."),
        Field(name="escalate", kind=BOOL, meaning="Whether it should have been escalated."),
        Field(name="severity", meaning="Severity the auditor gave."),
        Field(name="confidence", meaning="How sure the auditor was."),
        Field(name="reason", meaning="Why it cannot be judged or was skipped."),
        Field(name="note", meaning="Note of the auditor."),
        Field(name="flagged", kind=BOOL, meaning="Whether the auditor flagged it."),
        Field(name="query", meaning="Question of the auditor about the policy."),
        Field(name="graded_at", kind=TIME, meaning="When it was answered.", unit="UTC"),
        Field(name="after_reveal", kind=BOOL, meaning="Given after the reveal; enters no score."),
    ),
)
VERDICTS = TableKind(
    key="verdicts",
    row="One row for each item that a person settled.",
    fields=(
        ITEM,
        _labels("labels", "of the final answer", "It cannot be judged."),
        Field(name="action", meaning="Action of the final answer, a key of the policy."),
        Field(name="cause", meaning="Root cause of the error, a key of the policy."),
        Field(name="rationale", meaning="Why it was settled so."),
        Field(name="clause", meaning="Clause of the policy it rests on."),
        Field(name="precedent", meaning="Earlier item it follows.", internal=True),
        Field(name="policy_gap", kind=BOOL, meaning="The policy leaves it open.", internal=True),
        Field(name="origin", meaning="How it came about."),
        Field(name="decided_at", kind=TIME, meaning="When it was settled.", unit="UTC"),
    ),
)
DISPUTES = TableKind(
    key="disputes",
    row="One row for each decision on which the vendor replied: the newest reply and its ruling.",
    fields=(
        DECISION,
        Field(name="decision_id", meaning="Id of the decision as it came, as text."),
        ITEM,
        Field(name="vendor", meaning="Vendor that replied."),
        Field(name="reply", meaning="What the vendor replied."),
        Field(name="clause", meaning="Clause the vendor names."),
        Field(name="argument", meaning="What the vendor argues."),
        Field(name="replied_at", kind=TIME, meaning="When the reply came in.", unit="UTC"),
        Field(name="ruling", meaning="How it was ruled.", missing="Not ruled yet."),
        Field(name="rationale", meaning="Why it was ruled so.", missing="Not ruled yet."),
    ),
)
DRAWS = TableKind(
    key="draws",
    row="One row for each draw of the round, discarded ones too.",
    internal=True,
    shared=True,
    fields=(
        Field(name="number", kind=INT, meaning="Number of the draw, from 1."),
        Field(name="at", kind=TIME, meaning="When it was drawn.", unit="UTC"),
        Field(name="kind", meaning="What was done, such as draw or more."),
        Field(name="seed", meaning="Seed of the draw."),
        Field(name="population", kind=INT, meaning="Decisions in the frame.", unit="decisions"),
        Field(name="sampled", kind=INT, meaning="Decisions drawn.", unit="decisions"),
        Field(name="frame_sha256", meaning="SHA-256 of the frame."),
    ),
)
STRATA = TableKind(
    key="strata",
    row="One row for each stratum of the draw.",
    sections=("method",),
    fields=(
        Field(name="stratum", meaning=f"Stratum: {_CELL}.", missing="Not named in this edition."),
        Field(name="population", kind=INT, meaning="Decisions in the frame.", unit="decisions"),
        Field(name="sampled", kind=INT, meaning="Decisions drawn.", unit="decisions"),
    ),
)
SOURCES = TableKind(
    key="sources",
    row="One row for each file that decisions came in.",
    internal=True,
    fields=(
        Field(name="file", meaning="Name of the file."),
        Field(name="sha256", meaning="SHA-256 of the file."),
        Field(name="decisions", kind=INT, meaning="Decisions taken from it.", unit="decisions"),
    ),
)
FACTS = TableKind(
    key="facts",
    row="One row for each thing one must know of the figures: round, state, method, edition.",
    sections=("dictionary",),
    fields=(Field(name="fact", meaning="What it is."), Field(name="value", meaning="What holds.")),
)
ESTIMATES = TableKind(
    key="estimates",
    row="One row for each measure of each slice, with interval and denominator.",
    sections=("breakdowns", "detail"),
    fields=(
        ROLE,
        SLICE,
        Field(
            name="measure",
            meaning="Which measure.",
            codes={key: f"{a}, share of {of}" for key, (a, of) in words.SCORES.items()},
        ),
        *estimate_fields(),
    ),
)
SLICES = TableKind(
    key="slices",
    row="One row for each slice: how many decisions, with which outcome.",
    sections=("breakdowns", "detail"),
    fields=(
        ROLE,
        SLICE,
        Field(name="decisions", kind=INT, meaning="Drawn decisions.", unit="decisions"),
        Field(name="counted", kind=INT, meaning="Of them, those that count.", unit="decisions"),
        *(
            Field(name=f"left_out_{key}", kind=INT, meaning=f"Left out: {words.LEFT_OUT[key]}.")
            for key in LEFT_OUT_KEYS
        ),
        *(
            Field(name=key, kind=INT, meaning=f"Outcome: {said}.", unit="decisions")
            for key, said in words.OUTCOMES.items()
        ),
        Field(name="true_positive", kind=INT, meaning="Both call the item violating."),
        Field(name="false_positive", kind=INT, meaning="The vendor alone calls it violating."),
        Field(name="false_negative", kind=INT, meaning="The final answer alone is violating."),
        Field(name="true_negative", kind=INT, meaning="Neither calls it violating."),
        Field(
            name="bound_low", kind=NUM, meaning="Accuracy if all pending are wrong.", unit="share"
        ),
        Field(name="bound_high", kind=NUM, meaning="Accuracy if all are right.", unit="share"),
        Field(
            name="mark",
            meaning="Whether it stands out.",
            codes={"different": "after Benjamini-Hochberg", "small": f"n below {words.SMALL}"},
            missing="It does not.",
        ),
    ),
)
