"""Every measure explained: formula, counts that went in, method, source, caveat.

Add a measure: one ``Explanation`` in one of the modules here; a test fails while it is missing.
"""

from collections.abc import Mapping
from dataclasses import replace

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.stats.explained import coefficients, comparisons, models, rates
from reviewer_audit.stats.explained.intervals import context_words, flag_words, interval_words
from reviewer_audit.stats.explained.shape import HEADINGS, Explained, Explanation
from reviewer_audit.stats.measure import Estimate, TargetVerdict

__all__ = [
    "CATALOGUE",
    "HEADINGS",
    "Explained",
    "Explanation",
    "explain",
    "explain_verdict",
    "explanation",
    "flag_words",
    "keys",
]

CATALOGUE: Mapping[str, Explanation] = {
    entry.key: entry
    for module in (rates, coefficients, comparisons, models)
    for entry in module.ENTRIES
}
ALIASES = {
    "kappa": "cohen_kappa",
    "agreement": "percent_agreement",
    "bhapkar_p": "bhapkar",
    "percent_agree": "percent_agreement",
    "p_pos": "specific_agreement",
}
NBSP = "\u00a0"
NAMES = {  # of the counts of a score
    "true_positive": N_("rightly called violating"),
    "false_positive": N_("called violating, harmless"),
    "false_negative": N_("called harmless, violating"),
    "true_negative": N_("rightly called harmless"),
}
RULES = {
    "proven": N_("the target must be shown to be met"),
    "unless_disproven": N_("the target holds unless it is shown to be missed"),
}
MEASURES = {"charged": N_("charged accuracy"), "measured": N_("measured accuracy")}
STATUSES = {
    "meets": N_("Meets"),
    "below": N_("Below"),
    "not_disproven": N_("Not disproven"),
    "inconclusive": N_("Inconclusive"),
}


def keys() -> tuple[str, ...]:
    """Return the key of every measure that can be explained."""
    return tuple(CATALOGUE)


def explanation(key: str) -> Explanation:
    """Return the explanation of a measure; sources and names of methods are as they are cited.

    Raises:
        KeyError: no such measure; the message lists what there is.
    """
    found = CATALOGUE.get(ALIASES.get(key, key))
    if found is None:
        message = f"{key}: known are {', '.join(CATALOGUE)}"
        raise KeyError(message)
    hits, base = translated(found.hits), translated(found.base)
    goes_in = translated(found.goes_in) or _("x: {hits}; n: {base}.").format(hits=hits, base=base)
    return replace(
        found,
        title=translated(found.title),
        plain=translated(found.plain),
        formula=translated(found.formula),
        goes_in=goes_in,
        interval=translated(found.interval),
        assumptions=translated(found.assumptions),
        caveat=translated(found.caveat),
        hits=hits,
        base=base,
    )


def explain(
    key: str, estimate: Estimate | None = None, *, counts: Mapping[str, float] | None = None
) -> Explained:
    """Explain a measure with the numbers of an estimate filled in.

    Args:
        key: of the measure, as in ``stats --json``.
        estimate: the figure to explain; without it the measure is explained alone.
        counts: what else went in, such as ``Scores.counts``; keys are spoken.

    Raises:
        KeyError: no such measure.
    """
    about = explanation(key)
    more = tuple(
        f"{_count(n)} {translated(NAMES.get(name, name.replace('_', ' ')))}"
        for name, n in (counts or {}).items()
    )
    if estimate is None:
        return Explained(about=about, answer="", counts=more, interval="")
    return Explained(
        about=about,
        answer=_answer(about, estimate),
        counts=(*_counted(about, estimate), *more),
        interval=_interval(about, estimate),
        remarks=_remarks(estimate),
    )


