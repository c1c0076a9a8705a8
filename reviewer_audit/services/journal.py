"""The journal in sentences: who did what and when, newest first.

Of the grading path's side: nothing here may know decisions, and no sentence holds a value.
"""

from dataclasses import dataclass

from reviewer_audit.i18n import N_, translated
from reviewer_audit.services.projects import Project
from reviewer_audit.store import journal, people

WHAT = {
    "bulletin.issue": N_("answered to everybody who grades"),
    "grade.original": N_("opened the original of an item"),
    "lessons.take": N_("took in precedents and feedback of the lead"),
    "bulletin.read": N_("read an answer of the lead"),
    "bulletin.take": N_("took in answers of the lead"),
    "calibration.baseline": N_("recorded the expert's answers of a calibration session"),
    "calibration.begin": N_("began a calibration session"),
    "calibration.bring_back": N_("let somebody back into a calibration session"),
    "calibration.close": N_("closed a calibration session"),
    "calibration.hand_out": N_("handed out a calibration session"),
    "calibration.join": N_("added people to a calibration session"),
    "calibration.new": N_("made a calibration session"),
    "calibration.report": N_("wrote the report of a calibration session"),
    "calibration.rule": N_("ruled on an item of a calibration session"),
    "calibration.seal": N_("froze the expert's answers of a calibration session"),
    "calibration.task": N_("agreed on what is to be done after a calibration session"),
    "calibration.take_out": N_("took somebody out of a calibration session"),
    "calibration.task_state": N_("said how far something agreed on is"),
    "calibration.vote": N_("voted in a calibration session"),
    "case.event": N_("added to a case"),
    "case.open": N_("opened a case"),
    "control.draw": N_("drew the control of agreements"),
    "control.record": N_("recorded control totals"),
    "dispute.end": N_("ended a vendor's time to dispute before its date"),
    "dispute.import": N_("brought in what a vendor disputes"),
    "dispute.rule": N_("ruled on disputes"),
    "draw": N_("drew a sample"),
    "draw.more": N_("drew more of a sample"),
    "draw.replace": N_("drew others for items that cannot be judged"),
    "draw.seed": N_("wrote down the seed of a draw"),
    "evidence.write": N_("wrote the evidence of a vendor"),
    "gold.add": N_("wrote down gold items"),
    "gold.retire": N_("retired a gold item"),
    "gold.sign": N_("signed gold items"),
    "grade.answer": N_("answered an item"),
    "grade.record": N_("brought grades in from a sheet"),
    "intake.load": N_("imported decisions"),
    "media.attach": N_("brought in pictures and recordings"),
    "pack.issue": N_("sealed a pack"),
    "pack.merge": N_("took returned grades in"),
    "pack.open": N_("opened a pack"),
    "pack.withdraw": N_("withdrew a merge"),
    "person.add": N_("joined the audit"),
    "person.role": N_("changed what somebody works as"),
    "policy.add": N_("added a version of the policy"),
    "policy.draft": N_("changed the draft of the next policy"),
    "profile.save": N_("saved how a file is read"),
    "project.create": N_("made the project"),
    "report.write": N_("wrote reports"),
    "roster.set": N_("changed what somebody can take on"),
    "round.accept_partial": N_("accepted that grades are missing"),
    "round.close": N_("closed a round"),
    "round.due": N_("set the date a round is due"),
    "round.lock": N_("locked the grades of a round"),
    "round.new": N_("opened a round"),
    "round.reassign": N_("gave ungraded items to somebody else"),
    "round.reveal": N_("revealed a round"),
    "round.title": N_("named a round"),
    "round.unblind": N_("looked at decisions while a round was graded blind"),
    "tables.write": N_("wrote tables for other programs"),
    "vendor.release": N_("released decisions to a vendor"),
    "verdict.bulk": N_("settled items on which all agree"),
    "verdict.mark": N_("marked an item before its decision was shown"),
    "verdict.record": N_("brought final answers in from a sheet"),
    "verdict.settle": N_("settled an item"),
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
    return translated(WHAT.get(action, "")) or action.replace(".", ": ").replace("_", " ")


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
