"""What has been brought in: files, rows that were not used, and what the sender says was sent.

While a round is graded blind, cells of rows that were not used stay hidden: such a row may well
tell what was decided on a drawn item.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reviewer_audit.domain.intake import Quarantined
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.rounds import Round, RoundState
from reviewer_audit.services import controls
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, people, rounds

_BLIND = frozenset({RoundState.GRADING, RoundState.LOCKED})
REPEAT = "duplicate_decision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One import."""

    id: int
    file_name: str
    at: str
    by: str
    rows_read: int
    accepted: int
    not_used: int
    repeats: int
    mapping: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUsed:
    """One reason why rows were not used; repeats are rows that were there already."""

    code: str
    column: str
    count: int
    files: int

    @property
    def is_repeat(self) -> bool:
        """Whether these rows say what the project knows already."""
        return self.code == REPEAT


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalLine:
    """What was announced of one value, against what arrived."""

    role: str
    value: str
    expected: int
    arrived: int

    @property
    def off(self) -> int:
        """How many arrived too many; below 0 are missing."""
        return self.arrived - self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was not used, with the file it came in."""

    file_name: str
    row: Quarantined

    @property
    def cell(self) -> str:
        """The cell it is about, or all that is in the row."""
        values = self.row.values
        if self.row.column in values:
            return values[self.row.column] or ""
        return " · ".join(text for text in values.values() if text)


def by_cause(rows: Iterable[BadRow]) -> dict[tuple[str, str], list[BadRow]]:
    """Return rows by code and column."""
    groups: dict[tuple[str, str], list[BadRow]] = {}
    for one in rows:
        groups.setdefault((one.row.code, one.row.column), []).append(one)
    return groups


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """All that was brought in, as far as this person may see it."""

    batches: tuple[Batch, ...]  # newest first
    decisions: int
    items: int
    causes: tuple[NotUsed, ...]
    rows: Mapping[tuple[str, str], Sequence[BadRow]]  # by code and column
    totals: tuple[TotalLine, ...]
    blind: str = ""  # title of the round that is graded blind: then rows have no cells
    values: Mapping[str, tuple[str, ...]]  # role -> values that arrived, for the form of totals

    @property
    def not_used(self) -> int:
        """Rows that were not used, repeats left aside."""
        return sum(cause.count for cause in self.causes if not cause.is_repeat)


def held(store: Project, person: Person) -> Held:
    """Return what was brought in."""
    with store.read() as tx:
        names = {one.id: one.name for one in people.everyone(tx)}
        known = decisions.batches(tx)
        rows = decisions.quarantined(tx)
        totals = decisions.control_totals(tx)
        values = {
            role: tuple(sorted(filter(None, decisions.value_counts(tx, role))))
            for role in ("vendor", "queue", "day")
        }
        blind = _blind_round(tx, person)
        n, m = decisions.count(tx), decisions.count_items(tx)
    gaps = {(gap.role, gap.value): gap.arrived for gap in controls.gaps(store)}
    repeats: dict[int, int] = {}
    for row in rows:
        if row["code"] == REPEAT:
            repeats[row["batch_id"]] = repeats.get(row["batch_id"], 0) + 1
    return Held(
        batches=tuple(_batch(b, names, repeats.get(b["id"], 0)) for b in reversed(known)),
        decisions=n,
        items=m,
        causes=_causes(rows),
        rows=by_cause(_row(row, hide=bool(blind)) for row in rows),
        totals=tuple(
            TotalLine(role=r, value=v, expected=e, arrived=gaps.get((r, v), e))
            for r, v, e in totals
        ),
        blind=blind.title if blind else "",
        values=values,
    )


def grading_in(store: Project, person: Person) -> tuple[Round, ...]:
    """Return the rounds still graded blind in which somebody has items."""
    with store.read() as tx:
        return tuple(
            one
            for one in rounds.every(tx)
            if one.state in _BLIND
            and any(line.person.id == person.id for line in rounds.progress(tx, one.id))
        )


def _blind_round(tx: Any, person: Person) -> Round | None:
    """Return a round whose blindness this person still keeps."""
    for one in rounds.every(tx):
        if one.state in _BLIND and person.name not in rounds.unblinded_names(tx, one.id):
            return one
    return None


def _batch(row: Mapping[str, Any], names: Mapping[Any, str], repeats: int) -> Batch:
    return Batch(
        id=row["id"],
        file_name=row["file_name"],
        at=row["at"],
        by=names.get(row["by"], ""),
        rows_read=row["rows_read"],
        accepted=row["accepted"],
        not_used=row["quarantined"] - repeats,
        repeats=repeats,
        mapping=row["mapping"],
    )


def _causes(rows: list[dict[str, Any]]) -> tuple[NotUsed, ...]:
    groups: dict[tuple[str, str], tuple[int, set[int]]] = {}
    for row in rows:
        n, files = groups.get((row["code"], row["column_name"]), (0, set()))
        files.add(row["batch_id"])
        groups[row["code"], row["column_name"]] = (n + 1, files)
    found = [
        NotUsed(code=code, column=column, count=n, files=len(files))
        for (code, column), (n, files) in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.is_repeat, -one.count)))


def _row(row: Mapping[str, Any], *, hide: bool) -> BadRow:
    made = Quarantined(
        row_number=row["row_number"],
        sheet=row["sheet"],
        code=row["code"],
        column=row["column_name"],
        values=row["body"],
    )
    return BadRow(file_name=row["file_name"], row=replace(made, values={}) if hide else made)
