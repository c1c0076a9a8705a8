"""Release to one vendor what an audit found in its decisions, in a workbook it can answer."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from reviewer_audit.domain.disputes import Dispute, DisputeRow, Release
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import RoundState
from reviewer_audit.errors import ReviewError
from reviewer_audit.i18n import _, in_english
from reviewer_audit.reports.outcomes import OUTCOMES
from reviewer_audit.services import agreement_control, review
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.disputes import handle, today
from reviewer_audit.services.errorlist import action_title, titles
from reviewer_audit.services.gathering import Rationale
from reviewer_audit.services.projects import Project, title
from reviewer_audit.services.review import Survey
from reviewer_audit.store import decisions, disputes, items, people, rounds, verdicts

FOUND = {  # what the vendor reads
    "correct": "Right",
    "over_enforced": "Over-enforced",
    "under_enforced": "Under-enforced",
    "wrong_policy": "Wrong rule",
    "wrong_action": "Wrong action",
    "wrong_escalation": "Wrong escalation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What one vendor was given."""

    file: Path
    vendor: str
    decisions: int
    until: date
    errors: int
    unconfirmed: int  # errors that no second person has confirmed yet
    left_out: int  # drawn decisions of the vendor without a final answer

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "file": str(self.file),
            "vendor": self.vendor,
            "decisions": self.decisions,
            "until": self.until.isoformat(),
            "errors": self.errors,
            "unconfirmed": self.unconfirmed,
            "left_out": self.left_out,
        }


@in_english()
def release(
    store: Project,
    vendor: str,
    until: date,
    out: Path,
    *,
    by: Person,
    round_id: int | None = None,
    day: date | None = None,
) -> Released:
    """Write the workbook of one vendor and open its window; the round is RELEASED from then on.

    A later release to the same vendor shows what stands by then, with what it has replied
    so far, and moves the window to the new date.

    Raises:
        ReviewError: the vendor has no decision in the round, or the date is past.
        StillBlindError: the round is still graded.
        ClosedError: the round is closed.
        OutputError: the file cannot be written; nothing was released.
    """
    from reviewer_audit.render.dispute_workbook import DisputeBook, write_disputes

    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    if until < (day or today()):
        message = _("{isoformat} is past; a vendor needs a day to answer.").format(
            isoformat=until.isoformat()
        )
        raise ReviewError(message, _("Nothing was released."), code="dispute.past")
    found = review.survey(store, one)
    vendor, mine = _of_vendor(found, vendor)
    shown = np.flatnonzero(mine & found.outcome_now.counted).tolist()
    outcome = {
        int(found.data.decision_id[k]): OUTCOMES[int(found.outcome_now.code[k])].value
        for k in shown
    }
    key = secrets.token_hex(32)
    with store.write("vendor.release", by=by) as tx:
        last = verdicts.last_id(tx, one.id)
        number = disputes.add_release(
            tx,
            one.id,
            vendor=vendor,
            until=until,
            key=key,
            last_verdict=last,
            outcomes=outcome,
            by=by.id,
        )
        made = Release(
            id=number,
            round_id=one.id,
            vendor=vendor,
            until=until,
            key=key,
            last_verdict=last,
            released_at=datetime.now(UTC),
        )
        rounds.change(tx, one.id, state=RoundState.RELEASED.value)
        tx.info["body"] = {"round": one.id, "release": number, "decisions": len(outcome)}
        names = {p.name for p in people.everyone(tx)}
        lines = _lines(
            found,
            made,
            outcome=outcome,
            rows=decisions.table(tx, list(outcome)),
            content=items.table(tx, sorted({int(n) for n in _items(found)[shown]})),
            replies=disputes.replies(tx, one.id),
            names=names,
        )
        book = DisputeBook(
            project=title(store),
            round_title=one.title,
            vendor=vendor or "Vendor",
            until=until.isoformat(),
            rows=lines,
            clauses=[label.title for label in found.policy.labels],
            left_out=int(np.sum(mine)) - len(shown),
        )
        write_disputes(book, out)
        tx.info["body"] |= {"sha256": sha256(out.read_bytes()).hexdigest()}
    agreement_control.ensure(store, one, by=by)
    wrong = [n for n, code in outcome.items() if code != "correct"]
    return Released(
        file=out,
        vendor=vendor,
        decisions=len(outcome),
        until=until,
        errors=len(wrong),
        unconfirmed=sum(not _confirmed(found, _item(found, n)) for n in wrong),
        left_out=book.left_out,
    )


