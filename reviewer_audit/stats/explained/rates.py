"""The rates of an audit explained: what is counted out of what."""

from reviewer_audit.i18n import N_
from reviewer_audit.stats.explained.shape import Explanation

_RATE = N_(
    "x / n; in a weighted sample sum(w x) / sum(w), where w says how many decisions each stands for"
)
_INTERVAL = N_(
    "mid-P below 150 decisions, Wilson from there; Korn-Graubard with "
    "add-one strata where decisions are weighted or reviewers are "
    "clusters"
)
_ASSUMES = N_(
    "The decisions were drawn at random from the frame that is named, "
    "and the final answers are right."
)
_SAMPLING = (
    "Cochran (1977), Sampling Techniques, ch. 3 and 5; Wilson (1927); Korn & Graubard (1998)"
)
_TSPA = "Trust & Safety Professional Association, curriculum on moderation quality assurance"


def _share(key: str, title: str, hits: str, base: str, plain: str, **more: str) -> Explanation:
    return Explanation(
        key=key,
        title=title,
        unit="share",
        hits=hits,
        base=base,
        plain=plain,
        formula=more.pop("formula", _RATE),
        goes_in=more.pop("goes_in", ""),  # else what is counted, out of what
        interval=more.pop("interval", _INTERVAL),
        assumptions=more.pop("assumptions", _ASSUMES),
        source=more.pop("source", _SAMPLING),
        caveat=more.pop("caveat"),
    )


