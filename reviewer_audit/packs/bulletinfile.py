"""A file of bulletins: what the lead answered, each signed by the project's key.

It is sealed to nobody, since it goes to everybody who grades and holds no item and no decision;
letters in it (see lettering) are each sealed to their reader.
Each bulletin is signed for itself, with the name of its project, so none can be altered or put
among those of another project.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from reviewer_audit.domain.desk import Bulletin
from reviewer_audit.domain.packs import Refusal
from reviewer_audit.errors import PackError
from reviewer_audit.packs.keys import Identity, PublicKey, public_from
from reviewer_audit.packs.refusals import refusal

KIND, FORMAT = "bulletins", 1
LARGEST = 64 * 1024 * 1024
_USE = b"reviewer-audit bulletin 1\n"
_MOST = 2_000
NO_LETTERS: Mapping[str, bytes] = MappingProxyType({})


def sign(one: Bulletin, project: str, by: Identity) -> Bulletin:
    """Return a bulletin with the project's signature."""
    return replace(one, signature=by.sign(_message(one, project)).hex())


def holds(one: Bulletin, project: str, key: PublicKey) -> bool:
    """Return whether the owner of a key signed exactly this bulletin for this project."""
    try:
        signature = bytes.fromhex(one.signature)
    except ValueError:
        return False
    if signature.hex() != one.signature:  # the same said in other letters, such as A for a
        return False
    return key.verifies(signature, _message(one, project))


def write(
    bulletins: Sequence[Bulletin], project: str, key: str, letters: Mapping[str, bytes] = NO_LETTERS
) -> bytes:
    """Return the file: the same bulletins and letters, the same bytes.

    ``letters`` are sealed, each to the auditor whose id it stands under.
    """
    import msgspec

    body = {"kind": KIND, "format": FORMAT, "project": project, "project_key": key}
    body["bulletins"] = msgspec.to_builtins(list(bulletins))
    if letters:
        body["letters"] = msgspec.to_builtins(dict(letters))
    return msgspec.json.encode(body, order="sorted")


def read(data: bytes) -> tuple[str, str, list[Bulletin]]:
    """Return project, key and bulletins of a file, every signature checked.

    Raises:
        PackError: whatever is wrong, by its own reason.
    """
    import msgspec

    if len(data) > LARGEST:
        raise refusal(Refusal.TOO_LARGE)
    try:
        body = msgspec.json.decode(data, type=dict[str, Any])
        if body.get("kind") != KIND:
            raise refusal(Refusal.NOT_OURS)
        if body.get("format") != FORMAT:
            raise refusal(Refusal.NEWER)
        project, text = str(body["project"]), str(body["project_key"])
        found = msgspec.convert(body["bulletins"], list[Bulletin])
    except (msgspec.DecodeError, msgspec.ValidationError, KeyError, RecursionError) as error:
        raise refusal(Refusal.FORMAT) from error
    try:
        key = public_from(text)
    except PackError as error:
        raise refusal(Refusal.FORMAT) from error
    uids = {one.uid for one in found}
    if not (found or body.get("letters")) or len(found) > _MOST or len(uids) != len(found):
        raise refusal(Refusal.FORMAT)
    if not all(holds(one, project, key) for one in found):
        raise refusal(Refusal.SIGNATURE)
    return project, text, found


def letter_to(data: bytes, who: str) -> bytes | None:
    """Return the sealed letter to an auditor in a file that was read; None where there is none.

    Raises:
        PackError: what stands there is no letter.
    """
    import msgspec

    class Body(msgspec.Struct):
        letters: dict[str, bytes] = {}

    try:
        return msgspec.json.decode(data, type=Body).letters.get(who)
    except msgspec.DecodeError as error:
        raise refusal(Refusal.FORMAT) from error


def _message(one: Bulletin, project: str) -> bytes:
    import msgspec

    told = msgspec.to_builtins(replace(one, signature=""))
    return _USE + msgspec.json.encode({"project": project, **told}, order="sorted")
