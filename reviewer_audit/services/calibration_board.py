"""All that the Calibrate screen shows, read at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from reviewer_audit.domain.beside import plain_context
from reviewer_audit.domain.calibration import Record, Session, SessionState
from reviewer_audit.domain.media import BlindMedia
from reviewer_audit.domain.policy import Policy
from reviewer_audit.reports.calibration import Calibration, ItemLine
from reviewer_audit.reports.calibration_words import TaskFacts
from reviewer_audit.reports.model import Report
from reviewer_audit.services import (
    calibration,
    calibration_results,
    calibration_set,
    policies,
)
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.projects import Project
from reviewer_audit.store import calibration as stored
from reviewer_audit.store import items, media


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """One item of the meeting: its content, its votes, and what was ruled."""

    item_id: int
    name: str
    content: str
    content_kind: str
    language: str
    context: Mapping[str, str]
    media: tuple[BlindMedia, ...]
    line: ItemLine
    rationale: str  # the expert's


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The sessions there are, and the one on show.

    ``agenda``, ``figures`` and ``report`` are there once the blind votes are closed.
    """

    sessions: tuple[Session, ...]
    revealed: int  # rounds that items can come from
    read_only: bool
    record: Record | None = None
    policy: Policy | None = None
    names: Mapping[int, str]
    agenda: tuple[Agenda, ...] = ()
    figures: Calibration | None = None
    report: Report | None = None  # as it would be written now
    tasks: tuple[TaskFacts, ...] = ()
    clauses: tuple[str, ...] = ()  # new or changed in the newest policy

    @property
    def state(self) -> SessionState | None:
        """How far the session on show is."""
        return self.record.session.state if self.record is not None else None

    @property
    def ruled(self) -> int:
        """Items that have a ruling."""
        return len(self.record.rulings) if self.record is not None else 0


def board(store: Project, session_id: int | None = None) -> Board:
    """Read the sessions, and one of them; the newest where none is named."""
    with store.read() as tx:
        sessions = stored.sessions(tx)
    revealed = sum(not one.state.is_open for one in rounds_service.every(store))
    clauses = calibration_set.changed_clauses(store)
    if not sessions:
        return Board(
            sessions=(), revealed=revealed, read_only=store.read_only, names={}, clauses=clauses
        )
    known = calibration.read(store, session_id)
    told = known.session.state in {SessionState.MEETING, SessionState.CLOSED}
    policy = policies.of_version(store, known.session.policy_version)
    with store.read() as tx:
        rows = items.table(tx, [line.item_id for line in known.items])
        seen = media.of_items(tx, [line.item_id for line in known.items])
    figures = calibration_results.results_of(store, known) if told else None
    return Board(
        sessions=sessions,
        revealed=revealed,
        read_only=store.read_only,
        record=known,
        policy=policy,
        names={number: row["external_id"] for number, row in rows.items()},
        agenda=_agenda(known, policy, figures, rows, seen) if figures else (),
        figures=figures,
        report=calibration_results.report_of(store, known, figures) if figures else None,
        tasks=calibration_results.tasks_of(store, known.tasks),
        clauses=clauses,
    )


def _agenda(
    known: Record,
    policy: Policy,
    figures: Calibration,
    rows: Mapping[int, Mapping[str, object]],
    seen: Mapping[int, tuple[BlindMedia, ...]],
) -> tuple[Agenda, ...]:
    """Return the items gravest and most disputed first: severity times disagreement."""
    found = [
        Agenda(
            item_id=line.item_id,
            name=str(rows[line.item_id]["external_id"]),
            content=str(rows[line.item_id]["content"]),
            content_kind=str(rows[line.item_id]["content_kind"]),
            language=str(rows[line.item_id]["language"]),
            context=plain_context(rows[line.item_id]["context"]),  # type: ignore[arg-type]
            media=seen.get(line.item_id, ()),
            line=one,
            rationale=known.baseline[line.item_id].rationale,
        )
        for line, one in zip(known.items, figures.items, strict=True)
    ]

    def weight(one: Agenda) -> float:
        return policy.severity_weights.get(one.line.facts.severity, 1.0) * (one.line.off or 0.0)

    return tuple(sorted(found, key=lambda one: -weight(one)))
