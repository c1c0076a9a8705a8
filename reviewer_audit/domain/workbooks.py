"""The workbook in which an auditor without the application grades: its columns and what fits them.

Nothing here can hold what the vendor decided; a row is an item and the auditor's own words.
"""

from dataclasses import dataclass
from unicodedata import normalize

from reviewer_audit.domain.grading import CANNOT_JUDGE_BECAUSE, Confidence
from reviewer_audit.domain.policy import SEVERITIES, Match, Policy
from reviewer_audit.text import reveal

GRADING_SHEET = "Items"
HANDLE, NUMBER, CONTENT = "Reference", "No.", "Content"
LABEL, FURTHER, SEVERITY, ACTION = "Label", "Further labels", "Severity", "Action"
ESCALATE, REASON, CONFIDENCE, NOTES = "Escalate", "Why it cannot be judged", "Confidence", "Notes"
TITLES = (
    HANDLE, NUMBER, CONTENT, LABEL, FURTHER, SEVERITY, ACTION, ESCALATE, REASON, CONFIDENCE, NOTES,
)  # fmt: skip
CANNOT = "Cannot judge"
YES, NO = "Yes", "No"
PART = 16_000  # characters of content in one cell: half of what it holds, so that all fit


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerColumn:
    """A column that the auditor fills in; without choices any words fit."""

    title: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """One row of a workbook that came back, as it came; answers by the title of their column."""

    row_number: int
    handle: str
    number: str
    content: str
    answers: dict[str, str]


def answer_columns(policy: Policy) -> tuple[AnswerColumn, ...]:
    """Return what is asked of each item: what the rule book has no use for is not asked."""
    asked = [AnswerColumn(title=LABEL, choices=(*(one.title for one in policy.labels), CANNOT))]
    if policy.match is not Match.PRIMARY:
        asked.append(AnswerColumn(title=FURTHER))
    if any(label.severity != SEVERITIES[0] for label in policy.labels):
        asked.append(AnswerColumn(title=SEVERITY, choices=SEVERITIES))
    if policy.actions:
        actions = tuple(one.title for one in policy.actions)
        asked.append(AnswerColumn(title=ACTION, choices=actions))
    if any(label.must_escalate for label in policy.labels):
        asked.append(AnswerColumn(title=ESCALATE, choices=(YES, NO)))
    reasons = tuple(CANNOT_JUDGE_BECAUSE.values())
    degrees = tuple(degree.value.capitalize() for degree in Confidence)
    return (
        *asked,
        AnswerColumn(title=REASON, choices=reasons),
        AnswerColumn(title=CONFIDENCE, choices=degrees),
        AnswerColumn(title=NOTES),
    )


def shown(content: str) -> tuple[str, ...]:
    """Return content as the sheet shows it, cell by cell: what hides is named, nothing is cut."""
    text = reveal(content)
    return tuple(text[at : at + PART] for at in range(0, len(text), PART)) or ("",)


def title_key(text: str) -> str:
    """Return the form in which two titles of columns count as one."""
    return " ".join(normalize("NFKC", text).split()).casefold()


def bare(text: str) -> str:
    """Return the beginning of a text without what programs change when they save it."""
    return "".join(normalize("NFKC", text).split())[: PART // 2]
