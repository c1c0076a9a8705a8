"""Words of the intake: a table as it came, what its columns mean, what could not be used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SEPARATOR = "\x1f"  # between the parts of an identity; no cell can hold it by accident


class ColumnRole(StrEnum):
    """What a column says. A column nobody mapped is HIDDEN: it may carry the vendor's answer."""

    DECISION_ID = "decision_id"
    ITEM_ID = "item_id"
    CONTENT = "content"
    CONTENT_KIND = "content_kind"
    LABEL = "label"
    ACTION = "action"
    SEVERITY = "severity"
    VENDOR = "vendor"
    SITE = "site"
    TEAM = "team"
    REVIEWER = "reviewer"
    DECIDED_AT = "decided_at"
    ENQUEUED_AT = "enqueued_at"
    HANDLING_SECONDS = "handling_seconds"
    LANGUAGE = "language"
    MARKET = "market"
    QUEUE = "queue"
    REASON = "reason"
    NOTES = "notes"
    ESCALATED = "escalated"
    POLICY_VERSION = "policy_version"
    SOURCE = "source"
    AUTHOR = "author"
    CONFIDENCE = "confidence"
    AUDITOR = "auditor"
    GRADED_AT = "graded_at"
    ITEM_TYPE = "item_type"
    MEDIA = "media"
    TRANSLATION = "translation"
    URL = "url"
    DUE_AT = "due_at"
    TENURE = "tenure"
    VENDOR_QA = "vendor_qa"
    APPEAL_OUTCOME = "appeal_outcome"
    MODEL_SCORE = "model_score"
    REACH = "reach"
    CONTEXT = "context"
    HIDDEN = "hidden"


