"""Commands about people: who takes what, how far everybody is, and giving work on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_audit.cli.data import By, File, Json, ProjectPath
from reviewer_audit.cli.output import emit, split, table
from reviewer_audit.cli.rounds import RoundOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.services.board import BoardLine

people_app = typer.Typer(no_args_is_help=True, help="The roster, and how far everybody is.")
ANY = "everything"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(people_app, name="people")
    app.command("reassign")(reassign)


@people_app.command("list")
def people_list(
    project: ProjectPath,
    private: Annotated[
        bool, typer.Option("--private", help="Also what people do not grade; for leads alone.")
    ] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """List people with what they can take on, and the fingerprints of their keys.

    Example: reviewer-audit people list q3.audit
    """
    from reviewer_audit.services import projects, roster

    store = projects.open_project(project)
    try:
        asking = projects.seat(store, by) if private else None
        if asking is not None:
            roster.require_lead(asking)
        lines = roster.lines(store, by=asking)
    finally:
        store.close()
    found = [line.as_json(private=private) for line in lines]
    header = ["name", "role", "languages", "queues", "hours", "away", "key"]
    rows = [
        [
            line.person.name,
            line.person.role.value,
            *(", ".join(one[field]) or ANY for field in ("languages", "queues")),
            f"{one['hours']:g}" if one["hours"] else "-",
            roster.away_text(line.known.away) if line.known and line.known.away else "-",
            line.fingerprint or "-",
        ]
        for line, one in zip(lines, found, strict=True)
    ]
    if private:
        header.append("not for")
        for row, one in zip(rows, found, strict=True):
            row.append(", ".join(one["not_topics"]) or "-")
    emit({"people": found}, as_json=as_json, words=table(header, rows))


@people_app.command("set")
def people_set(
    project: ProjectPath,
    name: Annotated[str, typer.Argument(help="Who; somebody new joins the audit.")],
    role: Annotated[str | None, typer.Option("--role", help="lead or auditor.")] = None,
    languages: Annotated[
        list[str] | None, typer.Option("--languages", help='A,B,... or repeated; "" is any.')
    ] = None,
    queues: Annotated[
        list[str] | None, typer.Option("--queues", help='May grade these; "" is any.')
    ] = None,
    not_topics: Annotated[
        list[str] | None,
        typer.Option("--not-topics", help='Never gets these queues, types or topics; "" clears.'),
    ] = None,
    hours: Annotated[
        str | None, typer.Option("--hours", help='A week; "" where nobody said.')
    ] = None,
    away: Annotated[
        list[str] | None,
        typer.Option("--away", help='2026-12-24..2027-01-03, may repeat; "" clears.'),
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Say what somebody can take on; what is not named stays as it is.

    What somebody does not grade is kept from all but leads; no reason is asked for.

    Example: reviewer-audit people set q3.audit Ann --languages en,de --hours 20
    --away 2026-12-24..2027-01-03
    """
    from reviewer_audit.domain.people import Role, tidy
    from reviewer_audit.services import roster

    if role is not None and role not in set(Role):
        message = "--role is lead or auditor"
        raise typer.BadParameter(message)
    changes: dict[str, Any] = {
        key: tidy(split(given))
        for key, given in (
            ("languages", languages),
            ("queues", queues),
            ("not_topics", not_topics),
        )
        if given is not None
    }
    if hours is not None:
        changes["hours"] = roster.hours_of(hours)
    if away is not None:
        changes["away"] = roster.away_of(",".join(away))
    entry = roster.Entry(name=name, role=None if role is None else Role(role), changes=changes)
    _change(project, [entry], by, as_json=as_json)


