"""Commands of cases: new, list, show, note, action, check, brief, close, reopen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import By, Json, Language, ProjectPath
from reviewer_audit.cli.output import emit, table, warn
from reviewer_audit.cli.rounds import RoundOption

if TYPE_CHECKING:
    from reviewer_audit.domain.people import Person
    from reviewer_audit.services.case_files import CaseFile, CaseLine
    from reviewer_audit.services.projects import Project

case_app = typer.Typer(
    no_args_is_help=True, help="Escalations and patterns, until they are mended."
)
Number = Annotated[int, typer.Argument(help="The number of the case; see case list.")]
Items = Annotated[list[str] | None, typer.Option("--item", help="An item; may repeat.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", help="A slice, such as vendor=Northgate; may repeat.", metavar="ROLE=VALUE"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(case_app, name="case")


@case_app.command("new")
def new(
    project: ProjectPath,
    title: Annotated[str, typer.Option("--title", help="What it is called.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is opened.")],
    item: Items = None,
    where: Where = None,
    owner: Annotated[str, typer.Option("--owner", help="Who looks into it.")] = "",
    due: Annotated[str, typer.Option("--due", help="The day it is due, as 2026-10-31.")] = "",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Open a case about items of a revealed round, or about a slice of its decisions.

    Example: reviewer-audit case new q3.audit --title "Late threats" --reason "Mail of the police"
    --item 4711 --where vendor=Northgate --owner Noor --due 2026-10-31
    """
    from reviewer_audit.services import case_files, cases, projects

    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        number = cases.open_case(
            store, title, reason, by=who, names=item or (), where=_slice(where), round_id=round_id
        )
        if owner or due:
            cases.assign(store, number, by=who, owner=owner, due=due)
        found = case_files.case_file(store, number)
    finally:
        store.close()
    emit(found.as_json(), as_json=as_json, words=[f"case {number} is open: {title}"])


@case_app.command("list")
def list_(project: ProjectPath, by: By = "", as_json: Json = False) -> None:
    """List cases; confirmed critical errors of revealed rounds open theirs by themselves.

    Example: reviewer-audit case list q3.audit
    """
    from reviewer_audit.services import case_files, cases, projects

    store = projects.open_project(project)
    try:
        cases.open_all_critical(store, by=projects.seat(store, by))
        lines = case_files.board(store)
    finally:
        store.close()
    header = ("case", "state", "title", "owner", "due", "items", "to do")
    words = table(header, [_row(line) for line in lines]) if lines else ["No case."]
    emit({"cases": [line.as_json() for line in lines]}, as_json=as_json, words=words)


@case_app.command("show")
def show(project: ProjectPath, case: Number, as_json: Json = False) -> None:
    """Show a case with its items, decisions, grades, timeline, actions and cases like it.

    Example: reviewer-audit case show q3.audit 3
    """
    from reviewer_audit.services import case_files, projects

    store = projects.open_project(project)
    try:
        found = case_files.case_file(store, case)
    finally:
        store.close()
    emit(found.as_json(), as_json=as_json, words=_words(found))


