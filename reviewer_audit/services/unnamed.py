"""Take the names of vendors, sites, teams and reviewers out of people's own words."""

import re

from reviewer_audit.store import decisions
from reviewer_audit.store.project import Tx

HIDDEN = "…"
_ROLES = ("vendor", "site", "team", "reviewer")
_SHORTEST = 3  # a shorter name is part of too many words
NOTHING = re.compile(r"(?!)")


def names(tx: Tx) -> "re.Pattern[str]":
    """Return what matches any of these names as a whole word."""
    known = {name for role in _ROLES for name in decisions.value_counts(tx, role)}
    long = sorted((name for name in known if len(name) >= _SHORTEST), key=len, reverse=True)
    if not long:
        return NOTHING
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, long))})(?!\w)", re.IGNORECASE)
