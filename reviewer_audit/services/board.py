"""How far everybody is in a round, when it is due, and when it would be done at this pace.

Counts and days alone: no answer is read, and nothing of the vendor's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from reviewer_audit.domain.people import Availability, Person, Window
from reviewer_audit.domain.rounds import Round
from reviewer_audit.services import assigning, handout
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.assigning import Uncovered
from reviewer_audit.services.handout import AuditorLine, HandOut
from reviewer_audit.services.projects import Project
from reviewer_audit.store import grades, packs, roster, rounds
from reviewer_audit.store.rounds import AuditorProgress

LEAST_DAYS = 2  # on which somebody answered, before a pace is said
FAR = 3650  # days after which a projected day says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many items somebody answered, in how many days from the first to the last answer."""

    items: int
    days: int

    @property
    def per_day(self) -> float:
        """Items a day."""
        return self.items / self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One auditor. Texts of times are "" where nothing is known.

    Of a pack that was sent it is known that it was opened once the first return came in.
    ``pace`` is None before answers of two days are known, and ``finish`` with it.
    """

    hand_out: AuditorLine
    graded: int
    cannot_judge: int
    skipped: int
    first_answer_at: str
    first_return_at: str
    due: str
    own_due: str  # of their pack, where that is not the round's
    pace: Pace | None
    finish: date | None
    away_until: date | None

    @property
    def person(self) -> Person:
        """Whose line it is."""
        return self.hand_out.person

    @property
    def days_late(self) -> int:
        """By how many days they would miss the due date; 0 where none is known, or in time."""
        due = assigning.day_of(self.due)
        if due is None or self.finish is None:
            return 0
        return max(0, (self.finish - due).days)

    def as_json(self) -> dict[str, Any]:
        """Return the object that commands print."""
        one = self.hand_out
        pace = self.pace
        return {
            "name": one.person.name,
            "issued": one.assigned,
            "graded": self.graded,
            "left": one.left,
            "packs": one.packs,
            "pack_made_at": one.sealed_at,
            "first_answer_at": self.first_answer_at,
            "first_return_at": self.first_return_at,
            "returned": one.returned,
            "last_return_at": one.returned_at,
            **({"originals_opened": one.originals} if one.originals else {}),
            "due": self.due,
            "pace": None
            if pace is None
            else {"items": pace.items, "days": pace.days, "per_day": pace.per_day},
            "finish": None if self.finish is None else self.finish.isoformat(),
            "days_late": self.days_late,
            "away_until": None if self.away_until is None else self.away_until.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A round's people, how its packs stand, and the drawn items that nobody has."""

    round: Round
    due: str
    lines: tuple[BoardLine, ...]
    unassigned: tuple[Uncovered, ...]
    hand_out: HandOut

    @property
    def left(self) -> int:
        """Items still on desks."""
        return sum(line.hand_out.left for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        """Return the object that commands print."""
        return {
            "round": self.round.id,
            "title": self.round.title,
            "state": self.round.state.value,
            "due": self.due,
            "auditors": [line.as_json() for line in self.lines],
            "unassigned": [one.as_json() for one in self.unassigned],
        }


def board(store: Project, round_id: int | None = None, *, today: date | None = None) -> Board:
    """Return how far everybody is in a round."""
    one = rounds_service.resolve(store, round_id)
    day = today or datetime.now(UTC).date()
    seen = handout.state(store, one.id)
    if seen is None:  # pragma: no cover - the round was found a moment ago
        raise LookupError(one.id)
    with store.read() as tx:
        details = rounds.details(tx, one.id)
        days = grades.answering_days(tx, one.id)
        known = roster.every(tx)
        came = [row for row in packs.files(tx) if row["round_id"] == one.id]
        own_due = {row.auditor_id: row.due for row in packs.every(tx, one.id) if row.due}
        nobodys = rounds_service.nobody_has(tx, one)
        unassigned = assigning.counted(roster.traits(tx, nobodys).values()) if nobodys else ()
        progress = {row.person.id: row for row in rounds.progress(tx, one.id)}
    lines = tuple(
        _line(
            line,
            [row for row in days if row.auditor_id == line.person.id],
            [row for row in came if row["auditor_id"] == line.person.id and not row["withdrawn"]],
            progress=progress[line.person.id],
            due=details["due"],
            own_due=own_due.get(line.person.id, ""),
            known=known.get(line.person.id, Availability()),
            today=day,
        )
        for line in seen.people
    )
    return Board(round=one, due=details["due"], lines=lines, unassigned=unassigned, hand_out=seen)


def _line(
    line: AuditorLine,
    days: Sequence[Any],
    came: Sequence[Mapping[str, Any]],
    *,
    progress: AuditorProgress,
    due: str,
    own_due: str,
    known: Availability,
    today: date,
) -> BoardLine:
    pace = _pace(days)
    gone = [one.last for one in known.away if one.first <= today <= one.last]
    return BoardLine(
        hand_out=line,
        graded=sum(row.items for row in days),
        cannot_judge=progress.cannot_judge,
        skipped=progress.skipped,
        first_answer_at=days[0].first if days else "",
        first_return_at=min((row["at"] for row in came), default=""),
        due=own_due or due,
        own_due=own_due if own_due != due else "",
        pace=pace,
        finish=_finish(line.left, pace, known, today) if pace else None,
        away_until=max(gone, default=None),
    )


def _pace(days: Sequence[Any]) -> Pace | None:
    if len(days) < LEAST_DAYS:
        return None
    first, last = date.fromisoformat(days[0].day), date.fromisoformat(days[-1].day)
    return Pace(items=sum(row.items for row in days), days=(last - first).days + 1)


def _finish(left: int, pace: Pace, known: Availability, today: date) -> date | None:
    """Return the day on which the rest would be done, days away left out."""
    if not left:
        return None
    working = -(-left * pace.days // pace.items)  # rounded up
    day = today
    for _k in range(FAR):
        working -= known.days_in(Window(first=day, last=day))
        if working <= 0:
            return day
        day += timedelta(days=1)
    return None
