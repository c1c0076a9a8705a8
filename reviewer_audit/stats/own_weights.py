"""Agreement with a table of partial agreement that somebody made: what a mix-up costs is theirs."""

import numpy as np

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, estimate
from reviewer_audit.stats.brennan_prediger import EVEN
from reviewer_audit.stats.chance import BeyondChance
from reviewer_audit.stats.coding import Floats
from reviewer_audit.stats.cohen import weighted_kappa
from reviewer_audit.stats.conger import OWN_SHARES
from reviewer_audit.stats.fleiss import COMMON_SHARES
from reviewer_audit.stats.gwet import GUESSING
from reviewer_audit.stats.krippendorff import Fixed, alpha
from reviewer_audit.stats.measure import Estimate

_LABEL = "own weights"


def own_weights(given: Sample, table: Floats) -> dict[str, Estimate]:
    """Return every coefficient that takes weights, with these (Cohen 1968; Gwet 2014, ch. 3).

    Args:
        given: the judgments.
        table: q x q, symmetric, 1 on the diagonal, the rest between 0 and 1.
    """
    conger = given.not_applicable(_("Conger's kappa needs to know who gave which answer."))
    if not given.anonymous:
        conger = estimate(
            given,
            BeyondChance(chance=OWN_SHARES, weights=table),
            patterns=given.named,
            drawn=given.named_posterior,
            label=_LABEL,
        )
    return {
        "cohen_kappa_weighted": weighted_kappa(given, table, _LABEL),
        "fleiss_kappa_weighted": estimate(
            given, BeyondChance(chance=COMMON_SHARES, weights=table), label=_LABEL
        ),
        "conger_kappa_weighted": conger,
        "krippendorff_alpha_weighted": alpha(given, Fixed(np.asarray(1 - table)), _LABEL),
        "gwet_ac2_weighted": estimate(
            given,
            BeyondChance(chance=GUESSING, weights=table),
            label=_LABEL,
            needs_positives=False,
        ),
        "brennan_prediger_weighted": estimate(
            given, BeyondChance(chance=EVEN, weights=table), label=_LABEL, needs_positives=False
        ),
    }
