"""Fill a customer's own workbook: its named cells, its tables, and whatever follows them."""

from dataclasses import replace
from pathlib import Path

from reviewer_audit.i18n import _
from reviewer_audit.render import cell_ranges, template_parts
from reviewer_audit.render.cell_ranges import Growth
from reviewer_audit.render.package import Element, Package, child, children, local
from reviewer_audit.render.sheet_grid import Styles, shared
from reviewer_audit.render.template import TableSpot, Template, readable
from reviewer_audit.render.xlsx_page import lines
from reviewer_audit.reports.template import Filling

_FORMULAS = {"f", "formula", "formula1", "formula2"}
_CACHES = {"numCache", "strCache", "multiLvlStrCache"}


def fill(template: Template, filling: Filling, path: Path) -> None:
    """Write a filled copy of the template.

    The template must have been looked at and found without errors. A figure that the edition
    does not have is ``n/a``, as is one that is undefined.

    Raises:
        OutputError: the file cannot be written; an old one is unchanged.
    """
    with readable(template.name):
        _fill(template, filling)
    template.package.save(path)


def _fill(template: Template, filling: Filling) -> None:
    package = template.package
    growths = template.growths(filling)
    grown = list(growths.values())
    styles = Styles(package.edit(package.first(template.workbook, "styles")))
    for spot in template.spots:
        grid, area = template.grids[spot.sheet], spot.area
        style = grid.style(area.top, area.left)
        grid.put(area.top, area.left, filling.figures.get(spot.name), style, styles)
    for table in template.tables:
        _fill_table(template, table, growths[table.part], filling, styles)
    written = {one.sheet for one in template.spots} | {one.sheet for one in template.tables}
    for title, part in template.sheets.items():
        root = package.tree(part)
        if title in written or _has_formulas(root):
            package.edit(part)
            template.grids[title].finish()
        if grown:
            _follow(package.edit(part), title, grown)
    _follow(package.edit(template.workbook), "", grown)
    _print_areas(child(package.tree(template.workbook), "definedNames"), grown)
    _charts(package, grown)
    _forget(template)
    template_parts.tidy(package)
    template_parts.recalculate(package, template.workbook)
    kind = package.types()[template.workbook]
    package.retype(template.workbook, kind.replace(".template.", ".sheet."))  # xltx, xltm


def _fill_table(
    template: Template, table: TableSpot, change: Growth, filling: Filling, styles: Styles
) -> None:
    grid, body = template.grids[table.sheet], table.body
    rows = filling.tables.get(table.name, ())
    looks = [
        [grid.style(row, column) for column in range(body.left, body.right + 1)]
        for row in range(body.top, body.bottom + 1)
    ]
    widths = [grid.width(column) for column in range(body.left, body.right + 1)]
    absence = _("none") if table.name in filling.tables else _("not in this edition")
    first = next((at for at, one in enumerate(table.columns) if one.field), -1) if not rows else -1
    if table.totals and change.bottom != body.bottom:
        if change.bottom < body.bottom:
            grid.clear(replace(body, top=change.bottom + 1, bottom=change.bottom + 1))
        grid.move(body.bottom + 1, change.bottom + 1, body.left, body.right)
    if change.bottom < body.bottom:
        grid.clear(replace(body, top=change.bottom + 1 + table.totals))
    for at in range(max(len(rows), 1)):
        row = body.top + at
        pattern = at % len(looks)
        grid.like(row, body.top + pattern)
        high = 1
        for place, column in enumerate(table.columns):
            style = looks[pattern][place]
            if column.formula:
                own = column.formula
                if column.moves:
                    own = _moved(own, body.left + place, body.top, row)
                grid.put_formula(row, body.left + place, own, style)
            elif not rows or not column.field:
                said = absence if place == first else ""
                grid.put(row, body.left + place, said, style, styles)
            else:
                value = rows[at].get(column.field)
                grid.put(row, body.left + place, value, style, styles)
                if isinstance(value, str) and styles.wraps(style):
                    high = max(high, lines(value, widths[place] - 2))
        grid.fit(row, high)
    _resize(template.package.edit(table.part), table, change)


