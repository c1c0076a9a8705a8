"""The process that reads: apart from the application, poor in memory and time, without a console.

What it sends is plain data, and the parent refuses anything else (see ``sandbox``).
"""

import gc
import importlib
import os
import pickle
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Any

from reviewer_audit.intake.formats import Request
from reviewer_audit.intake.refusals import ChildRefusal
from reviewer_audit.intake.winjob import MEMORY_BYTES

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def serve(pipe: "Connection[Any, Any]") -> None:
    """Read one file after another, as told through the pipe, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    _silence()
    gc.disable()  # what is read makes no cycles, and looking for them takes a fifth of the time
    while True:
        try:
            request = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            _job(pipe, Request(**request))
        except (BrokenPipeError, EOFError):
            return


def _job(pipe: "Connection[Any, Any]", request: Request) -> None:
    """Read one file and send what it holds."""
    limit(request.seconds)
    module, _, name = request.reader.partition(":")
    try:
        for message in getattr(importlib.import_module(module), name)(request):
            _send(pipe, message)
    except ChildRefusal as refusal:
        _send(pipe, ("refused", refusal.code, refusal.values))
    except MemoryError:
        _send(pipe, ("refused", "memory", {}))
    except OSError as error:
        if isinstance(error, (BrokenPipeError, EOFError)):
            raise
        _send(pipe, ("refused", "unreadable", {"why": error.strerror or type(error).__name__}))
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of a reader is no Exception
        where = traceback.extract_tb(error.__traceback__)[-1]
        why = f"{type(error).__name__} in {os.path.basename(where.filename)}:{where.lineno}"  # noqa: PTH119 - a name only
        _send(pipe, ("refused", "damaged", {"why": why}))
    else:
        _send(pipe, ("done",))


def _send(pipe: "Connection[Any, Any]", message: tuple[Any, ...]) -> None:
    pipe.send_bytes(pickle.dumps(message, protocol=5))


def _silence() -> None:
    """Point the console of this process to nothing: readers that abort write there."""
    sink = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(sink, number)
    os.close(sink)


def limit(seconds: int) -> None:
    """Bound memory, computing time and core files, where the system can."""
    if sys.platform == "win32":
        return  # the parent put this process into a job object, see ``winjob``
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + seconds + 1
    for kind, soft in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, allowed),
    ):
        try:
            hard = resource.getrlimit(kind)[1]
            keep = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
            resource.setrlimit(kind, (keep, hard))
        except (ValueError, OSError):
            continue
