"""Reports in another language: wholly in it, with the same figures, and nothing else touched."""

import html
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from reviewer_audit import i18n
from reviewer_audit.assets import resource
from reviewer_audit.cli import app
from reviewer_audit.errors import CalibrationError, CaseError, OutputError, RoundError
from reviewer_audit.i18n import _, speaking
from reviewer_audit.reports import words
from reviewer_audit.services import (
    analysis,
    calibration_report,
    case_brief,
    cases,
    demo,
    projects,
    reporting,
    templates,
    trending,
    verifying,
)
from reviewer_audit.services.reporting import Format
from tests.unit.services.calibrated import begun, ruled, voted
from tests.unit.services.reviewed import revealed
from tests.unit.services.side_by_side import audit_file
from tests.unit.services.spoken import Marked, figures_of, texts_of, unmarked

SLOW = pytest.mark.slow  # the same once more in another language
FIRST_ARABIC = ("ar", pytest.param("de", marks=SLOW), pytest.param("es", marks=SLOW))
FIRST_GERMAN = ("de", pytest.param("es", marks=SLOW), pytest.param("ar", marks=SLOW))
COUNTS = {f"{right}_{said}" for right in ("true", "false") for said in ("positive", "negative")}
KEYS = (  # of data: the same in every language
    words.SCORES.keys() | words.COEFFICIENTS.keys() | words.OUTCOMES.keys() | COUNTS
    | {"low, high", "check", "meets", "below", "not_disproven", "not_enough_evidence"}
    | {"provisional", "n"}
)  # fmt: skip
TERMS = {  # proper names of methods, and what is typed or read as it stands
    "Korn", "Graubard", "Clopper", "Pearson", "Wilson", "Dirichlet", "PCG", "SHA", "mid", "logit",
    "process", "MOVER", "Newcombe",
}  # fmt: skip

