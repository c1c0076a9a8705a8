"""Commands for work in several places: pack, open, return, merge, key."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import By, Json, ProjectPath, password_of
from reviewer_audit.cli.output import emit, progress, table
from reviewer_audit.cli.rounds import RoundOption
from reviewer_audit.services.reasons import in_words

if TYPE_CHECKING:
    from reviewer_audit.services.packing import Packed

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="A file holding the passphrase; REVIEWER_AUDIT_PASSPHRASE is read, too.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("key")(key)
    app.command("pack")(pack)
    app.command("open")(open_)
    app.command("return")(return_)
    app.command("merge")(merge)


def key(as_json: Json = False) -> None:
    """Print your public key, to send to a lead, and its fingerprint, to read aloud.

    Example: reviewer-audit key
    """
    from reviewer_audit.services import wrapping

    text, fingerprint = wrapping.public_key()
    result = {"key": text, "fingerprint": fingerprint}
    emit(result, as_json=as_json, words=[text, f"fingerprint {fingerprint}"])


def pack(
    project: ProjectPath,
    auditor: Annotated[str, typer.Option("--auditor", help="Whose items.")],
    out: Annotated[Path, typer.Option("--out", help="A pack, .auditpack, or a workbook, .xlsx.")],
    to: Annotated[str, typer.Option("--to", help="Seal to this public key of theirs.")] = "",
    password_file: PassphraseFile = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Leave this column out; may repeat.")
    ] = None,
    take_from: Annotated[
        str, typer.Option("--take-from", help="First take back what this auditor has not graded.")
    ] = "",
    due: Annotated[
        str, typer.Option("--due", help="The day it is due; the round's by default.")
    ] = "",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Put what an auditor has to grade into a file, without anything of the vendor's in it.

    A pack is sealed. A workbook, .xlsx, is for an auditor without this program: it is neither
    sealed nor signed.

    Example: reviewer-audit pack q3.audit --auditor Ann --out ann.auditpack
    """
    from reviewer_audit.services import packing, projects

    store = projects.open_project(project)
    try:
        with progress("Packing") as shown:
            done = packing.pack(
                store,
                auditor,
                out,
                by=projects.seat(store, by),
                round_id=round_id,
                to=to,
                passphrase=passphrase_of(password_file),
                without=tuple(without or ()),
                take_from=take_from,
                due=due,
                progress=shown,
            )
    finally:
        store.close()
    if done.fingerprint:
        how = f"sealed to a {done.sealed_to}"
        words = [f"fingerprint of the project {done.fingerprint}"]
    else:
        how = "in a workbook"
        words = ["neither sealed nor signed: send it to nobody else, and know who sends it back"]
    words = [
        f"{done.file}: {done.items:,} items for {done.auditor}, {how}",
        *words,
        *leak_words(done),
    ]
    if done.taken_back:
        words.append(f"taken back from {take_from}: {done.taken_back:,} items")
    words += [f"stays with {take_from}: {cell.sentence}" for cell in done.kept]
    emit(done.as_json(), as_json=as_json, words=words)
    tell_passphrase(done)


