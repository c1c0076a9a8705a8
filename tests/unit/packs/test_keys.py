"""Keys: who somebody is."""

import os
import sys

import pytest

from reviewer_audit.errors import PackError
from reviewer_audit.packs import keys
from tests.apart import sits


def test_that_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    with sits(tmp_path / "ann"):
        first, again = keys.own(), keys.own()
        path = keys.folder() / "own.key"
    assert first == again
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["own.key"]


def test_that_the_folder_of_keys_is_private(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform.startswith("linux"):
        assert keys.folder().stat().st_mode & 0o777 == 0o700
        assert tmp_path in keys.folder().parents


def test_that_two_people_have_two_keys_and_two_fingerprints(tmp_path):
    with sits(tmp_path / "ann"):
        ann = keys.own().public
    with sits(tmp_path / "bob"):
        bob = keys.own().public
    assert ann != bob
    assert ann.fingerprint != bob.fingerprint
    assert len(ann.fingerprint) == 19


def test_that_a_public_key_survives_being_sent_as_text():
    public = keys.generate().public
    assert keys.public_from(f"  {public.text}\n") == public


@pytest.mark.parametrize("damage", [lambda t: t[:-1], lambda t: t[:20] + ("A" if t[20] != "A" else "B") + t[21:],
                                    lambda _t: "", lambda _t: "hello", lambda t: t + "é"])  # fmt: skip
def test_that_a_public_key_copied_wrong_is_refused(damage):
    with pytest.raises(PackError) as caught:
        keys.public_from(damage(keys.generate().public.text))
    assert caught.value.code == "key.refused"


def test_that_a_key_shows_no_secret_of_itself():
    identity = keys.generate()
    assert identity.signing.hex() not in repr(identity)
    assert repr(identity.signing) not in repr(identity)


def test_that_only_the_signer_s_key_verifies_and_only_the_same_bytes():
    one, other = keys.generate(), keys.generate()
    signature = one.sign(b"words")
    assert one.public.verifies(signature, b"words")
    assert not one.public.verifies(signature, b"Words")
    assert not other.public.verifies(signature, b"words")
    assert not one.public.verifies(signature[:-1], b"words")


def test_that_a_damaged_key_file_is_said_and_never_replaced(tmp_path):
    with sits(tmp_path):
        keys.own()
        path = keys.folder() / "own.key"
        path.write_text('{"version": 1}')
        with pytest.raises(PackError) as caught:
            keys.own()
        assert caught.value.code == "key.unreadable"
        assert path.read_text() == '{"version": 1}'
        assert list(keys.every()) == []


def test_that_a_key_file_made_meanwhile_by_another_process_stands(tmp_path, monkeypatch):
    with sits(tmp_path):
        theirs = keys.generate()
        link = os.link

        def second(source, target):
            target.write_text(keys.encode(theirs))
            link(source, target)

        monkeypatch.setattr(os, "link", second)
        assert keys.own() == theirs
