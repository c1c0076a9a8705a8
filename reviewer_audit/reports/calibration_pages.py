"""The calibration report: pseudonyms, no ranks, no content; what was seen, ruled and is to do."""

from reviewer_audit.domain.calibration import AIM, Decision, Purpose, Side, TaskKind, TaskState
from reviewer_audit.reports import calibration_charts as charts
from reviewer_audit.reports import calibration_tables as tables
from reviewer_audit.reports import words
from reviewer_audit.reports.calibration import Calibration
from reviewer_audit.reports.calibration_words import (
    PURPOSES,
    SIDES,
    SessionFacts,
    points,
    range_of,
    text_of,
)
from reviewer_audit.reports.model import (
    Block,
    Cell,
    CellKind,
    Column,
    DataTable,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Report,
    Section,
    Style,
)

LIMITS = tuple(
    """\
The items were chosen by purpose, not drawn: no figure of a session is an estimate of how well \
vendors or auditors work, and none enters the score of a round, a reviewer or an auditor.
Intervals say how far other items chosen alike could move a figure, for these participants. With \
few items they are wide.
Alpha, kappa and AC1 depend on how common violations are; compare sessions of a like mix only. \
Participants are shown by pseudonym and never ranked.""".splitlines()
)


def build(found: Calibration, facts: SessionFacts) -> Report:
    """Return the report of a session."""
    sections = (
        Section(key="summary", title="Summary", blocks=_summary(found, facts)),
        Section(key="session", title="Session", blocks=_session(found, facts)),
        Section(key="agreement", title="Agreement", blocks=_agreement(found)),
        Section(key="participants", title="Participants", blocks=_participants(found)),
        Section(key="sides", title="Client and vendor", blocks=_both(found, facts)),
        Section(key="items", title="Items", blocks=tables.items(found)),
        Section(key="rulings", title="Rulings", blocks=tables.rulings(found)),
        Section(key="actions", title="Actions", blocks=tables.actions(facts)),
        Section(key="method", title="Method and votes", blocks=tables.method(found, facts)),
    )
    return Report(
        title=facts.title,
        subtitle=words.DOT.join(("Calibration report", facts.project, facts.held_on)),
        sections=sections,
        stamp="" if facts.state == "closed" else "Provisional until the session is closed",
        facts=(
            ("Items", words.count(len(found.items))),
            ("Participants", words.count(len(found.participants))),
            ("Ballots answered", f"{found.answered[0]:,} of {found.answered[1]:,}"),
            ("Policy", facts.policy),
        ),
        limits=LIMITS,
    )


def tiles(found: Calibration) -> KeyFigures:
    """Return the figures of the screen and of the first page."""
    blind = found.facets[0].blind
    rows = (
        ("baseline", "Agreement with the baseline", found.all_baseline, "blind votes"),
        ("alpha", "Krippendorff's alpha", blind["krippendorff_alpha"], "blind votes, by label"),
        ("ac1", "Gwet's AC1", blind["gwet_ac1"], "blind votes, by label"),
        ("delta", "Client minus vendor", found.delta, "agreement with the baseline, points"),
        ("after", "Off what was ruled, after", found.after, _before(found)),
    )
    return KeyFigures(
        figures=tuple(
            KeyFigure(
                key=key,
                title=title,
                estimate=e,
                text=text_of(key, e),
                range=range_of(key, e),
                note=note,
            )
            for key, title, e, note in rows
        )
    )


def _before(found: Calibration) -> str:
    return "" if found.before.value is None else f"before: {words.share(found.before)}"


def _summary(found: Calibration, facts: SessionFacts) -> tuple[Block, ...]:
    ruled = sum(found.rulings.values())
    changed = ruled - found.rulings[Decision.UPHOLD]
    asked = [t for t in facts.tasks if t.state is TaskState.OPEN]
    clear = [t for t in asked if t.kind is TaskKind.CLARIFICATION]
    lines = [
        f"Blind, participants gave the baseline's answer in {words.rate(found.all_baseline)}.",
        (
            f"{changed} of {ruled} rulings changed the baseline or found a gap in the policy."
            if ruled
            else "Nothing has been ruled yet."
        ),
    ]
    if found.delta.value is not None:
        lines.append(f"Client minus vendor: {points(found.delta)}.")
    if found.change.value is not None:
        lines.append(
            f"Votes off what was ruled: {words.rate(found.before)} before and "
            f"{words.rate(found.after)} after; change {points(found.change)}."
        )
    if clear:
        n = sum(len(t.again) for t in clear)
        lines.append(
            f"Decisions asked for: {_many(len(clear), 'clarification')} of the policy, after which "
            f"{_many(n, 'audited item')} should be graded again."
        )
    return (
        Paragraph(text=lines[0], style=Style.LEAD),
        *(Paragraph(text=line) for line in lines[1:]),
        tiles(found),
        Figure(chart=charts.participants(found)),
    )