def open_(
    file: Annotated[Path, typer.Argument(metavar="PACK", help="A file ending in .auditpack.")],
    out: Annotated[Path, typer.Option("--out", help="The project to grade in, .audit.")],
    password_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a project to grade in from a pack that was sealed to you.

    Example: reviewer-audit open ann.auditpack --out work.audit
    """
    from reviewer_audit.domain.packs import Refusal
    from reviewer_audit.errors import PackError
    from reviewer_audit.services import returning

    passphrase = passphrase_of(password_file)
    try:
        done = returning.open_pack(file, out, passphrase=passphrase)
    except PackError as error:
        if error.code != Refusal.LOCKED or passphrase or not sys.stdin.isatty():
            raise
        asked = typer.prompt("Passphrase", hide_input=True, err=True)
        done = returning.open_pack(file, out, passphrase=asked)
    words = [
        f"{done.file}: {done.items:,} items for {done.auditor}"
        + (f", due {done.due}" if done.due else ""),
        f"project {done.fingerprint}"
        + ("; seen for the first time, compare it with the lead" if done.first_time else ""),
        f"your key {done.own_fingerprint}; the lead will ask for it",
    ]
    emit(done.as_json(), as_json=as_json, words=words)


def return_(
    work: Annotated[Path, typer.Argument(help="The project made by open.")],
    out: Annotated[Path, typer.Option("--out", help="The file for the lead, .auditreturn.")],
    as_json: Json = False,
) -> None:
    """Write the grades given so far into a signed file for the lead; it may be repeated.

    Example: reviewer-audit return work.audit --out ann.auditreturn
    """
    from reviewer_audit.services import projects, returning

    store = projects.open_project(work)
    try:
        done = returning.make_return(store, out)
    finally:
        store.close()
    words = [
        (
            f"{done.file}: {done.graded:,} items graded in {done.answers:,} answers, "
            f"{done.left:,} left"
        ),
        f"your key {done.own_fingerprint}",
    ]
    emit(done.as_json(), as_json=as_json, words=words)


def merge(
    project: ProjectPath,
    files: Annotated[list[Path] | None, typer.Argument(help="Returned files.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    withdraw: Annotated[
        int | None, typer.Option("--withdraw", help="Undo the merge of this number.")
    ] = None,
    senders: Annotated[
        list[str] | None,
        typer.Option("--from", help="Who sent the workbooks, as you know; may repeat."),
    ] = None,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Take returned grades in: all of the files or none. Repeats change nothing.

    Nobody signs a workbook: with --from, one that was handed out to anybody else is refused.

    Example: reviewer-audit merge q3.audit ann.auditreturn bob.auditreturn
    """
    from reviewer_audit.services import merging, projects

    if (withdraw is None) == (not files) or (withdraw is not None and dry_run):
        message = "Name returned files, or --withdraw and the number of a merge."
        raise typer.BadParameter(message)
    store = projects.open_project(project)
    try:
        if withdraw is not None:
            items, backup = merging.withdraw(store, withdraw, by=projects.seat(store, by))
            gone = {"withdrawn": withdraw, "items": items, "backup": str(backup)}
            emit(gone, as_json=as_json, words=[f"merge {withdraw} withdrawn: {items:,} items"])
            return
        with progress("Reading") as shown:
            checked = merging.check(
                store, files or (), round_id=round_id, senders=senders or (), progress=shown
            )
        if not dry_run:
            merging.require_accepted(checked)  # before the seat: a refusal changes nothing
        done = (
            merging.foreseen(checked)
            if dry_run
            else merging.apply(store, checked, by=projects.seat(store, by))
        )
    finally:
        store.close()
    rows = [
        [
            tally.file,
            tally.auditor,
            *(f"{n:,}" for n in (tally.new, tally.known, tally.revised, tally.late)),
            ", ".join(f"{code} {n:,}" for code, n in tally.refused.items()),
        ]
        for tally in done.files
    ]
    words = table(("file", "auditor", "new", "known", "revised", "late", "refused"), rows)
    words += [
        f"first return of {tally.auditor}: compare the fingerprint {tally.fingerprint} by voice"
        for tally in done.files
        if tally.first_key
    ]
    words += [
        f"{tally.file} is signed by nobody: make sure that {tally.auditor} sent it"
        for tally in done.files
        if tally.auditor and not tally.signed and not senders
    ]
    words += [
        f"{tally.file}, row {row}: {in_words(code)}"
        for tally in done.files
        for row, code in tally.set_aside
    ]
    words.append(
        "nothing was changed"
        if not done.applied or done.merge_id is None
        else f"merge {done.merge_id}; before it: {done.backup}"
    )
    emit(done.as_json(), as_json=as_json, words=words)


def leak_words(done: "Packed") -> list[str]:
    """Return a line for each column that gives the vendor's decision away."""
    return [
        f"LEAK: {leak.column} predicts the decision ({leak.strength:.0%} of its uncertainty "
        f"is gone, p {leak.p:.3f})" + ("" if leak.sent else "; it is not in the pack")
        for leak in done.leaks
    ]


def tell_passphrase(done: "Packed") -> None:
    """Say a passphrase that was made up, beside the output and never in it."""
    if done.passphrase:
        line = f"Passphrase, to be told by another way than the pack goes: {done.passphrase}"
        typer.echo(line, err=True)


def passphrase_of(file: Path | None) -> str:
    """Return the passphrase from a file, or from the environment."""
    return password_of(file) or os.environ.get("REVIEWER_AUDIT_PASSPHRASE", "")