@people_app.command("import")
def people_import(
    project: ProjectPath,
    file: File,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Bring people in from a sheet: name, role, languages, queues, hours, away, not topics.

    Example: reviewer-audit people import q3.audit team.xlsx
    """
    from reviewer_audit.services import roster

    _change(project, roster.from_sheet(file), by, as_json=as_json)


@people_app.command("board")
def people_board(project: ProjectPath, round_id: RoundOption = None, as_json: Json = False) -> None:
    """Say per auditor what was issued, graded and returned, the pace, and when it would be done.

    Example: reviewer-audit people board q3.audit
    """
    from reviewer_audit.services import board, projects

    store = projects.open_project(project)
    try:
        found = board.board(store, round_id)
    finally:
        store.close()
    header = (
        "auditor", "issued", "pack made", "first answer", "first return", "graded", "returned",
        "left", "pace", "done", "due",
    )  # fmt: skip
    rows = [_board_row(line) for line in found.lines]
    words = [f"{found.round.title}, {found.round.state.value}, due {found.due or '-'}"]
    words += table(header, rows) if rows else ["Nobody has items."]
    words += [f"drawn, and nobody has them: {cell.sentence}" for cell in found.unassigned]
    emit(found.as_json(), as_json=as_json, words=words)


def reassign(
    project: ProjectPath,
    to: Annotated[list[str], typer.Option("--to", help="Who gets them: A,B,... or repeated.")],
    source: Annotated[
        str, typer.Option("--from", help="Whose ungraded items; without it, what nobody has.")
    ] = "",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Take back what an auditor has not graded and give it to others who can take it.

    Grades stay. If the auditor returns an item after all, both grades count.

    Example: reviewer-audit reassign q3.audit --from Ann --to Bob
    """
    from reviewer_audit.services import projects, reassigning

    store = projects.open_project(project)
    try:
        done = reassigning.reassign(
            store,
            split(to),
            by=projects.seat(store, by),
            source=source,
            round_id=round_id,
        )
    finally:
        store.close()
    words = [f"{name}: {n:,} items more" for name, n in done.given.items()]
    if done.dropped:
        words.append(f"taken back and given to nobody, who has them already: {done.dropped:,}")
    words += [
        f"stays with {done.source or 'nobody'}, since none of them takes it: {cell.sentence}"
        for cell in done.kept
    ]
    if any(done.given.values()):
        words.append("Send a new pack to whoever grades elsewhere.")
    emit(done.as_json(), as_json=as_json, words=words)


def _change(project: Path, entries: "Sequence[Any]", by: str, *, as_json: bool) -> None:
    from reviewer_audit.services import projects, roster

    store = projects.open_project(project)
    try:
        done = roster.change(store, entries, by=projects.seat(store, by))
    finally:
        store.close()
    words = [f"known now: {', '.join(done.people)}"]
    words += [f"nothing brought in so far has: {word}" for word in done.unknown]
    emit(done.as_json(), as_json=as_json, words=words)


def _board_row(line: "BoardLine") -> list[str]:
    one, pace = line.hand_out, line.pace
    late = f", {line.days_late} days late" if line.days_late else ""
    return [
        one.person.name,
        f"{one.assigned:,}",
        *(at[:10] or "-" for at in (one.sealed_at, line.first_answer_at, line.first_return_at)),
        f"{line.graded:,}",
        f"{one.returned:,}",
        f"{one.left:,}",
        f"{pace.items:,} in {pace.days:,} days" if pace else "-",
        (f"{line.finish}{late}" if line.finish else "-") if one.left else "all graded",
        line.due or "-",
    ]


@people_app.command("feedback")
def people_feedback(
    project: ProjectPath,
    name: Annotated[str, typer.Option("--name", help="Whose grades.")],
    as_json: Json = False,
) -> None:
    """Say where rulings of closed rounds differ from an auditor's own grades, and why.

    Example: reviewer-audit people feedback q3.audit --name Ann
    """
    from reviewer_audit.services import own_feedback, projects

    store = projects.open_project(project)
    try:
        found = own_feedback.of_name(store, name)
    finally:
        store.close()
    words = []
    for one in found:
        words.append(
            f"{one.title}: {one.ruled:,} of {one.graded:,} grades ruled on, "
            f"{len(one.differences):,} otherwise"
        )
        words += [
            f"  {', '.join(each.mine) or 'cannot judge'} -> "
            f"{', '.join(each.final) or 'cannot judge'}: {' '.join(each.why.split())}"
            for each in one.differences
        ]
    result = {"auditor": name, "rounds": [one.as_json() for one in found]}
    emit(result, as_json=as_json, words=words or ["Nothing: no round of theirs is closed."])
