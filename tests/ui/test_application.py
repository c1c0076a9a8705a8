"""Files that the system hands to the running application, as macOS does with a double click."""

import subprocess
import sys

SCRIPT = """
import sys
from PySide6.QtGui import QFileOpenEvent
from ui.application import Application
app, seen = Application(["x"]), []
app.sendEvent(app, QFileOpenEvent("/early.audit"))
assert seen == []
app.deliver_to(lambda path: seen.append(path.name))
app.sendEvent(app, QFileOpenEvent("/late.auditpack"))
print(*seen)
"""


def test_that_files_are_kept_until_the_window_is_ready_and_handed_over_then():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("early.audit late.auditpack\n", "")
