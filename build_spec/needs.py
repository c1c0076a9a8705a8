"""Find, and as root on Debian install, what the window needs from the system.

Usage: python build_spec/needs.py [qt] [window] [fonts] [package]

Whether a thing is there is found by trying: a library is loaded, a font is asked for by a
character it must hold. Nothing here stops a set-up: what cannot be installed is printed as the
line to run, because the command line does without it.
"""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True)
class Need:
    """One thing of the system, how to find it, and the packages that bring it."""

    what: str
    found: Callable[[], bool]
    packages: tuple[str, ...]  # names in different releases, newest first


def library(name: str) -> Callable[[], bool]:
    """Return a test that loads the shared library ``name``."""

    def found() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return found


def fonts_with(pattern: str) -> bool:
    """Return whether any installed font matches a fontconfig ``pattern``."""

    class FontSet(ctypes.Structure):
        _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.c_void_p))

    try:
        config = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    config.FcNameParse.restype = ctypes.c_void_p
    config.FcNameParse.argtypes = [ctypes.c_char_p]
    config.FcObjectSetCreate.restype = ctypes.c_void_p
    config.FcFontList.restype = ctypes.POINTER(FontSet)
    config.FcFontList.argtypes = [ctypes.c_void_p] * 3
    wanted = config.FcNameParse(pattern.encode())
    listed = config.FcFontList(None, wanted, config.FcObjectSetCreate())
    return bool(listed) and listed.contents.count > 0


def script(name: str, characters: str, *packages: str, colour: bool = False) -> Need:
    """Return the need for fonts that hold all of ``characters``."""

    def found() -> bool:
        suffix = ":color=true" if colour else ""
        return all(fonts_with(f":charset={ord(one):x}{suffix}") for one in characters)

    return Need(f"a font for {name}", found, packages)


def _libraries(*pairs: tuple[str, tuple[str, ...]]) -> tuple[Need, ...]:
    return tuple(Need(name, library(name), packages) for name, packages in pairs)


_PYTHON = f"libpython{sys.version_info.major}.{sys.version_info.minor}"

NEEDS: dict[str, tuple[Need, ...]] = {
    "qt": _libraries(
        ("libEGL.so.1", ("libegl1",)),
        ("libGL.so.1", ("libgl1",)),
        ("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0")),
        ("libdbus-1.so.3", ("libdbus-1-3",)),
        ("libfontconfig.so.1", ("libfontconfig1",)),
        ("libxkbcommon.so.0", ("libxkbcommon0",)),
    ),
    "window": _libraries(
        ("libxcb-cursor.so.0", ("libxcb-cursor0",)),
        ("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",)),
        ("libxcb-icccm.so.4", ("libxcb-icccm4",)),
        ("libxcb-keysyms.so.1", ("libxcb-keysyms1",)),
        ("libxcb-shape.so.0", ("libxcb-shape0",)),
        ("libX11-xcb.so.1", ("libx11-xcb1",)),
    ),
    "fonts": (
        script("Chinese, Japanese and Korean", "中ひ한", "fonts-noto-cjk"),
        script("Arabic", "ع", "fonts-noto-core"),
        script("Devanagari", "क", "fonts-noto-core"),
        script("Thai", "ก", "fonts-noto-core"),
        script("emoji", "😀", "fonts-noto-color-emoji", colour=True),
    ),
    "package": (
        Need("objdump", lambda: shutil.which("objdump") is not None, ("binutils",)),
        *_libraries((f"{_PYTHON}.so.1.0", (_PYTHON, f"{_PYTHON}t64"))),
    ),
}


def missing(needs: Iterable[Need]) -> list[Need]:
    """Return those of ``needs`` that are not there."""
    return [need for need in needs if not need.found()]


def package_names(needs: Iterable[Need], known: Callable[[str], bool]) -> list[str]:
    """Return the packages that bring ``needs``, by the names that this release knows."""
    names = (next(filter(known, need.packages), need.packages[-1]) for need in needs)
    return list(dict.fromkeys(names))


def _known_to_apt(name: str) -> bool:
    shown = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", name], capture_output=True, check=False
    )
    return shown.returncode == 0 and bool(shown.stdout.strip())


def _apt(*arguments: str) -> bool:
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *arguments]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NOWARNINGS": "yes"}
    done = subprocess.run(
        quiet, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


def provide(groups: Sequence[str]) -> list[Need]:
    """Install what is missing where that is ours to do, and return what still is."""
    absent = missing(need for group in groups for need in NEEDS[group])
    if not absent:
        return []
    if shutil.which("apt-get") is None:
        for need in absent:
            print(f"Missing: {need.what} (Debian names it {need.packages[-1]}).")
        print("The command line works without; the window and its tests may not.")
        return absent
    if os.geteuid() == 0:
        _apt("update")
        names = package_names(absent, _known_to_apt)
        print(f"Installing what the window needs from the system: {' '.join(names)}")
        sys.stdout.flush()
        _apt("install", "-y", "--no-install-recommends", *names)
        absent = missing(absent)
    if absent:
        names = package_names(absent, _known_to_apt)
        print(f"Missing for the window: {', '.join(need.what for need in absent)}. To install:")
        print(f"  sudo apt-get install --no-install-recommends {shlex.join(names)}")
    return absent


def main(arguments: Sequence[str]) -> int:
    """Look after the named groups of needs."""
    unknown = set(arguments) - set(NEEDS)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; one of: {', '.join(NEEDS)}", file=sys.stderr)
        return 2
    if sys.platform != "linux":
        return 0  # Qt brings all it needs there, and the fonts are the system's own
    provide(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
