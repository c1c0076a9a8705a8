"""One plain sentence that reads the coefficients, with the reason where they seem to differ."""

from collections.abc import Mapping

from reviewer_audit.i18n import _, ngettext, translated
from reviewer_audit.stats.measure import Estimate

_NAMES = (
    ("cohen_kappa", "Cohen's kappa"),
    ("krippendorff_alpha", "Krippendorff's alpha"),
    ("fleiss_kappa", "Fleiss' kappa"),
)
_APART = 0.2  # percent agreement and kappa seem to tell different stories
_RARE, _COMMON = 0.2, 0.8


def reading(
    estimates: Mapping[str, Estimate],
    prevalence: float | None = None,
    *,
    commonest: float | None = None,
    positive: Estimate | None = None,
) -> str:
    """Say how well raters agree, and why kappa and percent agreement differ where they do.

    Args:
        estimates: The coefficients of a panel.
        prevalence: Share of violating answers.
        commonest: Share of the commonest answer.
        positive: How often a violation found by one rater is found by another (p_pos).
    """
    plain = estimates["percent_agreement"]
    if plain.value is None:
        return _("No agreement can be stated: {note}").format(note=_lower(plain.note))
    units = ngettext("{n} unit", "{n} units", plain.n).format(n=f"{plain.n:,}")
    often = _percent(plain.value)
    if plain.numerator is None:  # three answers to a unit may agree in part
        parts = [
            _("Any two gave the same answer in {often} of cases{plain}, over {units}").format(
                often=often, plain=_range(plain), units=units
            )
        ]
    else:
        parts = [
            _("They gave the same answer on {often} of {units}{plain}").format(
                often=often, units=units, plain=_range(plain)
            )
        ]
    name, corrected = _headline(estimates)
    if corrected is None:
        parts.append(_("no coefficient corrected for chance can be computed"))
    elif corrected.value is None:
        parts.append(
            _("{name} cannot be computed: {rstrip}").format(
                name=name, rstrip=_lower(corrected.note).rstrip(".")
            )
        )
    else:
        parts.append(_beyond_chance(name, corrected, plain.value, prevalence, commonest))
    if positive is not None and positive.value is not None:
        parts.append(
            _("a violation found by one was found by another in {value} of cases").format(
                value=_percent(positive.value) + _range(positive)
            )
        )
    return _("; ").join(parts) + "."


def _headline(estimates: Mapping[str, Estimate]) -> tuple[str, Estimate | None]:
    """Return the first coefficient the design allows."""
    for key, name in _NAMES:
        found = estimates.get(key)
        if found is not None and found.reason != "not_applicable":
            return translated(name), found
    return "", None


def _beyond_chance(
    name: str,
    corrected: Estimate,
    plain: float,
    prevalence: float | None,
    commonest: float | None,
) -> str:
    value = corrected.value if corrected.value is not None else 0.0
    text = _("beyond chance that is {name} {value}{corrected}").format(
        name=name, value=_number(value), corrected=_range(corrected, share=False)
    )
    if value <= 0:
        text += _(", no better than chance")
    if "too_few_positives" in corrected.flags:
        text += _(", from too few violations for an interval")
    if plain - value < _APART:
        return text
    if prevalence is not None and prevalence < _RARE:
        why = _("only {prevalence} of the answers are violations").format(
            prevalence=_percent(prevalence)
        )
    elif prevalence is not None and prevalence > _COMMON:
        why = _("{prevalence} of the answers are violations").format(
            prevalence=_percent(prevalence)
        )
    elif commonest is not None and commonest > _COMMON:
        why = _("{commonest} of the answers are one and the same").format(
            commonest=_percent(commonest)
        )
    else:
        return text + _(", lower because part of the agreement is what chance would give anyway")
    return text + _(", much lower because {why}, so that most agreement comes by itself").format(
        why=why
    )


def _range(found: Estimate, *, share: bool = True) -> str:
    if found.low is None or found.high is None:
        return ""
    show = _percent if share else _number
    return _(" ({low} to {high})").format(low=show(found.low), high=show(found.high))


def _percent(value: float) -> str:
    if 0 < value < 1:  # never round to none or all
        return f"{min(max(100 * value, 0.1), 99.9):.1f}\N{NO-BREAK SPACE}%"
    return f"{100 * value:.0f}\N{NO-BREAK SPACE}%"


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
