"""Agreement explained: how often people agree, and how much of it is more than chance."""

from reviewer_audit.i18n import N_
from reviewer_audit.stats.explained.shape import Explanation

_DRAWN = N_(
    "Quantiles of the coefficient over tables drawn around the one "
    "seen (Dirichlet, prior of one item spread over all tables), "
    "stretched to hold the estimate"
)
_NAMED = N_(
    "Two people, known by name, answered the same items without seeing each other's answer."
)
_ANY = N_("Whoever answered is one of many who might have; each item may have other people.")
_RARE = N_(
    "Falls where one answer is far more common than the others, even "
    "if people agree nearly always: read it beside percent agreement "
    "and AC1."
)


def _one(key: str, title: str, plain: str, **more: str) -> Explanation:
    return Explanation(
        key=key,
        title=title,
        unit=more.pop("unit", "coefficient"),
        plain=plain,
        formula=more.pop("formula"),
        goes_in=more.pop(
            "goes_in", N_("Items that two people or more answered; po of them agree.")
        ),
        interval=more.pop("interval", _DRAWN),
        assumptions=more.pop("assumptions", _NAMED),
        source=more.pop("source"),
        caveat=more.pop("caveat", _RARE),
        hits=more.pop("hits", ""),
        base=more.pop("base", ""),
    )


