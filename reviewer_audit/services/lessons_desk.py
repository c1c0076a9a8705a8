"""What rulings taught, on an auditor's desk: of the grading path, so blind to decisions."""

from reviewer_audit.domain.desk import Feedback
from reviewer_audit.domain.packs import Lessons
from reviewer_audit.services.projects import Project
from reviewer_audit.store import meta, precedents
from reviewer_audit.store.project import Tx

FEEDBACK, WRITTEN = "feedback", "lessons written"  # facts of a project made from a pack
_FROM = "lead"  # where a precedent comes from that the lead sent


def is_newer(tx: Tx, at: str) -> bool:
    """Tell whether a letter written then says more than what was taken in."""
    return at > meta.get(tx, WRITTEN)


def take(tx: Tx, lessons: Lessons, *, at: str = "") -> None:
    """Bring what an auditor knows up to what the lead tells.

    Args:
        tx: a transaction.
        lessons: all that stands, not what is new.
        at: when it was written; empty in the pack itself, which is the first.
    """
    import msgspec

    wanted = {
        (None, f"{_FROM} {label} {text}"): (label, text) for label, text in lessons.precedents
    }
    known = precedents.standing(tx)
    gone = {
        place: (label, "")
        for place, (label, text) in known.items()
        if text and place not in wanted and place[1].startswith(f"{_FROM} ")
    }
    precedents.add(tx, [(p, s) for p, s in (wanted | gone).items() if known.get(p) != s])
    meta.put(tx, FEEDBACK, msgspec.json.encode(lessons.feedback).decode())
    meta.put(tx, WRITTEN, at)


def feedback(store: Project) -> tuple[Feedback, ...]:
    """Return the feedback that the lead sent; nothing in a project of the lead's."""
    with store.read_blind() as tx:
        text = meta.get(tx, FEEDBACK)
    import msgspec

    return msgspec.json.decode(text, type=tuple[Feedback, ...]) if text else ()
