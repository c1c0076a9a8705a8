"""Calibration sessions: who takes part, what was said, how it was ruled, what is to be done.

Sessions have tables of their own: nothing here is a grade, so nothing here enters a score.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from reviewer_audit.domain.calibration import (
    Baseline,
    Decision,
    Judgement,
    Purpose,
    Record,
    Session,
    SessionState,
    Side,
    Turn,
    seal_of,
)
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import CalibrationError
from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.services import calibration_set as sets
from reviewer_audit.services import policies, precedents
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.calibration_set import Built
from reviewer_audit.services.projects import Project
from reviewer_audit.store import calibration, items

SAFE = N_("Nothing was changed.")


def new(
    store: Project,
    *,
    by: Person,
    title: str = "",
    held_on: str = "",
    size: int = sets.SIZE,
    wishes: Mapping[Purpose, int] | None = None,
    rounds: Sequence[int] = (),
    vendor: str = "",
    clauses: Sequence[str] = (),
    seed: str = "",
    people: Sequence[tuple[str, Side]] = (),
) -> tuple[Session, Built]:
    """Begin a session on a set chosen by purpose.

    Raises:
        CalibrationError: no revealed round has an item to discuss, or the wishes do not fit.
        StillBlindError: a named round is still graded.
    """
    for number in rounds:
        rounds_service.require_revealed(rounds_service.resolve(store, number))
    policy = policies.newest(store)
    require_day(held_on)
    require_labels(policy, clauses)
    wanted = sets.wishes(size, wishes or {})
    if not sets.FEWEST <= sum(wanted.values()) <= sets.MOST:
        message = _("A session has between {a} and {b} items.").format(a=sets.FEWEST, b=sets.MOST)
        raise CalibrationError(message, translated(SAFE), code="calibration.size")
    seed = seed or secrets.token_hex(4)
    found = sets.candidates(
        store,
        by=by,
        rounds=rounds,
        vendor=vendor,
        clauses=clauses or sets.changed_clauses(store),
    )
    built = sets.build(found, wanted, seed)
    if not built.chosen:
        message = _("No revealed round has an item to discuss.")
        hint = _("Nothing was begun. Reveal a round, or name another vendor.")
        raise CalibrationError(message, hint, code="calibration.no_items")
    with store.write("calibration.new", by=by) as tx:
        n = len(calibration.sessions(tx)) + 1
        number = calibration.add_session(
            tx,
            by=by.id,
            built=built.as_json() | {"vendor": vendor},
            title=" ".join(title.split()) or f"Calibration {n}",
            held_on=held_on or datetime.now(UTC).date().isoformat(),
            policy_version=policy.version,
            seed=seed,
        )
        calibration.add_items(tx, number, built.chosen)
        tx.info["body"] = {"session": number, "items": len(built.chosen), "seed": seed}
    if people:
        join(store, people, by=by, session_id=number)
    return resolve(store, number), built


def every(store: Project) -> tuple[Session, ...]:
    """Return all sessions, oldest first."""
    with store.read() as tx:
        return calibration.sessions(tx)


def resolve(store: Project, session_id: int | None = None) -> Session:
    """Return the session that is meant: the named one, else the newest.

    Raises:
        CalibrationError: there is none.
    """
    known = every(store)
    found = [one for one in known if session_id in {None, one.id}]
    if not found:
        message = _("There is no such session.") if known else _("The project has no session yet.")
        raise CalibrationError(message, _("Begin one: calibrate new."), code="calibration.unknown")
    return found[-1]


def read(store: Project, session_id: int | None = None) -> Record:
    """Return all that is known of a session."""
    one = resolve(store, session_id)
    with store.read() as tx:
        return calibration.record(tx, one)


def join(
    store: Project,
    people: Sequence[tuple[str, Side]],
    *,
    by: Person,
    session_id: int | None = None,
) -> int:
    """Let people take part; returns how many are new.

    Raises:
        CalibrationError: the session is closed, or somebody sits on another side already.
    """
    known = read(store, session_id)
    one = known.session
    if one.state in {SessionState.MEETING, SessionState.CLOSED}:
        message = _("The blind votes of {title} are closed.").format(title=one.title)
        raise CalibrationError(message, translated(SAFE), code="calibration.state")
    if any(not name.strip() for name, _side in people):
        message = _("A participant needs a name.")
        raise CalibrationError(message, translated(SAFE), code="calibration.name")
    sides = {p.person_id: p for p in known.participants}
    added = 0
    with store.write("calibration.join", by=by) as tx:
        for name, side in people:
            person = calibration.find_or_add_person(tx, name)
            before = sides.get(person)
            if before is None:
                calibration.add_participant(tx, one.id, person, side, by.id)
                added += 1
                now = calibration.participants(tx, one.id)
                sides = {p.person_id: p for p in now}
            elif before.side is not side:
                message = _("{name} takes part for the {value} side already.").format(
                    name=before.name, value=before.side.value
                )
                raise CalibrationError(message, translated(SAFE), code="calibration.side")
        tx.info["body"] = {"session": one.id, "added": added}
    return added


def set_baseline(
    store: Project, given: Sequence[Baseline], *, by: Person, session_id: int | None = None
) -> None:
    """Write down the expert's answers; a later one counts until the baseline is frozen.

    Raises:
        CalibrationError: the baseline is frozen, or names an item or label that is not there.
    """
    known = read(store, session_id)
    one = known.session
    if one.state is not SessionState.SETUP:
        message = _("The baseline of {title} is frozen.").format(title=one.title)
        raise CalibrationError(message, translated(SAFE), code="calibration.frozen")
    policy = policies.of_version(store, one.policy_version)
    require_items(known, [answer.item_id for answer in given])
    for answer in given:
        require_labels(policy, answer.labels)
        if not answer.labels:
            message = _("A baseline needs an answer; an item that nobody can judge is no control.")
            raise CalibrationError(message, translated(SAFE), code="calibration.label")
    expert = known.experts[0].person_id if known.experts else by.id
    body = {"session": one.id, "items": len(given)}
    with store.write("calibration.baseline", by=by, body=body) as tx:
        calibration.add_baseline(tx, one.id, given, by=expert)


def seal(store: Project, *, by: Person, session_id: int | None = None) -> Session:
    """Freeze the baseline: its digest goes into the journal before anybody votes.

    Raises:
        CalibrationError: an item has no baseline, or it is frozen already.
    """
    known = read(store, session_id)
    one = known.session
    if one.state is not SessionState.SETUP:
        message = _("The baseline of {title} is frozen already.").format(title=one.title)
        raise CalibrationError(message, translated(SAFE), code="calibration.frozen")
    missing = sum(line.item_id not in known.baseline for line in known.items)
    if missing:
        message = _("{missing} of {n} items have no baseline yet.").format(
            missing=missing, n=len(known.items)
        )
        raise CalibrationError(message, translated(SAFE), code="calibration.incomplete")
    salt = secrets.token_hex(16)
    digest = seal_of(one.id, salt, known.baseline.values())
    body = {"session": one.id, "seal": digest}
    with store.write("calibration.seal", by=by, body=body) as tx:
        calibration.add_step(tx, one.id, SessionState.VOTING, by.id, salt=salt, seal=digest)
    return resolve(store, one.id)


def is_whole(known: Record) -> bool:
    """Say whether the baseline is the one that was frozen."""
    one = known.session
    return bool(one.seal) and seal_of(one.id, one.salt, known.baseline.values()) == one.seal


def begin(store: Project, *, by: Person, session_id: int | None = None) -> Session:
    """Close the blind votes and begin the meeting; where it has begun nothing happens.

    Raises:
        CalibrationError: the baseline is not frozen, nobody has voted, or it is over.
    """
    known = read(store, session_id)
    one = known.session
    if one.state is SessionState.MEETING:
        return one
    if one.state is not SessionState.VOTING:
        over = one.state is SessionState.CLOSED
        message = _closed(one) if over else _("Freeze the baseline first.")
        raise CalibrationError(message, translated(SAFE), code="calibration.state")
    votes = len(known.votes[Turn.BLIND])
    if not votes:
        message = _("Nobody has voted yet.")
        raise CalibrationError(message, translated(SAFE), code="calibration.no_votes")
    body = {"session": one.id, "votes": votes}
    with store.write("calibration.begin", by=by, body=body) as tx:
        calibration.add_step(tx, one.id, SessionState.MEETING, by.id)
    return resolve(store, one.id)


def rule(store: Project, given: Judgement, *, by: Person, session_id: int | None = None) -> None:
    """Record the ruling on an item; a later one counts, the earlier ones stay.

    Raises:
        CalibrationError: the meeting has not begun or is over, or the ruling does not fit.
    """
    known = read(store, session_id)
    one = known.session
    require_meeting(one)
    require_items(known, [given.item_id])
    policy = policies.of_version(store, one.policy_version)
    base = known.baseline[given.item_id]
    labels = {
        Decision.UPHOLD: base.labels,
        Decision.CHANGE: given.labels,
        Decision.GAP: (),
    }[given.decision]
    require_labels(policy, (*labels, *filter(None, (given.clause,))))
    if given.decision is Decision.CHANGE and (not labels or labels == base.labels):
        message = _("A changed baseline needs another answer.")
        raise CalibrationError(message, translated(SAFE), code="calibration.label")
    if given.cause and given.cause not in {cause.key for cause in policy.root_causes}:
        message = _("The policy does not know the cause {cause}.").format(cause=given.cause)
        raise CalibrationError(message, translated(SAFE), code="calibration.cause")
    whole = Judgement(
        item_id=given.item_id,
        decision=given.decision,
        labels=labels,
        cause=given.cause,
        clause=given.clause or next(iter(labels or base.labels), ""),
        rationale=given.rationale.strip(),
        precedent=given.precedent.strip(),
    )
    with store.write("calibration.rule", by=by) as tx:
        number = calibration.add_ruling(tx, one.id, whole, by.id)
        precedents.publish(tx)
        tx.info["body"] = {
            "session": one.id,
            "ruling": number,
            "item": given.item_id,
            "decision": given.decision.value,
            "labels": list(labels),
        }


def close(store: Project, *, by: Person, session_id: int | None = None) -> Session:
    """End a session: no vote and no ruling follows; actions stay open.

    Raises:
        CalibrationError: the meeting has not begun, or an item has no ruling.
    """
    known = read(store, session_id)
    one = known.session
    require_meeting(one)
    left = sum(line.item_id not in known.rulings for line in known.items)
    if left:
        message = _("{left} of {n} items have no ruling yet.").format(left=left, n=len(known.items))
        raise CalibrationError(message, translated(SAFE), code="calibration.unruled")
    with store.write("calibration.close", by=by, body={"session": one.id}) as tx:
        calibration.add_step(tx, one.id, SessionState.CLOSED, by.id)
    return resolve(store, one.id)


def names_in_order(store: Project, known: Record) -> list[str]:
    """Return the items of a session by their senders' names, as they are voted on."""
    order = [line.item_id for line in known.items]
    with store.read() as tx:
        names = items.names_of(tx, set(order))
    return [names[number] for number in order]


