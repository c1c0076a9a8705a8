"""Put checked rows into the project: what is new, what repeats, what contradicts."""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, repeat
from json.encoder import encode_basestring
from typing import Any

from reviewer_audit.domain.intake import DecisionRows, IntakeResult, Problem, Quarantined
from reviewer_audit.progress import Progress
from reviewer_audit.store import decisions, items
from reviewer_audit.store.decisions import Same
from reviewer_audit.store.project import Tx
from reviewer_audit.store.tables.decisions import SLICES

CHUNK = 20_000
_FLAGS = {None: None, False: 0, True: 1}


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cyclic garbage meanwhile: rows make none, and looking takes a tenth of an import.

    Where the collector is off already, as in the window, it stays off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Split:
    """Rows of a result by what the project knows of them: indices into the rows."""

    new: list[int]
    repeats: list[int]  # the same answer again: not imported
    contradicting: list[tuple[int, int]]  # (row, id or -1 - row of the first): kept beside it
    content_differs: list[int]


def split(tx: Tx, rows: DecisionRows) -> Split:
    """Tell new decisions from known ones."""
    names = decisions.terms(tx)
    known: dict[str, tuple[int, set[Any]]] = {}
    for row in decisions.identities(tx):
        answer = (
            tuple(json.loads(names[row.labels] or "[]")),
            names[row.action],
            names[row.severity],
            None if row.escalated is None else bool(row.escalated),
        )
        if row.identity in known:
            known[row.identity][1].add(answer)
        else:
            known[row.identity] = (row.id, {answer})
    differs = _content_differs(tx, rows)
    if not known and len(set(rows.identity)) == len(rows):
        return Split(list(range(len(rows))), [], [], differs)
    return Split(*_compare(rows, known), differs)


def _compare(
    rows: DecisionRows, known: dict[str, tuple[int, set[Any]]]
) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    new: list[int] = []
    repeats: list[int] = []
    against: list[tuple[int, int]] = []
    for k, (identity, answer) in enumerate(zip(rows.identity, rows.answers(), strict=True)):
        found = known.get(identity)
        if found is None:
            known[identity] = (-1 - k, {answer})
            new.append(k)
        elif answer in found[1]:
            repeats.append(k)
        else:
            found[1].add(answer)
            against.append((k, found[0]))
    return new, repeats, against


def _content_differs(tx: Tx, rows: DecisionRows) -> list[int]:
    stands = dict(zip(reversed(rows.external_id), reversed(rows.content), strict=True))
    stands.update({name: content for name, (_id, content) in items.known(tx).items()})
    first = list(map(stands.__getitem__, rows.external_id))
    if first == rows.content:
        return []  # one content for every item
    return [
        k
        for k, (stood, content) in enumerate(zip(first, rows.content, strict=True))
        if stood != content
    ]


def store_rows(
    tx: Tx, batch_id: int, result: IntakeResult, parts: Split, progress: Progress
) -> None:
    """Add items, new decisions and contradicting ones."""
    rows = result.rows
    kept = parts.new + [k for k, _first in parts.contradicting]
    numbers = _store_items(tx, rows, kept)
    progress.step(1, 3, "")
    first_id = decisions.next_id(tx)
    new_id = {k: first_id + position for position, k in enumerate(kept)}
    conflict_of: Iterable[int | None] = chain(
        repeat(None, len(parts.new)),
        (first if first >= 0 else new_id[-1 - first] for _k, first in parts.contradicting),
    )
    everything = len(kept) == len(rows) and not parts.contradicting

    def chosen(values: list[Any]) -> list[Any]:
        return values if everything else [values[k] for k in kept]

    code = _coder(tx, rows)
    none = code([""])[0]
    columns: dict[str, Sequence[Any] | Same] = {
        "id": range(first_id, first_id + len(kept)),
        "identity": chosen(rows.identity),
        "decision_id": chosen(rows.decision_id),
        "item_id": list(map(numbers.__getitem__, chosen(rows.external_id))),
        "batch_id": Same(batch_id),
        "row_number": chosen(rows.row_number),
        "escalated": list(map(_FLAGS.__getitem__, chosen(rows.escalated))),
        "decided_at": chosen(rows.decided_at),
        "handling_seconds": chosen(rows.handling_seconds),
        "sheet": code(chosen(rows.sheet)),
        "labels": code(chosen(rows.labels)),
        "action": code(chosen(rows.action)),
        "severity": code(chosen(rows.severity)),
        **{
            role: code(chosen(rows.slices[role])) if role in rows.slices else Same(none)
            for role in SLICES
        },
        "reason": chosen(rows.reason),
        "extra": _extras(rows, chosen),
        "conflict_of": list(conflict_of) if parts.contradicting else Same(None),
    }
    columns = decisions.compact(columns)
    for start in range(0, len(kept), CHUNK):
        decisions.add(tx, columns, start, min(start + CHUNK, len(kept)))
        progress.step(2, 3, "")


