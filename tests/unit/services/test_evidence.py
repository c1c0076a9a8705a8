"""The evidence file: whole, about one vendor alone, and enough to recompute every rate."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from types import SimpleNamespace

import pytest

from reviewer_audit.errors import OutputError, RoundError
from reviewer_audit.services import analysis, demo, evidence, projects, verifying

VENDOR = "Riverline"


def unpacked(path):
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def rows(parts, name):
    return list(csv.DictReader(io.StringIO(parts[name].decode("utf-8-sig"))))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    demo.run(folder)
    store = projects.open_project(folder / "sample.audit")
    lead = projects.seat(store, "")
    found = analysis.results(store, full=True)
    written = evidence.write_evidence(store, VENDOR, folder / "r.zip", by=lead)
    yield SimpleNamespace(
        store=store, lead=lead, found=found, written=written, parts=unpacked(written.path)
    )
    store.close()


def test_that_every_part_is_listed_with_its_hash_and_the_file_in_the_journal(made):
    sums = json.loads(made.parts["manifest.json"])["sha256"]
    assert set(sums) == set(made.parts) - {"manifest.json"}
    for name, data in made.parts.items():
        assert name == "manifest.json" or sums[name] == hashlib.sha256(data).hexdigest()
    assert made.written.sha256 == hashlib.sha256(made.written.path.read_bytes()).hexdigest()
    assert verifying.verify(made.written.path, against=made.store).whole


def test_that_nothing_of_another_vendor_and_nobodys_name_is_in_it(made):
    vendors = set(made.found.by["vendor"]) - {VENDOR}
    people = {line.name for line in made.found.auditors} | set(made.found.by["reviewer"])
    others = {
        e.decision_id for e in made.found.errors if e.slices.get("vendor") != VENDOR
    } - {""}  # fmt: skip
    for name, data in made.parts.items():
        text = data.decode("utf-8-sig")
        assert not [word for word in vendors | people if word in text], name
        assert not [one for one in others if f'"{one}"' in text], name


def test_that_every_rate_follows_from_the_decisions(made):
    drawn = rows(made.parts, "decisions.csv")
    stated = {row["measure"]: row for row in rows(made.parts, "estimates.csv")}
    own = made.found.extra["vendors"][VENDOR].overall
    assert set(stated) == set(own.estimates)
    counted = [row for row in drawn if row["counted"] == "true"]
    assert len(drawn) == own.decisions
    assert len(counted) == own.counted

    def share(hit, domain):
        inside = [row for row in counted if domain(row)]
        whole = sum(float(row["weight"]) for row in inside)
        return sum(float(row["weight"]) for row in inside if hit(row)) / whole

    def yes(name):
        return lambda row: row[name] == "true"

    recomputed = {
        "accuracy": share(lambda r: r["outcome"] == "correct", lambda _r: True),
        "over_enforcement": share(lambda r: r["outcome"] == "over_enforced", lambda _r: True),
        "precision": share(yes("final_violating"), yes("vendor_violating")),
        "recall": share(yes("vendor_violating"), yes("final_violating")),
        "critical_errors": share(yes("critical"), lambda _r: True),
    }
    for key, value in recomputed.items():
        assert float(stated[key]["value"]) == pytest.approx(value, abs=1e-12)
        assert float(stated[key]["value"]) == pytest.approx(own[key].value, abs=1e-12)


def test_that_weights_add_up_to_the_frame(made):
    weights = {}
    for row in rows(made.parts, "decisions.csv"):
        weights[row["stratum"]] = weights.get(row["stratum"], 0.0) + float(row["weight"])
    strata = {row["stratum"]: float(row["population"]) for row in rows(made.parts, "strata.csv")}
    assert weights == pytest.approx(strata)


def test_that_the_same_round_gives_the_same_tables(made, tmp_path):
    again = evidence.write_evidence(made.store, VENDOR, tmp_path / "again.zip", by=made.lead)
    same = unpacked(again.path)
    for name, data in made.parts.items():  # the journal has gone on since
        assert name in {"facts.csv", "manifest.json"} or same[name] == data


def test_that_an_unknown_vendor_or_name_writes_nothing(made, tmp_path):
    with pytest.raises(RoundError, match="nobody"):
        evidence.write_evidence(made.store, "nobody", tmp_path / "x.zip", by=made.lead)
    with pytest.raises(OutputError, match="ends in"):
        evidence.write_evidence(made.store, VENDOR, tmp_path / "x.txt", by=made.lead)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("estimand", ["process", "batch"])
def test_that_r_and_its_survey_package_give_the_same_rates(made, tmp_path, estimand):
    if shutil.which("Rscript") is None:
        pytest.skip("R is not there: apt-get install r-base-core r-cran-survey")
    written = evidence.write_evidence(
        made.store, VENDOR, tmp_path / "r.zip", by=made.lead, estimand=estimand
    )
    with zipfile.ZipFile(written.path) as parts:
        parts.extractall(tmp_path)
    done = subprocess.run(
        ["Rscript", "recompute.R"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if "there is no package called" in done.stderr:
        pytest.skip("R has no package survey: apt-get install r-cran-survey")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All rates are as stated." in done.stdout