def _of_vendor(found: Survey, name: str) -> tuple[str, Any]:
    """Return the vendor as the decisions spell it, and which drawn decisions are its."""
    column = found.data.column("vendor")
    wanted = " ".join(name.split()).casefold()
    for code, known in enumerate(column.names):
        mine = column.codes == code
        if known.strip().casefold() == wanted and mine.any():
            return known, mine
    names = ", ".join(repr(known) for known in column.names) or "none"
    message = _("The round has no decision of a vendor {name!r}.").format(name=name)
    hint = _("Nothing was released. Vendors: {names}.").format(names=names)
    raise ReviewError(message, hint, code="dispute.vendor")


def _items(found: Survey) -> Any:
    return found.data.item_ids[found.data.item]


def _item(found: Survey, decision: int) -> int:
    return int(_items(found)[found.now.row_of[decision]])


def _confirmed(found: Survey, item: int) -> bool:
    standing = found.standings.get(item)
    return standing is None or standing.done


def _lines(
    found: Survey,
    made: Release,
    *,
    outcome: dict[int, str],
    rows: list[dict[str, Any]],
    content: dict[int, dict[str, Any]],
    replies: dict[int, Dispute],
    names: set[str],
) -> list[DisputeRow]:
    """Return a line per decision, errors first; no auditor's name is in any."""
    data, policy = found.data, found.policy
    causes = {cause.key: cause for cause in policy.root_causes}
    lines = []
    for row in sorted(rows, key=lambda row: (outcome[row["id"]] == "correct", row["id"])):
        at = found.now.row_of[row["id"]]
        item = content[row["item_id"]]
        final = data.answers[int(data.final_of_decision[at])]
        said = found.now.rationale.get(row["item_id"], Rationale("", ""))
        settled = found.verdicts.get(row["item_id"], ())
        wrong = outcome[row["id"]] != "correct"
        cause = causes.get(said.cause) if wrong else None
        before = replies.get(row["id"])
        vendor = data.answers[int(data.vendor[at])]
        lines.append(
            DisputeRow(
                shown=(
                    handle(made, row["id"]),
                    item["external_id"],
                    row["decision_id"],
                    row["decided_at"],
                    row["reviewer"],
                    item["content"],
                    titles(policy, vendor.labels),
                    action_title(policy, vendor),
                    FOUND[outcome[row["id"]]],
                    titles(policy, final.labels),
                    action_title(policy, final),
                    _clause(policy, settled[-1].clause if settled else "", final.labels),
                    cause.title if cause else "",
                    ("yes" if cause is None or cause.charged else "no") if wrong else "",
                    _nameless(said.note, names),
                    ("yes" if _confirmed(found, row["item_id"]) else "not yet") if wrong else "",
                ),
                reply="" if before is None else before.reply.value.capitalize(),
                clause="" if before is None else titles(policy, (before.clause,)),
                argument="" if before is None else before.argument,
            )
        )
    return lines


def _clause(policy: Policy, chosen: str, final: tuple[str, ...]) -> str:
    key = chosen or (final[0] if final else "")
    known = {label.key: label for label in policy.labels}
    label = known.get(key)
    return f"{label.title}: {label.definition}".rstrip(": ") if label else key


def _nameless(note: str, names: set[str]) -> str:
    """Return a note without the names of those who work on the audit."""
    import re

    if not names or not note:
        return note
    known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{known})(?!\w)", "\u2026", note, flags=re.IGNORECASE)
