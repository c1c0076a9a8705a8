"""Builders that every test may use. No Qt here: the core is tested without it."""

import os
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from reviewer_audit.domain.intake import DecisionRows, IntakeResult
from reviewer_audit.domain.people import Role
from reviewer_audit.domain.policy import Action, Label, Policy, RootCause, Target
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import projects, sampling

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # no test opens a window on a desk
ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("REVIEWER_AUDIT_SHARED", ROOT.parent / "shared"))
SENTINEL = "VENDOR-SAID-SO"

POLICY = Policy(
    name="Tiny",
    version="1",
    effective_from=date(2026, 1, 1),
    labels=(
        Label(key="ok", title="No violation", is_violation=False, default_action="none"),
        Label(key="spam", title="Spam & scam", severity="S2", default_action="remove"),
        Label(
            key="threat",
            title="Threat",
            severity="S4",
            critical=True,
            must_escalate=True,
            default_action="remove",
        ),
    ),
    actions=(
        Action(key="none", title="No action", rank=0),
        Action(key="warn", title="Warning", rank=1),
        Action(key="remove", title="Remove", rank=6),
    ),
    root_causes=(
        RootCause(key="R1", title="Knowledge gap", group="Reviewer"),
        RootCause(key="P1", title="Ambiguous clause", group="Policy", charged=False),
        RootCause(key="O1", title="Content not rendered", group="Tool", charged=False),
    ),
    targets=(Target(metric="accuracy", threshold=0.95),),
)


def rows(answers, **columns):
    """Build decisions: ``answers`` is a list of (item, labels) or (item, labels, action)."""
    n = len(answers)
    labels = [a[1] if isinstance(a[1], tuple) else (a[1],) for a in answers]
    slices = {
        "vendor": [f"Vendor {SENTINEL}"] * n,
        "reviewer": [f"rev-{SENTINEL}-{k}" for k in range(n)],
        "queue": [f"queue-{SENTINEL}"] * n,
    } | columns.pop("slices", {})
    identity = columns.pop("identity", None) or [
        "\x1f".join([slices["vendor"][k], a[0], slices["reviewer"][k], ""])
        for k, a in enumerate(answers)
    ]
    return DecisionRows(
        identity=identity,
        decision_id=columns.get("decision_id", [""] * n),
        external_id=[a[0] for a in answers],
        content=columns.get("content", [f"content of {a[0]}" for a in answers]),
        content_kind=["text"] * n,
        labels=labels,
        action=[a[2] if len(a) > 2 else "" for a in answers],
        severity=[""] * n,
        escalated=columns.get("escalated", [None] * n),
        decided_at=columns.get("decided_at", [""] * n),
        handling_seconds=[None] * n,
        reason=[f"because {SENTINEL}"] * n,
        slices=slices,
        extra={"notes": [f"note {SENTINEL}"] * n},
        context=columns.get("context", [{}] * n),
        sheet=["Sheet1"] * n,
        row_number=list(range(2, n + 2)),
    )


def result(given):
    """Wrap decisions as what validation returns."""
    return IntakeResult(
        rows=given,
        quarantined=(),
        problems=(),
        rows_read=len(given),
        skipped_rows=0,
        items=len(set(given.external_id)),
        label_counts={},
    )


def load(store, given, *, by, name="decisions.csv"):
    """Bring decisions into a project as an import does."""
    from reviewer_audit.services import intake

    return intake.load(store, result(given), by=by, file_name=name, sha256=name)


def fill(store, n=3, *, auditors=("Ann",), overlap=0.0, by=None, contents=None):
    """A project with n items, all drawn, in grading."""
    by = by or projects.seat(store, "Lea")
    columns = {"content": contents} if contents else {}
    load(store, rows([(f"item-{k:05d}", "spam") for k in range(n)], **columns), by=by)
    plan = SamplePlan(method=Method.ALL, auditors=auditors, overlap=overlap, seed="7")
    return sampling.draw_sample(store, plan, by=by)


@pytest.fixture
def make():
    """The builders, for tests that cannot import this file."""
    return SimpleNamespace(
        SENTINEL=SENTINEL,
        POLICY=POLICY,
        rows=rows,
        result=result,
        load=load,
        fill=fill,
        person=lambda store, name, role=Role.AUDITOR: projects.seat(store, name, role),
    )


@pytest.fixture
def store(tmp_path):
    """An empty project with a tiny policy."""
    store = projects.create_project(tmp_path / "p.audit", POLICY, by="Lea")
    yield store
    store.close()


@pytest.fixture
def shared():
    """Return the folder of real audits; the test is skipped by name where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"shared data absent: {SHARED.name}")
    return SHARED
