"""A revealed round of forty items, and a calibration session of eight people on fifteen of them."""

from random import Random

import pytest

from reviewer_audit.domain.calibration import (
    Baseline,
    Decision,
    Judgement,
    Side,
    Turn,
    Vote,
)
from reviewer_audit.errors import CalibrationError
from reviewer_audit.services import calibration, calibration_voting
from tests.unit.services.reviewed import revealed

LABELS = ("ok", "spam", "threat")
PEOPLE = (
    ("Cara", Side.CLIENT),
    ("Cem", Side.CLIENT),
    ("Cho", Side.CLIENT),
    ("Cyd", Side.CLIENT),
    ("Vera", Side.VENDOR),
    ("Vito", Side.VENDOR),
    ("Vlad", Side.VENDOR),
    ("Vuk", Side.VENDOR),
    ("Eve", Side.EXPERT),
)


def audit(store, make, n=40):
    """A revealed round: n items, two auditors, all kinds of differences. Returns the lead."""
    given = {}
    for k in range(n):
        name = f"item-{k:03d}"
        kind = k % 5
        truth = ("ok", "spam", "ok", "spam", "threat")[kind]
        if k % 4 == 0:  # auditors differ
            given[name] = (truth, truth, "spam" if truth == "ok" else "ok")
        elif k % 4 == 1:  # vendor and auditors differ
            given[name] = ("ok" if truth != "ok" else "spam", truth, truth)
        else:
            given[name] = (truth, truth, truth)
    lead, _items = revealed(store, make, given)
    return lead


def begun(store, make, **more):
    """A session on fifteen items with all its people."""
    lead = audit(store, make)
    session, built = calibration.new(
        store, by=lead, title="October", held_on="2026-10-01", seed="7", people=PEOPLE, **more
    )
    return lead, session, built


def answers(known, seed=1):
    """The expert's answers, and each voter's: mostly the expert's, by chance another."""
    chance = Random(seed)
    base = {line.item_id: LABELS[k % 3] for k, line in enumerate(known.items)}
    votes = {}
    for who in known.voters:
        for line in known.items:
            right = base[line.item_id]
            strays = chance.random() < (0.15 if who.side is Side.CLIENT else 0.35)
            votes[who.id, line.item_id] = chance.choice(LABELS) if strays else right
    return base, votes


def voted(store, make, **more):
    """The same, its baseline frozen and everybody's blind votes given."""
    lead, session, _built = begun(store, make, **more)
    known = calibration.read(store, session.id)
    base, votes = answers(known)
    given = [Baseline(item_id=k, labels=(v,)) for k, v in base.items()]
    calibration.set_baseline(store, given, by=lead)
    calibration.seal(store, by=lead)
    cast(store, lead, votes)
    return lead, base, votes


def cast(store, lead, votes, turn=Turn.BLIND):
    """Record votes: (participant, item) -> label, "" for cannot judge."""
    given = [
        Vote(item_id=item, participant_id=who, turn=turn, labels=(label,) if label else ())
        for (who, item), label in votes.items()
    ]
    return calibration_voting.cast(store, given, by=lead)


def ruled(store, lead):
    """Rule on every item: the first is changed, the second is a gap, the others are upheld."""
    known = calibration.read(store)
    calibration.begin(store, by=lead)
    for k, line in enumerate(known.items):
        base = known.baseline[line.item_id].labels[0]
        other = LABELS[(LABELS.index(base) + 1) % 3]
        decision = (Decision.CHANGE, Decision.GAP)[k] if k < 2 else Decision.UPHOLD
        given = Judgement(
            item_id=line.item_id,
            decision=decision,
            labels=(other,) if decision is Decision.CHANGE else (),
            cause="P1" if decision is Decision.GAP else "",
            precedent=f"precedent {k}",
        )
        calibration.rule(store, given, by=lead)
    return calibration.read(store)


class Refused:
    """Expect a refusal of this code."""

    def __init__(self, code):
        self.code = code
        self._raises = pytest.raises(CalibrationError)

    def __enter__(self):
        self._caught = self._raises.__enter__()

    def __exit__(self, *given):
        done = self._raises.__exit__(*given)
        assert self._caught.value.code == self.code
        return done
