"""What can be explained about a figure: the measures at hand, each with its own counts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.reports.model import ChartSpec, Filter
from reviewer_audit.reports.results import SCORE_KEYS
from reviewer_audit.stats import explained
from reviewer_audit.stats.explained import Explained
from reviewer_audit.stats.measure import Estimate

if TYPE_CHECKING:
    from reviewer_audit.reports.people import People, PeopleLine
    from reviewer_audit.reports.results import Agreement, AuditResults, Finding, Scores
    from reviewer_audit.reports.strict import Bias

OF_THE_TABLE = frozenset({"precision", "recall", "false_positive_rate", "false_negative_rate"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One figure that can be explained; it is put into words once it is asked for."""

    key: str
    title: str
    explain: Callable[[], Explained]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the figures are about, and which of them was asked for first."""

    title: str
    choices: tuple[Choice, ...]
    at: int = 0


def choice(
    key: str,
    estimate: Estimate | None,
    *,
    title: str = "",
    counts: Mapping[str, float] | None = None,
) -> Choice:
    """Return a measure with an estimate of it."""
    name = title or explained.explanation(key).title
    return Choice(key, name, partial(explained.explain, key, estimate, counts=counts))


def chosen(title: str, choices: Iterable[Choice], at: str = "") -> Subject | None:
    """Return a subject opened at a key; None where there is nothing to explain."""
    made = tuple(choices)
    place = next((k for k, one in enumerate(made) if one.key == at), 0)
    return Subject(title, made, place) if made else None


def everything() -> tuple[Choice, ...]:
    """Return every measure there is, without figures, in order of name."""
    made = [choice(key, None) for key in explained.CATALOGUE]
    return tuple(sorted(made, key=lambda one: one.title.casefold()))


def of_scores(title: str, scores: "Scores", at: str = "accuracy") -> Subject | None:
    """Return all scores of a slice, its verdicts, and its bounds."""
    made = [
        choice(key, scores[key], counts=scores.counts if key in OF_THE_TABLE else None)
        for key in SCORE_KEYS
    ]
    for metric, verdict in scores.verdicts.items():
        name = _("Verdict: {score}").format(score=words.inside(words.score_title(metric)))
        run = partial(explained.explain_verdict, verdict, scores.estimates.get(metric))
        made.insert(1, Choice(f"verdict:{metric}", name, run))
    if scores.bounds is not None:
        low, high = scores.bounds
        ends = Estimate(
            value=low, low=low, high=high, n=scores.counted, method="bounds", confidence=1.0
        )
        made.append(choice("bounds", ends))
    return chosen(title, made, at)


def scores_at(results: "AuditResults", where: Filter) -> "Scores | None":
    """Return the scores of the slice that a filter names, where there is one."""
    if not where:
        return results.overall
    for pairs in (where, where[::-1]):
        family = results.by.get("+".join(role for role, _value in pairs), {})
        found = family.get(" + ".join(value for _role, value in pairs))
        if found is not None:
            return found
    return None


def of_filter(results: "AuditResults", where: Filter, at: str = "accuracy") -> Subject | None:
    """Return what can be explained about the decisions of a filter; else about all."""
    scores = scores_at(results, where) if where else results.overall
    if scores is None:
        kinds = {value for key, value in where if key == "outcome"}
        wanted = {"over_enforced": "over_enforcement", "under_enforced": "under_enforcement"}
        named = next((wanted.get(kind, kind) for kind in sorted(kinds)), at)
        at = named if len(kinds) == 1 and named in SCORE_KEYS else at
        return of_scores(_("All decisions"), results.overall, at)
    title = words.DOT.join(words.value_title(value) for _role, value in where)
    return of_scores(title or _("All decisions"), scores, at)


def of_mark(results: "AuditResults", spec: ChartSpec | None, at: int, key: str) -> Subject | None:
    """Return what can be explained about the mark that the keys have reached."""
    where: Filter = ()
    if spec is not None and 0 <= at < len(spec.marks):
        where = spec.marks[at].filter
    return of_filter(results, where, key)


def of_agreement(title: str, pairing: "Agreement", at: str = "") -> Subject | None:
    """Return all coefficients of a pairing."""
    found = pairing.coefficients
    plain = found.get("percent_agreement")
    same = None if plain is None else plain.numerator
    counts = None if same is None else {_("with the same answer"): same}
    made = [
        choice(key, found[key], counts=None if key == "percent_agreement" else counts)
        for key in found
        if key in explained.CATALOGUE
    ]
    return chosen(title, made, at)


def of_finding(results: "AuditResults", finding: "Finding") -> Subject | None:
    """Return why a finding stands out, then the scores of its slice."""
    where: Filter = tuple(finding.slice.items())
    slice_ = None if finding.kind in {"rule", "auditor"} else of_filter(results, where)
    said = explained.explain(finding.test)
    first = Choice(
        finding.test,
        said.title,
        lambda: Explained(
            about=said.about,
            answer=finding.text,
            counts=(finding.detail,),
            interval="",
        ),
    )
    title = slice_.title if slice_ is not None else finding.text
    return chosen(title, (first, *(slice_.choices if slice_ is not None else ())))


def of_person(people: "People", line: "PeopleLine") -> Subject | None:
    """Return what can be said of one reviewer, team or vendor in the funnel."""
    role = words.inside(words.role_title(people.role))
    about = explained.explanation("funnel")
    limits = tuple(
        _("{level}: {low} to {high} by chance").format(
            level=words.target_percent(level), low=words.percent(low), high=words.percent(high)
        )
        for level, low, high in line.limits
    )
    spread = people.overdispersion
    remarks = [_("Fewer than 30 decisions: no mark.")] if line.small else []
    if spread is not None and spread.real:
        remarks.append(
            _("They differ more than chance makes them: the limits drawn are wider than these.")
        )
    funnel = Choice(
        "funnel",
        about.title,
        lambda: Explained(
            about=about,
            answer=words.rate(line.accuracy),
            counts=limits,
            interval="",
            remarks=tuple(remarks),
        ),
    )
    made = [funnel, choice("accuracy", line.accuracy), choice("shrunken", line.shrunken)]
    if people.overdispersion is not None:
        made.append(_spread(people))
    return chosen(f"{words.value_title(line.name)} ({role})", made)


def _spread(people: "People") -> Choice:
    spread = people.overdispersion
    about = explained.explanation("overdispersion")
    if spread is None:
        return choice("overdispersion", None)
    answer = _("{phi} times what chance makes; chance alone gives as much in {p} of cases").format(
        phi=f"{spread.phi:.2f}", p=words.percent(spread.chance)
    )
    lines = _("{n} lines").format(n=spread.lines)
    return Choice(
        "overdispersion",
        about.title,
        lambda: Explained(about=about, answer=answer, counts=(lines,), interval=""),
    )


def of_control(key: str, chart: Any, at: int) -> Choice:
    """Return a control chart, with the limits of one period."""
    about = explained.explanation(key)
    counts: tuple[str, ...] = ()
    answer = ""
    if 0 <= at < len(chart.points) and chart.points[at] is not None:
        rate = _("error rate") if chart.quantity == "error_rate" else _("accuracy")
        answer = f"{rate} {words.percent(chart.points[at])}"
        low, high = chart.lower[at], chart.upper[at]
        if low is not None and high is not None:
            said = _("limits {low} to {high}, centre {centre}")
            centre = "" if chart.center is None else words.percent(chart.center)
            counts = (said.format(low=words.percent(low), high=words.percent(high), centre=centre),)
    if chart.sigma_z is not None:
        spread = _("sigma_z {z}: 1 where periods differ by chance alone")
        counts += (spread.format(z=f"{chart.sigma_z:.2f}"),)
    remarks = tuple(explained.flag_words(flag) for flag in chart.flags)
    return Choice(
        key,
        about.title,
        lambda: Explained(
            about=about, answer=answer, counts=counts, interval=chart.method, remarks=remarks
        ),
    )


def of_pair(pair: "Bias", at: str = "percent_agreement") -> Subject | None:
    """Return what can be said of two raters."""
    made = [
        choice("percent_agreement", pair.agreement),
        choice("cohen_kappa", pair.kappa),
        choice("strictness", pair.strictness),
        choice(
            "percent_agreement",
            pair.violating_agreement,
            title=_("Agreement on violating or not"),
        ),
        choice("cohen_kappa", pair.violating_kappa, title=_("Kappa on violating or not")),
    ]
    for key in ("mcnemar", "bowker", "stuart_maxwell"):
        test: Any = getattr(pair, key)
        if test.p is not None:
            made.append(choice(key, Estimate(value=test.p, n=test.n, method=key)))
    for key in ("prevalence_index", "bias_index", "largest_kappa"):
        value: float | None = getattr(pair, key)
        if value is not None:
            made.append(choice(key, Estimate(value=value, n=pair.units, method=key)))
    for agreement, best in pair.attainable.items():
        title = _("Attainable kappa at {share} agreement").format(
            share=words.target_percent(agreement)
        )
        if best is not None:
            e = Estimate(value=best, n=pair.units, method="attainable")
            made.append(choice("attainable_kappa", e, title=title))
    title = words.DOT.join((pair.first, pair.second))
    return chosen(title, made, at)


def of_pairs(pairs: Sequence["Bias"], where: tuple[str, str], at: str) -> Subject | None:
    """Return what can be said of the pair in a cell; of the first one elsewhere."""
    for pair in pairs:
        if {pair.first, pair.second} == set(where):
            return of_pair(pair, at)
    return of_pair(pairs[0], at) if pairs else None
