"""From a published case of agreement to what we compute: kind -> callable(input)."""

import math

import numpy as np

from reviewer_audit.stats.agreement import sample
from reviewer_audit.stats.brennan_prediger import EVEN, brennan_prediger
from reviewer_audit.stats.chance import BeyondChance
from reviewer_audit.stats.coding import Codes, code_type
from reviewer_audit.stats.cohen import cohen_kappa, null_se, weighted_kappa
from reviewer_audit.stats.conger import OWN_SHARES, conger_kappa
from reviewer_audit.stats.fleiss import COMMON_SHARES, fleiss_kappa
from reviewer_audit.stats.gwet import GUESSING, gwet_ac1
from reviewer_audit.stats.krippendorff import Alpha, Fixed, krippendorff_alpha
from reviewer_audit.stats.panel import panel
from reviewer_audit.stats.percent import Same, all_agree, percent_agreement, specific_agreement
from reviewer_audit.stats.weights import WEIGHTS

Z = 1.959963984540054


def codes_of(ratings, categories):
    """Units x raters with None for missing, as codes."""
    q = len(categories)
    place = {name: code for code, name in enumerate(categories)} | {None: q}
    rows = [[place[value] for value in unit] for unit in ratings]
    return Codes(np.array(rows).T.astype(code_type(q)), q)


def found(ratings):
    """The categories found, sorted."""
    return sorted({value for unit in ratings for value in unit if value is not None})


def coefficients(given, weights):
    """Every chance-corrected coefficient with its chance agreement, published and delta SE."""
    chances = {"ac": GUESSING, "fleiss": COMMON_SHARES, "bp": EVEN}
    if not given.anonymous:
        chances["conger"] = OWN_SHARES
    patterns = given.patterns
    out = {}
    for name, chance in chances.items():
        statistic = BeyondChance(chance=chance, weights=weights)
        top, bottom = statistic.fraction(patterns, patterns.mass[None])
        value, pe = float(top[0] / bottom[0]), float(1 - bottom[0])
        out[name] = {
            "coef": value,
            "pe": pe,
            "pa": value * (1 - pe) + pe,
            "se": patterns.standard_error(statistic.influence(patterns, published=True)),
            "se_delta": patterns.standard_error(statistic.influence(patterns)),
        }
    paired = patterns.only(patterns.paired)
    statistic = Alpha(Fixed(1 - weights))
    top, bottom = statistic.fraction(paired, paired.mass[None])
    value, pe = float(top[0] / bottom[0]), float(1 - bottom[0])
    se = paired.standard_error(statistic.influence(paired))
    out["alpha"] = {"coef": value, "pe": pe, "se": se, "se_delta": se}
    out["alpha"]["pa"] = value * (1 - pe) + pe
    # percent agreement is a coefficient whose chance agreement is none
    agreement = patterns.agreement(weights)
    share = patterns.mass[patterns.paired].sum() / patterns.mass.sum()
    mean = float(patterns.mass @ agreement / patterns.mass.sum() / share)
    out["pa"] = {"coef": mean, "pa": mean, "pe": 0.0}
    out["pa"]["se"] = patterns.standard_error(agreement / share - mean)
    if np.array_equal(weights, np.eye(given.q)):
        out["pa"]["se_delta"] = patterns.standard_error(Same().influence(patterns))
    return out


def cac_raw(given):
    return coefficients(
        sample(codes_of(given["ratings"], given["categories"])),
        WEIGHTS[given["weights"]](given["categories"])
        if given["weights"] != "unweighted"
        else np.eye(len(given["categories"])),
    )


def cac_counts(given):
    codes = Codes.from_counts(given["counts"])
    return coefficients(sample(codes, anonymous=True), np.eye(codes.q))


def fleiss_counts(given):
    return {"kappa": fleiss_kappa(sample(Codes.from_counts(given["counts"]), anonymous=True)).value}


def fleiss_classic(given):
    codes = codes_of(given["ratings"], given["categories"])
    each = [
        fleiss_kappa(sample(Codes((codes.values != k).astype(np.uint8), 2))).value
        for k in range(codes.q)
    ]
    return {"kappa": fleiss_kappa(sample(codes)).value, "per_category": each}


def _weights_of(given, q):
    if "disagreement_weights" in given:
        table = np.array(given["disagreement_weights"], float)
        return 1 - table / table.max()
    if "weight_matrix" in given:
        return np.array(given["weight_matrix"], float)
    return WEIGHTS[given.get("weights", "identity")](np.arange(q))


