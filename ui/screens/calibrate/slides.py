"""What the projector says at each step: words and bars; never a name, never who voted what."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_audit.domain.calibration import Decision
from reviewer_audit.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.domain.policy import Label, Policy
    from reviewer_audit.services.calibration_board import Agenda

DECISIONS = {
    Decision.UPHOLD: _("Baseline upheld"),
    Decision.CHANGE: _("Baseline changed"),
    Decision.GAP: _("Policy gap"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer and how many gave it; ``lit`` is spoken about now."""

    label: str
    votes: int
    lit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One step of one item."""

    title: str
    hidden: str = ""  # for the projector: on the lead's page a pane says it
    lines: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    tone: str = "text"


def slide(step: str, item: "Agenda", policy: "Policy") -> Slide:
    """Return what is on show at a step."""
    return _SLIDES[step](item, policy)


def minority(votes: "Sequence[int]") -> tuple[int, ...]:
    """Return the labels that fewer participants chose than the commonest one, fewest first."""
    most = max(votes, default=0)
    fewer = [k for k, n in enumerate(votes) if 0 < n < most]
    return tuple(sorted(fewer, key=lambda k: (votes[k], k)))


def _item(item: "Agenda", _policy: "Policy") -> Slide:
    votes = sum(item.line.votes) + item.line.cannot
    many = ngettext("{n} vote was given blind", "{n} votes were given blind", votes)
    return Slide(
        title=_("Look at the item"),
        hidden=_("The content is hidden until it is shown for the talk."),
        lines=(many.format(n=votes),),
    )


def _votes(item: "Agenda", policy: "Policy") -> Slide:
    return Slide(title=_("How the blind votes fell"), bars=_bars(item, policy))


def _minority(item: "Agenda", policy: "Policy") -> Slide:
    few = minority(item.line.votes)
    bars = _bars(item, policy, lit=frozenset(few))
    if few:
        return Slide(title=_("The minority speaks first"), bars=bars)
    alike = len([n for n in item.line.votes if n]) <= 1
    text = (
        _("All gave the same answer: is it the right one?")
        if alike
        else _("No answer prevails: every side speaks.")
    )
    return Slide(title=_("The minority speaks first"), lines=(text,), bars=bars)


def _clause(item: "Agenda", policy: "Policy") -> Slide:
    said = [label for label, n in zip(policy.labels, item.line.votes, strict=True) if n]
    lines = tuple(f"{label.title}: {_definition(label)}" for label in said)
    return Slide(title=_("Read the clauses aloud"), lines=lines or (_("Nobody named a clause."),))


def _baseline(item: "Agenda", policy: "Policy") -> Slide:
    label = policy.labels[item.line.baseline]
    off, n = item.line.distance
    many = ngettext("{n} of {all} votes differs", "{n} of {all} votes differ", off)
    lines = [item.rationale, many.format(n=off, all=n)]
    return Slide(
        title=_("Baseline: {label}").format(label=label.title), lines=tuple(filter(None, lines))
    )


def _ruling(item: "Agenda", policy: "Policy") -> Slide:
    facts = item.line.facts
    if facts.decision is None:
        return Slide(title=_("The ruling is still to come"), tone="muted")
    title = DECISIONS[facts.decision]
    if facts.decision is not Decision.GAP:
        title = f"{title}: {policy.labels[item.line.standard].title}"
    cause = next((c for c in policy.root_causes if c.key == facts.cause), None)
    lines = [facts.rationale]
    if cause is not None:
        lines.append(_("Cause: {cause}").format(cause=f"{cause.key} {cause.title}"))
    tone = {Decision.UPHOLD: "good", Decision.CHANGE: "accent", Decision.GAP: "caution"}
    return Slide(title=title, lines=tuple(filter(None, lines)), tone=tone[facts.decision])


def _precedent(item: "Agenda", _policy: "Policy") -> Slide:
    text = item.line.facts.precedent
    if not text:
        return Slide(title=_("No precedent was set"), tone="muted")
    return Slide(title=_("From now on"), lines=(text,))


def _bars(item: "Agenda", policy: "Policy", lit: frozenset[int] = frozenset()) -> tuple[Bar, ...]:
    found = [
        Bar(label.title, n, k in lit)
        for k, (label, n) in enumerate(zip(policy.labels, item.line.votes, strict=True))
        if n
    ]
    if item.line.cannot:
        found.append(Bar(_("Cannot judge"), item.line.cannot))
    return tuple(found)


def _definition(label: "Label") -> str:
    return label.definition or _("the policy has no text for it")


_SLIDES = {
    "item": _item,
    "votes": _votes,
    "minority": _minority,
    "clause": _clause,
    "baseline": _baseline,
    "ruling": _ruling,
    "precedent": _precedent,
}
