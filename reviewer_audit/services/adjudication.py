"""Final answers that a person settled, brought in from a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reviewer_audit.domain.intake import GradeRows, Problem, grouped
from reviewer_audit.domain.items import ItemId
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.domain.verdicts import Verdict
from reviewer_audit.errors import ClosedError
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.outcomes import outcomes
from reviewer_audit.services import policies
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import gather
from reviewer_audit.services.intake import Asked
from reviewer_audit.services.projects import Project
from reviewer_audit.services.recording import checked_sheet
from reviewer_audit.store import items, samples, verdicts


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


def settle_from_sheet(
    store: Project,
    path: Path,
    *,
    by: Person,
    round_id: int | None = None,
    asked: Asked | None = None,
    progress: Progress = SILENT,
) -> Settled:
    """Record final answers from a file, in one transaction.

    Raises:
        IntakeError: the file cannot be read.
        StillBlindError: the round is still graded.
        ClosedError: the round is closed.
    """
    one = rounds_service.resolve(store, round_id)
    rounds_service.require_revealed(one)
    if one.state is RoundState.CLOSED:
        message = f"{one.title} is closed."
        raise ClosedError(message, "Nothing was changed.")
    table, checked = checked_sheet(store, one, path, asked, auditor=by.name, progress=progress)
    before = _outcomes(store, one)
    given, refused = _verdicts(store, one, checked.rows, by)
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


def _verdicts(
    store: Project, one: Round, rows: GradeRows, by: Person
) -> tuple[list[Verdict], list[Problem]]:
    with store.read() as tx:
        numbers = items.ids_by_name(tx)
        sampled = {row.item_id for row in samples.sampled(tx, one.id)}
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
