"""What the calibration report calls things, and what it says of a session beside numbers."""

from dataclasses import dataclass

from reviewer_audit.domain.calibration import Decision, Purpose, Side, TaskKind, TaskState
from reviewer_audit.i18n import N_, _
from reviewer_audit.reports import words
from reviewer_audit.stats.measure import Estimate

PURPOSES = {
    Purpose.CRITICAL: N_("Critical"),
    Purpose.DISPUTED: N_("Disputed"),
    Purpose.CLAUSE: N_("New or changed clause"),
    Purpose.DISAGREEMENT: N_("Disagreement"),
    Purpose.CONTROL: N_("Clear control"),
}
DECISIONS = {
    Decision.UPHOLD: N_("Baseline upheld"),
    Decision.CHANGE: N_("Baseline changed"),
    Decision.GAP: N_("Policy gap"),
}
SIDES = {Side.CLIENT: N_("Client"), Side.VENDOR: N_("Vendor"), Side.EXPERT: N_("Expert")}
STATES = {
    TaskState.OPEN: N_("open"),
    TaskState.DONE: N_("done"),
    TaskState.DROPPED: N_("dropped"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """An action or clarification, with its age in days."""

    number: int
    session: str
    kind: TaskKind
    text: str
    owner: str
    due: str
    state: TaskState
    clause: str
    age: int
    again: tuple[tuple[str, str], ...]  # title of the round, name of the item
    late: bool  # open after its day

    @property
    def until(self) -> str:
        """The day it is due, and whether that is past."""
        return _("{day}, late").format(day=self.due) if self.late else self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An earlier or this session in the trend."""

    title: str
    held_on: str
    items: int
    delta: Estimate
    baseline: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What the report says of a session beside its numbers."""

    project: str
    title: str
    held_on: str
    policy: str
    state: str
    seal: str
    salt: str
    whole: bool  # the baseline is the one that was frozen
    built: tuple[str, ...]  # what the set could not reach
    experts: int
    taken_out: int  # participants whose votes count no more
    seed: str
    tasks: tuple[TaskFacts, ...]
    earlier: tuple[TaskFacts, ...]  # tasks of the session before
    trend: tuple[Past, ...]  # oldest first, this one last


def text_of(key: str, e: Estimate) -> str:
    """Return the value of a figure in words."""
    if e.value is None:
        return _("n/a")
    if key in {"alpha", "ac1"}:
        return f"{e.value:.2f}"
    return signed(e.value) if key == "delta" else words.share(e)


def range_of(key: str, e: Estimate) -> str:
    """Return interval and n of a figure."""
    if e.value is None or key not in {"alpha", "ac1", "delta"}:
        return words.range_and_n(e)
    n = f"n{words.NBSP}{words.count(e.n)}"
    if e.low is None or e.high is None:
        return n
    ends = (
        _("{low} to {high}").format(low=signed(e.low), high=signed(e.high))
        if key == "delta"
        else _("{low} to {high}").format(low=f"{e.low:.2f}", high=f"{e.high:.2f}")
    )
    return words.DOT.join((ends, n))


def signed(value: float) -> str:
    """Return a difference of shares in points with its sign; nothing reads 0.0."""
    return f"{100 * value:+.1f}" if round(1000 * value) else "0.0"


def points(e: Estimate) -> str:
    """Return a difference of shares in points, with its interval and n."""
    if e.value is None:
        return f"{_('n/a')} ({e.note})"
    ends = range_of("delta", e)
    return _("{text_of} points ({dot})").format(
        text_of=text_of("delta", e), dot=ends.replace(words.DOT, _(", "))
    )
