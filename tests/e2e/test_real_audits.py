"""Whole audits of real data, against counts that pandas made independently."""

import pandas as pd
import pytest


def start(cli, tmp_path, folder, *, column, fine, import_args=(), gold=None):
    """Draft a policy, import, draw everything; returns project and what the import said."""
    project, policy = tmp_path / "p.audit", tmp_path / "policy.yaml"
    args = [a for label in fine for a in ("--not-violating", label)]
    drafted = cli.json("policy", "draft", folder, "--column", column, "--out", policy, *args)
    made = cli.json("new", project, "--policy", policy)
    assert made["policy"]["labels"] == len(drafted["labels"])
    return project, cli.json("import", project, folder, *import_args)


def shares(frame, vendor, final, fine):
    """Count outcomes of decisions by label alone, the way the contract says."""
    v, f = frame[vendor] != fine, frame[final] != fine
    return {
        "n": len(frame),
        "correct": int((frame[vendor] == frame[final]).sum()),
        "true_positive": int((v & f).sum()),
        "false_positive": int((v & ~f).sum()),
        "false_negative": int((~v & f).sum()),
        "true_negative": int((~v & ~f).sum()),
    }


def same(scores, counted):
    accuracy = scores["accuracy"]
    assert accuracy["n"] == counted["n"]
    assert accuracy["numerator"] == counted["correct"]
    assert accuracy["value"] == pytest.approx(counted["correct"] / counted["n"], abs=1e-12)
    assert scores["counts"] == {k: counted[k] for k in scores["counts"]}
    benign = counted["false_positive"] + counted["true_negative"]
    bad = counted["false_negative"] + counted["true_positive"]
    fpr, fnr = scores["false_positive_rate"], scores["false_negative_rate"]
    assert (fpr["n"], fnr["n"]) == (benign, bad)
    if benign:
        assert fpr["value"] == pytest.approx(counted["false_positive"] / benign, abs=1e-12)
    if bad:
        assert fnr["value"] == pytest.approx(counted["false_negative"] / bad, abs=1e-12)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_that_hatecheck_gives_what_pandas_counts(cli, shared, tmp_path, kind):
    folder = shared / "data/audits/hatecheck"
    project, done = start(
        cli, tmp_path, folder / f"vendor_decisions.{kind}", column="decision",
        fine=["non-hateful"],
    )  # fmt: skip
    assert (done["accepted"], done["items"], done["quarantined"]) == (19505, 3901, 0)
    assert done["rows_read"] == 19505
    again = cli.json("import", project, folder / f"vendor_decisions.{kind}")
    assert (again["already_imported"], again["accepted"]) == (True, 0)
    drawn = cli.json("draw", project, "--all")
    assert (drawn["sampled"], drawn["items"], drawn["population"]) == (19505, 3901, 19505)
    gold = cli.json("grade", project, folder / f"gold.{kind}", "--auditor", "Gold")
    assert gold["auditors"]["Gold"]["recorded"] == 3901
    assert cli.refusal("stats", project).code == "round.still_blind"
    opened = cli.json("reveal", project)
    assert (opened["decisions"], opened["graded_items"]) == (19505, 3901)
    found = cli.json("stats", project, "--by", "vendor,reviewer,queue")
    decisions = pd.read_csv(folder / "vendor_decisions.csv", dtype=str, keep_default_na=False)
    golds = pd.read_csv(folder / "gold.csv", dtype=str, keep_default_na=False)
    joined = decisions.merge(golds, on="content_id")
    same(found["overall"], shares(joined, "decision", "gold_label", "non-hateful"))
    for role, column in (("vendor", "vendor"), ("reviewer", "reviewer_id"), ("queue", "queue")):
        assert set(found["by"][role]) == set(joined[column])
        for name, part in joined.groupby(column):
            same(found["by"][role][name], shares(part, "decision", "gold_label", "non-hateful"))
    assert all(s["verdict"] is None for s in found["by"]["reviewer"].values())
    overall = found["overall"]
    errors = ("over_enforcement", "under_enforcement", "wrong_policy", "wrong_action",
              "wrong_escalation")  # fmt: skip
    total = overall["accuracy"]["value"] + sum(overall[key]["value"] for key in errors)
    assert total == pytest.approx(1, abs=1e-12)
    assert overall["accuracy"]["low"] < overall["accuracy"]["value"] < overall["accuracy"]["high"]
    batch = cli.json("stats", project, "--estimand", "batch")["overall"]["accuracy"]
    assert batch["low"] == batch["high"] == batch["value"]
    assert "census" in batch["method"]
    labels = found["confusion"]["labels"]
    table = pd.crosstab(joined["decision"], joined["gold_label"])
    assert found["confusion"]["matrix"] == [[int(table.loc[a, b]) for b in labels] for a in labels]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_that_mhc_dev_keeps_dates_markets_and_right_to_left_text(cli, shared, tmp_path, kind):
    folder = shared / "data/audits/mhc_dev"
    project, done = start(
        cli, tmp_path, folder / f"vendor_decisions.{kind}", column="Decision",
        fine=["non-hateful"],
    )  # fmt: skip
    decisions = pd.read_csv(folder / "vendor_decisions.csv", dtype=str, keep_default_na=False)
    assert done["accepted"] == len(decisions)
    assert done["items"] == decisions["Case"].nunique()
    cli.json("draw", project, "--all")
    gold = cli.json(
        "grade", project, folder / f"gold.{kind}", "--auditor", "Gold",
        "--map", "label=Expert label",
    )  # fmt: skip
    golds = pd.read_csv(folder / "gold.csv", dtype=str, keep_default_na=False)
    assert gold["auditors"]["Gold"]["recorded"] == len(golds)
    cli.json("reveal", project)
    found = cli.json("stats", project, "--by", "market,queue")
    joined = decisions.merge(golds[["Case", "Expert label"]], on="Case")
    same(found["overall"], shares(joined, "Decision", "Expert label", "non-hateful"))
    for name, part in joined.groupby("Market"):
        same(found["by"]["market"][name], shares(part, "Decision", "Expert label", "non-hateful"))
    out = tmp_path / "decisions.csv"
    cli.json("export", project, "--table", "decisions", "--out", out)
    written = pd.read_csv(out, dtype=str, keep_default_na=False)
    days = written["decided_at"].str[:10]
    assert days.min() >= "2022-01-31"
    assert days.max() <= "2022-02-05"
    when = pd.to_datetime(decisions["Submitted At"], format="mixed", dayfirst=False)
    expected = dict(zip(decisions["Judgment ID"], when.dt.strftime("%Y-%m-%dT%H:%M"), strict=True))
    got = dict(zip(written["decision_id"], written["decided_at"].str[:16], strict=True))
    assert got == expected
    items = tmp_path / "items.jsonl"
    cli.json("export", project, "--table", "items", "--out", items)
    content = pd.read_json(items, lines=True, dtype=str).set_index("item_id")["content"]
    first = decisions.drop_duplicates("Case").set_index("Case")["Content"]
    assert content.to_dict() == first.to_dict()


