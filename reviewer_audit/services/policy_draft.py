"""The next version of the rule book while somebody writes it; nothing is graded by a draft.

It is kept in the project, so that closing the window loses none of it. Publishing adds it as a
version; rounds keep the version they were graded by.
"""

from dataclasses import dataclass, replace
from datetime import date

from reviewer_audit import policies as rule_books
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Label, Policy, Target
from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import _
from reviewer_audit.services import policies
from reviewer_audit.services.projects import Project, stored
from reviewer_audit.store import meta
from reviewer_audit.store import policies as kept_policies

KEY = "policy.draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All versions, the one in force last, and the draft of the next where there is one."""

    versions: tuple[Policy, ...]
    draft: Policy | None = None


def book(store: Project) -> Book:
    """Return the versions of the rule book and the draft."""
    with store.read() as tx:
        body = meta.get(tx, KEY)
    return Book(versions=policies.versions(store), draft=rule_books.decode(body) if body else None)


def begin(store: Project, *, by: Person, today: date) -> Policy:
    """Begin a draft as a copy of the version in force.

    Raises:
        PolicyError: there is one already; it is not written over.
    """
    known = book(store)
    if known.draft is not None:
        message = _("A draft of version {version} is begun already.")
        raise PolicyError(message.format(version=known.draft.version), _("Go on with it."))
    taken = {one.version for one in known.versions}
    version = f"{today:%Y-%m}"
    number = 2
    while version in taken:
        version, number = f"{today:%Y-%m}.{number}", number + 1
    made = replace(known.versions[-1], version=version, effective_from=today)
    return keep(store, made, by=by)


def keep(store: Project, draft: Policy, *, by: Person) -> Policy:
    """Keep the draft as it stands now.

    Raises:
        PolicyError: it would be no rule book; the message names every fault, and the draft kept
            before stands.
    """
    checked = rule_books.checked(draft)
    with store.write("policy.draft", by=by, body={"version": checked.version}) as tx:
        meta.put(tx, KEY, rule_books.encode(checked))
    return checked


def discard(store: Project, *, by: Person) -> None:
    """Forget the draft."""
    with store.write("policy.draft", by=by, body={"version": ""}) as tx:
        meta.put(tx, KEY, "")


def publish(store: Project, *, by: Person) -> Policy:
    """Make the draft a version: in force for rounds that are opened from now on.

    Raises:
        PolicyError: there is no draft, nothing in it is different, or its name is taken.
    """
    known = book(store)
    draft, before = known.draft, known.versions[-1]
    if draft is None:
        raise PolicyError(_("There is no draft to publish."), _("Begin one first."))
    if draft.version in {one.version for one in known.versions}:
        message = _("The project has a version {version} already.").format(version=draft.version)
        raise PolicyError(message, _("Nothing was changed. Give the new one another version."))
    same = replace(draft, version=before.version, effective_from=before.effective_from)
    if same == before:
        message = _("Nothing is different from version {version}.").format(version=before.version)
        raise PolicyError(message, _("Nothing was published. Change something, or discard it."))
    with store.write("policy.add", by=by, body={"version": draft.version}) as tx:
        kept_policies.add(tx, stored(draft))
        meta.put(tx, KEY, "")
    return draft


def with_label(draft: Policy, label: Label, *, instead: str = "") -> Policy:
    """Return the draft with a label changed, or added at the end where none is named."""
    if not instead:
        return replace(draft, labels=(*draft.labels, label))
    return replace(
        draft, labels=tuple(label if one.key == instead else one for one in draft.labels)
    )


def without_label(draft: Policy, key: str) -> Policy:
    """Return the draft without a label."""
    return replace(draft, labels=tuple(one for one in draft.labels if one.key != key))


def moved(draft: Policy, key: str, by: int) -> Policy:
    """Return the draft with a label some places further down, or up; their order is the desk's.

    A label that was taken out meanwhile moves nowhere.
    """
    labels = list(draft.labels)
    at = next((k for k, one in enumerate(labels) if one.key == key), None)
    if at is None:
        return draft
    to = min(max(at + by, 0), len(labels) - 1)
    labels.insert(to, labels.pop(at))
    return replace(draft, labels=tuple(labels))


def with_target(draft: Policy, target: Target, *, at: int | None = None) -> Policy:
    """Return the draft with a promise changed, or added where no place is given."""
    if at is None:
        return replace(draft, targets=(*draft.targets, target))
    return replace(draft, targets=(*draft.targets[:at], target, *draft.targets[at + 1 :]))


def without_target(draft: Policy, at: int) -> Policy:
    """Return the draft without a promise."""
    return replace(draft, targets=(*draft.targets[:at], *draft.targets[at + 1 :]))
