"""Gather what auditors said of the items that they got twice in a round."""

import json

import numpy as np

from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import AssignmentKind, Round
from reviewer_audit.reports.repeats import RepeatGrades
from reviewer_audit.store import grades, people, repeats
from reviewer_audit.store.project import Tx


def repeat_grades(tx: Tx, one: Round, policy: Policy) -> RepeatGrades:
    """Read first and second answers: the last revisions before reveal of both."""
    twice = repeats.of_round(tx, one.id)
    names: dict[str, str] = {person.id: person.name for person in people.everyone(tx)}
    first: dict[tuple[int, str], str] = {}
    rows: list[tuple[str, str, str]] = []
    if twice:
        for row in grades.newest_revisions(tx, one.id):
            if row.kind == "answer":
                first[row.item_id, row.auditor_id] = json.loads(row.labels)[0]
        for row in grades.newest_revisions(tx, one.id, kind=AssignmentKind.REPEAT):
            before = first.get((twice[row.item_id][0], row.auditor_id))
            if row.kind == "answer" and before is not None:
                rows.append((names[row.auditor_id], before, json.loads(row.labels)[0]))
    who = tuple(sorted({row[0] for row in rows}, key=str.casefold))
    return RepeatGrades(
        policy=policy,
        auditors=who,
        auditor=np.array([who.index(row[0]) for row in rows], np.int64),
        first=tuple(row[1] for row in rows),
        second=tuple(row[2] for row in rows),
    )
