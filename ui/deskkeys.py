"""The keys of the desk that a person may give another place, and the places they were given.

Pure; no Qt. What a person changed is kept in the settings of this machine by the name of what
the key does; a label's key by policy and label.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from reviewer_audit.domain.policy import Policy
from reviewer_audit.i18n import _
from ui.hotkeys import hotkeys, slot_of

SIGNS = "/+.,;-*"  # beside letters; the digits choose labels
FIXED = frozenset({"?"})  # of the window
LABEL = "label"


class DeskKey(NamedTuple):
    """What a key of the desk does, and where it usually is."""

    name: str
    usual: str
    title: str


DESK_KEYS = (
    DeskKey("search", "/", _("Search the policy")),
    DeskKey("further", "+", _("Add a further label")),
    DeskKey("action", "A", _("Choose the action")),
    DeskKey("severity", "S", _("Choose the severity")),
    DeskKey("escalate", "E", _("Escalate, or do not")),
    DeskKey("confidence", "C", _("Next degree of confidence")),
    DeskKey("note", "N", _("Write the rationale")),
    DeskKey("flag", "F", _("Flag the item")),
    DeskKey("ask", "Q", _("Ask the lead")),
    DeskKey("cannot_judge", "U", _("Say that it cannot be judged")),
    DeskKey("skip", "W", _("Skip it; no reason is asked")),
    DeskKey("own", "M", _("My grades")),
    DeskKey("alike", "L", _("What I said of nearly the same item")),
    DeskKey("bulletins", "I", _("Answers of the lead")),
    DeskKey("hidden", "H", _("Show or leave out hidden characters")),
    DeskKey("more", ".", _("Next part of a long content")),
    DeskKey("translation", "T", _("Show or leave out the translation")),
    DeskKey("original", "O", _("Open the original, where the round allows it")),
    DeskKey("blur", "B", _("Blur pictures, or take the blur away for a while")),
    DeskKey("grey", "G", _("Show pictures in grey or in colour")),
    DeskKey("zoom", "Z", _("Fit a picture into the view, or show it in full size")),
    DeskKey("frame", ",", _("Next picture or frame")),
)


def desk_keys(own: Mapping[str, str]) -> dict[str, str]:
    """Return for each name its key: the person's own, where it clashes with none, else the usual.

    A settings file that was written by hand costs only what cannot be used.
    """
    usual = {one.name: one.usual for one in DESK_KEYS}
    moved = {name: key for name, key in own.items() if name in usual and not _unfit(key)}
    while True:  # all at once: two keys may have changed places
        keys = usual | moved
        many = Counter(keys.values())
        clashing = [name for name in moved if many[keys[name]] > 1]
        if not clashing:
            return keys
        del moved[clashing[-1]]


def label_name(policy: Policy, label: str) -> str:
    """Return the name by which a label's own key is kept."""
    return f"{LABEL}\x1f{policy.name}\x1f{label}"


def own_labels(policy: Policy, own: Mapping[str, str]) -> dict[str, str]:
    """Return the keys that were given to labels, wherever labels have keys."""
    return {
        label.key: own[name]
        for label in policy.labels
        if (name := label_name(policy, label.key)) in own
    }


def label_keys(policy: Policy, own: Mapping[str, str]) -> dict[str, str]:
    """Return which label each key chooses on this person's desk."""
    taken = {*desk_keys(own).values(), *FIXED}
    return dict(hotkeys(policy, taken=taken, own=own_labels(policy, own)))


def refusal(name: str, wanted: str, own: Mapping[str, str], policy: Policy | None) -> str:
    """Say why a key cannot be given to a command or a label; empty where it can."""
    keys = desk_keys(own)
    if name in keys:
        return _unfit(wanted) or _clash(name, wanted, keys) or _of_label(wanted, own, policy)
    if not wanted or slot_of(wanted) != wanted:
        return _("A label takes a digit, Shift and a digit, or a letter.")
    if wanted in FIXED:
        return _unfit(wanted)
    return _clash(name, wanted, keys) or _of_label(wanted, own, policy, but=name)


def _clash(name: str, wanted: str, keys: Mapping[str, str]) -> str:
    other = next((one for one, key in keys.items() if key == wanted and one != name), "")
    if not other:
        return ""
    titles = {one.name: one.title for one in DESK_KEYS}
    return _("{key} is the key of: {other}. Give that another key first.").format(
        key=wanted, other=titles[other]
    )


def _unfit(wanted: str) -> str:
    if wanted in FIXED:
        return _("{key} is kept for content and the window.").format(key=wanted)
    if len(wanted) == 1 and (wanted in SIGNS or (wanted.isascii() and wanted.isupper())):
        return ""
    return _("Only a letter or one of {signs} can be a key here; digits choose labels.").format(
        signs=" ".join(SIGNS)
    )


def _of_label(wanted: str, own: Mapping[str, str], policy: Policy | None, *, but: str = "") -> str:
    if policy is None:
        return ""
    label = label_keys(policy, own).get(wanted)
    if label is None or label_name(policy, label) == but:
        return ""
    return _("{key} chooses {label}. Give that another key first.").format(
        key=wanted, label=policy.label(label).title
    )
