"""What lies around the desk: a person's own grades, and what the lead answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from reviewer_audit.domain.grading import Confidence, Grade, GradeKind

BULLETIN_SUFFIX = ".auditbulletin"


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
    item_id: int
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What the lead answered, for everybody who grades the round; signed by the project.

    ``about`` is the handle that packs give the item somebody asked about: it tells nothing.
    ``labels`` are those that the answer says something new of.
    """

    uid: str
    about: str
    labels: tuple[str, ...]
    question: str
    answer: str
    at: str  # ISO 8601, UTC
    signature: str = ""

    def touches(self, one: OwnGrade, item_id: int | None) -> bool:
        """Tell whether somebody should look again at a grade given before it came."""
        given = one.grade.graded_at
        if given is None or given > datetime.fromisoformat(self.at):
            return False
        return one.item_id == item_id or bool(set(self.labels) & set(one.grade.labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A bulletin on one person's desk, and the grades of theirs that it touches."""

    id: int
    bulletin: Bulletin
    read: bool
    touched: Collection[OwnGrade] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """Another item of one's own that is nearly the same, with the answer to it, if there is one."""

    position: int
    grade: Grade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an auditor asked the lead about an item."""

    number: int  # of the item
    auditor: str
    item: str  # its content
    text: str
    asked_at: str
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One item on which the ruling differs from somebody's own grade."""

    item: str  # how it begins
    mine: tuple[str, ...]  # empty: cannot judge
    final: tuple[str, ...]
    clause: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One closed round, for one auditor."""

    round_id: int
    title: str
    policy_version: str
    graded: int
    ruled: int  # of these, items that somebody ruled on
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object that the command prints."""
        return {
            "round": self.round_id,
            "title": self.title,
            "graded": self.graded,
            "ruled": self.ruled,
            "differences": [
                {
                    "item": one.item,
                    "mine": list(one.mine),
                    "final": list(one.final),
                    "clause": one.clause,
                    "why": one.why,
                }
                for one in self.differences
            ],
        }
