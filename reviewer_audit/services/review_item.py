"""One item as its reader may see it now.

The vendor's answer is shown only to who has said before whether the rule has a gap here, and
names only to who has settled the item.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from reviewer_audit.domain.beside import plain_context
from reviewer_audit.domain.media import BlindMedia
from reviewer_audit.domain.people import Person, PersonId
from reviewer_audit.domain.verdicts import Mark
from reviewer_audit.errors import ReviewError
from reviewer_audit.i18n import _
from reviewer_audit.reports.outcomes import OUTCOMES
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.services.review import Entry, Survey, entry_of, labels_voted, survey
from reviewer_audit.store import calibration, decisions, items, media, people, verdicts

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """What one auditor answered; ``who`` is a letter until the reader has settled the item."""

    who: str
    kind: str
    labels: tuple[str, ...]
    action: str
    escalate: bool | None
    severity: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the vendor decided."""

    decision: int
    labels: tuple[str, ...]
    action: str
    escalated: bool | None
    reason: str
    outcome: str  # against the final answer as it stands
    who: str = ""  # vendor and reviewer, once the item is settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A verdict that somebody gave."""

    who: str
    labels: tuple[str, ...]
    action: str
    cause: str
    clause: str
    rationale: str
    precedent: str
    at: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One item with all that its reader may see now."""

    entry: Entry
    content: str
    content_kind: str
    language: str
    context: Mapping[str, str]
    media: tuple[BlindMedia, ...]
    votes: tuple[Vote, ...]
    mark: Mark | None
    said: tuple[Said, ...] | None  # None: not before the mark
    looks: tuple[Look, ...]  # empty until the reader has settled the item
    precedents: tuple[tuple[str, str], ...]  # label, text


def case(store: Project, item_id: int, *, by: Person, round_id: int | None = None) -> Case:
    """Return one item as this person may see it now.

    Raises:
        ReviewError: the item is not to be looked at.
    """
    one = rounds_service.resolve(store, round_id)
    found = survey(store, one)
    return case_of(store, found, item_id, by=by)


def case_of(store: Project, found: Survey, item_id: int, *, by: Person) -> Case:
    """Return one item of a round that was read already."""
    if item_id not in found.grades and item_id not in found.standings:
        message = _("This item is not part of the round.")
        raise ReviewError(message, _("Nothing was shown."), code="review.unknown")
    with store.read() as tx:
        row = items.table(tx, [item_id])[item_id]
        seen = media.of_items(tx, [item_id])
        mark = verdicts.mark(tx, found.one.id, item_id, by.id)
        names = {p.id: p.name for p in people.everyone(tx)}
        at = [k for k, n in enumerate(found.data.item_ids[found.data.item]) if n == item_id]
        said = decisions.table(tx, [int(found.data.decision_id[k]) for k in at])
        kept = verdicts.precedents(tx, labels_voted(found, item_id))
        aligned = calibration.precedents(tx, labels_voted(found, item_id))
    settled = any(v.decided_by == by.id for v in found.verdicts.get(item_id, ()))
    outcome = {
        int(found.data.decision_id[k]): OUTCOMES[int(found.outcome_now.code[k])].value for k in at
    }
    return Case(
        entry=entry_of(found, item_id, row["external_id"], by),
        content=row["content"],
        content_kind=row["content_kind"],
        language=row["language"],
        context=plain_context(row["context"]),
        media=seen.get(item_id, ()),
        votes=_votes(found, item_id, names if settled else {}),
        mark=mark,
        said=_said(said, outcome, named=settled) if mark is not None or settled else None,
        looks=_looks(found, item_id, names) if settled else (),
        precedents=(
            *aligned,
            *(
                ((json.loads(v.labels) or [""])[0], v.precedent)
                for v in kept
                if v.item_id != item_id
            ),
        ),
    )


def _votes(found: Survey, number: int, names: Mapping[PersonId, str]) -> tuple[Vote, ...]:
    rows = sorted(
        found.grades.get(number, []),
        key=lambda row: sha256(f"{number}\x1f{row.auditor_id}".encode()).hexdigest(),
    )
    return tuple(
        Vote(
            who=names.get(row.auditor_id, "") or LETTERS[k % len(LETTERS)],
            kind=row.kind,
            labels=tuple(json.loads(row.labels)),
            action=row.action,
            escalate=None if row.escalate is None else bool(row.escalate),
            severity=row.severity,
            confidence=row.confidence,
            note=row.note,
        )
        for k, row in enumerate(rows)
    )


def _said(
    rows: Sequence[Mapping[str, Any]], outcome: Mapping[int, str], *, named: bool
) -> tuple[Said, ...]:
    return tuple(
        Said(
            decision=row["id"],
            labels=row["labels"],
            action=row["action"],
            escalated=None if row["escalated"] is None else bool(row["escalated"]),
            reason=row["reason"],
            outcome=outcome[row["id"]],
            who=" \u00b7 ".join(filter(None, (row["vendor"], row["reviewer"]))) if named else "",
        )
        for row in rows
    )


def _looks(found: Survey, number: int, names: Mapping[PersonId, str]) -> tuple[Look, ...]:
    return tuple(
        Look(
            who=names.get(row.decided_by, ""),
            labels=tuple(json.loads(row.labels)),
            action=row.action,
            cause=row.cause,
            clause=row.clause,
            rationale=row.rationale,
            precedent=row.precedent,
            at=row.decided_at,
            origin=row.origin,
        )
        for row in found.verdicts.get(number, ())
    )
