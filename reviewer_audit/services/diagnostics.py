"""What a bug report needs: versions, libraries, fonts by script, folders. No content."""

import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Any

import platformdirs

from reviewer_audit import __version__
from reviewer_audit.settings import APP, settings_file

LIBRARIES = (
    "PySide6-Essentials", "SQLAlchemy", "pandas", "numpy", "scipy", "openpyxl",
    "python-calamine", "pyarrow", "matplotlib", "typer", "msgspec", "defusedxml", "pyreadstat",
    "pantab",
)  # fmt: skip
SCRIPTS = {"Latin": "en", "Arabic": "ar", "CJK": "zh", "Devanagari": "hi", "Thai": "th"}


def examine() -> dict[str, Any]:
    """Return what this installation is made of."""
    return {
        "reviewer_audit": __version__,
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "sqlite": sqlite3.sqlite_version,
        "libraries": {name: _version(name) for name in LIBRARIES},
        "fonts": fonts(),
        "folders": {
            "config": str(settings_file().parent),
            "state": platformdirs.user_state_dir(APP, appauthor=False),
        },
    }


def fonts() -> dict[str, str]:
    """Return a font family for each script, or what to do where none is found."""
    lister = shutil.which("fc-list")
    if lister is None:
        return dict.fromkeys((*SCRIPTS, "Emoji"), "unknown: fc-list is not installed")
    found = {name: _family(lister, f":lang={code}") for name, code in SCRIPTS.items()}
    return found | {"Emoji": _family(lister, ":charset=1f600")}


def flat(found: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every fact as name and text."""
    for key, value in found.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{name}.")
        else:
            yield name, str(value)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _family(lister: str, pattern: str) -> str:
    done = subprocess.run(  # noqa: S603 - a fixed program with fixed patterns
        [lister, pattern, "family"], capture_output=True, text=True, check=False, timeout=20
    )
    families = sorted({line.split(",")[0].strip() for line in done.stdout.splitlines() if line})
    return families[0] if families else "none: install a Noto font"
