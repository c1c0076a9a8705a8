"""How the numbers of a round came about: what every report prints beside them."""

from reviewer_audit import i18n
from reviewer_audit.domain.packs import WORKBOOK
from reviewer_audit.domain.rounds import Round
from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports import words
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.prepared import Prepared
from reviewer_audit.reports.results import Method, StratumLine
from reviewer_audit.sampling.plan import Method as DrawMethod
from reviewer_audit.sampling.plan import SamplePlan
from reviewer_audit.services import controls
from reviewer_audit.services.projects import Project, journal_head
from reviewer_audit.services.sampling import plan_of
from reviewer_audit.stats.interval_choice import CHOICES, why_not
from reviewer_audit.stats.verdict import LOOK_RISK
from reviewer_audit.store import decisions, packs, rounds, samples, side_notes

WAYS = {"proportional": N_("proportional"), "equal": N_("equal"), "neyman": N_("neyman")}


def method_of(store: Project, one: Round, data: AuditData) -> Method:
    """Collect frame, draw, exclusions and gaps of a round."""
    with store.read() as tx:
        details = rounds.details(tx, one.id)
        register = samples.draws(tx)
        later = sum(samples.top_ups(tx, one.id))
        strata = samples.strata(tx, one.id)
        batches = decisions.batches(tx)
        not_used = len(decisions.waiting(tx))
        shared = rounds.shared_items(tx, one.id)
        unblinded = rounds.not_blind(tx, one.id)
        opened = sum(side_notes.count_opened(tx, one.id).values())
        in_workbooks = any(pack.sealed_to == WORKBOOK for pack in packs.every(tx, one.id))
    plan = plan_of(details) or SamplePlan(method=DrawMethod.ALL)
    mine = [d for d in register if d["round_id"] == one.id]
    begun = [d for d in register if d["kind"] == "draw"]
    rounds_drawn = len({d["round_id"] for d in begun})
    rows_read = sum({b["file_sha256"]: b["rows_read"] for b in batches}.values())
    weight = 1 / data.probability
    return Method(
        frame=ngettext(
            "decisions of {n} imported file that no earlier round had drawn",
            "decisions of {n} imported files that no earlier round had drawn",
            len(batches),
        ).format(n=len(batches)),
        population=data.population,
        sampled=data.n,
        method=in_words(plan),
        seed=plan.seed,
        frame_sha256=mine[-1]["frame_sha256"] if mine else "",
        strata=tuple(
            StratumLine(cell=cell, population=population, sampled=taken)
            for cell, population, taken in strata
        ),
        draws=len(register),
        discarded_draws=len(begun) - rounds_drawn,
        audited_before=int(details["frame"].get("audited_before", 0)),
        replaced=sum(d["sampled"] for d in mine if d["kind"] == "replace"),
        overlap_items=shared,
        estimand=data.estimand,
        interval=_interval(data),
        looks=_looks(data, later),
        weighted=len(weight) > 0 and float(weight.max() - weight.min()) > 1e-9,  # noqa: PLR2004
        quarantined=not_used,
        quarantined_share=not_used / rows_read if rows_read else None,
        control_gaps=tuple(gap.sentence for gap in controls.gaps(store)),
        sources=tuple((b["file_name"], b["file_sha256"], b["accepted"]) for b in batches),
        policy=f"{data.policy.name} {data.policy.version}",
        journal_head=journal_head(store),
        unblinded=tuple(
            _("{name} ({graded:,} grades after that, not blind)").format(name=name, graded=graded)
            if graded
            else name
            for name, graded in unblinded
        ),
        beside=_beside(plan, opened, in_workbooks=in_workbooks),
    )


def _beside(plan: SamplePlan, opened: int, *, in_workbooks: bool) -> tuple[str, ...]:
    """Say what auditors could see beside an item, and how often they went to its original."""
    said = []
    if plan.versions_shown:
        said.append(_("The policy version an item was decided under."))
    if plan.original:
        said.append(
            ngettext(
                "Where an item stands: {n} original was opened.",
                "Where an item stands: {n} originals were opened, counted once for each auditor.",
                opened,
            ).format(n=words.count(opened))
        )
        if in_workbooks:
            said.append(_("What was opened from grading workbooks is not known."))
    return tuple(said)


def _interval(data: AuditData) -> str:
    """Say which interval was asked for, and why it was not used where it was not."""
    if not data.interval:
        return ""
    name, reason = CHOICES[data.interval], why_not(Prepared(data).sample)
    if reason:
        return _("{name} was asked for and not used: {reason}.").format(name=name, reason=reason)
    return _(
        "Rates of decisions have {name} intervals, as asked for; verdicts "
        "keep their own one-sided exact bound."
    ).format(name=name)


def _looks(data: AuditData, later: int) -> str:
    """Say how many looks at the sample were planned, and what was drawn later."""
    if data.looks > 1:
        drawn = _(", {later:,} decisions").format(later=later) if later else _(", not drawn")
        return _(
            "One top-up was planned before the draw{drawn}. Look {look} of "
            "{looks}: each verdict takes {look_risk:.1%} of the risk (.0294 "
            "for .05)."
        ).format(drawn=drawn, look=data.look, looks=data.looks, look_risk=LOOK_RISK)
    if later:
        return _(
            "{later:,} decisions were drawn later without a top-up in the "
            "plan, while the round was graded blind; verdicts take it for one "
            "look."
        ).format(later=later)
    return ""


def _role(role: str) -> str:
    """Return a role by its key, as in files and on the command line; elsewhere by its name."""
    return role if i18n.language() == "en" else words.inside(words.role_title(role))


def in_words(plan: SamplePlan) -> str:
    """Say how a sample was drawn."""
    return _way(plan) + (_(", one top-up planned") if plan.looks > 1 else "")


def _way(plan: SamplePlan) -> str:
    if plan.method is DrawMethod.ALL:
        return _("all decisions (census)")
    if plan.per_reviewer:
        return _("{per_reviewer} random decisions of each reviewer").format(
            per_reviewer=plan.per_reviewer
        )
    if plan.method is DrawMethod.STRATIFIED:
        least = (
            _(", at least {minimum} a cell").format(minimum=plan.minimum) if plan.minimum else ""
        )
        return _("stratified random by {by}, {allocation} allocation{least}").format(
            by=" x ".join(_role(role) for role in plan.by),
            allocation=translated(WAYS.get(str(plan.allocation), str(plan.allocation))),
            least=least,
        )
    return _("simple random")
