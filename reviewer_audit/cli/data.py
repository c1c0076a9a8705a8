"""Commands that bring things in: inspect, policy, new, import."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_audit import i18n
from reviewer_audit.cli.output import emit, progress, table
from reviewer_audit.errors import IntakeError

if TYPE_CHECKING:
    from reviewer_audit.services.intake import Asked

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def _known_language(code: str) -> str:
    if code not in i18n.LANGUAGES:
        message = f"--language is {', '.join(i18n.LANGUAGES)}"
        raise typer.BadParameter(message)
    return code


Language = Annotated[
    str,
    typer.Option("--language", help="Of the files: en, de, es or ar.", callback=_known_language),
]
By = Annotated[str, typer.Option("--by", help="Who you are; the system's user by default.")]
ProjectPath = Annotated[Path, typer.Argument(help="The project file, usually ending in .audit.")]
File = Annotated[Path, typer.Argument(help="A spreadsheet or text file.")]
Sheets = Annotated[list[str] | None, typer.Option("--sheet", help="Read this sheet; may repeat.")]
Maps = Annotated[
    list[str] | None, typer.Option("--map", help="ROLE=COLUMN; may repeat.", metavar="ROLE=COLUMN")
]
Labels = Annotated[
    list[str] | None, typer.Option("--label", help="VALUE=KEY; may repeat.", metavar="VALUE=KEY")
]
Encoding = Annotated[str, typer.Option("--encoding", help="Of a text file, such as cp1252.")]
HeaderRow = Annotated[int | None, typer.Option("--header-row", help="Row of the header, from 1.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="A file holding the workbook's password.")
]

policy_app = typer.Typer(no_args_is_help=True, help="Work on rule books.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("inspect")(inspect)
    app.add_typer(policy_app, name="policy")
    app.command("new")(new)
    app.command("import")(import_)


def asked(
    *,
    sheets: list[str] | None,
    maps: list[str] | None,
    labels: list[str] | None,
    password_file: Path | None = None,
    **rest: Any,
) -> "Asked":
    """Collect how a file is to be read."""
    from reviewer_audit.services.intake import Asked

    return Asked(
        sheets=tuple(sheets or ()),
        maps=tuple(maps or ()),
        labels=tuple(labels or ()),
        password=password_of(password_file),
        **rest,
    )


def password_of(file: Path | None) -> str:
    """Return the password that a file holds."""
    if file is None:
        return ""
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The password file {file.name} cannot be read."
        raise IntakeError(message, "Nothing was changed. Check its name.") from error


def inspect(
    file: File,
    sheet: Sheets = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    password_file: PasswordFile = None,
    as_json: Json = False,
) -> None:
    """Show sheets, columns, suggested roles with reasons, and problems of a file.

    Example: reviewer-audit inspect week37.xlsx
    """
    from reviewer_audit.services import inspecting

    password = password_of(password_file)
    with progress("Reading") as shown:
        found = inspecting.inspect(
            file,
            sheet=tuple(sheet or ()),
            encoding=encoding,
            header_row=header_row,
            password=password,
            progress=shown,
        )
    words = [f"{found['file']}  sha256 {found['sha256'][:16]}  {found['encoding']}".rstrip()]
    words += [
        f"sheet {s['name']!r}: {s['rows']:,} rows, {s['columns']} columns, header in row "
        f"{s['header_row']}" + (" (hidden, not read)" if s["hidden"] else "")
        for s in found["sheets"]
    ]
    rows = [[c["name"], c["role"], f"{c['confidence']:.0%}", c["reason"]] for c in found["columns"]]
    if rows:
        words += ["", *table(("column", "role", "sure", "why"), rows)]
    words += [f"problem {p['code']}: {p['count']} in {p['column']!r}" for p in found["problems"]]
    emit(found, as_json=as_json, words=words)


@policy_app.command("draft")
def policy_draft(
    file: File,
    column: Annotated[str, typer.Option("--column", help="The column of the decisions.")],
    out: Annotated[Path, typer.Option("--out", help="The YAML file to write.")],
    not_violating: Annotated[
        list[str] | None,
        typer.Option("--not-violating", help="A label that is no violation; may repeat."),
    ] = None,
    sheet: Sheets = None,
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    as_json: Json = False,
) -> None:
    """Write a starting policy from the labels found in a column.

    Example: reviewer-audit policy draft week37.xlsx --column Decision --not-violating Approve
    --out policy.yaml
    """
    from reviewer_audit.services import drafting

    with progress("Reading") as shown:
        drafted = drafting.draft_policy(
            file,
            column,
            out,
            not_violating=tuple(not_violating or ()),
            sheets=tuple(sheet or ()),
            encoding=encoding,
            header_row=header_row,
            progress=shown,
        )
    if not not_violating:
        typer.echo(
            "Every label counts as violating; name those that do not with --not-violating.",
            err=True,
        )
    rows = [
        [entry["key"], f"{entry['count']:,}", "violating" if entry["is_violation"] else "not"]
        for entry in drafted["labels"]
    ]
    words = [*table(("label", "rows", "violating"), rows), f"Written: {drafted['out']}"]
    emit(drafted, as_json=as_json, words=words)


def new(
    project: ProjectPath,
    policy: Annotated[Path, typer.Option("--policy", help="A policy as YAML or workbook.")],
    title: Annotated[str, typer.Option("--title", help="What the audit is called.")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Begin an audit project.

    Example: reviewer-audit new q3.audit --policy policy.yaml
    """
    from reviewer_audit.services import policies, projects

    rules = policies.load(policy)
    store = projects.create_project(project, rules, by=by, title=title)
    store.close()
    result = {
        "project": str(project),
        "policy": {
            "name": rules.name,
            "version": rules.version,
            "labels": len(rules.labels),
            "targets": len(rules.targets),
        },
    }
    words = [f"{project}: policy {rules.name} {rules.version}, {len(rules.labels)} labels"]
    emit(result, as_json=as_json, words=words)


