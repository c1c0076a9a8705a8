"""The journal in sentences: who did what and when, newest first.

Of the grading path's side: nothing here may know decisions, and no sentence holds a value.
"""

from dataclasses import dataclass

from reviewer_audit.i18n import _
from reviewer_audit.services.projects import Project
from reviewer_audit.store import journal, people

WHAT = {
    "calibration.baseline": _("recorded the expert's answers of a calibration session"),
    "calibration.begin": _("began a calibration session"),
    "calibration.close": _("closed a calibration session"),
    "calibration.hand_out": _("handed out a calibration session"),
    "calibration.join": _("added people to a calibration session"),
    "calibration.new": _("made a calibration session"),
    "calibration.report": _("wrote the report of a calibration session"),
    "calibration.rule": _("ruled on an item of a calibration session"),
    "calibration.seal": _("froze the expert's answers of a calibration session"),
    "calibration.task": _("agreed on what is to be done after a calibration session"),
    "calibration.task_state": _("said how far something agreed on is"),
    "calibration.vote": _("voted in a calibration session"),
    "case.event": _("added to a case"),
    "case.open": _("opened a case"),
    "control.draw": _("drew the control of agreements"),
    "control.record": _("recorded control totals"),
    "dispute.end": _("ended a vendor's time to dispute before its date"),
    "dispute.import": _("brought in what a vendor disputes"),
    "dispute.rule": _("ruled on disputes"),
    "draw": _("drew a sample"),
    "draw.more": _("drew more of a sample"),
    "draw.replace": _("drew others for items that cannot be judged"),
    "draw.seed": _("wrote down the seed of a draw"),
    "evidence.write": _("wrote the evidence of a vendor"),
    "gold.add": _("wrote down gold items"),
    "gold.retire": _("retired a gold item"),
    "gold.sign": _("signed gold items"),
    "grade.answer": _("answered an item"),
    "grade.record": _("brought grades in from a sheet"),
    "intake.load": _("imported decisions"),
    "pack.issue": _("sealed a pack"),
    "pack.merge": _("took returned grades in"),
    "pack.open": _("opened a pack"),
    "pack.withdraw": _("withdrew a merge"),
    "person.add": _("joined the audit"),
    "person.role": _("changed what somebody works as"),
    "policy.add": _("added a version of the policy"),
    "profile.save": _("saved how a file is read"),
    "project.create": _("made the project"),
    "report.write": _("wrote reports"),
    "roster.set": _("changed what somebody can take on"),
    "round.accept_partial": _("accepted that grades are missing"),
    "round.close": _("closed a round"),
    "round.due": _("set the date a round is due"),
    "round.lock": _("locked the grades of a round"),
    "round.new": _("opened a round"),
    "round.reassign": _("gave ungraded items to somebody else"),
    "round.reveal": _("revealed a round"),
    "round.title": _("named a round"),
    "round.unblind": _("looked at decisions while a round was graded blind"),
    "vendor.release": _("released decisions to a vendor"),
    "verdict.bulk": _("settled items on which all agree"),
    "verdict.mark": _("marked an item before its decision was shown"),
    "verdict.record": _("brought final answers in from a sheet"),
    "verdict.settle": _("settled an item"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the journal, to be read."""

    number: int
    at: str  # ISO 8601, UTC
    who: str
    what: str
    seal: str  # the first letters of the row's seal


def said(action: str) -> str:
    """Return what an action is called in a sentence that begins with who did it."""
    return WHAT.get(action, action.replace(".", ": ").replace("_", " "))


def newest(store: Project, count: int = 200) -> tuple[Line, ...]:
    """Return the last rows, the newest first."""
    with store.read() as tx:
        rows = journal.newest(tx, count)
        names = {person.id: person.name for person in people.everyone(tx)}
    return tuple(
        Line(
            number=row.seq,
            at=row.at,
            who=names.get(row.by, row.by),
            what=said(row.action),
            seal=row.hash[:16],
        )
        for row in rows
    )
