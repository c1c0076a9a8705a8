"""A policy as a workbook, so that a lead can edit it in a spreadsheet program.

Every cell is text: no formula, no number that a program could round, no date it could turn.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from reviewer_audit.i18n import _
from reviewer_audit.policies.node import Faults, Node
from reviewer_audit.policies.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from reviewer_audit.domain.policy import Policy

LISTS = frozenset({"examples", "counter_examples", "aliases", "actions"})
SHEETS = {
    "policy": ("Policy", ("field", "value")),
    "labels": (
        "Labels",
        (
            "key",
            "title",
            "family",
            "severity",
            "is_violation",
            "critical",
            "must_escalate",
            "default_action",
            "hotkey",
            "definition",
            "examples",
            "counter_examples",
            "aliases",
        ),
    ),
    "actions": ("Actions", ("key", "title", "rank", "aliases")),
    "equivalences": ("Equivalences", ("actions",)),
    "root_causes": ("Root causes", ("key", "title", "group", "owner", "charged")),
    "targets": ("Targets", ("metric", "threshold", "rule", "confidence", "slice")),
}
_NUMBERS = frozenset({"rank", "threshold", "confidence"})
_LONG = {"definition", "examples", "counter_examples", "aliases"}
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 2_000, 40, 32_000
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def write(policy: Policy, path: Path) -> None:
    """Write the workbook to ``path``, which must not matter yet (a temporary name)."""
    from openpyxl import Workbook

    book = Workbook()
    found = plain(policy)
    rows: dict[str, list[dict[str, Any]]] = {
        "policy": [{"field": name, "value": value} for name, value in _settings(found)],
        "equivalences": [{"actions": group} for group in found.get("equivalences", ())],
    }
    for number, (section, (title, columns)) in enumerate(SHEETS.items()):
        sheet = book.active if number == 0 else book.create_sheet()
        if sheet is None:
            raise AssertionError
        sheet.title = title
        _fill(sheet, columns, rows.get(section, found.get(section, [])))
    book.save(path)


def read(file: BinaryIO) -> dict[str, list[list[str]]]:
    """Read the cells of the sheets a policy may have, as text; raises what openpyxl raises."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    titles = {title.casefold(): title for title, _ in SHEETS.values()}
    found: dict[str, list[list[str]]] = {}
    try:
        for sheet in book.worksheets:
            title = titles.get(sheet.title.strip().casefold())
            if title is not None:
                sheet.reset_dimensions()  # the size a file claims may be wrong
                rows = sheet.iter_rows(
                    max_row=_MOST_ROWS + 1, max_col=_MOST_COLUMNS, values_only=True
                )
                found[title] = [[_cell(value) for value in row] for row in rows]
    finally:
        book.close()
    return found


def parse(cells: Mapping[str, list[list[str]]], faults: Faults) -> Node:
    """Turn the cells into the nodes a YAML file would give."""
    top: dict[str, Node] = {}
    for section, (title, columns) in SHEETS.items():
        if title not in cells:
            if section in {"policy", "labels"}:
                faults.add(_("the workbook"), _("there is no sheet {title!r}").format(title=title))
            continue
        entries = list(_rows(title, cells[title], columns, faults))
        if section == "policy":
            top |= _nested(entries, faults)
        elif section == "equivalences":
            groups = [e.value["actions"] for e in entries if isinstance(e.value, dict)]
            top[section] = Node(where=_("sheet {title}").format(title=title), value=groups)
        else:
            top[section] = Node(where=_("sheet {title}").format(title=title), value=entries)
    return Node(where=_("sheet {title}").format(title="Policy"), value=top)


def _settings(found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in ("name", "version", "effective_from", "match"):
        yield name, found[name]
    for group in ("severity_weights", "penalties"):
        for name, value in found.get(group, {}).items():
            yield f"{group}.{name}", value


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    wrap = Alignment(wrap_text=True, vertical="top")
    for number, name in enumerate(columns, start=1):
        cell = sheet.cell(1, number, name.replace("_", " ").capitalize())
        cell.font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(number)]
        column.number_format = "@"
        column.width = 48 if name in _LONG else 26
        for line, row in enumerate(rows, start=2):
            text = _text(row.get(name))
            if text:
                cell = sheet.cell(line, number)
                cell.value, cell.data_type = _escape(text), "s"
                cell.number_format, cell.alignment, cell.quotePrefix = "@", wrap, True
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"


def _text(value: Any) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case dict():
            text = _join([f"{role}={name}" for role, name in value.items()])
        case list():
            text = _join(value)
        case _:
            text = str(value)
    return text


def _join(entries: Sequence[str]) -> str:
    """One entry a line; an entry that would not survive that is written in quotes."""
    return "\n".join(
        json.dumps(e, ensure_ascii=False)
        if e != e.strip() or e.startswith('"') or len(e.splitlines()) != 1
        else e
        for e in entries
    )


