"""What a customer's own workbook can be filled with: names of cells, tables and their columns.

Every name is declared here, with the part of the report it belongs to; a name that is not here
is an error and is never guessed. Figures come from the same results, cut down by the same
edition, as the report itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reviewer_audit.i18n import translated
from reviewer_audit.reports import words
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.model import PROVISIONAL
from reviewer_audit.reports.records import LEFT_OUT_KEYS, SCORE_KEYS
from reviewer_audit.reports.results import Agreement, Method
from reviewer_audit.reports.sections.scope import Scope
from reviewer_audit.reports.sections.summary import headline
from reviewer_audit.stats.measure import Estimate

PREFIX = "ra_"
PARTS = {  # of an estimate: what the name ends in, and what it holds
    "": "the value",
    "_low": "lower end of its interval",
    "_high": "upper end of its interval",
    "_n": "its denominator",
    "_numerator": "its numerator",
    "_text": "value, interval and n in one phrase",
}

Value = str | int | float | None
"""What a cell is filled with; None where a figure is undefined or not in the edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name that a cell can have, and the parts of the report that hold its figure."""

    name: str
    what: str
    sections: frozenset[str]
    take: Callable[[Scope], Value] = lambda _scope: None
    beside: tuple[tuple[str, ...], ...] = ()  # of each, one name must stand on the same sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What one file is filled with. A name that is missing here is not in the edition."""

    figures: Mapping[str, Value]
    tables: Mapping[str, tuple[Mapping[str, Value], ...]]


def parts_of(key: str, e: Estimate, in_words: Callable[[Estimate], str]) -> dict[str, Value]:
    """Return an estimate as the figures that its names hold."""
    return {
        key: e.value,
        f"{key}_low": e.low,
        f"{key}_high": e.high,
        f"{key}_n": e.n,
        f"{key}_numerator": e.numerator,
        f"{key}_text": in_words(e),
    }


def needed(key: str, instead_of_n: Iterable[str] = ()) -> tuple[tuple[str, ...], ...]:
    """Return what must stand beside a rate: n, and both ends or the phrase that has it all."""
    phrase = f"{key}_text"
    return (
        (f"{key}_n", *instead_of_n, phrase),
        (f"{key}_low", phrase),
        (f"{key}_high", phrase),
    )


def _in(*sections: str) -> frozenset[str]:
    return frozenset(sections)


_ALWAYS: frozenset[str] = frozenset()


_DAYS = {
    "period": "first and last day of the decisions",
    "first_day": "day of the first decision",
    "last_day": "day of the last decision",
}


def _plain() -> Iterator[Name]:
    """Yield what is no estimate: who, what, when, how many."""
    said: tuple[tuple[str, str, frozenset[str], Callable[[Scope], Value]], ...] = (
        ("project", "name of the project", _ALWAYS, lambda s: s.results.project),
        ("vendor", "the vendor; empty for the whole audit", _ALWAYS, lambda s: s.vendor),
        ("round", "title of the round", _ALWAYS, lambda s: s.results.round_title),
        ("edition", "for whom it is", _ALWAYS, lambda s: EDITIONS[s.edition].title),
        ("stamp", "that the round is not closed yet; empty once it is", _ALWAYS, _stamp),
        ("policy", "name and version of the policy", _ALWAYS, lambda s: s.results.method.policy),
        ("confidence", "of the intervals", _ALWAYS, lambda s: s.results.confidence),
        ("decisions", "sampled decisions", _ALWAYS, lambda s: s.results.decisions),
        ("counted", "decisions that count", _ALWAYS, lambda s: s.results.graded_decisions),
        ("population", "decisions in the frame", _ALWAYS, lambda s: s.results.method.population),
        ("headline", "the sentence to remember", _in("summary"), lambda s: headline(s.results)),
        ("verdict", "the verdict on the target", _in("summary", "detail"), _verdict),
        ("verdict_sentence", "what decided the verdict", _in("summary", "detail"), _decided),
    )
    for name, what, sections, take in said:
        yield Name(name=PREFIX + name, what=what, sections=sections, take=take)
    for name, what in _DAYS.items():
        yield Name(name=PREFIX + name, what=what, sections=_ALWAYS)
    for key in LEFT_OUT_KEYS:
        yield _count(f"left_out_{key}", f"decisions left out: {words.LEFT_OUT[key]}", _left(key))
    for key, title in words.OUTCOMES.items():
        yield _count(f"outcome_{key}", f"decisions with the outcome: {title}", _outcome(key))
    for key in ("true_positive", "false_positive", "false_negative", "true_negative"):
        yield _count(key, f"decisions: {words.spoken(key).lower()}", _called(key))
    for key, what in (
        ("frame", "what the sample was drawn from"),
        ("method", "how it was drawn"),
        ("seed", "seed of the draw"),
        ("frame_sha256", "hash of the frame"),
        ("journal_head", "head of the journal, for reviewer-audit verify"),
    ):
        yield Name(name=PREFIX + key, what=what, sections=_in("method"), take=_of_method(key))


def _count(name: str, what: str, take: Callable[[Scope], Value]) -> Name:
    return Name(name=PREFIX + name, what=what, sections=_in("detail"), take=take)


