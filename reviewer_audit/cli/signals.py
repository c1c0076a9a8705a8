"""The command for the lead's case list: signals."""

from typing import Annotated

import typer

from reviewer_audit.cli.data import Json, ProjectPath
from reviewer_audit.cli.output import emit
from reviewer_audit.cli.rounds import RoundOption


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("signals")(signals)


def signals(
    project: ProjectPath,
    round_id: RoundOption = None,
    by: Annotated[str, typer.Option("--as", help="Who you are: a lead of the audit.")] = "",
    case: Annotated[
        int | None, typer.Option("--case", help="Open a case about this line, from 1.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show improbable agreement and answers faster than reading, for the lead's case list alone.

    Each line says how often it is seen with nothing amiss. Nothing of it enters a report, an
    edition or stats; it is a reason to look, never a verdict on anybody.

    Example: reviewer-audit signals q3.audit --round 2

    Example: reviewer-audit signals q3.audit --case 1
    """
    from reviewer_audit.reports.signals import words
    from reviewer_audit.services import projects
    from reviewer_audit.services import signals as service

    store = projects.open_project(project)
    try:
        lead = projects.seat(store, by)
        found = service.signals(store, round_id, lead)
        number = None
        if case is not None:
            if not 1 <= case <= len(found.lines):
                message = f"--case is 1 to {len(found.lines)}, the number of a line"
                raise typer.BadParameter(message)
            number = service.open_case(store, found.round_id, found.lines[case - 1], by=lead)
    finally:
        store.close()
    told = [f"Opened case {number}."] if number is not None else words(found)
    emit(found.as_json() | {"case": number}, as_json=as_json, words=told)
