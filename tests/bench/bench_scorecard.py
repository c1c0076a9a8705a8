"""The scorecard of an audit of 10,000 decisions, against openpyxl writing the same cells.

The floor, in the same run: openpyxl given a list of the very cells (place, value, style, all
known), the same widths, heights, merged cells and colour scales, and the same charts, made ready
before; it puts them in and saves. The scorecard starts from the numbers of the audit: it says
what stands where, and how wide and high, draws the charts, and saves. Both are timed in turn,
in processor time; the median of the ratios counts.

Then 40 workbooks of the same audit, of vendors and of reviewers: they must be written within one
memory, and stop at the workbook in hand when the user cancels.

Run as: python tests/bench/bench_scorecard.py
"""

import gc
import sys
import tempfile
import time
from copy import copy
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from openpyxl import Workbook, load_workbook

from reviewer_audit.progress import Cancelled
from reviewer_audit.render import xlsx, xlsx_charts, xlsx_styles
from reviewer_audit.reports.build import build
from reviewer_audit.services import analysis, projects, reporting
from tests.bench import audited

DECISIONS, ROUNDS, TARGET = 10_000, 7, 1.3
WORKBOOKS, GROWTH = 40, 24.0  # and the megabytes that all but the first ten may add


class Figures:
    """Stands for a sheet of figures that are there already."""

    def __init__(self, sheet, row):
        self.sheet, self.row = sheet, row

    def text(self, *_given):
        """Leave the cell as it is."""

    number = text


def kept(report, path):
    """Write the scorecard once, keeping what stands in its sheets."""
    sheets, drawn = [], {}
    save, draw = xlsx.save, xlsx_charts.draw

    def saved(workbook, out, **more):
        for sheet in workbook:
            cells = [(c.row, c.column, c.value, c.data_type, copy(c._style))
                     for c in sheet._cells.values()]  # fmt: skip
            charts = [(*drawn[id(chart)], chart.anchor) for chart in sheet._charts]
            sheets.append((sheet, cells, charts))
        save(workbook, out, **more)

    def noted(spec, data, **size):
        row = data.row
        chart = draw(spec, data, **size)
        drawn[id(chart)] = spec, row, size
        return chart

    xlsx.save, xlsx_charts.draw = saved, noted
    try:
        xlsx.write_scorecard(report, path)
    finally:
        xlsx.save, xlsx_charts.draw = save, draw
    return sheets


def bare(sheets, path):
    """Put the same into a workbook of openpyxl and save it."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    first = sheets[0][0].parent
    xlsx_styles.register(workbook)
    workbook._cell_styles, workbook._fonts = first._cell_styles, first._fonts
    workbook._fills, workbook._borders = first._fills, first._borders
    workbook._alignments, workbook._number_formats = first._alignments, first._number_formats
    figures = sheets[-1][0].title
    new = [workbook.create_sheet(old.title) for old, _, _ in sheets]
    for sheet, (old, cells, charts) in zip(new, sheets, strict=True):
        put = sheet.cell
        for row, column, value, kind, style in cells:
            cell = put(row, column)
            cell._style = style
            if value is not None:
                cell.value = value
                cell.data_type = kind
        measured(old, sheet)
        for spec, row, size, anchor in charts:
            chart = xlsx_charts.draw(spec, Figures(workbook[figures], row), **size)
            sheet.add_chart(chart, anchor)
    workbook.save(path)


def measured(old, sheet):
    """Give a sheet the widths, heights, merged cells and colours of another."""
    for key, one in old.column_dimensions.items():
        sheet.column_dimensions[key].width = one.width
    for key, one in old.row_dimensions.items():
        if one.height:
            sheet.row_dimensions[key].height = one.height
    for area in old.merged_cells.ranges:
        sheet.merged_cells.add(str(area))
    for area in old.conditional_formatting:
        for rule in area.rules:
            sheet.conditional_formatting.add(str(area.sqref), rule)


def timed(work):
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def ratio(found, folder):
    """Time both in turn and return the median ratio."""
    sheets = kept(build(found), folder / "kept.xlsx")
    runs = []
    for _ in range(ROUNDS):
        floor = timed(lambda: bare(sheets, folder / "bare.xlsx"))
        ours = timed(lambda: xlsx.write_scorecard(build(found), folder / "ours.xlsx"))
        runs.append((ours / floor, ours, floor))
    same(folder / "ours.xlsx", folder / "bare.xlsx")
    runs.sort()
    middle, ours, floor = runs[len(runs) // 2]
    count = sum(len(cells) for _, cells, _ in sheets)
    charts = sum(len(charts) for _, _, charts in sheets)
    missed = "" if middle <= TARGET else "  MISSED"
    print(f"scorecard of {found.decisions:,} decisions: {count:,} cells, {charts} charts")
    print(f"  openpyxl {floor:6.2f} s   scorecard {ours:6.2f} s   ratio {middle:.2f}"
          f" (of {runs[0][0]:.2f} to {runs[-1][0]:.2f})  target <= {TARGET}{missed}")  # fmt: skip
    return middle > TARGET


def same(ours, floor):
    """See that both files hold the same."""
    a, b = load_workbook(ours), load_workbook(floor)
    for one, two in zip(a, b, strict=True):
        if one.dimensions != two.dimensions or len(one._charts) != len(two._charts):
            raise AssertionError(one.title)
        for row, other in zip(one.iter_rows(), two.iter_rows(), strict=True):
            if [(c.value, c.style) for c in row] != [(c.value, c.style) for c in other]:
                raise AssertionError(one.title)


class Watched:
    """Notes the memory in use at each step, and stops where it is told to."""

    def __init__(self, stop=None):
        self.stop, self.memory, self.total = stop, [], 0

    def step(self, done, total=None, note=""):
        self.total = total
        if done == self.stop:
            raise Cancelled
        gc.collect()
        self.memory.append(megabytes())


def megabytes():
    """Return the memory that this process holds."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * 4096 / 1e6


def many(store, lead, found, folder):
    """Write a workbook each for audit, vendors and reviewers; then again, and cancel."""
    watched = Watched()
    start = time.process_time()
    written = reporting.write_scorecards(
        store, folder / "many", by=lead, per=("vendor", "reviewer"), results=found, progress=watched
    )
    seconds = time.process_time() - start
    grown = max(watched.memory[10:]) - max(watched.memory[:10])
    stopping = Watched(stop=20)
    try:
        reporting.write_scorecards(
            store, folder / "stopped", by=lead, per=("vendor", "reviewer"), results=found,
            progress=stopping,
        )  # fmt: skip
        stopped = False
    except Cancelled:
        stopped = len(list((folder / "stopped").iterdir())) == stopping.stop
    enough = len(written) >= WORKBOOKS and watched.total == len(written)
    print(f"{len(written)} workbooks in {seconds:.1f} s; memory {watched.memory[1]:.0f} MB after the"
          f" first, grown by {grown:.1f} MB from the tenth on  target <= {GROWTH:g}")  # fmt: skip
    print(f"  cancelled at the 21st: {'20 whole files' if stopped else 'NOT STOPPED'}")
    missed = grown > GROWTH or not stopped or not enough
    print("  MISSED" if missed else "", end="\n" if missed else "")
    return missed


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = projects.open_project(audited.project(folder, DECISIONS))
        lead = projects.seat(store, "")
        found = analysis.results(store, full=True, further=True)
        missed = ratio(found, folder) | many(store, lead, found, folder)
        store.close()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
