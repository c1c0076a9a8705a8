"""Answers and judgements beside the seals that the journal and the returns keep of them."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, func, select

from reviewer_audit.store import meta
from reviewer_audit.store.grades import WORK_LETTERS
from reviewer_audit.store.tables.calibration import (
    calibration_ruling,
    calibration_taken_out,
    calibration_vote,
)
from reviewer_audit.store.tables.desk import original_opened
from reviewer_audit.store.tables.disputes import ruling, vendor_reply
from reviewer_audit.store.tables.grades import grade
from reviewer_audit.store.tables.packs import merge_file, pack, pack_item
from reviewer_audit.store.tables.rounds import assignment
from reviewer_audit.store.tables.verdicts import review_mark, verdict

JUDGED = (
    verdict,
    review_mark,
    vendor_reply,
    ruling,
    calibration_vote,
    calibration_ruling,
    calibration_taken_out,
    original_opened,
)


def given_here(tx: Connection) -> list[Row[Any]]:
    """Return all answers given at this project's desk, in the order they came."""
    return list(tx.execute(select(grade).where(grade.c.source == "desk").order_by(grade.c.id)))


def of_sheets(tx: Connection) -> list[Row[Any]]:
    """Return all answers that came in with sheets, in the order they came."""
    elsewhere = grade.c.merge_id.is_(None) & (grade.c.source != "desk")
    return list(tx.execute(select(grade).where(elsewhere).order_by(grade.c.id)))


def newest(tx: Connection, count: int) -> list[Row[Any]]:
    """Return the answers written last, in the order they came."""
    return list(tx.execute(select(grade).order_by(grade.c.id.desc()).limit(count)))[::-1]


def returned(tx: Connection) -> list[Row[Any]]:
    """Return all answers that came back, each with its handle and its pack's manifest."""
    work = func.substr(grade.c.source, 1, WORK_LETTERS)
    chosen = (
        select(grade, merge_file.c.work, pack.c.manifest_sha256, pack_item.c.handle)
        .join(assignment, assignment.c.id == grade.c.assignment_id)
        .join(
            merge_file,
            (merge_file.c.merge_id == grade.c.merge_id) & (merge_file.c.work == work),
        )
        .join(pack, pack.c.id == merge_file.c.pack_id)
        .join(
            pack_item,
            (pack_item.c.pack_id == pack.c.id) & (pack_item.c.item_id == assignment.c.item_id),
        )
        .order_by(grade.c.id)
    )
    return list(tx.execute(chosen))


def merged(tx: Connection) -> list[Row[Any]]:
    """Return every answer that says it came with a merge: number and merge."""
    chosen = select(grade.c.id, grade.c.merge_id).where(grade.c.merge_id.is_not(None))
    return list(tx.execute(chosen))


def judged(tx: Connection) -> dict[str, dict[int, Mapping[Any, Any]]]:
    """Return all that people judged, and which originals they opened: table, number, row."""
    return {
        table.name: {row["id"]: row for row in tx.execute(select(table)).mappings()}
        for table in JUDGED
    }


def unsealed(tx: Connection) -> dict[str, int]:
    """Return, by table, the last row from before such rows were sealed.

    Nothing is said by a file of an older version that could only be read.
    """
    said = json.loads(meta.get(tx, "sealed_after", "{}"))
    return {str(name): int(last) for name, last in said.items()}
