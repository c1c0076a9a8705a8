"""What the desk tells about itself: why it is empty, what failed, what was done in this sitting."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from reviewer_audit.domain.grading import DeskState, Grade, GradeKind
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _


def further(state: DeskState, grade: Grade, recorded: Grade | None) -> DeskState:
    """Return how far somebody is after one more grade, or after one revised.

    Counting a large round anew after each grade would keep the next one waiting.
    """
    field = {
        GradeKind.ANSWER: "graded",
        GradeKind.CANNOT_JUDGE: "cannot_judge",
        GradeKind.SKIPPED: "skipped",
    }
    counts = {name: getattr(state, name) for name in field.values()}
    if recorded is not None:
        counts[field[recorded.kind]] -= 1
    counts[field[grade.kind]] += 1
    return DeskState(total=state.total, **counts)


class Empty(Enum):
    """Why there is no item on the desk."""

    LOADING = auto()
    NO_PROJECT = auto()
    NOTHING_ASSIGNED = auto()
    ALL_DONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What happened, what is safe, what to do."""

    title: str
    what: str
    safe: str
    todo: str


def not_saved(error: BaseException) -> Failure:
    """Say that a grade could not be saved and is kept on the desk."""
    return _failure(
        error,
        title=_("Not saved"),
        safe=_("Your answer is still here, and every grade saved before is safe."),
        todo=_("Press Enter to try again."),
    )


def not_read(error: BaseException) -> Failure:
    """Say that the project could not be read."""
    return _failure(
        error,
        title=_("Could not read the project"),
        safe=_("Nothing was changed, and every grade saved before is safe."),
        todo=_("Try the same key again, or open the project anew."),
    )


def _failure(error: BaseException, *, title: str, safe: str, todo: str) -> Failure:
    what, hint = _("Something unexpected happened."), ""
    if isinstance(error, AuditError):
        what, hint = error.message, error.hint
    return Failure(title=title, what=f"{what} {hint}".strip(), safe=safe, todo=todo)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What was done since the desk was opened. It knows nothing but the person's own work."""

    answered: int = 0
    cannot_judge: int = 0
    skipped: int = 0
    revised: int = 0
    worked_ms: int = 0

    def with_grade(self, grade: Grade, *, revision: bool) -> "Sitting":
        """Count one saved grade."""
        longer = replace(self, worked_ms=self.worked_ms + (grade.duration_ms or 0))
        if revision:
            return replace(longer, revised=self.revised + 1)
        match grade.kind:
            case GradeKind.ANSWER:
                return replace(longer, answered=self.answered + 1)
            case GradeKind.CANNOT_JUDGE:
                return replace(longer, cannot_judge=self.cannot_judge + 1)
            case GradeKind.SKIPPED:
                return replace(longer, skipped=self.skipped + 1)
