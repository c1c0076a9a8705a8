"""A PDF of 100 pages and more, and its charts, against the programs that set and draw them.

The floor of the pages, in the same run: the typesetter given the same template and the same text,
with each chart in a file made before. The report starts from the numbers of an audit of 15,000
decisions, and holds what is said of all of it and of its vendors. The floor of a chart: matplotlib
drawing the same points, bars, cells, names and words into a picture of the same size, and
``savefig``; against it, the picture that a report holds and the one that a screen saves. All in processor time, in turn; the median of the ratios counts.

Run as: python tests/bench/bench_pages.py
"""

import gc
import json
import multiprocessing
import re
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import typst
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from reviewer_audit.assets import resource
from reviewer_audit.render import charts, pdf
from reviewer_audit.render.document import document
from reviewer_audit.render.svg import drawn
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import ChartKind, Tone
from reviewer_audit.services import analysis, projects, reporting
from tests.bench import audited

DECISIONS, PAGES = 15_000, 100
ROUNDS, CHART_ROUNDS = 5, 7
TARGET, CHART_TARGET = 3.0, 1.5
DPI = 160


def timed(work):
    gc.collect()
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


def apart(work):
    """Time the making of a PDF in a process of its own, for the typesetter remembers what it set.

    Returns the seconds and how many pages came of it.
    """
    there, here = multiprocessing.Pipe()

    def child():
        seconds, made = timed(work)
        here.send((seconds, len(re.findall(rb"/Type\s*/Page\b", made))))

    one = multiprocessing.get_context("fork").Process(target=child)
    one.start()
    found = there.recv()
    one.join()
    return found


