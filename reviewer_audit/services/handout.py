"""How the packs of a round stand: who was sent what, what came back, and which merges brought it.

Counts and fingerprints alone; no item and no decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.packs import WORKBOOK
from reviewer_audit.domain.people import Person, PersonId
from reviewer_audit.domain.rounds import RoundId, RoundState
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _
from reviewer_audit.services.projects import Project
from reviewer_audit.store import packs, people, rounds, side_notes

if TYPE_CHECKING:
    from reviewer_audit.services.leaks import Leak

KEY_SUFFIX = ".auditkey"
_LARGEST_KEY = 4096  # characters of a file that holds one line


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorLine:
    """What one auditor has, was sent, and gave back.

    ``sealed_at`` is when the newest pack was made, "" where there is none; ``sealed_to`` is "key",
    "passphrase", or "workbook" for one that is not sealed. ``returned`` counts items first answered
    by returns that stand. ``originals`` counts items whose original they opened, here or as told by
    returns. ``fingerprint`` is that of the key the project knows them by, "" where it
    knows none.
    """

    person: Person
    assigned: int
    left: int
    packs: int
    sealed_at: str
    sealed_to: str
    returned: int
    returned_at: str
    fingerprint: str
    originals: int = 0

    @property
    def is_out(self) -> bool:
        """Whether a pack was sealed and items are still open."""
        return bool(self.packs) and self.left > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeLine:
    """One merge: when, by whom, whose answers, and how many."""

    id: int
    at: str
    by: str
    auditors: tuple[str, ...]
    new: int
    revised: int
    late: int
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """The packs of a round; merges are the newest first.

    ``shows_original`` says that auditors may open where an item stands.
    """

    round_id: int
    is_grading: bool
    people: tuple[AuditorLine, ...]
    merges: tuple[MergeLine, ...]
    shows_original: bool = False

    @property
    def any_packs(self) -> bool:
        """Whether a pack of the round was ever sealed."""
        return any(line.packs for line in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A public key read from a file or a line of text."""

    text: str
    fingerprint: str


def state(store: Project, round_id: int) -> HandOut | None:
    """Return how the packs of a round stand; None where there is no such round."""
    with store.read() as tx:
        one = rounds.get(tx, RoundId(round_id))
        if one is None:
            return None
        sent = packs.every(tx, one.id)
        came = [row for row in packs.files(tx) if row["round_id"] == one.id]
        known = packs.keys(tx)
        names = {person.id: person.name for person in people.everyone(tx)}
        progress = rounds.progress(tx, one.id)
        opened = side_notes.count_opened(tx, one.id)
        plan = rounds.details(tx, one.id)["plan"]
    lines = tuple(
        replace(_auditor(line, sent, came, known), originals=opened.get(line.person.id, 0))
        for line in progress
    )
    return HandOut(
        round_id=round_id,
        is_grading=one.state is RoundState.GRADING,
        people=lines,
        shows_original=bool(plan.get("original", "")),
        merges=_merges(came, names),
    )


def warnings(
    store: Project, round_id: int, *, left_out: frozenset[str] = frozenset()
) -> "tuple[Leak, ...]":
    """Return what in a round's items, or their order, gives the vendor's decisions away."""
    from reviewer_audit.services import leaks
    from reviewer_audit.services import rounds as rounds_service

    one = rounds_service.resolve(store, round_id)
    return leaks.check(store, one, left_out=left_out)


def key_of(text: str) -> KeyFile:
    """Read a public key from its line of text.

    Raises:
        PackError: it is none, or was not copied whole.
    """
    from reviewer_audit.packs import keys

    public = keys.public_from(text)
    return KeyFile(text=public.text, fingerprint=public.fingerprint)


def key_in(path: Path) -> KeyFile:
    """Read an auditor's public key from the file they sent.

    Raises:
        PackError: the file cannot be read, or holds no public key.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LARGEST_KEY).strip()
    except (OSError, UnicodeDecodeError) as error:
        message = _("{name} holds no public key that can be read.").format(name=path.name)
        hint = _("Nothing was changed. Ask for the file that Settings, My key saves.")
        raise PackError(message, hint, code="key.refused") from error
    try:
        return key_of(text)
    except PackError as error:
        message = _("{name} holds no whole public key.").format(name=path.name)
        raise PackError(message, error.hint, code=error.code) from error


def save_key(path: Path) -> str:
    """Save this user's public key as a file for a lead; returns its fingerprint.

    Raises:
        OutputError: the file cannot be written.
    """
    from reviewer_audit.services import wrapping

    text, fingerprint = wrapping.public_key()
    wrapping.save(path, f"{text}\n".encode())
    return fingerprint


def _auditor(
    line: Any,
    sent: Sequence[Any],
    came: Sequence[Mapping[str, Any]],
    known: Mapping[PersonId, Sequence[str]],
) -> AuditorLine:
    mine = [row for row in sent if row.auditor_id == line.person.id]
    back = [row for row in came if row["auditor_id"] == line.person.id and not row["withdrawn"]]
    newest = mine[-1] if mine else None
    theirs = known.get(line.person.id)
    return AuditorLine(
        person=line.person,
        assigned=line.assigned,
        left=line.left,
        packs=len(mine),
        sealed_at=newest.at if newest is not None else "",
        sealed_to=_sealed_to(newest.sealed_to) if newest is not None else "",
        returned=sum(row["fresh"] for row in back),
        returned_at=max((row["at"] for row in back), default=""),
        fingerprint=key_of(theirs[-1]).fingerprint if theirs else "",
    )


def _sealed_to(held: str) -> str:
    if held == WORKBOOK:
        return WORKBOOK
    return "key" if held else "passphrase"


def _merges(
    came: Sequence[Mapping[str, Any]], names: Mapping[PersonId, str]
) -> tuple[MergeLine, ...]:
    lines = []
    for number in sorted({row["merge_id"] for row in came}, reverse=True):
        rows = [row for row in came if row["merge_id"] == number]
        whose = sorted({names.get(row["auditor_id"], "?") for row in rows})
        lines.append(
            MergeLine(
                id=number,
                at=rows[0]["at"],
                by=names.get(rows[0]["by"], "?"),
                auditors=tuple(whose),
                new=sum(row["fresh"] for row in rows),
                revised=sum(row["revised"] for row in rows),
                late=sum(row["late"] for row in rows),
                withdrawn=bool(rows[0]["withdrawn"]),
            )
        )
    return tuple(lines)
