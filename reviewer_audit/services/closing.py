"""Close a round: what still stands in the way, and the scores of every stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from reviewer_audit.domain.disputes import DisputeCounts
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.domain.verdicts import Origin, Reason, Stage
from reviewer_audit.errors import ReviewError
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.reports.controlled import AgreementControl
from reviewer_audit.reports.course import StageScore
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.scores import score
from reviewer_audit.services import (
    adjudication,
    agreement_control,
    cases,
    precedents,
    review,
)
from reviewer_audit.services import disputes as disputes_service
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import Records, gathered, read
from reviewer_audit.services.projects import Project, journal_head
from reviewer_audit.services.review import Survey
from reviewer_audit.store import rounds, verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a revealed round is on its way to its final answers."""

    round_id: int
    state: str
    pending: int  # auditors disagree and nobody has settled it
    differences: int  # not looked at yet
    critical: int  # critical errors not looked at yet
    second_looks: int  # critical errors looked at by one person
    controls: int  # of the control of agreements, not looked at yet
    disputes: DisputeCounts
    windows: tuple[tuple[str, str], ...]  # vendor, until
    acted_twice: int
    control: AgreementControl | None

    @property
    def in_the_way(self) -> tuple[str, ...]:
        """What keeps the round from being closed, in words."""
        counted = (
            (
                self.pending,
                ngettext("{n} item is pending", "{n} items are pending", self.pending),
            ),
            (
                self.differences,
                ngettext(
                    "{n} difference is not looked at",
                    "{n} differences are not looked at",
                    self.differences,
                ),
            ),
            (
                self.critical,
                ngettext(
                    "{n} critical error is not looked at",
                    "{n} critical errors are not looked at",
                    self.critical,
                ),
            ),
            (
                self.second_looks,
                ngettext(
                    "{n} second look is missing",
                    "{n} second looks are missing",
                    self.second_looks,
                ),
            ),
            (
                self.controls,
                ngettext(
                    "{n} agreement is to be checked",
                    "{n} agreements are to be checked",
                    self.controls,
                ),
            ),
            (
                self.disputes.open,
                ngettext("{n} dispute is open", "{n} disputes are open", self.disputes.open),
            ),
        )
        words = [said.format(n=f"{n:,}") for n, said in counted if n]
        words += [
            _("{vendor} may dispute until {at}").format(vendor=vendor or _("the vendor"), at=at)
            for vendor, at in self.windows
        ]
        return tuple(words)

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "round": self.round_id,
            "state": self.state,
            "pending": self.pending,
            "differences": self.differences,
            "critical": self.critical,
            "second_looks": self.second_looks,
            "controls": self.controls,
            "disputes": self.disputes.as_json(),
            "windows": [{"vendor": vendor, "until": at} for vendor, at in self.windows],
            "acted_twice": self.acted_twice,
            "control": self.control.as_json() if self.control else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What a closed round ends with."""

    standing: Standing
    stages: tuple[StageScore, ...]
    journal_head: str

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line."""
        return self.standing.as_json() | {
            "stages": [one.as_json() for one in self.stages],
            "journal_head": self.journal_head,
        }


def standing(
    store: Project,
    *,
    round_id: int | None = None,
    day: date | None = None,
    records: Records | None = None,
) -> Standing:
    """Say how far a revealed round is; ``records`` where it was read already."""
    one = rounds_service.resolve(store, round_id)
    return standing_of(store, review.survey(store, one, records), day=day)


def standing_of(store: Project, found: Survey, *, day: date | None = None) -> Standing:
    """Say how far a round is that was read already."""
    one = found.one
    lacking: dict[Reason, int] = dict.fromkeys(Reason, 0)
    second = 0
    for item in found.standings.values():
        if not item.looks:
            lacking[item.reason] += 1
        elif not item.done:
            second += 1
    with store.read() as tx:
        drawn = verdicts.control_draw(tx, one.id)
    controls = lacking[Reason.CONTROL]
    if drawn is None and one.state is not RoundState.CLOSED:
        controls = agreement_control.size_of(len(found.agreements))
    windows = disputes_service.open_windows(store, one, day=day)
    return Standing(
        round_id=one.id,
        state=one.state.value,
        pending=lacking[Reason.PENDING],
        differences=lacking[Reason.DIFFERENCE],
        critical=lacking[Reason.CRITICAL],
        second_looks=second,
        controls=controls,
        disputes=disputes_service.counts(store, one, day=day),
        windows=tuple((r.vendor, r.until.isoformat()) for r in windows),
        acted_twice=adjudication.acted_twice(found),
        control=agreement_control.found_in(store, found),
    )


