"""The rule books of a project. Grading reaches this module: it may not know decisions."""

from pathlib import Path

from reviewer_audit import policies as rule_books
from reviewer_audit.domain.people import Person
from reviewer_audit.domain.policy import Policy
from reviewer_audit.errors import PolicyError
from reviewer_audit.i18n import _
from reviewer_audit.services.projects import Project, stored
from reviewer_audit.store import policies


def load(path: Path) -> Policy:
    """Read a rule book; PolicyError names the place of every fault."""
    return rule_books.load(path)


def newest(store: Project) -> Policy:
    """Return the version in force."""
    with store.read_blind() as tx:
        found = policies.newest(tx)
    if found is None:
        message = _("The project has no policy.")
        raise PolicyError(message, _("Add one first."))
    return rule_books.decode(found.body)


def of_version(store: Project, version: str) -> Policy:
    """Return one version."""
    with store.read_blind() as tx:
        return rule_books.decode(policies.of_version(tx, version).body)


def versions(store: Project) -> tuple[Policy, ...]:
    """Return all versions, the one in force last."""
    with store.read_blind() as tx:
        return tuple(rule_books.decode(one.body) for one in policies.versions(tx))


def add_version(store: Project, policy: Policy, *, by: Person) -> None:
    """Add a version; earlier ones stay, and rounds keep the one they were graded by."""
    with store.read() as tx:
        known = {one.version for one in policies.versions(tx)}
    if policy.version in known:
        message = _("The project has a version {version} already.").format(version=policy.version)
        raise PolicyError(message, _("Nothing was changed. Give the new one another version."))
    with store.write("policy.add", by=by, body={"version": policy.version}) as tx:
        policies.add(tx, stored(policy))


def export(policy: Policy, path: Path) -> None:
    """Write a version as a workbook, or as YAML where the name ends so."""
    from reviewer_audit.render.files import replacing

    with replacing(path) as partial:
        if path.suffix.casefold() == ".xlsx":
            rule_books.write_workbook(policy, partial)
        else:
            partial.write_text(rule_books.dumps(policy), encoding="utf-8")
