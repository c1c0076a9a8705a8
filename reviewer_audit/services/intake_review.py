"""What bringing a file in would do, seen before it does it: for whoever maps the columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from reviewer_audit.domain.intake import (
    REPEATABLE_ROLES,
    ColumnRole,
    Guess,
    IntakeResult,
    Problem,
    Quarantined,
    RawTable,
)
from reviewer_audit.errors import IntakeError
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services import intake, loading
from reviewer_audit.services.batches import BadRow, by_cause
from reviewer_audit.services.intake import Asked, Prepared
from reviewer_audit.services.policies import newest
from reviewer_audit.services.projects import Project

EXAMPLES = 3
STEPS = 4
_READING = ("sheets", "encoding", "header_row", "separator", "password")
_DATED = (ColumnRole.DECIDED_AT, ColumnRole.ENQUEUED_AT, ColumnRole.DUE_AT)
_OTHER_ORDER = {"dmy": "mdy", "mdy": "dmy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSeen:
    """A column: what it holds, what it counts as now, what was guessed and why."""

    name: str
    examples: tuple[str, ...]
    distinct: int
    blank: int
    role: ColumnRole
    guess: Guess


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSeen:
    """A value found in a column, how often, and the keys it means (None: unknown)."""

    value: str
    count: int
    keys: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSeen:
    """How the dates of a column are read, and what they would be the other way round."""

    column: str
    order: str
    ambiguous: bool
    mixed: bool
    example: str = ""
    read_as: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One kind of trouble: with ``stops`` its rows are not used."""

    code: str
    column: str
    count: int
    stops: bool
    sheet: str = ""
    row: int = 0
    preview: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Review:
    """A file, its mapping and what an import would do; ``fault`` says why it cannot."""

    path: Path
    prepared: Prepared
    columns: tuple[ColumnSeen, ...]
    labels: tuple[ValueSeen, ...] = ()
    actions: tuple[ValueSeen, ...] = ()
    dates: tuple[DateSeen, ...] = ()
    causes: tuple[Cause, ...] = ()
    rejected: tuple[Quarantined, ...] = ()
    rejected_by: Mapping[tuple[str, str], Sequence[BadRow]] = field(default_factory=dict)
    checked: IntakeResult | None = None
    new: int = 0
    repeats: int = 0
    conflicting: int = 0
    content_differs: int = 0
    items: int = 0
    already_imported: bool = False
    profile_fits: bool = True
    fault: IntakeError | None = None

    @property
    def table(self) -> RawTable:
        """The file as read."""
        return self.prepared.table

    @property
    def asked(self) -> Asked:
        """What the user has said about it."""
        return self.prepared.asked

    @property
    def accepted(self) -> int:
        """Decisions that an import would add."""
        return self.new + self.conflicting


def look(
    store: Project,
    path: Path,
    asked: Asked | None = None,
    *,
    before: Review | None = None,
    progress: Progress = SILENT,
) -> Review:
    """Say what a file holds and what importing it would do; nothing is written.

    ``before`` spares reading the file again where only the mapping has changed. At first sight
    a saved mapping that fits the columns is used.

    Raises:
        IntakeError: the file cannot be read, or not as asked.
    """
    asked = asked or Asked()
    known = before if before and before.path == path else None
    if known is not None and not _same_reading(known.asked, asked):
        known = None
    table = known.table if known is not None else intake.read(path, asked, progress=progress)
    progress.step(1, STEPS)
    if before is None and not asked.profile:
        asked = replace(asked, profile=_fitting_profile(store, table))
    prepared = intake.understand(store, table, asked)
    seen = {one.name: one for one in known.columns} if known is not None else {}
    review = Review(
        path=path,
        prepared=prepared,
        columns=tuple(_column(prepared, guess, seen) for guess in prepared.guesses),
        profile_fits=not asked.profile or _fits(store, asked.profile, table),
    )
    progress.step(2, STEPS)
    return _checked(store, review, progress)


def maps_with(review: Review, column: str, role: ColumnRole) -> tuple[str, ...]:
    """Return the complete mapping as asked options after one column got another role.

    A role that only one column can have leaves the column that had it.
    """
    roles = {one.name: one.role for one in review.columns}
    if role not in {*REPEATABLE_ROLES, ColumnRole.HIDDEN}:
        roles = {n: ColumnRole.HIDDEN if r is role else r for n, r in roles.items()}
    roles[column] = role
    return tuple(f"{role}={name}" for name, role in roles.items())