def test_that_convabuse_leaves_what_nobody_audited_out(cli, shared, tmp_path):
    folder = shared / "data/audits/convabuse"
    project, done = start(
        cli, tmp_path, folder / "vendor_decisions.csv", column="Decision", fine=["Not violating"]
    )
    decisions = pd.read_csv(folder / "vendor_decisions.csv", dtype=str, keep_default_na=False)
    assert done["accepted"] == len(decisions)
    cli.json("draw", project, "--all")
    graded = cli.json("grade", project, folder / "auditor_grades.csv")
    grades = pd.read_csv(folder / "auditor_grades.csv", dtype=str, keep_default_na=False)
    known = grades[grades["Content ID"].isin(set(decisions["Content ID"]))]
    for name, part in known.groupby("Auditor"):
        assert graded["auditors"][name]["recorded"] == len(part)
    unknown = [p for p in graded["problems"] if p["code"] == "unknown_item"]
    assert sum(p["count"] for p in unknown) == len(grades) - len(known)
    cli.json("reveal", project, "--partial")
    found = cli.json("stats", project, "--by", "vendor,reviewer")
    votes = known.groupby("Content ID")["Audit decision"].agg(list)
    final = votes.map(lambda v: v[0] if len(set(v)) == 1 else None)
    joined = decisions.merge(final.rename("final"), left_on="Content ID", right_index=True)
    settled = joined[joined["final"].notna()]
    same(found["overall"], shares(settled, "Decision", "final", "Not violating"))
    for name, part in settled.groupby("Agent"):
        same(found["by"]["reviewer"][name], shares(part, "Decision", "final", "Not violating"))
    assert found["left_out"] == {
        "ungraded": len(decisions) - len(joined),
        "pending": len(joined) - len(settled),
        "cannot_judge": 0,
        "technical": 0,
    }
    assert "partial_audit" in found["overall"]["accuracy"]["flags"]
    both = votes[votes.map(len) == 2]
    percent = found["agreement"]["auditor_auditor"]["percent_agreement"]
    assert percent["n"] == len(both)
    assert percent["value"] == pytest.approx((both.map(lambda v: len(set(v))) == 1).mean())


def test_that_xstest_is_settled_by_its_adjudication(cli, shared, tmp_path):
    folder = shared / "data/audits/xstest"
    fine = "1_full_compliance"
    project, done = start(
        cli, tmp_path, folder / "vendor_decisions.xlsx", column="vendor_decision", fine=[fine]
    )
    decisions = pd.read_csv(folder / "vendor_decisions.csv", dtype=str, keep_default_na=False)
    assert (done["accepted"], done["items"]) == (2250, decisions["content_id"].nunique())
    cli.json("draw", project, "--all")
    cli.json("grade", project, folder / "auditor_grades.xlsx", "--auditor", "annotator_2",
             "--map", "label=audit_decision")  # fmt: skip
    cli.json("reveal", project)
    found = cli.json("stats", project, "--by", "queue")
    grades = pd.read_csv(folder / "auditor_grades.csv", dtype=str, keep_default_na=False)
    joined = decisions.merge(grades, on="content_id")
    same(found["overall"], shares(joined, "vendor_decision", "audit_decision", fine))
    settled = cli.json("verdicts", project, folder / "gold.csv", "--map",
                       "label=adjudicated_label")  # fmt: skip
    assert settled["recorded"] == 2250
    golds = pd.read_csv(folder / "gold.csv", dtype=str, keep_default_na=False)
    joined = decisions.merge(golds, on="content_id")
    found = cli.json("stats", project, "--by", "queue")
    same(found["overall"], shares(joined, "vendor_decision", "adjudicated_label", fine))
    for name, part in joined.groupby("queue"):
        same(found["by"]["queue"][name],
             shares(part, "vendor_decision", "adjudicated_label", fine))  # fmt: skip
    wrong = joined["vendor_decision"] != joined["adjudicated_label"]
    violating = (joined["vendor_decision"] != fine) & (joined["adjudicated_label"] != fine)
    assert found["overall"]["wrong_policy"]["numerator"] == int((wrong & violating).sum())
