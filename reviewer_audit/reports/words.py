"""Numbers in words: what screens, sheets and pages say about a figure, in one voice.

A rate never stands without its denominator and its interval, and never with more digits than
its uncertainty bears.
"""

from collections.abc import Mapping, Sequence

from reviewer_audit import i18n
from reviewer_audit.domain.policy import LOWER_IS_BETTER
from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.model import Tone, Word
from reviewer_audit.reports.records import LEFT_OUT_KEYS, Scores
from reviewer_audit.reports.rounding import end_of, number
from reviewer_audit.stats.measure import Estimate, TargetVerdict

NBSP = "\u00a0"
DASH = "\u2013"
DOT = " \u00b7 "
SMALL = 30  # below it a slice is greyed and never ranked

SCORES = {  # key -> title, what it is a share of
    "accuracy": (N_("Accuracy"), N_("decisions that count")),
    "label_accuracy": (N_("Label accuracy"), N_("decisions that count, labels alone")),
    "over_enforcement": (N_("Over-enforced"), N_("decisions that count")),
    "under_enforcement": (N_("Missed violations"), N_("decisions that count")),
    "wrong_policy": (N_("Wrong policy"), N_("decisions that count")),
    "wrong_action": (N_("Wrong action"), N_("decisions that count")),
    "wrong_escalation": (N_("Wrong escalation"), N_("decisions that count")),
    "false_positive_rate": (N_("False positive rate"), N_("decisions on harmless items")),
    "false_negative_rate": (N_("False negative rate"), N_("decisions on violating items")),
    "precision": (N_("Precision"), N_("decisions that called the item violating")),
    "recall": (N_("Recall"), N_("decisions on violating items")),
    "severity_weighted_accuracy": (N_("Severity-weighted accuracy"), N_("harm at stake")),
    "critical_errors": (N_("Critical errors"), N_("decisions that count")),
    "charged_accuracy": (N_("Charged accuracy"), N_("decisions that count")),
}
COEFFICIENTS = {
    "percent_agreement": N_("Percent agreement"),
    "cohen_kappa": N_("Cohen's kappa"),
    "cohen_kappa_linear": N_("Cohen's kappa, linear weights"),
    "cohen_kappa_quadratic": N_("Cohen's kappa, quadratic weights"),
    "scott_pi": N_("Scott's pi"),
    "fleiss_kappa": N_("Fleiss' kappa"),
    "conger_kappa": N_("Conger's kappa"),
    "krippendorff_alpha": N_("Krippendorff's alpha"),
    "krippendorff_alpha_masi": N_("Krippendorff's alpha, MASI distance"),
    "gwet_ac1": N_("Gwet's AC1"),
    "gwet_ac2": N_("Gwet's AC2"),
    "brennan_prediger": N_("Brennan-Prediger"),
}
OUTCOMES = {
    "correct": N_("Correct"),
    "over_enforced": N_("Over-enforced"),
    "under_enforced": N_("Missed violation"),
    "wrong_policy": N_("Wrong policy"),
    "wrong_action": N_("Wrong action"),
    "wrong_escalation": N_("Wrong escalation"),
    "technical": N_("Invalid item"),
    "ungradable": N_("Cannot be judged"),
    "pending": N_("Not settled yet"),
    "ungraded": N_("Not graded"),
}
OUTCOME_TONES = {"over_enforced": Tone.CAUTION, "under_enforced": Tone.BAD, "correct": Tone.GOOD}
ROLES = (  # what spoken() makes of them
    N_("Vendor"), N_("Site"), N_("Team"), N_("Reviewer"), N_("Queue"), N_("Language"), N_("Market"),
    N_("Source"), N_("Label"), N_("Action"), N_("Severity"), N_("Day"), N_("Week"), N_("Month"),
    N_("Item type"), N_("Content kind"), N_("Policy version"), N_("Escalated"), N_("Tenure"),
    N_("Auditor"), N_("Reason"), N_("Outcome"), N_("Author"), N_("Reach"),
)  # fmt: skip
LEFT_OUT = {
    "ungraded": N_("not graded"),
    "pending": N_("not settled"),
    "cannot_judge": N_("cannot be judged"),
    "technical": N_("invalid item"),
}
ESTIMANDS = {
    "process": N_("decisions like these, by these reviewers"),
    "batch": N_("exactly the decisions of this batch"),
    "other_reviewers": N_("decisions like these, by other reviewers of the same kind"),
}
REASONS = {
    "too_close": N_("the rate lies too close to the target to settle with a sample of this size"),
    "hang_together": N_(
        "so many decisions hang together, by reviewer or nearly the same content, that they say "
        "too little"
    ),
    "partial_audit": N_("less than 90 % of the sample has a final answer"),
    "no_data": N_("no decision has a final answer"),
    "few_clusters": N_("there are fewer than 8 reviewers"),
    "stratum_unsampled": N_("a cell of the frame has no decision in the sample"),
}
FLAGS = {
    "small": N_("fewer than 30 decisions"),
    "small_n": N_("fewer than 30 decisions"),
    "wide_interval": N_("the interval is wide: 30 points or more"),
    "relative_width": N_("the interval is wide for so rare an outcome"),
    "few_degrees": N_("few independent units stand behind the interval"),
    "few_clusters": N_("fewer than 8 reviewers"),
    "partial_audit": N_("less than 90 % of the sample has a final answer"),
    "stratum_unanswered": N_("a stratum has no final answer; the others stand in for it"),
    "stratum_unsampled": N_("a cell of the frame has no decision in the sample"),
}