def item_named(store: Project, known: Record, name: str) -> int:
    """Return the item of a session by its sender's name.

    Raises:
        CalibrationError: the session has it not.
    """
    with store.read() as tx:
        number = items.ids_by_name(tx).get(name.strip())
    if number is None or number not in {line.item_id for line in known.items}:
        message = _("The session has no item {strip}.").format(strip=name.strip())
        raise CalibrationError(message, translated(SAFE), code="calibration.item")
    return number


def voted_on(known: Record, turn: Turn) -> list[int]:
    """Return the items of a turn: all, or after the rulings those that were ruled.

    Raises:
        CalibrationError: nothing was ruled yet.
    """
    order = [line.item_id for line in known.items]
    wanted = [number for number in order if turn is Turn.BLIND or number in known.rulings]
    if not wanted:
        message = _("Nothing has been ruled yet, so there is nothing to vote on again.")
        raise CalibrationError(message, translated(SAFE), code="calibration.unruled")
    return wanted


def require_meeting(one: Session) -> None:
    """Refuse what is done in the meeting alone."""
    if one.state is not SessionState.MEETING:
        over = one.state is SessionState.CLOSED
        message = _closed(one) if over else _("The meeting has not begun.")
        raise CalibrationError(message, translated(SAFE), code="calibration.state")


