"""How cases of agreement are put to our functions."""

import numpy as np

from reviewer_audit.stats import (
    against_chance,
    balance,
    compare,
    design_kappa,
    latent,
    marginal,
    parts,
)
from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.brennan_prediger import brennan_prediger
from reviewer_audit.stats.coding import Codes, code_type
from reviewer_audit.stats.cohen import cohen_kappa, weighted_kappa
from reviewer_audit.stats.fleiss import fleiss_kappa
from reviewer_audit.stats.krippendorff import krippendorff_alpha
from reviewer_audit.stats.light import light_kappa
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.panel import panel
from reviewer_audit.stats.percent import all_agree, percent_agreement, specific_agreement
from reviewer_audit.stats.weights import WEIGHTS, from_disagreement

FEW = 10  # draws where no interval is looked at


def pair(ends):
    return None if ends is None else [float(ends[0]), float(ends[1])]


def conf(given):
    return given.get("conf", 0.95)


def column(rows, *names):
    return [[row[name] for row in rows] for name in names]


def coded(ratings, categories):
    """Units x raters with None for missing, as codes."""
    q = len(categories)
    place = {name: code for code, name in enumerate(categories)} | {None: q}
    width = len(ratings[0]) if ratings else 2
    rows = np.array([[place[v] for v in unit] for unit in ratings], code_type(q))
    return Codes(rows.reshape(-1, width).T, q)


def found(ratings):
    """The categories found, sorted."""
    return sorted({value for unit in ratings for value in unit if value is not None})


def from_table(table, **options):
    return sample(Codes.from_table(table), draws=FEW, **options)


def from_counts(counts):
    return sample(Codes.from_counts(counts), anonymous=True, draws=FEW)


def scale(name, categories):
    """Agreement weights on the categories, or on their places where these are no numbers."""
    numbers = all(isinstance(value, (int, float)) for value in categories)
    return WEIGHTS[name](categories if numbers else range(len(categories)))


def taken_apart(given, weights, *, freed=1):
    names = {
        "percent": "pa",
        "gwet": "ac",
        "fleiss": "fleiss",
        "brennan_prediger": "bp",
        "krippendorff": "alpha",
        "conger": "conger",
    }
    return {
        names[key]: {
            "coef": one.value,
            "pa": one.observed,
            "pe": one.expected,
            "se": one.se_published,
            "se_delta": one.se,
        }
        for key, one in parts.parts(given, weights, freed=freed).items()
    }


def cac_raw(given):
    codes, kind = coded(given["ratings"], given["categories"]), given.get("weights", "unweighted")
    return taken_apart(sample(codes, draws=FEW), scale(kind, given["categories"]))


def cac_counts(given):
    codes, kind = from_counts(given["counts"]), given.get("weights", "unweighted")
    return taken_apart(codes, scale(kind, given.get("categories", range(codes.q))))


def fleiss_counts(given):
    return {"kappa": fleiss_kappa(from_counts(given["counts"])).value}


def fleiss_classic(given):
    codes = coded(given["ratings"], given["categories"])
    whole, each = against_chance.fleiss_test(sample(codes)), against_chance.per_category(codes)
    return {
        "kappa": whole.kappa,
        "z": whole.z,
        "per_category": [one.kappa for one in each],
        "z_per_category": [one.z for one in each],
    }


def kappa_table(given):
    codes = from_table(given["table"])
    if "disagreement_weights" in given:
        weights = from_disagreement(given["disagreement_weights"])
    elif "weight_matrix" in given:
        weights = np.array(given["weight_matrix"], float)
    else:
        weights = scale(given.get("weights", "identity"), range(codes.q))
    plain, kappa = cohen_kappa(codes), weighted_kappa(codes, weights)
    test = against_chance.cohen_test(codes, weights)
    return {
        "kappa": kappa.value,
        "kappa_unweighted": plain.value,
        "se": kappa.se,
        "var": parts.variance(kappa),
        "var_unweighted": parts.variance(plain),
        "ci_normal": pair(parts.normal_interval(kappa.value, kappa.se, conf(given))),
        "se0": test.se0,
        "z": test.z,
        "p2": test.p,
    }


def kappa_table_multi(given):
    codes, out = from_table(given["table"]), {}
    for kind in ("identity", "linear", "quadratic"):
        kappa = weighted_kappa(codes, scale(kind, range(codes.q)))
        out[kind] = [kappa.value, kappa.se]
    return out


def kappa_table_many(given):
    kinds = given.get("weights") or ["identity"] * len(given["tables"])
    return {
        "kappa": [
            weighted_kappa(from_table(t), scale(kind, range(len(t)))).value
            for t, kind in zip(given["tables"], kinds, strict=True)
        ]
    }


def kappa_table_irr(given):
    # that package knows only the levels found, evenly spaced anew
    ratings = [[unit[c] for c in given["cols"]] for unit in given["ratings"]]
    codes, out = sample(coded(ratings, found(ratings)), draws=FEW), {}
    for kind in ("identity", "linear", "quadratic"):
        test = against_chance.cohen_test(codes, scale(kind, range(codes.q)))
        out[kind] = [test.kappa, test.z, test.p]
    return out


def two_rater_cac(given):
    # in table form the variance is divided by n
    codes = from_table(given["table"])
    weights = scale(given["weights"], range(codes.q))
    every = taken_apart(codes, weights, freed=0)
    names = {"scott": "fleiss", "ac": "ac", "bp": "bp", "alpha": "alpha", "pa": "pa"}
    kappa = weighted_kappa(codes, weights)
    out = {name: [every[key]["coef"], every[key]["se"]] for name, key in names.items()}
    return out | {"kappa": [kappa.value, kappa.se]}