COMMANDS = {"reviewer-audit verify", "reviewer-audit export --table journal", "Reviewer Audit 0"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.audit"
    demo.create_sample(path)
    store = projects.open_project(path)
    yield store
    store.close()


@pytest.fixture
def marked(monkeypatch):
    """Let German be the language in which every message stands between brackets."""
    known = i18n._catalogue
    monkeypatch.setattr(i18n, "_catalogue", lambda code: Marked() if code == "de" else known(code))


def results(store, language):
    with speaking(language):
        found = analysis.results(store, full=True, further=True)
    return reporting.over_period(store, found, until="2099-01-01")


@pytest.fixture(scope="module")
def told(sample):
    """Return the numbers in a language, or in the marked one; each is asked for once."""
    known = {}

    def of(language):
        if language not in known:
            known[language] = results(sample, "de" if language == "marked" else language)
        return known[language]

    return of


def write(store, out, found, **more):
    return reporting.write_scorecards(store, out, by=projects.seat(store), results=found, **more)


def words_of(path, content):
    """Return the English words of a file that are neither messages of ours nor content."""
    found = set()
    for text in texts_of(path):
        rest = unmarked(text)
        if text.strip() in KEYS or (rest == text and text.strip() in content):
            continue
        for known in sorted({*content, *COMMANDS}, key=len, reverse=True):
            rest = rest.replace(known, " ")
        found |= {(word, text) for word in re.findall(r"\b[A-Za-z]{3,}\b", rest)}
    return {(word, text) for word, text in found if word not in TERMS}


def content_of(store, found):
    """Return the texts of a project that no report translates: names, rules, rationales."""
    from reviewer_audit.services import policies, rounds

    policy = policies.of_version(store, rounds.resolve(store).policy_version)
    known = {found.project, found.round_title, found.method.policy, *found.method.unblinded}
    known |= {label.title for label in policy.labels} | {label.key for label in policy.labels}
    known |= {action.title for action in policy.actions} | {a.name for a in found.auditors}
    known |= {name for values in found.by.values() for name in values}
    for e in found.errors:
        known |= {e.item, e.decision_id, e.clause, e.rationale, e.severity, *e.slices.values()}
    known |= {name for name, _sha, _n in found.method.sources} | {found.method.seed}
    known |= words.SCORES.keys() | words.COEFFICIENTS.keys()
    known |= {part for one in known for part in one.split("_")}
    return {one for one in known if len(one) > 2}


@pytest.mark.parametrize(
    ("edition", "per"),
    [
        ("internal", ()),
        ("regulator", ()),
        ("internal", ("reviewer",)),
        pytest.param("training", (), marks=SLOW),
        pytest.param("vendor-safe", ("vendor",), marks=SLOW),
    ],
)
def test_that_every_word_of_a_report_can_be_translated(
    marked, sample, tmp_path, told, edition, per
):
    found = told("marked")
    content = content_of(sample, found)
    formats = [Format.HTML] if "reviewer" in per else [Format.XLSX, Format.HTML]
    written = write(sample, tmp_path, found, edition=edition, per=per, formats=formats)
    for one in written[:6]:
        text = re.compile(r"R-[A-Z0-9]{6}|[0-9a-f]{12,}")
        left = {(w, t) for w, t in words_of(one.path, content) if not text.search(t)}
        assert not left, f"{one.path.name}: {sorted(left)[:12]}"


def test_that_every_word_of_a_calibration_report_can_be_translated(marked, store, make, tmp_path):
    lead, *_more = voted(store, make)
    ruled(store, lead)
    formats = [Format.XLSX, Format.HTML]
    written = calibration_report.write_report(
        store, tmp_path, by=lead, formats=formats, language="de"
    )
    content = {
        "October",
        "Spam & scam",
        "Threat",
        "item-",
        "precedent",
        "Ambiguous clause",
        "Tiny",
        "No violation",
    }
    for one in written:
        left = words_of(one.path, content)
        assert not left, f"{one.path.name}: {sorted(left)[:12]}"


def test_that_every_word_of_a_trend_can_be_translated(marked, make, tmp_path):
    acted = [({"vendor": "A"}, True)]
    files = [
        audit_file(tmp_path, make, "one", 6),
        audit_file(tmp_path, make, "two", 2, day="2026-08-03", n=80, acted=acted),
    ]
    with speaking("de"):
        found = trending.trend_of(files, over="queue")
        written = trending.write_trend(found, tmp_path / "out", formats=[Format.XLSX, Format.HTML])
    content = {
        "Audit",
        "Round",
        "othervendorsentinel",
        "one",
        "two",
        ".audit",
        "Tiny",
        "Teach the clause",
        "Olga",
    }
    for one in written:
        left = words_of(one.path, content)
        assert not left, f"{one.path.name}: {sorted(left)[:12]}"


def test_that_every_word_of_the_page_about_a_case_can_be_translated(marked, store, make, tmp_path):
    lead, items = revealed(store, make)
    case = cases.open_case(store, "Topic", "Reason", by=lead, names=list(items))
    bare, acted = tmp_path / "bare.html", tmp_path / "acted.html"
    case_brief.write_brief(store, case, bare, language="de")
    cases.agree(store, case, "Teach", by=lead, owner="Olga", due="2026-08-01")
    cases.done(store, case, 1, by=lead)
    case_brief.write_brief(store, case, acted, language="de")
    content = {
        "Topic",
        "Reason",
        "North",
        "South",
        "Teach",
        "Olga",
        "Tiny",
        "Spam & scam",
        "Round",
        *items,
    }
    content |= {"Threat", "No violation", projects.title(store)}
    for path in (bare, acted):
        left = words_of(path, content)
        assert not left, sorted(left)[:12]


@pytest.mark.parametrize("language", FIRST_ARABIC)
def test_that_figures_formulas_and_keys_are_the_same_in_every_language(
    sample, tmp_path, told, language
):
    (ours,) = write(sample, tmp_path, told("en"))
    (other,) = write(sample, tmp_path, told(language))
    assert other.path.stem == f"{ours.path.stem}-{language}"
    assert figures_of(other.path) == figures_of(ours.path)
    english, told = (openpyxl.load_workbook(one.path) for one in (ours, other))
    assert told.named_styles == english.named_styles
    names = told.sheetnames
    assert len({name.casefold() for name in names}) == len(english.sheetnames)
    assert max(len(name) for name in names) <= 31
    assert all(
        bool(sheet.sheet_view.rightToLeft) is (language == "ar") for sheet in told.worksheets
    )
    with zipfile.ZipFile(other.path) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/chart" in name]
    asked = {
        html.unescape(name) for part in charts for name in re.findall(r"<c?:?f>'(.+?)'!", part)
    }
    assert charts
    assert asked <= set(names), "charts ask a sheet that is there"


@pytest.mark.parametrize("language", FIRST_GERMAN)
def test_that_no_text_stands_in_english_where_there_is_a_translation(
    sample, tmp_path, told, language
):
    found = told(language)
    content = content_of(sample, found)
    catalogue = i18n._catalogue(language)
    known = {one for one in vars(catalogue)["_catalog"] if isinstance(one, str) and one}
    changed = {one for one in known if catalogue.gettext(one) != one} - content
    same = {one for one in known if catalogue.gettext(one) == one}
    for one in write(sample, tmp_path, found, formats=[Format.XLSX, Format.HTML]):
        said = {text.strip() for text in texts_of(one.path) if text.strip() not in KEYS}
        also = {catalogue.gettext(one) for one in changed}  # what another message is rightly called
        assert not (said & changed) - also - same, one.path.name


def test_that_a_page_names_its_language_and_direction(sample, tmp_path, told):
    heads = {}
    for language in i18n.LANGUAGES:
        (one,) = write(sample, tmp_path, told(language), formats=[Format.HTML])
        heads[language] = re.findall(r"<html [^>]*>", one.path.read_text(encoding="utf-8"))
    assert heads == {
        "en": ['<html lang="en">'],
        "de": ['<html lang="de">'],
        "es": ['<html lang="es">'],
        "ar": ['<html lang="ar" dir="rtl">'],
    }


@SLOW
def test_that_a_pdf_is_tagged_in_its_language(sample, tmp_path, told):
    for language in ("de", "ar"):
        (one,) = write(sample, tmp_path, told(language), formats=[Format.PDF])
        assert f"/Lang({language}" in one.path.read_bytes().decode("latin-1").replace(" ", "")


def test_that_english_reports_are_the_same_while_the_window_speaks_german(
    sample, tmp_path, told, monkeypatch
):
    first = results(sample, "en")
    with monkeypatch.context() as german:
        german.setattr(i18n, "_translation", i18n._translation)
        german.setattr(i18n, "_language", i18n._language)
        i18n.use("de", resource("locale"))
        assert _("Save") == "Speichern"
        (after,) = write(sample, tmp_path / "b", results(sample, "en"), formats=[Format.HTML])
    (before,) = write(sample, tmp_path / "a", first, formats=[Format.HTML])
    assert before.path.read_bytes() == after.path.read_bytes()


def test_that_what_goes_wrong_is_told_in_the_language_of_the_person_who_writes(
    sample, tmp_path, told
):
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    found = told("de")
    with pytest.raises(OutputError, match="cannot be made"):
        write(sample, tmp_path / "a", found)
    (name,) = reporting.planned(found)
    (tmp_path / name.name).mkdir()
    with pytest.raises(OutputError, match="a folder of that name is there"):
        write(sample, tmp_path, found)
    with pytest.raises(RoundError, match="No revealed round until"):
        reporting.over_period(sample, found, until="2001-01-01")
    with pytest.raises(CaseError, match="no case 99"):
        case_brief.write_brief(sample, 99, tmp_path / "99.html", language="de")


def test_that_a_session_without_a_baseline_is_refused_in_the_language_of_who_writes(
    store, make, tmp_path
):
    lead, _session, _built = begun(store, make)
    with pytest.raises(CalibrationError, match="no frozen baseline"):
        calibration_report.write_report(store, tmp_path, by=lead, language="de")


@SLOW
def test_that_files_in_any_language_verify(sample, tmp_path, told):
    for language in ("de", "ar"):
        formats = [Format.XLSX, Format.HTML]
        for one in write(sample, tmp_path, told(language), formats=formats):
            assert verifying.verify(one.path, against=sample).whole


def test_that_a_template_keeps_its_names_and_is_filled_in_the_language(sample, tmp_path, told):
    templates.write_starter(tmp_path / "ours.xlsx")
    source = templates.open_template(tmp_path / "ours.xlsx")
    (one,) = write(sample, tmp_path, told("de"), template=source)
    filled = openpyxl.load_workbook(one.path)
    assert {name for name in filled.defined_names if name.startswith("ra_")}
    sheet, cell = next(iter(filled.defined_names["ra_edition"].destinations))
    assert filled[sheet][cell.replace("$", "")].value == "Intern"


def test_that_the_command_writes_in_the_language_and_speaks_english(sample, tmp_path, told):
    asked = ["report", str(sample.path), "--out", str(tmp_path), "--formats", "html", "--json"]
    done = CliRunner().invoke(app, [*asked, "--language", "xx"])
    assert done.exit_code == 2
    assert "en, de, es, ar" in done.output
    done = CliRunner().invoke(app, [*asked, "--language", "es", "--preview"])
    (planned,) = json.loads(done.stdout)["files"]
    done = CliRunner().invoke(app, [*asked, "--language", "es"])
    assert done.exit_code == 0, done.output
    (one,) = json.loads(done.stdout)["files"]
    path = Path(one["path"])
    assert path.name == planned == "report-Sample-audit-Week-37-es.html"
    assert '<html lang="es">' in path.read_text(encoding="utf-8")
