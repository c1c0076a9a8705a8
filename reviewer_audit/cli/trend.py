"""The command that puts several audits side by side."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer_audit.cli.data import Json, Language
from reviewer_audit.cli.output import emit, progress, split, warn
from reviewer_audit.i18n import speaking

if TYPE_CHECKING:
    from reviewer_audit.reports.trend import TargetLine, Trend
    from reviewer_audit.services.reporting import Written


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("trend")(trend)


def trend(
    projects: Annotated[list[Path], typer.Argument(help="Project files; none is written to.")],
    every: Annotated[
        str,
        typer.Option(
            "--every", help="audit, day, week, month, quarter, year, or a number of days."
        ),
    ] = "audit",
    by: Annotated[
        str, typer.Option("--by", help="The role to split changes over, such as queue.")
    ] = "",
    vendor: Annotated[
        str, typer.Option("--vendor", help="Its decisions alone; no other's figure is shown.")
    ] = "",
    estimand: Annotated[
        str, typer.Option("--estimand", help="process, batch or other_reviewers.")
    ] = "process",
    confidence: Annotated[float, typer.Option("--confidence", help="Of the intervals.")] = 0.95,
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder to write the report to.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--formats", help="xlsx, html and pdf, with commas.")
    ] = None,
    edition: Annotated[
        str,
        typer.Option("--edition", help="internal, or vendor-safe: for the vendor named."),
    ] = "internal",
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Put several audits side by side: trend, targets, what changed, and whether actions worked.

    Example: reviewer-audit trend q1.audit q2.audit q3.audit --by queue --out reports

    Example: reviewer-audit trend programme.audit --every quarter --vendor Northgate --json

    Example: reviewer-audit trend q1.audit q2.audit --vendor Northgate --edition vendor-safe --out v
    """
    if estimand not in {"process", "batch", "other_reviewers"}:
        message = "--estimand is process, batch or other_reviewers"
        raise typer.BadParameter(message)
    if not 0 < confidence < 1:
        message = "--confidence is between 0 and 1"
        raise typer.BadParameter(message)
    from reviewer_audit.reports.editions import EDITIONS
    from reviewer_audit.services import trending
    from reviewer_audit.services.reporting import Format

    if edition not in EDITIONS:
        message = f"--edition is {', '.join(EDITIONS)}"
        raise typer.BadParameter(message)

    kinds = split(formats or ("xlsx",))
    if set(kinds) - set(Format):
        message = f"--formats is {', '.join(Format)}"
        raise typer.BadParameter(message)
    if formats and out is None:
        message = "--formats needs a folder: --out"
        raise typer.BadParameter(message)
    with progress("Reading") as shown:
        read = partial(
            trending.trend_of,
            projects,
            every=every,
            vendor=vendor,
            over=by,
            estimand=estimand,
            confidence=confidence,
            edition=edition,
            progress=shown,
        )
        found, chosen = read(), [Format(kind) for kind in kinds]
        files: tuple[Written, ...] = ()
        if out:
            with speaking(language):  # what is printed below is English
                told = found if language == "en" else read()
                files = trending.write_trend(told, out, formats=chosen, progress=shown)
    warn(text for one in files for text in one.warnings)
    emit(
        found.as_json() | {"written": [one.as_json() for one in files]},
        as_json=as_json,
        words=[*_in_words(found), *(f"{f.path}  sha256 {f.sha256[:16]}" for f in files)],
    )


def _target(line: "TargetLine") -> str:
    """Return a target with its verdict, and what it is to the audits before."""
    from reviewer_audit.reports import words

    judged = line.judged
    word = words.verdict_word(judged.verdict, judged.metric)
    where = ", ".join(judged.place.values()) or "all decisions"
    said = f"{words.score_title(judged.metric)}, {where}: {words.rate(judged.estimate)}"
    said += f"; {word.text}" if word else ""
    if line.newly_below:
        return f"{said}; newly below"
    return f"{said}; met {line.in_a_row} times in a row" if line.in_a_row > 1 else said


def _in_words(found: "Trend") -> list[str]:
    """Return the trend as lines of text."""
    from reviewer_audit.reports import panels_compare, words
    from reviewer_audit.reports.trend_report import lead

    lines = [lead(found), ""]
    for point in found.points:
        stamp = " (provisional)" if point.found.provisional else ""
        lines.append(
            f"{point.name}, {point.first_day} to {point.last_day}{stamp}: "
            f"{words.rate(point.accuracy)}"
        )
        lines += [f"  not compared with the one before: {point.apart}"] if point.apart else []
        lines += [f"  policy: {change}" for change in point.changes]
        lines += [f"  {_target(line)}" for line in point.targets]
    lines += ["", *(panels_compare.sentence(shift) for shift in found.shifts)]
    lines += [text for shift in found.shifts if (text := panels_compare.split_sentence(shift))]
    for action in found.actions:
        told = action.note
        if action.effect is not None:
            told = f"{words.points(action.effect.difference)} points, {action.effect.showed}"
        lines.append(f"Case {action.case} ({action.source}): {action.text}: {told}")
    lines += [f"Left out: {', '.join(filter(None, one[:2]))}: {one[2]}" for one in found.left_out]
    return lines
