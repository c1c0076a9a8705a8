"""Several audits side by side: project files are read, never written to, and put into one trend."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_audit import __version__
from reviewer_audit import policies as rule_books
from reviewer_audit.domain.policy import Policy
from reviewer_audit.domain.rounds import Purpose, Round
from reviewer_audit.errors import RoundError, StillBlindError
from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.progress import SILENT, Progress
from reviewer_audit.reports.actions import ActionLine
from reviewer_audit.reports.comparing import OVER
from reviewer_audit.reports.cuts import AUDIT, NAMED, is_cut
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.model import Report
from reviewer_audit.reports.trend import Audited, Source, Trend, trend
from reviewer_audit.reports.trend_edition import OFFERED, edited, why_not
from reviewer_audit.reports.trend_report import trend_report
from reviewer_audit.services import capa, policies, projects
from reviewer_audit.services import rounds as rounds_service
from reviewer_audit.services.gathering import gather
from reviewer_audit.services.pooling import part_of
from reviewer_audit.services.projects import Project
from reviewer_audit.services.reporting import Format, Written, make_folder, write_as
from reviewer_audit.store import samples

if TYPE_CHECKING:
    from reviewer_audit.render.document import Source as Origin

NOTHING = N_("Nothing was shown.")
SAID = 12  # vendors named in a refusal
_APART = 1 << 40  # between the item ids of two files
LeftOut = tuple[str, str, str]
Draw = tuple[str, ...]


def trend_of(
    paths: Sequence[Path],
    *,
    every: str = AUDIT,
    vendor: str = "",
    over: str = "",
    estimand: str = "process",
    confidence: float = 0.95,
    edition: str = "internal",
    progress: Progress = SILENT,
) -> Trend:
    """Read the revealed rounds of several project files and put them beside each other.

    No file is written to, nor its folder. Rounds that are still graded and calibrations are left
    out and named; a round that stands in several files, such as a copy of a programme that went
    on, enters once, as it stands in the file that has it furthest.

    Args:
        paths: project files.
        every: ``audit``, a unit of time, or a number of days.
        vendor: its decisions alone.
        over: the role to split changes by; the first that can differ where none is named.
        estimand: process, batch or other_reviewers.
        confidence: of all intervals; each target has its own.
        edition: for whom it is; a vendor's own needs the vendor.
        progress: told how far it is.

    Raises:
        StillBlindError: a file holds nothing but what is still graded blind.
        RoundError: a period, role or vendor is unknown, or a file has no audit.
        StorageError: a file is no project, or cannot be read.
    """
    _require(every, over)
    _require_edition(edition, vendor)
    audits: list[Audited] = []
    taken: dict[Draw, Audited] = {}
    left_out: list[LeftOut] = []
    acted: list[tuple[Audited, ActionLine]] = []
    files = list(dict.fromkeys(path.resolve() for path in paths))
    for at, path in enumerate(files):
        progress.step(at, len(files), _("Reading audits"))
        with projects.looking_at(path) as store:
            found, gone, lines = _read(store, path, at, estimand, confidence)
        left_out += gone
        acted += lines
        for draw, one in found:
            known = taken.get(draw)
            if known is None or known.part.data.provisional:
                taken[draw] = one
            if known is not None:
                less = known if taken[draw] is one else one
                twice = _("the same round as in {file}").format(file=taken[draw].source.file)
                left_out.append((less.source.file, less.part.title, twice))
    audits = _named(list(taken.values()))
    held = [one for one in audits if _holds(one, vendor)]
    if not held:
        raise _no_vendor(vendor, audits)
    left_out += [
        (one.source.file, one.part.title, _("no decision of {vendor}").format(vendor=vendor))
        for one in audits
        if not _holds(one, vendor)
    ]
    made = trend(
        held,
        told=_told,
        every=every,
        vendor=vendor,
        over=over,
        actions=capa.with_effects(_of_trend(acted, held, vendor), held),
        left_out=left_out,
    )
    return edited(made, edition, _vendors(audits) - {vendor})


def _require(every: str, over: str) -> None:
    if not is_cut(every):
        message = _("Time cannot be cut by {every}.").format(every=every)
        hint = _("{nothing} Choose {named}, or a number of days.").format(
            nothing=translated(NOTHING), named=", ".join(NAMED)
        )
        raise RoundError(message, hint, code="trend.every")
    if over and over not in OVER:
        message = _("Changes cannot be split by {over}.").format(over=over)
        raise RoundError(
            message,
            _("{nothing} Roles: {over}.").format(nothing=translated(NOTHING), over=", ".join(OVER)),
            code="stats.unknown_role",
        )


def _require_edition(edition: str, vendor: str) -> None:
    nothing = translated(NOTHING)
    if edition not in OFFERED:
        message = _("There is no trend in the {edition} edition.").format(edition=edition)
        hint = f"{nothing} {why_not(edition)}".strip()
        raise RoundError(message, hint, code="trend.edition")
    if EDITIONS[edition].one_vendor and not vendor:
        message = _("The {edition} edition holds one vendor's decisions alone.").format(
            edition=edition
        )
        hint = _("{nothing} Name the vendor.").format(nothing=nothing)
        raise RoundError(message, hint, code="trend.edition")


def _read(
    store: Project, path: Path, at: int, estimand: str, confidence: float
) -> tuple[list[tuple[Draw, Audited]], list[LeftOut], list[tuple[Audited, ActionLine]]]:
    """Read one file: its audits, what is left out, and its corrective actions."""
    title, file = projects.title(store), path.name
    every = rounds_service.every(store)
    revealed = [one for one in every if one.purpose is Purpose.AUDIT and not one.state.is_open]
    blind = [one for one in every if one.state.is_open]
    if not revealed:
        raise _nothing_in(file, title, blind)
    source = Source(
        file=file, title=title, journal_head=projects.journal_head(store), rounds=len(revealed)
    )
    found = []
    for one in revealed:
        policy = policies.of_version(store, one.policy_version)
        with store.read() as tx:
            data = gather(tx, one, policy, estimand=estimand, confidence=confidence).data
            draws = samples.draws(tx, one.id)
        data = replace(data, item_ids=data.item_ids + (at + 1) * _APART)
        part = part_of(one, data)
        found.append((_draw(draws, one, file), Audited(source=source, title=title, part=part)))
    by_round = {audited.part.round_id: audited for _draw_, audited in found}
    titles = {number: audited.part.title for number, audited in by_round.items()}
    lines = [
        (by_round[case.round_id], line)
        for case, _number, line in capa.agreed(store, titles)
        if case.round_id in by_round
    ]
    gone = [(file, one.title, _("still graded blind")) for one in blind]
    return found, gone, lines


def _draw(draws: Sequence[dict[str, object]], one: Round, file: str) -> Draw:
    """Return what tells a round apart in whatever file it stands."""
    if not draws:
        return file, str(one.id)
    return str(draws[0]["frame_sha256"]), str(draws[0]["at"])


def _nothing_in(file: str, title: str, blind: Sequence[Round]) -> RoundError:
    if blind:
        message = _("{title} ({file}) is still graded blind.").format(title=title, file=file)
        return StillBlindError(
            message,
            _("{nothing} Reveal it first, or leave it out.").format(nothing=translated(NOTHING)),
        )
    message = _("{title} ({file}) holds no audit that was revealed.").format(title=title, file=file)
    return RoundError(
        message, _("{nothing} Leave it out.").format(nothing=translated(NOTHING)), code="trend.none"
    )


def _named(audits: Sequence[Audited]) -> list[Audited]:
    """Give every audit a name of its own: that of its file, and of its round where it has more."""
    out = []
    for one in audits:
        alone = sum(other.source == one.source for other in audits) == 1
        name = one.source.title if alone else f"{one.source.title} \u00b7 {one.part.title}"
        out.append(replace(one, title=name))
    many = {one.title for one in out if sum(o.title == one.title for o in out) > 1}
    named = [
        replace(one, title=f"{one.title}, {one.part.last_day}") if one.title in many else one
        for one in out
    ]
    seen: dict[str, int] = {}
    for k, one in enumerate(named):
        seen[one.title] = seen.get(one.title, 0) + 1
        if seen[one.title] > 1:
            named[k] = replace(one, title=f"{one.title} ({seen[one.title]})")
    return [replace(one, part=replace(one.part, title=one.title)) for one in named]


def _of_trend(
    acted: Sequence[tuple[Audited, ActionLine]], audits: Sequence[Audited], vendor: str
) -> list[tuple[Audited, ActionLine]]:
    """Return the actions of the audits that entered, each with the audit as it is named there."""
    known = {(one.source, one.part.round_id): one for one in audits}
    found = [(known.get((one.source, one.part.round_id)), line) for one, line in acted]
    return [
        (one, replace(line, source=one.title))
        for one, line in found
        if one is not None and (not vendor or line.where.get("vendor") == vendor)
    ]


def _holds(one: Audited, vendor: str) -> bool:
    return not vendor or vendor in one.part.data.column("vendor").names


def _vendors(audits: Sequence[Audited]) -> set[str]:
    return {n for one in audits for n in one.part.data.column("vendor").names if n}


def _no_vendor(vendor: str, audits: Sequence[Audited]) -> RoundError:
    names = sorted(_vendors(audits))
    more = _(" and {n} more").format(n=len(names) - SAID) if len(names) > SAID else ""
    hint = _("{nothing} Known: {names}{more}.").format(
        nothing=translated(NOTHING), names=", ".join(names[:SAID]) or _("None").lower(), more=more
    )
    return RoundError(
        _("No audit holds a decision of {vendor!r}.").format(vendor=vendor),
        hint,
        code="trend.vendor",
    )


_CHANGED = {
    ("label", "added"): N_("label {key} added"),
    ("label", "removed"): N_("label {key} removed"),
    ("label", "changed"): N_("label {key} changed"),
    ("target", "added"): N_("target {key} added"),
    ("target", "removed"): N_("target {key} removed"),
    ("target", "changed"): N_("target {key} changed"),
}


def _told(old: Policy, new: Policy) -> tuple[str, ...]:
    """Say what changed between two policies: version, labels, targets; the rest is counted."""
    changes = rule_books.diff(old, new)
    out = []
    if (old.name, old.version) != (new.name, new.version):
        out.append(f"{old.name} {old.version} \u2192 {new.name} {new.version}")
    for what in ("label", "target"):
        mine = [one for one in changes if one.what == what]
        for one in dict.fromkeys((one.kind.value, one.key) for one in mine if one.key):
            kind, key = one
            fields = [c for c in mine if (c.kind.value, c.key) == one and c.field]
            detail = "; ".join(
                f"{c.field} {c.old} \u2192 {c.new}" if what == "target" else c.field for c in fields
            )
            said = translated(_CHANGED[what, kind]).format(key=key)
            out.append(f"{said} ({detail})" if detail else said)
    other = sum(one.what not in {"label", "target", "policy"} for one in changes)
    if other:
        out.append(ngettext("{n} other change", "{n} other changes", other).format(n=other))
    return tuple(out)


def report_of(found: Trend) -> Report:
    """Return the very document that would be written."""
    return trend_report(found)


def write_trend(
    found: Trend,
    out: Path,
    *,
    formats: Sequence[Format] = (Format.XLSX,),
    progress: Progress = SILENT,
) -> tuple[Written, ...]:
    """Write a trend in each format; a file that is there is replaced once the new one is whole.

    It speaks the language that is spoken now, in which the trend was made.

    Raises:
        OutputError: the folder or a file cannot be written; old files are as they were.
    """
    make_folder(out)
    made = report_of(found)
    kinds = [kind for kind in Format if kind in formats]
    written = []
    for at, kind in enumerate(kinds):
        progress.step(at, len(kinds), _("Writing the trend"))
        path = out / file_name(found, made.language, kind)
        lost = _write(made, path, kind, found)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        written.append(
            Written(
                path=path,
                kind=str(kind),
                vendor=found.vendor,
                edition=made.edition,
                sha256=digest,
                warnings=lost,
            )
        )
    return tuple(written)


def file_name(found: Trend, language: str, kind: Format) -> str:
    """Return the name of the file of a trend."""
    told = "" if language == "en" else language
    first, last = found.points[0].first_day, found.points[-1].last_day
    kind_of = "" if found.edition == "internal" else found.edition
    text = " ".join(part for part in ("trend", found.vendor, first, last, kind_of, told) if part)
    return re.sub(r"[^\w.-]+", "-", text, flags=re.UNICODE).strip("-.")[:120] + f".{kind}"


def _write(report: Report, path: Path, kind: Format, found: Trend) -> tuple[str, ...]:
    def source() -> "Origin":
        from reviewer_audit.render.document import Source as Origin

        return Origin(
            project=", ".join(one.file or one.title for one in found.sources),
            round_title=report.title,
            journal_head=", ".join(one.journal_head for one in found.sources),
            written=datetime.now(UTC).date().isoformat(),
            program=f"Reviewer Audit {__version__}",
        )

    return write_as(kind, report, path, source)
