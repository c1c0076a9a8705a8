"""Bulletins on an auditor's desk: of the grading path, so nothing here may know decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.desk import News
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _
from reviewer_audit.services import lessons_desk
from reviewer_audit.services.projects import Project
from reviewer_audit.store import bulletins, items, own_grades, rounds

if TYPE_CHECKING:
    from reviewer_audit.domain.desk import Bulletin
    from reviewer_audit.domain.packs import Lessons
    from reviewer_audit.services.returning import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a file of bulletins brought."""

    file: str
    new: int
    known: int
    letter: bool = False  # whether precedents and feedback on one's own grades were in it

    def as_json(self) -> dict[str, Any]:
        """Return the object that the command prints."""
        told = {"file": self.file, "new": self.new, "known": self.known}
        return told | {"letter": self.letter}


def unread(store: Project, auditor: Person, *, round_id: RoundId) -> int:
    """Count the bulletins that wait to be read."""
    with store.read_blind() as tx:
        return bulletins.unread(tx, round_id, auditor.id)


def news(store: Project, auditor: Person, *, round_id: RoundId) -> tuple[News, ...]:
    """Return the bulletins of a round, newest first, with the auditor's own grades they touch."""
    with store.read_blind() as tx:
        found = bulletins.every(tx, round_id)
        readers = bulletins.read_by(tx, [number for number, _item, _one in found])
        mine = own_grades.last(tx, round_id, auditor.id) if found else ()
    return tuple(
        News(
            id=number,
            bulletin=one,
            read=auditor.id in readers[number],
            touched=tuple(grade for grade in mine if one.touches(grade, item_id)),
        )
        for number, item_id, one in found
    )


def acknowledge(store: Project, numbers: Sequence[int], *, by: Person) -> None:
    """Write down that somebody has read bulletins."""
    with store.write("bulletin.read", by=by, body={"bulletins": list(numbers)}, blind=True) as tx:
        bulletins.mark_read(tx, numbers, by.id)


def take(store: Project, path: Path, *, by: Person) -> Taken:
    """Take a file of bulletins into the project that was made from a pack.

    Raises:
        PackError: the project was not made from a pack, or the file is not whole, or not signed
            by the project that the pack came from. Nothing was changed.
    """
    from reviewer_audit.packs import bulletinfile
    from reviewer_audit.services import returning

    work = _work(store)
    try:
        data = returning.bytes_of(path)
        project, key, found = bulletinfile.read(data)
        _require_ours(work, project, key)
        letter = _letter(data, work)
    except PackError as error:
        raise returning.named(error, path) from error
    with store.read() as tx:
        known = bulletins.known(tx)
        (one,) = rounds.every(tx)
    new = [bulletin for bulletin in found if bulletin.uid not in known]
    if new:
        _add(store, one.id, new, key=key, by=by)
    told = letter is not None and _learn(store, *letter, by=by)
    return Taken(file=path.name, new=len(new), known=len(found) - len(new), letter=told)


def _letter(data: bytes, work: "Work") -> "tuple[str, Lessons] | None":
    """Return the letter to who grades here, where the file holds one."""
    from reviewer_audit.packs import bulletinfile, keys, lettering

    sealed = bulletinfile.letter_to(data, work.auditor_id)
    if sealed is None:
        return None
    return lettering.read(sealed, work.project, work.auditor_id, work.project_key, keys.every())


def _learn(store: Project, at: str, lessons: "Lessons", *, by: Person) -> bool:
    """Take in a letter, unless a newer one was; returns whether it was taken."""
    with store.read_blind() as tx:
        if not lessons_desk.is_newer(tx, at):
            return False
    with store.write("lessons.take", by=by, body={"precedents": len(lessons.precedents)}) as tx:
        lessons_desk.take(tx, lessons, at=at)
    return True


def _add(
    store: Project, round_id: RoundId, new: "Sequence[Bulletin]", *, key: str, by: Person
) -> None:
    body = {"bulletins": [bulletin.uid for bulletin in new]}
    with store.write("bulletin.take", by=by, body=body) as tx:
        numbers = items.ids_by_name(tx)
        for bulletin in sorted(new, key=lambda bulletin: bulletin.at):
            item_id = numbers.get(bulletin.about)
            bulletins.add(tx, bulletin, round_id, item_id=item_id, by="", key=key)


def _work(store: Project) -> "Work":
    from reviewer_audit.services import returning

    work = returning.work_of(store)
    if work is None:
        message = _("This project was not opened from a pack: bulletins reach it by themselves.")
        raise PackError(message, _("Nothing was changed."), code="pack.not_work")
    return work


def _require_ours(work: "Work", project: str, key: str) -> None:
    from reviewer_audit.domain.packs import Refusal
    from reviewer_audit.packs.refusals import refusal

    if project != work.project:
        raise refusal(Refusal.OTHER_PROJECT)
    if key != work.project_key:
        raise refusal(Refusal.FOREIGN_KEY)