def count(n: float) -> str:
    """Return a whole number with thousands set apart."""
    return f"{round(n):,}"


def first_of(names: Sequence[str], most: int = 3) -> str:
    """Return the first few names of a title, and how many more there are."""
    more = _(" and {n} more").format(n=len(names) - most) if len(names) > most else ""
    return _(", ").join(names[:most]) + more


def percent(value: float, digits: int = 1) -> str:
    """Return a share in per cent; only 0 and 1 themselves read as 0 % and 100 %."""
    text = number(value, digits)
    return f"{text}{NBSP}%"


def digits(estimate: Estimate) -> int:
    """Return how many decimals of a per cent the uncertainty of a share bears."""
    se = estimate.se
    if se is None and estimate.low is not None and estimate.high is not None:
        se = (estimate.high - estimate.low) / 4
    return 0 if se is not None and se >= 0.05 else 1  # noqa: PLR2004 - five points


def share(estimate: Estimate) -> str:
    """Return the value of a share alone, for a tile that shows its interval below."""
    if estimate.value is None:
        return _("n/a")
    return percent(estimate.value, digits(estimate))


def interval(estimate: Estimate) -> str:
    """Return the interval of a share: ``92.8-94.8 %`` with an en dash."""
    if estimate.low is None or estimate.high is None:
        return ""
    d = digits(estimate)
    low, high = end_of(estimate.low, d, up=False), end_of(estimate.high, d, up=True)
    if low == high:
        return f"{low}{NBSP}%"
    return f"{low}{DASH}{high}{NBSP}%"


def rate(estimate: Estimate) -> str:
    """Return a share with interval and denominator in one phrase."""
    if estimate.value is None:
        return f"{_('n/a')} ({estimate.note})"
    parts = [part for part in (interval(estimate), f"n{NBSP}{count(estimate.n)}") if part]
    return f"{share(estimate)} ({', '.join(parts)})"


def range_and_n(estimate: Estimate) -> str:
    """Return what stands under the value of a tile: interval and n, or why there is none."""
    if estimate.value is None:
        return estimate.note
    if estimate.method.partition(";")[0] == "census":
        return f"{_('every decision counted')}{DOT}n{NBSP}{count(estimate.n)}"
    parts = [part for part in (interval(estimate), f"n{NBSP}{count(estimate.n)}") if part]
    return DOT.join(parts)


def points(estimate: Estimate) -> str:
    """Return a difference of shares in points, with its sign and interval: +2.1 (-0.3 to +4.4)."""
    if estimate.value is None:
        return _("n/a")
    text = signed(estimate.value)
    if estimate.low is not None and estimate.high is not None:
        text += _(" ({low} to {high})").format(low=signed(estimate.low), high=signed(estimate.high))
    return text


