"""The labels of a policy on the desk: their families, and the search over them.

Pure; no Qt. Nothing here looks at how often a label was given: order comes from the rule book
alone.
"""

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_audit.i18n import _

if TYPE_CHECKING:
    from reviewer_audit.domain.policy import Label, Policy


def full_title(label: "Label") -> str:
    """Return family and title, once each."""
    if not label.family or label.title.casefold().startswith(label.family.casefold()):
        return label.title
    return f"{label.family} · {label.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A label found, and where, when it was not in its title."""

    label: "Label"
    where: str = ""


class PolicyIndex:
    """Finds labels by what is written about them."""

    def __init__(self, policy: "Policy") -> None:
        self._entries = tuple((label, _fields(label)) for label in policy.labels)

    def search(self, words: str) -> tuple[Hit, ...]:
        """Return the labels in which every word occurs, titles first.

        Args:
            words: what was typed; nothing finds everything, in the order of the policy.
        """
        wanted = _fold(words).split()
        if not wanted:
            return tuple(Hit(label=label) for label, _fields in self._entries)
        found: list[tuple[int, int, Hit]] = []
        for order, (label, fields) in enumerate(self._entries):
            ranks = [_rank(word, fields) for word in wanted]
            if all(rank is not None for rank in ranks):
                worst = max(rank for rank in ranks if rank is not None)
                found.append((worst, order, Hit(label=label, where=_where(worst))))
        return tuple(hit for _worst, _order, hit in sorted(found, key=lambda entry: entry[:2]))


def _fold(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in spread if not unicodedata.combining(c))


def _fields(label: "Label") -> tuple[str, ...]:
    return tuple(
        _fold(text)
        for text in (
            label.title,
            label.family,
            label.definition,
            "\n".join(label.examples),
            "\n".join(label.counter_examples),
        )
    )


def _rank(word: str, fields: tuple[str, ...]) -> int | None:
    if fields[0].startswith(word):
        return 0
    for rank, field in enumerate(fields, start=1):
        if word in field:
            return rank
    return None


def _where(rank: int) -> str:
    words = ("", "", _("family"), _("definition"), _("example"), _("not this label"))
    return words[rank]
