"""An answer in the making: what is chosen so far, and what a choice brings with it.

Pure data and functions; no Qt. The rules of the desk that decide what a grade
holds are here and nowhere else.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer_audit.domain.grading import (
    CANNOT_JUDGE_BECAUSE,
    OTHER_REASON,
    AssignmentId,
    Confidence,
    Grade,
    GradeKind,
)
from reviewer_audit.i18n import _, translated
from ui.deskkeys import desk_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reviewer_audit.domain.policy import Label, Policy

CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything a person has said about one item before it is submitted."""

    kind: GradeKind = GradeKind.ANSWER
    labels: tuple[str, ...] = ()
    action: str = ""
    escalate: bool = False
    severity: str = ""
    confidence: Confidence | None = None
    reason: str = ""
    note: str = ""
    flagged: bool = False
    query: str = ""


EMPTY = Answer()
NO_KEYS: "Mapping[str, str]" = {}


def reasons() -> tuple[tuple[str, str], ...]:
    """Return the short list of reasons why an item cannot be judged: key and words."""
    return tuple((key, translated(words)) for key, words in CANNOT_JUDGE_BECAUSE.items())


def reason_words(key: str) -> str:
    """Return a reason in words; a reason from elsewhere stands for itself."""
    return dict(reasons()).get(key, key)


def choose(answer: Answer, label: "Label") -> Answer:
    """Make a label the primary and only one, with the severity and action it brings."""
    if answer.kind is GradeKind.ANSWER and answer.labels == (label.key,):
        return answer
    return replace(
        answer,
        kind=GradeKind.ANSWER,
        reason="",
        labels=(label.key,),
        severity=label.severity,
        action=label.default_action,
        escalate=label.must_escalate,
        confidence=answer.confidence if label.is_violation else None,
    )


def add(answer: Answer, label: "Label", policy: "Policy") -> Answer:
    """Add a further label after the primary one, or take it away again.

    A label that says "no violation" stands alone: added to others it changes
    nothing, and a violation added to it takes its place.
    """
    if not applies(answer, policy):
        return choose(answer, label)
    if label.key in answer.labels[1:]:
        return replace(answer, labels=tuple(k for k in answer.labels if k != label.key))
    if label.key in answer.labels or not label.is_violation:
        return answer
    return replace(
        answer,
        labels=(*answer.labels, label.key),
        escalate=answer.escalate or label.must_escalate,
    )


def cannot_judge(answer: Answer, reason: str) -> Answer:
    """Say that the item cannot be judged, and why."""
    return Answer(
        kind=GradeKind.CANNOT_JUDGE,
        reason=reason,
        note=answer.note,
        flagged=answer.flagged,
        query=answer.query,
    )


def skipped(answer: Answer) -> Answer:
    """Leave the item for one's own well-being; no reason is asked."""
    return Answer(kind=GradeKind.SKIPPED, note=answer.note)


def next_confidence(answer: Answer) -> Answer:
    """Go from none to low, medium, high and back to none."""
    steps = (None, *CONFIDENCES)
    return replace(answer, confidence=steps[(steps.index(answer.confidence) + 1) % len(steps)])


def applies(answer: Answer, policy: "Policy") -> bool:
    """Tell whether action, severity, escalation and confidence have a meaning here."""
    if answer.kind is not GradeKind.ANSWER or not answer.labels:
        return False
    known = {label.key: label for label in policy.labels}
    primary = known.get(answer.labels[0])
    return primary is not None and primary.is_violation


def missing(answer: Answer, own: "Mapping[str, str]" = NO_KEYS) -> str:
    """Say in words what the answer still lacks; empty when it can be submitted.

    ``own`` are the keys that this person moved.
    """
    keys = desk_keys(own)
    if answer.kind is GradeKind.ANSWER and not answer.labels:
        return _("Choose a label first, or press {key} if it cannot be judged.").format(
            key=keys["cannot_judge"]
        )
    if answer.reason == OTHER_REASON and not answer.note.strip():
        return _("Say why in the note ({key}) before you submit.").format(key=keys["note"])
    return ""


def given(answer: Answer, assignment: AssignmentId, *, duration_ms: int) -> Grade:
    """Return the grade to be recorded."""
    return Grade(
        assignment_id=assignment,
        kind=answer.kind,
        labels=answer.labels,
        action=answer.action,
        escalate=answer.escalate,
        severity=answer.severity,
        confidence=answer.confidence,
        reason=answer.reason,
        note=answer.note.strip(),
        flagged=answer.flagged,
        query=answer.query.strip(),
        duration_ms=duration_ms,
    )


def from_grade(grade: Grade) -> Answer:
    """Return a grade as an answer to be looked at, or revised."""
    return Answer(
        kind=grade.kind,
        labels=grade.labels,
        action=grade.action,
        escalate=bool(grade.escalate),
        severity=grade.severity,
        confidence=grade.confidence,
        reason=grade.reason,
        note=grade.note,
        flagged=grade.flagged,
        query=grade.query,
    )
