"""Control totals: what the sender says was sent, against what arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer_audit.domain.intake import SLICE_ROLES, RawTable
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import _
from reviewer_audit.reports import words
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions

ROLES = frozenset({*(str(role) for role in SLICE_ROLES), "day", "label"})
COUNT_NAMES = ("count", "decisions", "total", "rows", "n", "number")

Total = tuple[str, str, int]  # role, value, decisions sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One total that does not fit; a difference below 0 is missing."""

    role: str
    value: str
    expected: int
    arrived: int  # rows of the files, used or not
    not_used: int = 0

    @property
    def sentence(self) -> str:
        """The gap in words."""
        text = (
            _("{what}: {arrived} of {expected} decisions arrived, {off} missing")
            if self.arrived < self.expected
            else _("{what}: {arrived} of {expected} decisions arrived, {off} too many")
        ).format(
            what=f"{words.role_title(self.role)} {self.value}",
            arrived=f"{self.arrived:,}",
            expected=f"{self.expected:,}",
            off=f"{abs(self.expected - self.arrived):,}",
        )
        if self.not_used:
            text += _("; {n} of them could not be used").format(n=f"{self.not_used:,}")
        return text

    def as_json(self) -> dict[str, Any]:
        """Return it as an object."""
        return {
            "role": self.role,
            "value": self.value,
            "expected": self.expected,
            "arrived": self.arrived,
            "not_used": self.not_used,
        }


def typed(given: Sequence[str]) -> list[Total]:
    """Read totals as typed: ROLE:VALUE=COUNT."""
    totals = []
    for text in given:
        left, _sign, number = text.rpartition("=")
        role, _colon, value = left.partition(":")
        if role not in ROLES or not value or not number.strip().isdigit():
            message = _("A control total is ROLE:VALUE=COUNT, not {text!r}.").format(text=text)
            known = ", ".join(sorted(ROLES))
            raise IntakeError(
                message, _("Nothing was changed. Roles: {known}.").format(known=known)
            )
        totals.append((role, value, int(number)))
    return totals


def from_table(table: RawTable) -> list[Total]:
    """Read totals from a sheet: a column named as a role (or day) and one of counts."""
    names = {name.strip().casefold(): name for name in table.header}
    count = next((names[name] for name in COUNT_NAMES if name in names), None)
    if count is None:
        message = _("{file_name} has no column of counts.").format(file_name=table.file_name)
        raise IntakeError(
            message,
            _("Nothing was changed. Name it {count_names}.").format(
                count_names=_(" or ").join(COUNT_NAMES[:3])
            ),
        )
    totals: list[Total] = []
    if {"role", "value"} <= names.keys():
        cells = zip(
            table.column(names["role"]),
            table.column(names["value"]),
            table.column(count),
            strict=True,
        )
        return typed([f"{role}:{value}={number}" for role, value, number in cells if role])
    numbers = table.column(count)
    for role in sorted(ROLES & names.keys()):
        sums: dict[str, int] = {}
        for value, number in zip(table.column(names[role]), numbers, strict=True):
            if value:
                [(_role, key, n)] = typed([f"{role}:{value}={number}"])
                sums[key] = sums.get(key, 0) + n
        totals += [(role, value, n) for value, n in sums.items()]
    if not totals:
        message = _("{file_name} names no vendor, day or queue.").format(file_name=table.file_name)
        raise IntakeError(message, _("Nothing was changed. Name a column after what it counts by."))
    return totals


def record(store: Project, totals: Sequence[Total], sheet: Path | None, *, by: Person) -> None:
    """Write down what the sender says was sent, as typed or from a sheet."""
    every = list(totals)
    if sheet is not None:
        from reviewer_audit import intake

        every += from_table(intake.read(sheet))
    with store.write("control.record", by=by, body={"totals": len(every)}) as tx:
        batches = decisions.batches(tx)
        decisions.put_control_totals(tx, every, after_batch=batches[-1]["id"] if batches else 0)


def gaps(store: Project) -> tuple[Gap, ...]:
    """Return every total that does not fit what arrived.

    Rows that could not be used did arrive: they are counted here, and said apart.
    """
    with store.read() as tx:
        totals = decisions.control_totals(tx)
        roles = sorted({role for role, _value, _n in totals})
        used = {role: decisions.value_counts(tx, role) for role in roles}
        mapping = {batch["id"]: batch["mapping"] for batch in decisions.batches(tx)}
        unused = decisions.waiting(tx) if totals else []
    counts: dict[tuple[str, str], int] = {}
    for row in unused:
        for role in roles:
            column = mapping[row["batch_id"]].get("decided_at" if role == "day" else role, "")
            text = str(row["body"].get(column) or "") if isinstance(column, str) else ""
            key = (role, text[:10] if role == "day" else text)
            counts[key] = counts.get(key, 0) + 1
    found = (
        Gap(
            role=role,
            value=value,
            expected=expected,
            arrived=used[role].get(value, 0) + counts.get((role, value), 0),
            not_used=counts.get((role, value), 0),
        )
        for role, value, expected in totals
    )
    return tuple(gap for gap in found if gap.arrived != gap.expected)
