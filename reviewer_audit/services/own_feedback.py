"""What became of an auditor's own grades once a round is closed: where a ruling differs, and why.

Nobody else's grade and no vendor's decision is in it. Names of vendors, sites, teams and
reviewers are taken out of titles and reasons, which are people's own words.
"""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

from reviewer_audit.domain.desk import Difference, Feedback
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import AssignmentKind, Round, RoundState
from reviewer_audit.errors import PeopleError
from reviewer_audit.i18n import _
from reviewer_audit.services import lessons_desk, unnamed
from reviewer_audit.services.projects import Project
from reviewer_audit.store import blind, grades, people, rounds, verdicts
from reviewer_audit.store.project import Tx

if TYPE_CHECKING:
    from re import Pattern

OPENING = 160


def feedback(store: Project, auditor: Person, *, but: Collection[int] = ()) -> tuple[Feedback, ...]:
    """Return what became of somebody's grades, the newest closed round first.

    Items that lie on their desk again, in a round still open, are left out until it is closed;
    so are those in ``but``, which are about to.
    """
    told = lessons_desk.feedback(store)
    if told:  # a project made from a pack: its only round is never closed here
        return told
    with store.read() as tx:
        known = rounds.every(tx)
        closed = [one for one in known if one.state is RoundState.CLOSED]
        again = {
            row.item_id
            for one in known
            if one.state.is_open
            for row in rounds.assignments(tx, one.id)
            if row.auditor_id == auditor.id
        } | set(but)
        names = unnamed.names(tx) if closed else unnamed.NOTHING
        found = [_of_round(tx, one, auditor, again, names) for one in reversed(closed)]
    return tuple(one for one in found if one.graded)


def of_name(store: Project, name: str) -> tuple[Feedback, ...]:
    """Return the feedback of an auditor by name.

    Raises:
        PeopleError: nobody in the audit has that name.
    """
    with store.read() as tx:
        person = people.find(tx, name)
    if person is None:
        message = _("Nobody in this audit is called {name}.").format(name=name)
        raise PeopleError(
            message, _("Nothing was changed. See: people list."), code="people.unknown"
        )
    return feedback(store, person)


def _of_round(
    tx: Tx, one: Round, auditor: Person, again: Collection[int], names: "Pattern[str]"
) -> Feedback:
    mine = {
        row.item_id: tuple(json.loads(row.labels))
        for row in grades.newest_revisions(tx, one.id, kind=AssignmentKind.AUDIT)
        if row.auditor_id == auditor.id and row.kind != "skipped"
    }
    ruled = {
        row.item_id: row
        for row in verdicts.newest(tx, one.id)
        if row.item_id in mine and row.item_id not in again
    }
    other = [
        row
        for number, row in sorted(ruled.items())
        if tuple(json.loads(row.labels)) != mine[number]
    ]
    content = blind.contents(tx, [row.item_id for row in other])
    return Feedback(
        round_id=one.id,
        title=names.sub(unnamed.HIDDEN, one.title),
        policy_version=one.policy_version,
        graded=len(mine),
        ruled=len(ruled),
        differences=tuple(
            Difference(
                item=content[row.item_id]["content"][:OPENING],
                mine=mine[row.item_id],
                final=tuple(json.loads(row.labels)),
                clause=row.clause,
                why=names.sub(unnamed.HIDDEN, row.rationale),
            )
            for row in other
        ),
    )
