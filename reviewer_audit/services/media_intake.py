"""Bring in the pictures and recordings that a table of decisions names.

A decision keeps the name its sender gave to a file; here the file itself is looked for in one
folder, read in a child process and put into the project by what is in it. So no grader, and no
pack, ever meets a name, a path or an address. What cannot be used is said with its reason.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from reviewer_audit.domain.intake import ColumnRole, Problem
from reviewer_audit.domain.media import BlindMedia, Blob, MediaFault
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import IntakeError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.services.projects import Project
from reviewer_audit.store import decisions, media

MOST_AN_ITEM = 20
MOST_FILES = 50_000
MOST_BYTES = 4 << 30  # of all files of a project
_TOGETHER = 100  # files asked of a reader at once
_SECONDS = 300  # for them
_OFTEN = 20  # files from one word of progress to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A file that an item names and that cannot be shown."""

    row_number: int
    sheet: str
    named: str
    fault: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What became of the files that the decisions name."""

    found: int = 0
    added_bytes: int = 0
    unusable: tuple[Unusable, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line; names of files are not in it."""
        faults = Counter(one.fault for one in self.unusable)
        return {
            "found": self.found,
            "bytes": self.added_bytes,
            "unusable": dict(sorted(faults.items())),
        }

    def plus(self, other: "Attached") -> "Attached":
        """Return both together."""
        return Attached(
            found=self.found + other.found,
            added_bytes=self.added_bytes + other.added_bytes,
            unusable=(*self.unusable, *other.unusable),
        )

    def problems(self, column: str) -> tuple[Problem, ...]:
        """Return what could not be used as troubles of the column that names files."""
        return tuple(
            Problem(
                code=f"media_{one.fault}",
                column=column,
                row_number=one.row_number,
                sheet=one.sheet,
            )
            for one in self.unusable
        )

    def sheets(self, file_name: str) -> list[tuple[str, Sequence[str], list[Sequence[Any]]]]:
        """Return a sheet of the files that cannot be shown, to send back."""
        from reviewer_audit.services.reasons import in_words

        rows: list[Sequence[Any]] = [
            (file_name, one.sheet, one.row_number, in_words(f"media_{one.fault}"), one.named)
            for one in self.unusable
        ]
        header = ("File", "Sheet", "Row", "Reason in words", "Named")
        return [("Files not shown", header, rows)] if rows else []


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One file that an item still lacks."""

    item: int
    place: int
    name: str
    row_number: int
    sheet: str


def attach(store: Project, folder: Path, *, by: Person, progress: Progress = SILENT) -> Attached:
    """Look for the files that items lack; what an item has already is left alone.

    Args:
        store: the project.
        folder: where the files are; nothing outside it is opened.
        by: who brings them in.
        progress: told how far it is; cancelling keeps nothing.
    """
    wanted = _lacking(store)
    return _keep(store, _read(folder, wanted, progress), len(wanted), by, progress)


def attach_embedded(
    store: Project, path: Path, sha256: str, *, by: Person, progress: Progress = SILENT
) -> Attached:
    """Take the pictures that lie on a workbook's sheets, each for the item of its row.

    Items that have pictures already are left alone, and so are pictures beside no decision.
    """
    from reviewer_audit.intake import embedded

    if not embedded.holds_any(str(path)):
        return Attached()
    with store.read() as tx:
        rows = {(row.sheet, row.row_number): row.item_id for row in decisions.of_file(tx, sha256)}
        has = media.of_items(tx, set(rows.values()))
    items = {place: item for place, item in rows.items() if item not in has}
    broken: list[IntakeError] = []
    found = _embedded(path, items, broken, progress)
    first = next(found, None)
    kept = Attached()
    if first is not None:
        kept = _keep(store, chain([first], found), len(items), by, progress)
    if broken:
        lost = Unusable(row_number=0, sheet="", named=path.name, fault=MediaFault.DAMAGED.value)
        kept = kept.plus(Attached(unusable=(lost,)))
    return kept


def _keep(
    store: Project,
    read: Iterable[tuple[_Wanted, Blob | BlindMedia]],
    total: int,
    by: Person,
    progress: Progress,
) -> Attached:
    """Put files into the project in one transaction, or none when cancelled."""
    if not total:
        return Attached()
    given: dict[int, list[tuple[int, BlindMedia]]] = {}
    unusable: list[Unusable] = []
    with store.write("media.attach", by=by) as tx:
        held = media.known(tx)
        many, size = media.total(tx)
        before = size
        for done, (one, found) in enumerate(read):
            line = _line(found)
            if isinstance(found, Blob) and found.sha256 not in held:
                if many >= MOST_FILES or size + len(found.body) > MOST_BYTES:
                    line = BlindMedia(kind=found.kind, fault=MediaFault.FULL.value)
                else:
                    media.add_blob(tx, found)
                    held[found.sha256] = len(found.body)
                    many, size = many + 1, size + len(found.body)
            given.setdefault(one.item, []).append((one.place, line))
            if line.fault:
                unusable.append(_unusable(one, line))
            if done % _OFTEN == 0:
                progress.step(done + 1, total, "")
        found_files = sum(not line.fault for lines in given.values() for _place, line in lines)
        media.add(tx, _with_copies(tx, _changed(tx, given)))
        tx.info["body"] = {"files": found_files, "unusable": len(unusable), "bytes": size - before}
    return Attached(found=found_files, added_bytes=size - before, unusable=tuple(unusable))


def require_folder(folder: Path) -> Path:
    """Return a folder that is there, before anything is read.

    Raises:
        IntakeError: there is no such folder.
    """
    if not folder.is_dir():
        message = _("There is no folder {name}.").format(name=folder.name)
        hint = _("Nothing was imported. Choose the folder that holds the pictures.")
        raise IntakeError(message, hint, code="intake.no_folder")
    return folder


def names_in(cell: str) -> list[str]:
    """Return the files that a cell names: a JSON list, or texts between line breaks, ; and |."""
    text = cell.strip()
    if text.startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            names = [one for one in listed if isinstance(one, str)]
            return list(dict.fromkeys(name.strip() for name in names if name.strip()))
    for mark in ("\n", "|"):
        text = text.replace(mark, ";")
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))


def _lacking(store: Project) -> list[_Wanted]:
    """Return the files that decisions name and their items do not have, in the order they came."""
    role = ColumnRole.MEDIA.value
    with store.read() as tx:
        first: dict[int, tuple[list[str], int, str]] = {}
        for row in decisions.with_extra(tx, role):
            cell = json.loads(row.extra).get(role, "")
            if cell and row.item_id not in first:
                first[row.item_id] = (names_in(cell)[:MOST_AN_ITEM], row.row_number, row.sheet)
        has = media.of_items(tx, first)
    return [
        _Wanted(item, place, name, row_number, sheet)
        for item, (names, row_number, sheet) in sorted(first.items())
        for place, name in enumerate(names)
        if place >= len(has.get(item, ())) or has[item][place].fault
    ]


def _read(
    folder: Path, wanted: Sequence[_Wanted], progress: Progress
) -> Iterator[tuple[_Wanted, Blob | BlindMedia]]:
    """Read files one after the other; one that ends its reader is damaged, and the rest go on."""
    from reviewer_audit.intake import sandbox
    from reviewer_audit.intake.formats import Request

    reader, at = sandbox.take(), 0
    try:
        while at < len(wanted):
            some = wanted[at : at + _TOGETHER]
            request = Request(
                path=str(folder),
                file_name=folder.name,
                reader="reviewer_audit.intake.gathering_media:gather",
                files=tuple(one.name for one in some),
                seconds=_SECONDS,
            )
            if not reader.alive:
                reader = sandbox.take()
            try:
                for message in reader.read(request, _Waiting(progress, at, len(wanted))):
                    yield wanted[at], _told(message)
                    at += 1
            except IntakeError:
                yield wanted[at], BlindMedia(fault=MediaFault.DAMAGED.value)
                at += 1
    finally:
        reader.stop()


def _embedded(
    path: Path,
    items: Mapping[tuple[str, int], int],
    broken: list[IntakeError],
    progress: Progress,
) -> Iterator[tuple[_Wanted, Blob | BlindMedia]]:
    from reviewer_audit.intake import sandbox
    from reviewer_audit.intake.formats import Request

    request = Request(
        path=str(path),
        file_name=path.name,
        reader="reviewer_audit.intake.embedded:pictures",
        seconds=_SECONDS,
    )
    reader = sandbox.take()
    places: Counter[int] = Counter()
    try:
        for sheet, row, *told in reader.read(request, progress):
            item = items.get((str(sheet), int(row)))
            if item is None or places[item] == MOST_AN_ITEM:
                continue
            place = places[item]
            places[item] += 1
            yield _Wanted(item, place, "", int(row), str(sheet)), _told(tuple(told))
    except IntakeError as error:  # what came before it is kept
        broken.append(error)
    finally:
        reader.stop()


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Says where the whole stands while a reader is silent, and hears that it should stop."""

    told: Progress
    done: int
    total: int

    def step(self, _done: int, _total: int | None = None, _note: str = "") -> None:
        self.told.step(self.done, self.total, "")


