"""Agreement on every real data set, against scikit-learn, statsmodels and krippendorff.

What the command reads from a file is compared with what Python's csv module reads from the plain
file of the same rows. No peer gives percent agreement of more than two raters; there the
reference is the Randolph kappa of statsmodels, solved for it.
"""

import csv
import itertools
import math
from dataclasses import dataclass

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import accuracy_score, cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

NEAR = 1e-9
SEVERITY = ("-3", "-2", "-1", "0", "1")
REFUSAL = ("1_full_compliance", "3_partial_refusal", "2_full_refusal")
HATE = "content_id", "reviewer_id", "decision"
MARKETS = ("German", "Spanish", "Arabic")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A file to read and the plain file that holds the same rows."""

    file: str
    unit: str
    value: str
    rater: str = ""
    plain: str = ""
    level: str = "nominal"
    categories: tuple = ()
    market: tuple = ()
    first: int = 0  # rows, of each market where there are any

    def __str__(self):
        return f"{self.file} {self.value} {self.level}".replace(" ", "-")


def hate(file, **more):
    return Case(file=file, unit=HATE[0], rater=HATE[1], value=HATE[2],
                plain="hatecheck/vendor_decisions.csv", **more)  # fmt: skip


def mhc(file, **more):
    return Case(file=file, unit="Case", value="Decision",
                plain="mhc_dev/vendor_decisions.csv", **more)  # fmt: skip


def conv(file, rater, value, level):
    return Case(file=f"convabuse/{file}", unit="Content ID", rater=rater, value=value, level=level,
                plain=f"convabuse/{file.partition('.')[0]}.csv")  # fmt: skip


CASES = [
    *(hate(f"hatecheck/vendor_decisions.{kind}") for kind in ("csv", "xlsx")),
    *(mhc(f"mhc_dev/vendor_decisions.{kind}") for kind in ("csv", "xlsx")),
    *(
        conv(f"auditor_grades.{kind}", "Auditor", "Audit severity", level)
        for kind, level in (("csv", "ordinal"), ("xlsx", "ordinal"), ("csv", "interval"))
    ),
    conv("auditor_grades.csv", "Auditor", "Audit decision", "nominal"),
    *(
        conv(f"vendor_decisions.{kind}", "Agent", "Severity", level)
        for kind, level in (("csv", "ordinal"), ("xlsx", "ordinal"), ("csv", "interval"))
    ),
    conv("vendor_decisions.csv", "Agent", "Decision", "nominal"),
    *(
        Case(file=f"xhate_stability/{name}.{kind}", unit="content_id", rater="annotator",
             value="decision", plain=f"xhate_stability/{name}.csv")
        for name, kind in itertools.product(("round1", "round2"), ("csv", "xlsx"))
    ),
    *(
        hate(f"_variants/hatecheck_2000{end}", first=2000)
        for end in (".ods", "_lf_allquoted.csv", "_title_rows_footer.xlsx", "_utf16_tab.txt",
                    "_utf8_bom.csv")
    ),
    mhc("_variants/mhc_german_2000_cp1252_semicolon_dmy.csv", market=("German",), first=2000),
    mhc("_variants/mhc_arabic_2000_cp1256.csv", market=("Arabic",), first=2000),
    mhc("_variants/mhc_dev_sheet_per_market_hidden_gold.xlsx", market=MARKETS, first=1500),
]  # fmt: skip

# Files with one judgment of each unit: (file, unit, value, why). Joined with the other half of
# the same data they are cases below.
ALONE = [
    (f"{name}.{kind}", unit, value, why)
    for name, unit, value, why in (
        ("hatecheck/gold", "content_id", "gold_label", "one expert label a content"),
        ("mhc_dev/gold", "Case", "Expert label", "one expert label a case"),
        ("xstest/gold", "content_id", "adjudicated_label", "one adjudicated label a content"),
        ("xstest/vendor_decisions", "content_id", "vendor_decision", "one vendor reviewer"),
        ("xstest/auditor_grades", "content_id", "audit_decision", "one auditor"),
    )
    for kind in ("csv", "xlsx")
]

# The repeated decisions are second labels of reviewers whose first are in another file.
REPEATS = tuple(f"convabuse/repeat_decisions.{kind}" for kind in ("csv", "xlsx"))


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def kept(case, rows):
    if not case.first:
        return rows
    if not case.market:
        return rows[: case.first]
    return [
        row
        for market in case.market
        for row in [r for r in rows if r["Market"] == market][: case.first]
    ]


def table_of(case, rows):
    """Return units x raters of codes, NaN where a rater gave none, and the categories."""
    units, raters, found = {}, {}, {}
    for row in rows:
        unit = units.setdefault(row[case.unit], len(units))
        if case.rater:
            who = raters.setdefault(row[case.rater], len(raters))
        else:  # the judgments of a unit are anonymous: first, second, third
            who = next(k for k in itertools.count() if (unit, k) not in found)
            raters[who] = who
        found[unit, who] = row[case.value]
    numeric = set(found.values()) <= set(SEVERITY)
    names = list(case.categories) or sorted(set(found.values()), key=float if numeric else None)
    table = np.full((len(units), len(raters)), np.nan)
    for (unit, rater), value in found.items():
        table[unit, rater] = names.index(value)
    return table, names


def counts_of(table, q):
    return np.stack([(table == k).sum(axis=1) for k in range(q)], axis=1)


def expected(table, names, level, *, anonymous):
    """Return what the peers say of the same judgments."""
    q = len(names)
    scores = np.array([float(n) for n in names]) if level == "interval" else np.arange(q)
    coded = np.where(np.isnan(table), np.nan, scores[np.nan_to_num(table).astype(int)])
    out = {
        "krippendorff_alpha": krippendorff.alpha(
            reliability_data=coded.T, level_of_measurement=level, value_domain=list(scores)
        )
    }
    counts = counts_of(table, q)
    ratings = counts.sum(axis=1)
    if (ratings == ratings[0]).all():
        out["fleiss_kappa"] = fleiss_kappa(counts, method="fleiss")
        uniform = fleiss_kappa(counts, method="randolph")
        out["brennan_prediger"] = uniform
        out["percent_agreement"] = uniform * (1 - 1 / q) + 1 / q
    if table.shape[1] == 2 and not anonymous:
        both = table[~np.isnan(table).any(axis=1)].astype(int)
        first, second = both.T
        out["percent_agreement"] = accuracy_score(first, second)
        out["cohen_kappa"] = cohen_kappa_score(first, second, labels=range(q))
        if level != "nominal":
            for kind in ("linear", "quadratic"):
                out[f"cohen_kappa_{kind}"] = cohen_kappa_score(
                    first, second, labels=range(q), weights=kind
                )
    return out


def agrees(got, wanted):
    for key, value in wanted.items():
        assert math.isfinite(value), key
        assert got[key]["value"] == pytest.approx(value, abs=NEAR, rel=0), key
        assert got[key]["low"] <= got[key]["value"] <= got[key]["high"]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_that_agreement_is_what_the_peers_say(cli, shared, case):
    folder = shared / "data/audits"
    table, names = table_of(case, kept(case, rows_of(folder / case.plain)))
    rater = ["--rater", case.rater] if case.rater else []
    found = cli.json("agreement", folder / case.file, "--unit", case.unit, *rater,
                     "--value", case.value, "--level", case.level)  # fmt: skip
    assert (found["units"], found["raters"]) == table.shape
    assert found["categories"] == names
    agrees(found["coefficients"], expected(table, names, case.level, anonymous=not case.rater))


@pytest.mark.parametrize(("file", "unit", "value", "why"), ALONE)
def test_that_one_judgment_of_each_unit_is_no_agreement(cli, shared, file, unit, value, why):
    found = cli.json("agreement", shared / "data/audits" / file, "--unit", unit, "--value", value)
    assert found["raters"] == 1, why
    coefficients = {k: v for k, v in found["coefficients"].items() if k != "reading"}
    assert {one["reason"] for one in coefficients.values()} == {"no_pairs", "not_applicable"}
    assert coefficients["percent_agreement"]["reason"] == "no_pairs"


def joined(path, key, columns):
    """Write a table with a column for each source: its value of a key, blank where it has none.

    ``columns`` maps a name to (rows, column). The first of repeated rows counts.
    """
    sources = {
        name: {tuple(row[k] for k in key): row[column] for row in reversed(rows)}
        for name, (rows, column) in columns.items()
    }
    keys = list(dict.fromkeys(itertools.chain(*sources.values())))
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["unit", *sources])
        for k, one in enumerate(keys):
            out.writerow([f"u{k}", *(found.get(one, "") for found in sources.values())])
    return path


def wide(cli, path, columns, level, categories=()):
    """Compare the command on a wide table with the peers, and return what both said."""
    rows = rows_of(path)
    found = {(k, name): row[name] for k, row in enumerate(rows) for name in columns if row[name]}
    numeric = set(found.values()) <= set(SEVERITY)
    names = list(categories) or sorted(set(found.values()), key=float if numeric else None)
    table = np.full((len(rows), len(columns)), np.nan)
    for (k, name), value in found.items():
        table[k, columns.index(name)] = names.index(value)
    declared = ["--categories", ",".join(names)] if categories else []
    got = cli.json("agreement", path, "--wide", ",".join(columns), "--level", level, *declared)
    assert (got["raters"], got["categories"]) == (len(columns), names)
    wanted = expected(table, names, level, anonymous=False)
    agrees(got["coefficients"], wanted)
    return got["coefficients"], wanted, table, names


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
@pytest.mark.parametrize("sources", [2, 3])
def test_that_xstest_vendor_auditor_and_verdict_agree_as_the_peers_say(
    cli, shared, tmp_path, level, sources
):
    folder = shared / "data/audits/xstest"
    columns = {
        "vendor": (rows_of(folder / "vendor_decisions.csv"), "vendor_decision"),
        "auditor": (rows_of(folder / "auditor_grades.csv"), "audit_decision"),
        "verdict": (rows_of(folder / "gold.csv"), "adjudicated_label"),
    }
    columns = dict(itertools.islice(columns.items(), sources))
    path = joined(tmp_path / "wide.csv", ("content_id",), columns)
    got, wanted, table, names = wide(cli, path, list(columns), level, REFUSAL)
    assert "fleiss_kappa" in wanted
    if sources == 2:
        first, second = table.T.astype(int)
        cells = np.zeros((len(names), len(names)))
        np.add.at(cells, (first, second), 1)
        assert got["cohen_kappa"]["se"] == pytest.approx(cohens_kappa(cells).std_kappa, abs=NEAR)


def test_that_convabuse_auditors_on_severity_agree_as_the_peers_say(cli, shared, tmp_path):
    rows = rows_of(shared / "data/audits/convabuse/auditor_grades.csv")
    both = {row["Content ID"] for row in rows if row["Auditor"] == "Annotator1"} & {
        row["Content ID"] for row in rows if row["Auditor"] == "Annotator2"
    }
    columns = {
        name: ([r for r in rows if r["Auditor"] == name and r["Content ID"] in both],
               "Audit severity")
        for name in ("Annotator1", "Annotator2")
    }  # fmt: skip
    path = joined(tmp_path / "both.csv", ("Content ID",), columns)
    got, wanted, *_ = wide(cli, path, list(columns), "ordinal")
    assert {"fleiss_kappa", "cohen_kappa_quadratic", "krippendorff_alpha"} <= wanted.keys()
    assert got["percent_agreement"]["n"] == 278


@pytest.mark.parametrize("file", REPEATS)
def test_that_convabuse_repeats_agree_with_the_first_label_as_the_peers_say(
    cli, shared, tmp_path, file
):
    folder = shared / "data/audits/convabuse"
    again = rows_of(folder / "repeat_decisions.csv")
    if file.endswith("xlsx"):
        import pandas as pd

        sheet = pd.read_excel(shared / "data/audits" / file, dtype=str, engine="calamine")
        again = sheet.to_dict("records")
    known = {(row["Content ID"], row["Agent"]) for row in again}
    first = [
        row
        for row in rows_of(folder / "vendor_decisions.csv")
        if (row["Content ID"], row["Agent"]) in known
    ]
    columns = {"first": (first, "Severity"), "again": (again, "Severity")}
    path = joined(tmp_path / "repeats.csv", ("Content ID", "Agent"), columns)
    _, wanted, *_ = wide(cli, path, list(columns), "ordinal")
    assert "cohen_kappa_linear" in wanted


def test_that_xhate_rounds_of_the_same_people_agree_as_the_peers_say(cli, shared, tmp_path):
    folder = shared / "data/audits/xhate_stability"
    columns = {name: (rows_of(folder / f"{name}.csv"), "decision") for name in ("round1", "round2")}
    path = joined(tmp_path / "rounds.csv", ("content_id", "annotator"), columns)
    got, wanted, *_ = wide(cli, path, list(columns), "nominal")
    assert "fleiss_kappa" in wanted
    assert got["cohen_kappa"]["n"] == 2090


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("hatecheck", ("content_id", "decision", "gold_label")),
        ("mhc_dev", ("Case", "Decision", "Expert label")),
    ],
)
def test_that_vendor_and_expert_agree_as_the_peers_say(cli, shared, tmp_path, name, names):
    folder = shared / "data/audits" / name
    unit, vendor, gold = names
    columns = {
        "vendor": (rows_of(folder / "vendor_decisions.csv"), vendor),
        "gold": (rows_of(folder / "gold.csv"), gold),
    }
    path = joined(tmp_path / "wide.csv", (unit,), columns)
    _, wanted, *_ = wide(cli, path, list(columns), "nominal")
    assert "cohen_kappa" in wanted


def test_that_no_file_of_the_audits_is_forgotten(shared):
    folder = shared / "data/audits"
    there = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    assert there == {case.file for case in CASES} | {file for file, *_ in ALONE} | set(REPEATS)
