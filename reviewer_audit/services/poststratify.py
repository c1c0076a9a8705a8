"""Weigh a round to what its frame is known to hold of a role that it was not drawn by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from reviewer_audit.errors import RoundError
from reviewer_audit.i18n import _
from reviewer_audit.reports.data import AuditData
from reviewer_audit.reports.results import PostStrata, StratumLine
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services.gathering import Records
from reviewer_audit.services.sampling import frame_of, plan_of
from reviewer_audit.stats.measure import Estimate
from reviewer_audit.store.project import Tx

SAID = 5  # cells named in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A round with other weights, and what they rest on."""

    data: AuditData
    role: str
    cells: tuple[StratumLine, ...]  # ``sampled`` counts the decisions with a final answer

    def told(self, accuracy: Estimate) -> PostStrata:
        """Return what the results say of it, with what it cost the accuracy of the round."""
        return PostStrata(
            role=self.role,
            cells=self.cells,
            n_eff=accuracy.n_eff,
            deff=accuracy.deff,
            sentence=_sentence(self.role, self.cells, accuracy),
        )


def poststratified(tx: Tx, records: Records, data: AuditData, role: str) -> Weighed:
    """Post-stratify a round by a role, within the strata it was drawn by.

    Each cell of strata and role is a stratum of its own: N_c decisions of the frame, n_c of them
    in the sample, each standing for N_c / n_c (Cochran 1977, 5A.9; Holt & Smith 1979, for whom
    the numbers that chance put into the cells are given). A cell of the frame without a decision
    that has a final answer leaves the whole frame without an estimate.

    Raises:
        RoundError: the role is not mapped, the sample was drawn by it, or the decisions it was
            drawn from are no longer what they were.
    """
    plan = plan_of(records.details) or SamplePlan(method=Method.ALL)
    if role not in data.slices or data.slices[role].names == ("",):
        message = _("No decision of this round has a value for {role}.").format(role=role)
        hint = _("Nothing was computed. Weigh by a role that a column was mapped to.")
        raise RoundError(message, hint, code="stats.unmapped_role")
    if role in plan.roles:
        message = _(
            "The sample was drawn by {role}: its weights hold the shares of the frame."
        ).format(role=role)
        raise RoundError(message, _("Ask without --poststratify."), code="stats.drawn_by_role")
    frame = records.details["frame"]
    roles = (*plan.roles, role)
    by = SamplePlan(method=Method.STRATIFIED, size=1, by=roles)
    framed = frame_of(tx, by, frame, again=frame.get("again", False), before=records.one.id)
    ids = np.array(framed.ids, np.int64)
    at = np.searchsorted(ids, data.decision_id)
    same = len(ids) == data.population and bool((at < len(ids)).all())
    if not same or not np.array_equal(ids[at], data.decision_id):
        message = _("The decisions that the sample was drawn from are no longer what they were.")
        raise RoundError(message, _("Ask without --poststratify."), code="stats.frame_changed")
    stratum = framed.frame.codes[at].astype(np.int32)
    population = framed.frame.sizes
    drawn = np.bincount(stratum, minlength=len(population))
    graded = np.bincount(stratum[data.final_of_decision >= 0], minlength=len(population))
    weighed = replace(
        data,
        stratum=stratum,
        stratum_population=population,
        stratum_sampled=drawn,
        probability=drawn[stratum] / population[stratum],
        poststratified=role,
    )
    cells = zip(framed.frame.cells, population.tolist(), graded.tolist(), strict=True)
    return Weighed(
        data=weighed,
        role=role,
        cells=tuple(
            StratumLine(cell=dict(zip(roles, cell, strict=True)), population=held, sampled=n)
            for cell, held, n in cells
        ),
    )


def _sentence(role: str, cells: Sequence[StratumLine], accuracy: Estimate) -> str:
    empty = [" + ".join(line.cell.values()) or "-" for line in cells if not line.sampled]
    if empty:
        named = ", ".join(empty[:SAID]) + (" ..." if len(empty) > SAID else "")
        return _(
            "Post-stratified by {role}: {n} of {all} cells have no graded decision ({named}), so "
            "the whole frame has no estimate. Choose a coarser role."
        ).format(role=role, n=f"{len(empty):,}", all=f"{len(cells):,}", named=named)
    said = [
        _(
            "Post-stratified by {role}: in scores, confusion and findings decisions weigh so that "
            "every cell ({n}) has its share of the frame."
        ).format(role=role, n=f"{len(cells):,}")
    ]
    if accuracy.n_eff is not None and accuracy.deff is not None:
        said.append(
            _(
                "The accuracy rests on as much as {n} decisions of a simple draw (design effect "
                "{effect})."
            ).format(n=f"{accuracy.n_eff:,.0f}", effect=f"{accuracy.deff:.2f}")
        )
    said.append(_("Verdicts and all else rest on the sample as it was drawn."))
    return " ".join(said)
