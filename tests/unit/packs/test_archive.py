"""The zip inside: exactly the parts that belong there, and nothing between or behind them."""

import io
import zipfile

import pytest

from reviewer_audit.errors import PackError
from reviewer_audit.packs import archive, keys

NAMES = ("items.jsonl", "manifest.json", "manifest.sig")
PARTS = {"items.jsonl": b"[]", "manifest.json": b"{}", "manifest.sig": b"s" * 64}
KEY = keys.generate()
USE = b"test\n"


def refused(data, names=NAMES):
    with pytest.raises(PackError) as caught:
        archive.read(data, names)
    return caught.value.code


def zipped(*parts, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, body in parts:
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, method)
    return out.getvalue()


def test_that_the_same_parts_are_the_same_bytes_and_come_back():
    data = archive.write(PARTS)
    assert data == archive.write(dict(reversed(PARTS.items())))
    assert archive.read(data, NAMES) == PARTS


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (("more.json", b""), "pack.extra_part"),
        (("../manifest.json", b""), "pack.bad_part_name"),
        (("/etc/passwd", b""), "pack.bad_part_name"),
        (("C:\\x.json", b""), "pack.bad_part_name"),
        (("a/b.json", b""), "pack.bad_part_name"),
        (("Manifest.json", b""), "pack.bad_part_name"),
        (("items.jsonl ", b""), "pack.bad_part_name"),
        (("items.jsonl", b"other"), "pack.duplicate_part"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_a_part_that_does_not_belong_is_refused(extra, code):
    assert refused(zipped(*PARTS.items(), extra)) == code


def test_that_a_missing_part_is_refused():
    assert refused(zipped(*list(PARTS.items())[1:])) == "pack.missing_part"


def test_that_a_bomb_is_not_unpacked():
    bomb = zipped(
        ("items.jsonl", b"\0" * 50_000_000), *list(PARTS.items())[1:], method=zipfile.ZIP_DEFLATED
    )
    assert len(bomb) < 100_000
    assert refused(bomb) == "pack.too_large"


def test_that_a_manifest_as_large_as_a_book_is_refused():
    large = PARTS | {"manifest.json": b" " * 100_000}
    assert refused(archive.write(large)) == "pack.too_large"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d + b"tail",
        lambda d: b"head" + d,
        lambda d: d[:-1],
        lambda d: d.replace(b"[]", b"{}", 1),
        lambda d: d.replace(b"\x00\x00!\x00", b"\x01\x00!\x00", 1),  # another date
        lambda d: d + d,
        lambda _d: b"",
        lambda _d: b"PK\x05\x06" + bytes(18),
    ],
)
def test_that_no_byte_is_unaccounted_for(change):
    changed = change(archive.write(PARTS))
    assert changed != archive.write(PARTS)
    assert refused(changed) in {"pack.bad_archive", "pack.missing_part"}


def signed(manifest=None, parts=None):
    body = manifest or {"by": KEY.public.text}
    return archive.signed(body, parts or {"items.jsonl": b"[]"}, KEY, use=USE)[0]


def opened(data, use=USE):
    return archive.opened(data, ("items.jsonl",), use=use, signer="by")


def code_of(data, **asked):
    with pytest.raises(PackError) as caught:
        opened(data, **asked)
    return caught.value.code


def test_that_a_signed_archive_opens_with_its_parts():
    manifest, parts, digest = opened(signed())
    assert (manifest, parts) == ({"by": KEY.public.text}, {"items.jsonl": b"[]"})
    assert len(digest) == 64


def test_that_a_manifest_of_another_archive_is_refused():
    mine = archive.read(signed(), NAMES)
    other = archive.read(signed(parts={"items.jsonl": b"[1]"}), NAMES)
    swapped = other | {name: mine[name] for name in ("manifest.json", "manifest.sig")}
    assert code_of(archive.write(swapped)) == "pack.altered_part"
    half = mine | {"manifest.json": other["manifest.json"]}
    assert code_of(archive.write(half)) == "pack.bad_signature"


def test_that_a_signature_for_another_use_or_by_another_key_is_refused():
    assert code_of(signed(), use=b"another\n") == "pack.bad_signature"
    assert code_of(signed({"by": keys.generate().public.text})) == "pack.bad_signature"


@pytest.mark.parametrize("by", ["", "hello", 7, None])
def test_that_a_manifest_without_a_key_is_refused(by):
    assert code_of(signed({"by": by, "x": 1})) == "pack.malformed"