def _many(n: int, what: str) -> str:
    return f"{words.count(n)} {what}{'' if n == 1 else 's'}"


def _session(found: Calibration, facts: SessionFacts) -> tuple[Block, ...]:
    m = len(found.items)
    bad = sum(found.data.policy.labels[one.baseline].is_violation for one in found.items)
    sides = [one.side for one in found.participants]
    low, high = (f"{100 * end:.0f}" for end in AIM)
    rows: list[tuple[Cell, ...]] = [
        ("Held on", facts.held_on),
        ("Participants", ", ".join(f"{sides.count(s)} {s.value}" for s in Side if s in sides)),
        ("Experts behind the baseline", words.count(facts.experts)),
        ("Policy", facts.policy),
        ("Violating by the baseline", f"{bad} of {m}; the set aims at {low} to {high} %"),
        ("Not reached", "; ".join(facts.built) or "nothing"),
        ("Ballots answered", f"{found.answered[0]:,} of {found.answered[1]:,}"),
        ("State", facts.state),
    ]
    purposes = [one.facts.purpose for one in found.items]
    return (
        DataTable(
            key="session",
            columns=(Column(title="What"), Column(title="Value", wide=True)),
            rows=tuple(rows),
        ),
        DataTable(
            key="purposes",
            title="Why these items",
            columns=(Column(title="Purpose"), Column(title="Items", kind=CellKind.INTEGER)),
            rows=tuple((PURPOSES[p], purposes.count(p)) for p in Purpose if p in purposes),
        ),
    )


def _agreement(found: Calibration) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = []
    for facet in found.facets:
        for when, values in (("blind", facet.blind), ("after the rulings", facet.after)):
            rows += [
                (facet.title, when, words.score_title(key), e, e.method, e.note)
                for key, e in values.items()
            ]
    labels = {label.key: label.title for label in found.data.policy.labels}
    caveat = (
        "Kappa falls where one answer prevails, however well people agree; read it beside percent "
        "agreement and AC1."
    )
    return (
        Paragraph(text=found.reading),
        Paragraph(text=caveat, style=Style.NOTE),
        DataTable(
            key="coefficients",
            title="Participants with each other",
            columns=(
                Column(title="Question"),
                Column(title="When"),
                Column(title="Coefficient"),
                Column(title="Value", kind=CellKind.COEFFICIENT),
                Column(title="Method"),
                Column(title="Note", wide=True),
            ),
            rows=tuple(rows),
        ),
        DataTable(
            key="distance",
            title="Votes off what was ruled, on votes given twice",
            columns=(Column(title="When"), Column(title="Share", kind=CellKind.ESTIMATE)),
            rows=(("Before", found.before), ("After", found.after)),
            note=f"Change: {points(found.change)}.",
        ),
        DataTable(
            key="by_label",
            title="Agreement by the label of the baseline",
            columns=(
                Column(title="Label"),
                Column(title="Percent agreement", kind=CellKind.ESTIMATE),
            ),
            rows=tuple((labels[key], e) for key, e in found.by_label.items()),
        ),
    )


def _participants(found: Calibration) -> tuple[Block, ...]:
    return (
        Paragraph(
            text="In no order. These figures are for the talk about the policy; they count in no "
            "score of anybody.",
            style=Style.NOTE,
        ),
        DataTable(
            key="participants",
            columns=(
                Column(title="Participant"),
                Column(title="Votes", kind=CellKind.INTEGER),
                Column(title="Cannot judge", kind=CellKind.INTEGER),
                Column(title="Same as the baseline", kind=CellKind.ESTIMATE),
                Column(title="Flags more than the baseline"),
                Column(title="Same as ruled, after", kind=CellKind.ESTIMATE),
            ),
            rows=tuple(
                (p.name, p.votes, p.cannot, p.agreement, points(p.strictness), p.after)
                for p in found.participants
            ),
        ),
        Figure(chart=charts.strictness(found)),
    )


def _both(found: Calibration, facts: SessionFacts) -> tuple[Block, ...]:
    blocks: list[Block] = [
        DataTable(
            key="sides",
            columns=(
                Column(title="Side"),
                Column(title="Same as the baseline", kind=CellKind.ESTIMATE),
            ),
            rows=tuple((SIDES[side], e) for side, e in found.side.items()),
            note=f"Client minus vendor: {points(found.delta)}.",
        ),
        DataTable(
            key="trend",
            title="Over sessions",
            columns=(
                Column(title="Session"),
                Column(title="Held on"),
                Column(title="Items", kind=CellKind.INTEGER),
                Column(title="Same as the baseline", kind=CellKind.ESTIMATE),
                Column(title="Client minus vendor"),
            ),
            rows=tuple(
                (p.title, p.held_on, p.items, p.baseline, points(p.delta)) for p in facts.trend
            ),
        ),
    ]
    if found.pairs:
        blocks.append(Figure(chart=charts.pairs(found)))
    return tuple(blocks)
