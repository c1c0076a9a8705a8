"""A customer's own workbook: what is placed in it by name, and what stands against filling it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _
from reviewer_audit.render import template_parts
from reviewer_audit.render.cell_ranges import Area, Growth, has_address, place
from reviewer_audit.render.package import Element, Package, child, children
from reviewer_audit.render.sheet_grid import Grid
from reviewer_audit.render.template_parts import drawn
from reviewer_audit.reports.template import NAMES, PREFIX, Filling, names
from reviewer_audit.reports.template_tables import TABLES, field_of, tables

LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A cell with a name."""

    name: str
    sheet: str
    area: Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: the field it shows, or the customer's own formula; or neither.

    ``moves``: the formula is that of the first row, and its addresses move from row to row.
    """

    heading: str
    field: str = ""
    formula: str = ""
    moves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpot:
    """A table with a name, its body without heading and totals."""

    name: str
    part: str
    sheet: str
    body: Area
    header: bool
    totals: bool
    columns: tuple[Column, ...]

    def grown(self, rows: int) -> Growth:
        """Return how the table changes for so many rows; an empty one keeps a row."""
        bottom = self.body.top + max(rows, 1) - 1
        return Growth(self.sheet, self.body, bottom, totals=self.totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What is filled: a figure into a cell, or rows into a table; ``held``: the edition has it."""

    name: str
    what: str
    sheet: str
    at: str
    rows: int | None = None
    held: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What filling a template would do.

    ``errors`` forbid it. ``losses`` are for whoever fills it to decide. ``warnings`` are said.
    """

    fills: tuple[Placed, ...]
    errors: tuple[str, ...]
    losses: tuple[str, ...]
    warnings: tuple[str, ...]
    kept: str


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Put into words what a broken workbook raises."""
    try:
        yield
    except (ValueError, KeyError, IndexError, RecursionError) as error:
        message = _("{name} cannot be read as a workbook.").format(name=name)
        hint = _("Nothing was written. Open it in a spreadsheet program and save it anew.")
        raise OutputError(message, hint, code="template.damaged") from error


