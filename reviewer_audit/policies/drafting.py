"""A starting policy from the labels found in a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reviewer_audit.domain.policy import CANNOT_JUDGE, Label, Policy
from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import _
from reviewer_audit.policies.checks import DIGITS, same

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SINCE = date(2000, 1, 1)  # before any decision it is drafted from


def draft(
    values: Iterable[tuple[str, int]],
    not_violating: Sequence[str] = (),
    name: str = "Drafted policy",
) -> Policy:
    """Make a policy whose labels are the values, as found.

    Spellings that an import would read as one label become one, under the commonest of them.
    Without ``not_violating`` every label is violating. Blanks and the reserved word for items
    nobody can judge are no labels.

    Raises:
        PolicyError: no value is left, or ``not_violating`` names one that is not there.
    """
    counts: dict[str, int] = {}
    spellings: dict[str, tuple[int, str]] = {}
    for raw, count in values:
        value, form = raw.strip(), same(raw)
        if not form or form == CANNOT_JUDGE:
            continue
        counts[form] = counts.get(form, 0) + count
        best = spellings.get(form)
        if best is None or count > best[0]:
            spellings[form] = (count, value)
    if not counts:
        message = _("There is no label in this column.")
        raise PolicyError(message, hint=_("Choose the column of labels."))
    benign = {same(value) for value in not_violating}
    strange = [value for value in not_violating if same(value) not in counts]
    if strange:
        message = _("Not among the values found: {repr}.").format(
            repr=", ".join(map(repr, strange))
        )
        found = ", ".join(repr(text) for _n, text in spellings.values())
        raise PolicyError(message, hint=_("Found: {found}.").format(found=found))
    order = sorted(counts, key=lambda form: (form not in benign, -counts[form], form))
    labels = tuple(
        Label(
            key=spellings[form][1],
            title=spellings[form][1],
            is_violation=form not in benign,
            hotkey=DIGITS[place] if place < len(DIGITS) else "",
        )
        for place, form in enumerate(order)
    )
    return Policy(name=name, version="1", effective_from=_SINCE, labels=labels)