def kappa_table(given):
    codes = sample(Codes.from_table(given["table"]))
    weights = _weights_of(given, codes.q)
    plain, weighted = cohen_kappa(codes), weighted_kappa(codes, weights)
    se0 = null_se(codes, weights)
    z = weighted.value / se0
    return {
        "kappa": weighted.value,
        "kappa_unweighted": plain.value,
        "se": weighted.se,
        "var": weighted.se**2,
        "var_unweighted": plain.se**2,
        "ci_normal": [weighted.value - Z * weighted.se, weighted.value + Z * weighted.se],
        "se0": se0,
        "z": z,
        "p2": math.erfc(abs(z) / math.sqrt(2)),
    }


def kappa_table_multi(given):
    codes = sample(Codes.from_table(given["table"]))
    out = {}
    for kind in ("identity", "linear", "quadratic"):
        kappa = weighted_kappa(codes, WEIGHTS[kind](np.arange(codes.q)))
        out[kind] = [kappa.value, kappa.se]
    return out


def kappa_table_many(given):
    return {"kappa": [cohen_kappa(sample(Codes.from_table(t))).value for t in given["tables"]]}


def kappa_table_irr(given):
    # that package knows only the levels found, evenly spaced anew
    ratings = [[unit[c] for c in given["cols"]] for unit in given["ratings"]]
    codes = sample(codes_of(ratings, found(ratings)))
    out = {}
    for kind in ("identity", "linear", "quadratic"):
        weights = WEIGHTS[kind](np.arange(codes.q))
        value = weighted_kappa(codes, weights).value
        z = value / null_se(codes, weights)
        out[kind] = [value, z, math.erfc(abs(z) / math.sqrt(2))]
    return out


def two_rater_cac(given):
    codes = sample(Codes.from_table(given["table"]))
    weights = WEIGHTS[given["weights"]](np.arange(codes.q))
    n = codes.units
    by_n = math.sqrt((n - 1) / n)  # in table form the variance is divided by n
    every = coefficients(codes, weights)
    names = {"scott": "fleiss", "ac": "ac", "bp": "bp", "alpha": "alpha", "pa": "pa"}
    out = {name: [every[key]["coef"], every[key]["se"] * by_n] for name, key in names.items()}
    kappa = weighted_kappa(codes, weights)
    return out | {"kappa": [kappa.value, kappa.se]}


def two_rater_fpc(given):
    kappa = cohen_kappa(sample(Codes.from_table(given["table"])))
    return {"kappa": kappa.value, "se": kappa.se * math.sqrt(1 - kappa.n / given["N"])}


def two_rater_points(given):
    every = panel(Codes.from_table(given["table"]))
    return {
        "pa": every["percent_agreement"].value,
        "bp": every["brennan_prediger"].value,
        "scott": every["scott_pi"].value,
        "kappa": every["cohen_kappa"].value,
        "alpha": every["krippendorff_alpha"].value,
    }


def paradox(given):
    out = {"po": [], "kappa": [], "p_pos": [], "p_neg": [], "pabak": []}
    for table in given["tables"]:
        codes = Codes.from_table(table)
        positive, negative = (sample(codes, violating=v) for v in ((1, 0), (0, 1)))
        out["po"].append(percent_agreement(positive).value)
        out["kappa"].append(cohen_kappa(positive).value)
        out["p_pos"].append(specific_agreement(positive).value)
        out["p_neg"].append(specific_agreement(negative).value)
        out["pabak"].append(brennan_prediger(positive).value)
    return out


def paradox_ac1(given):
    codes = sample(Codes.from_table(given["table"]))
    return {
        "pa": percent_agreement(codes).value,
        "kappa": cohen_kappa(codes).value,
        "ac1": gwet_ac1(codes).value,
        "pabak": brennan_prediger(codes).value,
    }


def pabak_epir(given):
    codes = sample(Codes.from_table(given["table"]))
    po, kappa = percent_agreement(codes).value, cohen_kappa(codes).value
    (a, b), (c, d) = given["table"]
    return {
        "po": po,
        "pe": (po - kappa) / (1 - kappa),
        "prevalence_index": (a - d) / (a + b + c + d),
        "bias_index": (b - c) / (a + b + c + d),
        "pabak": brennan_prediger(codes).value,
        "kappa": kappa,
    }