def two_rater_fpc(given):
    got = design_kappa.kappa_of_batch(Codes.from_table(given["table"]), given["N"])
    return {"kappa": got.value, "se": got.se}


def named(codes):
    keys = {
        "pa": "percent_agreement",
        "kappa": "cohen_kappa",
        "scott": "scott_pi",
        "fleiss": "fleiss_kappa",
        "conger": "conger_kappa",
        "alpha": "krippendorff_alpha",
        "ac": "gwet_ac1",
        "ac1": "gwet_ac1",
        "bp": "brennan_prediger",
        "pabak": "brennan_prediger",
    }
    every = panel(codes, draws=FEW)
    return {name: every[key].value for name, key in keys.items()}


def two_rater_points(given):
    return named(Codes.from_table(given["table"]))


def convention_agreement(given):
    return named(coded(given["ratings"], given["categories"]))


def paradox(given):
    out = {"po": [], "kappa": [], "p_pos": [], "p_neg": [], "pabak": []}
    for table in given["tables"]:
        positive, negative = (from_table(table, violating=v) for v in ((1, 0), (0, 1)))
        out["po"].append(percent_agreement(positive).value)
        out["kappa"].append(cohen_kappa(positive).value)
        out["p_pos"].append(specific_agreement(positive).value)
        out["p_neg"].append(specific_agreement(negative).value)
        out["pabak"].append(brennan_prediger(positive).value)
    return out


def pabak_epir(given):
    every, index = two_rater_points(given), balance.balance(given["table"])
    return {
        "po": every["pa"],
        "pe": balance.expected_agreement(from_table(given["table"])),
        "prevalence_index": getattr(index, "prevalence_index", None),
        "bias_index": getattr(index, "bias_index", None),
        "pabak": every["pabak"],
        "kappa": every["kappa"],
    }


def randolph(given):
    every = [from_counts(t) for t in given["tables"]]
    return {
        "fixed": [fleiss_kappa(codes).value for codes in every],
        "free": [brennan_prediger(codes).value for codes in every],
    }


def conger_light(given):
    codes = coded(given["ratings"], given["categories"])
    light = light_kappa(sample(codes, draws=FEW))
    return {"conger": named(codes)["conger"], "light": light.value}


def percent_all_agree(given):
    codes = sample(coded(given["ratings"], found(given["ratings"])))
    share = all_agree(codes)
    return {"percent": None if share is None else 100 * share}


def kripp(given):
    codes = coded(given["ratings"], given["categories"])
    numbers = all(isinstance(name, (int, float)) for name in given["categories"])
    options = {"scores": given["categories"] if numbers else None, "draws": FEW}
    return {
        level: krippendorff_alpha(sample(codes, level=level, **options)).value
        for level in given["levels"]
    }


def design_weighted_kappa(given):
    tables, population = column(given["strata"], "table", "N")
    got = design_kappa.stratified_kappa(tables, population, fpc=given.get("fpc", True))
    return {"kappa": got.value, "se": got.se}


def design_weighted_kappa_cluster(given):
    got = design_kappa.cluster_kappa(given["tables"], given.get("M"))
    return {"kappa": got.value, "se": got.se}


def mcnemar(given):
    return compare.mcnemar(given["b"], given["c"])


def tested(test):
    return {"chi2": test.statistic, "df": test.df, "p": test.p}


def bowker(given):
    return tested(marginal.bowker(given["table"]))


def stuart_maxwell(given):
    other = tested(marginal.bhapkar(given["table"]))
    out = tested(marginal.stuart_maxwell(given["table"]))
    return out | {"bhapkar": other["chi2"], "bhapkar_p": other["p"]}


def dawid_skene(given):
    codes, graders = latent.occasions(given["ratings"], given["classes"])
    got = latent.dawid_skene(codes, graders=graders, smoothing=0, starts=1)
    if isinstance(got, Estimate):
        missing = [f"errors_obs{number}" for number in range(1, max(graders, default=0) + 2)]
        return dict.fromkeys(("p", "loglik", *missing))
    out = {"p": got.shares.tolist(), "loglik": got.loglik}
    errors = enumerate(got.confusion.tolist(), start=1)
    return out | {f"errors_obs{number}": table for number, table in errors}


ADAPTERS = {
    "bowker": bowker,
    "cac_counts": cac_counts,
    "cac_raw": cac_raw,
    "conger_light": conger_light,
    "convention_agreement": convention_agreement,
    "dawid_skene": dawid_skene,
    "design_weighted_kappa": design_weighted_kappa,
    "design_weighted_kappa_cluster": design_weighted_kappa_cluster,
    "fleiss_classic": fleiss_classic,
    "fleiss_counts": fleiss_counts,
    "kappa_table": kappa_table,
    "kappa_table_irr": kappa_table_irr,
    "kappa_table_many": kappa_table_many,
    "kappa_table_multi": kappa_table_multi,
    "kripp": kripp,
    "mcnemar": mcnemar,
    "pabak_epir": pabak_epir,
    "paradox": paradox,
    "percent_all_agree": percent_all_agree,
    "randolph": randolph,
    "stuart_maxwell": stuart_maxwell,
    "two_rater_cac": two_rater_cac,
    "two_rater_fpc": two_rater_fpc,
    "two_rater_points": two_rater_points,
    "paradox_ac1": two_rater_points,
}
