"""Commands from reveal to final: review, release, disputes, close."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import (
    By,
    Encoding,
    File,
    HeaderRow,
    Json,
    Labels,
    Maps,
    ProjectPath,
    asked,
)
from reviewer_audit.cli.data import Sheets as SheetNames
from reviewer_audit.cli.output import emit, progress
from reviewer_audit.cli.rounds import RoundOption

if TYPE_CHECKING:
    from reviewer_audit.domain.disputes import DisputeCounts
    from reviewer_audit.services.closing import Standing

Twice = Annotated[
    str,
    typer.Option(
        "--twice", help="Why you act on items you acted on before (a small team); counted."
    ),
]
disputes_app = typer.Typer(no_args_is_help=True, help="What vendors dispute, and how it ends.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("review")(review)
    app.command("release")(release)
    app.add_typer(disputes_app, name="disputes")
    app.command("close")(close)


def review(
    project: ProjectPath,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Show what is to be looked at before the round can be closed; draws the control once.

    Example: reviewer-audit review q3.audit
    """
    from reviewer_audit.services import agreement_control, closing, projects, rounds

    store = projects.open_project(project)
    try:
        one = rounds.resolve(store, round_id)
        rounds.require_revealed(one)
        if not store.read_only:
            agreement_control.ensure(store, one, by=projects.seat(store, by))
        found = closing.standing(store, round_id=one.id)
        stages = closing.stages(store, one)
    finally:
        store.close()
    result = found.as_json() | {"stages": [stage.as_json() for stage in stages]}
    emit(result, as_json=as_json, words=_standing_words(found))


