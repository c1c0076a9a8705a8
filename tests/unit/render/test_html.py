"""The HTML report: whole, readable without sight, and nothing in it runs or points outside."""

import re
from html.parser import HTMLParser

import pytest

from reviewer_audit.errors import OutputError
from reviewer_audit.render.document import Source
from reviewer_audit.render.html import page, write_html
from reviewer_audit.render.page_text import CUT, clean
from reviewer_audit.reports.build import build
from reviewer_audit.reports.model import Figure
from tests.unit.render.hostile import PAYLOADS, poisoned, poisoned_source
from tests.unit.reports import made

SOURCE = Source(
    project="Sample", round_title="Week 37", journal_head="ab" * 32, written="2026-09-18",
    program="Reviewer Audit",
)  # fmt: skip
OURS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "p",
    "h1",
    "h2",
    "h3",
    "dl",
    "div",
    "dt",
    "dd",
    "aside",
    "strong",
    "nav",
    "ol",
    "ul",
    "li",
    "main",
    "section",
    "span",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "small",
    "figure",
    "figcaption",
    "svg",
    "desc",
    "line",
    "text",
    "rect",
    "circle",
    "polygon",
    "polyline",
    "footer",
    "code",
    "wbr",
}
POINTS_OUTSIDE = {"src", "srcset", "action", "formaction", "data", "poster", "background", "xlink:href", "ping", "srcdoc"}  # fmt: skip


class Seen(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.texts.append(data)

    def values(self, name):
        return [value for _, one, value in self.attributes if one == name]


@pytest.fixture(scope="module")
def results():
    return made.results()


@pytest.fixture(scope="module")
def text(results):
    return page(build(results), SOURCE)


def assert_inert(text):
    seen = Seen(text)
    assert set(seen.tags) <= OURS
    assert not {name for _, name, _ in seen.attributes if name.startswith("on")}
    assert not {name for _, name, _ in seen.attributes} & POINTS_OUTSIDE
    ids = set(seen.values("id"))
    assert len(ids) == len(seen.values("id")), "each name stands once"
    assert all(link.startswith("#") and link[1:] in ids for link in seen.values("href"))
    for style in seen.values("style"):
        assert re.fullmatch(r"min-width: \d+\.\d+em", style)
    assert text.count("<style>") == text.count("</style>") == 1
    sheet = text.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|expression", sheet)
    assert seen.values("content")[0] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )


def test_that_every_section_has_its_heading_and_its_place_in_the_contents(text, results):
    seen = Seen(text)
    titles = [section.title for section in build(results).sections]
    for title in titles:
        assert seen.texts.count(title) >= 2
    assert seen.tags.count("h1") == 1
    assert seen.tags.count("h2") == len(titles) + 2
    assert ("html", "lang", "en") in seen.attributes


def test_that_the_figures_stand_with_interval_and_n(text, results):
    said = "".join(Seen(text).texts)
    accuracy = build(results).section("summary")
    tiles = next(block for block in accuracy.blocks if hasattr(block, "figures"))
    for tile in tiles.figures:
        assert tile.text in said
        assert tile.range in said


def test_that_every_chart_tells_those_who_cannot_see_it(text, results):
    charts = build(results).charts()
    seen = Seen(text)
    assert seen.tags.count("svg") == len(charts) == seen.tags.count("desc")
    assert seen.tags.count("figcaption") == len(charts)
    ids = set(seen.values("id"))
    for tag, name, value in seen.attributes:
        if tag == "svg" and name == "aria-labelledby":
            assert set(value.split()) <= ids


def test_that_the_cover_says_edition_stamp_warning_and_source(text, results):
    said = "".join(Seen(text).texts)
    report = build(results)
    for part in (report.title, report.stamp, "Content warning.", "Do not pass it on", "ab" * 32):
        assert part in said


def test_that_every_row_has_a_heading_of_its_own(text):
    seen = Seen(text)
    assert seen.values("scope").count("row") == seen.tags.count("tr") - seen.tags.count("thead")


@pytest.mark.parametrize("name", PAYLOADS)
def test_that_hostile_text_stays_text_everywhere(name):
    payload = PAYLOADS[name]
    report = poisoned(payload)
    text = page(report, poisoned_source(payload))
    text.encode("utf-8")
    assert_inert(text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]", text)
    if name in {"script", "typst", "link"}:
        assert clean(payload) in "".join(Seen(text).texts), "shown as it is"


def test_that_a_report_of_made_results_is_inert(text):
    assert_inert(text)


def test_that_long_text_is_cut_and_says_so():
    assert clean("x" * 40_000).endswith(CUT)
    assert len(clean("x" * 40_000)) < 1_300


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\u202eb", "a\ufffdb"),
        ("\u2067abc", "\u2067abc\u2069"),
        ("abc\u2069", "abc"),
        ("\u202babc\u202c", "\u202babc\u202c"),
        ("\ud800x", "\ufffdx"),
        ("a\x00b\x85", "a\u2400b\ufffd"),
    ],
)
def test_that_what_steers_the_direction_ends_with_its_text(raw, shown):
    assert clean(raw) == shown


def test_that_a_failed_export_leaves_the_earlier_file_as_it_was(tmp_path, results, monkeypatch):
    path = tmp_path / "report.html"
    path.write_bytes(b"earlier")

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="disk is full"):
        write_html(build(results), path, SOURCE)
    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_that_the_same_report_gives_the_same_bytes(text, results):
    assert page(build(results), SOURCE) == text


def test_that_every_kind_of_chart_is_drawn_from_nothing_and_from_odd_values():
    from xml.etree import ElementTree as ET

    from reviewer_audit.render.svg import drawn
    from reviewer_audit.reports.model import ChartKind, ChartSpec, Curve, Mark, Unit

    odd = (
        Mark(label="only", value=None),
        Mark(label="\u202e<b>", value=0.5, low=0.5, high=0.5, n=0),
    )
    for kind in ChartKind:
        for unit in Unit:
            for marks in ((), odd):
                heat = kind is ChartKind.HEAT
                spec = ChartSpec(
                    key="k", kind=kind, title="\x00 & <t>", marks=marks, unit=unit, target=0.9,
                    target_text="&", rows=("r",) * (len(marks) // 2 if heat else 0),
                    columns=("a", "b") if heat else (),
                    curves=(Curve(name="c", points=((0, 0.1), (1, None), (2, 0.4))),),
                )  # fmt: skip
                picture = drawn(spec, "x")
                root = ET.fromstring(picture.text)
                assert "nan" not in picture.text
                assert root.get("role") == "img"


def test_that_a_report_holds_its_figures_as_pictures_of_its_own(results):
    figures = [b for s in build(results).sections for b in s.blocks if isinstance(b, Figure)]
    assert figures, "the sample has charts"
