"""What else a customer's workbook holds: what stays as it is, and what does not follow new figures.

Only cells are edited, so charts, pictures, shapes, rules and print set-up stay. Named are the
parts that keep something of their own beside the cells, that run or fetch, or that cannot be
true of a changed file; whoever fills the template decides.
"""

import re
from collections.abc import Callable

from reviewer_audit.i18n import _, ngettext
from reviewer_audit.render.cell_ranges import Area
from reviewer_audit.render.package import Element, Package, child, children, local, made

# what the name of a part begins with -> what to know before it is filled
_NAMED: tuple[tuple[str, Callable[[], str]], ...] = (
    (
        r"xl/pivot(Cache|Tables)/",
        lambda: _(
            "Pivot tables keep what they show, and the rows they were made of, until somebody "
            "refreshes them."
        ),
    ),
    (
        r"xl/(slicers|slicerCaches|timelines|timelineCaches)/",
        lambda: _("Slicers and timelines keep the choices they were saved with."),
    ),
    (
        r"xl/model/",
        lambda: _("The data model keeps its rows until somebody refreshes it."),
    ),
    (
        r"xl/externalLinks/",
        lambda: _("Links to other workbooks stay, with the values they brought last."),
    ),
    (
        r"xl/(connections\.xml|queryTables/|customData/)",
        lambda: _("Queries and connections stay; refreshing them replaces what they fill."),
    ),
    (
        r".*vbaProject\.bin$|xl/macrosheets/",
        lambda: _("Macros stay and are not looked into: they can change what the file shows."),
    ),
    (
        r"xl/(activeX|webextensions|taskpanes)/|xl/embeddings/.*\.(bin|xml)$",
        lambda: _("Controls, add-ins and embedded objects stay and are not looked into."),
    ),
    (
        r"xl/embeddings/.*\.(xls|doc|ppt)\w?$",
        lambda: _("Embedded documents stay with all they hold."),
    ),
    (
        r"xl/revisions/",
        lambda: _("The history of changes stays, with the values that cells had."),
    ),
    (
        r"xl/charts/chartEx",
        lambda: _("Charts of newer kinds keep old values until Excel draws them anew."),
    ),
    (
        r"_xmlsignatures/",
        lambda: _("The digital signature is taken out: it holds for the unfilled file alone."),
    ),
    (
        r"docProps/thumbnail",
        lambda: _("The small picture of the first page is taken out: it shows the unfilled file."),
    ),
)
DROPPED = re.compile(r"_xmlsignatures/|docProps/thumbnail|xl/calcChain\.xml$")
_FETCHING = re.compile(
    r"(?<![\w.])(?:_xlfn\.)?(WEBSERVICE|IMAGE|RTD|CALL|REGISTER\.ID)\(|\|[^!]*!", re.IGNORECASE
)


def losses(package: Package) -> tuple[str, ...]:
    """Return a sentence for everything that does not follow new figures, or that runs."""
    found = [
        said()
        for pattern, said in _NAMED
        if any(re.match(pattern, name, re.IGNORECASE) for name in package.names)
    ]
    if outside := _fetched(package):
        found.append(
            ngettext(
                "{n} part is fetched from elsewhere when the file is opened.",
                "{n} parts are fetched from elsewhere when the file is opened.",
                outside,
            ).format(n=outside)
        )
    return tuple(found)


def fetching(formula: str) -> bool:
    """Tell whether a formula can send to, or fetch from, somewhere else."""
    return bool(_FETCHING.search(formula))


def kept(package: Package) -> str:
    """Return what stays as it is, counted."""
    drawn = [name for name in package.names if name.startswith("xl/drawings/drawing")]
    shapes = sum(
        local(one) in {"sp", "cxnSp", "grpSp"}
        for name in drawn
        for anchor in package.tree(name)
        for one in anchor
    )
    sheets = [one for one in package.names if re.match(r"xl/worksheets/[^/]+\.xml$", one)]
    rules = sum(len(children(package.tree(one), "conditionalFormatting")) for one in sheets)
    inputs = sum(
        len(children(package.tree(one), "dataValidations", "dataValidation")) for one in sheets
    )
    charts = sum(bool(re.match(r"xl/charts/chart\w*\d+\.xml$", one)) for one in package.names)
    pictures = sum(one.startswith("xl/media/") for one in package.names)
    notes = sum(bool(re.match(r"xl/(threadedC|c)omments", one)) for one in package.names)
    said = (
        ngettext("{n} sheet", "{n} sheets", len(sheets)).format(n=len(sheets)),
        ngettext("{n} chart", "{n} charts", charts).format(n=charts),
        ngettext("{n} picture", "{n} pictures", pictures).format(n=pictures),
        ngettext("{n} shape", "{n} shapes", shapes).format(n=shapes),
        ngettext("{n} conditional format", "{n} conditional formats", rules).format(n=rules),
        ngettext("{n} rule for input", "{n} rules for input", inputs).format(n=inputs),
        ngettext("{n} page of comments", "{n} pages of comments", notes).format(n=notes),
    )
    counts = (len(sheets), charts, pictures, shapes, rules, inputs, notes)
    return ", ".join(text for text, n in zip(said, counts, strict=True) if n)


def _fetched(package: Package) -> int:
    """Count what lies outside and is no mere link to click."""
    return sum(
        outside and kind not in {"hyperlink", "externalLinkPath"}
        for name in package.names
        if not name.endswith(".rels")
        for _id, kind, _to, outside in package.related(name)
    )


def drawn(package: Package, sheet: str) -> tuple[Area, ...]:
    """Return the cells under the charts, pictures and shapes of a sheet."""
    found = []
    for _id, kind, part, outside in package.related(sheet):
        if kind != "drawing" or outside:
            continue
        for anchor in package.tree(part):
            first = _corner(anchor, "from")
            last = _corner(anchor, "to") or first
            if first and last:
                found.append(Area(first[0], first[1], last[0], last[1]))
    return tuple(found)


def _corner(anchor: Element, name: str) -> tuple[int, int] | None:
    corner = child(anchor, name)
    column, row = child(corner, "col"), child(corner, "row")
    if column is None or row is None:
        return None
    return int(column.text or 0) + 1, int(row.text or 0) + 1


def tidy(package: Package) -> None:
    """Take out what is no longer true of a filled file."""
    for name in package.names:
        if DROPPED.match(name):
            package.drop(name)


def recalculate(package: Package, workbook: str) -> None:
    """Ask the spreadsheet program to compute everything when the file is opened."""
    root = package.edit(workbook)
    found = child(root, "calcPr")
    if found is None:
        found = made(root, "calcPr")
        before = {
            "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr",
            "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences",
            "definedNames",
        }  # fmt: skip
        at = max((i for i, one in enumerate(root) if local(one) in before), default=-1)
        root.insert(at + 1, found)
    found.set("fullCalcOnLoad", "1")
