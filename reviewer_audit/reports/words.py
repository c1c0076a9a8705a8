"""Numbers in words: what screens, sheets and pages say about a figure, in one voice.

A rate never stands without its denominator and its interval, and never with more digits than
its uncertainty bears.
"""

from collections.abc import Mapping

from reviewer_audit.domain.policy import LOWER_IS_BETTER
from reviewer_audit.reports.model import Tone, Word
from reviewer_audit.reports.records import LEFT_OUT_KEYS, Scores
from reviewer_audit.stats.measure import Estimate, TargetVerdict

NBSP = "\u00a0"
DASH = "\u2013"
DOT = " \u00b7 "
SMALL = 30  # below it a slice is greyed and never ranked

SCORES = {  # key -> title, what it is a share of
    "accuracy": ("Accuracy", "decisions that count"),
    "label_accuracy": ("Label accuracy", "decisions that count, labels alone"),
    "over_enforcement": ("Over-enforced", "decisions that count"),
    "under_enforcement": ("Missed violations", "decisions that count"),
    "wrong_policy": ("Wrong policy", "decisions that count"),
    "wrong_action": ("Wrong action", "decisions that count"),
    "wrong_escalation": ("Wrong escalation", "decisions that count"),
    "false_positive_rate": ("False positive rate", "decisions on harmless items"),
    "false_negative_rate": ("False negative rate", "decisions on violating items"),
    "precision": ("Precision", "decisions that called the item violating"),
    "recall": ("Recall", "decisions on violating items"),
    "severity_weighted_accuracy": ("Severity-weighted accuracy", "harm at stake"),
    "critical_errors": ("Critical errors", "decisions that count"),
    "charged_accuracy": ("Charged accuracy", "decisions that count"),
}
COEFFICIENTS = {
    "percent_agreement": "Percent agreement",
    "cohen_kappa": "Cohen's kappa",
    "cohen_kappa_linear": "Cohen's kappa, linear weights",
    "cohen_kappa_quadratic": "Cohen's kappa, quadratic weights",
    "scott_pi": "Scott's pi",
    "fleiss_kappa": "Fleiss' kappa",
    "conger_kappa": "Conger's kappa",
    "krippendorff_alpha": "Krippendorff's alpha",
    "krippendorff_alpha_masi": "Krippendorff's alpha, MASI distance",
    "gwet_ac1": "Gwet's AC1",
    "gwet_ac2": "Gwet's AC2",
    "brennan_prediger": "Brennan-Prediger",
}
OUTCOMES = {
    "correct": "Correct",
    "over_enforced": "Over-enforced",
    "under_enforced": "Missed violation",
    "wrong_policy": "Wrong policy",
    "wrong_action": "Wrong action",
    "wrong_escalation": "Wrong escalation",
    "technical": "Invalid item",
    "ungradable": "Cannot be judged",
    "pending": "Not settled yet",
    "ungraded": "Not graded",
}
OUTCOME_TONES = {"over_enforced": Tone.CAUTION, "under_enforced": Tone.BAD, "correct": Tone.GOOD}
LEFT_OUT = {
    "ungraded": "not graded",
    "pending": "not settled",
    "cannot_judge": "cannot be judged",
    "technical": "invalid item",
}
ESTIMANDS = {
    "process": "decisions like these, by these reviewers",
    "batch": "exactly the decisions of this batch",
    "other_reviewers": "decisions like these, by other reviewers of the same kind",
}
REASONS = {
    "too_close": "the rate lies too close to the target to settle with a sample of this size",
    "partial_audit": "less than 90 % of the sample has a final answer",
    "no_data": "no decision has a final answer",
    "few_clusters": "there are fewer than 8 reviewers",
    "stratum_unsampled": "a cell of the frame has no decision in the sample",
}
FLAGS = {
    "small": f"fewer than {SMALL} decisions",
    "small_n": f"fewer than {SMALL} decisions",
    "wide_interval": "the interval is wide: 30 points or more",
    "relative_width": "the interval is wide for so rare an outcome",
    "few_degrees": "few independent units stand behind the interval",
    "few_clusters": "fewer than 8 reviewers",
    "partial_audit": "less than 90 % of the sample has a final answer",
    "stratum_unanswered": "a stratum has no final answer; the others stand in for it",
    "stratum_unsampled": "a cell of the frame has no decision in the sample",
}