def signed(value: float) -> str:
    """Return a difference of shares in points with its sign; nothing reads 0.0."""
    return f"{100 * value:+.1f}" if round(1000 * value) else "0.0"


def coefficient(estimate: Estimate) -> str:
    """Return a coefficient such as kappa with its interval and number of units."""
    if estimate.value is None:
        return f"{_('n/a')} ({estimate.note})"
    text = f"{estimate.value:.2f}"
    if estimate.low is not None and estimate.high is not None:
        text += _(" ({low} to {high}, n\u00a0{n})").format(
            low=f"{estimate.low:.2f}", high=f"{estimate.high:.2f}", n=count(estimate.n)
        )
    else:
        text += f" (n{NBSP}{count(estimate.n)})"
    return text


def complement(estimate: Estimate) -> Estimate:
    """Return the share of the others: errors from accuracy, with the interval turned round."""
    if estimate.value is None:
        return estimate
    return Estimate(
        value=1 - estimate.value,
        n=estimate.n,
        numerator=None if estimate.numerator is None else estimate.n - estimate.numerator,
        low=None if estimate.high is None else 1 - estimate.high,
        high=None if estimate.low is None else 1 - estimate.low,
        confidence=estimate.confidence,
        method=estimate.method,
        se=estimate.se,
        n_eff=estimate.n_eff,
        deff=estimate.deff,
        df=estimate.df,
        flags=estimate.flags,
    )


