"""Commands of a project's rule book: bring a new version in, write one out."""

from pathlib import Path
from typing import Annotated

import typer

from reviewer_audit.cli.data import By, Json, ProjectPath, policy_app
from reviewer_audit.cli.output import emit


def register() -> None:
    """Add the commands of this module to those of rule books."""
    policy_app.command("add")(add)
    policy_app.command("export")(export)


def add(
    project: ProjectPath,
    file: Annotated[Path, typer.Argument(help="The new version, as YAML or workbook.")],
    by: By = "",
    as_json: Json = False,
) -> None:
    """Bring a new version in; rounds keep the one they were graded by.

    Example: reviewer-audit policy add q3.audit policy-2026-10.yaml
    """
    from reviewer_audit.services import calibration_set, policies, projects

    made = policies.load(file)
    store = projects.open_project(project)
    try:
        policies.add_version(store, made, by=projects.seat(store, by))
        newest = policies.newest(store)
        in_force = newest.version == made.version
        changed = calibration_set.changed_clauses(store) if in_force else ()
    finally:
        store.close()
    result = {
        "policy": {"name": made.name, "version": made.version},
        "in_force": newest.version,
        "changed_labels": list(changed),
    }
    words = [f"policy {made.name} {made.version} is in force"]
    if not in_force:
        words = [
            f"policy {made.name} {made.version} is in, from {made.effective_from} on",
            f"version {newest.version} stays in force: it is from {newest.effective_from} on",
        ]
    if changed:
        words.append(f"new or changed: {', '.join(changed)}")
        words.append("gold items that rest on changed labels are to be signed again: gold list")
    emit(result, as_json=as_json, words=words)


def export(
    project: ProjectPath,
    out: Annotated[Path, typer.Option("--out", help="A file ending in .yaml or .xlsx.")],
    version: Annotated[
        str, typer.Option("--version", help="Which version; the one in force by default.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Write a version as YAML or as a workbook, to be changed and brought in again.

    Example: reviewer-audit policy export q3.audit --out policy.xlsx
    """
    from reviewer_audit.errors import PolicyError
    from reviewer_audit.services import policies, projects

    store = projects.open_project(project)
    try:
        known = policies.versions(store)[::-1]  # the one in force first
    finally:
        store.close()
    found = next((one for one in known if version in {"", one.version}), None)
    if found is None:
        message = f"The project has no version {version}."
        hint = f"Nothing was written. It has: {', '.join(one.version for one in known)}."
        raise PolicyError(message, hint)
    policies.export(found, out)
    result = {"policy": {"name": found.name, "version": found.version}, "out": str(out)}
    emit(result, as_json=as_json, words=[f"{out}: policy {found.name} {found.version}"])
