"""Try the frozen programs as somebody would who has nothing but their folder.

Usage: python build_spec/smoke.py dist/reviewer-audit

The command line audits the bundled sample, writes its decisions as Parquet and reads them back;
the window opens, imports, grades and exports by itself (``--smoke``), and files are associated
with it. Size and start-up times are printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

STARTS = 5
KEPT = {"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP"}


def megabytes(folder: Path) -> float:
    """Return the size of all files in ``folder``; what a link points at counts once."""
    files = (path.lstat() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return sum(found.st_size for found in files) / 1e6


class Trial:
    """Runs programs in an empty folder with an empty home, this checkout out of sight."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        home = folder / "home"
        home.mkdir()
        environment = {name: value for name, value in os.environ.items() if name in KEPT}
        self.environment = environment | {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "APPDATA": str(home),
            "LOCALAPPDATA": str(home),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, *command: str | Path, show: bool = False) -> float:
        """Run ``command``, which must succeed, and return how many seconds it took."""
        start = time.perf_counter()
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
            check=False,
        )
        seconds = time.perf_counter() - start
        if done.returncode or show:
            sys.stdout.write(done.stdout.decode(errors="replace"))
            sys.stdout.write(done.stderr.decode(errors="replace"))
        if done.returncode:
            name = Path(command[0]).name
            sys.exit(f"{name} {' '.join(map(str, command[1:]))}: exit {done.returncode}")
        return seconds

    def start_up(self, *command: str | Path) -> float:
        """Return the usual time of ``command``, once the files are in memory."""
        return median(self.run(*command) for _ in range(STARTS))


def main(dist: Path) -> int:
    """Try both programs and print what they weigh and how fast they start."""
    suffix = ".exe" if sys.platform == "win32" else ""
    cli = dist / f"reviewer-audit{suffix}"
    window = dist / f"reviewer-audit-gui{suffix}"
    beside = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as scratch:
        trial = Trial(Path(scratch))
        audit = trial.run(cli, "demo", "--out", "demo-out")
        trial.run(
            cli, "export", "demo-out/sample.audit", "--table", "decisions", "--out", "d.parquet"
        )
        trial.run(cli, "inspect", "d.parquet")
        whole = trial.run(window, "--smoke", show=True)
        if sys.platform == "linux":
            trial.run(cli, "associate")
            entry = Path(scratch, "home/.local/share/applications/reviewer-audit.desktop")
            if str(window) not in entry.read_text(encoding="utf-8"):
                sys.exit("associate: the desktop entry does not name the frozen window")
        frozen = trial.start_up(cli, "--help")
        plain = trial.start_up(beside / f"reviewer-audit{suffix}", "--help")
        print(f"size                       {megabytes(dist):7.0f} MB in {dist}")
        print(f"command line, --help       {frozen:7.2f} s ({frozen / plain:.2f}x unfrozen)")
        print(f"a whole audit (demo)       {audit:7.2f} s")
        print(f"window, --smoke            {whole:7.2f} s")
    print("package: ok")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
