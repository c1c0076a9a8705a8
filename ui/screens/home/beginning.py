"""What has to be done to begin an audit: all of it in the worker, none of it in the window."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_audit.assets import resource
from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import _
from reviewer_audit.progress import SILENT, Progress

if TYPE_CHECKING:
    from reviewer_audit.services.projects import Project

HARMLESS = (
    "approve", "allow", "no violation", "no_violation", "not violating", "non-violating",
    "benign", "clean", "keep", "ok", "pass", "ignore", "none", "safe", "no action",
    "not hateful", "non-hateful",
)  # fmt: skip
MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLabels:
    """The answers found in a workbook, with how often each stands there."""

    column: str
    values: tuple[tuple[str, int], ...]

    @property
    def harmless(self) -> tuple[str, ...]:
        """Those that read like "no violation": a guess, for the user to correct."""
        return tuple(
            value
            for value, _n in self.values
            if any(value.strip().casefold().startswith(word) for word in HARMLESS)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user filled in."""

    path: Path
    title: str
    name: str
    policy_file: Path | None = None  # None: the bundled general one
    found: FoundLabels | None = None
    harmless: tuple[str, ...] = ()


def read_labels(workbook: Path, *, progress: Progress = SILENT) -> FoundLabels:
    """Find the column of answers in a workbook, and count what it holds."""
    from reviewer_audit.services import intake

    prepared = intake.prepare(None, workbook, progress=progress)
    column = prepared.mapping.column("label")
    if not column:
        raise PolicyError(
            _("No column of this workbook reads like decisions."),
            _("Nothing was changed. Begin with the general policy, or with a policy file."),
        )
    cells = prepared.table.column(column)
    counts = Counter(cell.strip() for cell in cells if cell and cell.strip())
    return FoundLabels(column=column, values=tuple(counts.most_common(MOST)))


def create(wish: Wish) -> "Project":
    """Make the project file."""
    from reviewer_audit import policies
    from reviewer_audit.services import projects

    if wish.found is not None:
        rules = policies.draft(wish.found.values, wish.harmless, name=_("Drafted policy"))
    else:
        rules = policies.load(wish.policy_file or resource("policies/general.yaml"))
    wish.path.parent.mkdir(parents=True, exist_ok=True)
    return projects.create_project(wish.path, rules, by=wish.name, title=wish.title)


def sample_into(folder: Path | None = None, *, progress: Progress = SILENT) -> Path:
    """Return the sample audit, made on the first time."""
    from reviewer_audit.services import demo

    if folder is None:
        from platformdirs import user_documents_path

        folder = user_documents_path() / "Reviewer Audit"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "Sample audit.audit"
    if not path.exists():
        demo.create_sample(path, progress=progress)
    return path
