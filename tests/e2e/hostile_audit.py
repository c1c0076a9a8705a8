"""Audits in which every name and text tries something, and audits at the edges of what there is."""

import csv
from dataclasses import replace
from datetime import date

from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.domain.policy import Action, Label, Policy, RootCause, Target
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    adjudication,
    cases,
    intake,
    projects,
    recording,
    rounds,
    sampling,
)
from reviewer_audit.store import items, people
from reviewer_audit.store import rounds as stored
from tests.unit.render.hostile import EVERY
from tests.unit.services.reviewed import verdict

TEXTS = tuple(text for name, text in EVERY.items() if name not in {"surrogate", "empty", "long"})
CLAUSE = "\n".join(text for text in TEXTS if len(text) < 1_000)
EACH = 5  # decisions under every text
LABELS = ("ok", "spam", "threat")
HEADER = ("content_id", "decision_id", "content", "decision", "vendor", "reviewer", "queue",
          "language", "market", "reason", "decided_at")  # fmt: skip


def hostile(folder):
    """Make a revealed project whose strings are payloads; return the open store."""
    folder.mkdir(exist_ok=True)
    store = projects.create_project(
        folder / "=cmd &b <i>%1{0}.audit", _policy(), by=TEXTS[0], title=TEXTS[1]
    )
    n = len(TEXTS)
    rows = []
    for k in range(EACH * n):
        text = TEXTS[k % n]
        rows.append(
            (f"{text[:180]} {k}", f"{text[:180]}{k}", f"{text}\n{k} {'y' * 40_000 if not k else ''}",
             LABELS[k % 3], text, TEXTS[k % 2], text[::-1], text, text, text,
             f"2026-10-{1 + k % 20:02d}T10:00:00Z")
        )  # fmt: skip
    grade = [LABELS[(k + (k % 5 == 0)) % 3] for k in range(len(rows))]
    _audited(store, folder / "=1+1 &b <b>%1{0}.csv", rows, grade, title=TEXTS[0])
    lead = projects.seat(store, "")
    with store.read() as tx:
        names = items.ids_by_name(tx)
    first, number = next(iter(names.items()))
    first, number = (number, first) if isinstance(number, str) else (first, number)
    given = verdict(number, "spam", lead)
    adjudication.settle(store, replace(given, rationale=CLAUSE + "y" * 40_000), by=lead)
    cases.open_case(store, TEXTS[0], CLAUSE, by=lead, names=[first])
    return store


def edge(folder, name):
    """Make a project at an edge: see ``EDGES``; return the open store."""
    folder.mkdir(exist_ok=True)
    count, people_, right, kind = EDGES[name]
    store = projects.create_project(folder / f"{name}.audit", _policy(plain=True), by="Lea")
    mark = "\u05e7\u05d5 \u0645\u0631 \u200f(1)" if name == "right to left" else "n"
    rows = [
        (f"c{k}", f"d{k}", f"{mark} {k}", LABELS[k % 3], f"v{k % 2} {mark}",
         f"r{k % people_} {mark}", f"q{k % 3} {mark}", mark, mark, mark,
         f"2026-10-{1 + k % 20:02d}T10:00:00Z")
        for k in range(count)
    ]  # fmt: skip
    grade = [LABELS[k % 3 if right else (k + (k % 20 == 0)) % 3] for k in range(count)]
    _audited(store, folder / "d.csv", rows, grade, title=name, kind=kind)
    return store


EDGES = {  # decisions, reviewers, whether all are right, what the auditors answer
    "300 reviewers": (9_600, 300, False, "answer"),
    "right to left": (240, 4, False, "answer"),
    "no errors": (240, 4, True, "answer"),
    "one item": (1, 1, False, "answer"),
    "none graded": (60, 2, False, "cannot_judge"),
}


def _policy(*, plain=False):
    texts = ("n",) * len(TEXTS) if plain else TEXTS

    def label(at, key, **more):
        return Label(
            key=key, title=f"{key} {texts[at]}", family=texts[at + 1], definition="n" if plain else CLAUSE,
            examples=texts, counter_examples=texts[::-1], default_action="none", **more,
        )  # fmt: skip

    return Policy(
        name=texts[2],
        version=texts[20][:30],
        effective_from=date(2026, 1, 1),
        labels=(
            label(0, "ok", is_violation=False),
            label(16, "spam", severity="S2"),
            label(26, "threat", severity="S4", critical=True, must_escalate=True),
        ),
        actions=(
            Action(key="none", title=f"None {texts[3]}", rank=0),
            Action(key="remove", title=f"Remove {texts[4]}", rank=6),
        ),
        root_causes=(
            RootCause(key="R1", title=texts[5], group=texts[6], owner=texts[7]),
            RootCause(key="O1", title=texts[8], group=texts[9], charged=False),
        ),
        targets=(Target(metric="accuracy", threshold=0.95),),
    )


def _audited(store, path, rows, grade, *, title, kind="answer"):
    """Import, draw everything, grade by one auditor (two for a third of it), reveal."""
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(HEADER)
        sheet.writerows(rows)
    lead = projects.seat(store, "")
    roles = ("item_id", "decision_id", "content", "label", "vendor", "reviewer", "queue", "language",
             "market", "reason", "decided_at")  # fmt: skip
    maps = tuple(f"{role}={column}" for role, column in zip(roles, HEADER, strict=True))
    asked = intake.Asked(maps=maps, labels=tuple(f"{key}={key}" for key in LABELS))
    done = intake.import_file(store, path, asked, by=lead)
    assert done.accepted == len(rows), done
    auditors = ("=Ann <b>", "+Bob &")
    plan = SamplePlan(method=Method.ALL, auditors=auditors, overlap=0.3, seed="1")
    sampling.draw_sample(store, plan, by=lead, title=title)
    one = rounds.resolve(store)
    with store.read() as tx:
        names = {number: name for name, number in items.ids_by_name(tx).items()}
        who = {person.id: person.name for person in people.everyone(tx)}
        desks = [
            (names[row.item_id], who[row.auditor_id]) for row in stored.assignments(tx, one.id)
        ]
    right = {row[0]: label for row, label in zip(rows, grade, strict=True)}
    n = len(desks)
    columns = {
        "external_id": [name for name, _who in desks],
        "auditor": [name for _name, name in desks],
        "kind": [kind] * n,
        "labels": [(right.get(name, "ok"),) if kind == "answer" else () for name, _who in desks],
        "note": [TEXTS[k % len(TEXTS)][:500] for k in range(n)],
        "row_number": list(range(2, n + 2)),
    }
    if kind != "answer":
        columns["reason"] = ["missing_context"] * n
    sheet = GradeRows(**{name: columns.get(name, [""] * n) for name in GradeRows.__slots__})
    recording.record_rows(store, sheet, by=lead, one=one, source=TEXTS[0])
    rounds.reveal(store, by=lead)
