"""How the interval of an estimate came about, by the name that its method gives."""

from reviewer_audit.i18n import N_, _, translated

METHODS = (  # how the method begins, what that is, its source
    (
        "mid-P",
        N_(
            "Binomial, with half the chance of the count seen: close to the stated confidence with "
            "few decisions"
        ),
        "Berry & Armitage (1995)",
    ),
    (
        "Wilson",
        "[p + z^2/2n -+ z sqrt(p (1 - p)/n + z^2/4n^2)] / (1 + z^2/n)",
        "Wilson (1927); Newcombe (1998a)",
    ),
    (
        "Clopper-Pearson",
        N_(
            "Exact binomial, quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x): never covers "
            "less than stated"
        ),
        "Clopper & Pearson (1934)",
    ),
    (
        "Agresti-Coull",
        N_(
            "p -+ z sqrt(p (1 - p)/n) with z^2/2 right and z^2/2 wrong decisions added: never "
            "narrower than Wilson, and it may leave 0 to 100 %"
        ),
        "Agresti & Coull (1998)",
    ),
    (
        "Jeffreys",
        N_(
            "Quantiles of Beta(x + 1/2, n - x + 1/2), exact ends where nothing or everything "
            "is right"
        ),
        "Brown, Cai & DasGupta (2001)",
    ),
    (
        "hypergeometric",
        N_(
            "Exact for a simple draw from a finite frame: the numbers right in it that leave the "
            "count seen likely enough; never covers less than stated"
        ),
        "Buonaccorsi (1987); Wright (1991)",
    ),
    (
        "Korn-Graubard",
        N_(
            "Clopper-Pearson on the effective number of decisions, from a variance in which every "
            "stratum has one more right and one more wrong"
        ),
        "Korn & Graubard (1998)",
    ),
    (
        "logit",
        N_("t interval on the logit scale with the linearised standard error"),
        "Korn & Graubard (1998); Lumley (2010)",
    ),
    (
        "census",
        N_("Every decision was looked at: there is no sampling error"),
        "Cochran (1977), ch. 2",
    ),
    (
        "Dirichlet",
        N_(
            "Quantiles over tables drawn around the one seen, a prior of one item spread over all "
            "tables"
        ),
        "Perks (1947); Rubin (1981)",
    ),
    (
        "cluster",
        N_("Quantiles over redrawn clusters, a prior of one item spread over all tables"),
        "Rubin (1981); Field & Welsh (2007)",
    ),
    (
        "delta method",
        N_("t interval with the linearised standard error"),
        "Fleiss, Cohen & Everitt (1969); Gwet (2014)",
    ),
    (
        "paired difference",
        N_("Newcombe's method 10: both Wilson intervals and the correlation of the pair"),
        "Newcombe (1998c)",
    ),
    ("Newcombe", N_("Hybrid of two Wilson intervals"), "Newcombe (1998b)"),
    (
        "empirical Bayes",
        N_("Beta with the posterior mean and a variance that allows for the fitted prior"),
        "Kleinman (1973); Morris (1983)",
    ),
    (
        "Rogan-Gladen",
        N_("The interval of the measured rate, carried over to the adjusted one"),
        "Rogan & Gladen (1978); Lang & Reiczigel (2014)",
    ),
    (
        "Dawid-Skene",
        N_("The model fitted again to answer patterns drawn anew"),
        "Dawid & Skene (1979); Rubin (1981)",
    ),
)

