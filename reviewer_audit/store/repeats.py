"""Items that an auditor gets twice: the second time as a copy with a number of its own.

So the second answer has its own assignment, handle and chain, and nothing that hands items out,
packs them or takes answers back has to know.
"""

from collections.abc import Collection, Mapping
from secrets import token_hex

from sqlalchemy import Connection, delete, insert, select

from reviewer_audit.changes import Topic
from reviewer_audit.domain.people import PersonId
from reviewer_audit.domain.rounds import RoundId
from reviewer_audit.store import media
from reviewer_audit.store.project import note_topic
from reviewer_audit.store.sqlite import inserted_id
from reviewer_audit.store.tables.items import item
from reviewer_audit.store.tables.packs import pack_item
from reviewer_audit.store.tables.repeats import repeat_item


def copy(
    tx: Connection, round_id: RoundId, auditor: PersonId, originals: Collection[int]
) -> dict[int, int]:
    """Copy items for an auditor; returns the copy of every original."""
    note_topic(tx, Topic.GRADES)
    shown = (item.c.content, item.c.content_kind, item.c.language, item.c.context)
    copies: dict[int, int] = {}
    for number in originals:
        row = tx.execute(select(*shown).where(item.c.id == number)).one()
        name = f"repeat-{token_hex(8)}"
        made = tx.execute(insert(item).values(**row._mapping, external_id=name))  # noqa: SLF001 - SQLAlchemy's public accessor
        copies[number] = inserted_id(made)
        media.copy(tx, number, copies[number])
        tx.execute(
            insert(repeat_item).values(
                item_id=copies[number], of_item=number, round_id=round_id, auditor_id=auditor
            )
        )
    return copies


def of_round(tx: Connection, round_id: RoundId) -> dict[int, tuple[int, PersonId]]:
    """Return the original and the auditor of every copy of a round."""
    rows = tx.execute(select(repeat_item).where(repeat_item.c.round_id == round_id))
    return {row.item_id: (row.of_item, PersonId(row.auditor_id)) for row in rows}


def originals(tx: Connection) -> dict[int, int]:
    """Return the original of every copy, of all rounds."""
    rows = tx.execute(select(repeat_item.c.item_id, repeat_item.c.of_item))
    return {row.item_id: row.of_item for row in rows}


def pairs(tx: Connection, round_id: RoundId, auditor: PersonId) -> Mapping[int, int]:
    """Return the copy of every original that an auditor of a round has twice."""
    known = of_round(tx, round_id)
    return {original: number for number, (original, who) in known.items() if who == auditor}


def forget(tx: Connection, round_id: RoundId) -> None:
    """Take back what a draw had repeated before anybody graded.

    A copy that went into a pack stays as an item: the pack names it.
    """
    gone = set(of_round(tx, round_id))
    tx.execute(delete(repeat_item).where(repeat_item.c.round_id == round_id))
    for number in gone - set(tx.scalars(select(pack_item.c.item_id))):
        tx.execute(delete(item).where(item.c.id == number))
