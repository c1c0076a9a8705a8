"""Pictures and recordings of items. Of the grading path: nothing here says who sent them."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, insert, select

from reviewer_audit.domain.media import BlindMedia, Blob
from reviewer_audit.store.tables.media import blob, item_media

_TOGETHER = 500


def of_items(tx: Connection, ids: Collection[int]) -> dict[int, tuple[BlindMedia, ...]]:
    """Return what belongs to each of these items, in its order; items without are left out."""
    numbers = sorted(ids)
    found: dict[int, dict[int, BlindMedia]] = {}
    for start in range(0, len(numbers), _TOGETHER):
        rows = tx.execute(
            select(
                item_media.c.item_id,
                item_media.c.place,
                item_media.c.kind,
                item_media.c.sha256,
                item_media.c.fault,
                item_media.c.width,
                item_media.c.height,
                blob.c.frames,
            )
            .join(blob, blob.c.sha256 == item_media.c.sha256, isouter=True)
            .where(item_media.c.item_id.in_(numbers[start : start + _TOGETHER]))
            .order_by(item_media.c.id)
        )
        for row in rows:
            found.setdefault(row.item_id, {})[row.place] = BlindMedia(
                kind=row.kind,
                sha256=row.sha256 or "",
                fault=row.fault,
                width=row.width,
                height=row.height,
                frames=row.frames or 1,
            )
    return {number: tuple(one for _place, one in sorted(places.items()))
            for number, places in found.items()}  # fmt: skip


def body(tx: Connection, sha256: str) -> bytes | None:
    """Return the bytes that a digest names."""
    found: bytes | None = tx.scalar(select(blob.c.body).where(blob.c.sha256 == sha256))
    return found


def blobs(tx: Connection, digests: Collection[str]) -> Iterable[Blob]:
    """Yield files whole, one after the other."""
    for digest in sorted(digests):
        row = tx.execute(select(blob).where(blob.c.sha256 == digest)).one()
        yield Blob(
            sha256=row.sha256,
            kind=row.kind,
            format=row.format,
            width=row.width,
            height=row.height,
            frames=row.frames,
            body=row.body,
        )


def known(tx: Connection) -> dict[str, int]:
    """Return the size of every file by its digest."""
    return {row.sha256: row.size for row in tx.execute(select(blob.c.sha256, blob.c.size))}


def total(tx: Connection) -> tuple[int, int]:
    """Return how many files there are, and their bytes in all."""
    many, size = tx.execute(select(func.count(), func.coalesce(func.sum(blob.c.size), 0))).one()
    return int(many), int(size)


def add_blob(tx: Connection, one: Blob) -> None:
    """Add a file that the project does not hold yet."""
    tx.execute(
        insert(blob).values(
            sha256=one.sha256,
            kind=one.kind,
            format=one.format,
            width=one.width,
            height=one.height,
            frames=one.frames,
            size=len(one.body),
            body=one.body,
        )
    )


def add(tx: Connection, given: Mapping[int, Sequence[tuple[int, BlindMedia]]]) -> None:
    """Say what belongs to items, by place; what was said before of a place is superseded."""
    rows = [
        {
            "item_id": number,
            "place": place,
            "kind": one.kind,
            "sha256": one.sha256 or None,
            "fault": one.fault,
            "width": one.width,
            "height": one.height,
        }
        for number, several in given.items()
        for place, one in several
    ]
    if rows:
        tx.execute(insert(item_media), rows)


def copy(tx: Connection, original: int, number: int) -> None:
    """Let a copy of an item have what the original has."""
    found = of_items(tx, [original])
    add(tx, {number: list(enumerate(found.get(original, ())))})