def randolph(given):
    every = [sample(Codes.from_counts(t), anonymous=True) for t in given["tables"]]
    return {
        "fixed": [fleiss_kappa(codes).value for codes in every],
        "free": [brennan_prediger(codes).value for codes in every],
    }


def conger_light(given):
    codes = codes_of(given["ratings"], given["categories"])
    pairs = [
        cohen_kappa(sample(Codes(codes.values[[i, j]], codes.q))).value
        for i in range(codes.raters)
        for j in range(i + 1, codes.raters)
    ]
    return {"conger": conger_kappa(sample(codes)).value, "light": float(np.mean(pairs))}


def percent_all_agree(given):
    codes = sample(codes_of(given["ratings"], found(given["ratings"])))
    return {"percent": 100 * all_agree(codes)}


def kripp(given):
    codes = codes_of(given["ratings"], given["categories"])
    numbers = all(isinstance(name, int) for name in given["categories"])
    scores = given["categories"] if numbers else None
    return {
        level: krippendorff_alpha(sample(codes, level=level, scores=scores)).value
        for level in given["levels"]
    }


def convention_agreement(given):
    every = panel(codes_of(given["ratings"], given["categories"]))
    names = {
        "pa": "percent_agreement",
        "kappa": "cohen_kappa",
        "scott": "scott_pi",
        "fleiss": "fleiss_kappa",
        "alpha": "krippendorff_alpha",
        "ac": "gwet_ac1",
        "bp": "brennan_prediger",
    }
    return {name: every[key].value for name, key in names.items()}


def _spread(tables):
    """Units of several tables of two raters: codes, and the table each unit came from."""
    each = [Codes.from_table(table) for table in tables]
    group = np.repeat(np.arange(len(each)), [codes.units for codes in each])
    return Codes(np.hstack([codes.values for codes in each]), each[0].q), group


def design_weighted_kappa(given):
    codes, stratum = _spread([s["table"] for s in given["strata"]])
    size = np.array([s["N"] for s in given["strata"]], float)
    drawn = np.bincount(stratum).astype(float)
    weight = (size / drawn)[stratum]
    judged = sample(codes, weights=weight)
    influence = BeyondChance(chance=OWN_SHARES, weights=np.eye(codes.q)).influence(judged.patterns)
    shown = (codes.values[0] * (codes.q + 1) + codes.values[1]).astype(int)
    keys = judged.patterns.values.astype(int) @ [codes.q + 1, 1]
    moved = weight * influence[np.searchsorted(keys, shown)] / weight.sum()
    variance = 0.0
    for h, (whole, n) in enumerate(zip(size, drawn, strict=True)):
        own = moved[stratum == h]
        variance += (1 - n / whole) * n / (n - 1) * ((own - own.mean()) ** 2).sum()
    return {"kappa": cohen_kappa(judged).value, "se": math.sqrt(variance)}


def design_weighted_kappa_cluster(given):
    codes, cluster = _spread(given["tables"])
    kappa = cohen_kappa(sample(codes, clusters=cluster))
    left = 1 - len(given["tables"]) / given["M"]
    return {"kappa": kappa.value, "se": kappa.se * math.sqrt(left)}


ADAPTERS = {
    "cac_raw": cac_raw,
    "cac_counts": cac_counts,
    "convention_agreement": convention_agreement,
    "conger_light": conger_light,
    "design_weighted_kappa": design_weighted_kappa,
    "design_weighted_kappa_cluster": design_weighted_kappa_cluster,
    "fleiss_classic": fleiss_classic,
    "fleiss_counts": fleiss_counts,
    "kappa_table": kappa_table,
    "kappa_table_irr": kappa_table_irr,
    "kappa_table_many": kappa_table_many,
    "kappa_table_multi": kappa_table_multi,
    "kripp": kripp,
    "pabak_epir": pabak_epir,
    "paradox": paradox,
    "paradox_ac1": paradox_ac1,
    "percent_all_agree": percent_all_agree,
    "randolph": randolph,
    "two_rater_cac": two_rater_cac,
    "two_rater_fpc": two_rater_fpc,
    "two_rater_points": two_rater_points,
}
# what we do not offer: the z test of Fleiss' kappa against chance
LEFT_OUT = {"fleiss-1971": {"z", "z_per_category"}}
