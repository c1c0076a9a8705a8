"""What the cells of a column tell about its meaning, apart from its name."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.domain.intake import RawTable
from reviewer_audit.domain.policy import Policy
from reviewer_audit.intake import dates, values
from reviewer_audit.intake.labels import Matcher, fold, is_cannot_judge, parts_of
from reviewer_audit.intake.synonyms import normal

SAMPLE = 2_000
ENOUGH = 30  # rows from which it can be told that one column follows another
_NUMBER = re.compile(r"[-+]?[\d.,]+(?:E\+?\d+)?%?")
_SPAN = re.compile(r"(?:\d+:)?\d+:\d{1,2}(?:\.\d+)?|[\d.,]+\s*(?:ms|s|sec|secs|m|min|mins|h)?")
_URL = re.compile(r"(?:https?|hxxps?)://\S+|www\.\S+", re.IGNORECASE)
_LOCALE = re.compile(
    r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?|[A-Z][a-z]{2,20}(?: \([^)]+\))?|[^\d\W]{2,20}"
)
_CODE = re.compile(r"\S{1,80}")
_ACTION_WORDS = frozenset(
    fold(word)
    for word in [
        "approve",
        "approved",
        "reject",
        "rejected",
        "remove",
        "removed",
        "keep",
        "kept",
        "keep up",
        "ignore",
        "ignored",
        "delete",
        "deleted",
        "restrict",
        "restricted",
        "ban",
        "banned",
        "suspend",
        "suspended",
        "warn",
        "warned",
        "warning",
        "no action",
        "none",
        "allow",
        "allowed",
        "leave up",
        "leave",
        "take down",
        "takedown",
        "taken down",
        "escalate",
        "escalated",
        "age gate",
        "age-gate",
        "age restrict",
        "downrank",
        "demote",
        "limit",
        "limited",
        "block",
        "blocked",
        "hide",
        "hidden",
        "dismiss",
        "dismissed",
        "disable",
        "disabled",
        "strike",
        "label",
        "labelled",
        "reduce",
        "reduced",
        "geoblock",
        "demonetise",
        "demonetize",
        "no_action",
        "age_gate",
        "take_down",
        "leave_up",
        "age restricted",
        "quarantine",
        "mute",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a sample of a column looks like; shares are of its filled cells."""

    name: str
    words: str
    filled: float  # share of all sampled rows
    counts: Counter[str]
    length: float  # mean number of characters
    different: float  # different values / filled cells

    @property
    def few(self) -> bool:
        """Tell whether the values repeat enough to be categories."""
        return len(self.counts) <= max(30, 0.2 * sum(self.counts.values()))

    def share(self, test: Callable[[str], object]) -> float:
        """Return the share of filled cells that pass a test."""
        total = sum(self.counts.values())
        if not total:
            return 0.0
        return sum(count for value, count in self.counts.items() if test(value)) / total


