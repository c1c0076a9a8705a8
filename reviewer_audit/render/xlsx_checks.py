"""The sheet behind the checks: decisions and hits at each weight, and each brief figure again."""

from typing import Any

from reviewer_audit.i18n import N_, _
from reviewer_audit.render.xlsx_page import Page, retraced
from reviewer_audit.render.xlsx_styles import WHOLE
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.stats.retracing import CLOSE, Parts, share_of

CHECK_DATA = N_("Check data")
_WIDTHS = (70, 11, 11, 14, 11, 14)


class Checks:
    """Re-traces figures that their own row cannot: weighted ones, and those without their counts.

    A weighted share is sum(weight x numerator) / sum(weight x n) over the weights that occur.
    """

    def __init__(self, sheet: Any) -> None:
        self.used = False
        self._page = page = Page(sheet)
        for column, width in enumerate(_WIDTHS, start=1):
            page.widen(column, width)
        page.span = len(_WIDTHS)
        page.paragraph(_("What the checks are made of"), "sheet title", size=15)
        page.paragraph(
            _(
                "Value is the figure as it stands in its sheet. Check is the sum of weight times "
                "numerator by the sum of weight times n. Below this line nothing is printed."
            ),
            "note",
        )
        titles = (_("Figure"), _("Value"), _("Check"), _("Weight"), "n", _("Numerator"))
        for column, title in enumerate(titles, start=1):
            page.text(page.row, column, title, "number column" if column > 1 else "column")
        sheet.freeze_panes = sheet.cell(page.row + 1, 2)
        page.row += 1

    def add(self, name: str, sheet: Any, at: str, e: Estimate) -> str:
        """Write what re-traces a figure; return the formula that shows its check, or nothing.

        Args:
            name: what the figure is.
            sheet: where it stands.
            at: its cell there.
            e: the figure.
        """
        page, parts = self._page, _parts(e)
        if not parts:
            return ""
        self.used = True
        top, last = page.row, page.row + len(parts) - 1
        page.text(top, 1, name, "text")
        page.formula(top, 2, f"={_there(sheet)}{at}", "number")
        weight, n, hits = (f"{column}{top}:{column}{last}" for column in "DEF")
        if len(parts) == 1:
            formula = f"=F{top}/E{top}"
        else:
            formula = f"=SUMPRODUCT({weight},{hits})/SUMPRODUCT({weight},{n})"
        page.formula(top, 3, formula, "bound")
        for part in parts:
            for column, number in enumerate(part, start=4):
                whole = float(number).is_integer()
                form = WHOLE if whole else "#,##0.0000"
                page.number(page.row, column, int(number) if whole else number, "bound", form)
            page.row += 1
        return f"={_there(page.sheet)}C{top}"

    def finish(self) -> None:
        """Set the widths of columns."""
        self._page.finish()


def why_not(e: Estimate) -> str:
    """Say why a sheet cannot re-trace a figure."""
    if e.numerator is None:
        return _("no share of counts")
    return _("from single decisions")  # more weights than anybody adds up


def _parts(e: Estimate) -> Parts:
    if e.value is None:
        return ()
    if retraced(e) and e.numerator is not None:
        return ((1.0, e.n, e.numerator),)
    found = share_of(e.parts)
    return e.parts if found is not None and abs(found - e.value) < CLOSE else ()


def _there(sheet: Any) -> str:
    """Return how a formula names a sheet."""
    return "'{}'!".format(sheet.title.replace("'", "''"))
