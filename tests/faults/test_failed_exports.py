"""A file that cannot be written: the old one stays, nothing lies about, and the project is as it was.

One table of all kinds of files that the product writes, and of all that can go wrong with each.
"""

import errno
import os
import subprocess
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from reviewer_audit.domain.intake import Quarantined
from reviewer_audit.errors import AuditError, OutputError
from reviewer_audit.progress import Cancelled
from reviewer_audit.reports import charts
from reviewer_audit.services import (
    analysis,
    calibration,
    calibration_report,
    calibration_workbook,
    case_brief,
    cases,
    drafting,
    evidence,
    export,
    handout,
    intake,
    packing,
    policies,
    projects,
    releasing,
    reporting,
    returning,
    takeaway,
    templates,
)
from reviewer_audit.store import journal
from tests import conftest
from tests.apart import Apart
from tests.unit.services.calibrated import voted

OLD = b"the one of before"
LATER = datetime.now(UTC).date() + timedelta(days=30)
OPTIONAL = {"sav": "pyreadstat", "xpt": "pyreadstat", "hyper": "pantab"}


class World:
    """A lead with a revealed round and a calibration session, another who hands out packs."""

    def __init__(self, make, tmp_path):
        self.store = store = projects.create_project(tmp_path / "p.audit", make.POLICY, by="Lea")
        self.lead, _base, _votes = voted(store, make)
        self.case = cases.open_case(store, "A title", "A reason", by=self.lead, names=["item-001"])
        self.found = analysis.results(store, full=True, further=True)
        self.codes = reporting.codes_of(store)
        self.vendor = next(name for name in self.found.by["vendor"] if name)
        other = projects.create_project(tmp_path / "packs.audit", make.POLICY, by="Lea")
        self.apart = Apart(other, tmp_path)
        make.fill(other, 4)
        work = self.apart.open("Ann", self.apart.pack("Ann"))
        self.apart.grade(work)
        self.work = projects.open_project(work)
        self.sheet = tmp_path / "labels.csv"
        self.sheet.write_text("label\nspam\nok\n")
        starter = tmp_path / "starter.xlsx"
        templates.write_starter(starter)
        self.filling = templates.prepare(
            store, templates.open_template(starter), self.found, edition="internal", call=self.codes
        )
        self.stores = (store, other, self.work)

    def close(self):
        self.store.close()
        self.apart.store.close()
        self.work.close()

    def heads(self):
        found = []
        for one in self.stores:
            with one.read() as tx:
                found.append(journal.head(tx))
        return found

    def report(self, out, **asked):
        reporting.write_scorecards(
            self.store, out.parent, by=self.lead, results=self.found, codes=self.codes, **asked
        )

    def named(self, **asked):
        return reporting.planned(self.found, codes=self.codes, **asked)[0].name

    def ann(self, work):
        with self.apart.at("Ann"):
            return work()

    def lea(self, work):
        with self.apart.at("Lea"):
            return work()


def reports(world):
    """Every report with the name it gives itself."""
    kinds = {}
    for form in reporting.Format:
        name = world.named(formats=[form])
        kinds[name] = lambda out, form=form: world.report(out, formats=[form])
    for edition in ("vendor-safe", "training", "regulator"):
        asked = {"edition": edition}
        kinds[world.named(**asked)] = lambda out, asked=asked: world.report(out, **asked)
    vendor, reviewer = reporting.reviewers(world.found)[0]
    own = reporting.preview(world.found, vendor=vendor, reviewer=reviewer, codes=world.codes)
    for form in reporting.Format:
        kinds[f"feedback.{form}"] = lambda out, form=form: reporting._write(
            own, out, form, world.found
        )
    with_title = calibration_report._file_name
    project, title = projects.title(world.store), calibration.read(world.store).session.title
    for form in reporting.Format:
        kinds[with_title(project, title, form)] = lambda out, form=form: (
            calibration_report.write_report(world.store, out.parent, by=world.lead, formats=[form])
        )
    return kinds


def tables(world):
    """Tables in every format for which there is a library."""
    kinds = {}
    for suffix, form in export.SUFFIXES.items():
        if form in OPTIONAL and find_spec(OPTIONAL[form]) is None:
            continue
        kinds[f"grades{suffix}"] = lambda out: export.export(
            world.store, "grades", out, by=world.lead
        )
    kinds["slices.csv"] = lambda out: export.export_all(
        world.store, out.parent, by=world.lead, results=world.found,
        formats=[export.Format.CSV, export.Format.SQLITE],
    )  # fmt: skip
    return kinds


