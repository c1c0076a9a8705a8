"""What stands beside content: conversations without names, and translations that say what they are.

Both are kept in the item's context, whose texts are shown to whoever grades, and nowhere else.
"""

from reviewer_audit.domain.beside import MACHINE, TRANSLATION, from_cell
from reviewer_audit.domain.intake import ColumnMapping, ColumnRole, DecisionRows, IntakeResult

_MACHINES = frozenset({"machine", "mt", "auto", "automatic", "google", "deepl", "azure", "nmt"})


def with_beside(checked: IntakeResult, mapping: ColumnMapping) -> IntakeResult:
    """Put translations into the context, and conversations there into the form that graders see."""
    _threads(checked.rows, mapping)
    _translations(checked.rows, mapping)
    return checked


def _translations(rows: DecisionRows, mapping: ColumnMapping) -> None:
    column = mapping.column(ColumnRole.TRANSLATION)
    told = rows.extra.get(ColumnRole.TRANSLATION.value)
    if not column or told is None:
        return
    name = MACHINE if _by_machine(column) else TRANSLATION
    for k, text in enumerate(told):
        if text and text != rows.content[k]:
            rows.context[k] = {**rows.context[k], name: text}


def _threads(rows: DecisionRows, mapping: ColumnMapping) -> None:
    for column in mapping.roles.get(ColumnRole.CONTEXT, ()):
        for k, context in enumerate(rows.context):
            cell = context.get(column, "")
            if cell[:1] not in {"[", " "}:
                continue
            kept = from_cell(cell, own_id=rows.external_id[k], content=rows.content[k])
            if kept is not None:
                rows.context[k] = {**context, column: kept}


def _by_machine(column: str) -> bool:
    words = "".join(c if c.isalnum() else " " for c in column.casefold()).split()
    return not _MACHINES.isdisjoint(words)
