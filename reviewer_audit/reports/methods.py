"""How a figure was computed, in the reader's language.

Estimates carry their method in English: ``stats --json`` prints it, and some of it is asked for
by name. What is said of it in reports comes from here; proper names stay as they are.
"""

import re

from reviewer_audit.i18n import N_, _, translated

_KNOWN = frozenset(
    {
        N_("census"),
        N_("p-chart"),
        N_("process"),
        N_("batch"),
        N_("other_reviewers"),
        N_("match primary"),
        N_("match any"),
        N_("match exact"),
        N_("without action"),
        N_("without escalation"),
        N_("without action, escalation"),
        N_("items graded by several auditors count as clusters"),
        N_("rounds pooled as strata"),
        N_("votes on one item together"),
        N_("paired difference"),
        N_("critical errors always have the exact interval"),
        N_("a weighted mean is no share of decisions"),
        N_("reviewers are the clusters"),
        N_("exactly the decisions of this batch are in question"),
        N_("decisions weigh differently"),
        N_("several decisions are about one item, or items nearly the same"),
        N_("weighted"),
        N_("near-duplicates are one cluster"),
        N_("linearised, t on the logit scale"),
        N_("delta method on Fisher's z scale"),
        N_("delta method on the log scale"),
        N_("delta method"),
        N_("delta method by design"),
        N_("order statistics, binomial"),
        N_("mean"),
        N_("mean over auditors by repeats"),
        N_("hypergeometric"),
        N_("one-sided hypergeometric"),
        N_("one-sided Korn-Graubard"),
        N_("one-sided Clopper-Pearson"),
        N_("hybrid score (Newcombe, method 10)"),
        N_("hybrid score with continuity correction (Newcombe, method 11)"),
        N_("score (Miettinen & Nurminen)"),
        N_("adjusted Wald (Agresti & Caffo)"),
        N_("paired hybrid score (Newcombe 1998c, method 10)"),
        N_("paired difference, Newcombe's method 10"),
        N_("MOVER of both intervals"),
        N_("Rogan-Gladen on both sides of the vendor's answer, delta method"),
        N_("Dirichlet over clusters"),
        N_("percentile bootstrap"),
        N_("percentile bootstrap over clusters"),
        N_("Bayesian bootstrap"),
        N_("bootstrap of items"),
        N_("prior of one unit"),
        N_("nominal"),
        N_("ordinal"),
        N_("linear"),
        N_("quadratic"),
        N_("expected place"),
        N_("empirical Bayes"),
        N_("marginal likelihood"),
        N_("raw moments"),
        N_("moments (Kleinman)"),
    }
)
_WITH_FIGURES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"(?P<n>[\d,]+) draws", N_("{n} draws")),
        (r"(?P<n>[\d,]+) posterior draws", N_("{n} posterior draws")),
        (r"(?P<name>PCG64 )?seed (?P<n>\d+)", N_("{name}seed {n}")),
        (r"t with (?P<n>[\d.]+) df", N_("t with {n} df")),
        (r"post-stratified by (?P<name>.+)", N_("post-stratified by {name}")),
        (
            r"(?P<name>[\w-]+) was asked for and not used: (?P<reason>.+)",
            N_("{name} was asked for and not used: {reason}"),
        ),
        (r"batch of (?P<n>[\d,]+)", N_("batch of {n}")),
        (r"(?P<n>[\d.]+) sigma", N_("{n} sigma")),
        (r"EWMA of (?P<n>[\d.]+)", N_("EWMA of {n}")),
        (r"(?P<name>[\w-]+) on (?P<n>[\d.]+) effective units", N_("{name} on {n} effective units")),
        (r"(?P<name>[\w-]+) with (?P<n>[\d.]+) df", N_("{name} with {n} df")),
    )
)


def method_text(method: str) -> str:
    """Return how a figure was computed as readers are told it."""
    return _("; ").join(_part(part) for part in method.split("; "))


def _part(part: str) -> str:
    return _said(part) or _(", ").join(_said(piece) or piece for piece in part.split(", "))


def _said(piece: str) -> str:
    """Return a piece in the language that is spoken now; "" where it is not known."""
    if piece in _KNOWN:
        return translated(piece)
    for pattern, text in _WITH_FIGURES:
        if found := pattern.fullmatch(piece):
            given = {key: value or "" for key, value in found.groupdict().items()}
            given["reason"] = translated(given.get("reason", ""))
            return translated(text).format(**given)
    return ""