def count(n: float) -> str:
    """Return a whole number with thousands set apart."""
    return f"{round(n):,}"


def percent(value: float, digits: int = 1) -> str:
    """Return a share in per cent; only 0 and 1 themselves read as 0 % and 100 %."""
    text = _number(value, digits)
    return f"{text}{NBSP}%"


def _number(value: float, digits: int) -> str:
    least = 10.0**-digits
    if 0 < value < 1 and round(100 * value, digits) >= 100:  # noqa: PLR2004 - the whole
        return f">{NBSP}{100 - least:.{digits}f}"
    if 0 < value < 1 and round(100 * value, digits) <= 0:
        return f"<{NBSP}{least:.{digits}f}"
    if value in (0, 1):
        return f"{100 * value:.0f}"
    return f"{100 * value:.{digits}f}"


def digits(estimate: Estimate) -> int:
    """Return how many decimals of a per cent the uncertainty of a share bears."""
    se = estimate.se
    if se is None and estimate.low is not None and estimate.high is not None:
        se = (estimate.high - estimate.low) / 4
    return 0 if se is not None and se >= 0.05 else 1  # noqa: PLR2004 - five points


def share(estimate: Estimate) -> str:
    """Return the value of a share alone, for a tile that shows its interval below."""
    if estimate.value is None:
        return "n/a"
    return percent(estimate.value, digits(estimate))


def interval(estimate: Estimate) -> str:
    """Return the interval of a share: ``92.8-94.8 %`` with an en dash."""
    if estimate.low is None or estimate.high is None:
        return ""
    d = digits(estimate)
    low, high = (_number(min(max(end, 0), 1), d) for end in (estimate.low, estimate.high))
    if low == high:
        return f"{low}{NBSP}%"
    return f"{low}{DASH}{high}{NBSP}%"


def rate(estimate: Estimate) -> str:
    """Return a share with interval and denominator in one phrase."""
    if estimate.value is None:
        return f"n/a ({estimate.note})"
    parts = [part for part in (interval(estimate), f"n{NBSP}{count(estimate.n)}") if part]
    return f"{share(estimate)} ({', '.join(parts)})"


def range_and_n(estimate: Estimate) -> str:
    """Return what stands under the value of a tile: interval and n, or why there is none."""
    if estimate.value is None:
        return estimate.note
    if estimate.method.partition(";")[0] == "census":
        return f"every decision counted{DOT}n{NBSP}{count(estimate.n)}"
    parts = [part for part in (interval(estimate), f"n{NBSP}{count(estimate.n)}") if part]
    return DOT.join(parts)


def points(estimate: Estimate) -> str:
    """Return a difference of shares in points, with its sign and interval: +2.1 (-0.3 to +4.4)."""
    if estimate.value is None:
        return "n/a"
    text = signed(estimate.value)
    if estimate.low is not None and estimate.high is not None:
        text += f" ({signed(estimate.low)} to {signed(estimate.high)})"
    return text


def signed(value: float) -> str:
    """Return a difference of shares in points with its sign; nothing reads 0.0."""
    return f"{100 * value:+.1f}" if round(1000 * value) else "0.0"


def coefficient(estimate: Estimate) -> str:
    """Return a coefficient such as kappa with its interval and number of units."""
    if estimate.value is None:
        return f"n/a ({estimate.note})"
    text = f"{estimate.value:.2f}"
    if estimate.low is not None and estimate.high is not None:
        text += f" ({estimate.low:.2f} to {estimate.high:.2f}, n{NBSP}{count(estimate.n)})"
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
    return SCORES[key][0] if key in SCORES else COEFFICIENTS.get(key, spoken(key))


