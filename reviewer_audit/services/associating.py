"""Let audits and packs open by double click, for this user alone; and take that back.

On Linux that is a desktop entry, a description of the file types and an icon in the user's data
folder (freedesktop.org, Desktop Entry and Shared MIME-info specifications); on Windows keys under
the user's own classes. On macOS the application carries its types, and nothing is to be done.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from reviewer_audit.assets import resource
from reviewer_audit.errors import OutputError, StorageError
from reviewer_audit.i18n import _

NAME = "reviewer-audit"
TYPES = {  # what opens by double click: a return is brought into its audit
    ".audit": ("ReviewerAudit.Project", "Audit of moderation decisions"),
    ".auditpack": ("ReviewerAudit.Pack", "Sealed pack to grade"),
}
_ICONS = (
    f"apps/{NAME}.svg",
    f"mimetypes/application-x-{NAME}.svg",
    f"mimetypes/application-x-{NAME}-pack.svg",
)
_ENTRY, _PACKAGE = f"applications/{NAME}.desktop", f"mime/packages/{NAME}.xml"
_REFRESH = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))
_CLASSES = r"Software\Classes"


def associate(program: Path | None = None) -> tuple[str, ...]:
    """Let audits and packs open by double click; returns what was written.

    Args:
        program: the window's program; by default the one beside this one.

    Raises:
        StorageError: the program is not there, or this system needs nothing of the kind.
        OutputError: the folder cannot be written.
    """
    program = program or _window()
    if not program.is_file():
        message = _("The window's program is not there: {name}.").format(name=program.name)
        raise StorageError(message, _("Nothing was changed. Install the window first."))
    if platform.system() == "Windows":
        return _write_keys(keys(program))
    _require_linux()
    wanted = {
        _ENTRY: resource("desktop/reviewer-audit.desktop").read_text(encoding="utf-8"),
        _PACKAGE: resource("desktop/reviewer-audit.xml").read_text(encoding="utf-8"),
        **{
            f"icons/hicolor/scalable/{name}": resource("icons/app.svg").read_text(encoding="utf-8")
            for name in _ICONS
        },
    }
    wanted[_ENTRY] = wanted[_ENTRY].replace("@PROGRAM@", quoted(program))
    home = data_home()
    try:
        for name, text in wanted.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text, encoding="utf-8")
    except OSError as error:
        _remove(home)
        message = _("{home} cannot be written: {why}.").format(home=home, why=error.strerror)
        raise OutputError(message, _("Nothing was changed.")) from error
    _refresh(home)
    return tuple(str(home / name) for name in wanted)


def dissociate() -> tuple[str, ...]:
    """Take the association back; returns what was removed."""
    if platform.system() == "Windows":
        return _delete_keys()
    _require_linux()
    home = data_home()
    gone = _remove(home)
    if gone:
        _refresh(home)
    return gone


def is_associated() -> bool:
    """Return whether audits open by double click with this program."""
    if platform.system() == "Windows":
        return _has_key()
    return platform.system() == "Linux" and (data_home() / _ENTRY).exists()


def can_associate() -> bool:
    """Return whether this system asks for it, and the window's program is there to be opened."""
    return platform.system() in {"Linux", "Windows"} and _window().is_file()


def data_home() -> Path:
    """Return where this user's desktop looks for programs and types of files."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")


def quoted(program: Path) -> str:
    """Return a path as one argument of ``Exec``: quoted, its special characters escaped twice.

    Once by the rule of arguments, and once more by the rule of strings, for backslashes.
    """
    text = "".join(f"\\{c}" if c in '"`$\\' else c for c in str(program))
    return f'"{text}"'.replace("\\", "\\\\").replace("%", "%%")


def keys(program: Path) -> Mapping[str, str]:
    """Return the registry's keys below the user's classes, each with its default value."""
    found = {}
    for suffix, (kind, title) in TYPES.items():
        found[suffix] = kind
        found[kind] = title
        found[rf"{kind}\DefaultIcon"] = f'"{program}",0'
        found[rf"{kind}\shell\open\command"] = f'"{program}" "%1"'
    return found


def _window() -> Path:
    end = ".exe" if platform.system() == "Windows" else ""
    return Path(sys.executable).with_name(f"{NAME}-gui{end}")


def _require_linux() -> None:
    if platform.system() != "Linux":
        message = _("On this system the application itself says which files it opens.")
        raise StorageError(message, _("Nothing is to be done: open a file by double click."))


def _remove(home: Path) -> tuple[str, ...]:
    names = (_ENTRY, _PACKAGE, *(f"icons/hicolor/scalable/{name}" for name in _ICONS))
    there = [home / name for name in names if (home / name).exists()]
    for path in there:
        path.unlink()
    return tuple(str(path) for path in there)


def _refresh(home: Path) -> None:
    """Tell the desktop; one without these programs looks for itself."""
    for program, folder in _REFRESH:
        found = shutil.which(program)
        if found and (home / folder).is_dir():
            subprocess.run([found, str(home / folder)], check=False, capture_output=True)  # noqa: S603 - our own arguments


def _write_keys(wanted: Mapping[str, str]) -> tuple[str, ...]:
    registry = _registry()
    for name, value in wanted.items():
        with registry.CreateKey(registry.HKEY_CURRENT_USER, rf"{_CLASSES}\{name}") as key:
            registry.SetValueEx(key, "", 0, registry.REG_SZ, value)
    return tuple(rf"HKEY_CURRENT_USER\{_CLASSES}\{name}" for name in wanted)


def _delete_keys() -> tuple[str, ...]:
    registry = _registry()
    names = set(keys(Path()))
    for kind, _title in TYPES.values():
        names |= {rf"{kind}\shell", rf"{kind}\shell\open"}
    gone = []
    for name in sorted(names, key=len, reverse=True):  # a key goes after those below it
        with suppress(FileNotFoundError):
            registry.DeleteKey(registry.HKEY_CURRENT_USER, rf"{_CLASSES}\{name}")
            gone.append(rf"HKEY_CURRENT_USER\{_CLASSES}\{name}")
    return tuple(gone)


def _has_key() -> bool:
    registry = _registry()
    try:
        found = registry.QueryValue(registry.HKEY_CURRENT_USER, rf"{_CLASSES}\.audit")
    except FileNotFoundError:
        return False
    return bool(found == TYPES[".audit"][0])


def _registry() -> Any:
    return import_module("winreg")  # Windows alone has it
