"""Every file for a user is written whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp

from reviewer_audit.errors import OutputError
from reviewer_audit.i18n import N_, _, speaking, translated

_WHY = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk quota is used up"),
    errno.EACCES: N_("permission is denied; it may be open in another program"),
    errno.EPERM: N_("permission is denied; it may be open in another program"),
    errno.EROFS: N_("it, or its disk, can only be read"),
    errno.EISDIR: N_("a folder of that name is there"),
    errno.EFBIG: N_("it would be larger than this system allows"),
    errno.ENOENT: N_("the folder does not exist"),
}
_ANY_WRITES = 0o222


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; what was written there replaces ``path``.

    On any failure the old file stays as it was and nothing is left behind.

    Raises:
        OutputError: The file cannot be written.
    """
    temporary: Path | None = None
    try:
        _require_free(path)
        with NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=path.suffix, delete=False
        ) as made:
            temporary = Path(made.name)
        yield temporary
        with temporary.open("r+b") as written:
            os.fsync(written.fileno())
        _take_the_place(temporary, path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def replacing_all(folder: Path) -> Iterator[Path]:
    """Give a temporary folder; the files written there come into ``folder``, all or none.

    On any failure the old files stay as they were and nothing is left behind.

    Raises:
        OutputError: A file cannot be written.
    """
    stage: Path | None = None
    try:
        stage = Path(mkdtemp(dir=folder, prefix=".writing-"))
        yield stage
        _bring(stage, folder)
        _sync_folder(folder)
    except OSError as error:
        raise refused(folder, error) from error
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)


def _bring(stage: Path, folder: Path) -> None:
    """Move files into a folder; if one cannot go there, those before it go back."""
    names = sorted(path.name for path in stage.iterdir())
    before = stage / ".before"
    before.mkdir()
    moved: list[str] = []
    for name in names:
        target = folder / name
        try:
            _require_free(target)
            with (stage / name).open("r+b") as written:
                os.fsync(written.fileno())
            if target.exists():
                _keep(target, before / name)
            _take_the_place(stage / name, target)
        except OSError as error:
            for done in moved:
                if (before / done).exists():
                    (before / done).replace(folder / done)
                else:
                    (folder / done).unlink()
            raise refused(target, error) from error
        moved.append(name)


def _keep(path: Path, kept: Path) -> None:
    """Hold on to a file that is to be replaced, without a moment in which it is gone."""
    try:
        kept.hardlink_to(path)
    except OSError:  # some file systems have no second names
        shutil.copy2(path, kept)


def _require_free(path: Path) -> None:
    """Refuse a folder, and a file that somebody marked read-only: a rename would not ask."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder of that name is there", str(path))
    if path.exists() and not path.stat().st_mode & _ANY_WRITES:
        raise PermissionError(errno.EROFS, "it is marked read-only", str(path))


def _take_the_place(temporary: Path, path: Path) -> None:
    temporary.chmod(0o644 if not path.exists() else path.stat().st_mode & 0o777)
    temporary.replace(path)


@speaking("")
def refused(path: Path, error: OSError) -> OutputError:
    """Return the error that tells a user why a file was not written."""
    known = translated(_WHY.get(error.errno or 0, ""))
    why = known or error.strerror or _("the system refused")
    safe = _("The old file is unchanged.") if path.exists() else _("Nothing was written.")
    return OutputError(
        _("{name} cannot be written: {why}.").format(name=path.name, why=why),
        _("{safe} Free the file or choose another folder, then try again.").format(safe=safe),
    )


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        return  # some file systems cannot; the file itself is safe
    finally:
        os.close(handle)