def score_of(key: str) -> str:
    """Return what a score is a share of."""
    return SCORES[key][1] if key in SCORES else ""


def spoken(key: str) -> str:
    """Return a key as words: ``item_type`` reads Item type."""
    text = key.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def flag_text(flag: str) -> str:
    """Return what a flag of an estimate warns of."""
    text = FLAGS.get(flag, spoken(flag))
    return text[:1].upper() + text[1:]


def role_title(role: str) -> str:
    """Return a role, or crossed roles, as words: ``vendor+queue`` reads Vendor and queue."""
    return spoken(" and ".join(role.split("+")))


def value_title(value: str) -> str:
    """Return the name of a slice; a missing value says so."""
    return value or "(not given)"


def outcome_title(outcome: str) -> str:
    """Return what an outcome is called."""
    return OUTCOMES.get(outcome, spoken(outcome))


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
    missed = "above" if metric in LOWER_IS_BETTER else "below"
    match verdict.status:
        case "meets":
            return Word(text=f"Would meet {target}" if later else f"Meets {target}", tone=Tone.GOOD)
        case "below":
            text = f"Would be {missed} {target}" if later else f"{missed.title()} {target}"
            return Word(text=text, tone=Tone.BAD)
        case "not_disproven":
            text = f"{target} not disproven so far" if later else f"Not disproven ({target})"
            return Word(text=text, tone=Tone.CAUTION)
        case _:
            return Word(
                text="Not enough evidence so far" if later else "Not enough evidence",
                tone=Tone.CAUTION,
            )


_SIDES = {"below": "upper ", "not_disproven": "upper ", "meets": "lower "}


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
        name = f"{verdict.measure} accuracy"
    parts = []
    if verdict.bound is not None:
        side = "" if metric in LOWER_IS_BETTER else _SIDES.get(verdict.status, "")
        parts.append(
            f"Decided by the {side}bound of {name.lower()}, {percent(verdict.bound, 1)} "
            f"({verdict.bound_method}, {target_percent(verdict.confidence)} one-sided), "
            f"against a target of {target_percent(verdict.target)}."
        )
    if verdict.reason:
        parts.append(f"Reason: {REASONS.get(verdict.reason, spoken(verdict.reason).lower())}.")
    if verdict.needed:
        more, chance = verdict.needed.get("decisions"), verdict.needed.get("chance", 0.8)
        if more is not None:
            parts.append(
                f"About {count(more)} more decisions would settle it with a chance of "
                f"{target_percent(chance)}, if the rate stays as estimated."
            )
    if verdict.overturned_by is not None:
        n = verdict.overturned_by
        parts.append(f"{n} auditor error{'s' if n != 1 else ''} would change it.")
    if verdict.provisional:
        parts.append("Provisional until the round is closed.")
    return " ".join(parts)


def left_out_sentence(counts: Mapping[str, int]) -> str:
    """Return how many sampled decisions count in no score, by reason."""
    total = sum(counts.values())
    if not total:
        return "Every sampled decision has a final answer that counts."
    parts = [f"{count(counts[key])} {LEFT_OUT[key]}" for key in LEFT_OUT_KEYS if counts.get(key)]
    verb = "is" if total == 1 else "are"
    return f"{count(total)} sampled decision{'' if total == 1 else 's'} {verb} left out: " + (
        ", ".join(parts) + "."
    )


def bounds_sentence(scores: Scores) -> str:
    """Return how far accuracy could move once everything pending is settled."""
    if scores.bounds is None or not scores.left_out.get("pending"):
        return ""
    low, high = scores.bounds
    return (
        f"With the {count(scores.left_out['pending'])} decisions not settled yet, accuracy ends "
        f"between {percent(low)} (all of them wrong) and {percent(high)} (all of them right)."
    )
