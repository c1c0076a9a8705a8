"""Files to hand out: which kind is asked for, what of the rules goes with it, and the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from reviewer_audit.domain.packs import PACK_SUFFIX, WORKBOOK, WORKBOOK_SUFFIX, PackItem
from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import PackError
from reviewer_audit.i18n import _, in_english


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file to hand out, the digest that names it, and what it is sealed to."""

    data: bytes
    digest: str
    sealed_to: str
    new_key: str = ""
    passphrase: str = ""  # made up


def is_workbook(out: Path, *, sealed: bool) -> bool:
    """Return which kind of file is asked for, by its name."""
    suffix = out.suffix.casefold()
    if suffix == WORKBOOK_SUFFIX and sealed:
        message = _("A workbook is not sealed: it takes neither a key nor a passphrase.")
        hint = _("Nothing was changed. Leave them out, or name a pack, {pack_suffix}.").format(
            pack_suffix=PACK_SUFFIX
        )
        raise PackError(message, hint, code="pack.not_sealed")
    if suffix not in {PACK_SUFFIX, WORKBOOK_SUFFIX}:
        message = _(
            "A pack's name ends in {pack_suffix}, that of a workbook in "
            "{workbook_suffix}, not {suffix}."
        ).format(
            pack_suffix=PACK_SUFFIX, workbook_suffix=WORKBOOK_SUFFIX, suffix=suffix or "nothing"
        )
        raise PackError(message, _("Nothing was changed."), code="pack.name")
    return suffix == WORKBOOK_SUFFIX


def to_grade_by(policy: Policy) -> Policy:
    """Return the rule book without what names vendors, quotes their exports or blames anybody."""
    return replace(
        policy,
        targets=(),
        root_causes=(),
        equivalences=(),
        labels=tuple(replace(label, aliases=()) for label in policy.labels),
        actions=tuple(replace(action, aliases=()) for action in policy.actions),
    )


def to_vote_by(policy: Policy) -> Policy:
    """Return the rule book of a calibration session: a vote is a label and no action."""
    bare = to_grade_by(policy)
    labels = tuple(replace(label, default_action="") for label in bare.labels)
    return replace(bare, actions=(), labels=labels)


@in_english()
def workbook(
    auditor: str,
    due: str,
    policy: Policy,
    items: Sequence[PackItem],
    versions: Sequence[Policy] = (),
) -> Made:
    """Make a workbook; the same items and rules give the same bytes.

    ``versions`` are the other rule books that items name.
    """
    from reviewer_audit.render.grading_workbook import GradingBook, grading_workbook

    book = GradingBook(auditor=auditor, due=due, policy=policy, items=items, versions=versions)
    data = grading_workbook(book)
    return Made(data=data, digest=sha256(data).hexdigest(), sealed_to=WORKBOOK)