def middle(runs):
    """Return the run with the median ratio; a run begins with its ratio."""
    return sorted(runs, key=lambda run: run[0])[len(runs) // 2]


def ready(report, source):
    """Return the files of a report that is only to be set: text, and each chart in its file."""
    body = document(report, source)
    pdf._soften(body)
    template = resource("templates/report.typ").read_text(encoding="utf-8")
    template, changed = re.subn(r"image\(bytes\(one\.svg\)", 'image(one.id + ".svg"', template)
    if changed != 1:
        message = "the template sets its charts in another way"
        raise AssertionError(message)
    files = {"main.typ": template.encode()}
    for section in body["sections"]:
        for run in section["runs"]:
            for block in run["blocks"]:
                if block["kind"] == "figure":
                    files[f"{block['id']}.svg"] = block.pop("svg").encode()
    files["report.json"] = json.dumps(body, ensure_ascii=False).encode()
    return files


def whole(found):
    """Return what is said of the audit and of each vendor, as one report."""
    parts = [build(found), *(build(found, vendor=name) for name in found.by["vendor"])]
    return replace(parts[0], sections=tuple(s for part in parts for s in part.sections))


def pages(found):
    """Time a whole report against setting it."""
    source = reporting.source_of(found)
    files = ready(whole(found), source)
    runs = []
    for _ in range(ROUNDS):
        floor, bare = apart(lambda: typst.compile(files, format="pdf", pdf_standards="ua-1"))
        ours, count = apart(lambda: pdf.pages(whole(found), source))
        runs.append((ours / floor, ours, floor))
    if count < PAGES or bare != count:
        message = f"{count} pages"
        raise AssertionError(message)
    ratio, ours, floor = middle(runs)
    missed = "" if ratio <= TARGET else "  MISSED"
    print(f"{count} pages: typesetter {floor:.2f} s   report {ours:.2f} s   ratio {ratio:.2f}"
          f"  target <= {TARGET:g}{missed}")  # fmt: skip
    return ratio > TARGET


def plain(spec, path):
    """Draw the same with matplotlib alone."""
    figure = Figure(figsize=(charts._WIDTH, charts._height(spec)))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    shown = [mark for mark in spec.marks if mark.value is not None]
    BARE[spec.kind](axes, spec, shown, [mark.value for mark in shown])
    for curve in spec.curves:
        axes.plot([at for at, _ in curve.points], [value for _, value in curve.points])
        axes.annotate(curve.name, curve.points[-1])
    if spec.target is not None:
        (axes.axvline if spec.kind is ChartKind.INTERVAL else axes.axhline)(spec.target)
        axes.annotate(spec.target_text, (spec.target, 1.0), xycoords=("data", "axes fraction"))
    axes.grid(visible=True)
    figure.suptitle(spec.title)
    figure.text(0.02, 0.01, spec.note)
    figure.savefig(path, dpi=DPI)


def _ends(marks, values):
    """Return how far intervals reach to both sides."""
    low = [v - (v if m.low is None else m.low) for v, m in zip(values, marks, strict=True)]
    high = [(v if m.high is None else m.high) - v for v, m in zip(values, marks, strict=True)]
    return [low, high]


def _interval(axes, _spec, marks, values):
    axes.errorbar(values, range(len(marks)), xerr=_ends(marks, values), fmt="o")
    axes.set_yticks(range(len(marks)), [mark.label for mark in marks])
    for at, mark in enumerate(marks):
        axes.annotate(mark.text, (1.0, at), xycoords=("axes fraction", "data"))
        axes.annotate(f"n {mark.n}", (0.0, at), xycoords=("axes fraction", "data"))


def _bars(axes, _spec, marks, values):
    axes.barh(range(len(marks)), values)
    axes.set_yticks(range(len(marks)), [mark.label for mark in marks])
    for at, mark in enumerate(marks):
        axes.annotate(mark.text, (mark.value, at))


def _heat(axes, spec, marks, values):
    width = len(spec.columns)
    axes.pcolormesh([values[k : k + width] for k in range(0, len(values), width)])
    axes.set_xticks([k + 0.5 for k in range(width)], spec.columns)
    axes.set_yticks([k + 0.5 for k in range(len(spec.rows))], spec.rows)
    for k, mark in enumerate(marks):
        axes.text(k % width + 0.5, k // width + 0.5, mark.text or f"{mark.value:,.0f}")


def _line(axes, _spec, marks, values):
    axes.errorbar(range(len(marks)), values, yerr=_ends(marks, values), fmt="o-")
    axes.set_xticks(range(len(marks)), [mark.label for mark in marks])
    for at, mark in enumerate(marks):
        axes.annotate(mark.text, (at, mark.value))


def _funnel(axes, spec, marks, values):
    axes.scatter([charts._along(mark) for mark in marks], values)
    axes.set_xlabel(spec.column_title)
    for mark in marks:
        if spec.named or mark.tone is not Tone.NEUTRAL:
            axes.annotate(mark.label, (charts._along(mark), mark.value))


BARE = {
    ChartKind.INTERVAL: _interval,
    ChartKind.BARS: _bars,
    ChartKind.HEAT: _heat,
    ChartKind.LINE: _line,
    ChartKind.FUNNEL: _funnel,
}


def pictures(found, folder):
    """Time each kind of chart of the report against matplotlib."""
    missed = False
    specs = {spec.kind: spec for spec in reversed(build(found).charts())}
    for kind, spec in specs.items():
        runs, saved = [], []
        for _ in range(CHART_ROUNDS):
            floor, _ = timed(lambda one=spec: plain(one, folder / "plain.png"))
            ours, _ = timed(lambda one=spec: drawn(one, "c"))
            shot, _ = timed(lambda one=spec: charts.draw(one, folder / "ours.png", dpi=DPI))
            runs.append((ours / floor, ours, floor))
            saved.append((shot / floor, shot, floor))
        (ratio, ours, floor), (again, shot, _) = middle(runs), middle(saved)
        over = ratio > CHART_TARGET or again > CHART_TARGET
        missed |= over
        print(f"{kind:9} matplotlib {1000 * floor:6.1f} ms   in a report {1000 * ours:6.1f} ms  ratio"
              f" {ratio:5.3f}   saved {1000 * shot:6.1f} ms  ratio {again:4.2f}"
              f"  target <= {CHART_TARGET}{'  MISSED' if over else ''}")  # fmt: skip
    return missed


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = projects.open_project(audited.project(folder, DECISIONS))
        found = analysis.results(store, full=True, further=True)
        store.close()
        missed = pages(found) | pictures(found, folder)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
