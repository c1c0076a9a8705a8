"""Blind grades that were recorded in a spreadsheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from reviewer_audit.domain.grading import AssignmentId, Confidence, Grade, GradeKind
from reviewer_audit.domain.intake import (
    GradeResult,
    GradeRows,
    Problem,
    Quarantined,
    RawTable,
    grouped,
)
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import AssignmentKind, Round
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services import policies
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.intake import Asked, read
from reviewer_audit.services.projects import Project
from reviewer_audit.services.unaltered import seal_of
from reviewer_audit.store import blind, grades, items, people, rounds, samples, sealed
from reviewer_audit.store.project import Tx


@dataclass(slots=True)
class Tally:
    """What became of one auditor's rows."""

    recorded: int = 0
    revised: int = 0
    cannot_judge: int = 0
    quarantined: int = 0
    unchanged: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the object of the command line contract."""
        return {
            "recorded": self.recorded,
            "revised": self.revised,
            "cannot_judge": self.cannot_judge,
            "quarantined": self.quarantined,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a sheet of grades brought."""

    round_id: int
    auditors: Mapping[str, Tally]
    problems: tuple[dict[str, Any], ...]
    rejected: tuple[Quarantined, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "round": self.round_id,
            "auditors": {name: tally.as_json() for name, tally in self.auditors.items()},
            "problems": list(self.problems),
        }


@dataclass(slots=True)
class _Round:
    """What recording needs to know of the round, and what it has found so far."""

    tx: Tx
    one: Round
    sampled: set[int]
    numbers: Mapping[str, int]
    desk: dict[tuple[int, PersonId], int]  # (item, auditor) -> assignment
    last: dict[int, Grade]
    next_assignment: int
    gold: set[tuple[int, str]]  # (item, name) of gold, which is nobody else's to grade
    added: list[tuple[int, int, PersonId, int]] = field(default_factory=list)
    positions: dict[PersonId, int] = field(default_factory=dict)
    people: dict[str, PersonId] = field(default_factory=dict)


def record_sheet(
    store: Project,
    path: Path,
    *,
    by: Person,
    round_id: int | None = None,
    auditor: str = "",
    asked: Asked | None = None,
    progress: Progress = SILENT,
) -> Recorded:
    """Bring in grades from a file: one transaction.

    Raises:
        IntakeError: the file cannot be read, or nobody says whose grades these are.
        ClosedError: the round was revealed.
    """
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_grading(one)
    table, result = checked_sheet(store, one, path, asked, auditor=auditor, progress=progress)
    return record_rows(
        store,
        result.rows,
        by=by,
        one=one,
        source=table.sha256,
        rejected=result.quarantined,
        problems=[*table.problems, *result.problems],
    )


def checked_sheet(
    store: Project,
    one: Round,
    path: Path,
    asked: Asked | None,
    *,
    auditor: str,
    progress: Progress = SILENT,
) -> tuple[RawTable, GradeResult]:
    """Read a sheet of answers and say which of its rows can be used, by the round's rule book."""
    policy = policies.of_version(store, one.policy_version)
    return checked_answers(policy, path, asked, auditor=auditor, progress=progress)


def checked_answers(
    policy: Policy, path: Path, asked: Asked | None, *, auditor: str, progress: Progress = SILENT
) -> tuple[RawTable, GradeResult]:
    """Read a sheet of answers and say which of its rows can be used, by a rule book."""
    from reviewer_audit.intake import mapping, validation

    asked = asked or Asked()
    table = read(path, asked, progress=progress)
    found, _guesses = mapping.suggest(table, policy=policy, purpose="grades")
    found = mapping.with_overrides(found, table, asked.maps, asked.labels, policy=policy)
    return table, validation.validate_grades(table, found, policy, auditor=auditor)


