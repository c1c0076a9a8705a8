"""From a session's record to its numbers, and to the document that says them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

import numpy as np

from reviewer_audit.domain.calibration import Participant, Record, Side, Task, TaskState, Turn
from reviewer_audit.domain.policy import Policy
from reviewer_audit.i18n import N_, translated
from reviewer_audit.reports import calibration_pages
from reviewer_audit.reports.calibration import (
    Calibration,
    CalibrationData,
    ItemFacts,
    measure,
    nearness,
)
from reviewer_audit.reports.calibration_words import Past, SessionFacts, TaskFacts
from reviewer_audit.reports.model import Report
from reviewer_audit.services import calibration, calibration_set, policies, projects
from reviewer_audit.services.projects import Project
from reviewer_audit.store import calibration as stored
from reviewer_audit.store import items, rounds

_SIDE = {Side.CLIENT: N_("Client"), Side.VENDOR: N_("Vendor")}


def results_of(store: Project, known: Record) -> Calibration:
    """Return every number of a session; it needs a frozen baseline.

    Raises:
        CalibrationError: the baseline is not frozen.
    """
    calibration.require_sealed(known.session)
    return measure(_data(store, known))


def _data(store: Project, known: Record) -> CalibrationData:
    policy = policies.of_version(store, known.session.policy_version)
    with store.read() as tx:
        names = items.names_of(tx, {line.item_id for line in known.items})
    return data_of(known, policy, names)


def data_of(known: Record, policy: Policy, names: Mapping[int, str]) -> CalibrationData:
    """Return a session as codes, its participants under pseudonyms and in no order."""
    code = {label.key: k for k, label in enumerate(policy.labels)}
    q = len(code)
    people = pseudonyms(known)
    order = [line.item_id for line in known.items]

    def coded(labels: Sequence[str]) -> int:
        return code[labels[0]] if labels else q

    def table(turn: Turn) -> list[list[int]]:
        votes = known.votes[turn]
        return [
            [coded(votes[p.id, i].labels) if (p.id, i) in votes else q for i in order]
            for p, _name in people
        ]

    standard = [known.standard(number) for number in order]
    severity = {label.key: label.severity for label in policy.labels}
    said: dict[int, set[str]] = {number: set() for number in order}  # the baseline's is not shown
    for (_who, number), vote in known.votes[Turn.BLIND].items():
        said[number] |= {severity[key] for key in vote.labels}
    shape = (len(people), len(order))
    return CalibrationData(
        policy=policy,
        items=tuple(
            _facts(known, number, names[number], max(said[number], default="")) for number in order
        ),
        who=tuple(name for _p, name in people),
        sides=tuple(p.side for p, _name in people),
        baseline=np.array([coded(known.baseline[number].labels) for number in order], np.int64),
        standard=np.array([-1 if x is None else coded(x) for x in standard], np.int64),
        blind=np.array(table(Turn.BLIND), np.int64).reshape(shape),
        again=np.array(table(Turn.AGAIN), np.int64).reshape(shape),
        judged=np.array(
            [[(p.id, i) in known.votes[Turn.BLIND] for i in order] for p, _name in people],
            np.bool_,
        ).reshape(shape),
    )


def pseudonyms(known: Record) -> tuple[tuple[Participant, str], ...]:
    """Return the voters under numbers that tell neither name nor order of joining."""
    shuffled = sorted(
        (one for one in known.participants if one.side is not Side.EXPERT),
        key=lambda p: sha256(f"{known.session.seed}\x1f{p.person_id}".encode()).hexdigest(),
    )
    seen: dict[Side, int] = {}
    found = []
    for one in shuffled:
        seen[one.side] = seen.get(one.side, 0) + 1  # who is taken out takes their number along
        found.append((one, f"{translated(_SIDE[one.side])} {seen[one.side]}"))
    here = [pair for pair in found if not pair[0].is_out]
    return tuple(sorted(here, key=lambda pair: (pair[0].side, len(pair[1]), pair[1])))


def report_of(store: Project, known: Record, found: Calibration) -> Report:
    """Return the very document that is written."""
    return calibration_pages.build(found, facts_of(store, known))


def facts_of(store: Project, known: Record) -> SessionFacts:
    """Return what the report says of a session beside its numbers."""
    one = known.session
    policy = policies.of_version(store, one.policy_version)
    earlier = [s for s in calibration.every(store) if s.id < one.id]
    return SessionFacts(
        project=projects.title(store),
        title=one.title,
        held_on=one.held_on,
        policy=f"{policy.name} {policy.version}",
        state=one.state.value,
        seal=one.seal,
        salt=one.salt,
        whole=calibration.is_whole(known),
        built=calibration_set.not_reached(one.built),
        experts=len(known.experts),
        taken_out=sum(one.is_out for one in known.participants),
        seed=one.seed,
        tasks=tasks_of(store, known.tasks),
        earlier=tasks_of(store, calibration.read(store, earlier[-1].id).tasks) if earlier else (),
        trend=trend(store, upto=one.id),
    )


def trend(store: Project, upto: int) -> tuple[Past, ...]:
    """Return the sides' distance to the baseline over sessions, oldest first."""
    found = []
    for one in calibration.every(store):
        if one.id > upto or not one.seal:
            continue
        known = calibration.read(store, one.id)
        together, delta = nearness(_data(store, known))
        found.append(
            Past(
                title=one.title,
                held_on=one.held_on,
                items=len(known.items),
                delta=delta,
                baseline=together,
            )
        )
    return tuple(found)


def tasks_of(store: Project, tasks: Sequence[Task]) -> tuple[TaskFacts, ...]:
    """Return tasks with names in them and their age until today, or until they ended."""
    today = datetime.now(UTC).date()
    with store.read() as tx:
        titles = {int(one.id): one.title for one in rounds.every(tx)}
        sessions = {one.id: one.title for one in stored.sessions(tx)}
        names = items.names_of(tx, {item for task in tasks for _round, item in task.again})
    return tuple(
        TaskFacts(
            number=task.id,
            session=sessions.get(task.session_id, ""),
            kind=task.kind,
            text=task.text,
            owner=task.owner,
            due=task.due,
            state=task.state,
            clause=task.clause,
            age=(_until(task, today) - task.opened_at.date()).days,
            again=tuple((titles[round_], names[item]) for round_, item in task.again),
            late=task.state is TaskState.OPEN and "" < task.due < today.isoformat(),
        )
        for task in tasks
    )


def open_clarifications(store: Project) -> tuple[TaskFacts, ...]:
    """Return the clarifications of all sessions that are still open, oldest first."""
    with store.read() as tx:
        every = stored.tasks(tx)
    open_ = [task for task in every if task.clause and task.state is TaskState.OPEN]
    return tasks_of(store, open_)


def _until(task: Task, today: date) -> date:
    return task.ended_at.date() if task.ended_at is not None else today


def _facts(known: Record, number: int, name: str, severity: str) -> ItemFacts:
    line = next(one for one in known.items if one.item_id == number)
    ruled = known.rulings.get(number)
    if ruled is None:
        return ItemFacts(name=name, purpose=line.purpose, severity=severity)
    return ItemFacts(
        name=name,
        purpose=line.purpose,
        severity=severity,
        decision=ruled.decision,
        cause=ruled.cause,
        clause=ruled.clause,
        rationale=ruled.rationale,
        precedent=ruled.precedent,
    )
