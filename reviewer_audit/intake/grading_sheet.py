"""Read a grading workbook back, and say of each row what was answered or why that cannot be used.

What is typed past a drop-down counts where it names one choice; nothing is guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.grading import (
    CANNOT_JUDGE_BECAUSE,
    OTHER_REASON,
    Confidence,
    GradeKind,
)
from reviewer_audit.domain.intake import ColumnMapping
from reviewer_audit.domain.packs import Entry
from reviewer_audit.domain.policy import CANNOT_JUDGE, SEVERITIES, Label, Policy
from reviewer_audit.domain.workbooks import FilledRow, answer_columns
from reviewer_audit.intake import answer_sheet, values
from reviewer_audit.intake.answer_sheet import AnswerTable
from reviewer_audit.intake.labels import action_matcher, fold, is_cannot_judge, label_matcher

ROOM = "workbook"
NEEDED = (names.HANDLE, names.NUMBER, names.CONTENT, names.LABEL)


def read(path: Path) -> AnswerTable:
    """Return the sheet of a file.

    Raises:
        IntakeError: the file cannot be read, or is no grading workbook.
    """
    return answer_sheet.read(path, names.GRADING_SHEET, NEEDED, room=ROOM)


def handles(table: AnswerTable) -> list[str]:
    """Return the reference of every row."""
    return [cell.strip().casefold() for cell in table.cells(names.HANDLE)]


def rows(table: AnswerTable, policy: Policy) -> list[FilledRow]:
    """Return the rows that hold an answer or a part of one.

    Raises:
        IntakeError: a column that was to be filled in is gone, or is there twice.
    """
    titles = [column.title for column in answer_columns(policy)]
    table.require(titles)
    answers = [[cell.strip() for cell in table.cells(title)] for title in titles]
    found = zip(
        table.row_numbers,
        handles(table),
        table.cells(names.NUMBER),
        table.cells(names.CONTENT),
        zip(*answers, strict=True),
        strict=True,
    )
    return [
        FilledRow(
            row_number=number,
            handle=handle,
            number=place.strip(),
            content=content,
            answers=dict(zip(titles, given, strict=True)),
        )
        for number, handle, place, content, given in found
        if any(given)
    ]


class Reader:
    """Reads rows by one rule book."""

    def __init__(self, policy: Policy) -> None:
        self._labels = {label.key: label for label in policy.labels}
        self._nothing = {action.key for action in policy.actions if action.rank == 0}
        labels = label_matcher(policy, ColumnMapping())
        self._read: dict[str, tuple[Callable[[str], Any], str]] = {
            names.LABEL: (
                lambda text: CANNOT_JUDGE if is_cannot_judge(text) else labels.one(text),
                "unknown_label",
            ),
            names.FURTHER: (labels.many, "unknown_label"),
            names.SEVERITY: (_choice(zip(SEVERITIES, SEVERITIES, strict=True)), "unknown_severity"),
            names.ACTION: (action_matcher(policy, ColumnMapping()).one, "unknown_action"),
            names.ESCALATE: (values.yes_or_no, "bad_flag"),
            names.REASON: (
                _choice((words, key) for key, words in CANNOT_JUDGE_BECAUSE.items()),
                "unknown_reason",
            ),
            names.CONFIDENCE: (_choice((one, one) for one in Confidence), "unknown_confidence"),
        }

    def entry(self, row: FilledRow, graded_at: str) -> Entry | str:
        """Return what a row says, or the code of what is wrong with it."""
        if not row.answers[names.LABEL]:
            return "missing_label"
        said: dict[str, Any] = {}
        for title, (read_one, code) in self._read.items():
            text = row.answers.get(title, "")
            said[title] = read_one(text) if text else None
            if text and said[title] is None:
                return code
        note = row.answers[names.NOTES]
        label = self._labels.get(said[names.LABEL])
        wrong = self._wrong(said, label, note)
        if wrong:
            return wrong
        blank = Entry(
            handle=row.handle,
            kind=GradeKind.CANNOT_JUDGE,
            labels=(),
            action="",
            escalate=False,
            severity="",
            confidence=said[names.CONFIDENCE] or "",
            reason=said[names.REASON] or "",
            note=note,
            flagged=False,
            query="",
            graded_at=graded_at,
            duration_ms=None,
        )
        if label is None:
            return blank
        further = [key for key in said[names.FURTHER] or () if key != label.key]
        every = [label, *(self._labels[key] for key in further)]
        escalate = said[names.ESCALATE]
        return replace(
            blank,
            kind=GradeKind.ANSWER,
            labels=(label.key, *further),
            action=said[names.ACTION] or label.default_action,
            severity=said[names.SEVERITY] or label.severity,
            escalate=any(one.must_escalate for one in every) if escalate is None else escalate,
        )

    def _wrong(self, said: Mapping[str, Any], label: Label | None, note: str) -> str:
        """Return the code of what contradicts itself or is missing; the label is known."""
        severity, action = said[names.SEVERITY], said[names.ACTION]
        if label is None:
            if said[names.REASON] is None:
                return "reason_missing"
            if said[names.FURTHER] or severity or action or said[names.ESCALATE]:
                return "contradiction"
            return "note_missing" if said[names.REASON] == OTHER_REASON and not note else ""
        further = [self._labels[key] for key in said[names.FURTHER] or ()]
        if said[names.REASON] or not all(one.is_violation for one in further):
            return "contradiction"
        if not label.is_violation and (
            further
            or severity not in {None, label.severity}
            or action not in {None, label.default_action, *self._nothing}
            or said[names.ESCALATE]
        ):
            return "contradiction"
        return ""


def _choice(pairs: Iterable[tuple[str, str]]) -> Callable[[str], str | None]:
    """Return what finds the value of a choice by its words, or by the value itself."""
    known: dict[str, str] = {}
    for words, value in pairs:
        known[fold(words)] = known[fold(value)] = value
    return lambda text: known.get(fold(text))