FLAGS = {
    "small": N_("Fewer than 30 decisions: not ranked, not marked."),
    "small_n": N_("Fewer than 30 decisions, counted as a simple draw: not to be ranked."),
    "wide_interval": N_("The interval is 30 points or wider: hardly more than a hint."),
    "relative_width": N_("The interval is wide for so rare an outcome."),
    "few_degrees": N_("Few independent units stand behind the interval."),
    "few_clusters": N_("Fewer than 8 reviewers: nothing can be said of reviewers not seen."),
    "partial_audit": N_("Less than 90 % of the sample has a final answer."),
    "stratum_unanswered": N_("A stratum has no final answer; the others stand in for it."),
    "stratum_unsampled": N_("A cell of the frame has no decision in the sample."),
    "lonely_stratum": N_("A stratum holds one decision: its spread is taken from the others."),
    "degenerate_ci": N_("Fewer than ten disagreements: the interval leans on its prior."),
    "low_information": N_("Few items or a wide interval: no judgement should rest on it."),
    "single_unit": N_("One item only: no standard error."),
    "too_few_positives": N_("Hardly any violation was found by anyone: no interval."),
    "pairs_left_out": N_("Pairs of people without a value are left out."),
    "few_periods": N_("Fewer than 20 periods: limits are rough."),
    "underdispersed": N_(
        "Periods differ less than chance would make them: look for shared counts."
    ),
    "overdispersed": N_("Periods differ more than chance makes them: read Laney's chart."),
    "pooled": N_("People differ no more than chance allows: all share one rate."),
    "model_based": N_("Rests on a model, not on adjudicated answers."),
    "labels_switched": N_("The model may have swapped answers: do not read its tables."),
    "not_converged": N_("The model had not settled."),
    "outside_range": N_("Outside 0 and 1: the assumed errors do not fit what was measured."),
}
ESTIMANDS = {
    "process": N_("Speaks of decisions like these, by these reviewers."),
    "batch": N_("Speaks of exactly the decisions of this batch."),
    "other_reviewers": N_("Speaks of decisions like these, by other reviewers of the same kind."),
}
MATCHES = {
    "primary": N_("Labels are compared by the first one."),
    "any": N_("Labels count as right where any of them is."),
    "exact": N_("Labels count as right where all of them are."),
}
CONTEXTS = {
    "near-duplicates are one cluster": N_("Near-duplicates are one cluster."),
    "rounds pooled as strata": N_("Rounds pooled as strata."),
    "votes on one item together": N_("Votes on one item together."),
    "items graded by several auditors count as clusters": N_(
        "Items graded by several auditors count as clusters."
    ),
}


def interval_words(method: str, confidence: float) -> str:
    """Return how an interval was made, in words with its source; empty where it is not known."""
    found = [
        (method.lower().find(name.lower()), name, what, source) for name, what, source in METHODS
    ]
    there = sorted((entry for entry in found if entry[0] >= 0), key=lambda entry: entry[0])
    if not there:
        return ""
    _at, name, what, source = there[0]
    if name == "census":
        return f"{translated(what)}. {source}."
    return f"{_named(name)}, {100 * confidence:.4g} %: {translated(what)}. {source}."


def _named(name: str) -> str:
    return name[:1].upper() + name[1:] if name != "mid-P" else name


def flag_words(flag: str) -> str:
    """Return what a flag warns of, in a sentence."""
    return translated(FLAGS.get(flag, flag.replace("_", " ").capitalize() + "."))


def context_words(method: str) -> tuple[str, ...]:
    """Return what a method says after the name of its interval: estimand, match, facets left out.

    ``Wilson; batch; match any; without action`` gives three sentences.
    """
    out = []
    for part in (text.strip() for text in method.split(";")[1:]):
        kind, _space, rest = part.partition(" ")
        if part in ESTIMANDS:
            out.append(translated(ESTIMANDS[part]))
        elif kind == "match":
            told = MATCHES.get(rest)
            out.append(
                translated(told) if told else _("Labels are compared by: {rest}.").format(rest=rest)
            )
        elif kind == "without":
            out.append(_("Not compared, for it is not in the files: {rest}.").format(rest=rest))
        elif part:
            out.append(_context(part))
    return tuple(out)


def _context(part: str) -> str:
    if part.startswith("post-stratified by "):
        return _("Post-stratified by {role}.").format(role=part.removeprefix("post-stratified by "))
    sentence = f"{part[:1].upper()}{part[1:]}."
    return translated(CONTEXTS.get(part, sentence))
