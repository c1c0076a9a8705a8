"""Final answers that a person settles: one by one, several at once, or from a sheet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from reviewer_audit.domain.intake import GradeRows, Problem, grouped
from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import Round
from reviewer_audit.domain.verdicts import INVALID, Mark, Origin, Verdict
from reviewer_audit.errors import ReviewError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.services import agreement_control, policies, review
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import gather
from reviewer_audit.services.intake import Asked
from reviewer_audit.services.projects import Project
from reviewer_audit.services.recording import checked_sheet
from reviewer_audit.services.review import Survey
from reviewer_audit.store import grades, items, samples, verdicts

POLICY_GROUP = "policy"  # causes of this group say that the rule is at fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a sheet of final answers brought."""

    recorded: int
    changed_outcome: int
    quarantined: int
    problems: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "recorded": self.recorded,
            "changed_outcome": self.changed_outcome,
            "quarantined": self.quarantined,
            "problems": list(self.problems),
        }


def mark(
    store: Project, item_id: int, given: Mark, *, by: Person, round_id: int | None = None
) -> None:
    """Say of an item, before the vendor's answer is shown, what is wrong with the rule or itself.

    The first mark of a person counts; it is never changed.

    Raises:
        ReviewError: the person has marked the item already.
        ClosedError: the round is closed.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    if given.invalid and given.invalid not in INVALID:
        message = _("{invalid} does not say that an item cannot be judged.").format(
            invalid=given.invalid
        )
        raise ReviewError(message, _("Nothing was recorded."), code="review.cause")
    with store.read() as tx:
        known = verdicts.mark(tx, one.id, item_id, by.id)
    if known == given:
        return
    if known is not None:
        message = _("You have seen the vendor's answer; what you marked before it stands.")
        raise ReviewError(message, _("Nothing was changed."), code="review.marked")
    body = {"round": one.id, "item": item_id, "gap": given.policy_gap, "invalid": given.invalid}
    with store.write("verdict.mark", by=by, body=body) as tx:
        verdicts.add_mark(tx, one.id, item_id, by.id, given)


def settle(
    store: Project,
    given: Verdict,
    *,
    by: Person,
    round_id: int | None = None,
) -> None:
    """Record the final answer to one item.

    Where the person has marked nothing before, what the verdict says of a policy gap or an
    invalid item is the mark: the vendor's answer was not shown to them.

    Raises:
        ReviewError: they graded the item, or give a cause that had to be marked before.
        ClosedError: the round is closed.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        graders = verdicts.graders(tx, one.id, given.item_id)
        rows = verdicts.of_item(tx, one.id, given.item_id)
        marked = verdicts.mark(tx, one.id, given.item_id, by.id)
    _require_theirs(given, by, graders, rows)
    _require_known(policy, given)
    implied = Mark(
        policy_gap=bool(given.policy_gap) or _is_policy(policy, given.cause),
        invalid=given.cause if given.cause in INVALID else "",
    )
    _require_marked(policy, given, marked or implied)
    given = replace(given, policy_gap=(marked or implied).policy_gap, decided_by=by.id)
    agreement_control.ensure(store, one, by=by)
    with store.write("verdict.settle", by=by) as tx:
        if marked is None:
            verdicts.add_mark(tx, one.id, given.item_id, by.id, implied)
        number = verdicts.add_one(tx, one.id, given)
        tx.info["body"] = journalled(one, given, number, follows=rows[-1].id if rows else None)


def settle_agreed(
    store: Project, chosen: Sequence[int], *, by: Person, round_id: int | None = None
) -> int:
    """Settle items at once on which all auditors agree; returns how many.

    Only items that two or more auditors graded alike and nobody has settled: no critical error,
    no control, and none that this person graded.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    found = review.survey(store, one)
    able = {e.item_id for e in review.entries(store, found, by=by) if e.unanimous and not e.own}
    if refused := [number for number in chosen if number not in able]:
        message = _("{n} of {n2} items are to be looked at one by one.").format(
            n=len(refused), n2=len(chosen)
        )
        raise ReviewError(message, _("Nothing was recorded."), code="review.bulk")
    now = datetime.now(UTC)
    data = found.graded.data
    given = []
    for number in chosen:
        answer = data.answers[int(data.final[int(data.item_ids.searchsorted(number))])]
        given.append(
            Verdict(
                item_id=ItemId(number),
                labels=answer.labels,
                action=answer.action,
                escalate=answer.escalate,
                origin=Origin.BULK,
                decided_by=by.id,
                decided_at=now,
            )
        )
    agreement_control.ensure(store, one, by=by)
    with store.write("verdict.bulk", by=by) as tx:
        verdicts.add(tx, one.id, given)
        tx.info["body"] = {"round": one.id, "items": sorted(chosen)}
    return len(given)


def journalled(
    one: Round, given: Verdict, number: int, *, follows: int | None
) -> dict[str, object]:
    """Return what the journal keeps of a verdict: ids, keys and a digest of the words."""
    words = f"{given.rationale}\x1f{given.precedent}\x1f{given.own_reason}"
    return {
        "round": one.id,
        "verdict": number,
        "item": given.item_id,
        "follows": follows,
        "labels": list(given.labels),
        "action": given.action,
        "cause": given.cause,
        "clause": given.clause,
        "gap": given.policy_gap,
        "twice": bool(given.own_reason),
        "digest": sha256(words.encode()).hexdigest(),
    }


def settle_from_sheet(
    store: Project,
    path: Path,
    *,
    by: Person,
    round_id: int | None = None,
    asked: Asked | None = None,
    own_reason: str = "",
    progress: Progress = SILENT,
) -> Settled:
    """Record final answers from a file, in one transaction.

    Items that ``by`` graded are not theirs to settle: problem ``own_grade``, except with a
    reason, which is kept and counted.

    Raises:
        IntakeError: the file cannot be read.
        StillBlindError: the round is still graded.
        ClosedError: the round is closed.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    table, checked = checked_sheet(store, one, path, asked, auditor=by.name, progress=progress)
    before = _outcomes(store, one)
    given, refused = _verdicts(store, one, checked.rows, by, own_reason)
    agreement_control.ensure(store, one, by=by)
    with store.write("verdict.record", by=by) as tx:
        verdicts.add(tx, one.id, given)
        tx.info["body"] = {"round": one.id, "source": table.sha256, "verdicts": len(given)}
    after = _outcomes(store, one)
    problems = [*table.problems, *checked.problems, *refused]
    return Settled(
        recorded=len(given),
        changed_outcome=sum(before[number] != code for number, code in after.items()),
        quarantined=len(checked.quarantined) + len(refused),
        problems=tuple(grouped(problems)),
    )


