"""Comparisons explained: verdicts, tests, differences, charts over people and over time."""

from reviewer_audit.i18n import N_
from reviewer_audit.stats.explained.shape import Explanation


def _one(key: str, title: str, unit: str, plain: str, **more: str) -> Explanation:
    return Explanation(
        key=key,
        title=title,
        unit=unit,
        plain=plain,
        formula=more["formula"],
        goes_in=more["goes_in"],
        interval=more.get("interval", N_("None: it is a test")),
        assumptions=more["assumptions"],
        source=more["source"],
        caveat=more["caveat"],
    )


_PAIRED = N_("Both answered the same items without seeing each other's answer.")
_TABLE = N_("The table of both answers over the items both gave one to.")

ENTRIES = (
    _one(
        "verdict",
        N_("Verdict"),
        "verdict",
        N_("Whether a declared target is met, by a bound on one side and not by the estimate."),
        formula=N_(
            "meets: lower bound >= target; below: upper bound < target; else not enough evidence"
        ),
        goes_in=N_(
            "The rate, its effective number of decisions, the target, the "
            "confidence and the rule of the contract."
        ),
        interval=N_(
            "Clopper-Pearson on one side; of exactly the decisions of a batch "
            "hypergeometric; Korn-Graubard where decisions are weighted"
        ),
        assumptions=N_(
            "The target was declared before the decisions were seen. With "
            "several targets the risk is shared (Holm); with a second look too "
            "(Pocock)."
        ),
        source="Clopper & Pearson (1934); Wright (1991); Holm (1979); Pocock (1977)",
        caveat=N_(
            "Not enough evidence is an answer: neither met nor missed. Persons never get a verdict."
        ),
    ),
    _one(
        "needed",
        N_("Further decisions needed"),
        "count",
        N_(
            "How many more decisions would settle the verdict in four of five "
            "cases, at the rate seen."
        ),
        formula=N_("smallest m with P(verdict after n + m | rate seen) >= 0.8"),
        goes_in=N_("The rate, n, the target and the confidence."),
        interval=N_("None: it is a plan"),
        assumptions=N_(
            "The true rate is about the rate seen, and the further draw is like the first."
        ),
        source="Wald (1947), Sequential Analysis, for the thought; binomial or hypergeometric "
        "tails, computed",
        caveat=N_("Close to the target no number of this size settles it."),
    ),
    _one(
        "overturned_by",
        N_("Overturned by"),
        "count",
        N_("How few wrong answers of auditors, all in one direction, would change the verdict."),
        formula=N_("smallest k whose verdict with x - k or x + k is another one"),
        goes_in=N_("The counts behind the verdict."),
        interval=N_("None: it is counted"),
        assumptions=N_("All errors fall on one side, the worst case."),
        source="Walsh et al. (2014), the fragility index",
        caveat=N_("A small number asks for a second look at the grades, not for another verdict."),
    ),
    _one(
        "slice_against_rest",
        N_("Stands out"),
        "p-value",
        N_(
            "Whether a slice differs from all other decisions by more than "
            "chance, after correction for looking at many slices."
        ),
        formula=N_(
            "exact test of 2 x 2 (Fisher); p adjusted: reverse running minimum of m p(i) / i"
        ),
        goes_in=N_("Right and wrong in the slice and outside it, for every slice with 30 or more."),
        assumptions=N_(
            "A look for causes: slices overlap, and the share of false marks "
            "is held at the stated risk on average."
        ),
        source="Fisher (1935); Benjamini & Hochberg (1995)",
        caveat=N_("A mark is a question, never a verdict."),
    ),
    _one(
        "excess_chance",
        N_("An auditor out of line"),
        "p-value",
        N_(
            "Whether somebody differs from blind partners more often than the "
            "others differ among themselves, after correction for looking at "
            "all of them."
        ),
        formula=N_(
            "sum over strata of hypergeometric counts, P(at least as many); Holm's correction"
        ),
        goes_in=N_(
            "Items graded by exactly two auditors: with this one and without, "
            "the same or not, within each queue and language."
        ),
        assumptions=N_("Items were given out by chance within queue and language."),
        source="Cox (1970), The Analysis of Binary Data, 5.2; Mehta, Patel & Gray (1985)",
        caveat=N_("Who differs may be the one who is right: look who won where it was settled."),
    ),
    _one(
        "trend",
        N_("Drift"),
        "p-value",
        N_(
            "Whether errors become more or less frequent from day to day, "
            "beyond a change of the mix."
        ),
        formula=N_("z = sum (y - y_s)(x - x_s) / sqrt(sum S_yy S_xx / (n_s - 1)), s a stratum"),
        goes_in=N_(
            "Right or wrong of each decision, and the rank of its day, within "
            "each cell of the draw, vendor and queue."
        ),
        assumptions=N_("The change goes one way; a short dip is for the control chart."),
        source="Mantel (1963); Cochran (1954) and Armitage (1955) for one stratum",
        caveat=N_("Days are those of the decisions, not of the grades."),
    ),
    _one(
        "holm",
        N_("Holm's correction"),
        "p-value",
        N_("Keeps the chance of any false verdict among several targets at the stated risk."),
        formula=N_("running maximum of (m - i + 1) p(i), at most 1"),
        goes_in=N_("The p-values of all declared targets of the period."),
        assumptions=N_("None about how the targets hang together."),
        source="Holm (1979)",
        caveat=N_("The more targets are declared, the more evidence each needs."),
    ),
    _one(
        "mcnemar",
        N_("McNemar's test"),
        "p-value",
        N_("Whether one of two people flags more often than chance explains."),
        formula=N_("mid-P of b out of b + c against one half"),
        goes_in=N_("b items that the first alone flagged, c that the second alone flagged."),
        assumptions=_PAIRED,
        source="McNemar (1947); mid-P: Fagerland, Lydersen & Laake (2013)",
        caveat=N_(
            "Items both flagged, or neither, say nothing here: few differences, little power."
        ),
    ),
    _one(
        "bowker",
        N_("Bowker's test of symmetry"),
        "p-value",
        N_("Whether two people differ in one direction more than in the other, over all answers."),
        formula=N_(
            "sum over i < j of (n_ij - n_ji)^2 / (n_ij + n_ji), chi-squared, q (q - 1) / 2 df"
        ),
        goes_in=_TABLE,
        assumptions=N_(
            "Both answered the same items without seeing each other's answer. Counts of "
            "differences are not too small."
        ),
        source="Bowker (1948)",
        caveat=N_("Says that there is a direction, not which: look at the table."),
    ),
    _one(
        "stuart_maxwell",
        N_("Stuart-Maxwell test"),
        "p-value",
        N_("Whether two people use the answers equally often overall."),
        formula=N_("d' S^-1 d, d the differences of both margins; chi-squared with rank(S) df"),
        goes_in=_TABLE,
        assumptions=N_(
            "Both answered the same items without seeing each other's answer. Counts of "
            "differences are not too small."
        ),
        source="Stuart (1955); Maxwell (1970)",
        caveat=N_("Equal margins are not agreement."),
    ),
    _one(
        "bhapkar",
        N_("Bhapkar's test"),
        "p-value",
        N_("As Stuart-Maxwell, somewhat sharper."),
        formula="SM / (1 - SM / n)",
        goes_in=_TABLE,
        assumptions=N_("Both answered the same items without seeing each other's answer. Large n."),
        source="Bhapkar (1966)",
        caveat=N_("Rejects too often with few items."),
    ),
    _one(
        "difference",
        N_("Difference"),
        "difference",
        N_("How far two rates lie apart, from two samples."),
        formula=N_("p1 - p2; ends d - sqrt((p1 - l1)^2 + (u2 - p2)^2) and likewise above"),
        goes_in=N_("Both rates with their intervals."),
        interval=N_("Newcombe's hybrid score interval (MOVER)"),
        assumptions=N_("The two samples are independent."),
        source="Newcombe (1998b), Statistics in Medicine 17, 873-890",
        caveat=N_("Two intervals that overlap are no proof of no difference: read this interval."),
    ),
    _one(
        "paired_difference",
        N_("Paired difference"),
        "difference",
        N_("How far two rates on the same items lie apart."),
        formula="(b - c) / n",
        goes_in=N_("Items right under one and wrong under the other, both ways."),
        interval=N_("Newcombe's method 10, with the correlation of both"),
        assumptions=_PAIRED,
        source="Newcombe (1998c), Statistics in Medicine 17, 2635-2650",
        caveat=N_("Only for the same items; else the difference of two samples."),
    ),
    _one(
        "mix_shift",
        N_("Mix shift"),
        "difference",
        N_("How much of a change comes from doing better or worse, and how much from other work."),
        formula=N_("sum W0 (A1 - A0) + sum (W1 - W0) (A0 - A0 overall) + sum (W1 - W0) (A1 - A0)"),
        goes_in=N_("Share of work and accuracy of each segment, before and after."),
        interval=N_("None: the parts add up to the change exactly"),
        assumptions=N_("Segments mean the same in both periods."),
        source="Kitagawa (1955); Blinder (1973)",
        caveat=N_("Depends on the segments chosen. It divides a change, it does not explain it."),
    ),
    _one(
        "funnel",
        N_("Funnel"),
        "limits",
        N_(
            "Whether somebody's rate lies further from the target than chance "
            "explains for so many decisions."
        ),
        formula=N_(
            "Limits: exact binomial at the target for each n, interpolated, 95 % and 99.8 %"
        ),
        goes_in=N_(
            "Right answers and decisions of each, and the target (the common "
            "rate where none is declared)."
        ),
        interval=N_("Limits of 95 % and 99.8 % around the target"),
        assumptions=N_(
            "Decisions fall to people by chance. Where they spread more than "
            "chance makes them, limits are widened by the variance between "
            "them."
        ),
        source="Spiegelhalter (2005), Funnel plots for comparing institutional performance",
        caveat=N_(
            "Of 20 people one lies outside 95 % by chance alone. A question to "
            "look into, never a verdict or a rank; under 30 decisions greyed."
        ),
    ),
    _one(
        "overdispersion",
        N_("Spread beyond chance"),
        "ratio",
        N_("How many times more people or vendors scatter than chance makes them."),
        formula=N_("phi = mean of z^2 on the arcsine scale, a tenth pulled in on each side"),
        goes_in=N_("Right answers and decisions of each."),
        interval=N_("None"),
        assumptions=N_("None differs from the target but a few."),
        source="Spiegelhalter (2005); DerSimonian & Laird (1986)",
        caveat=N_(
            "1 under chance alone. Far above, content differs between people: "
            "compare within queues."
        ),
    ),
    _one(
        "shrunken",
        N_("Shrunken rate"),
        "share",
        N_(
            "A person's rate drawn towards everybody's, the more so the fewer "
            "decisions stand behind it: for whom to look at first."
        ),
        formula=N_("(a + x) / (a + b + n), a and b fitted to all people"),
        goes_in=N_("The person's right answers and decisions, and everybody's for a and b."),
        interval=N_("Beta interval that allows for a and b being estimated"),
        assumptions=N_("True rates lie around a common one; five people or more."),
        source="Kleinman (1973); Morris (1983)",
        caveat=N_("Never for passing or failing anybody; the raw rate stands beside it."),
    ),
    _one(
        "p_chart",
        N_("p-chart"),
        "limits",
        N_("Whether a period differs from the others by more than chance."),
        formula=N_("c -+ 3 sqrt(c (1 - c) / n_i), c = sum x / sum n"),
        goes_in=N_("Right answers and decisions of each period."),
        interval=N_("Limits of three standard errors"),
        assumptions=N_("Periods differ by chance alone unless something happened."),
        source="Shewhart (1931); Montgomery, Introduction to Statistical Quality Control, 7.2",
        caveat=N_(
            "With large periods it signals all the time: then Laney's chart. "
            "Under 20 periods limits are rough."
        ),
    ),
    _one(
        "laney",
        N_("Laney's p' chart"),
        "limits",
        N_("As the p-chart, with limits as wide as periods differ by nature."),
        formula=N_(
            "c -+ 3 sigma_z sqrt(c (1 - c) / n_i), sigma_z = mean moving range of z / 1.128"
        ),
        goes_in=N_("Right answers and decisions of each period."),
        interval=N_("Limits of three stretched standard errors"),
        assumptions=N_("Spread between neighbouring periods is ordinary."),
        source="Laney (2002)",
        caveat=N_("Needs 20 periods to know how they differ."),
    ),
    _one(
        "ewma",
        N_("EWMA"),
        "limits",
        N_("A moving average that sees a small lasting shift no single period shows."),
        formula=N_("e_i = m p_i + (1 - m) e_(i-1), m = 0.2; limits from the exact variance"),
        goes_in=N_("Right answers and decisions of each period."),
        interval=N_("Limits of three standard errors of the average"),
        assumptions=N_("Periods are independent but for the shift."),
        source="Roberts (1959); Lucas & Saccucci (1990)",
        caveat=N_("Late for a sudden jump: the p-chart is made for that."),
    ),
    _one(
        "pareto",
        N_("Pareto"),
        "count",
        N_(
            "Which few causes make most of the errors: the most frequent "
            "first, and their running share."
        ),
        formula=N_("count of each, largest first; running sum / all errors"),
        goes_in=N_("Errors by outcome or by root cause."),
        interval=N_("None: counts of this sample"),
        assumptions=N_("One primary cause per error."),
        source="Juran (1951), Quality Control Handbook",
        caveat=N_("The most frequent is not the gravest: look at severity too."),
    ),
)
