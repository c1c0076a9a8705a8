"""Commands before a draw: which round, and how many decisions (cli.plan)."""

from typing import Annotated, Any

import typer

from reviewer_audit.cli.data import By, Json, ProjectPath
from reviewer_audit.cli.output import emit, table
from reviewer_audit.cli.plan import plan

round_app = typer.Typer(no_args_is_help=True, help="Begin and list rounds.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("plan")(plan)
    app.add_typer(round_app, name="round")


@round_app.command("new")
def round_new(
    project: ProjectPath,
    title: Annotated[str, typer.Option("--title", help="Such as: Week 38.")] = "",
    like: Annotated[
        int | None, typer.Option("--like", help="Repeat design and people of this round.")
    ] = None,
    due: Annotated[str, typer.Option("--due", help="Until when it is graded, as a date.")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Begin a round; with --like on the batches brought in since that one.

    Example: reviewer-audit round new q3.audit --title "Week 38" --like 1
    """
    from reviewer_audit.domain.rounds import RoundId
    from reviewer_audit.services import projects, rounds

    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        like_id = None if like is None else RoundId(like)
        one = rounds.new(store, by=who, title=title, like=like_id, due=due)
    finally:
        store.close()
    result = {"round": one.id, "title": one.title, "state": one.state.value}
    emit(result, as_json=as_json, words=[f"round {one.id}: {one.title}"])


@round_app.command("list")
def round_list(project: ProjectPath, by: By = "", as_json: Json = False) -> None:
    """List rounds with their state, who still has items and what is due.

    Example: reviewer-audit round list q3.audit
    """
    from reviewer_audit.services import overview, projects

    store = projects.open_project(project)
    try:
        found = overview.overview(store, projects.seat(store, by))
    finally:
        store.close()
    lines: list[dict[str, Any]] = [
        {
            "round": line.round.id,
            "title": line.round.title,
            "state": line.round.state.value,
            "sampled": line.sampled,
            "due": line.due,
            "auditors": {
                p.person.name: {"assigned": p.assigned, "left": p.left} for p in line.progress
            },
        }
        for line in found.rounds
    ]
    rows = [
        [
            str(line["round"]),
            str(line["title"]),
            str(line["state"]),
            f"{line['sampled']:,}",
            str(line["due"]) or "-",
            ", ".join(f"{name} {c['left']} left" for name, c in line["auditors"].items()) or "-",
        ]
        for line in lines
    ]
    words = table(("round", "title", "state", "sampled", "due", "auditors"), rows)
    emit({"rounds": lines}, as_json=as_json, words=words if rows else ["No round yet."])
