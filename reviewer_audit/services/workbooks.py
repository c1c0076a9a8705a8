"""Grading workbooks come back: whose they are, what was answered, and which rows cannot be used.

A workbook is neither sealed nor signed. What binds it to one auditor and one round are the
references of its rows: HMACs that only this project can make, others in every workbook. They say
whose workbook came back; who sent it, the lead must know.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.packs import Entry, Refusal, Returned, ReturnManifest
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.domain.workbooks import FilledRow
from reviewer_audit.errors import IntakeError, PackError
from reviewer_audit.packs import returnfile
from reviewer_audit.packs.refusals import refusal
from reviewer_audit.render.xl_text import plain
from reviewer_audit.services import policies
from reviewer_audit.services.projects import Project
from reviewer_audit.services.wrapping import ProjectSecrets
from reviewer_audit.store import clock, items, packs, rounds
from reviewer_audit.store.project import Tx


def read(tx: Tx, store: Project, own: ProjectSecrets, path: Path) -> Returned:
    """Return the grades of a workbook that came back.

    A row is found by its hidden reference alone. Set aside, each with its reason, are rows whose
    reference this workbook does not have (``unknown_handle``) or has twice with different answers
    (``duplicate_row``), whose number or content is no longer that of their reference
    (``moved_row``), and those whose answer is no choice, lacks a part or contradicts itself. A row
    without an answer is no grade.

    Raises:
        PackError: the file cannot be read, lacks a column, or is no workbook of this project, or
            more than one.
    """
    from reviewer_audit.intake import grading_sheet

    try:
        table = grading_sheet.read(path)
        issued = _issued(tx, grading_sheet.handles(table))
        one = rounds.get(tx, RoundId(issued.round_id))
        policy = policies.of_version(store, one.policy_version if one else "")
        rows = grading_sheet.rows(table, policy)
    except IntakeError as error:
        raise PackError(error.message, error.hint, code=error.code) from error
    work = table.sha256[: len(issued.id)]
    reader = grading_sheet.Reader(policy)
    graded_at = _graded_at(table.table.saved_at, issued.at)
    held = packs.handles(tx, issued.id)
    content = items.table(tx, sorted(held.values()))
    repeated = _repeated(rows)
    entries: dict[str, Entry] = {}
    set_aside: list[tuple[int, str]] = []
    for row in rows:
        item = held.get(row.handle)
        found = reader.entry(row, graded_at)
        if item is None:
            set_aside.append((row.row_number, "unknown_handle"))
        elif row.handle != own.token("row", issued.id, item, row.number) or names.bare(
            row.content
        ) != names.bare(plain(names.shown(content[item]["content"])[0])):
            set_aside.append((row.row_number, "moved_row"))
        elif row.handle in repeated:
            set_aside.append((row.row_number, "duplicate_row"))
        elif isinstance(found, str):
            set_aside.append((row.row_number, found))
        else:
            entries[row.handle] = found
    lines = returnfile.lines(entries.values())
    seals = returnfile.chain(issued.manifest_sha256, work, lines)
    manifest = ReturnManifest(
        project=own.project,
        pack=issued.id,
        pack_sha256=issued.manifest_sha256,
        work=work,
        auditor_id=issued.auditor_id,
        auditor_key="",
        entries=len(entries),
        head=seals[-1],
    )
    return Returned(
        file=path.name,
        sha256=table.sha256,
        manifest=manifest,
        entries=list(entries.values()),
        seals=seals[1:],
        chained=False,
        set_aside=set_aside,
    )


def _issued(tx: Tx, handles: Sequence[str]) -> Any:
    """Return the workbook that the rows of a file belong to; PackError where it is not one."""
    found = packs.workbooks_with(tx, {handle for handle in handles if handle})
    if not found:
        raise refusal(Refusal.NOT_ISSUED)
    if len(found) > 1:
        raise refusal(Refusal.MIXED)
    return found[0]


def _repeated(rows: Sequence[FilledRow]) -> set[str]:
    """Return references that stand in several rows with different answers."""
    said: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        said.setdefault(row.handle, set()).add(tuple(row.answers.values()))
    return {handle for handle, answers in said.items() if len(answers) > 1}


def _graded_at(saved: str, issued: str) -> str:
    """Return when the file was saved, so that of two the later one counts; else this moment.

    A time before the workbook was handed out, or still to come, is that of a wrong clock.
    """
    now = clock.now()
    moment = clock.parse(saved)
    told = clock.stamp(moment) if moment else ""
    return told if issued[:19] <= told <= now else now  # files know the second