@case_app.command("note")
def note(
    project: ProjectPath,
    case: Number,
    text: Annotated[str, typer.Option("--text", help="A note.")] = "",
    finding: Annotated[str, typer.Option("--finding", help="What was found out.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who looks into it.")] = "",
    due: Annotated[str, typer.Option("--due", help="The day it is due.")] = "",
    cause: Annotated[str, typer.Option("--cause", help="Root cause, a key of the policy.")] = "",
    item: Items = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Add to a case: a note, a finding, an owner, a day, a root cause, items.

    Example: reviewer-audit case note q3.audit 3 --finding "Clause 4 was read as optional"
    --cause R1
    """
    from reviewer_audit.services import cases

    if not any((text, finding, owner, due, cause, item)):
        message = "say what to add: --text, --finding, --owner, --due, --cause or --item"
        raise typer.BadParameter(message)
    with _at(project, by) as (store, who):
        if item:
            cases.add_items(store, case, item, by=who)
        if cause:
            cases.find_cause(store, case, cause, by=who)
        if owner or due:
            cases.assign(store, case, by=who, owner=owner, due=due)
        if finding:
            cases.note(store, case, finding, by=who, finding=True)
        if text:
            cases.note(store, case, text, by=who)
        _tell(store, case, as_json=as_json)


@case_app.command("action")
def action(
    project: ProjectPath,
    case: Number,
    text: Annotated[str, typer.Option("--text", help="What is to be done, or was.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who does it.")] = "",
    due: Annotated[str, typer.Option("--due", help="The day it is due.")] = "",
    done: Annotated[
        int | None, typer.Option("--done", help="Action of this number is done.")
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Agree on a corrective action, or with --done say that one is done.

    Example: reviewer-audit case action q3.audit 3 --text "Train the night shift" --owner Noor
    --due 2026-11-15
    """
    from reviewer_audit.services import cases

    with _at(project, by) as (store, who):
        if done is not None:
            cases.done(store, case, done, by=who, text=text)
        else:
            cases.agree(store, case, text, by=who, owner=owner, due=due)
        _tell(store, case, as_json=as_json)


@case_app.command("check")
def check(
    project: ProjectPath,
    case: Number,
    where: Where = None,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Look in a later round whether the slice of a case got better; what it showed is kept.

    Example: reviewer-audit case check q3.audit 3 --round 2
    """
    from reviewer_audit.services import cases

    with _at(project, by) as (store, who):
        cases.check(store, case, by=who, round_id=round_id, where=_slice(where))
        _tell(store, case, as_json=as_json)


@case_app.command("brief")
def brief(
    project: ProjectPath,
    case: Number,
    out: Annotated[Path, typer.Option("--out", help="A file ending in .html or .pdf.")],
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Write one page about a case for readers who are not technical.

    Example: reviewer-audit case brief q3.audit 3 --out case-3.pdf
    """
    from reviewer_audit.services import case_brief, projects

    store = projects.open_project(project)
    try:
        lost = case_brief.write_brief(store, case, out, language=language)
    finally:
        store.close()
    warn(lost)
    told = {"file": str(out), "case": case} | ({"warnings": list(lost)} if lost else {})
    emit(told, as_json=as_json, words=[f"{out}: case {case}"])


@case_app.command("close")
def close(
    project: ProjectPath,
    case: Number,
    outcome: Annotated[str, typer.Option("--outcome", help="What came of it.")],
    unchecked: Annotated[
        str, typer.Option("--unchecked", help="Why no later sample was looked at; kept.")
    ] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Close a case with what came of it.

    Example: reviewer-audit case close q3.audit 3 --outcome "Training worked"
    """
    from reviewer_audit.services import cases

    with _at(project, by) as (store, who):
        cases.close(store, case, outcome, by=who, unchecked=unchecked)
        _tell(store, case, as_json=as_json)


@case_app.command("reopen")
def reopen(
    project: ProjectPath,
    case: Number,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept.")],
    by: By = "",
    as_json: Json = False,
) -> None:
    """Open a closed case again.

    Example: reviewer-audit case reopen q3.audit 3 --reason "It came back in week 47"
    """
    from reviewer_audit.services import cases

    with _at(project, by) as (store, who):
        cases.reopen(store, case, reason, by=who)
        _tell(store, case, as_json=as_json)


@contextmanager
def _at(project: Path, by: str) -> Iterator[tuple["Project", "Person"]]:
    """Give the open project and who sits there."""
    from reviewer_audit.services import projects

    store = projects.open_project(project)
    try:
        yield store, projects.seat(store, by)
    finally:
        store.close()


def _tell(store: "Project", number: int, *, as_json: bool) -> None:
    from reviewer_audit.services import case_files

    found = case_files.case_file(store, number)
    emit(found.as_json(), as_json=as_json, words=_words(found)[:2])


def _slice(given: list[str] | None) -> dict[str, str]:
    pairs = [one.partition("=") for one in given or ()]
    if any(not sign or not value.strip() for _role, sign, value in pairs):
        message = "--where is ROLE=VALUE, such as vendor=Northgate"
        raise typer.BadParameter(message)
    return {role.strip(): value.strip() for role, _sign, value in pairs}


def _row(line: "CaseLine") -> list[str]:
    return [
        str(line.case.id),
        line.state.value,
        line.case.title,
        line.owner,
        line.due + (" late" if line.late else ""),
        f"{line.items:,}",
        f"{line.open_actions:,}",
    ]


def _words(found: "CaseFile") -> list[str]:
    line, one = found.line, found.line.case
    late = ", late" if line.late else ""
    words = [
        f"case {one.id}, {line.state.value}: {one.title}",
        f"  owner {line.owner or 'nobody'}, due {line.due or 'not said'}{late}",
        f"  {found.round_title}, opened by {found.opened_by}: {one.reason}",
    ]
    words += [f"  about {role} {value}" for role, value in one.where.items()]
    if found.cause:
        words.append(f"  root cause: {found.cause}")
    for action, owner in found.actions:
        state = f"done {action.done_at:%Y-%m-%d}" if action.done_at else f"until {action.due}"
        words.append(f"  action {action.number}, {owner}, {state}: {action.text}")
    for item in found.items:
        words.append(f"  item {item.name}: final {item.final}")
        if item.decisions is None:
            words.append("    its decisions are shown once it is settled, and graded nowhere")
        words += [
            f"    {said.who}: {said.what}" + (f" ({said.outcome})" if said.outcome else "")
            for said in (*(item.decisions or ()), *item.grades, *item.verdicts)
        ]
    words += [f"  {moment.at[:16]}  {moment.who}: {moment.what}" for moment in found.timeline]
    words += [
        f"  like case {other.case.id} ({shares}): {other.case.title}"
        for other, shares in found.similar
    ]
    return words
