"""A grading workbook tells nothing of the vendor, and nothing of it depends on the vendor."""

import shutil
import zipfile

import openpyxl
import pytest

from reviewer_audit.domain import workbooks as names
from reviewer_audit.domain.packs import WORKBOOK
from reviewer_audit.packs import packfile, sealing
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import handout, packing, projects, sampling
from reviewer_audit.store import packs as packs_store
from tests.apart import Apart
from tests.unit.services.test_packing import _permute, inner_of
from tests.unit.services.workbooks import book, contents


@pytest.fixture
def apart(store, make, tmp_path):
    make.fill(store, 24, auditors=("Ann", "Bob"), overlap=0.25)
    return Apart(store, tmp_path)


def every_part(path):
    with zipfile.ZipFile(path) as archive:
        return b"\n".join(
            part for name in archive.namelist() for part in (name.encode(), archive.read(name))
        )


def test_that_permuting_all_vendor_decisions_changes_no_byte(apart, tmp_path):
    book(apart)  # the project has its secrets from here on
    path, original = apart.store.path, tmp_path / "original.audit"
    projects.save_copy(apart.store, original)
    apart.store.close()
    seen = set()
    for seed in range(4):
        shutil.copy(original, path)
        _permute(path, seed)
        apart.store = projects.open_project(path)
        seen.add(book(apart, "Bob").read_bytes())
        apart.store.close()
    assert len(seen) == 1
    apart.store = projects.open_project(path)


def test_that_nothing_of_the_vendor_is_in_any_part(apart, make, tmp_path):
    path = book(apart)
    whole = every_part(path)
    for told in (make.SENTINEL, "item-0", "external", "stratum", "vendor", "reviewer", "queue"):
        whole = whole.replace(b"content of item-0", b"").replace(b"Reviewer Audit", b"")
        assert told.casefold().encode() not in whole.lower(), told
    own = apart.store.path.name
    others = [one for one in tmp_path.rglob("*") if one.is_file() and not one.name.startswith(own)]
    assert others == [path], "nothing else was written"


def test_that_the_round_and_the_project_are_not_named(store, make, tmp_path):
    make.load(
        store, make.rows([(f"i{k}", "spam") for k in range(6)]), by=projects.seat(store, "Lea")
    )
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=projects.seat(store, "Lea"), title="Northgate dispute")
    apart = Apart(store, tmp_path)
    path = book(apart)
    whole = every_part(path)
    assert b"Northgate" not in whole
    with store.read() as tx:
        for secret in packs_store.secrets(tx).values():
            assert secret.encode() not in whole


def test_that_the_order_is_the_auditor_s_own_and_that_of_a_pack(apart):
    ann, bob = contents(book(apart, "Ann")), contents(book(apart, "Bob"))
    shared = set(ann) & set(bob)
    assert len(shared) == 6
    assert [c for c in ann if c in shared] != [c for c in bob if c in shared]
    assert ann != sorted(ann)
    pack = apart.pack("Ann", passphrase="fixed")
    inside = packfile.read(sealing.unseal(pack.file.read_bytes(), passphrase="fixed"))
    assert [item.content for item in inside.items] == ann
    assert inner_of(pack, "fixed")


def test_that_no_reference_is_a_handle_of_a_pack(apart):
    """The handles of packs are the same for all auditors of a round; those of workbooks are not."""
    pack = apart.pack("Ann")
    sheet = openpyxl.load_workbook(book(apart))[names.GRADING_SHEET]
    with apart.store.read() as tx:
        held = packs_store.handles(tx, pack.pack)
    assert not held.keys() & {row[0].value for row in sheet.iter_rows(min_row=2)}


def test_that_a_column_can_be_left_out(store, make, tmp_path):
    lead = projects.seat(store, "Lea")
    context = [{"url": "/removed/LEAK", "market": "x"}] * 6
    make.load(store, make.rows([(f"i{k}", "spam") for k in range(6)], context=context), by=lead)
    plan = SamplePlan(method=Method.ALL, auditors=("Ann",), seed="7")
    sampling.draw_sample(store, plan, by=lead)
    path = book(Apart(store, tmp_path), without=("url",))
    assert b"LEAK" not in every_part(path)
    assert b"market" in every_part(path)


def test_that_what_was_handed_out_is_written_down(apart):
    done = packing.pack(apart.store, "Ann", apart.path(".XLSX"), by=apart.lead)
    assert (done.sealed_to, done.fingerprint, done.passphrase) == ("nothing", "", "")
    with apart.store.read() as tx:
        (row,) = packs_store.every(tx, 1)
    assert (row.id, row.manifest_sha256, row.sealed_to) == (
        done.pack, done.manifest_sha256, WORKBOOK,
    )  # fmt: skip
    line = next(one for one in handout.state(apart.store, 1).people if one.person.name == "Ann")
    assert (line.packs, line.sealed_to, line.is_out) == (1, WORKBOOK, True)
    assert projects.verify(apart.store) is None
