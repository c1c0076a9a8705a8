"""Commands of calibration sessions: begin, vote, rule, report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_audit.cli.data import (
    By,
    Encoding,
    HeaderRow,
    Json,
    Labels,
    Maps,
    ProjectPath,
    asked,
)
from reviewer_audit.cli.data import Sheets as SheetNames
from reviewer_audit.cli.output import emit, progress, split, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reviewer_audit.domain.calibration import Purpose, Record, Side
    from reviewer_audit.services.calibration_voting import Cast

SessionOption = Annotated[
    int | None, typer.Option("--session", help="Which session; the newest by default.")
]
Answers = Annotated[Path | None, typer.Argument(help="A sheet of answers: item and label.")]
Votes = Annotated[
    Path | None, typer.Argument(help="A return, .auditreturn, a workbook, or a sheet of votes.")
]
Item = Annotated[str, typer.Option("--item", help="One item, by its name.")]
Answer = Annotated[str, typer.Option("--answer", help="The label of that item, by its key.")]
Client = Annotated[list[str] | None, typer.Option("--client", help="Client's people: A,B,...")]
Vendors = Annotated[
    list[str] | None, typer.Option("--vendor-side", help="The vendor's people: A,B,...")
]
Experts = Annotated[
    list[str] | None, typer.Option("--expert", help="Who gives the baseline; does not vote.")
]
calibrate_app = typer.Typer(
    no_args_is_help=True, help="Several people answer the same items, then align."
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(calibrate_app, name="calibrate")


@calibrate_app.command("new")
def new(
    project: ProjectPath,
    title: Annotated[str, typer.Option("--title", help="Such as October.")] = "",
    on: Annotated[str, typer.Option("--on", help="The day, as 2026-10-01; default today.")] = "",
    size: Annotated[int, typer.Option("--size", help="How many items.")] = 15,
    purpose: Annotated[
        list[str] | None,
        typer.Option(
            "--purpose",
            help="KIND=N of critical, disputed, clause, disagreement, control; may repeat. What "
            "is not named is shared out.",
            metavar="KIND=N",
        ),
    ] = None,
    clause: Annotated[
        list[str] | None,
        typer.Option("--clause", help="New or changed label; default: by the newest policy."),
    ] = None,
    rounds: Annotated[
        list[int] | None, typer.Option("--round", help="Take items of this round; may repeat.")
    ] = None,
    vendor: Annotated[str, typer.Option("--vendor", help="This vendor's items alone.")] = "",
    client: Client = None,
    vendor_side: Vendors = None,
    expert: Experts = None,
    seed: Annotated[str, typer.Option("--seed", help="The system picks one by default.")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Begin a session on items of revealed rounds, chosen by purpose, 40 to 60 % violating.

    Example: reviewer-audit calibrate new q3.audit --client Ann,Bob --vendor-side Vera --expert Eve
    """
    from reviewer_audit.services import calibration, projects

    wishes = _wishes(purpose or ())
    people = _people(client, vendor_side, expert)
    store = projects.open_project(project)
    try:
        with progress("Choosing items"):
            one, built = calibration.new(
                store,
                by=projects.seat(store, by),
                title=title,
                held_on=on,
                size=size,
                wishes=wishes,
                rounds=tuple(rounds or ()),
                vendor=vendor,
                clauses=split(clause or ()),
                seed=seed,
                people=people,
            )
        known = calibration.read(store, one.id)
        names = calibration.names_in_order(store, known)
        result = state_of(known) | {"item_names": names, "set": built.as_json()}
    finally:
        store.close()
    share = f"{built.violating} of {built.known} with a final label violating"
    words = [
        f"session {one.id}, {one.title}: {len(built.chosen)} items, {share}, seed {one.seed}",
        *(f"  {p.value}: {n}" for p, n in built.found.items() if n),
        *(f"not reached: {line}" for line in built.missed),
        "next: calibrate baseline, then --seal",
    ]
    emit(result, as_json=as_json, words=words)


