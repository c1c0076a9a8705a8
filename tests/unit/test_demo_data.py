"""The bundled sample audit: the files are what the generator makes, and say what they promise."""

import csv
import io
import unicodedata
import zipfile
from collections import Counter
from datetime import datetime

import pytest

from build_spec import make_demo_data
from build_spec.demo.setting import ANSWER_COLUMNS, COLUMNS
from reviewer_audit.assets import resource
from reviewer_audit.policies import load

HEADER = 4


@pytest.fixture(scope="module")
def made():
    return make_demo_data.make()


@pytest.fixture(scope="module")
def sheet():
    from openpyxl import load_workbook

    return [
        list(row)
        for row in load_workbook(resource("demo/vendor_decisions.xlsx"))["Decisions"].iter_rows()
    ]


@pytest.fixture(scope="module")
def rows(sheet):
    """The rows between header and total, as dicts of values."""
    return [
        dict(zip(COLUMNS, (cell.value for cell in row), strict=True)) for row in sheet[HEADER:-2]
    ]


@pytest.fixture(scope="module")
def policy():
    return load(resource("policies/sample.yaml"))


@pytest.fixture(scope="module")
def truth():
    return {line["Item ID"]: line["Label"] for line in table("truth.csv")}


@pytest.fixture(scope="module")
def decisions(rows, policy, truth):
    """The rows an import can use, once each, with the key of their label."""
    names = {}
    for label in policy.labels:
        names |= dict.fromkeys((label.key, label.title, *label.aliases), label)
    good = {}
    for row in rows:
        usable = (
            row["Label"] in names and row["Item ID"] and isinstance(row["Decided at"], datetime)
        )
        if usable:
            good[row["Decision ID"]] = row | {
                "said": names[row["Label"]],
                "true": policy.label(truth[row["Item ID"]]),
            }
    return list(good.values())


