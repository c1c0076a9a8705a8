"""The bundled sample audit, from spreadsheet to scorecard."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_audit.assets import resource
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    controls,
    intake,
    policies,
    projects,
    recording,
    reporting,
    rounds,
    sampling,
)
from reviewer_audit.services.projects import Project
from reviewer_audit.store import items, people
from reviewer_audit.store import rounds as stored_rounds

AUDITORS = ("Amira", "Jonas", "Lucía")
SIZE, OVERLAP, SEED = 1200, 0.15, "sample-2026"
PROJECT = "sample.audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the sample audit left behind."""

    project: Path
    files: tuple[Path, ...]
    results: AuditResults
    stats: dict[str, Any]


def run(out: Path, *, progress: Progress = SILENT) -> Demo:
    """Audit the sample and write its scorecards into a folder.

    Raises:
        OutputError: the folder cannot be written, or the sample project is open elsewhere.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("The folder {name} cannot be made: {why}.").format(
            name=out.name, why=error.strerror
        )
        raise OutputError(message, _("Nothing was written. Choose another folder.")) from error
    path = out / PROJECT
    create_sample(path, progress=progress)
    store = projects.open_project(path)
    try:
        found = analysis.results(store, full=True, further=True)
        lead = projects.seat(store)
        written = reporting.write_scorecards(
            store, out, by=lead, per="vendor", results=found, progress=progress
        )
        shown = analysis.results(store)
    finally:
        store.close()
    return Demo(
        project=path,
        files=tuple(one.path for one in written),
        results=found,
        stats=analysis.as_json(shown),
    )


def create_sample(path: Path, *, progress: Progress = SILENT) -> None:
    """Make the sample project, graded and revealed, over an earlier one of the same name."""
    _require_free(path)
    partial = path.with_name(f"{path.name}.part")
    partial.unlink(missing_ok=True)
    policy = policies.load(resource("policies/sample.yaml"))
    store = projects.create_project(partial, policy, title="Sample audit")
    try:
        _fill(store, progress)
    except BaseException:
        store.close()
        partial.unlink(missing_ok=True)
        raise
    store.close()
    partial.replace(path)


def _require_free(path: Path) -> None:
    if not path.exists():
        return
    earlier = projects.open_project(path)
    taken = earlier.read_only
    earlier.close()
    if taken:
        message = _("{name} is open elsewhere.").format(name=path.name)
        raise OutputError(
            message, _("Nothing was changed. Close it there, or choose another folder.")
        )


def _fill(store: Project, progress: Progress) -> None:
    lead = projects.seat(store)
    intake.import_file(store, resource("demo/vendor_decisions.xlsx"), by=lead, progress=progress)
    controls.record(store, (), resource("demo/sample.control.csv"), by=lead)
    plan = SamplePlan(
        method=Method.STRATIFIED,
        size=SIZE,
        by=("vendor", "queue"),
        auditors=AUDITORS,
        overlap=OVERLAP,
        seed=SEED,
    )
    sampling.draw_sample(store, plan, by=lead, title="Week 37", progress=progress)
    record_answers(store, by=lead, progress=progress)
    rounds.reveal(store, by=lead)


def record_answers(
    store: Project, *, by: Person, progress: Progress = SILENT, limit: int | None = None
) -> recording.Recorded:
    """Grade what the three auditors of the sample have on their desks, as they would."""
    from reviewer_audit import intake as reader
    from reviewer_audit.intake import mapping, validation

    one = rounds.resolve(store)
    policy = policies.of_version(store, one.policy_version)
    table = reader.read(resource("demo/auditor_answers.csv"), progress=progress)
    found, _guesses = mapping.suggest(table, policy=policy, purpose="grades")
    rows = validation.validate_grades(table, found, policy).rows
    with store.read() as tx:
        names = {number: name for name, number in items.ids_by_name(tx).items()}
        who = {person.id: person.name for person in people.everyone(tx)}
        desks = {
            (names[row.item_id], who[row.auditor_id])
            for row in stored_rounds.assignments(tx, one.id)
        }
    pairs = zip(rows.external_id, rows.auditor, strict=True)
    kept = [k for k, pair in enumerate(pairs) if pair in desks][:limit]
    return recording.record_rows(store, _chosen(rows, kept), by=by, one=one, source=table.sha256)


def _chosen(rows: GradeRows, kept: Sequence[int]) -> GradeRows:
    columns = {name: [getattr(rows, name)[k] for k in kept] for name in GradeRows.__slots__}
    return GradeRows(**columns)
