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
        self._whole = tuple("\n".join(fields) for _label, fields in self._entries)
        self._all = tuple(Hit(label=label) for label in policy.labels)
        self._hits: dict[tuple[int, int], Hit] = {}
        self._last: tuple[str, tuple[int, ...]] = ("", tuple(range(len(self._entries))))

    def search(self, words: str) -> tuple[Hit, ...]:
        """Return the labels in which every word occurs, titles first.

        Args:
            words: what was typed; nothing finds everything, in the order of the policy.
        """
        typed = _fold(words)
        wanted = typed.split()
        if not wanted:
            return self._all
        before, among = self._last  # one more letter finds nothing that fewer did not
        among = among if typed.startswith(before) else tuple(range(len(self._entries)))
        hits = tuple(at for at in among if all(word in self._whole[at] for word in wanted))
        self._last = (typed, hits)
        found: list[tuple[int, int]] = []
        for at in hits:
            ranks = [_rank(word, self._entries[at][1]) for word in wanted]
            if None not in ranks:  # a word across two fields is none
                found.append((max(rank for rank in ranks if rank is not None), at))
        return tuple(self._hit(at, worst) for worst, at in sorted(found))

    def _hit(self, at: int, worst: int) -> Hit:
        if (at, worst) not in self._hits:
            self._hits[at, worst] = Hit(label=self._entries[at][0], where=_where(worst))
        return self._hits[at, worst]


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
