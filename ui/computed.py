"""The numbers of a round: computed once for all screens, until something is written."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from reviewer_audit.changes import Topic
    from reviewer_audit.reports.results import AuditResults
    from reviewer_audit.services.projects import Project

MOST = 4  # questions whose answers are kept for one project
Key = tuple[tuple[str, Any], ...]


class _Shelf:
    """The answers about one project; a commit empties it in the thread that commits."""

    def __init__(self, store: "Project") -> None:
        self.kept: dict[Key, AuditResults] = {}
        self.writes = 0
        store.on_commit.append(self._forget)

    def _forget(self, _topics: "Topic") -> None:
        self.writes += 1
        self.kept = {}


_SHELVES: "WeakKeyDictionary[Project, _Shelf]" = WeakKeyDictionary()


def results(store: "Project", **asked: Any) -> "AuditResults":
    """Return all numbers of a round, as ``services.analysis.results`` does; run it as a job.

    Asked again before anything is written, the answer is the one there is. A question without
    ``further`` is answered from one with it, which is left out.
    """
    from reviewer_audit.services import analysis

    shelf = _SHELVES.get(store) or _SHELVES.setdefault(store, _Shelf(store))
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


def _key(asked: dict[str, Any]) -> Key:
    usual = {"estimand": "process", "confidence": 0.95, "interval": "", "poststratify": ""}
    return tuple(sorted((usual | asked).items()))
