"""Does what goes into a pack, or how it is ordered, give the vendor's decision away?

Only the lead's side may ask this. What comes out is a strength and a chance per column; no value
and no decision.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from reviewer_audit.domain.packs import ORIGINAL, VERSION
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import Round
from reviewer_audit.services import policies
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, items, media, side_notes

FOLDS, PERMUTATIONS, SEED = 5, 999, 20260101
LEAST_ITEMS = 20  # below that nothing can be told from chance
MOST_ROWS = 2000  # enough to see any leak that a person could use
LEVEL = 0.05  # of one false alarm in a check, shared among all that is looked at
STRENGTH, STRENGTH_IN_TEXT = 0.05, 0.25  # content may well bear on the decision; that is its use
NOISE = 3.0  # over the number of items: how strong chance alone looks on few of them
ID, ORDER, CONTENT, MEDIA = "item_id", "row order", "content", "media"
NOTES = (VERSION, ORIGINAL)  # beside items, where the plan allows them
SENT = frozenset({"language", "content_kind", CONTENT})
_WORDS = frozenset(
    [
        "approve",
        "approved",
        "allowed",
        "ban",
        "banned",
        "block",
        "blocked",
        "cleared",
        "compliant",
        "decision",
        "delete",
        "deleted",
        "enforced",
        "escalated",
        "ignore",
        "ignored",
        "keep",
        "kept",
        "moderated",
        "moderator",
        "reject",
        "rejected",
        "remove",
        "removed",
        "reviewer",
        "suspended",
        "takedown",
        "verdict",
        "violates",
        "violating",
        "violation",
    ]
)
_WORD = re.compile(r"\w+(?:[-_]\w+)*")
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A column that predicts the vendor's decision.

    ``strength`` is the share, 0 to 1, of the decision's uncertainty that is gone once the column
    is known, on items it was not learnt from; ``p`` is the chance of a link so close if there is
    none. ``sent`` is false for what stays here whatever it shows: ids and the order of rows.
    """

    column: str
    strength: float
    p: float
    sent: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {"column": self.column, "strength": self.strength, "p": self.p, "sent": self.sent}


def check(
    store: Project, one: Round, *, left_out: frozenset[str] = frozenset()
) -> tuple[Leak, ...]:
    """Return what in a round predicts the vendor's decisions, the strongest first."""
    policy = policies.of_version(store, one.policy_version)
    with store.read() as tx:
        rows = _one_an_item(decisions.of_round(tx, one.id))[:MOST_ROWS]
        names = decisions.terms(tx)
        content = items.table(tx, sorted({row.item_id for row in rows}))
        seen = media.of_items(tx, content)
        notes = side_notes.of_round(tx, one.id)
    return found_in(
        [
            content[row.item_id]
            | {MEDIA: seen.get(row.item_id, ())}
            | dict(zip(NOTES, notes.get(row.item_id, ("", "")), strict=True))
            for row in rows
        ],
        [[_primary(names[row.labels]) for row in rows], [names[row.action] for row in rows]],
        decision_words(policy),
        left_out=left_out,
    )


def found_in(
    rows: Sequence[Mapping[str, Any]],
    answers: Sequence[Sequence[str]],
    words: frozenset[str] = frozenset(),
    *,
    left_out: frozenset[str] = frozenset(),
) -> tuple[Leak, ...]:
    """Return the leaks in a table of items.

    Args:
        rows: items in the order they came, with external_id, content, content_kind, language,
            context and, where they have any, media and what stands beside them.
        answers: the vendor's answers to them, by facet (label, action).
        words: what a decision may be called.
        left_out: columns that will not be sent.
    """
    targets = [target for given in answers if (target := _codes(given)).max(initial=0) > 0]
    if len(rows) < LEAST_ITEMS or not targets:
        return ()
    found: dict[str, Leak] = {}
    looked = [one for one in _features(rows, words) if one[0] not in left_out]
    level = max(LEVEL / (len(looked) * len(targets)), 1 / (1 + PERMUTATIONS))
    for column, feature in looked:
        for target in targets:
            leak = _leak(column, feature(target), target, level)
            if leak and (column not in found or leak.strength > found[column].strength):
                found[column] = leak
    return tuple(sorted(found.values(), key=lambda leak: (-leak.strength, leak.column)))


def uncertainty_gone(feature: Codes, target: Codes) -> float:
    """Return the cross-validated uncertainty coefficient of target given feature, 0 to 1.

    1 - H(target | feature) / H(target) (Theil 1970), both entropies measured as the log loss on
    the fifth of the items that the shares were not taken from, the shares shrunk toward those of
    all items by one item's weight. A feature that tells nothing has 0 or less, which reads 0.
    """
    n, values, classes = len(target), int(feature.max()) + 1, int(target.max()) + 1
    fold = np.random.default_rng(SEED).permutation(n) % FOLDS
    base = np.bincount(target, minlength=classes) / n
    known, blind = 0.0, 0.0
    for k in range(FOLDS):
        train, test = fold != k, fold == k
        table = np.bincount(feature[train] * classes + target[train], minlength=values * classes)
        counts = table.reshape(values, classes)
        shares = (counts + base) / (counts.sum(axis=1, keepdims=True) + 1)
        known -= float(np.log(shares[feature[test], target[test]]).sum())
        blind -= float(np.log(base[target[test]]).sum())
    return max(0.0, 1 - known / blind) if blind > 0 else 0.0


