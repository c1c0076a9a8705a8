"""What follows from a session: actions, and clarifications with what to grade again."""

from reviewer_audit.domain.calibration import SessionState, TaskKind, TaskState
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import CalibrationError
from reviewer_audit.i18n import _
from reviewer_audit.services import calibration, policies, review
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import calibration as stored


def add_task(
    store: Project,
    text: str,
    *,
    owner: str,
    by: Person,
    due: str = "",
    item_id: int | None = None,
    clause: str = "",
    session_id: int | None = None,
) -> int:
    """Take up an action; with a clause it is a clarification, which lists what to grade again.

    Raises:
        CalibrationError: it has no text or no owner, or names what is not there.
    """
    known = calibration.read(store, session_id)
    one = known.session
    if one.state not in {SessionState.MEETING, SessionState.CLOSED}:
        message = _("Actions are taken up in the meeting and after it.")
        raise CalibrationError(message, calibration.SAFE, code="calibration.state")
    text, owner = " ".join(text.split()), " ".join(owner.split())
    if not text or not owner:
        message = _("An action needs words and an owner.")
        raise CalibrationError(message, calibration.SAFE, code="calibration.task")
    calibration.require_day(due)
    policy = policies.of_version(store, one.policy_version)
    calibration.require_labels(policy, [clause] if clause else [])
    if item_id is not None:
        calibration.require_items(known, [item_id])
    again = to_grade_again(store, clause) if clause else ()
    kind = TaskKind.CLARIFICATION if clause else TaskKind.ACTION
    with store.write("calibration.task", by=by) as tx:
        number = stored.add_task(
            tx,
            one.id,
            kind,
            again=again,
            item_id=item_id,
            by=by.id,
            clause=clause,
            text=text,
            owner=owner,
            due=due,
        )
        tx.info["body"] = {"session": one.id, "task": number, "again": len(again)}
    return number


def set_task(store: Project, task_id: int, state: TaskState, *, by: Person) -> None:
    """Say that a task is done, dropped, or open again.

    Raises:
        CalibrationError: there is no such task.
    """
    with store.read() as tx:
        known = {one.id: one for one in stored.tasks(tx)}
    if task_id not in known:
        message = _("There is no action {task_id}.").format(task_id=task_id)
        raise CalibrationError(message, calibration.SAFE, code="calibration.task")
    if known[task_id].state is state:
        return
    body = {"task": task_id, "state": state.value}
    with store.write("calibration.task_state", by=by, body=body) as tx:
        stored.set_task(tx, task_id, state, by.id)


def to_grade_again(store: Project, clause: str) -> tuple[tuple[int, int], ...]:
    """Return (round, item) of revealed rounds whose final answer or a grade names the clause."""
    found: list[tuple[int, int]] = []
    for one in rounds_service.every(store):
        if one.state.is_open:
            continue
        policy = policies.of_version(store, one.policy_version)
        with store.read() as tx:
            seen = review.survey_in(tx, one, policy)
        data = seen.data
        for place, number in enumerate(data.item_ids.tolist()):
            final = data.answers[int(data.final[place])].labels if data.final[place] >= 0 else ()
            if clause in final or clause in review.labels_voted(seen, number):
                found.append((int(one.id), number))
    return tuple(found)
