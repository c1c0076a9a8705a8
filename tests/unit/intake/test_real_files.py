"""Real exports of the shared data: mapped without hints, whatever shape they come in.

No cell of them is quoted here; what is compared are counts, times and the columns' names.
"""

import csv
from collections import Counter
from datetime import date

import pytest

from reviewer_audit import intake
from reviewer_audit.domain.policy import Label, Policy
from reviewer_audit.intake import mapping, validation
from reviewer_audit.intake.drafting import labels_found


def decisions(path, **options):
    """Read a file, map it by what is suggested, validate it with a policy of its own labels."""
    table = intake.read(path, **options)
    chosen, _ = mapping.suggest(table)
    labels = labels_found(table, chosen.column("label"))
    policy = Policy(
        name="drafted",
        version="1",
        effective_from=date(2020, 1, 1),
        labels=tuple(Label(key=found.value, title=found.value) for found in labels),
    )
    return chosen, validation.validate_decisions(table, chosen, policy)


def source_rows(path, count=None):
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows[:count]


def answers(result):
    """What decides numbers: item, labels, time and slices of every decision."""
    rows = result.rows
    slices = [rows.slices[role] for role in sorted(rows.slices)]
    return list(zip(rows.external_id, rows.labels, rows.decided_at, *slices, strict=True))


