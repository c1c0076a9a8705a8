"""Signals of copying and haste in a revealed round, for a lead's eyes alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.cases import CaseId
from reviewer_audit.domain.people import Person, Role
from reviewer_audit.errors import AuditError
from reviewer_audit.i18n import _
from reviewer_audit.reports import signals as found
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.signals import Signal, Signals, Work
from reviewer_audit.services import cases, policies, rounds
from reviewer_audit.services.gathering import gather
from reviewer_audit.services.projects import Project
from reviewer_audit.services.timing_data import seconds as moments
from reviewer_audit.store import decisions, grades, items, people, timings, verdicts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAJORITY = 3  # grades of an item from which the majority is an answer beside any one of them
_SAME_MOMENT = 0.2  # share of grades at one moment from which times are those of a file
_MS = 1000.0


class LeadOnlyError(AuditError):
    """Somebody who does not lead the audit asked for what only the lead may see."""

    code = "signals.lead_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Graded:
    """One counting grade: place of its item, who, primary label, time spent, when first given."""

    item: int
    auditor: str
    label: str
    seconds: float
    at: float


def signals(store: Project, round_id: int | None, person: Person) -> Signals:
    """Look for improbable agreement and for answers faster than reading.

    Auditors are compared where an item was settled by a verdict or graded by three and more;
    reviewers where the audit has a final answer.

    Args:
        store: the project.
        round_id: which round; the one that is meant where none is named.
        person: who asks.

    Raises:
        LeadOnlyError: the person is no lead.
        StillBlindError: the round is still graded.
    """
    if person.role is not Role.LEAD:
        message = _("Signals about people are for the lead alone.")
        raise LeadOnlyError(message, _("Nothing was shown."))
    one = rounds.resolve(store, round_id)
    rounds.require_revealed(one)
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        data = gather(tx, one, policy).data
        drawn = decisions.of_round(tx, one.id)
        counting, every = grades.newest_revisions(tx, one.id), grades.every(tx, one.id)
        settled = {int(row.item_id) for row in verdicts.newest(tx, one.id)}
        lengths = timings.lengths(tx, one.id)
        external = items.names_of(tx, set(data.item_ids.tolist()))
        names = {str(known.id): known.name for known in people.everyone(tx)}
    given = _graded(data, counting, every)
    codes = _labels(data, given)
    works = (
        _auditors(data, given, codes, settled, lengths, names),
        _reviewers(data, drawn, codes, lengths),
    )
    titles = [external[number] for number in data.item_ids.tolist()]
    return found.signals(one.id, works, titles)


def open_case(store: Project, round_id: int, line: Signal, *, by: Person) -> CaseId:
    """Take a line into the lead's case list, with the items behind it; nothing else knows of it.

    Raises:
        LeadOnlyError: the person is no lead.
        CaseError: the line names no item.
    """
    if by.role is not Role.LEAD:
        message = _("Signals about people are for the lead alone.")
        raise LeadOnlyError(message, _("Nothing was written."))
    odds = _("Chance {chance:.2g}, after Holm {holm:.2g}; a reason to look, no verdict.").format(
        chance=line.chance, holm=line.holm
    )
    title = f"{', '.join(line.people)}: {found.KINDS[line.kind]}"
    return cases.open_case(
        store, title, f"{line.text} {odds}", by=by, names=line.items, round_id=round_id
    )


def _labels(data: AuditData, given: Sequence[_Graded]) -> dict[str, int]:
    """Return a code for every primary label that anybody gave."""
    named = {answer.labels[0] if answer.labels else "" for answer in data.answers}
    return {label: code for code, label in enumerate(sorted(named | {g.label for g in given}))}


def _finals(data: AuditData, codes: Mapping[str, int]) -> Ints:
    """Return the primary label of the final answer of each item, -1 where there is none."""
    labels = [codes[answer.labels[0] if answer.labels else ""] for answer in data.answers]
    table = np.array([*labels, -1], np.int64)
    return table[np.where(data.final >= 0, data.final, -1)]


def _about(
    data: AuditData, item: Ints, lengths: Mapping[int, tuple[int, str]]
) -> tuple[Ints, Ints]:
    """Return characters and type of the items of answers; media have no text to read."""
    known = [lengths.get(number, (0, "text")) for number in data.item_ids.tolist()]
    kinds = sorted({kind for _n, kind in known})
    characters = np.array([n if kind == "text" else 0 for n, kind in known], np.int64)
    kind = np.array([kinds.index(kind) for _n, kind in known], np.int64)
    return characters[item], kind[item]


def _graded(data: AuditData, counting: Sequence[Any], every: Sequence[Any]) -> list[_Graded]:
    """Return the counting grades; the time of a revised one is that of all its revisions."""
    place = {number: k for k, number in enumerate(data.item_ids.tolist())}
    first: dict[int, str] = {}
    spent: dict[int, int] = {}
    for row in every:
        if not row.after_reveal:
            first.setdefault(row.assignment_id, row.graded_at)
            if row.duration_ms is not None:
                spent[row.assignment_id] = spent.get(row.assignment_id, 0) + row.duration_ms
    when = dict(zip(first, moments(list(first.values())).tolist(), strict=True))
    return [
        _Graded(
            item=place[row.item_id],
            auditor=row.auditor_id,
            label=(json.loads(row.labels) or [""])[0],
            seconds=spent[row.assignment_id] / _MS if row.assignment_id in spent else np.nan,
            at=when[row.assignment_id],
        )
        for row in counting
        if row.kind == "answer" and row.item_id in place
    ]


def _gaps(person: Ints, at: Floats) -> Floats | None:
    """Return the time since each person's answer before: at most so long was spent.

    None where many carry the same moment: then times are those of a file, not of answers.
    """
    order = np.lexsort((at, person))
    gap = np.full(len(at), np.nan)
    apart = np.diff(at[order])
    same = person[order][1:] == person[order][:-1]
    gap[order[1:][same]] = apart[same]
    known = gap[~np.isnan(gap)]
    if not len(known) or (known <= 0).mean() > _SAME_MOMENT:
        return None
    return np.where(gap > 0, gap, np.nan)


def _auditors(
    data: AuditData,
    given: Sequence[_Graded],
    codes: Mapping[str, int],
    settled: set[int],
    lengths: Mapping[int, tuple[int, str]],
    names: Mapping[str, str],
) -> Work:
    """Return the counting grades with their times and what is known of the right answers."""
    ids = sorted({one.auditor for one in given}, key=lambda number: (names[number], number))
    item = np.array([one.item for one in given], np.int64)
    person = np.array([ids.index(one.auditor) for one in given], np.int64)
    answer = np.array([codes[one.label] for one in given], np.int64)
    at = np.array([one.at for one in given], np.float64)
    seconds = np.array([one.seconds for one in given], np.float64)
    timed_by = _("time on the desk")
    missing: tuple[str, ...] = ()
    if np.isnan(seconds).all():
        gaps = _gaps(person, at)
        seconds = seconds if gaps is None else gaps
        timed_by = _("time since the grade before")
        if gaps is None:
            missing = (
                _("auditors: the grades carry no times of their own; haste cannot be seen."),
            )
    characters, kind = _about(data, item, lengths)
    return Work(
        group="auditors",
        people=tuple(names[number] for number in ids),
        person=person,
        item=item,
        answer=answer,
        right=_independent(data, item, answer, codes, settled)[item],
        categories=len(codes),
        seconds=seconds,
        characters=characters,
        kind=kind,
        order=_order(at),
        timed_by=timed_by,
        missing=missing,
    )


def _independent(
    data: AuditData, item: Ints, answer: Ints, codes: Mapping[str, int], settled: set[int]
) -> Ints:
    """Return the right answer of each item where it does not rest on one or two grades alone."""
    right = np.full(data.m, -1, np.int64)
    votes = np.bincount(item * len(codes) + answer, minlength=data.m * len(codes))
    votes = votes.reshape(data.m, len(codes))
    total = votes.sum(axis=1)
    clear = (total >= MAJORITY) & (2 * votes.max(axis=1, initial=0) > total)
    right[clear] = votes[clear].argmax(axis=1)
    by_verdict = np.isin(data.item_ids, sorted(settled))
    right[by_verdict] = _finals(data, codes)[by_verdict]
    return right


def _order(at: Floats) -> Ints:
    """Return the place of each moment; unknown ones come last."""
    rank = np.empty(len(at), np.int64)
    rank[np.argsort(at, kind="stable")] = np.arange(len(at))
    return rank


def _reviewers(
    data: AuditData,
    drawn: Sequence[Any],
    codes: Mapping[str, int],
    lengths: Mapping[int, tuple[int, str]],
) -> Work:
    """Return the drawn decisions that name a reviewer; the audit knows what is right."""
    column = data.column("reviewer")
    named = np.array([bool(name) for name in column.names])[column.codes] if data.n else np.empty(0)
    rows = np.flatnonzero(named)
    labels = [codes[answer.labels[0] if answer.labels else ""] for answer in data.answers]
    answer = np.array([*labels, -1], np.int64)[data.vendor[rows]]
    item = data.item[rows].astype(np.int64)
    handling = [drawn[k].handling_seconds for k in rows.tolist()]
    seconds = np.array([s if s is not None and s > 0 else np.nan for s in handling], np.float64)
    at = moments([drawn[k].decided_at for k in rows.tolist()])
    characters, kind = _about(data, item, lengths)
    missing: tuple[str, ...] = ()
    if not len(rows):
        missing = (_("reviewers: the decisions name none."),)
    elif np.isnan(seconds).all():
        missing = (_("reviewers: no handling time was imported; haste cannot be seen."),)
    return Work(
        group="reviewers",
        people=column.names,
        person=column.codes[rows].astype(np.int64),
        item=item,
        answer=answer,
        right=_finals(data, codes)[item],
        categories=len(codes),
        seconds=seconds,
        characters=characters,
        kind=kind,
        order=_order(at),
        timed_by=_("handling time"),
        missing=missing,
    )
