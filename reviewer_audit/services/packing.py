"""Hand out sealed blind packs, and take back what was not graded.

What goes into a pack is read on the blind connection: the database itself refuses to say what the
vendor decided, who decided it, or what the vendor calls the item.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from reviewer_audit import policies as rule_books
from reviewer_audit.domain.packs import PackItem, PackManifest
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import Round, RoundId
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.sampling.nearness import together
from reviewer_audit.sampling.repeats import spread
from reviewer_audit.services import (
    assigning,
    lessons,
    outgoing,
    policies,
    reassigning,
    wrapping,
)
from reviewer_audit.services import leaks as leak_check
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.assigning import Uncovered
from reviewer_audit.services.leaks import Leak
from reviewer_audit.services.projects import Project
from reviewer_audit.services.reassigning import Moves
from reviewer_audit.services.wrapping import ProjectSecrets
from reviewer_audit.store import (
    blind,
    media,
    near,
    packs,
    people,
    repeats,
    rounds,
    side_notes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A pack that was written.

    ``passphrase`` is set where one was made up: it goes to the auditor by another way than the
    pack. ``fingerprint`` is that of the project's key, for the auditor to compare.
    """

    file: Path
    pack: str
    auditor: str
    items: int
    taken_back: int
    kept: tuple[Uncovered, ...]  # of the other's desk: this auditor does not take them
    manifest_sha256: str
    leaks: tuple[Leak, ...]
    fingerprint: str
    sealed_to: str
    passphrase: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract; a made-up passphrase is not in it."""
        return {
            "file": str(self.file),
            "auditor": self.auditor,
            "items": self.items,
            "manifest_sha256": self.manifest_sha256,
            "leaks": [leak.as_json() for leak in self.leaks],
            "pack": self.pack,
            "taken_back": self.taken_back,
            "sealed_to": self.sealed_to,
            "project_fingerprint": self.fingerprint,
            **({"kept": [one.as_json() for one in self.kept]} if self.kept else {}),
        }


@dataclass(frozen=True, slots=True)
class _Load:
    """What one pack will hold, and what of it comes from another's desk."""

    auditor: Person
    items: Sequence[tuple[int, PackItem]]
    moved: Sequence[int]
    taken: Sequence[int]
    source: Person | None
    kept: tuple[Uncovered, ...]


def pack(
    store: Project,
    auditor: str,
    out: Path,
    *,
    by: Person,
    round_id: int | None = None,
    to: str = "",
    passphrase: str = "",
    without: Sequence[str] = (),
    take_from: str = "",
    due: str = "",
    progress: Progress = SILENT,
) -> Packed:
    """Put what an auditor has still to grade into a file.

    A pack is sealed, and its return signed. A workbook is for an auditor without the application:
    it holds the same, sealed to nobody, and what comes back in it is signed by nobody.

    Args:
        store: the lead's project.
        auditor: whose items.
        out: the file, ending in ``.auditpack``, or in ``.xlsx`` for a workbook.
        by: who hands it out.
        round_id: the round; the only open one by default.
        to: the auditor's public key; remembered as theirs.
        passphrase: sealed to it, too. With neither, and no key known, one is made up and the pack
            is sealed to it and to this installation's own key.
        without: context columns, ``language`` or ``media``, to leave out.
        take_from: an auditor whose ungraded items move to this one first, those of them that
            this one can take.
        due: the day it is due, in place of the round's.
        progress: told how far it is.

    Raises:
        PackError: there is nothing to grade, or a key is wrong. Nothing was changed.
        ClosedError: the round is no longer graded.
        OutputError: the file cannot be written; nothing was changed.
    """
    if due and assigning.day_of(due) is None:
        message = _("{due!r} is no day to be due on.").format(due=due)
        raise PackError(message, _("Nothing was changed. Write 2026-12-24."), code="pack.due")
    is_book = outgoing.is_workbook(out, sealed=bool(to or passphrase))
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_grading(one)
    own, new_secrets = wrapping.secrets_of(store)
    progress.step(0, 4, _("Looking for leaks"))
    load = _load(store, one, auditor, take_from, own, frozenset(without))
    found = leak_check.check(store, one, left_out=frozenset(without))
    with store.read() as tx:
        serial = packs.next_serial(tx, one.id, load.auditor.id)
        details = rounds.details(tx, one.id)
    until = due or str(details["due"])
    item_times = bool(details["plan"].get("item_times", False))
    name = own.token("pack", one.id, load.auditor.id, serial)
    policy = outgoing.to_grade_by(policies.of_version(store, one.policy_version))
    versions = _versions(store, one, load.items)
    progress.step(1, 4, _("Sealing"))
    if is_book:
        load = replace(load, items=_of_one_book(own, name, load.items))
        rows = [item for _number, item in load.items]
        made = outgoing.workbook(load.auditor.name, until, policy, rows, versions)
    else:
        rules = rule_books.encode(policy)
        manifest = PackManifest(
            project=own.project,
            pack=name,
            round=one.id,
            auditor_id=load.auditor.id,
            auditor_name=load.auditor.name,
            auditor_key="",
            project_key=own.identity.public.text,
            items=len(load.items),
            policy_version=one.policy_version,
            due=until,
            item_times=item_times,
        )
        made = wrapping.sealed(
            store,
            own.identity,
            load.auditor,
            [item for _number, item in load.items],
            manifest,
            rules,
            to=to,
            passphrase=passphrase,
            versions=[rule_books.encode(other) for other in versions],
            lessons=lessons.told_to(store, load.auditor, but=one),
        )
    progress.step(3, 4, _("Writing"))
    body = {"round": one.id, "pack": name, "manifest": made.digest, "items": len(load.items)}
    if is_book:
        body["workbook"] = True
    with store.write("pack.issue", by=by, body=body) as tx:
        if load.source is not None:
            people.add(tx, load.auditor)
            _move(tx, one, load, by)
        wrapping.keep(tx, new_secrets, load.auditor, made)
        packs.add(
            tx,
            [(item.handle, number) for number, item in load.items],
            id=name,
            round_id=one.id,
            auditor_id=load.auditor.id,
            serial=serial,
            by=by.id,
            manifest_sha256=made.digest,
            sealed_to=made.sealed_to,
            due=due,
        )
        wrapping.save(out, made.data)
    return Packed(
        file=out,
        pack=name,
        auditor=load.auditor.name,
        items=len(load.items),
        taken_back=len(load.taken),
        kept=load.kept,
        manifest_sha256=made.digest,
        leaks=found,
        fingerprint="" if is_book else own.identity.public.fingerprint,
        sealed_to="nothing" if is_book else "key" if made.sealed_to else "passphrase",
        passphrase=made.passphrase,
    )


