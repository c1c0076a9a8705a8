"""Open the window on an audit, where somebody is there to see it; else say how.

Usage: python build_spec/open_window.py PROJECT
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"


def nobody_is_there(environ: Mapping[str, str], *, terminal: bool, platform: str) -> str | None:
    """Return why no window should open by itself, or None."""
    if environ.get("CI"):
        return "this is a CI run"
    if not terminal:
        return "this is no terminal"
    if platform == "linux" and not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return "there is no display"
    if platform == "darwin" and environ.get("SSH_CONNECTION"):
        return "this is a remote terminal"
    return None


def display_works() -> bool:
    """Return whether Qt can talk to the display; where it cannot, it ends its process."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROBE],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main(project: str) -> int:
    """Open the window detached, or print the line that does."""
    program = Path(sys.executable).with_name("reviewer-audit-gui")
    why = nobody_is_there(os.environ, terminal=sys.stdout.isatty(), platform=sys.platform)
    if why is None and not display_works():
        why = "the display does not answer"
    if why is not None:
        print(f"The window is not opened, since {why}. To open this audit in it:")
        print(f"  make app AUDIT={project}")
        return 0
    subprocess.Popen(  # it outlives make, and its terminal
        [str(program), project],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    print(f"The window opens on {project}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
