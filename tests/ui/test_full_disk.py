"""A full disk while somebody grades: nothing acknowledged is lost, and the message says what is safe."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

from reviewer_audit.domain.grading import Grade
from reviewer_audit.errors import StorageError
from reviewer_audit.services import grading, projects
from tests.ui.desk import CTRL, KEYS, Desk, drafts, graded, pause
from ui.screens.grading import keyboard

BALLAST = 1 << 16


class Disk:
    """A small disk of its own, to be filled up and freed."""

    def __init__(self, folder):
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self):
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            for size in (BALLAST, 512):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass
        assert shutil.disk_usage(self.folder).free < 4096

    def free(self):
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path):
    """A disk of 4 MB in memory; mounting one takes a Linux and its root."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root mounts a disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"no disk could be mounted: {made.stderr.strip()[:80]}")
    yield Disk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.fixture
def desk(disk, make, qtbot, monkeypatch):
    monkeypatch.setattr(keyboard, "GUARD_MS", 0)
    store = projects.create_project(disk.folder / "p.audit", make.POLICY, by="Lea")
    make.fill(store, 8)
    made = Desk(store, qtbot).ready()
    made.settle()
    yield made
    made.close()
    store.close()


def failure(desk):
    desk.wait(desk.screen.decision.failure.isVisible)
    return desk.screen.decision.failure.accessibleName()


def again(desk):
    pause(keyboard.SURPRISE_MS / 1000 + 0.1)


def test_that_a_full_disk_loses_no_saved_grade_and_keeps_the_answer(disk, desk):
    store = desk.store
    desk.grade("1")
    desk.grade("2")
    disk.fill()
    desk.type("3n")
    desk.type("as long as a note may be " * 40)
    desk.press(KEYS.Key_Return, CTRL)
    said = failure(desk)
    assert "The disk is full" in said
    assert "Your answer is still here, and every grade saved before is safe." in said
    assert "Press Enter to try again." in said
    assert desk.vm.item.position == 3
    assert desk.answer.labels == ("threat",)
    assert len(graded(store)) == 2
    disk.free()
    again(desk)
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: len(graded(store)) == 3)
    desk.wait(lambda: desk.status == "✓ Saved")
    assert graded(store)[2].note.startswith("as long as")
    desk.settle()
    assert projects.verify(store) is None


def test_that_an_undo_on_a_full_disk_leaves_the_grade_as_it_was(disk, desk):
    store = desk.store
    desk.grade("1")
    disk.fill()
    desk.press(KEYS.Key_Z, CTRL)
    desk.wait(lambda: desk.vm.item.position == 1)
    desk.type("2n")
    desk.type("a long reason " * 80)
    desk.press(KEYS.Key_Return, CTRL)
    assert "The disk is full" in failure(desk)
    assert [(row.labels, row.revision) for row in graded(store)] == [('["ok"]', 1)]
    assert desk.answer.labels == ("spam",), "the revision is kept on the desk"
    disk.free()
    again(desk)
    desk.press(KEYS.Key_Return)
    desk.wait(lambda: [row.revision for row in graded(store)] == [1, 2])
    desk.settle()


@pytest.mark.slow
def test_that_a_draft_on_a_full_disk_says_so_and_is_kept_when_there_is_room(disk, desk):
    desk.type("n")
    desk.type("first words ")
    desk.vm.drafts.flush()
    desk.settle()
    disk.fill()
    desk.type("and many more " * 300)
    desk.vm.drafts.flush()
    desk.settle()
    assert "The disk is full" in desk.status
    assert "Free some space" in desk.status
    assert [note for _id, note in drafts(desk.store)] == ["first words "]
    assert desk.answer.note.endswith("many more ")
    disk.free()
    desk.press(KEYS.Key_Escape)
    desk.wait(lambda: [note for _id, note in drafts(desk.store)] == [desk.answer.note])


def test_that_a_grade_the_file_has_no_room_for_is_refused_whole(store, make):
    make.fill(store, 4)
    ann = projects.seat(store, "Ann")
    round_id = grading.current_round(store, ann)
    first, second, *_rest = grading.desk(store, ann, round_id=round_id, limit=4)
    grading.answer(store, Grade(assignment_id=first.assignment_id, labels=("ok",)), by=ann)
    with store.read_blind() as tx:
        raw = tx.connection.driver_connection
        raw.set_authorizer(None)
        pages = raw.execute("pragma page_count").fetchone()[0]
        raw.execute(f"pragma max_page_count = {pages}")
    big = Grade(assignment_id=second.assignment_id, labels=("spam",), note="word " * 40_000)
    with pytest.raises(StorageError, match="disk is full") as refused:
        grading.answer(store, big, by=ann)
    assert "Nothing was changed" in refused.value.hint
    assert grading.state(store, ann, round_id=round_id).graded == 1
    assert projects.verify(store) is None