def _coder(tx: Tx, rows: DecisionRows) -> Callable[[list[Any]], list[int]]:
    """Return what turns texts (and tuples of labels) into numbers of ``term``."""
    words: dict[Any, str] = {labels: json.dumps(labels) for labels in set(rows.labels)}
    texts = {"", *words.values()}
    for values in (rows.sheet, rows.action, rows.severity, *rows.slices.values()):
        texts.update(values)
    numbers: dict[Any, int] = dict(decisions.term_ids(tx, texts))
    numbers.update({labels: numbers[text] for labels, text in words.items()})
    return lambda values: list(map(numbers.__getitem__, values))


def _extras(rows: DecisionRows, chosen: Callable[[list[Any]], list[Any]]) -> Sequence[str] | Same:
    """Write the other mapped cells as one JSON object a row, the quick way: cell by cell."""
    if not rows.extra:
        return Same("")
    columns = []
    for name, cells in rows.extra.items():
        quoted = encode_basestring(name)
        made = {cell: f"{quoted}: {encode_basestring(cell)}" if cell else "" for cell in set(cells)}
        columns.append(list(map(made.__getitem__, chosen(cells))))
    if len(columns) == 1:
        return [f"{{{cell}}}" for cell in columns[0]]
    return ["{" + ", ".join(filter(None, row)) + "}" for row in zip(*columns, strict=True)]


def _store_items(tx: Tx, rows: DecisionRows, kept: list[int]) -> dict[str, int]:
    """Add the items that the project does not know; the first row of an item describes it."""
    numbers = items.ids_by_name(tx)
    first = items.next_id(tx)
    firsts = dict(
        zip(map(rows.external_id.__getitem__, reversed(kept)), reversed(kept), strict=True)
    )
    fresh = sorted(firsts[name] for name in firsts.keys() - numbers.keys())
    numbers.update(zip((rows.external_id[k] for k in fresh), count(first), strict=False))
    language = rows.slices.get("language")
    contexts: Iterable[str] = repeat("")
    if any(rows.context):
        encode = json.JSONEncoder(ensure_ascii=False).encode
        contexts = [encode(rows.context[k]) if rows.context[k] else "" for k in fresh]
    items.add(
        tx,
        zip(
            range(first, first + len(fresh)),
            [rows.external_id[k] for k in fresh],
            [rows.content[k] for k in fresh],
            [rows.content_kind[k] for k in fresh],
            [language[k] for k in fresh] if language else repeat(""),
            contexts,
            strict=False,  # what repeats never ends
        ),
    )
    return numbers


def problems_of(rows: DecisionRows, parts: Split) -> list[Problem]:
    """Return what the comparison with the project found."""
    found = [
        ("duplicate_decision", parts.repeats),
        ("conflicting_decision", [k for k, _first in parts.contradicting]),
        ("content_differs", parts.content_differs),
    ]
    return [
        Problem(code=code, row_number=rows.row_number[k], sheet=rows.sheet[k])
        for code, indices in found
        for k in indices
    ]


def repeated_rows(result: IntakeResult, parts: Split) -> list[Quarantined]:
    """Return repeats as rows that were not imported, with the reason."""
    rows = result.rows
    return [
        Quarantined(
            row_number=rows.row_number[k],
            sheet=rows.sheet[k],
            code="duplicate_decision",
            column="",
            values={
                "item_id": rows.external_id[k],
                "decision_id": rows.decision_id[k],
                "label": "; ".join(rows.labels[k]),
            },
        )
        for k in parts.repeats
    ]
