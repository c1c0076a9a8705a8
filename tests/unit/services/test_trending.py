"""Several project files side by side: read and never touched, and compared only where they may be."""

import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from math import sqrt
from statistics import NormalDist

import pytest
from typer.testing import CliRunner

from reviewer_audit.cli import app
from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.domain.policy import Label, Target
from reviewer_audit.errors import RoundError, StillBlindError
from reviewer_audit.reports.cuts import Cut, is_cut
from reviewer_audit.reports.trend_edition import edited
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import analysis, projects, recording, rounds, sampling
from reviewer_audit.services.pooling import period_verdicts
from reviewer_audit.services.reporting import Format
from reviewer_audit.services.trending import report_of, trend_of, write_trend
from tests.unit.services.side_by_side import OTHER, audit_file


@pytest.fixture
def audited(tmp_path, make):
    return partial(audit_file, tmp_path, make)


def wilson(x, n, z):
    middle, half = x + z * z / 2, z * sqrt(x * (n - x) / n + z * z / 4)
    return (middle - half) / (n + z * z), (middle + half) / (n + z * z)


def newcombe(x1, n1, x2, n2, confidence=0.95):
    """The hybrid score interval of Newcombe (1998), method 10, by its formula."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    (l1, u1), (l2, u2), p1, p2 = wilson(x1, n1, z), wilson(x2, n2, z), x1 / n1, x2 / n2
    below = sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    return p1 - p2 - below, p1 - p2 + sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)


def plain(e):
    return replace(e, method=e.method.partition(";")[0])


def test_that_each_audit_says_what_it_says_alone_and_its_change_what_newcombe_says(audited):
    files = [audited("one", 6), audited("two", 2, day="2026-08-03", n=80)]
    found = trend_of(files, over="queue")
    for path, point in zip(files, found.points, strict=True):
        store = projects.open_project(path)
        alone = analysis.results(store)
        store.close()
        assert plain(point.accuracy) == plain(alone.overall["accuracy"])
        assert point.targets[0].judged.verdict == alone.overall.verdict
        assert plain(point.vendors["A"]) == plain(alone.by["vendor"]["A"]["accuracy"])
    (shift,) = found.shifts
    e = shift.groups.difference
    assert e.value == pytest.approx(78 / 80 - 54 / 60)
    assert (e.low, e.high) == pytest.approx(newcombe(78, 80, 54, 60))
    parts = [part.value for part in (shift.rate, shift.weight, shift.interaction)]
    assert sum(parts) == pytest.approx(e.value)
    (chart,) = found.charts
    assert chart.p_chart.center == pytest.approx(132 / 140)
    assert chart.p_chart.lower[0] == pytest.approx(132 / 140 - 3 * sqrt(132 / 140 * 8 / 140 / 60))
    assert "few_periods" in chart.p_chart.flags
    assert not chart.weighted


def test_that_a_change_is_of_these_reviewers_whatever_the_estimand_of_the_audits(audited):
    files = [audited("one", 6), audited("two", 2, day="2026-08-03")]
    usual, others = trend_of(files), trend_of(files, estimand="other_reviewers")
    assert others.shifts[0].groups.difference == usual.shifts[0].groups.difference
    assert "other_reviewers" in others.points[0].accuracy.method + others.estimand


def test_that_no_file_and_no_folder_is_touched(audited, tmp_path):
    files = [audited("one"), audited("two", day="2026-08-03")]
    before = {path: path.read_bytes() for path in sorted(tmp_path.iterdir())}
    held = projects.open_project(files[0])  # open elsewhere, too
    taken = sorted(tmp_path.iterdir())
    trend_of(files)
    assert sorted(tmp_path.iterdir()) == taken
    held.close()
    assert {path: path.read_bytes() for path in before} == before


def test_that_what_is_still_graded_blind_is_refused(audited):
    with pytest.raises(StillBlindError, match="Audit two") as caught:
        trend_of([audited("one"), audited("two", blind=True)])
    assert "Nothing was shown" in caught.value.hint


def test_that_a_blind_round_beside_a_revealed_one_is_left_out_and_named(audited, make):
    path = audited("one")
    store = projects.open_project(path)
    lead = projects.seat(store, "Lea")
    make.load(store, make.rows([("new", "spam")]), by=lead, name="new")
    sampling.draw_sample(
        store, SamplePlan(method=Method.ALL, auditors=("Ann",), seed="s"), by=lead, title="Blind"
    )
    store.close()
    found = trend_of([path])
    assert len(found.points) == 1
    assert found.left_out == (("one.audit", "Blind", "still graded blind"),)


def test_that_audits_of_other_labels_are_not_compared(audited, make):
    more = replace(
        make.POLICY, version="2", labels=(*make.POLICY.labels, Label(key="scam", title="Scam"))
    )
    files = [
        audited("one"), audited("two", day="2026-08-03"),
        audited("three", day="2026-09-07", policy=more), audited("four", day="2026-10-05", policy=more),
    ]  # fmt: skip
    found = trend_of(files)
    assert [point.stretch for point in found.points] == [1, 1, 2, 2]
    assert found.points[2].apart == "other labels (new: scam)"
    assert "label scam added" in found.points[2].changes
    assert [(s.groups.one, s.groups.other) for s in found.shifts] == [
        ("Audit one", "Audit two"), ("Audit three", "Audit four")
    ]  # fmt: skip
    assert [[line.name for line in chart.lines] for chart in found.charts] == [
        ["Audit one", "Audit two"], ["Audit three", "Audit four"]
    ]  # fmt: skip


def test_that_another_wording_or_target_is_marked_and_compared(audited, make):
    labels = (
        make.POLICY.labels[0],
        *(replace(one, definition="New") for one in make.POLICY.labels[1:]),
    )
    other = replace(
        make.POLICY, version="2", labels=labels, targets=(Target(metric="accuracy", threshold=0.9),)
    )
    found = trend_of([audited("one", 0), audited("two", 0, day="2026-08-03", policy=other)])
    assert found.points[1].apart == ""
    assert len(found.shifts) == 1
    assert any(
        text.startswith("target accuracy changed (threshold 0.95")
        for text in found.points[1].changes
    )
    assert found.points[1].targets[0].changed
    assert not found.points[0].targets[0].changed


def test_that_targets_met_in_a_row_are_counted_and_a_new_miss_is_named(audited):
    days = ("2026-01-05", "2026-02-02", "2026-03-02", "2026-04-06")
    files = [
        audited(f"n{k}", wrong, n=120, day=day)
        for k, (wrong, day) in enumerate(zip((0, 0, 20, 0), days, strict=True))
    ]
    found = trend_of(files)
    whole = [point.targets[0] for point in found.points]
    assert [line.judged.verdict.status for line in whole] == ["meets", "meets", "below", "meets"]
    assert [line.in_a_row for line in whole] == [1, 2, 0, 1]
    assert [line.newly_below for line in whole] == [False, False, True, False]


def test_that_an_action_is_told_with_its_difference_and_never_without(audited):
    later = (date.today() + timedelta(days=20)).isoformat()  # noqa: DTZ011 - as the clock of the store
    acted = [({"vendor": "A"}, True), ({"queue": "x"}, False), ({"vendor": OTHER}, True)]
    files = [audited("one", 12, n=120, acted=acted), audited("two", 1, n=120, day=later)]
    found = trend_of(files)
    first, second, third = found.actions
    effect = first.effect
    assert (effect.before, effect.after, effect.showed) == ("Audit one", "Audit two", "better")
    assert (effect.difference.low, effect.difference.high) == pytest.approx(
        newcombe(59, 60, 48, 60)
    )
    assert (second.effect, second.note) == (None, "Not done yet")
    assert (third.effect.showed, third.effect.difference.value) == ("not_shown", 0)
    assert first.owner == "Olga"
    assert all(line.effect is None for line in trend_of(files[:1]).actions)
    assert trend_of(files[:1]).actions[0].note == "No audit of later decisions yet"


def test_that_better_is_said_for_all_actions_together(audited):
    """One interval leaves out no difference; the one that holds for two does not."""
    later = (date.today() + timedelta(days=20)).isoformat()  # noqa: DTZ011 - as the clock of the store
    one = [({"vendor": "A"}, True)]
    both = [*one, ({"vendor": OTHER}, True)]
    low, _high = newcombe(60, 60, 55, 60)
    strict, _high = newcombe(60, 60, 55, 60, 0.975)
    assert low > 0 > strict
    alone = trend_of([audited("a", 5, n=120, acted=one), audited("b", 0, n=120, day=later)])
    assert alone.actions[0].effect.showed == "better"
    two = trend_of([audited("c", 5, n=120, acted=both), audited("d", 0, n=120, day=later)])
    assert two.actions[0].effect.showed == "not_shown"
    assert two.actions[0].effect.difference == alone.actions[0].effect.difference


def test_that_a_trend_of_one_vendor_holds_nothing_of_another(audited, tmp_path):
    acted = [({"vendor": OTHER}, True), ({"vendor": "A"}, False)]
    files = [audited("one", 3, 2, acted=acted), audited("two", 1, 4, day="2026-08-03")]
    found = trend_of(files, vendor="A")
    assert [point.accuracy.n for point in found.points] == [30, 30]
    assert found.points[0].accuracy.value == pytest.approx(27 / 30)
    assert OTHER not in json.dumps(found.as_json(), default=str)
    assert [line.text for line in found.actions] == ["Teach the clause"]
    written = write_trend(found, tmp_path / "out", formats=[Format.HTML])
    assert OTHER not in written[0].path.read_text(encoding="utf-8")
    alone = write_trend(trend_of(files[:1]), tmp_path / "alone", formats=[Format.HTML])
    assert "1 audit from 1 file" in alone[0].path.read_text(encoding="utf-8")
    with pytest.raises(RoundError) as caught:
        trend_of(files, vendor="Nobody")
    assert caught.value.code == "trend.vendor"


def test_that_the_vendors_own_edition_names_no_file_no_owner_and_no_audit_left_out(
    audited, tmp_path, make
):
    acted = [({"vendor": "A"}, False)]
    files = [audited("one", 3, acted=acted), audited("two", 1, day="2026-08-03")]
    alone = projects.create_project(
        tmp_path / "secretfile.audit", make.POLICY, by="Lea", title="Secret title"
    )
    lead = projects.seat(alone, "Lea")
    slices = {"vendor": [OTHER] * 4, "reviewer": ["r"] * 4}
    make.load(alone, make.rows([(f"i{k}", "ok") for k in range(4)], slices=slices), by=lead)
    sampling.draw_sample(alone, SamplePlan(method=Method.ALL, seed="1"), by=lead, title="Hidden")
    rounds.reveal(alone, by=lead, partial=True)
    alone.close()
    files.append(tmp_path / "secretfile.audit")
    inner = trend_of(files, vendor="A")
    assert "secretfile.audit" in str(inner.left_out)
    assert inner.actions[0].owner == "Olga"
    own = trend_of(files, vendor="A", edition="vendor-safe")
    assert own.points[0].accuracy == inner.points[0].accuracy
    assert [one[1] for one in own.left_out] == ["1 round"]
    (written,) = write_trend(own, tmp_path / "out", formats=[Format.HTML])
    page = written.path.read_text(encoding="utf-8")
    book = write_trend(own, tmp_path / "out", formats=[Format.XLSX])[0].path
    with zipfile.ZipFile(book) as z:
        cells = b"".join(z.read(name) for name in z.namelist()).decode("utf-8", "replace")
    told = json.dumps(own.as_json(), default=str)
    for word in (OTHER, "secretfile", "Secret title", "Hidden", "Olga", ".audit"):
        assert word not in page, word
        assert word not in cells, word
        assert word not in told, word
    assert "vendor-safe" in written.path.name
    assert own.as_json()["edition"] == written.edition == "vendor-safe"


def test_that_a_trend_of_one_vendor_names_no_target_of_another(audited, make):
    mine = Target(metric="accuracy", threshold=0.95, slice=(("vendor", "A"),))
    asked = [
        replace(make.POLICY, version=version, targets=(mine, replace(mine, slice=(), threshold=low),
            replace(mine, slice=(("vendor", OTHER),), threshold=low)))
        for version, low in (("1", 0.9), ("2", 0.8))
    ]  # fmt: skip
    files = [
        audited("one", policy=asked[0]),
        audited("two", day="2026-08-03", policy=asked[1]),
    ]
    assert OTHER in str(trend_of(files).points[1].changes)
    own = trend_of(files, vendor="A", edition="vendor-safe")
    assert any("threshold 0.9" in text for text in own.points[1].changes)
    assert OTHER not in json.dumps(own.as_json()) + repr(report_of(own))


def test_that_an_action_that_names_another_vendor_in_capitals_is_left_out_of_a_vendors_trend(
    audited,
):
    found = trend_of([audited("one", acted=[({"vendor": "A"}, False)])], vendor="A")
    line = replace(found.actions[0], text=f"As {OTHER.upper()} does")
    found = replace(found, actions=(*found.actions, line))
    own = edited(found, "vendor-safe", {OTHER})
    assert [one.text for one in own.actions] == ["Teach the clause"]


@pytest.mark.parametrize(
    ("edition", "said"),
    [("vendor-safe", "Name the vendor"), ("regulator", "one period"), ("training", "learn")],
)
def test_that_an_edition_that_has_no_trend_is_refused_with_the_reason(audited, edition, said):
    with pytest.raises(RoundError, match=said) as caught:
        trend_of([audited("one")], edition=edition)
    assert caught.value.code == "trend.edition"


def test_that_audits_of_a_quarter_are_pooled_as_a_contract_period_is(audited, make):
    path = audited("one", 3)
    store = projects.open_project(path)
    lead = projects.seat(store, "Lea")
    names = [f"late-{k}" for k in range(40)]
    given = make.rows(
        [(name, "ok") for name in names],
        slices={"vendor": ["A"] * 40, "reviewer": ["r"] * 40, "queue": ["x"] * 40},
        decided_at=["2026-08-03T10:00:00Z"] * 40,
    )
    make.load(store, given, by=lead, name="late")
    one = rounds.new(store, by=lead, title="August")
    sampling.draw_sample(
        store, SamplePlan(method=Method.ALL, auditors=("Ann",), seed="s"), by=lead, round_id=one.id
    )
    columns = {
        "external_id": names, "auditor": ["Ann"] * 40, "kind": ["answer"] * 40,
        "labels": [("ok",)] * 40, "row_number": list(range(2, 42)),
    }  # fmt: skip
    sheet = GradeRows(**{key: columns.get(key, [""] * 40) for key in GradeRows.__slots__})
    recording.record_rows(store, sheet, by=lead, one=rounds.resolve(store, one.id), source="g")
    rounds.reveal(store, by=lead, round_id=one.id)
    pooled = period_verdicts(store)
    store.close()
    apart = trend_of([path])
    assert [point.name for point in apart.points] == ["Audit one · Round", "Audit one · August"]
    (quarter,) = trend_of([path], every="quarter").points
    assert quarter.name == "2026-Q3"
    assert quarter.accuracy == pooled.accuracy
    assert [line.judged.verdict for line in quarter.targets] == [t.verdict for t in pooled.targets]
    assert [p.name for p in trend_of([path], every="30").points] == ["2026-07-06 to 2026-08-04"]


@pytest.mark.parametrize(
    ("every", "name"),
    [("day", "2026-09-07"), ("week", "2026-W37"), ("month", "2026-09"), ("quarter", "2026-Q3"),
     ("year", "2026"), ("14", "2026-08-30 to 2026-09-12"), ("7", "2026-09-06 to 2026-09-12")],
)  # fmt: skip
def test_that_time_is_cut_into_periods_of_any_length(every, name):
    assert is_cut(every)
    assert Cut(every, "2026-08-02").name("2026-09-07") == name


@pytest.mark.parametrize("every", ["", "decade", "0", "-3", "1.5", "99999"])
def test_that_time_is_not_cut_otherwise(audited, every):
    with pytest.raises(RoundError) as caught:
        trend_of([audited("one")], every=every)
    assert caught.value.code == "trend.every"


def test_that_a_round_in_two_copies_of_a_programme_counts_once(audited, tmp_path):
    path = audited("one", 3)
    store = projects.open_project(path)
    projects.save_copy(store, tmp_path / "copy.audit")
    store.close()
    found = trend_of([path, tmp_path / "copy.audit", path])
    assert len(found.points) == 1
    assert [why for _file, _title, why in found.left_out] == ["the same round as in copy.audit"]


def test_that_an_older_file_is_read_from_a_copy(tmp_path, make, monkeypatch):
    from reviewer_audit.store import migrations, project

    path = tmp_path / "old.audit"
    with monkeypatch.context() as then:
        for module in (migrations, project):
            then.setattr(module, "STEPS", migrations.STEPS[:6])
        projects.create_project(path, make.POLICY, by="Lea").close()
    before = path.read_bytes()
    with projects.looking_at(path) as store:
        assert store.read_only
        assert rounds.every(store) == ()
    assert path.read_bytes() == before
    with pytest.raises(RoundError, match="holds no audit"):
        trend_of([path])


def test_that_the_command_prints_and_writes_the_same_trend(audited, tmp_path):
    files = [str(audited("one", 6)), str(audited("two", 2, day="2026-08-03"))]
    ran = CliRunner().invoke(app, ["trend", *files, "--by", "queue", "--json"])
    told = json.loads(ran.stdout)
    assert [one["name"] for one in told["audits"]] == ["Audit one", "Audit two"]
    assert told["audits"][0]["accuracy"]["value"] == pytest.approx(54 / 60)
    assert told["provisional"] is True
    assert set(told["changes"][0]["effects"]) == {"rate", "weight", "interaction"}
    ran = CliRunner().invoke(
        app, ["trend", *files, "--out", str(tmp_path / "out"), "--formats", "xlsx,html"]
    )
    assert ran.exit_code == 0
    assert "Audit two" in ran.stdout
    assert sorted(one.suffix for one in (tmp_path / "out").iterdir()) == [".html", ".xlsx"]
    page = next((tmp_path / "out").glob("*.html")).read_text(encoding="utf-8")
    assert "90.0" in page
    assert CliRunner().invoke(app, ["trend", *files, "--formats", "pdf"]).exit_code == 2
