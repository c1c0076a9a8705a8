"""Pictures and recordings come in by what is in them; no name of theirs goes any further."""

import io
import json
import zipfile

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from reviewer_audit.errors import IntakeError, PackError
from reviewer_audit.intake import sandbox
from reviewer_audit.intake.gathering_media import as_blob
from reviewer_audit.packs import keys, packfile, sealing
from reviewer_audit.sampling.plan import Method, SamplePlan
from reviewer_audit.services import (
    bringing,
    grading,
    leaks,
    media_intake,
    packing,
    projects,
    returning,
    rounds,
    sampling,
    wrapping,
)
from reviewer_audit.store import media
from tests import media_files

PATH = "removed/VENDOR-SAID-SO-1.jpg"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Keys of this test alone."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "config"))


@pytest.fixture
def bring(store, tmp_path):
    """Import items, each naming files of a folder; ``files`` maps name to bytes."""

    def run(named, files, **more):
        folder = tmp_path / "vendor"
        for name, body in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(body)
        folder.mkdir(exist_ok=True)
        table = folder / "week.csv"
        lines = [f'i{k},hello {k},spam,"{cell}"' for k, cell in enumerate(named)]
        table.write_text("item id,text,label,image\n" + "\n".join(lines))
        return bringing.import_file(store, table, by=projects.seat(store, "Lea"), **more)

    return run


def draw(store, *auditors):
    plan = SamplePlan(method=Method.ALL, auditors=auditors or ("Ann",), overlap=0.0, seed="7")
    sampling.draw_sample(store, plan, by=projects.seat(store, "Lea"))


def desk(store, name="Ann"):
    person = projects.seat(store, name)
    return grading.desk(store, person, round_id=grading.current_round(store, person), limit=99)


def shown(store):
    with store.read_blind() as tx:
        return {
            n: [(m.kind, m.fault) for m in some]
            for n, some in media.of_items(tx, range(99)).items()
        }


def test_that_every_file_comes_in_or_is_said_with_its_reason(store, bring):
    summary = bring(
        [PATH, "2.png", "3.png", "4.png", "5.png", "http://cdn/x.png", "../out.png", "gone.jpg", "2.png; 6.gif", ""],
        {
            PATH: media_files.with_place(),
            "2.png": media_files.picture(),
            "3.png": media_files.vast(),
            "4.png": b"<svg><image href='file:///etc/passwd'/></svg>",
            "5.png": media_files.noisy()[:900],
            "6.gif": media_files.moving(),
            "../out.png": media_files.picture(),
        },
    )  # fmt: skip
    assert summary.media.found == 4
    assert summary.media.as_json()["unusable"] == {
        "damaged": 1, "format": 1, "missing": 1, "outside": 1, "remote": 1, "too_many_pixels": 1,
    }  # fmt: skip
    fine = ("picture", "")
    assert shown(store) == {
        1: [fine], 2: [fine], 3: [("picture", "too_many_pixels")], 4: [("picture", "format")],
        5: [("picture", "damaged")], 6: [("picture", "remote")], 7: [("picture", "outside")],
        8: [("picture", "missing")], 9: [fine, fine],
    }  # fmt: skip
    codes = {p["code"]: p["example_row"] for p in summary.problems}
    assert codes["media_too_many_pixels"] == 4
    with store.read_blind() as tx:
        refused = media.of_items(tx, [3])[3][0]
        twice = tx.scalar(text("select count(*) from blob"))
    assert (refused.width, refused.height) == (30_000, 30_000)
    assert twice == 3, "the same picture lies in the project once"


def test_that_a_link_out_of_the_folder_is_not_followed(store, bring, tmp_path):
    (tmp_path / "secret.png").write_bytes(media_files.picture())
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "link.png").symlink_to(tmp_path / "secret.png")
    assert bring(["link.png"], {}).media.found == 0


def test_that_pictures_on_a_sheet_belong_to_the_items_of_their_rows(store, tmp_path):
    from openpyxl import Workbook
    from openpyxl.drawing.image import Image as Drawn

    book = Workbook()
    sheet = book.active
    sheet.title = "Week 37"
    for line in (["item id", "text", "label"], *([f"i{k}", "hello", "spam"] for k in range(3))):
        sheet.append(line)
    for body, cell in (
        (media_files.with_place("PNG"), "D2"),
        (media_files.picture(colour=(1, 2, 3)), "E4"),
        (media_files.noisy(), "D4"),
        (media_files.picture(colour=(9, 9, 9)), "A1"),  # a logo
    ):
        sheet.add_image(Drawn(io.BytesIO(body)), cell)
    book.save(tmp_path / "week.xlsx")
    by = projects.seat(store, "Lea")
    summary = bringing.import_file(store, tmp_path / "week.xlsx", by=by)
    assert summary.media.found == 3
    assert shown(store) == {1: [("picture", "")], 3: [("picture", ""), ("picture", "")]}
    again = bringing.import_file(store, tmp_path / "week.xlsx", by=by)
    assert again.media is None, "nothing is looked at twice"
    with store.read() as tx:
        assert media_files.SECRET not in b"".join(tx.scalars(text("select body from blob")))


