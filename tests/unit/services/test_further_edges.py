"""Rounds that hold next to nothing, or names that hurt: every number and every file comes out."""

import json

import pytest

from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    analysis,
    closing,
    explaining,
    projects,
    recording,
    reporting,
    rounds,
    sampling,
    summary,
)
from reviewer_audit.stats import explained

NAMELESS = {"vendor": [""] * 3, "reviewer": [""] * 3, "queue": [""] * 3}
HOSTILE = {
    "vendor": ["=1+1", "\u0645\u0648\u0631\u062f", "<b>x"],
    "reviewer": ["\u202eabc", "b", "c"],
    "queue": ["x" * 300, "q", "q"],
}
CASES = {
    "one right": (["spam"], ["spam"], {}),
    "none graded": (["spam", "ok"], [], {}),
    "all cannot judge": (["spam", "ok"], ["?", "?"], {}),
    "all right, none violating": (["ok"] * 3, ["ok"] * 3, {}),
    "all wrong": (["spam"] * 5, ["ok"] * 5, {}),
    "nobody named": (["spam", "ok", "ok"], ["ok"] * 3, {"slices": NAMELESS}),
    "hostile names": (["spam", "ok", "ok"], ["ok"] * 3, {"slices": HOSTILE}),
}


def graded(finals):
    n = len(finals)
    return GradeRows(
        external_id=[f"i{k}" for k in range(n)],
        auditor=["Ann"] * n,
        kind=["cannot_judge" if final == "?" else "answer" for final in finals],
        labels=[() if final == "?" else (final,) for final in finals],
        action=[""] * n,
        severity=[""] * n,
        confidence=[""] * n,
        note=[""] * n,
        graded_at=["2026-09-22T08:00:43Z"] * n,
        sheet=["S"] * n,
        row_number=list(range(2, n + 2)),
    )


@pytest.mark.parametrize(("answers", "finals", "columns"), CASES.values(), ids=CASES)
def test_that_every_number_and_every_file_comes_out(
    store, make, tmp_path, answers, finals, columns
):
    lead = projects.seat(store, "Lea")
    given = make.rows([(f"i{k}", answer) for k, answer in enumerate(answers)], **columns)
    make.load(store, given, by=lead)
    sampling.draw_sample(store, SamplePlan(method=Method.ALL, auditors=("Ann",), seed="1"), by=lead)
    if finals:
        one = rounds.resolve(store)
        recording.record_rows(store, graded(finals), by=lead, one=one, source="a")
    rounds.reveal(store, by=lead, partial=True)
    found = analysis.results(store, full=True, further=True)
    counting = sum(final != "?" for final in finals)
    accuracy = json.loads(json.dumps(analysis.as_json(found), allow_nan=False))["overall"][
        "accuracy"
    ]
    assert accuracy["n"] == counting
    assert (accuracy["value"] is None) == (counting == 0)
    assert summary.results_table(found)
    assert closing.standing(store).round_id == found.round_id
    for key in explained.CATALOGUE:
        assert explaining.explained(found, key).text()
    formats = ("xlsx", "html", "pdf")
    written = reporting.write_scorecards(
        store, tmp_path / "out", by=lead, formats=formats, results=found
    )
    assert [one.kind for one in written] == list(formats)
    assert all(one.path.stat().st_size > 1000 for one in written)
