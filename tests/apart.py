"""People in different places: each has keys of their own, and nothing but files goes between them."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from reviewer_audit.domain.grading import Grade, GradeKind
from reviewer_audit.errors import AuditError
from reviewer_audit.packs import keys, returnfile, sealing
from reviewer_audit.services import grading, merging, packing, projects, returning, wrapping

MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)


@contextmanager
def sits(folder):
    """Let whoever has their keys in this folder sit at the machine."""
    folder.mkdir(parents=True, exist_ok=True)
    before, keys.folder = keys.folder, lambda: folder
    try:
        yield
    finally:
        keys.folder = before


class Apart:
    """A lead's project, and auditors who get packs of it and send returns."""

    def __init__(self, store, folder):
        self.store, self.folder = store, folder
        self.lead = projects.seat(store, "Lea")
        self._files = 0

    def at(self, name):
        return sits(self.folder / "homes" / name)

    def key_of(self, name):
        with self.at(name):
            return keys.own().public.text

    def path(self, suffix):
        self._files += 1
        return self.folder / f"file-{self._files}{suffix}"

    def pack(self, auditor, **asked):
        """Hand out a pack, sealed to the auditor's key unless told otherwise."""
        if not {"to", "passphrase"} & asked.keys():
            asked["to"] = self.key_of(auditor)
        with self.at("Lea"):
            return packing.pack(self.store, auditor, self.path(".auditpack"), by=self.lead, **asked)

    def open(self, auditor, pack, **asked):
        """Open a pack and return the project made of it."""
        with self.at(auditor):
            return returning.open_pack(pack.file, self.path(".audit"), **asked).file

    def grade(self, work, count=None, label="ok", minutes=0, skip=0):
        """Answer items of a work project, a second apart, beginning so long after nine."""
        store = projects.open_project(work)
        try:
            me = returning.work_of(store).auditor
            round_id = 1
            for k in range(skip, count or grading.state(store, me, round_id=round_id).total):
                item, _last = grading.item_at(store, me, round_id=round_id, position=k + 1)
                at = MORNING + timedelta(minutes=minutes, seconds=k)
                given = Grade(assignment_id=item.assignment_id, labels=(label,), graded_at=at)
                if label == "cannot_judge":
                    given = replace(given, kind=GradeKind.CANNOT_JUDGE, labels=())
                grading.answer(store, given, by=me)
        finally:
            store.close()

    def give_back(self, auditor, work):
        """Write a return and give its path."""
        store = projects.open_project(work)
        try:
            with self.at(auditor):
                return returning.make_return(store, self.path(".auditreturn")).file
        finally:
            store.close()

    def returned(self, auditor, count=None, **asked):
        """Hand out, open, grade and send back in one go."""
        work = self.open(auditor, self.pack(auditor))
        self.grade(work, count, **asked)
        return self.give_back(auditor, work)

    def merge(self, *files, **asked):
        return merging.merge(self.store, files, by=self.lead, **asked)

    def digest(self):
        return merging.counting_digest(self.store)

    def inner(self, path):
        """Open a return as the lead can, and give its archive."""
        own = wrapping.project_secrets(self.store)
        return sealing.unseal(path.read_bytes(), [own.identity])

    def sealed(self, inner):
        """Seal an archive to the project, as anyone can."""
        own = wrapping.project_secrets(self.store)
        path = self.path(".auditreturn")
        path.write_bytes(returnfile.seal(inner, own.identity.public.text))
        return path

    def signer(self, name):
        with self.at(name):
            return keys.own()


def refusal(apart, *files, **asked):
    """Merge, expect a refusal and an untouched project; return the reason."""
    before = apart.store.path.read_bytes()
    others = {path.name for path in apart.store.path.parent.iterdir()}
    with pytest.raises(AuditError) as caught:
        apart.merge(*files, **asked)
    assert apart.store.path.read_bytes() == before
    assert {path.name for path in apart.store.path.parent.iterdir()} == others
    foreseen = merging.foreseen(merging.check(apart.store, files, **asked)).as_json()
    assert caught.value.code in {r["code"] for file in foreseen["files"] for r in file["refused"]}
    return caught.value.code
