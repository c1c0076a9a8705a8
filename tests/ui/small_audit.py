"""A small audit with known outcomes, graded and, where wanted, revealed."""

from types import SimpleNamespace

from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import projects, recording, rounds, sampling
from reviewer_audit.store import items, people
from reviewer_audit.store import rounds as stored

# (vendor label, right label) -> how many; South is wrong more often than North
CELLS = {
    "North": {("ok", "ok"): 20, ("spam", "spam"): 8, ("threat", "threat"): 2},
    "South": {("ok", "ok"): 14, ("spam", "ok"): 9, ("ok", "spam"): 3, ("spam", "threat"): 2},
}


def answers():
    """Return (item, vendor, decided, right) of every decision."""
    return [
        (f"{vendor}-{decided}-{right}-{k:02d}", vendor, decided, right)
        for vendor, cells in CELLS.items()
        for (decided, right), n in cells.items()
        for k in range(n)
    ]


def build(store, make, *, auditors=("Ann",), overlap=0.0, leave=0, pending=(), mark=""):
    """Import, draw and grade: ``leave`` assignments stay open, ``pending`` items get two answers."""
    lead = projects.seat(store, "Lea")
    known = answers()
    slices = {
        "vendor": [mark + vendor for _item, vendor, _d, _r in known],
        "queue": [mark + ("Chat" if k % 2 else "Posts") for k in range(len(known))],
        "reviewer": [f"{mark}R{k % 7}" for k in range(len(known))],
    }
    rows = make.rows([(item, decided) for item, _v, decided, _r in known], slices=slices)
    make.load(store, rows, by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=auditors, overlap=overlap, seed="7")
    sampling.draw_sample(store, plan, by=lead, title="Week 1")
    grade(store, lead, {item: right for item, _v, _d, right in known}, leave, pending)
    return SimpleNamespace(lead=lead, known=known)


def grade(store, lead, right, leave, pending):
    """Record what is right for each desk, but for the last few."""
    one = rounds.resolve(store)
    with store.read() as tx:
        names = {number: name for name, number in items.ids_by_name(tx).items()}
        who = {person.id: person.name for person in people.everyone(tx)}
        desks = [
            (names[row.item_id], who[row.auditor_id]) for row in stored.assignments(tx, one.id)
        ]
    desks = sorted(desks, key=lambda desk: desk[::-1])[: len(desks) - leave]
    seen, labels = set(), []
    for item, _who in desks:
        other = item in pending and item in seen
        seen.add(item)
        labels.append(("threat" if right[item] != "threat" else "ok",) if other else (right[item],))
    n = len(desks)
    columns = {
        "external_id": [item for item, _who in desks],
        "auditor": [name for _item, name in desks],
        "kind": ["answer"] * n,
        "labels": labels,
        "row_number": list(range(2, n + 2)),
    }
    rows = GradeRows(**{name: columns.get(name, [""] * n) for name in GradeRows.__slots__})
    recording.record_rows(store, rows, by=lead, one=one, source="sheet")