def table(name):
    text = resource(f"demo/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def right(row, policy):
    action = policy.action(row["true"].default_action).title
    return (
        row["said"] == row["true"]
        and row["Action"] == action
        and (row["Escalated"] == "Yes") == row["true"].must_escalate
    )


def share(rows, test):
    return sum(1 for row in rows if test(row)) / len(rows)


@pytest.mark.parametrize("name", ["auditor_answers.csv", "truth.csv", "sample.control.csv"])
def test_that_each_shipped_table_is_what_the_generator_makes(made, name):
    assert resource(f"demo/{name}").read_bytes() == made[name]


def test_that_the_shipped_workbook_is_what_the_generator_makes(made):
    """Part by part: another zlib may pack the same parts into other bytes."""
    with (
        zipfile.ZipFile(resource("demo/vendor_decisions.xlsx")) as shipped,
        zipfile.ZipFile(io.BytesIO(made["vendor_decisions.xlsx"])) as new,
    ):
        assert shipped.namelist() == new.namelist()
        for part in new.namelist():
            assert shipped.read(part) == new.read(part), part


def test_that_the_generator_makes_the_same_bytes_every_time(made):
    assert make_demo_data.make() == made


def test_that_the_sample_is_small_enough_to_ship(made):
    assert sum(len(data) for data in made.values()) < 1_200_000


def test_that_there_are_as_many_of_everything_as_promised(decisions, truth):
    assert len(decisions) == 2400
    assert len({d["Item ID"] for d in decisions}) == 2250
    assert set(Counter(d["Item ID"] for d in decisions).values()) == {1, 2}
    count = {c: len({d[c] for d in decisions}) for c in ("Vendor", "Queue", "Language", "Reviewer")}
    assert count == {"Vendor": 3, "Queue": 5, "Language": 4, "Reviewer": 40}
    assert len({d["Content"] for d in decisions}) == 2250
    assert {d["true"].key for d in decisions} == set(truth.values())
    assert len(set(truth.values())) == 12


def test_that_an_item_decided_twice_was_decided_by_two_people(decisions):
    pairs = Counter((d["Item ID"], d["Reviewer"]) for d in decisions)
    assert max(pairs.values()) == 1


def test_that_the_workbook_looks_like_a_real_export(sheet, rows):
    assert [cell.value for cell in sheet[HEADER - 1]] == list(COLUMNS)
    assert sheet[0][0].value == "Moderation decisions, all vendors"
    assert [sheet[-1][0].value, sheet[-1][1].value] == ["Total", len(rows)]
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    ids = [row["Item ID"] for row in rows if row["Item ID"]]
    assert all(isinstance(i, str) for i in ids)
    assert sum(i.startswith("0") for i in ids) > 400
    assert sum(i.isdigit() and len(i) >= 17 for i in ids) > 900
    texts = [row["Content"] for row in rows]
    assert any(text.startswith("=") for text in texts)
    hidden = [t for t in texts if any(unicodedata.category(c) == "Cf" for c in t)]
    assert 10 < len(hidden) < 60


def test_that_a_few_rows_are_faulty(rows, policy):
    known = {n for la in policy.labels for n in (la.title, *la.aliases)}
    labels = [row["Label"] for row in rows]
    assert len(rows) == 2408
    assert [la for la in labels if la and la not in known] == ["Needs second look", "Low quality"]
    assert labels.count(None) == 2
    assert sum(row["Item ID"] is None for row in rows) == 1
    assert sum(not isinstance(row["Decided at"], datetime) for row in rows) == 1
    assert len(rows) - len({row["Decision ID"] for row in rows}) == 2


def test_that_every_link_leads_to_nobody(rows):
    text = " ".join(f"{row['Content']} {row['Ticket link']}" for row in rows)
    links = [word for word in text.split() if "://" in word or "www." in word]
    assert len(links) > 100
    assert all(".example." in w or "example.com" in w for w in links)


def test_that_the_vendors_are_as_accurate_as_promised(decisions, policy):
    found = {}
    for vendor in ("Northgate", "Southbank", "Riverline"):
        rest = [
            d
            for d in decisions
            if d["Vendor"] == vendor and (vendor, d["Queue"]) != ("Riverline", "Marketplace")
        ]
        found[vendor] = share(rest, lambda d: right(d, policy))
    assert found["Northgate"] == pytest.approx(0.96, abs=0.002)
    assert found["Southbank"] == pytest.approx(0.955, abs=0.002)
    assert found["Riverline"] == pytest.approx(0.95, abs=0.002)


def test_that_one_vendor_removes_too_much_in_one_queue(decisions, policy):
    cells = {}
    for d in decisions:
        cells.setdefault((d["Vendor"], d["Queue"]), []).append(d)
    over = {
        cell: share(rows, lambda d: d["said"].is_violation and not d["true"].is_violation)
        for cell, rows in cells.items()
    }
    strict = over.pop(("Riverline", "Marketplace"))
    assert strict == pytest.approx(0.18, abs=0.005)
    assert max(over.values()) < 0.05
    accuracy = share(cells["Riverline", "Marketplace"], lambda d: right(d, policy))
    assert accuracy == pytest.approx(0.79, abs=0.005)


def test_that_three_in_ten_decisions_are_on_violations(decisions):
    assert share(decisions, lambda d: d["true"].is_violation) == pytest.approx(0.3, abs=0.01)


def test_that_there_are_critical_errors_to_find(decisions):
    threats = [d for d in decisions if d["true"].critical]
    assert any(not d["said"].is_violation for d in threats)
    assert any(d["said"] == d["true"] and d["Escalated"] == "No" for d in threats)


def test_that_each_auditor_answers_every_item_and_rarely_errs(truth, policy):
    answers = table("auditor_answers.csv")
    assert tuple(answers[0]) == ANSWER_COLUMNS
    keys = {label.title: label.key for label in policy.labels}
    titles = {action.title for action in policy.actions}
    for auditor in ("Amira", "Jonas", "Lucía"):
        mine = {a["Item ID"]: a for a in answers if a["Auditor"] == auditor}
        assert set(mine) == set(truth)
        unsure = [a for a in mine.values() if a["Label"] == "cannot_judge"]
        judged = [a for a in mine.values() if a["Label"] != "cannot_judge"]
        assert len(unsure) / len(mine) == pytest.approx(0.01, abs=0.002)
        assert all(a["Action"] in titles for a in judged)
        wrong = share(judged, lambda a: keys[a["Label"]] != truth[a["Item ID"]])
        assert wrong == pytest.approx(0.015, abs=0.002)
    assert len(answers) == 3 * len(truth)


def test_that_auditors_disagree_sometimes_so_that_overlap_shows_something():
    by_item = {}
    for answer in table("auditor_answers.csv"):
        by_item.setdefault(answer["Item ID"], set()).add(answer["Label"])
    assert 0.03 < share(list(by_item.values()), lambda said: len(said) > 1) < 0.1


def test_that_the_control_totals_show_three_missing_decisions(rows):
    sent = Counter()
    for row in {row["Decision ID"]: row for row in rows}.values():
        sent[row["Vendor"], row["Queue"]] += 1
    gaps = {}
    for line in table("sample.control.csv"):
        cell = line["Vendor"], line["Queue"]
        gaps[cell] = int(line["Decisions"]) - sent[cell]
    assert len(gaps) == 15
    assert {cell: gap for cell, gap in gaps.items() if gap} == {("Riverline", "Messages"): 3}
