"""An arbitrator, who neither graded nor settled the item, rules on disputes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reviewer_audit.domain.disputes import Dispute, DisputeCounts, Reply, Ruling
from reviewer_audit.domain.intake import Problem, grouped
from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round
from reviewer_audit.domain.verdicts import Origin, Verdict
from reviewer_audit.errors import ReviewError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.data import Answer
from reviewer_audit.reports.outcomes import OUTCOMES, labels_match
from reviewer_audit.services import adjudication, review
from reviewer_audit.services import disputes as disputes_service
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.intake import Asked
from reviewer_audit.services.projects import Project
from reviewer_audit.services.recording import checked_sheet
from reviewer_audit.services.review import Survey
from reviewer_audit.store import decisions, disputes, items, people, verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLine:
    """One dispute as its arbitrator sees it."""

    dispute: Dispute
    item_id: int
    item: str
    content: str
    vendor: str
    vendor_answer: Answer
    final_answer: Answer | None
    outcome: str
    own: bool  # who asks has graded or settled the item
    ruled_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledSheet:
    """What a sheet of rulings brought."""

    ruled: int
    not_disputed: int  # rows about items without an open dispute
    problems: tuple[dict[str, Any], ...]
    counts: DisputeCounts

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return self.counts.as_json() | {
            "ruled": self.ruled,
            "not_disputed": self.not_disputed,
            "problems": list(self.problems),
        }


def raised(store: Project, *, by: Person, round_id: int | None = None) -> tuple[DisputeLine, ...]:
    """Return all disputes of a round, those without a ruling first."""
    one = rounds_service.resolve(store, round_id)
    return raised_in(store, review.survey(store, one), by=by)


def raised_in(store: Project, found: Survey, *, by: Person) -> tuple[DisputeLine, ...]:
    """Return all disputes of a round that was read already."""
    with store.read() as tx:
        known = [d for d in disputes.replies(tx, found.one.id).values() if d.reply is Reply.DISPUTE]
        rows = {row["id"]: row for row in decisions.table(tx, [d.decision_id for d in known])}
        texts = items.table(tx, sorted({row["item_id"] for row in rows.values()}))
        names = {p.id: p.name for p in people.everyone(tx)}
    lines = []
    for dispute in sorted(known, key=lambda d: (d.ruling is not None, d.id)):
        row = rows[dispute.decision_id]
        at = found.now.row_of[dispute.decision_id]
        lines.append(
            DisputeLine(
                dispute=dispute,
                item_id=row["item_id"],
                item=texts[row["item_id"]]["external_id"],
                content=texts[row["item_id"]]["content"],
                vendor=row["vendor"],
                vendor_answer=found.data.answers[int(found.data.vendor[at])],
                final_answer=_final(found, dispute.decision_id),
                outcome=OUTCOMES[int(found.outcome_now.code[at])].value,
                own=_acted(found, row["item_id"], by),
                ruled_by=next((n for i, n in names.items() if i == dispute.ruled_by), ""),
            )
        )
    return tuple(lines)


def rule(
    store: Project,
    decision: int,
    given: Ruling,
    *,
    by: Person,
    labels: Sequence[str] = (),
    action: str = "",
    cause: str = "",
    rationale: str = "",
    own_reason: str = "",
    round_id: int | None = None,
) -> None:
    """Rule on the dispute of one decision.

    Accepted: the vendor's answer becomes final. Partly: ``labels`` (a third answer) do, or the
    answer stands with a ``cause`` that is not the vendor's. Rejected: the final answer
    stands, and is confirmed by one more person.

    Raises:
        ReviewError: there is no open dispute, who rules has acted on the item, or a partial
            ruling says neither another answer nor a cause.
        ClosedError: the round is closed.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    found = review.survey(store, one)
    with store.read() as tx:
        dispute = disputes.replies(tx, one.id).get(decision)
    if dispute is None or dispute.reply is not Reply.DISPUTE or dispute.ruling is not None:
        message = _("There is no open dispute about this decision.")
        raise ReviewError(message, _("Nothing was recorded."), code="dispute.none")
    item = _item(found, decision)
    if _acted(found, item, by) and not own_reason.strip():
        message = _("You graded or settled this item, so somebody else arbitrates.")
        hint = _(
            "Nothing was recorded. In a team too small for that, give a reason; it is counted."
        )
        raise ReviewError(message, hint, code="dispute.arbitrator")
    answer = _answer(found, decision, given, labels, action, cause)
    _write(
        store,
        one,
        [_Ruled(dispute, given, _verdict(found, item, answer, cause, rationale, by), own_reason)],
        by,
    )