def _left(key: str) -> Callable[[Scope], Value]:
    return lambda scope: scope.results.left_out.get(key, 0)


def _outcome(key: str) -> Callable[[Scope], Value]:
    return lambda scope: scope.results.overall.outcomes.get(key, 0)


def _called(key: str) -> Callable[[Scope], Value]:
    return lambda scope: scope.results.overall.counts.get(key, 0)


def _of_method(key: str) -> Callable[[Scope], Value]:
    assert key in Method.__slots__  # noqa: S101 - a name of ours
    return lambda scope: getattr(scope.results.method, key)


def _stamp(scope: Scope) -> str:
    return translated(PROVISIONAL) if scope.results.provisional else ""


def _verdict(scope: Scope) -> Value:
    if not EDITIONS[scope.edition].judged:
        return None
    scores = scope.results.overall
    for key in SCORE_KEYS:
        if found := words.verdict_of(scores, key):
            word = words.verdict_word(found[1], found[0])
            return word.text if word else ""
    return "No target is declared"


def _decided(scope: Scope) -> str:
    return words.verdict_sentence(scope.results.overall.verdict)


def _estimates() -> Iterator[Name]:
    """Yield the names of every score and coefficient, part by part."""
    for key in SCORE_KEYS:
        title = words.score_title(key)
        what = f"{title}, share of {words.score_of(key)}"
        yield from _parts(key, what, "detail", _score(key))
        for end, said, take in (
            ("target", "the declared target", _target_of(key)),
            ("verdict", "the verdict on its target", _verdict_of(key)),
            ("method", "how its interval was computed", _method_of(key)),
        ):
            name = f"{PREFIX}{key}_{end}"
            yield Name(name=name, what=f"{title}: {said}", sections=_in("detail"), take=take)
    for pair, who in (
        ("vendor_auditor", "between vendor and auditors"),
        ("auditor_auditor", "between auditors"),
    ):
        for key, title in words.COEFFICIENTS.items():
            yield from _parts(
                f"{pair}_{key}",
                f"{title} {who}",
                "agreement",
                _coefficient(pair, key),
                percent=key == "percent_agreement",
            )
        name = f"{PREFIX}{pair}_reading"
        yield Name(
            name=name,
            what=f"Agreement {who}, read in a sentence",
            sections=_in("agreement"),
            take=_reading(pair),
        )


def _parts(
    key: str,
    what: str,
    section: str,
    take: Callable[[Scope], Estimate],
    *,
    percent: bool = True,
) -> Iterator[Name]:
    in_words = words.rate if percent else words.coefficient
    for end, said in PARTS.items():
        yield Name(
            name=PREFIX + key + end,
            what=f"{what}: {said}",
            sections=_in(section),
            take=_part(take, in_words, end),
            beside=needed(PREFIX + key) if not end else (),
        )


def _part(
    take: Callable[[Scope], Estimate], in_words: Callable[[Estimate], str], end: str
) -> Callable[[Scope], Value]:
    return lambda scope: parts_of("", take(scope), in_words)[end]


def _score(key: str) -> Callable[[Scope], Estimate]:
    return lambda scope: scope.results.overall[key]


def _method_of(key: str) -> Callable[[Scope], Value]:
    return lambda scope: method_text(scope.results.overall[key].method)


def _reading(pair: str) -> Callable[[Scope], Value]:
    return lambda scope: _agreement(scope, pair).reading


def _target_of(key: str) -> Callable[[Scope], Value]:
    def take(scope: Scope) -> Value:
        found = words.verdict_of(scope.results.overall, key)
        return found[1].target if found else None

    return take


def _verdict_of(key: str) -> Callable[[Scope], Value]:
    def take(scope: Scope) -> Value:
        found = words.verdict_of(scope.results.overall, key)
        word = words.verdict_word(found[1], found[0]) if found else None
        return word.text if word else ""

    return take


def _agreement(scope: Scope, pair: str) -> Agreement:
    found: Agreement = getattr(scope.results, pair)
    return found


def _coefficient(pair: str, key: str) -> Callable[[Scope], Estimate]:
    none = Estimate.undefined("not_applicable", "It was not computed.")
    return lambda scope: _agreement(scope, pair).coefficients.get(key, none)


NAMES: Mapping[str, Name] = {one.name: one for one in (*_plain(), *_estimates())}


def holds(edition: str, sections: frozenset[str]) -> bool:
    """Tell whether an edition has the figures of a name or table."""
    return not sections or any(EDITIONS[edition].holds(key) for key in sections)


def figures(scope: Scope, days: tuple[str, str]) -> dict[str, Value]:
    """Return the figure of every name that the edition holds; ``days``: see `filling`."""
    found = {
        name: one.take(scope) for name, one in NAMES.items() if holds(scope.edition, one.sections)
    }
    first, last = days
    told = (first if first == last else f"{first} to {last}", first, last)
    for name, text in zip(_DAYS, told, strict=True):
        found[PREFIX + name] = text
        if not EDITIONS[scope.edition].identified:
            del found[PREFIX + name]
    return found
