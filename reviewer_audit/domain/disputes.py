"""A vendor's answer to what was released to it, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reviewer_audit.domain.rounds import RoundId


class Reply(StrEnum):
    """What a vendor says to one decision; nothing said by the date is agreement."""

    AGREE = "agree"
    DISPUTE = "dispute"


class Ruling(StrEnum):
    """What the arbitrator makes of a dispute."""

    ACCEPTED = "accepted"  # the vendor was right
    PARTIAL = "partial"  # neither: another answer, or a cause that is not the vendor's
    REJECTED = "rejected"  # the final answer stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What one vendor was shown, and until when it may dispute it (that day included)."""

    id: int
    round_id: RoundId
    vendor: str
    until: date
    key: str  # of the handles, hexadecimal; never leaves the project
    last_verdict: int  # the newest verdict that the release knew
    released_at: datetime
    ended: str = ""  # why the window was ended before its date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """The newest answer of a vendor to one decision, with its ruling where there is one."""

    id: int  # of the reply
    release_id: int
    decision_id: int
    reply: Reply
    clause: str
    argument: str
    replied_at: datetime
    ruling: Ruling | None = None
    rationale: str = ""
    ruled_by: str = ""
    own_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeCounts:
    """How the disputes of a round ended. Silence by the date is acceptance, counted apart."""

    released: int = 0
    agreed: int = 0
    silent: int = 0  # no reply although the window is over
    waiting: int = 0  # no reply yet, the window is open
    raised: int = 0
    accepted: int = 0
    partial: int = 0
    rejected: int = 0

    @property
    def open(self) -> int:
        """Disputes without a ruling."""
        return self.raised - self.accepted - self.partial - self.rejected

    def as_json(self) -> dict[str, int]:
        """Return the object of the command line contract."""
        return {
            "raised": self.raised,
            "accepted": self.accepted,
            "partial": self.partial,
            "rejected": self.rejected,
            "open": self.open,
            "released": self.released,
            "agreed": self.agreed,
            "silent": self.silent,
            "waiting": self.waiting,
        }


DISPUTE_SHEET = "Decisions"
DISPUTE_COLUMNS = (
    "Reference",
    "Item",
    "Decision",
    "Decided at",
    "Reviewer",
    "Content",
    "Your answer",
    "Your action",
    "Found",
    "Final answer",
    "Final action",
    "Clause",
    "Cause",
    "Counts against you",
    "Rationale",
    "Confirmed by a second person",
    "Agree or dispute",
    "Clause you rely on",
    "Argument",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow:
    """One line of the workbook: what is shown (the handle first), and what was replied."""

    shown: tuple[str, ...]
    reply: str = ""
    clause: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRow:
    """One line of a workbook that came back, as it came."""

    row_number: int
    handle: str
    item: str | None  # None: the column is gone
    content: str | None  # as above
    reply: str
    clause: str
    argument: str