def require_sealed(one: Session) -> None:
    """Refuse to show numbers before the baseline is frozen."""
    if not one.seal:
        message = _("{title} has no frozen baseline yet.").format(title=one.title)
        raise CalibrationError(message, _("Nothing was shown."), code="calibration.unsealed")


def require_time(one: Session, turn: Turn) -> None:
    """Refuse votes of a turn whose time it is not."""
    wanted = SessionState.VOTING if turn is Turn.BLIND else SessionState.MEETING
    if one.state is wanted:
        return
    message = {
        SessionState.SETUP: _("Nobody votes before the baseline is frozen."),
        SessionState.VOTING: _("Votes are given again once the meeting has ruled."),
        SessionState.MEETING: _("The blind votes are closed: the meeting has begun."),
        SessionState.CLOSED: _("{title} is closed.").format(title=one.title),
    }[one.state]
    raise CalibrationError(message, translated(SAFE), code="calibration.state")


def require_items(known: Record, wanted: Sequence[int]) -> None:
    """Refuse items that the session has not."""
    mine = {line.item_id for line in known.items}
    if any(number not in mine for number in wanted):
        message = _("The session has no such item.")
        raise CalibrationError(message, translated(SAFE), code="calibration.item")


def require_labels(policy: Policy, keys: Sequence[str]) -> None:
    """Refuse labels that the policy has not."""
    known = {label.key for label in policy.labels}
    wrong = [key for key in keys if key not in known]
    if wrong:
        message = _("The policy does not know {wrong}.").format(wrong=", ".join(sorted(set(wrong))))
        raise CalibrationError(message, translated(SAFE), code="calibration.label")


def _closed(one: Session) -> str:
    return _("{title} is closed.").format(title=one.title)


def require_day(text: str) -> None:
    """Refuse what is no day; "" is none named."""
    try:
        date.fromisoformat(text or "2026-01-01")
    except ValueError as error:
        message = _("A day is written as 2026-10-31, not {text}.").format(text=text)
        raise CalibrationError(message, translated(SAFE), code="calibration.day") from error