def import_(
    project: ProjectPath,
    file: File,
    sheet: Sheets = None,
    maps: Maps = None,
    labels: Labels = None,
    profile: Annotated[str, typer.Option("--profile", help="A saved mapping.")] = "",
    save_profile: Annotated[
        str, typer.Option("--save-profile", help="Save the mapping under this name.")
    ] = "",
    vendor: Annotated[str, typer.Option("--vendor", help="Where the file names none.")] = "",
    encoding: Encoding = "",
    header_row: HeaderRow = None,
    date_order: Annotated[str, typer.Option("--date-order", help="dmy, mdy or ymd.")] = "",
    separator: Annotated[
        str, typer.Option("--separator", help="Between the columns of a text file.")
    ] = "",
    list_separator: Annotated[
        str, typer.Option("--list-separator", help="Between several labels in one cell.")
    ] = "",
    timezone: Annotated[
        str, typer.Option("--timezone", help="Of times that name none; UTC by default.")
    ] = "",
    password_file: PasswordFile = None,
    media_folder: Annotated[
        Path | None,
        typer.Option(
            "--media-folder",
            help="Where the files of the media column lie; beside FILE by default.",
        ),
    ] = None,
    control: Annotated[
        list[str] | None,
        typer.Option("--control", help="Decisions sent, ROLE:VALUE=COUNT; may repeat."),
    ] = None,
    control_file: Annotated[
        Path | None, typer.Option("--control-file", help="Control totals as a sheet.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing, say what.")] = False,
    quarantine: Annotated[
        Path | None, typer.Option("--quarantine", help="Write rows not used to this workbook.")
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Bring a vendor's decisions in; rows that cannot be used are kept apart with the reason.

    Example: reviewer-audit import q3.audit week37.xlsx --vendor Northgate --quarantine back.xlsx
    """
    if date_order not in {"", "dmy", "mdy", "ymd"}:
        message = "--date-order is dmy, mdy or ymd"
        raise typer.BadParameter(message)
    from reviewer_audit.services import inspecting

    inspecting.make_ready()  # it starts while we load the rest
    from reviewer_audit.services import bringing, controls, intake, projects

    options = asked(
        sheets=sheet,
        maps=maps,
        labels=labels,
        password_file=password_file,
        profile=profile,
        vendor=vendor,
        encoding=encoding,
        header_row=header_row,
        date_order=date_order,
        separator=separator,
        list_separator=list_separator,
        timezone=timezone,
    )
    totals = controls.typed(control or ())
    store = projects.open_project(project)
    try:
        who = projects.seat(store, by)
        with progress("Reading") as shown:
            summary = bringing.import_file(
                store,
                file,
                options,
                by=who,
                dry_run=dry_run,
                save_as=save_profile,
                folder=media_folder,
                progress=shown,
            )
            if not dry_run and (totals or control_file):
                controls.record(store, totals, control_file, by=who)
            gaps = controls.gaps(store)
        if quarantine is not None:
            intake.export_quarantine(summary.rejected, quarantine, file.name, summary.media)
    finally:
        store.close()
    result = summary.as_json() | ({"control": [g.as_json() for g in gaps]} if gaps else {})
    emit(result, as_json=as_json, words=_import_words(summary, gaps, dry_run=dry_run))


def _import_words(summary: Any, gaps: Any, *, dry_run: bool) -> list[str]:
    if summary.already_imported:
        words = ["This file was imported before in the same way. Nothing was changed."]
        return words + _media_words(summary)
    would = "would be " if dry_run else ""
    words = [
        (
            f"{summary.rows_read:,} rows read: {summary.accepted:,} {would}accepted, "
            f"{summary.quarantined:,} not used, {summary.skipped_rows:,} skipped; "
            f"{summary.items:,} items"
        )
    ]
    words += [f"  {role}: {column}" for role, column in summary.mapping.items()]
    words += [
        f"  {p['code']}: {p['count']:,}"
        + (f" in {p['column']!r}" if p["column"] else "")
        + (f", first in row {p['example_row']}" if p["example_row"] else "")
        for p in summary.problems
    ]
    words += _media_words(summary)
    return words + [f"  control total: {gap.sentence}" for gap in gaps]


def _media_words(summary: Any) -> list[str]:
    from reviewer_audit.services.reasons import in_words

    if summary.media is None:
        return []
    told = summary.media.as_json()
    return [f"  media: {told['found']:,} brought in"] + [
        f"  media: {count:,} not shown. {in_words('media_' + fault)}"
        for fault, count in told["unusable"].items()
    ]
