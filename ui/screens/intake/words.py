"""How the intake is said: roles of columns, troubles, and what an import will do."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from reviewer_audit.domain.intake import ColumnRole
from reviewer_audit.i18n import _, ngettext, translated
from reviewer_audit.services.reasons import WORDS
from ui.wording import dated

if TYPE_CHECKING:
    from reviewer_audit.services.intake_review import Cause, DateSeen, Review

R = ColumnRole
ROLES: dict[ColumnRole, str] = {
    R.HIDDEN: _("Not used"),
    R.ITEM_ID: _("Item id"),
    R.DECISION_ID: _("Decision id"),
    R.CONTENT: _("Content"),
    R.CONTEXT: _("Context"),
    R.CONTENT_KIND: _("Kind of content"),
    R.TRANSLATION: _("Translation"),
    R.MEDIA: _("Media"),
    R.URL: _("Link"),
    R.ITEM_TYPE: _("Item type"),
    R.LABEL: _("Label"),
    R.ACTION: _("Action"),
    R.SEVERITY: _("Severity"),
    R.ESCALATED: _("Escalated"),
    R.REASON: _("Reason given"),
    R.NOTES: _("Notes"),
    R.CONFIDENCE: _("Confidence"),
    R.VENDOR: _("Vendor"),
    R.SITE: _("Site"),
    R.TEAM: _("Team"),
    R.REVIEWER: _("Reviewer"),
    R.TENURE: _("Tenure"),
    R.QUEUE: _("Queue"),
    R.LANGUAGE: _("Language"),
    R.MARKET: _("Market"),
    R.SOURCE: _("Source"),
    R.POLICY_VERSION: _("Policy version"),
    R.DECIDED_AT: _("Decided at"),
    R.ENQUEUED_AT: _("Queued at"),
    R.DUE_AT: _("Due at"),
    R.HANDLING_SECONDS: _("Handling time"),
    R.AUTHOR: _("Author"),
    R.REACH: _("Reach"),
    R.MODEL_SCORE: _("Model score"),
    R.VENDOR_QA: _("Vendor's own check"),
    R.APPEAL_OUTCOME: _("Appeal outcome"),
}
ORDERS = {"dmy": _("day first"), "mdy": _("month first"), "ymd": _("year first")}
TROUBLES = {
    "footer_skipped": _("A total or remark under the table was left out."),
    "hidden_sheet": _("A hidden sheet was not read."),
    "sheet_not_read": _("A sheet with other columns was not read."),
    "merged_cells": _("Merged cells were filled with their value."),
    "repeated_header": _("The header stands again between the rows; it was left out."),
    "unnamed_column": _("A column has no name; it was given one."),
    "repeated_name": _("A name stands twice in the header; one was changed."),
    "macros_ignored": _("The workbook has macros; they were not run."),
    "links_ignored": _("The workbook links to other files; nothing was fetched."),
    "encoding_guessed": _("The encoding is a guess; check accents and names."),
    "bad_bytes": _("Some characters are damaged in the file."),
    "nul_removed": _("Empty bytes were taken out."),
    "quote_not_closed": _("A quote is not closed."),
    "far_cells_left_out": _("Cells far away from the table were left out."),
    "date_order_ambiguous": _("Dates can be read in two ways; check the order."),
    "date_order_mixed": _("Dates are written in two orders in one column."),
    "content_differs": _("The same item stands with other content; the first one stays."),
    "conflicting_decision": _("Decided otherwise than before; both are kept and listed."),
    "duplicate_decision": _("The same decision with the same answer is there already."),
    "missing_content": _("Items without content cannot be graded."),
    "unknown_action": _("An action is not in the policy; the row is kept without it."),
    "unknown_severity": _("A severity is not in the policy; the row is kept without it."),
    "bad_number": _("A number cannot be read; the row is kept without it."),
    "bad_flag": _("Not yes or no; the row is kept without it."),
}


def role_title(role: ColumnRole) -> str:
    """Return what a column is called that has this role."""
    return ROLES.get(role, str(role).replace("_", " ").capitalize())


def trouble(code: str, *, stops: bool = False) -> str:
    """Return what a trouble is in a sentence."""
    if not stops and code in TROUBLES:
        return TROUBLES[code]
    return translated(WORDS[code]) if code in WORDS else TROUBLES.get(code, code.replace("_", " "))


def decisions(n: int) -> str:
    """Return a number of decisions."""
    return ngettext("{n} decision", "{n} decisions", n).format(n=f"{n:,}")


def rows(n: int) -> str:
    """Return a number of rows."""
    return ngettext("{n} row", "{n} rows", n).format(n=f"{n:,}")


def promise(review: "Review") -> tuple[str, str, str]:
    """Say what an import will do: a sentence, a line below it, and a tone."""
    if review.fault is not None:
        if review.fault.code == "intake.not_mapped":
            return _("Nothing can be imported yet."), needed(review), "bad"
        return review.fault.message, review.fault.hint, "bad"
    if review.already_imported:
        return (
            _("This file is in already. Importing it again changes nothing."),
            _("Its rows were brought in with the same columns and labels."),
            "accent",
        )
    unused = len(review.rejected)
    if not review.accepted:
        line = _("All {n} decisions are there already.").format(n=f"{review.repeats:,}")
        return _("Nothing would be added."), line if review.repeats else _rest(review), "caution"
    items = ngettext("{n} item", "{n} items", review.items).format(n=f"{review.items:,}")
    sentence = _("Importing adds {decisions} on {items}.").format(
        decisions=decisions(review.accepted), items=items
    )
    return sentence, _rest(review), "caution" if unused or review.conflicting else "good"


def needed(review: "Review") -> str:
    """Say which roles no column has, that an import cannot do without."""
    mapped = {one.role for one in review.columns}
    missing = [role_title(r) for r in (R.ITEM_ID, R.LABEL) if r not in mapped]
    return _("Say which column is: {roles}.").format(roles=_(", ").join(missing))


def _rest(review: "Review") -> str:
    unused = len(review.rejected)
    parts = [
        _("{rows} will not be used").format(rows=rows(unused))
        if unused
        else _("every row can be used")
    ]
    if review.repeats:
        parts.append(
            _("{n} repeat another row or an earlier import").format(n=f"{review.repeats:,}")
        )
    if review.conflicting:
        parts.append(
            _("{n} contradict an earlier answer and are kept beside it").format(
                n=f"{review.conflicting:,}"
            )
        )
    text = " · ".join(parts)
    return f"{text[:1].upper()}{text[1:]}. {_('Nothing is written before you import.')}"


def date_line(seen: "DateSeen") -> str:
    """Say how a column of dates is read, and what else it could mean."""
    order = ORDERS.get(seen.order, seen.order)
    if seen.ambiguous and seen.example:
        return _(
            "{column}: “{example}” is read {order} as {here}; the other way it is {there}."
        ).format(
            column=seen.column,
            example=seen.example,
            order=order,
            here=_day(seen.read_as),
            there=_day(seen.otherwise),
        )
    if seen.mixed:
        return _("{column}: no one order fits all dates; {order} fits most.").format(
            column=seen.column, order=order
        )
    return _("{column}: {order}, and no date says otherwise.").format(
        column=seen.column, order=order
    )


def _day(iso: str) -> str:
    return dated(datetime.fromisoformat(iso), "%d %b %Y").lstrip("0")


def where(cause: "Cause") -> str:
    """Say where a trouble stands first."""
    parts: list[str] = []
    if cause.column:
        parts.append(cause.column)
    if cause.sheet and not cause.row:
        parts.append(cause.sheet)
    if cause.row:
        parts.append(_("row {n}").format(n=f"{cause.row:,}"))
    if cause.preview:
        parts.append(f"“{cause.preview}”")
    return " · ".join(parts)


def _alike(name: str) -> str:
    return name.casefold().replace("_", " ").strip()


def mapping_line(mapping: Any) -> str:
    """Say in one line which column was taken for what."""
    parts = []
    for role, column in mapping.items():
        names = column if isinstance(column, list) else [column]
        title = role_title(ColumnRole(role)) if role in set(ColumnRole) else role
        said = _(", ").join(map(str, names))
        parts.append(title if _alike(title) == _alike(said) else f"{title}: {said}")
    return " · ".join(parts)
