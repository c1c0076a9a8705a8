"""Are the answers still those whose seals the journal keeps?

The journal seals its own rows. What an auditor answered stands in a table beside it, so its
seal is computed anew and compared: of answers given here with the one in the journal, of answers
that came back with the chain of their return, whose last seal the journal names.

The answers that came in with one sheet have one seal together. Those of a workbook are chained when
it is read, for nobody signed them.

Verdicts, the vendors' replies, rulings, the votes and rulings of calibration, and who was taken out
of a session are sealed by the row of the journal that they came with; so is the baseline of a
session when it is frozen.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from reviewer_audit.domain.calibration import Record, SessionId
from reviewer_audit.domain.calibration import seal_of as baseline_seal
from reviewer_audit.domain.packs import Entry
from reviewer_audit.packs import returnfile
from reviewer_audit.services.grading import digest
from reviewer_audit.services.projects import Project
from reviewer_audit.store import appended, blind, calibration, journal, packs, sealed


def first_altered(store: Project) -> int | None:
    """Return the first journal row whose answers are no longer as it says; None where all are."""
    with store.read() as tx:
        rows = journal.entries(tx)
        here = sealed.given_here(tx)
        sheets = sealed.of_sheets(tx)
        came = sealed.returned(tx)
        every = sealed.merged(tx)
        files = packs.files(tx)
        judged, unsealed = sealed.judged(tx), sealed.unsealed(tx)
        sessions = {one.id: calibration.record(tx, one) for one in calibration.sessions(tx)}
    bodies = [(row["seq"], row["action"], json.loads(row["body"])) for row in rows]
    found = [
        *_given_here([(n, b) for n, action, b in bodies if action == "grade.answer"], here),
        *_of_sheets([(n, b) for n, action, b in bodies if action == "grade.record"], sheets),
        *_returned(
            [(n, b) for n, action, b in bodies if action == "pack.merge"], came, every, files
        ),
        *(
            number
            for name, kept in judged.items()
            for number in _judged(
                [(n, b["sealed"][name]) for n, _action, b in bodies if name in b.get("sealed", {})],
                kept,
                # a table that is younger than its seals has no row without one
                unsealed.get(name, 0 if unsealed else max(kept, default=0)),
            )
        ),
        *_baselines([(n, b) for n, action, b in bodies if action == "calibration.seal"], sessions),
    ]
    return min(found, default=None)


def _given_here(bodies: Sequence[tuple[int, Mapping[str, Any]]], rows: Sequence[Any]) -> list[int]:
    """Hold each answer against its seal; answers from before seals were kept are left out."""
    kept: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        kept[row.assignment_id][digest(blind.as_grade(row))] += 1
    unsealed = {body["assignment"] for _n, body in bodies if "seal" not in body}
    found = []
    for number, body in bodies:
        if body["assignment"] in unsealed:
            continue
        left = kept[body["assignment"]]
        if left[body["seal"]] == 0:
            found.append(number)
        left[body["seal"]] -= 1
    strange = [
        n for n, left in kept.items() if n not in unsealed and any(v > 0 for v in left.values())
    ]
    if strange and not found:  # an answer that the journal knows nothing of
        found.append(bodies[-1][0] if bodies else 1)
    return found


def seal_of(rows: Sequence[Any]) -> str:
    """Return the one seal of answers that came together."""
    return sha256("".join(digest(blind.as_grade(row)) for row in rows).encode()).hexdigest()


def _of_sheets(bodies: Sequence[tuple[int, Mapping[str, Any]]], rows: Sequence[Any]) -> list[int]:
    """Hold what each reading of a sheet brought against its seal; older ones have none."""
    left: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        left[row.source].append(row)
    found = []
    for number, body in bodies:
        mine = left[body["source"]]
        brought, left[body["source"]] = mine[: body["grades"]], mine[body["grades"] :]
        if "seal" in body and body["seal"] != seal_of(brought):
            found.append(number)
    if any(left.values()) and not found:  # an answer that the journal knows nothing of
        found.append(bodies[-1][0] if bodies else 1)
    return found


def _judged(
    seals: Sequence[tuple[int, Sequence[Any]]], rows: Mapping[int, Mapping[Any, Any]], unsealed: int
) -> list[int]:
    """Hold the rows of one table against the seals of the journal rows they came with."""
    found, told = [], 0
    for number, (first, last, seal) in seals:
        mine = [rows[k] for k in range(first, last + 1) if k in rows]
        told += len(mine)
        if appended.seal_of(mine) != seal:
            found.append(number)
    since = min(unsealed, seals[0][1][0] - 1) if seals else unsealed
    strange = sum(k > since for k in rows) > told
    if strange and not found:  # one that the journal knows nothing of
        found.append(seals[-1][0] if seals else 1)
    return found


def _baselines(
    bodies: Sequence[tuple[int, Mapping[str, Any]]], sessions: Mapping[SessionId, Record]
) -> list[int]:
    """Hold the experts' answers against the seals under which they were frozen."""
    found = []
    for number, body in bodies:
        known = sessions.get(body["session"])
        given = known.baseline.values() if known else ()
        salt = known.session.salt if known else ""
        if baseline_seal(body["session"], salt, given) != body["seal"]:
            found.append(number)
    return found


def _returned(
    bodies: Sequence[tuple[int, Mapping[str, Any]]],
    rows: Sequence[Any],
    every: Sequence[Any],
    files: Sequence[Mapping[str, Any]],
) -> list[int]:
    number_of = {body["merge"]: number for number, body in bodies}
    told = {(body["merge"], head) for _n, body in bodies for head in body["heads"]}
    bad = {file["merge_id"] for file in files if (file["merge_id"], file["head"]) not in told}
    known = {row.id for row in rows}
    bad |= {row.merge_id for row in every if row.id not in known}
    seal_at = {(row.work, _place(row)): _seal(row) for row in rows}
    for file in files:  # the last answer has none behind it that would tell
        if seal_at.get((file["work"], file["entries"]), file["head"]) != file["head"]:
            bad.add(file["merge_id"])
    lines = returnfile.lines(_entry(row) for row in rows)
    for row, line in zip(rows, lines, strict=True):
        start = returnfile.chain(row.manifest_sha256, row.work, [])[0]
        before = seal_at.get((row.work, _place(row) - 1)) if _place(row) > 1 else start
        chained = before is not None and sha256(bytes.fromhex(before) + line).hexdigest()
        if _seal(row) != chained:
            bad.add(row.merge_id)
    return [number_of.get(merge, 1) for merge in bad]


def _place(row: Any) -> int:
    return int(row.source.split(".")[1])


def _seal(row: Any) -> str:
    return str(row.source.split(".")[2])


def _entry(row: Any) -> Entry:
    return Entry(
        handle=row.handle,
        kind=row.kind,
        labels=tuple(json.loads(row.labels)),
        action=row.action,
        escalate=None if row.escalate is None else bool(row.escalate),
        severity=row.severity,
        confidence=row.confidence,
        reason=row.reason,
        note=row.note,
        flagged=bool(row.flagged),
        query=row.query,
        graded_at=row.graded_at,
        duration_ms=row.duration_ms,
    )
