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
    as_json: Json = False,
) -> None:
    """Show improbable agreement and answers faster than reading, for the lead's case list alone.

    Each line says how often it is seen with nothing amiss. Nothing of it enters a report, an
    edition or stats; it is a reason to look, never a verdict on anybody.

    Example: reviewer-audit signals q3.audit --round 2
    """
    from reviewer_audit.reports.signals import words
    from reviewer_audit.services import projects
    from reviewer_audit.services import signals as service

    store = projects.open_project(project)
    try:
        found = service.signals(store, round_id, projects.seat(store, by))
    finally:
        store.close()
    emit(found.as_json(), as_json=as_json, words=words(found))
