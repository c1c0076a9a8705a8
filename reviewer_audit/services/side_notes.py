"""What the plan lets auditors see beside an item: written down when items are handed out.

The lead's side: decisions say under which version of the policy an item was decided, and where it
stands. An auditor gets the version and the address; never the day, and never the decision. Both
go through the check for leaks like any column.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from reviewer_audit.domain.beside import is_address
from reviewer_audit.domain.intake import ColumnRole
from reviewer_audit.domain.rounds import Round
from reviewer_audit.errors import SampleError
from reviewer_audit.i18n import _
from reviewer_audit.sampling.plan import SamplePlan
from reviewer_audit.services.projects import Project
from reviewer_audit.services.seeding import Books
from reviewer_audit.store import blind, decisions, repeats, rounds, side_notes
from reviewer_audit.store.project import Tx

_TOGETHER = 500


def columns(tx: Tx) -> tuple[str, ...]:
    """Return the columns that may hold an address: those mapped as one, then those of context."""
    held: dict[str, None] = {}
    for role in (ColumnRole.URL.value, ColumnRole.CONTEXT.value):
        for batch in decisions.batches(tx):
            held |= dict.fromkeys(_named(batch["mapping"].get(role, ())))
    return tuple(held)


def require_column(store: Project, plan: SamplePlan) -> None:
    """Refuse a plan that names a column for originals which no import brought.

    Raises:
        SampleError: there is no such column, or auditors would not know what it is.
    """
    if not plan.original:
        return
    with store.read() as tx:
        known = columns(tx)
    if plan.original not in known:
        message = _("No import has a column {column} with addresses.").format(column=plan.original)
        hint = _("Nothing was drawn. Columns mapped as url or context: {columns}.").format(
            columns=", ".join(known) or _("none")
        )
        raise SampleError(message, hint, code="original.column")


def allow(tx: Tx, one: Round, plan: SamplePlan, books: Books) -> None:
    """Write down what may be seen beside the items of a round; a copy shows what its item shows."""
    if not (plan.versions_shown or plan.original):
        return
    originals = repeats.originals(tx)
    held = {row.item_id for row in rounds.assignments(tx, one.id)}
    of_item = {number: originals.get(number, number) for number in held}
    versions = _versions(tx, one, books) if plan.versions_shown else {}
    addresses = _addresses(tx, plan.original, of_item.values()) if plan.original else {}
    side_notes.put(
        tx,
        one.id,
        {
            number: (versions.get(item, ""), addresses.get(item, ""))
            for number, item in of_item.items()
        },
    )


def version_on(books: Books, moment: str) -> str:
    """Return the version in force on the day of a decision; empty before the first, or unknown."""
    day, found = moment[:10], ""
    for version, policy in books.items():  # the one in force last comes last
        if day and policy.effective_from.isoformat() <= day:
            found = version
    return found


def _versions(tx: Tx, one: Round, books: Books) -> Mapping[int, str]:
    """Return the version each drawn item was decided under, where they are not all the same.

    An item with drawn decisions under several versions has no one version to tell.
    """
    found: dict[int, set[str]] = defaultdict(set)
    for row in decisions.of_round(tx, one.id):
        found[row.item_id].add(version_on(books, row.decided_at))
    single = {item: next(iter(several)) for item, several in found.items() if len(several) == 1}
    return single if len(set(single.values()) - {""}) > 1 else {}


def _addresses(tx: Tx, column: str, wanted: Iterable[int]) -> Mapping[int, str]:
    numbers = sorted(set(wanted))
    texts: dict[int, str] = {}
    mapped = {name for one in decisions.batches(tx) for name in _named(one["mapping"].get("url"))}
    if column in mapped:
        import json

        for row in decisions.with_extra(tx, ColumnRole.URL.value):
            texts.setdefault(row.item_id, str(json.loads(row.extra)[ColumnRole.URL.value]))
    else:
        for start in range(0, len(numbers), _TOGETHER):
            shown = blind.contents(tx, numbers[start : start + _TOGETHER])
            texts |= {number: one["context"].get(column, "") for number, one in shown.items()}
    kept = {number: texts.get(number, "").strip() for number in numbers}
    return {number: text for number, text in kept.items() if is_address(text)}


def _named(mapped: object) -> tuple[str, ...]:
    if isinstance(mapped, str):
        return (mapped,) if mapped else ()
    return tuple(str(name) for name in mapped) if isinstance(mapped, list | tuple) else ()
