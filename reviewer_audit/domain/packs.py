"""What travels between the lead and an auditor who work apart.

Nothing here can hold what the vendor decided, who decided it, or an id of the vendor's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from reviewer_audit.domain.desk import Feedback
from reviewer_audit.domain.media import BlindMedia

PACK_SUFFIX = ".auditpack"
RETURN_SUFFIX = ".auditreturn"
WORKBOOK_SUFFIX = ".xlsx"  # grading without the application; neither sealed nor signed
WORKBOOK = "workbook"  # what such a pack is sealed to, in place of a key
VERSION, ORIGINAL = "policy version in force", "original address"  # as columns that can be left out


@dataclass(frozen=True, slots=True, kw_only=True)
class PackItem:
    """An item of a pack: its handle and its content, in the auditor's own order."""

    handle: str
    content: str
    content_kind: str
    language: str
    context: Mapping[str, str] = field(default_factory=dict)
    media: tuple[BlindMedia, ...] = ()
    near: str = ""  # the same for items of the pack that are nearly the same; else empty
    version: str = ""  # of the rule book when it was decided on, where the plan lets it be told
    original: str = ""  # the address where it stands, where the plan allows it


@dataclass(frozen=True, slots=True, kw_only=True)
class PackManifest:
    """What a pack says of itself, signed by the project.

    ``project``, ``pack`` and ``round`` are names that tell nothing; ``auditor_key`` is the public
    key that alone may sign the return, or empty where the auditor has none yet. A pack to vote in
    names a calibration ``session`` and no round.
    """

    project: str
    pack: str
    round: int
    auditor_id: str
    auditor_name: str
    auditor_key: str
    project_key: str
    items: int
    policy_version: str
    due: str
    session: int = 0
    item_times: bool = False  # whether the return tells the time on each item


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What rulings teach one auditor: precedents as (label, text), and own feedback."""

    precedents: tuple[tuple[str, str], ...] = ()
    feedback: tuple[Feedback, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.precedents or self.feedback)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """An opened pack; ``sha256`` is that of its manifest, ``journal_head`` the lead's then.

    ``blobs`` holds pictures and recordings by the digest that items name them by. ``versions`` are
    the other rule books that items name.
    """

    manifest: PackManifest
    sha256: str
    items: Sequence[PackItem]
    policy: str
    journal_head: str
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    versions: tuple[str, ...] = ()
    lessons: Lessons = field(default_factory=Lessons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer in a return: a revision is a later entry with the same handle."""

    handle: str
    kind: str
    labels: tuple[str, ...]
    action: str
    escalate: bool | None
    severity: str
    confidence: str
    reason: str
    note: str
    flagged: bool
    query: str
    graded_at: str
    duration_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnManifest:
    """What a return says of itself, signed by the auditor.

    ``work`` names, by 32 hexadecimal digits, the opening of the pack the answers were given in:
    of one opening the last entry of an item counts, of several the one graded last. ``head`` is
    the last seal of the chain of ``entries`` answers that starts from ``pack_sha256`` and
    ``work``.
    """

    project: str
    pack: str
    pack_sha256: str
    work: str
    auditor_id: str
    auditor_key: str
    entries: int
    head: str
    worked_ms: int | None = None  # on all items together


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The grades that came back for one pack, from whatever file.

    ``originals`` are the handles of items whose original was opened.
    ``seals`` name the entries for ever. A file whose entries were not chained by who gave them (a
    workbook, signed by nobody) has ``chained`` false. ``set_aside`` are the rows of such a file
    that cannot be used, each with its reason.
    """

    file: str
    sha256: str
    manifest: ReturnManifest
    entries: Sequence[Entry]
    seals: Sequence[str]
    chained: bool = True
    set_aside: Sequence[tuple[int, str]] = ()
    originals: Sequence[str] = ()


class Refusal(StrEnum):
    """Why a pack or a return is not taken. Nothing of it is used."""

    NOT_OURS = "pack.not_a_pack"
    NEWER = "pack.newer_version"
    DAMAGED = "pack.damaged"
    LOCKED = "pack.no_key_fits"
    PASSPHRASE = "pack.wrong_passphrase"  # noqa: S105 - a reason, not a passphrase
    ARCHIVE = "pack.bad_archive"
    EXTRA_PART = "pack.extra_part"
    MISSING_PART = "pack.missing_part"
    DUPLICATE_PART = "pack.duplicate_part"
    BAD_NAME = "pack.bad_part_name"
    TOO_LARGE = "pack.too_large"
    SIGNATURE = "pack.bad_signature"
    CONTENT = "pack.altered_part"
    CHAIN = "pack.broken_chain"
    FORMAT = "pack.malformed"
    OTHER_PROJECT = "pack.other_project"
    OTHER_ROUND = "pack.other_round"
    OTHER_SESSION = "pack.other_session"
    VOTES = "pack.votes"
    GRADES = "pack.grades"
    UNKNOWN_PACK = "pack.unknown_pack"
    OTHER_PACK = "pack.other_pack"
    FOREIGN_KEY = "pack.foreign_key"
    KEY_OF_ANOTHER = "pack.key_of_another"
    OTHER_PERSON = "pack.other_person"
    FORKED = "pack.forked"
    UNKNOWN_ITEM = "pack.unknown_item"
    UNKNOWN_ANSWER = "pack.unknown_answer"
    NOT_ISSUED = "workbook.not_issued"
    MIXED = "workbook.mixed"
    NOT_THEIRS = "workbook.of_another"
    CLOSED = "round.closed"
