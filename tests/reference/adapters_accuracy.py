"""How the published cases of accuracy and sampling are put to our functions."""

from fractions import Fraction
from math import ceil

import numpy as np

from reviewer_audit.sampling import allocation, size
from reviewer_audit.stats import accuracy, compare, estimators, intervals
from reviewer_audit.stats.verdict import at_least, at_most


def pair(limits):
    return [float(limits[0]), float(limits[1])]


def proportion_ci(given):
    return {
        name: pair(method(given["x"], given["n"], given["conf"]))
        for name, method in intervals.METHODS.items()
    }


def proportion_ci_many(given):
    method = intervals.METHODS[given["method"]]
    return {"ci": [pair(method(one["x"], one["n"], one["conf"])) for one in given["cases"]]}


def proportion_bound_many(given):
    side = {"upper": intervals.upper_bound, "lower": intervals.lower_bound}
    return {"bound": [float(side[c["side"]](c["x"], c["n"], c["conf"])) for c in given["cases"]]}


def cp_upper_pct_table(given):
    return {
        "table": [
            [
                ceil(1000 * float(intervals.upper_bound(x, n, given["conf"])) - 1e-9) / 10
                for x in given["x"]
            ]
            for n in given["n"]
        ]
    }


def binom_test_many(given):
    side = {"greater": at_least, "less": at_most}
    return {"p": [float(side[c["alternative"]](c["x"], c["n"], c["p0"])) for c in given["cases"]]}


def multiplicity(given):
    p, alpha = given["p"], given["alpha"]
    holm, bh = compare.holm(p), compare.benjamini_hochberg(p)
    rejected = {
        "bh": int((bh <= alpha).sum()),
        "holm": int((holm <= alpha).sum()),
        "bonferroni": int((np.array(p) * len(p) <= alpha).sum()),
    }
    return {
        "holm": holm.tolist(),
        "bh": bh.tolist(),
        "hochberg": compare.hochberg(p).tolist(),
        "n_reject": rejected,
    }


def diff_ci(given):
    ends = compare.difference(given["x1"], given["n1"], given["x2"], given["n2"], given["conf"])
    return {"newcombe": list(ends)}


def diff_ci_many(given):
    return {
        "ci": [
            list(compare.difference(c["x1"], c["n1"], c["x2"], c["n2"], given["conf"]))
            for c in given["cases"]
        ]
    }


def paired_diff_ci_many(given):
    return {"ci": [list(compare.paired_difference(t, given["conf"])) for t in given["tables"]]}


def srs_proportion_fpc(given):
    x, n, population = given["x"], given["n"], given["N"]
    return {"p": x / n, "se": estimators.finite_population_se(x, n, population)}


def stratified_mean(given):
    strata = given["strata"]
    mean, se = estimators.stratified_mean(
        *([s[name] for s in strata] for name in ("N", "n", "mean", "s2")), fpc=given["fpc"]
    )
    total = sum(s["N"] for s in strata)
    return {"mean": mean, "se": se, "total": mean * total, "total_se": se * total}


def units(strata):
    """Unroll stratum counts into decisions: right or not, stratum, weight, sampled share."""
    y = np.concatenate([np.repeat([1, 0], [s["x"], s["n"] - s["x"]]) for s in strata])
    h = np.repeat(np.arange(len(strata)), [s["n"] for s in strata])
    big, small = (np.array([s[name] for s in strata], float) for name in ("N", "n"))
    return y, h, (big / small)[h], small / big


def stratified_proportion(given):
    y, h, w, f = units(given["strata"])
    got = estimators.ratio(y, np.ones(len(y)), weight=w, stratum=h, fraction=f)
    beta = estimators.korn_graubard(got.value, got.se, len(y), got.df, given["conf"])
    logit = estimators.logit_interval(got.value, got.se, got.df, given["conf"])
    return {"p": got.value, "se": got.se, "df": got.df, "ci_beta": beta, "ci_logit": logit}


def cluster_proportion(given):
    hits, sizes = zip(*given["clusters"], strict=True)
    got = estimators.cluster_share(hits, sizes, given["M"])
    beta = estimators.korn_graubard(got.value, got.se, sum(sizes), got.df, given["conf"])
    logit = estimators.logit_interval(got.value, got.se, got.df, given["conf"])
    return {"p": got.value, "se": got.se, "df": got.df, "ci_beta": beta, "ci_logit": logit}


def cluster_totals(given):
    totals = given["totals"]
    got = estimators.cluster_share(totals, [given["m"]] * len(totals), given["N"])
    return {"mean": got.value, "se": got.se}


def poststratified_proportion(given):
    strata = given["strata"]
    p, se = estimators.poststratified(*([s[name] for s in strata] for name in ("N", "n", "x")))
    x, n = sum(s["x"] for s in strata), given["n"]
    return {
        "p": p,
        "se": se,
        "p_srs": x / n,
        "se_srs": estimators.finite_population_se(x, n, given["N"]),
    }


