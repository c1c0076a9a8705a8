"""Bring a vendor's decisions in: look, map, check, load."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from reviewer_audit.domain.intake import (
    ColumnMapping,
    Guess,
    IntakeResult,
    Problem,
    Quarantined,
    RawTable,
    grouped,
)
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services import loading
from reviewer_audit.services.beside import with_beside
from reviewer_audit.services.media_intake import Attached
from reviewer_audit.services.policies import newest
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, meta


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a file is to be read: what the user said, nothing guessed."""

    sheets: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()  # ROLE=COLUMN
    labels: tuple[str, ...] = ()  # VALUE=KEY
    actions: tuple[str, ...] = ()  # VALUE=KEY
    profile: str = ""
    vendor: str = ""
    encoding: str = ""
    header_row: int | None = None
    date_order: str = ""
    separator: str = ""  # between the columns of a text file
    list_separator: str = ""  # between several labels in one cell
    timezone: str = ""
    password: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what is written down of it: everything but the password."""
        return {k: v for k, v in asdict(self).items() if k != "password"}


_MEANINGS = ("labels", "actions", "vendor", "date_order", "timezone", "list_separator")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A file as read, with what its columns seem to mean."""

    table: RawTable
    mapping: ColumnMapping
    guesses: tuple[Guess, ...]
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImportSummary:
    """What an import did, or would do."""

    rows_read: int
    accepted: int
    quarantined: int
    skipped_rows: int
    items: int
    already_imported: bool
    problems: tuple[dict[str, Any], ...]
    mapping: Mapping[str, Any]
    source_sha256: str
    batch: int | None = None
    rejected: tuple[Quarantined, ...] = ()
    media: Attached | None = None  # what became of the files that a column names

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "skipped_rows": self.skipped_rows,
            "items": self.items,
            "already_imported": self.already_imported,
            "problems": list(self.problems),
            "mapping": dict(self.mapping),
            "source_sha256": self.source_sha256,
            **({"media": self.media.as_json()} if self.media else {}),
        }


def prepare(
    store: Project | None, path: Path, asked: Asked | None = None, *, progress: Progress = SILENT
) -> Prepared:
    """Read a file in a child process and say what its columns seem to mean."""
    asked = asked or Asked()
    return understand(store, read(path, asked, progress=progress), asked)


@loading.uncollected()
def read(path: Path, asked: Asked, *, progress: Progress = SILENT) -> RawTable:
    """Read a file in a child process."""
    from reviewer_audit import intake

    return intake.read(
        path,
        sheets=asked.sheets,
        encoding=asked.encoding,
        header_row=asked.header_row,
        separator=asked.separator,
        password=asked.password,
        progress=progress,
    )


@loading.uncollected()
def understand(store: Project | None, table: RawTable, asked: Asked) -> Prepared:
    """Say what the columns of a table seem to mean; the user has the last word."""
    from reviewer_audit.intake import mapping, profiles

    policy = newest(store) if store is not None else None
    profile = None
    if store is not None and asked.profile:
        profile = profiles.load(profile_text(store, asked.profile))
    found, guesses = mapping.suggest(table, policy=policy, purpose="decisions", profile=profile)
    found = mapping.with_overrides(found, table, asked.maps, asked.labels, policy=policy)
    found = replace(
        found,
        vendor=asked.vendor or found.vendor,
        action_aliases=dict(found.action_aliases) | dict(map(_value_and_key, asked.actions)),
        timezone=asked.timezone or found.timezone,
        list_separator=asked.list_separator or found.list_separator,
        date_orders=dict.fromkeys(table.header, asked.date_order)
        if asked.date_order
        else found.date_orders,
    )
    return Prepared(table=table, mapping=found, guesses=guesses, asked=asked)


@loading.uncollected()
def check(prepared: Prepared, policy: Policy, *, progress: Progress = SILENT) -> IntakeResult:
    """Say which rows can be used, and why the others cannot."""
    from reviewer_audit.intake import validation

    table, mapping = prepared.table, prepared.mapping
    checked = validation.validate_decisions(table, mapping, policy, progress=progress)
    return with_beside(checked, mapping)


def import_file(
    store: Project,
    path: Path,
    asked: Asked | None = None,
    *,
    by: Person,
    dry_run: bool = False,
    save_as: str = "",
    progress: Progress = SILENT,
) -> ImportSummary:
    """Bring a file in as one transaction: all that can be used, or nothing.

    Importing the same file with the same options again changes nothing.

    Raises:
        IntakeError: the file cannot be read, or a needed column is not mapped.
    """
    asked = asked or Asked()
    known = _already(store, _digest(path), asked.as_json(), None)
    if known is not None:
        return known
    prepared = prepare(store, path, asked, progress=progress)
    done = commit(store, prepared, by=by, dry_run=dry_run, progress=progress)
    if save_as and not dry_run:
        save_profile(store, save_as, prepared.mapping, by=by)
    return done


def commit(
    store: Project,
    prepared: Prepared,
    *,
    by: Person,
    checked: IntakeResult | None = None,
    dry_run: bool = False,
    progress: Progress = SILENT,
) -> ImportSummary:
    """Load a prepared file, or say what loading it would do."""
    table, mapped = prepared.table, prepared.mapping.as_json()
    known = _already(store, table.sha256, prepared.asked.as_json(), mapped)
    if known is not None:
        return known
    result = checked or check(prepared, newest(store), progress=progress)
    if dry_run:
        with store.read() as tx:
            parts = loading.split(tx, result.rows)
        return _summary(result, parts, mapped, table.sha256, table.problems)
    return load(
        store,
        result,
        by=by,
        file_name=table.file_name,
        sha256=table.sha256,
        asked=prepared.asked.as_json(),
        mapping=mapped,
        problems=table.problems,
        progress=progress,
    )