def test_that_a_drawing_that_breaks_its_reader_keeps_the_decisions_and_says_so(
    store, tmp_path, monkeypatch
):
    import openpyxl

    book = openpyxl.Workbook()
    for line in (["item id", "text", "label"], ["i1", "hello", "spam"]):
        book.active.append(line)
    book.save(tmp_path / "week.xlsx")
    with zipfile.ZipFile(tmp_path / "week.xlsx", "a") as parts:
        parts.writestr("xl/drawings/drawing1.xml", "<broken")
        parts.writestr("xl/media/image1.png", b"")
        parts.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<Relationships><Relationship Id="r1" Target="../drawings/drawing1.xml"/></Relationships>',
        )
    summary = bringing.import_file(store, tmp_path / "week.xlsx", by=projects.seat(store, "Lea"))
    assert (summary.accepted, summary.media.as_json()["unusable"]) == (1, {"damaged": 1})


def test_that_what_was_missing_is_looked_for_when_the_file_comes_again(store, bring):
    assert bring(["a.png", "b.png"], {"a.png": media_files.picture()}).media.found == 1
    again = bring(["a.png", "b.png"], {"b.png": media_files.moving()})
    assert (again.already_imported, again.media.found) == (True, 1)
    assert shown(store) == {1: [("picture", "")], 2: [("picture", "")]}
    assert bring(["a.png", "b.png"], {}).media.found == 0
    with store.read() as tx:
        assert tx.scalar(text("select count(*) from item_media")) == 3


def test_that_a_reader_that_dies_costs_one_file(store, bring, monkeypatch, tmp_path):
    died, refusal = [], IntakeError("It died.", "", code="intake.reader_died")

    usual = sandbox.Reader.read

    def read(self, request, progress):
        if not request.files:
            yield from usual(self, request, progress)
        for name in request.files:
            if name == "2.png" and not died:
                died.append(name)
                self.stop()
                raise refusal
            yield ("fault", "missing", 0, 0)

    monkeypatch.setattr(sandbox.Reader, "read", read)
    summary = bring(["1.png", "2.png", "3.png"], {})
    assert summary.media.as_json()["unusable"] == {"damaged": 1, "missing": 2}


def test_that_more_than_a_project_holds_is_said(store, bring, monkeypatch):
    monkeypatch.setattr(media_intake, "MOST_FILES", 1)
    summary = bring(
        ["a.png", "b.gif"], {"a.png": media_files.picture(), "b.gif": media_files.moving()}
    )
    assert summary.media.as_json()["unusable"] == {"full": 1}


def test_that_a_folder_that_is_none_changes_nothing(store, bring, tmp_path):
    with pytest.raises(IntakeError, match="no folder"):
        bring(["a.png"], {}, folder=tmp_path / "nowhere")
    with store.read() as tx:
        assert tx.scalar(text("select count(*) from vendor_decision")) == 0


def test_that_files_not_shown_go_back_to_the_vendor_in_the_workbook_of_rows_not_used(
    bring, tmp_path
):
    from openpyxl import load_workbook

    from reviewer_audit.services.intake import export_quarantine

    summary = bring(["gone.png"], {})
    export_quarantine(summary.rejected, tmp_path / "back.xlsx", "week.csv", summary.media)
    sheet = load_workbook(tmp_path / "back.xlsx")["Files not shown"]
    assert [cell.value for cell in sheet[2]] == [
        "week.csv", None, 2, "The file is not in the folder.", "gone.png",
    ]  # fmt: skip


def test_that_blobs_and_what_belongs_to_items_are_never_changed(store, bring):
    bring(["a.png"], {"a.png": media_files.picture()})
    for sql in (
        "update blob set size = 0", "delete from blob", "update item_media set place = 9",
        "delete from item_media", "insert or replace into blob select * from blob",
    ):  # fmt: skip
        with (
            pytest.raises(DatabaseError),
            store.write("test", by=projects.seat(store, "Lea")) as tx,
        ):
            tx.execute(text(sql))


def test_that_the_grader_gets_the_picture_and_never_its_name(store, bring):
    bring([PATH], {PATH: media_files.with_place()})
    draw(store)
    (item,) = desk(store)
    assert [(one.kind, one.width, one.height) for one in item.media] == [("picture", 40, 30)]
    assert "VENDOR-SAID-SO" not in repr(item)
    assert "removed" not in repr(item)