def record_rows(
    store: Project,
    rows: GradeRows,
    *,
    by: Person,
    one: Round,
    source: str,
    rejected: Sequence[Quarantined] = (),
    problems: Sequence[Problem] = (),
) -> Recorded:
    """Record checked grades; a grade that is known already changes nothing."""
    tallies: dict[str, Tally] = {}
    refused = list(rejected)
    with store.write("grade.record", by=by) as tx:
        known = _known(tx, one)
        new: list[Grade] = []
        seen: set[tuple[str, str]] = set()
        for k, name in enumerate(rows.auditor):
            tally = tallies.setdefault(" ".join(name.split()), Tally())
            code = _refusal(known, rows, k, seen)
            if code:
                tally.quarantined += 1
                refused.append(_refused(rows, k, code))
                continue
            given, is_new = _grade(known, rows, k)
            if given is None:
                tally.unchanged += 1
                continue
            new.append(given)
            tally.cannot_judge += given.kind is GradeKind.CANNOT_JUDGE
            tally.recorded += is_new
            tally.revised += not is_new
        rounds.add_assignments(tx, one.id, known.added)
        grades.add_many(tx, new, source=source)
        grades.mark_many(tx, ((given.assignment_id, given.kind.value) for given in new))
        seal = seal_of(sealed.newest(tx, len(new)))
        tx.info["body"] = {"round": one.id, "source": source, "grades": len(new), "seal": seal}
    own = [
        Problem(code=q.code, column=q.column, row_number=q.row_number, sheet=q.sheet)
        for q in refused[len(rejected) :]
    ]
    return Recorded(
        round_id=one.id,
        auditors=tallies,
        problems=tuple(grouped([*problems, *own])),
        rejected=tuple(refused),
    )


def _known(tx: Tx, one: Round) -> _Round:
    assigned = rounds.assignments(tx, one.id)
    desk = {(row.item_id, PersonId(row.auditor_id)): row.id for row in assigned}
    seeds = {(row.item_id, row.auditor_id) for row in assigned if row.kind != AssignmentKind.AUDIT}
    names = {person.id: people.name_key(person.name) for person in people.everyone(tx)}
    given = grades.newest_revisions(tx, one.id, kind=None)
    last = {row.assignment_id: blind.as_grade(row) for row in given}
    return _Round(
        tx=tx,
        one=one,
        sampled={row.item_id for row in samples.sampled(tx, one.id)}
        # a project opened from a pack knows no draw
        | {item for item, auditor in desk if (item, auditor) not in seeds},
        numbers=items.ids_by_name(tx),
        desk=desk,
        last=last,
        next_assignment=rounds.next_assignment(tx),
        gold={(item, names[PersonId(auditor)]) for item, auditor in seeds},
    )


def _refusal(known: _Round, rows: GradeRows, k: int, seen: set[tuple[str, str]]) -> str:
    name = rows.external_id[k]
    number = known.numbers.get(name)
    if number is None:
        return "unknown_item"
    who = people.name_key(rows.auditor[k])
    if number not in known.sampled and (number, who) not in known.gold:
        return "not_in_sample"
    key = (name, who)
    if key in seen:
        return "duplicate_grade"
    seen.add(key)
    return ""


def _grade(known: _Round, rows: GradeRows, k: int) -> tuple[Grade | None, bool]:
    """Return the next revision of an answer and whether it is the first; None if unchanged."""
    assignment = _assignment(known, rows, k)
    before = known.last.get(assignment)
    given = Grade(
        assignment_id=AssignmentId(assignment),
        kind=GradeKind(rows.kind[k]),
        labels=rows.labels[k],
        action=rows.action[k],
        escalate=None,
        severity=rows.severity[k],
        confidence=Confidence(rows.confidence[k]) if rows.confidence[k] else None,
        note=rows.note[k],
        revision=1 if before is None else before.revision + 1,
        graded_at=datetime.fromisoformat(rows.graded_at[k]) if rows.graded_at[k] else None,
    )
    if before is not None and _says(before) == _says(given):
        return None, False
    known.last[assignment] = given
    return given, before is None


def _says(given: Grade) -> tuple[object, ...]:
    sure = given.confidence
    return (given.kind, given.labels, given.action, given.severity, sure, given.note)


def _assignment(known: _Round, rows: GradeRows, k: int) -> int:
    """Find the assignment; a drawn item that is not this auditor's becomes theirs."""
    who = _person(known, rows.auditor[k])
    number = known.numbers[rows.external_id[k]]
    key = (number, who)
    if key not in known.desk:
        if who not in known.positions:
            known.positions[who] = rounds.last_position(known.tx, known.one.id, who)
        known.positions[who] += 1
        known.desk[key] = known.next_assignment
        known.added.append((known.next_assignment, number, who, known.positions[who]))
        known.next_assignment += 1
    return known.desk[key]


def _person(known: _Round, name: str) -> PersonId:
    if name not in known.people:
        known.people[name] = people.find_or_add(known.tx, name, Role.AUDITOR).id
    return known.people[name]


def _refused(rows: GradeRows, k: int, code: str) -> Quarantined:
    return Quarantined(
        row_number=rows.row_number[k],
        sheet=rows.sheet[k],
        code=code,
        column="",
        values={
            "item_id": rows.external_id[k],
            "auditor": rows.auditor[k],
            "label": "; ".join(rows.labels[k]),
        },
    )
