"""Which key chooses which label, on the desk, on a ballot and in Review.

Pure; no Qt. Nothing here looks at how often a label was given: keys come from the rule book alone.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reviewer_audit.domain.policy import Policy

DIGITS = "1234567890"
SHIFT = "⇧"
SLOTS = tuple(DIGITS) + tuple(SHIFT + digit for digit in DIGITS)


def hotkeys(
    policy: "Policy", *, taken: "Iterable[str]" = (), own: "Mapping[str, str] | None" = None
) -> "Mapping[str, str]":
    """Return for each key the label it chooses: a person's own, the policy's, then in order.

    A hotkey of the policy that belongs to the desk (``taken``) or to an earlier
    label is passed over, and its label gets the next free digit. ``own`` are the
    keys that the person who sits here gave to labels.
    """
    reserved = {key.upper() for key in taken}
    mine = {label: slot_of(key) for label, key in (own or {}).items()}
    keys = {slot: label for label, slot in reversed(mine.items()) if slot and slot not in reserved}
    given = set(keys.values())
    waiting: list[str] = []
    for label in policy.labels:
        if label.key in given:
            continue
        slot = slot_of(label.hotkey)
        if slot and slot not in keys and slot not in reserved:
            keys[slot] = label.key
        else:
            waiting.append(label.key)
    free = (slot for slot in SLOTS if slot not in keys)
    keys.update(zip(free, waiting, strict=False))
    return keys


def slot_of(hotkey: str) -> str:
    """Return a hotkey as it is matched: a digit, a digit with Shift, or a letter; else nothing."""
    plain = hotkey.strip().upper().replace("SHIFT+", SHIFT).replace("SHIFT ", SHIFT)
    if plain in SLOTS:
        return plain
    if plain.isdecimal() and len(DIGITS) < int(plain) <= len(SLOTS):
        return SLOTS[int(plain) - 1]
    return plain if len(plain) == 1 and plain.isalpha() else ""
