"""What every page says beside its report: for whom, with what warning, with which limits."""

from typing import Any

from reviewer_audit.i18n import N_, _, translated
from reviewer_audit.render.page_text import clean
from reviewer_audit.reports.editions import called

CONFIDENTIALITY = {
    "internal": N_("For the audit team and those it reports to. Do not pass it on."),
    "vendor-safe": N_("Confidential: for the vendor named and the audit team alone."),
    "training": N_("Names of people and vendors are left out."),
    "regulator": N_("For the authority named in the covering letter."),
    "feedback": N_("For the reviewer it is about and the lead of their team."),
}
WARNING = N_(
    "This report speaks of harmful content and may quote it. Read it where others cannot look on, "
    "and take the time you need."
)
LIMITS = (
    N_(
        "Accuracy is agreement with the final answers of this audit. They come from blind grading, "
        "a second grade where items overlapped, and adjudication; they can be wrong, too."
    ),
    N_(
        "An interval says how far chance in the draw could have moved a figure. It does not hold "
        "mistakes of auditors, gaps in the files, or what changed after the sample was drawn."
    ),
    N_(
        "Rows with fewer than 30 decisions are greyed and never ranked. Persons get figures, never "
        "a verdict."
    ),
    N_(
        "Kappa, alpha and AC1 depend on how common violations are. Compare them between samples of "
        "a like mix only."
    ),
)


def confidentiality(edition: str) -> str:
    """Return for whom an edition is."""
    known = translated(CONFIDENTIALITY.get(edition, ""))
    return known or _("Confidential ({edition}).").format(edition=clean(called(edition), 40))


def fixed() -> dict[str, Any]:
    """Return what the templates say themselves; commands stand at the odd places of a list."""
    chain = _(
        "The journal of the project is a chain: each entry holds the hash of the one before it. "
        "{verify} recomputes the chain; {export} lists its entries, this one among them. A report "
        "with another journal head was computed from another state of the project."
    ).format(verify="\0reviewer-audit verify\0", export="\0reviewer-audit export --table journal\0")
    return {
        "skip": _("To the report"),
        "before": _("Before you read"),
        "warning": _("Content warning."),
        "contents": _("Contents"),
        "limits": _("Limits and verification"),
        "computed": _("What this report was computed from"),
        "what": _("What"),
        "value": _("Value"),
        "table": _("Table"),
        "chain": chain.split("\0"),
    }
