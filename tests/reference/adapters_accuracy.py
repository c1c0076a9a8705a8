"""How cases of accuracy, planning, people and time are put to our functions."""

from fractions import Fraction

import numpy as np

from reviewer_audit.sampling import acceptance, agreement_size, allocation, iso2859, size
from reviewer_audit.stats import (
    accuracy,
    charts,
    classification,
    compare,
    differences,
    estimators,
    exact,
    funnel,
    hypergeometric,
    imperfect,
    intervals,
    shrinkage,
)


def pair(ends):
    return None if ends is None else [float(ends[0]), float(ends[1])]


def conf(given):
    return given.get("conf", 0.95)


def column(rows, *names):
    return [[row[name] for row in rows] for name in names]


def proportion_ci(given):
    return {
        name: pair(method(given["x"], given["n"], conf(given)))
        for name, method in intervals.METHODS.items()
    }


def proportion_ci_many(given):
    method = intervals.METHODS[given["method"]]
    return {"ci": [pair(method(c["x"], c["n"], conf(c))) for c in given["cases"]]}


def proportion_bound_many(given):
    side = {"upper": intervals.upper_bound, "lower": intervals.lower_bound}
    return {"bound": [float(side[c["side"]](c["x"], c["n"], conf(c))) for c in given["cases"]]}


def cp_upper_pct_table(given):
    percent = intervals.upper_percent
    return {"table": [[percent(x, n, conf(given)) for x in given["x"]] for n in given["n"]]}


def binom_test_many(given):
    names = ("x", "n", "p0", "alternative")
    return {"p": [exact.binomial_p(*(c[name] for name in names)) for c in given["cases"]]}


def multiplicity(given):
    p, names = given["p"], compare.ADJUSTMENTS
    claimed = {name: compare.rejected(p, given["alpha"], name) for name in names}
    return {name: compare.adjusted(p, name) for name in names} | {"n_reject": claimed}


def diff_ci(given):
    counts = [given[name] for name in ("x1", "n1", "x2", "n2")]
    return {name: pair(f(*counts, conf(given))) for name, f in differences.METHODS.items()}


def diff_ci_many(given):
    method, names = differences.METHODS[given.get("method", "newcombe")], ("x1", "n1", "x2", "n2")
    return {"ci": [pair(method(*(c[k] for k in names), conf(given))) for c in given["cases"]]}


def paired_diff_ci_many(given):
    return {"ci": [pair(compare.paired_difference(t, conf(given))) for t in given["tables"]]}


def srs_proportion_fpc(given):
    x, n = given["x"], given["n"]
    se = estimators.finite_population_se(x, n, given["N"])
    return {"p": intervals.proportion(x, n).value, "se": se}


def stratified_mean(given):
    summaries = column(given["strata"], "N", "n", "mean", "s2")
    mean, se = estimators.stratified_mean(*summaries, fpc=given["fpc"])
    total, total_se = estimators.stratified_total(*summaries, fpc=given["fpc"])
    return {"mean": mean, "se": se, "total": total, "total_se": total_se}


def designed(got, n, given):
    ends = estimators.intervals_of(got, n, conf(given))
    return {
        "p": got.value,
        "se": got.error,
        "df": got.df,
        "ci_beta": ends["beta"],
        "ci_logit": ends["logit"],
        "ci_wald_t": ends["t"],
    }


def stratified_proportion(given):
    population, n, x = column(given["strata"], "N", "n", "x")
    fpc = given.get("fpc", True)
    return designed(estimators.stratified_share(population, n, x, fpc=fpc), sum(n), given)


def cluster_proportion(given):
    hits, sizes = zip(*given["clusters"], strict=True)
    return designed(estimators.cluster_share(hits, sizes, given.get("M")), sum(sizes), given)


def cluster_totals(given):
    sizes = [given["m"]] * len(given["totals"])
    got = estimators.cluster_share(given["totals"], sizes, given.get("N"))
    return {"mean": got.value, "se": got.error}