ENTRIES = (
    _share(
        "accuracy",
        N_("Accuracy"),
        N_("right"),
        N_("decisions that count"),
        N_(
            "How often the vendor's decision was right in everything that is "
            "compared: label, action and escalation."
        ),
        caveat=N_(
            "Where violations are rare, never acting scores high too: read it "
            "beside missed violations and the baseline."
        ),
    ),
    _share(
        "label_accuracy",
        N_("Label accuracy"),
        N_("with the right label"),
        N_("decisions that count"),
        N_("How often the label was right, whatever action followed."),
        caveat=N_(
            "Says nothing of the action: a right label with the wrong action counts as right."
        ),
    ),
    _share(
        "over_enforcement",
        N_("Over-enforced"),
        N_("over-enforced"),
        N_("decisions that count"),
        N_("How often something was acted on, or acted on harder, than it should have been."),
        source=f"{_TSPA} (false positive); {_SAMPLING}",
        caveat=N_(
            "A share of all decisions. The false positive rate divides by "
            "harmless items alone and is another number."
        ),
    ),
    _share(
        "under_enforcement",
        N_("Missed violations"),
        N_("missed or treated too mildly"),
        N_("decisions that count"),
        N_("How often a violation was left up, or treated more mildly than it should have been."),
        source=f"{_TSPA} (false negative); {_SAMPLING}",
        caveat=N_(
            "A share of all decisions: where violations are rare it is small "
            "even if most of them are missed. The false negative rate divides "
            "by violations alone."
        ),
    ),
    _share(
        "wrong_policy",
        N_("Wrong policy"),
        N_("called a violation under the wrong policy"),
        N_("decisions that count"),
        N_("How often a violation was seen, and put under the wrong label."),
        source=f"{_TSPA} (wrong selection); {_SAMPLING}",
        caveat=N_("Neither over- nor under-enforcement; it is an error of its own kind."),
    ),
    _share(
        "wrong_action",
        N_("Wrong action"),
        N_("with the right label and another action of the same rank"),
        N_("decisions that count"),
        N_(
            "How often the label was right and the action was not, without being harsher or milder."
        ),
        source=f"{_TSPA} (wrong selection); {_SAMPLING}",
        caveat=N_("Actions that the policy declares equal count as the same."),
    ),
    _share(
        "wrong_escalation",
        N_("Wrong escalation"),
        N_("escalated wrongly, or not escalated"),
        N_("decisions that count"),
        N_("How often the decision went up without need, or did not go up though it had to."),
        source=f"{_TSPA}; {_SAMPLING}",
        caveat=N_("Counted only where the files say whether a decision was escalated."),
    ),
    _share(
        "false_positive_rate",
        N_("False positive rate"),
        N_("called violating"),
        N_("decisions on harmless items"),
        N_("Of what was harmless, how much was called a violation."),
        formula="FP / (FP + TN)",
        source=f"Yerushalmy (1947), 1 - specificity; {_SAMPLING}",
        caveat=N_("Not the share of removals that were wrong: that is 1 - precision."),
    ),
    _share(
        "false_negative_rate",
        N_("False negative rate"),
        N_("called harmless"),
        N_("decisions on violating items"),
        N_("Of what violated the policy, how much was called harmless."),
        formula="FN / (FN + TP)",
        source=f"Yerushalmy (1947), 1 - sensitivity; {_SAMPLING}",
        caveat=N_("Rests on the violations in the sample alone, often few: look at n."),
    ),
    _share(
        "precision",
        N_("Precision"),
        N_("truly violating"),
        N_("decisions that called the item violating"),
        N_("Of what the vendor called a violation, how much was one."),
        formula="TP / (TP + FP)",
        source="van Rijsbergen (1979), Information Retrieval, ch. 7; Wei, Zufall & Jia (2024)",
        caveat=N_("Undefined where nothing was called a violation; never 0 for want of calls."),
    ),
    _share(
        "recall",
        N_("Recall"),
        N_("called violating"),
        N_("decisions on violating items"),
        N_("Of what violated the policy, how much the vendor called a violation."),
        formula="TP / (TP + FN)",
        assumptions=N_(
            "Decisions that took no action are in the frame, and weights undo a draw by decision."
        ),
        source="van Rijsbergen (1979), Information Retrieval, ch. 7; Wei, Zufall & Jia (2024)",
        caveat=N_(
            "Violations nobody decided on are not in the frame: this is recall "
            "of the decisions, not of the platform."
        ),
    ),
    _share(
        "false_discovery_rate",
        N_("False discovery rate"),
        N_("harmless in truth"),
        N_("decisions that called the item violating"),
        N_("Of what the vendor called a violation, how much was harmless."),
        formula=N_("FP / (TP + FP) = 1 - precision"),
        source=f"Benjamini & Hochberg (1995) for the name; {_SAMPLING}",
        caveat=N_("Not the share of harmless content that was acted on."),
    ),
    _share(
        "false_omission_rate",
        N_("False omission rate"),
        N_("violating in truth"),
        N_("decisions that called the item harmless"),
        N_("Of what the vendor left up, how much was a violation."),
        formula="FN / (FN + TN)",
        source=f"Altman & Bland (1994), 1 - negative predictive value; {_SAMPLING}",
        caveat=N_("Small wherever violations are rare, whatever the vendor does."),
    ),
    _share(
        "specificity",
        N_("Specificity"),
        N_("called harmless"),
        N_("decisions on harmless items"),
        N_("Of what was harmless, how much was called so."),
        formula="TN / (TN + FP)",
        source=f"Yerushalmy (1947); {_SAMPLING}",
        caveat=N_("High wherever harmless content is plain: read it beside precision."),
    ),
    _share(
        "balanced_accuracy",
        N_("Balanced accuracy"),
        N_("right"),
        N_("decisions, both kinds weighing the same"),
        N_(
            "The mean of how well violations and harmless items are told: "
            "never acting gives one half."
        ),
        formula="(TP / (TP + FN) + TN / (TN + FP)) / 2",
        interval=N_("Delta method on the logit scale"),
        source="Brodersen et al. (2010)",
        caveat=N_("Weighs both kinds alike, however rare one is."),
    ),
    _share(
        "severity_weighted_accuracy",
        N_("Severity-weighted accuracy"),
        N_("credit kept"),
        N_("harm at stake"),
        N_("Accuracy in which an error on grave content costs more than one on trivial content."),
        formula=N_(
            "1 - sum(w s p) / sum(w s), with s the severity at stake and p the "
            "penalty of the error between 0 and 1"
        ),
        goes_in=N_(
            "Each decision with its severity and the penalty that the policy's matrix gives."
        ),
        interval=N_("t interval on the logit scale with the linearised standard error of a ratio"),
        assumptions=N_(
            "Severities and penalties are those of the policy; another policy gives another number."
        ),
        source="Cochran (1977), Sampling Techniques, ch. 6 (ratio estimate); weights: the policy",
        caveat=N_(
            "Stands beside accuracy, never in its place: weights are a decision, not a measurement."
        ),
    ),
    _share(
        "critical_errors",
        N_("Critical errors"),
        N_("critical"),
        N_("decisions that count"),
        N_("How often a decision was wrong in a way that the policy calls critical."),
        interval=N_("Clopper-Pearson, exact: never too narrow for a rare event"),
        source="Clopper & Pearson (1934); the policy's list of critical errors",
        caveat=N_(
            "None seen does not mean none there: with 0 of n the upper bound "
            "is about 3.7 / n at 95 %."
        ),
    ),
    _share(
        "charged_accuracy",
        N_("Charged accuracy"),
        N_("right, or wrong for a cause that is not charged"),
        N_("decisions that count"),
        N_(
            "Accuracy after errors whose root cause lies in the policy or the "
            "tools were not charged."
        ),
        source=f"The contract's rule of charge; {_SAMPLING}",
        caveat=N_("Depends on root causes given in review. Measured accuracy beside it does not."),
    ),
    _share(
        "agrees_with_final",
        N_("Agrees with the final answer"),
        N_("with the label that became final"),
        N_("grades with a final answer"),
        N_("How often an auditor's grade is the answer that stood in the end."),
        source="Wilson (1927)",
        caveat=N_(
            "Where nobody else graded, the final answer is this auditor's own: it is no accuracy."
        ),
    ),
    _share(
        "baseline",
        N_("Always no action"),
        N_("harmless"),
        N_("decisions that count"),
        N_("What accuracy one would reach by never acting at all."),
        formula=N_("1 - prevalence"),
        source="Provost & Fawcett (1997), Analysis and visualization of classifier performance",
        caveat=N_("Accuracy close to this says little: look at recall and missed violations."),
    ),
    _share(
        "prevalence",
        N_("Prevalence"),
        N_("violating"),
        N_("decisions that count"),
        N_("How much of what was decided did violate the policy."),
        caveat=N_("Of decisions in the frame, not of everything on the platform."),
    ),
    _share(
        "bounds",
        N_("Whatever the open items turn out to be"),
        N_("right at worst, right at best"),
        N_("decisions that count and those not settled yet"),
        N_(
            "Accuracy if every item still open turned out wrong, and if every one turned out right."
        ),
        formula=N_("right / (n + open) to (right + open) / (n + open)"),
        interval=N_("None: both ends are certain, not estimated"),
        source="Manski (2003), Partial Identification of Probability Distributions, ch. 1",
        caveat=N_("Sampling error comes on top."),
    ),
    _share(
        "gold_accuracy",
        N_("Accuracy against gold"),
        N_("as the gold answer"),
        N_("grades of gold items"),
        N_("How often an auditor gave the answer that was settled for a known item beforehand."),
        assumptions=N_("Gold answers are right, and the auditor did not know the item as gold."),
        source="Wilson (1927); gold items as in Snow et al. (2008)",
        caveat=N_("Gold items are chosen, not drawn: it says how auditors do on these."),
    ),
    _share(
        "anchoring",
        N_("Anchoring rate"),
        N_("revised towards the vendor"),
        N_("grades that differed from the vendor's decision at reveal"),
        N_("After the vendor's decision was seen, how often an auditor moved towards it."),
        source="Tversky & Kahneman (1974) for the effect; Wilson (1927) for the interval",
        caveat=N_("A revision may be right: read the reasons before judging."),
    ),
)