def release(
    project: ProjectPath,
    vendor: Annotated[str, typer.Option("--vendor", help="Whose decisions.")],
    until: Annotated[str, typer.Option("--until", help="Last day to dispute, as 2026-10-31.")],
    out: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write one vendor's workbook, with that vendor's decisions alone, and open its window.

    Example: reviewer-audit release q3.audit --vendor Riverline --until 2026-10-31 --out r.xlsx
    """
    from reviewer_audit.services import projects, releasing

    last = _day(until)
    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        done = releasing.release(store, vendor, last, out, by=who, round_id=round_id)
    finally:
        store.close()
    words = [
        (
            f"{done.file}: {done.decisions:,} decisions of {done.vendor}, {done.errors:,} of them "
            f"with an error; disputes until {done.until.isoformat()}"
        )
    ]
    if done.unconfirmed:
        words.append(f"{done.unconfirmed:,} errors are not confirmed by a second person yet")
    if done.left_out:
        words.append(f"{done.left_out:,} decisions have no final answer and are not in the file")
    emit(done.as_json(), as_json=as_json, words=words)


@disputes_app.command("import")
def disputes_import(
    project: ProjectPath,
    file: File,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Bring in a workbook that a vendor sent back; rows are matched by their handle.

    Example: reviewer-audit disputes import q3.audit riverline.xlsx
    """
    from reviewer_audit.services import disputes, projects

    store = projects.open_project(project)
    try:
        with progress("Reading"):
            done = disputes.import_replies(
                store, file, by=projects.seat(store, by), round_id=round_id
            )
    finally:
        store.close()
    words = [
        (
            f"{done.new:,} replies new, {done.changed:,} changed, {done.known:,} known already, "
            f"{done.unanswered:,} rows without an answer"
        ),
        *(f"  {p['code']}: {p['count']:,}, first in row {p['example_row']}" for p in done.problems),
        _dispute_words(done.counts),
    ]
    emit(done.as_json(), as_json=as_json, words=words)


@disputes_app.command("rule")
def disputes_rule(
    project: ProjectPath,
    file: File,
    maps: Maps = None,
    labels: Labels = None,
    sheet: SheetNames = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    twice: Twice = "",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Rule on disputes by a sheet of answers: the vendor's is accepted, the final one rejected.

    Example: reviewer-audit disputes rule q3.audit rulings.xlsx --by Noor
    """
    from reviewer_audit.services import projects, ruling

    options = asked(
        sheets=sheet, maps=maps, labels=labels, encoding=encoding, header_row=header_row
    )
    store = projects.open_project(project)
    try:
        with progress("Reading") as shown:
            done = ruling.rule_from_sheet(
                store,
                file,
                by=projects.seat(store, by),
                round_id=round_id,
                asked=options,
                own_reason=twice,
                progress=shown,
            )
    finally:
        store.close()
    words = [
        f"{done.ruled:,} disputes ruled, {done.not_disputed:,} rows about nothing disputed",
        *(f"  {p['code']}: {p['count']:,}" for p in done.problems),
        _dispute_words(done.counts),
    ]
    emit(done.as_json(), as_json=as_json, words=words)


@disputes_app.command("show")
def disputes_show(
    project: ProjectPath,
    vendor: Annotated[str | None, typer.Option("--vendor", help="Of this vendor alone.")] = None,
    round_id: RoundOption = None,
    as_json: Json = False,
) -> None:
    """Count the disputes of a round and how they ended.

    Example: reviewer-audit disputes show q3.audit
    """
    from reviewer_audit.services import disputes, projects, rounds

    store = projects.open_project(project)
    try:
        one = rounds.resolve(store, round_id)
        rounds.require_revealed(one)
        found = disputes.counts(store, one, vendor=vendor)
    finally:
        store.close()
    emit(found.as_json(), as_json=as_json, words=[_dispute_words(found)])


@disputes_app.command("end")
def disputes_end(
    project: ProjectPath,
    vendor: Annotated[str, typer.Option("--vendor", help="Whose window.")],
    reason: Annotated[str, typer.Option("--reason", help="Why before its date; kept.")],
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """End a vendor's window before its date, because the vendor says that it has no more.

    Example: reviewer-audit disputes end q3.audit --vendor Riverline --reason "Mail of 3 October"
    """
    from reviewer_audit.services import disputes, projects, rounds

    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        disputes.end_window(store, vendor, reason, by=who, round_id=round_id)
        found = disputes.counts(store, rounds.resolve(store, round_id))
    finally:
        store.close()
    emit(found.as_json(), as_json=as_json, words=[_dispute_words(found)])


def close(
    project: ProjectPath,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Close a round: what stands is final.

    Example: reviewer-audit close q3.audit
    """
    from reviewer_audit.services import closing, projects

    store = projects.open_project(project)
    try:
        done = closing.close(store, by=projects.seat(store, by), round_id=round_id)
    finally:
        store.close()
    words = [
        f"round {done.standing.round_id} closed",
        *(
            f"accuracy {stage.stage.value}: {stage.accuracy.value:.4f} of {stage.accuracy.n:,}"
            for stage in done.stages
            if stage.accuracy.value is not None
        ),
        *_standing_words(done.standing)[1:],
        f"journal head {done.journal_head}",
    ]
    emit(done.as_json(), as_json=as_json, words=words)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"--until is a date such as 2026-10-31, not {text!r}"
        raise typer.BadParameter(message) from error


def _standing_words(found: "Standing") -> list[str]:
    words = [f"round {found.round_id}, {found.state}"]
    words += [f"  {line}" for line in found.in_the_way]
    words.append(_dispute_words(found.disputes))
    if found.acted_twice:
        words.append(f"settled by somebody who had acted before: {found.acted_twice:,}")
    control = found.control
    if control is not None and control.wrong_rate.value is not None:
        rate = control.wrong_rate
        words.append(
            f"control of agreements: {control.wrong:,} of {control.looked:,} wrong "
            f"({rate.low:.4f} to {rate.high:.4f})"
        )
        if control.accuracy.value is not None:
            words.append(f"accuracy with what the control found: {control.accuracy.value:.4f}")
    return words


def _dispute_words(found: "DisputeCounts") -> str:
    return (
        f"disputes: {found.raised:,} raised, {found.accepted:,} accepted, {found.partial:,} "
        f"partly, {found.rejected:,} rejected, {found.open:,} open; {found.silent:,} decisions "
        "accepted in silence"
    )
