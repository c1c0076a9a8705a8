"""Start-up as whole processes: first window painted, and ``--help``, against the bare thing.

Every pair runs in turns, so that both meet the same machine. Run: python -m tests.bench.bench_start
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TURNS = 9
BARE_WINDOW = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1280, 800)
window.show()
window.grab()
print(time.time())
"""
OUR_WINDOW = """
import sys, time
from PySide6.QtWidgets import QApplication
def painted():
    (window,) = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    window.grab()
    print(time.time())
    return 0
QApplication.exec = staticmethod(painted)
from ui.app import main
main(["reviewer-audit-gui"])
"""
BARE_TYPER = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def one(name: str = typer.Option("x", help="A name.")) -> None:
    "Do one thing."
@app.command()
def two() -> None:
    "Do another."
app()
"""
OUR_HELP = "from reviewer_audit.cli import main; main()"


def seconds(code, *args):
    """Run a program in its own process; return how long until it printed a time, or ended."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_CONFIG_HOME": home,
            "XDG_STATE_HOME": home,
            "XDG_DATA_HOME": home,
        }
        start = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code, *args],
            check=True, env=env, cwd=Path(__file__).parents[2], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.time()
        first = done.stdout.split("\n", 1)[0]
        return (float(first) if first[:1].isdigit() else end) - start


def compare(title, ours, bare, limit):
    """Print the medians of both and their ratio."""
    seconds(*ours), seconds(*bare)  # warm the disk cache
    pairs = [(seconds(*ours), seconds(*bare)) for _ in range(TURNS)]
    mine = statistics.median(pair[0] for pair in pairs)
    floor = statistics.median(pair[1] for pair in pairs)
    print(f"{title}: {mine * 1000:.0f} ms, bare {floor * 1000:.0f} ms, ratio {mine / floor:.2f} "
          f"(target <= {limit})")  # fmt: skip


def main():
    compare("first window painted", (OUR_WINDOW,), (BARE_WINDOW,), 2.0)
    compare("reviewer-audit --help", (OUR_HELP, "--help"), (BARE_TYPER, "--help"), 1.5)


if __name__ == "__main__":
    main()
