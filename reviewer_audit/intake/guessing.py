"""Guess the meaning of columns: by name first, held against what the cells hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from reviewer_audit.domain.intake import GRADE_ROLES, Guess, RawTable
from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.domain.policy import Policy
from reviewer_audit.i18n import _
from reviewer_audit.intake import evidence
from reviewer_audit.intake.evidence import Facts
from reviewer_audit.intake.synonyms import (
    GRADE_ACTION,
    GRADE_LABEL,
    GRADE_SEVERITY,
    SYNONYMS,
    TELLING,
    id_like,
)

NOT_IN_DECISIONS = frozenset({R.AUDITOR, R.GRADED_AT, R.CONFIDENCE, R.HIDDEN})
EXACT, PART, STEP = 0.95, 0.6, 0.01
ACTING = 0.8  # a column that goes by the name of a label, full of actions
LEAST = 0.5
UNIQUE = 0.98
_JUDGES = frozenset(
    {"audit", "auditor", "audited", "gold", "golden", "expert", "adjudicated", "grader", "truth"}
)
_AS_CONTENT = (R.CONTENT, R.CONTEXT)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Claim:
    """A column that could have a role."""

    score: float
    column: str
    role: R
    reason: str


class Guesser:
    """Weighs every column against every role and gives each its best free one."""

    def __init__(self, table: RawTable, *, policy: Policy | None, purpose: str) -> None:
        self._table = table
        self._policy = policy
        self._grades = purpose == "grades"
        self._facts = {facts.name: facts for facts in evidence.facts_of(table)}
        self._unique: dict[str, float] = {}
        self._given: dict[str, _Claim] = {}
        self._misfits: dict[str, str] = {}

    def guesses(self) -> tuple[Guess, ...]:
        """Return one guess per column, in the order of the table."""
        claims = sorted(self._claims(), reverse=True, key=lambda claim: (claim.score, claim.role))
        taken: set[R] = set()
        for claim in claims:
            if claim.column in self._given or (claim.role in taken and claim.role != R.CONTEXT):
                continue
            self._given[claim.column] = claim
            taken.add(claim.role)
        self._by_content(taken)
        self._hide_what_tells()
        return tuple(self._guess(name) for name in self._table.header)

    def _hide_what_tells(self) -> None:
        """Take back a context that gives the vendor's answer away."""
        label = next((c.column for c in self._given.values() if c.role == R.LABEL), None)
        shown = [c.column for c in self._given.values() if c.role == R.CONTEXT]
        for column in shown:
            if label is not None and evidence.tells(self._table, column, label):
                del self._given[column]
                self._misfits[column] = _(
                    "It follows the vendor's answer so closely that it would give it away."
                )

    def _guess(self, name: str) -> Guess:
        claim = self._given.get(name)
        if claim is not None:
            return Guess(
                column=name,
                role=claim.role,
                confidence=round(min(claim.score, 1.0), 2),
                reason=claim.reason,
            )
        reason = self._misfits.get(name) or _(
            "Nothing says what it means; it stays hidden because it could give the answer away."
        )
        return Guess(column=name, role=R.HIDDEN, confidence=0.0, reason=reason)

    def _claims(self) -> Iterator[_Claim]:
        for facts in self._facts.values():
            words = set(facts.words.split())
            if not self._grades and words & _JUDGES:
                self._misfits[facts.name] = _(
                    "Its name speaks of an auditor's or expert's judgment; it stays hidden."
                )
                continue
            for role in self._roles():
                name_score = self._by_name(facts, role)
                if not name_score:
                    continue
                if role in _AS_CONTENT and words & TELLING:
                    self._misfits[facts.name] = _(
                        "It may tell what was decided, so graders must not see it."
                    )
                    continue
                yield from self._weighed(facts, role, name_score)

    def _roles(self) -> Iterator[R]:
        for role in R:
            if (self._grades and role in GRADE_ROLES) or (
                not self._grades and role not in NOT_IN_DECISIONS
            ):
                yield role

    def _by_name(self, facts: Facts, role: R) -> float:
        """Return how well a name fits a role: whole names by rank, then parts of names."""
        names = SYNONYMS.get(role, ())
        if self._grades:
            first = {R.LABEL: GRADE_LABEL, R.SEVERITY: GRADE_SEVERITY, R.ACTION: GRADE_ACTION}
            names = (*first.get(role, ()), *names)
        if facts.words in names:
            return EXACT - STEP * min(names.index(facts.words), 25)
        if role == R.ACTION and facts.words in SYNONYMS[R.LABEL] and self._acts(facts):
            return ACTING
        padded = f" {facts.words} "
        if any(f" {name} " in padded for name in names if len(name) > 3):  # noqa: PLR2004
            return PART
        return 0.0

    def _weighed(self, facts: Facts, role: R, score: float) -> Iterator[_Claim]:
        """Hold a name against the cells."""
        if not evidence.fits(role, facts):
            self._misfits.setdefault(
                facts.name,
                _("The name suggests {role}, but the cells do not fit.").format(role=role),
            )
            return
        reason = _("Vendors use this name for it.") if score > PART else _("Part of its name fits.")
        if role in {R.DECISION_ID, R.ITEM_ID}:
            weighed = self._as_id(facts, role, score)
        elif role == R.LABEL:
            weighed = self._as_label(facts, score)
        elif role == R.ACTION:
            share = evidence.action_share(facts, self._policy)
            weighed = (score + 0.1 * share, self._shares(share, _("actions")) if share else reason)
        elif role == R.REASON:
            other = facts.words in SYNONYMS[R.LABEL]  # only where it is not the label itself
            weighed = (LEAST if other else score - 0.05, reason)
        elif role == R.CONTEXT:
            weighed = (score, _("A text that goes with the content, by its name; check it."))
        elif role == R.CONTENT:
            weighed = (score + min(facts.length, 100) / 2000, reason)
        else:
            weighed = (score, reason)
        if weighed[0] >= LEAST:
            yield _Claim(column=facts.name, role=role, score=weighed[0], reason=weighed[1])

    def _as_id(self, facts: Facts, role: R, score: float) -> tuple[float, str]:
        """Tell decisions from items: what names a decision never repeats, an item may."""
        unique = self._uniqueness(facts.name)
        if role == R.DECISION_ID:
            if unique < UNIQUE:
                self._misfits[facts.name] = _(
                    "It repeats, so it cannot tell one decision from another."
                )
                return 0.0, ""
            if not self._other_item_id(facts.name):
                return 0.0, ""  # the only id of a table is the item's
            return score + 0.02, _("Vendors use this name for it, and no value repeats.")
        if unique < UNIQUE:
            return score, _(
                "Vendors use this name for it; it repeats where an item was judged again."
            )
        return score - 0.03, _("Vendors use this name for it.")

    def _other_item_id(self, column: str) -> bool:
        """Tell whether some other column can name the items."""
        return any(
            facts.name != column
            and self._by_name(facts, R.ITEM_ID) > PART
            and evidence.fits(R.ITEM_ID, facts)
            for facts in self._facts.values()
        )

    def _uniqueness(self, column: str) -> float:
        if column not in self._unique:
            self._unique[column] = evidence.is_unique(self._table.column(column))
        return self._unique[column]

    def _as_label(self, facts: Facts, score: float) -> tuple[float, str]:
        reason = _("Vendors use this name for it.") if score > PART else _("Part of its name fits.")
        if facts.filled < 0.5:  # noqa: PLR2004 - a label is rarely left blank
            score -= 0.15
        if self._policy is not None:
            share = evidence.label_share(facts, self._policy)
            if share:
                return score + 0.4 * share, self._shares(share, _("labels of the policy"))
            score -= 0.1
        return (score - 0.4 if self._acts(facts) else score), reason

    def _acts(self, facts: Facts) -> bool:
        """Tell whether a column named like a label says what was done, and another is the label."""
        acts = evidence.action_share(facts, self._policy) > 0.7  # noqa: PLR2004
        return acts and self._another_label(facts)

    def _another_label(self, facts: Facts) -> bool:
        """Tell whether another, well filled column could be the label."""
        return any(
            other.name != facts.name
            and self._by_name(other, R.LABEL) >= PART
            and other.filled >= 0.3  # noqa: PLR2004
            and evidence.fits(R.LABEL, other)
            and evidence.action_share(other, None) < 0.5  # noqa: PLR2004
            for other in self._facts.values()
        )

    def _shares(self, share: float, what: str) -> str:
        return _("{share} of its values are {what}.").format(
            share=f"{100 * share:.0f}\u00a0%", what=what
        )

    def _by_content(self, taken: set[R]) -> None:
        """Fill the roles nothing can do without from what the cells look like."""
        free = [facts for name, facts in self._facts.items() if name not in self._given]
        free = [
            facts
            for facts in free
            if not set(facts.words.split()) & (_JUDGES if not self._grades else set())
        ]
        if R.ITEM_ID not in taken:
            self._give_item_id(free)
        if R.LABEL not in taken and self._policy is not None:
            shares = [(evidence.label_share(facts, self._policy), facts.name) for facts in free]
            share, name = max(shares, default=(0.0, ""))
            if share >= 0.8:  # noqa: PLR2004
                self._give(name, R.LABEL, 0.6, self._shares(share, _("labels of the policy")))
        if self._grades:
            return
        free = [facts for facts in free if facts.name not in self._given]
        if R.CONTENT not in taken:
            longest = max(free, key=lambda facts: facts.length, default=None)
            if longest and _like_content(longest):
                self._give(longest.name, R.CONTENT, 0.5, _("It holds the longest texts."))
        if R.DECIDED_AT not in taken:
            dated = [facts.name for facts in free if evidence.date_share(facts) >= 0.9]  # noqa: PLR2004
            if len(dated) == 1:
                self._give(dated[0], R.DECIDED_AT, 0.5, _("It is the only column of dates."))

    def _give_item_id(self, free: list[Facts]) -> None:
        named = [facts for facts in free if id_like(facts.name) and evidence.fits(R.ITEM_ID, facts)]
        if named:
            self._give(
                named[0].name, R.ITEM_ID, 0.5, _("Its name says that it identifies something.")
            )
            return
        decision = next((c for c in self._given.values() if c.role == R.DECISION_ID), None)
        if decision is not None:
            self._give(decision.column, R.ITEM_ID, 0.6, _("It is the only column of identifiers."))

    def _give(self, column: str, role: R, score: float, reason: str) -> None:
        self._given[column] = _Claim(column=column, role=role, score=score, reason=reason)


def _like_content(facts: Facts) -> bool:
    """Tell whether a column of long, different texts may be shown to a grader."""
    long = facts.length >= 20 and facts.different >= 0.05  # noqa: PLR2004
    return long and not set(facts.words.split()) & TELLING