def _checked(store: Project, review: Review, progress: Progress) -> Review:
    """Add what the rows come to, or why they cannot be looked at."""
    prepared, policy = review.prepared, newest(store)
    table, mapping = prepared.table, prepared.mapping
    from reviewer_audit.intake import labels

    found = replace(
        review,
        labels=tuple(
            ValueSeen(value=one.value, count=one.count, keys=one.keys)
            for one in labels.value_matches(table, mapping, policy)
        ),
        actions=_actions(prepared, labels.action_matcher(policy, mapping)),
        causes=tuple(_causes(table.problems, stops=False)),
    )
    try:
        found = replace(found, dates=_dates(prepared))
        result = intake.check(prepared, policy, progress=progress)
    except IntakeError as error:
        return replace(found, fault=error)
    with store.read() as tx:
        parts = loading.split(tx, result.rows)
    again = intake.commit_would_repeat(store, prepared)
    stopping = {(row.code, row.column) for row in result.quarantined}
    notes = [one for one in result.problems if (one.code, one.column) not in stopping]
    told = [one for one in result.problems if (one.code, one.column) in stopping]
    also = loading.problems_of(result.rows, parts)
    codes = {one.code for one in notes}
    extra = [one for one in also if one.code != "content_differs" or one.code not in codes]
    return replace(
        found,
        checked=result,
        new=len(parts.new),
        repeats=len(parts.repeats),
        conflicting=len(parts.contradicting),
        content_differs=len(parts.content_differs),
        items=result.items,
        already_imported=again,
        rejected=result.quarantined,
        rejected_by=by_cause(
            BadRow(file_name=table.file_name, row=row) for row in result.quarantined
        ),
        causes=(*_causes(told, stops=True), *_causes([*notes, *extra], stops=False)),
    )


def _causes(problems: Iterable[Problem], *, stops: bool) -> list[Cause]:
    """Return problems by kind and column, the most frequent first."""
    groups: dict[tuple[str, str], Cause] = {}
    for one in problems:
        key = (one.code, one.column)
        before = groups.get(key)
        if before is None:
            groups[key] = Cause(
                code=one.code,
                column=one.column,
                count=one.count,
                stops=stops,
                sheet=one.sheet,
                row=one.row_number,
                preview=one.value_preview,
            )
        else:
            groups[key] = replace(before, count=before.count + one.count)
    return sorted(groups.values(), key=lambda cause: -cause.count)


def _column(prepared: Prepared, guess: Guess, seen: Mapping[str, ColumnSeen]) -> ColumnSeen:
    role = prepared.mapping.role_of(guess.column)
    known = seen.get(guess.column)
    if known is not None:
        return replace(known, role=role, guess=guess)
    cells = prepared.table.column(guess.column)
    different = dict.fromkeys(cells)
    different.pop(None, None)
    return ColumnSeen(
        name=guess.column,
        examples=tuple(text for text in islice(different, EXAMPLES) if text),
        distinct=len(different),
        blank=cells.count(None),
        role=role,
        guess=guess,
    )


def _actions(prepared: Prepared, matcher: object) -> tuple[ValueSeen, ...]:
    counts: Counter[str] = Counter()
    for column in prepared.mapping.roles.get("action", ()):
        cells = prepared.table.column(column)
        counts.update(cell for cell in cells if cell is not None and cell.strip())
    many = matcher.many  # type: ignore[attr-defined]
    found = [ValueSeen(value=v, count=n, keys=many(v)) for v, n in counts.most_common()]
    return tuple(sorted(found, key=lambda one: bool(one.keys)))


def _dates(prepared: Prepared) -> tuple[DateSeen, ...]:
    """Return how each column of dates is read, with a date that shows what it means."""
    from reviewer_audit.intake import dates

    table, mapping = prepared.table, prepared.mapping
    found = []
    for column in (name for role in _DATED for name in mapping.roles.get(role, ())):
        values = list(dict.fromkeys(filter(None, table.column(column))))
        asked = mapping.date_orders.get(column, "")
        order = dates.order_of(values, asked)
        free = dates.order_of(values)
        example, read, other = "", "", ""
        if order.name in _OTHER_ORDER:
            one = dates.Reader(order.name, mapping.timezone)
            flipped = dates.Reader(_OTHER_ORDER[order.name], mapping.timezone)
            for value in values[:200]:
                here, there = one.column([value])[0], flipped.column([value])[0]
                if here and there and here != there:
                    example, read, other = value, here, there
                    break
        found.append(
            DateSeen(
                column=column,
                order=order.name,
                ambiguous=free.ambiguous and not asked,
                mixed=free.mixed,
                example=example,
                read_as=read,
                otherwise=other,
            )
        )
    return tuple(found)


def _same_reading(one: Asked, other: Asked) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _READING)


def _fitting_profile(store: Project, table: RawTable) -> str:
    names = [name for name in intake.profile_names(store) if _fits(store, name, table)]
    return names[-1] if len(names) == 1 else ""


def _fits(store: Project, name: str, table: RawTable) -> bool:
    return profile_fits(store, name, table.header)


def profile_fits(store: Project, name: str, header: Sequence[str]) -> bool:
    """Tell whether a saved mapping fits these columns."""
    from reviewer_audit.intake import profiles

    return profiles.applies(profiles.load(intake.profile_text(store, name)), header)