@calibrate_app.command("join")
def join(
    project: ProjectPath,
    client: Client = None,
    vendor_side: Vendors = None,
    expert: Experts = None,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Let more people take part, until the meeting begins.

    Example: reviewer-audit calibrate join q3.audit --vendor-side Vito
    """
    from reviewer_audit.services import calibration, projects

    store = projects.open_project(project)
    try:
        people = _people(client, vendor_side, expert)
        added = calibration.join(store, people, by=projects.seat(store, by), session_id=session_id)
        known = calibration.read(store, session_id)
        result = state_of(known) | {"added": added}
    finally:
        store.close()
    emit(result, as_json=as_json, words=[f"{added} new", *people_words(known)])


@calibrate_app.command("baseline")
def baseline(
    project: ProjectPath,
    file: Answers = None,
    item: Item = "",
    answer: Answer = "",
    why: Annotated[str, typer.Option("--why", help="The expert's reason.")] = "",
    freeze: Annotated[bool, typer.Option("--seal", help="Freeze it: voting begins.")] = False,
    maps: Maps = None,
    labels: Labels = None,
    sheet: SheetNames = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Write down the expert's answers, from a sheet or one by one, and freeze them.

    Example: reviewer-audit calibrate baseline q3.audit eve.xlsx --seal
    """
    from reviewer_audit.domain.calibration import Baseline
    from reviewer_audit.services import calibration, calibration_voting, projects

    if not (file or item or freeze) or bool(item) != bool(answer) or (file and item):
        message = "Name a file, or --item and --answer, or --seal."
        raise typer.BadParameter(message)
    options = asked(
        sheets=sheet, maps=maps, labels=labels, encoding=encoding, header_row=header_row
    )
    store = projects.open_project(project)
    done: Cast | None = None
    try:
        who = projects.seat(store, by)
        if file is not None:
            with progress("Reading") as shown:
                done = calibration_voting.baseline_sheet(
                    store, file, by=who, session_id=session_id, asked=options, progress=shown
                )
        elif item:
            number = calibration.item_named(store, calibration.read(store, session_id), item)
            given = Baseline(item_id=number, labels=split([answer]), rationale=why)
            calibration.set_baseline(store, [given], by=who, session_id=session_id)
        if freeze:
            calibration.seal(store, by=who, session_id=session_id)
        known = calibration.read(store, session_id)
        result = state_of(known) | ({"sheet": done.as_json()} if done else {})
    finally:
        store.close()
    words = [f"{len(known.baseline)} of {len(known.items)} items have a baseline"]
    words += _trouble(done)
    if known.session.seal:
        words.append(f"frozen: {known.session.seal}")
    emit(result, as_json=as_json, words=words)


@calibrate_app.command("vote")
def vote(
    project: ProjectPath,
    file: Votes = None,
    name: Annotated[str, typer.Option("--as", help="Whose votes these are.")] = "",
    item: Item = "",
    answer: Annotated[
        str, typer.Option("--answer", help="The label of that item, or cannot_judge.")
    ] = "",
    again: Annotated[bool, typer.Option("--again", help="Votes after the rulings.")] = False,
    maps: Maps = None,
    labels: Labels = None,
    sheet: SheetNames = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Record votes, from a signed return, a sheet of one or several people, or one by one.

    Example: reviewer-audit calibrate vote q3.audit votes.xlsx --map auditor=Name
    """
    from reviewer_audit.domain.calibration import Turn, Vote
    from reviewer_audit.domain.policy import CANNOT_JUDGE
    from reviewer_audit.services import calibration, calibration_voting, projects

    if bool(file) == bool(item) or bool(item) != bool(answer) or (item and not name):
        message = "Name a file, or --as, --item and --answer."
        raise typer.BadParameter(message)
    options = asked(
        sheets=sheet, maps=maps, labels=labels, encoding=encoding, header_row=header_row
    )
    turn = Turn.AGAIN if again else Turn.BLIND
    store = projects.open_project(project)
    done: Cast | None = None
    try:
        who = projects.seat(store, by)
        known = calibration.read(store, session_id)
        if file is not None:
            with progress("Reading") as shown:
                done = calibration_voting.cast_sheet(
                    store,
                    file,
                    by=who,
                    session_id=known.session.id,
                    participant=name,
                    turn=turn,
                    asked=options,
                    progress=shown,
                )
        else:
            voter = calibration_voting.participant_named(known, name)
            given = Vote(
                item_id=calibration.item_named(store, known, item),
                participant_id=voter.id,
                turn=turn,
                labels=() if answer == CANNOT_JUDGE else split([answer]),
            )
            calibration_voting.cast(store, [given], by=who, session_id=known.session.id)
        known = calibration.read(store, known.session.id)
        result = state_of(known) | ({"sheet": done.as_json()} if done else {})
    finally:
        store.close()
    emit(result, as_json=as_json, words=[*_trouble(done), *people_words(known)])


@calibrate_app.command("rule")
def rule(
    project: ProjectPath,
    item: Annotated[str, typer.Option("--item", help="Which item, by its name.")],
    ruling: Annotated[str, typer.Option("--ruling", help="uphold, change or gap.")],
    answer: Annotated[
        str, typer.Option("--answer", help="The right label, where the baseline is changed.")
    ] = "",
    cause: Annotated[str, typer.Option("--cause", help="Root cause, by its key.")] = "",
    clause: Annotated[str, typer.Option("--clause", help="The label whose text decides.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason.")] = "",
    precedent: Annotated[str, typer.Option("--precedent", help="To be followed from now on.")] = "",
    session_id: SessionOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Rule on an item; the first ruling closes the blind votes.

    Example: reviewer-audit calibrate rule q3.audit --item post-12 --ruling change --answer spam
    """
    from reviewer_audit.domain.calibration import Decision, Judgement
    from reviewer_audit.services import calibration, projects

    if ruling not in set(Decision) or (ruling == Decision.CHANGE) != bool(answer):
        message = "--ruling is uphold or gap, or change with --answer"
        raise typer.BadParameter(message)
    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        known = calibration.read(store, session_id)
        given = Judgement(
            item_id=calibration.item_named(store, known, item),
            decision=Decision(ruling),
            labels=split([answer]),
            cause=cause,
            clause=clause,
            rationale=why,
            precedent=precedent,
        )
        calibration.begin(store, by=who, session_id=known.session.id)
        calibration.rule(store, given, by=who, session_id=known.session.id)
        known = calibration.read(store, known.session.id)
        result = state_of(known)
    finally:
        store.close()
    words = [f"{len(known.rulings)} of {len(known.items)} items are ruled"]
    emit(result, as_json=as_json, words=words)


def _wishes(given: "Sequence[str]") -> "Mapping[Purpose, int]":
    from reviewer_audit.domain.calibration import Purpose

    found = {}
    for text in given:
        kind, _equals, n = text.partition("=")
        if kind not in set(Purpose) or not n.isdigit():
            message = f"--purpose is KIND=N with one of {', '.join(Purpose)}, not {text!r}"
            raise typer.BadParameter(message)
        found[Purpose(kind)] = int(n)
    return found


def _people(
    client: list[str] | None, vendor: list[str] | None, expert: list[str] | None
) -> "tuple[tuple[str, Side], ...]":
    from reviewer_audit.domain.calibration import Side

    sides = ((Side.CLIENT, client), (Side.VENDOR, vendor), (Side.EXPERT, expert))
    return tuple((name, side) for side, names in sides for name in split(names or ()))


def state_of(known: "Record") -> dict[str, Any]:
    """Return how far a session is; nobody's answer is in it."""
    from reviewer_audit.domain.calibration import Turn

    one = known.session
    return {
        "session": one.id,
        "title": one.title,
        "held_on": one.held_on,
        "state": one.state.value,
        "items": len(known.items),
        "baseline": len(known.baseline),
        "seal": one.seal or None,
        "participants": [
            {
                "name": p.name,
                "side": p.side.value,
                "blind": known.given(Turn.BLIND, p.id),
                "again": known.given(Turn.AGAIN, p.id),
                "taken_out": p.is_out,
            }
            for p in known.participants
        ],
        "rulings": len(known.rulings),
    }


def people_words(known: "Record") -> list[str]:
    """Return who takes part and how far they are."""
    from reviewer_audit.domain.calibration import Turn

    rows = [
        [
            p.name + (" (taken out)" if p.is_out else ""),
            p.side.value,
            *(str(known.given(turn, p.id)) for turn in Turn),
        ]
        for p in known.participants
    ]
    return table(("participant", "side", "blind", "again"), rows) if rows else []


def _trouble(done: "Cast | None") -> list[str]:
    if done is None:
        return []
    return [
        (
            f"{done.recorded:,} recorded, {done.unchanged:,} known already, "
            f"{done.quarantined:,} rows not used"
        ),
        *(f"  {p['code']}: {p['count']:,}" for p in done.problems),
        *(
            [f"first return of theirs: compare the fingerprint {done.fingerprint} by voice"]
            if done.first_key
            else []
        ),
    ]
