"""What a customer's own workbook can be filled with: names of cells, tables and their columns.

Every name is declared here, with the part of the report it belongs to; a name that is not here
is an error and is never guessed. Figures come from the same results, cut down by the same
edition, as the report itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reviewer_audit.i18n import N_, _, translated
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
    "": N_("the value"),
    "_low": N_("lower end of its interval"),
    "_high": N_("upper end of its interval"),
    "_n": N_("its denominator"),
    "_numerator": N_("its numerator"),
    "_text": N_("value, interval and n in one phrase"),
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
    "period": N_("first and last day of the decisions"),
    "first_day": N_("day of the first decision"),
    "last_day": N_("day of the last decision"),
}


def _plain() -> Iterator[Name]:
    """Yield what is no estimate: who, what, when, how many."""
    said: tuple[tuple[str, str, frozenset[str], Callable[[Scope], Value]], ...] = (
        ("project", _("name of the project"), _ALWAYS, lambda s: s.results.project),
        ("vendor", _("the vendor; empty for the whole audit"), _ALWAYS, lambda s: s.vendor),
        ("round", _("title of the round"), _ALWAYS, lambda s: s.results.round_title),
        ("edition", _("for whom it is"), _ALWAYS, lambda s: translated(EDITIONS[s.edition].title)),
        ("stamp", _("that the round is not closed yet; empty once it is"), _ALWAYS, _stamp),
        ("policy", _("name and version of the policy"), _ALWAYS, lambda s: s.results.method.policy),
        ("confidence", _("of the intervals"), _ALWAYS, lambda s: s.results.confidence),
        ("decisions", _("sampled decisions"), _ALWAYS, lambda s: s.results.decisions),
        ("counted", _("decisions that count"), _ALWAYS, lambda s: s.results.graded_decisions),
        ("population", _("decisions in the frame"), _ALWAYS, lambda s: s.results.method.population),
        ("headline", _("the sentence to remember"), _in("summary"), lambda s: headline(s.results)),
        ("verdict", _("the verdict on the target"), _in("summary", "detail"), _verdict),
        ("verdict_sentence", _("what decided the verdict"), _in("summary", "detail"), _decided),
    )
    for name, what, sections, take in said:
        yield Name(name=PREFIX + name, what=what, sections=sections, take=take)
    for name, what in _DAYS.items():
        yield Name(name=PREFIX + name, what=translated(what), sections=_ALWAYS)
    for key in LEFT_OUT_KEYS:
        yield _count(
            f"left_out_{key}",
            _("decisions left out: {why}").format(why=translated(words.LEFT_OUT[key])),
            _left(key),
        )
    for key, title in words.OUTCOMES.items():
        yield _count(
            f"outcome_{key}",
            _("decisions with the outcome: {title}").format(title=translated(title)),
            _outcome(key),
        )
    for key, what in _CALLED.items():
        yield _count(key, _("decisions: {what}").format(what=translated(what)), _called(key))
    for key, what in (
        ("frame", _("what the sample was drawn from")),
        ("method", _("how it was drawn")),
        ("seed", _("seed of the draw")),
        ("frame_sha256", _("hash of the frame")),
        ("journal_head", _("head of the journal, for reviewer-audit verify")),
    ):
        yield Name(name=PREFIX + key, what=what, sections=_in("method"), take=_of_method(key))


_CALLED = {
    "true_positive": N_("true positive"),
    "false_positive": N_("false positive"),
    "false_negative": N_("false negative"),
    "true_negative": N_("true negative"),
}


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
    return _("No target is declared")


def _decided(scope: Scope) -> str:
    return words.verdict_sentence(scope.results.overall.verdict)


def _estimates() -> Iterator[Name]:
    """Yield the names of every score and coefficient, part by part."""
    for key in SCORE_KEYS:
        title = words.score_title(key)
        what = _("{title}, share of {base}").format(title=title, base=words.score_of(key))
        yield from _parts(key, what, "detail", _score(key))
        for end, said, take in (
            ("target", _("the declared target"), _target_of(key)),
            ("verdict", _("the verdict on its target"), _verdict_of(key)),
            ("method", _("how its interval was computed"), _method_of(key)),
        ):
            name = f"{PREFIX}{key}_{end}"
            yield Name(name=name, what=f"{title}: {said}", sections=_in("detail"), take=take)
    for pair, who in (
        ("vendor_auditor", _("between vendor and auditors")),
        ("auditor_auditor", _("between auditors")),
    ):
        for key, title in words.COEFFICIENTS.items():
            yield from _parts(
                f"{pair}_{key}",
                f"{translated(title)} {who}",
                "agreement",
                _coefficient(pair, key),
                percent=key == "percent_agreement",
            )
        name = f"{PREFIX}{pair}_reading"
        yield Name(
            name=name,
            what=_("Agreement {who}, read in a sentence").format(who=who),
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
            what=f"{what}: {translated(said)}",
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
    def take(scope: Scope) -> Estimate:
        found = _agreement(scope, pair).coefficients.get(key)
        return found or Estimate.undefined("not_applicable", _("It was not computed."))

    return take


def names() -> Mapping[str, Name]:
    """Return every name, with what it holds in the language that is spoken now."""
    return {one.name: one for one in (*_plain(), *_estimates())}


NAMES = names()  # for what they are called and take; what they hold is asked for anew


def holds(edition: str, sections: frozenset[str]) -> bool:
    """Tell whether an edition has the figures of a name or table."""
    return not sections or any(EDITIONS[edition].holds(key) for key in sections)


def figures(scope: Scope, days: tuple[str, str]) -> dict[str, Value]:
    """Return the figure of every name that the edition holds; ``days``: see `filling`."""
    found = {
        name: one.take(scope) for name, one in NAMES.items() if holds(scope.edition, one.sections)
    }
    first, last = days
    told = (
        first if first == last else _("{first} to {last}").format(first=first, last=last),
        first,
        last,
    )
    for name, text in zip(_DAYS, told, strict=True):
        found[PREFIX + name] = text
        if not EDITIONS[scope.edition].identified:
            del found[PREFIX + name]
    return found
