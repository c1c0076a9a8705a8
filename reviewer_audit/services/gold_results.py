"""Gather what auditors said of the gold items that were seeded into a round."""

import json

import numpy as np

from reviewer_audit.domain.gold import GoldEvent, GoldItem
from reviewer_audit.domain.policy import Match, Policy
from reviewer_audit.domain.rounds import AssignmentKind, Round
from reviewer_audit.reports.data import Answer
from reviewer_audit.reports.gold import GoldGrades
from reviewer_audit.store import gold, grades, people
from reviewer_audit.store.project import Tx


def gold_grades(tx: Tx, one: Round, policy: Policy, *, match: Match | None = None) -> GoldGrades:
    """Read the gold of a round: the last answers before reveal, beside what was right.

    An item whose answer turned out wrong counts no more.
    """
    register: dict[int, GoldItem] = {item.id: item for item in gold.every(tx)}
    seeds = [
        seed
        for seed in gold.seeds(tx, one.id)
        if register[seed.gold_id].ended is not GoldEvent.WITHDRAWN
    ]
    names: dict[str, str] = {person.id: person.name for person in people.everyone(tx)}
    who = sorted({seed.auditor for seed in seeds}, key=lambda number: names[number].casefold())
    place = {number: k for k, number in enumerate(who)}
    right = {(seed.item_id, seed.auditor): register[seed.gold_id].answer for seed in seeds}
    given = grades.newest_revisions(tx, one.id, kind=AssignmentKind.GOLD) if seeds else []
    rows = [
        row for row in given if row.kind != "skipped" and (row.item_id, row.auditor_id) in right
    ]
    truth = [right[row.item_id, row.auditor_id] for row in rows]
    seeded = [sum(seed.auditor == number for seed in seeds) for number in who]
    return GoldGrades(
        policy=policy,
        match=match or policy.match,
        auditors=tuple(names[number] for number in who),
        seeded=tuple(seeded),
        auditor=np.array([place[row.auditor_id] for row in rows], np.int64),
        item=np.array([row.item_id for row in rows], np.int64),
        truth=tuple(Answer(one.labels, one.action, one.escalate) for one in truth),
        said=tuple(
            Answer(
                tuple(json.loads(row.labels)),
                row.action,
                None if row.escalate is None else bool(row.escalate),
            )
            if row.kind == "answer"
            else None
            for row in rows
        ),
    )
