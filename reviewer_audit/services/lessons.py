"""What rulings teach auditors who grade in packs: precedents, and feedback on their own grades.

The lead's side. It travels in each pack, and with the answers of the lead sealed to the auditor's
key: feedback is for the one who graded alone.
"""

from reviewer_audit.domain.packs import Lessons
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round
from reviewer_audit.packs import lettering
from reviewer_audit.services import own_feedback
from reviewer_audit.services.projects import Project
from reviewer_audit.services.wrapping import ProjectSecrets
from reviewer_audit.store import packs, people, precedents, rounds
from reviewer_audit.store.clock import now


def told_to(store: Project, auditor: Person, *, but: Round) -> Lessons:
    """Return what an auditor may have: nothing of it is about an item of the round they grade."""
    with store.read() as tx:
        open_ = rounds.assignments(tx, but.id) if but.state.is_open else ()
        theirs = {row.item_id for row in open_}  # of everybody: a pack may move items
        held = precedents.at_hand(tx, auditor.id, but=theirs)
    return Lessons(
        precedents=tuple((label, text) for label in sorted(held) for text in reversed(held[label])),
        feedback=own_feedback.feedback(store, auditor, but=theirs),
    )


def letters(store: Project, one: Round, own: ProjectSecrets) -> dict[str, bytes]:
    """Return a sealed letter for everybody of a round who has something to learn and a key."""
    with store.read() as tx:
        known = packs.keys(tx)
        graders = {row.auditor_id for row in rounds.assignments(tx, one.id)}
        who = [person for person in people.everyone(tx) if person.id in graders & known.keys()]
    told = {person.id: told_to(store, person, but=one) for person in who}
    return {
        name: lettering.seal(lessons, own.project, name, now(), own.identity, to=known[name][-1])
        for name, lessons in told.items()
        if lessons
    }
