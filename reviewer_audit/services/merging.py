"""Take returned grades in: all files or none, in any order, any number of times.

A file is refused with a reason of its own before anything is written. What is taken in stands in
one transaction after a backup, and can be withdrawn as a whole: nothing is deleted, but what a
withdrawn merge brought counts no more.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

from reviewer_audit.domain.people import Person, PersonId
from reviewer_audit.domain.rounds import Round, RoundId, RoundState
from reviewer_audit.errors import ClosedError, PackError
from reviewer_audit.i18n import _
from reviewer_audit.packs import keys
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.judging import Accepted, Judge, RoundFacts
from reviewer_audit.services.loading import uncollected
from reviewer_audit.services.projects import Project
from reviewer_audit.services.wrapping import project_secrets
from reviewer_audit.store import gold, grades, items, packs, people, rounds, side_notes
from reviewer_audit.store.project import Tx

_SAID = attrgetter(  # of an answer, behind kind and labels, in the order of the table
    "action", "escalate", "severity", "confidence", "reason", "note", "flagged", "query",
    "graded_at", "duration_ms",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class FileTally:
    """What became, or would become, of one file."""

    file: str
    auditor: str = ""
    new: int = 0
    known: int = 0
    revised: int = 0
    late: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    set_aside: Sequence[tuple[int, str]] = ()  # rows of a workbook, each with its reason
    signed: bool = True  # false for a workbook: the lead must know who sent it
    fingerprint: str = ""  # of the auditor's key
    first_key: bool = False  # first seen with this file: compare the fingerprint
    worked_ms: int | None = None  # on all items together

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "file": self.file,
            "auditor": self.auditor,
            "new": self.new,
            "known": self.known,
            "revised": self.revised,
            "refused": [{"code": code, "count": n} for code, n in self.refused.items()],
            "late": self.late,
            "rows": [{"row": row, "code": code} for row, code in self.set_aside],
            "signed": self.signed,
            "fingerprint": self.fingerprint,
            "first_key": self.first_key,
            "worked_ms": self.worked_ms,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did, or with ``applied`` false would do."""

    files: tuple[FileTally, ...]
    applied: bool
    merge_id: int | None = None
    backup: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "files": [tally.as_json() for tally in self.files],
            "applied": self.applied,
            "merge_id": self.merge_id,
            "backup": None if self.backup is None else str(self.backup),
        }


@dataclass(slots=True, kw_only=True)
class Checked:
    """Files read and judged; nothing was changed."""

    accepted: list[Accepted] = field(default_factory=list)
    tallies: list[FileTally] = field(default_factory=list)
    refusals: list[PackError] = field(default_factory=list)
    senders: frozenset[str] = frozenset()


def merge(
    store: Project,
    paths: Sequence[Path],
    *,
    by: Person,
    round_id: int | None = None,
    senders: Sequence[str] = (),
) -> Merged:
    """Judge files and take them in.

    Raises:
        PackError: a file is refused, by the reason of the first one. Nothing was changed.
    """
    return apply(store, check(store, paths, round_id=round_id, senders=senders), by=by)


def foreseen(checked: Checked) -> Merged:
    """Return what taking the files in would do; files that would be refused say why."""
    return Merged(files=tuple(checked.tallies), applied=False)


def require_accepted(checked: Checked) -> None:
    """Refuse to go on where a file was refused.

    Raises:
        PackError: by the reason of the first file, with the number of the others.
    """
    if not checked.refusals:
        return
    first, others = checked.refusals[0], len(checked.refusals) - 1
    more = _("{n} more of the files cannot be used either.").format(n=others) if others else ""
    raise PackError(f"{first.message} {more}".strip(), first.hint, code=first.code)


@uncollected()
def check(
    store: Project,
    paths: Sequence[Path],
    *,
    round_id: int | None = None,
    senders: Sequence[str] = (),
    progress: Progress = SILENT,
) -> Checked:
    """Read and judge files; nothing is written.

    ``senders`` are the people who sent the workbooks among them, as the lead knows: a workbook
    handed out to anybody else is refused then.
    """
    own = project_secrets(store)
    checked = Checked()
    with store.read() as tx:
        judge = Judge(
            tx=tx,
            store=store,
            own=own,
            keys=packs.keys(tx),
            earlier=packs.files(tx),
            round_id=round_id,
        )
        names = {person.id: person.name for person in people.everyone(tx)}
        if senders:
            judge.senders = checked.senders = frozenset(
                found.id for name in senders if (found := people.find(tx, name)) is not None
            )
        for done, path in enumerate(paths):
            progress.step(done, len(paths), path.name)
            tally = FileTally(file=path.name)
            checked.tallies.append(tally)
            try:
                accepted = judge.judge(path)
            except PackError as error:
                tally.refused = {error.code: 1}
                checked.refusals.append(error)
                continue
            tally.auditor = names.get(accepted.auditor, "")
            tally.worked_ms = accepted.returned.manifest.worked_ms
            _count(judge.facts(accepted.one.id), accepted, tally)
            if accepted.new_key:
                judge.keys.setdefault(accepted.auditor, []).append(accepted.new_key)
            judge.earlier.append(_file_row(accepted, tally) | {"withdrawn": False})
            checked.accepted.append(accepted)
    return checked