SLICE_ROLES = (
    ColumnRole.VENDOR,
    ColumnRole.SITE,
    ColumnRole.TEAM,
    ColumnRole.REVIEWER,
    ColumnRole.LANGUAGE,
    ColumnRole.MARKET,
    ColumnRole.QUEUE,
    ColumnRole.POLICY_VERSION,
    ColumnRole.SOURCE,
    ColumnRole.ITEM_TYPE,
    ColumnRole.TENURE,
)
EXTRA_ROLES = (
    ColumnRole.NOTES,
    ColumnRole.AUTHOR,
    ColumnRole.URL,
    ColumnRole.DUE_AT,
    ColumnRole.ENQUEUED_AT,
    ColumnRole.TRANSLATION,
    ColumnRole.MEDIA,
    ColumnRole.MODEL_SCORE,
    ColumnRole.VENDOR_QA,
    ColumnRole.APPEAL_OUTCOME,
    ColumnRole.REACH,
    ColumnRole.CONFIDENCE,
)
REPEATABLE_ROLES = frozenset({ColumnRole.CONTEXT, ColumnRole.LABEL, ColumnRole.NOTES})
GRADE_ROLES = frozenset(
    {
        ColumnRole.ITEM_ID,
        ColumnRole.LABEL,
        ColumnRole.ACTION,
        ColumnRole.SEVERITY,
        ColumnRole.CONFIDENCE,
        ColumnRole.NOTES,
        ColumnRole.GRADED_AT,
        ColumnRole.AUDITOR,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetInfo:
    """One sheet as found; rows are data rows, header_row counts from 1 (0: none)."""

    name: str
    hidden: bool = False
    rows: int = 0
    columns: int = 0
    header_row: int = 0
    used: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Trouble with a file, a column or a row; data, not an exception."""

    code: str
    column: str = ""
    row_number: int = 0  # of the source, from 1; 0: not about one row
    sheet: str = ""
    value_preview: str = ""
    count: int = 1


def grouped(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as code, column, count and example_row, in order of first appearance."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for problem in problems:
        key = (problem.code, problem.column)
        entry = found.get(key)
        if entry is None:
            found[key] = {
                "code": problem.code,
                "column": problem.column,
                "count": problem.count,
                "example_row": problem.row_number or None,
            }
        else:
            entry["count"] += problem.count
            entry["example_row"] = entry["example_row"] or problem.row_number or None
    return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawTable:
    """A table as it came: texts by column, nothing read into them yet (None is blank)."""

    file_name: str
    sha256: str
    encoding: str
    sheets: tuple[SheetInfo, ...]
    header: tuple[str, ...]
    columns: tuple[list[str | None], ...]
    sheet_names: tuple[str, ...]
    sheet_of_row: Sequence[int]  # index into sheet_names
    row_numbers: Sequence[int]  # of the source, from 1
    skipped_rows: int = 0
    problems: tuple[Problem, ...] = ()
    head: tuple[tuple[str | None, ...], ...] = ()  # first rows as they stand, titles included
    head_first: int = 1  # row of the source where ``head`` begins, from 1
    saved_at: str = ""  # when a workbook says that it was saved: ISO 8601 in UTC, ending in Z

    def __len__(self) -> int:
        return len(self.row_numbers)

    def column(self, name: str) -> list[str | None]:
        """Return the cells of a column by its name in the header; KeyError where none is."""
        try:
            return self.columns[self.header.index(name)]
        except ValueError:
            raise KeyError(name) from None

    def row(self, index: int) -> dict[str, str | None]:
        """Return one row as it came."""
        return {name: cells[index] for name, cells in zip(self.header, self.columns, strict=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """What the columns of a table mean. Columns that no role names are HIDDEN.

    ``roles`` maps a role to its columns; only context, label and notes may have several.
    ``label_aliases`` and ``action_aliases`` map a value found to a key of the policy.
    ``date_orders`` maps a column to dmy, mdy or ymd; without an entry the column decides.
    """

    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    label_aliases: Mapping[str, str] = field(default_factory=dict)
    action_aliases: Mapping[str, str] = field(default_factory=dict)
    list_separator: str = ""
    date_orders: Mapping[str, str] = field(default_factory=dict)
    timezone: str = "UTC"
    vendor: str = ""  # for files that do not name their vendor
    decimal_mark: str = ""

    def column(self, role: str) -> str:
        """Return the only (or first) column of a role, or an empty text."""
        columns = self.roles.get(role, ())
        return columns[0] if columns else ""

    def role_of(self, column: str) -> ColumnRole:
        """Return what a column means."""
        for role, columns in self.roles.items():
            if column in columns:
                return ColumnRole(role)
        return ColumnRole.HIDDEN

    def as_json(self) -> dict[str, Any]:
        """Return role -> column; a list where a role has several."""
        return {
            str(role): columns[0] if len(columns) == 1 else list(columns)
            for role, columns in self.roles.items()
            if columns and role != ColumnRole.HIDDEN
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a column seems to mean, how sure that is (0-1), and why."""

    column: str
    role: ColumnRole
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A row that cannot be used, as it came, and the one reason why."""

    row_number: int
    sheet: str
    code: str
    column: str
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionRows:
    """Decisions fit to be stored, by column; all lists are equally long.

    ``identity`` tells the same decision in another export. ``slices`` and ``extra`` hold the roles
    that are mapped; ``slices`` always has a vendor when the mapping names a default one.
    """

    identity: list[str]
    decision_id: list[str]
    external_id: list[str]
    content: list[str]
    content_kind: list[str]
    labels: list[tuple[str, ...]]
    action: list[str]
    severity: list[str]
    escalated: list[bool | None]
    decided_at: list[str]  # ISO 8601 with Z, or empty
    handling_seconds: list[float | None]
    reason: list[str]
    slices: dict[str, list[str]]
    extra: dict[str, list[str]]
    context: list[dict[str, str]]
    sheet: list[str]
    row_number: list[int]

    def __len__(self) -> int:
        return len(self.identity)

    def answers(self) -> list[tuple[tuple[str, ...], str, str, bool | None]]:
        """Return what each decision says: two rows of one identity repeat or contradict."""
        return list(zip(self.labels, self.action, self.severity, self.escalated, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntakeResult:
    """What validation made of a table; rows_read = accepted + quarantined."""

    rows: DecisionRows
    quarantined: tuple[Quarantined, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    skipped_rows: int
    items: int
    label_counts: Mapping[str, int]  # value found -> rows, before it was matched


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradeRows:
    """Grades from a sheet, by column; all lists are equally long."""

    external_id: list[str]
    auditor: list[str]
    kind: list[str]  # answer | cannot_judge
    labels: list[tuple[str, ...]]
    action: list[str]
    severity: list[str]
    confidence: list[str]  # low | medium | high, or empty
    note: list[str]
    graded_at: list[str]
    sheet: list[str]
    row_number: list[int]

    def __len__(self) -> int:
        return len(self.external_id)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GradeResult:
    """What validation made of a sheet of grades; blank rows of it are no grades."""

    rows: GradeRows
    quarantined: tuple[Quarantined, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    skipped_rows: int
    blank: int
