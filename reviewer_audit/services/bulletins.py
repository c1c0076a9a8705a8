"""The lead's side of bulletins: what auditors asked, and what is answered to all of them.

An answer goes to everybody who grades the round, since a rule that one person knows and the
others do not is a difference between auditors that nobody can see in the numbers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from reviewer_audit.domain.desk import BULLETIN_SUFFIX, Bulletin, Question
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round, RoundId
from reviewer_audit.errors import GradeError
from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.packs import bulletinfile
from reviewer_audit.services import lessons, policies, wrapping
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import blind, bulletins, grades, own_grades, packs, people, rounds
from reviewer_audit.store.clock import now

_SAFE = N_("Nothing was written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A bulletin, how many earlier grades of whom it touches, and who has read it here."""

    number: int
    bulletin: Bulletin
    touched: Mapping[str, int]
    read_by: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object that commands print."""
        one = self.bulletin
        return {
            "bulletin": self.number,
            "at": one.at,
            "question": one.question,
            "answer": one.answer,
            "labels": list(one.labels),
            "touches": dict(self.touched),
            "read_by": list(self.read_by),
        }


def questions(store: Project, round_id: int | None = None) -> tuple[Question, ...]:
    """Return what the auditors of a round asked, what is open first, then the oldest first."""
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        asked = [row for row in grades.newest_revisions(tx, one.id, kind=None) if row.query]
        content = blind.contents(tx, sorted({row.item_id for row in asked}))
        names = {person.id: person.name for person in people.everyone(tx)}
        answered: dict[int, str] = {}
        for _number, item_id, bulletin in reversed(bulletins.every(tx, one.id)):
            if item_id is not None:
                answered[item_id] = bulletin.at
    found = [
        Question(
            number=row.item_id,
            auditor=names.get(row.auditor_id, ""),
            item=content[row.item_id]["content"],
            text=row.query,
            asked_at=row.graded_at,
            answered=answered.get(row.item_id, "") > row.graded_at,
        )
        for row in asked
    ]
    return tuple(sorted(found, key=lambda question: (question.answered, question.asked_at)))


def issue(
    store: Project,
    answer: str,
    *,
    by: Person,
    round_id: int | None = None,
    question: str = "",
    item: int | None = None,
    labels: Sequence[str] = (),
) -> Issued:
    """Answer to everybody who grades a round; it is signed with the project's key.

    Args:
        store: the lead's project.
        answer: what holds from now on.
        by: the lead.
        round_id: the round; the only open one by default.
        question: what was asked, in words that name no auditor's answer; where an item is named
            and nothing is given here, as it was asked.
        item: the number of the item that somebody asked about.
        labels: the labels it says something new of: grades with one of them are to be looked at
            again.

    Raises:
        GradeError: the answer is empty, nobody asked about the item, or a label is unknown.
        ClosedError: the round is no longer graded.
    """
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_grading(one)
    asked = [each for each in questions(store, one.id) if each.number == item]
    _require(store, one, answer, labels, known=item is None or bool(asked))
    own, new_secrets = wrapping.secrets_of(store)
    bulletin = bulletinfile.sign(
        Bulletin(
            uid=uuid4().hex,
            about="" if item is None else own.token("item", one.id, item),
            labels=tuple(dict.fromkeys(labels)),
            question=question.strip() or (asked[-1].text if asked else ""),
            answer=answer.strip(),
            at=now(),
        ),
        own.project,
        own.identity,
    )
    key = own.identity.public.text
    with store.write("bulletin.issue", by=by, body={"round": one.id, "name": bulletin.uid}) as tx:
        if new_secrets:
            packs.put_secrets(tx, new_secrets)
        number = bulletins.add(tx, bulletin, one.id, item_id=item, by=by.id, key=key)
    return next(each for each in listed(store, one.id) if each.number == number)


def listed(store: Project, round_id: int | None = None) -> tuple[Issued, ...]:
    """Return the bulletins of a round, newest first."""
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        found = bulletins.every(tx, one.id)
        readers = bulletins.read_by(tx, [number for number, _item, _one in found])
        names = {person.id: person.name for person in people.everyone(tx)}
        touched = _touched(tx, one.id, found)
    return tuple(
        Issued(
            number=number,
            bulletin=bulletin,
            touched=touched[number],
            read_by=tuple(sorted(names.get(who, "") for who in readers[number])),
        )
        for number, _item, bulletin in found
    )


@dataclass(frozen=True, slots=True)
class Written:
    """How many bulletins a file holds, and letters on precedents and own grades."""

    bulletins: int
    letters: int


def write_file(store: Project, out: Path, round_id: int | None = None) -> Written:
    """Write the bulletins of a round into a file for auditors elsewhere.

    What rulings teach goes with them, a letter to each auditor whose key is known.

    Raises:
        GradeError: there is nothing to tell yet, or the file would look like something else.
        OutputError: the file cannot be written.
    """
    from reviewer_audit.render.files import replacing

    if out.suffix.casefold() != BULLETIN_SUFFIX:
        message = _("{name} would not be known as bulletins.").format(name=out.name)
        raise GradeError(
            message,
            _("{safe} End it in {bulletin_suffix}.").format(
                safe=translated(_SAFE), bulletin_suffix=BULLETIN_SUFFIX
            ),
            code="bulletin.name",
        )
    one = rounds_service.resolve(store, round_id)
    with store.read() as tx:
        found = [bulletin for _number, _item, bulletin in bulletins.every(tx, one.id)]
    with store.read() as tx:
        held = packs.secrets(tx)
    told = lessons.letters(store, one, wrapping.project_secrets(store)) if held else {}
    if not (found or told):
        message = _("{title} has no bulletin yet.").format(title=one.title)
        raise GradeError(message, translated(_SAFE), code="bulletin.none")
    own = wrapping.project_secrets(store)
    data = bulletinfile.write(found, own.project, own.identity.public.text, told)
    if len(data) > bulletinfile.LARGEST:  # nobody could open it
        message = _("{title} has more bulletins and precedents than one file takes.").format(
            title=one.title
        )
        raise GradeError(message, translated(_SAFE), code="bulletin.too_large")
    with replacing(out) as partial:
        partial.write_bytes(data)
    return Written(len(found), len(told))


def _require(
    store: Project, one: Round, answer: str, labels: Sequence[str], *, known: bool
) -> None:
    if not answer.strip():
        message = _("A bulletin needs an answer.")
        raise GradeError(message, translated(_SAFE), code="bulletin.empty")
    if not known:
        message = _("Nobody asked about this item.")
        raise GradeError(
            message,
            _("{safe} See: bulletin questions.").format(safe=translated(_SAFE)),
            code="bulletin.item",
        )
    book = {label.key for label in policies.of_version(store, one.policy_version).labels}
    unknown = ", ".join(sorted(set(labels) - book))
    if unknown:
        message = _("The policy does not know {unknown}.").format(unknown=unknown)
        raise GradeError(message, translated(_SAFE), code="bulletin.label")


def _touched(
    tx: Any, round_id: RoundId, found: Sequence[tuple[int, int | None, Bulletin]]
) -> dict[int, dict[str, int]]:
    """Return for each bulletin how many earlier grades of each auditor it touches."""
    counts = {number: Counter[str]() for number, _item, _one in found}
    if found:
        for line in rounds.progress(tx, round_id):
            for grade in own_grades.last(tx, round_id, line.person.id):
                for number, item_id, bulletin in found:
                    if bulletin.touches(grade, item_id):
                        counts[number][line.person.name] += 1
    return {number: dict(sorted(count.items())) for number, count in counts.items()}
