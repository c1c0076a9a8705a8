"""A small revealed round of two vendors, for tests of what comes after reveal."""

from datetime import UTC, datetime

from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.domain.verdicts import Origin, Verdict
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import projects, recording, rounds, sampling

# item -> vendor's label, then one label per auditor
ITEMS = {
    "same": ("spam", "spam"),
    "wrong": ("spam", "ok"),
    "alike": ("ok", "spam", "spam"),
    "split": ("ok", "ok", "spam"),
    "missed": ("ok", "threat"),
}


def revealed(store, make, given=None, *, vendors=("North", "South"), contents=None):
    """Import, draw, grade and reveal; returns the lead and the numbers of items by name."""
    given = given or ITEMS
    names = list(given)
    lead = projects.seat(store, "Lea")
    vendor = [vendors[k % len(vendors)] for k in range(len(names))]
    columns = {"content": contents} if contents else {}
    rows = make.rows(
        [(name, given[name][0]) for name in names],
        slices={
            "vendor": vendor,
            "reviewer": [f"r-{v}" for v in vendor],
            "queue": ["q"] * len(names),
        },
        **columns,
    )
    make.load(store, rows, by=lead)
    sampling.draw_sample(store, SamplePlan(method=Method.ALL, seed="1"), by=lead)
    grades = [
        (name, "Ann" if k == 0 else "Bob", label)
        for name in names
        for k, label in enumerate(given[name][1:])
    ]
    n = len(grades)
    columns = {
        "external_id": [g[0] for g in grades],
        "auditor": [g[1] for g in grades],
        "kind": ["answer"] * n,
        "labels": [(g[2],) for g in grades],
        "row_number": list(range(2, n + 2)),
    }
    sheet = GradeRows(**{name: columns.get(name, [""] * n) for name in GradeRows.__slots__})
    one = rounds.resolve(store)
    recording.record_rows(store, sheet, by=lead, one=one, source="sheet")
    rounds.reveal(store, by=lead)
    from reviewer_audit.store import items

    with store.read() as tx:
        return lead, items.ids_by_name(tx)


def verdict(item, label, who, **more):
    """A verdict as the window gives it."""
    return Verdict(
        item_id=item,
        labels=(label,) if label else (),
        origin=Origin.SETTLED,
        decided_by=who.id,
        decided_at=datetime.now(UTC),
        **more,
    )
