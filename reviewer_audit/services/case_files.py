"""A case as its reader needs it: items, what was decided and found, timeline, cases like it.

While an item is graded blind in another round, or is not settled yet, its decisions stay closed
here, too.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from reviewer_audit.domain.cases import Action, Case, CaseEvent, CaseId, CaseState
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import RoundState
from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.outcomes import OUTCOMES
from reviewer_audit.services import case_words, policies, review
from reviewer_audit.services import cases as cases_service
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.errorlist import titles
from reviewer_audit.services.projects import Project
from reviewer_audit.services.review import Survey
from reviewer_audit.store import cases, decisions, items, people, rounds

MOST_SIMILAR = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One line of the list of cases."""

    case: Case
    state: CaseState
    owner: str
    due: str
    late: bool
    items: int
    open_actions: int

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line."""
        one = self.case
        return {
            "case": one.id,
            "kind": one.kind.value,
            "title": one.title,
            "state": self.state.value,
            "owner": self.owner,
            "due": self.due,
            "late": self.late,
            "round": one.round_id,
            "items": self.items,
            "open_actions": self.open_actions,
            "opened_at": one.at.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer to an item: of a reviewer, an auditor, or who settled it."""

    who: str
    what: str
    at: str
    note: str = ""
    outcome: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the object of the command line."""
        return {
            "who": self.who, "answer": self.what, "at": self.at, "note": self.note,
            "outcome": self.outcome,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """One item of a case; ``decisions`` is None where they must not be shown yet."""

    item_id: int
    name: str
    content: str
    final: str
    decisions: tuple[Said, ...] | None
    grades: tuple[Said, ...]
    verdicts: tuple[Said, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line."""
        decided = self.decisions
        return {
            "item": self.name,
            "final": self.final,
            "decisions": None if decided is None else [one.as_json() for one in decided],
            "grades": [one.as_json() for one in self.grades],
            "verdicts": [one.as_json() for one in self.verdicts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline."""

    at: str
    who: str
    what: str

    def as_json(self) -> dict[str, str]:
        """Return the object of the command line."""
        return {"at": self.at, "who": self.who, "what": self.what}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case with all that belongs to it."""

    line: CaseLine
    round_title: str
    opened_by: str
    cause: str
    charged: bool | None
    findings: tuple[Said, ...]
    actions: tuple[tuple[Action, str], ...]  # with the name of who does it
    checks: tuple[Mapping[str, Any], ...]
    items: tuple[CaseItem, ...]
    timeline: tuple[Moment, ...]
    similar: tuple[tuple[CaseLine, str], ...]  # with what they share
    outcome: str
    provisional: bool

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line."""
        one = self.line.case
        return self.line.as_json() | {
            "reason": one.reason,
            "where": dict(one.where),
            "opened_by": self.opened_by,
            "cause": one.cause,
            "cause_title": self.cause,
            "charged": self.charged,
            "outcome": self.outcome,
            "provisional": self.provisional,
            "findings": [finding.as_json() for finding in self.findings],
            "actions": [
                {
                    "number": a.number, "text": a.text, "owner": owner, "due": a.due,
                    "done_at": a.done_at.isoformat() if a.done_at else None, "told": a.done_text,
                }
                for a, owner in self.actions
            ],
            "checks": [dict(check) for check in self.checks],
            "states": [[at.isoformat(), state.value] for at, state in one.history],
            "evidence": [item.as_json() for item in self.items],
            "timeline": [moment.as_json() for moment in self.timeline],
            "similar": [
                {"case": line.case.id, "title": line.case.title, "shares": shares}
                for line, shares in self.similar
            ],
        }  # fmt: skip


def board(store: Project, *, day: date | None = None) -> tuple[CaseLine, ...]:
    """Return all cases: those still open first, the newest first."""
    with store.read() as tx:
        found = cases.every(tx)
        names: dict[str, str] = {person.id: person.name for person in people.everyone(tx)}
    today = (day or datetime.now(UTC).date()).isoformat()
    lines = [_line(one, names, today) for one in found]
    return tuple(sorted(lines, key=lambda x: (x.state is CaseState.CLOSED, -x.case.id)))


def case_file(store: Project, number: int, *, day: date | None = None) -> CaseFile:
    """Return a case with all that belongs to it.

    Raises:
        CaseError: there is no such case.
    """
    one = cases_service.get(store, number)
    lines = {line.case.id: line for line in board(store, day=day)}
    within = rounds_service.resolve(store, one.round_id)
    policy = policies.of_version(store, within.policy_version)
    found = review.survey(store, within)
    with store.read() as tx:
        names: dict[str, str] = {person.id: person.name for person in people.everyone(tx)}
    evidence = tuple(_item(store, found, item, names) for item in one.items)
    cause = next((c for c in policy.root_causes if c.key == one.cause), None)
    closing = [e for e in one.events if e.kind is CaseEvent.CLOSED]
    return CaseFile(
        line=lines[one.id],
        round_title=within.title,
        opened_by=names.get(one.by, ""),
        cause=cause.title if cause else "",
        charged=cause.charged if cause else None,
        findings=tuple(
            Said(who=names.get(e.by, ""), what=e.text, at=e.at.isoformat())
            for e in one.events
            if e.kind is CaseEvent.FINDING
        ),
        actions=tuple((action, names.get(action.owner, "")) for action in one.actions),
        checks=tuple(event.value for event in one.checks),
        items=evidence,
        timeline=_timeline(one, evidence, names, policy),
        similar=_similar(one, lines),
        outcome=closing[-1].text if closing and one.state is CaseState.CLOSED else "",
        provisional=within.state is not RoundState.CLOSED,
    )


def _line(one: Case, names: Mapping[str, str], today: str) -> CaseLine:
    state = one.state
    return CaseLine(
        case=one,
        state=state,
        owner=names.get(one.owner, ""),
        due=one.due,
        late=bool(one.due) and one.due < today and state is not CaseState.CLOSED,
        items=len(one.items),
        open_actions=sum(action.done_at is None for action in one.actions),
    )


def _item(store: Project, found: Survey, item_id: int, names: Mapping[str, str]) -> CaseItem:
    data, policy = found.data, found.policy
    at = [k for k, n in enumerate(data.item_ids[data.item].tolist()) if n == item_id]
    with store.read() as tx:
        row = items.table(tx, [item_id])[item_id]
        decided = decisions.table(tx, [int(data.decision_id[k]) for k in at])
        blind = _is_graded_blind(tx, item_id)
    outcome = {
        int(data.decision_id[k]): words.outcome_title(
            OUTCOMES[int(found.outcome_now.code[k])].value
        )
        for k in at
    }
    standing = found.standings.get(item_id)
    settled = standing is None or standing.done or found.one.state is RoundState.CLOSED
    final = int(data.final_of_decision[at[0]]) if at else -1
    return CaseItem(
        item_id=item_id,
        name=row["external_id"],
        content=row["content"],
        final=titles(policy, data.answers[final].labels)
        if final >= 0
        else _("no final answer yet"),
        decisions=None
        if blind or not settled
        else tuple(
            Said(
                who=" · ".join(part for part in (d["vendor"], d["reviewer"]) if part),
                what=titles(policy, d["labels"]),
                at=d["decided_at"],
                note=d["reason"],
                outcome=outcome[d["id"]],
            )
            for d in decided
        ),
        grades=()
        if blind or not settled
        else tuple(
            _answered(policy, g, names.get(g.auditor_id, ""), g.graded_at, g.note)
            for g in found.grades.get(item_id, ())
        ),
        verdicts=()
        if blind
        else tuple(
            _answered(policy, v, names.get(v.decided_by, ""), v.decided_at, v.rationale)
            for v in found.verdicts.get(item_id, ())
        ),
    )


def _is_graded_blind(tx: Any, item_id: int) -> bool:
    blind = [one for one in rounds.every(tx) if one.state is RoundState.GRADING]
    return any(row.item_id == item_id for one in blind for row in rounds.assignments(tx, one.id))


def _answered(policy: Policy, row: Any, who: str, at: str, note: str) -> Said:
    what = titles(policy, json.loads(row.labels)) or _("cannot judge")
    return Said(who=who, what=what, at=at, note=note)


def _timeline(
    one: Case, evidence: Sequence[CaseItem], names: Mapping[str, str], policy: Policy
) -> tuple[Moment, ...]:
    causes = {cause.key: cause.title for cause in policy.root_causes}
    item_names = {item.item_id: item.name for item in evidence}
    moments = [
        Moment(
            at=one.at.isoformat(),
            who=names.get(one.by, ""),
            what=_("Opened: {why}").format(why=one.reason),
        )
    ]
    for event in one.events:
        what = case_words.sentence(event, names, causes)
        if event.kind is CaseEvent.ITEM and event.item_id is not None:
            what = _("Item {name} added").format(name=item_names.get(event.item_id, ""))
        moments.append(Moment(at=event.at.isoformat(), who=names.get(event.by, ""), what=what))
    for item in evidence:
        told = (
            (_("Decided {name}: {what}"), item.decisions or ()),
            (_("Graded {name}: {what}"), item.grades),
            (_("Settled {name}: {what}"), item.verdicts),
        )
        moments += [
            Moment(at=_utc(said.at), who=said.who, what=text.format(name=item.name, what=said.what))
            for text, every in told
            for said in every
            if said.at
        ]
    return tuple(sorted(moments, key=lambda moment: moment.at))


def _similar(one: Case, lines: Mapping[CaseId, CaseLine]) -> tuple[tuple[CaseLine, str], ...]:
    """Return the cases that share items, cause or slice, those that share most first."""
    found = []
    for line in lines.values():
        other = line.case
        shares = [
            "items" if set(one.items) & set(other.items) else "",
            "cause" if one.cause and one.cause == other.cause else "",
            *(
                f"{role} {value}"
                for role, value in one.where.items()
                if other.where.get(role) == value
            ),
        ]
        shared = [share for share in shares if share]
        if other.id != one.id and shared:
            found.append((line, ", ".join(shared), len(shared)))
    found.sort(key=lambda entry: (-entry[2], -entry[0].case.id))
    return tuple((line, shares) for line, shares, _n in found[:MOST_SIMILAR])


def _utc(text: str) -> str:
    """Return a time in the form of the others, so that text order is that of time."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    except ValueError:
        return text
