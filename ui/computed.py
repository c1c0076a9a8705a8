"""The numbers of a round: computed once for all screens, until something is written."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from reviewer_audit import i18n

if TYPE_CHECKING:
    from reviewer_audit.changes import Topic
    from reviewer_audit.reports.model import Filter
    from reviewer_audit.reports.results import AuditResults
    from reviewer_audit.services.drilldown import Behind
    from reviewer_audit.services.gathering import Gathered
    from reviewer_audit.services.projects import Project

MOST = 4  # questions whose answers are kept for one project
Key = tuple[tuple[str, Any], ...]


class _Shelf:
    """The answers about one project; a commit empties it in the thread that commits."""

    def __init__(self, store: "Project") -> None:
        self.kept: dict[Key, AuditResults] = {}
        self.gathered: tuple[int, Gathered] | None = None
        self.writes = 0
        store.on_commit.append(self._forget)

    def _forget(self, _topics: "Topic") -> None:
        self.writes += 1
        self.kept = {}
        self.gathered = None


_SHELVES: "WeakKeyDictionary[Project, _Shelf]" = WeakKeyDictionary()


def results(store: "Project", **asked: Any) -> "AuditResults":
    """Return all numbers of a round, as ``services.analysis.results`` does; run it as a job.

    Asked again before anything is written, the answer is the one there is. A question without
    ``further`` is answered from one with it, which is left out.
    """
    from reviewer_audit.services import analysis

    shelf = _shelf(store)
    plain = {name: value for name, value in asked.items() if name != "further"}
    rich, poor = _key(plain | {"further": True}), _key(plain)
    wanted = rich if asked.get("further") else poor
    if wanted in shelf.kept:
        return shelf.kept[wanted]
    if rich in shelf.kept:
        return replace(shelf.kept[rich], further=None)
    before, kept = shelf.writes, shelf.kept
    found = analysis.results(store, **asked)
    if shelf.writes == before:
        while len(kept) >= MOST:
            kept.pop(next(iter(kept)))
        kept[wanted] = found
    return found


def results_for_files(store: "Project", language: str, **asked: Any) -> "AuditResults":
    """Return all numbers of a round with what is said about them in the language of files."""
    with i18n.speaking(language):
        return results(store, **asked)


def behind(store: "Project", round_id: int, where: "Filter") -> "Behind":
    """Return the decisions that a filter names; run it as a job.

    The round is read for the first question about it, not again before anything is written.
    """
    from reviewer_audit.services import drilldown

    shelf = _shelf(store)
    known = shelf.gathered
    if known is None or known[0] != round_id:
        before = shelf.writes
        known = (round_id, drilldown.gathered_round(store, round_id))
        if shelf.writes == before:
            shelf.gathered = known
    return drilldown.decisions_behind(store, round_id, where, here=known[1])


def _shelf(store: "Project") -> _Shelf:
    return _SHELVES.get(store) or _SHELVES.setdefault(store, _Shelf(store))


def _key(asked: dict[str, Any]) -> Key:
    usual = {"estimand": "process", "confidence": 0.95, "interval": "", "poststratify": ""}
    return (("words", i18n.language()), *sorted((usual | asked).items()))
