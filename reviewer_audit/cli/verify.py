"""The command that says whether a file is whole, unaltered, and in whose name."""

from pathlib import Path
from typing import Annotated

import typer

from reviewer_audit.cli.data import Json
from reviewer_audit.cli.output import emit
from reviewer_audit.cli.packs import PassphraseFile, passphrase_of


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("verify")(verify)


def verify(
    file: Annotated[Path, typer.Argument(help="A project, pack, return, report or workbook.")],
    project: Annotated[
        Path | None,
        typer.Option("--project", help="The project it should belong to; opens returns."),
    ] = None,
    head: Annotated[
        str,
        typer.Option("--head", help="A journal head printed earlier; the project must hold it."),
    ] = "",
    password_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Tell whether a file is whole, unaltered, and in whose name. Exit 0 only where it is whole.

    Example: reviewer-audit verify q3.audit --head 57:0123456789abcdef

    Example: reviewer-audit verify ann.auditreturn --project q3.audit
    """
    from reviewer_audit.services import projects, verifying

    store = projects.open_project(project) if project is not None else None
    try:
        found = verifying.verify(
            file, against=store, passphrase=passphrase_of(password_file), head=head
        )
    finally:
        if store is not None:
            store.close()
    emit(found.as_json(), as_json=as_json, words=verifying.sentences(found))
    raise typer.Exit(0 if found.whole else 1)
