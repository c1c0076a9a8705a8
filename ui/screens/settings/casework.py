"""What the page of cases asks of the services, in the background."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.screens.settings.caseforms import Values, names_of, slice_of

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.case_files import CaseFile, CaseLine
    from reviewer_audit.services.projects import Project

Choices = Sequence[tuple[str, str]]


def board(store: "Project", by: "Person") -> tuple[Sequence["CaseLine"], Choices, Choices]:
    """Return the cases, the rounds that may have one, and the root causes of the policy."""
    from reviewer_audit.services import case_files, cases, policies, rounds

    cases.open_all_critical(store, by=by)
    revealed = [one for one in rounds.every(store) if not one.state.is_open]
    causes = policies.newest(store).root_causes
    return (
        case_files.board(store),
        [(str(one.id), one.title) for one in revealed],
        [(cause.key, cause.title) for cause in causes],
    )


def file_of(store: "Project", case: int) -> "CaseFile":
    """Return a case with all that belongs to it."""
    from reviewer_audit.services import case_files

    return case_files.case_file(store, case)


def brief(store: "Project", case: int, path: Path) -> None:
    """Write the page about a case."""
    from reviewer_audit.services import case_brief

    case_brief.write_brief(store, case, path)


def write(key: str, store: "Project", case: int, by: "Person", given: Values) -> int | None:
    """Do what a form asks; returns the number of a case that is new."""
    from reviewer_audit.services import cases

    if key == "new":
        return cases.open_case(
            store,
            given["title"],
            given["reason"],
            by=by,
            names=names_of(given["items"]),
            where=slice_of(given["where"]),
            round_id=int(given["round"]),
        )
    _add(key, store, case, by, given)
    return None


def _add(key: str, store: "Project", case: int, by: "Person", given: Values) -> None:
    from reviewer_audit.services import cases

    text = given.get("text", "")
    match key:
        case "item":
            cases.add_items(store, case, names_of(given["items"]), by=by)
        case "note":
            cases.note(store, case, text, by=by, finding=given["kind"] == "finding")
        case "owner":
            cases.assign(store, case, by=by, owner=given["owner"], due=given["due"])
        case "cause":
            cases.find_cause(store, case, given["cause"], by=by, text=text)
        case "action":
            cases.agree(store, case, text, by=by, owner=given["owner"], due=given["due"])
        case "done":
            cases.done(store, case, int(given["number"]), by=by, text=text)
        case "check":
            where, later = slice_of(given["where"]), int(given["round"])
            cases.check(store, case, by=by, round_id=later, where=where)
        case "close":
            cases.close(store, case, text, by=by, unchecked=given["unchecked"])
        case "reopen":
            cases.reopen(store, case, text, by=by)