EXPECTED = {
    "hatecheck": {
        "item_id": "content_id",
        "content": "text",
        "queue": "queue",
        "vendor": "vendor",
        "reviewer": "reviewer_id",
        "label": "decision",
    },
    "mhc_dev": {
        "decision_id": "Judgment ID",
        "item_id": "Case",
        "market": "Market",
        "queue": "Queue",
        "vendor": "Vendor",
        "content": "Content",
        "enqueued_at": "Started At",
        "decided_at": "Submitted At",
        "label": "Decision",
    },
    "convabuse": {
        "item_id": "Content ID",
        "queue": "Queue",
        "content": "User message",
        "context": "Previous bot message",
        "reviewer": "Agent",
        "vendor": "BPO",
        "label": "Decision",
        "reason": "Violation types",
    },
    "xstest": {
        "item_id": "content_id",
        "queue": "queue",
        "item_type": "type",
        "context": "prompt",
        "content": "completion",
        "label": "vendor_decision",
        "vendor": "vendor",
        "reviewer": "reviewer_id",
    },
}
COUNTS = {
    "hatecheck": (19_505, 3_901),
    "mhc_dev": (32_901, 10_967),
    "convabuse": (9_817, 4_170),
    "xstest": (2_250, 2_250),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_that_a_real_export_is_mapped_and_read_the_same_as_text_and_as_workbook(shared, name):
    folder = shared / "data" / "audits" / name
    chosen, text = decisions(folder / "vendor_decisions.csv")
    assert chosen.as_json() == EXPECTED[name]
    assert (len(text.rows), text.items) == COUNTS[name]
    assert not text.quarantined
    assert len(set(text.rows.identity)) == len(text.rows)
    source = source_rows(folder / "vendor_decisions.csv")
    for role in ("label", "reviewer", "vendor", "queue", "market"):
        column = chosen.column(role)
        if column and role == "label":
            assert Counter(labels[0] for labels in text.rows.labels) == Counter(
                row[column] for row in source
            )
        elif column:
            assert text.rows.slices[role] == [row[column].strip() for row in source]
    assert text.rows.content == [row[chosen.column("content")] for row in source]
    again, book = decisions(folder / "vendor_decisions.xlsx")
    assert again.as_json() == chosen.as_json()
    assert Counter(answers(book)) == Counter(answers(text))


def test_that_the_months_of_mhc_dev_are_read_first_so_every_time_lies_in_one_week(shared):
    _, result = decisions(shared / "data/audits/mhc_dev/vendor_decisions.csv")
    times = result.rows.decided_at
    assert min(times).startswith("2022-01-31T")
    assert max(times).startswith("2022-02-05T")
    assert "date_order_mixed" not in {problem.code for problem in result.problems}


def test_that_a_stability_round_without_content_is_mapped(shared):
    for name in ("round1", "round2"):
        chosen, result = decisions(shared / f"data/audits/xhate_stability/{name}.csv")
        assert chosen.as_json() == {
            "item_id": "content_id",
            "reviewer": "annotator",
            "label": "decision",
        }
        assert (len(result.rows), result.items) == (2_090, 95)


GRADES = {
    "hatecheck/gold": ("content_id", "gold_label", "", 3_901),
    "mhc_dev/gold": ("Case", "Expert label", "", 10_967),
    "xstest/gold": ("content_id", "adjudicated_label", "", 2_250),
    "xstest/auditor_grades": ("content_id", "audit_decision", "auditor_id", 2_250),
    "convabuse/auditor_grades": ("Content ID", "Audit decision", "Auditor", 2_594),
}


@pytest.mark.parametrize("name", GRADES)
def test_that_recorded_grades_are_mapped_by_what_they_are_called(shared, name):
    item, label, auditor, count = GRADES[name]
    for suffix in (".csv", ".xlsx"):
        table = intake.read(shared / "data/audits" / f"{name}{suffix}")
        chosen, _ = mapping.suggest(table, purpose="grades")
        found = tuple(chosen.column(role) for role in ("item_id", "label", "auditor"))
        assert found == (item, label, auditor)
        policy = Policy(
            name="drafted",
            version="1",
            effective_from=date(2020, 1, 1),
            labels=tuple(Label(key=f.value, title=f.value) for f in labels_found(table, label)),
        )
        result = validation.validate_grades(table, chosen, policy, auditor="Gold")
        assert len(result.rows) == count
        assert not result.quarantined


@pytest.mark.parametrize(
    "name",
    [
        "hatecheck_2000_utf8_bom.csv",
        "hatecheck_2000_lf_allquoted.csv",
        "hatecheck_2000_utf16_tab.txt",
        "hatecheck_2000.ods",
        "hatecheck_2000_title_rows_footer.xlsx",
    ],
)
def test_that_a_variant_of_hatecheck_gives_the_same_decisions(shared, name):
    _, original = decisions(shared / "data/audits/hatecheck/vendor_decisions.csv")
    chosen, variant = decisions(shared / "data/audits/_variants" / name)
    assert chosen.as_json() == EXPECTED["hatecheck"]
    assert variant.rows.identity == original.rows.identity[:2_000]
    assert variant.rows.content == original.rows.content[:2_000]
    assert answers(variant) == answers(original)[:2_000]
    assert not variant.quarantined
    if "footer" in name:
        assert [p.count for p in variant.problems if p.code == "footer_skipped"] == [1]


def to_page(text, encoding):
    return text.encode(encoding, "replace").decode(encoding)


@pytest.mark.parametrize(
    ("name", "market", "encoding"),
    [
        ("mhc_german_2000_cp1252_semicolon_dmy.csv", "German", "cp1252"),
        ("mhc_arabic_2000_cp1256.csv", "Arabic", "cp1256"),
    ],
)
def test_that_a_variant_of_mhc_dev_in_an_old_encoding_gives_the_same_decisions(
    shared, name, market, encoding
):
    chosen, original = decisions(shared / "data/audits/mhc_dev/vendor_decisions.csv")
    rows = original.rows
    kept = [at for at, where in enumerate(rows.slices["market"]) if where == market][:2_000]
    path = shared / "data/audits/_variants" / name
    for options in ({}, {"encoding": encoding}):
        again, variant = decisions(path, **options)
        assert again.as_json() == chosen.as_json()
        assert variant.rows.identity == [rows.identity[at] for at in kept]
        assert variant.rows.labels == [rows.labels[at] for at in kept]
        assert variant.rows.content == [to_page(rows.content[at], encoding) for at in kept]
        # the variants were written to the minute
        minutes = [rows.decided_at[at][:16] for at in kept]
        assert [moment[:16] for moment in variant.rows.decided_at] == minutes
        assert "date_order_ambiguous" not in {p.code for p in variant.problems}


def test_that_a_sheet_per_market_is_one_import_and_hidden_gold_stays_unread(shared):
    path = shared / "data/audits/_variants/mhc_dev_sheet_per_market_hidden_gold.xlsx"
    chosen, original = decisions(shared / "data/audits/mhc_dev/vendor_decisions.csv")
    again, variant = decisions(path)
    assert again.as_json() == chosen.as_json()
    rows = original.rows
    kept = []
    for market in ("Arabic", "German", "Spanish"):
        kept += [at for at, where in enumerate(rows.slices["market"]) if where == market][:1_500]
    assert variant.rows.identity == [rows.identity[at] for at in kept]
    every = answers(original)
    assert answers(variant) == [every[at] for at in kept]
    assert Counter(variant.rows.sheet) == {"Arabic": 1_500, "German": 1_500, "Spanish": 1_500}
    assert [p.sheet for p in variant.problems if p.code == "hidden_sheet"] == ["Expert labels"]
    assert len(intake.read(path, sheets=["Expert labels"])) == 500
