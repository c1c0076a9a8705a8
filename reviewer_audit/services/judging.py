"""Judge a returned file: whose it is, of which pack, unaltered, and what in it is new."""

import json
import re
from bisect import bisect_right, insort_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from reviewer_audit.domain.grading import Confidence, GradeKind
from reviewer_audit.domain.packs import Refusal, Returned
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.policy import SEVERITIES, Policy
from reviewer_audit.domain.rounds import Round, RoundId, RoundState
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _
from reviewer_audit.packs import returnfile, sealing
from reviewer_audit.packs.refusals import refusal
from reviewer_audit.services import policies, workbooks
from reviewer_audit.services.projects import Project
from reviewer_audit.services.wrapping import ProjectSecrets
from reviewer_audit.store import calibration_packs, grades, packs, rounds
from reviewer_audit.store.project import Tx

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_WORK = re.compile(r"[0-9a-f]{32}")
Words = tuple[object, ...]  # what an answer says
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})  # as whatever it was saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A file that may be merged."""

    returned: Returned
    one: Round
    auditor: PersonId
    fresh: Sequence[int]  # positions of the entries that are new to the project
    again: frozenset[int]  # of these, positions of those that say what was known already
    handles: Mapping[str, int]
    new_key: str


@dataclass(slots=True)
class RoundFacts:
    """A round, and the seals and answers that it has."""

    one: Round
    policy: Policy
    live: set[str]
    gone: set[str]
    answered: set[tuple[int, str]]
    said: dict[tuple[int, str], list[tuple[str, Words]]] | None = None  # read for workbooks alone


@dataclass(slots=True, kw_only=True)
class Judge:
    """All that files are judged by, read once; it learns from each file for those after it."""

    tx: Tx
    store: Project
    own: ProjectSecrets
    keys: dict[PersonId, list[str]]
    earlier: list[dict[str, Any]]
    round_id: int | None = None
    senders: frozenset[str] | None = None  # who sent the workbooks, where the lead says so
    _facts: dict[int, RoundFacts] = field(default_factory=dict)

    def facts(self, round_id: int) -> RoundFacts:
        """Return what is known of a round."""
        if round_id not in self._facts:
            one = rounds.get(self.tx, RoundId(round_id))
            if one is None:  # pragma: no cover - a pack points to its round
                raise LookupError(round_id)
            live, gone = packs.seals(self.tx, one.id)
            answered = {
                (row.item_id, row.auditor_id)
                for row in grades.newest_revisions(self.tx, one.id, kind=None)
            }
            policy = policies.of_version(self.store, one.policy_version)
            self._facts[round_id] = RoundFacts(one, policy, live, gone, answered)
        return self._facts[round_id]

    def judge(self, path: Path) -> Accepted:
        """Return a file as something to merge.

        Raises:
            PackError: it is refused, by its own reason.
        """
        if path.suffix.casefold() in WORKBOOKS:
            with _naming(path):
                returned = workbooks.read(self.tx, self.store, self.own, path)
        else:
            returned = read_return(self.own, path)
        given, file = returned.manifest, returned.file
        issued = packs.get(self.tx, given.pack)
        if given.project != self.own.project:
            raise refusal(Refusal.OTHER_PROJECT, file)
        if issued is None:
            is_session = calibration_packs.get(self.tx, given.pack) is not None
            raise refusal(Refusal.VOTES if is_session else Refusal.UNKNOWN_PACK, file)
        if issued.manifest_sha256 != given.pack_sha256:
            raise refusal(Refusal.OTHER_PACK, file)
        if self.round_id is not None and issued.round_id != self.round_id:
            raise refusal(Refusal.OTHER_ROUND, file)
        who = PersonId(issued.auditor_id)
        if issued.auditor_id != given.auditor_id:
            raise refusal(Refusal.OTHER_PERSON, file)
        if not returned.chained and self.senders is not None and who not in self.senders:
            raise refusal(Refusal.NOT_THEIRS, file)
        facts = self.facts(issued.round_id)
        if facts.one.state is RoundState.CLOSED:
            raise refusal(Refusal.CLOSED, file)
        new = new_key(returned, who, issued.sealed_to, self.keys) if returned.chained else ""
        handles = packs.handles(self.tx, given.pack)
        require_answers(returned, handles, facts.policy)
        if returned.chained:
            _require_no_fork(returned, self.earlier, facts)
            fresh = [k for k, seal in enumerate(returned.seals) if seal not in facts.live]
            again: frozenset[int] = frozenset()
        else:
            fresh, again = self._said_anew(returned, who, handles, facts)
        facts.live.update(returned.seals)
        return Accepted(
            returned=returned,
            one=facts.one,
            auditor=who,
            fresh=fresh,
            again=again,
            handles=handles,
            new_key=new,
        )

    def _said_anew(
        self, returned: Returned, who: PersonId, handles: Mapping[str, int], facts: RoundFacts
    ) -> tuple[list[int], frozenset[int]]:
        """Return a workbook's answers to be written down, and which say nothing new.

        A workbook is the whole of its answers at the time it was saved. So an answer is written
        down with that time although it is known: or an older file that comes later would seem to
        change it. The same file again brings nothing.
        """
        if any(row["sha256"] == returned.sha256 and not row["withdrawn"] for row in self.earlier):
            return [], frozenset()
        if facts.said is None:
            facts.said = {}
            for row in grades.every(self.tx, facts.one.id, kind=None):
                told = facts.said.setdefault((row.item_id, row.auditor_id), [])
                words = _words(row, json.loads(row.labels))
                insort_right(told, (row.graded_at, words), key=lambda one: one[0])
        again = set()
        for k, entry in enumerate(returned.entries):
            told = facts.said.setdefault((handles[entry.handle], who), [])
            said = entry.graded_at, _words(entry, entry.labels)
            at = bisect_right(told, said[0], key=lambda one: one[0])
            if told and told[max(at - 1, 0)][1] == said[1]:
                again.add(k)
            told.insert(at, said)
        return list(range(len(returned.entries))), frozenset(again)