def explain_verdict(verdict: TargetVerdict, estimate: Estimate | None = None) -> Explained:
    """Explain a verdict: the bound that decided it, and what would change it."""
    about = explanation("verdict")
    target = _("target {share}").format(share=_declared(verdict.target))
    rule = translated(RULES.get(verdict.rule, verdict.rule))
    measure = f"{verdict.measure} accuracy" if verdict.measure else ""
    counts = [_("; ").join((target, rule)), translated(MEASURES.get(verdict.measure, measure))]
    if estimate is not None and estimate.value is not None:
        counts.append(_answer(about, estimate, unit="share"))
    if verdict.look > 1:
        counts.append(_("look {n}: the risk is shared between looks").format(n=verdict.look))
    remarks = []
    if verdict.overturned_by is not None:
        n = verdict.overturned_by
        remarks.append(_("{n} wrong grades in one direction would change it.").format(n=n))
    more = (verdict.needed or {}).get("decisions")
    if more:
        text = _("About {n} further decisions would settle it in 4 of 5 cases.")
        remarks.append(text.format(n=_count(more)))
    if verdict.reason:
        remarks.append(flag_words(verdict.reason))
    if verdict.provisional:
        remarks.append(_("Provisional until the round is closed."))
    word = translated(STATUSES.get(verdict.status, verdict.status.replace("_", " ").capitalize()))
    answer = f"{word} ({target})"
    if verdict.bound is not None:
        answer = _("{answer}: bound {bound}").format(answer=answer, bound=_percent(verdict.bound))
    return Explained(
        about=about,
        answer=answer,
        counts=tuple(part for part in counts if part),
        interval=_("{method}, {confidence} on one side").format(
            method=translated(verdict.bound_method), confidence=_declared(verdict.confidence)
        )
        if verdict.bound_method
        else "",
        remarks=tuple(remarks),
    )


def _answer(about: Explanation, e: Estimate, unit: str = "") -> str:
    if e.value is None:
        return _("No value: {note}").format(note=e.note)
    unit = unit or about.unit
    text = _written(unit, e.value)
    if e.low is not None and e.high is not None:
        text += _(", {low} to {high}").format(
            low=_written(unit, e.low), high=_written(unit, e.high)
        )
    return _(", ").join((text, f"n {_count(e.n)}"))


def _counted(about: Explanation, e: Estimate) -> tuple[str, ...]:
    """Say what was counted, and how the value follows from it."""
    if not about.base or e.numerator is None:
        return (f"n {_count(e.n)}. {about.goes_in}",)
    said = [
        _("{x} {hits} of {n} {base}").format(
            x=_count(e.numerator), hits=about.hits, n=_count(e.n), base=about.base
        )
    ]
    plain = e.numerator / e.n if e.n else None
    if e.value is not None and plain is not None and abs(plain - e.value) > 5e-5:  # noqa: PLR2004
        said.append(
            _(
                "{share} of the sample; each weighed by how many decisions it stands for: {weighed}"
            ).format(share=_percent(plain), weighed=_percent(e.value))
        )
    return tuple(said)


def _interval(about: Explanation, e: Estimate) -> str:
    if e.low is None or e.high is None:
        return ""
    said = interval_words(e.method, e.confidence) or about.interval
    if e.n_eff is not None and abs(e.n_eff - e.n) >= 1:
        said += " "
        if e.deff is None:
            said += _("Worth a simple draw of {n}.").format(n=_count(e.n_eff))
        else:
            said += _("Worth a simple draw of {n} (design effect {effect}).").format(
                n=_count(e.n_eff), effect=f"{e.deff:.2f}"
            )
    return said


def _remarks(e: Estimate) -> tuple[str, ...]:
    said = [flag_words(flag) for flag in e.flags]
    note = e.note if e.value is not None else ""
    return tuple(part for part in (note, *said, *context_words(e.method)) if part)


def _written(unit: str, value: float) -> str:
    match unit:
        case "share":
            return _percent(value)
        case "difference":
            return _("{points} points").format(points=f"{100 * value:+.1f}")
        case "p-value":
            return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"  # noqa: PLR2004
        case "coefficient":
            return f"{value:.2f}"
        case "duration":
            return f"{value:.3g}{NBSP}s"
        case _:
            return f"{value:.3g}"


def _percent(value: float) -> str:
    return f"{100 * value:.4g}{NBSP}%" if value in (0, 1) else f"{100 * value:.1f}{NBSP}%"


def _declared(value: float) -> str:
    return f"{100 * value:.4g}{NBSP}%"


def _count(n: float) -> str:
    return f"{n:,.0f}" if float(n).is_integer() else f"{n:,.1f}"