class Template:
    """A workbook with what is placed in it.

    Args:
        data: the file.
        name: what it is called in messages.

    Raises:
        OutputError: it is no workbook of the kind xlsx or xlsm.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.package = Package(data, name)
        self.name = name
        self.workbook = self.package.first("", "officeDocument")
        kind = self.package.types().get(self.workbook, "")
        if not kind.endswith("main+xml"):
            message = _("{name} is no workbook that can be filled.").format(name=name)
            hint = _("Nothing was written. Save it in a spreadsheet program as xlsx.")
            raise OutputError(message, hint, code="template.kind")
        self.macros = "macroEnabled" in kind
        self.errors: list[str] = []
        self.warnings: list[str] = []
        with readable(name):
            self.sheets = dict(self._sheets())  # title -> part
            self.grids = {title: Grid(self.package.tree(p)) for title, p in self.sheets.items()}
            self.spots = tuple(self._spots())
            self.tables = tuple(self._tables())
            self.drawn = {title: drawn(self.package, p) for title, p in self.sheets.items()}

    @property
    def suffix(self) -> str:
        """What the name of a filled file ends in."""
        return ".xlsm" if self.macros else ".xlsx"

    def look(self, filling: Filling, *, provisional: bool = False) -> Look:
        """Return what filling it with these figures would do; nothing is changed."""
        errors = [*self.errors, *self._collisions(filling)]
        losses = list(template_parts.losses(self.package))
        if provisional and not any(spot.name == "ra_stamp" for spot in self.spots):
            losses.append(
                _("Nothing in it says that the round is not closed: no cell is named ra_stamp.")
            )
        losses += self._fetching()
        if not self.spots and not self.tables:
            errors.append(
                _("Nothing in it has a name that begins with ra_: nothing would be filled.")
            )
        held, rows_of = names(), tables()
        fills = [
            Placed(
                name=spot.name,
                what=held[spot.name].what,
                sheet=spot.sheet,
                at=str(spot.area),
                held=spot.name in filling.figures,
            )
            for spot in self.spots
        ]
        for table in self.tables:
            rows = filling.tables.get(table.name)
            fills.append(
                Placed(
                    name=table.name,
                    what=rows_of[table.name].what,
                    sheet=table.sheet,
                    at=str(table.body),
                    rows=len(rows or ()),
                    held=rows is not None,
                )
            )
        return Look(
            fills=tuple(fills),
            errors=tuple(dict.fromkeys(errors)),
            losses=tuple(losses),
            warnings=(*self.warnings, *self._alone()),
            kept=template_parts.kept(self.package),
        )

    # -- what is placed

    def _sheets(self) -> Iterator[tuple[str, str]]:
        parts = {
            key: part
            for key, kind, part, outside in self.package.related(self.workbook)
            if kind == "worksheet" and not outside
        }
        for one in children(self.package.tree(self.workbook), "sheets", "sheet"):
            key = next((v for name, v in one.attrib.items() if name.rpartition(":")[2] == "id"), "")
            if key in parts:
                yield one.get("name", ""), parts[key]

    def _spots(self) -> Iterator[Spot]:
        for one in children(self.package.tree(self.workbook), "definedNames", "definedName"):
            name = one.get("name", "").casefold()
            if not name.startswith(PREFIX):
                continue
            if name not in NAMES:
                said = _("{name} is none of the names that can be filled.")
                if name in TABLES:
                    said = _("{name} is the name of a table, not of a cell.")
                self.errors.append(said.format(name=one.get("name")))
                continue
            found = place(one.text or "")
            title = self._title(found[0]) if found else None
            if found is None or title is None:
                self.errors.append(_("{name} names no cell.").format(name=name))
                continue
            area = self._one_cell(title, found[1])
            cell = self.grids[title].cell(area.top, area.left) if area else None
            if area is None:
                self.errors.append(
                    _("{name} names several cells: {at}.").format(name=name, at=found[1])
                )
            elif cell is not None and child(cell, "f") is not None:
                self.errors.append(
                    _("{name} names a cell that holds a formula: {at}.").format(name=name, at=area)
                )
            else:
                yield Spot(name=name, sheet=title, area=area)

    def _title(self, name: str) -> str | None:
        return next((one for one in self.sheets if one.casefold() == name.casefold()), None)

    def _one_cell(self, title: str, area: Area) -> Area | None:
        first = replace(area, right=area.left, bottom=area.top)
        return first if area.single or area in self._merged(title) else None

    def _merged(self, title: str) -> list[Area]:
        cells = children(self.package.tree(self.sheets[title]), "mergeCells", "mergeCell")
        return [area for one in cells if (area := Area.of(one.get("ref", "")))]

    def _tables(self) -> Iterator[TableSpot]:
        for title, sheet in self.sheets.items():
            for _id, kind, part, outside in self.package.related(sheet):
                if kind == "table" and not outside:
                    yield from self._table(title, part)

    def _table(self, title: str, part: str) -> Iterator[TableSpot]:
        root = self.package.tree(part)
        name = root.get("displayName", "").casefold()
        if not name.startswith(PREFIX):
            return
        if name not in TABLES:
            self.errors.append(
                _("{name} is none of the tables that can be filled.").format(
                    name=root.get("displayName")
                )
            )
            return
        area = Area.of(root.get("ref", ""))
        if area is None:
            message = "a table without cells"
            raise ValueError(message)
        header = root.get("headerRowCount", "1") != "0"
        totals = root.get("totalsRowCount", "0") != "0"
        body = replace(area, top=area.top + header, bottom=area.bottom - totals)
        grid = self.grids[title]
        first = [grid.formula(body.top, at) for at in range(body.left, body.right + 1)]
        every = children(root, "tableColumns", "tableColumn")
        columns = tuple(self._columns(name, every, first))
        if len(columns) != area.right - area.left + 1 or body.bottom < body.top:
            message = "a table whose columns are not its cells"
            raise ValueError(message)
        spot = TableSpot(
            name=name,
            part=part,
            sheet=title,
            body=body,
            header=header,
            totals=totals,
            columns=columns,
        )
        self._check_formulas(spot)
        yield spot

    def _columns(
        self, name: str, every: Sequence[Element], first: Sequence[str]
    ) -> Iterator[Column]:
        for one, shown in zip(every, first, strict=False):
            heading = re.sub(r"_x000[aAdD]_", " ", one.get("name", ""))
            own = child(one, "calculatedColumnFormula")
            calculated = (own.text or "") if own is not None else ""
            field = field_of(heading)
            if field in TABLES[name].fields and not calculated:
                yield Column(heading=heading, field=field)
            elif shown:
                yield Column(heading=heading, formula=shown, moves=True)
            elif calculated:
                if has_address(calculated):
                    self.errors.append(
                        _(
                            "In the table {name}, the formula of {heading} names cells by address; "
                            "write it with [@…]."
                        ).format(name=name, heading=heading)
                    )
                yield Column(heading=heading, formula=calculated)
            else:
                self.warnings.append(
                    _("In the table {name}, {heading} names no field and stays empty.").format(
                        name=name, heading=heading
                    )
                )
                yield Column(heading=heading)

    def _check_formulas(self, spot: TableSpot) -> None:
        """A formula that reaches out of the body cannot be written over."""
        grid = self.grids[spot.sheet]
        for row in range(spot.body.top, spot.body.bottom + 1 + spot.totals):
            for column in range(spot.body.left, spot.body.right + 1):
                cell = grid.cell(row, column)
                own = child(cell, "f") if cell is not None else None
                if own is None:
                    continue
                reach = Area.of(own.get("ref", ""))
                below = row > spot.body.bottom and has_address(own.text or "")
                if (reach and not spot.body.holds(reach)) or below:
                    self.errors.append(
                        _("The table {name} holds a formula that cannot move: {at}.").format(
                            name=spot.name, at=Area(column, row, column, row)
                        )
                    )

    # -- what stands against it

    def growths(self, filling: Filling) -> dict[str, Growth]:
        """Return how the tables of the template change, by their parts."""
        return {one.part: one.grown(len(filling.tables.get(one.name, ()))) for one in self.tables}

    def _collisions(self, filling: Filling) -> Iterator[str]:
        growths = self.growths(filling)
        for table in self.tables:
            change = growths[table.part]
            last = change.bottom + table.totals
            first = table.body.bottom + table.totals + 1
            if last > LAST_ROW:
                yield _("The table {name} would reach below the last row.").format(name=table.name)
            if first > last:
                continue
            below = replace(table.body, top=first, bottom=min(last, LAST_ROW))
            if at := self._standing(table, below):
                rows = change.bottom - table.body.top + 1
                yield _(
                    "The table {name} needs {rows} rows, and {at} on the sheet {sheet} stands in "
                    "their way. Leave the cells below the table empty."
                ).format(name=table.name, rows=rows, at=at, sheet=table.sheet)

    def _standing(self, table: TableSpot, below: Area) -> str:
        """Return what stands in a block of cells, "" where nothing does."""
        others = [
            str(replace(one.body, top=one.body.top - one.header))
            for one in self.tables
            if one is not table and one.sheet == table.sheet and one.body.meets(below)
        ]
        merged = [str(one) for one in self._merged(table.sheet) if one.meets(below)]
        named = [
            spot.name for spot in self.spots if spot.sheet == table.sheet and below.holds(spot.area)
        ]
        drawn = [str(one) for one in self.drawn[table.sheet] if one.meets(below)]
        found = self.grids[table.sheet].holding(below)
        return next(iter([*([found] if found else []), *named, *others, *merged, *drawn]), "")

    def _fetching(self) -> list[str]:
        found = [
            f"{title}!{cell.get('r')}"
            for title, part in self.sheets.items()
            for cell in children(self.package.tree(part), "sheetData", "row", "c")
            if (own := child(cell, "f")) is not None and template_parts.fetching(own.text or "")
        ]
        said = _("A formula can send figures elsewhere or fetch from there: {at}.")
        return [said.format(at=", ".join(found[:5]))] if found else []

    def _alone(self) -> Iterator[str]:
        """Warn of rates that stand without n and interval: on each sheet, in each table."""
        for title in self.sheets:
            here = {spot.name for spot in self.spots if spot.sheet == title}
            beside = {name: NAMES[name].beside for name in sorted(here)}
            yield from _lonely(beside, here, _("on the sheet {where}").format(where=title))
        for table in self.tables:
            held = {column.field for column in table.columns}
            rates = {key: groups for key, groups in TABLES[table.name].rates.items() if key in held}
            yield from _lonely(rates, held, _("in the table {where}").format(where=table.name))


def _lonely(
    rates: Mapping[str, Iterable[tuple[str, ...]]], held: set[str], where: str
) -> Iterator[str]:
    for name, groups in rates.items():
        missing = [group[0] for group in groups if not held & set(group)]
        if missing:
            yield _("{name} stands {where} without {missing}.").format(
                name=name, where=where, missing=", ".join(missing)
            )