ENTRIES = (
    _one(
        "percent_agreement",
        N_("Percent agreement"),
        N_("How often two people give the same answer."),
        unit="share",
        hits=N_("with the same answer"),
        base=N_("items answered by two or more"),
        formula=N_("po = pairs with the same answer / pairs"),
        interval=N_("Wilson for two people; drawn tables for more"),
        assumptions=N_("Answers were given without seeing each other's."),
        source="Wilson (1927); Fleiss (1971) for more than two people",
        caveat=N_(
            "Part of it is chance: where nearly everything is harmless, two "
            "people who never look agree nearly always."
        ),
    ),
    _one(
        "cohen_kappa",
        N_("Cohen's kappa"),
        N_(
            "How much of the agreement of two people is more than chance, "
            "given how often each of them uses each answer."
        ),
        formula=N_("(po - pe) / (1 - pe), pe = sum over answers of p1(k) p2(k)"),
        source="Cohen (1960); error: Fleiss, Cohen & Everitt (1969)",
    ),
    _one(
        "cohen_kappa_linear",
        N_("Cohen's kappa, linear weights"),
        N_("Kappa on an ordered scale: being one step apart costs half of being two apart."),
        formula=N_("(po - pe) / (1 - pe) with weights 1 - |i - j| / (q - 1)"),
        source="Cohen (1968); weights: Cicchetti & Allison (1971)",
        caveat=N_("For answers in an order only. Steps are taken as equally far apart."),
    ),
    _one(
        "cohen_kappa_quadratic",
        N_("Cohen's kappa, quadratic weights"),
        N_("Kappa on an ordered scale: far misses cost much more than near ones."),
        formula=N_("(po - pe) / (1 - pe) with weights 1 - (i - j)^2 / (q - 1)^2"),
        source="Cohen (1968); weights: Fleiss & Cohen (1973)",
        caveat=N_(
            "For answers in an order only. Often much higher than plain kappa: "
            "they are not to be compared."
        ),
    ),
    _one(
        "scott_pi",
        N_("Scott's pi"),
        N_("As kappa, with one common habit of answering for both people."),
        formula=N_("(po - pe) / (1 - pe), pe = sum of ((p1(k) + p2(k)) / 2)^2"),
        assumptions=_ANY,
        source="Scott (1955)",
    ),
    _one(
        "fleiss_kappa",
        N_("Fleiss' kappa"),
        N_(
            "How much of the agreement among several people is more than "
            "chance, people being interchangeable."
        ),
        formula=N_("(po - pe) / (1 - pe), pe = sum of p(k)^2 over the pooled answers"),
        assumptions=_ANY,
        source="Fleiss (1971)",
    ),
    _one(
        "conger_kappa",
        N_("Conger's kappa"),
        N_("As Cohen's kappa for several people who all answer, each with habits of their own."),
        formula=N_("(po - pe) / (1 - pe), pe = mean over pairs of people of sum p_g(k) p_h(k)"),
        assumptions=N_("The same named people answered the items."),
        source="Conger (1980)",
    ),
    _one(
        "light_kappa",
        N_("Light's kappa"),
        N_("The mean of Cohen's kappa over all pairs of people."),
        formula=N_("mean of kappa(g, h) over pairs"),
        assumptions=N_(
            "Each pair shares items enough; pairs without a value are left out and said."
        ),
        source="Light (1971)",
    ),
    _one(
        "krippendorff_alpha",
        N_("Krippendorff's alpha"),
        N_(
            "How far disagreement stays below what chance would make it; made "
            "for any number of people and for missing answers."
        ),
        formula=N_("1 - Do / De, observed over expected disagreement of paired answers"),
        assumptions=_ANY,
        source="Krippendorff (2004), Content Analysis, ch. 11; Hayes & Krippendorff (2007)",
    ),
    _one(
        "krippendorff_alpha_masi",
        N_("Krippendorff's alpha, MASI distance"),
        N_("Alpha for answers of several labels: sets that overlap are half right."),
        formula=N_(
            "1 - Do / De, distance 1 - Jaccard x (1, 2/3, 1/3 or 0 by how the sets overlap)"
        ),
        assumptions=_ANY,
        source="Passonneau (2006); Krippendorff (2004)",
    ),
    _one(
        "gwet_ac1",
        N_("Gwet's AC1"),
        N_(
            "Agreement beyond chance where chance is small for rare answers, "
            "so that it does not collapse when violations are rare."
        ),
        formula=N_("(po - pe) / (1 - pe), pe = sum of p(k) (1 - p(k)) / (q - 1)"),
        assumptions=_ANY,
        source="Gwet (2008)",
        caveat=N_("Answers another question than kappa: two people who never flag anything get 1."),
    ),
    _one(
        "gwet_ac2",
        N_("Gwet's AC2"),
        N_("AC1 with partial agreement on an ordered scale."),
        formula=N_(
            "(po - pe) / (1 - pe) with weights; pe = T sum p(k) (1 - p(k)) / (q (q - 1)), T all "
            "weights"
        ),
        assumptions=_ANY,
        source="Gwet (2014), Handbook of Inter-Rater Reliability",
        caveat=N_("For answers in an order only; weights are a choice."),
    ),
    _one(
        "brennan_prediger",
        N_("Brennan-Prediger"),
        N_(
            "Agreement beyond what guessing evenly among all answers would "
            "give; with two answers it is called PABAK."
        ),
        formula="(po - pe) / (1 - pe), pe = 1 / q",
        assumptions=N_("Every declared answer counts, used or not."),
        source="Brennan & Prediger (1981); Byrt, Bishop & Carlin (1993)",
        caveat=N_("Rises with the number of declared answers: compare only with the same list."),
    ),
    _one(
        "specific_agreement",
        N_("Agreement on violations"),
        N_("When one person finds a violation, how often another finds it too."),
        unit="share",
        hits=N_("joined by another"),
        base=N_("findings of a violation"),
        formula="2a / (2a + b + c)",
        source="Dice (1945); Cicchetti & Feinstein (1990)",
        caveat=N_("Leaves out what nobody flagged: with few violations it rests on few items."),
    ),
    _one(
        "prevalence_index",
        N_("Prevalence index"),
        N_("How lopsided the answers are: far from 0, kappa cannot be high."),
        unit="difference",
        formula="(a - d) / n",
        interval=N_("None: it describes the table"),
        source="Byrt, Bishop & Carlin (1993)",
        caveat=N_("A property of the content, not of the people."),
    ),
    _one(
        "bias_index",
        N_("Bias index"),
        N_("How much more often one of two people finds a violation."),
        unit="difference",
        formula="(b - c) / n",
        interval=N_("None: strictness says the same with an interval"),
        source="Byrt, Bishop & Carlin (1993)",
        caveat=N_("0 does not mean agreement: two people may differ as often in both directions."),
    ),
    _one(
        "largest_kappa",
        N_("Largest kappa in reach"),
        N_("The kappa two people could reach at best who use the answers as often as these two."),
        formula="(sum of min(p1(k), p2(k)) - pe) / (1 - pe)",
        interval=N_("None: it describes the margins"),
        source="Cohen (1960)",
        caveat=N_(
            "Low where the two differ in strictness: they cannot agree more without changing."
        ),
    ),
    _one(
        "attainable_kappa",
        N_("Attainable kappa"),
        N_(
            "The kappa that a given agreement yields at this share of "
            "violations: look at it before setting a target."
        ),
        formula=N_("(po - pe) / (1 - pe), pe = v^2 + (1 - v)^2, v the share of violations"),
        interval=N_("None: it is arithmetic"),
        assumptions=N_("Both find equally many violations and err equally in both directions."),
        source="Feinstein & Cicchetti (1990)",
        caveat=N_("At 2 % violations, 98 % agreement gives .49: a target of .80 asks for 99.2 %."),
    ),
    _one(
        "intra_rater",
        N_("Consistency of one auditor"),
        N_("Given the same item again and unaware of it, how often an auditor answers the same."),
        unit="share",
        hits=N_("answered the same again"),
        base=N_("repeated items"),
        formula=N_("same answers / repeats; pooled: mean over auditors weighted by repeats"),
        interval=N_("Wilson for one auditor; normal over auditors as strata"),
        assumptions=N_("The repeats were not recognised, and the policy had not changed."),
        source="Gwet (2014), ch. 8; Kraemer (1979)",
        caveat=N_("Two auditors cannot be expected to agree more than each does with himself."),
    ),
    _one(
        "strictness",
        N_("Strictness"),
        N_("How much more often the first of two people finds a violation than the second."),
        unit="difference",
        formula="(b - c) / n",
        goes_in=N_("Items both answered: b flagged by the first alone, c by the second alone."),
        interval=N_("Newcombe's method 10 for paired shares"),
        source="Newcombe (1998c), Statistics in Medicine 17, 2635-2650",
        caveat=N_("Says who flags more, never who is right."),
    ),
)
