"""For whom a trend is, and what is taken out of it before anything is laid out."""

from collections.abc import Collection
from dataclasses import replace

from reviewer_audit.i18n import N_, _, ngettext, translated
from reviewer_audit.reports.actions import silent_of
from reviewer_audit.reports.editions import EDITIONS
from reviewer_audit.reports.trend import Trend

WHY_NOT = {  # the editions that have no trend
    "training": N_("A trend holds no decision to learn from."),
    "regulator": N_(
        "A transparency report is about one period: write the regulator edition of a report, "
        "with --from and --to."
    ),
}
OFFERED = tuple(key for key in EDITIONS if key not in WHY_NOT)


def edited(found: Trend, edition: str, others: Collection[str]) -> Trend:
    """Return what an edition may know of a trend.

    The vendor's own holds its decisions alone. Names of files, owners of actions, actions that
    name another vendor, and the titles of audits that did not enter stay out of it: how many
    there are is said, and why.

    Args:
        found: the trend; of one vendor where the edition is for one.
        edition: one of ``OFFERED``.
        others: the names of all other vendors.
    """
    if not EDITIONS[edition].one_vendor:
        return replace(found, edition=edition)
    sources = tuple(replace(one, file="") for one in found.sources)
    points = tuple(replace(point, files=()) for point in found.points)
    actions = tuple(replace(line, owner="") for line in silent_of(found.actions, others))
    n = len(found.left_out)
    why = _("not of this vendor, still graded, or the same round twice")
    many = ngettext("{n} round", "{n} rounds", n).format(n=n)
    left_out = (("", many, why),) if n else ()
    return replace(
        found,
        edition=edition,
        sources=sources,
        points=points,
        actions=actions,
        left_out=left_out,
    )


def leaves_out(edition: str) -> tuple[str, ...]:
    """Say what an edition of a trend leaves out."""
    if not EDITIONS[edition].one_vendor:
        return ()
    return (
        _("Every other vendor, and all that could tell of one."),
        _("Names of files, and the titles of rounds that did not enter."),
        _("Who owns a corrective action."),
    )


def why_not(edition: str) -> str:
    """Say why an edition has no trend; empty where it has one."""
    return translated(WHY_NOT[edition]) if edition in WHY_NOT else ""
