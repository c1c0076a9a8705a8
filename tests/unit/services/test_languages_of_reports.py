"""Reports in another language: wholly in it, with the same figures, and nothing else touched."""

import re

import pytest

from reviewer_audit import i18n
from reviewer_audit.i18n import speaking
from reviewer_audit.services import (
    analysis,
    calibration_report,
    case_brief,
    cases,
    demo,
    projects,
    reporting,
    trending,
)
from reviewer_audit.services.reporting import Format
from tests.unit.services.calibrated import ruled, voted
from tests.unit.services.reviewed import revealed
from tests.unit.services.side_by_side import audit_file
from tests.unit.services.spoken import Marked, texts_of, unmarked

OTHERS = ("de", "es", "ar")
KEY = re.compile(r"^[a-z0-9]+(_[a-z0-9]*)*$|^low, high$")  # of data: the same in every language
TERMS = {  # proper names of methods, and what is typed or read as it stands
    "Korn", "Graubard", "Clopper", "Pearson", "Wilson", "Dirichlet", "PCG", "SHA", "mid", "logit",
    "chart", "process", "sample", "revealed", "reviewer", "audit", "verify", "export", "table",
    "journal", "Reviewer", "Audit", "xlsx", "vendor", "decisions", "MOVER", "Newcombe",
}  # fmt: skip


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


def write(store, out, found, **more):
    return reporting.write_scorecards(store, out, by=projects.seat(store), results=found, **more)


def words_of(path, content):
    """Return the English words of a file that are neither messages of ours nor content."""
    found = set()
    for text in texts_of(path):
        rest = unmarked(text)
        if rest == text and (KEY.match(text.strip()) or text.strip() in content):
            continue
        for known in sorted(content, key=len, reverse=True):
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
    known |= {part for one in known for part in one.split("_")}
    return {one for one in known if len(one) > 2}


@pytest.mark.parametrize(
    ("edition", "per"),
    [("internal", ("vendor",)), ("training", ()), ("regulator", ()), ("internal", ("reviewer",))],
)
def test_that_every_word_of_a_report_can_be_translated(marked, sample, tmp_path, edition, per):
    found = results(sample, "de")
    content = content_of(sample, found)
    formats = [Format.HTML] if "reviewer" in per else [Format.XLSX, Format.HTML]
    for one in write(sample, tmp_path, found, edition=edition, per=per, formats=formats)[:6]:
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
