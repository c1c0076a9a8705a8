"""Write the reports of a round: scorecards as workbooks, reports as pages."""

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from reviewer_audit import __version__
from reviewer_audit.domain.people import Person
from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import _, speaking
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.build import build, extract
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.feedback import feedback, reviewers
from reviewer_audit.reports.model import Report
from reviewer_audit.reports.results import AuditResults
from reviewer_audit.services import analysis, pooling, templates
from reviewer_audit.services.codes import Codes
from reviewer_audit.services.codes import of_project as codes_of
from reviewer_audit.services.codes import written as codes_written
from reviewer_audit.services.projects import Project
from reviewer_audit.store import meta

if TYPE_CHECKING:
    from reviewer_audit.render.document import Source


class Format(StrEnum):
    """What a report can be written as."""

    XLSX = "xlsx"  # a workbook that recalculates
    HTML = "html"  # one file for any browser
    PDF = "pdf"  # pages to print and to file


INTERNAL = "internal"
_NAMES = {Format.XLSX: "scorecard", Format.HTML: "report", Format.PDF: "report"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file handed over."""

    path: Path
    kind: str
    vendor: str
    edition: str
    sha256: str
    reviewer: str = ""  # as the file calls them
    warnings: tuple[str, ...] = ()  # a template's rates that stand alone; a PDF that is not PDF/UA

    def as_json(self) -> dict[str, Any]:
        """Return the object of the command line contract."""
        return {
            "path": str(self.path),
            "kind": self.kind,
            "vendor": self.vendor or None,
            "reviewer": self.reviewer or None,
            "edition": self.edition,
            "sha256": self.sha256,
            **({"warnings": list(self.warnings)} if self.warnings else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One file to be: about the whole audit, a vendor, or one reviewer of it."""

    vendor: str
    reviewer: str
    kind: Format
    name: str
    called: str = ""  # what the reviewer is called in it


def preview(
    found: AuditResults,
    *,
    vendor: str = "",
    reviewer: str = "",
    edition: str = INTERNAL,
    codes: Codes | None = None,
    named: bool = False,
    sections: Collection[str] = (),
) -> Report:
    """Return the very document that would be written; see :func:`write_scorecards`."""
    call = None if named and EDITIONS[edition].named_reviewers else codes
    with speaking(found.language):
        if reviewer:
            return feedback(found, vendor, reviewer, call)
        return extract(build(found, vendor=vendor, edition=edition, call=call), sections)


def planned(
    found: AuditResults,
    *,
    per: Collection[str] = (),
    formats: Sequence[Format] = (Format.XLSX,),
    edition: str = INTERNAL,
    codes: Codes | None = None,
    named: bool = False,
    sections: Collection[str] = (),
    template: templates.Source | None = None,
) -> tuple[Planned, ...]:
    """Return every file that would be written; see :func:`write_scorecards`."""
    call = None if named and EDITIONS[edition].named_reviewers else codes
    people = reviewers(found) if "reviewer" in per and EDITIONS[edition].identified else ()
    subjects = [(vendor, "", "") for vendor in whose(found, per, edition)]
    subjects += [
        (vendor, name, call("reviewer", name) if call else name) for vendor, name in people
    ]
    return tuple(
        Planned(
            vendor=vendor,
            reviewer=reviewer,
            kind=kind,
            name=_file_name(found, vendor, kind, edition, called, part=bool(sections))
            if template is None or called or kind is not Format.XLSX
            else _file_name(found, vendor, kind, edition, called, suffix=template.suffix),
            called=called,
        )
        for vendor, reviewer, called in subjects
        for kind in _in_order(formats)
    )


def foretold(
    store: Project,
    found: AuditResults,
    source: templates.Source,
    *,
    per: Collection[str] = (),
    edition: str = INTERNAL,
    codes: Codes | None = None,
    named: bool = False,
) -> tuple[templates.Foretold, ...]:
    """Return what filling a template would do, for each file; see :func:`write_scorecards`."""
    call = None if named and EDITIONS[edition].named_reviewers else codes
    fillings = templates.prepare(store, source, found, edition=edition, call=call)
    return tuple(fillings.look(vendor) for vendor in whose(found, per, edition))


def whose(found: AuditResults, per: Collection[str] = (), edition: str = INTERNAL) -> list[str]:
    """Return the vendors to report on, "" for the whole audit.

    An edition that holds one vendor's decisions alone has no file on the whole audit, unless
    no vendor is known; one that names no vendor has no other.
    """
    vendors = [name for name in found.by.get("vendor", {}) if name]
    if not EDITIONS[edition].identified:
        return [""]
    if EDITIONS[edition].one_vendor and vendors:
        return vendors
    return ["", *(vendors if "vendor" in per else [])]


def write_scorecards(  # noqa: PLR0913 - options, named where they are given
    store: Project,
    out: Path,
    *,
    by: Person,
    round_id: int | None = None,
    per: Collection[str] = (),
    formats: Sequence[Format] = (Format.XLSX,),
    edition: str = INTERNAL,
    codes: Codes | None = None,
    named: bool = False,
    estimand: str = "process",
    language: str = "en",
    results: AuditResults | None = None,
    sections: Collection[str] = (),
    template: templates.Source | None = None,
    accept_loss: bool = False,
    progress: Progress = SILENT,
) -> tuple[Written, ...]:
    """Write the audit's report in each format.

    A file that is there is replaced only once the new one is whole.

    Args:
        store: the project.
        out: the folder; made where it is not there.
        by: who hands them over.
        round_id: which round.
        per: ``vendor`` for one report each, too; ``reviewer`` for feedback to each of them.
        formats: what to write.
        edition: for whom, a key of ``EDITIONS``.
        codes: what reviewers are called; the project's own by default.
        named: reviewers stand under their names, where the edition allows it.
        estimand: of the numbers, where they are computed here.
        language: of the words, one of ``i18n.LANGUAGES``, where the numbers are computed here.
        results: the numbers, where they are known; the files speak the language they were
            computed in (``i18n.speaking``).
        sections: keys of the sections to write, none for all; method, edition and dictionary
            stay, feedback is one page, and a template holds what it names.
        template: a customer's own workbook, which is filled in place of the scorecard.
        accept_loss: what does not follow new figures in it was looked at.
        progress: told how far it is.

    Raises:
        StillBlindError: the round is still graded.
        OutputError: the folder or a file cannot be written, or the template not filled; old
            files are as they were.
    """
    if results is None:
        with speaking(language):
            results = analysis.results(
                store, round_id=round_id, estimand=estimand, full=True, further=True
            )
    found = results
    make_folder(out)
    codes = codes or codes_of(store)
    files = planned(
        found,
        per=per,
        formats=formats,
        edition=edition,
        codes=codes,
        named=named,
        sections=sections,
        template=template,
    )
    fillings, warned = None, {}
    if template is not None and Format.XLSX in formats:
        call = None if named and EDITIONS[edition].named_reviewers else codes
        fillings = templates.prepare(store, template, found, edition=edition, call=call)
        looks = [fillings.look(vendor) for vendor in whose(found, per, edition)]
        templates.require_fit(looks, template.name, accept_loss=accept_loss)
        warned = {one.vendor: one.look.warnings for one in looks}
    written: list[Written] = []
    about, made = None, None
    for one in files:
        progress.step(len(written), len(files), _("Writing reports"))
        if made is None or (one.vendor, one.reviewer) != about:  # formats follow each other
            about = one.vendor, one.reviewer
            made = preview(
                found,
                vendor=one.vendor,
                reviewer=one.reviewer,
                edition=edition,
                codes=codes,
                named=named,
                sections=sections,
            )
        path = out / one.name
        filled = one.kind is Format.XLSX and not one.reviewer
        if fillings is not None and filled:
            fillings.write(one.vendor, path)
            lost = warned.get(one.vendor, ())
        else:
            lost = _write(made, path, one.kind, found)
        written.append(
            Written(
                path=path,
                kind=str(one.kind),
                vendor=one.vendor,
                edition=made.edition,
                sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                reviewer=one.called,
                warnings=lost,
            )
        )
    if not store.read_only:
        body = {
            "round": found.round_id,
            "edition": edition,
            "named": named and EDITIONS[edition].named_reviewers,
            **({"language": found.language} if found.language != "en" else {}),
            **({"sections": sorted(sections)} if sections else {}),
            **({"template": template.named} if template else {}),
            "files": [one.sha256 for one in written],
        }
        with store.write("report.write", by=by, body=body) as tx:
            codes_written(codes, lambda key, value: meta.put(tx, key, value))
    return tuple(written)


def over_period(
    store: Project, found: AuditResults, *, since: str = "", until: str = ""
) -> AuditResults:
    """Return the results of a round with the contract period it belongs to, judged as a whole.

    Raises:
        RoundError: a day cannot be read, or the period has no revealed round.
    """
    with speaking(found.language):
        period = pooling.period_verdicts(
            store, since=since, until=until, estimand=found.estimand, confidence=found.confidence
        )
    return replace(found, contract=period)


@speaking("")
def make_folder(out: Path) -> None:
    """Make a folder for files; OutputError where it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("The folder {name} cannot be made: {why}.").format(
            name=out.name, why=error.strerror
        )
        raise OutputError(message, _("Nothing was written. Choose another folder.")) from error


def _write(report: Report, path: Path, kind: Format, found: AuditResults) -> tuple[str, ...]:
    """Write a file; returns what its reader should know of it."""
    return write_as(kind, report, path, lambda: source_of(found))


def write_as(
    kind: Format, report: Report, path: Path, source: Callable[[], "Source"]
) -> tuple[str, ...]:
    """Write a report in a format and in its own language; returns what the writer should know.

    Raises:
        OutputError: The file cannot be written; an old one stays as it was.
    """
    with speaking(report.language):
        match kind:
            case Format.XLSX:
                from reviewer_audit.render.xlsx import write_scorecard

                write_scorecard(report, path)
            case Format.HTML:
                from reviewer_audit.render.html import write_html

                write_html(report, path, source())
            case Format.PDF:
                from reviewer_audit.render.pdf import write_pdf

                return write_pdf(report, path, source())
            case _:
                assert_never(kind)
    return ()


def source_of(found: AuditResults) -> "Source":
    """Return what a report says of its origin: project, round, journal, day and program."""
    from reviewer_audit.render.document import Source

    return Source(
        project=found.project,
        round_title=found.round_title,
        journal_head=found.method.journal_head,
        written=datetime.now(UTC).date().isoformat(),
        program=f"Reviewer Audit {__version__}",
    )


def _in_order(formats: Sequence[Format]) -> list[Format]:
    return [kind for kind in Format if kind in formats]


def _file_name(
    found: AuditResults,
    vendor: str,
    kind: Format,
    edition: str,
    reviewer: str,
    *,
    part: bool = False,
    suffix: str = "",
) -> str:
    suffix = suffix or f".{kind}"
    tongue = "" if found.language == "en" else found.language
    if reviewer:
        return file_name("feedback", found, vendor, reviewer, tongue, suffix)
    whose_eyes = "" if edition == INTERNAL else edition
    extract = "extract" if part else ""
    return file_name(_NAMES[kind], found, vendor, whose_eyes, extract, tongue, suffix)


def file_name(what: str, found: AuditResults, *parts: str) -> str:
    """Return the name of a file about a round, for a vendor or reader; the last part ends it."""
    *named, suffix = parts
    text = " ".join(part for part in (what, found.project, found.round_title, *named) if part)
    name = re.sub(r"[^\w.-]+", "-", text, flags=re.UNICODE).strip("-.")[:120]
    return f"{name}{suffix}"