def _moved(formula: str, column: int, top: int, row: int) -> str:
    """Return the formula of a table's first row as another row has it."""
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import Translator, TranslatorError

    at = cell_ranges.letters(column)
    try:
        moved = Translator(f"={formula}", origin=f"{at}{top}").translate_formula(f"{at}{row}")
    except (TokenizerError, TranslatorError) as error:
        raise ValueError(formula) from error
    return str(moved).removeprefix("=")


def _resize(root: Element, table: TableSpot, change: Growth) -> None:
    whole = replace(
        table.body, top=table.body.top - table.header, bottom=change.bottom + table.totals
    )
    root.set("ref", str(whole))
    for one in children(root, "sortState"):
        root.remove(one)
    for one in children(root, "autoFilter"):
        one.set("ref", str(replace(whole, bottom=change.bottom)))
        for column in list(one):
            column[:] = []  # what it filtered by; a hidden button stays hidden
            if "hiddenButton" not in column.attrib:
                one.remove(column)


def _has_formulas(root: Element) -> bool:
    return any(child(cell, "f") is not None for cell in children(root, "sheetData", "row", "c"))


def _follow(root: Element, sheet: str, grown: list[Growth]) -> None:
    """Let formulas and rules follow the tables they name or lie on."""
    for parent in root.iter():
        for one in parent:
            name = local(one)
            if name in _FORMULAS or name == "definedName":
                one.text = cell_ranges.formula(one.text or "", sheet, grown)
            elif name == "sqref" and one.text and local(parent) != "sparkline":
                one.text = cell_ranges.rules(one.text, sheet, grown)
            if "sqref" in one.attrib and name != "selection":
                one.set("sqref", cell_ranges.rules(one.attrib["sqref"], sheet, grown))


def _print_areas(names: Element | None, grown: list[Growth]) -> None:
    """Make print areas as long as the tables in them."""
    for one in names if names is not None else ():
        if one.get("name") != "_xlnm.Print_Area":
            continue
        found = cell_ranges.place(one.text or "")
        for change in grown:
            if found and found[0] == change.sheet:
                area = found[1]
                low = change.body.bottom + change.totals
                new = change.bottom + change.totals
                if (
                    area.top <= change.body.top
                    and low <= area.bottom < new
                    and area.meets(change.body)
                ):
                    found = (found[0], replace(area, bottom=new))
                    title = found[0].replace("'", "''")
                    corner = cell_ranges.letters
                    one.text = (
                        f"'{title}'!${corner(area.left)}${area.top}:${corner(area.right)}${new}"
                    )


def _charts(package: Package, grown: list[Growth]) -> None:
    """Let charts follow the tables; what they remember of old values goes."""
    for name in package.names:
        if not (name.startswith("xl/charts/chart") and name.endswith(".xml")):
            continue
        root = package.edit(name)
        for one in root.iter():
            source = child(one, "f")
            if source is None or "[" in (source.text or ""):
                continue
            source.text = _source(source.text or "", grown)
            for cache in [inner for inner in one if local(inner) in _CACHES]:
                one.remove(cache)


def _source(text: str, grown: list[Growth]) -> str:
    """Return what a chart shows, now that tables have other rows; one cell may become many."""
    found = cell_ranges.place(text)
    if found is None:
        return cell_ranges.formula(text, "", grown)
    for change in grown:
        if change.sheet.casefold() == found[0].casefold() and change.followed(found[1]) != found[1]:
            return cell_ranges.absolute(found[0], change.followed(found[1]))
    return text


def _forget(template: Template) -> None:
    """Blank the texts that only cells showed which are filled now: they are of another audit."""
    released = set().union(*(grid.released for grid in template.grids.values()))
    part = template.package.first(template.workbook, "sharedStrings")
    if not released or not part:
        return
    held = {
        index
        for sheet in template.sheets.values()
        for cell in children(template.package.tree(sheet), "sheetData", "row", "c")
        if (index := shared(cell)) is not None
    }
    for index, one in enumerate(children(template.package.edit(part), "si")):
        if index in released - held:
            for inner in list(one)[1:]:
                one.remove(inner)
            if len(one):
                one[0].clear()
                one[0].tag = str(one.tag)[:-2] + "t"