def p_value(p: float) -> str:
    """Return a probability of chance as it is usually printed."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"  # noqa: PLR2004 - the custom


def score_title(key: str) -> str:
    """Return what a score is called."""
    if key in SCORES:
        return translated(SCORES[key][0])
    return translated(COEFFICIENTS[key]) if key in COEFFICIENTS else spoken(key)


def score_of(key: str) -> str:
    """Return what a score is a share of."""
    return translated(SCORES[key][1]) if key in SCORES else ""


def spoken(key: str) -> str:
    """Return a key as words: ``item_type`` reads Item type."""
    text = key.replace("_", " ").strip()
    return translated(text[:1].upper() + text[1:])


def inside(title: str) -> str:
    """Return a title as it stands within a sentence: German nouns keep their capital."""
    return title if i18n.language() == "de" else title.lower()


def reason_text(reason: str) -> str:
    """Return why there is no verdict, as it stands within a sentence."""
    return translated(REASONS[reason]) if reason in REASONS else inside(spoken(reason))


def flag_text(flag: str) -> str:
    """Return what a flag of an estimate warns of."""
    text = translated(FLAGS[flag]) if flag in FLAGS else spoken(flag)
    return text[:1].upper() + text[1:]


def role_title(role: str) -> str:
    """Return a role, or crossed roles, as words: ``vendor+queue`` reads Vendor and queue."""
    first, *more = (spoken(part) for part in role.split("+"))
    return _(" and ").join((first, *(inside(part) for part in more)))


def value_title(value: str) -> str:
    """Return the name of a slice; a missing value says so."""
    return value or _("(not given)")


def outcome_title(outcome: str) -> str:
    """Return what an outcome is called."""
    return translated(OUTCOMES[outcome]) if outcome in OUTCOMES else spoken(outcome)


def outcome_word(outcome: str) -> Word:
    """Return an outcome with its tone."""
    return Word(text=outcome_title(outcome), tone=OUTCOME_TONES.get(outcome, Tone.NEUTRAL))


def target_percent(target: float) -> str:
    """Return a target as it was declared, without needless decimals."""
    return f"{100 * target:.4g}{NBSP}%"


def verdict_word(verdict: TargetVerdict | None, metric: str = "accuracy") -> Word | None:
    """Return a verdict in words with its tone; None where no target was declared."""
    if verdict is None:
        return None
    target = target_percent(verdict.target)
    later = verdict.provisional
    over = metric in LOWER_IS_BETTER
    match verdict.status:
        case "meets":
            text = _("Would meet {target}") if later else _("Meets {target}")
            tone = Tone.GOOD
        case "below" if over:
            text = _("Would be above {target}") if later else _("Above {target}")
            tone = Tone.BAD
        case "below":
            text = _("Would be below {target}") if later else _("Below {target}")
            tone = Tone.BAD
        case "not_disproven":
            text = _("{target} not disproven so far") if later else _("Not disproven ({target})")
            tone = Tone.CAUTION
        case _unsure:
            text = _("Not enough evidence so far") if later else _("Not enough evidence")
            tone = Tone.CAUTION
    return Word(text=text.format(target=target), tone=tone)


_UPPER, _LOWER = N_("upper bound"), N_("lower bound")
_BOUNDS = {"below": _UPPER, "not_disproven": _UPPER, "meets": _LOWER}
MEASURES = {"charged": N_("Charged accuracy"), "measured": N_("Measured accuracy")}


def verdict_of(scores: Scores, key: str) -> tuple[str, TargetVerdict] | None:
    """Return the metric and the verdict that belong beside a score.

    A target on accuracy is judged on charged accuracy once causes were set: its verdict then
    stands beside that figure.
    """
    verdicts = dict(scores.verdicts)
    if not verdicts and scores.verdict is not None:
        verdicts = {"accuracy": scores.verdict}
    for metric, verdict in verdicts.items():
        beside = metric
        if metric == "accuracy" and verdict.measure == "charged":
            beside = "charged_accuracy"
        if beside == key:
            return metric, verdict
    return None


def verdict_sentence(verdict: TargetVerdict | None, metric: str = "accuracy") -> str:
    """Return what decided a verdict: the bound, what would change it, what is still needed."""
    if verdict is None:
        return ""
    name = score_title(metric)
    if metric == "accuracy":
        name = translated(MEASURES.get(verdict.measure, f"{verdict.measure} accuracy"))
    parts = []
    if verdict.bound is not None:
        side = "" if metric in LOWER_IS_BETTER else _BOUNDS.get(verdict.status, "")
        parts.append(
            _(
                "Decided by the {side} of {name}, {bound} ({method}, {sure} one-sided), against a "
                "target of {target}."
            ).format(
                side=translated(side) or _("bound"),
                name=inside(name),
                bound=percent(verdict.bound, 1),
                method=method_text(verdict.bound_method),
                sure=target_percent(verdict.confidence),
                target=target_percent(verdict.target),
            )
        )
    if verdict.reason:
        parts.append(_("Reason: {reason}.").format(reason=reason_text(verdict.reason)))
    if verdict.needed:
        more, chance = verdict.needed.get("decisions"), verdict.needed.get("chance", 0.8)
        if more is not None:
            parts.append(
                _(
                    "About {n} more decisions would settle it with a chance of {chance}, "
                    "if the rate stays as estimated."
                ).format(n=count(more), chance=target_percent(chance))
            )
    if verdict.overturned_by is not None:
        n = verdict.overturned_by
        many = ngettext(
            "{n} auditor error would change it.", "{n} auditor errors would change it.", n
        )
        parts.append(many.format(n=n))
    if verdict.provisional:
        parts.append(_("Provisional until the round is closed."))
    return " ".join(parts)


def left_out_sentence(counts: Mapping[str, int]) -> str:
    """Return how many sampled decisions count in no score, by reason."""
    total = sum(counts.values())
    if not total:
        return _("Every sampled decision has a final answer that counts.")
    present = [key for key in LEFT_OUT_KEYS if counts.get(key)]
    parts = [f"{count(counts[key])} {translated(LEFT_OUT[key])}" for key in present]
    many = ngettext(
        "{n} sampled decision is left out: {parts}.",
        "{n} sampled decisions are left out: {parts}.",
        total,
    )
    return many.format(n=count(total), parts=_(", ").join(parts))


def bounds_sentence(scores: Scores) -> str:
    """Return how far accuracy could move once everything pending is settled."""
    if scores.bounds is None or not scores.left_out.get("pending"):
        return ""
    low, high = scores.bounds
    return _(
        "With the {n} decisions not settled yet, accuracy ends between {low} (all of them wrong) "
        "and {high} (all of them right)."
    ).format(n=count(scores.left_out["pending"]), low=percent(low), high=percent(high))
