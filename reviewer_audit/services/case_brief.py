"""One page about a case for readers who are not technical: what happened, and did it get better?"""

from datetime import UTC, datetime
from pathlib import Path

from reviewer_audit import __version__
from reviewer_audit.errors import CaseError
from reviewer_audit.i18n import _, in_english
from reviewer_audit.reports import words
from reviewer_audit.reports.model import (
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

SUFFIXES = (".html", ".pdf")
MOST_ITEMS, MOST_LINES = 6, 8
STATES = {
    "open": "Open, nobody owns it yet",
    "investigating": "Being looked into",
    "acting": "Corrective action under way",
    "checking": "Done; waiting for a later sample",
    "checked": "Done and looked at in a later sample",
    "closed": "Closed",
}
LIMITS = (
    "Rates come from samples; the range beside each says how far the true rate may lie from it.",
    "A difference is called better or worse only where its whole range lies on one side of zero.",
    "It shows that something changed, not that the action was the reason.",
)


@in_english()
def write_brief(store: Project, number: int, out: Path) -> tuple[str, ...]:
    """Write the page as HTML or PDF, by the ending of the file; returns what a PDF does not keep.

    Raises:
        CaseError: there is no such case, or the ending is another.
        OutputError: the file cannot be written; an old one stays as it was.
    """
    if out.suffix.casefold() not in SUFFIXES:
        message = _("A brief ends in .html or .pdf, not {suffix}.").format(
            suffix=out.suffix or "nothing"
        )
        raise CaseError(message, _("Nothing was written."), code="case.format")
    from reviewer_audit.render.document import Source

    found = case_file(store, number)
    report = brief(found)
    source = Source(
        project=title(store),
        round_title=found.round_title,
        journal_head=journal_head(store),
        written=datetime.now(UTC).date().isoformat(),
        program=f"Reviewer Audit {__version__}",
    )
    if out.suffix.casefold() == ".pdf":
        from reviewer_audit.render.pdf import write_pdf

        return write_pdf(report, out, source)
    from reviewer_audit.render.html import write_html

    write_html(report, out, source)
    return ()


@in_english()
def brief(found: CaseFile) -> Report:
    """Return the page as data; no content of items is on it."""
    one = found.line.case
    facts = [
        ("State", STATES[found.line.state.value]),
        ("Owner", found.line.owner or "nobody yet"),
        ("Due", (found.line.due or "not said") + (" (late)" if found.line.late else "")),
        ("About", _about(found)),
    ]
    if found.cause:
        blame = "" if found.charged else " (not charged to the vendor)"
        facts.append(("Root cause", found.cause + blame))
    return Report(
        title=f"Case {one.id}: {one.title}",
        subtitle=found.round_title,
        stamp="Provisional until the round is closed" if found.provisional else "",
        facts=tuple(facts),
        limits=LIMITS,
        brief=True,
        sections=tuple(
            Section(key=key, title=name, blocks=blocks)
            for key, name, blocks in (
                ("what", "What happened", _what(found)),
                ("done", "What is done about it", _done(found)),
                ("worked", "Did it get better?", _worked(found)),
            )
            if blocks
        ),
    )


def _about(found: CaseFile) -> str:
    one = found.line.case
    where = ", ".join(f"{words.role_title(role)} {value}" for role, value in one.where.items())
    n = len(found.items)
    count = f"{n} item{'s' if n > 1 else ''}" if n else ""
    return "; ".join(part for part in (count, where) if part)


def _what(found: CaseFile) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(text=found.line.case.reason, style=Style.LEAD)]
    blocks += [Paragraph(text=finding.what) for finding in found.findings[-3:]]
    rows = []
    for item in found.items[:MOST_ITEMS]:
        decided = item.decisions
        told = (
            "not shown before the item is settled"
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
                    Column(title="Item", kind=CellKind.ID),
                    Column(title="Decided", wide=True),
                    Column(title="Should have been"),
                ),
                rows=tuple(rows),
                note=f"And {more} more." if more else "",
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
                f"done {action.done_at.date().isoformat()}" if action.done_at else "to be done",
            )
            for action, owner in found.actions[:MOST_LINES]
        )
        columns = (
            Column(title="Corrective action", wide=True),
            Column(title="By"),
            Column(title="Until"),
            Column(title="State"),
        )
        blocks.append(DataTable(key="actions", columns=columns, rows=rows))
    else:
        blocks.append(Paragraph(text="No corrective action is agreed yet."))
    if found.outcome:
        blocks.append(Paragraph(text=f"Outcome: {found.outcome}"))
    return tuple(blocks)


def _worked(found: CaseFile) -> tuple[Block, ...]:
    if not found.checks:
        return (Paragraph(text="No later sample has been looked at yet.", style=Style.NOTE),)
    last = found.checks[-1]
    tone = {"better": Tone.GOOD, "worse": Tone.BAD}.get(str(last["showed"]), Tone.NEUTRAL)
    sentence = SHOWED[str(last["showed"])]
    lead = f"In the later sample {sentence}."
    if last["provisional"]:
        lead += " One of the two rounds is not closed, so this may still change."
    columns = (
        Column(title="Right decisions"), Column(title="Share"), Column(title="Range"),
        Column(title="Decisions looked at", kind=CellKind.INTEGER),
    )  # fmt: skip
    rows = tuple(
        (name, *rate(last[key], signed=key == "difference"))
        for name, key in (
            ("Before", "before"), ("Later", "after"), ("Difference", "difference"),
        )
    )  # fmt: skip
    note = (
        f"Ranges hold with {words.target_percent(float(last['before']['confidence']))} confidence."
    )
    return (
        Paragraph(text=lead, style=Style.LEAD, tone=tone),
        DataTable(key="check", columns=columns, rows=rows, note=note),
    )
