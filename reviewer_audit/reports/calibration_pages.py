"""The calibration report: pseudonyms, no ranks, no content; what was seen, ruled and is to do."""

from reviewer_audit.domain.calibration import AIM, Decision, Purpose, Side, TaskKind, TaskState
from reviewer_audit.i18n import N_, _, ngettext, translated
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
from reviewer_audit.reports.methods import method_text
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

_STATES = {"voting": N_("voting"), "meeting": N_("meeting"), "closed": N_("Closed")}
LIMITS = (
    N_(
        "The items were chosen by purpose, not drawn: no figure of a "
        "session is an estimate of how well vendors or auditors work, and "
        "none enters the score of a round, a reviewer or an auditor."
    ),
    N_(
        "Intervals say how far other items chosen alike could move a "
        "figure, for these participants. With few items they are wide."
    ),
    N_(
        "Alpha, kappa and AC1 depend on how common violations are; compare "
        "sessions of a like mix only. Participants are shown by pseudonym "
        "and never ranked."
    ),
)
_OF_SIDE = {
    Side.CLIENT: N_("{n} client"),
    Side.VENDOR: N_("{n} vendor"),
    Side.EXPERT: N_("{n} expert"),
}


def build(found: Calibration, facts: SessionFacts) -> Report:
    """Return the report of a session."""
    sections = (
        Section(key="summary", title=_("Summary"), blocks=_summary(found, facts)),
        Section(key="session", title=_("Session"), blocks=_session(found, facts)),
        Section(key="agreement", title=_("Agreement"), blocks=_agreement(found)),
        Section(key="participants", title=_("Participants"), blocks=_participants(found)),
        Section(key="sides", title=_("Client and vendor"), blocks=_both(found, facts)),
        Section(key="items", title=_("Items"), blocks=tables.items(found)),
        Section(key="rulings", title=_("Rulings"), blocks=tables.rulings(found)),
        Section(key="actions", title=_("Actions"), blocks=tables.actions(facts)),
        Section(key="method", title=_("Method and votes"), blocks=tables.method(found, facts)),
    )
    return Report(
        title=facts.title,
        subtitle=words.DOT.join((_("Calibration report"), facts.project, facts.held_on)),
        sections=sections,
        stamp="" if facts.state == "closed" else _("Provisional until the session is closed"),
        facts=(
            (_("Items"), words.count(len(found.items))),
            (_("Participants"), words.count(len(found.participants))),
            (
                _("Ballots answered"),
                _("{answered:,} of {answered2:,}").format(
                    answered=found.answered[0], answered2=found.answered[1]
                ),
            ),
            (_("Policy"), facts.policy),
        ),
        limits=tuple(translated(one) for one in LIMITS),
    )


