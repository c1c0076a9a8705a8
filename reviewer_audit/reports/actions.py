"""Corrective actions and whether they have worked: a difference with its interval, or why none."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.model import (
    Block,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Style,
    Tone,
    Word,
)
from reviewer_audit.stats.measure import Estimate

SHOWED = {
    "better": Word(text=N_("Better"), tone=Tone.GOOD),
    "worse": Word(text=N_("Worse"), tone=Tone.BAD),
    "not_shown": Word(text=N_("No difference shown")),
}
SELECTED = N_(
    "A slice that was picked because it looked bad tends to look "
    "better the next time by chance alone (regression to the mean): a "
    "difference goes with an action, it does not prove its cause."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Accuracy of a slice before an action and in a later sample, and the difference."""

    before: str  # the audit
    after: str
    first: Estimate
    second: Estimate
    difference: Estimate
    showed: str  # better | worse | not_shown

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "before": self.before,
            "after": self.after,
            "accuracy": [self.first.as_json(), self.second.as_json()],
            "difference": self.difference.as_json(),
            "showed": self.showed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One corrective action of a case; ``note`` says why no effect is known."""

    source: str  # the audit in which the case was opened
    case: int
    where: Mapping[str, str]
    text: str
    owner: str
    due: str
    done: str  # the day; empty: not done
    state: str  # of the case
    effect: Effect | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "audit": self.source,
            "case": self.case,
            "slice": dict(self.where),
            "action": self.text,
            "owner": self.owner or None,
            "due": self.due or None,
            "done": self.done or None,
            "state": self.state,
            "effect": self.effect.as_json() if self.effect else None,
            "note": self.note,
        }


def silent_of(lines: Iterable[ActionLine], vendors: Collection[str]) -> tuple[ActionLine, ...]:
    """Return the actions that name none of these vendors, however they write them."""
    named = [name.casefold() for name in vendors if name]
    return tuple(one for one in lines if not any(name in one.text.casefold() for name in named))


def blocks(lines: tuple[ActionLine, ...], nothing: str) -> list[Block]:
    """Return the actions, or the sentence that there are none."""
    if not lines:
        return [Paragraph(text=nothing)]
    done = sum(bool(line.done) for line in lines)
    shown = [line.effect.showed for line in lines if line.effect]
    lead = _("{done} of {n} corrective actions are done.").format(
        done=words.count(done), n=words.count(len(lines))
    )
    if shown:
        lead = _(
            "{done} of {n} corrective actions are done; of {seen} looked at in a later sample "
            "{better} went with better work and {worse} with worse."
        ).format(
            done=words.count(done),
            n=words.count(len(lines)),
            seen=words.count(len(shown)),
            better=words.count(shown.count("better")),
            worse=words.count(shown.count("worse")),
        )
    found: list[Block] = [Paragraph(text=lead, style=Style.LEAD), _agreed(lines)]
    return [*found, _effects(lines)] if shown else found


def _agreed(lines: tuple[ActionLine, ...]) -> DataTable:
    """Return who does what until when, and how far it is."""
    return DataTable(
        key="actions",
        title=_("What was agreed"),
        columns=(
            Column(title=_("Case"), kind=CellKind.INTEGER),
            Column(title=_("Audit")),
            Column(title=_("About")),
            Column(title=_("Action"), wide=True),
            Column(title=_("Owner")),
            Column(title=_("Due")),
            Column(title=_("Done")),
            Column(title=_("Effect"), kind=CellKind.WORD),
        ),
        rows=tuple(
            (
                line.case,
                line.source,
                _about(line),
                line.text,
                line.owner,
                line.due,
                line.done,
                _showed(line.effect.showed) if line.effect else _unknown(line),
            )
            for line in lines
        ),
    )


def _effects(lines: tuple[ActionLine, ...]) -> DataTable:
    """Return what later samples say of the slices, before and after."""
    estimate, whole = CellKind.ESTIMATE, CellKind.INTEGER
    known = [(line, line.effect) for line in lines if line.effect]
    return DataTable(
        key="effects",
        title=_("Before and after"),
        columns=(
            Column(title=_("Case"), kind=whole),
            Column(title=_("About")),
            Column(title=_("Difference, points")),
            Column(title=_("Effect"), kind=CellKind.WORD),
            Column(title=_("Before")),
            Column(title=_("n before"), kind=whole),
            Column(title=_("Accuracy before"), kind=estimate, brief=True),
            Column(title=_("Later")),
            Column(title=_("n later"), kind=whole),
            Column(title=_("Accuracy later"), kind=estimate, brief=True),
        ),
        rows=tuple(
            (
                line.case,
                _about(line),
                words.points(effect.difference),
                _showed(effect.showed),
                effect.before,
                effect.first.n,
                effect.first,
                effect.after,
                effect.second.n,
                effect.second,
            )
            for line, effect in known
        ),
        note=translated(SELECTED),
    )


def _about(line: ActionLine) -> str:
    return words.DOT.join(words.value_title(value) for value in line.where.values())


def _showed(what: str) -> Word:
    word = SHOWED[what]
    return replace(word, text=translated(word.text))


def _unknown(line: ActionLine) -> Word:
    return Word(text=line.note or _("Not looked at in a later sample yet"))