def rule_from_sheet(
    store: Project,
    path: Path,
    *,
    by: Person,
    round_id: int | None = None,
    asked: Asked | None = None,
    own_reason: str = "",
    progress: Progress = SILENT,
) -> RuledSheet:
    """Rule on all disputes whose items a sheet answers, in one transaction.

    The arbitrator's answer is the ruling: it is the vendor's (accepted), the final one
    (rejected), or neither (partial). Trouble with a row is listed: ``unknown_item``,
    ``cannot_judge``, ``own_case`` (who rules has graded or settled the item).

    Raises:
        IntakeError: the file cannot be read.
        ClosedError: the round is closed.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    table, checked = checked_sheet(store, one, path, asked, auditor=by.name, progress=progress)
    found = review.survey(store, one)
    with store.read() as tx:
        replies = disputes.replies(tx, one.id)
        numbers = items.ids_by_name(tx)
    waiting: dict[int, list[Dispute]] = {}
    for dispute in replies.values():
        if dispute.reply is Reply.DISPUTE and dispute.ruling is None:
            waiting.setdefault(_item(found, dispute.decision_id), []).append(dispute)
    ruled: list[_Ruled] = []
    problems = [*table.problems, *checked.problems]
    aside = 0
    rows = checked.rows
    for k, name in enumerate(rows.external_id):
        open_ = waiting.pop(numbers.get(name, -1), [])
        code = (
            "unknown_item"
            if name not in numbers
            else "cannot_judge"
            if open_ and rows.kind[k] != "answer"
            else "own_case"
            if open_ and _acted(found, numbers[name], by) and not own_reason
            else ""
        )
        if code:
            problems.append(Problem(code=code, row_number=rows.row_number[k], sheet=rows.sheet[k]))
            continue
        aside += not open_
        for dispute in open_:
            answer = Answer(rows.labels[k], rows.action[k], None)
            given, answer = _derived(found, dispute.decision_id, answer)
            verdict = _verdict(found, numbers[name], answer, "", rows.note[k], by)
            ruled.append(_Ruled(dispute, given, verdict, own_reason))
    _write(store, one, ruled, by, source=table.sha256)
    return RuledSheet(
        ruled=len(ruled),
        not_disputed=aside,
        problems=tuple(grouped(problems)),
        counts=disputes_service.counts(store, one),
    )


@dataclass(frozen=True, slots=True)
class _Ruled:
    dispute: Dispute
    ruling: Ruling
    verdict: Verdict
    own_reason: str


def _write(
    store: Project, one: Round, ruled: Sequence[_Ruled], by: Person, *, source: str = ""
) -> None:
    if not ruled:
        return
    with store.write("dispute.rule", by=by) as tx:
        written = []
        for line in ruled:
            given = replace(line.verdict, own_reason=line.own_reason)
            number = verdicts.add_one(tx, one.id, given)
            disputes.add_ruling(
                tx,
                line.dispute.id,
                line.ruling,
                rationale=given.rationale,
                own_reason=line.own_reason,
                verdict_id=number,
                by=by.id,
            )
            kept = adjudication.journalled(one, given, number, follows=None)
            written.append(kept | {"reply": line.dispute.id, "ruling": line.ruling.value})
        tx.info["body"] = {"round": one.id, "source": source, "rulings": written}


def _item(found: Survey, decision: int) -> int:
    return int(found.data.item_ids[found.data.item[found.now.row_of[decision]]])


def _acted(found: Survey, item: int, by: Person) -> bool:
    """Say whether somebody graded or settled an item; earlier rulings on it do not count."""
    graded = any(row.auditor_id == by.id for row in found.grades.get(item, ()))
    return graded or any(
        row.decided_by == by.id and row.origin != Origin.RULED.value
        for row in found.verdicts.get(item, ())
    )


def _final(found: Survey, decision: int) -> Answer | None:
    code = int(found.data.final_of_decision[found.now.row_of[decision]])
    return found.data.answers[code] if code >= 0 else None


def _answer(
    found: Survey, decision: int, given: Ruling, labels: Sequence[str], action: str, cause: str
) -> Answer:
    """Return the final answer that a ruling makes."""
    final = _final(found, decision)
    if given is Ruling.ACCEPTED:
        return found.data.answers[int(found.data.vendor[found.now.row_of[decision]])]
    if given is Ruling.PARTIAL and not labels and not cause:
        message = _("A partial ruling says which answer is right, or which cause it has.")
        raise ReviewError(message, _("Nothing was recorded."), code="dispute.partial")
    if given is Ruling.PARTIAL and labels:
        return Answer(tuple(labels), action, None)
    if final is None:
        message = _("The item has no final answer to stand.")
        raise ReviewError(message, _("Nothing was recorded. Give one."), code="dispute.pending")
    return final


def _derived(found: Survey, decision: int, given: Answer) -> tuple[Ruling, Answer]:
    """Return what an arbitrator's own answer makes of a dispute."""
    vendor = found.data.answers[int(found.data.vendor[found.now.row_of[decision]])]
    final = _final(found, decision)
    match = found.policy.match
    if _same(vendor, given, match):
        return Ruling.ACCEPTED, vendor
    if final is not None and _same(final, given, match):
        return Ruling.REJECTED, final
    return Ruling.PARTIAL, given


def _same(known: Answer, given: Answer, match: Any) -> bool:
    actions = not known.action or not given.action or known.action == given.action
    return actions and labels_match(known, given, match)


def _verdict(
    found: Survey, item: int, answer: Answer, cause: str, rationale: str, by: Person
) -> Verdict:
    before = found.verdicts.get(item, ())
    return Verdict(
        item_id=ItemId(item),
        labels=answer.labels,
        action=answer.action,
        escalate=answer.escalate,
        cause=cause or (before[-1].cause if before else ""),
        clause=before[-1].clause if before else "",
        rationale=rationale,
        origin=Origin.RULED,
        decided_by=by.id,
        decided_at=datetime.now(UTC),
    )
