"""Sealing: who can open, and that nobody else can or notices nothing."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_audit.errors import PackError
from reviewer_audit.packs import keys, sealing

ANN, BOB = keys.generate(), keys.generate()


def refused(data, *identities, passphrase=""):
    with pytest.raises(PackError) as caught:
        sealing.unseal(data, identities, passphrase)
    return caught.value.code


def test_that_each_recipient_opens_it_and_nobody_else():
    data = sealing.seal(b"words", [ANN.public, BOB.public])
    assert sealing.unseal(data, [ANN]) == b"words"
    assert sealing.unseal(data, [keys.generate(), BOB]) == b"words"
    assert refused(data, keys.generate()) == "pack.no_key_fits"
    assert refused(data) == "pack.no_key_fits"
    assert b"words" not in data


def test_that_a_passphrase_opens_it_however_it_was_typed():
    data = sealing.seal(b"words", passphrases=["caf\u00e9 au lait"])
    assert sealing.unseal(data, passphrase=" cafe\u0301 au lait\n") == b"words"
    assert refused(data, passphrase="cafe") == "pack.wrong_passphrase"
    assert refused(data, ANN) == "pack.no_key_fits"


def test_that_the_same_words_are_never_sealed_the_same_way():
    assert sealing.seal(b"words", [ANN.public]) != sealing.seal(b"words", [ANN.public])


@pytest.mark.parametrize("size", [0, 1, 4088, 4089, 100_000])
def test_that_sealed_bytes_come_back_whole(size):
    assert sealing.unseal(sealing.seal(b"\0" * size, [ANN.public]), [ANN]) == b"\0" * size


@given(st.integers(0, 10**9))
def test_that_padding_costs_at_most_twelve_per_cent_and_only_grows(size):
    padded = sealing.padme(size)
    assert padded == sealing.padme(padded)
    assert size <= padded <= max(4096, size * 1.12)
    assert padded <= sealing.padme(size + 1)


def test_that_packs_of_about_one_size_have_one_length():
    lengths = {len(sealing.seal(b"x" * n, [ANN.public])) for n in range(3000, 4000, 100)}
    assert len(lengths) == 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_that_one_flipped_bit_anywhere_is_noticed(data):
    sealed = bytearray(sealing.seal(b"words" * 50, [ANN.public]))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    assert refused(bytes(sealed), ANN) in {
        "pack.not_a_pack", "pack.newer_version", "pack.damaged", "pack.no_key_fits",
    }  # fmt: skip


@pytest.mark.parametrize("kept", [0, 10, 24, 100, 300, 4000])
def test_that_a_cut_tail_is_noticed(kept):
    sealed = sealing.seal(b"words", [ANN.public])
    assert refused(sealed[:kept], ANN) in {"pack.not_a_pack", "pack.damaged"}


def test_that_no_recipient_can_be_added_or_taken_out():
    sealed = sealing.seal(b"words", [ANN.public, BOB.public])
    start = len(sealing.MAGIC)
    end = sealed.index(b"\n", start)
    head = json.loads(sealed[start:end])
    head["recipients"].pop()
    forged = sealing.MAGIC + json.dumps(head).encode() + sealed[end:]
    assert refused(forged, ANN) == "pack.damaged"


@pytest.mark.parametrize("work", [1, 40, "16", None])
def test_that_a_passphrase_that_would_eat_the_machine_or_none_at_all_is_refused(work):
    sealed = sealing.seal(b"words", passphrases=["x"])
    start = len(sealing.MAGIC)
    end = sealed.index(b"\n", start)
    head = json.loads(sealed[start:end])
    head["recipients"][0]["work"] = work
    forged = sealing.MAGIC + json.dumps(head).encode() + sealed[end:]
    assert refused(forged, passphrase="x") == "pack.damaged"


@pytest.mark.parametrize("head", [b"[]", b"{}", b'{"recipients":[]}', b'{"recipients":[1]}', b"{" * 9000,
                                  b'{"recipients":[{"type":"x25519"}]}', b'{"recipients":{"a":1}}'])  # fmt: skip
def test_that_a_head_that_is_none_is_refused(head):
    assert refused(sealing.MAGIC + head + b"\nrest", ANN) == "pack.damaged"


def test_that_a_newer_format_and_a_foreign_file_are_told_apart():
    assert refused(b"reviewer-audit sealed 2\n{}", ANN) == "pack.newer_version"
    assert refused(b"PK\x03\x04", ANN) == "pack.not_a_pack"


def test_that_nothing_is_sealed_to_nobody():
    with pytest.raises(ValueError, match="nobody"):
        sealing.seal(b"words")
