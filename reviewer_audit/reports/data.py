"""A revealed round as integer arrays: what every number is computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.policy import Match, Policy

PENDING = -1  # graded, but no answer has more than half of the grades
UNGRADED = -2  # nobody has graded the item
CANNOT_JUDGE = -3  # every grade, or the verdict, is cannot judge
TECHNICAL = -4  # confirmed invalid item: content not rendered or gone

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, of a vendor or of the audit; ``labels[0]`` is primary, "" is no action given."""

    labels: tuple[str, ...]
    action: str = ""
    escalate: bool | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of names as codes; a missing value is the name ""."""

    codes: Int32
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: "list[str] | tuple[str, ...]") -> Self:
        """Code a list of names; the names come out sorted."""
        names = tuple(sorted(set(values)))
        index = {name: code for code, name in enumerate(names)}
        codes = np.fromiter((index[value] for value in values), np.int32, len(values))
        return cls(codes, names)


@dataclass(frozen=True, kw_only=True)
class AuditData:
    """The drawn decisions of a round (n), their items (m) and the final answers.

    ``vendor`` indexes ``answers`` per decision, ``final`` per item (or one of PENDING, UNGRADED,
    CANNOT_JUDGE, TECHNICAL). ``cause`` indexes ``policy.root_causes`` or is -1. ``grades_*`` are
    the counting grades alone: the last revision before reveal, no cannot-judge, no skip, no gold
    and no repeat, so one at most of an auditor and an item.
    """

    policy: Policy
    decision_id: Int64  # (n,)
    item: Int32  # (n,) index into items
    item_ids: Int64  # (m,)
    answers: tuple[Answer, ...]
    vendor: Int32  # (n,)
    final: Int32  # (m,)
    cause: Int32  # (n,)
    stratum: Int32  # (n,)
    stratum_population: Int64  # (H,)
    stratum_sampled: Int64  # (H,)
    probability: Float64  # (n,) stored inclusion probability
    slices: Mapping[str, Coded] = field(default_factory=dict)
    grades_item: Int32 = field(default_factory=lambda: np.empty(0, np.int32))  # (g,)
    grades_auditor: Int32 = field(default_factory=lambda: np.empty(0, np.int32))  # (g,)
    grades_answer: Int32 = field(default_factory=lambda: np.empty(0, np.int32))  # (g,)
    auditors: tuple[str, ...] = ()
    near: Int32 = field(default_factory=lambda: np.empty(0, np.int32))  # (m,) cluster of each item
    estimand: str = "process"  # process | batch | other_reviewers
    match: Match = Match.PRIMARY
    confidence: float = 0.95
    interval: str = ""  # one of stats.interval_choice.CHOICES, asked for; empty: the usual one
    poststratified: str = ""  # the role whose cells are its strata instead of those of the draw
    provisional: bool = True
    accept_partial: bool = False  # a verdict in spite of a response under 90 %
    looks: int = 1  # looks planned: 2 where one top-up was planned beforehand
    look: int = 1

    def __post_init__(self) -> None:
        n, m, h, g = self.n, self.m, len(self.stratum_population), len(self.grades_item)
        columns = (self.item, self.vendor, self.cause, self.stratum)
        if (
            any(len(column) != n for column in columns)
            or any(len(coded.codes) != n for coded in self.slices.values())
            or len(self.probability) != n
            or len(self.final) != m
            or len(self.near) not in {0, m}
            or len(self.stratum_sampled) != h
            or len(self.grades_auditor) != g
            or len(self.grades_answer) != g
        ):
            message = "the columns of an audit differ in length"
            raise ValueError(message)

    @property
    def n(self) -> int:
        """How many decisions were drawn."""
        return len(self.decision_id)

    @property
    def cluster(self) -> Int32:
        """What hangs together: decisions on one item, or on items that are nearly the same."""
        return self.near[self.item] if len(self.near) else self.item

    @property
    def m(self) -> int:
        """How many items they are about."""
        return len(self.item_ids)

    @property
    def population(self) -> int:
        """How many decisions the sample was drawn from."""
        return int(self.stratum_population.sum())

    @cached_property
    def final_of_decision(self) -> Int32:
        """The final answer of each decision's item."""
        return self.final[self.item] if self.n else np.empty(0, np.int32)

    def column(self, role: str) -> Coded:
        """Return the values of a role; a role nobody mapped is missing everywhere."""
        return self.slices.get(role, Coded(np.zeros(self.n, np.int32), ("",)))

    @classmethod
    def empty(cls, policy: Policy, **settings: Any) -> Self:
        """Return an audit without decisions."""
        none32, none64 = np.empty(0, np.int32), np.empty(0, np.int64)
        return cls(
            policy=policy,
            decision_id=none64,
            item=none32,
            item_ids=none64,
            answers=(),
            vendor=none32,
            final=none32,
            cause=none32,
            stratum=none32,
            stratum_population=none64,
            stratum_sampled=none64,
            probability=np.empty(0, np.float64),
            **settings,
        )
