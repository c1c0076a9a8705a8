"""Reports of a round: which files, in which formats, and none of them half written."""

import hashlib
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from reviewer_audit.errors import OutputError
from reviewer_audit.services import (
    analysis,
    codes,
    demo,
    export,
    projects,
    reporting,
    templates,
    verifying,
)
from reviewer_audit.services.reporting import Format


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audited")
    demo.run(folder)
    store = projects.open_project(folder / "sample.audit")
    yield store, analysis.results(store, full=True)
    store.close()


def write(audited, out, **more):
    store, found = audited
    return reporting.write_scorecards(
        store, out, by=projects.seat(store, ""), results=found, **more
    )


def test_that_a_workbook_alone_is_written_unless_asked_otherwise(audited, tmp_path):
    (one,) = write(audited, tmp_path)
    assert one.kind == "xlsx"
    assert one.path.name == "scorecard-Sample-audit-Week-37.xlsx"


def test_that_each_format_is_one_file_named_in_the_result_with_its_hash(audited, tmp_path):
    written = write(audited, tmp_path, formats=[Format.PDF, Format.HTML])
    assert [one.as_json()["kind"] for one in written] == ["html", "pdf"]
    assert sorted(tmp_path.iterdir()) == sorted(one.path for one in written)
    for one in written:
        assert one.sha256 == hashlib.sha256(one.path.read_bytes()).hexdigest()
    head = audited[1].method.journal_head
    assert head in written[0].path.read_text(encoding="utf-8")


def test_that_what_is_planned_is_what_is_written(audited, tmp_path):
    formats = [Format.XLSX, Format.HTML]
    planned = reporting.planned(audited[1], per="vendor", formats=formats)
    written = write(audited, tmp_path, per="vendor", formats=formats)
    assert [one.path.name for one in written] == [one.name for one in planned]
    assert [one.vendor for one in written] == [one.vendor for one in planned]
    assert len(planned) == 8


def test_that_a_vendor_sees_how_it_used_each_label(audited):
    found = audited[1]
    own = reporting.preview(found, vendor="Northgate").section("confusion")
    (table,) = [block for block in own.blocks if getattr(block, "key", "") == "labels"]
    labels = {line.title: line for line in found.extra["vendors"]["Northgate"].labels}
    for title, called, support, precision, *_rest in table.rows:
        assert (called, support) == (labels[title].called, labels[title].support)
        assert precision == labels[title].precision
    every = sum(line.called for one in found.extra["vendors"].values() for line in one.labels)
    assert every == found.graded_decisions
    whole = reporting.preview(found).section("confusion")
    assert "labels" not in [getattr(block, "key", "") for block in whole.blocks]


def test_that_a_page_for_one_vendor_names_no_other(audited, tmp_path):
    written = write(audited, tmp_path, per="vendor", formats=[Format.HTML])
    text = next(o for o in written if o.vendor == "Northgate").path.read_text(encoding="utf-8")
    assert "Northgate" in text
    assert "Riverline" not in text
    assert "Southbank" not in text


@pytest.mark.parametrize("kind", list(Format))
def test_that_a_failed_export_leaves_the_earlier_file_byte_identical(
    audited, tmp_path, monkeypatch, kind
):
    (earlier,) = write(audited, tmp_path, formats=[kind])
    before = earlier.path.read_bytes()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError):
        write(audited, tmp_path, formats=[kind])
    monkeypatch.undo()
    assert earlier.path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [earlier.path]


def test_that_a_stop_between_two_files_leaves_whole_files_alone(audited, tmp_path):
    class StopError(Exception):
        pass

    class StopsAtSecond:
        def step(self, done, total, text=""):
            if done:
                raise StopError

    with pytest.raises(StopError):
        write(audited, tmp_path, formats=[Format.HTML, Format.PDF], progress=StopsAtSecond())
    (one,) = tmp_path.iterdir()
    assert one.read_text(encoding="utf-8").endswith("</html>\n")


