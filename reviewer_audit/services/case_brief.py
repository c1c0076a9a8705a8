"""One page about a case for readers who are not technical: what happened, and did it get better?"""

from datetime import UTC, datetime
from pathlib import Path

from reviewer_audit import __version__
from reviewer_audit.errors import CaseError
from reviewer_audit.i18n import N_, _, ngettext, speaking, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.model import (
    PROVISIONAL,
    Block,
    CellKind,
    Column,
    DataTable,
    Paragraph,
    Report,
    Section,
    Style,
    Tone,
)
from reviewer_audit.services.case_files import CaseFile, case_file
from reviewer_audit.services.case_words import SHOWED, rate
from reviewer_audit.services.projects import Project, journal_head, title
from reviewer_audit.services.reporting import Format, write_as

SUFFIXES = (".html", ".pdf")
MOST_ITEMS, MOST_LINES = 6, 8
STATES = {
    "open": N_("Open, nobody owns it yet"),
    "investigating": N_("Being looked into"),
    "acting": N_("Corrective action under way"),
    "checking": N_("Done; waiting for a later sample"),
    "checked": N_("Done and looked at in a later sample"),
    "closed": N_("Closed"),
}
LIMITS = (
    N_(
        "Rates come from samples; the range beside each says how far the true rate may lie from it."
    ),
    N_(
        "A difference is called better or worse only where its whole range lies on one side of "
        "zero."
    ),
    N_("It shows that something changed, not that the action was the reason."),
)


def write_brief(store: Project, number: int, out: Path, *, language: str = "") -> tuple[str, ...]:
    """Write the page as HTML or PDF, by the ending of the file; returns what a PDF does not keep.

    ``language`` is one of ``i18n.LANGUAGES``, or "" for the window's.

    Raises:
        CaseError: there is no such case, or the ending is another.
        OutputError: the file cannot be written; an old one stays as it was.
    """
    if out.suffix.casefold() not in SUFFIXES:
        message = _("A brief ends in .html or .pdf, not {suffix}.").format(
            suffix=out.suffix or _("nothing")
        )
        raise CaseError(message, _("Nothing was written."), code="case.format")
    from reviewer_audit.render.document import Source

    with speaking(language):
        found = case_file(store, number)
        report = brief(found)
    source = Source(
        project=title(store),
        round_title=found.round_title,
        journal_head=journal_head(store),
        written=datetime.now(UTC).date().isoformat(),
        program=f"Reviewer Audit {__version__}",
    )
    kind = Format(out.suffix.casefold().removeprefix("."))
    return write_as(kind, report, out, lambda: source)


def brief(found: CaseFile) -> Report:
    """Return the page as data; no content of items is on it."""
    one = found.line.case
    due = _("{day} (late)") if found.line.late else "{day}"
    facts = [
        (_("State"), translated(STATES[found.line.state.value])),
        (_("Owner"), found.line.owner or _("nobody yet")),
        (_("Due"), due.format(day=found.line.due or _("not said"))),
        (_("About"), _about(found)),
    ]
    if found.cause:
        blame = "{cause}" if found.charged else _("{cause} (not charged to the vendor)")
        facts.append((_("Root cause"), blame.format(cause=found.cause)))
    return Report(
        title=_("Case {number}: {title}").format(number=one.id, title=one.title),
        subtitle=found.round_title,
        stamp=translated(PROVISIONAL) if found.provisional else "",
        facts=tuple(facts),
        limits=tuple(translated(one) for one in LIMITS),
        brief=True,
        sections=tuple(
            Section(key=key, title=name, blocks=blocks)
            for key, name, blocks in (
                ("what", _("What happened"), _what(found)),
                ("done", _("What is done about it"), _done(found)),
                ("worked", _("Did it get better?"), _worked(found)),
            )
            if blocks
        ),
    )


def _about(found: CaseFile) -> str:
    one = found.line.case
    where = ", ".join(f"{words.role_title(role)} {value}" for role, value in one.where.items())
    n = len(found.items)
    count = ngettext("{n} item", "{n} items", n).format(n=n) if n else ""
    return "; ".join(part for part in (count, where) if part)


def _what(found: CaseFile) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(text=found.line.case.reason, style=Style.LEAD)]
    blocks += [Paragraph(text=finding.what) for finding in found.findings[-3:]]
    rows = []
    for item in found.items[:MOST_ITEMS]:
        decided = item.decisions
        told = (
            _("not shown before the item is settled")
            if decided is None
            else "; ".join(f"{_vendor(said.who)}{said.what} ({said.outcome})" for said in decided)
        )
        rows.append((item.name, told, item.final))
    if rows:
        more = len(found.items) - len(rows)
        blocks.append(
            DataTable(
                key="items",
                columns=(
                    Column(title=_("Item"), kind=CellKind.ID),
                    Column(title=_("Decided"), wide=True),
                    Column(title=_("Should have been")),
                ),
                rows=tuple(rows),
                note=_("And {n} more.").format(n=more) if more else "",
            )
        )
    return tuple(blocks)


def _vendor(who: str) -> str:
    """Return the vendor of "vendor · reviewer": a page that goes round names no reviewer."""
    name = who.partition(" · ")[0]
    return f"{name}: " if name else ""


def _done(found: CaseFile) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if found.actions:
        rows = tuple(
            (
                action.text,
                owner,
                action.due,
                _("done {day}").format(day=action.done_at.date().isoformat())
                if action.done_at
                else _("to be done"),
            )
            for action, owner in found.actions[:MOST_LINES]
        )
        columns = (
            Column(title=_("Corrective action"), wide=True),
            Column(title=_("By")),
            Column(title=_("Until")),
            Column(title=_("State")),
        )
        blocks.append(DataTable(key="actions", columns=columns, rows=rows))
    else:
        blocks.append(Paragraph(text=_("No corrective action is agreed yet.")))
    if found.outcome:
        blocks.append(Paragraph(text=_("Outcome: {outcome}").format(outcome=found.outcome)))
    return tuple(blocks)


def _worked(found: CaseFile) -> tuple[Block, ...]:
    if not found.checks:
        return (Paragraph(text=_("No later sample has been looked at yet."), style=Style.NOTE),)
    last = found.checks[-1]
    tone = {"better": Tone.GOOD, "worse": Tone.BAD}.get(str(last["showed"]), Tone.NEUTRAL)
    lead = _("In the later sample {sentence}.").format(
        sentence=translated(SHOWED[str(last["showed"])])
    )
    if last["provisional"]:
        open_ = _("One of the two rounds is not closed, so this may still change.")
        lead = f"{lead} {open_}"
    columns = (
        Column(title=_("Right decisions")), Column(title=_("Share")), Column(title=_("Range")),
        Column(title=_("Decisions looked at"), kind=CellKind.INTEGER),
    )  # fmt: skip
    rows = tuple(
        (name, *rate(last[key], signed=key == "difference"))
        for name, key in (
            (_("Before"), "before"), (_("Later"), "after"), (_("Difference"), "difference"),
        )
    )  # fmt: skip
    note = _("Ranges hold with {confidence} confidence.").format(
        confidence=words.target_percent(float(last["before"]["confidence"]))
    )
    return (
        Paragraph(text=lead, style=Style.LEAD, tone=tone),
        DataTable(key="check", columns=columns, rows=rows, note=note),
    )