def poststratified_proportion(given):
    population, n, x = column(given["strata"], "N", "n", "x")
    p, se = estimators.poststratified(population, n, x)
    plain = srs_proportion_fpc({"x": sum(x), "n": given["n"], "N": given["N"]})
    return {"p": p, "se": se, "p_srs": plain["p"], "se_srs": plain["se"]}


def design_weighted_precision_recall(given):
    tables, population = column(given["strata"], "table", "N")
    cells = classification.from_tables(tables, population, fpc=given.get("fpc", True))
    got, out = classification.of_label(cells, 1), {}
    for name in ("precision", "recall", "f1"):
        one = getattr(got, name)
        out |= {name: one.value, f"{name}_se": one.se}
    return out


def prf(given):
    place = {label: code for code, label in enumerate(given["labels"])}
    called, truth = ([place[v] for v in given[name]] for name in ("y_pred", "y_true"))
    cells = classification.judged(called, truth, len(place))
    names, every = ("precision", "recall", "f1"), classification.scores(cells)
    out = {name: [getattr(one, name).value for one in every] for name in names}
    macro = classification.averaged(cells)
    weighted = classification.averaged(cells, by_support=True)
    return out | {
        "macro": [getattr(macro, name).value for name in names],
        "weighted": [getattr(weighted, name).value for name in names],
        "micro": classification.micro(cells).f1.value,
        "mcc": classification.mcc(cells).value,
    }


def severity_weighted_accuracy(given):
    got = accuracy.severity_weighted(
        np.array(given["severity"], float), np.array(given["correct"], float)
    )
    value, se = got or (None, None)
    return {"accuracy": value, "se": se}


def rogan_gladen(given):
    counts = [given[name] for name in ("x", "n", "se", "sp")]
    by = {
        name: imperfect.rogan_gladen(*counts, conf(given), method=name)
        for name in ("wilson", "clopper_pearson")
    }
    ends = {name: None if e.low is None else [e.low, e.high] for name, e in by.items()}
    value = by["wilson"].value
    return {"p_true": value, "ci_wilson": ends["wilson"], "ci_cp": ends["clopper_pearson"]}


def convention_proportion(given):
    got = intervals.proportion(given["x"], given["n"], conf(given))
    return {"p": got.value, "ci": None if got.value is None else [got.low, got.high]}


# planning


def cochran_n(given):
    asked = given["margin"], given["p"], conf(given)
    whole, n = {"deff": given.get("deff", 1.0)}, given.get("N")
    return {
        "n0": size.cochran(*asked),
        "n0_ceil": size.cochran_size(*asked, **whole),
        "n": size.cochran(*asked, n),
        "n_ceil": size.cochran_size(*asked, n, **whole),
    }


def cochran_n_many(given):
    each = [cochran_n(case) for case in given["cases"]]
    return dict(zip(("n_ceil", "n0_ceil"), column(each, "n_ceil", "n0_ceil"), strict=True))


def zero_failure_n_many(given):
    return {"n": [size.zero_failure_size(c["p"], conf(c)) for c in given["cases"]]}


def demo_n_many(given):
    return {"n": [size.demonstration_size(given["p"], k, conf(given)) for k in given["errors"]]}


def aicpa_n_table(given):
    def share(percent):
        return Fraction(str(percent)) / 100

    expected = [share(e) for e in given["expected_pct"]]
    rows = [share(t) for t in given["tolerable_pct"]]
    return {"n": [[size.attribute_size(t, e, given["risk"]) for e in expected] for t in rows]}


def hypergeom_accept(given):
    names = ("c", "n", "D", "N")
    return {"pa": [float(hypergeometric.at_most(*(c[k] for k in names))) for c in given["cases"]]}


def find_plan_many(given):
    out = []
    for case in given["cases"]:
        prp, crp = (acceptance.Promise(rate=case[k][0], chance=case[k][1]) for k in ("prp", "crp"))
        got = acceptance.find_plan(prp, crp, kind=case["kind"], lot=case.get("N"))
        out.append([got.size, got.accept])
    return {"plan": out}


def oc_curve(given):
    how = {"kind": given.get("kind", "binomial"), "lot": given.get("N")}
    return {
        "pa": [acceptance.accepted(given["pd"], n, c, **how).tolist() for n, c in given["plans"]]
    }


