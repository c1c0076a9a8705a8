"""Pure arithmetic of audits: integer codes and counts in, estimates out.

Add a measure: one module here with its ``Measure``, one line in MEASURES. It is imported when it
is asked for, so that no start waits for it.
"""

from importlib import import_module

from reviewer_audit.stats.measure import Measure

MEASURES = (
    "percent:MEASURE",
    "cohen:MEASURE",
    "cohen:LINEAR",
    "cohen:QUADRATIC",
    "scott:MEASURE",
    "fleiss:MEASURE",
    "conger:MEASURE",
    "krippendorff:MEASURE",
    "gwet:MEASURE",
    "gwet:AC2",
    "brennan_prediger:MEASURE",
    "light:MEASURE",
    "marginal:STRICTNESS",
    "marginal:MCNEMAR",
    "marginal:BOWKER",
    "marginal:STUART_MAXWELL",
    "marginal:BHAPKAR",
)


def measures(needs: str = "") -> tuple[Measure, ...]:
    """Return the measures, or those that need ``codes``, ``raters`` or ``outcomes``."""
    found = []
    for place in MEASURES:
        module, name = place.split(":")
        found.append(getattr(import_module(f"{__name__}.{module}"), name))
    return tuple(measure for measure in found if needs in {"", measure.needs})
