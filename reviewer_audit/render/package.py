"""A workbook as its zip and XML: a part that nobody edits keeps its bytes.

openpyxl writes a workbook anew from what it understood of it. Tried on a file with a sparkline,
a text box and a chart style it dropped all three, as it does slicers, form controls, pivot
caches and macros. Editing the few cells in the XML loses none of them, so there is nothing to
put back. Names keep their prefixes (``x14ac:dyDescent``), which readers check against
``mc:Ignorable``; ``xml.etree`` alone would rename them.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.parsers import expat

from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _
from reviewer_audit.render.files import replacing

Element = ET.Element
MOST_XML = 48 << 20  # bytes of all parts that are taken apart
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def parsed(data: bytes) -> Element:
    """Return the root of a part, all names as they are written.

    Raises:
        ValueError: it is no XML, or declares a document type.
    """
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's
        return builder.close()
    except (expat.ExpatError, AssertionError) as error:
        raise ValueError(str(error)) from error


def _refuse_doctype(*_declared: object) -> None:
    message = "a document type is declared"
    raise ValueError(message)


def local(element: Element) -> str:
    """Return the name of an element without its prefix."""
    return str(element.tag).rpartition(":")[2]


def children(element: Element | None, *path: str) -> list[Element]:
    """Return the elements at the end of a path of names."""
    found = [] if element is None else [element]
    for name in path:
        found = [child for one in found for child in one if local(child) == name]
    return found


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first element at the end of a path of names."""
    return next(iter(children(element, *path)), None)


def made(like: Element, name: str, text: str | None = None, **values: str) -> Element:
    """Return a new element with the prefix of another one."""
    prefix, colon, _name = str(like.tag).rpartition(":")
    element = Element(f"{prefix}{colon}{name}", values)
    element.text = text
    return element


class Package:
    """The parts of a workbook, each parsed when it is asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._zip = zipfile.ZipFile(BytesIO(data))
        self._infos = {one.filename: one for one in self._zip.infolist() if not one.is_dir()}
        self._trees: dict[str, Element] = {}
        self._edited: set[str] = set()
        self._room = MOST_XML

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def tree(self, name: str) -> Element:
        """Return the root of a part; OutputError where it cannot be read."""
        if name not in self._trees:
            info = self._infos.get(name)
            if info is None or info.file_size > self._room:
                raise self._broken(name)
            self._room -= info.file_size
            try:
                self._trees[name] = parsed(self._zip.read(info))
            except (ValueError, zipfile.BadZipFile, OSError, RuntimeError) as error:
                raise self._broken(name) from error
        return self._trees[name]

    def edit(self, name: str) -> Element:
        """Return the root of a part that is going to be changed."""
        self._edited.add(name)
        return self.tree(name)

    def related(self, name: str) -> Iterator[tuple[str, str, str, bool]]:
        """Yield id, kind, target and whether it lies outside, of what a part refers to."""
        rels = rels_of(name)
        if rels not in self._infos:
            return
        for one in children(self.tree(rels), "Relationship"):
            kind = one.get("Type", "").rpartition("/")[2]
            target = one.get("Target", "")
            outside = one.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                target = target.lstrip("/")
            yield one.get("Id", ""), kind, target, outside

    def first(self, name: str, kind: str) -> str:
        """Return the part of a kind that a part refers to, "" where there is none."""
        return next(
            (to for _id, what, to, out in self.related(name) if what == kind and not out), ""
        )

    def types(self) -> dict[str, str]:
        """Return the content type of every part that declares its own."""
        every = children(self.tree("[Content_Types].xml"), "Override")
        return {one.get("PartName", "").lstrip("/"): one.get("ContentType", "") for one in every}

    def retype(self, name: str, kind: str) -> None:
        """Declare another content type for a part."""
        for one in children(self.edit("[Content_Types].xml"), "Override"):
            if one.get("PartName", "").lstrip("/") == name:
                one.set("ContentType", kind)

    def drop(self, name: str) -> None:
        """Take a part out, with all that refers to it."""
        self._infos.pop(name, None)
        self._infos.pop(rels_of(name), None)
        types = self.edit("[Content_Types].xml")
        for one in children(types, "Override"):
            if one.get("PartName", "").lstrip("/") == name:
                types.remove(one)
        for rels in [one for one in self._infos if one.endswith(".rels")]:
            folder = posixpath.dirname(posixpath.dirname(rels))
            for one in children(self.tree(rels), "Relationship"):
                target = posixpath.join(folder, one.get("Target", ""))
                if posixpath.normpath(target).lstrip("/") == name:
                    self.edit(rels).remove(one)

    def save(self, path: Path) -> None:
        """Write the workbook whole or not at all; OutputError where it cannot be written."""
        with (
            replacing(path) as temporary,
            zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as out,
        ):
            for name, info in self._infos.items():
                entry = zipfile.ZipInfo(name, info.date_time)
                entry.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(entry, self._bytes(name))

    def _bytes(self, name: str) -> bytes:
        if name in self._edited:
            return _HEAD + ET.tostring(self._trees[name], encoding="unicode").encode()
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, RuntimeError) as error:
            raise self._broken(name) from error

    def _broken(self, part: str) -> OutputError:
        return OutputError(
            _("{name} cannot be filled: its part {part} is missing, damaged or too large.").format(
                name=self._name, part=part
            ),
            _("Nothing was written. Open it in a spreadsheet program and save it as xlsx again."),
            code="template.damaged",
        )


def rels_of(name: str) -> str:
    """Return the name of the part that says what a part refers to; of the whole for ""."""
    folder, _slash, file = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")