def iso2859_normal_single(given):
    plans = [iso2859.plan(c["lot"], c["aql"], level=c["level"]) for c in given["cases"]]
    return {"plan": [[p.letter, p.size, p.accept, p.reject] for p in plans]}


def neyman(given):
    return {"nh": allocation.neyman_shares(given["Nh"], given["Sh"], given["n"]).tolist()}


def neyman_cost(given):
    names = ("Nh", "Sh", "cost", "budget")
    return {"nh": allocation.cost_shares(*(given[k] for k in names)).tolist()}


def n_kappa(given):
    raters = agreement_size.Raters(first=given["rate1"], second=given["rate2"])
    how = {"risk": given["alpha"], "power": given["power"], "two_sided": given["two_sided"]}
    return {"n": agreement_size.size_for_kappa(raters, given["k0"], given["k1"], **how)}


# people and time


def charted(chart):
    return {
        "center": chart.center,
        "lcl": list(chart.lower),
        "ucl": list(chart.upper),
        "out": list(chart.signals),
        "sigma_z": chart.sigma_z,
    }


def p_chart_var(given):
    return charted(charts.p_chart(given["x"], given["n"], k=given.get("k", 3)))


def p_chart(given):
    got = p_chart_var(given)
    if len(set(given["n"])) > 1:
        return got
    return got | {"lcl": got["lcl"][0], "ucl": got["ucl"][0]}


def laney_p_prime(given):
    return charted(charts.laney(given["x"], given["n"], k=given.get("k", 3)))


def funnel_limits_normal(given):
    out = {}
    for level in given["levels"]:
        low, high = funnel.normal_limits(given["theta"], given["n"], level)
        digits = str(level).partition(".")[2]
        out |= {f"lo{digits:0<2}": low.tolist(), f"hi{digits:0<2}": high.tolist()}
    return out


def funnel_limits_exact(given):
    each = [funnel.exact_limit(given["theta"], given["n"], p).tolist() for p in given["p"]]
    return {"limits": [list(row) for row in zip(*each, strict=True)]}


def funnel_overdispersion(given):
    counts = given["num"], given["den"]
    plain, pulled = (funnel.overdispersion(*counts, winsorised=share) for share in (0, 0.1))
    if plain is None:
        return dict.fromkeys(("z", "phi", "tau2", "phi_winsorised", "tau2_winsorised"))
    return {
        "z": plain.z.tolist(),
        "phi": plain.phi,
        "tau2": plain.tau2,
        "phi_winsorised": pulled.phi,
        "tau2_winsorised": pulled.tau2,
    }


def beta_binomial_moments(given):
    names = ("mean", "sd", "alpha", "beta", "post_mean", "post_sd")
    found = shrinkage.matched(given["y"], given["n"])
    if found is None:
        return dict.fromkeys(names)
    prior, sd = found
    after = shrinkage.posterior(prior, *given["new"]) if "new" in given else ()
    return dict(zip(names, (prior.mean, sd, prior.alpha, prior.beta, *after), strict=False))


def beta_binomial_mle(given):
    prior = shrinkage.likeliest(given["y"], given["n"])
    return {name: getattr(prior, name, None) for name in ("alpha", "beta")}


ADAPTERS = {
    "aicpa_n_table": aicpa_n_table,
    "beta_binomial_mle": beta_binomial_mle,
    "beta_binomial_moments": beta_binomial_moments,
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
    "find_plan_many": find_plan_many,
    "funnel_limits_exact": funnel_limits_exact,
    "funnel_limits_normal": funnel_limits_normal,
    "funnel_overdispersion": funnel_overdispersion,
    "hypergeom_accept": hypergeom_accept,
    "iso2859_normal_single": iso2859_normal_single,
    "laney_p_prime": laney_p_prime,
    "multiplicity": multiplicity,
    "n_kappa": n_kappa,
    "neyman": neyman,
    "neyman_cost": neyman_cost,
    "oc_curve": oc_curve,
    "p_chart": p_chart,
    "p_chart_var": p_chart_var,
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
