"""Draw every screen in another language of the window.

    python tests/ui/make_screens_in.py ar build/screens-ar [--only home,results]

A process of its own for each language: modules of the window keep words as constants.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtWidgets import QApplication

from ui.app import speak


def main() -> int:
    """Turn to the language, then go the way of make_screens."""
    app = QApplication(["make_screens"])
    if speak(app, sys.argv.pop(1)) == "en":
        sys.exit("name a language: de, es or ar")
    from tests.ui import make_screens

    return make_screens.main()


if __name__ == "__main__":
    sys.exit(main())
