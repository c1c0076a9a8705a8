"""What is handed out: a round's items or a session's, to whom, and how it is sealed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer_audit.services.leaks import Leak
    from reviewer_audit.services.packing import Packed
    from reviewer_audit.services.projects import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who gets a file, and by which key the project knows them; "" for none."""

    name: str
    waits: str  # how much is theirs to do
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is handed out, and how: a round's items, or those of a session."""

    role: str  # of those who get it
    recipients: tuple[Recipient, ...]
    warnings: "Callable[[Project], tuple[Leak, ...]]"
    seal: "Callable[..., Packed]"  # store, name, path, by; and what the form asks for
    shows_original: bool = False  # who grades may open where an item stands
    teaches: bool = False  # what rulings taught goes along
    due: str | None = None  # of the round; None: a file has no date of its own