def facts_of(table: RawTable) -> list[Facts]:
    """Return what each column of a table looks like, from rows spread over all of it."""
    step = max(1, len(table) // SAMPLE)
    found = []
    for name, column in zip(table.header, table.columns, strict=True):
        sample = column[::step]
        cells = [cell for cell in sample if cell is not None and cell.strip()]
        found.append(
            Facts(
                name=name,
                words=normal(name),
                filled=len(cells) / len(sample) if sample else 0.0,
                counts=Counter(cells),
                length=sum(map(len, cells)) / len(cells) if cells else 0.0,
                different=len(set(cells)) / len(cells) if cells else 0.0,
            )
        )
    return found


def is_unique(column: Iterable[str | None]) -> float:
    """Return the share of different values among the filled cells of a whole column."""
    cells = [cell for cell in column if cell is not None]
    return len(set(cells)) / len(cells) if cells else 0.0


def date_share(facts: Facts) -> float:
    """Return the share of cells that are dates."""
    reader = dates.Reader(dates.order_of(facts.counts).name, "UTC")
    if facts.share(_looks_dated) < 0.5:  # noqa: PLR2004 - not worth reading them
        return 0.0
    read = dict(zip(facts.counts, reader.column(facts.counts), strict=True))
    return facts.share(read.__getitem__)


def _looks_dated(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    return 3 <= digits <= 20 and len(value) <= 45  # noqa: PLR2004


def number_share(facts: Facts) -> float:
    """Return the share of cells that are numbers."""
    return facts.share(_NUMBER.fullmatch)


def action_share(facts: Facts, policy: Policy | None) -> float:
    """Return the share of cells that name an action: the policy's, or a usual one."""
    if policy is not None and policy.actions:
        matcher = Matcher(policy.actions, {})
        return facts.share(matcher.many)
    return facts.share(lambda value: all(fold(part) in _ACTION_WORDS for part in parts_of(value)))


def label_share(facts: Facts, policy: Policy) -> float:
    """Return the share of cells that name labels of the policy."""
    matcher = Matcher(policy.labels, {})
    return facts.share(lambda value: is_cannot_judge(value) or matcher.many(value))


def fits(role: R, facts: Facts) -> bool:
    """Tell whether the cells can mean the role at all; names alone mislead."""
    if not facts.counts:
        return True  # nothing speaks against an empty column
    test = _TESTS.get(role)
    return test is None or test(facts)


def _mostly(test: Callable[[str], object], least: float = 0.8) -> Callable[[Facts], bool]:
    return lambda facts: facts.share(test) >= least


def _dated(facts: Facts) -> bool:
    return date_share(facts) >= 0.6  # noqa: PLR2004 - some cells of a real export are broken


def _categories(facts: Facts) -> bool:
    return facts.length <= 60 and (facts.few or len(facts.counts) <= 2_000)  # noqa: PLR2004


_TESTS: dict[R, Callable[[Facts], bool]] = {
    R.DECIDED_AT: _dated,
    R.ENQUEUED_AT: _dated,
    R.DUE_AT: _dated,
    R.GRADED_AT: _dated,
    R.HANDLING_SECONDS: _mostly(_SPAN.fullmatch),
    R.MODEL_SCORE: _mostly(_NUMBER.fullmatch),
    R.REACH: _mostly(_NUMBER.fullmatch),
    R.SEVERITY: _mostly(values.severity, 0.98),
    R.ESCALATED: lambda facts: facts.share(lambda v: values.yes_or_no(v) is not None) >= 0.9,  # noqa: PLR2004
    R.CONFIDENCE: _mostly(values.confidence, 0.9),
    R.URL: _mostly(_URL.match, 0.7),
    R.LANGUAGE: lambda facts: facts.few and facts.share(_LOCALE.fullmatch) >= 0.8,  # noqa: PLR2004
    R.MARKET: lambda facts: facts.few and facts.length <= 40,  # noqa: PLR2004
    R.ITEM_ID: _mostly(_CODE.fullmatch, 0.7),
    R.DECISION_ID: _mostly(_CODE.fullmatch, 0.7),
    R.CONTENT: lambda facts: number_share(facts) < 0.8 and date_share(facts) < 0.8,  # noqa: PLR2004
    R.CONTEXT: lambda facts: facts.length >= 12,  # noqa: PLR2004
    R.NOTES: lambda facts: number_share(facts) < 0.8,  # noqa: PLR2004
    R.LABEL: _categories,
    R.ACTION: _categories,
    R.VENDOR: _categories,
    R.SITE: _categories,
    R.TEAM: _categories,
    R.QUEUE: _categories,
    R.ITEM_TYPE: _categories,
    R.TENURE: _categories,
    R.SOURCE: _categories,
    R.POLICY_VERSION: _categories,
}


def tells(table: RawTable, column: str, label: str) -> bool:
    """Tell whether a column's few values follow the label so closely that they give it away."""
    step = max(1, len(table) // SAMPLE)
    pairs = Counter(zip(table.column(column)[::step], table.column(label)[::step], strict=True))
    total = pairs.total()
    values: dict[str | None, int] = {}
    labels: Counter[str | None] = Counter()
    for (value, answer), count in pairs.items():
        values[value] = max(values.get(value, 0), count)
        labels[answer] += count
    if total < ENOUGH or len(values) * 10 > total:
        return False  # a text that hardly repeats follows any answer by chance
    by_chance = max(labels.values())
    return by_chance < total and (sum(values.values()) - by_chance) * 2 > total - by_chance