def _split(text: str) -> list[str]:
    found = []
    for line in text.replace("\r\n", "\n").split("\n"):
        entry = line.strip()
        if entry.startswith('"'):
            try:
                loaded = json.loads(entry)
            except ValueError:
                loaded = None
            entry = loaded if isinstance(loaded, str) else entry
        if entry.strip():
            found.append(entry)
    return found


def _rows(
    title: str, rows: Sequence[Sequence[str]], columns: Sequence[str], faults: Faults
) -> Iterator[Node]:
    names: list[str] = []
    for number, cells in enumerate(rows, start=1):
        place = _("sheet {title}, row {number}").format(title=title, number=number)
        if number > _MOST_ROWS:
            faults.add(place, _("more than {n:,} rows").format(n=_MOST_ROWS))
            return
        if not any(cells):
            continue
        if not names:
            names = _header(title, number, cells, columns, faults)
            if not any(names):
                return
            continue
        yield Node(where=place, value=dict(_entry(title, number, cells, names, faults)))
    if not names:
        faults.add(
            _("sheet {title}").format(title=title),
            _("no header; expected {columns}").format(columns=", ".join(columns)),
        )


def _header(
    sheet: str, number: int, cells: Sequence[str], columns: Sequence[str], faults: Faults
) -> list[str]:
    names: list[str] = []
    for place, cell in enumerate(cells):
        name = "_".join(cell.casefold().split())
        where = _address(sheet, place, number)
        if name and name not in columns:
            faults.add(
                where,
                _("unknown column {name!r}; expected {columns}").format(
                    name=cell.strip(), columns=", ".join(columns)
                ),
            )
            name = ""
        if name and name in names:
            faults.add(where, _("column {name!r} is there twice").format(name=cell.strip()))
            name = ""
        names.append(name)
    if columns[0] not in names:
        faults.add(
            _("sheet {sheet}, row {number}").format(sheet=sheet, number=number),
            _("there is no column {name!r}").format(name=columns[0]),
        )
        return []
    return names


def _entry(
    sheet: str, number: int, cells: Sequence[str], names: Sequence[str], faults: Faults
) -> Iterator[tuple[str, Node]]:
    for place, (cell, name) in enumerate(zip(cells, names, strict=False)):
        if not name:
            continue
        where = _address(sheet, place, number)
        text = cell if name == "definition" else cell.strip()
        if len(text) > _LONGEST:
            faults.add(where, _("longer than {n:,} characters").format(n=_LONGEST))
        if not text:
            yield name, Node(where=where, value=[] if name in LISTS else None)
        elif name in LISTS:
            entries = [Node(where=where, value=part) for part in _split(text)]
            yield name, Node(where=where, value=entries)
        elif name == "slice":
            yield name, Node(where=where, value=_slice(where, text, faults))
        else:
            value = _number(text) if name in _NUMBERS else text
            yield name, Node(where=where, value=value)


def _slice(where: str, text: str, faults: Faults) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for part in _split(text):
        role, sign, value = part.partition("=")
        if not sign or role.strip() in found:
            faults.add(
                where,
                _("role=value is expected here, each role once, not {part!r}").format(part=part),
            )
            continue
        found[role.strip()] = Node(where=where, value=value.strip())
    return found


def _nested(entries: Sequence[Node], faults: Faults) -> dict[str, Node]:
    """Turn rows such as ``severity_weights.S3 | 4`` into fields."""
    top: dict[str, Node] = {}
    inner: dict[str, dict[str, Node]] = {}
    for entry in entries:
        if not isinstance(entry.value, dict):
            continue
        field = entry.value["field"].value
        value = entry.value.get("value", Node(where=entry.where, value=None))
        if not isinstance(field, str):
            faults.add(entry.where, _("a value without the name of its field"))
            continue
        group, dot, name = field.partition(".")
        key = name if dot else "_".join(group.casefold().split())
        if dot and isinstance(value.value, str):
            value = Node(where=value.where, value=_number(value.value))
        fields = inner.setdefault(group, {}) if dot else top
        if key in fields:
            faults.add(value.where, _("field {field!r} is given twice").format(field=field))
        fields[key] = value
    for group, fields in inner.items():
        top.setdefault(group, Node(where=_("sheet {title}").format(title="Policy"), value=fields))
    return top


def _number(text: str) -> str:
    """Read 95 % and 0,95 as 0.95."""
    text = text.replace(",", ".")
    if not text.endswith("%"):
        return text
    try:
        return repr(float(text[:-1]) / 100)
    except ValueError:
        return text


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime() | date():
            return value.isoformat()[:10]
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return _unescape(str(value))


def _address(sheet: str, place: int, number: int) -> str:
    from openpyxl.utils import get_column_letter

    return _("sheet {sheet}, cell {cell}").format(
        sheet=sheet, cell=f"{get_column_letter(place + 1)}{number}"
    )


def _escape(text: str) -> str:
    """Write what a workbook cannot hold the way workbooks write it: ``_x0001_``."""
    return _HIDDEN.sub(lambda m: f"_x005F{m[0]}" if m[0][0] == "_" else f"_x{ord(m[0]):04X}_", text)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
