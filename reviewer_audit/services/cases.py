"""Open cases, add to them, and close them; nothing that was written down is ever changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np

from reviewer_audit.domain.cases import Case, CaseEvent, CaseId, CaseKind, CaseState
from reviewer_audit.domain.people import Person, PersonId, Role
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.domain.verdicts import Reason
from reviewer_audit.errors import CaseError
from reviewer_audit.i18n import N_, _, speaking, translated
from reviewer_audit.reports.comparing import ROLES
from reviewer_audit.reports.data import AuditData, Bool
from reviewer_audit.reports.mixshift import GroupDifference, slice_difference, values_of
from reviewer_audit.services import policies, review
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import gather
from reviewer_audit.services.projects import Project
from reviewer_audit.services.review import Survey
from reviewer_audit.store import cases, items, people, samples

UNCHANGED = N_("Nothing was written.")


def open_case(
    store: Project,
    title: str,
    reason: str,
    *,
    by: Person,
    names: Sequence[str] = (),
    where: Mapping[str, str] | None = None,
    round_id: int | None = None,
) -> CaseId:
    """Open a case about items, or about the decisions of a slice.

    Raises:
        CaseError: it says nothing, names no item of the round and no slice.
        StillBlindError: the round is still graded.
    """
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_revealed(one)
    title, reason = title.strip(), reason.strip()
    where = dict(where or {})
    if not title or not reason:
        message = _("A case needs a title and the reason why it is opened.")
        raise CaseError(message, translated(UNCHANGED), code="case.empty")
    if not names and not where:
        message = _("A case is about an item or about a slice of the decisions.")
        raise CaseError(
            message,
            _("{unchanged} Name one.").format(unchanged=translated(UNCHANGED)),
            code="case.empty",
        )
    _require_slice(where)
    numbers = _items(store, one, names)
    kind = CaseKind.ITEM if numbers else CaseKind.PATTERN
    with store.write("case.open", by=by) as tx:
        number = cases.add(tx, one.id, kind, title=title, reason=reason, where=where, by=by.id)
        for item in numbers:
            cases.add_event(tx, number, CaseEvent.ITEM, by=by.id, item_id=item)
        tx.info["body"] = {"case": number, "round": one.id, "kind": kind.value, "items": numbers}
    return number


def open_critical(store: Project, found: Survey, *, by: Person) -> int:
    """Open a case for every critical error that two people confirmed; returns how many are new.

    Before that a case would tell who settles the item what was found.
    """
    one, data = found.one, found.data
    with store.read() as tx:
        known = cases.origins(tx)
        names = items.names_of(tx, set(found.standings))
    waiting = [
        number
        for number, standing in found.standings.items()
        if standing.reason is Reason.CRITICAL
        and (standing.done or one.state is RoundState.CLOSED)
        and f"critical:{one.id}:{number}" not in known
    ]
    if not waiting or store.read_only:
        return 0
    vendor = data.column("vendor")
    with store.write("case.open", by=by) as tx:
        opened = []
        for number in sorted(waiting):
            mine = found.outcome_now.critical & (data.item_ids[data.item] == number)
            vendors = {vendor.names[code] for code in vendor.codes[mine].tolist()} - {""}
            case = cases.add(
                tx,
                one.id,
                CaseKind.CRITICAL,
                title=f"Critical error: {names[number]}",
                reason="A critical error, confirmed by two people.",
                where={"vendor": vendors.pop()} if len(vendors) == 1 else {},
                by=by.id,
                origin=f"critical:{one.id}:{number}",
            )
            cases.add_event(tx, case, CaseEvent.ITEM, by=by.id, item_id=number)
            opened.append(case)
        tx.info["body"] = {"cases": opened, "round": one.id, "kind": "critical"}
    return len(opened)


def open_all_critical(store: Project, *, by: Person) -> int:
    """Open a case for every confirmed critical error of all revealed rounds that has none."""
    revealed = [one for one in rounds_service.every(store) if not one.state.is_open]
    return sum(open_critical(store, review.survey(store, one), by=by) for one in revealed)


@speaking("")
def get(store: Project, number: int) -> Case:
    """Return a case; CaseError where there is none of that number."""
    with store.read() as tx:
        found = [one for one in cases.every(tx) if one.id == number]
    if not found:
        message = _("There is no case {number}.").format(number=number)
        raise CaseError(
            message,
            _("{unchanged} See: case list.").format(unchanged=translated(UNCHANGED)),
            code="case.unknown",
        )
    return found[0]


def note(store: Project, number: int, text: str, *, by: Person, finding: bool = False) -> None:
    """Write a note or, if it says what was found out, a finding."""
    kind = CaseEvent.FINDING if finding else CaseEvent.NOTE
    _add(store, number, kind, by=by, text=_said(text))


def assign(store: Project, number: int, *, by: Person, owner: str = "", due: str = "") -> None:
    """Say who owns a case, and by when it is due."""
    if not due and not owner.strip():
        message = _("Name an owner, or a day.")
        raise CaseError(message, translated(UNCHANGED), code="case.empty")
    if due:
        _add(store, number, CaseEvent.DUE, by=by, value={"day": _day(due)})
    if owner.strip():
        _add(store, number, CaseEvent.OWNER, by=by, owner=owner)


def find_cause(store: Project, number: int, cause: str, *, by: Person, text: str = "") -> None:
    """Say what the root cause is: a key of the policy, and why."""
    one = get(store, number)
    version = rounds_service.resolve(store, one.round_id).policy_version
    known = {cause.key for cause in policies.of_version(store, version).root_causes}
    if cause not in known:
        message = _("The policy has no root cause {cause!r}.").format(cause=cause)
        hint = _("{unchanged} It has: {known}.").format(
            unchanged=translated(UNCHANGED), known=", ".join(sorted(known)) or "none"
        )
        raise CaseError(message, hint, code="case.cause")
    _add(store, number, CaseEvent.CAUSE, by=by, text=text.strip(), value={"cause": cause})


def add_items(store: Project, number: int, names: Sequence[str], *, by: Person) -> None:
    """Add items of the round to a case; those it has already are left out."""
    one = get(store, number)
    found = _items(store, rounds_service.resolve(store, one.round_id), names)
    for item in found:
        if item not in one.items:
            _add(store, number, CaseEvent.ITEM, by=by, item_id=item)


def agree(store: Project, number: int, text: str, *, by: Person, owner: str, due: str) -> None:
    """Agree on a corrective action, with who does it and by when.

    Raises:
        CaseError: one of the three is missing, or the case is closed.
    """
    if not owner.strip():
        message = _("A corrective action needs somebody who does it.")
        raise CaseError(message, translated(UNCHANGED), code="case.owner")
    _add(
        store, number, CaseEvent.ACTION, by=by, text=_said(text), owner=owner,
        value={"due": _day(due)},
    )  # fmt: skip


def done(store: Project, number: int, action: int, *, by: Person, text: str = "") -> None:
    """Say that a corrective action is done.

    Raises:
        CaseError: there is no such action, or it was done before.
    """
    waiting = {a.number for a in get(store, number).actions if a.done_at is None}
    if action not in waiting:
        message = _("Case {number} has no action {action} that is still to be done.").format(
            number=number, action=action
        )
        raise CaseError(message, translated(UNCHANGED), code="case.action")
    _add(store, number, CaseEvent.DONE, by=by, text=text.strip(), value={"number": action})


def check(
    store: Project,
    number: int,
    *,
    by: Person,
    round_id: int | None = None,
    where: Mapping[str, str] | None = None,
) -> GroupDifference:
    """Look in a later sample whether it got better, and write down what it showed.

    The accuracy of the slice in the case's round and in the later one, and the difference with
    its interval: it got better only where the whole interval lies above 0.

    Raises:
        CaseError: no slice is named, the round is not a later one, or one holds none of it.
        StillBlindError: the later round is still graded.
    """
    one = get(store, number)
    where = dict(where or one.where)
    if not where:
        message = _("Case {number} names no slice in which to look for a difference.").format(
            number=number
        )
        hint = _("{unchanged} Name one, such as vendor=Northgate.").format(
            unchanged=translated(UNCHANGED)
        )
        raise CaseError(message, hint, code="case.slice")
    _require_slice(where)
    first, second = (rounds_service.resolve(store, n) for n in (one.round_id, round_id))
    if second.id == first.id or second.created_at <= first.created_at:
        message = _("{title} is no later round than {title2}.").format(
            title=second.title, title2=first.title
        )
        raise CaseError(
            message,
            _("{unchanged} Name a later one.").format(unchanged=translated(UNCHANGED)),
            code="case.later",
        )
    before, after = _data(store, first), _data(store, second)
    found = slice_difference(
        before,
        after,
        (first.title, second.title),
        (_rows(before, where, first), _rows(after, where, second)),
    )
    value = {
        "round": second.id,
        "where": where,
        "before": found.first.as_json(),
        "after": found.second.as_json(),
        "difference": found.difference.as_json(),
        "provisional": before.provisional or after.provisional,
        "showed": showed(found),
    }
    _add(store, number, CaseEvent.CHECK, by=by, value=value)
    return found


def showed(found: GroupDifference) -> str:
    """Return what a difference shows: better, worse, or not_shown."""
    low, high = found.difference.low, found.difference.high
    if low is None or high is None:
        return "not_shown"
    return "better" if low > 0 else "worse" if high < 0 else "not_shown"


def close(store: Project, number: int, outcome: str, *, by: Person, unchecked: str = "") -> None:
    """Close a case with what came of it.

    Raises:
        CaseError: an action is not done, or no later sample was looked at since and no reason
            is given why not (``unchecked``).
    """
    state = get(store, number).state
    if state is CaseState.ACTING:
        message = _("Case {number} has a corrective action that is not done.").format(number=number)
        raise CaseError(message, translated(UNCHANGED), code="case.acting")
    if state is CaseState.CHECKING and not unchecked.strip():
        message = _(
            "No later sample shows whether the actions of case {number} have worked."
        ).format(number=number)
        hint = _("{unchanged} Check it against a later round, or say why that is not done.").format(
            unchanged=translated(UNCHANGED)
        )
        raise CaseError(message, hint, code="case.unchecked")
    value = {"unchecked": unchecked.strip()} if unchecked.strip() else {}
    _add(store, number, CaseEvent.CLOSED, by=by, text=_said(outcome), value=value)


def reopen(store: Project, number: int, reason: str, *, by: Person) -> None:
    """Open a closed case again."""
    if get(store, number).state is not CaseState.CLOSED:
        message = _("Case {number} is open.").format(number=number)
        raise CaseError(message, translated(UNCHANGED), code="case.open")
    _add(store, number, CaseEvent.REOPENED, by=by, text=_said(reason))


def _add(
    store: Project,
    number: int,
    kind: CaseEvent,
    *,
    by: Person,
    text: str = "",
    value: Mapping[str, Any] | None = None,
    owner: str = "",
    item_id: int | None = None,
) -> None:
    """Write an event down; ``owner`` is a name, which finds or makes the person."""
    state = get(store, number).state
    if state is CaseState.CLOSED and kind is not CaseEvent.REOPENED:
        message = _("Case {number} is closed.").format(number=number)
        raise CaseError(
            message,
            _("{unchanged} Open it again first.").format(unchanged=translated(UNCHANGED)),
            code="case.closed",
        )
    told = dict(value or {})
    with store.write("case.event", by=by) as tx:
        if owner.strip():
            who: PersonId = people.find_or_add(tx, owner, Role.LEAD).id
            told["person" if kind is CaseEvent.OWNER else "owner"] = who
        cases.add_event(tx, CaseId(number), kind, by=by.id, text=text, value=told, item_id=item_id)
        digest = sha256(text.encode()).hexdigest()
        tx.info["body"] = {"case": number, "event": kind.value, "digest": digest}


def _items(store: Project, one: Round, names: Sequence[str]) -> list[int]:
    with store.read() as tx:
        known = items.ids_by_name(tx)
        drawn = {row.item_id for row in samples.sampled(tx, one.id)}
    wanted = [(name, known.get(name.strip())) for name in names]
    strange = [name for name, number in wanted if number is None or number not in drawn]
    if strange:
        message = _("{title} has no item {strange}.").format(
            title=one.title, strange=", ".join(strange[:5])
        )
        raise CaseError(message, translated(UNCHANGED), code="case.unknown_item")
    return sorted({number for _name, number in wanted if number is not None})


def _require_slice(where: Mapping[str, str]) -> None:
    strange = [role for role in where if role not in ROLES]
    if strange:
        message = _("No slice is made by {strange}.").format(strange=strange[0])
        raise CaseError(
            message,
            _("{unchanged} Roles: {roles}.").format(
                unchanged=translated(UNCHANGED), roles=", ".join(ROLES)
            ),
            code="case.role",
        )


def _data(store: Project, one: Round) -> AuditData:
    rounds_service.require_revealed(one)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        return gather(tx, one, policy).data


def _rows(data: AuditData, where: Mapping[str, str], one: Round) -> Bool:
    mask = np.ones(data.n, bool)
    for role, value in where.items():
        column = values_of(data, role)
        mask &= column.codes == (column.names.index(value) if value in column.names else -1)
    if not mask.any():
        told = ", ".join(f"{role} {value}" for role, value in where.items())
        message = _("{title} has no decision of {told}.").format(title=one.title, told=told)
        raise CaseError(message, translated(UNCHANGED), code="case.no_decision")
    return mask


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as error:
        message = _("{text!r} is no day.").format(text=text)
        raise CaseError(
            message,
            _("{unchanged} Write it as 2026-10-31.").format(unchanged=translated(UNCHANGED)),
            code="case.day",
        ) from error


def _said(text: str) -> str:
    if not text.strip():
        message = _("There is nothing to write down.")
        raise CaseError(message, translated(UNCHANGED), code="case.empty")
    return text.strip()
