"""How the numbers came about: what a third party needs to judge and repeat them."""

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.methods import method_text
from reviewer_audit.reports.model import Block, Cell, CellKind, Column, DataTable
from reviewer_audit.reports.results import LEFT_OUT_KEYS, Method
from reviewer_audit.reports.sections.scope import Scope, SectionKind

_SPOKEN = (  # what words.spoken() makes of states of a round and of what is not compared
    N_("Grading"), N_("Locked"), N_("Revealed"), N_("Released"), N_("Closed"), N_("Escalation"),
)  # fmt: skip


def _facts(scope: Scope) -> list[tuple[Cell, ...]]:
    results = scope.results
    m, weighed = results.method, results.poststrata
    quarantined = "" if m.quarantined is None else words.count(m.quarantined)
    if m.quarantined_share is not None:
        quarantined += _(" ({quarantined_share} of all rows read)").format(
            quarantined_share=words.percent(m.quarantined_share)
        )
    rows: list[tuple[Cell, ...]] = [
        (_("Frame"), m.frame),
        (
            _("Decisions in the frame (N)"),
            words.count(m.population) if m.population else _("not stated"),
        ),
        (_("Decisions sampled (n)"), words.count(m.sampled)),
        (_("Decisions that count"), words.count(results.graded_decisions)),
        *(
            (
                _("Left out: {left_out}").format(left_out=translated(words.LEFT_OUT[key])),
                words.count(results.left_out.get(key, 0)),
            )
            for key in LEFT_OUT_KEYS
        ),
        (_("Way of drawing"), m.method),
        (_("Seed"), m.seed),
        (_("Frame hash (SHA-256)"), m.frame_sha256),
        (
            _("Draws made"),
            _("{draws}, of which {discarded_draws} discarded").format(
                draws=words.count(m.draws), discarded_draws=words.count(m.discarded_draws)
            ),
        ),
        *(
            (title, words.count(many))
            for title, many in (
                (_("Audited in an earlier round"), m.audited_before),
                (_("Items replaced (cannot judge)"), m.replaced),
                (_("Items graded by two auditors"), m.overlap_items),
            )
            if many is not None
        ),
        (
            _("Question answered"),
            f"{method_text(m.estimand)}: {_question(m.estimand)}",
        ),
        (_("Weights"), _weights(m)),
        (_("Confidence"), words.target_percent(results.confidence)),
        *(((_("Interval asked for"), m.interval),) if m.interval else ()),
        *(((_("Top-up"), m.looks),) if m.looks else ()),
        *(((_("Post-stratified"), weighed.sentence),) if weighed else ()),
        *(((_("Rows that could not be used"), quarantined),) if quarantined else ()),
        (
            _("Control totals"),
            "\n".join(m.control_gaps) if m.control_gaps else _("no gap known"),
        ),
        (_("Policy"), m.policy),
        (
            _("Facets not compared"),
            _(", ").join(words.inside(words.spoken(one)) for one in results.skipped_facets)
            or _("none"),
        ),
        *(((_("Seen beside the items"), "\n".join(m.beside)),) if m.beside else ()),
        (
            _("Opened decisions while grading"),
            _(", ").join(m.unblinded) if m.unblinded else _("nobody"),
        ),
        (_("State of the round"), words.inside(words.spoken(results.state))),
        (_("Journal head"), m.journal_head),
    ]
    return rows


def _question(estimand: str) -> str:
    return translated(words.ESTIMANDS.get(estimand, "")) or _("see the plan")


def _weights(m: Method) -> str:
    if m.weighted:
        return _("each decision weighs as many as it stands for in the frame")
    return _("every decision weighs the same")


def _strata(scope: Scope) -> DataTable:
    strata = scope.results.method.strata
    roles: list[str] = []
    for stratum in strata:
        roles += [role for role in stratum.cell if role not in roles]
    return DataTable(
        key="strata",
        title=_("Strata of the draw"),
        columns=(
            *(Column(title=words.role_title(role)) for role in roles or [""]),
            Column(title=_("In the frame (N)"), kind=CellKind.INTEGER),
            Column(title=_("Sampled (n)"), kind=CellKind.INTEGER),
            Column(title=_("Drawn"), kind=CellKind.SHARE),
        ),
        rows=tuple(
            (
                *(words.value_title(s.cell.get(role, "")) for role in roles),
                *(() if roles else (_("All"),)),
                s.population,
                s.sampled,
                s.sampled / s.population if s.population else None,
            )
            for s in strata
        ),
        empty=_("One stratum: the whole frame."),
    )


def _no_file(scope: Scope) -> str:
    if not EDITIONS[scope.edition].identified:
        return _("Not listed in this edition.")
    if scope.vendor:
        return _("Not listed: the files hold decisions of other vendors too.")
    return _("No file is known.")


def _blocks(scope: Scope) -> tuple[Block, ...]:
    method = scope.results.method
    return (
        DataTable(
            key="method",
            columns=(Column(title=_("What")), Column(title=_("Value"), wide=True)),
            rows=tuple(_facts(scope)),
        ),
        _strata(scope),
        DataTable(
            key="sources",
            title=_("Files the decisions came from"),
            columns=(
                Column(title=_("File")),
                Column(title=_("Decisions"), kind=CellKind.INTEGER),
                Column(title="SHA-256", kind=CellKind.ID, wide=True),
            ),
            rows=tuple((name, n, sha) for name, sha, n in method.sources),
            empty=_no_file(scope),
        ),
    )


SECTION = SectionKind(key="method", title=N_("Method"), blocks=_blocks)
