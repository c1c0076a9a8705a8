"""Gather the times of a revealed round: of its whole frame, and of its drawn decisions."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.rounds import Round
from reviewer_audit.reports.data import Coded
from reviewer_audit.reports.timing import ROLES, Times
from reviewer_audit.services.projects import Project
from reviewer_audit.services.rounds import require_revealed
from reviewer_audit.store import decisions, rounds, timings

Floats = NDArray[np.float64]


def times_of(store: Project, one: Round) -> Times:
    """Read the times of all decisions that a round was drawn from.

    Raises:
        StillBlindError: the round is still graded.
    """
    require_revealed(one)
    with store.read() as tx:
        frame = rounds.details(tx, one.id)["frame"]
        rows = timings.of_frame(tx, ROLES, after=frame.get("after", 0), upto=frame.get("upto"))
        names = decisions.terms(tx)
    if not rows:
        none = np.empty(0)
        return Times(handling=none, decided=none, enqueued=none, due=none)
    decided, handling, extra, *codes = zip(*rows, strict=True)
    queued, due = _extra(extra)
    slices = {}
    for role, column in zip(ROLES, codes, strict=True):
        numbers, place = np.unique(np.array(column, np.int64), return_inverse=True)
        slices[role] = Coded(place.astype(np.int32), tuple(names[int(n)] for n in numbers))
    return Times(
        handling=np.array([np.nan if s is None or s < 0 else s for s in handling], np.float64),
        decided=seconds(decided),
        enqueued=seconds(queued),
        due=seconds(due),
        slices=slices,
    )


def _extra(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return when items were queued and due, from the other mapped cells."""
    queued, due = [""] * len(texts), [""] * len(texts)
    for k, text in enumerate(texts):
        if '"enqueued_at"' in text or '"due_at"' in text:
            cells = json.loads(text)
            queued[k], due[k] = cells.get("enqueued_at", ""), cells.get("due_at", "")
    return queued, due


def seconds(texts: Sequence[str]) -> Floats:
    """Return times as seconds since 1970, NaN where there is none; each text is read once."""
    known = {text: _seconds(text) for text in set(texts)}
    return np.array([known[text] for text in texts], np.float64)


def _seconds(text: str) -> float:
    if not text:
        return np.nan
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # a cell that is no time stays as it was imported
        return np.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
