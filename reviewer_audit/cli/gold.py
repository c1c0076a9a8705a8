"""Commands of the gold register: add, list, sign, retire."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import (
    By,
    Encoding,
    HeaderRow,
    Json,
    Labels,
    Maps,
    PasswordFile,
    ProjectPath,
    Sheets,
    asked,
)
from reviewer_audit.cli.output import emit, progress, table
from reviewer_audit.cli.rounds import RoundOption

if TYPE_CHECKING:
    from reviewer_audit.services.gold import GoldLine

gold_app = typer.Typer(no_args_is_help=True, help="Items with a known answer: who is right?")
Names = Annotated[list[str] | None, typer.Argument(help="Items, as the project calls them.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(gold_app, name="gold")


@gold_app.command("add")
def add(
    project: ProjectPath,
    file: Annotated[Path | None, typer.Argument(help="A spreadsheet of gold items.")] = None,
    item: Annotated[
        str, typer.Option("--item", help="One item that was adjudicated, instead of a file.")
    ] = "",
    purpose: Annotated[
        str, typer.Option("--purpose", help="monitor, certify or calibrate.")
    ] = "monitor",
    difficulty: Annotated[
        str, typer.Option("--difficulty", help="Of --item: easy, medium or hard.")
    ] = "",
    reasoning: Annotated[
        str, typer.Option("--reasoning", help="Of --item, where its verdict gives none.")
    ] = "",
    maps: Maps = None,
    labels: Labels = None,
    sheet: Sheets = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    password_file: PasswordFile = None,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write gold items down: from a sheet, or one that was adjudicated in a revealed round.

    Example: reviewer-audit gold add q3.audit gold.xlsx --map label=Answer --map reasoning=Why
    """
    from reviewer_audit.domain.gold import Difficulty, GoldPurpose
    from reviewer_audit.services import gold_adding, projects

    if (file is None) == (not item):
        message = "Give a file, or --item."
        raise typer.BadParameter(message)
    if purpose not in set(GoldPurpose):
        message = "--purpose is monitor, certify or calibrate"
        raise typer.BadParameter(message)
    if difficulty and difficulty not in set(Difficulty):
        message = "--difficulty is easy, medium or hard"
        raise typer.BadParameter(message)
    options = asked(
        sheets=sheet,
        maps=maps,
        labels=labels,
        password_file=password_file,
        encoding=encoding,
        header_row=header_row,
    )
    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        if file is None:
            gold_adding.from_round(
                store,
                item,
                by=who,
                round_id=round_id,
                purpose=GoldPurpose(purpose),
                difficulty=Difficulty(difficulty) if difficulty else None,
                reasoning=reasoning,
            )
            emit({"added": 1, "item": item}, as_json=as_json, words=[f"{item} is gold now"])
            return
        with progress("Reading") as shown:
            done = gold_adding.from_sheet(
                store,
                file,
                by=who,
                asked=options,
                purpose=GoldPurpose(purpose),
                progress=shown,
            )
    finally:
        store.close()
    words = [
        (
            f"{done.added:,} gold items added, {done.signed:,} of them signed, "
            f"{done.refused:,} rows not used"
        ),
        *(f"  {p['code']}: {p['count']:,}, first in row {p['example_row']}" for p in done.problems),
    ]
    emit(done.as_json(), as_json=as_json, words=words)


@gold_app.command("list")
def list_(project: ProjectPath, by: By = "", as_json: Json = False) -> None:
    """Show the register with answers, for the lead alone: states, and how often each was used.

    Example: reviewer-audit gold list q3.audit
    """
    from reviewer_audit.services import gold, projects

    store = projects.open_project(project)
    try:
        found = gold.register(store, by=projects.seat(store, by))
    finally:
        store.close()
    header = ("item", "answer", "purpose", "state", "author", "signed by", "seeded", "graded")
    again = [line for line in found.lines if line.changed]
    words = table(header, [_row(line) for line in found.lines]) if found.lines else ["No gold."]
    if again:
        words += [
            f"to be validated again under policy {found.policy_version}: {len(again):,}",
            *(f"  {line.name}: {', '.join(line.changed)} changed" for line in again),
        ]
    emit(found.as_json(), as_json=as_json, words=words)


@gold_app.command("sign")
def sign(project: ProjectPath, items: Names = None, by: By = "", as_json: Json = False) -> None:
    """Sign gold items as the second expert, under the policy in force; all that wait by default.

    Example: reviewer-audit gold sign q3.audit --by Noor
    """
    from reviewer_audit.services import gold, projects

    store = projects.open_project(project)
    try:
        count = gold.sign(store, items or (), by=projects.seat(store, by))
    finally:
        store.close()
    emit({"signed": count}, as_json=as_json, words=[f"{count:,} gold items signed"])


@gold_app.command("retire")
def retire(
    project: ProjectPath,
    items: Annotated[list[str], typer.Argument(help="Items, as the project calls them.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept.")],
    wrong: Annotated[
        bool,
        typer.Option("--wrong", help="The answer was wrong: what it measured counts no more."),
    ] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Take gold items out of use.

    Example: reviewer-audit gold retire q3.audit 4711 --reason "Seen too often"
    """
    from reviewer_audit.services import gold, projects

    store = projects.open_project(project)
    try:
        count = gold.retire(store, items, reason, by=projects.seat(store, by), wrong=wrong)
    finally:
        store.close()
    emit({"retired": count}, as_json=as_json, words=[f"{count:,} gold items retired"])


def _row(line: "GoldLine") -> list[str]:
    one = line.item
    return [
        line.name,
        ", ".join(line.titles),
        one.purpose.value,
        line.state.value,
        line.author,
        line.signed_by,
        f"{one.seeded:,}",
        f"{one.graded:,}",
    ]