@uncollected()
def apply(store: Project, checked: Checked, *, by: Person) -> Merged:
    """Take judged files in: a backup, then one transaction.

    Raises:
        PackError: one of the files was refused. Nothing was changed.
    """
    require_accepted(checked)
    tallies = tuple(checked.tallies)
    if not any(one.fresh for one in checked.accepted):
        return Merged(files=tallies, applied=True)
    with store.read() as tx:
        number = packs.next_merge(tx)
    backup = _backup(store, f"merge-{number}")
    with store.write("pack.merge", by=by) as tx:
        merge_id = packs.add_merge(tx, by.id)
        for one in checked.accepted:
            if one.new_key:
                packs.add_key(tx, one.auditor, one.new_key)
        for round_id in sorted({one.one.id for one in checked.accepted}):
            mine = [one for one in checked.accepted if one.one.id == round_id]
            _add(tx, mine, merge_id)
        rows = {
            one.returned.sha256: _file_row(one, tally) | {"merge_id": merge_id}
            for one, tally in reversed(list(zip(checked.accepted, tallies, strict=True)))
        }  # of a file given twice, what it brought the first time
        packs.add_files(tx, list(rows.values()))
        tx.info["body"] = {
            "merge": merge_id,
            "files": sorted(rows),
            "heads": sorted({row["head"] for row in rows.values()}),
            "answers": sum(len(one.fresh) for one in checked.accepted),
            "worked_ms": {one.auditor: one.returned.manifest.worked_ms for one in checked.accepted},
            "originals": {one.auditor: len(one.returned.originals) for one in checked.accepted},
        }
        unsigned = [
            {
                "file": one.returned.sha256,
                "auditor": one.auditor,
                "sender_known": one.auditor in checked.senders,
                "set_aside": len(one.returned.set_aside),
            }
            for one in checked.accepted
            if not one.returned.chained
        ]
        if unsigned:
            tx.info["body"]["unsigned"] = unsigned
    return Merged(files=tallies, applied=True, merge_id=merge_id, backup=backup)


def withdraw(store: Project, merge_id: int, *, by: Person) -> tuple[int, Path]:
    """Undo a merge as a whole; returns how many items it had answers for, and the backup.

    Raises:
        PackError: there is no such merge, or it was withdrawn before.
        ClosedError: a round of it was revealed.
    """
    with store.read() as tx:
        rows = [row for row in packs.files(tx) if row["merge_id"] == merge_id]
        touched = packs.of_merge(tx, merge_id)
        affected = [rounds.get(tx, RoundId(n)) for n in sorted({row["round_id"] for row in rows})]
    if not rows or rows[0]["withdrawn"]:
        message = _("There is no merge {merge_id} to withdraw.").format(merge_id=merge_id)
        raise PackError(message, _("Nothing was changed."), code="merge.unknown")
    for one in affected:
        if one is None or one.state is not RoundState.GRADING:
            message = _("The round of this merge was revealed; its grades are locked.")
            raise ClosedError(message, _("Nothing was changed."))
    backup = _backup(store, f"withdrawal-{merge_id}")
    with store.write("pack.withdraw", by=by, body={"merge": merge_id}) as tx:
        packs.withdraw(tx, merge_id, by.id)
        for one in affected:
            if one is not None:
                mine = {row.id for row in rounds.assignments(tx, one.id)} & touched
                packs.refresh_states(tx, one.id, mine)
    return len(touched), backup


