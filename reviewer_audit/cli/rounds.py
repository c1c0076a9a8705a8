"""Commands of a round: draw, grade, reveal, verdicts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_audit.cli.data import (
    By,
    Encoding,
    File,
    HeaderRow,
    Json,
    Labels,
    Maps,
    PasswordFile,
    ProjectPath,
    Sheets,
    asked,
)
from reviewer_audit.cli.output import emit, progress, split, table

if TYPE_CHECKING:
    from reviewer_audit.sampling.plan import Method
    from reviewer_audit.services.sampling import DrawSummary
    from reviewer_audit.services.seeding import Seeding

RoundOption = Annotated[int | None, typer.Option("--round", help="Which round; see round list.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("draw")(draw)
    app.command("grade")(grade)
    app.command("reveal")(reveal)
    app.command("verdicts")(verdicts)


def draw(
    project: ProjectPath,
    size: Annotated[int | None, typer.Option("--size", help="How many decisions.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Take every decision.")] = False,
    more: Annotated[int | None, typer.Option("--more", help="Go on by so many.")] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace-cannot-judge", help="Draw the next one for each not judged."),
    ] = False,
    by_roles: Annotated[
        list[str] | None, typer.Option("--by", help="Stratify by these roles, crossed.")
    ] = None,
    allocation: Annotated[
        str, typer.Option("--allocation", help="proportional, equal or neyman.")
    ] = "proportional",
    minimum: Annotated[int, typer.Option("--minimum", help="At least so many a cell.")] = 0,
    per_reviewer: Annotated[
        int, typer.Option("--per-reviewer", help="So many decisions of each reviewer.")
    ] = 0,
    auditors: Annotated[
        list[str] | None, typer.Option("--auditors", help="Who grades: A,B,... or repeated.")
    ] = None,
    overlap: Annotated[float, typer.Option("--overlap", help="Share graded by two.")] = 0.0,
    looks: Annotated[
        int,
        typer.Option(
            "--looks",
            help="2 plans one top-up (--more): each verdict takes .0294 of a risk of .05.",
        ),
    ] = 1,
    gold: Annotated[
        str, typer.Option("--gold", help="Gold items for each auditor besides: 5, or 5%.")
    ] = "",
    repeats: Annotated[
        str, typer.Option("--repeats", help="Own items each auditor gets again: 5, or 5%.")
    ] = "",
    item_times: Annotated[
        bool, typer.Option("--item-times", help="Packs bring back the time on each item.")
    ] = False,
    show_versions: Annotated[
        bool,
        typer.Option(
            "--show-versions",
            help="Auditors see under which version of the policy an item was decided.",
        ),
    ] = False,
    original: Annotated[
        str,
        typer.Option(
            "--original",
            help="Auditors may open the address in this column; its page may show the decision.",
        ),
    ] = "",
    seed: Annotated[str, typer.Option("--seed", help="The system picks one by default.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="May take decisions of earlier rounds.")
    ] = False,
    title: Annotated[str, typer.Option("--title", help="Of the round this opens.")] = "",
    round_id: RoundOption = None,
    who: Annotated[str, typer.Option("--as", help="Who you are.")] = "",
    as_json: Json = False,
) -> None:
    """Draw a sample and hand it out.

    Example: reviewer-audit draw q3.audit --size 400 --by vendor,queue --auditors Ann,Bob
    --overlap 0.2
    """
    from reviewer_audit.sampling.plan import Allocation, SamplePlan
    from reviewer_audit.services import projects, sampling

    ways = [size is not None, everything, more is not None, replace, bool(per_reviewer)]
    if sum(ways) > 1:
        message = "Choose one of --size, --all, --more, --per-reviewer, --replace-cannot-judge."
        raise typer.BadParameter(message)
    if looks not in {1, 2} or (looks > 1 and (more is not None or replace)):
        message = "--looks is 1 or 2, and planned with the first draw"
        raise typer.BadParameter(message)
    planned = bool(size or everything or per_reviewer)
    besides = _besides(gold, repeats, planned=planned)
    if (item_times or show_versions or original) and not planned:
        message = (
            "--item-times, --show-versions and --original go with --size, --all or --per-reviewer"
        )
        raise typer.BadParameter(message)
    if allocation not in set(Allocation):
        message = "--allocation is proportional, equal or neyman"
        raise typer.BadParameter(message)
    roles = split(by_roles or ())
    if auditors is not None and not split(auditors):
        message = "--auditors names nobody; without it the sample is drawn and not handed out yet"
        raise typer.BadParameter(message)
    store = projects.open_project(project)
    try:
        lead = projects.seat(store, who)
        if more is not None:
            summary = sampling.draw_more(store, more, by=lead, round_id=round_id)
        elif replace:
            summary = sampling.replace_cannot_judge(store, by=lead, round_id=round_id)
        else:
            wanted: SamplePlan | None = None
            if any(ways):
                wanted = SamplePlan(
                    method=_way(roles, everything=everything),
                    size=size or 0,
                    by=roles,
                    allocation=Allocation(allocation),
                    minimum=minimum,
                    per_reviewer=per_reviewer,
                    overlap=overlap,
                    seed=seed,
                    auditors=split(auditors or ()),
                    **besides,
                    looks=looks,
                    item_times=item_times,
                    versions_shown=show_versions,
                    original=original,
                )
            plan_given = wanted or sampling.repeated_plan(store, round_id, seed=seed, looks=looks)
            with progress("Drawing") as shown:
                summary = sampling.draw_sample(
                    store,
                    plan_given,
                    by=lead,
                    round_id=round_id,
                    title=title,
                    again=again,
                    progress=shown,
                )
    finally:
        store.close()
    rows = [
        [
            ", ".join(s.cell.values()) or "all",
            f"{s.population:,}",
            f"{s.sampled:,}",
        ]
        for s in summary.strata
    ]
    words = [
        (
            f"round {summary.round_id}: {summary.sampled:,} of {summary.population:,} decisions on "
            f"{summary.items:,} items, seed {summary.seed}"
        ),
        *table(("stratum", "population", "sampled"), rows),
        *(f"{name}: {n:,} items" for name, n in summary.assignments.items()),
        f"graded by two: {summary.double_graded:,}",
        *(_gold_words(name, one) for name, one in summary.gold.items()),
        *(f"{name}: {n:,} items a second time" for name, n in summary.repeats.items()),
    ]
    emit(summary.as_json(), as_json=as_json, words=[*words, *_limits(summary)])


def _limits(summary: "DrawSummary") -> list[str]:
    """Say what a draw could not do, or left out."""
    words = [f"drawn, and nobody takes them: {cell.sentence}" for cell in summary.uncovered]
    if summary.single:
        words.append(f"of the overlap, only one person takes: {summary.single:,}")
    if summary.looks > 1:
        words.append("one top-up is planned: each verdict takes .0294 of a risk of .05")
    if summary.audited_before:
        words.append(f"left out because audited before: {summary.audited_before:,}")
    return words


def _way(roles: tuple[str, ...], *, everything: bool) -> "Method":
    from reviewer_audit.sampling.plan import Method

    if everything:
        return Method.ALL
    return Method.STRATIFIED if roles else Method.SIMPLE


def _besides(gold: str, repeats: str, *, planned: bool) -> dict[str, float]:
    """Return what every auditor gets besides the sample."""
    wished = {
        "gold": _count_or_share("--gold", gold),
        "repeats": _count_or_share("--repeats", repeats),
    }
    if any(wished.values()) and not planned:
        message = "--gold and --repeats go with --size, --all or --per-reviewer"
        raise typer.BadParameter(message)
    return wished


def _count_or_share(option: str, text: str) -> float:
    """Return 5 for "5", 0.05 for "5%"."""
    given = text.strip()
    try:
        share = float(given.removesuffix("%")) / 100 if given.endswith("%") else 0.0
        count = 0 if share or not given else int(given)
    except ValueError:
        share, count = -1.0, 0
    if not 0 <= share < 1 or count < 0:
        message = f"{option} is a number such as 5, or a share such as 5%, not {text!r}"
        raise typer.BadParameter(message)
    return share or float(count)


def _gold_words(name: str, one: "Seeding") -> str:
    words = f"{name}: {len(one.items):,} of {one.asked:,} gold items"
    if len(one.items) < one.asked:
        reasons = ", ".join(
            f"{n:,} {reason.replace('_', ' ')}" for reason, n in one.reasons.items()
        )
        words += f"; not used: {reasons}" if reasons else "; the register has no more"
    return words


def grade(
    project: ProjectPath,
    file: File,
    auditor: Annotated[str, typer.Option("--auditor", help="Whose grades these are.")] = "",
    maps: Maps = None,
    labels: Labels = None,
    sheet: Sheets = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    password_file: PasswordFile = None,
    quarantine: Annotated[
        Path | None, typer.Option("--quarantine", help="Write rows not used to this workbook.")
    ] = None,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Bring in blind grades that were recorded in a sheet.

    Example: reviewer-audit grade q3.audit ann.xlsx --auditor Ann
    """
    from reviewer_audit.services import intake, projects, recording

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
        with progress("Reading") as shown:
            done = recording.record_sheet(
                store,
                file,
                by=projects.seat(store, by),
                round_id=round_id,
                auditor=auditor,
                asked=options,
                progress=shown,
            )
        if quarantine is not None:
            intake.export_quarantine(done.rejected, quarantine, file.name)
    finally:
        store.close()
    words = [
        f"{name}: {t.recorded:,} recorded, {t.revised:,} revised, {t.cannot_judge:,} cannot judge, "
        f"{t.quarantined:,} not used"
        for name, t in done.auditors.items()
    ]
    words += [f"  {p['code']}: {p['count']:,}" for p in done.problems]
    emit(done.as_json(), as_json=as_json, words=words)