def inside(path):
    """Every part of a file as text."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", ["training", "regulator"])
def test_that_no_part_of_a_nameless_file_holds_a_name_or_an_id(audited, tmp_path, edition):
    _store, found = audited
    people = [line.name for line in found.auditors]
    names = {*found.by["vendor"], *found.by["reviewer"], *people, found.method.sources[0][0]}
    ids = {e.decision_id for e in found.errors} | {e.item for e in found.errors}
    written = write(audited, tmp_path, edition=edition, formats=[Format.XLSX, Format.HTML])
    assert [one.edition for one in written] == [edition] * 2
    for one in written:
        assert edition in one.path.name
        text = inside(one.path)
        assert not [word for word in (names | ids) - {""} if word in text]


def test_that_reviewers_have_the_same_codes_in_every_report_and_the_key_is_apart(audited, tmp_path):
    store, found = audited
    names = set(found.by["reviewer"]) - {""}
    (first,) = write(audited, tmp_path / "a")
    (again,) = write(audited, tmp_path / "b")
    text = inside(first.path)
    assert not [name for name in names if f">{name}<" in text]
    key = tmp_path / "key.csv"
    export.export(store, "codes", key, by=projects.seat(store, ""))
    lines = key.read_text(encoding="utf-8-sig").splitlines()[1:]
    held = {line.split(",")[1].strip('"'): line.split(",")[2].strip('"') for line in lines}
    assert set(held.values()) == names
    shown = [code for code in held if code in text]
    assert shown
    assert all(code in inside(again.path) for code in shown)


def test_that_names_are_shown_in_the_internal_edition_alone_and_on_request(audited, tmp_path):
    _store, found = audited
    name = next(n for n, s in found.by["reviewer"].items() if s.counted >= 30)
    (one,) = write(audited, tmp_path, named=True, formats=[Format.HTML])
    assert name in inside(one.path)
    (other,) = write(audited, tmp_path, named=True, edition="training", formats=[Format.HTML])
    assert name not in inside(other.path)


def test_that_the_vendor_safe_edition_is_one_file_for_each_vendor(audited, tmp_path):
    written = write(audited, tmp_path, edition="vendor-safe", formats=[Format.HTML])
    vendors = set(audited[1].by["vendor"])
    assert {one.vendor for one in written} == vendors
    for one in written:
        text = inside(one.path)
        assert not [v for v in vendors - {one.vendor} if v in text]
        assert not [line.name for line in audited[1].auditors if line.name in text]


def test_that_codes_stay_apart_when_two_begin_alike(monkeypatch):
    monkeypatch.setattr(codes, "LENGTH", 1)
    known = codes.Codes(b"secret")
    names = [f"reviewer {at}" for at in range(200)]
    known.learn("reviewer", names)
    found = [known("reviewer", name) for name in names]
    assert len(set(found)) == 200
    assert [known.name_of("reviewer", code) for code in found] == names
    assert codes.Codes(b"other")("reviewer", names[0]) != codes.Codes(b"secret")(
        "reviewer", names[0]
    )


def test_that_each_reviewer_gets_their_own_decisions_and_no_rate_from_a_few(audited, tmp_path):
    store, found = audited
    per = ["reviewer"]
    written = write(audited, tmp_path, per=per, formats=[Format.HTML])
    known = codes.of_project(store)
    feedback = {one.reviewer: one for one in written if one.reviewer}
    scores = {
        known("reviewer", name): line
        for vendor in found.extra["vendors"].values()
        for name, line in vendor.by["reviewer"].items()
    }
    assert set(feedback) == {code for code, line in scores.items() if line.counted}
    some = {code: inside(one.path) for code, one in list(feedback.items())[:12]}
    for code, text in some.items():
        own = {e.item for e in found.errors if known("reviewer", e.slices["reviewer"]) == code}
        others = {e.item for e in found.errors} - own
        assert all(f">{item}<" in text for item in own)
        assert not [item for item in others if f">{item}<" in text]
        assert ("none is given" in text) == (scores[code].counted < 30)
        assert not [name for name in found.by["reviewer"] if name in text]


def test_that_one_name_at_two_vendors_is_two_people(audited, tmp_path):
    _store, found = audited
    vendors = found.extra["vendors"]
    first, second = list(vendors)[:2]
    name = next(iter(vendors[first].by["reviewer"]))
    twice = replace(
        vendors[second],
        by={**vendors[second].by, "reviewer": {name: vendors[first].by["reviewer"][name]}},
    )
    both = replace(found, extra={"vendors": {**vendors, second: twice}})
    names = [one.name for one in reporting.planned(both, per=["reviewer"])]
    assert len(names) == len(set(names))
    there = [e.item for e in both.errors if e.slices["vendor"] == second]
    report = reporting.preview(both, vendor=second, reviewer=name)
    rows = next(b for b in report.section("errors").blocks if hasattr(b, "rows")).rows
    assert {row[0] for row in rows} <= set(there)


def test_that_an_extract_says_what_it_leaves_out_and_keeps_method_and_limits(audited, tmp_path):
    _store, found = audited
    report = reporting.preview(found, sections=["summary"])
    assert [one.key for one in report.sections] == ["summary", "method", "edition", "dictionary"]
    said = report.section("edition").blocks[0].text
    whole = reporting.preview(found)
    for section in whole.sections:
        assert (section.title in said) == (
            section.key not in {"summary", "method", "edition", "dictionary"}
        )
    assert report.subtitle.endswith("extract")
    every = [section.key for section in whole.sections]
    assert reporting.preview(found, sections=every) == whole
    (part,) = write(audited, tmp_path, sections=["summary"])
    assert part.path.name == "scorecard-Sample-audit-Week-37-extract.xlsx"


def test_that_a_template_is_filled_for_each_vendor_and_verified_by_the_journal(audited, tmp_path):
    store, _found = audited
    templates.write_starter(tmp_path / "ours.xlsx")
    source = templates.open_template(tmp_path / "ours.xlsx")
    written = write(
        audited, tmp_path / "out", per=["vendor"], edition="vendor-safe", template=source
    )
    assert [one.vendor for one in written] == ["Northgate", "Riverline", "Southbank"]
    for one in written:
        text = inside(one.path)
        assert f">{one.vendor}</t>" in text
        assert not [o.vendor for o in written if o is not one and o.vendor in text]
        assert verifying.verify(one.path, against=store).whole
    empty = verifying.verify(tmp_path / "ours.xlsx", against=store)
    assert not empty.whole, "the template is no report"


def test_that_a_template_with_errors_writes_nothing_and_losses_wait_for_a_word(audited, tmp_path):
    path = tmp_path / "ours.xlsx"
    templates.write_starter(path)
    book = openpyxl.load_workbook(path)
    del book.defined_names["ra_stamp"]
    book.save(path)
    source = templates.open_template(path)
    with pytest.raises(OutputError, match="ra_stamp") as raised:
        write(audited, tmp_path / "out", template=source)
    assert raised.value.code == "template.loss"
    (one,) = write(audited, tmp_path / "out", template=source, accept_loss=True)
    assert one.warnings == ()
    assert "warnings" not in one.as_json()
    before = one.path.read_bytes()
    book.defined_names["ra_nonsense"] = DefinedName("ra_nonsense", attr_text="Scorecard!$A$1")
    book.save(path)
    with pytest.raises(OutputError, match="ra_nonsense") as raised:
        write(audited, tmp_path / "out", template=templates.open_template(path), accept_loss=True)
    assert raised.value.code == "template.refused"
    assert one.path.read_bytes() == before


def test_that_a_rate_alone_in_a_template_is_filled_and_warned_of(audited, tmp_path):
    path = tmp_path / "ours.xlsx"
    templates.write_starter(path)
    book = openpyxl.load_workbook(path)
    del book.defined_names["ra_accuracy_n"]
    book.save(path)
    (one,) = write(audited, tmp_path / "out", template=templates.open_template(path))
    assert one.as_json()["warnings"] == [
        "ra_accuracy stands on the sheet Scorecard without ra_accuracy_n."
    ]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0 protected", "template.kind"),
        ("a.xlsx", b"PK\x03\x04 cut short", "template.damaged"),
        ("a.xlsb", b"PK\x03\x04", "template.kind"),
        ("a.xlsx", b"", "template.kind"),
    ],
)
def test_that_a_file_that_cannot_be_filled_is_refused_in_words(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(OutputError) as raised:
        templates.open_template(tmp_path / name)
    assert raised.value.code == code
    with pytest.raises(OutputError, match="cannot be read"):
        templates.open_template(tmp_path / "missing.xlsx")


def test_that_the_days_of_a_vendor_are_its_own(audited):
    store, found = audited
    days = templates.days_of(store, found.round_id)
    assert set(days) == {"", *found.by["vendor"]}
    firsts, lasts = zip(*(days[name] for name in found.by["vendor"]), strict=True)
    assert days[""] == (min(firsts), max(lasts))
