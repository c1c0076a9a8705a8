"""A project file with one round, to lie beside others: vendors A and another, so many wrong."""

from datetime import date, timedelta

from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import cases, projects, recording, rounds, sampling

OTHER = "othervendorsentinel"


def audit_file(
    folder, make, name, wrong=2, wrong_b=0, *, n=60, day="2026-07-06", policy=None, blind=False,
    acted=None,
):  # fmt: skip
    """Make the file; ``acted`` are slices of cases with an action, and whether it is done."""
    path = folder / f"{name}.audit"
    store = projects.create_project(path, policy or make.POLICY, by="Lea", title=f"Audit {name}")
    lead = projects.seat(store, "Lea")
    names = [f"{name}-{k}" for k in range(n)]
    vendor = [("A", OTHER)[k % 2] for k in range(n)]
    off = set(range(0, 2 * wrong, 2)) | set(range(1, 2 * wrong_b, 2))
    begin = date.fromisoformat(day)
    given = make.rows(
        [(item, "spam" if k in off else "ok") for k, item in enumerate(names)],
        slices={
            "vendor": vendor,
            "reviewer": ["r"] * n,
            "queue": [("x", "y")[k // 2 % 2] for k in range(n)],
        },
        decided_at=[f"{begin + timedelta(days=k % 3)}T10:00:00Z" for k in range(n)],
    )
    make.load(store, given, by=lead, name=name)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="s")
    sampling.draw_sample(store, plan, by=lead, title="Round")
    columns = {
        "external_id": names, "auditor": ["Ann"] * n, "kind": ["answer"] * n,
        "labels": [("ok",)] * n, "row_number": list(range(2, n + 2)),
    }  # fmt: skip
    if not blind:
        sheet = GradeRows(**{key: columns.get(key, [""] * n) for key in GradeRows.__slots__})
        recording.record_rows(store, sheet, by=lead, one=rounds.resolve(store), source="g")
        rounds.reveal(store, by=lead)
    for where, done in acted or ():
        case = cases.open_case(store, "T", "R", by=lead, where=where)
        cases.agree(store, case, "Teach the clause", by=lead, owner="Olga", due="2026-08-01")
        if done:
            cases.done(store, case, 1, by=lead)
    store.close()
    return path
