"""Commands of what a session hands out and leaves: packs, workbooks, actions, the report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.calibrate import SessionOption, calibrate_app, people_words, state_of
from reviewer_audit.cli.data import By, Json, Language, ProjectPath
from reviewer_audit.cli.output import emit, progress, split, table, warn
from reviewer_audit.cli.packs import PassphraseFile, leak_words, passphrase_of, tell_passphrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_audit.reports.calibration import Calibration
    from reviewer_audit.reports.calibration_words import TaskFacts


def register() -> None:
    """Add the commands of this module to those of sessions."""
    calibrate_app.command("leave")(leave)
    calibrate_app.command("pack")(pack)
    calibrate_app.command("workbook")(workbook)
    calibrate_app.command("action")(action)
    calibrate_app.command("show")(show)
    calibrate_app.command("report")(report)
    calibrate_app.command("close")(close)


def pack(
    project: ProjectPath,
    name: Annotated[str, typer.Option("--as", help="Who votes.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write, ending in .auditpack.")],
    again: Annotated[bool, typer.Option("--again", help="For votes after the rulings.")] = False,
    to: Annotated[str, typer.Option("--to", help="Seal to this public key of theirs.")] = "",
    password_file: PassphraseFile = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Leave this column out; may repeat.")
    ] = None,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Seal a participant's items and the policy into a pack to vote in elsewhere.

    It is opened by: open, answered at the desk, written by: return, and comes back by: calibrate
    vote. Example: reviewer-audit calibrate pack q3.audit --as Vera --out vera.auditpack
    """
    from reviewer_audit.domain.calibration import Turn
    from reviewer_audit.services import (
        calibration,
        calibration_packs,
        calibration_voting,
        projects,
    )

    store = projects.open_project(project)
    try:
        known = calibration.read(store, session_id)
        voter = calibration_voting.participant_named(known, name)
        with progress("Packing"):
            done = calibration_packs.pack(
                store,
                voter,
                out,
                by=projects.seat(store, by),
                session_id=known.session.id,
                turn=Turn.AGAIN if again else Turn.BLIND,
                to=to,
                passphrase=passphrase_of(password_file),
                without=tuple(without or ()),
            )
    finally:
        store.close()
    words = [
        f"{done.file}: {done.items:,} items for {done.auditor}, sealed to a {done.sealed_to}",
        f"fingerprint of the project {done.fingerprint}",
        *leak_words(done),
    ]
    emit(done.as_json(), as_json=as_json, words=words)
    tell_passphrase(done)


def workbook(
    project: ProjectPath,
    name: Annotated[str, typer.Option("--as", help="Whose workbook.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write, ending in .xlsx.")],
    again: Annotated[bool, typer.Option("--again", help="For votes after the rulings.")] = False,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Leave this column out; may repeat.")
    ] = None,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write a participant's workbook to vote in elsewhere: items and policy, nothing else.

    It comes back by: calibrate vote. Example: reviewer-audit calibrate workbook q3.audit
    --as Vera --out vera.xlsx
    """
    from reviewer_audit.domain.calibration import Turn
    from reviewer_audit.services import (
        calibration,
        calibration_voting,
        calibration_workbook,
        projects,
    )

    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        known = calibration.read(store, session_id)
        voter = calibration_voting.participant_named(known, name)
        done = calibration_workbook.hand_out(
            store,
            voter,
            out,
            by=who,
            session_id=known.session.id,
            turn=Turn.AGAIN if again else Turn.BLIND,
            without=tuple(without or ()),
        )
    finally:
        store.close()
    result = {
        "file": out.name,
        "participant": voter.name,
        "items": done.items,
        "leaks": [leak.as_json() for leak in done.leaks],
    }
    words = [f"{out.name}: {done.items} items for {voter.name}", *leak_words(done)]
    emit(result, as_json=as_json, words=words)


def leave(
    project: ProjectPath,
    name: Annotated[str, typer.Option("--as", help="Who is taken out.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept.")],
    back: Annotated[bool, typer.Option("--back", help="Let them back in.")] = False,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Take a participant out of a session: what they said stays written and counts no more.

    Example: reviewer-audit calibrate leave q3.audit --as Vera --reason "had seen the baseline"
    """
    from reviewer_audit.services import calibration, calibration_leaving, projects
    from reviewer_audit.services.calibration_voting import participant_named

    store = projects.open_project(project)
    try:
        known = calibration.read(store, session_id)
        move = calibration_leaving.bring_back if back else calibration_leaving.take_out
        move(
            store,
            participant_named(known, name),
            reason,
            by=projects.seat(store, by),
            session_id=known.session.id,
        )
        known = calibration.read(store, known.session.id)
    finally:
        store.close()
    emit(state_of(known), as_json=as_json, words=people_words(known))


