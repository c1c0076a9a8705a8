"""A letter: what rulings teach one auditor, signed by the project and sealed to the auditor's key.

It names its project and its reader, so none can be passed off as another's.
"""

from collections.abc import Iterable

from reviewer_audit.domain.packs import Lessons, Refusal
from reviewer_audit.packs import sealing
from reviewer_audit.packs.keys import Identity, public_from
from reviewer_audit.packs.refusals import refusal

_USE = b"reviewer-audit letter 1\n"


def seal(lessons: Lessons, project: str, who: str, at: str, by: Identity, *, to: str) -> bytes:
    """Return the sealed letter."""
    import msgspec

    told = {"project": project, "auditor": who, "at": at, "lessons": lessons}
    body = msgspec.json.encode(told, order="sorted")
    return sealing.seal(by.sign(_USE + body) + body, [public_from(to)])


def read(
    data: bytes, project: str, who: str, key: str, own: Iterable[Identity]
) -> tuple[str, Lessons]:
    """Return when a letter was written and what it says.

    Raises:
        PackError: it is not sealed to these keys, not signed by that of the project, or meant for
            somebody else.
    """
    import msgspec

    payload = sealing.unseal(data, own)
    signature, body = payload[:64], payload[64:]
    if not public_from(key).verifies(signature, _USE + body):
        raise refusal(Refusal.SIGNATURE)
    try:
        told = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        named = (
            msgspec.json.decode(told["project"], type=str),
            msgspec.json.decode(told["auditor"], type=str),
        )
        at = msgspec.json.decode(told["at"], type=str)
        lessons = msgspec.json.decode(told["lessons"], type=Lessons)
    except (msgspec.DecodeError, KeyError, RecursionError) as error:
        raise refusal(Refusal.FORMAT) from error
    if named[0] != project:
        raise refusal(Refusal.OTHER_PROJECT)
    if named[1] != who:
        raise refusal(Refusal.OTHER_PERSON)
    return at, lessons
