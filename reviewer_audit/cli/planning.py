"""Commands before a draw: how many decisions, which round."""

from typing import Annotated, Any

import typer

from reviewer_audit.cli.data import By, Json, ProjectPath
from reviewer_audit.cli.output import emit, table

round_app = typer.Typer(no_args_is_help=True, help="Begin and list rounds.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("plan")(plan)
    app.add_typer(round_app, name="round")


def plan(
    target: Annotated[float, typer.Option(help="The rate to be shown.")] = 0.95,
    margin: Annotated[float | None, typer.Option(help="How far the interval may reach.")] = None,
    population: Annotated[int | None, typer.Option(help="Decisions to draw from.")] = None,
    power: Annotated[float, typer.Option(help="Chance of telling the two apart.")] = 0.8,
    versus: Annotated[
        float | None, typer.Option(help="Another vendor's rate, to tell apart.")
    ] = None,
    errors_allowed: Annotated[
        int | None, typer.Option(help="Errors the sample may hold and still show the target.")
    ] = None,
    confidence: Annotated[float, typer.Option(help="Of interval and verdict.")] = 0.95,
    as_json: Json = False,
) -> None:
    """Say how many decisions an audit needs.

    Example: reviewer-audit plan --target 0.95 --margin 0.02 --population 12000
    """
    from reviewer_audit.sampling import size

    found = size.plan(
        target=target,
        margin=margin,
        population=population,
        chance=power,
        versus=versus,
        errors_allowed=errors_allowed,
        confidence=confidence,
    )
    result = {
        "size": found.size,
        "margin": found.margin,
        "confidence": found.confidence,
        "design": found.design,
        "errors_allowed": [{"k": k, "n": n} for k, n in found.errors_allowed],
        "power": found.power,
        "chance_of_wrong_verdict": found.chance_of_wrong_verdict,
    }
    words = [
        f"{found.size:,} decisions ({found.design})",
        (
            f"interval of ±{found.margin:.2%} at {confidence:.0%} confidence if the rate is "
            f"{target:.1%}"
        ),
    ]
    if found.power is not None and versus is not None:
        words.append(
            f"chance to tell a vendor at {versus:.1%} from one at {target:.1%}, so many of each: "
            f"{found.power:.0%}"
        )
    if margin is not None and found.margin > margin:
        inside = size.size_for_margin(margin, target, confidence, population)
        words.append(f"{inside:,} decisions keep the interval itself within ±{margin:.2%}")
    if found.chance_of_wrong_verdict is not None:
        words.append(
            f"chance of a wrong verdict right at the target: {found.chance_of_wrong_verdict:.1%}"
        )
    allowed = ", ".join(f"{k} in {n:,}" for k, n in found.errors_allowed)
    words.append(f"errors that still show {target:.1%}: {allowed}")
    emit(result, as_json=as_json, words=words)


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