def _of_one_book(
    own: ProjectSecrets, name: str, items: Sequence[tuple[int, PackItem]]
) -> list[tuple[int, PackItem]]:
    """Return items under handles that no other workbook has, and that know their row's number."""
    return [
        (number, replace(item, handle=own.token("row", name, number, place)))
        for place, (number, item) in enumerate(items, start=1)
    ]


def _load(
    store: Project,
    one: Round,
    auditor: str,
    take_from: str,
    own: ProjectSecrets,
    without: frozenset[str],
) -> _Load:
    """Collect the items on the blind connection, in an order that is the auditor's own."""
    with store.read() as tx:
        person = people.find(tx, auditor)
        source = people.find(tx, take_from) if take_from else None
    if take_from and (source is None or source == person):
        message = _("{take_from} has no items that could move to {auditor}.").format(
            take_from=take_from, auditor=auditor
        )
        raise PackError(message, _("Nothing was changed."), code="pack.nobody")
    if person is None and source is not None:
        person = Person(
            id=PersonId(str(uuid4())), name=" ".join(auditor.split()), role=Role.AUDITOR
        )
    moves = Moves(given={}, dropped=(), kept=())
    if person is not None and source is not None:
        with store.read() as tx:
            moves = reassigning.plan(tx, one, [person.name], source=source)
    moved = [number for pile in moves.given.values() for number in pile]
    with store.read() as tx:
        twice = repeats.pairs(tx, one.id, person.id) if person else {}
        clusters = near.of_round(tx, one.id)
    with store.read_blind() as tx:
        rows = blind.to_pack(tx, one.id, person.id) if person else []
        waiting = blind.to_pack(tx, one.id, source.id) if source else []
    with store.read() as tx:
        away = packs.given_away(tx, one.id)
    rows = [row for row in rows if person and (row.item_id, person.id) not in away]
    rows += [row for row in waiting if row.item_id in set(moved)]
    if person is None or not rows:
        message = _("{auditor} has nothing to grade in {title}.").format(
            auditor=auditor, title=one.title
        )
        raise PackError(message, _("Nothing was changed."), code="pack.empty")
    with store.read_blind() as tx:
        seen = media.of_items(tx, [row.item_id for row in rows])
        notes = side_notes.of_round(tx, one.id)
    items = [
        (
            int(row.item_id),
            wrapping.item(
                own.token("item", one.id, row.item_id),
                without,
                content=row.content,
                content_kind=row.content_kind,
                language=row.language,
                context=json.loads(row.context) if row.context else {},
                media=seen.get(row.item_id, ()),
                version=notes.get(row.item_id, ("", ""))[0],
                original=notes.get(row.item_id, ("", ""))[1],
            ),
        )
        for row in rows
    ]
    items = _in_order(items, twice, lambda number: own.token("order", one.id, person.id, number))
    items = _linked(items, clusters, lambda cluster: own.token("near", one.id, cluster))
    return _Load(person, items, moved, [*moved, *moves.dropped], source, moves.kept)


def _versions(store: Project, one: Round, items: Sequence[tuple[int, PackItem]]) -> list[Policy]:
    """Return the other rule books that items name, stripped as the round's own is."""
    named = {item.version for _number, item in items} - {"", one.policy_version}
    return [outgoing.to_grade_by(policies.of_version(store, version)) for version in sorted(named)]


def _in_order(
    items: Sequence[tuple[int, PackItem]], twice: Mapping[int, int], token: Callable[[int], str]
) -> list[tuple[int, PackItem]]:
    """Return items in the auditor's own order, what comes a second time well behind the first."""
    held = dict(items)
    again = {first: copy for first, copy in twice.items() if first in held and copy in held}
    order = spread(sorted(held, key=token), again, token)
    return [(number, held[number]) for number in order]


def _linked(
    items: Sequence[tuple[int, PackItem]],
    clusters: Mapping[int, int],
    token: Callable[[int], str],
) -> list[tuple[int, PackItem]]:
    """Return items with those that are nearly the same side by side, each saying so."""
    held = dict(items)
    here = Counter(clusters[number] for number in held if number in clusters)
    shared = {n: cluster for n, cluster in clusters.items() if here[cluster] > 1}
    return [
        (number, replace(held[number], near=token(shared[number]) if number in shared else ""))
        for number in together(list(held), shared)
    ]


def _move(tx: Any, one: Round, load: _Load, by: Person) -> None:
    if load.source is None or not load.taken:
        return
    packs.take_back(tx, one.id, load.taken, of=load.source.id, given_to=load.auditor.id, by=by.id)
    after = rounds.last_position(tx, RoundId(one.id), load.auditor.id)
    rounds.assign(tx, one.id, load.auditor.id, load.moved, after=after)
    tx.info["body"] |= {"taken_from": load.source.id, "taken": len(load.taken)}