def _words(given: Any, labels: Sequence[str]) -> Words:
    """Return what an answer says, without when, and however programs have spaced its note."""
    return (
        given.kind, tuple(labels), given.action, bool(given.escalate), given.severity,
        given.confidence, given.reason, " ".join(given.note.split()),
    )  # fmt: skip


def read_return(own: ProjectSecrets, path: Path) -> Returned:
    """Return what is in a signed file that was sealed to the project.

    Raises:
        PackError: it is refused, by its own reason.
    """
    with _naming(path):
        if path.stat().st_size > sealing.LARGEST:
            raise refusal(Refusal.TOO_LARGE)
        data = path.read_bytes()
        inner = sealing.unseal(data, [own.identity])
        manifest, entries, seals, originals = returnfile.read(inner)
        if not _WORK.fullmatch(manifest.work):
            raise refusal(Refusal.FORMAT)
    return Returned(
        file=path.name,
        sha256=sha256(data).hexdigest(),
        manifest=manifest,
        entries=entries,
        seals=seals,
        originals=originals,
    )


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name the file in a refusal, and say in words what the disk refuses."""
    try:
        yield
    except PackError as error:
        message = error.message.replace("The file ", f"{path.name} ", 1)
        raise PackError(message, error.hint, code=error.code) from error
    except OSError as error:
        message = _("{name} cannot be opened: {why}.").format(name=path.name, why=error.strerror)
        raise PackError(message, _("Nothing was changed."), code="pack.unreadable") from error


def new_key(
    returned: Returned,
    who: PersonId,
    sealed_to: str,
    known_keys: Mapping[PersonId, Sequence[str]],
) -> str:
    """Refuse a key that is not this person's; return one that is seen for the first time."""
    signer = returned.manifest.auditor_key
    for owner, theirs in known_keys.items():
        if owner != who and signer in theirs:
            raise refusal(Refusal.KEY_OF_ANOTHER, returned.file)
    mine = known_keys.get(who, ())
    if sealed_to:
        if signer not in {sealed_to, *mine[-1:]}:
            raise refusal(Refusal.FOREIGN_KEY, returned.file)
        return ""
    if mine and signer not in mine:
        raise refusal(Refusal.FOREIGN_KEY, returned.file)
    return "" if mine else signer


def require_answers(returned: Returned, handles: Mapping[str, int], policy: Policy) -> None:
    """Refuse a return that answers what it was not asked, or what the policy does not know."""
    labels = {label.key for label in policy.labels}
    actions = {"", *(action.key for action in policy.actions)}
    kinds, sure, severities = set(GradeKind), {"", *Confidence}, {"", *SEVERITIES}
    answers = {
        (one.kind, one.labels, one.action, one.confidence, one.severity) for one in returned.entries
    }
    if not {one.handle for one in returned.entries} <= handles.keys():
        raise refusal(Refusal.UNKNOWN_ITEM, returned.file)
    for kind, given, action, confidence, severity in answers:
        known = (
            kind in kinds
            and labels.issuperset(given)
            and action in actions
            and confidence in sure
            and severity in severities
            and (kind != GradeKind.ANSWER or given)
        )
        if not known:
            raise refusal(Refusal.UNKNOWN_ANSWER, returned.file)
    if not _all_utc([one.graded_at for one in returned.entries]):
        raise refusal(Refusal.FORMAT, returned.file)


def _all_utc(times: list[str]) -> bool:
    """Return whether times are written as the store writes them, so that text order is time's."""
    try:
        return all(map(_TIME.fullmatch, times)) and all(map(datetime.fromisoformat, times))
    except ValueError:
        return False


def _require_no_fork(
    returned: Returned, earlier: Sequence[Mapping[str, Any]], facts: RoundFacts
) -> None:
    """Refuse a chain that is neither the beginning nor a continuation of what came before."""
    given = returned.manifest
    for row in earlier:
        if row["withdrawn"] or row["pack_id"] != given.pack or row["work"] != given.work:
            continue
        if row["entries"] <= given.entries:
            same = returned.seals[row["entries"] - 1] == row["head"]
        else:
            same = given.head in facts.live | facts.gone
        if not same:
            raise refusal(Refusal.FORKED, returned.file)
