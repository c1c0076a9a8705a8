"""Two vendors, periods or rounds beside each other: the difference, and where it comes from."""

import numpy as np

from reviewer_audit.domain.policy import Match
from reviewer_audit.errors import RoundError
from reviewer_audit.i18n import _
from reviewer_audit.reports.comparing import OVER, ROLES, usual_over
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.mixshift import ROUND, MixShift, mix_shift, round_shift, values_of
from reviewer_audit.services import policies
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import gathered, read
from reviewer_audit.services.projects import Project

SAID = 12  # values named in a refusal


def compare(
    store: Project,
    role: str,
    one: str,
    other: str,
    *,
    over: str = "",
    round_id: int | None = None,
    confidence: float = 0.95,
    estimand: str = "process",
    match: str = "",
    interval: str = "",
) -> MixShift:
    """Return other - one with its interval, on shared items too, and split over a role.

    Args:
        store: the project.
        role: what tells the groups apart: vendor, queue ..., day, week, month, or round.
        one: the first group, or the earlier period; the number of a round.
        other: the second.
        over: the role whose slices make up the mix; the first that differs where none is named.
        round_id: which round; the one that is meant where none is named.
        confidence: of all intervals.
        estimand: process, batch or other_reviewers.
        match: primary, any or exact, instead of the policy's.
        interval: of both accuracies, as ``analysis.results`` takes it.

    Raises:
        StillBlindError: a round is still graded.
        RoundError: a role, a group or a round is unknown, or both groups are the same.
    """
    _require_role(role, (*ROLES, ROUND))
    if over:
        _require_role(over, OVER)
    if one == other or over == role:
        message = (
            _("{one} is compared with itself.").format(one=one)
            if one == other
            else _("One {role} has no mix.").format(role=role)
        )
        hint = _("Name two groups, and another role to split over.")
        raise RoundError(message, hint, code="stats.same_group")

    def data_of(number: int | None) -> AuditData:
        found = rounds_service.resolve(store, number)
        rounds_service.require_revealed(found)
        policy = policies.of_version(store, found.policy_version)
        with store.read() as tx:
            records = read(tx, found)
        return gathered(
            records,
            policy,
            match=Match(match) if match else None,
            estimand=estimand,
            confidence=confidence,
            interval=interval,
        ).data

    if role == ROUND:
        first, second = (data_of(_number(name)) for name in (one, other))
        _require_mapped(over, first, second)
        rows = np.ones(first.n, bool)
        return round_shift(first, second, (one, other), over=over or usual_over(first, role, rows))
    data = data_of(round_id)
    column = values_of(data, role)
    for name in (one, other):
        if name not in column.names:
            raise _unknown(role, name, column.names)
    _require_mapped(over, data)
    both = np.isin(column.codes, [column.names.index(name) for name in (one, other)])
    return mix_shift(data, role, one, other, over=over or usual_over(data, role, both))


def _require_role(role: str, known: tuple[str, ...]) -> None:
    if role in {"reviewer", "author"}:
        message = _("Persons are not compared: they get neither rank nor verdict.")
        raise RoundError(
            message, _("Roles: {known}.").format(known=", ".join(known)), code="stats.person"
        )
    if role not in known:
        message = _("Cannot compare by {role}.").format(role=role)
        raise RoundError(
            message, _("Roles: {known}.").format(known=", ".join(known)), code="stats.unknown_role"
        )


def _require_mapped(over: str, *rounds: AuditData) -> None:
    if over and all(data.column(over).names == ("",) for data in rounds):
        message = _("The files give no {over}.").format(over=over)
        hint = _("Nothing was computed. Split over a role that a column was mapped to.")
        raise RoundError(message, hint, code="stats.unmapped_role")


def _number(name: str) -> int:
    try:
        return int(name)
    except ValueError as error:
        message = _("{name} is no number of a round.").format(name=name)
        raise RoundError(message, _("List them with: round list"), code="stats.round") from error


def _unknown(role: str, name: str, known: tuple[str, ...]) -> RoundError:
    message = _("No drawn decision has the {role} {name!r}.").format(role=role, name=name)
    some = [value or _("(not given)") for value in known[:SAID]]
    more = _(" and {n} more").format(n=len(known) - SAID) if len(known) > SAID else ""
    return RoundError(
        message,
        _("Known: {some}{more}.").format(some=", ".join(some), more=more),
        code="stats.unknown_group",
    )