def _told(message: tuple[Any, ...]) -> Blob | BlindMedia:
    match message:
        case (
            "blob",
            str(digest),
            str(kind),
            str(form),
            int(wide),
            int(high),
            int(frames),
            bytes(body),
        ):
            return Blob(
                sha256=digest,
                kind=kind,
                format=form,
                width=wide,
                height=high,
                frames=frames,
                body=body,
            )
        case ("fault", str(fault), int(wide), int(high)):
            return BlindMedia(fault=MediaFault(fault).value, width=wide, height=high)
    raise TypeError(message[0])


def _line(found: Blob | BlindMedia) -> BlindMedia:
    if isinstance(found, BlindMedia):
        return found
    return BlindMedia(
        kind=found.kind,
        sha256=found.sha256,
        width=found.width,
        height=found.height,
        frames=found.frames,
    )


def _unusable(one: _Wanted, line: BlindMedia) -> Unusable:
    return Unusable(
        row_number=one.row_number,
        sheet=one.sheet,
        named=one.name,
        fault=line.fault,
        width=line.width,
        height=line.height,
    )


def _changed(
    tx: Any, given: Mapping[int, Sequence[tuple[int, BlindMedia]]]
) -> dict[int, list[tuple[int, BlindMedia]]]:
    """Return what says something new of a place: the same fault again is no news."""
    has = media.of_items(tx, given)
    return {
        item: [
            (place, line)
            for place, line in lines
            if place >= len(has.get(item, ())) or has[item][place] != line
        ]
        for item, lines in given.items()
    }


def _with_copies(
    tx: Any, given: dict[int, list[tuple[int, BlindMedia]]]
) -> dict[int, list[tuple[int, BlindMedia]]]:
    """Add the copies of items that lie on a desk twice: they show what the original shows."""
    from reviewer_audit.store import repeats

    copies = {copy: given[first] for copy, first in repeats.originals(tx).items() if first in given}
    return given | copies
