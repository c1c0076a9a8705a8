"""Every file for a user is written whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from reviewer_audit.errors import OutputError

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "permission is denied; it may be open in another program",
    errno.EPERM: "permission is denied; it may be open in another program",
    errno.EROFS: "the disk can only be read",
    errno.ENOENT: "the folder does not exist",
}


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; what was written there replaces ``path``.

    On any failure the old file stays as it was and nothing is left behind.

    Raises:
        OutputError: The file cannot be written.
    """
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=path.suffix, delete=False
        ) as made:
            temporary = Path(made.name)
        yield temporary
        with temporary.open("r+b") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o644 if not path.exists() else path.stat().st_mode & 0o777)
        temporary.replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise refused(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def refused(path: Path, error: OSError) -> OutputError:
    """Return the error that tells a user why a file was not written."""
    why = _WHY.get(error.errno or 0, error.strerror or "the system refused")
    safe = "The old file is unchanged." if path.exists() else "Nothing was written."
    return OutputError(
        f"{path.name} cannot be written: {why}.",
        f"{safe} Free the file or choose another folder, then try again.",
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