def stages(store: Project, one: Round, *, vendor: str | None = None) -> tuple[StageScore, ...]:
    """Return accuracy as graded, before disputes and as it stands; of one vendor or of all.

    Nothing is overwritten, so each stage is computed anew from what was known by then.
    """
    return stages_of(store, review.survey(store, one), vendor=vendor)


def stages_of(
    store: Project, found: Survey, *, vendor: str | None = None
) -> tuple[StageScore, ...]:
    """Return the accuracy at every stage of a round that was surveyed already."""
    with store.read() as tx:
        records = read(tx, found.one)
    return scored(stage_data(found, records), vendor=vendor)


def stage_data(found: Survey, records: Records) -> tuple[tuple[Stage, AuditData], ...]:
    """Return a round as it was graded, as it stood before disputes, and as it stands."""
    before = found.data
    if any(row.origin == Origin.RULED for row in records.verdicts):
        before = gathered(records, found.policy, stage=Stage.ADJUDICATED).data
    return (
        (Stage.GRADED, found.graded.data),
        (Stage.ADJUDICATED, before),
        (Stage.FINAL, found.data),
    )


def scored(
    by_stage: Sequence[tuple[Stage, AuditData]], *, vendor: str | None = None
) -> tuple[StageScore, ...]:
    """Return the accuracy of a round, or of one vendor in it, at every stage."""
    column = by_stage[-1][1].column("vendor")
    mask = np.ones(len(column.codes), bool)
    if vendor is not None:
        mask = column.codes == (column.names.index(vendor) if vendor in column.names else -1)
    different = {id(data): data for _stage, data in by_stage}  # nothing new: the same data
    known = {key: score(data, mask) for key, data in different.items()}
    return tuple(
        StageScore(
            stage=stage,
            accuracy=known[id(data)].estimates["accuracy"],
            charged=known[id(data)].estimates["charged_accuracy"],
        )
        for stage, data in by_stage
    )


def close(
    store: Project, *, by: Person, round_id: int | None = None, day: date | None = None
) -> Closed:
    """Close a round: what stands is final, and no longer provisional.

    Raises:
        ReviewError: something still stands in the way; the sentence says what, with counts.
        StillBlindError: the round is still graded.
        ClosedError: it is closed already.
    """
    one = rounds_service.resolve(store, round_id)
    review.require_reviewable(one)
    before = standing(store, round_id=one.id, day=day)
    if before.in_the_way:
        message = _("{title} stays open: {in_the_way}.").format(
            title=one.title, in_the_way=_listed(before.in_the_way)
        )
        raise ReviewError(message, _("Nothing was changed."), code="round.unsettled")
    scores = stages(store, one)
    with store.write("round.close", by=by) as tx:
        rounds.change(tx, one.id, state=RoundState.CLOSED.value)
        precedents.publish(tx)
        tx.info["body"] = {
            "round": one.id,
            "accuracy": {s.stage.value: s.accuracy.value for s in scores},
            "disputes": before.disputes.as_json(),
            "acted_twice": before.acted_twice,
        }
    closed = rounds_service.resolve(store, one.id)
    cases.open_critical(store, review.survey(store, closed), by=by)
    return Closed(
        standing=standing(store, round_id=one.id, day=day),
        stages=scores,
        journal_head=journal_head(store),
    )


def _listed(words: Sequence[str]) -> str:
    return (
        words[0]
        if len(words) == 1
        else _("{words} and {words2}").format(words=", ".join(words[:-1]), words2=words[-1])
    )