def design_weighted_precision_recall(given):
    called, truth, h, w, f = [], [], [], [], []
    for k, stratum in enumerate(given["strata"]):
        n = int(np.sum(stratum["table"]))
        f.append(n / stratum["N"])
        for row, column in np.ndindex(2, 2):
            count = stratum["table"][row][column]
            called += [row] * count
            truth += [column] * count
            h += [k] * count
            w += [stratum["N"] / n] * count
    both = np.array(called) * np.array(truth)
    design = {"weight": w, "stratum": h, "fraction": f}
    precision = estimators.ratio(both, called, **design)
    recall = estimators.ratio(both, truth, **design)
    return {
        "precision": precision.value,
        "precision_se": precision.se,
        "recall": recall.value,
        "recall_se": recall.se,
    }


def cochran_n(given):
    exact = size.cochran(given["margin"], given["p"], given["conf"], given["N"])
    return {"n0": exact, "n0_ceil": ceil(exact)}


def cochran_n_many(given):
    cases = [(c["margin"], c["p"], c["conf"], c["N"]) for c in given["cases"]]
    return {
        "n_ceil": [ceil(size.cochran(*case)) for case in cases],
        "n0_ceil": [ceil(size.cochran(*case[:3])) for case in cases],
    }


def zero_failure_n_many(given):
    return {"n": [size.zero_failure_size(c["p"], c["conf"]) for c in given["cases"]]}


def demo_n_many(given):
    return {"n": [size.demonstration_size(given["p"], k, given["conf"]) for k in given["errors"]]}


def aicpa_n_table(given):
    return {
        "n": [
            [
                size.attribute_size(Fraction(t, 100), Fraction(str(e)) / 100, given["risk"])
                for e in given["expected_pct"]
            ]
            for t in given["tolerable_pct"]
        ]
    }


def hypergeom_accept(given):
    return {
        "pa": [size.hypergeometric_accept(c["n"], c["c"], c["N"], c["D"]) for c in given["cases"]]
    }


def neyman(given):
    return {"nh": allocation.neyman_shares(given["Nh"], given["Sh"], given["n"]).tolist()}


def neyman_cost(given):
    return {
        "nh": allocation.cost_shares(
            given["Nh"], given["Sh"], given["cost"], given["budget"]
        ).tolist()
    }


def severity_weighted_accuracy(given):
    value, se = accuracy.severity_weighted(
        np.array(given["severity"], float), np.array(given["correct"], float)
    )
    return {"accuracy": value, "se": se}


def rogan_gladen(given):
    x, n, conf = given["x"], given["n"], given["conf"]

    def true(rate):
        return accuracy.true_rate(float(rate), given["se"], given["sp"])

    return {
        "p_true": true(x / n),
        "ci_wilson": [true(end) for end in intervals.wilson(x, n, conf)],
        "ci_cp": [true(end) for end in intervals.clopper_pearson(x, n, conf)],
    }


def prf(given):
    index = {label: code for code, label in enumerate(given["labels"])}
    truth, called = (
        np.array([index[v] for v in given[name]], np.int32) for name in ("y_true", "y_pred")
    )
    precision, recall, f1 = accuracy.precision_recall(truth, called, len(index))
    return {"precision": precision, "recall": recall, "f1": f1}


def mcnemar(given):
    return compare.mcnemar(given["b"], given["c"])


def convention_proportion(given):
    got = intervals.proportion(given["x"], given["n"])
    return {"p": got.value, "ci": got.low}


ADAPTERS = {
    "aicpa_n_table": aicpa_n_table,
    "binom_test_many": binom_test_many,
    "cluster_proportion": cluster_proportion,
    "cluster_totals": cluster_totals,
    "cochran_n": cochran_n,
    "cochran_n_many": cochran_n_many,
    "convention_proportion": convention_proportion,
    "cp_upper_pct_table": cp_upper_pct_table,
    "demo_n_many": demo_n_many,
    "design_weighted_precision_recall": design_weighted_precision_recall,
    "diff_ci": diff_ci,
    "diff_ci_many": diff_ci_many,
    "hypergeom_accept": hypergeom_accept,
    "mcnemar": mcnemar,
    "multiplicity": multiplicity,
    "neyman": neyman,
    "neyman_cost": neyman_cost,
    "paired_diff_ci_many": paired_diff_ci_many,
    "poststratified_proportion": poststratified_proportion,
    "prf": prf,
    "proportion_bound_many": proportion_bound_many,
    "proportion_ci": proportion_ci,
    "proportion_ci_many": proportion_ci_many,
    "rogan_gladen": rogan_gladen,
    "severity_weighted_accuracy": severity_weighted_accuracy,
    "srs_proportion_fpc": srs_proportion_fpc,
    "stratified_mean": stratified_mean,
    "stratified_proportion": stratified_proportion,
    "zero_failure_n_many": zero_failure_n_many,
}
# what we do not offer: intervals kept for other purposes, and Wald ends of a weighted share
LEFT_OUT = {
    "diff-newcombe-a": {"newcombe_cc", "miettinen_nurminen", "agresti_caffo"},
    "diff-newcombe-d": {"miettinen_nurminen"},
    "strat-apistrat-prop": {"ci_wald_t"},
    "prf-sklearn-doc": {"macro", "micro", "weighted"},
}