def counting_digest(store: Project, round_id: int | None = None) -> str:
    """Return the SHA-256 of all grades that count in a round, whatever order they came in."""
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        given = grades.newest_revisions(tx, one.id, kind=None)
        names = items.names_of(tx, {row.item_id for row in given})
    rows = sorted(
        [
            names[row.item_id], row.auditor_id, row.kind, row.labels, row.action, row.escalate or 0,
            row.severity, row.confidence, row.note, row.flagged, row.graded_at,
        ]
        for row in given
    )  # fmt: skip
    return sha256(json.dumps(rows).encode()).hexdigest()


def _count(facts: RoundFacts, accepted: Accepted, tally: FileTally) -> None:
    """Count a file's answers, and remember them for the files after it."""
    returned = accepted.returned
    told = [k for k in accepted.fresh if k not in accepted.again]
    tally.known = len(returned.entries) - len(told)
    tally.set_aside, tally.signed = tuple(returned.set_aside), returned.chained
    tally.refused = dict(Counter(code for _row, code in returned.set_aside))
    tally.first_key = bool(accepted.new_key)
    if returned.manifest.auditor_key:
        tally.fingerprint = keys.public_from(returned.manifest.auditor_key).fingerprint
    if facts.one.state is not RoundState.GRADING:
        tally.late = len(told)
        return
    places = {(accepted.handles[returned.entries[k].handle], accepted.auditor) for k in told}
    tally.new = len(places - facts.answered)
    tally.revised = len(told) - tally.new
    facts.answered |= places


def _file_row(accepted: Accepted, tally: FileTally) -> dict[str, Any]:
    given = accepted.returned.manifest
    return {
        "sha256": accepted.returned.sha256,
        "pack_id": given.pack,
        "work": given.work,
        "entries": given.entries,
        "head": given.head,
        "fresh": tally.new,
        "known": tally.known,
        "revised": tally.revised,
        "late": tally.late,
    }


def _backup(store: Project, before: str) -> Path:
    """Save the project beside itself as it was; an earlier backup is never written over."""
    path, again = store.path, 1
    target = path.with_name(f"{path.stem}.before-{before}{path.suffix}")
    while target.exists():
        again += 1
        target = path.with_name(f"{path.stem}.before-{before}-{again}{path.suffix}")
    store.copy_to(target)
    return target


def _add(tx: Tx, accepted: Sequence[Accepted], merge_id: int) -> None:
    """Append the new answers of files of one round, and say how their items now stand."""
    one = accepted[0].one
    late = one.state is not RoundState.GRADING
    desk = packs.desk(tx, one.id)
    last = packs.revisions(tx, one.id)
    back = _GivenBack(tx, one)
    rows = []
    again: set[int] = set()  # assignments with more than one answer
    kinds: set[str] = set()
    labels = cache(json.dumps)
    for file in accepted:
        work, seals = file.returned.manifest.work, file.returned.seals
        for k in file.fresh:
            entry = file.returned.entries[k]
            place = file.handles[entry.handle], file.auditor
            number = desk.get(place)
            if number is None:
                number = desk[place] = back.number(*place)
            kinds.add(entry.kind)
            if number in last:
                again.add(number)
            last[number] = last.get(number, 0) + 1
            source = grades.merged_source(work, k + 1, seals[k])
            given = (number, last[number], entry.kind, labels(entry.labels), *_SAID(entry))
            rows.append((*given, int(late), source, merge_id))
        new = {file.handles[handle] for handle in file.returned.originals if handle in file.handles}
        if new:
            known = side_notes.opened(tx, one.id, file.auditor)
            side_notes.note_opened(tx, one.id, new - known, file.auditor)
    back.assign()
    packs.add_grades(tx, rows)
    if not late:
        packs.mark_first(tx, merge_id, kinds)
    if again and not late:
        packs.refresh_states(tx, one.id, again)


class _GivenBack:
    """Items taken back that came graded after all are assigned anew: both answers count."""

    def __init__(self, tx: Tx, one: Round) -> None:
        self._tx, self._one = tx, one
        self._next = rounds.next_assignment(tx)
        self._positions: dict[PersonId, int] = {}
        self._added: list[tuple[int, int, PersonId, int]] = []

    def number(self, item: int, who: PersonId) -> int:
        """Return the number of an assignment to be."""
        if who not in self._positions:
            self._positions[who] = rounds.last_position(self._tx, self._one.id, who)
        self._positions[who] += 1
        self._added.append((self._next, item, who, self._positions[who]))
        self._next += 1
        return self._next - 1

    def assign(self) -> None:
        """Write them down, before their answers."""
        if self._added:
            kinds = gold.kinds(self._tx, self._one.id)
            rounds.add_assignments(self._tx, self._one.id, self._added, kinds=kinds)
