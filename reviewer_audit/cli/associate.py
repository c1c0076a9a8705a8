"""The command that lets audits and packs open by double click."""

from pathlib import Path
from typing import Annotated

import typer

from reviewer_audit.cli.data import Json
from reviewer_audit.cli.output import emit


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("associate")(associate)


def associate(
    program: Annotated[
        Path | None,
        typer.Option("--program", help="The window's program; by default the one beside this."),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it back.")] = False,
    as_json: Json = False,
) -> None:
    """Let audits and packs open by double click, for you alone, until --remove.

    Example: reviewer-audit associate
    """
    from reviewer_audit.services import associating

    done = associating.dissociate() if remove else associating.associate(program)
    lines = [f"removed {name}" if remove else name for name in done]
    words = lines or ["nothing was there to remove"]
    emit({"removed" if remove else "written": list(done)}, as_json=as_json, words=words)
