"""The border to the process that reads: starts it, hears it, ends it when it must."""

import atexit
import io
import multiprocessing
import pickle
import signal
import sys
import threading
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import NoReturn

from reviewer_audit.intake import winjob, worker
from reviewer_audit.intake.formats import Message, Request
from reviewer_audit.intake.refusals import refuse
from reviewer_audit.progress import SILENT, Progress

POLL_SECONDS = 0.05
BASE_SECONDS = 25
SECONDS_PER_MB = 2
KEEP_BELOW_BYTES = 4 << 20  # a child that read a large file has grown and is not kept

_lock = threading.Lock()
_idle: "list[Reader]" = []


def allowed_seconds(size: int) -> int:
    """Return how long a file of this size may take."""
    return BASE_SECONDS + SECONDS_PER_MB * (size >> 20)


class _DataOnly(pickle.Unpickler):
    """Reads plain data; a message that names a class or function is refused."""

    def find_class(self, module_name: str, global_name: str, /) -> NoReturn:
        message = f"{module_name}.{global_name}"
        raise pickle.UnpicklingError(message)


@contextmanager
def _without_main() -> Iterator[None]:
    """Keep the child from running the program that started us: it only needs this room."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


class Reader:
    """One child process that reads files."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=worker.serve, args=(theirs,), daemon=True)
        with _without_main():
            self._process.start()
        theirs.close()
        self._job = winjob.bound(self._process.sentinel)
        self.ready = True

    @property
    def alive(self) -> bool:
        """Tell whether the child can take another file."""
        return self.ready and self._process.is_alive()

    def stop(self) -> None:
        """End the child at once; it holds nothing of value."""
        self.ready = False
        with suppress(OSError, ValueError):
            self._process.kill()
        self._process.join(timeout=5)
        self._pipe.close()

    def read(self, request: Request, progress: Progress = SILENT) -> Iterator[Message]:
        """Yield what the child tells of a file; end it when it is slow, or nobody waits."""
        self.ready = False
        until = time.monotonic() + request.seconds
        done, total = 0, None
        try:
            self._pipe.send(asdict(request))
            while True:
                if not self._pipe.poll(POLL_SECONDS):
                    progress.step(done, total)
                    if time.monotonic() > until:
                        refuse("too_slow", file=request.file_name, seconds=request.seconds)
                    continue
                message = _DataOnly(io.BytesIO(self._pipe.recv_bytes())).load()
                match message:
                    case ("done",):
                        self.ready = True
                        return
                    case ("refused", str(code), dict(values)):
                        self.ready = code != "memory"
                        refuse(code, **({"file": request.file_name} | values))
                    case ("progress", int(at), int(of)):
                        done, total = at, of
                        progress.step(done, total)
                    case _:
                        yield message
        except (EOFError, OSError, pickle.UnpicklingError):
            refuse("reader_died", file=request.file_name, why=self._end())
        finally:
            if not self.ready:
                self.stop()

    def _end(self) -> str:
        """Say how the child ended."""
        self._process.join(timeout=5)
        code = self._process.exitcode
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            if name in {"SIGABRT", "SIGKILL"}:
                return "out of memory"
            return "out of time" if name == "SIGXCPU" else name
        return f"exit code {code}"


def take() -> Reader:
    """Return a waiting child, or a new one."""
    with _lock:
        while _idle:
            reader = _idle.pop()
            if reader.alive:
                return reader
            reader.stop()
    return Reader()


def make_ready() -> None:
    """Let a child wait for the file that is about to be chosen: starting one takes a while."""
    reader = take()
    with _lock:
        _idle.append(reader)


def give_back(reader: Reader, size: int) -> None:
    """Keep a child for the next file, unless it has grown or another one waits already."""
    if reader.alive and size < KEEP_BELOW_BYTES:
        with _lock:
            if not _idle:
                _idle.append(reader)
                return
    reader.stop()


@atexit.register
def close() -> None:
    """End the child that waits, if one does."""
    with _lock:
        while _idle:
            _idle.pop().stop()
