"""Every change of a project has a sentence in the journal's page, and no sentence is left over."""

import re
from pathlib import Path

from reviewer_audit.services.journal import WHAT

ROOT = Path(__file__).parents[3]
CALLS = (r"\.write\(\s*\"([a-z_.]+)\"", r"action=\"([a-z_.]+)\"")
BUILT = {"draw.more", "draw.replace", "calibration.bring_back"}  # their names are put together


def written():
    found = set()
    for path in (*(ROOT / "reviewer_audit").rglob("*.py"), *(ROOT / "ui").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for call in CALLS:
            found |= set(re.findall(call, text))
    return found


def test_that_every_action_is_said_in_words():
    assert len(written()) > 40
    assert not written() - set(WHAT)


def test_that_no_sentence_is_for_an_action_that_is_gone():
    assert set(WHAT) - written() <= BUILT