def files(world):
    """Every other kind of file."""
    store, lead, found = world.store, world.lead, world.found
    voter = calibration.read(store).voters[0]
    row = Quarantined(row_number=2, sheet="S", code="x", column="c", values={"c": "v"})
    with store.read() as tx:
        from reviewer_audit.store import policies as held

        policy = policies.of_version(store, held.newest(tx).version)
    return {
        "evidence.zip": lambda out: evidence.write_evidence(store, world.vendor, out, by=lead),
        "disputes.xlsx": lambda out: releasing.release(store, world.vendor, LATER, out, by=lead),
        "votes.xlsx": lambda out: calibration_workbook.hand_out(store, voter, out, by=lead),
        "brief.pdf": lambda out: case_brief.write_brief(store, world.case, out),
        "brief.html": lambda out: case_brief.write_brief(store, world.case, out),
        "send-back.xlsx": lambda out: intake.export_quarantine([row], out, "f.csv"),
        "policy.yaml": lambda out: policies.export(policy, out),
        "policy.xlsx": lambda out: policies.export(policy, out),
        "drafted.yaml": lambda out: drafting.draft_policy(world.sheet, "label", out),
        "template.xlsx": templates.write_starter,
        "filled.xlsx": lambda out: world.filling.write("", out),
        "figures.csv": lambda out: takeaway.write_table(out, ["a"], [["b"]]),
        "figures.parquet": lambda out: takeaway.write_table(out, ["a"], [["b"]]),
        "figures.png": lambda out: takeaway.write_chart(out, charts.outcomes(found)),
        "figures.svg": lambda out: takeaway.write_chart(out, charts.outcomes(found)),
        "ann.auditpack": lambda out: world.lea(
            lambda: packing.pack(world.apart.store, "Ann", out, by=world.apart.lead)
        ),
        "ann.xlsx": lambda out: world.lea(
            lambda: packing.pack(world.apart.store, "Ann", out, by=world.apart.lead)
        ),
        "ann.auditreturn": lambda out: world.ann(lambda: returning.make_return(world.work, out)),
        "ann.auditkey": lambda out: world.ann(lambda: handout.save_key(out)),
        "copy.audit": lambda out: projects.save_copy(store, out),
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """One for all tests: what fails leaves it as it was, as every test makes sure."""
    folder = tmp_path_factory.mktemp("world")
    made = World(conftest, folder)
    yield made
    made.close()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own that can be filled to the last byte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs root on Linux, to make a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(place):
    """Leave no byte on a disk."""
    with (place / "filler").open("wb", buffering=0) as f:
        for size in (4096, 1):
            with suppress(OSError):
                while True:
                    f.write(b"x" * size)


def everything(folder):
    return {p.name: p.read_bytes() if p.is_file() else "folder" for p in folder.iterdir()}


def tried(world, kinds, folder, prepare, *, expected=AuditError):
    """Write every kind where it cannot be written; returns what was said, by kind."""
    said, wrong = {}, []
    for name, write in kinds.items():
        folder.mkdir()
        prepare(folder / name)
        before, heads = everything(folder), world.heads()
        try:
            write(folder / name)
            wrong.append(f"{name}: no error")
        except expected as error:
            said[name] = error
        except Exception as error:  # noqa: BLE001 - told with all the others
            wrong.append(f"{name}: {type(error).__name__}: {error}")
        after = everything(folder)
        if after != before:
            wrong.append(f"{name}: the folder holds {sorted(after)}, or an old file has changed")
        if world.heads() != heads:
            wrong.append(f"{name}: the project has changed")
        for one in folder.iterdir():
            if one.is_dir():
                (one / "inside").unlink(missing_ok=True)
                one.rmdir()
            else:
                one.unlink()
        folder.rmdir()
    assert not wrong, "\n".join(wrong)
    assert len(said) == len(kinds)
    return said


def old_file(path):
    path.write_bytes(OLD)


GROUPS = {"reports": reports, "tables": tables, "files": files}


@pytest.fixture(params=GROUPS)
def kinds(request, world):
    made = GROUPS[request.param](world)
    assert len(made) >= 8
    return made


def test_that_every_kind_can_be_written_at_all(world, kinds, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    for name, write in kinds.items():
        if name != "disputes.xlsx":  # a release cannot be taken back
            write(folder / name)
            assert (folder / name).stat().st_size, name


def test_that_a_full_disk_keeps_the_old_file(world, kinds, small_disk):
    def prepare(path):
        old_file(path)
        fill_up(small_disk)

    said = tried(world, kinds, small_disk / "out", prepare)
    for name, error in said.items():
        assert "full" in error.message or "disk" in f"{error.message} {error.hint}", (name, error)


def test_that_a_file_marked_read_only_is_not_replaced(world, kinds, tmp_path):
    def prepare(path):
        old_file(path)
        path.chmod(0o444)

    for name, error in tried(world, kinds, tmp_path / "out", prepare).items():
        assert "only be read" in error.message or "read-only" in error.message, (name, error)


def test_that_a_folder_of_that_name_stays(world, kinds, tmp_path):
    def prepare(path):
        path.mkdir()
        (path / "inside").write_bytes(OLD)

    for name, error in tried(world, kinds, tmp_path / "out", prepare).items():
        assert "folder" in error.message, (name, error)


def test_that_a_file_open_elsewhere_is_told_by_name(world, kinds, tmp_path, monkeypatch):
    replace = Path.replace

    def locked(self, target):
        if Path(target).parent == tmp_path / "out":
            raise PermissionError(errno.EACCES, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    said = tried(world, kinds, tmp_path / "out", old_file)
    for name, error in said.items():
        assert "denied" in error.message, (name, error)
        assert error.hint


def test_that_being_stopped_in_the_middle_keeps_the_old_file(world, kinds, tmp_path, monkeypatch):
    def stopped(_handle):
        raise Cancelled

    monkeypatch.setattr(os, "fsync", stopped)
    tried(world, kinds, tmp_path / "out", old_file, expected=Cancelled)


def test_that_a_folder_that_is_gone_is_told(world, tmp_path):
    for made in (tables(world), files(world)):
        for name, write in made.items():
            if name in {"slices.csv", "evidence.zip"}:
                continue  # they make their folder
            with pytest.raises(AuditError) as caught:
                write(tmp_path / "gone" / name)
            assert caught.value.hint, name
            assert not (tmp_path / "gone").exists()


def test_that_a_batch_of_reports_that_stops_leaves_each_file_whole(world, tmp_path, monkeypatch):
    class Stop:
        def step(self, done, total=None, note=""):
            if done == 2:
                raise Cancelled

    out = tmp_path / "out"
    out.mkdir()
    asked = {"per": ["vendor"], "formats": list(reporting.Format)}
    codes = reporting.codes_of(world.store)
    plan = [one.name for one in reporting.planned(world.found, codes=codes, **asked)]
    for name in plan:
        (out / name).write_bytes(OLD)
    with pytest.raises(Cancelled):
        reporting.write_scorecards(
            world.store, out, by=world.lead, results=world.found, codes=codes, progress=Stop(),
            **asked,
        )  # fmt: skip
    found = everything(out)
    assert set(found) == set(plan)
    assert [found[name] == OLD for name in plan] == [k >= 2 for k in range(len(plan))]


def test_that_there_is_a_way_back_when_a_later_file_of_an_export_cannot_be_put(tmp_path):
    from reviewer_audit.render.files import replacing_all

    (tmp_path / "a.csv").write_bytes(OLD)
    (tmp_path / "c.csv").mkdir()
    with pytest.raises(OutputError, match=r"c\.csv"), replacing_all(tmp_path) as stage:
        for name in ("a.csv", "b.csv", "c.csv"):
            (stage / name).write_bytes(b"new")
    assert everything(tmp_path) == {"a.csv": OLD, "c.csv": "folder"}


def test_that_whoever_writes_a_file_is_in_the_table():
    """Add a new way to write files for users to the table above, or say here why not."""
    root = Path(__file__).parents[2] / "reviewer_audit"
    writers = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "replacing(" in path.read_text(encoding="utf-8") and path.name != "files.py"
    }
    in_the_table = {
        *(f"render/{one}.py" for one in (
            "bundle", "charts", "html", "package", "pdf", "tabular", "tidy_hyper", "tidy_sqlite",
            "tidy_stats", "xlsx",
        )),
        *(f"services/{one}.py" for one in (
            "calibration_workbook", "drafting", "policies", "projects", "returning", "wrapping",
        )),
    }  # fmt: skip
    elsewhere = {"services/bulletins.py"}  # as a return: bytes that are ready, in one go
    assert writers == in_the_table | elsewhere