def test_that_an_item_that_comes_twice_shows_its_picture_twice(store, bring):
    from reviewer_audit.store import repeats

    bring(["a.png", "b.png"], {"a.png": media_files.picture()})
    draw(store)
    with store.write("test", by=projects.seat(store, "Lea")) as tx:
        ann = projects.seat(store, "Ann")
        copies = repeats.copy(tx, grading.current_round(store, ann), ann.id, [1, 2])
    assert shown(store)[copies[1]] == [("picture", "")]
    bring(["a.png", "b.png"], {"b.png": media_files.moving()})
    assert shown(store)[copies[2]] == [("picture", "")]
    with store.write("test", by=projects.seat(store, "Lea")) as tx:
        repeats.forget(tx, grading.current_round(store, ann))
    assert set(shown(store)) == {1, 2}


def packed(store, tmp_path, **more):
    out = tmp_path / "ann.auditpack"
    done = packing.pack(
        store, "Ann", out, by=projects.seat(store, "Lea"), passphrase="p" * 12, **more
    )
    return out, done


def test_that_a_pack_carries_pictures_by_their_digest_padded(store, bring, tmp_path, home):
    bring([PATH, "gone.jpg"], {PATH: media_files.with_place()})
    draw(store)
    out, _done = packed(store, tmp_path)
    payload = sealing.unseal(out.read_bytes(), (), "p" * 12)
    inner = payload[4 + int.from_bytes(payload[:4], "big") :]
    with zipfile.ZipFile(io.BytesIO(inner)) as parts:
        blobs = [one for one in parts.infolist() if one.filename.startswith("blobs/")]
        whole = b"".join(parts.read(name) for name in parts.namelist())
    assert [one.file_size for one in blobs] == [4096]
    for word in (b"VENDOR-SAID-SO", b"removed", b".jpg", media_files.SECRET):
        assert word not in whole
    returning.open_pack(out, tmp_path / "work.audit", passphrase="p" * 12)
    work = projects.open_project(tmp_path / "work.audit")
    try:
        first, second = sorted(desk(work), key=lambda item: item.content)
        assert (first.media[0].fault, second.media[0].fault) == ("", "missing")
        with work.read_blind() as tx:
            body = media.body(tx, first.media[0].sha256)
        assert Image.open(io.BytesIO(body)).size == (40, 30)
    finally:
        work.close()


def test_that_a_pack_may_leave_pictures_out(store, bring, tmp_path, home):
    bring(["a.png"], {"a.png": media_files.picture()})
    draw(store)
    out, _done = packed(store, tmp_path, without=("media",))
    pack = packfile.read(sealing.unseal(out.read_bytes(), (), "p" * 12))
    assert not pack.blobs
    assert not pack.items[0].media


def test_that_a_pack_of_too_many_pictures_is_not_made(store, bring, tmp_path, home, monkeypatch):
    bring(["a.png"], {"a.png": media_files.picture()})
    draw(store)
    monkeypatch.setattr(wrapping, "MOST_MEDIA", 10)
    with pytest.raises(PackError, match="MB") as caught:
        packed(store, tmp_path)
    assert caught.value.code == "pack.too_much_media"


def test_that_a_picture_that_is_not_what_its_name_says_refuses_the_pack(
    store, bring, tmp_path, home
):
    bring(["a.png"], {"a.png": media_files.picture()})
    draw(store)
    out, _done = packed(store, tmp_path)
    pack = packfile.read(sealing.unseal(out.read_bytes(), (), "p" * 12))
    key = keys.generate()
    from dataclasses import replace

    manifest = replace(pack.manifest, project_key=key.public.text)
    (name,) = pack.blobs
    for blobs, code in (
        ({name: b"another"}, "pack.altered_part"),
        ({}, "pack.malformed"),
        (pack.blobs | {"0" * 64: b""}, "pack.altered_part"),
    ):
        inner, digest = packfile.write(manifest, pack.items, pack.policy, key, blobs)
        sealed = packfile.seal(inner, digest, "0:", key, passphrases=["x" * 12])
        with pytest.raises(PackError) as caught:
            packfile.read(sealing.unseal(sealed, (), "x" * 12))
        assert caught.value.code == code


def test_that_pictures_that_follow_the_decision_are_a_leak(store, bring):
    files = {f"{k}.png": media_files.noisy(seed=k) for k in range(0, 40, 2)}
    bring([f"{k}.png" for k in range(40)], files)
    with store.write("test", by=projects.seat(store, "Lea")) as tx:
        tx.execute(text("insert into term (text) values ('[\"ok\"]')"))
        tx.execute(
            text(
                "update vendor_decision set labels = (select id from term where text = '[\"ok\"]') "
                "where item_id % 2 = 0"
            )
        )
    draw(store)
    found = leaks.check(store, rounds.resolve(store, None))
    assert "media" in {leak.column for leak in found}
    assert "media" not in {
        leak.column
        for leak in leaks.check(store, rounds.resolve(store, None), left_out=frozenset({"media"}))
    }


def test_that_an_import_names_what_came_in_and_nothing_of_names(bring):
    summary = bring([PATH], {PATH: media_files.picture()})
    assert json.dumps(summary.as_json()["media"]) == json.dumps(
        {"found": 1, "bytes": len(as_blob(media_files.picture())[-1]), "unusable": {}}
    )
