"""What a command prints: one JSON object, or words; progress on stderr of a terminal alone."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import typer

from reviewer_audit.progress import SILENT, Progress


def emit(result: Mapping[str, Any], *, as_json: bool, words: Sequence[str] = ()) -> None:
    """Print the result as JSON, or its words for people."""
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False, allow_nan=False, default=str))
    else:
        for line in words:
            typer.echo(line)


def warn(texts: Iterable[str]) -> None:
    """Say on stderr what the reader of the files should know, each thing once."""
    for text in dict.fromkeys(texts):
        typer.echo(f"Warning: {text}", err=True)


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """Show a bar on a terminal; nothing where stderr is piped."""
    if not sys.stderr.isatty():
        yield SILENT
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(title, total=None)

        class Shown:
            """Moves the bar."""

            def step(self, done: int, total: int | None = None, note: str = "") -> None:
                """Move it."""
                bar.update(task, completed=done, total=total, description=note or title)

        yield Shown()


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lay out a table in plain text; columns of numbers are right-aligned."""
    lines = [list(header), *[list(row) for row in rows]]
    widths = [max(len(line[k]) for line in lines) for k in range(len(header))]
    numbers = [all(row[k][:1].isdigit() for row in rows) for k in range(len(header))]

    def laid(line: Sequence[str]) -> str:
        cells = zip(line, widths, numbers, strict=True)
        return "  ".join(c.rjust(w) if n else c.ljust(w) for c, w, n in cells).rstrip()

    return [laid(lines[0]), "  ".join("-" * w for w in widths), *(laid(x) for x in lines[1:])]


def split(given: Sequence[str]) -> tuple[str, ...]:
    """Return the names of a list option: repeated, or with commas where given once."""
    if len(given) == 1:
        return tuple(name.strip() for name in given[0].split(",") if name.strip())
    return tuple(name.strip() for name in given if name.strip())
