"""What lies around the desk: a person's own grades, and what the lead answered."""

from dataclasses import dataclass
from enum import StrEnum

from reviewer_audit.domain.grading import Confidence, Grade, GradeKind


class OwnKind(StrEnum):
    """By what a person looks through what they graded."""

    ALL = "all"
    FLAGGED = "flagged"
    NOTED = "noted"
    ASKED = "asked"
    UNSURE = "unsure"
    CANNOT_JUDGE = "cannot_judge"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGrade:
    """The last answer of a person to one item of theirs, and how the item begins."""

    position: int
    opening: str
    grade: Grade

    def fits(self, kind: OwnKind) -> bool:
        """Tell whether it belongs to a kind."""
        grade = self.grade
        return {
            OwnKind.ALL: True,
            OwnKind.FLAGGED: grade.flagged,
            OwnKind.NOTED: bool(grade.note),
            OwnKind.ASKED: bool(grade.query),
            OwnKind.UNSURE: grade.confidence is Confidence.LOW,
            OwnKind.CANNOT_JUDGE: grade.kind is GradeKind.CANNOT_JUDGE,
            OwnKind.SKIPPED: grade.kind is GradeKind.SKIPPED,
        }[kind]