def commit_would_repeat(store: Project, prepared: Prepared) -> bool:
    """Tell whether the file was brought in before in the same way, so that nothing would change."""
    sha256, asked = prepared.table.sha256, prepared.asked.as_json()
    return _already(store, sha256, asked, prepared.mapping.as_json()) is not None


@loading.uncollected()
def load(
    store: Project,
    result: IntakeResult,
    *,
    by: Person,
    file_name: str,
    sha256: str,
    asked: Mapping[str, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    progress: Progress = SILENT,
) -> ImportSummary:
    """Store checked rows as one batch, or none when cancelled."""
    with store.write("intake.load", by=by) as tx:
        parts = loading.split(tx, result.rows)
        summary = _summary(result, parts, mapping or {}, sha256, problems)
        batch_id = decisions.add_batch(
            tx,
            by=by.id,
            file_name=file_name,
            file_sha256=sha256,
            asked=dict(asked or {}),
            mapping=dict(mapping or {}),
            rows_read=summary.rows_read,
            accepted=summary.accepted,
            quarantined=summary.quarantined,
            skipped_rows=summary.skipped_rows,
            problems=list(summary.problems),
        )
        loading.store_rows(tx, batch_id, result, parts, progress)
        decisions.add_quarantine(
            tx,
            batch_id,
            ((q.sheet, q.row_number, q.code, q.column, dict(q.values)) for q in summary.rejected),
        )
        tx.info["body"] = {
            "batch": batch_id,
            "sha256": sha256,
            "accepted": summary.accepted,
            "quarantined": summary.quarantined,
        }
    return replace(summary, batch=batch_id)


def save_profile(store: Project, name: str, mapping: ColumnMapping, *, by: Person) -> None:
    """Keep a mapping under the vendor's name for the next export."""
    from reviewer_audit.intake import profiles

    with store.write("profile.save", by=by) as tx:
        meta.put_profile(tx, name, profiles.dump(mapping))


def profile_names(store: Project) -> tuple[str, ...]:
    """Return the saved mappings."""
    with store.read() as tx:
        return tuple(meta.profiles(tx))


def export_quarantine(
    rejected: Sequence[Quarantined], out: Path, file_name: str = "", media: Attached | None = None
) -> None:
    """Write what was not used as a workbook to send back: rows, and files that they name."""
    from reviewer_audit.render.xlsx_lists import write_tables
    from reviewer_audit.services.reasons import in_words

    columns = list(dict.fromkeys(name for row in rejected for name in row.values))
    header = ("File", "Sheet", "Row", "Reason", "Reason in words", "Column", *columns)
    body = [
        (
            file_name,
            row.sheet,
            row.row_number,
            row.code,
            in_words(row.code),
            row.column,
            *(row.values.get(name) or "" for name in columns),
        )
        for row in rejected
    ]
    more = media.sheets(file_name) if media else ()
    write_tables(out, [("Rows not used", header, body), *more])


def _value_and_key(text: str) -> tuple[str, str]:
    value, _sign, key = text.rpartition("=")
    return value, key


def profile_text(store: Project, name: str) -> str:
    """Return a saved mapping; IntakeError where there is none of that name."""
    with store.read() as tx:
        saved = meta.profiles(tx)
    if name not in saved:
        message = _("There is no saved mapping {name!r}.").format(name=name)
        hint = _("Saved mappings: {known}.").format(known=", ".join(saved) or _("none yet"))
        raise IntakeError(message, hint, code="intake.no_profile")
    return saved[name]


def _already(
    store: Project, sha256: str, asked: Mapping[str, Any], mapping: Mapping[str, Any] | None
) -> ImportSummary | None:
    """Return the empty summary of a file that was brought in before in the same way."""
    import json

    asked = json.loads(json.dumps(asked))
    with store.read() as tx:
        earlier = [b for b in decisions.batches(tx) if b["file_sha256"] == sha256]
    for batch in earlier:
        if mapping is None:
            same = batch["asked"] == asked
        else:
            same = batch["mapping"] == dict(mapping) and all(
                (batch["asked"].get(name) or "") == (asked[name] or "") for name in _MEANINGS
            )
        if same and batch["asked"].get("sheets", []) == asked["sheets"]:
            return ImportSummary(
                rows_read=0,
                accepted=0,
                quarantined=0,
                skipped_rows=0,
                items=0,
                already_imported=True,
                problems=(),
                mapping=batch["mapping"],
                source_sha256=sha256,
                batch=batch["id"],
            )
    return None


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        message = _("{name} cannot be read: {why}.").format(name=path.name, why=error.strerror)
        raise IntakeError(message, _("Nothing was changed. Check name and folder.")) from error


def _summary(
    result: IntakeResult,
    parts: loading.Split,
    mapping: Mapping[str, Any],
    sha256: str,
    problems: Sequence[Problem],
) -> ImportSummary:
    rejected = [*result.quarantined, *loading.repeated_rows(result, parts)]
    everything = [*problems, *result.problems, *loading.problems_of(result.rows, parts)]
    return ImportSummary(
        rows_read=result.rows_read,
        accepted=len(parts.new) + len(parts.contradicting),
        quarantined=len(rejected),
        skipped_rows=result.skipped_rows,
        items=result.items,
        already_imported=False,
        problems=tuple(grouped(everything)),
        mapping=mapping,
        source_sha256=sha256,
        rejected=tuple(rejected),
    )