def tiles(found: Calibration) -> KeyFigures:
    """Return the figures of the screen and of the first page."""
    blind = found.facets[0].blind
    rows = (
        ("baseline", _("Agreement with the baseline"), found.all_baseline, _("blind votes")),
        (
            "alpha",
            _("Krippendorff's alpha"),
            blind["krippendorff_alpha"],
            _("blind votes, by label"),
        ),
        ("ac1", _("Gwet's AC1"), blind["gwet_ac1"], _("blind votes, by label")),
        ("delta", _("Client minus vendor"), found.delta, _("agreement with the baseline, points")),
        ("after", _("Off what was ruled, after"), found.after, _before(found)),
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
    return (
        ""
        if found.before.value is None
        else _("before: {before}").format(before=words.share(found.before))
    )


def _summary(found: Calibration, facts: SessionFacts) -> tuple[Block, ...]:
    ruled = sum(found.rulings.values())
    changed = ruled - found.rulings[Decision.UPHOLD]
    asked = [t for t in facts.tasks if t.state is TaskState.OPEN]
    clear = [t for t in asked if t.kind is TaskKind.CLARIFICATION]
    lines = [
        _("Blind, participants gave the baseline's answer in {all_baseline}.").format(
            all_baseline=words.rate(found.all_baseline)
        ),
        (
            _(
                "{changed} of {ruled} rulings changed the baseline or found a gap in the policy."
            ).format(changed=changed, ruled=ruled)
            if ruled
            else _("Nothing has been ruled yet.")
        ),
    ]
    if found.delta.value is not None:
        lines.append(_("Client minus vendor: {delta}.").format(delta=points(found.delta)))
    if found.change.value is not None:
        lines.append(
            _(
                "Votes off what was ruled: {before} before and {after} after; change {change}."
            ).format(
                before=words.rate(found.before),
                after=words.rate(found.after),
                change=points(found.change),
            )
        )
    if clear:
        n = sum(len(t.again) for t in clear)
        lines.append(
            _(
                "Decisions asked for: {many} of the policy, after which {many2} "
                "should be graded again."
            ).format(many=_clarifications(len(clear)), many2=_items(n))
        )
    return (
        Paragraph(text=lines[0], style=Style.LEAD),
        *(Paragraph(text=line) for line in lines[1:]),
        tiles(found),
        Figure(chart=charts.participants(found)),
    )


def _clarifications(n: int) -> str:
    return ngettext("{n} clarification", "{n} clarifications", n).format(n=words.count(n))


def _items(n: int) -> str:
    return ngettext("{n} audited item", "{n} audited items", n).format(n=words.count(n))


def _session(found: Calibration, facts: SessionFacts) -> tuple[Block, ...]:
    m = len(found.items)
    bad = sum(found.data.policy.labels[one.baseline].is_violation for one in found.items)
    sides = [one.side for one in found.participants]
    low, high = (f"{100 * end:.0f}" for end in AIM)
    rows: list[tuple[Cell, ...]] = [
        (_("Held on"), facts.held_on),
        (
            _("Participants"),
            _(", ").join(
                translated(_OF_SIDE[s]).format(n=sides.count(s)) for s in Side if s in sides
            ),
        ),
        (_("Participants taken out"), words.count(facts.taken_out)),
        (_("Experts behind the baseline"), words.count(facts.experts)),
        (_("Policy"), facts.policy),
        (
            _("Violating by the baseline"),
            _("{bad} of {m}; the set aims at {low} to {high} %").format(
                bad=bad, m=m, low=low, high=high
            ),
        ),
        (_("Not reached"), _("; ").join(facts.built) or _("nothing")),
        (
            _("Ballots answered"),
            _("{answered:,} of {answered2:,}").format(
                answered=found.answered[0], answered2=found.answered[1]
            ),
        ),
        (_("State"), words.inside(translated(_STATES.get(facts.state, facts.state)))),
    ]
    purposes = [one.facts.purpose for one in found.items]
    return (
        DataTable(
            key="session",
            columns=(Column(title=_("What")), Column(title=_("Value"), wide=True)),
            rows=tuple(rows),
        ),
        DataTable(
            key="purposes",
            title=_("Why these items"),
            columns=(Column(title=_("Purpose")), Column(title=_("Items"), kind=CellKind.INTEGER)),
            rows=tuple(
                (translated(PURPOSES[p]), purposes.count(p)) for p in Purpose if p in purposes
            ),
        ),
    )


def _agreement(found: Calibration) -> tuple[Block, ...]:
    rows: list[tuple[Cell, ...]] = []
    for facet in found.facets:
        for when, values in ((_("blind"), facet.blind), (_("after the rulings"), facet.after)):
            rows += [
                (facet.title, when, words.score_title(key), e, method_text(e.method), e.note)
                for key, e in values.items()
            ]
    labels = {label.key: label.title for label in found.data.policy.labels}
    caveat = _(
        "Kappa falls where one answer prevails, however well people agree; "
        "read it beside percent agreement and AC1."
    )
    return (
        Paragraph(text=found.reading),
        Paragraph(text=caveat, style=Style.NOTE),
        DataTable(
            key="coefficients",
            title=_("Participants with each other"),
            columns=(
                Column(title=_("Question")),
                Column(title=_("When")),
                Column(title=_("Coefficient")),
                Column(title=_("Value"), kind=CellKind.COEFFICIENT),
                Column(title=_("Method")),
                Column(title=_("Note"), wide=True),
            ),
            rows=tuple(rows),
        ),
        DataTable(
            key="distance",
            title=_("Votes off what was ruled, on votes given twice"),
            columns=(Column(title=_("When")), Column(title=_("Share"), kind=CellKind.ESTIMATE)),
            rows=((_("Before"), found.before), (_("After"), found.after)),
            note=_("Change: {change}.").format(change=points(found.change)),
        ),
        DataTable(
            key="by_label",
            title=_("Agreement by the label of the baseline"),
            columns=(
                Column(title=_("Label")),
                Column(title=_("Percent agreement"), kind=CellKind.ESTIMATE),
            ),
            rows=tuple((labels[key], e) for key, e in found.by_label.items()),
        ),
    )


def _participants(found: Calibration) -> tuple[Block, ...]:
    return (
        Paragraph(
            text=_(
                "In no order. These figures are for the talk about the policy; "
                "they count in no score of anybody."
            ),
            style=Style.NOTE,
        ),
        DataTable(
            key="participants",
            columns=(
                Column(title=_("Participant")),
                Column(title=_("Votes"), kind=CellKind.INTEGER),
                Column(title=_("Cannot judge"), kind=CellKind.INTEGER),
                Column(title=_("Same as the baseline"), kind=CellKind.ESTIMATE),
                Column(title=_("Flags more than the baseline")),
                Column(title=_("Same as ruled, after"), kind=CellKind.ESTIMATE),
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
                Column(title=_("Side")),
                Column(title=_("Same as the baseline"), kind=CellKind.ESTIMATE),
            ),
            rows=tuple((translated(SIDES[side]), e) for side, e in found.side.items()),
            note=_("Client minus vendor: {delta}.").format(delta=points(found.delta)),
        ),
        DataTable(
            key="trend",
            title=_("Over sessions"),
            columns=(
                Column(title=_("Session")),
                Column(title=_("Held on")),
                Column(title=_("Items"), kind=CellKind.INTEGER),
                Column(title=_("Same as the baseline"), kind=CellKind.ESTIMATE),
                Column(title=_("Client minus vendor")),
            ),
            rows=tuple(
                (p.title, p.held_on, p.items, p.baseline, points(p.delta)) for p in facts.trend
            ),
        ),
    ]
    if found.pairs:
        blocks.append(Figure(chart=charts.pairs(found)))
    return tuple(blocks)