def action(
    project: ProjectPath,
    what: Annotated[str, typer.Option("--what", help="What is to be done.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who does it.")] = "",
    due: Annotated[str, typer.Option("--due", help="Until when, as 2026-10-31.")] = "",
    item: Annotated[str, typer.Option("--item", help="The item it came from.")] = "",
    clause: Annotated[
        str,
        typer.Option("--clarify", help="The label whose text is to be clarified; lists the items."),
    ] = "",
    done: Annotated[
        int | None, typer.Option("--done", help="Action of this number is done.")
    ] = None,
    dropped: Annotated[
        int | None, typer.Option("--dropped", help="It is not done after all.")
    ] = None,
    reopen: Annotated[int | None, typer.Option("--reopen", help="It is open again.")] = None,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Take up an action or a clarification, or say how far one is.

    Example: reviewer-audit calibrate action q3.audit --what "Define slur" --owner Policy
    --due 2026-10-31 --clarify hate
    """
    from reviewer_audit.domain.calibration import TaskState
    from reviewer_audit.services import (
        calibration,
        calibration_results,
        calibration_tasks,
        projects,
    )

    moved = {TaskState.DONE: done, TaskState.DROPPED: dropped, TaskState.OPEN: reopen}
    named = {state: number for state, number in moved.items() if number is not None}
    if len(named) + bool(what) != 1:
        message = "Say --what and --owner, or one of --done, --dropped, --reopen."
        raise typer.BadParameter(message)
    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        for state, number in named.items():
            calibration_tasks.set_task(store, number, state, by=who)
        known = calibration.read(store, session_id)
        if what:
            calibration_tasks.add_task(
                store,
                what,
                owner=owner,
                due=due,
                item_id=calibration.item_named(store, known, item) if item else None,
                clause=clause,
                by=who,
                session_id=known.session.id,
            )
            known = calibration.read(store, known.session.id)
        tasks = calibration_results.tasks_of(store, known.tasks)
    finally:
        store.close()
    result = state_of(known) | {"actions": [_task(one) for one in tasks]}
    emit(result, as_json=as_json, words=_task_words(tasks))


def show(
    project: ProjectPath,
    session_id: SessionOption = None,
    as_json: Json = False,
) -> None:
    """Show how far a session is and, once the baseline is frozen and votes are in, its figures.

    Example: reviewer-audit calibrate show q3.audit
    """
    from reviewer_audit.domain.calibration import SessionState
    from reviewer_audit.services import calibration, calibration_results, projects

    store = projects.open_project(project)
    try:
        known = calibration.read(store, session_id)
        every = calibration.every(store)
        told = known.session.state in {SessionState.MEETING, SessionState.CLOSED}
        found = calibration_results.results_of(store, known) if told else None
        tasks = calibration_results.tasks_of(store, known.tasks)
        clear = calibration_results.open_clarifications(store)
        names = calibration.names_in_order(store, known)
    finally:
        store.close()
    result = state_of(known) | {
        "item_names": names,
        "sessions": [{"session": s.id, "title": s.title, "state": s.state.value} for s in every],
        "figures": found.as_json() if found else None,
        "actions": [_task(one) for one in tasks],
        "open_clarifications": [_task(one) for one in clear],
    }
    one = known.session
    words = [
        f"session {one.id}, {one.title}, {one.held_on}: {one.state.value}",
        (
            f"{len(known.items)} items, {len(known.baseline)} with a baseline, "
            f"{len(known.rulings)} ruled"
        ),
        *people_words(known),
        *(_figures(found) if found else ["figures are shown once the meeting has begun"]),
        *_task_words(tasks),
    ]
    if clear:
        oldest = max(task.age for task in clear)
        words.append(f"open clarifications of all sessions: {len(clear)}, oldest {oldest} days")
    emit(result, as_json=as_json, words=words)


def report(
    project: ProjectPath,
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")],
    formats: Annotated[
        list[str] | None, typer.Option("--formats", help="xlsx, html, pdf; default xlsx.")
    ] = None,
    language: Language = "en",
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write the report of a session: pseudonyms, no ranks, no content.

    Example: reviewer-audit calibrate report q3.audit --out reports --formats xlsx,pdf
    """
    from reviewer_audit.services import calibration_report, projects
    from reviewer_audit.services.reporting import Format

    kinds = split(formats or ()) or (Format.XLSX.value,)
    if unknown := [kind for kind in kinds if kind not in set(Format)]:
        message = f"--formats are xlsx, html and pdf, not {', '.join(unknown)}"
        raise typer.BadParameter(message)
    store = projects.open_project(project)
    try:
        with progress("Writing") as shown:
            written = calibration_report.write_report(
                store,
                out,
                by=projects.seat(store, by),
                session_id=session_id,
                formats=[Format(kind) for kind in kinds],
                language=language,
                progress=shown,
            )
    finally:
        store.close()
    warn(text for one in written for text in one.warnings)
    result = {"files": [one.as_json() for one in written]}
    emit(result, as_json=as_json, words=[f"{one.path}  {one.sha256}" for one in written])


def close(
    project: ProjectPath,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """End a session once every item is ruled; its actions stay open.

    Example: reviewer-audit calibrate close q3.audit
    """
    from reviewer_audit.services import calibration, projects

    store = projects.open_project(project)
    try:
        one = calibration.close(store, by=projects.seat(store, by), session_id=session_id)
        known = calibration.read(store, one.id)
    finally:
        store.close()
    emit(state_of(known), as_json=as_json, words=[f"{one.title} is closed"])


def _task(one: "TaskFacts") -> dict[str, object]:
    return {
        "action": one.number,
        "kind": one.kind.value,
        "what": one.text,
        "owner": one.owner,
        "due": one.due or None,
        "late": one.late,
        "state": one.state.value,
        "clause": one.clause or None,
        "age_days": one.age,
        "grade_again": [{"round": round_, "item": item} for round_, item in one.again],
    }


def _task_words(tasks: "Sequence[TaskFacts]") -> list[str]:
    rows = [
        [
            str(t.number),
            t.text,
            t.clause,
            t.owner,
            t.due + (" late" if t.late else ""),
            t.state.value,
            str(len(t.again)),
        ]
        for t in tasks
    ]
    header = ("no.", "action", "clause", "owner", "due", "state", "to grade again")
    return table(header, rows) if rows else []


def _figures(found: "Calibration") -> list[str]:
    from reviewer_audit.reports import words
    from reviewer_audit.reports.calibration_words import points

    blind = found.facets[0].blind
    return [
        f"same as the baseline: {words.rate(found.all_baseline)}",
        f"alpha: {words.coefficient(blind['krippendorff_alpha'])}",
        f"AC1: {words.coefficient(blind['gwet_ac1'])}",
        f"client minus vendor: {points(found.delta)}",
        f"off what was ruled, before: {words.rate(found.before)}",
        f"off what was ruled, after: {words.rate(found.after)}",
        *(f"ruled {decision.value}: {n}" for decision, n in found.rulings.items() if n),
    ]
