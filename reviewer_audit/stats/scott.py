"""Scott's pi (1955): two raters, chance by their common shares."""

from reviewer_audit.i18n import _
from reviewer_audit.stats.agreement import Sample, over
from reviewer_audit.stats.fleiss import fleiss_kappa
from reviewer_audit.stats.measure import Estimate, Measure

_TWO = 2


def scott_pi(given: Sample) -> Estimate:
    """Return the agreement of two raters beyond chance, their leniency taken as the same.

    With two raters this is Fleiss' kappa; raters need no names for it.
    """
    width = given.patterns.values.shape[1] if given.anonymous else given.raters
    if width > _TWO:
        return given.not_applicable(_("Scott's pi compares two raters."))
    return fleiss_kappa(given)


MEASURE = Measure(
    key="scott_pi",
    title="Scott's pi",
    unit="coefficient",
    needs="codes",
    compute=over(scott_pi),
)
