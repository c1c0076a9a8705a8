"""Fill the project that is made from a pack: with what was in the pack and nothing else.

Of the grading path, so nothing here may know decisions.
"""

import json

from reviewer_audit.domain.media import Blob
from reviewer_audit.domain.packs import Pack
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import RoundId, RoundState
from reviewer_audit.services import lessons_desk
from reviewer_audit.store import items, media, near, rounds, side_notes
from reviewer_audit.store.project import Tx


def fill(tx: Tx, pack: Pack, policy: Policy, who: Person) -> None:
    """Put the items of a pack on the desk of who grades, and what it says beside them."""
    lessons_desk.take(tx, pack.lessons)
    rows = [
        (
            number,
            one.handle,
            one.content,
            one.content_kind,
            one.language,
            json.dumps(dict(one.context), ensure_ascii=False) if one.context else "",
        )
        for number, one in enumerate(pack.items, start=1)
    ]
    items.add(tx, rows)
    _fill_media(tx, pack)
    round_id: RoundId = rounds.add(
        tx, title=policy.name, policy_version=policy.version, plan={}, by=who.id
    )
    rounds.change(tx, round_id, state=RoundState.GRADING.value, due=pack.manifest.due)
    rounds.assign(tx, round_id, who.id, [row[0] for row in rows])
    first: dict[str, int] = {}
    alike = {
        number: first.setdefault(one.near, number)
        for number, one in enumerate(pack.items, start=1)
        if one.near
    }
    near.put(tx, round_id, alike)
    side_notes.put(
        tx,
        round_id,
        {number: (one.version, one.original) for number, one in enumerate(pack.items, start=1)},
    )


def _fill_media(tx: Tx, pack: Pack) -> None:
    """Keep the pack's pictures and recordings, and which item each belongs to."""
    facts = {one.sha256: one for item in pack.items for one in item.media}
    for sha256, body in pack.blobs.items():
        one = facts[sha256]
        media.add_blob(
            tx,
            Blob(
                sha256=sha256,
                kind=one.kind,
                format="",
                width=one.width,
                height=one.height,
                frames=one.frames,
                body=body,
            ),
        )
    named = {number: item.media for number, item in enumerate(pack.items, start=1) if item.media}
    media.add(tx, {number: list(enumerate(several)) for number, several in named.items()})
