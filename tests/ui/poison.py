"""A project in which every text tries something: pictures, links, markup, formats, directions.

Nothing here hurts to read; what it names, a decoy file, must never be opened by showing it.
"""

import csv
import struct
import zlib
from dataclasses import replace
from datetime import date

from reviewer_audit.domain.intake import GradeRows
from reviewer_audit.domain.policy import Action, Label, Policy, RootCause, Target
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import cases, intake, projects, recording, rounds, sampling
from reviewer_audit.store import items
from tests.unit.services.reviewed import verdict

RED = (255, 0, 0)  # no colour of ours
AUDITORS = ("Ann", "Bob")
N = 36
LABELS = ("ok", "spam", "threat")
ROLES = (
    "item_id",
    "content",
    "label",
    "vendor",
    "reviewer",
    "queue",
    "language",
    "reason",
    "context",
    "url",
)


def decoy(folder):
    """Write a red picture that nobody may open; return its path."""
    path = folder / "decoy.png"
    row = b"\0" + bytes(RED) * 64
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * 64)),
        (b"IEND", b""),
    )
    data = b"\x89PNG\r\n\x1a\n"
    for kind, body in parts:
        sum_of = struct.pack(">I", zlib.crc32(kind + body))
        data += struct.pack(">I", len(body)) + kind + body + sum_of
    path.write_bytes(data)
    return path


def payloads(trap, port):
    """Return texts that do something wherever they are taken for more than text."""
    url = trap.as_uri()
    return (
        f'<b>b</b><img src="{url}" width=64 height=64>',
        f'<a href="http://127.0.0.1:{port}/x"><img src="http://127.0.0.1:{port}/x.png"></a>',
        f"![x]({url})",
        f'<table background="{url}"><tr><td>t</td></tr></table>',
        "%1 %s %n %(name)s {0} {n} {x!r} ${HOME} $name",
        "\u202etxt.exe\u202c \u2066iso\u2069 \u200bzero",
        "نص من اليمين إلى اليسار 123 (456)",
        "W" * 300,
        "a & b && c &amp; &lt;i&gt; <i>i</i>",
        f'<qt><style>*{{background:url("{url}")}}</style>q</qt>',
        "=HYPERLINK(1) @x +1 -1 \t tab",
        "two\nlines\u2028three",
    )


def build(folder, trap, port):
    """Make the project; return its path. One round is revealed and reviewed, one is graded."""
    evil = payloads(trap, port)
    store = projects.create_project(
        folder / "a &b <i>%1{0}.audit", _policy(evil), by=evil[0][:60], title=evil[0]
    )
    lead = projects.seat(store, evil[0][:60])
    maps = tuple(f"{role}={role}" for role in ROLES)
    asked = intake.Asked(maps=maps, labels=tuple(f"{key}={key}" for key in LABELS))
    intake.import_file(store, _decisions(folder, evil, port), asked, by=lead)
    for number, title in enumerate((evil[0], evil[3])):
        plan = SamplePlan(
            method=Method.SIMPLE,
            size=N // 2,
            auditors=AUDITORS,
            overlap=0.3,
            seed=f"{number}",
            original="url" if number else "",  # may be opened, and by nobody but a person
        )
        sampling.draw_sample(store, plan, by=lead, title=title)
        if not number:
            _reviewed(store, lead, evil)
    store.close()
    return folder / "a &b <i>%1{0}.audit"


def _policy(evil):
    def label(at, key, **more):
        return Label(
            key=key, title=f"{key} {evil[at]}", family=evil[at + 1], definition="\n".join(evil),
            examples=evil, counter_examples=evil[::-1], default_action="none", **more,
        )  # fmt: skip

    return Policy(
        name=evil[0],
        version=evil[4][:30],
        effective_from=date(2026, 1, 1),
        labels=(
            label(0, "ok", is_violation=False),
            label(1, "spam", severity="S2"),
            label(2, "threat", severity="S4", critical=True, must_escalate=True),
        ),
        actions=(
            Action(key="none", title=f"None {evil[0]}", rank=0),
            Action(key="remove", title=f"Remove {evil[3]}", rank=6),
        ),
        root_causes=(
            RootCause(key="R1", title=evil[0], group=evil[1], owner=evil[3]),
            RootCause(key="O1", title=evil[6], group=evil[8], charged=False),
        ),
        targets=(Target(metric="accuracy", threshold=0.95),),
    )


def _decisions(folder, evil, port):
    path = folder / "b &c <b>%1{0}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow([*ROLES, evil[0]])
        for k in range(N):
            text = evil[k % len(evil)]
            sheet.writerow(
                [f"{k:03d} {text}", f"{text}\n{k}", LABELS[k % 3], f"v{k % 2} {evil[0]}",
                 f"r{k % 5} {evil[k % 5]}", f"q{k % 3} {evil[6 + k % 3]}", text[:20], text, text,
                 f"http://127.0.0.1:{port}/<b>{k}</b>?x=%1", text]
            )  # fmt: skip
    return path


def _reviewed(store, lead, evil):
    """Grade, reveal, settle one item and open a case."""
    one = rounds.resolve(store)
    with store.read() as tx:
        names = {number: name for name, number in items.ids_by_name(tx).items()}
        from reviewer_audit.store import people
        from reviewer_audit.store import rounds as stored

        who = {person.id: person.name for person in people.everyone(tx)}
        desks = [
            (row.item_id, names[row.item_id], who[row.auditor_id])
            for row in stored.assignments(tx, one.id)
        ]
    n = len(desks)
    columns = {
        "external_id": [name for _id, name, _who in desks],
        "auditor": [name for _id, _name, name in desks],
        "kind": ["answer"] * n,
        "labels": [(LABELS[k % 3],) for k in range(n)],
        "note": [evil[k % len(evil)] for k in range(n)],
        "row_number": list(range(2, n + 2)),
    }
    rows = GradeRows(**{name: columns.get(name, [""] * n) for name in GradeRows.__slots__})
    recording.record_rows(store, rows, by=lead, one=one, source=evil[0])
    rounds.reveal(store, by=lead)
    from reviewer_audit.services import adjudication

    given = replace(verdict(desks[0][0], "spam", lead), rationale="\n".join(evil))
    adjudication.settle(store, given, by=lead)
    cases.open_case(store, evil[0], "\n".join(evil), by=lead, names=[desks[0][1]])