def acted_twice(found: Survey) -> int:
    """Return how many verdicts came from somebody who had acted on the item before."""
    return sum(bool(row.own_reason) for rows in found.verdicts.values() for row in rows)


def _require_theirs(
    given: Verdict, by: Person, graders: frozenset[str], rows: Sequence[Any]
) -> None:
    if not graders:
        message = _("This item has no grade in the round.")
        raise ReviewError(message, _("Nothing was recorded."), code="review.unknown")
    if given.own_reason.strip():
        return
    if by.id in graders:
        message = _("You graded this item, so somebody else settles it.")
        hint = _(
            "Nothing was recorded. In a team too small for that, give a reason; it is counted."
        )
        raise ReviewError(message, hint, code="review.own_grade")
    last = rows[-1] if rows and rows[-1].decided_by == by.id else None
    if last is not None and given.labels == tuple(json.loads(last.labels)):
        same = (last.action, last.cause, last.clause, last.rationale, last.precedent)
        if same == (given.action, given.cause, given.clause, given.rationale, given.precedent):
            message = _("You settled it so already; a second look takes a second person.")
            hint = _("Nothing was recorded. In a team too small for that, give a reason.")
            raise ReviewError(message, hint, code="review.second_look")


def _require_known(policy: Policy, given: Verdict) -> None:
    labels = {label.key for label in policy.labels}
    wrong = [
        *(key for key in given.labels if key not in labels),
        *({given.action} - {"", *(action.key for action in policy.actions)}),
        *({given.cause} - {"", *INVALID, *(cause.key for cause in policy.root_causes)}),
        *({given.clause} - {"", *labels}),
    ]
    if wrong:
        message = _("The policy does not know {wrong}.").format(wrong=", ".join(sorted(wrong)))
        raise ReviewError(message, _("Nothing was recorded."), code="review.unknown_key")
    if not given.labels and not given.cause and not given.rationale.strip():
        message = _("Say why the item cannot be judged.")
        raise ReviewError(message, _("Nothing was recorded."), code="review.rationale")


def _require_marked(policy: Policy, given: Verdict, marked: Mark) -> None:
    late = (given.cause in INVALID and marked.invalid != given.cause) or (
        _is_policy(policy, given.cause) and not marked.policy_gap
    )
    if late:
        message = _("This cause has to be marked before the vendor's answer is shown.")
        raise ReviewError(
            message, _("Nothing was recorded. Choose another."), code="review.late_mark"
        )


def _is_policy(policy: Policy, key: str) -> bool:
    return any(
        cause.key == key and cause.group.casefold() == POLICY_GROUP for cause in policy.root_causes
    )


def _verdicts(
    store: Project, one: Round, rows: GradeRows, by: Person, own_reason: str
) -> tuple[list[Verdict], list[Problem]]:
    with store.read() as tx:
        numbers = items.ids_by_name(tx)
        sampled = {row.item_id for row in samples.sampled(tx, one.id)}
        own = {r.item_id for r in grades.newest_revisions(tx, one.id) if r.auditor_id == by.id}
    given: dict[int, Verdict] = {}
    refused: list[Problem] = []
    for k, name in enumerate(rows.external_id):
        number = numbers.get(name)
        code = (
            "unknown_item"
            if number is None
            else "not_in_sample"
            if number not in sampled
            else "duplicate_verdict"
            if number in given
            else "own_grade"
            if number in own and not own_reason
            else ""
        )
        if code or number is None:
            refused.append(Problem(code=code, row_number=rows.row_number[k], sheet=rows.sheet[k]))
            continue
        at = datetime.fromisoformat(rows.graded_at[k]) if rows.graded_at[k] else datetime.now(UTC)
        given[number] = Verdict(
            item_id=ItemId(number),
            labels=rows.labels[k] if rows.kind[k] == "answer" else (),
            action=rows.action[k],
            rationale=rows.note[k],
            own_reason=own_reason if number in own else "",
            decided_by=by.id,
            decided_at=at,
        )
    return list(given.values()), refused


def _outcomes(store: Project, one: Round) -> Mapping[int, int]:
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        data = gather(tx, one, policy).data
    codes = outcomes(data).code
    return dict(zip(data.decision_id.tolist(), codes.tolist(), strict=True))
