"""What can go wrong for the user, with a stable code."""


class AuditError(Exception):
    """An expected failure: what happened, what is safe, what to do. Never a crash."""

    code = "audit"

    def __init__(self, message: str, hint: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class StorageError(AuditError):
    """The project file cannot be opened, read or written; nothing in it has changed."""

    code = "store.refused"


class IntakeError(AuditError):
    """A file of decisions or grades cannot be read, or not as asked."""

    code = "intake.refused"


class PolicyError(AuditError):
    """A rule book is wrong; the message names the place of each fault."""

    code = "policy.refused"


class RoundError(AuditError):
    """The round is in a state, or the project has no round, for what was asked."""

    code = "round.refused"


class StillBlindError(RoundError):
    """Asked for vendor decisions before every grade is locked."""

    code = "round.still_blind"


class ClosedError(RoundError):
    """Asked to change a round that is closed."""

    code = "round.closed"


class SampleError(AuditError):
    """A sample cannot be drawn as asked."""

    code = "sample.refused"


class GradeError(AuditError):
    """A grade cannot be recorded."""

    code = "grade.refused"


class NotAssignedError(GradeError):
    """Someone answered an item that is not theirs."""

    code = "grade.not_assigned"


class ReviewError(AuditError):
    """An item cannot be settled, or a dispute cannot be raised or ruled, as asked."""

    code = "review.refused"


class CalibrationError(AuditError):
    """A calibration session cannot be begun, voted in or ruled as asked."""

    code = "calibration.refused"


class GoldError(AuditError):
    """A gold item cannot be added, signed, retired or shown as asked."""

    code = "gold.refused"


class CaseError(AuditError):
    """A case cannot be opened, added to or closed as asked."""

    code = "case.refused"


class PeopleError(AuditError):
    """What is said of a person cannot be used, or work cannot go from one to another as asked."""

    code = "people.refused"


class PackError(AuditError):
    """A pack or a return cannot be made, opened or taken in."""

    code = "pack.refused"


class OutputError(AuditError):
    """A file for the user cannot be written; the old one, if any, is untouched."""

    code = "output.refused"
