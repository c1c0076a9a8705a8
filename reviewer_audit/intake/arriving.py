"""What the child process tells of a file, gathered sheet by sheet."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from reviewer_audit.domain.intake import Problem
from reviewer_audit.errors import IntakeError
from reviewer_audit.intake import sandbox
from reviewer_audit.intake.cells import unpacked
from reviewer_audit.intake.formats import Column, Message, Request
from reviewer_audit.intake.prescan import ExtentScan, Findings
from reviewer_audit.progress import Progress

SPARSE = "reviewer_audit.intake.excel:read_sparsely"  # for sheets with a cell far away


@dataclass(slots=True)
class Sheet:
    """One sheet while its cells arrive."""

    name: str
    hidden: bool
    wanted: bool
    columns: list[Column] = field(default_factory=list)
    height: int = 0
    size: tuple[int, int] = (0, 0)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add(self, columns: Sequence[Column], first: int) -> None:
        """Append a block of rows, wider or narrower than those before."""
        rows = len(columns[0]) if columns else 0
        before = first - 1
        while len(self.columns) < len(columns):
            self.columns.append([None] * before)
        for at, column in enumerate(self.columns):
            if len(column) < before:
                column.extend([None] * (before - len(column)))
            column.extend(columns[at] if at < len(columns) else [None] * rows)
        self.height = before + rows


@dataclass(slots=True)
class Arrived:
    """All that the child told of a file."""

    sheets: dict[int, Sheet] = field(default_factory=dict)
    encoding: str = ""
    saved_at: str = ""
    problems: list[Problem] = field(default_factory=list)

    def take(self, message: Message) -> None:
        """Note one message of the child; the shapes are listed at ``formats.Reader``."""
        match message:
            case ("rows", int(index), int(first), list(columns)):
                self.sheets[index].add(unpacked(columns), first)
            case ("sheet", int(index), str(name), bool(hidden), bool(wanted)):
                self.sheets[index] = Sheet(name=name, hidden=hidden, wanted=wanted)
            case ("size", int(index), int(rows), int(width)):
                self.sheets[index].size = (rows, width)
            case ("merged", int(index), list(ranges)):
                self.sheets[index].merged = ranges
            case ("encoding", str(name)):
                self.encoding = name
            case ("saved", str(moment)):
                self.saved_at = moment
            case ("problem", str(code), str(column), int(row), str(preview), int(count)):
                self.problems.append(
                    Problem(
                        code=code,
                        column=column,
                        row_number=row,
                        value_preview=preview,
                        count=count,
                    )
                )


class _FarCell(Exception):  # noqa: N818 - a turn on the way, not an error
    """The sheet reaches so far that it must be read another way."""


def received(
    reader: sandbox.Reader, request: Request, findings: Findings, progress: Progress
) -> Arrived:
    """Return all that the child tells; a sheet with far cells is read a second time, sparsely."""
    if not any(part.startswith("xl/worksheets/") for part in findings.parts):
        return _heard(reader.read(request, progress))
    scan = ExtentScan(Path(request.path), request.file_name)
    scan.start()
    try:
        arrived = _heard(reader.read(request, _Watched(scan, progress)))
        scan.join()
        _look(scan)
    except _FarCell:
        pass
    except IntakeError:
        scan.join()  # it may know better why the child stopped
        with suppress(_FarCell):
            _look(scan)
        if not scan.far:
            raise
    else:
        return arrived
    finally:
        scan.stop()
    again = sandbox.take()
    try:
        return _heard(again.read(replace(request, reader=SPARSE), progress))
    finally:
        sandbox.give_back(again, sandbox.KEEP_BELOW_BYTES)


def _heard(messages: Iterable[Message]) -> Arrived:
    arrived = Arrived()
    for message in messages:
        arrived.take(message)
    return arrived


def _look(scan: ExtentScan) -> None:
    """Act on what the scan has found so far."""
    if scan.refusal is not None:
        raise scan.refusal
    if scan.far:
        raise _FarCell


class _Watched:
    """Progress of reading that also hears the scan: a far cell stops the child at once."""

    def __init__(self, scan: ExtentScan, progress: Progress) -> None:
        self._scan = scan
        self._progress = progress

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """Pass the step on, unless the scan says that reading on is pointless."""
        _look(self._scan)
        self._progress.step(done, total, note)
