"""Draw a control of the agreements of a round, and say what it found."""

import secrets
from hashlib import sha256
from math import ceil

import numpy as np

from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.reports.controlled import AgreementControl, agreement_control
from reviewer_audit.services import review
from reviewer_audit.services.projects import Project
from reviewer_audit.services.review import Survey
from reviewer_audit.store import items, verdicts

SHARE, MINIMUM = 0.05, 30


def ensure(store: Project, one: Round, *, by: Person, seed: str = "") -> int:
    """Draw the control of a revealed round, once; returns how many items it has.

    The items with the smallest sha256 of (seed, sender's name of the item), joined by the byte
    0x1F, are drawn: 5 % of the agreements, at least 30, or all where there are fewer.
    """
    with store.read() as tx:
        known = verdicts.control_draw(tx, one.id)
    if known is not None:
        return int(known.drawn)
    if one.state is RoundState.CLOSED:
        return 0
    found = review.survey(store, one)
    seed = seed or secrets.token_hex(8)
    with store.read() as tx:
        names = items.names_of(tx, set(found.agreements))
    size = size_of(len(found.agreements))
    ranks = {
        number: sha256(f"{seed}\x1f{names[number]}".encode()).hexdigest()
        for number in found.agreements
    }
    drawn = sorted(sorted(ranks, key=lambda number: ranks[number])[:size])
    body = {"round": one.id, "seed": seed, "population": len(ranks), "drawn": len(drawn)}
    with store.write("control.draw", by=by, body=body) as tx:
        verdicts.put_controls(
            tx,
            one.id,
            drawn,
            seed=seed,
            population=len(ranks),
            share=SHARE,
            minimum=MINIMUM,
            by=by.id,
        )
    return len(drawn)


def size_of(agreements: int) -> int:
    """Return how many of so many agreements a control has."""
    return min(agreements, max(MINIMUM, ceil(SHARE * agreements)))


def found_in(store: Project, found: Survey) -> AgreementControl | None:
    """Say what the control found; None where it was not drawn yet."""
    with store.read() as tx:
        draw = verdicts.control_draw(tx, found.one.id)
    if draw is None:
        return None
    seen = {number for number in found.agreements if found.verdicts.get(number)}
    data, o = found.data, found.outcome_now
    of = data.item_ids[data.item]
    counts = set(of[o.counted].tolist())
    wrong = set(of[o.wrong].tolist())
    looked = seen & found.controls
    return agreement_control(
        data,
        unlooked=np.isin(of, sorted(set(found.agreements) - seen)),
        population=draw.population,
        drawn=draw.drawn,
        looked=len(looked & counts),
        wrong=len(looked & wrong),
        not_judged=len(looked - counts),
        seed=draw.seed,
    )
