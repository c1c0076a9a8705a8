"""New gold items: from a sheet that experts filled, or from an item that was adjudicated."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_audit.domain.gold import Difficulty, GoldAnswer, GoldPurpose, GoldRow
from reviewer_audit.domain.intake import Problem, grouped
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import GoldError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services import policies
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gold import require_keeper, sign_in
from reviewer_audit.services.intake import Asked, read
from reviewer_audit.services.projects import Project
from reviewer_audit.store import gold, items, people, verdicts
from reviewer_audit.store.project import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a sheet of gold items brought."""

    added: int
    signed: int
    refused: int
    problems: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "added": self.added,
            "signed": self.signed,
            "quarantined": self.refused,
            "problems": list(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a sheet, and which would be taken for what: role -> column."""

    names: tuple[str, ...]
    rows: int
    taken: Mapping[str, str]


def columns_of(store: Project, path: Path, *, by: Person, progress: Progress = SILENT) -> Columns:
    """Look at a sheet of gold items before anything is taken from it.

    Raises:
        IntakeError: the file cannot be read.
        GoldError: the person is neither lead nor one of the register's experts.
    """
    from reviewer_audit.intake import gold_sheet

    require_keeper(store, by, _("Nothing was added."))
    table = read(path, Asked(), progress=progress)
    taken = gold_sheet.suggest(table, policies.newest(store))
    return Columns(names=table.header, rows=len(table.row_numbers), taken=taken)


def from_sheet(
    store: Project,
    path: Path,
    *,
    by: Person,
    asked: Asked | None = None,
    purpose: GoldPurpose = GoldPurpose.MONITOR,
    guess: bool = True,
    progress: Progress = SILENT,
) -> Added:
    """Write the gold items of a sheet down, in one transaction.

    With ``guess`` false a role has the column that was named for it, or none.

    An item that the project does not know becomes known with the content of its row. Who is named
    in no author column is the author; a second expert named beside them has signed.

    Raises:
        IntakeError: the file cannot be read, or lacks a column.
        GoldError: the person is neither lead nor one of the register's experts.
    """
    from reviewer_audit.intake import gold_sheet

    require_keeper(store, by, _("Nothing was added."))
    asked = asked or Asked()
    table = read(path, asked, progress=progress)
    policy = policies.newest(store)
    sheet = gold_sheet.validate(
        table, policy, maps=asked.maps, labels=asked.labels, purpose=purpose, guess=guess
    )
    with store.write("gold.add", by=by) as tx:
        fresh, refused = _placed(tx, sheet.rows, by)
        signed = [
            _write(tx, row, number, policy, f"file {table.sha256[:16]}", by)
            for row, number in fresh
        ]
        tx.info["body"] = {"source": table.sha256, "items": len(fresh), "signed": sum(signed)}
    return Added(
        added=len(fresh),
        signed=sum(signed),
        refused=sheet.refused + len(refused),
        problems=tuple(grouped([*table.problems, *sheet.problems, *refused])),
    )


def from_round(
    store: Project,
    name: str,
    *,
    by: Person,
    round_id: int | None = None,
    purpose: GoldPurpose = GoldPurpose.MONITOR,
    difficulty: Difficulty | None = None,
    reasoning: str = "",
) -> None:
    """Make a gold item of one that was adjudicated in a revealed round.

    Its author is who settled it. Where that is somebody else than who adds it, adding it is the
    second expert's signature.

    Raises:
        GoldError: the item has no final answer of a person, no reasoning, or is gold already.
        StillBlindError: the round is still graded.
    """
    require_keeper(store, by, _("Nothing was added."))
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_revealed(one)
    with store.read() as tx:
        number = items.ids_by_name(tx).get(name)
        rows = [] if number is None else verdicts.of_item(tx, one.id, number)
        taken = number in _living(tx)
    if number is None or not rows or not json.loads(rows[-1].labels):
        message = _("Nobody has settled an answer to {name!r} in {title}.").format(
            name=name, title=one.title
        )
        hint = _("Nothing was added. Adjudicate it first, or add it from a sheet.")
        raise GoldError(message, hint, code="gold.unsettled")
    last = rows[-1]
    words = reasoning.strip() or last.rationale.strip()
    if not words:
        message = _("A gold item says why its answer is right; this verdict gives no reason.")
        raise GoldError(message, _("Nothing was added. Say --reasoning."), code="gold.reasoning")
    if taken:
        raise _already(name)
    labels = tuple(json.loads(last.labels))
    answer = GoldAnswer(
        labels=labels,
        action=last.action,
        escalate=None if last.escalate is None else bool(last.escalate),
    )
    with store.write("gold.add", by=by) as tx:
        added = gold.add(
            tx,
            number,
            answer,
            reasoning=words,
            clause=last.clause or labels[0],
            difficulty=difficulty,
            purpose=purpose,
            policy_version=one.policy_version,
            source=f"round {one.id}",
            author=PersonId(last.decided_by),
            by=by.id,
        )
        if by.id != last.decided_by:
            sign_in(tx, added, by.id, one.policy_version, by)
        tx.info["body"] = {"gold": added, "round": one.id, "item": number}


def _placed(
    tx: Tx, rows: Sequence[GoldRow], by: Person
) -> tuple[list[tuple[GoldRow, int]], list[Problem]]:
    """Find or make the item of every row; what cannot be gold comes back as problems."""
    known = items.known(tx)
    living = _living(tx)
    number = items.next_id(tx)
    fresh: list[tuple[GoldRow, int]] = []
    new: list[tuple[Any, ...]] = []
    refused: list[Problem] = []
    for row in rows:
        here = known.get(row.external_id)
        code = (
            "already_gold"
            if here is not None and here[0] in living
            else "unknown_item"
            if here is None and not row.content
            else "content_differs"
            if here is not None and row.content and row.content != here[1]
            else "signed_by_author"
            if row.signed_by and _same(row.signed_by, row.author or by.name)
            else ""
        )
        if code:
            refused.append(Problem(code=code, row_number=row.row_number, sheet=row.sheet))
            continue
        if here is None:
            context = json.dumps(row.context, ensure_ascii=False) if row.context else ""
            new.append(
                (number, row.external_id, row.content, row.content_kind, row.language, context)
            )
            here = (number, row.content)
            number += 1
        fresh.append((row, here[0]))
    if new:
        items.add(tx, new)
    return fresh, refused


def _write(tx: Tx, row: GoldRow, number: int, policy: Policy, source: str, by: Person) -> bool:
    """Write one row down; tell whether it is signed."""
    author = people.find_or_add(tx, row.author, Role.LEAD).id if row.author else by.id
    added = gold.add(
        tx,
        number,
        row.answer,
        reasoning=row.reasoning,
        clause=row.clause,
        difficulty=row.difficulty,
        purpose=row.purpose,
        policy_version=policy.version,
        source=source,
        author=author,
        by=by.id,
    )
    if row.signed_by:
        second = people.find_or_add(tx, row.signed_by, Role.LEAD)
        sign_in(tx, added, second.id, policy.version, by)
    return bool(row.signed_by)


def _living(tx: Tx) -> set[int]:
    return {one.item_id for one in gold.every(tx) if one.ended is None}


def _same(one: str, other: str) -> bool:
    return people.name_key(one) == people.name_key(other)


def _already(name: str) -> GoldError:
    message = _("{name!r} is gold already.").format(name=name)
    hint = _("Nothing was added. Retire it first where its answer is to be another.")
    return GoldError(message, hint, code="gold.known")
