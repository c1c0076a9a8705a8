"""All that the Review screen shows of a round, read at once."""

from dataclasses import dataclass
from datetime import date

from reviewer_audit.domain.disputes import DisputeCounts
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import RoundState
from reviewer_audit.reports.course import StageScore
from reviewer_audit.services import agreement_control, closing, disputes, review, ruling
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.closing import Standing
from reviewer_audit.services.projects import Project
from reviewer_audit.services.review import Entry, Survey
from reviewer_audit.services.ruling import DisputeLine
from reviewer_audit.store import disputes as stored


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorLine:
    """How far one vendor is: nothing released yet, disputing, or over."""

    vendor: str
    decisions: int  # drawn
    until: date | None  # None: nothing was released
    over: bool
    counts: DisputeCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A revealed round on its way to its final answers."""

    round_id: int
    title: str
    state: str
    policy: Policy
    survey: Survey
    entries: tuple[Entry, ...]
    disputes: tuple[DisputeLine, ...]
    vendors: tuple[VendorLine, ...]
    standing: Standing
    stages: tuple[StageScore, ...]

    @property
    def left(self) -> int:
        """Items that not enough people have looked at."""
        return sum(not entry.done for entry in self.entries)

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.state == RoundState.CLOSED.value


def board(store: Project, *, by: Person, round_id: int | None = None) -> Board:
    """Read a revealed round for the Review screen; draws the control of agreements once.

    Raises:
        StillBlindError: the round is still graded.
    """
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_revealed(one)
    if not store.read_only:
        agreement_control.ensure(store, one, by=by)
    found = review.survey(store, one)
    return Board(
        round_id=one.id,
        title=one.title,
        state=one.state.value,
        policy=found.policy,
        survey=found,
        entries=review.entries(store, found, by=by),
        disputes=ruling.raised_in(store, found, by=by),
        vendors=_vendors(store, found),
        standing=closing.standing_of(store, found),
        stages=closing.stages_of(store, found),
    )


def _vendors(store: Project, found: Survey) -> tuple[VendorLine, ...]:
    column = found.data.column("vendor")
    day = disputes.today()
    with store.read() as tx:
        latest = {r.vendor: r for r in stored.releases(tx, found.one.id)}
    lines = []
    for code, name in enumerate(column.names):
        drawn = int((column.codes == code).sum())
        release = latest.get(name)
        if drawn:
            lines.append(
                VendorLine(
                    vendor=name,
                    decisions=drawn,
                    until=release.until if release else None,
                    over=release is not None and disputes.is_over(release, day),
                    counts=disputes.counts(store, found.one, vendor=name),
                )
            )
    return tuple(lines)
