"""Rows of a sheet that experts filled become gold items, or are set aside with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from reviewer_audit.domain.gold import Difficulty, GoldAnswer, GoldPurpose, GoldRow
from reviewer_audit.domain.intake import ColumnMapping, Problem, RawTable
from reviewer_audit.domain.intake import ColumnRole as R
from reviewer_audit.domain.policy import Policy
from reviewer_audit.intake import mapping, values
from reviewer_audit.intake.grades import validate_grades
from reviewer_audit.intake.labels import fold, label_matcher
from reviewer_audit.intake.refusals import refuse
from reviewer_audit.intake.synonyms import SYNONYMS, normal

CONTEXT = R.CONTEXT.value
# what a sheet of gold says besides the answer: role -> what its column may be called
NAMES: dict[str, tuple[str, ...]] = {
    "reasoning": ("reasoning", "reason", "rationale", "why", "explanation", "justification"),
    "clause": ("clause", "policy clause", "rule"),
    "difficulty": ("difficulty", "how hard"),
    "purpose": ("purpose", "use", "used for"),
    "author": ("author", "owner", "gold owner", "expert", "written by"),
    "signed_by": ("signed by", "second expert", "sign off", "signed off by", "approved by"),
    "escalate": ("escalate", "escalation", "must escalate"),
    "content": SYNONYMS[R.CONTENT],
    "content_kind": SYNONYMS[R.CONTENT_KIND],
    "language": SYNONYMS[R.LANGUAGE],
}
ANSWER = (R.ITEM_ID, R.LABEL, R.ACTION, R.SEVERITY)  # roles shared with sheets of grades
KINDS = frozenset({"text", "image", "video", "audio", "link"})
Choice = TypeVar("Choice", Difficulty, GoldPurpose)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSheet:
    """What a sheet brings: usable rows, and what is wrong with the others."""

    rows: tuple[GoldRow, ...]
    problems: tuple[Problem, ...]
    refused: int


def validate(
    table: RawTable,
    policy: Policy,
    *,
    maps: Sequence[str] = (),
    labels: Sequence[str] = (),
    purpose: GoldPurpose = GoldPurpose.MONITOR,
    guess: bool = True,
) -> GoldSheet:
    """Return the gold items of a table.

    Args:
        table: as it was read.
        policy: whose labels the answers are.
        maps: ROLE=COLUMN of the user; ``context`` may repeat.
        labels: VALUE=KEY of the user.
        purpose: of rows that name none.
        guess: whether a role that the user did not name is looked for among the other columns.

    Raises:
        IntakeError: no column holds the item, the answer or the reasoning.
    """
    own, others = _columns(table, maps, guess=guess)
    rest = _without(table, own)
    found, _guesses = mapping.suggest(rest, policy=policy, purpose="grades")
    if not guess:
        found = replace(found, roles={})
    found = mapping.with_overrides(found, rest, others, labels, policy=policy)
    if "reasoning" not in own and R.NOTES not in found.roles:
        columns = ", ".join(f"“{name}”" for name in table.header)
        refuse("not_mapped", role="reasoning", columns=columns)
    roles = {role: names for role, names in found.roles.items() if role != R.AUDITOR}
    checked = validate_grades(rest, replace(found, roles=roles), policy, auditor="gold")
    cells = _Cells(table, own, found, policy, purpose)
    rows, problems = [], [*checked.problems]
    place = {
        (table.sheet_names[sheet], number): k
        for k, (sheet, number) in enumerate(zip(table.sheet_of_row, table.row_numbers, strict=True))
    }
    given = checked.rows
    for k, name in enumerate(given.external_id):
        at = place[given.sheet[k], given.row_number[k]]
        answer = GoldAnswer(
            labels=given.labels[k],
            action=given.action[k],
            escalate=values.yes_or_no(cells.text("escalate", at)),
            severity=given.severity[k],
        )
        row = cells.row(at, name, answer, given.note[k])
        if isinstance(row, str):
            problems.append(Problem(code=row, row_number=given.row_number[k], sheet=given.sheet[k]))
        else:
            rows.append(row)
    return GoldSheet(
        rows=tuple(rows),
        problems=tuple(problems),
        refused=len(checked.quarantined) + len(given) - len(rows),
    )


def suggest(table: RawTable, policy: Policy) -> dict[str, str]:
    """Return which column would be taken for which role."""
    own, _others = _columns(table, ())
    found, _guesses = mapping.suggest(_without(table, own), policy=policy, purpose="grades")
    named = {role: columns[0] for role, columns in own.items()}
    named |= {role.value: found.roles[role][0] for role in ANSWER if role in found.roles}
    if "reasoning" not in named and R.NOTES in found.roles:
        named["reasoning"] = found.roles[R.NOTES][0]
    return named


class _Cells:
    """The columns that only a sheet of gold has."""

    def __init__(
        self,
        table: RawTable,
        own: dict[str, tuple[str, ...]],
        found: ColumnMapping,
        policy: Policy,
        purpose: GoldPurpose,
    ) -> None:
        self._table, self._own, self._purpose = table, own, purpose
        self._columns = {role: table.column(names[0]) for role, names in own.items()}
        self._clauses = label_matcher(policy, found)

    def text(self, role: str, at: int) -> str:
        """Return a cell; empty where the sheet has no such column."""
        column = self._columns.get(role)
        return "" if column is None else (column[at] or "").strip()

    def row(self, at: int, name: str, answer: GoldAnswer, note: str) -> GoldRow | str:
        """Return a gold item, or the code of what is wrong with it."""
        reasoning = self.text("reasoning", at) or note.strip()
        clause, author = self.text("clause", at), self.text("author", at)
        key = self._clauses.one(clause) if clause else answer.labels[:1] and answer.labels[0]
        difficulty = _choice(Difficulty, self.text("difficulty", at))
        purpose = _choice(GoldPurpose, self.text("purpose", at))
        signed = self.text("signed_by", at)
        kind = fold(self.text("content_kind", at)) or "text"
        wrong = (
            "gold_without_answer"
            if not answer.labels
            else "missing_reasoning"
            if not reasoning
            else "unknown_clause"
            if not key
            else "unknown_difficulty"
            if difficulty is None and self.text("difficulty", at)
            else "unknown_purpose"
            if purpose is None and self.text("purpose", at)
            else "signed_by_author"
            if signed and author and normal(signed) == normal(author)
            else ""
        )
        if wrong or not key:
            return wrong
        return GoldRow(
            row_number=self._table.row_numbers[at],
            sheet=self._table.sheet_names[self._table.sheet_of_row[at]],
            external_id=name,
            answer=answer,
            reasoning=reasoning,
            clause=key,
            difficulty=difficulty,
            purpose=purpose or self._purpose,
            author=author,
            signed_by=signed,
            content=self._verbatim("content", at),
            content_kind=kind if kind in KINDS else "text",
            language=self.text("language", at),
            context={
                column: text
                for column in self._own.get(CONTEXT, ())
                if (text := self._table.column(column)[at])
            },
        )

    def _verbatim(self, role: str, at: int) -> str:
        column = self._columns.get(role)
        return "" if column is None else column[at] or ""


def _columns(
    table: RawTable, maps: Sequence[str], *, guess: bool = True
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the columns of our own roles, and what the user said about the others."""
    own: dict[str, tuple[str, ...]] = {}
    others: list[str] = []
    for text in maps:
        role, _mark, name = text.partition("=")
        role = role.strip().casefold()
        if role not in NAMES and role != CONTEXT:
            others.append(text)
            continue
        column = mapping.find_column(table, name)
        if column is None:
            columns = ", ".join(f"“{each}”" for each in table.header)
            refuse("unknown_column", column=name, columns=columns)
        own[role] = (*own.get(role, ()), column) if role == CONTEXT else (column,)
    said = {normal(text.partition("=")[2]) for text in others}
    for role, names in NAMES.items() if guess else ():
        taken = {column for columns in own.values() for column in columns}
        free = [c for c in table.header if c not in taken and normal(c) not in said]
        called = {normal(column): column for column in reversed(free)}
        first = next((called[name] for name in names if name in called), None)
        if role not in own and first is not None:
            own[role] = (first,)
    return own, others


def _without(table: RawTable, own: dict[str, tuple[str, ...]]) -> RawTable:
    """Return the table without the columns that were found already."""
    taken = {column for columns in own.values() for column in columns}
    kept = [k for k, name in enumerate(table.header) if name not in taken]
    return replace(
        table,
        header=tuple(table.header[k] for k in kept),
        columns=tuple(table.columns[k] for k in kept),
    )


def _choice(kind: type[Choice], text: str) -> Choice | None:
    key = fold(text)
    return kind(key) if key in {one.value for one in kind} else None
