"""Workbooks as they come from vendors, ten that give the decision away and ten that do not."""

import random

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from reviewer_audit.packs import sealing
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import intake, sampling
from reviewer_audit.services.intake import Asked
from tests.apart import Apart

N = 160
LABELS = ("ok", "spam", "threat")
COLOURS = {"ok": "FFC6EFCE", "spam": "FFFFC7CE", "threat": "FFFF0000"}
NOUNS = [
    "garden",
    "river",
    "window",
    "letter",
    "music",
    "winter",
    "bread",
    "market",
    "story",
    "mountain",
    "copper",
    "lantern",
]
HEADER = ("item_id", "text", "label", "vendor", "url", "queue", "title", "seconds", "lang", "note")
CONTEXT = ("url", "queue", "title", "seconds", "note")


def workbook(path, seed, *, leak=""):
    """Write decisions that nothing gives away but the leak of that name."""
    rng = random.Random(seed)
    said = rng.choices(LABELS, (5, 3, 2), k=N)
    rows = [honest(rng, k, label) for k, label in enumerate(said)]
    for row in rows:
        LEAKS.get(leak, nothing)(row, row["label"], rng)
    if leak == "sorted order":
        rows.sort(key=lambda row: row["label"])
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for row in rows:
        sheet.append([row[name] for name in HEADER])
        if leak == "cell colour":
            fill = PatternFill("solid", start_color=COLOURS[row["label"]])
            for cell in sheet[sheet.max_row]:
                cell.fill = fill
    book.save(path)
    return path


def honest(rng, k, label):
    return {
        "item_id": f"{rng.randrange(10**9):09d}{k:03d}",
        "text": " ".join(rng.choices(NOUNS, k=rng.randint(5, 25))),
        "label": label,
        "vendor": "North",
        "url": f"https://example.org/{rng.choice('xyz')}/{rng.randrange(10**6)}",
        "queue": rng.choice(("feed", "comments", "live")),
        "title": f"{rng.choice(NOUNS)} {rng.randrange(90)}",
        "seconds": rng.randint(5, 300),
        "lang": rng.choice(("en", "de", "es")),
        "note": rng.choice(NOUNS),
    }


def nothing(_row, _said, _rng):
    pass


def change(name, made):
    def plant(row, said, rng):
        row[name] = made(row[name], said, rng)

    return plant


LEAKS = {
    "queue that predicts": change("queue", lambda _v, s, _r: f"{s} follow-up"),
    "path in the URL": change("url", lambda _v, s, r: f"https://e.org/{s}/{r.randrange(10**6)}"),
    "last step of the URL": change("url", lambda v, s, _r: f"{v}/{s}"),
    "id prefix": change("item_id", lambda v, s, _r: {"ok": "K", "spam": "S", "threat": "T"}[s] + v),
    "id range": change("item_id", lambda v, s, _r: f"{LABELS.index(s)}{v}"),
    "handling time": change(
        "seconds", lambda _v, s, r: int((20, 80, 250)[LABELS.index(s)] * r.uniform(0.8, 1.2))
    ),
    "decision word in the text": change(
        "text", lambda v, s, _r: v + {"ok": " approved", "spam": " removed", "threat": " banned"}[s]
    ),
    "length of a note": change("note", lambda _v, s, _r: "x" * (1 + 3 * LABELS.index(s))),
    "language": change("lang", lambda _v, s, _r: ("en", "de", "es")[LABELS.index(s)]),
    "first word of the title": change(
        "title", lambda v, s, _r: f"{'RE' if s == 'ok' else 'FW'} {v}"
    ),
}
WHERE = {
    "queue that predicts": "queue", "path in the URL": "url", "last step of the URL": "url",
    "id prefix": "item_id", "id range": "item_id", "handling time": "seconds",
    "decision word in the text": "content", "length of a note": "note", "language": "language",
    "first word of the title": "title", "sorted order": "row order",
}  # fmt: skip


@pytest.fixture
def packed(store, make, tmp_path):
    """Import a workbook, draw all of it, and seal it to Ann; returns the pack and what is in it."""
    apart = Apart(store, tmp_path)

    def pack(path):
        maps = {"item_id": "item_id", "content": "text", "label": "label", "vendor": "vendor",
                "language": "lang"}  # fmt: skip
        given = [f"{role}={column}" for role, column in maps.items()]
        given += [f"context={name}" for name in CONTEXT]
        done = intake.import_file(store, path, by=apart.lead, asked=Asked(maps=tuple(given)))
        assert done.accepted == N
        plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="1")
        sampling.draw_sample(store, plan, by=apart.lead)
        told = apart.pack("Ann")
        return told, sealing.unseal(told.file.read_bytes(), [apart.signer("Ann")])

    return pack


@pytest.mark.parametrize("leak", WHERE)
def test_that_the_leak_of_a_workbook_is_found_and_no_other(packed, tmp_path, leak):
    told, _inside = packed(workbook(tmp_path / "d.xlsx", 11, leak=leak))
    assert [one.column for one in told.leaks] == [WHERE[leak]]
    assert told.leaks[0].strength > 0.3


@pytest.mark.parametrize("seed", range(10))
def test_that_the_check_is_quiet_on_a_workbook_without_a_leak(packed, tmp_path, seed):
    told, _inside = packed(workbook(tmp_path / "d.xlsx", seed))
    assert told.leaks == ()


def test_that_the_colour_of_cells_reaches_no_pack(packed, tmp_path):
    """Colours are not read, so they need no warning: what is sent must not hold them."""
    told, inside = packed(workbook(tmp_path / "d.xlsx", 5, leak="cell colour"))
    assert told.leaks == ()
    assert b"feed" in inside
    for colour in COLOURS.values():
        assert colour.encode() not in inside
        assert colour[2:].encode() not in inside