def chance_of(feature: Codes, target: Codes) -> float:
    """Return the permutation p-value of the mutual information of two columns.

    (1 + permutations at least as close) / (1 + permutations), after Phipson & Smyth 2010.
    """
    rng = np.random.default_rng(SEED)
    classes = int(target.max()) + 1
    seen = _likeness(feature, target, classes)
    reached = sum(
        _likeness(feature, rng.permutation(target), classes) >= seen - 1e-12
        for _ in range(PERMUTATIONS)
    )
    return (1 + reached) / (1 + PERMUTATIONS)


def decision_words(policy: Policy) -> frozenset[str]:
    """Return the words by which a decision could be named in a text."""
    named = [text for one in policy.labels for text in (one.key, one.title, *one.aliases)]
    named += [text for one in policy.actions for text in (one.key, one.title, *one.aliases)]
    own = {word for text in named for word in _WORD.findall(text.casefold()) if len(word) > 2}  # noqa: PLR2004
    return _WORDS | own


def _one_an_item(rows: Sequence[Any]) -> list[Any]:
    """Return the first decision of each item: what two say of one item is no second item."""
    first: dict[int, Any] = {}
    for row in rows:
        first.setdefault(row.item_id, row)
    return list(first.values())


def _leak(column: str, feature: Codes, target: Codes, level: float) -> Leak | None:
    least = (STRENGTH_IN_TEXT if column == CONTENT else STRENGTH) + NOISE / len(target)
    if feature.max() == 0:
        return None
    strength = uncertainty_gone(feature, target)
    if strength < least:
        return None
    p = chance_of(feature, target)
    sent = column not in {ID, ORDER}
    return Leak(column=column, strength=strength, p=p, sent=sent) if p <= level else None


def _features(
    rows: Sequence[Mapping[str, Any]], words: frozenset[str]
) -> Iterator[tuple[str, Callable[[Codes], Codes]]]:
    """Give every column with what may be read off it; the order of rows is read off the answers."""

    def fixed(values: Sequence[object]) -> Callable[[Codes], Codes]:
        codes = _codes(values)
        return lambda _target: codes

    columns = {name: [str(row[name]) for row in rows] for name in ("content_kind", "language")}
    for name in sorted({key for row in rows for key in row["context"]}):
        columns[name] = [str(row["context"].get(name, "")) for row in rows]
    for name in NOTES:
        columns[name] = [str(row.get(name, "")) for row in rows]
    for name, values in columns.items():
        for read in (_value, _link, _beginning, _length):
            yield name, fixed([read(value) for value in values])
        yield name, fixed(_tenths(values))
    pictures = [row.get(MEDIA, ()) for row in rows]
    yield MEDIA, fixed([tuple((one.kind, one.fault) for one in several) for several in pictures])
    yield MEDIA, fixed([tuple((one.width, one.height) for one in several) for several in pictures])
    ids = [str(row["external_id"]) for row in rows]
    for read in (_beginning, _ending, _length):
        yield ID, fixed([read(value) for value in ids])
    yield ID, fixed(_tenths([re.sub(r"\D", "", value) for value in ids]))
    blocks = min(20, max(2, len(rows) // 10))
    yield ORDER, fixed([k * blocks // len(rows) for k in range(len(rows))])
    yield ORDER, lambda target: np.concatenate(([0], target[:-1] + 1))
    texts = [_WORD.findall(str(row[CONTENT]).casefold()) for row in rows]
    yield CONTENT, fixed([tuple(sorted(words.intersection(text))) for text in texts])
    yield CONTENT, fixed([tuple(text[:1]) for text in texts])
    yield CONTENT, fixed([tuple(text[-1:]) for text in texts])


def _codes(values: Sequence[object]) -> Codes:
    """Number the values by how often they come; what comes once is no pattern and is one value."""
    counts = Counter(values)
    often = {value: k for k, (value, n) in enumerate(counts.most_common(), 1) if n > 1}
    return np.array([often.get(value, 0) for value in values], np.int64) - (
        0 if len(often) < len(counts) else 1
    )


def _likeness(feature: Codes, target: Codes, classes: int) -> float:
    """Return sum n log n over the cells: mutual information up to what permuting leaves alone."""
    cells = np.bincount(feature * classes + target)
    cells = cells[cells > 1]
    return float((cells * np.log(cells)).sum())


def _primary(labels: str) -> str:
    given = json.loads(labels or "[]")
    return str(given[0]) if given else ""


def _value(text: str) -> str:
    return text


def _link(text: str) -> str:
    """Return host and first step of a link's path."""
    if "/" not in text:
        return ""
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
    except ValueError:  # brackets that hold no address
        return ""
    return parts.netloc + "/" + parts.path.strip("/").partition("/")[0]


def _beginning(text: str) -> str:
    found = re.match(r"[^\W\d_]+", text)
    return found[0] if found else text[:1]


def _ending(text: str) -> str:
    return text[-1:]


def _length(text: str) -> str:
    return str(len(text)) if len(text) < 40 else "long"  # noqa: PLR2004


def _tenths(values: Sequence[str]) -> list[int]:
    """Return the tenth that each number falls into; 0 for all where they are no numbers."""
    try:
        numbers = np.array([float(value) for value in values])
    except ValueError:
        return [0] * len(values)
    if not np.isfinite(numbers).all():
        return [0] * len(values)
    edges = np.quantile(numbers, np.arange(0.1, 1, 0.1))
    return [int(k) for k in np.searchsorted(edges, numbers, side="left")]