def reveal(
    project: ProjectPath,
    partial: Annotated[
        bool, typer.Option("--partial", help="Although items are still open.")
    ] = False,
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Lock the grades, then open the vendor's decisions.

    Example: reviewer-audit reveal q3.audit
    """
    from reviewer_audit.services import projects, rounds

    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        opened = rounds.reveal(store, by=who, round_id=round_id, partial=partial)
    finally:
        store.close()
    words = [
        (
            f"round {opened.round_id} revealed: {opened.decisions:,} decisions, "
            f"{opened.graded_items:,} items graded, {opened.open_assignments:,} assignments open"
        ),
        f"journal head {opened.journal_head}",
    ]
    emit(opened.as_json(), as_json=as_json, words=words)


def verdicts(
    project: ProjectPath,
    file: File,
    maps: Maps = None,
    labels: Labels = None,
    sheet: Sheets = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    twice: Annotated[
        str,
        typer.Option("--twice", help="Why you settle items you graded (a small team); counted."),
    ] = "",
    round_id: RoundOption = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Bring in adjudicated answers from a sheet; they settle items that graders left open.

    Example: reviewer-audit verdicts q3.audit gold.xlsx --map label=adjudicated_label
    """
    from reviewer_audit.services import adjudication, projects

    options = asked(
        sheets=sheet, maps=maps, labels=labels, encoding=encoding, header_row=header_row
    )
    store = projects.open_project(project)
    try:
        with progress("Reading") as shown:
            done = adjudication.settle_from_sheet(
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
    result: dict[str, Any] = done.as_json()
    words = [
        (
            f"{done.recorded:,} answers settled, {done.changed_outcome:,} outcomes changed, "
            f"{done.quarantined:,} rows not used"
        ),
        *(f"  {p['code']}: {p['count']:,}" for p in done.problems),
    ]
    emit(result, as_json=as_json, words=words)
