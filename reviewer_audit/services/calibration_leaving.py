"""Take somebody out of a calibration session, and let them back in: both with a reason.

One vote is never taken back alone: a later one replaces it, and who cannot judge says that. But
somebody may not belong into a session: they had seen the baseline, stand for another side, or do
not come. All that they said stays written and counts no more; what they send is refused.
"""

from collections.abc import Iterable

from reviewer_audit.domain.calibration import Participant, Record, SessionState, Side
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import CalibrationError
from reviewer_audit.i18n import _, ngettext
from reviewer_audit.services import calibration
from reviewer_audit.services.projects import Project
from reviewer_audit.store import calibration as stored


def take_out(
    store: Project, who: Participant, reason: str, *, by: Person, session_id: int | None = None
) -> None:
    """Let nothing count that somebody said in a session, nor come in.

    Raises:
        CalibrationError: no reason is given, they do not vote or are out already, or it is closed.
    """
    _move(store, who, reason, out=True, by=by, session_id=session_id)


def bring_back(
    store: Project, who: Participant, reason: str, *, by: Person, session_id: int | None = None
) -> None:
    """Let count again what somebody said before they were taken out.

    Raises:
        CalibrationError: no reason is given, they are not out, or the session is closed.
    """
    _move(store, who, reason, out=False, by=by, session_id=session_id)


def require_in(known: Record, participants: Iterable[int]) -> None:
    """Refuse votes of those who were taken out."""
    wanted = set(participants)
    names = [one.name for one in known.participants if one.is_out and one.id in wanted]
    if names:
        message = ngettext(
            "{names} was taken out of {title}, so these votes do not count.",
            "{names} were taken out of {title}, so these votes do not count.",
            len(names),
        ).format(names=_(", ").join(names), title=known.session.title)
        raise CalibrationError(message, calibration.SAFE, code="calibration.taken_out")


def _move(
    store: Project,
    who: Participant,
    reason: str,
    *,
    out: bool,
    by: Person,
    session_id: int | None,
) -> None:
    known = calibration.read(store, session_id)
    one = known.session
    now = next((p for p in known.participants if p.id == who.id), None)
    wrong = ""
    if one.state is SessionState.CLOSED:
        wrong = _("{title} is closed.").format(title=one.title)
    elif now is None or now.side is Side.EXPERT:
        wrong = _("Only participants vote; the expert gives the baseline.")
    elif now.is_out == out:
        said = _("{name} is out already.") if out else _("{name} takes part.")
        wrong = said.format(name=now.name)
    elif not reason.strip():
        wrong = _("A reason is needed; it is kept.")
    if wrong:
        raise CalibrationError(wrong, calibration.SAFE, code="calibration.taken_out")
    body = {"session": one.id, "participant": who.id, "reason": reason.strip()}
    with store.write(
        "calibration.take_out" if out else "calibration.bring_back", by=by, body=body
    ) as tx:
        stored.add_taken_out(tx, one.id, who.id, out=out, reason=reason.strip(), by=by.id)
