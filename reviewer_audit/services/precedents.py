"""Put precedents where auditors may read them: of closed rounds and of calibration rulings.

A round that is not closed gives none, since its items may still be disputed and may lie on
somebody's desk. Names of vendors and reviewers are taken out of the words.
"""

import json

from reviewer_audit.domain.rounds import RoundState
from reviewer_audit.services import unnamed
from reviewer_audit.store import calibration, precedents, rounds, verdicts
from reviewer_audit.store.precedents import Place, Saying
from reviewer_audit.store.project import Tx


def publish(tx: Tx) -> int:
    """Bring what auditors may read up to what stands now; returns how many are new or changed."""
    wanted = _of_rounds(tx) | _of_sessions(tx)
    names = unnamed.names(tx) if wanted else unnamed.NOTHING
    said = {
        place: (label, names.sub(unnamed.HIDDEN, text)) for place, (label, text) in wanted.items()
    }
    known = precedents.standing(tx)
    gone = {
        place: (label, "") for place, (label, text) in known.items() if text and place not in said
    }
    return precedents.add(
        tx, [(place, one) for place, one in (said | gone).items() if known.get(place) != one]
    )


def _of_rounds(tx: Tx) -> dict[Place, Saying]:
    return {
        (row.item_id, f"round {one.id}"): (
            (json.loads(row.labels) or [row.clause])[0],
            row.precedent,
        )
        for one in rounds.every(tx)
        if one.state is RoundState.CLOSED
        for row in verdicts.newest(tx, one.id)
        if row.precedent
    }


def _of_sessions(tx: Tx) -> dict[Place, Saying]:
    return {
        (row.item_id, f"calibration {row.session_id}"): (row.clause, row.precedent)
        for row in calibration.last_rulings(tx)
        if row.precedent
    }
