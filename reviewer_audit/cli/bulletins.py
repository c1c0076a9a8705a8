"""Commands of bulletins: questions, issue, list, write, take."""

from pathlib import Path
from typing import Annotated

import typer

from reviewer_audit.cli.data import By, Json, ProjectPath
from reviewer_audit.cli.output import emit, table
from reviewer_audit.cli.rounds import RoundOption

bulletin_app = typer.Typer(
    no_args_is_help=True, help="Answers to auditors' questions, which go to all of them."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(bulletin_app, name="bulletin")


@bulletin_app.command("questions")
def questions(project: ProjectPath, round_id: RoundOption = None, as_json: Json = False) -> None:
    """List what auditors asked the lead, the open questions first.

    Example: reviewer-audit bulletin questions q3.audit
    """
    from reviewer_audit.services import bulletins, projects

    store = projects.open_project(project)
    try:
        found = bulletins.questions(store, round_id)
    finally:
        store.close()
    rows = [
        [str(one.number), "answered" if one.answered else "open", one.auditor, one.asked_at[:10],
         " ".join(one.text.split())]
        for one in found
    ]  # fmt: skip
    words = table(("item", "state", "auditor", "asked", "question"), rows) if rows else ["None."]
    told = [
        {
            "item": one.number, "auditor": one.auditor, "question": one.text,
            "asked_at": one.asked_at, "answered": one.answered,
        }
        for one in found
    ]  # fmt: skip
    emit({"questions": told}, as_json=as_json, words=words)


@bulletin_app.command("issue")
def issue(
    project: ProjectPath,
    answer: Annotated[str, typer.Option("--answer", help="What holds from now on.")],
    item: Annotated[
        int | None, typer.Option("--item", help="The item asked about; see bulletin questions.")
    ] = None,
    question: Annotated[
        str, typer.Option("--question", help="What was asked; in other words than the auditor's.")
    ] = "",
    label: Annotated[
        list[str] | None,
        typer.Option("--label", help="A label it says something new of; may repeat."),
    ] = None,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Answer to all who grade the round. Say nothing in it of what a vendor decided.

    Example: reviewer-audit bulletin issue q3.audit --item 12 --label spam
    --answer "A price list alone is no spam."
    """
    from reviewer_audit.services import bulletins, projects

    store = projects.open_project(project)
    try:
        done = bulletins.issue(
            store,
            answer,
            by=projects.seat(store, by),
            round_id=round_id,
            question=question,
            item=item,
            labels=label or (),
        )
    finally:
        store.close()
    touched = ", ".join(f"{name} {n:,}" for name, n in done.touched.items()) or "none"
    words = [f"bulletin {done.number} is out; earlier grades it touches: {touched}"]
    emit(done.as_json(), as_json=as_json, words=words)


@bulletin_app.command("list")
def list_(project: ProjectPath, round_id: RoundOption = None, as_json: Json = False) -> None:
    """List the bulletins of a round, the earlier grades they touch, and who has read them.

    Example: reviewer-audit bulletin list q3.audit
    """
    from reviewer_audit.services import bulletins, projects

    store = projects.open_project(project)
    try:
        found = bulletins.listed(store, round_id)
    finally:
        store.close()
    rows = [
        [str(one.number), one.bulletin.at[:10], ", ".join(one.bulletin.labels),
         ", ".join(f"{name} {n:,}" for name, n in one.touched.items()), ", ".join(one.read_by),
         " ".join(one.bulletin.answer.split())]
        for one in found
    ]  # fmt: skip
    header = ("bulletin", "day", "labels", "touches", "read by", "answer")
    words = table(header, rows) if rows else ["None."]
    emit({"bulletins": [one.as_json() for one in found]}, as_json=as_json, words=words)


@bulletin_app.command("write")
def write(
    project: ProjectPath,
    out: Annotated[Path, typer.Option("--out", help="The file for auditors, .auditbulletin.")],
    round_id: RoundOption = None,
    as_json: Json = False,
) -> None:
    """Write all bulletins of a round into a signed file for auditors who grade in packs.

    With them goes, sealed to each auditor whose key is known, what rulings teach: precedents, and
    once a round is closed where a ruling differed from their own grades.

    Example: reviewer-audit bulletin write q3.audit --out answers.auditbulletin
    """
    from reviewer_audit.services import bulletins, projects

    store = projects.open_project(project)
    try:
        done = bulletins.write_file(store, out, round_id)
    finally:
        store.close()
    result = {"file": str(out), "bulletins": done.bulletins, "letters": done.letters}
    words = [f"{out}: {done.bulletins:,} bulletins"]
    if done.letters:
        words.append(
            f"sealed letters with precedents and feedback on own grades: {done.letters:,} auditors"
        )
    emit(result, as_json=as_json, words=words)


@bulletin_app.command("take")
def take(
    work: Annotated[Path, typer.Argument(help="The project made by open.")],
    file: Annotated[Path, typer.Argument(help="The lead's file, .auditbulletin.")],
    as_json: Json = False,
) -> None:
    """Take the lead's bulletins into the project you grade in; repeats change nothing.

    Example: reviewer-audit bulletin take work.audit answers.auditbulletin
    """
    from reviewer_audit.services import bulletin_desk, projects, returning

    store = projects.open_project(work)
    try:
        known = returning.work_of(store)
        who = projects.seat(store) if known is None else known.auditor
        done = bulletin_desk.take(store, file, by=who)
    finally:
        store.close()
    words = [f"{done.file}: {done.new:,} new, {done.known:,} known"]
    if done.letter:
        words.append("precedents and feedback on your own grades were taken in")
    emit(done.as_json(), as_json=as_json, words=words)
